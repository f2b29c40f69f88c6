use nn_runtime::prelude::*;

network! {
    #[loss(mse)]
    struct Net: [1] -> [1] {
        voice: gru(8, reset = before),
        dense(1),
    }
}

fn main() {
    let (net, mut state) = (Net::ZERO, [State::new()]);
    let (mut workspace, mut gradient) = (Net::workspace(), Net::ZERO);
    let window = Window::new(&[[0.0]], &[[1.0]]);
    let _ = net.gradients(&mut state, &[window], &mut workspace, &mut gradient);
}
