#!/usr/bin/env bash
# keras 3.15.1 on JAX, jax2onnx 0.17.1 (jax 0.10.2, onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6): pools of images, exported to ONNX.
# Expected: MaxPooling2D becomes a MaxPool of two axes between transpositions, as Conv2D does, and AveragePooling2D an AveragePool.
# Found: the pool stays a window over batch, rows, columns and channels, so the file has a MaxPool of four spatial axes, behind two axes of
# extent 1. The exporter reports success, and the file is valid; ONNX Runtime refuses to run it, for it pools three axes at most. A mean becomes
# a Conv of four spatial axes with a kernel of ones, and a division, which ONNX Runtime runs:
#   MaxPooling1D: MaxPool of kernel [1, 2, 1], runs
#   MaxPooling2D: MaxPool of kernel [1, 2, 2, 1], Unsupported pooling size
#   AveragePooling2D: Conv of strides [1, 2, 2, 1], runs
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 jax2onnx==0.17.1 jax==0.10.2 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy
import onnx
import onnxruntime

onnxruntime.set_default_logger_severity(4)
CASES = {
    "MaxPooling1D": ((8, 3), "MaxPool", "kernel_shape", [1, 2, 1], "runs"),
    "MaxPooling2D": ((6, 8, 3), "MaxPool", "kernel_shape", [1, 2, 2, 1], "Unsupported pooling size"),
    "AveragePooling2D": ((6, 8, 3), "Conv", "strides", [1, 2, 2, 1], "runs"),
}
for name, (shape, operator, attribute, numbers, known) in CASES.items():
    model = keras.Sequential([keras.Input(shape), getattr(keras.layers, name)(2)])
    x = numpy.random.default_rng(1).standard_normal((2, *shape)).astype(numpy.float32)
    expected = numpy.asarray(model(x))
    model.export("pool.onnx", format="onnx", verbose=False)
    file = onnx.load("pool.onnx")
    onnx.checker.check_model(file, full_check=True)
    (node,) = [node for node in file.graph.node if node.op_type == operator]
    (found,) = [list(a.ints) for a in node.attribute if a.name == attribute]
    session = onnxruntime.InferenceSession("pool.onnx", providers=["CPUExecutionProvider"])
    try:
        (y,) = session.run(None, {session.get_inputs()[0].name: x})
        assert numpy.allclose(y, expected, atol=1e-5)
        result = "runs"
    except Exception as error:
        result = known if known in str(error) else str(error)
    print(f"{name}: {operator} of {attribute.split('_')[0]} {found}, {result}")
    assert (found, result) == (numbers, known), (found, result)
PYTHON
