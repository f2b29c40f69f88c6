use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        layers::dense(2),
    }
}

fn main() {}
