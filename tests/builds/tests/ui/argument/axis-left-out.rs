use nn_runtime::prelude::*;

network! {
    struct Net: [2, 4, 3] -> [4, 3, 2] {
        turned: permute([1, 2]),
    }
}

fn main() {}
