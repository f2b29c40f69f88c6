//! Names of inputs and outputs in the metadata of a file.

use nn_onnx::{Entry, Model};

use super::{lines, model, node};

/// Rows of 4 numbers to 4, with metadata.
fn of(metadata: &[(&str, &str)]) -> Model {
    let metadata_props =
        metadata.iter().map(|(key, value)| Entry { key: (*key).into(), value: (*value).into() }).collect();
    Model { metadata_props, ..model(vec![node("MatMul", &["x", "w"], "y")]) }
}

#[test]
fn names_in_the_metadata_are_taken_where_there_is_one_for_each_number() {
    let names = |list: &[&str]| Some(list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    for (metadata, inputs, outputs) in [
        (&[("joint_names", "a,b,c,d")][..], None, names(&["a", "b", "c", "d"])),
        (&[("joint_names", "[\"a\", 'b', c ,d]")], None, names(&["a", "b", "c", "d"])),
        // Those of actions are meant for outputs, those of joints may be more.
        (&[("joint_names", "a,b,c,d"), ("action_names", "p,q,r,s")], None, names(&["p", "q", "r", "s"])),
        (&[("joint_names", "a,b,c,d,e")], None, None),
        (&[("joint_names", "a,b,c,a")], None, None),
        (&[("joint_names", "a,b,,c")], None, None),
        (&[("joint_names", "")], None, None),
        (&[("observation_names", "p,q,r,s")], names(&["p", "q", "r", "s"]), None),
        (&[("observation_names", "gyro,joints")], None, None),
        (&[("run_path", "a,b,c,d")], None, None),
    ] {
        let lines = lines(&nn_onnx::encode(&of(metadata))).unwrap_or_else(|error| panic!("{}", error.text()));
        assert_eq!((&lines.names().inputs, &lines.names().outputs), (&inputs, &outputs), "{metadata:?}");
    }
}

#[test]
fn terms_of_several_numbers_are_in_the_documentation() {
    let remarks = |terms: &str| {
        let lines = lines(&nn_onnx::encode(&of(&[("observation_names", terms)])));
        lines.unwrap_or_else(|error| panic!("{}", error.text())).remarks().to_vec()
    };
    assert_eq!(
        remarks("gyro,joints"),
        [
            "Its 4 inputs are the terms `gyro`, `joints`, in this order. How many numbers each has, the file does not say; \
          `input_names(gyro = 3, ..)` does."
        ]
    );
    assert_eq!(remarks("p,q,r,s"), [""; 0]);
    // A name of several lines would be a part of the page, or a test of it.
    let text = remarks("a\n```\nfn main() {}\n```\n,b").concat();
    assert!(!text.contains('\n') && !text.contains("```"), "{text}");
}
