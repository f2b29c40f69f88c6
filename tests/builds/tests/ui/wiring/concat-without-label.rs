use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dense(1),
        concat(),
    }
}

fn main() {}
