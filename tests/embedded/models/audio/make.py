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

from films import FILMS

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
    layers.Conv2D: "conv2d",
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
        if kind == "conv2d":
            entry |= {
                "kernel_size_time": layer.kernel_size[0],
                "kernel_size_feature": layer.kernel_size[1],
                "dilation": layer.dilation_rate[0],
                "strides": layer.strides[1],
                "num_filters_in": layer.input.shape[-1],
                "num_features_in": layer.input.shape[-2],
                "num_filters_out": layer.filters,
                "padding": layer.padding,
            }
        if kind == "batchnorm" and len(layer.input.shape) == 4:
            features, filters = layer.input.shape[-2:]
            entry |= {"type": "batchnorm2d", "num_filters_in": filters, "num_features_in": features}
        written.append(entry)
    write(name + ".json", {"in_shape": [None, *shape], "layers": written})
    x = random(steps, *shape[1:] if len(shape) > 1 else shape, scale=1.0)
    if len(shape) == 3:
        # Windows that begin before the first input have no outputs.
        y = model(torch.tensor(x[None])).detach().numpy()[0]
    elif len(shape) == 2:
        y = model(torch.tensor(x[None])).detach().numpy()[0]
    else:
        y = model(torch.tensor(x)).detach().numpy()
    IO[name + ".x"], IO[name + ".y"] = x.reshape(steps, -1), y.reshape(len(y), -1)


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

rtneural(
    "conv",
    (None, 2),
    [
        layers.Conv1D(6, 3, padding="causal", activation="tanh"),
        layers.Conv1D(18, 2, dilation_rate=4, groups=3, padding="causal", use_bias=False),
        layers.BatchNormalization(),
        layers.Conv1D(17, 1, activation="softmax"),
        layers.Conv1D(2, 5, dilation_rate=2, padding="causal"),
    ],
)
rtneural(
    "conv2d",
    (STEPS, 7, 2),
    [
        layers.Conv2D(3, (3, 3), dilation_rate=(2, 1), activation="relu"),
        layers.BatchNormalization(),
        layers.Conv2D(2, (1, 2), strides=(1, 2), padding="same"),
        layers.Conv2D(1, (2, 3), use_bias=False),
    ],
)

# Neural Amp Modeler: sizes, and all numbers in one list.


