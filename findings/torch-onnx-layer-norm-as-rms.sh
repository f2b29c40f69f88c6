#!/usr/bin/env bash
# torch 2.15.0 (onnxscript 0.7.2, onnx 1.23.2): the ONNX exporter turns a layer norm written by hand into a root mean square norm.
# Expected: of `d = x - x.mean(...)` and `d * rsqrt(mean(d ** 2) + eps) * weight + bias` at opset 23, a LayerNormalization, as of
# nn.LayerNorm, or the operations as they are written.
# Found: half of it is fused: RMSNormalization of the difference, where nobody wrote a root mean square norm; the numbers are right.
# (onnxscript has a fusion for layer norms; the fusions that the exporter asks for at opset 23 leave it out.) Divided by the sqrt
# instead, the same formula keeps its operations:
#   nn.LayerNorm LayerNormalization
#   by hand, times rsqrt ReduceMean Sub RMSNormalization Add
#   by hand, divided by sqrt ReduceMean Sub Pow ReduceMean Add Sqrt Div Mul Add
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.15.0 onnx==1.23.2 onnxscript==0.7.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import numpy
import torch
from onnx.reference import ReferenceEvaluator


class ByHand(torch.nn.Module):
    def __init__(self, divided):
        super().__init__()
        self.divided = divided
        self.weight = torch.nn.Parameter(torch.rand(8))
        self.bias = torch.nn.Parameter(torch.rand(8))

    def forward(self, x):
        d = x - x.mean(-1, keepdim=True)
        v = (d**2).mean(-1, keepdim=True) + 1e-5
        return (d / torch.sqrt(v) if self.divided else d * torch.rsqrt(v)) * self.weight + self.bias


torch.manual_seed(0)
x = torch.rand(3, 8)
found = {}
for name, module in [
    ("nn.LayerNorm", torch.nn.LayerNorm(8)),
    ("by hand, times rsqrt", ByHand(False)),
    ("by hand, divided by sqrt", ByHand(True)),
]:
    model = torch.onnx.export(module, (x,), dynamo=True, opset_version=23, verbose=False).model_proto
    found[name] = " ".join(node.op_type for node in model.graph.node)
    print(name, found[name])
    (y,) = ReferenceEvaluator(model).run(None, {model.graph.input[0].name: x.numpy()})
    assert numpy.allclose(y, module(x).detach().numpy(), atol=1e-5), "the numbers are wrong"
assert found == {
    "nn.LayerNorm": "LayerNormalization",
    "by hand, times rsqrt": "ReduceMean Sub RMSNormalization Add",
    "by hand, divided by sqrt": "ReduceMean Sub Pow ReduceMean Add Sqrt Div Mul Add",
}, found
PYTHON
