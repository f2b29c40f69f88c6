use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        gen: dense(2),
    }
}

fn main() {}
