use nn_runtime::prelude::*;

network! {
    #[onnx("tests/ui/onnx/recurrence.onnx")]
    struct Model;
}

fn main() {
    let net: &'static Model = Model::pretrained();
    let _: [f32; 3] = net.step(&mut net.new_state(), &[0.0; 3]);
}
