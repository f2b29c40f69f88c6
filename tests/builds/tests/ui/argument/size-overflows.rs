use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(99_999_999_999_999_999_999),
        dense(2),
    }
}

fn main() {}
