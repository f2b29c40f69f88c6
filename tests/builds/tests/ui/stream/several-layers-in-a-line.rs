use nn_runtime::prelude::*;

network! {
    struct Net: [2] -> [3] {
        lstm(3, layers = 2),
    }
}

fn main() {
    let mut state = State::<Net>::NEW;
    state.reset();
}
