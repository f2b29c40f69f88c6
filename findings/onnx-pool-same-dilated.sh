#!/usr/bin/env bash
# onnxruntime 1.32.0, onnx 1.23.2 (openvino 2026.4.1, numpy 2.4.6): dilated pools with auto_pad = SAME_UPPER.
# Expected: as many outputs as inputs for a stride of 1, which is what the shape inference of onnx says and OpenVINO computes.
# Found: ONNX Runtime pads for the kernel without its dilation and has two outputs too few, each of a window two to the right;
# of AveragePool the reference evaluator does so, too, and fills up with zeros. ONNX Runtime logs a warning about the shape, no more:
#   MaxPool, dilation 1, ONNX Runtime: [2. 3. 4. 5. 6. 7. 7.]
#   MaxPool, dilation 1, OpenVINO: [2. 3. 4. 5. 6. 7. 7.]
#   MaxPool, dilation 2, ONNX Runtime: [4. 5. 6. 7. 6.]
#   MaxPool, dilation 2, OpenVINO: [3. 4. 5. 6. 7. 6. 7.]
#   MaxPool, dilation 2, evaluator: [3. 4. 5. 6. 7. 6. 7.]
#   AveragePool, dilation 1, ONNX Runtime: [1.5 2.  3.  4.  5.  6.  6.5]
#   AveragePool, dilation 1, OpenVINO: [1.5 2.  3.  4.  5.  6.  6.5]
#   AveragePool, dilation 2, ONNX Runtime: [3. 3. 4. 5. 5.]
#   AveragePool, dilation 2, OpenVINO: [2. 3. 3. 4. 5. 5. 6.]
#   AveragePool, dilation 2, evaluator: [3. 3. 4. 5. 5. 0. 0.]
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

onnxruntime.set_default_logger_severity(3)

def run_openvino(file, feeds):
    core = openvino.Core()
    compiled = core.compile_model(core.read_model(io.BytesIO(file)), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return compiled(feeds)[0]

x = numpy.float32([1, 2, 3, 4, 5, 6, 7])
for operator in ["MaxPool", "AveragePool"]:
    for dilation in [1, 2]:
        text = f"""<ir_version: 10, opset_import: ["": 22]> m (float[1, 1, 7] x) => (float[1, 1, n] y)
        {{ y = {operator}<kernel_shape = [3], dilations = [{dilation}], auto_pad = "SAME_UPPER">(x) }}"""
        model = onnx.parser.parse_model(text)
        onnx.checker.check_model(model, full_check=True)
        shape = onnx.shape_inference.infer_shapes(model).graph.output[0].type.tensor_type.shape
        assert [entry.dim_value for entry in shape.dim] == [1, 1, 7], shape
        windows = [x[[i for i in (at - dilation, at, at + dilation) if 0 <= i < 7]] for at in range(7)]
        formula = [window.max() if operator == "MaxPool" else window.mean() for window in windows]
        feeds, file = {"x": x.reshape(1, 1, 7)}, model.SerializeToString()
        outputs = {
            "ONNX Runtime": onnxruntime.InferenceSession(file).run(None, feeds)[0],
            "OpenVINO": run_openvino(file, feeds),
        }
        if dilation != 1:  # The evaluator has an error for MaxPool that is not dilated.
            outputs["evaluator"] = ReferenceEvaluator(model).run(None, feeds)[0]
        for program, y in outputs.items():
            print(f"{operator}, dilation {dilation}, {program}: {y.ravel()}")
            right = dilation == 1 or program == "OpenVINO" or (program, operator) == ("evaluator", "MaxPool")
            assert (y.size == 7 and numpy.allclose(y.ravel(), formula)) == right, (formula, y)
            assert y.size == (5 if dilation == 2 and program == "ONNX Runtime" else 7), y
PYTHON
