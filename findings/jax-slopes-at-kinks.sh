#!/usr/bin/env bash
# jax 0.10.2 (torch 2.15.0, numpy 2.4.6): gradients of piecewise functions exactly where two pieces meet.
# Expected: a rule, such as the left piece's slope or 0, and that of PyTorch.
# Found: relu, relu6 and hard_sigmoid have 0, maximum and clip 1/2, though they are the same functions; abs, leaky_relu and
# hard_tanh have 1, where PyTorch has 0, the slope and 0. Zeros are no rare inputs: padding, biases that start at 0, errors that are 0:
#   relu at 0: JAX 0.0, PyTorch 0.0
#   maximum with 0 at 0: JAX 0.5, PyTorch 0.5
#   relu6 at 0: JAX 0.0, PyTorch 0.0
#   clip to 0 and 6 at 0: JAX 0.5, PyTorch 0.0
#   leaky_relu of slope 0.25 at 0: JAX 1.0, PyTorch 0.25
#   abs at 0: JAX 1.0, PyTorch 0.0
#   hard_tanh at -1: JAX 1.0, PyTorch 0.0
#   hard_sigmoid at -3: JAX 0.0, PyTorch 0.0
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jax==0.10.2 torch==2.15.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import jax
import jax.numpy as jnp
import torch
import torch.nn.functional as F

CASES = {
    "relu at 0": (0.0, jax.nn.relu, F.relu, 0.0, 0.0),
    "maximum with 0 at 0": (0.0, lambda x: jnp.maximum(x, 0.0), lambda x: torch.maximum(x, torch.zeros(())), 0.5, 0.5),
    "relu6 at 0": (0.0, jax.nn.relu6, F.relu6, 0.0, 0.0),
    "clip to 0 and 6 at 0": (0.0, lambda x: jnp.clip(x, 0.0, 6.0), lambda x: torch.clip(x, 0.0, 6.0), 0.5, 0.0),
    "leaky_relu of slope 0.25 at 0": (0.0, lambda x: jax.nn.leaky_relu(x, 0.25), lambda x: F.leaky_relu(x, 0.25), 1.0, 0.25),
    "abs at 0": (0.0, jnp.abs, torch.abs, 1.0, 0.0),
    "hard_tanh at -1": (-1.0, jax.nn.hard_tanh, F.hardtanh, 1.0, 0.0),
    "hard_sigmoid at -3": (-3.0, jax.nn.hard_sigmoid, F.hardsigmoid, 0.0, 0.0),
}
for label, (at, of_jax, of_torch, slope_of_jax, slope_of_torch) in CASES.items():
    x = torch.tensor(at, requires_grad=True)
    of_torch(x).backward()
    found = float(jax.grad(of_jax)(at))
    print(f"{label}: JAX {found}, PyTorch {x.grad.item()}")
    assert (found, x.grad.item()) == (slope_of_jax, slope_of_torch), label
PYTHON
