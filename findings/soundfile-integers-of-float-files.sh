#!/usr/bin/env bash
# soundfile 0.14.0 (numpy 2.4.6): reading a WAV file of floats as integers, and writing integers to one.
# Expected: full scale is 1.0 in floats and 32768 in 16 bits, whatever the file has inside, as it is for files of integers.
# Found: for files of floats there is no scale in either direction: a sine at full scale is read as -1, 0 and 1, silence but for clicks, and
# integers are written as thousands of times full scale. There is no error:
#   PCM_16 of 0.5 -0.25 0.125, read as int16: 16384 -8192 4096
#   FLOAT of 0.5 -0.25 0.125, read as int16: 0 0 0
#   PCM_16 of int16 16384 -8192 4096, read as float64: 0.5 -0.25 0.125
#   FLOAT of int16 16384 -8192 4096, read as float64: 16384 -8192 4096
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet soundfile==0.14.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import numpy
import soundfile

FLOATS, INTEGERS = numpy.array([0.5, -0.25, 0.125]), numpy.int16([16384, -8192, 4096])
found = {}
for label, samples, read in [("0.5 -0.25 0.125", FLOATS, "int16"), ("int16 16384 -8192 4096", INTEGERS, "float64")]:
    for kind in ["PCM_16", "FLOAT"]:
        soundfile.write("a.wav", samples, 8000, subtype=kind)
        y, _ = soundfile.read("a.wav", dtype=read)
        print(f"{kind} of {label}, read as {read}: " + " ".join(f"{sample:g}" for sample in y))
        found[kind, read] = y
assert numpy.array_equal(found["PCM_16", "int16"], INTEGERS)
assert numpy.array_equal(found["FLOAT", "int16"], [0, 0, 0])
assert numpy.array_equal(found["PCM_16", "float64"], INTEGERS / 32768)
assert numpy.array_equal(found["FLOAT", "float64"], INTEGERS)

turns = numpy.sin(2 * numpy.pi * 440 * numpy.arange(8000) / 8000)
soundfile.write("a.wav", turns, 8000, subtype="FLOAT")
assert set(soundfile.read("a.wav", dtype="int16")[0]) == {-1, 0, 1}
PYTHON
