#!/usr/bin/env bash
# onnx 1.23.2 (onnxruntime 1.32.0, numpy 2.4.6): AveragePool of the reference evaluator with ceil_mode = 1.
# Expected: windows start at multiples of the stride, the last one is cut off, as MaxPool of the same evaluator and ONNX Runtime have it.
# Found: what is missing at the end is shared out between both ends as if it were padding, so from two missing numbers on every window
# lies one place further left. There is no error, and the shape is right:
#   MaxPool of 6: evaluator [3. 6.], ONNX Runtime [3. 6.]
#   MaxPool of 7: evaluator [3. 6. 7.], ONNX Runtime [3. 6. 7.]
#   MaxPool of 8: evaluator [3. 6. 8.], ONNX Runtime [3. 6. 8.]
#   AveragePool of 6: evaluator [2. 5.], ONNX Runtime [2. 5.]
#   AveragePool of 7: evaluator [1.5 4.  6. ], ONNX Runtime [2. 5. 7.]
#   AveragePool of 8: evaluator [2.  5.  7.5], ONNX Runtime [2.  5.  7.5]
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import numpy
import onnx
import onnxruntime
from onnx.reference import ReferenceEvaluator

for operator in ["MaxPool", "AveragePool"]:
    for length in [6, 7, 8]:
        for ceil_mode in [0, 1]:
            outputs = -(-(length - 3) // 3) + 1 if ceil_mode else (length - 3) // 3 + 1
            text = f"""<ir_version: 10, opset_import: ["": 22]> m (float[1, 1, {length}] x) => (float[1, 1, {outputs}] y)
            {{ y = {operator}<kernel_shape = [3], strides = [3], ceil_mode = {ceil_mode}>(x) }}"""
            model = onnx.parser.parse_model(text)
            onnx.checker.check_model(model, full_check=True)
            x = numpy.arange(1, length + 1, dtype=numpy.float32)
            windows = [x[start : start + 3] for start in range(0, 3 * outputs, 3)]
            formula = [window.max() if operator == "MaxPool" else window.mean() for window in windows]
            (found,) = ReferenceEvaluator(model).run(None, {"x": x.reshape(1, 1, -1)})
            (expected,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x.reshape(1, 1, -1)})
            assert numpy.allclose(expected.ravel(), formula), "the standard is read wrongly"
            if ceil_mode:
                print(f"{operator} of {length}: evaluator {found.ravel()}, ONNX Runtime {expected.ravel()}")
            wrong = operator == "AveragePool" and ceil_mode == 1 and length % 3 == 1
            assert numpy.allclose(found, expected) != wrong, found
PYTHON
