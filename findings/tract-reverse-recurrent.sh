#!/usr/bin/env bash
# tract 0.23.9 (onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6): LSTM, GRU and RNN of ONNX with direction = "reverse".
# Expected: the layer begins at the last step, as the standard has it and as ONNX Runtime and the evaluator of onnx compute it; or it is refused.
# Found: the attribute is ignored, the result is that of "forward", of all steps and of the last state. There is no error. The second
# half of "bidirectional" is right:
#   LSTM forward: right
#   LSTM reverse: as forward
#   LSTM bidirectional: right
#   GRU forward: right
#   GRU reverse: as forward
#   GRU bidirectional: right
#   RNN forward: right
#   RNN reverse: as forward
#   RNN bidirectional: right
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tract==0.23.9 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import numpy
import onnx
import onnx.helper as make
import onnxruntime
import tract
from onnx.reference import ReferenceEvaluator

FLOAT = onnx.TensorProto.FLOAT
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
x = numpy.random.default_rng(1).standard_normal((8, 1, 2)).astype(numpy.float32)


def model(operator, direction):
    directions, random = 2 if direction == "bidirectional" else 1, numpy.random.default_rng(2)
    weights = {
        name: random.standard_normal((directions, GATES[operator] * 3, inputs)).astype(numpy.float32) for name, inputs in [("w", 2), ("r", 3)]
    }
    graph = make.make_graph(
        [make.make_node(operator, ["x", "w", "r"], ["y", "last"], hidden_size=3, direction=direction)],
        operator,
        [make.make_tensor_value_info("x", FLOAT, [8, 1, 2])],
        [make.make_tensor_value_info("y", FLOAT, [8, directions, 1, 3]), make.make_tensor_value_info("last", FLOAT, [directions, 1, 3])],
        [onnx.numpy_helper.from_array(array, name) for name, array in weights.items()],
    )
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model, full_check=True)
    return model


def same(left, right):
    return all(numpy.allclose(one, other, atol=1e-5) for one, other in zip(left, right, strict=True))


for operator in GATES:
    expected = {}
    for direction in ("forward", "reverse", "bidirectional"):
        file = model(operator, direction)
        onnx.save(file, "model.onnx")
        session = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])
        expected[direction] = session.run(None, {"x": x})
        if direction != "bidirectional":
            assert same(ReferenceEvaluator(file).run(None, {"x": x}), expected[direction])
        runnable = tract.onnx().load("model.onnx").into_model().into_runnable()
        found = [tensor.to_numpy() for tensor in runnable.run([x])]
        is_right, is_forward = same(found, expected[direction]), direction == "reverse" and same(found, expected["forward"])
        print(f"{operator} {direction}: " + ("right" if is_right else "as forward" if is_forward else "another"))
        assert (is_right, is_forward) == ((False, True) if direction == "reverse" else (True, False)), found
PYTHON
