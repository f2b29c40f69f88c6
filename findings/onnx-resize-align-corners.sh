#!/usr/bin/env bash
# tract 0.23.9, onnx 1.23.2 (onnxruntime 1.32.0, numpy 2.4.6): Resize with align_corners, by a factor that leaves a fraction of a column.
# Expected: the last column stays the last one, which is what the name says, as in ONNX Runtime; and a factor yields what the size that it leads to yields.
# Found: tract and the reference evaluator reckon with the length before it is rounded down, 10.5 columns for 10, so the last column is another one and
# all between are moved. With the size in place of the factor both are right. There is no error. Of columns 0 to 6:
#   factor 1.5, ONNX Runtime: 0.00 0.67 1.33 2.00 2.67 3.33 4.00 4.67 5.33 6.00
#   factor 1.5, evaluator: 0.00 0.63 1.26 1.89 2.53 3.16 3.79 4.42 5.05 5.68
#   factor 1.5, tract: 0.00 0.63 1.26 1.89 2.53 3.16 3.79 4.42 5.05 5.68
#   size 10, ONNX Runtime: 0.00 0.67 1.33 2.00 2.67 3.33 4.00 4.67 5.33 6.00
#   size 10, evaluator: 0.00 0.67 1.33 2.00 2.67 3.33 4.00 4.67 5.33 6.00
#   size 10, tract: 0.00 0.67 1.33 2.00 2.67 3.33 4.00 4.67 5.33 6.00
#   factor 0.5, ONNX Runtime: 0.00 3.00 6.00
#   factor 0.5, evaluator: 0.00 2.40 4.80
#   factor 0.5, tract: 0.00 2.40 4.80
#   size 3, ONNX Runtime: 0.00 3.00 6.00
#   size 3, evaluator: 0.00 3.00 6.00
#   size 3, tract: 0.00 3.00 6.00
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

x = numpy.arange(7, dtype=numpy.float32).reshape(1, 1, 1, 7)
ALIGNED = {3: [0, 3, 6], 10: numpy.arange(10) * 6 / 9}
for label, constant, call, width, length in [
    ("factor 1.5", "float[4] by = {1, 1, 1, 1.5}", "(x, , by)", 10, 10.5),
    ("size 10", "int64[4] by = {1, 1, 1, 10}", "(x, , , by)", 10, None),
    ("factor 0.5", "float[4] by = {1, 1, 1, 0.5}", "(x, , by)", 3, 3.5),
    ("size 3", "int64[4] by = {1, 1, 1, 3}", "(x, , , by)", 3, None),
]:
    text = f"model (float[1, 1, 1, 7] x) => (float[1, 1, 1, {width}] y) <{constant}> "
    text += '{ y = Resize <mode = "linear", coordinate_transformation_mode = "align_corners"> ' + call + " }"
    model = onnx.parser.parse_model('<ir_version: 10, opset_import: ["": 19]> ' + text)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, "model.onnx")
    moved = numpy.arange(width) * 6 / ((length or width) - 1)
    for program, y, expected in [
        ("ONNX Runtime", onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"]).run(None, {"x": x})[0], ALIGNED[width]),
        ("evaluator", ReferenceEvaluator(model).run(None, {"x": x})[0], moved),
        ("tract", tract.onnx().load("model.onnx").into_model().into_runnable().run([x])[0].to_numpy(), moved),
    ]:
        print(f"{label}, {program}: " + " ".join(f"{number:.2f}" for number in y.ravel()))
        assert numpy.allclose(y.ravel(), expected, atol=1e-4), y
PYTHON
