"""PyTorch, one thread. Two peers in one file.

* `torch`: eager. Inference under `inference_mode`, each layer written into a tensor made once (`out=`), activations in
  place. Training by autograd with the `fused` or the `foreach` optimizer, whichever is faster here.
* `torch-compile`: Inductor's code (it needs g++), compiled ahead of time and called through its loader, which costs 5 us
  where the guards of `torch.compile` cost 20 to 50. Training is one graph: forward, loss, backward by hand, and update of
  the parameters in place, so that neither autograd nor an optimizer object is called. `--quick` leaves out all but
  inference at 1 and SGD at 32, since each takes seconds to compile.
"""

import logging
import os
import tempfile
import warnings
from itertools import repeat

import torch
import torch._inductor.config
import torch.nn.functional as F

import networks
from networks import BETA1, BETA2, EPSILON

torch.set_num_threads(1)
torch.set_num_interop_threads(1)
# Decaying moments of Adam become subnormal, which this processor computes slowly.
torch.set_flush_denormal(True)
# Compile in this process: one core is all there is.
torch._inductor.config.compile_threads = 1
warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

IN_PLACE = {
    "linear": lambda z: z,
    "relu": torch.relu_,
    "tanh": torch.tanh_,
    "sigmoid": torch.sigmoid_,
    "softmax": lambda z: torch.softmax(z, 1, out=z),
}
ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softmax": lambda z: torch.softmax(z, 1),
}


def logits(net, parameters, x):
    """Before the last activation. Weights are `[O, I]`, as `linear` wants them."""
    for layer, kind in enumerate(net.activations):
        x = F.linear(x, parameters[2 * layer], parameters[2 * layer + 1])
        if layer < net.n_layers - 1:
            x = ACTIVATIONS[kind](x)
    return x


def parameters_of(net):
    """`[w0, b0, w1, b1, ...]`."""
    tensors = []
    for w, b in net.parameters():
        tensors += [torch.from_numpy(w).t().contiguous(), torch.from_numpy(b)]
    return tensors


def eager(net, batch):
    """`call(x) -> y` without allocation; weights `[I, O]`, so that `addmm` needs no transposition."""
    layers = []
    for (w, b), kind in zip(net.parameters(), net.activations):
        buffer = torch.empty(batch, w.shape[1])
        layers.append((torch.from_numpy(w), torch.from_numpy(b), IN_PLACE[kind], buffer))
    addmm = torch.addmm

    def call(x):
        for w, b, activation, buffer in layers:
            x = activation(addmm(b, x, w, out=buffer))
        return x

    return call


class Inference(torch.nn.Module):
    """Inductor freezes the weights of a module."""

    def __init__(self, net):
        super().__init__()
        self.net = net
        # `[I, O]` for `addmm`: what Inductor makes of `linear` costs 30 us a call here.
        self.weights = torch.nn.ParameterList(torch.from_numpy(p) for pair in net.parameters() for p in pair)

    def forward(self, x):
        for layer, kind in enumerate(self.net.activations):
            x = ACTIVATIONS[kind](torch.addmm(self.weights[2 * layer + 1], x, self.weights[2 * layer]))
        return x


class TrainingStep(torch.nn.Module):
    """One step on buffers; `rate [1]` is an input, so that the same code is verified and timed. Weights `[I, O]`."""

    def __init__(self, net, optimizer):
        super().__init__()
        self.net, self.optimizer = net, optimizer
        if optimizer == "adam":
            self.register_buffer("powers", torch.ones(2))
            self.register_buffer("betas", torch.tensor([BETA1, BETA2]))
        for layer, pair in enumerate(net.parameters()):
            for name, value in zip("wb", map(torch.from_numpy, pair)):
                self.register_buffer(f"{name}{layer}", value)
                if optimizer == "adam":
                    self.register_buffer(f"m_{name}{layer}", torch.zeros_like(value))
                    self.register_buffer(f"v_{name}{layer}", torch.zeros_like(value))

    def forward(self, x, targets, rate):
        net, values = self.net, [x]
        for layer, kind in enumerate(net.activations):
            z = torch.addmm(self.get_buffer(f"b{layer}"), values[-1], self.get_buffer(f"w{layer}"))
            values.append(ACTIVATIONS[kind](z))
        y = values[-1]
        if net.loss == "cross_entropy":
            loss = F.cross_entropy(z, targets)
            d = (y - F.one_hot(targets, y.shape[1]).to(y.dtype)) / y.shape[0]
        else:
            loss = F.mse_loss(y, targets)
            d = derivative(net.activations[-1], y, (y - targets) * (2.0 / y.numel()))
        gradients = {}
        for layer in reversed(range(net.n_layers)):
            gradients[f"w{layer}"] = values[layer].t() @ d
            gradients[f"b{layer}"] = d.sum(0)
            if layer > 0:
                d = derivative(net.activations[layer - 1], values[layer], d @ self.get_buffer(f"w{layer}").t())
        if self.optimizer == "adam":
            self.powers.mul_(self.betas)
        for name, g in gradients.items():
            self.update(name, g, rate)
        return loss

    def update(self, name, g, rate):
        p = self.get_buffer(name)
        if self.optimizer == "sgd":
            p.sub_(rate * g)
            return
        m, v = self.get_buffer(f"m_{name}"), self.get_buffer(f"v_{name}")
        m.copy_(BETA1 * m + (1.0 - BETA1) * g)
        v.copy_(BETA2 * v + (1.0 - BETA2) * g * g)
        size, scale = rate / (1.0 - self.powers[0]), 1.0 / (1.0 - self.powers[1])
        p.sub_(size * m / (torch.sqrt(v * scale) + EPSILON))


