use nn_runtime::prelude::*;

network! {
    #[onnx("tests/ui/onnx/large-image.onnx")]
    struct Model;
}

fn main() {
    let net: &'static Model = Model::pretrained();
    let _: &[f32] = &net.predict(&[0.0; 3 * 224 * 224]);
}
