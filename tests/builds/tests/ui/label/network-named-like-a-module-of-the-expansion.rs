use nn_runtime::prelude::*;

network! {
    struct nn: [4] -> [2] {
        output: dense(2),
    }
}

fn main() {
    let _ = nn::init(1).predict(&[0.0; 4]);
}
