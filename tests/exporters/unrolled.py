"""Writes the models unrolled_* of this folder, whose recurrent layers are nodes for each step, and what ONNX Runtime computes with them.

    python -m venv venv && venv/bin/pip install numpy onnx onnxruntime onnxscript safetensors torch
    venv/bin/python unrolled.py
"""

import os

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.numpy import save_file

FOLDER = os.path.dirname(os.path.abspath(__file__))
CALLS, STEPS = 4, 4


class Window(torch.nn.Module):
    """A layer over a window: the exporter has no `RNN` for it."""

    def __init__(self):
        super().__init__()
        self.rnn = torch.nn.RNN(3, 6, batch_first=True)
        self.head = torch.nn.Linear(6, 2)

    def forward(self, x):
        y, _ = self.rnn(x)
        return self.head(y[:, -1])


class Cells(torch.nn.Module):
    """The same steps by hand, of a window that is one vector."""

    def __init__(self):
        super().__init__()
        self.begin, self.cell = torch.nn.Linear(3, 6), torch.nn.RNNCell(3, 6)
        self.head = torch.nn.Linear(6, 2)

    def forward(self, x):
        h = torch.tanh(self.begin(x[:, :3]))
        for step in range(1, STEPS):
            h = self.cell(x[:, 3 * step : 3 * step + 3], h)
        return self.head(h)


def write(name, module, shape):
    torch.manual_seed(0)
    path = os.path.join(FOLDER, f"unrolled_{name}_d.onnx")
    example = torch.zeros(2, *shape)
    program = torch.onnx.export(module.eval(), (example,), dynamic_shapes=({0: torch.export.Dim("N")},))
    model = program.model_proto
    # Where each node comes from in Python is most of a small file.
    for node in model.graph.node:
        node.ClearField("metadata_props")
    for value in [*model.graph.value_info, *model.graph.input, *model.graph.output]:
        value.ClearField("metadata_props")
    model.graph.ClearField("metadata_props")
    onnx.checker.check_model(model)
    onnx.save(model, path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    x = np.random.default_rng(3).standard_normal((CALLS, 1, *shape)).astype(np.float32)
    given, result = session.get_inputs()[0].name, session.get_outputs()[0].name
    y = np.stack([session.run(None, {given: call})[0] for call in x])
    save_file({f"in.{given}": x, f"out.{result}": y}, path.replace(".onnx", ".io.safetensors"))
    print(path, os.path.getsize(path), y.shape)


write("rnn", Window(), (STEPS, 3))
write("cells", Cells(), (3 * STEPS,))
