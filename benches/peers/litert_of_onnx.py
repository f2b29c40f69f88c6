"""A LiteRT model (`.tflite`) of an ONNX model as ours exports it: convolutions, pools, dense layers and sums, without TensorFlow.

ONNX has channels in front of pixels, LiteRT behind them: `[N, C, H, W]` becomes `[N, H, W, C]`, and so do the columns of a dense layer
behind `Flatten`. Activations that LiteRT fuses are fused.
"""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from onnx import helper, numpy_helper

NONE, RELU = schema.ActivationFunctionType.NONE, schema.ActivationFunctionType.RELU


class Writer:
    """A model with one graph."""

    def __init__(self):
        self.model = schema.ModelT()
        self.model.version, self.model.operatorCodes, self.model.buffers = 3, [], [buffer(None)]
        self.graph = schema.SubGraphT()
        self.graph.name, self.graph.tensors, self.graph.operators = "graph", [], []

    def tensor(self, shape, data=None):
        kind = schema.TensorType.INT32 if data is not None and data.dtype == np.int32 else schema.TensorType.FLOAT32
        t = schema.TensorT()
        t.name, t.shape, t.type, t.buffer = f"t{len(self.graph.tensors)}", [int(n) for n in shape], kind, 0
        if data is not None:
            self.model.buffers.append(buffer(np.ascontiguousarray(data)))
            t.buffer = len(self.model.buffers) - 1
        self.graph.tensors.append(t)
        return len(self.graph.tensors) - 1

    def operator(self, name, inputs, output, **options):
        """An operator; `options` are fields of its table, where it has one."""
        code = getattr(schema.BuiltinOperator, name)
        codes = [c.builtinCode for c in self.model.operatorCodes]
        if code not in codes:
            c = schema.OperatorCodeT()
            c.builtinCode, c.deprecatedBuiltinCode, c.version = code, min(code, 127), 1
            self.model.operatorCodes.append(c)
            codes.append(code)
        table = {
            "CONV_2D": "Conv2DOptions", "DEPTHWISE_CONV_2D": "DepthwiseConv2DOptions", "MAX_POOL_2D": "Pool2DOptions",
            "MEAN": "ReducerOptions", "FULLY_CONNECTED": "FullyConnectedOptions", "ADD": "AddOptions",
            "SOFTMAX": "SoftmaxOptions", "RESHAPE": "ReshapeOptions",
        }.get(name)  # fmt: skip
        o = schema.OperatorT()
        o.opcodeIndex, o.inputs, o.outputs = codes.index(code), inputs, [output]
        if table:
            o.builtinOptionsType = getattr(schema.BuiltinOptions, table)
            o.builtinOptions = getattr(schema, f"{table}T")()
            for field, value in options.items():
                assert hasattr(o.builtinOptions, field), f"{table} has no {field}"
                setattr(o.builtinOptions, field, value)
        self.graph.operators.append(o)

    def serialize(self, inputs, outputs):
        self.graph.inputs, self.graph.outputs = inputs, outputs
        self.model.subgraphs = [self.graph]
        builder = flatbuffers.Builder(1 << 20)
        builder.Finish(self.model.Pack(builder), file_identifier=b"TFL3")
        return bytes(builder.Output())


def buffer(data):
    b = schema.BufferT()
    b.data = None if data is None else data.view(np.uint8).reshape(-1)
    return b


