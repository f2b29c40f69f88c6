"""Trains `diabetes.onnx`: what `examples/onnx.rs` puts into a program.

    python -m venv venv && venv/bin/pip install numpy onnx torch
    venv/bin/python train.py
"""

import os

import numpy as np
import torch
from torch import nn

FOLDER = os.path.dirname(os.path.abspath(__file__))


def main():
    torch.manual_seed(1)
    table = np.loadtxt(os.path.join(FOLDER, "diabetes.csv"), delimiter=",", skiprows=1, dtype=np.float32)
    # The last 89 rows are for the test.
    x, y = torch.tensor(table[:353, :10]), torch.tensor(table[:353, 10:])
    mean, deviation = y.mean(), y.std()
    # The normalisation of the measurements is a part of the network, so that it takes them in their units.
    net = nn.Sequential(nn.BatchNorm1d(10, momentum=None), nn.Linear(10, 16), nn.Tanh(), nn.Linear(16, 1))
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=0.3)
    for _ in range(150):
        optimizer.zero_grad()
        nn.functional.mse_loss(net(x), (y - mean) / deviation).backward()
        optimizer.step()
    # So is the way back to the units of the target.
    with torch.no_grad():
        net[3].weight.mul_(deviation)
        net[3].bias.mul_(deviation).add_(mean)
    net.eval()
    torch.onnx.export(net, x[:2], os.path.join(FOLDER, "diabetes.onnx"), dynamo=False, opset_version=17,
                      input_names=["measurements"], output_names=["progression"],
                      dynamic_axes={"measurements": {0: "batch"}, "progression": {0: "batch"}})
    test, truth = torch.tensor(table[353:, :10]), torch.tensor(table[353:, 10:])
    with torch.no_grad():
        errors = net(test) - truth
        print(f"R^2 {1 - (errors ** 2).mean() / truth.var(unbiased=False):.4f}, mean absolute error {errors.abs().mean():.2f}")
        print(f"first test row: {net(test)[0, 0]:.4f}")


main()
