"""A network as a LiteRT (`.tflite`) model, written with the schema that the package brings, so without TensorFlow."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

FUSED = {
    "linear": schema.ActivationFunctionType.NONE,
    "relu": schema.ActivationFunctionType.RELU,
    # The format has a fused tanh too, which XNNPACK does not take; a separate operator it does.
    "tanh": schema.ActivationFunctionType.NONE,
    "sigmoid": schema.ActivationFunctionType.NONE,
    "softmax": schema.ActivationFunctionType.NONE,
}
SEPARATE = {
    "tanh": schema.BuiltinOperator.TANH,
    "sigmoid": schema.BuiltinOperator.LOGISTIC,
    "softmax": schema.BuiltinOperator.SOFTMAX,
}


def serialize(net, batch):
    """The model's bytes: input `[B, I]`, output `[B, O]`; weights are stored `[O, I]`, as the operator wants them."""
    model = schema.ModelT()
    model.version = 3
    model.operatorCodes, model.buffers = [], [buffer(None)]
    graph = schema.SubGraphT()
    graph.name, graph.tensors, graph.operators = net.name, [], []

    def tensor(name, shape, data=None):
        t = schema.TensorT()
        t.name, t.shape, t.type, t.buffer = name, list(shape), schema.TensorType.FLOAT32, 0
        if data is not None:
            model.buffers.append(buffer(np.ascontiguousarray(data)))
            t.buffer = len(model.buffers) - 1
        graph.tensors.append(t)
        return len(graph.tensors) - 1

    def operator(code, inputs, output, options_type, options):
        codes = [c.builtinCode for c in model.operatorCodes]
        if code not in codes:
            c = schema.OperatorCodeT()
            c.builtinCode, c.deprecatedBuiltinCode, c.version = code, min(code, 127), 1
            model.operatorCodes.append(c)
            codes.append(code)
        o = schema.OperatorT()
        o.opcodeIndex, o.inputs, o.outputs = codes.index(code), inputs, [output]
        o.builtinOptionsType, o.builtinOptions = options_type, options
        graph.operators.append(o)

    value = tensor("x", (batch, net.widths[0]))
    graph.inputs = [value]
    for layer, ((w, b), kind) in enumerate(zip(net.parameters(), net.activations)):
        shape = (batch, w.shape[1])
        options = schema.FullyConnectedOptionsT()
        options.fusedActivationFunction = FUSED[kind]
        summed = tensor(f"z{layer}", shape)
        inputs = [value, tensor(f"w{layer}", w.T.shape, w.T), tensor(f"b{layer}", b.shape, b)]
        dense = schema.BuiltinOperator.FULLY_CONNECTED
        operator(dense, inputs, summed, schema.BuiltinOptions.FullyConnectedOptions, options)
        value = summed
        if kind in SEPARATE:
            value = tensor(f"a{layer}", shape)
            options, options_type = None, schema.BuiltinOptions.NONE
            if kind == "softmax":
                options, options_type = schema.SoftmaxOptionsT(), schema.BuiltinOptions.SoftmaxOptions
                options.beta = 1.0
            operator(SEPARATE[kind], [summed], value, options_type, options)
    graph.outputs = [value]
    model.subgraphs = [graph]
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def buffer(data):
    b = schema.BufferT()
    b.data = None if data is None else data.view(np.uint8).reshape(-1)
    return b
