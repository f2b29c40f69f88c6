"""Writes the files that the cases in `audio`, `onnx` and `weights` name.

    python -m venv venv && venv/bin/pip install numpy onnx safetensors
    venv/bin/python make-files.py
"""

import json
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load, save

FOLDER = os.path.dirname(os.path.abspath(__file__))


def write(path, content):
    with open(os.path.join(FOLDER, path), "wb") as file:
        file.write(content)


def tensors(**changes):
    """Those of `[3] -> [2] { hidden: dense(4), output: dense(2) }`."""
    plain = {
        "hidden.weight": np.full((4, 3), 0.5, np.float32),
        "hidden.bias": np.full(4, 0.25, np.float32),
        "output.weight": np.full((2, 4), -0.5, np.float32),
        "output.bias": np.full(2, 1, np.float32),
    }
    for name, value in changes.items():
        plain[name.replace("_", ".")] = value
    return save({name: value for name, value in plain.items() if value is not None})


def weights():
    good = tensors()
    write("weights/good.safetensors", good)
    declaration = "struct Saved: [3] -> [2] {\n    hidden: dense(4, tanh),\n    output: dense(2),\n}\n"
    write("weights/saved.safetensors", save(load(good), metadata={"nn-runtime.topology": declaration}))
    write("weights/truncated.safetensors", good[:-5])
    write("weights/text.safetensors", b"hidden: dense(4)\n")
    write("weights/transposed.safetensors", tensors(hidden_weight=np.full((3, 4), 0.5, np.float32)))
    write("weights/without-bias.safetensors", tensors(output_bias=None))
    write("weights/integers.safetensors", tensors(hidden_bias=np.full(4, 1, np.int32)))
    nan = np.full((4, 3), 0.5, np.float32)
    nan[2, 1] = np.nan
    write("weights/not-a-number.safetensors", tensors(hidden_weight=nan))
    write("weights/beyond-f32.safetensors", tensors(output_bias=np.array([1, -1e39])))
    write("weights/prefixed.safetensors", save({"model." + name: value for name, value in load(good).items()}))
    write("weights/surplus.safetensors", tensors(third_weight=np.zeros((1, 2), np.float32)))


def audio():
    dense = {"type": "dense", "activation": "tanh", "shape": [None, None, 2], "weights": [[[0.5, 0.25]], [0, 1]]}

    def rtneural(path, *layers):
        text = json.dumps({"in_shape": [None, None, 1], "layers": [dense, *layers]})
        write(path, text.encode())
        return text

    gru = {"type": "gru", "shape": [None, None, 1], "weights": [[[1, 2, 3]] * 2, [[1, 2, 3]], [[1, 2, 3]] * 2]}
    text = rtneural("audio/good.json", gru)
    write("audio/truncated.json", text[:-40].encode())
    write("audio/not-a-number.json", text.replace("0.25", "NaN", 1).encode())
    rtneural("audio/other-shape.json", dense)
    rtneural("audio/attention.json", {"type": "attention", "shape": [None, None, 2], "weights": []})
    rtneural("audio/swish.json", {"type": "activation", "activation": "swish", "shape": [None, None, 2], "weights": []})
    write("audio/state-dict.json", json.dumps({"fc.weight": [[0.5]], "fc.bias": [0]}).encode())
    config = {"input_size": 1, "hidden_size": 2, "num_layers": 1}
    nam = {"version": "0.5.4", "architecture": "LSTM", "config": config, "weights": [0.5] * 39}
    write("audio/good.nam", json.dumps(nam).encode())
    write("audio/too-few-weights.nam", json.dumps({**nam, "weights": [0.5] * 30}).encode())
    write("audio/other-architecture.nam", json.dumps({**nam, "architecture": "Transformer"}).encode())
    write("audio/pointer.nam", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n")


def node(operator, inputs, output, **attributes):
    return helper.make_node(operator, inputs, [output], name=f"/{output}/{operator}", **attributes)


def model(path, nodes, row=(3,), opset=17, ir=8, change=lambda graph: None):
    constants = {"w": np.full((3, 3), 0.5, np.float32), "b": np.full(3, 0.25, np.float32),
                 "v": np.full(3, 2, np.float32)}
    used = {name for part in nodes for name in part.input}
    initializers = [numpy_helper.from_array(value, name) for name, value in constants.items() if name in used]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", *row])]
    outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
    graph = helper.make_graph(nodes, "graph", inputs, outputs, initializers)
    change(graph)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir)
    write("onnx/" + path + ".onnx", made.SerializeToString())


def onnx_models():
    dense = node("Gemm", ["x", "w", "b"], "y")
    model("good", [dense])
    content = onnx.helper.make_model(helper.make_graph([dense], "graph", [], [])).SerializeToString()
    write("onnx/truncated.onnx", content[:-3])
    model("recurrence", [node("GRU", ["x", "w", "w"], "c"), node("Flatten", ["c"], "y")], (1, 3))
    model("unsupported", [node("Gemm", ["x", "w", "b"], "g"), node("Asin", ["g"], "m"), node("Ceil", ["m"], "y")])
    model("attributes", [
        node("Gemm", ["x", "w", "b"], "g", transA=1),
        node("Softmax", ["x"], "s", axis=0),
        node("Elu", ["x"], "e", alpha=-1.0),
        node("HardSigmoid", ["x"], "h"),
        # Of a standard that does not exist yet.
        node("Sigmoid", ["x"], "m", temperature=2.0),
        node("Concat", ["g", "s", "e", "h", "m"], "y", axis=1),
    ])
    model("large-image", [node("Flatten", ["x"], "f"), node("Relu", ["f"], "y")], (3, 224, 224))
    model("dynamic", [dense], ("length",))
    model("old-operators", [dense], opset=6)
    model("old-format", [dense], ir=2)
    model("two-inputs", [node("Gemm", ["x", "w", "b"], "g"), node("Add", ["g", "z"], "y")],
          change=lambda graph: graph.input.append(helper.make_tensor_value_info("z", TensorProto.FLOAT, ["N", 3])))
    model("two-outputs", [node("Gemm", ["x", "w", "b"], "policy"), node("Relu", ["policy"], "y")],
          change=lambda graph: graph.output.append(
              helper.make_tensor_value_info("policy", TensorProto.FLOAT, ["N", 3])))
    model("missing-initializer", [dense], change=lambda graph: graph.initializer.pop())

    def external(graph):
        tensor = graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", "weights.bin"

    model("external", [dense], change=external)
    model("wide-sum", [node("Constant", [], "c", value=numpy_helper.from_array(np.zeros((3, 3), np.float32))),
                       node("Add", ["x", "c"], "y")])


audio()
weights()
onnx_models()
