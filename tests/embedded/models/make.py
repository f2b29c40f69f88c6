"""Writes the models of this folder, and what ONNX Runtime and PyTorch compute with them, into it.

    python -m venv venv && venv/bin/pip install numpy onnx onnxruntime onnxscript safetensors torch
    venv/bin/python make.py
"""

import os

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch_file
from torch import nn

FOLDER = os.path.dirname(os.path.abspath(__file__))
GENERATOR = np.random.default_rng(4)
# For every model: inputs `name.x` and outputs `name.y`.
IO = {}


def random(*shape):
    return GENERATOR.standard_normal(shape).astype(np.float32) * 0.7


def run(name, shape):
    """Records inputs and outputs of a model."""
    session = onnxruntime.InferenceSession(os.path.join(FOLDER, name + ".onnx"), providers=["CPUExecutionProvider"])
    x = random(6, *shape) * 2
    (y,) = session.run(None, {session.get_inputs()[0].name: x})
    IO[name + ".x"] = x.reshape(6, -1)
    IO[name + ".y"] = y.reshape(6, -1)


def write(name, nodes, constants, input_shape, outputs, opset=17, ir=8, old=False):
    """Writes a model of nodes; `old` repeats the initializers among the inputs, as IR version 3 did."""
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", *input_shape])]
    initializers = [numpy_helper.from_array(value, key) for key, value in constants.items()]
    if old:
        inputs += [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in initializers]
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", outputs])
    graph = helper.make_graph(nodes, name, inputs, [output], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir)
    onnx.checker.check_model(model)
    onnx.save(model, os.path.join(FOLDER, name + ".onnx"))
    run(name, input_shape)


def export(name, module, inputs, opset, dynamo=False):
    """PyTorch's export."""
    path = os.path.join(FOLDER, name + ".onnx")
    x = torch.zeros(2, inputs)
    module.eval()
    if dynamo:
        batch = torch.export.Dim("batch")
        torch.onnx.export(module, (x,), path, dynamo=True, external_data=False, opset_version=opset,
                          input_names=["x"], output_names=["y"], dynamic_shapes=({0: batch},))
        # Without the source lines that the exporter records.
        model = onnx.load(path)
        for part in [*model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output]:
            del part.metadata_props[:]
        onnx.save(model, path)
    else:
        torch.onnx.export(module, x, path, dynamo=False, opset_version=opset, input_names=["x"], output_names=["y"],
                          dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}})
    run(name, [inputs])


def node(operator, inputs, output, **attributes):
    return helper.make_node(operator, inputs, [output], name=f"/{output}/{operator}", **attributes)


def activations():
    """Every activation, side by side."""
    names = {"Relu": {}, "LeakyRelu": {"alpha": 0.1}, "Elu": {"alpha": 0.5}, "Selu": {}, "Gelu": {}, "Softplus": {},
             "Sigmoid": {}, "Tanh": {}, "HardSigmoid": {"alpha": 1 / 6, "beta": 0.5}, "HardSwish": {}}
    nodes = [node("Gemm", ["x", "fc.weight", "fc.bias"], "fc")]
    nodes += [node(operator, ["fc"], operator.lower(), **given) for operator, given in names.items()]
    nodes += [node("Mul", ["fc", "sigmoid"], "silu"), node("Mul", ["hardsigmoid", "fc"], "hard_silu")]
    joined = [operator.lower() for operator in names] + ["silu", "hard_silu"]
    nodes += [node("Concat", joined, "joined", axis=1), node("MatMul", ["joined", "out.weight"], "y")]
    constants = {"fc.weight": random(3, 4), "fc.bias": random(4), "out.weight": random(48, 53)}
    write("activations", nodes, constants, [3], 53, opset=20, ir=9)


def gemm():
    """Factors and both orders of weights; sums with biases on either side; softmax."""
    nodes = [
        node("Gemm", ["x", "a.weight", "a.bias"], "a", alpha=0.5, beta=2.0, transB=1),
        node("Relu", ["a"], "ar"),
        node("Gemm", ["ar", "b.weight", "b.bias"], "b"),
        node("Tanh", ["b"], "bt"),
        node("MatMul", ["bt", "c.weight"], "c0"),
        node("Add", ["c.bias", "c0"], "c"),
        node("Softmax", ["c"], "y", axis=-1),
    ]
    constants = {"a.weight": random(17, 5), "a.bias": random(17), "b.weight": random(17, 16), "b.bias": random(1),
                 "c.weight": random(16, 3), "c.bias": random(1, 3)}
    write("gemm", nodes, constants, [5], 3)


def external():
    """`gemm`, with all tensors in a file of their own."""
    model = onnx.load(os.path.join(FOLDER, "gemm.onnx"))
    path = os.path.join(FOLDER, "external.onnx")
    onnx.save(model, path, save_as_external_data=True, location="external.onnx.data", size_threshold=0,
              convert_attribute=True)


