use nn_runtime::prelude::*;

network! {
    struct Net: [4] -> [10] {
        dense(8, relu),
        scores: dense(12),
    }
}

fn main() {
    let net = Net::init(1);
    let _: [f32; 10] = net.predict(&[0.0; 4]);
    let _: f32 = net.scores().bias(0);
}
