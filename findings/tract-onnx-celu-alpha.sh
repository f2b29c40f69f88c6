#!/usr/bin/env bash
# tract-onnx 0.23.9 (onnx 1.23.2, numpy 2.4.6; rustc 1.91 or later): Celu with an alpha other than 1 is computed wrongly below 0.
# Expected: `max(0, x) + min(0, alpha (exp(x / alpha) - 1))`, as the standard has it and as the evaluator of onnx computes it.
# Found: the factor alpha is missing, `max(0, x) + min(0, exp(x / alpha) - 1)`. There is no error; with alpha 1 the two are the same:
#   alpha 2.0: tract [-0.6321 -0.3935 -0.2212  0.      1.    ], onnx [-1.2642 -0.7869 -0.4424  0.      1.    ]
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnx==1.23.2 numpy==2.4.6
mkdir "$folder/src"
cd "$folder"
cat > Cargo.toml <<'TOML'
[package]
name = "celu"
version = "0.0.0"
edition = "2024"
[dependencies]
tract-onnx = "=0.23.9"
[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RUST'
use tract_onnx::prelude::*;

fn main() -> TractResult<()> {
    let path = std::env::args().nth(1).expect("a path");
    let model = tract_onnx::onnx().model_for_path(path)?.into_optimized()?.into_runnable()?;
    let x = tract_ndarray::arr1(&[-2.0_f32, -1.0, -0.5, 0.0, 1.0]);
    let y = model.run(tvec!(Tensor::from(x).into()))?;
    let y: Vec<String> = y[0].to_plain_array_view::<f32>()?.iter().map(|y| y.to_string()).collect();
    println!("{}", y.join(" "));
    Ok(())
}
RUST
cargo build --quiet
venv/bin/python - <<'PYTHON'
import subprocess

import numpy
import onnx
from onnx.reference import ReferenceEvaluator

x = numpy.array([-2, -1, -0.5, 0, 1], numpy.float32)
for alpha in [1.0, 2.0, 0.5]:
    text = f'<ir_version: 8, opset_import: ["": 17]> m (float[5] x) => (float[5] y) {{ y = Celu<alpha = {alpha}>(x) }}'
    model = onnx.parser.parse_model(text)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, "celu.onnx")
    program = subprocess.run(["cargo", "run", "--quiet", "--", "celu.onnx"], check=True, capture_output=True, text=True)
    found = numpy.array([float(number) for number in program.stdout.split()])
    (expected,) = ReferenceEvaluator(model).run(None, {"x": x})
    formula = numpy.maximum(0, x) + numpy.minimum(0, alpha * (numpy.exp(x / alpha) - 1))
    assert numpy.allclose(expected, formula, atol=1e-6), "the standard is read wrongly"
    print(f"alpha {alpha}: tract {found.round(4)}, onnx {expected.round(4)}")
    without_factor = numpy.maximum(0, x) + numpy.minimum(0, numpy.exp(x / alpha) - 1)
    assert numpy.allclose(found, without_factor, atol=1e-5), found
    assert numpy.allclose(found, expected, atol=1e-5) == (alpha == 1), "they agree or not"
PYTHON
