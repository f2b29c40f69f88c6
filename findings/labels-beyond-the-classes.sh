#!/usr/bin/env bash
# keras 3.15.1 on JAX and optax 0.2.8 (jax 0.10.2, numpy 2.4.6): cross entropy of integer labels, of which one is no class, as pixels that nobody
# has labelled are marked in masks: -1, 255, or -100 as in PyTorch.
# Expected: NaN in all of these cases, as JAX has no errors that depend on values; Keras 3.15.1 on PyTorch raises an IndexError.
# Found: with Keras on JAX such a label costs nothing and still counts in the mean, as an error of 0. With Optax -1 is the last class, and is learned
# as that; other numbers are NaN. Costs of three rows of three classes, the labels 2 and 0 before the one that is told, and Keras's mean:
#   Optax, 1: 0.4076 0.1698 1.5514
#   Optax, 2: 0.4076 0.1698 0.5514
#   Optax, -1: 0.4076 0.1698 0.5514
#   Optax, 255: 0.4076 0.1698 nan
#   Optax, -100: 0.4076 0.1698 nan
#   Keras, 1: 0.7096
#   Keras, -1: 0.1925
#   Keras, 255: 0.1925
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 optax==0.2.8 jax==0.10.2 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import math
import os

os.environ["KERAS_BACKEND"] = "jax"
import jax.numpy as jnp
import keras
import numpy
import optax

logits = numpy.array([[0, 1, 2], [3, 1, 0], [0, 0, 1]], numpy.float32)
classes = [2, 0]


def cost(row, label):
    return math.log(sum(math.exp(z) for z in row)) - row[label]


of_classes = [cost(row, label) for row, label in zip(logits.tolist(), classes)]
last = cost(logits.tolist()[2], 2)
for label, expected in [(1, cost(logits.tolist()[2], 1)), (2, last), (-1, last), (255, math.nan), (-100, math.nan)]:
    found = numpy.asarray(optax.softmax_cross_entropy_with_integer_labels(jnp.array(logits), jnp.array([*classes, label])))
    print(f"Optax, {label}:", *(f"{one:.4f}" for one in found))
    assert numpy.allclose(found, [*of_classes, expected], rtol=1e-5, equal_nan=True)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for label, total in [(1, sum(of_classes) + cost(logits.tolist()[2], 1)), (-1, sum(of_classes)), (255, sum(of_classes))]:
    found = float(loss(numpy.array([*classes, label]), logits))
    print(f"Keras, {label}: {found:.4f}")
    assert abs(found - total / 3) < 1e-5
PYTHON
