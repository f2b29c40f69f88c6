#!/usr/bin/env bash
# torch 2.15.0: what the mean of a weighted loss divides by differs between losses with the same signature.
# Expected: `weight` of mse_loss, l1_loss and huber_loss, which came together, means the same under reduction='mean'; and the
# `weight` of cross_entropy divides by the sum of weights, whether a target is an index or a distribution with a single 1.
# Found: mse_loss and l1_loss divide by the sum of the weights, huber_loss and binary_cross_entropy by the number of elements.
# cross_entropy divides by the sum of the targets' weights if these are indices, by the number of rows if they are distributions,
# so one_hot of the same indices changes loss and gradient. Weights that are all 2, in place of none:
#   mse_loss 1.0
#   l1_loss 1.0
#   huber_loss 2.0
#   binary_cross_entropy 2.0
#   cross_entropy of indices 1.0
#   cross_entropy of one_hot 2.0
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.15.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
z = torch.tensor([[0.5, -1.0, 2.0], [-0.75, 1.5, 0.0]])
y = torch.tensor([[0.25, 0.5, 1.0], [1.0, 0.0, 0.75]])
classes = torch.tensor([2, 0])
one_hot = F.one_hot(classes, 3).double()
twice = torch.full((2, 3), 2.0)
found = {
    "mse_loss": F.mse_loss(z, y, weight=twice) / F.mse_loss(z, y),
    "l1_loss": F.l1_loss(z, y, weight=twice) / F.l1_loss(z, y),
    "huber_loss": F.huber_loss(z, y, weight=twice) / F.huber_loss(z, y),
    "binary_cross_entropy": F.binary_cross_entropy(z.sigmoid(), y, weight=twice) / F.binary_cross_entropy(z.sigmoid(), y),
    "cross_entropy of indices": F.cross_entropy(z, classes, weight=twice[0]) / F.cross_entropy(z, classes),
    "cross_entropy of one_hot": F.cross_entropy(z, one_hot, weight=twice[0]) / F.cross_entropy(z, one_hot),
}
found = {name: round(ratio.item(), 12) for name, ratio in found.items()}
for name, ratio in found.items():
    print(name, ratio)
assert list(found.values()) == [1.0, 1.0, 2.0, 2.0, 1.0, 2.0], found
PYTHON
