#!/usr/bin/env bash
# torch 2.15.0, keras 3.15.1 on JAX, optax 0.2.8 (jax 0.10.2, numpy 2.4.6): a rate that is reduced when the loss stands still.
# Expected: the same epochs for the same patience, and for a loss of -1 those for a loss of 1: what stands still does so on either side of 0.
# Found: the relative threshold of PyTorch and Optax multiplies the best loss by 0.9999, which is more than a best loss below 0, so what stands
# still, or rises a little, counts as better for good: with log likelihoods the rate never falls. There is no error. Keras has an absolute
# threshold alone. And a patience of 2 is three bad epochs in PyTorch, two in Keras and Optax. Rates after each of 8 epochs, factor 0.1:
#   loss 1, PyTorch: 1 1 1 0.1 0.1 0.1 0.01 0.01
#   loss 1, Keras: 1 1 0.1 0.1 0.01 0.01 0.001 0.001
#   loss 1, Optax: 1 1 0.1 0.1 0.01 0.01 0.001 0.001
#   loss -1, PyTorch: 1 1 1 1 1 1 1 1
#   loss -1, PyTorch, absolute threshold: 1 1 1 0.1 0.1 0.1 0.01 0.01
#   loss -1, Keras: 1 1 0.1 0.1 0.01 0.01 0.001 0.001
#   loss -1, Optax: 1 1 1 1 1 1 1 1
#   loss from -1 up by 0.00001, PyTorch: 1 1 1 1 1 1 1 1
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
import optax
import torch


def of_torch(losses, **settings):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.0)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.1, patience=2, threshold=1e-4, **settings)
    for loss in losses:
        schedule.step(loss)
        yield optimizer.param_groups[0]["lr"]


def of_keras(losses):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1.0), "mse")
    callback = keras.callbacks.ReduceLROnPlateau(monitor="loss", factor=0.1, patience=2, min_delta=1e-4)
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"loss": loss})
        yield float(model.optimizer.learning_rate)


def of_optax(losses):
    schedule = optax.contrib.reduce_on_plateau(factor=0.1, patience=2, rtol=1e-4, atol=0.0)
    state = schedule.init(jnp.ones(1))
    for loss in losses:
        _, state = schedule.update(jnp.ones(1), state, value=loss)
        yield float(state.scale)


ABOVE, BELOW = [1.0] * 8, [-1.0] * 8
THREE, TWO, NEVER = "1 1 1 0.1 0.1 0.1 0.01 0.01", "1 1 0.1 0.1 0.01 0.01 0.001 0.001", "1 1 1 1 1 1 1 1"
for label, rates, known in [
    ("loss 1, PyTorch", of_torch(ABOVE), THREE),
    ("loss 1, Keras", of_keras(ABOVE), TWO),
    ("loss 1, Optax", of_optax(ABOVE), TWO),
    ("loss -1, PyTorch", of_torch(BELOW), NEVER),
    ("loss -1, PyTorch, absolute threshold", of_torch(BELOW, threshold_mode="abs"), THREE),
    ("loss -1, Keras", of_keras(BELOW), TWO),
    ("loss -1, Optax", of_optax(BELOW), NEVER),
    ("loss from -1 up by 0.00001, PyTorch", of_torch([-1 + 1e-5 * epoch for epoch in range(8)]), NEVER),
]:
    found = " ".join(f"{rate:.3g}" for rate in rates)
    print(f"{label}: {found}")
    assert found == known, found
PYTHON
