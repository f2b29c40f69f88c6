"""Convolutional networks for the program `maps`, in turns with ours: `peer_maps.py --turns PEER FOLDER`.

The folder has the networks as ONNX, as ours exports them, and inputs and outputs of 32 rows in `f32`: `NAME.input`,
`NAME.predict`, and `NAME.sgd`, the outputs after three steps. The lines are those of `README.md`. Each peer is on one thread and
works on arrays that are bound once.
"""

import os
import sys
import time
from itertools import repeat
from pathlib import Path

import numpy as np

# Read when JAX is imported.
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

ROWS = 32
TOLERANCE = 1e-4
CHECKED_RATE, CHECKED_STEPS = 1e-2, 3
TIMED_RATE = 1e-6


def model_of(folder, net):
    import onnx

    return onnx.load(folder / f"{net}.onnx")


def shape_of(folder, net):
    """Axes of an input, without the batch."""
    axes = model_of(folder, net).graph.input[0].type.tensor_type.shape.dim
    return [axis.dim_value for axis in axes[1:]]


def onnxruntime(folder, net, x):
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    options.add_free_dimension_override_by_name("N", len(x))
    session = ort.InferenceSession(str(folder / f"{net}.onnx"), options, ["CPUExecutionProvider"])
    y = np.zeros((len(x), *session.get_outputs()[0].shape[1:]), np.float32)
    binding = session.io_binding()
    binding.bind_input(session.get_inputs()[0].name, "cpu", 0, np.float32, x.shape, x.ctypes.data)
    binding.bind_output(session.get_outputs()[0].name, "cpu", 0, np.float32, y.shape, y.ctypes.data)
    run, native = session._sess.run_with_iobinding, binding._iobinding

    # The binding knows only addresses: the call keeps alive what they point to.
    def call(keep=(session, binding, x, y)):
        run(native, None)

    return y, call


def openvino(folder, net, x):
    import openvino
    from openvino import _pyopenvino

    core = openvino.Core()
    model = core.read_model(folder / f"{net}.onnx")
    model.reshape(list(x.shape))
    # Where the processor has bfloat16, that would be taken.
    settings = {
        "INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "f32", "CPU_DENORMALS_OPTIMIZATION": True,
    }  # fmt: skip
    request = core.compile_model(model, "CPU", settings).create_infer_request()
    y = np.zeros([axis.get_length() for axis in model.output(0).partial_shape], np.float32)
    request.set_input_tensor(openvino.Tensor(x, shared_memory=True))
    request.set_output_tensor(openvino.Tensor(y, shared_memory=True))
    native = _pyopenvino.InferRequest.infer

    # So do the tensors.
    def call(keep=(x, y)):
        native(request, {}, True, False)

    return y, call


def litert(folder, net, x):
    from ai_edge_litert.interpreter import Interpreter

    import litert_of_onnx

    content = litert_of_onnx.serialize(model_of(folder, net), len(x))
    interpreter = Interpreter(model_content=content, num_threads=1)
    interpreter.allocate_tensors()
    bound = interpreter.tensor(interpreter.get_input_details()[0]["index"])()
    y = interpreter.tensor(interpreter.get_output_details()[0]["index"])()
    # Channels are last there.
    bound[:] = np.moveaxis(x, 1, -1) if x.ndim == 4 else x
    return y, interpreter._interpreter.Invoke


def lenet(folder):
    """The network in PyTorch, with the weights of the file, before the softmax."""
    import torch
    from onnx import numpy_helper
    from torch import nn

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    net = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip
    tensors = [numpy_helper.to_array(tensor) for tensor in model_of(folder, "lenet").graph.initializer]
    with torch.no_grad():
        for parameter, tensor in zip(net.parameters(), [t for t in tensors if t.dtype == np.float32], strict=True):
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(tensor)))
    return net


def torch(folder, net, x):
    """Inference of LeNet-5: PyTorch reads no ONNX files."""
    if net != "lenet":
        return None
    import torch

    model, x = lenet(folder), torch.from_numpy(x)
    y = np.zeros((len(x), 10), np.float32)
    result = torch.from_numpy(y)

    def call():
        with torch.inference_mode():
            result.copy_(torch.softmax(model(x), 1))

    return y, call


