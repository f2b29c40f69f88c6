use nn_runtime::prelude::*;

network! {
    /// Documented.
    struct Model;
}

fn main() {
    let net = Model::init(1);
    let _: [f32; 3] = net.predict(&[0.0; 3]);
}
