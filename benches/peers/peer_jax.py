"""JAX: XLA's CPU compiler, one thread. Two peers in one file.

* `jax`: one call of a jitted function for each operation, dispatched in the calling thread; weights of inference are
  constants of the program, parameters of training are donated, so that the update is in place.
* `jax-scan`: `lax.scan` inside one jitted call repeats the operation, so that the call costs nothing: what a program pays
  that is written in JAX as a whole. Inference scans over different rows and stacks the outputs.
"""

import os

os.environ["XLA_FLAGS"] = (
    os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
os.environ.setdefault("JAX_PLATFORMS", "cpu")

from itertools import repeat

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

import networks
from networks import BETA1, BETA2, EPSILON

# Without it each call hands its work to another thread and waits for it.
jax.config.update("jax_cpu_enable_async_dispatch", False)

ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": lambda z: jnp.maximum(z, 0.0),
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "softmax": jax.nn.softmax,
}
N_SCANNED_VALUES = 1 << 20
N_SCANNED_STEPS = 64


def logits(net, parameters, x):
    """Before the last activation."""
    for layer, (w, b) in enumerate(parameters):
        x = x @ w + b
        if layer < net.n_layers - 1:
            x = ACTIVATIONS[net.activations[layer]](x)
    return x


def predict_function(net):
    parameters = [(jnp.asarray(w), jnp.asarray(b)) for w, b in net.parameters()]
    last = ACTIVATIONS[net.activations[-1]]
    return lambda x: last(logits(net, parameters, x))


def loss_function(net, parameters, x, targets):
    z = logits(net, parameters, x)
    if net.loss == "cross_entropy":
        rows = jnp.take_along_axis(jax.nn.log_softmax(z), targets[:, None], axis=1)
        return -jnp.mean(rows)
    return jnp.mean((ACTIVATIONS[net.activations[-1]](z) - targets) ** 2)


def training(net, optimizer, rate):
    """`(initial state, step)`, with `step(state, x, targets) -> (state, loss)`."""
    parameters = [(jnp.asarray(w), jnp.asarray(b)) for w, b in net.parameters()]
    gradient = jax.value_and_grad(lambda p, x, t: loss_function(net, p, x, t))

    def sgd(state, x, targets):
        loss, g = gradient(state, x, targets)
        return jax.tree.map(lambda p, g: p - rate * g, state, g), loss

    def adam(state, x, targets):
        p, m, v, powers = state
        loss, g = gradient(p, x, targets)
        powers = powers * jnp.array([BETA1, BETA2], jnp.float32)
        size, scale = rate / (1.0 - powers[0]), 1.0 / (1.0 - powers[1])
        m = jax.tree.map(lambda m, g: BETA1 * m + (1.0 - BETA1) * g, m, g)
        v = jax.tree.map(lambda v, g: BETA2 * v + (1.0 - BETA2) * g * g, v, g)
        p = jax.tree.map(lambda p, m, v: p - size * m / (jnp.sqrt(v * scale) + EPSILON), p, m, v)
        return (p, m, v, powers), loss

    if optimizer == "sgd":
        return parameters, sgd

    def zeros():
        return jax.tree.map(jnp.zeros_like, parameters)

    return (parameters, zeros(), zeros(), jnp.ones(2, jnp.float32)), adam


def parameters_of(optimizer, state):
    return state if optimizer == "sgd" else state[0]


