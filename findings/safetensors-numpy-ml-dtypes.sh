#!/usr/bin/env bash
# safetensors 0.8.0 (numpy 2.4.6, ml_dtypes 0.6.0): `safetensors.numpy` writes the types of ml_dtypes and cannot read them again.
# Expected: what `save` takes `load` gives back, or `save` refuses it.
# Found: right files (type BF16, the right bytes), then from `load` of the same module: KeyError: 'BF16', KeyError: 'F8_E4M3'
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet safetensors==0.8.0 numpy==2.4.6 ml_dtypes==0.6.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import ml_dtypes
import numpy
from safetensors.numpy import load, save

for kind, name, data in [("bfloat16", "BF16", b"\x80\x3f\x00\xc0"), ("float8_e4m3fn", "F8_E4M3", b"\x38\xc0")]:
    file = save({"a": numpy.array([1.0, -2.0], getattr(ml_dtypes, kind))})
    assert f'"dtype":"{name}"'.encode() in file and file.endswith(data), file
    try:
        load(file)
    except KeyError as error:
        print("KeyError:", error)
        assert error.args == (name,), error
    else:
        raise SystemExit(f"{kind} is read")
PYTHON
