use nn_runtime::prelude::*;

network! {
    #[loss(binary_cross_entropy(positive_weight = 2.0, from_logits = true))]
    struct Net: [4] -> [2] {
        dense(2, sigmoid),
    }
}

fn main() {
    let mut net = Net::init(1);
    let mut gradient = Net::zeros();
    let mut workspace = Net::workspace();
    let _: f32 = net.gradients(&[[0.0; 4]], &[[0.0; 2]], &mut workspace, &mut gradient).unwrap();
    net.initialize(2);
}
