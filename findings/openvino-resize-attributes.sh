#!/usr/bin/env bash
# openvino 2026.4.1 (onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6): three attributes of Resize.
# Expected: they are obeyed or refused, as OpenVINO refuses coordinates of kind half_pixel_symmetric.
# Found: antialias, exclude_outside and keep_aspect_ratio_policy are ignored without an error; with the policy the shape is another. ONNX
# Runtime and the reference evaluator obey all three. Of a map of 4 x 4, shapes and first numbers:
#   linear: ONNX Runtime [2, 2] [3.5 5.5].., OpenVINO [2, 2] [3.5 5.5]..
#   linear, antialias: ONNX Runtime [2, 2] [4.125 5.875].., OpenVINO [2, 2] [3.5 5.5]..
#   cubic: ONNX Runtime [8, 8] [0.4727 0.7695].., OpenVINO [8, 8] [0.4727 0.7695]..
#   cubic, exclude_outside: ONNX Runtime [8, 8] [0.3182 0.6277].., OpenVINO [8, 8] [0.4727 0.7695]..
#   cubic, cubic_coeff_a: ONNX Runtime [8, 8] [0.6484 0.8984].., OpenVINO [8, 8] [0.6484 0.8984]..
#   nearest, not_larger: ONNX Runtime [8, 8] [1. 1.].., OpenVINO [8, 12] [1. 1.]..
#   nearest, not_smaller: ONNX Runtime [12, 12] [1. 1.].., OpenVINO [8, 12] [1. 1.]..
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 openvino==2026.4.1 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import io

import numpy
import onnx
import onnxruntime
import openvino
from onnx.reference import ReferenceEvaluator


def run_openvino(file, feeds):
    core = openvino.Core()
    compiled = core.compile_model(core.read_model(io.BytesIO(file)), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return compiled(feeds)[0]

x = numpy.float32([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 20]])
CASES = {
    "linear": ("", 'mode = "linear"', [2, 2]),
    "linear, antialias": ("antialias", 'mode = "linear", antialias = 1', [2, 2]),
    "cubic": ("", 'mode = "cubic"', [8, 8]),
    "cubic, exclude_outside": ("exclude_outside", 'mode = "cubic", exclude_outside = 1', [8, 8]),
    "cubic, cubic_coeff_a": ("", 'mode = "cubic", cubic_coeff_a = -0.5', [8, 8]),
    "nearest, not_larger": ("policy", 'mode = "nearest", keep_aspect_ratio_policy = "not_larger"', [8, 12]),
    "nearest, not_smaller": ("policy", 'mode = "nearest", keep_aspect_ratio_policy = "not_smaller"', [8, 12]),
}
for label, (ignored, attributes, sizes) in CASES.items():
    text = f"""<ir_version: 8, opset_import: ["": 19]> m (float[4, 4] x) => (float[height, width] y)
    <int64[2] sizes = {{{sizes[0]}, {sizes[1]}}}> {{ y = Resize<axes = [0, 1], {attributes}>(x, , , sizes) }}"""
    model = onnx.parser.parse_model(text)
    onnx.checker.check_model(model, full_check=True)
    (expected,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x})
    (evaluated,) = ReferenceEvaluator(model).run(None, {"x": x})
    assert numpy.allclose(expected, evaluated, atol=1e-5), "ONNX Runtime and the evaluator differ"
    found = run_openvino(model.SerializeToString(), {"x": x})
    outputs = {"ONNX Runtime": expected, "OpenVINO": found}
    print(f"{label}: " + ", ".join(f"{program} {list(y.shape)} {y[0, :2].round(4)}.." for program, y in outputs.items()))
    same = found.shape == expected.shape and numpy.allclose(found, expected, atol=1e-4)
    assert same == (not ignored), label
PYTHON
