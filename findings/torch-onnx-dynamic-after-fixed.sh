#!/usr/bin/env bash
# torch 2.15.0 (onnx 1.23.2, onnxscript 0.7.2): two models with a GRU, exported by one process: the first for a window of six steps, the
# second with a time axis that is declared to be dynamic.
# Expected: what is exported first changes nothing of the second file, for the models share nothing.
# Found: the second file has a time axis of 6, and the exporter reports success. Alone, the same call writes an axis of any length:
#   alone: time
#   after a fixed export: 6
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


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.GRU(3, 4, batch_first=True)

    def forward(self, x):
        return self.layer(x)[0]


def export(file, dynamic_shapes):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        torch.onnx.export(
            Net().eval(), (torch.rand(1, 6, 3),), file, dynamo=True, input_names=["x"], dynamic_shapes=dynamic_shapes
        )


after_fixed = sys.argv[1] == "after a fixed export"
if after_fixed:
    export("first.onnx", None)
export("second.onnx", {"x": {1: torch.export.Dim("time", min=2, max=4096)}})
axis = onnx.load("second.onnx").graph.input[0].type.tensor_type.shape.dim[1]
print(f"{sys.argv[1]}: {axis.dim_param or axis.dim_value}")
PYTHON
for case in alone 'after a fixed export'; do venv/bin/python -W ignore export.py "$case" 2>/dev/null; done | tee found
printf '%s\n' 'alone: time' 'after a fixed export: 6' | diff - found
