#!/usr/bin/env bash
# torch 2.15.0, keras 3.15.1 on JAX, optax 0.2.8 (jax 0.10.2, numpy 2.4.6): NAdam and Rprop, each of one name in each of them.
# Expected: the same steps with the same settings, as Adam, Adamax, RAdam and Lion have them but for epsilon.
# Found: NAdam of PyTorch and Keras lets its momentum rise from half of beta_1, NAdam of Optax has all of it at once, so its first step is 1.4
# times as long. PyTorch's momentum_decay=0 does not turn the rise off, it ends it: the momentum stays at the half. Rprop of Optax makes no step where
# it has no sign to compare with: with the first gradient, and once more after each change of sign. A rate of 0.1, gradients 1, 0.5, -0.2, 0.3, 0.1:
#   Adam, PyTorch: -0.1000 -0.1932 -0.2529 -0.3150 -0.3719
#   Adam, Keras: -0.1000 -0.1932 -0.2529 -0.3150 -0.3719
#   Adam, Optax: -0.1000 -0.1932 -0.2529 -0.3150 -0.3719
#   NAdam, PyTorch: -0.1056 -0.1580 -0.1472 -0.1863 -0.2075
#   NAdam, PyTorch, momentum_decay=0: -0.1056 -0.1580 -0.1472 -0.1863 -0.2075
#   NAdam, Keras: -0.1063 -0.1584 -0.1502 -0.1881 -0.2103
#   NAdam, Optax: -0.1474 -0.2395 -0.2705 -0.3323 -0.3818
#   Rprop, PyTorch: -0.1000 -0.2200 -0.2200 -0.2800 -0.3520
#   Rprop, Optax: 0.0000 -0.1000 -0.1000 -0.1000 -0.1600
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.15.0 keras==3.15.1 optax==0.2.8 jax==0.10.2 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import os

os.environ["KERAS_BACKEND"] = "jax"
import jax.numpy as jnp
import keras
import numpy
import optax
import torch

GRADIENTS = [1.0, 0.5, -0.2, 0.3, 0.1]


def of_torch(optimizer, **settings):
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = optimizer([parameter], lr=0.1, **settings)
    for gradient in GRADIENTS:
        parameter.grad = torch.tensor([gradient])
        optimizer.step()
        yield parameter.item()


def momentum_of_torch(**settings):
    """The momentum at the fifth step: the optimizer keeps the product of all so far."""
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.NAdam([parameter], lr=0.1, **settings)
    products = []
    for _ in range(5):
        parameter.grad = torch.ones(1)
        optimizer.step()
        products.append(optimizer.state[parameter]["mu_product"].item())
    return products[4] / products[3]


def of_keras(optimizer):
    variable = keras.Variable(numpy.zeros(1, numpy.float32))
    for gradient in GRADIENTS:
        optimizer.apply([jnp.array([gradient])], [variable])
        yield float(variable.numpy()[0])


def of_optax(optimizer):
    parameter = jnp.zeros(1)
    state = optimizer.init(parameter)
    for gradient in GRADIENTS:
        update, state = optimizer.update(jnp.array([gradient]), state, parameter)
        parameter = parameter + update
        yield float(parameter[0])


for label, weights, known in [
    ("Adam, PyTorch", of_torch(torch.optim.Adam), [-0.1, -0.1932, -0.2529, -0.315, -0.3719]),
    ("Adam, Keras", of_keras(keras.optimizers.Adam(0.1)), [-0.1, -0.1932, -0.2529, -0.315, -0.3719]),
    ("Adam, Optax", of_optax(optax.adam(0.1)), [-0.1, -0.1932, -0.2529, -0.315, -0.3719]),
    ("NAdam, PyTorch", of_torch(torch.optim.NAdam), [-0.1056, -0.158, -0.1472, -0.1863, -0.2075]),
    ("NAdam, PyTorch, momentum_decay=0", of_torch(torch.optim.NAdam, momentum_decay=0), [-0.1056, -0.158, -0.1472, -0.1863, -0.2075]),
    ("NAdam, Keras", of_keras(keras.optimizers.Nadam(0.1)), [-0.1063, -0.1584, -0.1502, -0.1881, -0.2103]),
    ("NAdam, Optax", of_optax(optax.nadam(0.1)), [-0.1474, -0.2395, -0.2705, -0.3323, -0.3818]),
    ("Rprop, PyTorch", of_torch(torch.optim.Rprop), [-0.1, -0.22, -0.22, -0.28, -0.352]),
    ("Rprop, Optax", of_optax(optax.rprop(0.1)), [0.0, -0.1, -0.1, -0.1, -0.16]),
]:
    weights = list(weights)
    print(f"{label}: {' '.join(f'{w:.4f}' for w in weights)}")
    assert numpy.allclose(weights, known, atol=2e-4), weights
# A fast rise ends at beta_1, one of speed 0 at its half.
assert numpy.isclose(momentum_of_torch(momentum_decay=100), 0.9, atol=1e-4)
assert numpy.isclose(momentum_of_torch(momentum_decay=0), 0.45, atol=1e-6)
PYTHON
