"""Checks the models of this folder with onnx and computes the values of the tests with ONNX Runtime."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import save_file

# Columns that are classes, and how many there are.
POSITIONS = {"classes": {1: 7, 4: 3}}

for path in sorted(Path(".").glob("*.onnx")):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (given,), (result,) = session.get_inputs(), session.get_outputs()
    assert given.shape[0] == "N" and result.shape[0] == "N", "the batch dimension is symbolic"
    random = np.random.default_rng(1)
    x = random.normal(0, 2, (24, *given.shape[1:])).astype(np.float32)
    for column, rows in POSITIONS.get(path.stem, {}).items():
        x[:, column] = random.integers(0, rows, 24)
    y = session.run(None, {given.name: x})[0]
    assert y.shape == (24, *result.shape[1:]), "the declared shape is that of the output"
    alone = np.concatenate([session.run(None, {given.name: x[row : row + 1]})[0] for row in range(24)])
    assert np.allclose(alone, y, rtol=1e-6, atol=1e-6 * abs(y).max())
    save_file({"x": x, "y": y}, path.with_suffix(".safetensors"))
    print(path, result.name, y.shape)
