use nn_runtime::prelude::*;

network! {
    #[loss(binary_cross_entropy)]
    struct Net: [4] -> [4] {
        dense(4, sigmoid),
        add(input),
    }
}

fn main() {}
