//! What is said about files that do not fit, and that nothing changes then.

use std::borrow::Cow;
use std::path::Path;

use nn_runtime::prelude::*;
use nn_runtime::weights::{self, Loader};
use nn_weights_tests::{Model, Small, bits};
use safetensors::tensor::{Dtype, TensorView, serialize};

/// A file of tensors, each with name, type, shape and bytes.
fn file<'a>(tensors: impl IntoIterator<Item = (&'a str, Dtype, &'a [usize], Cow<'a, [u8]>)>) -> Vec<u8> {
    let tensors: Vec<_> = tensors.into_iter().collect();
    let views = tensors.iter().map(|(name, dtype, shape, data)| {
        (*name, TensorView::new(*dtype, shape.to_vec(), data).expect("shape and data agree"))
    });
    serialize(views, None).expect("a small file")
}

/// F32 tensors of these names and shapes, all 1.
fn ones<'a>(tensors: &[(&'a str, &'a [usize])]) -> Vec<u8> {
    let bytes = |shape: &[usize]| Cow::Owned(1.0_f32.to_le_bytes().repeat(shape.iter().product()));
    file(tensors.iter().map(|(name, shape)| (*name, Dtype::F32, *shape, bytes(shape))))
}

/// The tensors that `Small` has.
const SMALL: [(&str, &[usize]); 3] = [("hidden.weight", &[3, 2]), ("hidden.bias", &[3]), ("1.weight", &[1, 3])];

/// The message, and that the network stayed as it was.
fn refused(loader: &Loader<'_>, bytes: &[u8]) -> String {
    let mut net = Small::init(3);
    let error = loader.from_bytes(&mut net, bytes).expect_err("the file does not fit");
    assert_eq!(bits(&*net), bits(&*Small::init(3)), "the network changed");
    error.to_string()
}

fn message(bytes: &[u8]) -> String {
    refused(&Loader::new(), bytes)
}

#[test]
fn the_tensors_of_these_tests_fit() {
    let mut net = Small::init(3);
    weights::from_bytes(&mut net, &ones(&SMALL)).expect("names and shapes of the network");
    assert_eq!(net.hidden().weight(2, 1).to_bits(), 1.0_f32.to_bits());
}

#[test]
fn a_missing_file_is_named() {
    let mut net = Small::init(3);
    let error = net.load("absent.safetensors").expect_err("there is none").to_string();
    assert!(error.starts_with("file: absent.safetensors: "), "{error}");
}

#[test]
fn a_missing_tensor_is_named_and_the_nearest_suggested() {
    let [_, bias, output] = SMALL;
    assert_eq!(
        message(&ones(&[bias, output])),
        r#"weights: bytes: tensor "hidden.weight" is missing, expected one of shape [3, 2]"#
    );
    assert_eq!(
        message(&ones(&[("hiden.weight", &[9]), bias, output])),
        "weights: bytes: tensor \"hidden.weight\" is missing, expected one of shape [3, 2] (did you mean \
         \"hiden.weight\"?)"
    );
    assert_eq!(
        message(&ones(&[("fc1.weight", &[3, 2]), bias, output])),
        "weights: bytes: tensor \"hidden.weight\" is missing, expected one of shape [3, 2] (\"fc1.weight\" has this \
         shape: give its name with `Loader::names`)"
    );
}

