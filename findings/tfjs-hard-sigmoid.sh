#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0 with Node.js 20.20.2, keras 3.15.1 on JAX (jax 0.10.2, numpy 2.4.6): the activation hard_sigmoid.
# Expected: one function, for the layers of TensorFlow.js are those of Keras under the same names, and its GRU and LSTM have it for their gates.
# Found: two slopes. TensorFlow.js has x / 5 + 1/2 between -2.5 and 2.5, Keras x / 6 + 1/2 between -3 and 3, so gates of
# the same weights open by up to 1/12 more or less. There is no error. Of -2.75, -1, 0, 1 and 2.75:
#   TensorFlow.js: 0.0000 0.3000 0.5000 0.7000 1.0000
#   Keras: 0.0417 0.3333 0.5000 0.6667 0.9583
# Exits with 0 as long as this is so and the other activations of both are the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 jax==0.10.2 numpy==2.4.6
cd "$folder"
npm install --silent --no-save --prefix . @tensorflow/tfjs@4.22.0
cat > activations.mjs <<'JAVASCRIPT'
console.warn = () => {}; // the advice to install another backend
const tf = await import('@tensorflow/tfjs');
await tf.setBackend('cpu');
const x = tf.tensor1d([-2.75, -1, 0, 1, 2.75]);
const found = {};
for (const activation of ['hardSigmoid', 'sigmoid', 'softplus', 'softsign', 'elu', 'selu', 'relu6', 'gelu', 'mish', 'swish']) {
    found[activation] = Array.from(tf.layers.activation({ activation }).apply(x).dataSync());
}
console.log(JSON.stringify(found));
JAVASCRIPT
node activations.mjs > activations.json
venv/bin/python - <<'PYTHON'
import json
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy

x = numpy.float32([-2.75, -1, 0, 1, 2.75])
of_tfjs = json.load(open("activations.json"))
found = {
    "TensorFlow.js": of_tfjs.pop("hardSigmoid"),
    "Keras": numpy.asarray(keras.activations.hard_sigmoid(x)),
}
for (program, numbers), slope in zip(found.items(), [1 / 5, 1 / 6]):
    print(f"{program}: {' '.join(f'{number:.4f}' for number in numbers)}")
    assert numpy.allclose(numbers, numpy.clip(slope * x + 0.5, 0, 1), atol=1e-6), numbers
for name, numbers in of_tfjs.items():
    of_keras = keras.activations.gelu(x, approximate=False) if name == "gelu" else keras.activations.get(name)(x)
    assert numpy.allclose(numbers, of_keras, atol=1e-5), (name, numbers, of_keras)
assert len(of_tfjs) == 9
PYTHON
