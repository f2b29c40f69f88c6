use nn_runtime::prelude::*;

network! {
    #[onnx("tests/ui/onnx/good.onnx", loss = mze)]
    struct Model;
}

fn main() {
    let mut net = Box::new(*Model::pretrained());
    let table = Dataset::from([([0.0; 3], [1.0, 0.0, 0.0])]);
    Trainer::new(Sgd::new(0.1)).fit(&mut net, &table).unwrap();
}
