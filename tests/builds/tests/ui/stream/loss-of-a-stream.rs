use nn_runtime::prelude::*;

network! {
    #[loss(mse)]
    struct Net: [1] -> [1] {
        voice: lstm(8),
        dense(1),
    }
}

fn main() {
    let (net, mut state) = (Net::ZERO, State::new());
    let _: [f32; 1] = net.step(&mut state, &[0.0]);
}
