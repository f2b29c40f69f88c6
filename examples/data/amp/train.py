"""Trains `amp.nam`, a model in the format of Neural Amp Modeler, to distort as a small amplifier does.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 torch==2.15.0
    venv/bin/python train.py

The amplifier is a formula: a high pass, a stage that saturates on one side sooner than on the other, and a low pass.
"""

import json
import os

import numpy as np
import torch
from torch import nn

FOLDER = os.path.dirname(os.path.abspath(__file__))
RATE = 48000
HIDDEN = 8
# Samples of a sequence, of which the first are not in the loss.
LENGTH, WARM_UP = 1024, 128
torch.manual_seed(5)
GENERATOR = np.random.default_rng(5)


def one_pole(x, frequency):
    """A low pass of the first order."""
    factor, state, y = 1 - np.exp(-2 * np.pi * frequency / RATE), 0.0, np.empty_like(x)
    for index, sample in enumerate(x):
        state += factor * (sample - state)
        y[index] = state
    return y


def amplifier(x):
    high = x - one_pole(x, 120.0)
    driven = 6.0 * high
    stage = np.where(driven > 0, np.tanh(driven), 0.7 * np.tanh(driven / 0.7))
    return one_pole(stage, 5000.0)


def plucked(n):
    """Strings that are plucked: noise through a comb whose low pass lets it decay."""
    x = np.zeros(n)
    for start in range(0, n, RATE // 5):
        period = int(RATE / GENERATOR.uniform(80, 700))
        string = GENERATOR.uniform(-1, 1, period)
        for index in range(start, min(start + RATE // 5, n)):
            at = (index - start) % period
            x[index] += string[at]
            string[at] = 0.498 * (string[at] + string[(at + 1) % period])
    return x * GENERATOR.uniform(0.2, 0.9)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(1, HIDDEN, batch_first=True), nn.Linear(HIDDEN, 1)

    def forward(self, x, state=None):
        h, state = self.lstm(x, state)
        return self.head(h), state


x = plucked(RATE * 12)
y = amplifier(x)
rows = [torch.tensor(array[: len(array) // LENGTH * LENGTH].reshape(-1, LENGTH, 1), dtype=torch.float32) for array in (x, y)]
model = Model()
optimizer = torch.optim.Adam(model.parameters(), 0.01)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 600)
for step in range(600):
    chosen = torch.randint(len(rows[0]), (32,))
    inputs, targets = (part[chosen] for part in rows)
    error = (model(inputs)[0] - targets)[:, WARM_UP:]
    loss = (error**2).sum() / (targets[:, WARM_UP:] ** 2).sum()
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    scheduler.step()
    if step % 100 == 0 or step == 599:
        print(step, "error to signal", loss.item())

with torch.no_grad():
    # What the model remembers after a second of silence.
    _, (h, c) = model(torch.zeros(1, RATE, 1))
    lstm = model.lstm
    weights = [
        torch.cat([lstm.weight_ih_l0, lstm.weight_hh_l0], 1),
        lstm.bias_ih_l0 + lstm.bias_hh_l0,
        h,
        c,
        model.head.weight,
        model.head.bias,
    ]
numbers = [float(f"{number:.9g}") for array in weights for number in array.flatten().tolist()]
with open(os.path.join(FOLDER, "amp.nam"), "w") as file:
    value = {
        "version": "0.5.4",
        "architecture": "LSTM",
        "config": {"input_size": 1, "hidden_size": HIDDEN, "num_layers": 1},
        "weights": numbers,
        "sample_rate": RATE,
    }
    json.dump(value, file)
    file.write("\n")
