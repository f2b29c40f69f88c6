use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        dropout(1.0),
        dense(2),
    }
}

fn main() {
    let net = Net::init(1);
    let _: [f32; 2] = net.predict(&[0.0; 4]);
}
