"""The five networks, their numbers, their float64 reference, and the clock, shared by every Python peer.

Numbers come from one generator, written alike here and in `cpp/networks.h`:

    s[0] = 2654435761 * (seed + 1) mod 2**32,  s[n + 1] = 1664525 * s[n] + 1013904223 mod 2**32
    r[n] = (s[n + 1] >> 8) / 2**23 - 1, in [-1, 1), exact in float32

With `k` the position of the network in `NETWORKS` and `l` that of the layer: weights `[I, O]`, row by row, are
`r * sqrt(6 / I)` of seed `100 k + 2 l`, biases `0.1 r` of seed `100 k + 2 l + 1`, inputs `[rows, I]` are `r` of seed
`100 k + 50`, targets of mse `0.5 r` of seed `100 k + 51`; the class of row `b` is `7 b mod 10`. Everything is computed in
float64 and rounded to float32 once.

Axes: `B` batch, `I` inputs, `O` outputs.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from itertools import repeat

import numpy as np

PREDICT_BATCHES = (1, 32, 256, 4096)
TRAIN_BATCHES = (1, 32, 256)
N_CHECKED_ROWS = 8
TOLERANCE = 1e-4
# After training steps: Adam divides by the size of the gradient, which magnifies rounding where the gradient is small.
TRAINED_TOLERANCE = 1e-3
CHECKED_STEPS = 3
CHECKED_RATES = {"sgd": 0.05, "adam": 1e-3}
TIMED_RATES = {"sgd": 1e-4, "adam": 1e-5}
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Network:
    """A chain of dense layers: `widths` from the input to the output, one activation for each layer."""

    name: str
    index: int
    widths: tuple
    activations: tuple
    loss: str

    @property
    def n_layers(self):
        return len(self.activations)

    @property
    def flops(self):
        """Floating-point operations of one row's forward pass: two for each multiply-add of the dense layers."""
        return 2 * sum(i * o for i, o in zip(self.widths, self.widths[1:]))

    def parameters(self):
        """`[(w [I, O], b [O]), ...]` in float32."""
        layers = []
        for layer, (i, o) in enumerate(zip(self.widths, self.widths[1:])):
            seed = 100 * self.index + 2 * layer
            w = random(seed, i * o).reshape(i, o) * np.sqrt(6.0 / i)
            b = random(seed + 1, o) * 0.1
            layers.append((w.astype(np.float32), b.astype(np.float32)))
        return layers

    def inputs(self, batch):
        n = batch * self.widths[0]
        return random(100 * self.index + 50, n).reshape(batch, -1).astype(np.float32)

    def targets(self, batch):
        """mse: `[B, O]` float32; cross entropy: classes `[B]` int64."""
        if self.loss == "cross_entropy":
            return np.arange(batch, dtype=np.int64) * 7 % 10
        n = batch * self.widths[-1]
        return (random(100 * self.index + 51, n).reshape(batch, -1) * 0.5).astype(np.float32)


NETWORKS = tuple(
    Network(name, index, widths, activations, loss)
    for index, (name, widths, activations, loss) in enumerate(
        [
            ("xor", (2, 8, 1), ("tanh", "sigmoid"), "mse"),
            ("control", (17, 64, 64, 6), ("tanh", "tanh", "tanh"), "mse"),
            ("field", (32, 64, 64, 64, 16), ("relu", "relu", "relu", "linear"), "mse"),
            ("mnist", (784, 128, 10), ("relu", "softmax"), "cross_entropy"),
            ("wide", (784, 512, 512, 10), ("relu", "relu", "softmax"), "cross_entropy"),
        ]
    )
)


def random(seed, n):
    """`n` numbers of the generator above, in float64: the recurrence in closed form, powers by a wrapping product."""
    powers = np.full(n + 1, 1664525, np.uint32)
    powers[0] = 1
    powers = np.multiply.accumulate(powers, dtype=np.uint32)
    sums = np.add.accumulate(powers, dtype=np.uint32)
    start = np.uint32(2654435761 * (seed + 1) % 2**32)
    states = powers[1:] * start + np.uint32(1013904223) * sums[:-1]
    return (states >> np.uint32(8)).astype(np.float64) / 2.0**23 - 1.0


def activate(kind, z):
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "tanh":
        return np.tanh(z)
    if kind == "sigmoid":
        return 1.0 / (1.0 + np.exp(-z))
    if kind == "softmax":
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
    return z


def derivative(kind, y):
    """Of the activation, from its output. `softmax` is part of the loss's gradient instead."""
    if kind == "relu":
        return (y > 0.0).astype(y.dtype)
    if kind == "tanh":
        return 1.0 - y * y
    if kind == "sigmoid":
        return y * (1.0 - y)
    return np.ones_like(y)


def forward(net, parameters, x):
    """All activations, the input first, in float64."""
    values = [x.astype(np.float64)]
    for (w, b), kind in zip(parameters, net.activations):
        values.append(activate(kind, values[-1] @ w.astype(np.float64) + b.astype(np.float64)))
    return values


def reference(net):
    """Outputs `[8, O]` of the untrained network in float64."""
    return forward(net, net.parameters(), net.inputs(N_CHECKED_ROWS))[-1]


