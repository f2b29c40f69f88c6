#!/usr/bin/env bash
# torch 2.15.0 (onnx 1.23.2): the ONNX exporter of TorchScript, `dynamo=False`, refuses nn.RMSNorm.
# Expected: nn.RMSNorm is exported as its formula, which is exported when it is written by hand.
# Found: UnsupportedOperatorError for the module; of LayerNorm(bias=False) the same exporter writes a bias of zeros, though the
# bias of LayerNormalization may be left out:
#   nn.RMSNorm, opset 17: UnsupportedOperatorError: Exporting the operator 'aten::rms_norm' to ONNX opset version 17 is not supported
#   nn.RMSNorm, opset 20: UnsupportedOperatorError: Exporting the operator 'aten::rms_norm' to ONNX opset version 20 is not supported
#   by hand, opset 17: Constant Pow ReduceMean Constant Add Sqrt Constant Div Mul Mul
#   nn.LayerNorm(bias=False), opset 17: Constant LayerNormalization, bias [0.0, 0.0, 0.0, 0.0]
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.15.0 onnx==1.23.2 onnxscript==0.7.2 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import contextlib
import io

import onnx
import torch


class ByHand(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(4))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.weight


def export(module, opset):
    file = io.BytesIO()
    with contextlib.redirect_stdout(io.StringIO()):  # it prints its graph when it fails
        torch.onnx.export(module, (torch.rand(3, 4),), file, dynamo=False, opset_version=opset)
    return onnx.load_model_from_string(file.getvalue()).graph


x = torch.rand(3, 4)
assert torch.allclose(ByHand()(x), torch.nn.RMSNorm(4, eps=1e-5)(x), atol=1e-6)
for opset in [17, 20]:
    try:
        export(torch.nn.RMSNorm(4, eps=1e-5), opset)
    except torch.onnx.errors.UnsupportedOperatorError as error:
        message = str(error).splitlines()[0]
        print(f"nn.RMSNorm, opset {opset}: UnsupportedOperatorError: {message}")
        assert message.startswith(f"Exporting the operator 'aten::rms_norm' to ONNX opset version {opset}"), message
    else:
        raise SystemExit(f"nn.RMSNorm is exported at opset {opset}")
operators = " ".join(node.op_type for node in export(ByHand(), 17).node)
print("by hand, opset 17:", operators)
assert operators == "Constant Pow ReduceMean Constant Add Sqrt Constant Div Mul Mul", operators
constant, norm = export(torch.nn.LayerNorm(4, bias=False), 17).node
bias = onnx.numpy_helper.to_array(constant.attribute[0].t).tolist()
print(f"nn.LayerNorm(bias=False), opset 17: {constant.op_type} {norm.op_type}, bias {bias}")
assert norm.input[2] == constant.output[0] and bias == [0.0] * 4
PYTHON
