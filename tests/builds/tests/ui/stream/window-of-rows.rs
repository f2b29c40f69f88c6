use nn_runtime::prelude::*;

network! {
    #[loss(mse)]
    #[window(128)]
    struct Net: [1] -> [1] {
        dense(8, tanh),
        dense(1),
    }
}

fn main() {
    let net = Net::ZERO;
    let _: [f32; 1] = net.predict(&[0.0]);
}
