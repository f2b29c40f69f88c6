"""Writes models with options that `make.py` leaves out, and what NeuralAmpModelerCore computes with them, into `core.safetensors`.

    git clone https://github.com/sdatkinson/NeuralAmpModelerCore nam && git -C nam checkout daae2d0
    git -C nam submodule update --init Dependencies/eigen
    g++ -std=c++20 -O2 -DNDEBUG -Inam -Inam/Dependencies/eigen -Inam/Dependencies/nlohmann core.cpp nam/NAM/*.cpp nam/NAM/*/*.cpp -o core
    python3 core.py ./core

Weights and inputs are drawn, and rounded to float32.
"""

import json
import os
import random
import struct
import subprocess
import sys
import tempfile

from films import FILMS

FOLDER = os.path.dirname(os.path.abspath(__file__))
CORE = os.path.abspath(sys.argv[1])
STEPS = 48
# For every model: inputs `name.x` and outputs `name.y`, a row for each step; of one with several sizes `name.0.5.y`.
IO = {}
GENERATOR = random.Random(27)


def draw(n, scale=0.6):
    """Numbers of a normal distribution, as float32 has them."""
    numbers = [GENERATOR.gauss(0, scale) for _ in range(n)]
    return [float(f"{number:.9g}") for number in struct.unpack(f"<{n}f", struct.pack(f"<{n}f", *numbers))]


def model(architecture, config, n_weights):
    return {
        "version": "0.7.0",
        "architecture": architecture,
        "config": config,
        "weights": draw(n_weights),
        "sample_rate": 48000,
    }


def write(name, value, inputs=1, sizes=("-",)):
    path = os.path.join(FOLDER, name + ".nam")
    with open(path, "w") as file:
        json.dump(value, file)
        file.write("\n")
    x = draw(STEPS * inputs, 1.0)
    IO[name + ".x"] = x
    with tempfile.TemporaryDirectory() as folder:
        of_inputs, of_outputs = (os.path.join(folder, part) for part in ("x", "y"))
        with open(of_inputs, "wb") as file:
            file.write(struct.pack(f"<{len(x)}f", *x))
        for size in sizes:
            subprocess.run([CORE, path, size, of_inputs, of_outputs], check=True)
            with open(of_outputs, "rb") as file:
                data = file.read()
            key = f"{name}.y" if size == "-" else f"{name}.{size}.y"
            IO[key] = list(struct.unpack(f"<{len(data) // 4}f", data))


# An impulse response, of one channel, and of several of which the last has no input.

write("linear", model("Linear", {"receptive_field": 37, "bias": True}, 38))
stereo = {"receptive_field": 5, "bias": True, "in_channels": 2, "out_channels": 3}
write("linear_stereo", model("Linear", stereo, 6), 2)


def n_weights(arrays):
    """The numbers of a WaveNet without a head behind its arrays."""
    conv = lambda inputs, outputs, kernel=1, bias=True: outputs * inputs * kernel + (outputs if bias else 0)
    total = 1
    for array in arrays:
        channels, condition = array["channels"], array["condition_size"]
        bottleneck = array.get("bottleneck", channels)
        total += conv(array["input_size"], channels, bias=False)
        head1x1 = array.get("head1x1", {"active": False})
        for layer in range(len(array["dilations"])):
            modes = array.get("gating_mode", "none")
            mode = modes if isinstance(modes, str) else modes[layer]
            sums = bottleneck * (1 if mode == "none" else 2)
            total += conv(channels, sums, array["kernel_size"]) + conv(condition, sums, bias=False)
            total += conv(bottleneck, channels)
            if head1x1["active"]:
                total += conv(bottleneck, head1x1["out_channels"])
            widths = [channels, sums, condition, sums, sums, bottleneck, channels, head1x1.get("out_channels")]
            for key, width in zip(FILMS, widths):
                if array.get(key, {"active": False})["active"]:
                    total += conv(condition, width * (2 if array[key]["shift"] else 1))
        inputs = head1x1["out_channels"] if head1x1["active"] else bottleneck
        head = array["head"]
        total += conv(inputs, head["out_channels"], head["kernel_size"], head["bias"])
    return total


