#!/usr/bin/env bash
# keras 3.15.1 on JAX, torch 2.15.0, optax 0.2.8 (jax 0.10.2, numpy 2.4.6): momentum when the learning rate changes.
# Expected: a rate that is divided by 10 makes the next step about a tenth as long, and a schedule means the same in all three.
# Found: the momentum of Keras has the rates of its past inside, so it goes on at the old one; PyTorch and Optax multiply by the present
# one. With a constant rate they are the same, so a test without a schedule shows nothing. Gradients 1, 1, 0, 0, momentum 0.9:
#   constant, PyTorch: [-1.0, -2.9, -4.61, -6.149]
#   constant, Keras: [-1.0, -2.9, -4.61, -6.149]
#   constant, Optax: [-1.0, -2.9, -4.61, -6.149]
#   a tenth after two steps, PyTorch: [-1.0, -2.9, -3.071, -3.2249]
#   a tenth after two steps, Keras: [-1.0, -2.9, -4.61, -6.149]
#   a tenth after two steps, Optax: [-1.0, -2.9, -3.071, -3.2249]
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

for name, rates in {"constant": [1, 1, 1, 1], "a tenth after two steps": [1, 1, 0.1, 0.1]}.items():
    parameter = torch.nn.Parameter(torch.zeros(1))
    of_torch = torch.optim.SGD([parameter], 1.0, momentum=0.9)
    variable, of_keras = keras.Variable(numpy.zeros(1, numpy.float32)), keras.optimizers.SGD(1.0, momentum=0.9)
    of_optax = optax.sgd(lambda step: jnp.array(rates)[step], momentum=0.9)
    value, state = jnp.zeros(1), of_optax.init(jnp.zeros(1))
    found = {"PyTorch": [], "Keras": [], "Optax": []}
    for rate, gradient in zip(rates, [1.0, 1.0, 0.0, 0.0]):
        of_torch.param_groups[0]["lr"] = rate
        parameter.grad = torch.tensor([gradient])
        of_torch.step()
        of_keras.learning_rate = rate
        of_keras.apply([jnp.array([gradient])], [variable])
        update, state = of_optax.update(jnp.array([gradient]), state)
        value = value + update
        for program, number in {"PyTorch": parameter.item(), "Keras": variable.numpy()[0], "Optax": value[0]}.items():
            found[program].append(round(float(number), 4))
    for program, numbers in found.items():
        print(f"{name}, {program}: {numbers}")
        past = [-1.0, -2.9, -4.61, -6.149] if name == "constant" or program == "Keras" else [-1.0, -2.9, -3.071, -3.2249]
        assert numpy.allclose(numbers, past, atol=1e-3), numbers
PYTHON
