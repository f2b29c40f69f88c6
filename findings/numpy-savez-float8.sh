#!/usr/bin/env bash
# numpy 2.4.6 with ml_dtypes 0.6.0: `numpy.savez` writes types that `numpy.load` cannot give back.
# Expected: an error when saving, or the type that was saved.
# Found: no error; bfloat16 and float8_e4m3fn come back as raw bytes, `|V2` and `|V1`, and float8_e5m2 cannot be read at all:
#   bfloat16 is written as '<V2' and read as |V2
#   float8_e4m3fn is written as '<V1' and read as |V1
#   float8_e5m2 is written as '<f1' and read as an error: descr is not a valid dtype descriptor: '<f1'
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy==2.4.6 ml_dtypes==0.6.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import re
import zipfile

import ml_dtypes
import numpy

found = {}
for name in ["bfloat16", "float8_e4m3fn", "float8_e5m2"]:
    numpy.savez("a.npz", a=numpy.ones(4, getattr(ml_dtypes, name)))
    written = re.search(rb"'descr': ('[^']*')", zipfile.ZipFile("a.npz").read("a.npy"))[1].decode()
    try:
        read = str(numpy.load("a.npz")["a"].dtype)
    except ValueError as error:
        read = f"an error: {error}"
    print(f"{name} is written as {written} and read as {read}")
    found[name] = (written, read)
assert found == {
    "bfloat16": ("'<V2'", "|V2"),
    "float8_e4m3fn": ("'<V1'", "|V1"),
    "float8_e5m2": ("'<f1'", "an error: descr is not a valid dtype descriptor: '<f1'"),
}, found
PYTHON
