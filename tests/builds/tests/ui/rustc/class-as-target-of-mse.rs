use nn_runtime::prelude::*;

network! {
    #[loss(mse)]
    struct Net: [4] -> [2] {
        dense(2),
    }
}

fn main() {
    let net = Net::init(1);
    let _ = net.loss(&[[0.0; 4]], &[Class::<2>::new(1).unwrap()]);
}
