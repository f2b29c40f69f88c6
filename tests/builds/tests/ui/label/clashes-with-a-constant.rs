use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        ZERO: dense(2),
    }
}

fn main() {}
