use nn_runtime::prelude::*;

network! {
    #[loss(squared_hinge)]
    struct Net: [4] -> [2] {
        dense(2),
    }
}

fn main() {}
