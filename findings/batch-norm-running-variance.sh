#!/usr/bin/env bash
# torch 2.15.0, keras 3.15.1 on JAX, flax 0.12.8, onnx 1.23.2 (jax 0.10.2, numpy 2.4.6): the variance that batch norm keeps for inference.
# Expected: the running variance follows the variance that the batch is divided by, whatever the framework.
# Found: PyTorch divides the batch by the variance over m, but keeps the one over m - 1; Keras, Flax and BatchNormalization of ONNX
# in training mode keep the one that they divide by. The outputs are the same. One batch of 1 and 3, from variance 1, share 0.1:
#   PyTorch: outputs [-0.9995  0.9995], running variance [1.1]
#   Keras: outputs [-0.9995  0.9995], running variance [1.]
#   Flax: outputs [-0.9995  0.9995], running variance [1.]
#   ONNX: outputs [-0.9995  0.9995], running variance [1.]
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.15.0 keras==3.15.1 flax==0.12.8 jax==0.10.2 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import os

os.environ["KERAS_BACKEND"] = "jax"
import flax.linen
import jax
import keras
import numpy
import onnx
import torch
from onnx.reference import ReferenceEvaluator

x = numpy.float32([[1], [3]])
found = {}

layer = torch.nn.BatchNorm1d(1, momentum=0.1, eps=1e-3)
found["PyTorch"] = (layer(torch.from_numpy(x)).detach().numpy(), layer.running_var.numpy())

layer = keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-3)
found["Keras"] = (numpy.asarray(layer(x, training=True)), numpy.asarray(layer.moving_variance))

layer = flax.linen.BatchNorm(use_running_average=False, momentum=0.9, epsilon=1e-3)
y, state = layer.apply(layer.init(jax.random.key(0), x), x, mutable=["batch_stats"])
found["Flax"] = (numpy.asarray(y), numpy.asarray(state["batch_stats"]["var"]))

text = """<ir_version: 8, opset_import: ["": 15]> m (float[2, 1] x) => (float[2, 1] y, float[1] mean, float[1] variance)
<float[1] one = {1.0}, float[1] zero = {0.0}>
{ y, mean, variance = BatchNormalization<training_mode = 1, momentum = 0.9, epsilon = 0.001>(x, one, zero, zero, one) }"""
model = onnx.parser.parse_model(text)
onnx.checker.check_model(model)
y, _, variance = ReferenceEvaluator(model).run(None, {"x": x})
found["ONNX"] = (y, variance)

for program, (y, variance) in found.items():
    print(f"{program}: outputs {y.ravel().round(4)}, running variance {variance.round(4)}")
    assert numpy.allclose(y.ravel(), [-1, 1], atol=1e-3), y
    assert numpy.allclose(variance, 1.1 if program == "PyTorch" else 1.0, atol=1e-4), variance
PYTHON
