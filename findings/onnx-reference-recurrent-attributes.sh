#!/usr/bin/env bash
# onnx 1.23.2 (onnxruntime 1.32.0, numpy 2.4.6): LSTM and GRU of the reference evaluator, compared with ONNX Runtime.
# Expected: what it does not implement it refuses, as it does for activations of RNN that it does not know.
# Found: the lengths of sequences, clip, input_forget and activations are ignored without an error; the result is that of the node
# without them:
#   LSTM: agrees
#   LSTM, lengths 3 and 1: differs, is as without it
#   LSTM, clip: differs, is as without it
#   LSTM, input_forget: differs, is as without it
#   LSTM, activations: differs, is as without it
#   GRU: agrees
#   GRU, lengths 3 and 1: differs, is as without it
#   GRU, clip: differs, is as without it
#   GRU, activations: differs, is as without it
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import warnings

import numpy
import onnx
import onnxruntime
from onnx import helper
from onnx.reference import ReferenceEvaluator

warnings.simplefilter("ignore")
random = numpy.random.default_rng(1)
GATES = {"LSTM": 4, "GRU": 3}
CASES = {
    "LSTM": {},
    "LSTM, lengths 3 and 1": {"lengths": [3, 1]},
    "LSTM, clip": {"clip": 0.25},
    "LSTM, input_forget": {"input_forget": 1},
    "LSTM, activations": {"activations": ["HardSigmoid", "Softsign", "Softsign"]},
    "GRU": {},
    "GRU, lengths 3 and 1": {"lengths": [3, 1]},
    "GRU, clip": {"clip": 0.25},
    "GRU, activations": {"activations": ["HardSigmoid", "Softsign"]},
}
for label, settings in CASES.items():
    operator = label.split(",")[0]
    gates = GATES[operator]
    shapes = {"x": [4, 2, 3], "w": [1, gates * 2, 3], "r": [1, gates * 2, 2]}
    feeds = {name: random.standard_normal(shape).astype(numpy.float32) for name, shape in shapes.items()}
    inputs = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    attributes = {"hidden_size": 2} | settings
    if lengths := attributes.pop("lengths", None):
        feeds["lengths"] = numpy.array(lengths, numpy.int32)
        inputs.append(helper.make_tensor_value_info("lengths", onnx.TensorProto.INT32, [2]))
    node = helper.make_node(operator, ["x", "w", "r", "", "lengths"][: 5 if lengths else 3], ["y"], **attributes)
    output = helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [4, 1, 2, 2])
    opset = [helper.make_opsetid("", 14)]
    model = helper.make_model(helper.make_graph([node], "g", inputs, [output]), opset_imports=opset, ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    (expected,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, feeds)
    (found,) = ReferenceEvaluator(model).run(None, feeds)
    plain = onnx.ModelProto.FromString(model.SerializeToString())
    del plain.graph.node[0].input[3:], plain.graph.input[3:]
    kept = [attribute for attribute in plain.graph.node[0].attribute if attribute.name == "hidden_size"]
    del plain.graph.node[0].attribute[:]
    plain.graph.node[0].attribute.extend(kept)
    (without,) = onnxruntime.InferenceSession(plain.SerializeToString()).run(None, {name: feeds[name] for name in shapes})
    agree, ignored = numpy.allclose(found, expected, atol=1e-5), numpy.allclose(found, without, atol=1e-5)
    print(f"{label}: {'agrees' if agree else 'differs'}{', is as without it' if ignored and settings else ''}")
    assert agree == (not settings) and ignored, label
PYTHON
