use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(2, soft_shrink(-0.5)),
    }
}

fn main() {}
