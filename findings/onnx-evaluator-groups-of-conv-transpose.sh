#!/usr/bin/env bash
# onnx 1.23.2 (onnxruntime 1.32.0, numpy 2.4.6): the evaluator's ConvTranspose with groups.
# Expected: what ONNX Runtime computes, for every number of groups, as Conv of the same evaluator does.
# Found: so it is for one group, and where each channel is a group with one output. All others, which the checker accepts, are a ValueError
# about a shape: the weights of an input channel are taken for those of a whole group.
#   Conv of 4 channels in 2 groups of 3 outputs: as ONNX Runtime
#   ConvTranspose of 4 channels in 1 groups of 3 outputs: as ONNX Runtime
#   ConvTranspose of 4 channels in 4 groups of 1 outputs: as ONNX Runtime
#   ConvTranspose of 4 channels in 2 groups of 3 outputs: ValueError
#   ConvTranspose of 4 channels in 2 groups of 1 outputs: ValueError
#   ConvTranspose of 4 channels in 4 groups of 2 outputs: ValueError
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

CASES = [
    ("Conv", 2, 3, True),
    ("ConvTranspose", 1, 3, True),
    ("ConvTranspose", 4, 1, True),
    ("ConvTranspose", 2, 3, False),
    ("ConvTranspose", 2, 1, False),
    ("ConvTranspose", 4, 2, False),
]
random = numpy.random.default_rng(1)
x = random.standard_normal((1, 4, 5, 5)).astype(numpy.float32)
for operator, groups, outputs, is_computed in CASES:
    transposed = operator == "ConvTranspose"
    shape = (4, outputs, 3, 3) if transposed else (groups * outputs, 4 // groups, 3, 3)
    extent = 7 if transposed else 3
    model = onnx.parser.parse_model(
        f"""<ir_version: 10, opset_import: ["": 21]>
        m (float[1, 4, 5, 5] x, float[{", ".join(map(str, shape))}] w) => (float[1, {groups * outputs}, {extent}, {extent}] y)
        {{ y = {operator}<group = {groups}>(x, w) }}"""
    )
    onnx.checker.check_model(model, full_check=True)
    feeds = {"x": x, "w": random.standard_normal(shape).astype(numpy.float32)}
    (expected,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, feeds)
    try:
        (found,) = ReferenceEvaluator(model).run(None, feeds)
        result = "as ONNX Runtime" if numpy.allclose(found, expected, atol=1e-4) else "other numbers"
    except ValueError:
        result = "ValueError"
    print(f"{operator} of 4 channels in {groups} groups of {outputs} outputs: {result}")
    assert result == ("as ONNX Runtime" if is_computed else "ValueError")
PYTHON
