#!/usr/bin/env bash
# onnx2torch 1.5.15 (torch 2.15.0, onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6): ConvTranspose with the attribute output_shape.
# Expected: it is obeyed, or refused, as the converter refuses auto_pad.
# Found: it is ignored without an error: the output is as long as without it, and where it cuts off at the front, all numbers are moved:
#   strides = [2]: onnx2torch [  1.  10. 102.  20. 200.], ONNX Runtime [  1.  10. 102.  20. 200.]
#   strides = [2], output_padding = [1]: onnx2torch [  1.  10. 102.  20. 200.   0.], ONNX Runtime [  1.  10. 102.  20. 200.   0.]
#   strides = [2], output_shape = [4]: onnx2torch [  1.  10. 102.  20. 200.], ONNX Runtime [ 10. 102.  20. 200.]
#   strides = [2], output_shape = [6]: onnx2torch [  1.  10. 102.  20. 200.], ONNX Runtime [  1.  10. 102.  20. 200.   0.]
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 onnx2torch==1.5.15 torch==2.15.0 torchvision==0.29.2 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import numpy
import onnx
import onnx2torch
import onnxruntime
import torch

x = numpy.float32([1, 2]).reshape(1, 1, 2)
for attributes, size in [("", 5), (", output_padding = [1]", 6), (", output_shape = [4]", 4), (", output_shape = [6]", 6)]:
    text = f"""<ir_version: 8, opset_import: ["": 11]> m (float[1, 1, 2] x) => (float[1, 1, {size}] y)
    <float[1, 1, 3] w = {{1.0, 10.0, 100.0}}> {{ y = ConvTranspose<strides = [2]{attributes}>(x, w) }}"""
    model = onnx.parser.parse_model(text)
    onnx.checker.check_model(model, full_check=True)
    (expected,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x})
    found = onnx2torch.convert(model)(torch.from_numpy(x)).detach().numpy()
    print(f"strides = [2]{attributes}: onnx2torch {found.ravel()}, ONNX Runtime {expected.ravel()}")
    assert expected.shape == (1, 1, size)
    assert numpy.array_equal(found, expected) == ("output_shape" not in attributes), found
    assert "output_shape" not in attributes or found.shape == (1, 1, 5), found
PYTHON
