use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [2] {
        hidden: dense(8, relu),
        dense(2),
    }
}

fn main() {
    let net = Net::init(1);
    let _ = net.predict(&[0.0; 5]);
}
