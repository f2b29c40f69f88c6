#!/usr/bin/env bash
# pnnx 20261020, ncnn 1.0.20261020 (torch 2.15.0, numpy 2.4.6): axes of a module for maps that has no convolution.
# Expected: axis 1 of a PyTorch tensor [1, 4, 5, 6] is the channels in ncnn, which leaves out the batch, whatever else the module has.
# Found: the converter takes the first axis for a batch only if a layer, such as a convolution, has one; else axis 1 stays axis 1, the rows. A softmax
# over channels is one over rows then, a concatenation stacks rows. There is no error and, for softmax, no other shape:
#   softmax over axis 1: ncnn [4, 5, 6] with other numbers, sums over channels 1.00 in PyTorch, not in ncnn
#   softmax over axis 1 behind Conv2d: ncnn [4, 5, 6] with the same numbers
#   cat over axis 1: ncnn [4, 10, 6], PyTorch [8, 5, 6]
#   cat over axis 1 behind Conv2d: ncnn [8, 5, 6] with the same numbers
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pnnx==20261020 ncnn==1.0.20261020 torch==2.15.0 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import subprocess

import ncnn
import numpy
import torch
import torch.nn.functional as F


class Module(torch.nn.Module):
    def __init__(self, function, layer=None):
        super().__init__()
        self.function, self.layer = function, layer or torch.nn.Identity()

    def forward(self, x):
        return self.function(self.layer(x))


def run(module, x):
    """What PyTorch and ncnn make of the first row of `x`, without half precision."""
    module.eval()
    torch.jit.trace(module, x).save("a.pt")
    shape = f"inputshape=[{','.join(map(str, x.shape))}]"
    subprocess.run(["venv/bin/pnnx", "a.pt", shape, "fp16=0"], check=True, capture_output=True)
    network = ncnn.Net()
    for option in ["use_fp16_packed", "use_fp16_storage", "use_fp16_arithmetic", "use_bf16_storage"]:
        setattr(network.opt, option, False)
    assert network.load_param("a.ncnn.param") == 0 and network.load_model("a.ncnn.bin") == 0
    extractor = network.create_extractor()
    extractor.input("in0", ncnn.Mat(x[0].numpy()).clone())
    code, y = extractor.extract("out0")
    assert code == 0
    return module(x).detach().numpy()[0], numpy.array(y)


torch.manual_seed(0)
x = torch.randn(1, 4, 5, 6)
for name, function in {"softmax": lambda x: F.softmax(x, 1), "cat": lambda x: torch.cat([x, 2 * x], 1)}.items():
    for layer in [None, torch.nn.Conv2d(4, 4, 1)]:
        expected, found = run(Module(function, layer), x)
        same = found.shape == expected.shape and numpy.allclose(found, expected, atol=1e-4)
        text = f"{name} over axis 1{' behind Conv2d' if layer else ''}: ncnn {list(found.shape)}"
        if found.shape != expected.shape:
            text += f", PyTorch {list(expected.shape)}"
        elif same:
            text += " with the same numbers"
        else:
            of_torch, of_ncnn = expected.sum(0), found.sum(0)
            assert numpy.allclose(of_torch, 1, atol=1e-4) and not numpy.allclose(of_ncnn, 1, atol=0.1)
            assert numpy.allclose(found, F.softmax(x[0], 1).numpy(), atol=1e-4), "it is the softmax over rows"
            text += f" with other numbers, sums over channels {of_torch.mean():.2f} in PyTorch, not in ncnn"
        print(text)
        assert same == (layer is not None), text
PYTHON
