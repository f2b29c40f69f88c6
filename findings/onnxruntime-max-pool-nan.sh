#!/usr/bin/env bash
# onnxruntime 1.32.0 (onnx 1.23.2, torch 2.15.0, numpy 2.4.6), x86-64: NaN and infinity in pools of the largest number.
# Expected: NaN spreads, as in PyTorch and as it does through Max and Relu of ONNX Runtime; the largest of nothing but -infinity is that.
# Found: MaxPool and GlobalMaxPool lose NaN, so that behind them a broken input cannot be seen. Of -infinity, as masks have it, they
# make the lowest finite number:
#   NaN, MaxPool: ONNX Runtime [1. 4.], PyTorch [nan nan]
#   NaN, MaxPool, padded: ONNX Runtime [1. 1. 4. 4.], PyTorch [nan nan nan nan]
#   NaN, GlobalMaxPool: ONNX Runtime [4.], PyTorch [nan]
#   NaN, Max with 0: ONNX Runtime [ 1. nan nan  4.], PyTorch [ 1. nan nan  4.]
#   NaN, Relu: ONNX Runtime [ 1. nan nan  4.], PyTorch [ 1. nan nan  4.]
#   -infinity, MaxPool: ONNX Runtime [-3.4028235e+38 -3.4028235e+38], PyTorch [-inf -inf]
#   -infinity, MaxPool, padded: ONNX Runtime [-3.4028235e+38 -3.4028235e+38 -3.4028235e+38 -3.4028235e+38], PyTorch [-inf -inf -inf -inf]
#   -infinity, GlobalMaxPool: ONNX Runtime [-3.4028235e+38], PyTorch [-inf]
#   -infinity, Max with 0: ONNX Runtime [0. 0. 0. 0.], PyTorch [0. 0. 0. 0.]
#   -infinity, Relu: ONNX Runtime [0. 0. 0. 0.], PyTorch [0. 0. 0. 0.]
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 torch==2.15.0 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import numpy
import onnx
import onnxruntime
import torch
import torch.nn.functional as F

onnxruntime.set_default_logger_severity(3)
NAN, INFINITY = float("nan"), float("inf")
CASES = {
    "MaxPool": ("y = MaxPool<kernel_shape = [2], strides = [2]>(x)", lambda x: F.max_pool1d(x, 2)),
    "MaxPool, padded": ("y = MaxPool<kernel_shape = [3], pads = [1, 1]>(x)", lambda x: F.max_pool1d(x, 3, 1, 1)),
    "GlobalMaxPool": ("y = GlobalMaxPool(x)", lambda x: F.adaptive_max_pool1d(x, 1)),
    "Max with 0": ("y = Max(x, zero)", lambda x: torch.maximum(x, torch.zeros(()))),
    "Relu": ("y = Relu(x)", torch.relu),
}
for label, row in {"NaN": [1, NAN, NAN, 4], "-infinity": [-INFINITY] * 4}.items():
    for name, (body, function) in CASES.items():
        text = f"""<ir_version: 9, opset_import: ["": 20]> m (float[1, 1, 4] x) => (float[1, 1, n] y)
        <float zero = {{0.0}}> {{ {body} }}"""
        model = onnx.parser.parse_model(text)
        onnx.checker.check_model(model, full_check=True)
        x = numpy.float32(row).reshape(1, 1, 4)
        (found,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x})
        expected = function(torch.from_numpy(x)).numpy()
        print(f"{label}, {name}: ONNX Runtime {found.ravel()}, PyTorch {expected.ravel()}")
        assert numpy.isfinite(found).all() if "Pool" in name else numpy.array_equal(found, expected, equal_nan=True), found
PYTHON
