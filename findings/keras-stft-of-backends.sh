#!/usr/bin/env bash
# keras 3.15.1 on PyTorch and on JAX (torch 2.15.0, jax 0.10.2, numpy 2.4.6): keras.ops.stft and istft.
# Expected: the same numbers on each backend, and behind both the signal as it was before.
# Found: without a window JAX has frames as long as the transform, PyTorch those of sequence_length, the same as with a window of ones. And of
# frames that are not centred PyTorch's istft divides the ends, too, by the sum of squared windows that the middle has, so the ends fade; JAX has
# the sum of each place. There is no error. Frames of 12 in transforms of 16, in steps of 5, of 1, 2, 3 and so on:
#   sums of the first frames, window=None: JAX 136 216 296, PyTorch 102 162 222
#   sums of the first frames, window of ones: JAX 102 162 222, PyTorch 102 162 222
#   numbers 5 to 8 behind both, center=True: JAX 5.00 6.00 7.00 8.00, PyTorch 5.00 6.00 7.00 8.00
#   numbers 5 to 8 behind both, center=False: JAX 5.00 6.00 7.00 8.00, PyTorch 0.33 1.85 4.85 7.46
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 torch==2.15.0 jax==0.10.2 numpy==2.4.6
cd "$folder"
cat > frames.py <<'PYTHON'
import keras
import numpy

SIZES = {"sequence_length": 12, "sequence_stride": 5, "fft_length": 16}
x = numpy.arange(1, 41, dtype=numpy.float32)[None]
results = {}
for label, window in [("window=None", None), ("window of ones", numpy.ones(12, numpy.float32))]:
    real, _ = keras.ops.stft(x, window=window, center=False, **SIZES)
    results[f"sums of the first frames, {label}"] = keras.ops.convert_to_numpy(real)[0, :3, 0]
for center in (True, False):
    spectrum = keras.ops.stft(x, window="hann", center=center, **SIZES)
    y = keras.ops.istft(spectrum, window="hann", center=center, **SIZES)
    results[f"numbers 5 to 8 behind both, center={center}"] = keras.ops.convert_to_numpy(y)[0, 4:8]
numpy.savez(keras.backend.backend(), **results)
PYTHON
for backend in jax torch; do KERAS_BACKEND=$backend venv/bin/python -W ignore frames.py; done
venv/bin/python - <<'PYTHON'
import numpy

jax, torch = numpy.load("jax.npz"), numpy.load("torch.npz")
SUMS, NUMBERS = [102, 162, 222], [5, 6, 7, 8]
for (label, of_jax), digits, known_jax, known_torch in zip(
    jax.items(), [0, 0, 2, 2], [[136, 216, 296], SUMS, NUMBERS, NUMBERS], [SUMS, SUMS, NUMBERS, [0.3349, 1.8462, 4.8462, 7.4641]]
):
    show = lambda numbers: " ".join(f"{number:.{digits}f}" for number in numbers)
    print(f"{label}: JAX {show(of_jax)}, PyTorch {show(torch[label])}")
    assert numpy.allclose(of_jax, known_jax, atol=1e-3), of_jax
    assert numpy.allclose(torch[label], known_torch, atol=1e-3), torch[label]
PYTHON
