use nn_runtime::prelude::*;

network! {
    struct : [4] -> [2] {
        dense(2),
    }
}

fn main() {}
