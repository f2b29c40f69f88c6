#!/usr/bin/env bash
# keras 3.15.1 on JAX, torch 2.15.0, flax 0.12.8 (jax 0.10.2, numpy 2.4.6): He's initial weights of depthwise and transposed convolutions.
# Expected: they are made so that outputs of normal inputs have a variance of about 2, whatever the number of channels: fan-in is what an output
# sums up, the taps of one channel for a depthwise kernel.
# Found: for depthwise kernels Keras counts all channels, so outputs shrink with their number and a network of MobileNet's kind begins nearly
# silent; Conv2D with as many groups, the same layer, is right. For transposed kernels Keras and PyTorch take the outputs for the inputs; Flax is right.
# Variances of outputs, rounded to a power of 2, for normal inputs:
#   depthwise, 64 channels: Keras DepthwiseConv2D 2^-5, Keras Conv2D(groups=64) 2^1, PyTorch 2^1, Flax 2^1
#   transposed, 256 to 4 channels: Keras 2^7, PyTorch 2^7, Flax 2^1
#   transposed, 4 to 256 channels: Keras 2^-5, PyTorch 2^-5, Flax 2^1
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 torch==2.15.0 flax==0.12.8 jax==0.10.2 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import os

os.environ["KERAS_BACKEND"] = "jax"
import flax.linen
import jax
import keras
import numpy
import torch

torch.manual_seed(1)
random = numpy.random.default_rng(1)


def power(y):
    """The power of 2 that is next to the variance, away from the borders."""
    return f"2^{round(numpy.log2(numpy.asarray(y)[:, 3:-3, 3:-3].var()))}"


def of_keras(layer, x, **settings):
    return power(layer(kernel_size=3, use_bias=False, **settings)(x))


def of_torch(layer, x):
    torch.nn.init.kaiming_normal_(layer.weight)
    return power(layer(torch.tensor(x.transpose(0, 3, 1, 2))).detach().permute(0, 2, 3, 1))


def of_flax(layer, x):
    return power(layer.apply(layer.init(jax.random.key(1), x), x))


he = lambda: keras.initializers.HeNormal(seed=1)
flax_settings = {"kernel_size": (3, 3), "use_bias": False, "kernel_init": jax.nn.initializers.he_normal()}

x = random.standard_normal((8, 24, 24, 64)).astype(numpy.float32)
found = {
    "Keras DepthwiseConv2D": of_keras(keras.layers.DepthwiseConv2D, x, depthwise_initializer=he()),
    "Keras Conv2D(groups=64)": of_keras(keras.layers.Conv2D, x, filters=64, groups=64, kernel_initializer=he()),
    "PyTorch": of_torch(torch.nn.Conv2d(64, 64, 3, groups=64, bias=False), x),
    "Flax": of_flax(flax.linen.Conv(64, feature_group_count=64, **flax_settings), x),
}
print("depthwise, 64 channels: " + ", ".join(f"{layer} {variance}" for layer, variance in found.items()))
assert list(found.values()) == ["2^-5", "2^1", "2^1", "2^1"], found

for inputs, outputs, known in [(256, 4, "2^7"), (4, 256, "2^-5")]:
    x = random.standard_normal((8, 24, 24, inputs)).astype(numpy.float32)
    found = {
        "Keras": of_keras(keras.layers.Conv2DTranspose, x, filters=outputs, kernel_initializer=he()),
        "PyTorch": of_torch(torch.nn.ConvTranspose2d(inputs, outputs, 3, bias=False), x),
        "Flax": of_flax(flax.linen.ConvTranspose(outputs, **flax_settings), x),
    }
    print(f"transposed, {inputs} to {outputs} channels: " + ", ".join(f"{layer} {variance}" for layer, variance in found.items()))
    assert list(found.values()) == [known, known, "2^1"], found
PYTHON
