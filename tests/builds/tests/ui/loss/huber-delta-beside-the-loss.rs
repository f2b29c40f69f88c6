use nn_runtime::prelude::*;

network! {
    #[loss(huber, 1.0)]
    struct Net: [4] -> [2] {
        dense(2),
    }
}

fn main() {}
