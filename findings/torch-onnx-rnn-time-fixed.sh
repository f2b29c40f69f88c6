#!/usr/bin/env bash
# torch 2.15.0 (onnx 1.23.2, onnxscript 0.7.2): recurrent layers, exported with a time axis that is declared to be dynamic.
# Expected: LSTM, GRU and RNN are operators of ONNX, so each file has one of them and a time axis of any length, or the export fails.
# Found: LSTM and GRU are so. An RNN is written as the steps of the example, one behind the other, for windows of that length alone; the
# exporter reports success and says nothing of the axis:
#   LSTM: time, 1 LSTM, 0 Tanh
#   GRU: time, 1 GRU, 0 Tanh
#   RNN: 6, 0 RNN, 6 Tanh
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.15.0 onnx==1.23.2 onnxscript==0.7.2 numpy==2.4.6
cd "$folder"
cat >export.py <<'PYTHON'
import contextlib
import io
import sys

import onnx
import torch

name = sys.argv[1]


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = getattr(torch.nn, name)(3, 4, batch_first=True)

    def forward(self, x):
        return self.layer(x)[0]


said = io.StringIO()
with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
    dynamic = {"x": {1: torch.export.Dim("time", min=2, max=4096)}}
    torch.onnx.export(Net().eval(), (torch.rand(1, 6, 3),), "layer.onnx", dynamo=True, input_names=["x"], dynamic_shapes=dynamic)
assert "specialized" not in said.getvalue(), said.getvalue()
graph = onnx.load("layer.onnx").graph
axis = graph.input[0].type.tensor_type.shape.dim[1]
operators = [node.op_type for node in graph.node]
print(f"{name}: {axis.dim_param or axis.dim_value}, {operators.count(name)} {name}, {operators.count('Tanh')} Tanh")
PYTHON
# Each in a process of its own.
for layer in LSTM GRU RNN; do venv/bin/python -W ignore export.py "$layer" 2>/dev/null; done | tee found
printf '%s\n' 'LSTM: time, 1 LSTM, 0 Tanh' 'GRU: time, 1 GRU, 0 Tanh' 'RNN: 6, 0 RNN, 6 Tanh' | diff - found
