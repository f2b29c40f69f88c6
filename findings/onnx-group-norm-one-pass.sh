#!/usr/bin/env bash
# onnxruntime 1.32.0, onnx 1.23.2 (openvino 2026.4.1, torch 2.15.0, numpy 2.4.6): GroupNormalization of numbers with a large mean.
# Expected: errors as of the same groups by LayerNormalization, about 1e-4 for a mean of 1000 and a deviation of 1.
# Found: 0.3 in ONNX Runtime and the evaluator, thousands of times as much: both run the formulas by which the standard defines
# the operator, and these take the variance as the mean square less the squared mean. Largest errors, compared with double precision:
#   mean 0, GroupNormalization: ONNX Runtime 3e-07, evaluator 3e-07, OpenVINO 3e-07, PyTorch 4e-07
#   mean 0, LayerNormalization: ONNX Runtime 2e-07, evaluator 3e-07, OpenVINO 3e-07, PyTorch 4e-07
#   mean 0, InstanceNormalization: ONNX Runtime 3e-07, evaluator 2e-07, OpenVINO 4e-07, PyTorch 4e-07
#   mean 1000, GroupNormalization: ONNX Runtime 3e-01, evaluator 3e-01, OpenVINO 2e-05, PyTorch 8e-05
#   mean 1000, LayerNormalization: ONNX Runtime 2e-05, evaluator 7e-05, OpenVINO 9e-05, PyTorch 8e-05
#   mean 1000, InstanceNormalization: ONNX Runtime 1e-04, evaluator 6e-05, OpenVINO 6e-05, PyTorch 9e-05
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 openvino==2026.4.1 torch==2.15.0 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import io

import numpy
import onnx
import onnxruntime
import openvino
import torch
from onnx.reference import ReferenceEvaluator

onnxruntime.set_default_logger_severity(3)


def run_openvino(file, feeds):
    core = openvino.Core()
    compiled = core.compile_model(core.read_model(io.BytesIO(file)), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return compiled(feeds)[0]

def read(body):
    text = f"""<ir_version: 10, opset_import: ["": 21]> m (float[2, 4, 64] x) => (float[2, 4, 64] y)
    <float[4] one = {{1.0, 1.0, 1.0, 1.0}}, float[4] zero = {{0.0, 0.0, 0.0, 0.0}},
     float[128] ones = {{{", ".join(["1.0"] * 128)}}}, int64[3] groups = {{2, 2, 128}}, int64[3] back = {{2, 4, 64}}> {{ {body} }}"""
    model = onnx.parser.parse_model(text)
    onnx.checker.check_model(model, full_check=True)
    return model


MODELS = {
    "GroupNormalization": (read("y = GroupNormalization<num_groups = 2>(x, one, zero)"), 2),
    "LayerNormalization": (read("g = Reshape(x, groups) n = LayerNormalization(g, ones) y = Reshape(n, back)"), 2),
    "InstanceNormalization": (read("y = InstanceNormalization(x, one, zero)"), 4),
}
for mean in [0, 1000]:
    x = (numpy.random.default_rng(1).standard_normal((2, 4, 64)) + mean).astype(numpy.float32)
    for name, (model, groups) in MODELS.items():
        rows = x.astype(numpy.float64).reshape(2, groups, -1)
        exact = (rows - rows.mean(-1, keepdims=True)) / numpy.sqrt(rows.var(-1, keepdims=True) + 1e-5)
        file = model.SerializeToString()
        outputs = {
            "ONNX Runtime": onnxruntime.InferenceSession(file).run(None, {"x": x})[0],
            "evaluator": ReferenceEvaluator(model).run(None, {"x": x})[0],
            "OpenVINO": run_openvino(file, {"x": x}),
            "PyTorch": torch.nn.functional.group_norm(torch.from_numpy(x), groups).numpy(),
        }
        errors = {program: abs(y - exact.reshape(x.shape)).max() for program, y in outputs.items()}
        print(f"mean {mean}, {name}: " + ", ".join(f"{program} {error:.0e}" for program, error in errors.items()))
        for program, error in errors.items():
            one_pass = name == "GroupNormalization" and program in ["ONNX Runtime", "evaluator"]
            assert (0.02 < error if one_pass else error < 1e-3) if mean else error < 1e-5, (program, error)
PYTHON