def derivative(kind, y, d):
    """`d` times the derivative of the activation, which is computed from its output."""
    if kind == "relu":
        return torch.where(y > 0.0, d, 0.0)
    if kind == "tanh":
        return d * (1.0 - y * y)
    if kind == "sigmoid":
        return d * (y * (1.0 - y))
    return d


def compiled(module, *inputs, freezing):
    """`call(*inputs) -> first output`. Without freezing the code works on the buffers of `module` itself."""
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        program = torch.export.export(module.eval(), inputs)
        path = torch._inductor.aoti_compile_and_package(
            program, package_path=os.path.join(folder, "model.pt2"), inductor_configs={"freezing": freezing}
        )
        loader = torch._inductor.aoti_load_package(path).loader
    if not freezing:
        # Constants that Inductor has written into the code, such as `betas`, are none of the loader's.
        names = set(loader.get_constant_fqns())
        buffers = {name: buffer for name, buffer in module.named_buffers() if name in names}
        loader.load_constants(buffers, False, True, user_managed=True)
    run = loader.boxed_run
    return lambda *values: run(list(values))[0]


def add_predictions(bench, net, peer, batch, call):
    expected = networks.reference(net)
    n_checked = min(batch, networks.N_CHECKED_ROWS)
    x = torch.from_numpy(net.inputs(batch))
    with torch.inference_mode():
        y = call(x)
    networks.check(peer, net, f"batch {batch}", y[:n_checked].numpy(), expected[:n_checked])

    def predict(n):
        with torch.inference_mode():
            for _ in repeat(None, n):
                call(x)

    def predict_dependent(n):
        with torch.inference_mode():
            first = x[0, :1]
            for _ in repeat(None, n):
                first.add_(call(x)[0, :1], alpha=1e-6)

    bench.add(peer, net, "predict", batch, predict)
    if batch == 1:
        bench.add(peer, net, "predict_dependent", batch, predict_dependent)


def training(net, optimizer, rate, implementation):
    """`(parameters, step)`, with `step(x, targets)` one whole training step."""
    parameters = [torch.nn.Parameter(p) for p in parameters_of(net)]
    constructor = torch.optim.SGD if optimizer == "sgd" else torch.optim.Adam
    rule = constructor(parameters, lr=rate, **{implementation: True})
    last = ACTIVATIONS[net.activations[-1]]

    def step(x, targets):
        z = logits(net, parameters, x)
        loss = F.cross_entropy(z, targets) if net.loss == "cross_entropy" else F.mse_loss(last(z), targets)
        loss.backward()
        rule.step()
        rule.zero_grad(set_to_none=True)

    return parameters, step


def batch_of(net, batch):
    return torch.from_numpy(net.inputs(batch)), torch.from_numpy(net.targets(batch))


def runner(step, *inputs):
    def train(n):
        for _ in repeat(None, n):
            step(*inputs)

    return train


def add_training(bench, net, optimizer, batch):
    x, targets = batch_of(net, batch)
    expected = networks.trained_reference(net, optimizer, batch)
    best, best_ns = None, float("inf")
    for implementation in ("fused", "foreach"):
        parameters, step = training(net, optimizer, networks.CHECKED_RATES[optimizer], implementation)
        for _ in range(networks.CHECKED_STEPS):
            step(x, targets)
        with torch.no_grad():
            y = ACTIVATIONS[net.activations[-1]](logits(net, parameters, x[: len(expected)]))
        what = f"{optimizer} ({implementation}), batch {batch}"
        networks.check("torch", net, what, y.numpy(), expected, networks.TRAINED_TOLERANCE)
        _, step = training(net, optimizer, networks.TIMED_RATES[optimizer], implementation)
        train = runner(step, x, targets)
        train(3)
        ns = min(networks.timed(train, 10) for _ in range(5))
        if ns < best_ns:
            best, best_ns = train, ns
    bench.add("torch", net, optimizer, batch, best)


def add_compiled_training(bench, net, optimizer, batch):
    x, targets = batch_of(net, batch)
    expected = networks.trained_reference(net, optimizer, batch)
    module = TrainingStep(net, optimizer)
    rate = torch.tensor([networks.CHECKED_RATES[optimizer]])
    call = compiled(module, x, targets, rate, freezing=False)
    for _ in range(networks.CHECKED_STEPS):
        call(x, targets, rate)
    y = eager_forward(module, x[: len(expected)])
    what = f"{optimizer}, batch {batch}"
    networks.check("torch-compile", net, what, y.numpy(), expected, networks.TRAINED_TOLERANCE)
    rate.fill_(networks.TIMED_RATES[optimizer])
    bench.add("torch-compile", net, optimizer, batch, runner(call, x, targets, rate))


def eager_forward(module, x):
    """The outputs of the trained network, computed apart from the compiled code."""
    for layer, kind in enumerate(module.net.activations):
        z = torch.addmm(module.get_buffer(f"b{layer}"), x, module.get_buffer(f"w{layer}"))
        x = ACTIVATIONS[kind](z)
    return x


def build(bench, net):
    if bench.wants("torch"):
        for batch in networks.PREDICT_BATCHES:
            add_predictions(bench, net, "torch", batch, eager(net, batch))
        for optimizer in ("sgd", "adam"):
            for batch in networks.TRAIN_BATCHES:
                add_training(bench, net, optimizer, batch)
    if bench.wants("torch-compile"):
        quick = bench.options.quick
        for batch in (1,) if quick else networks.PREDICT_BATCHES:
            x = torch.from_numpy(net.inputs(batch))
            add_predictions(bench, net, "torch-compile", batch, compiled(Inference(net), x, freezing=True))
        for optimizer in ("sgd",) if quick else ("sgd", "adam"):
            for batch in (32,) if quick else networks.TRAIN_BATCHES:
                add_compiled_training(bench, net, optimizer, batch)


networks.main(build)
