use nn_runtime::prelude::*;

network! {
    struct Net: [2, 4, 3] -> [2, 1, 1] {
        crop([1, 2]),
    }
}

fn main() {}
