"""ONNX Runtime: CPU provider, one thread, all graph optimisations, inputs and outputs bound once.

The call is the binding's own native method, below the Python wrapper that repeats its checks each time.
"""

import numpy as np
import onnxruntime

import networks
import onnx_model

PEER = "onnxruntime"


def bound(net, batch):
    """A bound call: `(x, y, call)`, where `call()` reads the array `x` and writes the array `y`."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    session = onnxruntime.InferenceSession(onnx_model.serialize(net, batch), options, ["CPUExecutionProvider"])
    x = net.inputs(batch)
    y = np.zeros((batch, net.widths[-1]), np.float32)
    binding = session.io_binding()
    binding.bind_input("x", "cpu", 0, np.float32, x.shape, x.ctypes.data)
    binding.bind_output("y", "cpu", 0, np.float32, y.shape, y.ctypes.data)
    run, native_binding = session._sess.run_with_iobinding, binding._iobinding

    # The binding knows only addresses: the call keeps alive what they point to.
    def call(keep=(session, binding, x, y)):
        run(native_binding, None)

    return x, y, call


def build(bench, net):
    networks.add_bound_predictions(bench, PEER, net, lambda batch: bound(net, batch))


networks.main(build)
