#!/usr/bin/env bash
# openvino 2026.4.1, onnx2torch 1.5.15 (torch 2.15.0, onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6): PRelu with a slope of one axis.
# Expected: slope [3] is broadcast to x [1, 3, 2, 3] from the right, one slope for each column, as the standard and ONNX Runtime have it.
# Found: OpenVINO and onnx2torch take it for slopes of channels, since there are as many; no error. (Slopes of channels are [3, 1, 1].)
#   evaluator: a slope for each of the columns
#   ONNX Runtime: a slope for each of the columns
#   OpenVINO: a slope for each of the channels
#   onnx2torch: a slope for each of the channels
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 openvino==2026.4.1 onnx2torch==1.5.15 torch==2.15.0 torchvision==0.29.2 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import io

import numpy
import onnx
import onnx2torch
import onnxruntime
import openvino
import torch
from onnx.reference import ReferenceEvaluator


def run_openvino(file, feeds):
    core = openvino.Core()
    compiled = core.compile_model(core.read_model(io.BytesIO(file)), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return compiled(feeds)[0]

slope = numpy.float32([1, 2, 3])
FORMULAS = {"columns": slope, "channels": slope[:, None, None]}
text = """<ir_version: 8, opset_import: ["": 16]> m (float[1, 3, 2, 3] x) => (float[1, 3, 2, 3] y)
<float[3] slope = {1.0, 2.0, 3.0}> { y = PRelu(x, slope) }"""
model = onnx.parser.parse_model(text)
onnx.checker.check_model(model, full_check=True)
file = model.SerializeToString()
x = numpy.full((1, 3, 2, 3), -1, numpy.float32)
outputs = {
    "evaluator": ReferenceEvaluator(model).run(None, {"x": x})[0],
    "ONNX Runtime": onnxruntime.InferenceSession(file).run(None, {"x": x})[0],
    "OpenVINO": run_openvino(file, {"x": x}),
    "onnx2torch": onnx2torch.convert(model)(torch.from_numpy(x)).detach().numpy(),
}
for program, y in outputs.items():
    found = [name for name, factor in FORMULAS.items() if numpy.array_equal(y, numpy.broadcast_to(-factor, y.shape))]
    print(f"{program}: a slope for each of the {', '.join(found)}")
    assert found == ["channels" if program in ["OpenVINO", "onnx2torch"] else "columns"], found
PYTHON
