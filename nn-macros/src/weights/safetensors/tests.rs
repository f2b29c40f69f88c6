//! Files in, values or messages out.

use safetensors::tensor::{Dtype, TensorView, serialize};

use super::*;
use crate::check::check;
use crate::parse::parse_written;

/// A tensor of a file: name, type, shape, bytes.
type Stored<'a> = (&'a str, Dtype, &'a [usize], Vec<u8>);

fn f32s(elements: &[f32]) -> Vec<u8> {
    elements.iter().flat_map(|element| element.to_le_bytes()).collect()
}

fn file(tensors: &[Stored<'_>]) -> Vec<u8> {
    file_with(tensors, None)
}

/// A file whose metadata has a declaration.
fn file_with(tensors: &[Stored<'_>], declaration: Option<&str>) -> Vec<u8> {
    let views = tensors.iter().map(|(name, dtype, shape, data)| {
        (*name, TensorView::new(*dtype, shape.to_vec(), data).expect("the length fits the shape"))
    });
    let metadata = declaration.map(|text| [(declared::KEY.to_owned(), text.to_owned())].into());
    serialize(views, metadata).expect("the tensors fit a file")
}

/// The tensors of `struct N: [3] -> [2] { hidden: dense(4), output: dense(2, bias = false) }`.
fn tensors() -> Vec<Stored<'static>> {
    vec![
        ("hidden.weight", Dtype::F32, &[4, 3], f32s(&[0.5; 12])),
        ("hidden.bias", Dtype::F32, &[4], f32s(&[1.0, 2.0, 3.0, 4.0])),
        ("output.weight", Dtype::F32, &[2, 4], f32s(&[0.25; 8])),
    ]
}

/// The values that a network takes from a file's content, or the texts of the errors.
fn read_from(content: &[u8], attribute: &str) -> Result<BTreeMap<String, Vec<f32>>, Vec<String>> {
    let text = format!(
        "@crate(::nn_runtime) #[weights({attribute})]
         struct N: [3] -> [2] {{ hidden: dense(4), output: dense(2, bias = false) }}"
    );
    let network = parse_written(text.parse().expect("the test's tokens"));
    let model = network.and_then(|network| check(&network));
    let model = model.map_err(|failure| failure.errors.texts().iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let mut errors = Collector::new();
    let weights = model.weights.as_ref().expect("the attribute names a file");
    let values = values(content, weights, &model, &mut errors);
    errors.finish().map(|()| values).map_err(|errors| errors.texts().iter().map(ToString::to_string).collect())
}

const PLAIN: &str = r#""w.safetensors""#;

/// The texts of the errors with one tensor changed, removed or added.
fn errors(change: impl FnOnce(&mut Vec<Stored<'static>>)) -> Vec<String> {
    let mut tensors = tensors();
    change(&mut tensors);
    read_from(&file(&tensors), PLAIN).expect_err("the file has a mistake")
}

#[test]
fn values_are_found_by_label() {
    let values = read_from(&file(&tensors()), PLAIN).expect("the file fits");
    assert_eq!(values.keys().collect::<Vec<_>>(), ["hidden.bias", "hidden.weight", "output.weight"]);
    assert_eq!(values["hidden.bias"], [1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn a_prefix_and_other_names_are_followed() {
    let mut tensors = tensors();
    tensors[0].0 = "net.0.weight";
    tensors[1].0 = "net.0.bias";
    tensors[2].0 = "net.output.weight";
    tensors.push(("optimizer.step", Dtype::I64, &[1], vec![0; 8]));
    let attribute = r#""w.safetensors", names(hidden = "0"), prefix = "net.""#;
    let values = read_from(&file(&tensors), attribute).expect("what has another prefix is not looked at");
    assert_eq!(values["hidden.bias"], [1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn one_mistake_in_a_file_is_one_error() {
    let name = |index: usize, name: &'static str| move |tensors: &mut Vec<Stored<'static>>| tensors[index].0 = name;
    for (found, expected) in [
        (
            errors(name(0, "hiden.weight")),
            "`w.safetensors` has no tensor `hidden.weight`\nhelp: did you mean `hiden.weight`?",
        ),
        (
            errors(|tensors| {
                tensors.remove(1);
            }),
            "`w.safetensors` has no tensor `hidden.bias`\nhelp: if `hidden` was trained without a bias, write `bias = false`",
        ),
        (
            errors(|tensors| {
                tensors[0].0 = "0.weight";
                tensors[1].0 = "0.bias";
            }),
            "`w.safetensors` has no tensor `hidden.weight`\n\
             note: it has `0.bias`, `0.weight`, `output.weight`\n\
             help: label the layer as the file does, or say how it is called there: `names(label = \"name\")`",
        ),
        (
            errors(|tensors| tensors[0].2 = &[3, 4]),
            "tensor `hidden.weight` of `w.safetensors` has shape [3, 4], expected [4, 3]\n\
             help: it is stored [inputs, outputs]: transpose it when saving, as PyTorch stores [outputs, inputs]",
        ),
        (
            errors(|tensors| tensors[0].2 = &[12]),
            "tensor `hidden.weight` of `w.safetensors` has shape [12], expected [4, 3]",
        ),
        (
            errors(|tensors| tensors[1].1 = Dtype::I32),
            "tensor `hidden.bias` of `w.safetensors` has type I32, expected F32, F64, F16 or BF16",
        ),
        (
            errors(|tensors| tensors[0].3[20..24].copy_from_slice(&f32::NAN.to_le_bytes())),
            "tensor `hidden.weight` of `w.safetensors` is NaN, at [1, 2]",
        ),
        (
            errors(|tensors| {
                tensors[1].1 = Dtype::F64;
                tensors[1].3 = [1.0_f64, -1e39, 1.0, 1.0].iter().flat_map(|element| element.to_le_bytes()).collect();
            }),
            "tensor `hidden.bias` of `w.safetensors` is -1e39, beyond the range of f32, at [1]",
        ),
        (
            errors(|tensors| tensors.push(("extra", Dtype::U8, &[1], vec![0]))),
            "`w.safetensors` has a tensor `extra` that no layer of `N` takes\n\
             help: declare the layer, or remove it from the file",
        ),
        (
            errors(|tensors| tensors.push(("output.bias", Dtype::F32, &[2], vec![0; 8]))),
            "`w.safetensors` has a tensor `output.bias`, but `output` has no bias\nhelp: remove `bias = false`",
        ),
    ] {
        assert_eq!(found, [expected]);
    }
}

#[test]
fn layers_that_do_not_exist_have_no_other_names() {
    let error = read_from(&file(&tensors()), r#""w.safetensors", names(hiden = "hidden")"#);
    let expected = "`hiden` is no layer with parameters\nhelp: did you mean `hidden`?";
    assert_eq!(error, Err(vec![expected.to_owned()]));
}

#[test]
fn a_file_that_tells_another_declaration_is_an_error() {
    let message = |declaration: &str| {
        let found = read_from(&file_with(&tensors(), Some(declaration)), PLAIN);
        found.err().map(|errors| errors.join("; ").lines().next().unwrap_or_default().to_owned())
    };
    let saved =
        "#[loss(mse)]\nstruct Saved: [3] -> [2] {\n    hidden: dense(4),\n    output: dense(2, bias = false),\n}\n";
    assert_eq!(message(saved), None);
    for (from, to, expected) in [
        (
            "dense(4)",
            "dense(4, tanh)",
            "`w.safetensors` was saved from another network, which has `hidden: dense(4, tanh)` here",
        ),
        ("[3] ->", "[1, 3] ->", "`w.safetensors` has metadata `nn-runtime.topology` that is no declaration"),
        (
            "    output",
            "    relu,\n    output",
            "`w.safetensors` was saved from another network, which has `relu` here",
        ),
        (
            "false),",
            "false),\n    identity,",
            "`w.safetensors` was saved from another network, which has `identity` here",
        ),
        ("struct", "strict", "`w.safetensors` has metadata `nn-runtime.topology` that is no declaration"),
        (
            "[3] -> [2]",
            &"[".repeat(100_000),
            "`w.safetensors` has metadata `nn-runtime.topology` that is no declaration",
        ),
    ] {
        assert_eq!(message(&saved.replace(from, to)).as_deref(), Some(expected), "{to:.20}");
    }
}

#[test]
fn damaged_files_are_errors_or_values_and_never_a_panic() {
    let content = file(&tensors());
    for end in 0..content.len() {
        assert!(read_from(&content[..end], PLAIN).is_err(), "{end} of {} bytes", content.len());
    }
    for bit in 0..8 * content.len() {
        let mut damaged = content.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        if let Ok(values) = read_from(&damaged, PLAIN) {
            assert!(values.values().flatten().all(|value| value.is_finite()));
        }
    }
    // A header of 2^60 bytes.
    assert!(read_from(&[0, 0, 0, 0, 0, 0, 0, 0x10, b'{', b'}'], PLAIN).is_err());
}
