"""ONNX Runtime: CPU provider, one thread, all graph optimisations, inputs and outputs bound once.

The call is the binding's own native method, below the Python wrapper that repeats its checks each time.
"""

from itertools import repeat

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
    for batch in networks.PREDICT_BATCHES:
        x, y, call = bound(net, batch)
        call()
        n = min(batch, networks.N_CHECKED_ROWS)
        networks.check(PEER, net, f"batch {batch}", y[:n], networks.reference(net)[:n])
        if batch == 1:
            rows, expected = net.inputs(networks.N_CHECKED_ROWS), networks.reference(net)
            for row in range(networks.N_CHECKED_ROWS):
                x[:] = rows[row]
                call()
                networks.check(PEER, net, f"row {row}", y[0], expected[row])

        def predict(n, call=call):
            for _ in repeat(None, n):
                call()

        def predict_dependent(n, call=call, x=x.reshape(-1), y=y.reshape(-1)):
            for _ in repeat(None, n):
                call()
                x[0] += 1e-6 * y[0]

        bench.add(PEER, net, "predict", batch, predict)
        if batch == 1:
            bench.add(PEER, net, "predict_dependent", batch, predict_dependent)


networks.main(build)
