#!/usr/bin/env bash
# tract 0.23.9, onnx 1.23.2 (onnxruntime 1.32.0, numpy 2.4.6), float32: Softplus, LogSoftmax and ReduceLogSumExp of large numbers.
# Expected: they are finite wherever their results are, as in ONNX Runtime: Softplus of 100 is 100; nobody takes the exponential of 100 as it is.
# Found: tract does, so from 89 on Softplus is infinite, and so is ReduceLogSumExp. LogSoftmax of tract and of the reference evaluator is the logarithm
# of Softmax, -infinity for what is far below the largest, so the log likelihood of a rare class is lost. There is no error. Softmax is right:
#   Softplus of -1, 0, 50, 100: tract 0.3133 0.6931 50 inf, evaluator 0.3133 0.6931 50 100, ONNX Runtime 0.3133 0.6931 50 100
#   LogSoftmax of 0, 50, 150, 200: tract -inf -inf -50 0, evaluator -inf -inf -50 0, ONNX Runtime -200 -150 -50 0
#   ReduceLogSumExp of 0, 50, 100, 100: tract inf, evaluator 100.7, ONNX Runtime 100.7
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

INFINITY = float("inf")
CASES = {
    "Softplus": ([-1, 0, 50, 100], "Softplus (x)", "1, 4", [0.3133, 0.6931, 50, INFINITY], [0.3133, 0.6931, 50, 100]),
    "LogSoftmax": ([0, 50, 150, 200], "LogSoftmax (x)", "1, 4", [-INFINITY, -INFINITY, -50, 0], [-INFINITY, -INFINITY, -50, 0]),
    "ReduceLogSumExp": ([0, 50, 100, 100], "ReduceLogSumExp <keepdims = 0> (x)", "", [INFINITY], [100.6931]),
    "Softmax": ([0, 50, 100, 200], "Softmax (x)", "1, 4", [0, 0, 0, 1], [0, 0, 0, 1]),
}
RIGHT = {"LogSoftmax": [-200, -150, -50, 0]}
for name, (numbers, call, shape, known_tract, known_evaluator) in CASES.items():
    output = f"float[{shape}]" if shape else "float"
    text = f'<ir_version: 10, opset_import: ["": 20]> model (float[1, 4] x) => ({output} y) {{ y = {call} }}'
    model, x = onnx.parser.parse_model(text), numpy.float32([numbers])
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, "model.onnx")
    found = {
        "tract": tract.onnx().load("model.onnx").into_model().into_runnable().run([x])[0].to_numpy(),
        "evaluator": ReferenceEvaluator(model).run(None, {"x": x})[0],
        "ONNX Runtime": onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"]).run(None, {"x": x})[0],
    }
    if name != "Softmax":
        shown = {program: " ".join(f"{number:.4g}" for number in numpy.ravel(y)) for program, y in found.items()}
        print(f"{name} of {', '.join(map(str, numbers))}: " + ", ".join(f"{program} {text}" for program, text in shown.items()))
    known = [known_tract, known_evaluator, RIGHT.get(name, known_evaluator)]
    for y, expected in zip(found.values(), known):
        assert numpy.allclose(numpy.ravel(y), expected, atol=0.03), (name, y)
PYTHON
