"""Writes the amplifier models that are timed: the shapes that Neural Amp Modeler's trainer gives, with weights that are a formula.

    python benches/networks/make.py

No sound comes out of them. Other programs read the same files, so that all compute the same.
"""

import json
import math
from pathlib import Path

HERE = Path(__file__).parent


def weights(n, size):
    """Weight number `k` is `size` times the sine of `0.7 k + 0.1`, to three digits."""
    return [round(size * math.sin(0.7 * k + 0.1), 3) for k in range(n)]


def write(name, model):
    path = HERE / f"{name}.nam"
    path.write_text(json.dumps({"version": "0.5.4", "sample_rate": 48000, **model}, separators=(",", ":")) + "\n")
    print(path.name, path.stat().st_size)


def first_generation():
    """The standard WaveNet: two stacks of ten layers, of 16 and of 8 channels."""
    stack = {"condition_size": 1, "kernel_size": 3, "dilations": [2**k for k in range(10)], "activation": "Tanh", "gated": False}
    layers = [
        {"input_size": 1, "head_size": 8, "channels": 16, "head_bias": False, **stack},
        {"input_size": 16, "head_size": 1, "channels": 8, "head_bias": True, **stack},
    ]
    return "WaveNet", {"layers": layers, "head": None, "head_scale": 0.02}, weights(13802, 0.2)


def second_generation(channels, n):
    """The WaveNet of 23 layers."""
    kernel_sizes = 14 * [6] + [15, 15] + 7 * [6]
    chirp = [1, 3, 7, 17, 41, 101, 239]
    no_film = {"active": False, "shift": True, "groups": 1}
    films = ["conv_pre", "conv_post", "input_mixin_pre", "input_mixin_post", "activation_pre", "activation_post", "layer1x1_post"]
    stack = {
        "input_size": 1,
        "condition_size": 1,
        "head": {"out_channels": 1, "kernel_size": 16, "bias": True},
        "channels": channels,
        "kernel_sizes": kernel_sizes,
        "dilations": chirp + chirp + [1, 13] + chirp,
        "activation": 23 * [{"type": "LeakyReLU", "negative_slope": 0.01}],
        "bottleneck": channels,
        "head1x1": {"active": False, "out_channels": 1, "groups": 1},
        "layer1x1": {"active": True, "groups": 1},
        "groups_input": 1,
        "groups_input_mixin": 1,
        **{f"{film}_film": no_film for film in [*films, "head1x1_post"]},
        "gating_mode": 23 * ["none"],
        "secondary_activation": 23 * [None],
        "slimmable": None,
    }
    return "WaveNet", {"layers": [stack], "head": None, "head_scale": 0.01}, weights(n, 0.15)


def lstm():
    """Two layers of 16 units."""
    return "LSTM", {"input_size": 1, "hidden_size": 16, "num_layers": 2}, weights(3345, 0.3)


for name, (architecture, config, numbers) in {
    "a1_standard": first_generation(),
    "a2_full": second_generation(8, 12146),
    "a2_nano": second_generation(3, 1871),
    "lstm_2x16": lstm(),
}.items():
    version = {"version": "0.7.0"} if name.startswith("a2") else {}
    write(name, {"architecture": architecture, "config": config, "weights": numbers, **version})
