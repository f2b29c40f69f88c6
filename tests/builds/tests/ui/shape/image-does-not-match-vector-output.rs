use nn_runtime::prelude::*;

network! {
    struct Net: [2, 2] -> [4] {
        relu,
    }
}

fn main() {}
