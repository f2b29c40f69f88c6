"""A network as an ONNX model, for the peers that read one: `Gemm` layers of a fixed batch, weights `[I, O]`."""

import onnx
from onnx import TensorProto, helper, numpy_helper

OPERATORS = {"relu": "Relu", "tanh": "Tanh", "sigmoid": "Sigmoid", "softmax": "Softmax"}


def serialize(net, batch):
    """The model's bytes: input `x [B, I]`, output `y [B, O]`."""
    nodes, constants, value = [], [], "x"
    for layer, ((w, b), kind) in enumerate(zip(net.parameters(), net.activations)):
        constants += [numpy_helper.from_array(w, f"w{layer}"), numpy_helper.from_array(b, f"b{layer}")]
        last = layer == net.n_layers - 1
        summed = "y" if last and kind == "linear" else f"z{layer}"
        nodes.append(helper.make_node("Gemm", [value, f"w{layer}", f"b{layer}"], [summed]))
        value = summed
        if kind != "linear":
            value = "y" if last else f"a{layer}"
            nodes.append(helper.make_node(OPERATORS[kind], [summed], [value]))
    graph = helper.make_graph(
        nodes,
        net.name,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, net.widths[0]])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [batch, net.widths[-1]])],
        constants,
    )
    # An old format and operator set, which every reader knows; nothing here needs a newer one.
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model.SerializeToString()
