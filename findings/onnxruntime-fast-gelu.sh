#!/usr/bin/env bash
# onnxruntime 1.32.0 (onnx 1.23.2, numpy 2.4.6): whether the tanh gelu becomes FastGelu depends on where its half stands.
# Expected: `0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3)))` is fused however it is multiplied out.
# Found: only with the half times x in front, the cube as Pow(x, 3) or 0.044715 * x * x + 1, and a node after it: as the output of
# the graph it is never fused. There is no warning, and the numbers are the same; the rest stays eight or nine nodes:
#   half times x, Pow: FastGelu Relu
#   half times x, x * x * x: Mul Mul Mul Add Mul Tanh Add Mul Mul Relu
#   half times x, 0.044715 * x * x + 1: FastGelu Relu
#   half at the end, Pow: Pow Mul Add Mul Tanh Add Mul Mul Relu
#   half times (1 + tanh), Pow: Pow Mul Add Mul Tanh Add Mul Mul Relu
#   half times x, Pow, the graph's output: Pow Mul Add Mul Tanh Add Mul Mul
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import math

import numpy
import onnx
import onnxruntime

CUBES = {
    "Pow": "p = Pow(x, three) kp = Mul(p, k) i = Add(x, kp) si = Mul(i, s)",
    "x * x * x": "xx = Mul(x, x) p = Mul(xx, x) kp = Mul(p, k) i = Add(x, kp) si = Mul(i, s)",
    "0.044715 * x * x + 1": "kx = Mul(x, k) kxx = Mul(kx, x) f = Add(kxx, one) sx = Mul(x, s) si = Mul(sx, f)",
}
HALVES = {
    "half times x": "hx = Mul(x, half) g = Mul(hx, t1)",
    "half at the end": "xt = Mul(x, t1) g = Mul(xt, half)",
    "half times (1 + tanh)": "ht = Mul(t1, half) g = Mul(x, ht)",
}
CONSTANTS = {"k": 0.044715, "s": math.sqrt(2 / math.pi), "one": 1.0, "half": 0.5, "three": 3.0}
constants = ", ".join(f"float {name} = {{{value}}}" for name, value in CONSTANTS.items())
gelu_ends = "Pow Mul Add Mul Tanh Add Mul Mul"
x = numpy.linspace(-4, 4, 16, dtype=numpy.float32).reshape(2, 8)
expected = 0.5 * x * (1 + numpy.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
for half, cube, last, wanted in [
    ("half times x", "Pow", True, "FastGelu Relu"),
    ("half times x", "x * x * x", True, "Mul Mul Mul Add Mul Tanh Add Mul Mul Relu"),
    ("half times x", "0.044715 * x * x + 1", True, "FastGelu Relu"),
    ("half at the end", "Pow", True, f"{gelu_ends} Relu"),
    ("half times (1 + tanh)", "Pow", True, f"{gelu_ends} Relu"),
    ("half times x", "Pow", False, gelu_ends),
]:
    out = "y" if last else "g"
    body = f"{CUBES[cube]} t = Tanh(si) t1 = Add(t, one) {HALVES[half]} {'y = Relu(g)' if last else ''}"
    model = onnx.parser.parse_model(
        f'<ir_version: 8, opset_import: ["": 17]> m (float[2, 8] x) => (float[2, 8] {out}) <{constants}> {{ {body} }}'
    )
    onnx.checker.check_model(model, full_check=True)
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = "optimized.onnx"
    options.log_severity_level = 3  # or it warns that the saved model is for this machine only
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    (y,) = session.run(None, {"x": x})
    assert numpy.allclose(y, numpy.maximum(expected, 0) if last else expected, atol=1e-5), "the numbers are wrong"
    operators = " ".join(node.op_type for node in onnx.load("optimized.onnx").graph.node)
    print(f"{half}, {cube}{'' if last else ', the graph' + chr(39) + 's output'}: {operators}")
    assert operators == wanted, operators
PYTHON
