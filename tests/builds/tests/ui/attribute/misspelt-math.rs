use nn_runtime::prelude::*;

network! {
    #[math(fats)]
    struct Net: [4] -> [2] { dense(8, tanh), dense(2) }
}

fn main() {
    let net = Net::init(1);
    let _: [f32; 2] = net.predict(&[0.0; 4]);
}
