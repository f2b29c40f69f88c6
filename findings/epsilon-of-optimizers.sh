#!/usr/bin/env bash
# torch 2.15.0, keras 3.15.1 on JAX, optax 0.2.8 (jax 0.10.2, numpy 2.4.6): what the same epsilon does to the first step.
# Expected: with the same settings the same step, since all name the same papers; for Adam half of the rate where the gradient is epsilon.
# Found: Adam of Keras adds epsilon to the root before the bias is corrected, so it counts 32 times as much at first; RMSprop of Keras and
# Optax and Adagrad of both add it inside of the root, where 1e-7 counts like 3e-4, PyTorch outside. Large gradients hide it.
# Steps at a rate of 1, epsilon 1e-7:
#   Adam, gradient 1e+00: PyTorch 1.0000, Keras 1.0000, Optax 1.0000
#   Adam, gradient 1e-07: PyTorch 0.5000, Keras 0.0307, Optax 0.5000
#   RMSprop, gradient 1e+00: PyTorch 3.1623, Keras 3.1623, Optax 3.1623
#   RMSprop, gradient 1e-07: PyTorch 0.7597, Keras 0.0003, Optax 0.0003
#   Adagrad, gradient 1e+00: PyTorch 1.0000, Keras 1.0000, Optax 1.0000
#   Adagrad, gradient 1e-07: PyTorch 0.5000, Keras 0.0003, Optax 0.0003
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.15.0 keras==3.15.1 optax==0.2.8 jax==0.10.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import os

os.environ["KERAS_BACKEND"] = "jax"
import jax.numpy as jnp
import keras
import numpy
import optax
import torch

TORCH, KERAS, EPSILON = torch.optim, keras.optimizers, 1e-7
OPTIMIZERS = {
    "Adam": (
        lambda p: TORCH.Adam(p, 1.0, eps=EPSILON),
        KERAS.Adam(1.0, epsilon=EPSILON),
        optax.adam(1.0, eps=EPSILON),
    ),
    "RMSprop": (
        lambda p: TORCH.RMSprop(p, 1.0, alpha=0.9, eps=EPSILON),
        KERAS.RMSprop(1.0, rho=0.9, epsilon=EPSILON),
        optax.rmsprop(1.0, decay=0.9, eps=EPSILON),
    ),
    "Adagrad": (
        lambda p: TORCH.Adagrad(p, 1.0, eps=EPSILON),
        KERAS.Adagrad(1.0, initial_accumulator_value=0.0, epsilon=EPSILON),
        optax.adagrad(1.0, initial_accumulator_value=0.0, eps=EPSILON),
    ),
}
WITHIN = {"Adam": ["Keras"], "RMSprop": ["Keras", "Optax"], "Adagrad": ["Keras", "Optax"]}
for name, (make, of_keras, of_optax) in OPTIMIZERS.items():
    for gradient in [1.0, 1e-7]:
        parameter = torch.nn.Parameter(torch.zeros(1))
        parameter.grad = torch.tensor([gradient])
        make([parameter]).step()
        variable = keras.Variable(numpy.zeros(1, numpy.float32))
        type(of_keras).from_config(of_keras.get_config()).apply([jnp.array([gradient])], [variable])
        update, _ = of_optax.update(jnp.array([gradient]), of_optax.init(jnp.zeros(1)))
        found = {"PyTorch": -parameter.item(), "Keras": -float(variable.numpy()[0]), "Optax": -float(update[0])}
        print(f"{name}, gradient {gradient:.0e}: " + ", ".join(f"{program} {step:.4f}" for program, step in found.items()))
        for program, step in found.items():
            small = gradient < 1 and program in WITHIN[name]
            assert numpy.isclose(step, found["PyTorch"], rtol=1e-3) != small and (not small or step < found["PyTorch"] / 10), found
PYTHON
