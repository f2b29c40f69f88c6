use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(65_537),
        dense(2),
    }
}

fn main() {}
