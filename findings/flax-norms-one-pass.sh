#!/usr/bin/env bash
# flax 0.12.8 (jax 0.10.2, torch 2.15.0, numpy 2.4.6), float32: norms of numbers with a large mean.
# Expected: errors as in PyTorch, about 1e-4 for a mean of 1000 and a deviation of 1.
# Found: about 0.1 to 0.5, because the variance is the mean square less the squared mean unless use_fast_variance=False says otherwise.
# Weights that were trained in one framework are right in the other, the outputs are not. Largest errors, compared with double precision:
#   LayerNorm: PyTorch 1e-04, Flax with use_fast_variance=False 7e-05, Flax with use_fast_variance=True 3e-01, Flax as it is 3e-01
#   GroupNorm: PyTorch 1e-04, Flax with use_fast_variance=False 7e-05, Flax with use_fast_variance=True 3e-01, Flax as it is 3e-01
#   BatchNorm: PyTorch 2e-04, Flax with use_fast_variance=False 1e-04, Flax with use_fast_variance=True 3e-01, Flax as it is 3e-01
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet flax==0.12.8 jax==0.10.2 torch==2.15.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import flax.linen
import jax
import numpy
import torch
import torch.nn.functional as F

x = (numpy.random.default_rng(1).standard_normal((64, 64)) + 1000).astype(numpy.float32)
LAYERS = {
    "LayerNorm": (flax.linen.LayerNorm, {}, 1, lambda x: F.layer_norm(x, (64,))),
    "GroupNorm": (flax.linen.GroupNorm, {"num_groups": 1}, 1, lambda x: F.group_norm(x, 1)),
    "BatchNorm": (flax.linen.BatchNorm, {"use_running_average": False}, 0, lambda x: F.batch_norm(x, None, None, training=True)),
}
for name, (layer, settings, axis, function) in LAYERS.items():
    exact = x.astype(numpy.float64) - x.astype(numpy.float64).mean(axis, keepdims=True)
    exact /= numpy.sqrt((exact**2).mean(axis, keepdims=True) + 1e-5)
    errors = {"PyTorch": abs(function(torch.from_numpy(x)).numpy() - exact).max()}
    for fast in [False, True]:
        module = layer(epsilon=1e-5, use_fast_variance=fast, **settings)
        y, _ = module.init_with_output(jax.random.key(0), x)
        errors[f"Flax with use_fast_variance={fast}"] = abs(numpy.asarray(y) - exact).max()
    y, _ = layer(epsilon=1e-5, **settings).init_with_output(jax.random.key(0), x)
    errors["Flax as it is"] = abs(numpy.asarray(y) - exact).max()
    print(f"{name}: " + ", ".join(f"{label} {error:.0e}" for label, error in errors.items()))
    for label, error in errors.items():
        assert (error < 1e-3) == (label in ["PyTorch", "Flax with use_fast_variance=False"]), label
        assert error < 1e-3 or error > 0.02, label
PYTHON
