#!/usr/bin/env bash
# tract 0.23.9, onnx 1.23.2 (onnxruntime 1.32.0, numpy 2.4.6): GlobalLpPool, LpNormalization and GlobalMaxPool, of numbers of both signs and maps of one axis.
# Expected: a norm with p = 1 is the sum of magnitudes, and one with p = 2 the root of the sum of squares, of each channel, as in ONNX Runtime.
# Found: GlobalLpPool of tract divides by the number of elements, or its root, and with p = 1 takes the sum with its signs, so what is called a norm may be
# negative. LpNormalization of the reference evaluator divides by the sum with its signs, too, for p = 1; and its GlobalMaxPool of a map of
# one axis has one number for all channels. There is no error. Of the channels 1, -2, 3, -4 and 5, 6, 7, 8:
#   GlobalLpPool, p = 1: tract [-0.5, 6.5], ONNX Runtime [10.0, 26.0]
#   GlobalLpPool, p = 2: tract [2.7386, 6.5955], ONNX Runtime [5.4772, 13.1909]
#   LpNormalization, p = 1: evaluator [-0.5, 1.0, -1.5, 2.0], ONNX Runtime [0.1, -0.2, 0.3, -0.4]
#   LpNormalization, p = 2: evaluator [0.1826, -0.3651, 0.5477, -0.7303], ONNX Runtime [0.1826, -0.3651, 0.5477, -0.7303]
#   GlobalMaxPool: evaluator [8.0], ONNX Runtime [3.0, 8.0]
#   GlobalAveragePool: evaluator [-0.5, 6.5], ONNX Runtime [-0.5, 6.5]
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

x = numpy.float32([[[1, -2, 3, -4], [5, 6, 7, 8]]])


def of_tract(model):
    return tract.onnx().load("model.onnx").into_model().into_runnable().run([x])[0].to_numpy()


def of_evaluator(model):
    return ReferenceEvaluator(model).run(None, {"x": x})[0]


for label, call, program, run, known, right in [
    ("GlobalLpPool, p = 1", "GlobalLpPool <p = 1> (x)", "tract", of_tract, [-0.5, 6.5], [10, 26]),
    ("GlobalLpPool, p = 2", "GlobalLpPool <p = 2> (x)", "tract", of_tract, [2.7386, 6.5955], [5.4772, 13.1909]),
    (
        "LpNormalization, p = 1",
        "LpNormalization <p = 1, axis = 2> (x)",
        "evaluator",
        of_evaluator,
        [-0.5, 1, -1.5, 2],
        [0.1, -0.2, 0.3, -0.4],
    ),
    ("LpNormalization, p = 2", "LpNormalization <p = 2, axis = 2> (x)", "evaluator", of_evaluator, *[[0.1826, -0.3651, 0.5477, -0.7303]] * 2),
    ("GlobalMaxPool", "GlobalMaxPool (x)", "evaluator", of_evaluator, [8], [3, 8]),
    ("GlobalAveragePool", "GlobalAveragePool (x)", "evaluator", of_evaluator, *[[-0.5, 6.5]] * 2),
]:
    text = f'<ir_version: 10, opset_import: ["": 20]> model (float[1, 2, 4] x) => (float[1, 2, n] y) {{ y = {call} }}'
    model = onnx.parser.parse_model(text)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, "model.onnx")
    of_runtime = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"]).run(None, {"x": x})[0]
    found, expected = run(model).ravel()[: len(known)], of_runtime.ravel()[: len(right)]
    show = lambda y: [round(float(number), 4) for number in y]
    print(f"{label}: {program} {show(found)}, ONNX Runtime {show(expected)}")
    assert numpy.allclose(found, known, atol=1e-4), found
    assert numpy.allclose(expected, right, atol=1e-4), expected
    if label == "GlobalMaxPool":
        assert (run(model).size, of_runtime.size) == (1, 2)
PYTHON
