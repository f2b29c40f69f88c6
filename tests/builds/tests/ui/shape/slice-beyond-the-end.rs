use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        hidden: dense(8),
        slice(7, 9),
    }
}

fn main() {}
