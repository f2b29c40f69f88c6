use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        _: dense(2),
    }
}

fn main() {}
