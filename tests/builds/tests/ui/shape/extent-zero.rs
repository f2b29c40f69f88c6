use nn_runtime::prelude::*;

network! {
    struct Net: [0] -> [2] {
        dense(2),
    }
}

fn main() {
    let net = Net::zeros();
    let _: [f32; 2] = net.predict(&[0.0; 4]);
}
