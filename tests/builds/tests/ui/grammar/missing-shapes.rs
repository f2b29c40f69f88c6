use nn_runtime::prelude::*;

network! {
    struct Net {
        dense(2),
    }
}

fn main() {}
