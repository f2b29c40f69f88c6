#!/usr/bin/env bash
# dm-haiku 0.0.17 (jax 0.10.2, flax 0.12.8, torch 2.15.0, numpy 2.4.6): what the gates of LSTM and GRU do with the same weights.
# Expected: weights of PyTorch or Flax, put in order, compute the same, for the layers name the same papers.
# Found: three differences. The forget gate of LSTM adds 1 to what the weights and the bias yield, where others set the bias to 1 when they start;
# the update gate of GRU means the opposite, 1 takes the new value instead of the old one; and its reset gate multiplies the state before
# the matrix instead of the product behind it, so that no other weights compute the same. Weights of 0 but for what is named:
#   LSTM, all 0, cell of 1: Haiku 0.7311, Flax 0.5000, PyTorch 0.5000
#   GRU, update gate's bias 30, state of 0.5: Haiku 0.0000, Flax 0.5000, PyTorch 0.5000
#   GRU, update gate's bias -30, state of 0.5: Haiku 0.5000, Flax 0.0000, PyTorch 0.0000
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet dm-haiku==0.0.17 jax==0.10.2 flax==0.12.8 torch==2.15.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import flax.linen
import haiku
import jax
import jax.numpy as jnp
import numpy
import torch

ZERO, ONE, HALF = jnp.zeros((1, 1)), jnp.ones((1, 1)), jnp.full((1, 1), 0.5)


def zeros(tree):
    return jax.tree.map(jnp.zeros_like, tree)


def of_haiku(layer, *arguments):
    function = haiku.without_apply_rng(haiku.transform(layer))
    return function, zeros(function.init(jax.random.key(0), *arguments))


def of_torch(layer):
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.zero_()
    return layer


def compare(label, known, **found):
    found = {name: float(jnp.ravel(jnp.asarray(value))[0]) for name, value in found.items()}
    print(f"{label}: " + ", ".join(f"{name} {value:.4f}" for name, value in found.items()))
    assert numpy.allclose(list(found.values()), known, atol=1e-4), found


function, parameters = of_haiku(lambda x, h, c: haiku.LSTM(1)(x, haiku.LSTMState(h, c))[1].cell, ZERO, ZERO, ONE)
layer = flax.linen.OptimizedLSTMCell(1)
state = (ONE, ZERO)
compare(
    "LSTM, all 0, cell of 1",
    [0.7311, 0.5, 0.5],
    Haiku=function.apply(parameters, ZERO, ZERO, ONE),
    Flax=layer.apply(zeros(layer.init(jax.random.key(0), state, ZERO)), state, ZERO)[0][0],
    PyTorch=of_torch(torch.nn.LSTMCell(1, 1))(torch.zeros(1, 1), (torch.zeros(1, 1), torch.ones(1, 1)))[1].detach().numpy(),
)

for bias, known in {30.0: [0, 0.5, 0.5], -30.0: [0.5, 0, 0]}.items():
    function, parameters = of_haiku(lambda x, h: haiku.GRU(1)(x, h)[0], ZERO, HALF)
    parameters = {"gru": parameters["gru"] | {"b": jnp.array([bias, 0, 0])}}
    layer = flax.linen.GRUCell(1)
    of_flax = zeros(layer.init(jax.random.key(0), HALF, ZERO))
    of_flax["params"]["iz"]["bias"] = jnp.array([bias])
    cell = of_torch(torch.nn.GRUCell(1, 1))
    with torch.no_grad():
        cell.bias_ih[1] = bias
    compare(
        f"GRU, update gate's bias {bias:g}, state of 0.5",
        known,
        Haiku=function.apply(parameters, ZERO, HALF),
        Flax=layer.apply(of_flax, HALF, ZERO)[0],
        PyTorch=cell(torch.zeros(1, 1), torch.full((1, 1), 0.5)).detach().numpy(),
    )

# The reset gate: two numbers of a state, of which the first is reset; the matrix of the new value takes them crosswise.
crosswise = numpy.float32([[0, 1], [1, 0]])
state = numpy.float32([[0.5, 0.25]])
function, parameters = of_haiku(lambda x, h: haiku.GRU(2)(x, h)[0], ZERO, jnp.asarray(state))
w_h = numpy.zeros((2, 6), numpy.float32)
w_h[:, 4:] = crosswise
b = numpy.float32([30, 30, -30, 30, 0, 0])
found = function.apply({"gru": {"w_i": jnp.zeros((1, 6)), "w_h": jnp.asarray(w_h), "b": jnp.asarray(b)}}, ZERO, jnp.asarray(state))
cell = of_torch(torch.nn.GRUCell(1, 2))
with torch.no_grad():
    cell.bias_ih[:4] = torch.tensor([-30.0, 30, -30, -30])
    cell.weight_hh[4:] = torch.from_numpy(crosswise)
other = cell(torch.zeros(1, 1), torch.from_numpy(state)).detach().numpy()
assert numpy.allclose(found, numpy.tanh((state * [0, 1]) @ crosswise), atol=1e-5), found
assert numpy.allclose(other, numpy.tanh((state @ crosswise) * [0, 1]), atol=1e-5), other
PYTHON