def nam(name, architecture, config, weights, x, y):
    value = {
        "version": "0.7.0",
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


class Numbers:
    """Draws arrays, and keeps them in the order in which a file has them."""

    def __init__(self):
        self.list = []

    def draw(self, *shape, scale=0.6):
        self.list.append(random(*shape, scale=scale))
        return torch.tensor(self.list[-1])

    def conv(self, inputs, outputs, kernel=1, dilation=1, groups=1, bias=True):
        """A convolution of `[1, channels, steps]` that looks at this step and earlier ones."""
        weight = self.draw(outputs, inputs // groups, kernel)
        bias = self.draw(outputs) if bias else None

        def convolve(x):
            x = torch.nn.functional.pad(x, ((kernel - 1) * dilation, 0))
            return torch.nn.functional.conv1d(x, weight, bias, dilation=dilation, groups=groups)

        return convolve


def activation(config):
    name = config if isinstance(config, str) else config["type"]
    if name == "PReLU":
        slopes = torch.tensor(config["negative_slopes"])[None, :, None]
        return lambda x: torch.where(x > 0, x, slopes * x)
    slope = {} if isinstance(config, str) else {key: value for key, value in config.items() if key != "type"}
    return getattr(torch.nn, name)(**slope)


def wavenet(name, arrays, head=None, in_channels=1):
    """A WaveNet, as the paper of van den Oord et al. 2016 and the options of the trainer's files say."""
    numbers = Numbers()
    x = random(STEPS, in_channels, scale=1.0)
    condition = torch.tensor(x).T[None]
    value, total = condition, None
    for array in arrays:
        channels, bottleneck = array["channels"], array.get("bottleneck", array["channels"])
        n_layers = len(array["dilations"])
        each = lambda value: value if isinstance(value, list) else [value] * n_layers
        kernels = each(array.get("kernel_sizes", array.get("kernel_size")))
        gatings = each(array.get("gating_mode", "gated" if array.get("gated") else "none"))
        seconds = each(array.get("secondary_activation", "Sigmoid"))
        matrix = array.get("layer1x1", {"active": True, "groups": 1})
        side = array.get("head1x1", {"active": False})
        value = numbers.conv(array["input_size"], channels, bias=False)(value)
        for kernel, dilation, config, gating, second in zip(
            kernels, array["dilations"], each(array["activation"]), gatings, seconds
        ):
            sums = bottleneck * (1 if gating == "none" else 2)
            conv = numbers.conv(channels, sums, kernel, dilation, array.get("groups_input", 1))
            mixin = numbers.conv(in_channels, sums, groups=array.get("groups_input_mixin", 1), bias=False)
            out = numbers.conv(bottleneck, channels, groups=matrix["groups"]) if matrix["active"] else None
            of_head = None
            if side["active"]:
                of_head = numbers.conv(bottleneck, side["out_channels"], groups=side["groups"])
            widths = [channels, sums, in_channels, sums, sums, bottleneck, channels, side.get("out_channels")]
            films = {}
            for key, width in zip(FILMS, widths):
                option = array.get(key)
                if option and option["active"]:
                    outputs = width * (2 if option["shift"] else 1)
                    factors = numbers.conv(in_channels, outputs, groups=option["groups"])(condition)
                    films[key] = (factors[:, :width], factors[:, width:] if option["shift"] else 0)

            def film(key, x):
                scale, shift = films.get(key, (1, 0))
                return x * scale + shift

            z = film("conv_post_film", conv(film("conv_pre_film", value)))
            z = z + film("input_mixin_post_film", mixin(film("input_mixin_pre_film", condition)))
            z = film("activation_pre_film", z)
            first = z[:, :bottleneck]
            activated = activation(config)(first)
            if gating != "none":
                gate = activation(second)(z[:, bottleneck:])
                activated = activated * gate if gating == "gated" else gate * activated + (1 - gate) * first
            activated = film("activation_post_film", activated)
            of_sum = film("head1x1_post_film", of_head(activated)) if of_head else activated
            total = of_sum if total is None else total + of_sum
            value = value + out(activated) if out else value
        sizes = array.get("head") or {"out_channels": array["head_size"], "kernel_size": 1, "bias": array["head_bias"]}
        dilation = sizes.get("head_dilation", 1)
        inputs = total.shape[1]
        total = numbers.conv(inputs, sizes["out_channels"], sizes["kernel_size"], dilation, bias=sizes["bias"])(total)
    posts = []
    if head is not None:
        inputs = total.shape[1]
        for index, kernel in enumerate(head["kernel_sizes"]):
            outputs = head["out_channels"] if index + 1 == len(head["kernel_sizes"]) else head["channels"]
            posts.append(numbers.conv(inputs, outputs, kernel))
            inputs = outputs
    total = total * numbers.draw(1)
    for post in posts:
        total = post(activation(head["activation"])(total))
    config = {"layers": arrays, "head": head, "head_scale": float(numbers.list[-1][0]), "in_channels": in_channels}
    nam(name, "WaveNet", config, numbers.list, x, total[0].T.numpy())


def array(**options):
    return {"input_size": 1, "condition_size": 1, "kernel_size": 3, "activation": "Tanh", **options}


# The first generation: two arrays, the second with gates.
wavenet(
    "wavenet",
    [
        array(head_size=3, channels=5, dilations=[1, 2, 4], head_bias=False, gated=False),
        array(input_size=5, head_size=1, channels=3, dilations=[3, 1], head_bias=True, gated=True),
    ],
)


def options(groups=1, shift=True):
    return {"active": True, "shift": shift, "groups": groups}


# The second generation: all that its files may say.
wavenet(
    "wavenet2",
    [
        {
            "input_size": 2,
            "condition_size": 2,
            "channels": 4,
            "bottleneck": 2,
            "kernel_sizes": [2, 1, 3, 3],
            "dilations": [1, 5, 2, 3],
            "activation": [
                {"type": "LeakyReLU", "negative_slope": 0.2},
                {"type": "PReLU", "negative_slopes": [0.1, -0.4]},
                "Softsign",
                {"type": "SiLU"},
            ],
            "gating_mode": ["none", "blended", "gated", "blended"],
            "secondary_activation": [None, "Sigmoid", "Tanh", "Hardtanh"],
            "groups_input": 2,
            "groups_input_mixin": 2,
            "layer1x1": {"active": True, "groups": 2},
            "head1x1": {"active": True, "out_channels": 6, "groups": 2},
            "head": {"out_channels": 5, "kernel_size": 2, "head_dilation": 3, "bias": True},
            "conv_pre_film": options(),
            "conv_post_film": options(2),
            "input_mixin_pre_film": options(1, False),
            "input_mixin_post_film": options(2, False),
            "activation_pre_film": options(),
            "activation_post_film": options(2),
            "layer1x1_post_film": {"active": False, "shift": True, "groups": 1},
            "head1x1_post_film": options(1, False),
        },
        {
            "input_size": 4,
            "condition_size": 2,
            "channels": 5,
            "kernel_size": 2,
            "dilations": [1, 7],
            "activation": "Hardswish",
            "layer1x1": {"active": False, "groups": 1},
            "head": {"out_channels": 3, "kernel_size": 1, "bias": False},
        },
    ],
    {"channels": 4, "out_channels": 2, "kernel_sizes": [3, 1, 2], "activation": "ReLU"},
    2,
)


def convnet(name, channels, dilations, has_norm, config, groups=1):
    numbers = Numbers()
    x = random(STEPS, 1, scale=1.0)
    value = torch.tensor(x).T[None]
    for index, dilation in enumerate(dilations):
        value = numbers.conv(value.shape[1], channels, 2, dilation, 1 if index == 0 else groups, not has_norm)(value)
        if has_norm:
            mean = numbers.draw(channels)
            numbers.list.append(abs(random(channels)) + 0.3)
            variance = torch.tensor(numbers.list[-1])
            weight, bias = numbers.draw(channels), numbers.draw(channels)
            numbers.list.append(np.float32([1e-5]).astype(np.float64))
            epsilon = float(numbers.list[-1][0])
            norm = lambda part: part[None, :, None]
            value = (value - norm(mean)) / torch.sqrt(norm(variance) + epsilon) * norm(weight) + norm(bias)
        value = activation(config)(value)
    value = numbers.conv(channels, 1)(value)
    config = {"channels": channels, "dilations": dilations, "batchnorm": has_norm, "activation": config}
    nam(name, "ConvNet", config, numbers.list, x, value[0].T.numpy())


convnet("convnet", 4, [1, 2, 4], True, "Tanh")
convnet("convnet_plain", 3, [1, 3], False, "ReLU")


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
