#!/usr/bin/env bash
# onnx 1.23.2 (onnxruntime 1.32.0, numpy 2.4.6): LRN of the reference evaluator on fewer rows than channels.
# Expected: each channel is divided by its neighbourhood, whatever the batch, as the formula and ONNX Runtime have it.
# Found: as many channels as the batch has rows are divided, the others are copied; in a batch of one image only the first channel is
# normalised. There is no error. A row of channels 1, 2, 3, 4 with size 3:
#   batch of 1: evaluator [0.1667 2.     3.     4.    ], ONNX Runtime [0.1667 0.1333 0.1    0.1538]
#   batch of 2: evaluator [0.1667 0.1333 3.     4.    ], ONNX Runtime [0.1667 0.1333 0.1    0.1538]
#   batch of 4: evaluator [0.1667 0.1333 0.1    0.1538], ONNX Runtime [0.1667 0.1333 0.1    0.1538]
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

for batch in [1, 2, 4]:
    text = f"""<ir_version: 8, opset_import: ["": 13]> m (float[{batch}, 4, 1, 1] x) => (float[{batch}, 4, 1, 1] y)
    {{ y = LRN<size = 3, alpha = 3.0, beta = 1.0, bias = 1.0>(x) }}"""
    model = onnx.parser.parse_model(text)
    onnx.checker.check_model(model, full_check=True)
    x = numpy.tile(numpy.float32([1, 2, 3, 4]).reshape(1, 4, 1, 1), (batch, 1, 1, 1))
    squares = numpy.pad(x**2, [(0, 0), (1, 1), (0, 0), (0, 0)])
    formula = x / (1 + squares[:, :-2] + squares[:, 1:-1] + squares[:, 2:])
    (found,) = ReferenceEvaluator(model).run(None, {"x": x})
    (expected,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x})
    assert numpy.allclose(expected, formula, atol=1e-6), "the standard is read wrongly"
    print(f"batch of {batch}: evaluator {found[0].ravel().round(4)}, ONNX Runtime {expected[0].ravel().round(4)}")
    assert numpy.allclose(found[:, :batch], formula[:, :batch], atol=1e-6), found
    assert numpy.array_equal(found[:, batch:], x[:, batch:]), found
PYTHON
