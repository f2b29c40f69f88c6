use nn_runtime::prelude::*;

network! {
    struct Net: [2] -> [3] {
        rnn(3, sigmoid),
    }
}

fn main() {
    let (net, mut state) = (Net::ZERO, State::new());
    let mut outputs = [[0.0; 3]; 4];
    assert!(net.process(&mut state, &[[0.0; 2]; 4], &mut outputs).is_ok());
}
