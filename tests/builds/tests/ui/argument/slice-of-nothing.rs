use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        hidden: dense(8),
        part: slice(3, 3),
        dense(2),
    }
}

fn main() {}