def wavenet(arrays, **options):
    config = {"layers": arrays, "head": None, "head_scale": 0.5, **options}
    return model("WaveNet", config, n_weights(arrays))


def head(outputs, kernel=1, bias=False):
    return {"out_channels": outputs, "kernel_size": kernel, "bias": bias}


def leaky(below, above, least=-0.3, most=0.5):
    return {"type": "LeakyHardtanh", "min_val": least, "max_val": most, "min_slope": below, "max_slope": above}


# The condition is what a WaveNet inside gives, and factors of it are behind a matrix; limits with slopes.
inside = wavenet(
    [
        {
            "input_size": 1,
            "condition_size": 1,
            "channels": 2,
            "kernel_size": 2,
            "dilations": [1, 3],
            "activation": ["LeakyHardtanh", {"type": "PReLU", "negative_slope": 0.2}],
            "head": head(3, 2, True),
        }
    ]
)
write(
    "condition",
    wavenet(
        [
            {
                "input_size": 1,
                "condition_size": 3,
                "channels": 3,
                "bottleneck": 2,
                "kernel_size": 3,
                "dilations": [1, 2],
                "activation": [leaky(0.1, 0.4), "Tanh"],
                "gating_mode": ["blended", "blended"],
                "secondary_activation": ["Sigmoid", leaky(0, -0.25)],
                "layer1x1_post_film": {"active": True, "shift": True, "groups": 1},
                "head1x1": {"active": True, "out_channels": 4, "groups": 1},
                "head": head(4),
            },
            {
                "input_size": 3,
                "condition_size": 3,
                "channels": 4,
                "kernel_size": 2,
                "dilations": [4],
                "activation": leaky(0.3, 0.3),
                "head": head(1, 1, True),
            },
        ],
        condition_dsp=inside,
    ),
)

# The condition is what an LSTM inside gives; it begins with the state in its file.
units = 3
of_lstm = 4 * units * (1 + units) + 4 * units + 2 * units + 2 * (units + 1)
lstm = {"input_size": 1, "hidden_size": units, "num_layers": 1, "out_channels": 2}
write(
    "condition_lstm",
    wavenet(
        [
            {
                "input_size": 1,
                "condition_size": 2,
                "channels": 3,
                "kernel_size": 2,
                "dilations": [1, 2],
                "activation": "Softsign",
                "head": head(1),
            }
        ],
        condition_dsp=model("LSTM", lstm, of_lstm),
    ),
)


def slimmable(*widths):
    return {"method": "slice_channels_uniform", "kwargs": {"allowed_channels": list(widths)} if widths else {}}


# Arrays with several widths: three of the first, one for each channel of the second.
write(
    "slimmable",
    wavenet(
        [
            {
                "input_size": 1,
                "condition_size": 1,
                "channels": 6,
                "bottleneck": 3,
                "kernel_size": 3,
                "dilations": [1, 2, 4],
                "activation": "Tanh",
                "gating_mode": ["none", "gated", "blended"],
                "head1x1": {"active": False, "out_channels": 1, "groups": 1},
                "head": head(4),
                "slimmable": slimmable(2, 4, 6),
            },
            {
                "input_size": 6,
                "condition_size": 1,
                "channels": 4,
                "kernel_size": 2,
                "dilations": [3, 1],
                "activation": "ReLU",
                "head": head(1, 1, True),
                "slimmable": slimmable(),
            },
        ]
    ),
    sizes=("0", "0.3", "0.5", "1"),
)

# Quotients of polynomials in place of tangents.
write(
    "fasttanh",
    wavenet(
        [
            {
                "input_size": 1,
                "condition_size": 1,
                "channels": 3,
                "kernel_size": 2,
                "dilations": [1, 2],
                "activation": ["Fasttanh", {"type": "Fasttanh"}],
                "gating_mode": ["none", "gated"],
                "secondary_activation": ["Sigmoid", "Fasttanh"],
                "head": head(1),
            }
        ]
    ),
)


def save(path):
    """The safetensors format: a header of JSON, and the bytes."""
    header, data = {}, b""
    for key, numbers in IO.items():
        part = struct.pack(f"<{len(numbers)}f", *numbers)
        header[key] = {"dtype": "F32", "shape": [len(numbers)], "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


save(os.path.join(FOLDER, "core.safetensors"))
