#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0 with Node.js 20.20.2 (torch 2.15.0): the optimizer Adadelta.
# Expected: steps as those of PyTorch with the same settings, whose size depends little on that of the gradients.
# Found: exactly those of plain gradient descent. The root mean square of the gradients is taken before the present gradient is added
# to it, so the first step is the gradient times the rate; from then on both averages are the same, and so their ratio is 1 forever:
#   tfjs, sgd: -0.1 -0.05 -0.35 -0.351 -0.352
#   tfjs, adadelta: -0.1 -0.05 -0.35 -0.351 -0.352
#   PyTorch, Adadelta: -0.000447 -0.000159 -0.000807 -0.00081 -0.000813
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.15.0 numpy==2.4.6
cd "$folder"
npm install --silent --no-save --prefix . @tensorflow/tfjs@4.22.0
cat > steps.mjs <<'JAVASCRIPT'
console.warn = () => {}; // the advice to install another backend
const tf = await import('@tensorflow/tfjs');
await tf.setBackend('cpu');
for (const optimizer of [tf.train.sgd(0.1), tf.train.adadelta(0.1, 0.95, 1e-6)]) {
    const parameter = tf.variable(tf.scalar(0));
    const found = process.argv.slice(2).map((gradient) => {
        optimizer.minimize(() => parameter.mul(Number(gradient)).asScalar(), false, [parameter]);
        return parameter.dataSync()[0];
    });
    console.log(found.join(' '));
}
JAVASCRIPT
venv/bin/python - <<'PYTHON'
import subprocess

import numpy
import torch

gradients = [1.0, -0.5, 3.0, 0.01, 0.01]
lines = subprocess.run(["node", "steps.mjs", *map(str, gradients)], capture_output=True, text=True, check=True).stdout.split("\n")
found = {"tfjs, sgd": lines[-3], "tfjs, adadelta": lines[-2]}
found = {label: [float(number) for number in line.split()] for label, line in found.items()}
parameter = torch.nn.Parameter(torch.zeros(1))
optimizer = torch.optim.Adadelta([parameter], lr=0.1, rho=0.95, eps=1e-6)
found["PyTorch, Adadelta"] = []
for gradient in gradients:
    parameter.grad = torch.tensor([gradient])
    optimizer.step()
    found["PyTorch, Adadelta"].append(parameter.item())
for label, steps in found.items():
    print(f"{label}: " + " ".join(f"{step:.3g}" for step in steps))
assert numpy.allclose(found["tfjs, adadelta"], found["tfjs, sgd"], atol=1e-6), found
assert numpy.allclose(found["tfjs, sgd"], numpy.cumsum(gradients) * -0.1, atol=1e-6), found
assert abs(found["PyTorch, Adadelta"][0]) < 1e-3, found
PYTHON
