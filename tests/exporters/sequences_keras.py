"""Writes the models keras_tf_sequence* of this folder, causal convolutions over sequences by Keras on TensorFlow, and what ONNX Runtime computes with them.

    python -m venv venv && venv/bin/pip install keras onnx onnxruntime safetensors tensorflow-cpu tf2onnx
    venv/bin/python sequences_keras.py
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import onnx
import onnxruntime
from keras import layers
from safetensors.numpy import save_file

FOLDER = os.path.dirname(os.path.abspath(__file__))
CALLS, STEPS, INPUTS = 4, 40, 3


def model(steps):
    """Dilated convolutions, a dense layer of each step between them, and a sum."""
    x = layers.Input((steps, INPUTS))
    first = layers.Conv1D(6, 3, padding="causal", dilation_rate=2, activation="relu")(x)
    gate = layers.Dense(6, activation="sigmoid")(first)
    second = layers.Conv1D(6, 2, padding="causal", activation="tanh")(layers.Multiply()([first, gate]))
    y = layers.LayerNormalization()(layers.Add()([first, second]))
    return keras.Model(x, layers.Dense(2)(y))


def write(name, steps):
    keras.utils.set_random_seed(0)
    network = model(steps)
    generator = np.random.default_rng(16)
    # Biases begin with zeros, and the exporter leaves them out.
    network.set_weights([(generator.standard_normal(w.shape) * 0.4).astype(np.float32) for w in network.get_weights()])
    network(np.zeros((2, STEPS, INPUTS), np.float32))
    path = os.path.join(FOLDER, f"keras_tf_{name}.onnx")
    network.export(path, format="onnx", verbose=False)
    onnx.checker.check_model(path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    inputs = generator.standard_normal((CALLS, 1, STEPS, INPUTS)).astype(np.float32)
    given, result = session.get_inputs()[0].name, session.get_outputs()[0].name
    outputs = np.stack([session.run(None, {given: x})[0] for x in inputs])
    save_file({f"in.{given}": inputs, f"out.{result}": outputs}, path.replace(".onnx", ".io.safetensors"))


write("sequence", None)
write("sequence_fixed", STEPS)
