"""OpenVINO: CPU plugin, latency hint, one thread, float32, tensors bound once, one request reused."""

import numpy as np
import openvino
from openvino import _pyopenvino

import networks
import onnx_model

PEER = "openvino"
CONFIGURATION = {
    "PERFORMANCE_HINT": "LATENCY",
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    # Without it a processor that has bfloat16 computes in bfloat16.
    "INFERENCE_PRECISION_HINT": "f32",
    "CPU_DENORMALS_OPTIMIZATION": True,
}


def bound(core, net, batch):
    """A bound call: `(x, y, call)`, where `call()` reads the array `x` and writes the array `y`."""
    model = core.read_model(onnx_model.serialize(net, batch), b"")
    request = core.compile_model(model, "CPU", CONFIGURATION).create_infer_request()
    x = net.inputs(batch)
    y = np.zeros((batch, net.widths[-1]), np.float32)
    request.set_input_tensor(openvino.Tensor(x, shared_memory=True))
    request.set_output_tensor(openvino.Tensor(y, shared_memory=True))
    native = _pyopenvino.InferRequest.infer

    # The tensors know only addresses: the call keeps alive what they point to.
    def call(keep=(x, y)):
        native(request, {}, True, False)

    return x, y, call


def build(bench, net):
    core = openvino.Core()
    networks.add_bound_predictions(bench, PEER, net, lambda batch: bound(core, net, batch))


networks.main(build)
