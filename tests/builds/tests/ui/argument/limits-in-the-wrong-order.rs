use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(2, hard_tanh(1.0, -1.0)),
    }
}

fn main() {}
