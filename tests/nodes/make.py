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
# Operators that move numbers, or make values of other axes of them.
OPERATORS += ["DepthToSpace", "SpaceToDepth", "Transpose", "Reshape", "Slice", "Split", "Squeeze", "Unsqueeze"]
# Operators that remember: their first input is a sequence.
RECURRENT = ["LSTM", "GRU", "RNN"]
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
    # Of an array in another order the file would have the numbers as they lie in memory.
    IO[name + ".x"], IO[name + ".y"] = x, np.ascontiguousarray(y, np.float32)


def write_recurrent(name, node, given, results, opset):
    """A model from sequences, of a length that is fixed and of any number of streams, to the first result. Inputs and outputs are
    written stream by stream."""
    x, y = np.asarray(given[0]), np.asarray(results[0])
    is_first = any(attribute.name == "layout" and attribute.i == 1 for attribute in node.attribute)
    batch = 0 if is_first else 1
    shape = [*x.shape[:batch], "B", *x.shape[batch + 1 :]]
    output = next(output for output in node.output if output)
    while len(node.output) > 1 and node.output[-1] != output:
        del node.output[-1]
    constants = {key: np.asarray(array) for key, array in list(zip(node.input, given))[1:]}
    initializers = [numpy_helper.from_array(value, key) for key, value in constants.items()]
    inputs = [helper.make_tensor_value_info(node.input[0], TensorProto.FLOAT, shape)]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, [f"y_{axis}" for axis in range(y.ndim)])]
    graph = helper.make_graph([node], name, inputs, outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
    onnx.checker.check_model(model)
    onnx.save(model, FOLDER / f"{name}.onnx")
    # The axis of streams is that before the numbers, or the first.
    of_streams = [np.moveaxis(x, batch, 0), np.moveaxis(y, 0 if is_first else -2, 0)]
    IO[name + ".x"], IO[name + ".y"] = (np.ascontiguousarray(array, np.float32) for array in of_streams)


def of_the_standard():
    for case in collect_testcases(None):
        if case.model is None or len(case.model.graph.node) != 1 or not case.data_sets:
            continue
        (node,) = case.model.graph.node
        given, results = case.data_sets[0]
        if node.op_type in RECURRENT:
            write_recurrent(case.name.removeprefix("test_"), node, given, results, case.model.opset_import[0].version)
            continue
        if node.op_type not in OPERATORS or given[0].dtype != np.float32 or any(array.size == 0 for array in given):
            continue
        # A row has an axis beside the batch.
        if node.op_type == "Split" and given[0].ndim == 1:
            continue
        # Positions and shapes are integers.
        if any(array.dtype not in [np.float32, np.int64] for array in given):
            continue
        if sum(array.size for array in [*given, *results]) > MOST:
            continue
        name, x = case.name.removeprefix("test_"), np.asarray(given[0])
        constants = {key: np.asarray(array) for key, array in list(zip(node.input, given))[1:]}
        y = None if name in ROUNDED else np.asarray(results[0])
        for shape in constants.values():
            # A shape that keeps the batch says so, whatever the batch is.
            if node.op_type == "Reshape" and shape[0] == x.shape[0]:
                shape[0] = 0
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
    of_moves()
    of_channels_last()


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


def of_moves():
    """Numbers in other places, and parts of maps."""
    make, x = helper.make_node, random(2, 8, 4, 6)
    conv = make("Conv", ["h", "w"], ["y"])
    write("own_depthtospace_conv", [make("DepthToSpace", ["x"], ["h"], blocksize=2), conv], x, None, {"w": random(3, 2, 2, 2)}, 22)
    write("own_spacetodepth_conv", [make("SpaceToDepth", ["x"], ["h"], blocksize=2), conv], x, None, {"w": random(3, 32, 2, 1)}, 22)
    # As other libraries write the same.
    for name, parts, perm, shape in [
        ("pixel_shuffle", [-1, 2, 2, 2, 4, 6], [0, 1, 4, 2, 5, 3], [-1, 2, 8, 12]),
        ("pixel_unshuffle", [-1, 8, 2, 2, 3, 2], [0, 1, 3, 5, 2, 4], [-1, 32, 2, 3]),
        ("depth_to_space", [-1, 2, 2, 2, 4, 6], [0, 3, 4, 1, 5, 2], [-1, 2, 8, 12]),
        ("space_to_depth", [-1, 8, 2, 2, 3, 2], [0, 3, 5, 1, 2, 4], [-1, 32, 2, 3]),
        ("channel_shuffle", [-1, 4, 2, 4, 6], [0, 2, 1, 3, 4], [-1, 8, 4, 6]),
        ("reshape_four_axes", [-1, 2, 4, 4, 6], [0, 3, 1, 4, 2], [-1, 4, 48]),
    ]:
        nodes = [make("Reshape", ["x", "s"], ["p"]), make("Transpose", ["p"], ["q"], perm=perm), make("Reshape", ["q", "r"], ["h"])]
        nodes.append(make("Relu", ["h"], ["y"]))
        write("own_" + name, nodes, x, None, {"s": np.array(parts), "r": np.array(shape)}, 22)
    nodes = [make("Transpose", ["x"], ["h"], perm=[0, 2, 3, 1]), make("Relu", ["h"], ["y"])]
    write("own_transpose_of_output", nodes, x, None, {}, 22)
    nodes = [make("Transpose", ["x"], ["h"], perm=[0, 3, 1, 2]), make("Transpose", ["h"], ["g"], perm=[0, 3, 1, 2])]
    nodes += [make("Transpose", ["g"], ["f"], perm=[0, 3, 1, 2]), make("Relu", ["f"], ["y"])]
    write("own_transpose_thrice", nodes, x, None, {}, 22)
    nodes = [make("Transpose", ["x"], ["h"], perm=[0, 2, 3, 1]), make("Flatten", ["h"], ["f"]), make("Relu", ["f"], ["g"])]
    nodes.append(make("Gemm", ["g", "w"], ["y"]))
    write("own_transpose_flatten_relu_gemm", nodes, x, None, {"w": random(192, 3)}, 22)
    part = lambda starts, ends, axes: {"a": np.array(starts), "b": np.array(ends), "c": np.array(axes)}
    slice_of = make("Slice", ["x", "a", "b", "c"], ["h"])
    relu = make("Relu", ["h"], ["y"])
    write("own_slice_channels", [slice_of, relu], x, None, part([2], [-1], [1]), 22)
    write("own_slice_pixels", [slice_of, relu], x, None, part([1, -4], [9, -1], [2, -1]), 22)
    write("own_slice_all_axes", [slice_of, relu], x, None, part([0, 1, 1, 0], [2**63 - 1, 3, 3, 5], [0, 1, 2, 3]), 22)
    nodes = [make("Split", ["x"], ["p", "q"], axis=1, num_outputs=2), make("Add", ["p", "q"], ["y"])]
    write("own_split_channels", nodes, x, None, {}, 22)
    pads = {"p": np.array([0, 0, -1, 2, 0, 0, 1, -3])}
    write("own_pad_negative", [make("Pad", ["x", "p"], ["y"])], x, None, pads, 22)
    write("own_reducemax", [make("ReduceMax", ["x", "a"], ["y"], keepdims=0)], x, None, {"a": np.array([2, 3])}, 22)
    nodes = [make("Gemm", ["x", "w"], ["g"]), make("Reshape", ["g", "s"], ["h"]), make("ConvTranspose", ["h", "k"], ["y"], strides=[2, 2])]
    write("own_reshape_convtranspose", nodes, random(2, 7), None, {"w": random(7, 48), "s": np.array([-1, 4, 3, 4]), "k": random(4, 3, 2, 3)}, 22)
    nodes = [make("Reshape", ["x", "s"], ["h"]), make("Conv", ["h", "k"], ["y"])]
    write("own_reshape_conv1d", nodes, x, None, {"s": np.array([0, 8, -1]), "k": random(5, 8, 3)}, 22)
    write("own_reshape_axes", nodes, x, None, {"s": np.array([0, 6, 8, 4]), "k": random(5, 6, 3, 2)}, 22)


def of_channels_last():
    """What TensorFlow's networks are: maps whose channels are the last axis, but for convolutions and pools."""
    make, x = helper.make_node, random(2, 6, 7, 3)
    to_first = lambda a, b: make("Transpose", [a], [b], perm=[0, 3, 1, 2])
    to_last = lambda a, b: make("Transpose", [a], [b], perm=[0, 2, 3, 1])
    stem = [to_first("x", "x1"), make("Conv", ["x1", "w"], ["x2"], pads=[1, 1, 1, 1]), to_last("x2", "h")]
    weight = {"w": random(5, 3, 3, 3)}
    end = lambda a: [to_first(a, "y1"), make("Conv", ["y1", "v"], ["y"])]
    second = [to_first("h", "k1"), make("MaxPool", ["k1"], ["k2"], kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1]), to_last("k2", "k")]
    point = {"v": random(4, 5, 1, 1)}
    write("own_last_conv", [*stem, *end("h")], x, None, weight | point, 22)
    write("own_last_add", [*stem, *second, make("Add", ["h", "k"], ["z"]), *end("z")], x, None, weight | point, 22)
    write("own_last_add_input", [*stem, make("Add", ["h", "c"], ["g"]), *end("g")], x, None, weight | point | {"c": random(6, 7, 5)}, 22)
    write("own_last_bias", [*stem, make("Add", ["h", "c"], ["g"]), *end("g")], x, None, weight | point | {"c": random(5)}, 22)
    nodes = [make("Mul", ["x", "a"], ["x0"]), make("Sub", ["x0", "b"], ["xx"]), to_first("xx", "x1"), *stem[1:], *end("h")]
    write("own_last_scaled_input", nodes, x, None, weight | point | {"a": random(3), "b": random(1, 1, 3)}, 22)
    write("own_last_prelu", [*stem, make("PRelu", ["h", "c"], ["g"]), *end("g")], x, None, weight | point | {"c": random(1)}, 22)
    nodes = [make("Sigmoid", ["h"], ["s"]), make("Mul", ["h", "s"], ["g"]), make("Max", ["g", "zero"], ["f"]), make("Min", ["f", "six"], ["z"])]
    limits = {"zero": np.float32(0).reshape(()), "six": np.float32(6).reshape(())}
    write("own_last_activations", [*stem, *nodes, *end("z")], x, None, weight | point | limits, 22)
    nodes = [*stem, *second, make("Concat", ["h", "k"], ["z"], axis=3), to_first("z", "y1"), make("Conv", ["y1", "v"], ["y"])]
    write("own_last_concat", nodes, x, None, weight | {"v": random(4, 10, 1, 1)}, 22)
    write("own_last_concat_rows", [*stem, *second, make("Concat", ["h", "k"], ["z"], axis=1), *end("z")], x, None, weight | point, 22)
    nodes = [*stem, make("Pad", ["h", "p"], ["z"]), *end("z")]
    write("own_last_pad", nodes, x, None, weight | point | {"p": np.array([0, 1, 0, 0, 0, 2, 3, 0])}, 22)
    nodes = [make("Pad", ["x", "p"], ["x0"]), to_first("x0", "x1"), *stem[1:], *end("h")]
    write("own_last_pad_input", nodes, x, None, weight | point | {"p": np.array([0, 1, 2, 0, 0, 2, 0, 0])}, 22)
    nodes = [*stem, make("Unsqueeze", ["h", "a"], ["u"]), make("Relu", ["u"], ["r"]), make("Squeeze", ["r", "a"], ["z"]), *end("z")]
    write("own_last_unsqueeze", nodes, x, None, weight | point | {"a": np.array([2])}, 22)
    nodes = [*stem, make("Slice", ["h", "a", "b", "c"], ["z"]), *end("z")]
    write("own_last_slice", nodes, x, None, weight | point | {"a": np.array([1, 2]), "b": np.array([5, 7]), "c": np.array([1, 2])}, 22)
    for operator in ["ReduceMean", "ReduceMax"]:
        nodes = [*stem, make(operator, ["h", "a"], ["m"], keepdims=0), make("Gemm", ["m", "v"], ["y"])]
        write(f"own_last_{operator.lower()}", nodes, x, None, weight | {"a": np.array([1, 2]), "v": random(5, 4)}, 22)
    nodes = [*stem, make("ReduceMean", ["h", "a"], ["m"], keepdims=1), make("Sigmoid", ["m"], ["s"]), make("Mul", ["h", "s"], ["z"]), *end("z")]
    write("own_last_gate", nodes, x, None, weight | point | {"a": np.array([1, 2])}, 22)
    nodes = [*stem, make("Flatten", ["h"], ["f"]), make("Gemm", ["f", "v"], ["y"])]
    write("own_last_flatten", nodes, x, None, weight | {"v": random(210, 4) / 8}, 22)
    nodes = [*stem, make("Shape", ["h"], ["n"]), make("Gather", ["n", "i"], ["g"]), make("Concat", ["g", "l"], ["s"], axis=0)]
    nodes += [make("Reshape", ["h", "s"], ["f"]), make("MatMul", ["f", "v"], ["y"])]
    write("own_last_reshape", nodes, x, None, weight | {"i": np.array([0]), "l": np.array([-1]), "v": random(210, 4) / 8}, 22)
    write("own_last_output", [*stem, make("Tanh", ["h"], ["y"])], x, None, weight, 22)
    nodes = [*stem, to_first("h", "h1"), make("DepthToSpace", ["h1"], ["d"], blocksize=2), to_last("d", "y")]
    write("own_last_depthtospace", nodes, x, None, {"w": random(8, 3, 3, 3)}, 22)
    nodes = [make("Transpose", ["x"], ["x1"], perm=[0, 2, 1]), make("Conv", ["x1", "w"], ["x2"]), make("Transpose", ["x2"], ["h"], perm=[0, 2, 1])]
    nodes += [make("Relu", ["h"], ["g"]), make("ReduceMean", ["g", "a"], ["y"], keepdims=0)]
    write("own_last_of_time", nodes, random(2, 9, 4), None, {"w": random(5, 4, 3), "a": np.array([1])}, 22)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for old in FOLDER.glob("*.onnx"):
        old.unlink()
    of_the_standard()
    of_our_own()
    save_file(IO, FOLDER / "io.safetensors")
    print(len(IO) // 2, "models")
