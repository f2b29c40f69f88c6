use nn_runtime::prelude::*;

network! {
    #[loss(rumour)]
    struct Net: [4] -> [2] {
        dense(2),
    }
}

fn main() {}
