use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        side: dense(8),
        dense(3, from = input),
    }
}

fn main() {
    let net = Net::init(1);
    let _: [f32; 2] = net.predict(&[0.0; 4]);
}
