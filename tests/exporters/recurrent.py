"""Writes the models own_recurrent_* of this folder, and what ONNX Runtime computes with them.

    python -m venv venv && venv/bin/pip install numpy onnx onnxruntime safetensors
    venv/bin/python recurrent.py
"""

import os

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

FOLDER = os.path.dirname(os.path.abspath(__file__))
GENERATOR = np.random.default_rng(14)
STEPS, INPUTS, CALLS = 5, 3, 4


def random(*shape):
    return (GENERATOR.standard_normal(shape) * 0.7).astype(np.float32)


def weights(name, gates, inputs, units):
    """W, R and B of an operator."""
    sums = gates * units
    return {name + "_W": random(1, sums, inputs), name + "_R": random(1, sums, units), name + "_B": random(1, 2 * sums)}


def write(name, nodes, constants, units):
    """A model from sequences `x`, [steps, batch, numbers], to `y`, what is put out in each step."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["T", 1, INPUTS])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["T", 1, units])
    initializers = [numpy_helper.from_array(value, key) for key, value in constants.items()]
    graph = helper.make_graph(nodes, name, [x], [y], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    path = os.path.join(FOLDER, f"own_recurrent_{name}.onnx")
    onnx.save(model, path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    inputs = random(CALLS, STEPS, 1, INPUTS)
    outputs = np.stack([session.run(None, {"x": x})[0] for x in inputs])
    save_file({"in.x": inputs, "out.y": outputs}, path.replace(".onnx", ".io.safetensors"))


def step(operator, inputs, output, units, **attributes):
    return helper.make_node(operator, inputs, [output], name=f"/{output}/{operator}", hidden_size=units, **attributes)


def squeeze(value, output):
    return helper.make_node("Squeeze", [value, "axes"], [output], name=f"/{output}/Squeeze")


AXES = {"axes": np.array([1], dtype=np.int64)}

for name, before in [("gru_before", 0), ("gru_after", 1)]:
    nodes = [step("GRU", ["x", "g_W", "g_R", "g_B"], "s", 7, linear_before_reset=before), squeeze("s", "y")]
    write(name, nodes, {**AXES, **weights("g", 3, INPUTS, 7)}, 7)
nodes = [step("RNN", ["x", "r_W", "r_R", "r_B"], "s", 6, activations=["Relu"]), squeeze("s", "y")]
write("rnn_relu", nodes, {**AXES, **weights("r", 1, INPUTS, 6)}, 6)
nodes = [step("LSTM", ["x", "a_W", "a_R", "a_B"], "s", 8), squeeze("s", "first"),
         step("LSTM", ["first", "b_W", "b_R", "", "", "h0", "c0"], "t", 5), squeeze("t", "y")]
constants = {**AXES, **weights("a", 4, INPUTS, 8), **weights("b", 4, 8, 5), "h0": random(1, 1, 5), "c0": random(1, 1, 5)}
del constants["b_B"]
write("lstm_stack_initial", nodes, constants, 5)
