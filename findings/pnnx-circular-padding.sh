#!/usr/bin/env bash
# pnnx 20261020, ncnn 1.0.20261020 (torch 2.15.0, numpy 2.4.6): a convolution with padding_mode='circular', and the remainder of a division.
# Expected: they are converted or refused, as reflected and replicated padding are converted and many other functions are refused.
# Found: the convolution is padded with zeros, so only its border is wrong; and remainder, whose result has the sign of the divisor, becomes
# fmod, whose result has that of the number, so angles below 0 are not wrapped. There is no error:
#   padding_mode='zeros': ncnn as PyTorch
#   padding_mode='reflect': ncnn as PyTorch
#   padding_mode='circular': ncnn as PyTorch with padding_mode='zeros'
#   fmod by 2 of -3 -1 1 3: ncnn -1 -1 1 1, PyTorch -1 -1 1 1
#   remainder by 2 of -3 -1 1 3: ncnn -1 -1 1 1, PyTorch 1 1 1 1
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
x = torch.randn(1, 2, 7, 8)
zeros = torch.nn.Conv2d(2, 3, 3, padding=1)
for mode in ["zeros", "reflect", "circular"]:
    layer = torch.nn.Conv2d(2, 3, 3, padding=1, padding_mode=mode)
    layer.load_state_dict(zeros.state_dict())
    expected, found = run(Module(lambda x: x, layer), x)
    same = numpy.allclose(found, expected, atol=1e-4)
    as_zeros = numpy.allclose(found, zeros(x).detach().numpy()[0], atol=1e-4)
    print(f"padding_mode='{mode}': ncnn as PyTorch{'' if same else ' with padding_mode=' + repr('zeros')}")
    assert same == (mode != "circular") and as_zeros == (mode != "reflect"), (same, as_zeros)
x = torch.tensor([[-3.0, -1, 1, 3]])
for name in ["fmod", "remainder"]:
    expected, found = run(Module(lambda x: getattr(torch, name)(x, 2.0)), x)
    of_ncnn, of_torch = (" ".join(f"{number:g}" for number in y) for y in [found, expected])
    print(f"{name} by 2 of -3 -1 1 3: ncnn {of_ncnn}, PyTorch {of_torch}")
    assert numpy.array_equal(found, [-1, -1, 1, 1]), found
    assert numpy.array_equal(expected, [-1, -1, 1, 1] if name == "fmod" else [1, 1, 1, 1]), expected
PYTHON