def joins():
    """What computes nothing, and what joins."""
    nodes = [
        node("Cast", ["x"], "cast", to=TensorProto.FLOAT),
        node("Flatten", ["cast"], "flat"),
        node("Constant", [], "shape", value=numpy_helper.from_array(np.array([0, -1], np.int64))),
        node("Reshape", ["x", "shape"], "flat2"),
        node("Transpose", ["a.weight"], "transposed", perm=[1, 0]),
        node("MatMul", ["flat", "transposed"], "a"),
        node("Identity", ["a"], "same"),
        node("Relu", ["same"], "ar"),
        node("Dropout", ["ar", "ratio"], "dropped"),
        node("Gemm", ["dropped", "b.weight"], "b", transB=1),
        node("Add", ["b", "ar"], "sum"),
        node("Elu", ["sum"], "e"),
        node("Concat", ["flat2", "e"], "joined", axis=-1),
        node("Gemm", ["joined", "c.weight", "c.bias"], "y", transB=1),
    ]
    constants = {"a.weight": random(8, 6), "b.weight": random(8, 8), "c.weight": random(2, 14), "c.bias": random(2),
                 "ratio": np.array(0.25, np.float32)}
    write("joins", nodes, constants, [2, 3], 2)


def old():
    """The oldest versions that are read; a dropout with its ratio as an attribute, at the end."""
    nodes = [
        node("Gemm", ["x", "W", "B"], "a"),
        node("Sigmoid", ["a"], "s"),
        node("Dropout", ["s"], "y", ratio=0.4),
    ]
    write("old", nodes, {"W": random(4, 3), "B": random(3)}, [4], 3, opset=7, ir=3, old=True)


class Residual(nn.Module):
    """Normalisation behind and in front of linear layers, and a sum."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(6, 12, bias=False)
        self.norm1 = nn.BatchNorm1d(12)
        self.block = nn.Sequential(nn.Linear(12, 12), nn.SiLU(), nn.BatchNorm1d(12), nn.Linear(12, 12))
        self.head = nn.Linear(12, 3)

    def forward(self, x):
        x = torch.relu(self.norm1(self.stem(x)))
        return torch.softmax(self.head(x + self.block(x)), dim=1)


def with_statistics(module):
    """Running means and variances that are not 0 and 1."""
    for norm in module.modules():
        if isinstance(norm, nn.BatchNorm1d):
            for parameter, low, high in [(norm.running_mean, -1, 1), (norm.running_var, 0.2, 3),
                                         (norm.weight.data, 0.5, 2), (norm.bias.data, -1, 1)]:
                parameter.uniform_(low, high)
    return module


def arithmetic():
    """Constants beside values, slopes, and norms as operators and as parts, of images and of vectors."""
    nodes = [
        node("Sub", ["x", "mean"], "centred"),
        node("Div", ["centred", "std"], "standard"),
        node("PRelu", ["standard", "slope"], "p"),
        node("LayerNormalization", ["p", "layer.weight", "layer.bias"], "layer", axis=1, epsilon=1e-4),
        node("Pow", ["layer", "two"], "square"),
        node("ReduceMean", ["square", "axes"], "mean_square"),
        node("Add", ["mean_square", "epsilon"], "sum"),
        node("Pow", ["sum", "minus_half"], "factor"),
        node("Mul", ["layer", "factor"], "normal"),
        node("Mul", ["root.weight", "normal"], "root"),
        node("Flatten", ["root"], "flat"),
        node("RMSNormalization", ["flat", "rms.weight"], "rms", epsilon=0.5),
        node("BatchNormalization", ["rms", "batch.weight", "batch.bias", "batch.mean", "batch.variance"], "batch"),
        node("Neg", ["batch"], "minus"),
        helper.make_node("Split", ["minus", "lengths"], ["part", "values", "gate"], axis=-1),
        node("Sigmoid", ["gate"], "open"),
        node("Mul", ["values", "open"], "gated"),
        node("Sub", ["three", "gated"], "rest"),
        node("Gemm", ["rest", "out.weight", "out.bias"], "out"),
        node("Mul", ["out", "factors"], "y"),
    ]
    constants = {
        "mean": random(2, 1, 1) + 100, "std": np.abs(random(2, 3, 4)) + 0.5, "slope": random(1),
        "layer.weight": random(2, 3, 4), "layer.bias": random(2, 3, 4), "two": np.array(2, np.float32),
        "axes": np.array([1, -1, 2], np.int64), "epsilon": np.array([0.01], np.float32),
        "minus_half": np.array(-0.5, np.float32), "root.weight": random(3, 4), "rms.weight": random(24),
        "batch.weight": random(24), "batch.bias": random(24), "batch.mean": random(24),
        "batch.variance": np.abs(random(24)) + 0.1, "lengths": np.array([4, 10, 10], np.int64),
        "three": np.array(3, np.float32), "out.weight": random(10, 5), "out.bias": random(5), "factors": random(1, 5),
    }
    write("arithmetic", nodes, constants, [2, 3, 4], 5, opset=23, ir=11)


class RootMeanSquare(nn.Module):
    """As language models write it by hand."""

    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))


class Normed(nn.Module):
    """A table's normalisation, norms, slopes and gates."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.rand(7) * 10)
        self.register_buffer("std", torch.rand(7) + 0.5)
        self.hidden = nn.Sequential(nn.Linear(7, 24), nn.LayerNorm(24), nn.PReLU(24), nn.GLU())
        self.norm = RootMeanSquare(12)
        self.up = nn.Linear(12, 32)
        self.down = nn.Linear(16, 12)
        self.head = nn.Sequential(nn.LayerNorm(12, elementwise_affine=False), nn.Linear(12, 3), nn.PReLU())

    def forward(self, x):
        x = self.hidden((x - self.mean) / self.std)
        a, b = self.up(self.norm(x)).chunk(2, dim=-1)
        x = x + self.down(nn.functional.silu(a) * b)
        return self.head(x) * 2.5 + 0.5


