use nn_runtime::prelude::*;

network! {
    #[onnx("tests/ui/onnx/good.onnx", output_names("FL_hip", "FR_hip", "RL_hip"))]
    struct Model;
}

const FL_HIP: usize = Model::output_column("FL_hp");

fn main() {
    let _ = Model::pretrained().predict(&[0.0; 3])[FL_HIP];
}
