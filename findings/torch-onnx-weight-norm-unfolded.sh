#!/usr/bin/env bash
# torch 2.15.0 (onnx 1.23.2, onnxscript 0.7.2): a linear layer with weight normalisation, exported in evaluation mode.
# Expected: its weight is a constant then, so the file has that and one Gemm; constant folding is on by default, and named here.
# Found: the exporter of TorchScript folds none of it, so each run of the file normalises the weight anew. The default exporter does:
#   dynamo=False, do_constant_folding=True: Constant ReduceL2 Div Mul Gemm
#   dynamo=True: Gemm
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

layer = torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(8, 16)).eval()
for settings in [{"dynamo": False, "do_constant_folding": True}, {"dynamo": True}]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        torch.onnx.export(layer, (torch.rand(3, 8),), "layer.onnx", **settings)
    operators = [node.op_type for node in onnx.load("layer.onnx").graph.node]
    print(", ".join(f"{name}={value}" for name, value in settings.items()) + ":", *operators)
    if settings["dynamo"]:
        assert operators == ["Gemm"], operators
    else:
        assert operators == ["Constant", "ReduceL2", "Div", "Mul", "Gemm"], operators
PYTHON
