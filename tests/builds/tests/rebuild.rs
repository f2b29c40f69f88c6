//! A changed file is compiled anew, and nothing else is; a file that does not fit any more is an error.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Output;

use nn_builds_tests as nested;
use safetensors::tensor::{Dtype, TensorView, serialize};

const PROGRAM: &str = r#"
nn_runtime::network! {
    #[weights("data/line.safetensors")]
    struct Line: [1] -> [1] {
        line: dense(1),
    }
}

fn main() {
    println!("{}", Line::pretrained().predict(&[2.0])[0]);
}
"#;

/// `y = slope x + 1`, where the bias has `biases` elements.
fn write(folder: &Path, slope: f32, biases: usize) -> Result<(), Box<dyn Error>> {
    let (slope, one) = (slope.to_le_bytes(), 1.0_f32.to_le_bytes().repeat(biases));
    let tensors = [
        ("line.weight", TensorView::new(Dtype::F32, vec![1, 1], &slope)?),
        ("line.bias", TensorView::new(Dtype::F32, vec![biases], &one)?),
    ];
    fs::write(folder.join("data/line.safetensors"), serialize(tensors, None)?)?;
    Ok(())
}

fn run(folder: &Path) -> Result<Output, Box<dyn Error>> {
    Ok(nested::cargo(Path::new(env!("CARGO_TARGET_TMPDIR")), "run").current_dir(folder).output()?)
}

/// What the program prints.
fn printed(folder: &Path) -> Result<String, Box<dyn Error>> {
    let output = run(folder)?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

#[test]
fn a_changed_file_changes_the_program() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    nested::write_package(folder, "user")?;
    fs::create_dir_all(folder.join("data"))?;
    fs::write(folder.join("src/main.rs"), PROGRAM)?;

    write(folder, 3.0, 1)?;
    assert_eq!(printed(folder)?, "7");
    write(folder, 5.0, 1)?;
    assert_eq!(printed(folder)?, "11");

    write(folder, 5.0, 2)?;
    let output = run(folder)?;
    let message = String::from_utf8_lossy(&output.stderr);
    let expected = "tensor `line.bias` of `data/line.safetensors` has shape [2], expected [1]";
    assert!(!output.status.success() && message.contains(expected), "{message}");
    assert!(message.contains("due to 1 previous error"), "one mistake is one error: {message}");

    write(folder, -1.0, 1)?;
    assert_eq!(printed(folder)?, "-1");
    Ok(())
}
