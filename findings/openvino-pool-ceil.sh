#!/usr/bin/env bash
# openvino 2026.4.1 (onnx 1.23.2, onnxruntime 1.32.0, torch 2.15.0, numpy 2.4.6): pools with ceil_mode = 1 and padding.
# Expected: a window that would start in the padding at the end is left out, and a mean with count_include_pad divides by the numbers
# and padding that a window covers, not by what lies beyond, as in PyTorch and ONNX Runtime.
# Found: MaxPool keeps that window, one output more, the lowest float; and AveragePool divides by the whole kernel where padding is
# declared, but not where there is none. There is no error:
#   MaxPool<kernel_shape = [2], strides = [3], pads = [1, 1]>: OpenVINO [ 1.0000000e+00  4.0000000e+00 -3.4028235e+38], ONNX Runtime [1. 4.]
#   MaxPool<kernel_shape = [3], strides = [2], pads = [1, 1]>: OpenVINO [2. 4. 6. 6.], ONNX Runtime [2. 4. 6. 6.]
#   AveragePool<count_include_pad = 1, kernel_shape = [3], strides = [2], pads = [1, 1]>: OpenVINO [1. 3. 5. 2.], ONNX Runtime [1. 3. 5. 3.]
#   AveragePool<count_include_pad = 1, kernel_shape = [3], strides = [3]>: OpenVINO [2. 5. 7.], ONNX Runtime [2. 5. 7.]
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
import torch.nn.functional as F

onnxruntime.set_default_logger_severity(3)


def run_openvino(file, feeds):
    core = openvino.Core()
    compiled = core.compile_model(core.read_model(io.BytesIO(file)), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return compiled(feeds)[0]

CASES = [
    (5, "MaxPool<kernel_shape = [2], strides = [3], pads = [1, 1]", lambda x: F.max_pool1d(x, 2, 3, 1, ceil_mode=True)),
    (6, "MaxPool<kernel_shape = [3], strides = [2], pads = [1, 1]", lambda x: F.max_pool1d(x, 3, 2, 1, ceil_mode=True)),
    (6, "AveragePool<count_include_pad = 1, kernel_shape = [3], strides = [2], pads = [1, 1]", lambda x: F.avg_pool1d(x, 3, 2, 1, True)),
    (7, "AveragePool<count_include_pad = 1, kernel_shape = [3], strides = [3]", lambda x: F.avg_pool1d(x, 3, 3, 0, True)),
]
for case, (length, operator, function) in enumerate(CASES):
    text = f"""<ir_version: 10, opset_import: ["": 22]> m (float[1, 1, {length}] x) => (float[1, 1, n] y)
    {{ y = {operator}, ceil_mode = 1>(x) }}"""
    model = onnx.parser.parse_model(text)
    onnx.checker.check_model(model, full_check=True)
    x = numpy.arange(1, length + 1, dtype=numpy.float32).reshape(1, 1, -1)
    (expected,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x})
    assert numpy.allclose(function(torch.from_numpy(x)).numpy(), expected), "PyTorch and ONNX Runtime differ"
    found = run_openvino(model.SerializeToString(), {"x": x})
    print(f"{operator}>: OpenVINO {found.ravel()}, ONNX Runtime {expected.ravel()}")
    assert (found.shape == expected.shape) == (case != 0), found
    assert case == 0 or numpy.allclose(found, expected) == (case != 2), found
PYTHON
