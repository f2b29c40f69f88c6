"""Writes the models of this folder, in the formats of RTNeural and of Neural Amp Modeler, and what Keras and PyTorch compute with them.

    python -m venv venv && venv/bin/pip install keras==3.15.1 torch==2.15.0 numpy==2.4.6
    venv/bin/python make.py

Numbers are drawn, rounded to float32, and computed with in float64.
"""

import json
import os
import struct

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch
from keras import layers

FOLDER = os.path.dirname(os.path.abspath(__file__))
GENERATOR = np.random.default_rng(14)
STEPS = 48
# For every model: inputs `name.x` and outputs `name.y`, a row for each step.
IO = {}

keras.config.set_floatx("float64")
torch.set_default_dtype(torch.float64)


def random(*shape, scale=0.6):
    return (GENERATOR.standard_normal(shape) * scale).astype(np.float32).astype(np.float64)


def write(name, value):
    with open(os.path.join(FOLDER, name), "w") as file:
        json.dump(value, file)
        file.write("\n")


def nested(array):
    """Lists of numbers with no more digits than float32 has."""
    if array.ndim == 0:
        return float(f"{array:.9g}")
    return [nested(part) for part in array]


# RTNeural: layers with Keras' arrays.

TYPES = {
    layers.Dense: "dense",
    layers.GRU: "gru",
    layers.LSTM: "lstm",
    layers.PReLU: "prelu",
    layers.BatchNormalization: "batchnorm",
    layers.Activation: "activation",
    layers.Conv1D: "conv1d",
}


def rtneural(name, shape, list_of_layers, steps=STEPS):
    """Writes a model whose input has this shape: of a stream its first axis is time."""
    model = keras.Sequential([keras.Input(shape), *list_of_layers])
    written = []
    for layer in model.layers:
        # Variances are positive.
        drawn = [abs(random(*w.shape)) + 0.3 if "variance" in w.path else random(*w.shape) for w in layer.weights]
        layer.set_weights(drawn)
        kind = TYPES[type(layer)]
        if kind == "prelu":
            # RTNeural takes the first row.
            drawn = [slopes.reshape(1, -1) for slopes in drawn]
        activation = getattr(layer, "activation", None)
        activation = activation.__name__ if activation is not None else ""
        entry = {
            "type": kind,
            "activation": "" if activation == "linear" else activation,
            "shape": [None, *layer.output.shape[1:]],
            "weights": [nested(array) for array in drawn],
        }
        if kind == "batchnorm":
            entry["epsilon"] = layer.epsilon
        if kind == "conv1d":
            entry |= {"kernel_size": layer.kernel_size, "dilation": layer.dilation_rate, "groups": layer.groups}
        written.append(entry)
    write(name + ".json", {"in_shape": [None, *shape], "layers": written})
    x = random(steps, shape[-1], scale=1.0)
    is_stream = len(shape) == 2
    y = model(torch.tensor(x[None] if is_stream else x)).detach().numpy()
    IO[name + ".x"], IO[name + ".y"] = x, y[0] if is_stream else y


rtneural("gru", (None, 1), [layers.Dense(4, "tanh"), layers.GRU(5, return_sequences=True), layers.Dense(1)])
rtneural(
    "lstm",
    (None, 2),
    [
        layers.LSTM(17, return_sequences=True),
        layers.PReLU(shared_axes=[1]),
        layers.LSTM(3, return_sequences=True),
        layers.Dense(2, "sigmoid", use_bias=False),
    ],
)
rtneural(
    "dense",
    (3,),
    [
        layers.Dense(6, "elu"),
        layers.BatchNormalization(epsilon=0.01),
        layers.Activation("softmax"),
        layers.PReLU(),
        layers.Dense(5, "softmax"),
        layers.BatchNormalization(center=False, scale=False),
        layers.Dense(2, "relu"),
        layers.Activation("tanh"),
    ],
)

# Neural Amp Modeler: sizes, and all numbers in one list.


def nam(name, architecture, config, weights, x, y):
    value = {
        "version": "0.5.4",
        "architecture": architecture,
        "config": config,
        "weights": nested(np.concatenate([np.ravel(array) for array in weights])),
        "sample_rate": 48000,
    }
    write(name + ".nam", value)
    IO[name + ".x"], IO[name + ".y"] = x, y


def nam_lstm(name, hidden, n_layers):
    lstm, head = torch.nn.LSTM(1, hidden, n_layers), torch.nn.Linear(hidden, 1)
    weights, states = [], []
    with torch.no_grad():
        for layer in range(n_layers):
            of_input, of_state = getattr(lstm, f"weight_ih_l{layer}"), getattr(lstm, f"weight_hh_l{layer}")
            both, bias = random(4 * hidden, of_input.shape[1] + hidden), random(4 * hidden)
            of_input.copy_(torch.tensor(both[:, : of_input.shape[1]]))
            of_state.copy_(torch.tensor(both[:, of_input.shape[1] :]))
            getattr(lstm, f"bias_ih_l{layer}").copy_(torch.tensor(bias))
            getattr(lstm, f"bias_hh_l{layer}").zero_()
            state = [random(hidden), random(hidden)]
            weights += [both, bias, *state]
            states.append(state)
        matrix, bias = random(1, hidden), random(1)
        head.weight.copy_(torch.tensor(matrix))
        head.bias.copy_(torch.tensor(bias))
        weights += [matrix, bias]
        x = random(STEPS, 1, scale=1.0)
        first = tuple(torch.tensor(np.stack([state[which] for state in states])) for which in range(2))
        y = head(lstm(torch.tensor(x), first)[0]).numpy()
    nam(name, "LSTM", {"input_size": 1, "hidden_size": hidden, "num_layers": n_layers}, weights, x, y)


nam_lstm("amp", 5, 2)


def save(path, arrays):
    """The safetensors format: a header of JSON, and the bytes."""
    header, data = {}, b""
    for key, array in arrays.items():
        part = np.ascontiguousarray(array, dtype="<f4").tobytes()
        header[key] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


save(os.path.join(FOLDER, "io.safetensors"), IO)
