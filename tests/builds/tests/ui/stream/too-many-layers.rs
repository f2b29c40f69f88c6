use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [3] {
        lstm(3, layers = 9),
    }
}

fn main() {
    let (net, mut state) = (Net::ZERO, State::new());
    let _: [f32; 3] = net.step(&mut state, &[0.0; 4]);
}
