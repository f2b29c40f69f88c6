use nn_runtime::prelude::*;

network! {
    #[onnx("tests/ui/onnx/good.onnx")]
    struct Model: [3] -> [3] {
        dense(3),
    }
}

fn main() {
    let net: &'static Model = Model::pretrained();
    let _: [f32; 3] = net.predict(&[0.0; 3]);
}
