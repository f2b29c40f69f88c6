use nn_runtime::prelude::*;

network! {
    struct Net: [2] -> [3] {
        step: lstm(3),
    }
}

fn main() {
    let mut state = State::<Net>::default();
    let _ = Net::ZERO.step(&mut state, &[0.0; 2]);
}
