#!/usr/bin/env bash
# tract 0.23.9 (onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6), x86-64: NaN as an input of single operators.
# Expected: NaN spreads, as in ONNX Runtime and the evaluator of onnx, and as it does through LeakyRelu, Softmax and Add of tract.
# Found: most operators that compare lose it, and Sigmoid and Tanh have their lowest values. So a broken input, or a network that has become NaN in
# training, yields finite numbers behind the first such layer. There is no error. Of NaN:
#   Relu (x): tract 0.000, ONNX Runtime nan
#   Clip (x, low, high): tract -2.000, ONNX Runtime nan
#   Max (x, low): tract -2.000, ONNX Runtime nan
#   Min (x, high): tract 2.000, ONNX Runtime nan
#   Sigmoid (x): tract 0.000, ONNX Runtime nan
#   Tanh (x): tract -1.000, ONNX Runtime nan
#   HardSigmoid (x): tract 1.000, ONNX Runtime nan
#   LeakyRelu (x): tract nan, ONNX Runtime nan
#   Softmax (x): tract nan, ONNX Runtime nan
#   Add (x, high): tract nan, ONNX Runtime nan
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tract==0.23.9 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import numpy
import onnx
import onnx.parser
import onnxruntime
import tract
from onnx.reference import ReferenceEvaluator

onnxruntime.set_default_logger_severity(4)
NAN = float("nan")
x = numpy.float32([[NAN, -3, 0.5, 3]])
for call, known in {
    "Relu (x)": 0,
    "Clip (x, low, high)": -2,
    "Max (x, low)": -2,
    "Min (x, high)": 2,
    "Sigmoid (x)": 0,
    "Tanh (x)": -1,
    "HardSigmoid (x)": 1,
    "LeakyRelu (x)": NAN,
    "Softmax (x)": NAN,
    "Add (x, high)": NAN,
}.items():
    text = '<ir_version: 10, opset_import: ["": 20]> model (float[1, 4] x) => (float[1, 4] y) <float low = {-2}, float high = {2}> '
    model = onnx.parser.parse_model(text + "{ y = " + call + " }")
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, "model.onnx")
    of_tract = tract.onnx().load("model.onnx").into_model().into_runnable().run([x])[0].to_numpy()[0]
    of_evaluator = ReferenceEvaluator(model).run(None, {"x": x})[0][0]
    of_runtime = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"]).run(None, {"x": x})[0][0]
    print(f"{call}: tract {of_tract[0]:.3f}, ONNX Runtime {of_runtime[0]:.3f}")
    assert numpy.isnan(of_evaluator[0]) and numpy.isnan(of_runtime[0])
    assert numpy.isclose(of_tract[0], known, atol=1e-4, equal_nan=True), of_tract
    if "Softmax" not in call:
        assert numpy.allclose(of_tract[1:], of_runtime[1:], atol=1e-4), of_tract
PYTHON