def serialize(model, batch):
    """The bytes of the model for a batch: input `[B, H, W, C]` or `[B, I]`."""
    graph, writer = model.graph, Writer()
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    readers = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    shape = [batch] + [axis.dim_value for axis in graph.input[0].type.tensor_type.shape.dim[1:]]
    # Of each value its tensor and its shape in ONNX; of a vector the map that it was.
    values = {graph.input[0].name: (writer.tensor(last(shape)), shape, None)}
    done = set()

    def fused(node):
        """The activation behind a node, and the name of what both yield."""
        after = readers.get(node.output[0], [])
        if len(after) == 1 and after[0].op_type == "Relu":
            done.add(id(after[0]))
            return RELU, after[0].output[0]
        return NONE, node.output[0]

    for node in graph.node:
        if id(node) in done:
            continue
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        x, shape, flat_of = values[node.input[0]]
        name, put = node.output[0], None
        if node.op_type == "Conv":
            weight, bias = constants[node.input[1]], constants[node.input[2]]
            activation, name = fused(node)
            extents, padding = windows(shape, weight.shape[2:], attributes)
            to = [batch, len(weight), *extents]
            strides = attributes.get("strides", [1, 1])
            options = {
                "padding": padding, "strideH": strides[0], "strideW": strides[1], "fusedActivationFunction": activation,
                "dilationHFactor": 1, "dilationWFactor": 1,
            }  # fmt: skip
            if attributes.get("group", 1) > 1:
                assert attributes["group"] == shape[1] == len(weight), "depthwise, one output a channel"
                kernel, operator = weight.transpose(1, 2, 3, 0), "DEPTHWISE_CONV_2D"
                options["depthMultiplier"] = 1
            else:
                kernel, operator = weight.transpose(0, 2, 3, 1), "CONV_2D"
            reads = [x, writer.tensor(kernel.shape, kernel), writer.tensor(bias.shape, bias)]
            put = (operator, reads, to, options)
        elif node.op_type == "MaxPool":
            kernel = attributes["kernel_shape"]
            extents, padding = windows(shape, kernel, attributes)
            options = {
                "padding": padding, "strideH": attributes["strides"][0], "strideW": attributes["strides"][1],
                "filterHeight": kernel[0], "filterWidth": kernel[1],
            }  # fmt: skip
            put = ("MAX_POOL_2D", [x], [batch, shape[1], *extents], options)
        elif node.op_type == "GlobalAveragePool":
            axes = np.array([1, 2], np.int32)
            put = ("MEAN", [x, writer.tensor([2], axes)], [batch, shape[1], 1, 1], {"keepDims": True})
        elif node.op_type in ("Flatten", "Reshape"):
            to = [batch, int(np.prod(shape[1:]))]
            sizes = writer.tensor([2], np.array(to, np.int32))
            put = ("RESHAPE", [x, sizes], to, {"newShape": to})
            flat_of = shape[1:] if len(shape) == 4 else None
        elif node.op_type == "Gemm":
            weight, bias = constants[node.input[1]], constants[node.input[2]]
            weight = weight if attributes.get("transB", 0) else weight.T
            if flat_of is not None:
                weight = weight.reshape(-1, *flat_of).transpose(0, 2, 3, 1).reshape(len(weight), -1)
            activation, name = fused(node)
            reads = [x, writer.tensor(weight.shape, weight), writer.tensor(bias.shape, bias)]
            flat_of = None
            put = ("FULLY_CONNECTED", reads, [batch, len(weight)], {"fusedActivationFunction": activation})
        elif node.op_type in ("Add", "Sum"):
            activation, name = fused(node)
            put = ("ADD", [x, values[node.input[1]][0]], shape, {"fusedActivationFunction": activation})
        elif node.op_type == "Softmax":
            put = ("SOFTMAX", [x], shape, {"beta": 1.0})
        else:
            raise ValueError(f"no rule for {node.op_type}")
        operator, reads, to, options = put
        y = writer.tensor(last(to))
        writer.operator(operator, reads, y, **options)
        values[name] = (y, to, flat_of)
    return writer.serialize([values[graph.input[0].name][0]], [values[graph.output[0].name][0]])


def last(shape):
    """A shape with channels last."""
    return [shape[0], *shape[2:], shape[1]] if len(shape) == 4 else shape


def windows(shape, kernel, attributes):
    """How many windows there are, by rows and columns, and the padding that has as many."""
    strides, pads = attributes.get("strides", [1, 1]), attributes.get("pads", [0, 0, 0, 0])
    extents = shape[2:]
    automatic = attributes.get("auto_pad", b"NOTSET")
    if automatic == b"NOTSET":
        counts = [(n + pads[i] + pads[i + 2] - kernel[i]) // strides[i] + 1 for i, n in enumerate(extents)]
    else:
        counts = [-(-n // strides[i]) for i, n in enumerate(extents)]
    if automatic == b"NOTSET" and not any(pads):
        return counts, schema.Padding.VALID
    for i, n in enumerate(extents):
        # What is padded where: as much behind as in front, or one more.
        all_of = max((counts[i] - 1) * strides[i] + kernel[i] - n, 0)
        assert counts[i] == -(-n // strides[i]), "LiteRT's `same` has another size"
        assert automatic == b"SAME_UPPER" or pads[i] == all_of // 2, "LiteRT pads otherwise"
    return counts, schema.Padding.SAME
