use nn_runtime::prelude::*;

network! {
    #[onnx("tests/ui/onnx/recurrence.onnx")]
    struct Model;
}

fn main() {
    let net: &'static Model = Model::pretrained();
    let _: [f32; 3] = net.predict(&[0.0; 3]);
}
