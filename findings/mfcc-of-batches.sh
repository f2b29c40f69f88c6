#!/usr/bin/env bash
# torchaudio 2.11.1, librosa 0.11.0 (torch 2.15.0, numpy 2.4.6): MFCC of a quiet recording, alone and in a batch with a loud one.
# Expected: a row of a batch is what it is alone.
# Found: both cut off what is 80 dB below the largest number, and that is the largest one of the whole batch [rows, samples], so the features
# of a recording depend on its company. There is no error. A channel axis between, [rows, 1, samples], helps in torchaudio, not in librosa.
# First coefficient of noise of 1e-4, in the middle:
#   torchaudio: alone -685.7, in a batch -454.3, in a batch with an axis of channels -685.7
#   librosa: alone -690.5, in a batch -439.2, in a batch with an axis of channels -439.2
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torchaudio==2.11.1 torch==2.15.0 librosa==0.11.0 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import librosa
import numpy
import torch
import torchaudio

RATE = 16_000
random = numpy.random.default_rng(1)
loud = numpy.sin(2 * numpy.pi * 440 * numpy.arange(RATE) / RATE).astype(numpy.float32)
quiet = (1e-4 * random.standard_normal(RATE)).astype(numpy.float32)
batch = numpy.stack([loud, quiet])
transform = torchaudio.transforms.MFCC(RATE, 13)
for program, function, known in [
    ("torchaudio", lambda x: transform(torch.tensor(x)).numpy(), [True, False, True]),
    ("librosa", lambda x: librosa.feature.mfcc(y=x, sr=RATE, n_mfcc=13), [True, False, False]),
]:
    found = [function(quiet), function(batch)[1], function(batch[:, None])[1, 0]]
    numbers = [features[0, features.shape[1] // 2] for features in found]
    print(f"{program}: alone {numbers[0]:.1f}, in a batch {numbers[1]:.1f}, in a batch with an axis of channels {numbers[2]:.1f}")
    same = [numpy.allclose(features, found[0], atol=0.01) for features in found]
    assert same == known, same
    assert abs(numbers[1] - numbers[0]) > 100, numbers
PYTHON
