use nn_runtime::prelude::*;

network! {
    struct Net: [784] -> [16, 7, 7] {
        reshape([16, 7, 8]),
    }
}

fn main() {}
