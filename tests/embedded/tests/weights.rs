//! Safetensors files as parameters of declared networks.

use std::path::Path;

use nn_embedded_tests::{assert_computes, fill, recorded, tensor};
use nn_runtime::prelude::*;

network! {
    /// A file whose names are the labels; each tensor has another type.
    #[weights("models/mixed.safetensors")]
    #[loss(mse)]
    struct Mixed: [5] -> [3] {
        hidden: dense(17, tanh),
        output: dense(3),
    }
}

network! {
    /// A `state_dict` of `PyTorch` under other names.
    #[weights("models/state_dict.safetensors", names(hidden = "0", output = "2"), prefix = "net.")]
    struct Renamed: [5] -> [3] {
        hidden: dense(17, tanh),
        output: dense(3),
    }
}

network! {
    /// The same without labels: the lines stand where `PyTorch`'s modules do.
    #[weights("models/state_dict.safetensors", prefix = "net.")]
    struct Positions: [5] -> [3] {
        dense(17),
        tanh,
        dense(3),
    }
}

network! {
    /// Weights `[inputs, outputs]`, as Keras and JAX store them.
    #[weights("models/kernels.safetensors", prefix = "net.", names(hidden = "0", output = "2"), all_transposed)]
    struct Kernels: [5] -> [3] {
        hidden: dense(17, tanh),
        output: dense(3),
    }
}

network! {
    /// A part of a file, with the parameters named one by one.
    #[weights("models/kernels.safetensors", allow_extra, transposed(first),
        names(first(weight = "net.0.weight", bias = "net.0.bias")))]
    struct First: [5] -> [17] {
        first: dense(17, tanh),
    }
}

/// A network in a `static`, at compile time.
static PRETRAINED: &Mixed = Mixed::pretrained();

#[test]
fn every_type_is_converted_exactly() {
    let mut loaded = Mixed::zeros();
    fill(&mut *loaded, |name| recorded(&format!("mixed.{name}")));
    let bits = |network: &Mixed| network.as_flat().iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(PRETRAINED), bits(&loaded));
    assert!(PRETRAINED.as_flat().iter().any(|value| *value != 0.0));
}

#[test]
fn the_bits_are_those_of_a_loaded_network() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/state_dict.safetensors");
    let mut loaded = Renamed::zeros();
    fill(&mut *loaded, |name| tensor(&path, &format!("net.{}", name.replace("hidden", "0").replace("output", "2"))));
    assert_eq!(loaded.as_flat(), Renamed::pretrained().as_flat());
    assert_eq!(loaded.as_flat(), Positions::pretrained().as_flat());
}

#[test]
fn transposed_and_extra_tensors_give_the_same_network() {
    assert_eq!(Kernels::pretrained().as_flat(), Renamed::pretrained().as_flat());
    let (part, whole) = (First::pretrained(), Renamed::pretrained());
    for (output, input) in (0..17).flat_map(|output| (0..5).map(move |input| (output, input))) {
        let (found, expected) = (part.first().weight(output, input), whole.hidden().weight(output, input));
        assert_eq!(found.to_bits(), expected.to_bits());
        assert_eq!(part.first().bias(output).to_bits(), whole.hidden().bias(output).to_bits());
    }
}

#[test]
fn a_state_dict_computes_what_pytorch_does() {
    let (x, y) = (recorded("state_dict.x"), recorded("state_dict.y"));
    assert_computes(Renamed::pretrained(), &x, &y, 1e-6);
    assert_computes(Positions::pretrained(), &x, &y, 1e-6);
}

#[test]
fn a_pretrained_network_lies_on_a_cache_line_and_is_one_object() {
    assert_eq!(std::ptr::from_ref(PRETRAINED).addr() % 64, 0);
    assert!(std::ptr::eq(Mixed::pretrained(), Mixed::pretrained()));
}

#[test]
fn training_goes_on_from_a_copy() -> Result<(), Error> {
    let mut network = *Mixed::pretrained();
    let table = Dataset::from([([0.5; 5], [1.0, 0.0, -1.0]), ([-0.5; 5], [0.0, 1.0, 1.0])]);
    let before = network.loss(table.inputs(), table.targets())?;
    Trainer::new(Sgd::new(0.05)).batch_size(2).epochs(20).fit(&mut network, &table)?;
    assert!(network.loss(table.inputs(), table.targets())? < before);
    Ok(())
}
