use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(relu, 8),
        dense(2),
    }
}

fn main() {}