def with_parameters(module):
    """Norms that do not begin with 1 and 0."""
    for parameter in module.parameters():
        if parameter.dim() == 1:
            parameter.data.uniform_(-1, 1)
    return module


def state_dict():
    """A PyTorch state_dict, one of mixed types, and what they compute."""
    module = nn.Sequential(nn.Linear(5, 17), nn.Tanh(), nn.Linear(17, 3))
    x = torch.randn(6, 5)
    tensors = {"net." + key: value.clone().contiguous() for key, value in module.state_dict().items()}
    save_torch_file(tensors, os.path.join(FOLDER, "state_dict.safetensors"))
    # The same as Keras and JAX store it; biases have one axis and stay as they are.
    kernels = {key: value.t().contiguous() for key, value in tensors.items()}
    save_torch_file(kernels, os.path.join(FOLDER, "kernels.safetensors"))
    IO["state_dict.x"], IO["state_dict.y"] = x.numpy(), module(x).detach().numpy()
    mixed = {
        "hidden.weight": tensors["net.0.weight"].half(),
        "hidden.bias": tensors["net.0.bias"].bfloat16(),
        "output.weight": tensors["net.2.weight"].double() * (1 + 1e-9),
        "output.bias": tensors["net.2.bias"],
    }
    save_torch_file(mixed, os.path.join(FOLDER, "mixed.safetensors"))
    for key in mixed:
        IO["mixed." + key] = mixed[key].float().numpy()


def policy():
    """A policy as mjlab exports it, with names in the metadata: terms of observations, and joints."""
    generator = np.random.default_rng(5)
    draw = lambda *shape: generator.standard_normal(shape).astype(np.float32) * 0.7
    constants = {"actor.0.weight": draw(8, 7), "actor.0.bias": draw(8), "actor.2.weight": draw(4, 8), "actor.2.bias": draw(4)}
    nodes = [helper.make_node("Gemm", ["obs", "actor.0.weight", "actor.0.bias"], ["h"], transB=1, name="/actor/actor.0/Gemm"),
             helper.make_node("Elu", ["h"], ["e"], name="/actor/actor.1/Elu"),
             helper.make_node("Gemm", ["e", "actor.2.weight", "actor.2.bias"], ["actions"], transB=1,
                              name="/actor/actor.2/Gemm")]
    graph = helper.make_graph(nodes, "policy", [helper.make_tensor_value_info("obs", TensorProto.FLOAT, [1, 7])],
                              [helper.make_tensor_value_info("actions", TensorProto.FLOAT, [1, 4])],
                              [numpy_helper.from_array(value, key) for key, value in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {
        "joint_names": "FL_hip_joint,FR_hip_joint,RL_hip_joint,RR_hip_joint",
        "observation_names": "base_ang_vel,joint_pos",
        "action_scale": "0.250,0.250,0.250,0.250",
    })
    onnx.checker.check_model(model)
    onnx.save(model, os.path.join(FOLDER, "policy.onnx"))


def main():
    torch.manual_seed(4)
    activations()
    gemm()
    external()
    joins()
    old()
    export("residual", with_statistics(Residual()), 6, 17)
    gelu = nn.Sequential(nn.Linear(4, 18), nn.GELU(), nn.Linear(18, 2))
    export("gelu", gelu, 4, 17)
    export("gelu_dynamo", gelu, 4, 18, dynamo=True)
    export("gelu_20", gelu, 4, 20, dynamo=True)
    state_dict()
    arithmetic()
    normed = with_parameters(Normed())
    export("normed", normed, 7, 13)
    export("normed_17", normed, 7, 17)
    export("normed_dynamo", normed, 7, 18, dynamo=True)
    export("normed_23", normed, 7, 23, dynamo=True)
    policy()
    save_file(IO, os.path.join(FOLDER, "io.safetensors"))


main()
