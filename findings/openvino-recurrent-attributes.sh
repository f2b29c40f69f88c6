#!/usr/bin/env bash
# openvino 2026.4.1 (onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6): what OpenVINO leaves out of recurrent layers.
# Expected: what it does not implement it refuses, as it does for an activation Softsign.
# Found: peepholes, input_forget, the second direction's activation and layout 1 are ignored without an error. With layout 1 the batch is
# taken for time, so a batch as long as its sequences shows in the order of axes of the output alone:
#   LSTM: agrees, [3, 1, 3, 2] of [3, 1, 3, 2]
#   LSTM with peepholes: differs, [3, 1, 3, 2] of [3, 1, 3, 2]
#   LSTM, input_forget: differs, [3, 1, 3, 2] of [3, 1, 3, 2]
#   RNN of both directions, Tanh and Relu: differs, [3, 2, 3, 2] of [3, 2, 3, 2]
#   GRU: agrees, [3, 1, 3, 2] of [3, 1, 3, 2]
#   GRU, layout 1: differs, [3, 1, 3, 2] of [3, 3, 1, 2]
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
from onnx import helper
from onnx.reference import ReferenceEvaluator

random = numpy.random.default_rng(1)
CASES = {
    "LSTM": ("LSTM", {}, []),
    "LSTM with peepholes": ("LSTM", {}, ["", "", "", "", "p"]),
    "LSTM, input_forget": ("LSTM", {"input_forget": 1}, []),
    "RNN of both directions, Tanh and Relu": ("RNN", {"direction": "bidirectional", "activations": ["Tanh", "Relu"]}, []),
    "GRU": ("GRU", {}, []),
    "GRU, layout 1": ("GRU", {"layout": 1}, []),
}
for label, (operator, settings, more) in CASES.items():
    gates = {"LSTM": 4, "GRU": 3, "RNN": 1}[operator]
    ways = 2 if "direction" in settings else 1
    shapes = {"x": [3, 3, 2], "w": [ways, gates * 2, 2], "r": [ways, gates * 2, 2], "p": [ways, 6]}
    names = ["x", "w", "r", "p"] if more else ["x", "w", "r"]
    feeds = {name: random.standard_normal(shapes[name]).astype(numpy.float32) for name in names}
    inputs = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shapes[name]) for name in names]
    node = helper.make_node(operator, ["x", "w", "r", *more], ["y"], hidden_size=2, **settings)
    shape = [3, 3, ways, 2] if "layout" in settings else [3, ways, 3, 2]
    output = helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, shape)
    opset = [helper.make_opsetid("", 14)]
    model = helper.make_model(helper.make_graph([node], "g", inputs, [output]), opset_imports=opset, ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    # ONNX Runtime refuses layout 1; the evaluator ignores input_forget and knows no Relu here.
    if "layout" in settings:
        (expected,) = ReferenceEvaluator(model).run(None, feeds)
    else:
        (expected,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, feeds)
    core, file = openvino.Core(), model.SerializeToString()
    compiled = core.compile_model(core.read_model(io.BytesIO(file)), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    # The peepholes are not even an input of what it made.
    taken = [entry.get_any_name() for entry in compiled.inputs]
    found = compiled({name: feeds[name] for name in taken})[0]
    same = found.shape == expected.shape and numpy.allclose(found, expected, atol=1e-4)
    print(f"{label}: {'agrees' if same else 'differs'}, {list(found.shape)} of {list(expected.shape)}")
    assert same == (label in ["LSTM", "GRU"]), label
PYTHON
