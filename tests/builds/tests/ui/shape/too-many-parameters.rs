use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(65_536),
        dense(65_536),
        dense(2),
    }
}

fn main() {}
