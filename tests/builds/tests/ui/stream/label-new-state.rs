use nn_runtime::prelude::*;

network! {
    struct Net: [1] -> [3] {
        new_state: gru(3),
    }
}

fn main() {
    let mut state = State::<Net>::default();
    let _ = Net::ZERO.step(&mut state, &[0.0]);
}
