use nn_runtime::prelude::*;

network! {
    #[loss(mse)]
    struct Net: [4, 5] -> [3, 5] {
        gru(3, reset = before),
    }
}

fn main() {
    let net = Net::ZERO;
    let _: [f32; 15] = net.predict(&[0.0; 20]);
}
