use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [6] {
        lstm(3, bidirectional = true),
    }
}

fn main() {
    let (net, mut state) = (Net::ZERO, State::new());
    let _: [f32; 6] = net.step(&mut state, &[0.0; 4]);
}
