#!/usr/bin/env bash
# keras 3.15.1 on JAX, optax 0.2.8 (jax 0.10.2, numpy 2.4.6): schedules of the learning rate with the same numbers.
# Expected: the same rates, for both count steps from 0 and use the same words.
# Found: `decay_steps` of a cosine with a warm-up counts from the end of the warm-up in Keras and from the start in Optax, so with 5 and 10 steps it
# takes 15 or 10; and at a boundary of a piecewise constant rate Keras has the old rate for one more step:
#   warm-up of 5, decay_steps 10, Keras: 0.0 0.2 0.4 0.6 0.8 1.0 0.98 0.9 0.79 0.65 0.5 0.35 0.21 0.1 0.02 0.0
#   warm-up of 5, decay_steps 10, Optax: 0.0 0.2 0.4 0.6 0.8 1.0 0.9 0.65 0.35 0.1 0.0 0.0 0.0 0.0 0.0 0.0
#   boundaries 2 and 4, Keras: 1.0 1.0 1.0 0.1 0.1 0.01
#   boundaries 2 and 4, Optax: 1.0 1.0 0.1 0.1 0.01 0.01
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 optax==0.2.8 jax==0.10.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras
import optax

KERAS = keras.optimizers.schedules


def rates(label, schedule, steps):
    found = [round(float(schedule(step)), 2) for step in range(steps)]
    print(f"{label}: {' '.join(map(str, found))}")
    return found


label = "warm-up of 5, decay_steps 10"
of_keras = rates(f"{label}, Keras", KERAS.CosineDecay(0.0, 10, warmup_target=1.0, warmup_steps=5), 16)
of_optax = rates(f"{label}, Optax", optax.warmup_cosine_decay_schedule(0.0, 1.0, 5, 10), 16)
assert of_keras[:6] == of_optax[:6] and of_keras[10] == 0.5 and of_keras[15] == 0, of_keras
assert of_optax[9] == 0.1 and of_optax[10] == 0, of_optax

label = "boundaries 2 and 4"
of_keras = rates(f"{label}, Keras", KERAS.PiecewiseConstantDecay([2, 4], [1.0, 0.1, 0.01]), 6)
of_optax = rates(f"{label}, Optax", optax.piecewise_constant_schedule(1.0, {2: 0.1, 4: 0.1}), 6)
assert of_keras == [1, 1, 1, 0.1, 0.1, 0.01] and of_optax == [1, 1, 0.1, 0.1, 0.01, 0.01]
PYTHON
