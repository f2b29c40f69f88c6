"""Writes frames.safetensors: what ONNX Runtime computes with models whose state is an input and an output, 128 steps that carry it.

    python -m venv venv && venv/bin/pip install numpy onnxruntime safetensors
    venv/bin/python frames.py CASES

CASES is the folder that has policies/lstm_force.onnx and speech/dtln_1.onnx, which this repository does not contain. Of every eighth step the
outputs are kept. Number i of all inputs is (7919 i mod 2001) / 1000 - 1, without its sign for the model of speech.
"""

import os
import sys

import numpy as np
import onnxruntime
from safetensors.numpy import save_file

FRAMES, KEPT = 128, 8


def inputs(length):
    numbers = np.arange(FRAMES * length, dtype=np.int64) * 7919 % 2001
    return (numbers.astype(np.float32) / np.float32(1000) - np.float32(1)).reshape(FRAMES, length)


def run(path, rows, states):
    """`states` has shapes by names; the outputs behind the first are the states in this order."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    carried = {name: np.zeros(shape, np.float32) for name, shape in states.items()}
    first = next(value for value in session.get_inputs() if value.name not in states)
    outputs = []
    for row in rows:
        output, *after = session.run(None, {first.name: row.reshape(first.shape), **carried})
        carried = dict(zip(states, after))
        outputs.append(output.ravel())
    return np.stack(outputs[KEPT - 1 :: KEPT])


def main():
    cases = sys.argv[1]
    found = {
        "lstm_force": run(os.path.join(cases, "policies/lstm_force.onnx"), inputs(60),
                          {"h_in": (1, 1, 256), "c_in": (1, 1, 256)}),
        "dtln_1": run(os.path.join(cases, "speech/dtln_1.onnx"), np.abs(inputs(257)), {"input_3": (1, 2, 128, 2)}),
    }
    save_file(found, os.path.join(os.path.dirname(os.path.abspath(__file__)), "frames.safetensors"))


main()
