use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(2, padding = 1),
    }
}

fn main() {}
