use nn_runtime::prelude::*;

network! {
    struct Net: [] -> [2] {
        dense(2),
    }
}

fn main() {}
