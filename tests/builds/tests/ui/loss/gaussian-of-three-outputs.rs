use nn_runtime::prelude::*;

network! {
    #[loss(gaussian)]
    struct Net: [4] -> [3] {
        dense(3),
    }
}

fn main() {
    let mut net = Net::init(1);
    let mut gradient = Net::zeros();
    let mut workspace = Net::workspace();
    let _: f32 = net.gradients(&[[0.0; 4]], &[[0.0; 3]], &mut workspace, &mut gradient).unwrap();
    net.initialize(2);
}
