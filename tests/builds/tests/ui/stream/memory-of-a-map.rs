use nn_runtime::prelude::*;

network! {
    struct Net: [2, 2, 4] -> [3] {
        gru(3),
    }
}

fn main() {
    let net = Net::ZERO;
    let _: [f32; 3] = net.predict(&[0.0; 16]);
}
