#!/usr/bin/env bash
# onnxruntime 1.32.0, onnx 1.23.2 (librosa 0.11.0, scipy 1.17.1, numpy 2.4.6): HammingWindow and MelWeightMatrix, the operators for features of sound.
# Expected: the window 0.54 - 0.46 cos of SciPy, PyTorch and NumPy; and of the mel matrix librosa's with htk=True and norm=None, whose triangles
# cover every frequency.
# Found: the window has 25/46, 0.5435, as the standard says, so its ends are 0.087 instead of 0.08; Hann and Blackman are the usual ones. The edges of
# triangles are rounded down to whole bins, as the standard says, too: a bin may lie in no triangle at all, and neighbours may be one filter twice.
# Features from such a file are others than those that a network was trained on. For 16 kHz up to 8 kHz:
#   HammingWindow of 8, ONNX Runtime: 0.0870 0.2207 0.5435 0.8663 1.0000 0.8663 0.5435 0.2207
#   HammingWindow of 8, SciPy: 0.0800 0.2147 0.5400 0.8653 1.0000 0.8653 0.5400 0.2147
#   40 filters of 257 bins, ONNX Runtime: 16 bins between the ends without a filter, 0 filters as their neighbour
#   40 filters of 257 bins, librosa: 0 bins between the ends without a filter, 0 filters as their neighbour
#   80 filters of 201 bins, ONNX Runtime: 7 bins between the ends without a filter, 5 filters as their neighbour
#   80 filters of 201 bins, librosa: 0 bins between the ends without a filter, 0 filters as their neighbour
# Exits with 0 as long as this is so and the evaluator of onnx has what ONNX Runtime has.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 onnx==1.23.2 librosa==0.11.0 scipy==1.17.1 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import librosa
import numpy
import onnx.parser
import onnxruntime
import scipy.signal
from onnx.reference import ReferenceEvaluator

RATE = 16_000


def run(text, **inputs):
    model = onnx.parser.parse_model('<ir_version: 10, opset_import: ["": 20]> ' + text)
    onnx.checker.check_model(model, full_check=True)
    inputs = {name: numpy.asarray(value, numpy.float32 if isinstance(value, float) else numpy.int64) for name, value in inputs.items()}
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (found,), (evaluated,) = session.run(None, inputs), ReferenceEvaluator(model).run(None, inputs)
    assert numpy.allclose(found, evaluated, atol=1e-6), (found, evaluated)
    return found


usual = {"Hann": True, "Hamming": False, "Blackman": True}
for name, is_usual in usual.items():
    found = run(f"window (int64 n) => (float[k] y) {{ y = {name}Window <periodic = 1> (n) }}", n=8)
    expected = scipy.signal.get_window(name.lower(), 8)
    assert numpy.allclose(found, expected, atol=1e-6) == is_usual, (name, found)
    if not is_usual:
        for program, numbers in [("ONNX Runtime", found), ("SciPy", expected)]:
            print(f"{name}Window of 8, {program}: {' '.join(f'{number:.4f}' for number in numbers)}")
        angles = 2 * numpy.pi * numpy.arange(8) / 8
        assert numpy.allclose(found, 25 / 46 - 21 / 46 * numpy.cos(angles), atol=1e-6), found

MEL = "mel (int64 a, int64 b, int64 c, float d, float e) => (float[k, l] y) { y = MelWeightMatrix (a, b, c, d, e) }"
for filters, length, known in [(40, 512, (16, 0)), (80, 400, (7, 5))]:
    of_onnx = run(MEL, a=filters, b=length, c=RATE, d=0.0, e=RATE / 2)
    of_librosa = librosa.filters.mel(sr=RATE, n_fft=length, n_mels=filters, htk=True, norm=None).T
    for program, matrix, counts in [("ONNX Runtime", of_onnx, known), ("librosa", of_librosa, (0, 0))]:
        assert matrix.shape == (length // 2 + 1, filters)
        without = int((matrix[1:-1].sum(axis=1) == 0).sum())
        twice = int((matrix[:, 1:] == matrix[:, :-1]).all(axis=0).sum())
        print(
            f"{filters} filters of {length // 2 + 1} bins, {program}: {without} bins between the ends without a filter, "
            f"{twice} filters as their neighbour"
        )
        assert (without, twice) == counts
PYTHON
