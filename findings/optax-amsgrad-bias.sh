#!/usr/bin/env bash
# optax 0.2.8, torch 2.15.0, keras 3.15.1 on JAX (jax 0.10.2, numpy 2.4.6): AMSGrad after one large gradient.
# Expected: the same steps with the same settings.
# Found: Optax keeps the largest second moment after its bias is corrected, PyTorch and Keras before. The first gradient's correction, a
# factor of 1000, then stays for good in Optax and fades in the others: after 300 small gradients Optax has gone a sixth as far.
#   after 1 steps: PyTorch -0.1000, Keras -0.1000, Optax -0.1000
#   after 2 steps: PyTorch -0.1677, Keras -0.1677, Optax -0.1479
#   after 301 steps: PyTorch -3.9318, Keras -3.9318, Optax -0.5989
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

gradients = [10.0] + [0.1] * 300
parameter = torch.nn.Parameter(torch.zeros(1))
of_torch = torch.optim.Adam([parameter], 0.1, eps=1e-8, amsgrad=True)
variable = keras.Variable(numpy.zeros(1, numpy.float32))
of_keras = keras.optimizers.Adam(0.1, epsilon=1e-8, amsgrad=True)
of_optax = optax.amsgrad(0.1, eps=1e-8)
value, state = jnp.zeros(1), of_optax.init(jnp.zeros(1))
for step, gradient in enumerate(gradients, 1):
    parameter.grad = torch.tensor([gradient])
    of_torch.step()
    of_keras.apply([jnp.array([gradient])], [variable])
    update, state = of_optax.update(jnp.array([gradient]), state)
    value = value + update
    if step in [1, 2, 301]:
        found = {"PyTorch": parameter.item(), "Keras": float(variable.numpy()[0]), "Optax": float(value[0])}
        print(f"after {step} steps: " + ", ".join(f"{program} {number:.4f}" for program, number in found.items()))
        assert numpy.isclose(found["Keras"], found["PyTorch"], rtol=1e-2), found
        assert numpy.isclose(found["Optax"], found["PyTorch"], rtol=1e-2) == (step == 1), found
PYTHON
