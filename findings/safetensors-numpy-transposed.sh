#!/usr/bin/env bash
# safetensors 0.8.0 (numpy 2.4.6): `safetensors.numpy.save_file` writes a transposed array's memory under its logical shape.
# Expected: the array that is loaded equals the one that was saved, as with `numpy.save`, or an error as in safetensors.torch.
# Found: no error, the right shape, and the numbers in other places; the same for slices with steps and Fortran's order:
#   saved  [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]]
#   loaded [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet safetensors==0.8.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import numpy
from safetensors.numpy import load_file, save_file

plain = numpy.arange(6, dtype=numpy.float32).reshape(2, 3)
for name, array in [("transposed", plain.T), ("with steps", plain[:, ::2]), ("Fortran's order", numpy.asfortranarray(plain))]:
    save_file({"a": array}, "a.safetensors")
    loaded = load_file("a.safetensors")["a"]
    print(name, "saved", array.tolist(), "loaded", loaded.tolist())
    assert loaded.shape == array.shape and not numpy.array_equal(loaded, array), "it is saved as it is now"
    save_file({"a": numpy.ascontiguousarray(array)}, "a.safetensors")
    assert numpy.array_equal(load_file("a.safetensors")["a"], array), "contiguous arrays are no longer saved"
PYTHON
