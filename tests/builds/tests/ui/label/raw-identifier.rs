use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        r#type: dense(2),
    }
}

fn main() {}