#[test]
fn a_prefix_is_suggested() {
    let prefixed = ones(&[("model.hidden.weight", &[3, 2]), ("model.hidden.bias", &[3]), ("model.1.weight", &[1, 3])]);
    let message = message(&prefixed);
    assert!(message.starts_with("weights: bytes: 3 problems\n  tensor \"hidden.weight\" is missing"), "{message}");
    assert!(message.contains(r#"(it is there as "model.hidden.weight": use the prefix "model.")"#), "{message}");
    let mut net = Small::zeros();
    Loader::new().prefix("model.").from_bytes(&mut net, &prefixed).expect("the prefix that was suggested");
}

#[test]
fn an_extra_tensor_is_named_unless_allowed() {
    let [weight, bias, output] = SMALL;
    let extra = ones(&[weight, bias, output, ("scale", &[7])]);
    assert_eq!(
        message(&extra),
        "weights: bytes: tensor \"scale\" is no parameter of the network, expected only \"hidden.weight\", \
         \"hidden.bias\", \"1.weight\" (`Loader::allow_extra` leaves it out)"
    );
    assert!(
        message(&ones(&[weight, bias, output, ("1.bias", &[1])])).ends_with("(the layer is declared `bias = false`)")
    );
    let mut net = Small::zeros();
    Loader::new().allow_extra().from_bytes(&mut net, &extra).expect("extra tensors are allowed");
}

#[test]
fn a_wrong_shape_is_told_with_the_right_one() {
    let [_, bias, output] = SMALL;
    assert_eq!(
        message(&ones(&[("hidden.weight", &[2, 3]), bias, output])),
        "weights: bytes: tensor \"hidden.weight\" has shape [2, 3], expected [3, 2] (it is transposed: weights are \
         [outputs, inputs], as in PyTorch; `Loader::transposed([\"hidden\"])` reads it)"
    );
    assert_eq!(
        message(&ones(&[("hidden.weight", &[3, 2, 1]), bias, output])),
        r#"weights: bytes: tensor "hidden.weight" has shape [3, 2, 1], expected [3, 2]"#
    );
    assert_eq!(
        refused(&Loader::new().names([("1.weight", "output")]), &ones(&[SMALL[0], bias, ("output", &[3])])),
        r#"weights: bytes: tensor "output", for "1.weight", has shape [3], expected [1, 3]"#
    );
}

#[test]
fn a_wrong_type_is_told() {
    let [weight, bias, _] = SMALL;
    let f32s = |(name, shape): (&'static str, &'static [usize])| {
        (name, Dtype::F32, shape, Cow::Owned(vec![0; 4 * shape.iter().product::<usize>()]))
    };
    let integers = ("1.weight", Dtype::I64, &[1, 3][..], Cow::Owned(vec![0; 24]));
    assert_eq!(
        message(&file([f32s(weight), f32s(bias), integers])),
        r#"weights: bytes: tensor "1.weight" has type I64, expected F32, F64, F16 or BF16"#
    );
}

/// `Small`'s tensors in F64, with one number of the hidden bias.
fn with_bias(value: f64) -> Vec<u8> {
    file(SMALL.map(|(name, shape)| {
        let mut numbers = vec![0.5; shape.iter().product()];
        if name == "hidden.bias" {
            numbers[2] = value;
        }
        let bytes = numbers.iter().flat_map(|number: &f64| number.to_le_bytes()).collect();
        (name, Dtype::F64, shape, bytes)
    }))
}

#[test]
fn numbers_that_are_not_finite_or_overflow_are_refused() {
    assert_eq!(
        message(&with_bias(f64::NAN)),
        "weights: bytes: tensor \"hidden.bias\" is NaN at [2], expected a finite number (`Loader::allow_non_finite` \
         takes NaN and infinity)"
    );
    let too_large = r#"weights: bytes: tensor "hidden.bias" is 1e39 at [2], expected a number in the range of f32"#;
    assert_eq!(message(&with_bias(1e39)), too_large);
    assert_eq!(refused(&Loader::new().allow_non_finite(), &with_bias(1e39)), too_large);
    let mut net = Small::zeros();
    Loader::new().allow_non_finite().from_bytes(&mut net, &with_bias(f64::INFINITY)).expect("infinity is allowed");
    assert!(net.hidden().bias(2).is_infinite());
}

#[test]
fn names_that_are_no_layer_of_the_network_are_refused() {
    assert_eq!(
        refused(&Loader::new().names([("hiden", "0")]), &ones(&SMALL)),
        "weights: bytes: name \"hiden\" is neither a parameter nor a layer, expected one of \"hidden.weight\", \
         \"hidden.bias\", \"1.weight\""
    );
}

#[test]
fn what_is_no_such_file_is_recognised() {
    for (bytes, expected) in [
        (&b""[..], "content is empty, expected a whole safetensors file (whatever wrote or fetched it did not finish)"),
        (
            b"version https://git-lfs.github.com/spec/v1\n",
            "content is a pointer of Git LFS, expected a whole safetensors file (`git lfs pull` fetches the file that it \
             stands for)",
        ),
        (
            b"\x89HDF\r\n\x1a\n........",
            "content is an HDF5 file, expected a whole safetensors file (load it in Python, and write \
             `layer.get_weights()` with `safetensors.numpy.save_file`)",
        ),
        (
            b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.",
            "content is a pickle of `torch.save`, expected a whole safetensors file (load it in Python, and write its \
             state_dict with `safetensors.torch.save_file`)",
        ),
        (b"<!DOCTYPE html><html>", "content is a page of HTML"),
        (b"GGUF\x03\0\0\0", "content is a GGUF file"),
        (b"\x93NUMPY\x01\0v\0", "content is a single npy array of NumPy"),
        (b"\x08\x08\x12\x07pytorch", "content is an ONNX model"),
        (b"\x02\0\0\0\0\0\0\0{}extra", "content has 15 bytes, which is not the length that its header tells"),
        (b"\x02\0\0\0\0\0\0\0[]", "content does not begin as a safetensors file does"),
        (b"\x02\0\0\0\0\0\0\0{]", "content cannot be read: invalid JSON in header"),
        (b"\xff\xff\xff\xff\xff\xff\xff\xff{}", "content does not begin as a safetensors file does"),
    ] {
        let message = message(bytes);
        assert!(message.contains(expected), "{message}");
    }
}

nn_runtime::network! {
    /// `Small` with another activation: the shapes are the same.
    struct Other: [2] -> [1] {
        hidden: dense(3, relu),
        dense(1, bias = false),
    }
}

nn_runtime::network! {
    /// `Small` under another name, without a loss.
    struct Inference: [2] -> [1] {
        hidden: dense(3, tanh),
        dense(1, bias = false),
    }
}

nn_runtime::network! {
    /// `Small` with a line more.
    struct Longer: [2] -> [1] {
        hidden: dense(3, tanh),
        dense(1, bias = false),
        tanh,
    }
}

nn_runtime::network! {
    /// Other inputs.
    struct Wider: [4] -> [1] {
        hidden: dense(3, tanh),
        dense(1, bias = false),
    }
}

#[test]
fn the_declaration_in_the_file_is_compared() {
    let help = "(the file was saved from another network; `Loader::any_topology` looks at shapes alone)";
    let bytes = weights::to_bytes(&Other::init(1)).expect("a small network");
    assert_eq!(
        message(&bytes),
        format!(
            "weights: bytes: line 0 of the network is `hidden: dense(3, relu)`, expected `hidden: dense(3, tanh)` {help}"
        )
    );
    let mut net = Small::zeros();
    Loader::new().any_topology().from_bytes(&mut net, &bytes).expect("the shapes fit");
    assert_eq!(net.as_flat(), Other::init(1).as_flat());
    let bytes = weights::to_bytes(&Longer::init(1)).expect("a small network");
    let expected = "weights: bytes: line 2 of the network is `tanh`, expected the end of the declaration";
    assert_eq!(message(&bytes), format!("{expected} {help}"));
    let bytes = weights::to_bytes(&Wider::init(1)).expect("a small network");
    let expected = "weights: bytes: signature is `[4] -> [1]`, expected `[2] -> [1]`";
    assert_eq!(message(&bytes), format!("{expected} {help}"));
}

#[test]
fn neither_the_name_nor_the_loss_matters() {
    let bytes = weights::to_bytes(&Small::init(1)).expect("a small network");
    let mut net = Inference::zeros();
    weights::from_bytes(&mut net, &bytes).expect("the same lines");
    assert_eq!(net.as_flat(), Small::init(1).as_flat());
}

#[test]
fn files_are_named_in_errors_and_saved_files_are_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("net.safetensors");
    Model::init(1).save(&path).expect("a new file");
    let error = Small::init(1).load(&path).expect_err("another network").to_string();
    assert!(error.starts_with(&format!("weights: {}: signature is", path.display())), "{error}");
    Small::init(2).save(&path).expect("an old file");
    let mut net = Small::zeros();
    net.load(&path).expect("the new file");
    assert_eq!(*net, *Small::init(2));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left");
}

#[test]
fn a_failed_save_is_an_error_and_makes_no_file() {
    let error = Small::init(1).save(Path::new("absent/net.safetensors")).expect_err("no such folder").to_string();
    assert!(error.starts_with("file: absent/net.safetensors: "), "{error}");
    assert!(!Path::new("absent").exists());
}

#[test]
fn a_network_that_is_not_finite_is_not_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, model) = (folder.path().join("small.safetensors"), folder.path().join("small.onnx"));
    let mut net = Small::init(1);
    net.save(&path).expect("a small network");
    net.to_onnx(&model).expect("a small network");
    let files = || [&path, &model].map(|path| std::fs::read(path).expect("the file"));
    let before = files();
    net.hidden_mut().set_weight(2, 1, f32::NAN);
    let nan = "parameter \"hidden.weight\" is NaN at [2, 1], expected a finite number";
    let said = |result: Result<(), Error>| result.expect_err("it is not finite").to_string();
    assert_eq!(said(net.save(&path)), format!("weights: {}: {nan}", path.display()));
    assert_eq!(said(net.to_onnx(&model)), format!("weights: {}: {nan}", model.display()));
    net.hidden_mut().set_bias(1, f32::NEG_INFINITY).expect("it has biases");
    let both = format!(
        "weights: bytes: 2 problems\n  {nan}\n  parameter \"hidden.bias\" is -inf at [1], expected a finite number"
    );
    assert_eq!(said(weights::to_bytes(&net).map(|_| ())), both);
    assert_eq!(said(nn_runtime::onnx::to_bytes(&net).map(|_| ())), both);
    assert_eq!(files(), before, "the old files are as they were");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2, "nothing else is left");
}

