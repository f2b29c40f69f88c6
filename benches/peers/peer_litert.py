"""LiteRT (TensorFlow Lite): the interpreter with its XNNPACK delegate, one thread.

Inputs and outputs are NumPy views of the interpreter's own tensors, and the call is the native `Invoke` below the Python
wrapper, so that nothing is copied or checked per call.
"""

from itertools import repeat

from ai_edge_litert.interpreter import Interpreter

import litert_model
import networks

PEER = "litert"


def bound(net, batch):
    """A bound call: `(x, y, call)`, where `call()` reads the view `x` and writes the view `y`."""
    # XNNPACK is the default delegate of float32 models.
    interpreter = Interpreter(model_content=litert_model.serialize(net, batch), num_threads=1)
    interpreter.allocate_tensors()
    x = interpreter.tensor(interpreter.get_input_details()[0]["index"])()
    y = interpreter.tensor(interpreter.get_output_details()[0]["index"])()
    x[:] = net.inputs(batch)
    # The wrapper's `invoke` would refuse while views are alive. They stay valid: nothing is resized.
    return x, y, interpreter._interpreter.Invoke


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
