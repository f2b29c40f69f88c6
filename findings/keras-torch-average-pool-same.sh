#!/usr/bin/env bash
# keras 3.15.1 on PyTorch and on JAX (torch 2.15.0, jax 0.10.2, numpy 2.4.6): average pools with padding='same'.
# Expected: the same numbers on each backend: the mean of what a window covers, without the padding.
# Found: so it is on JAX, and on PyTorch where both ends are padded alike. Where the end has one more, as of every even extent with kernel 3 and
# stride 2, PyTorch's backend repeats the numbers of the border and counts them; of images those of all borders, if one axis is so. There is no error, and
# the shape is right. Max pools are the same. Of 1, 2, 3 and so on:
#   5 numbers, kernel 3, stride 2: JAX 1.50 3.00 4.50, PyTorch 1.50 3.00 4.50
#   6 numbers, kernel 3, stride 2: JAX 2.00 4.00 5.50, PyTorch 2.00 4.00 5.67
#   7 numbers, kernel 4, stride 3: JAX 2.00 4.50 6.50, PyTorch 1.75 4.50 6.75
#   5 x 5 numbers, kernel 3, stride 2: JAX 4.00 5.50 7.00 11.50 13.00 14.50 19.00 20.50 22.00, PyTorch 4.00 5.50 7.00 11.50 13.00 14.50 19.00 20.50 22.00
#   5 x 4 numbers, kernel 3, stride 2: JAX 4.00 5.50 10.00 11.50 16.00 17.50, PyTorch 3.33 5.00 10.00 11.67 16.67 18.33
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 torch==2.15.0 jax==0.10.2 numpy==2.4.6
cd "$folder"
cat > pools.py <<'PYTHON'
import keras
import numpy

CASES = [((5,), 3, 2), ((6,), 3, 2), ((7,), 4, 3), ((5, 5), 3, 2), ((5, 4), 3, 2)]
results = {}
for extents, kernel, stride in CASES:
    x = numpy.arange(1, 1 + numpy.prod(extents), dtype=numpy.float32).reshape(1, *extents, 1)
    for kind in ("Average", "Max"):
        layer = getattr(keras.layers, f"{kind}Pooling{len(extents)}D")(kernel, stride, padding="same")
        results[f"{kind} {'x'.join(map(str, extents))}"] = keras.ops.convert_to_numpy(layer(x)).ravel()
numpy.savez(keras.backend.backend(), **results)
PYTHON
for backend in jax torch; do KERAS_BACKEND=$backend venv/bin/python pools.py; done
venv/bin/python - <<'PYTHON'
import numpy

jax, torch = numpy.load("jax.npz"), numpy.load("torch.npz")
CASES = {
    "5": (3, 2, None),
    "6": (3, 2, [2, 4, 17 / 3]),
    "7": (4, 3, [1.75, 4.5, 6.75]),
    "5x5": (3, 2, None),
    "5x4": (3, 2, [10 / 3, 5, 10, 35 / 3, 50 / 3, 55 / 3]),
}


def means(extents, kernel, stride):
    """What the windows cover; the padding is shared out, and an odd one is behind."""
    axes = []
    for extent in extents:
        steps = -(-extent // stride)
        before = max((steps - 1) * stride + kernel - extent, 0) // 2
        axes.append([slice(max(step * stride - before, 0), step * stride - before + kernel) for step in range(steps)])
    x = numpy.arange(1, 1 + numpy.prod(extents), dtype=float).reshape(extents)
    if len(extents) == 1:
        return [x[window].mean() for window in axes[0]]
    return [x[rows, columns].mean() for rows in axes[0] for columns in axes[1]]


for label, (kernel, stride, known) in CASES.items():
    of_jax, of_torch = jax[f"Average {label}"], torch[f"Average {label}"]
    expected = means(list(map(int, label.split("x"))), kernel, stride)
    show = lambda numbers: " ".join(f"{number:.2f}" for number in numbers)
    print(f"{label.replace('x', ' x ')} numbers, kernel {kernel}, stride {stride}: JAX {show(of_jax)}, PyTorch {show(of_torch)}")
    assert numpy.allclose(of_jax, expected, atol=1e-5), of_jax
    assert numpy.allclose(of_torch, expected if known is None else known, atol=1e-5), of_torch
    assert (jax[f"Max {label}"] == torch[f"Max {label}"]).all()
PYTHON
