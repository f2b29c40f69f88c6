use nn_runtime::prelude::*;

network! {
    struct Net: [2] -> [3] {
        fast: lstm(4),
        slow: gru(3, from = input),
        add(fast),
    }
}

fn main() {
    let _: [f32; 3] = Net::ZERO.step(&mut State::new(), &[0.0; 2]);
}
