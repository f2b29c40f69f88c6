use nn_runtime::prelude::*;

network! {
    #[repr(transparent)]
    struct Net: [4] -> [2] {
        dense(2),
    }
}

fn main() {}
