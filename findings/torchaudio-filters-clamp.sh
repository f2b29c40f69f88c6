#!/usr/bin/env bash
# torchaudio 2.11.1 (torch 2.15.0, scipy 1.17.1, numpy 2.4.6), float32: filters of signals that go beyond full scale.
# Expected: a filter is linear, so a signal 4 times as large yields numbers 4 times as large, as lfilter of SciPy has it and as the convolution
# fftconvolve of torchaudio has it; floats have no full scale.
# Found: all the filters by name (lowpass_biquad, equalizer_biquad and so on) and deemphasis cut what goes beyond -1 and 1, and have no argument
# that turns it off; lfilter has one, clamp. There is no error. A target that was scaled to a deviation of 1 loses its peaks, and deemphasis
# does not undo preemphasis, which cuts nothing. Largest numbers of a sine of amplitude 0.5 and of one of 4:
#   lowpass_biquad: 0.50 1.00
#   equalizer_biquad: 0.50 1.00
#   allpass_biquad: 0.50 1.00
#   lfilter, clamp=False: 0.50 4.00
#   SciPy's lfilter: 0.50 4.00
#   deemphasis of preemphasis: 0.50 1.00
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torchaudio==2.11.1 torch==2.15.0 scipy==1.17.1 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import numpy
import scipy.signal
import torch
import torchaudio.functional as F

RATE = 48_000
sine = torch.sin(2 * torch.pi * 100 * torch.arange(4800) / RATE)
b, a = torch.tensor([0.5, 0.5]), torch.tensor([1.0, 0.0])
for name, function, largest in [
    ("lowpass_biquad", lambda x: F.lowpass_biquad(x, RATE, 10_000.0), 1.0),
    ("equalizer_biquad", lambda x: F.equalizer_biquad(x, RATE, 10_000.0, -6.0), 1.0),
    ("allpass_biquad", lambda x: F.allpass_biquad(x, RATE, 10_000.0), 1.0),
    ("lfilter, clamp=False", lambda x: F.lfilter(x, a, b, clamp=False), 4.0),
    ("SciPy's lfilter", lambda x: torch.tensor(scipy.signal.lfilter(b.numpy(), a.numpy(), x.numpy())), 4.0),
    ("deemphasis of preemphasis", lambda x: F.deemphasis(F.preemphasis(x)), 1.0),
]:
    found = [function(amplitude * sine).abs().max().item() for amplitude in (0.5, 4.0)]
    print(f"{name}: {found[0]:.2f} {found[1]:.2f}")
    assert numpy.allclose(found, [0.5, largest], atol=0.01), found
PYTHON
