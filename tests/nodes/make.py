"""Writes a model for each node test of the ONNX standard that this folder has, and what the standard says that it computes.

    python -m venv venv && venv/bin/pip install numpy onnx onnxruntime safetensors
    venv/bin/python make.py

The tests of the standard give weights as inputs and have a fixed batch. Here the first input is that of the network, with a symbolic
batch, and all others are initializers. `Concat` joins rows, so that its second operand is the sigmoid of the first. What the tests lack has
cases of our own, `own_..`, with the outputs of ONNX Runtime.
"""

import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases
from safetensors.numpy import save_file

FOLDER = Path(__file__).parent
OPERATORS = ["Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization", "Concat", "Flatten"]
OPERATORS += ["GroupNormalization", "InstanceNormalization", "LayerNormalization", "PRelu"]
# Numbers of inputs and outputs; what is larger has three axes, and a smaller test beside it.
MOST = 8000
# The standard has four digits of its outputs.
ROUNDED = ["averagepool_2d_ceil_last_window_starts_on_pad"]
GENERATOR = np.random.default_rng(7)
# For every model: inputs `name.x` and outputs `name.y`.
IO = {}


def symbolic(name, array, batch):
    """A value whose batch is symbolic, or with `batch` of None any shape."""
    shape = [batch, *array.shape[1:]] if batch else [f"{name}_{axis}" for axis in range(array.ndim)]
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def write(name, nodes, x, y, constants, opset, output="y"):
    """Writes a model of one input and one output; `y` of None is what ONNX Runtime computes."""
    initializers = [numpy_helper.from_array(value, key) for key, value in constants.items()]
    given = symbolic("x", x, "N")
    if y is None:
        graph = helper.make_graph(nodes, name, [given], [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)], initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
        (y,) = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, {"x": x})
    # Only an output with the batch in front is one of rows.
    results = [symbolic(output, y, "N" if y.shape[0] == x.shape[0] else None)]
    graph = helper.make_graph(nodes, name, [given], results, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
    # The checker refuses what the standard has replaced since.
    if not any(node.op_type == "GroupNormalization" and opset < 21 for node in nodes):
        onnx.checker.check_model(model)
    onnx.save(model, FOLDER / f"{name}.onnx")
    IO[name + ".x"], IO[name + ".y"] = x, y.astype(np.float32)


def of_the_standard():
    for case in collect_testcases(None):
        if case.model is None or len(case.model.graph.node) != 1 or not case.data_sets:
            continue
        (node,) = case.model.graph.node
        given, results = case.data_sets[0]
        if node.op_type not in OPERATORS or any(array.dtype != np.float32 for array in given):
            continue
        if sum(array.size for array in [*given, *results]) > MOST:
            continue
        name, x = case.name.removeprefix("test_"), np.asarray(given[0])
        constants = {key: np.asarray(array) for key, array in list(zip(node.input, given))[1:]}
        y = None if name in ROUNDED else np.asarray(results[0])
        first, nodes = node.input[0], [node]
        for index, operand in enumerate(node.input):
            if operand == first:
                node.input[index] = "x"
        if node.op_type == "Concat":
            other = node.input[1]
            nodes, constants, y = [helper.make_node("Sigmoid", ["x"], [other]), node], {}, None
        write(name, nodes, x, y, constants, case.model.opset_import[0].version, node.output[0])


def random(*shape):
    return GENERATOR.standard_normal(shape).astype(np.float32)


def convolution(name, x, weight, bias=None, **attributes):
    operands = ["x", "w"] + (["b"] if bias is not None else [])
    constants = {"w": weight} | ({"b": bias} if bias is not None else {})
    write(name, [helper.make_node("Conv", operands, ["y"], **attributes)], x, None, constants, 22)


def of_our_own():
    convolution("own_conv_1d", random(2, 3, 11), random(5, 3, 4), random(5), strides=[2], pads=[3, 1])
    convolution("own_conv_1d_causal", random(2, 3, 11), random(5, 3, 3), random(5), dilations=[2], pads=[4, 0])
    convolution("own_conv_dilations", random(2, 3, 8, 9), random(4, 3, 3, 2), random(4), dilations=[2, 3], pads=[1, 2, 3, 0])
    convolution("own_conv_1x1", random(2, 5, 3, 4), random(7, 5, 1, 1), random(7))
    convolution("own_conv_of_all", random(2, 3, 4, 5), random(6, 3, 4, 5), random(6))
    convolution("own_conv_depthwise", random(2, 6, 7, 8), random(6, 1, 3, 3), random(6), group=6, pads=[1, 1, 1, 1], strides=[2, 1])
    convolution("own_conv_depthwise_of_two", random(2, 3, 5, 5), random(6, 1, 3, 3), random(6), group=3)
    convolution("own_conv_groups", random(2, 4, 5, 6), random(32, 2, 3, 3), random(32), group=2)
    convolution("own_conv_groups_of_few", random(2, 4, 5, 6), random(8, 2, 3, 3), random(8), group=2)
    for padding in ["SAME_UPPER", "SAME_LOWER", "VALID"]:
        name = "own_conv_autopad_" + padding.lower()
        convolution(name, random(2, 2, 8, 7), random(3, 2, 4, 3), random(3), auto_pad=padding, strides=[3, 2])
    statistics = {"s": random(5), "c": random(5), "mean": random(5), "var": np.exp(random(5))}
    normalization = helper.make_node("BatchNormalization", ["h", "s", "c", "mean", "var"], ["y"])
    nodes = [helper.make_node("Conv", ["x", "w"], ["h"], pads=[1, 1, 1, 1]), normalization]
    write("own_conv_batchnorm", nodes, random(2, 3, 6, 6), None, {"w": random(5, 3, 3, 3)} | statistics, 15)
    nodes = [helper.make_node("Conv", ["x", "w"], ["g"], pads=[1, 1, 1, 1]), helper.make_node("Relu", ["g"], ["h"]), normalization]
    write("own_conv_relu_batchnorm", nodes, random(2, 3, 6, 6), None, {"w": random(5, 3, 3, 3)} | statistics, 15)
    nodes = [helper.make_node("Conv", ["x", "w"], ["h"], pads=[1, 1, 1, 1]), helper.make_node("BatchNormalization", normalization.input, ["n"])]
    nodes.append(helper.make_node("Add", ["h", "n"], ["y"]))
    write("own_conv_batchnorm_and_another", nodes, random(2, 3, 6, 6), None, {"w": random(5, 3, 3, 3)} | statistics, 15)
    for operator in ["Add", "Mul"]:
        for what, constant in [("channels", random(5, 1, 1)), ("columns", random(6)), ("numbers", random(5, 6, 6))]:
            nodes = [helper.make_node("Conv", ["x", "w"], ["h"], pads=[1, 1, 1, 1]), helper.make_node(operator, ["h", "c"], ["y"])]
            name = f"own_conv_{operator.lower()}_{what}"
            write(name, nodes, random(2, 3, 6, 6), None, {"w": random(5, 3, 3, 3), "c": constant}, 15)
    pools = {
        "maxpool_1d": (random(2, 3, 10), {"kernel_shape": [3], "strides": [2], "ceil_mode": 1}),
        "maxpool_pads": (random(2, 3, 9, 8), {"kernel_shape": [3, 4], "pads": [2, 0, 1, 3], "strides": [2, 3], "dilations": [2, 1]}),
        "averagepool_1d": (random(2, 3, 10), {"kernel_shape": [4], "strides": [3], "pads": [1, 2]}),
        "averagepool_pads": (random(2, 3, 9, 8), {"kernel_shape": [3, 4], "pads": [2, 0, 1, 3], "strides": [2, 3]}),
        "averagepool_ceil": (random(2, 3, 8, 8), {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "strides": [2, 2], "ceil_mode": 1}),
        "averagepool_ceil_counted": (
            random(2, 3, 8, 8),
            {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "strides": [2, 2], "ceil_mode": 1, "count_include_pad": 1},
        ),
    }
    for name, (x, attributes) in pools.items():
        operator = "MaxPool" if name.startswith("max") else "AveragePool"
        write("own_" + name, [helper.make_node(operator, ["x"], ["y"], **attributes)], x, None, {}, 19)
    for operator in ["GlobalAveragePool", "GlobalMaxPool"]:
        nodes = [helper.make_node(operator, ["x"], ["y"])]
        write(f"own_{operator.lower()}_1d", nodes, random(2, 3, 7), None, {}, 22)
    nodes = [helper.make_node("AveragePool", ["x"], ["h"], kernel_shape=[2, 2])]
    nodes.append(helper.make_node("MaxPool", ["x"], ["g"], kernel_shape=[2, 2]))
    nodes.append(helper.make_node("Concat", ["h", "g"], ["y"], axis=1))
    write("own_concat_of_maps", nodes, random(2, 3, 5, 5), None, {}, 22)
    of_global_pools()
    of_norms()


def of_norms():
    """Norms of groups of channels, in every form that exporters have for them, and slopes of channels."""
    make = helper.make_node
    for axes, extents in [("1d", [7]), ("2d", [4, 5])]:
        x, ones = random(2, 6, *extents), [1] * len(extents)
        of_channels = {"w": random(6), "b": random(6)}
        nodes = [make("InstanceNormalization", ["x", "w", "b"], ["y"], epsilon=1e-3)]
        write(f"own_instancenorm_{axes}", nodes, x, None, of_channels, 22)
        for groups in [1, 2, 6]:
            nodes = [make("GroupNormalization", ["x", "w", "b"], ["y"], num_groups=groups)]
            write(f"own_groupnorm_{groups}_{axes}", nodes, x, None, of_channels, 21)
        nodes = [make("GroupNormalization", ["x", "w", "b"], ["y"], num_groups=3, epsilon=1e-2)]
        write(f"own_groupnorm_of_groups_{axes}", nodes, x, None, {"w": random(3), "b": random(3)}, 18)
        # As PyTorch exports `GroupNorm`.
        nodes = [make("Reshape", ["x", "s"], ["g"]), make("InstanceNormalization", ["g", "one", "zero"], ["n"])]
        nodes += [make("Reshape", ["n", "t"], ["r"]), make("Mul", ["r", "w"], ["m"]), make("Add", ["m", "b"], ["y"])]
        constants = {"s": np.array([0, 3, -1]), "t": np.array([-1, 6, *extents]), "one": np.ones(3, np.float32)}
        constants |= {"zero": np.zeros(3, np.float32), "w": random(6, *ones), "b": random(6, *ones)}
        write(f"own_groupnorm_of_instances_{axes}", nodes, x, None, constants, 17)
        if axes == "2d":
            constants |= {"w": random(6, *extents)}
            write("own_groupnorm_with_weights_of_numbers", nodes, x, None, constants, 17)
            write("own_groupnorm_to_another_shape", nodes[:2] + [make("Relu", ["n"], ["y"])], x, None, {key: constants[key] for key in ["s", "one", "zero"]}, 17)
        nodes = [make("LayerNormalization", ["x", "w", "b"], ["y"], axis=1)]
        write(f"own_layernorm_{axes}", nodes, x, None, {"w": random(6, *extents), "b": random(6, *extents)}, 17)
        nodes = [make("LayerNormalization", ["x", "w"], ["y"], axis=-1)]
        write(f"own_layernorm_of_columns_{axes}", nodes, x, None, {"w": random(extents[-1])}, 17)
        write(f"own_prelu_{axes}", [make("PRelu", ["x", "w"], ["y"])], x, None, {"w": random(6, *ones)}, 16)


def of_global_pools():
    """What stands behind a global pool, which keeps the axes of a map in a file."""
    make, x = helper.make_node, random(2, 3, 5, 4)
    mean, largest = make("GlobalAveragePool", ["x"], ["m"]), make("GlobalMaxPool", ["x"], ["l"])
    flat = make("Flatten", ["h"], ["y"])
    write("own_global_add", [mean, largest, make("Add", ["m", "l"], ["h"]), flat], x, None, {}, 22)
    write("own_global_concat", [mean, largest, make("Concat", ["m", "l"], ["h"], axis=1), flat], x, None, {}, 22)
    write("own_global_relu", [mean, make("Relu", ["m"], ["y"])], x, None, {}, 22)
    write("own_global_conv", [mean, make("Conv", ["m", "w"], ["y"])], x, None, {"w": random(4, 3, 1, 1)}, 22)
    nodes = [mean, make("Relu", ["m"], ["h"]), make("Conv", ["h", "w"], ["y"])]
    write("own_global_relu_conv", nodes, x, None, {"w": random(4, 3, 1, 1)}, 22)
    nodes = [mean, largest, make("Concat", ["m", "l"], ["h"], axis=1), make("Conv", ["h", "w"], ["y"])]
    write("own_global_concat_conv", nodes, x, None, {"w": random(4, 6, 1, 1)}, 22)
    write("own_global_gate", [mean, make("Sigmoid", ["m"], ["h"]), make("Mul", ["x", "h"], ["y"])], x, None, {}, 22)
    write("own_global_of_channels", [mean, make("Mul", ["m", "c"], ["y"])], x, None, {"c": random(3, 1, 1)}, 22)
    write("own_global_max_pool", [mean, make("MaxPool", ["m"], ["y"], kernel_shape=[1, 1])], x, None, {}, 22)
    nodes = [make("Flatten", ["x"], ["f"]), make("Gemm", ["f", "w"], ["g"], transB=1)]
    nodes += [make("Reshape", ["g", "s"], ["h"]), make("Conv", ["h", "k"], ["y"])]
    constants = {"w": random(12, 60), "s": np.array([-1, 3, 2, 2]), "k": random(2, 3, 2, 1)}
    for operator, attributes in [("Add", {}), ("Concat", {"axis": 1})]:
        others = [make("MaxPool", ["x"], ["p"], kernel_shape=[4, 3]), make(operator, ["h", "p"], ["z"], **attributes)]
        others.append(make("Flatten", ["z"], ["y"]))
        given = {key: constants[key] for key in ["w", "s"]}
        write(f"own_reshape_{operator.lower()}", nodes[:3] + others, x, None, given, 22)
    write("own_reshape_conv", nodes, x, None, constants, 22)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for old in FOLDER.glob("*.onnx"):
        old.unlink()
    of_the_standard()
    of_our_own()
    save_file(IO, FOLDER / "io.safetensors")
    print(len(IO) // 2, "models")
