#!/usr/bin/env bash
# torch 2.15.0, keras 3.15.1 on JAX (jax 0.10.2, numpy 2.4.6): the argument `weight_decay` of optimizers of the same name.
# Expected: the same, since Adam and AdamW stand side by side in both: in Adam the decay is a part of the gradient, in AdamW it is not.
# Found: in Keras it is never a part of the gradient, so its Adam with a decay is AdamW. In PyTorch the decay of Adam, RMSprop and Adagrad is
# divided by its own size, so it does not depend on how large it is; that of SGD gathers momentum. A weight of 1, a rate of 0.1, a
# decay of 0.1 and gradients of 0, three steps:
#   Adam: PyTorch 0.9000 0.8004 0.7016, Keras 0.9900 0.9801 0.9703
#   AdamW: PyTorch 0.9900 0.9801 0.9703, Keras 0.9900 0.9801 0.9703
#   SGD, momentum 0.9: PyTorch 0.9900 0.9711 0.9444, Keras 0.9900 0.9801 0.9703
#   Adagrad: PyTorch 0.9000 0.8331 0.7805, Keras 0.9900 0.9801 0.9703
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.15.0 keras==3.15.1 jax==0.10.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import os

os.environ["KERAS_BACKEND"] = "jax"
import jax.numpy as jnp
import keras
import numpy
import torch

TORCH, KERAS = torch.optim, keras.optimizers
OPTIMIZERS = {
    "Adam": (TORCH.Adam, KERAS.Adam, {}, 0.7016),
    "AdamW": (TORCH.AdamW, KERAS.AdamW, {}, 0.9703),
    "SGD, momentum 0.9": (TORCH.SGD, KERAS.SGD, {"momentum": 0.9}, 0.9444),
    "Adagrad": (TORCH.Adagrad, KERAS.Adagrad, {}, 0.7805),
}
for name, (of_torch, of_keras, settings, known) in OPTIMIZERS.items():
    parameter, variable = torch.nn.Parameter(torch.ones(1)), keras.Variable(numpy.ones(1, numpy.float32))
    parameter.grad = torch.zeros(1)
    of_torch = of_torch([parameter], 0.1, weight_decay=0.1, **settings)
    of_keras = of_keras(0.1, weight_decay=0.1, **settings)
    found = {"PyTorch": [], "Keras": []}
    for _ in range(3):
        of_torch.step()
        of_keras.apply([jnp.zeros(1)], [variable])
        found["PyTorch"].append(parameter.item())
        found["Keras"].append(float(variable.numpy()[0]))
    print(f"{name}: " + ", ".join(f"{program} " + " ".join(f"{w:.4f}" for w in weights) for program, weights in found.items()))
    assert numpy.allclose(found["Keras"], [0.99, 0.9801, 0.970299], atol=1e-4), found
    assert numpy.isclose(found["PyTorch"][2], known, atol=1e-3), found
PYTHON
