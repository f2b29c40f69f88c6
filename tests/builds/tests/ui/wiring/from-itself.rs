use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        again: dense(2, from = again),
    }
}

fn main() {}
