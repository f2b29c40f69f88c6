#!/usr/bin/env bash
# openvino 2026.4.1, onnx 1.23.2 (onnxruntime 1.32.0, numpy 2.4.6): Softmax of operator sets before 13, whose axis means something else.
# Expected: up to operator set 12 all axes from `axis` on are one row, from 13 on the axis stands alone, as in ONNX Runtime.
# Found: OpenVINO takes Softmax of operator sets 11 and 12 along the axis alone, but 10 and LogSoftmax of 11 and 12 rightly. The reference
# evaluator never joins axes. There is no error; with the last axis all are the same. Of [2, 3, 4] with axis 1:
#   Softmax of opset 10: ONNX Runtime whole rows, OpenVINO whole rows, evaluator along the axis
#   Softmax of opset 11: ONNX Runtime whole rows, OpenVINO along the axis, evaluator along the axis
#   Softmax of opset 12: ONNX Runtime whole rows, OpenVINO along the axis, evaluator along the axis
#   Softmax of opset 13: ONNX Runtime along the axis, OpenVINO along the axis, evaluator along the axis
#   LogSoftmax of opset 10: ONNX Runtime whole rows, OpenVINO whole rows, evaluator along the axis
#   LogSoftmax of opset 11: ONNX Runtime whole rows, OpenVINO whole rows, evaluator along the axis
#   LogSoftmax of opset 12: ONNX Runtime whole rows, OpenVINO whole rows, evaluator along the axis
#   LogSoftmax of opset 13: ONNX Runtime along the axis, OpenVINO along the axis, evaluator along the axis
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

x = numpy.random.default_rng(1).standard_normal((2, 3, 4)).astype(numpy.float32)
whole = numpy.exp(x) / numpy.exp(x).sum((1, 2), keepdims=True)
along = numpy.exp(x) / numpy.exp(x).sum(1, keepdims=True)
FORMULAS = {"whole rows": whole, "along the axis": along}
for operator in ["Softmax", "LogSoftmax"]:
    for opset in [10, 11, 12, 13]:
        text = f"""<ir_version: 7, opset_import: ["": {opset}]> m (float[2, 3, 4] x) => (float[2, 3, 4] y)
        {{ y = {operator}<axis = 1>(x) }}"""
        model = onnx.parser.parse_model(text)
        onnx.checker.check_model(model, full_check=True)
        outputs = {
            "ONNX Runtime": onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x})[0],
            "OpenVINO": run_openvino(model.SerializeToString(), {"x": x}),
            "evaluator": ReferenceEvaluator(model).run(None, {"x": x})[0],
        }
        found = {}
        for program, y in outputs.items():
            y = numpy.exp(y) if operator == "LogSoftmax" else y
            (found[program],) = [name for name, formula in FORMULAS.items() if numpy.allclose(y, formula, atol=1e-5)]
        print(f"{operator} of opset {opset}: " + ", ".join(f"{program} {name}" for program, name in found.items()))
        right = "along the axis" if opset == 13 else "whole rows"
        assert found["ONNX Runtime"] == right and found["evaluator"] == "along the axis", found
        assert (found["OpenVINO"] == right) == (operator == "LogSoftmax" or opset not in [11, 12]), found
PYTHON
