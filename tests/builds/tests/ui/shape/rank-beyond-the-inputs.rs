use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        hidden: low_rank(8, 5, relu),
        dense(2),
    }
}

fn main() {}
