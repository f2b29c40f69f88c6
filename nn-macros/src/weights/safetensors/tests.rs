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
             note: it is stored [inputs, outputs]; PyTorch stores [outputs, inputs]\n\
             help: write `transposed(hidden)` behind the path",
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
             help: declare the layer, or leave it out: write `allow_extra` behind the path",
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
    let of_logits = "binary_cross_entropy(2.0, from_logits = true)";
    assert_eq!(
        message(&saved.replace("mse", of_logits)),
        None,
        "the loss is one that can be read, and does not matter"
    );
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
fn the_words_of_the_loader_are_options() {
    let mut surplus = tensors();
    surplus.push(("value_net.weight", Dtype::I64, &[1], vec![0; 8]));
    surplus.push(("output.bias", Dtype::F32, &[2], f32s(&[9.0; 2])));
    let values = read_from(&file(&surplus), r#""w.safetensors", allow_extra"#).expect("what is too much is left out");
    assert_eq!(values.keys().collect::<Vec<_>>(), ["hidden.bias", "hidden.weight", "output.weight"]);
    let saved = "struct Saved: [3] -> [2] {\n    hidden: dense(4, tanh),\n    output: dense(2, bias = false),\n}\n";
    let content = file_with(&tensors(), Some(saved));
    let error = read_from(&content, PLAIN).expect_err("another activation");
    assert!(error[0].ends_with("\nhelp: `any_topology` behind the path looks at names and shapes alone"), "{error:?}");
    assert!(read_from(&content, r#""w.safetensors", any_topology"#).is_ok());
    let mut infinite = tensors();
    infinite[1].3 = f32s(&[1.0, f32::INFINITY, f32::NAN, -0.0]);
    assert!(read_from(&file(&infinite), PLAIN).is_err());
    let values = read_from(&file(&infinite), r#""w.safetensors", allow_non_finite"#).expect("NaN is allowed");
    let bits: Vec<u32> = values["hidden.bias"].iter().map(|value| value.to_bits()).collect();
    assert_eq!(bits, [1.0, f32::INFINITY, f32::NAN, -0.0].map(f32::to_bits));
    let all = r#"allow_extra, any_topology, "w.safetensors", prefix = "", allow_non_finite, names(hidden = "hidden")"#;
    assert!(read_from(&content, all).is_ok(), "the order of options does not matter");
}

#[test]
fn single_parameters_have_other_names() {
    let mut tensors = tensors();
    tensors[0].0 = "net.dense.kernel";
    tensors[1].0 = "net.dense.offset";
    tensors[2].0 = "net.out.weight";
    let attribute = r#""w.safetensors", prefix = "net.",
        names(hidden(weight = "dense.kernel", bias = "dense.offset"), output = "out")"#;
    let values = read_from(&file(&tensors), attribute).expect("the names are those of the file");
    assert_eq!(values["hidden.bias"], [1.0, 2.0, 3.0, 4.0]);
    // A parameter's own name comes before that of its layer.
    tensors[1].0 = "net.dense.bias";
    let attribute = r#""w.safetensors", prefix = "net.",
        names(hidden = "dense", hidden(weight = "dense.kernel"), output = "out")"#;
    assert!(read_from(&file(&tensors), attribute).is_ok());
    let error = read_from(&file(&tensors), r#""w.safetensors", names(output(bias = "b"))"#).expect_err("no bias");
    assert_eq!(error, ["`output` has no parameter `bias`\nnote: it has `weight`"]);
    let error = read_from(&file(&tensors), r#""w.safetensors", names(hidden(wieght = "w"))"#).expect_err("misspelt");
    assert_eq!(error, ["`hidden` has no parameter `wieght`\nhelp: did you mean `weight`?"]);
}

/// A file of `struct N: [3] -> [2] { hidden: dense(4), output: dense(2, bias = false) }` stored `[inputs, outputs]`.
fn kernels() -> Vec<Stored<'static>> {
    let mut tensors = tensors();
    tensors[0].2 = &[3, 4];
    tensors[0].3 = f32s(&[0.0, 1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 13.0, 20.0, 21.0, 22.0, 23.0]);
    tensors[2].2 = &[4, 2];
    tensors[2].3 = f32s(&[0.0, 1.0, 10.0, 11.0, 20.0, 21.0, 30.0, 31.0]);
    tensors
}

#[test]
fn transposed_weights_are_read_where_it_is_said() {
    let hidden = [0.0, 10.0, 20.0, 1.0, 11.0, 21.0, 2.0, 12.0, 22.0, 3.0, 13.0, 23.0];
    let output = [0.0, 10.0, 20.0, 30.0, 1.0, 11.0, 21.0, 31.0];
    for option in ["all_transposed", "transposed(hidden, output)"] {
        let values = read_from(&file(&kernels()), &format!(r#""w.safetensors", {option}"#)).expect("the shapes fit");
        assert_eq!((&values["hidden.weight"][..], &values["output.weight"][..]), (&hidden[..], &output[..]));
    }
    let mut mixed = kernels();
    mixed[0] = tensors().swap_remove(0);
    let values = read_from(&file(&mixed), r#""w.safetensors", transposed(output)"#).expect("the shapes fit");
    assert_eq!(values["output.weight"], output);
    let error = read_from(&file(&kernels()), PLAIN).expect_err("it is not said");
    assert_eq!(
        error,
        ["tensor `hidden.weight` of `w.safetensors` has shape [3, 4], expected [4, 3]\n\
          note: it is stored [inputs, outputs], and so is `output`; PyTorch stores [outputs, inputs]\n\
          help: write `all_transposed` behind the path"]
    );
    let error = read_from(&file(&tensors()), r#""w.safetensors", transposed(hidden)"#).expect_err("it is not");
    assert_eq!(
        error,
        ["tensor `hidden.weight` of `w.safetensors` has shape [4, 3], expected [3, 4]\n\
          note: it is stored [outputs, inputs] already, as PyTorch stores it\n\
          help: leave it out"]
    );
    let saved = "struct Saved: [3] -> [2] {\n    hidden: dense(4),\n    output: dense(2, bias = false),\n}\n";
    let error = read_from(&file_with(&tensors(), Some(saved)), r#""w.safetensors", all_transposed"#);
    let expected =
        "`w.safetensors` was saved by nn-runtime, which stores [outputs, inputs]\nhelp: leave the option out";
    assert_eq!(error, Err(vec![expected.to_owned()]));
    let error = read_from(&file(&tensors()), r#""w.safetensors", transposed(hiden)"#);
    assert_eq!(error, Err(vec!["`hiden` is no layer with parameters\nhelp: did you mean `hidden`?".to_owned()]));
}

/// Every matrix of a layer is, and nothing else that has two axes.
#[test]
fn matrices_are_transposed_whatever_they_are_called() {
    let read = |option: &str| {
        let text = format!(
            "@crate(::nn_runtime) #[weights(\"w.safetensors\", {option})]
             struct N: [2, 2] -> [3] {{ scaled: affine(bias = false), flatten, thin: low_rank(3, 2, bias = false) }}"
        );
        let tensors: [Stored<'_>; 3] = [
            ("scaled.weight", Dtype::F32, &[2, 2], f32s(&[1.0, 2.0, 3.0, 4.0])),
            ("thin.down", Dtype::F32, &[4, 2], f32s(&[0.0, 1.0, 10.0, 11.0, 20.0, 21.0, 30.0, 31.0])),
            ("thin.up", Dtype::F32, &[2, 3], f32s(&[0.0, 1.0, 2.0, 10.0, 11.0, 12.0])),
        ];
        let network = parse_written(text.parse().expect("the test's tokens")).ok().expect("a network");
        let model = check(&network).ok().expect("a network");
        let mut errors = Collector::new();
        let values = values(&file(&tensors), model.weights.as_ref().expect("a file"), &model, &mut errors);
        errors.finish().map(|()| values).map_err(|errors| errors.texts().join("; "))
    };
    for option in ["all_transposed", "transposed(thin)"] {
        let values = read(option).expect("the shapes fit");
        assert_eq!(values["scaled.weight"], [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(values["thin.down"], [0.0, 10.0, 20.0, 30.0, 1.0, 11.0, 21.0, 31.0]);
        assert_eq!(values["thin.up"], [0.0, 10.0, 1.0, 11.0, 2.0, 12.0]);
    }
    let error = read("transposed(scaled, thin)").expect_err("a value is no matrix");
    assert_eq!(error, "`scaled` has no matrix that could be transposed\nhelp: leave it out");
}

#[test]
fn square_weights_are_named_where_others_are_transposed() {
    let text = "@crate(::nn_runtime) #[weights(\"w.safetensors\")]
        struct N: [4] -> [2] { a: dense(8, bias = false), b: dense(8, bias = false), c: dense(2, bias = false) }";
    let error = |shapes: [&'static [usize]; 3]| {
        let tensors: Vec<Stored<'_>> = ["a.weight", "b.weight", "c.weight"]
            .into_iter()
            .zip(shapes)
            .map(|(name, shape)| (name, Dtype::F32, shape, f32s(&vec![0.5; shape.iter().product()])))
            .collect();
        let network = parse_written(text.parse().expect("the test's tokens")).ok().expect("a network");
        let model = check(&network).ok().expect("a network");
        let mut errors = Collector::new();
        values(&file(&tensors), model.weights.as_ref().expect("a file"), &model, &mut errors);
        errors.finish().expect_err("transposed").texts().join("; ")
    };
    assert_eq!(
        error([&[4, 8], &[8, 8], &[8, 2]]),
        "tensor `a.weight` of `w.safetensors` has shape [4, 8], expected [8, 4]\n\
         note: it is stored [inputs, outputs], and so is `c`; PyTorch stores [outputs, inputs]\n\
         note: `b` is square, and surely transposed too\n\
         help: write `all_transposed` behind the path"
    );
    assert_eq!(
        error([&[4, 8], &[8, 8], &[2, 8]]),
        "tensor `a.weight` of `w.safetensors` has shape [4, 8], expected [8, 4]\n\
         note: it is stored [inputs, outputs]; PyTorch stores [outputs, inputs]\n\
         note: `b`: a square shape does not tell whether it is transposed too\n\
         help: write `transposed(a)` behind the path"
    );
}

#[test]
fn files_of_other_kinds_are_named() {
    for (content, expected) in [
        (
            &b"version https://git-lfs.github.com/spec/v1\n"[..],
            "`w.safetensors` is a pointer of Git LFS, expected a safetensors file\n\
             help: `git lfs pull` fetches the file that it stands for",
        ),
        (
            b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.",
            "`w.safetensors` is a pickle of `torch.save`, expected a safetensors file\n\
             help: load it in Python, and write its state_dict with `safetensors.torch.save_file`",
        ),
        (
            b"\x08\x08\x12\x07pytorch",
            "`w.safetensors` is an ONNX model, expected a safetensors file\n\
             help: `#[onnx(\"model.onnx\")]` reads the whole network, with the feature `onnx`",
        ),
        (b"\xff\xff\xff\xff\xff\xff\xff\xff{}", "`w.safetensors` does not begin as a safetensors file does"),
    ] {
        assert_eq!(read_from(content, PLAIN), Err(vec![expected.to_owned()]));
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
