use nn_runtime::prelude::*;

network! {
    #[loss(cross_entropy)]
    struct Net: [4] -> [1] {
        dense(1, softmax),
    }
}

fn main() {}