def add_predictions(bench, net):
    expected = networks.reference(net)
    plain = predict_function(net)
    for batch in networks.PREDICT_BATCHES:
        n_checked = min(batch, networks.N_CHECKED_ROWS)
        if bench.wants("jax"):
            function = jax.jit(plain)
            x = jnp.asarray(net.inputs(batch))
            networks.check("jax", net, f"batch {batch}", function(x)[:n_checked], expected[:n_checked])

            def predict(n, function=function, x=x):
                for _ in repeat(None, n):
                    y = function(x)
                y.block_until_ready()

            bench.add("jax", net, "predict", batch, predict)
            if batch == 1:
                add_dependent(bench, net, plain, x)
        if bench.wants("jax-scan"):
            n_steps = max(4, min(1024, N_SCANNED_VALUES // (batch * net.widths[0])))
            rows = net.inputs(max(batch, networks.N_CHECKED_ROWS))
            steps = np.resize(rows, (n_steps, batch, net.widths[0])) if batch == 1 else np.stack([rows] * n_steps)
            xs = jnp.asarray(steps)
            function = jax.jit(lambda xs: lax.scan(lambda c, x: (c, plain(x)), 0, xs)[1])
            found = np.asarray(function(xs)).reshape(-1, net.widths[-1])
            n_rows = min(len(found), networks.N_CHECKED_ROWS)
            networks.check("jax-scan", net, f"batch {batch}", found[:n_rows], expected[:n_rows])

            def predict_scan(n, function=function, xs=xs):
                for _ in repeat(None, n):
                    y = function(xs)
                y.block_until_ready()

            bench.add("jax-scan", net, "predict", batch, predict_scan, n_steps)
    if bench.wants("jax-scan"):
        add_dependent_scan(bench, net, plain)


def chained(plain):
    """One step of a chain: the next input depends on this output."""

    def step(x, _=None):
        return x.at[0, 0].add(1e-6 * plain(x)[0, 0]), None

    return step


def add_dependent(bench, net, plain, x):
    function = jax.jit(lambda x: chained(plain)(x)[0], donate_argnums=0)

    def predict_dependent(n):
        value = jnp.copy(x)
        for _ in repeat(None, n):
            value = function(value)
        value.block_until_ready()

    bench.add("jax", net, "predict_dependent", 1, predict_dependent)


def add_dependent_scan(bench, net, plain):
    n_steps = 1024
    function = jax.jit(lambda x: lax.scan(chained(plain), x, None, length=n_steps)[0])
    x = jnp.asarray(net.inputs(1))

    def predict_dependent(n):
        for _ in repeat(None, n):
            y = function(x)
        y.block_until_ready()

    bench.add("jax-scan", net, "predict_dependent", 1, predict_dependent, n_steps)


def scanned(step, n_steps):
    """`n_steps` steps in one call, on the same batch."""

    def many(state, x, targets):
        return lax.scan(lambda state, _: step(state, x, targets), state, None, length=n_steps)

    return many


def add_training(bench, net, optimizer, batch):
    x = jnp.asarray(net.inputs(batch))
    targets = net.targets(batch)
    targets = jnp.asarray(targets.astype(np.int32) if net.loss == "cross_entropy" else targets)
    expected = networks.trained_reference(net, optimizer, batch)
    for peer in ("jax", "jax-scan"):
        if not bench.wants(peer):
            continue
        n_steps = 1 if peer == "jax" else N_SCANNED_STEPS
        state, step = training(net, optimizer, networks.CHECKED_RATES[optimizer])
        if peer == "jax":
            function = jax.jit(step)
            for _ in range(networks.CHECKED_STEPS):
                state, _loss = function(state, x, targets)
        else:
            state, _loss = jax.jit(scanned(step, networks.CHECKED_STEPS))(state, x, targets)
        z = logits(net, parameters_of(optimizer, state), x[: len(expected)])
        y = ACTIVATIONS[net.activations[-1]](z)
        networks.check(peer, net, f"{optimizer}, batch {batch}", y, expected, networks.TRAINED_TOLERANCE)

        state, step = training(net, optimizer, networks.TIMED_RATES[optimizer])
        function = jax.jit(step if peer == "jax" else scanned(step, n_steps), donate_argnums=0)
        held = [jax.tree.map(jnp.copy, state)]

        def train(n, function=function, held=held, x=x, targets=targets):
            state = held[0]
            for _ in repeat(None, n):
                state, loss = function(state, x, targets)
            loss.block_until_ready()
            held[0] = state

        bench.add(peer, net, optimizer, batch, train, n_steps)


def build(bench, net):
    add_predictions(bench, net)
    for optimizer in ("sgd", "adam"):
        for batch in networks.TRAIN_BATCHES:
            add_training(bench, net, optimizer, batch)


networks.main(build)
