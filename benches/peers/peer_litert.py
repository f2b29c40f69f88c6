"""LiteRT (TensorFlow Lite): the interpreter with its XNNPACK delegate, one thread.

Inputs and outputs are NumPy views of the interpreter's own tensors, and the call is the native `Invoke` below the Python
wrapper, so that nothing is copied or checked per call.
"""

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
    networks.add_bound_predictions(bench, PEER, net, lambda batch: bound(net, batch))


networks.main(build)
