#!/usr/bin/env bash
# skl2onnx 1.19.1 with scikit-learn 1.7.2, ONNX Runtime 1.23.2: a regressor that is fitted to two numbers for each row.
# Expected: the ONNX model has an output of two columns, as `predict` has.
# Found: for `MLPRegressor` it has one column and twice as many rows, the two numbers of a row one below the other, with no error or
# warning at conversion; the numbers are right. `LinearRegression` and `Ridge` keep their columns. Who takes the first number of each row, or
# checks one row against one row, does not notice.
# Exits with 0 as long as that is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet scikit-learn==1.7.2 skl2onnx==1.19.1 onnxruntime==1.23.2 onnx==1.19.1
cat > check.py <<'PYTHON'
import warnings

import numpy as np
import onnxruntime
from skl2onnx import to_onnx
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.neural_network import MLPRegressor

random = np.random.default_rng(1)
x = random.normal(size=(40, 4)).astype(np.float32)
y = np.stack([x[:, 0], -x[:, 1]], axis=1)


def shapes(model):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(x, y)
    file = to_onnx(model, x[:1]).SerializeToString()
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    (output,) = session.run(None, {session.get_inputs()[0].name: x[:5]})
    expected = model.predict(x[:5])
    same = np.allclose(output.ravel(), expected.ravel(), atol=1e-4)
    print(f"{type(model).__name__}: predict {expected.shape}, ONNX {output.shape}, same numbers in the same order: {same}")
    return expected.shape, output.shape, same


mlp = shapes(MLPRegressor(hidden_layer_sizes=(8,), max_iter=50, random_state=0))
others = [shapes(LinearRegression()), shapes(Ridge())]
assert mlp == ((5, 2), (10, 1), True), mlp
assert all(other == ((5, 2), (5, 2), True) for other in others), others
PYTHON
venv/bin/python check.py
