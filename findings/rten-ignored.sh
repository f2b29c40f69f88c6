#!/usr/bin/env bash
# rten 0.27.0 (onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6): Resize with mode = "cubic", LSTM with lengths of sequences, Softmax before operator set 13.
# Expected: the result of the standard and of ONNX Runtime, or an error: the crate says "unsupported value" of clip, of input_forget, of other
# activations and of antialias.
# Found: three are ignored without an error. "cubic" has the numbers of "linear" to the bit, in each mode of coordinates; sequences that end
# early go on to the last step; Softmax of operator set 11, whose rows are all axes from the given one on, is that of one axis alone, so a row of 12
# numbers has the sum 3:
#   Resize cubic half_pixel: as linear
#   Resize cubic align_corners: as linear
#   Resize cubic asymmetric: as linear
#   LSTM of 5 and of 2 steps: as of 5 and 5
#   Softmax of operator set 11: rows have the sum 3
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cd "$folder"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "probe"
version = "0.0.0"
edition = "2024"

[dependencies]
rten = "=0.27.0"
rten-tensor = "=0.27.0"
TOML
# A model, the shape of its input, and a file of the input's numbers; prints the output's.
cat >src/main.rs <<'RUST'
use rten::{Model, ValueOrView};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [model, shape, numbers] = [1, 2, 3].map(|index| std::env::args().nth(index).expect("three arguments"));
    let shape: Vec<usize> = shape.split(',').map(str::parse).collect::<Result<_, _>>()?;
    let bytes = std::fs::read(numbers)?;
    let numbers = bytes.chunks_exact(4).map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
    let input = Tensor::from_data(&shape[..], numbers.collect::<Vec<f32>>());
    let input: ValueOrView = input.view().into();
    let output: Tensor<f32> = Model::load_file(model)?.run_one(input, None)?.try_into()?;
    output.iter().for_each(|number| print!("{number:?} "));
    Ok(())
}
RUST
CARGO_TARGET_DIR=$folder/target cargo build --quiet --release
venv/bin/python - <<'PYTHON'
import subprocess

import numpy
import onnx
import onnx.helper as make
import onnxruntime

FLOAT = onnx.TensorProto.FLOAT
random = numpy.random.default_rng(3)


def both(node, constants, x, opset, rank=None):
    """What rten and ONNX Runtime compute."""
    graph = make.make_graph(
        [node],
        "one",
        [make.make_tensor_value_info("x", FLOAT, x.shape)],
        [make.make_tensor_value_info("y", FLOAT, [None] * (rank or x.ndim))],
        [onnx.numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", opset)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, "model.onnx")
    x.tofile("x")
    command = ["target/release/probe", "model.onnx", ",".join(map(str, x.shape)), "x"]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    session = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])
    expected = session.run(None, {"x": x})[0]
    return numpy.array(found.split(), numpy.float32).reshape(expected.shape), expected


def numbers(*shape):
    return random.standard_normal(shape).astype(numpy.float32)


image, scales = numbers(1, 1, 5, 5), {"scales": numpy.array([1, 1, 2, 2], numpy.float32)}
for coordinates in ("half_pixel", "align_corners", "asymmetric"):
    resized = {
        mode: both(make.make_node("Resize", ["x", "", "scales"], ["y"], mode=mode, coordinate_transformation_mode=coordinates), scales, image, 19)
        for mode in ("linear", "cubic")
    }
    assert numpy.allclose(*resized["linear"], atol=1e-5)
    found, expected = resized["cubic"]
    assert abs(found - expected).max() > 0.1 and (found == resized["linear"][0]).all()
    print(f"Resize cubic {coordinates}: as linear")

steps, weights = numbers(5, 2, 3), {"w": numbers(1, 16, 3), "r": numbers(1, 16, 4)}
whole = both(make.make_node("LSTM", ["x", "w", "r"], ["y"], hidden_size=4), weights, steps, 17, 4)
assert numpy.allclose(*whole, atol=1e-5)
lengths = {**weights, "lengths": numpy.array([5, 2], numpy.int32)}
found, expected = both(make.make_node("LSTM", ["x", "w", "r", "", "lengths"], ["y"], hidden_size=4), lengths, steps, 17, 4)
assert (found == whole[0]).all() and not expected[2:, :, 1].any() and found[2:, :, 1].all()
print("LSTM of 5 and of 2 steps: as of 5 and 5")

found, expected = both(make.make_node("Softmax", ["x"], ["y"]), {}, numbers(2, 3, 4), 11)
assert numpy.allclose(expected.reshape(2, 12).sum(1), 1, atol=1e-5) and numpy.allclose(found.reshape(2, 12).sum(1), 3, atol=1e-5)
print("Softmax of operator set 11: rows have the sum 3")
PYTHON