#[test]
fn round_trips_keep_every_bit() {
    let mut net = Model::init(5);
    let mut numbers = nn_weights_tests::Numbers::new(1);
    for place in Model::LAYOUT.iter().flat_map(nn_runtime::layout::Parameter::positions).collect::<Vec<_>>() {
        // Any bits of a finite number: subnormal numbers and both zeros.
        let number = f32::from_bits(numbers.bits());
        net.as_flat_mut()[place] = if number.is_finite() { number } else { 1e-40 };
    }
    let marks = [0.123_456_79_f32, 0.987_654_3];
    net.as_flat_mut()[..2].copy_from_slice(&marks);
    net.as_flat_mut()[2] = -0.0;
    let mut bytes = weights::to_bytes(&net).expect("a small network");
    let mut loaded = Model::zeros();
    weights::from_bytes(&mut loaded, &bytes).expect("the same network");
    assert_eq!(bits(&*loaded), bits(&*net));
    assert_eq!(weights::to_bytes(&loaded).expect("a small network"), bytes);

    // In a file of others NaN has its payload, and infinity its sign.
    for (place, (mark, number)) in marks.into_iter().zip([0x7fc0_1234, 0xff80_0000]).enumerate() {
        let at = bytes.windows(4).position(|window| window == mark.to_le_bytes()).expect("it was saved");
        bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(number));
        net.as_flat_mut()[place] = f32::from_bits(number);
    }
    assert!(weights::from_bytes(&mut loaded, &bytes).is_err(), "NaN is not allowed by default");
    Loader::new().allow_non_finite().from_bytes(&mut loaded, &bytes).expect("NaN is allowed");
    assert_eq!(bits(&*loaded), bits(&*net));
}
