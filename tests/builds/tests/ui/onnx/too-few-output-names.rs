use nn_runtime::prelude::*;

network! {
    #[onnx("tests/ui/onnx/good.onnx", output_names("FL_hip", "FR_hip"))]
    struct Model;
}

const FR_HIP: usize = Model::output_column("FR_hip");

fn main() {
    let net: &'static Model = Model::pretrained();
    let _: [f32; 3] = net.predict(&[0.0; 3]);
    let _ = (FR_HIP, Model::OUTPUT_NAMES[2]);
}
