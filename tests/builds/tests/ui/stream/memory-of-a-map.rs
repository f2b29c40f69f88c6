use nn_runtime::prelude::*;

network! {
    struct Net: [2, 4] -> [3] {
        gru(3),
    }
}

fn main() {
    let (net, mut state) = (Net::ZERO, State::new());
    let _: [f32; 3] = net.step(&mut state, &[0.0; 8]);
}
