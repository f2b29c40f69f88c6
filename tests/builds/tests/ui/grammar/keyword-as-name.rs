use nn_runtime::prelude::*;

network! {
    struct match: [4] -> [2] {
        dense(2),
    }
}

fn main() {}
