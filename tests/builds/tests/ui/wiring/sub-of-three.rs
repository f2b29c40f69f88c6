use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [4] {
        a: dense(4),
        b: dense(4),
        dense(4),
        sub(a, b),
    }
}

fn main() {}
