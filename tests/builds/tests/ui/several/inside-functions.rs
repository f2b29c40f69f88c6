use nn_runtime::prelude::*;

fn first() -> [f32; 2] {
    network! {
        struct Net: [4] -> [2] {
            dens(2),
        }
    }
    let net = Net::init(1);
    net.predict(&[0.0; 4])
}

fn second() -> f32 {
    network! {
        #[loss(mse)]
        pub struct Net: [4] -> [2] {
            dense(2, bias = 1),
        }
    }
    Net::init(1).loss(&[[0.0; 4]], &[[0.0; 2]]).unwrap()
}

fn main() {
    first();
    second();
}
