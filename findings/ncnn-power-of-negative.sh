#!/usr/bin/env bash
# ncnn 1.0.20261020 with pnnx 20261020 (torch 2.15.0, numpy 2.4.6), x86-64: whole powers of what is not above 0.
# Expected: `x ** 3` of -2 is -8 and of 0 is 0, as `powf` of C and PyTorch have them, and as ncnn itself computes `x ** 2`.
# Found: in whole vectors 0 and all that is below yield infinity or numbers near it, in even powers, too; what is left over behind the last whole
# vector is right. So a result depends on where a number stands, and a formula of gelu with a cube is broken. There is no error:
#   x ** 2 of 8 numbers: ncnn 4 1 0 1 4 9 9 0.25, PyTorch 4 1 0 1 4 9 9 0.25
#   x ** 3 of 8 numbers: ncnn huge huge huge 1 8 27 huge 0.125, PyTorch -8 -1 0 1 8 27 -27 0.125
#   x ** 4 of 8 numbers: ncnn huge huge huge 1 16 81 huge 0.0625, PyTorch 16 1 0 1 16 81 81 0.0625
#   x ** 3 of 3 numbers: ncnn -8 -1 0, PyTorch -8 -1 0
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


row = torch.tensor([[-2.0, -1, 0, 1, 2, 3, -3, 0.5]])
for power, x in [(2, row), (3, row), (4, row), (3, row[:, :3])]:
    expected, found = run(Module(lambda x: x**power), x)
    huge = ~(abs(found) < 1e30)
    numbers = ["huge" if is_huge else f"{number:.4g}" for is_huge, number in zip(huge, found)]
    label = f"x ** {power} of {x.shape[1]} numbers"
    print(f"{label}: ncnn {' '.join(numbers)}, PyTorch {' '.join(f'{number:g}' for number in expected)}")
    assert numpy.allclose(found[~huge], expected[~huge], rtol=1e-4), found
    assert numpy.array_equal(huge, (x[0].numpy() <= 0) & (power > 2) & (x.shape[1] > 3)), found
PYTHON