def trained_reference(net, optimizer, batch):
    """Outputs `[min(8, B), O]` in float64 after `CHECKED_STEPS` steps on the same batch."""
    parameters = [[a.astype(np.float64) for a in layer] for layer in net.parameters()]
    first = [[np.zeros_like(a) for a in layer] for layer in parameters]
    second = [[np.zeros_like(a) for a in layer] for layer in parameters]
    x, targets, rate = net.inputs(batch), net.targets(batch), CHECKED_RATES[optimizer]
    for step in range(1, CHECKED_STEPS + 1):
        values = forward(net, parameters, x)
        if net.loss == "cross_entropy":
            d = (values[-1] - np.eye(net.widths[-1])[targets]) / batch
        else:
            d = 2.0 * (values[-1] - targets) / targets.size * derivative(net.activations[-1], values[-1])
        gradients = []
        for layer in reversed(range(net.n_layers)):
            gradients.insert(0, (values[layer].T @ d, d.sum(axis=0)))
            if layer > 0:
                d = d @ parameters[layer][0].T * derivative(net.activations[layer - 1], values[layer])
        for layer, pair in enumerate(gradients):
            for part, g in enumerate(pair):
                if optimizer == "sgd":
                    parameters[layer][part] -= rate * g
                    continue
                m = first[layer][part] = BETA1 * first[layer][part] + (1.0 - BETA1) * g
                v = second[layer][part] = BETA2 * second[layer][part] + (1.0 - BETA2) * g * g
                m, v = m / (1.0 - BETA1**step), v / (1.0 - BETA2**step)
                parameters[layer][part] -= rate * m / (np.sqrt(v) + EPSILON)
    return forward(net, parameters, x[:N_CHECKED_ROWS])[-1]


def check(peer, net, what, found, expected, tolerance=TOLERANCE):
    """Ends the program unless `found` agrees with `expected`, within `tolerance` of the largest expected value."""
    found = np.asarray(found, np.float64)
    expected = np.asarray(expected, np.float64)
    if found.shape != expected.shape:
        sys.exit(f"{peer}: {net.name}, {what}: outputs have shape {found.shape}, expected {expected.shape}")
    error = np.abs(found - expected).max() / np.abs(expected).max()
    # Written so that a NaN fails too.
    if not error <= tolerance:
        sys.exit(f"{peer}: {net.name}, {what}: outputs differ by {error:.2e} of the largest, allowed {tolerance:.0e}")


class Bench:
    """Collects the measures of one network, then times them in turns, so that a noisy second hits them all alike."""

    def __init__(self, options):
        self.options = options
        self.measures = []

    def wants(self, peer):
        return not self.options.peers or peer in self.options.peers

    def add(self, peer, net, measure, batch, run, calls=1):
        """`run(n)` makes the call `n` times; one call stands for `calls` operations."""
        self.measures.append((peer, net, measure, batch, run, calls))

    def time_all(self):
        """Prints one line for each measure: the least time over all rounds."""
        n_rounds, round_ns = (6, 4e6) if self.options.quick else (25, 20e6)
        counts, best = [], []
        for *_, run, _calls in self.measures:
            # The first call may compile.
            run(1)
            n, elapsed = 1, timed(run, 1)
            while elapsed < round_ns / 4:
                n = max(2 * n, int(n * round_ns / 4 / max(elapsed, 1)))
                elapsed = timed(run, n)
            counts.append(max(1, round(n * round_ns / elapsed)))
            best.append(elapsed / n)
        for _ in range(n_rounds):
            for position, (*_, run, _calls) in enumerate(self.measures):
                best[position] = min(best[position], timed(run, counts[position]) / counts[position])
        for (peer, net, measure, batch, _, calls), ns in zip(self.measures, best):
            self.report(peer, net, measure, batch, ns / calls)
        self.measures = []

    def report(self, peer, net, measure, batch, ns):
        flops = net.flops * batch * (3 if measure in ("sgd", "adam") else 1)
        gflops = flops / ns
        line = {
            "peer": peer,
            "net": net.name,
            "measure": measure,
            "batch": batch,
            "threads": 1,
            "ns": round(ns, 2),
            "gflops": round(gflops, 4),
            "peak_fraction": round(gflops / self.options.peak, 4) if self.options.peak else None,
        }
        print(json.dumps(line), flush=True)


def add_bound_predictions(bench, peer, net, bound):
    """For a runtime that works on arrays bound once: `bound(batch)` gives `(x, y, call)`, where `call()` reads the array `x
    [B, I]`, which holds the network's inputs, and writes the array `y [B, O]`. Verifies all batches, then adds them."""
    rows, expected = net.inputs(N_CHECKED_ROWS), reference(net)
    for batch in PREDICT_BATCHES:
        x, y, call = bound(batch)
        if batch == 1:
            for row in reversed(range(N_CHECKED_ROWS)):
                x[:] = rows[row]
                call()
                check(peer, net, f"row {row}", y[0], expected[row])
            bench.add(peer, net, "predict_dependent", batch, dependent_calls(x.reshape(-1), y.reshape(-1), call))
        else:
            call()
            check(peer, net, f"batch {batch}", y[:N_CHECKED_ROWS], expected)
        bench.add(peer, net, "predict", batch, independent_calls(call))


def independent_calls(call):
    def run(n):
        for _ in repeat(None, n):
            call()

    return run


def dependent_calls(x, y, call):
    def run(n):
        for _ in repeat(None, n):
            call()
            x[0] += 1e-6 * y[0]

    return run


def timed(run, n):
    start = time.perf_counter_ns()
    run(n)
    return time.perf_counter_ns() - start


def main(build):
    """The program of one peer: `build(bench, net)` verifies, then adds measures; they are timed net by net."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", type=lambda text: text.split(","), default=None)
    parser.add_argument("--nets", type=lambda text: text.split(","), default=[net.name for net in NETWORKS])
    parser.add_argument("--peak", type=float, default=None)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    bench = Bench(options)
    for net in NETWORKS:
        if net.name in options.nets:
            build(bench, net)
            bench.time_all()
