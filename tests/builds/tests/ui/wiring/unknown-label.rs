use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        hidden: dense(4),
        add(elsewhere),
        dense(2),
    }
}

fn main() {}
