use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> {
        dense(2),
    }
}

fn main() {}
