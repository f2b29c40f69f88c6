use nn_runtime::prelude::*;

network! {
    #[onnx("tests/ui/onnx/attributes.onnx")]
    struct Model;
}

fn main() {
    let net: &'static Model = Model::pretrained();
    let _: [f32; 15] = net.predict(&[0.0; 3]);
    let outputs = net.predict(&[0.0; 3]);
    let _ = outputs[2] + outputs.iter().sum::<f32>() + net.predict(&[1.0; 3])[1];
    net.predict_batch(&[[0.0; 3]; 2], &mut [[0.0; 15]; 2]).unwrap();
}