def torch_steps(folder, x):
    """Steps of SGD on LeNet-5: `(outputs, step)`, where `step(rate)` makes one."""
    import torch

    model, x = lenet(folder), torch.from_numpy(x)
    targets = torch.arange(len(x)) * 7 % 10
    loss, optimizer = torch.nn.CrossEntropyLoss(), torch.optim.SGD(model.parameters(), lr=TIMED_RATE, foreach=True)

    def step(rate):
        optimizer.param_groups[0]["lr"] = rate
        optimizer.zero_grad(set_to_none=True)
        loss(model(x), targets).backward()
        optimizer.step()

    def outputs():
        with torch.inference_mode():
            return torch.softmax(model(x), 1).numpy()

    return outputs, step


def jax_steps(folder, x):
    """The same in JAX: one call of a jitted function for each step, which updates parameters in place."""
    from functools import partial

    import jax
    from jax import lax
    from jax import numpy as jnp

    # Without it each call hands its work to another thread and waits for it.
    jax.config.update("jax_cpu_enable_async_dispatch", False)

    def pool(x):
        return lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")

    def convolution(x, weight, bias, padding):
        axes = ("NCHW", "OIHW", "NCHW")
        return lax.conv_general_dilated(x, weight, (1, 1), padding, dimension_numbers=axes) + bias[:, None, None]

    def logits(parameters, x):
        (w1, b1), (w2, b2), *dense = parameters
        x = pool(jax.nn.relu(convolution(x, w1, b1, [(2, 2), (2, 2)])))
        x = pool(jax.nn.relu(convolution(x, w2, b2, "VALID"))).reshape(len(x), -1)
        for weight, bias in dense[:-1]:
            x = jax.nn.relu(x @ weight.T + bias)
        return x @ dense[-1][0].T + dense[-1][1]

    def loss(parameters, x, targets):
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits(parameters, x)), targets[:, None], axis=1))

    @partial(jax.jit, donate_argnums=0)
    def descend(parameters, x, targets, rate):
        gradients = jax.grad(loss)(parameters, x, targets)
        return jax.tree.map(lambda parameter, gradient: parameter - rate * gradient, parameters, gradients)

    flat = [jnp.array(tensor.detach().numpy()) for tensor in lenet(folder).parameters()]
    parameters = list(zip(flat[::2], flat[1::2], strict=True))
    x, targets = jnp.array(x), jnp.arange(len(x)) * 7 % 10
    rates = {rate: jnp.float32(rate) for rate in (CHECKED_RATE, TIMED_RATE)}

    def step(rate):
        nonlocal parameters
        parameters = descend(parameters, x, targets, rates[rate])
        jax.block_until_ready(parameters)

    return lambda: np.array(jax.nn.softmax(logits(parameters, x))), step


PEERS = {"onnxruntime": onnxruntime, "openvino": openvino, "litert": litert, "torch": torch, "jax": lambda *_: None}
STEPS = {"torch": torch_steps, "jax": jax_steps}


def check(what, found, expected):
    """Ends the program unless outputs agree with ours, within a part of the largest."""
    error = np.abs(found.reshape(-1) - expected.reshape(-1)).max() / np.abs(expected).max()
    # Written so that a NaN fails too.
    if not error <= TOLERANCE:
        sys.exit(f"{what}: outputs differ by {error:.2e} of the largest, allowed {TOLERANCE:.0e}")


def prepared(peer, folder, net, measure, batch):
    """The call of a case, verified, or None."""
    numbers = lambda kind: np.fromfile(folder / f"{net}.{kind}", np.float32)  # noqa: E731
    x = np.ascontiguousarray(numbers("input").reshape(ROWS, *shape_of(folder, net))[:batch])
    if measure == "sgd":
        if peer not in STEPS:
            return None
        outputs, step = STEPS[peer](folder, x)
        for _ in range(CHECKED_STEPS):
            step(CHECKED_RATE)
        check(f"{net} {measure}", outputs(), numbers("sgd"))
        return lambda: step(TIMED_RATE)
    found = PEERS[peer](folder, net, x)
    if found is None:
        return None
    y, call = found
    call()
    expected = numbers("predict").reshape(ROWS, -1)[:batch]
    check(f"{net} {measure} {batch}", np.array(y), expected)
    return call


def main():
    _, turns, peer, folder = sys.argv
    assert turns == "--turns"
    __import__({"litert": "ai_edge_litert"}.get(peer, peer))
    print(peer, flush=True)
    call = None
    for line in sys.stdin:
        match line.split():
            case ["open", net, measure, batch]:
                call = prepared(peer, Path(folder), net, measure, int(batch))
                print("none" if call is None else "ready", flush=True)
            case ["run", calls]:
                start = time.perf_counter_ns()
                for _ in repeat(None, int(calls)):
                    call()
                print(time.perf_counter_ns() - start, flush=True)


main()
