use nn_runtime::prelude::*;

network! {
    struct Net: [6, 4, 4] -> [1, 8, 8] {
        pixel_shuffle(2),
    }
}

fn main() {}
