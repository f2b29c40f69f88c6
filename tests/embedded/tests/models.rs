//! ONNX files as networks: they compute what ONNX Runtime does.

use nn_embedded_tests::{assert_computes, recorded};
use nn_runtime::prelude::*;

/// Of the largest output: sums in another order, and folded normalisations.
const TOLERANCE: f32 = 2e-6;

network! {
    #[onnx("models/activations.onnx")]
    struct Activations;
}

network! {
    #[onnx("models/gemm.onnx", loss = cross_entropy)]
    struct GemmModel;
}

network! {
    #[onnx("models/external.onnx")]
    struct External;
}

network! {
    /// Documented, and with another name for the loss.
    #[onnx("models/joins.onnx")]
    #[loss(huber(0.5))]
    pub(crate) struct Joins;
}

network! {
    #[onnx("models/old.onnx", loss = binary_cross_entropy)]
    struct Old;
}

network! {
    #[onnx("models/residual.onnx")]
    struct Residual;
}

network! {
    #[onnx("models/gelu.onnx")]
    struct Gelu;
}

network! {
    #[onnx("models/gelu_dynamo.onnx")]
    struct GeluDynamo;
}

network! {
    #[onnx("models/gelu_20.onnx")]
    struct Gelu20;
}

network! {
    #[onnx("models/arithmetic.onnx")]
    struct Arithmetic;
}

network! {
    #[onnx("models/normed.onnx")]
    #[loss(mse)]
    struct Normed;
}

network! {
    #[onnx("models/normed_17.onnx")]
    struct Normed17;
}

network! {
    #[onnx("models/normed_dynamo.onnx")]
    struct NormedDynamo;
}

network! {
    #[onnx("models/normed_23.onnx")]
    struct Normed23;
}

/// The declaration in the documentation of `Joins`, copied.
mod copied {
    nn_runtime::network! {
        #[loss(huber(0.5))]
        pub(crate) struct Joins: [2, 3] -> [2] {
            flat: flatten,
            a: dense(8, relu, bias = false),
            dropout(0.25),
            b: dense(8, bias = false),
            add(a),
            e: elu(1),
            concat(e, from = flat),
            c: dense(2),
        }
    }
}

macro_rules! assert_model {
    ($network:ident, $name:literal) => {
        let (x, y) = (recorded(concat!($name, ".x")), recorded(concat!($name, ".y")));
        assert_computes($network::pretrained(), &x, &y, TOLERANCE);
    };
}

#[test]
fn every_activation_computes_what_onnx_runtime_does() {
    assert_model!(Activations, "activations");
}

#[test]
fn products_sums_and_joins_compute_what_onnx_runtime_does() {
    assert_model!(GemmModel, "gemm");
    assert_model!(Joins, "joins");
    assert_model!(Old, "old");
}

/// The file of the tensors is one that the compiler watches: the model itself says nothing of them.
#[test]
fn tensors_in_a_file_beside_the_model_are_part_of_the_network() {
    assert_eq!(External::pretrained().as_flat(), GemmModel::pretrained().as_flat());
    assert_model!(External, "gemm");
}

#[test]
fn constants_norms_and_gates_compute_what_onnx_runtime_does() {
    assert_model!(Arithmetic, "arithmetic");
    assert_model!(Normed, "normed");
    assert_model!(Normed17, "normed_17");
    assert_model!(NormedDynamo, "normed_dynamo");
    assert_model!(Normed23, "normed_23");
}

#[test]
fn an_imported_network_of_norms_is_trained() -> Result<(), Error> {
    let mut network = *Normed::pretrained();
    let table = Dataset::from([([0.5; 7], [1.0, 0.0, -1.0]), ([7.5; 7], [0.0, 1.0, 1.0])]);
    let before = network.loss(table.inputs(), table.targets())?;
    Trainer::new(Sgd::new(0.01)).batch_size(2).epochs(20).fit(&mut network, &table)?;
    assert!(network.loss(table.inputs(), table.targets())? < before);
    Ok(())
}

#[test]
fn a_copied_declaration_computes_the_same_bits() {
    let mut copied = copied::Joins::zeros();
    assert_eq!(copied::Joins::LAYOUT, Joins::LAYOUT);
    copied.as_flat_mut().copy_from_slice(Joins::pretrained().as_flat());
    for input in recorded("joins.x").as_chunks().0 {
        let (found, expected) = (copied.predict(input), Joins::pretrained().predict(input));
        assert_eq!(found.map(f32::to_bits), expected.map(f32::to_bits));
    }
    assert!(copied.loss(&[[0.0; 6]], &[[0.0; 2]]).is_ok());
}

#[test]
fn exports_of_pytorch_compute_what_onnx_runtime_does() {
    assert_model!(Residual, "residual");
    assert_model!(Gelu, "gelu");
    assert_model!(GeluDynamo, "gelu_dynamo");
    assert_model!(Gelu20, "gelu_20");
}
