#!/usr/bin/env bash
# onnxruntime 1.32.0, openvino 2026.4.1, onnx 1.23.2, jax 0.10.2 (numpy 2.4.6): transposed convolutions with
# the padding SAME and a stride that is longer than the kernel.
# Expected: outputs are inputs times stride, as the standard says for auto_pad = SAME_UPPER, with the zeros that no kernel reaches behind.
# Found: three answers. ONNX Runtime and OpenVINO have one output too few, the reference evaluator of onnx has its zero in front;
# only JAX does what is expected. With a kernel as long as the stride all agree:
#   kernel 3, evaluator: [  1.  10. 100.   2.  20. 200.   3.  30. 300.]
#   kernel 3, ONNX Runtime: [  1.  10. 100.   2.  20. 200.   3.  30. 300.]
#   kernel 3, OpenVINO: [  1.  10. 100.   2.  20. 200.   3.  30. 300.]
#   kernel 3, JAX: [  1.  10. 100.   2.  20. 200.   3.  30. 300.]
#   kernel 2, evaluator: [ 0.  1. 10.  0.  2. 20.  0.  3. 30.]
#   kernel 2, ONNX Runtime: [ 1. 10.  0.  2. 20.  0.  3. 30.]
#   kernel 2, OpenVINO: [ 1. 10.  0.  2. 20.  0.  3. 30.]
#   kernel 2, JAX: [ 1. 10.  0.  2. 20.  0.  3. 30.  0.]
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 openvino==2026.4.1 jax==0.10.2 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import io

import jax
import numpy
import onnx
import onnxruntime
import openvino
from onnx.reference import ReferenceEvaluator

onnxruntime.set_default_logger_severity(3)


def run_openvino(file, feeds):
    core = openvino.Core()
    compiled = core.compile_model(core.read_model(io.BytesIO(file)), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return compiled(feeds)[0]

x = numpy.float32([1, 2, 3])
for kernel in [3, 2]:
    w = numpy.float32([1, 10, 100][:kernel])
    text = f"""<ir_version: 10, opset_import: ["": 22]> m (float[1, 1, 3] x) => (float[1, 1, n] y)
    <float[1, 1, {kernel}] w = {{{", ".join(map(str, w))}}}> {{ y = ConvTranspose<strides = [3], auto_pad = "SAME_UPPER">(x, w) }}"""
    model = onnx.parser.parse_model(text)
    onnx.checker.check_model(model, full_check=True)
    feeds, file, axes = {"x": x.reshape(1, 1, 3)}, model.SerializeToString(), ("NHC", "HIO", "NHC")
    outputs = {
        "evaluator": ReferenceEvaluator(model).run(None, feeds)[0],
        "ONNX Runtime": onnxruntime.InferenceSession(file).run(None, feeds)[0],
        "OpenVINO": run_openvino(file, feeds),
        "JAX": jax.lax.conv_transpose(x.reshape(1, 3, 1), w[::-1].reshape(-1, 1, 1), (3,), "SAME", dimension_numbers=axes),
    }
    for program, y in outputs.items():
        y = numpy.asarray(y).ravel()
        print(f"kernel {kernel}, {program}: {y}")
        spread = numpy.outer(x, numpy.pad(w, (0, 3 - kernel))).ravel()
        if kernel == 3 or program == "JAX":
            assert numpy.array_equal(y, spread), y
        else:
            assert numpy.array_equal(y, numpy.roll(spread, 1) if program == "evaluator" else spread[:8]), y
PYTHON
