#!/usr/bin/env bash
# torch 2.15.0 (jax 0.10.2, pillow 13.0.0, numpy 2.4.6): bicubic interpolation to a larger size, with antialias=True.
# Expected: antialiasing widens the filter of a reduction, so it changes nothing where a map grows; as in JAX, and as bilinear has it.
# Found: it is another filter: cubic convolution with the coefficient -0.5 instead of -0.75, and cut off at the borders instead of repeated.
# Pillow and JAX have that one whatever is asked. Twice the size of 0, 0, 1, 0, 0:
#   PyTorch, bilinear, antialias=False: [0.   0.   0.   0.25 0.75]..
#   PyTorch, bilinear, antialias=True: [0.   0.   0.   0.25 0.75]..
#   PyTorch, bicubic, antialias=False: [ 0.     -0.0352 -0.1055  0.2617  0.8789]..
#   PyTorch, bicubic, antialias=True: [ 0.     -0.0219 -0.0687  0.2266  0.8672]..
#   JAX, cubic, antialias=False: [ 0.     -0.0219 -0.0687  0.2266  0.8672]..
#   JAX, cubic, antialias=True: [ 0.     -0.0219 -0.0687  0.2266  0.8672]..
#   Pillow, BICUBIC: [ 0.     -0.0219 -0.0687  0.2266  0.8672]..
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.15.0 jax==0.10.2 pillow==13.0.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import jax
import numpy
import torch
import torch.nn.functional as F
from PIL import Image

row = numpy.float32([0, 0, 1, 0, 0])
found = {}
for mode in ["bilinear", "bicubic"]:
    for antialias in [False, True]:
        y = F.interpolate(torch.from_numpy(row).reshape(1, 1, 1, 5), size=(1, 10), mode=mode, antialias=antialias)
        found[f"PyTorch, {mode}, antialias={antialias}"] = y.flatten().numpy()
for antialias in [False, True]:
    found[f"JAX, cubic, antialias={antialias}"] = numpy.asarray(jax.image.resize(row, (10,), "cubic", antialias=antialias))
found["Pillow, BICUBIC"] = numpy.asarray(Image.fromarray(row.reshape(1, 5)).resize((10, 1), Image.Resampling.BICUBIC)).ravel()
for label, y in found.items():
    print(f"{label}: {y[:5].round(4)}..")
plain, other = found["PyTorch, bicubic, antialias=False"], found["PyTorch, bicubic, antialias=True"]
assert numpy.allclose(found["PyTorch, bilinear, antialias=False"], found["PyTorch, bilinear, antialias=True"], atol=1e-6)
assert abs(plain - other).max() > 0.03
for label in ["JAX, cubic, antialias=False", "JAX, cubic, antialias=True", "Pillow, BICUBIC"]:
    assert numpy.allclose(found[label], other, atol=1e-5), label
PYTHON
