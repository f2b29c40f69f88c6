//! Tensors in files beside the model.

use std::path::{Path, PathBuf};

use nn_onnx::{Entry, Graph, Tensor};

use super::super::import;
use super::{Model, changed};
use crate::errors::Diagnostic;
use crate::model::{Choice, File};
use crate::onnx::lines::Lines;
use crate::outline::Outline;

/// A folder with a model whose weights are in `data.bin`, 64 bytes from the 16th on.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("nn-macros-{}-{name}", std::process::id()));
        std::fs::create_dir_all(folder.join("below")).expect("a temporary folder");
        let bytes: Vec<u8> = (0..20).flat_map(|number: u8| f32::from(number).to_le_bytes()).collect();
        for path in ["data.bin", "below/data.bin"] {
            std::fs::write(folder.join(path), &bytes).expect("a temporary file");
        }
        Self(folder)
    }

    /// Reads a model whose weights, 4 by 4, are where the entries say.
    fn read(&self, entries: &[(&str, &str)]) -> Result<Lines, Diagnostic> {
        self.read_model(&changed(|model| outside(model, 0, entries)))
    }

    fn read_model(&self, model: &Model) -> Result<Lines, Diagnostic> {
        let path = self.0.join("m.onnx").to_str().expect("a path in UTF-8").to_owned();
        let file = File { path, place: proc_macro2::Span::call_site().into() };
        import::lines(&nn_onnx::encode(model), (&file, &Choice::default()), &mut Outline::default())
    }

    /// The message, in which this folder is `DIR`.
    fn error(&self, entries: &[(&str, &str)]) -> String {
        let error = self.read(entries).expect_err("the entries are wrong");
        let folder = self.0.to_str().expect("a path in UTF-8");
        error.text().replace(folder, "DIR").replace("`DIR/m.onnx`: ", "")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Moves the elements of an initializer out.
fn outside(model: &mut Model, index: usize, entries: &[(&str, &str)]) {
    let Some(Graph { initializer, .. }) = &mut model.graph else { panic!("there is a graph") };
    let Tensor { raw_data, data_location, external_data, .. } = &mut initializer[index];
    let entry = |(key, value): &(&str, &str)| Entry { key: (*key).into(), value: (*value).into() };
    (*raw_data, *data_location, *external_data) = (Vec::new(), 1, entries.iter().map(entry).collect());
}

fn weights(lines: &Lines) -> Vec<f32> {
    lines.parameters().remove("y.weight").expect("a dense layer")
}

#[test]
fn weights_beside_a_model_are_those_of_the_network() {
    let folder = Folder::new("taken");
    // Rows of the file are inputs.
    let expected = |first: u8| (0..16).map(|index| f32::from(first + index % 4 * 4 + index / 4)).collect::<Vec<f32>>();
    for (entries, first) in [
        (&[("location", "data.bin"), ("offset", "16"), ("length", "64")][..], 4),
        (&[("location", "data.bin"), ("offset", "16"), ("checksum", "0")], 4),
        (&[("length", "64"), ("location", "below/data.bin")], 0),
        (&[("location", "./data.bin"), ("length", "64")], 0),
    ] {
        let lines = folder.read(entries).unwrap_or_else(|error| panic!("{}", error.text()));
        assert_eq!(weights(&lines), expected(first), "{entries:?}");
        let location = entries.iter().find(|(key, _)| *key == "location").expect("a location").1;
        let [beside] = lines.beside() else { panic!("one file") };
        assert_eq!(Path::new(beside), folder.0.join(location));
    }
}

#[test]
fn what_a_model_says_of_other_files_is_not_believed() {
    let folder = Folder::new("refused");
    let location = ("location", "data.bin");
    for (entries, expected) in [
        (&[("offset", "0")][..], "initializer `w` is in another file, and none is named"),
        (
            &[("location", "../data.bin")],
            "initializer `w` is in `../data.bin`, expected a file in the folder of the model\n\
             help: save the model anew, so that its data stand beside it",
        ),
        (
            &[("location", "w.bin"), ("length", "64")],
            "there is no file `DIR/w.bin`, which holds initializer `w`\n\
             note: the exporter wrote two files, which belong together\n\
             help: copy it from where the model was exported, or export with `external_data=False`",
        ),
        (
            &[location, ("offset", "-1")],
            "initializer `w` is in another file at the offset `-1`, expected a number of bytes",
        ),
        (
            &[location, ("length", "64k")],
            "initializer `w` is in another file at the length `64k`, expected a number of bytes",
        ),
        (
            &[location, ("offset", "20"), ("length", "64")],
            "initializer `w` takes the bytes 20 to 84 of `DIR/data.bin`, which has 80\n\
             note: the file is of another model, or not all of it is there",
        ),
        (
            &[location, ("offset", "81")],
            "initializer `w` takes the bytes 81 to the end of `DIR/data.bin`, which has 80\n\
             note: the file is of another model, or not all of it is there",
        ),
        (
            &[location, ("offset", "16"), ("length", "18446744073709551615")],
            "initializer `w` takes the bytes 16 to 18446744073709551615 of `DIR/data.bin`, which has 80\n\
             note: the file is of another model, or not all of it is there",
        ),
        (
            &[location, ("length", "60")],
            "initializer `w` of shape [4, 4] has 15 elements\nnote: node `/y/MatMul` (MatMul) takes it",
        ),
        (&[("location", "below")], "cannot read `DIR/below`, which holds initializer `w`: it is no file"),
    ] {
        assert_eq!(folder.error(entries), expected, "{entries:?}");
    }
    for location in ["/etc/passwd", "", "below/../../data.bin", "below//data.bin", "..\\data.bin", "c:data.bin"] {
        let error = folder.error(&[("location", location)]);
        let expected = format!("initializer `w` is in `{location}`, expected a file in the folder of the model");
        assert!(error.starts_with(&expected), "{error}");
    }
    std::fs::write(folder.0.join("data.bin"), "version https://git-lfs.github.com/spec/v1\n").expect("a file");
    let error = folder.error(&[location, ("length", "64")]);
    assert!(error.ends_with("help: `git lfs pull` fetches the file that it stands for"), "{error}");
}

#[test]
fn a_small_file_cannot_stand_for_any_number_of_tensors() {
    let folder = Folder::new("shared");
    let model = changed(|model| {
        for index in 0..20 {
            let Some(Graph { initializer, .. }) = &mut model.graph else { panic!("there is a graph") };
            initializer.insert(index, Tensor { name: format!("w{index}"), ..initializer[index].clone() });
            outside(model, index, &[("location", "data.bin"), ("length", "64")]);
        }
    });
    let error = folder.read_model(&model).expect_err("20 tensors in 80 bytes");
    assert!(error.text().contains("tensors take four times the bytes of"), "{}", error.text());
}
