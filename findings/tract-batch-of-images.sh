#!/usr/bin/env bash
# tract 0.23.9 (onnx 1.23.2, numpy 2.4.6), x86-64, one thread: eight 3x3 convolutions of 16 channels on 32x32 pixels, for a batch of 32 images.
# Expected: an image of the batch takes as long as alone, or less.
# Found: it takes several times as long. A model whose batch is 32 took 5.1 ms an image, one whose batch is 1 took 1.3 ms, called for the same 32 images one
# after the other. The outputs have the same bits. So an application that collects images into batches becomes slower.
# Exits with 0 as long as an image of the batch takes at least half as long again, by the least of five runs in turns.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tract==0.23.9 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import time

import numpy
import onnx
import tract
from onnx import TensorProto, helper, numpy_helper

LAYERS, IMAGES, SHAPE = 8, 32, (16, 32, 32)
numbers = numpy.random.default_rng(1)
weights = [
    numpy_helper.from_array((numbers.standard_normal((16, 16, 3, 3)) / 12).astype(numpy.float32), f"weight{layer}")
    for layer in range(LAYERS)
]
nodes = [
    helper.make_node("Conv", [f"x{layer}", f"weight{layer}"], [f"x{layer + 1}"], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    for layer in range(LAYERS)
]


def model(batch):
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [batch, *SHAPE]) for name in ("x0", f"x{LAYERS}")
    ]
    graph = helper.make_graph(nodes, "convolutions", ends[:1], ends[1:], weights)
    file = f"{batch}.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), file)
    return tract.onnx().load(file).into_model().into_runnable()


images = numbers.standard_normal((IMAGES, *SHAPE)).astype(numpy.float32)
alone, together = model(1), model(IMAGES)


def one_by_one():
    return numpy.concatenate([alone.run([images[i : i + 1]])[0].to_numpy() for i in range(IMAGES)])


def at_once():
    return together.run([images])[0].to_numpy()


least = {one_by_one: float("inf"), at_once: float("inf")}
for _ in range(5):
    for run in least:
        start = time.perf_counter()
        run()
        least[run] = min(least[run], time.perf_counter() - start)
for run, seconds in least.items():
    print(f"{run.__name__}: {seconds / IMAGES * 1e6:.0f} us an image")
assert numpy.array_equal(one_by_one(), at_once()), "the bits differ"
assert least[at_once] > 1.5 * least[one_by_one], "a batch is not slower any more"
print("as found")
PYTHON
