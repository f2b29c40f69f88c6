use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        as_flat: dense(2),
    }
}

fn main() {}
