use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [4] {
        last,
    }
}

fn main() {
    let net = Net::ZERO;
    let _: [f32; 4] = net.predict(&[0.0; 4]);
}
