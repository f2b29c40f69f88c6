use nn_runtime::prelude::*;

network! {
    #[loss(cross_entropy)]
    struct Net: [4] -> [2] {
        dense(2, sigmoid),
    }
}

fn main() {
    let net = Net::init(1);
    let _: f32 = net.loss(&[[0.0; 4]], &[Class::<2>::new(1).unwrap()]).unwrap();
}
