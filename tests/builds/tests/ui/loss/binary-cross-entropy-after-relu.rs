use nn_runtime::prelude::*;

network! {
    #[loss(binary_cross_entropy)]
    struct Net: [4] -> [2] {
        dense(2),
        relu,
    }
}

fn main() {}
