use nn_runtime::prelude::*;

network! {
    struct S: [4] -> [2] {
        output: dense(2),
    }
}

fn main() {
    let _ = S::init(1).predict(&[0.0; 4]);
}
