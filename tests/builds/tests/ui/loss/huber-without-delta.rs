use nn_runtime::prelude::*;

network! {
    #[loss(huber)]
    struct Net: [4] -> [2] {
        dense(2),
    }
}

fn main() {}
