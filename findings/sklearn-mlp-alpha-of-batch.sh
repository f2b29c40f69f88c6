#!/usr/bin/env bash
# scikit-learn 1.9.1 (numpy 2.4.6): `alpha` of MLPRegressor and MLPClassifier, with other batch sizes.
# Expected: the strength of the L2 penalty that is added to the mean loss, so a step of gradient descent shrinks weights by rate * alpha.
# Found: it is divided by the number of rows of the batch, so it shrinks by rate * alpha / batch_size, and half of that in a batch twice as large.
# With the default of 200 rows the default alpha of 0.0001 is 5e-7 of what others call weight decay. Rate 0.1, alpha 0.1, inputs
# and targets of 0, so that nothing else moves the weights; one epoch of 100 rows:
#   batches of 1: 100 steps, weights times 0.3660, as (1 - 0.1 * 0.1 / 1) ** 100
#   batches of 10: 10 steps, weights times 0.9900, as (1 - 0.1 * 0.1 / 10) ** 10
#   batches of 100: 1 steps, weights times 0.9999, as (1 - 0.1 * 0.1 / 100) ** 1
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scikit-learn==1.9.1 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import numpy
from sklearn.neural_network import MLPRegressor

x, y = numpy.zeros((100, 3)), numpy.zeros(100)


def weights(rate, alpha, batch_size):
    model = MLPRegressor(
        hidden_layer_sizes=(4,),
        activation="identity",
        solver="sgd",
        momentum=0,
        learning_rate_init=rate,
        alpha=alpha,
        batch_size=batch_size,
        max_iter=1,
        random_state=1,
    )
    return model.fit(x, y).coefs_[0]


start = weights(1e-30, 0, 100)
for batch_size in [1, 10, 100]:
    (factor,) = numpy.unique((weights(0.1, 0.1, batch_size) / start).round(6))
    steps = 100 // batch_size
    print(f"batches of {batch_size}: {steps} steps, weights times {factor:.4f}, as (1 - 0.1 * 0.1 / {batch_size}) ** {steps}")
    assert numpy.isclose(factor, (1 - 0.1 * 0.1 / batch_size) ** steps, atol=1e-5), factor
    assert not numpy.isclose(factor, 0.99**steps, atol=1e-5) or batch_size == 1, factor
PYTHON
