//! Files that `PyTorch` and `NumPy` wrote.

use std::path::{Path, PathBuf};

use nn_runtime::prelude::*;
use nn_runtime::weights::{self, Loader};
use nn_weights_tests::{Model, bits};
use safetensors::SafeTensors;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

fn loaded(name: &str) -> Box<Model> {
    let mut net = Model::init(1);
    net.load(data(name)).unwrap_or_else(|error| panic!("{error}"));
    net
}

#[test]
fn a_state_dict_loads_as_it_is_and_gives_the_same_outputs() {
    let net = loaded("model.safetensors");
    let file = std::fs::read(data("values.safetensors")).expect("the file is in the repository");
    let values = SafeTensors::deserialize(&file).expect("a whole file");
    let x: Vec<f32> =
        values.tensor("x").expect("inputs").data().as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
    let y: Vec<f64> =
        values.tensor("y").expect("outputs").data().as_chunks().0.iter().map(|b| f64::from_le_bytes(*b)).collect();
    let (inputs, expected) = (x.as_chunks::<5>().0, y.as_chunks::<3>().0);
    assert_eq!((inputs.len(), expected.len()), (16, 16));
    for (input, expected) in inputs.iter().zip(expected) {
        for (found, expected) in net.predict(input).into_iter().zip(expected) {
            assert!((f64::from(found) - expected).abs() < 1e-6, "{found}, expected {expected}");
        }
    }
}

#[test]
fn every_parameter_has_the_bits_of_the_state_dict() {
    let net = loaded("model.safetensors");
    let file = std::fs::read(data("model.safetensors")).expect("the file is in the repository");
    let tensors = SafeTensors::deserialize(&file).expect("a whole file");
    for parameter in Model::LAYOUT {
        let tensor = tensors.tensor(parameter.name).expect("the parameter");
        assert_eq!(tensor.shape(), parameter.shape);
        let found: Vec<u8> = parameter.positions().flat_map(|place| net.as_flat()[place].to_le_bytes()).collect();
        assert_eq!(found, tensor.data(), "{}", parameter.name);
    }
}

#[test]
fn other_types_are_converted() {
    assert_eq!(bits(&*loaded("model-f64.safetensors")), bits(&*loaded("model.safetensors")));
    for name in ["f16", "bf16"] {
        let as_f32 = loaded(&format!("model-{name}-as-f32.safetensors"));
        assert_eq!(bits(&*loaded(&format!("model-{name}.safetensors"))), bits(&*as_f32), "{name}");
        assert_ne!(bits(&*as_f32), bits(&*loaded("model.safetensors")), "{name} has fewer digits");
    }
}

#[test]
fn prefixes_and_other_names_are_mapped() {
    let expected = bits(&*loaded("model.safetensors"));
    let load = |loader: Loader<'_>| {
        let mut net = Model::zeros();
        loader.load(&mut net, data("sequential.safetensors")).unwrap_or_else(|error| panic!("{error}"));
        bits(&*net)
    };
    let pairs = [("fc1", "0"), ("fc2", "2"), ("head", "4")];
    assert_eq!(load(Loader::new().prefix("net.").names(pairs)), expected);
    let function =
        |name: &str| pairs.iter().fold(format!("net.{name}"), |name, (layer, index)| name.replace(layer, index));
    assert_eq!(load(Loader::new().rename(function)), expected);
}

#[test]
fn npz_files_are_read() {
    let expected = bits(&*loaded("model.safetensors"));
    for name in ["model.npz", "model-compressed.npz", "model-mixed.npz"] {
        assert_eq!(bits(&*loaded(name)), expected, "{name}");
    }
    assert_eq!(bits(&*loaded("model-f16.npz")), bits(&*loaded("model-f16-as-f32.safetensors")));
}

#[test]
fn a_file_of_torch_save_is_refused_with_the_way_out() {
    let mut net = Model::init(1);
    let error = net.load(data("model.pt")).expect_err("pickles are not read").to_string();
    assert!(error.contains("model.pt: content is a zip archive of `torch.save`, expected an npz archive"), "{error}");
    let help = "(load it in Python, and write its state_dict with `safetensors.torch.save_file`)";
    assert!(error.ends_with(help), "{error}");
    assert_eq!(*net, *Model::init(1));
}

#[test]
fn types_that_npz_cannot_name_are_refused_with_the_way_out() {
    for (name, kind, library) in
        [("bf16", "<V2", "bfloat16"), ("f8-e4m3", "<V1", "float8"), ("f8-e5m2", "<f1", "float8")]
    {
        let error = Model::init(1).load(data(&format!("model-{name}.npz"))).expect_err("not by name").to_string();
        let expected = format!(
            "array \"fc1.weight\" has type {kind}, expected F32, F64, F16 or BF16 (npz has no name for {library}: "
        );
        assert!(error.contains(&expected) && error.contains("`safetensors.numpy.save_file`"), "{error}");
    }
}

#[test]
fn what_is_saved_here_is_a_file_of_the_same_tensors() {
    let net = loaded("model.safetensors");
    let bytes = weights::to_bytes(&net).expect("a small network");
    let original = std::fs::read(data("model.safetensors")).expect("the file is in the repository");
    let (ours, theirs) = (SafeTensors::deserialize(&bytes), SafeTensors::deserialize(&original));
    let (ours, theirs) = (ours.expect("a whole file"), theirs.expect("a whole file"));
    assert_eq!(ours.len(), theirs.len());
    for (name, tensor) in theirs.iter() {
        let found = ours.tensor(name).expect("the same names");
        assert_eq!((found.dtype(), found.shape(), found.data()), (tensor.dtype(), tensor.shape(), tensor.data()));
    }
}
