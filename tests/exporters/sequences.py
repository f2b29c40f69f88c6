"""Writes the models sequence_* of this folder, causal convolutions over sequences by PyTorch, and what ONNX Runtime computes with them.

    python -m venv venv && venv/bin/pip install numpy onnx onnxruntime onnxscript safetensors torch
    venv/bin/python sequences.py

`_d` is PyTorch's default exporter, `_l` the older one. Each model is exported in a process of its own: see docs/onnx.md, "Steps as nodes".
"""

import os
import subprocess
import sys

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.numpy import save_file
from torch.nn import functional as F
from torch.nn.utils.parametrizations import weight_norm

FOLDER = os.path.dirname(os.path.abspath(__file__))
CALLS, STEPS = 4, 40


class Chomp(torch.nn.Module):
    """Cuts the steps that padding at the end has added."""

    def __init__(self, size):
        super().__init__()
        self.size = size

    def forward(self, x):
        return x[:, :, : -self.size].contiguous()


class Block(torch.nn.Module):
    """Two convolutions of normed weights with padding at both ends, of which the end is cut; and what they are added to."""

    def __init__(self, inputs, outputs, kernel, dilation):
        super().__init__()
        padding = (kernel - 1) * dilation

        def convolution(channels):
            return weight_norm(torch.nn.Conv1d(channels, outputs, kernel, padding=padding, dilation=dilation))

        def half(channels):
            return [convolution(channels), Chomp(padding), torch.nn.ReLU(), torch.nn.Dropout(0.1)]

        self.net = torch.nn.Sequential(*half(inputs), *half(outputs))
        self.downsample = torch.nn.Conv1d(inputs, outputs, 1) if inputs != outputs else None

    def forward(self, x):
        beside = x if self.downsample is None else self.downsample(x)
        return torch.relu(self.net(x) + beside)


class Tcn(torch.nn.Module):
    """Sequences [N, T, 3] to [N, T, 2]."""

    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.Sequential(Block(3, 6, 3, 1), Block(6, 6, 3, 2), Block(6, 5, 2, 4))
        self.head = torch.nn.Linear(5, 2)

    def forward(self, x):
        return self.head(self.blocks(x.transpose(1, 2)).transpose(1, 2))


class Wavenet(torch.nn.Module):
    """Sequences [N, 1, T] to [N, 1, T], with padding at the start and gates."""

    def __init__(self):
        super().__init__()
        self.entry = torch.nn.Conv1d(1, 4, 1)
        self.filters = torch.nn.ModuleList(torch.nn.Conv1d(4, 4, 2, dilation=2**n) for n in range(4))
        self.gates = torch.nn.ModuleList(torch.nn.Conv1d(4, 4, 2, dilation=2**n) for n in range(4))
        self.mixes = torch.nn.ModuleList(torch.nn.Conv1d(4, 4, 1) for n in range(4))
        self.head = torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Conv1d(4, 3, 1), torch.nn.ReLU(), torch.nn.Conv1d(3, 1, 1))

    def forward(self, x):
        x, skips = self.entry(x), 0
        for n, (filters, gates, mix) in enumerate(zip(self.filters, self.gates, self.mixes)):
            padded = F.pad(x, (2**n, 0))
            mixed = mix(torch.tanh(filters(padded)) * torch.sigmoid(gates(padded)))
            skips = skips + mixed
            x = x + mixed
        return self.head(skips)


class Mixed(torch.nn.Module):
    """Sequences [N, T, 3] to the last of [N, T, 2]: groups, a norm of each step, an LSTM."""

    def __init__(self):
        super().__init__()
        self.depthwise = torch.nn.Conv1d(3, 3, 4, groups=3)
        self.norm = torch.nn.LayerNorm(3)
        self.lstm = torch.nn.LSTM(3, 4, batch_first=True)
        self.head = torch.nn.Linear(4, 2)

    def forward(self, x):
        x = F.pad(x, (0, 0, 3, 0)).transpose(1, 2)
        x = F.gelu(self.norm(self.depthwise(x).transpose(1, 2)))
        y, _ = self.lstm(x)
        return self.head(y)[:, -1]


class Normed(torch.nn.Module):
    """Sequences [N, 2, T] to [N, 4, T]: a norm of the batch before the end is cut, and a gate of halves."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv1d(2, 8, 3, padding=4, dilation=2, bias=False)
        self.norm = torch.nn.BatchNorm1d(8)
        torch.nn.init.uniform_(self.norm.running_mean)
        torch.nn.init.uniform_(self.norm.running_var, 0.5, 2)

    def forward(self, x):
        return F.glu(self.norm(self.conv(x))[..., :-4], dim=1)


# The module, the shape of a sequence, the axis of steps, and whether its length is free.
MODELS = {
    "tcn": (Tcn, (STEPS, 3), 1, True),
    "tcn_fixed": (Tcn, (STEPS, 3), 1, False),
    "wavenet": (Wavenet, (1, STEPS), 2, True),
    "mixed": (Mixed, (STEPS, 3), 1, True),
    "normed": (Normed, (2, STEPS), 2, True),
}


def write(name, dynamo):
    module, shape, axis, is_free = MODELS[name]
    torch.manual_seed(0)
    module = module().eval()
    path = os.path.join(FOLDER, f"sequence_{name}_{'d' if dynamo else 'l'}.onnx")
    example = torch.zeros(2, *shape)
    names = {0: "N", axis: "T"} if is_free else {0: "N"}
    if dynamo:
        dynamic = ({axis: torch.export.Dim(name) for axis, name in names.items()},)
        model = torch.onnx.export(module, (example,), dynamic_shapes=dynamic).model_proto
    else:
        axes = {"x": names, "y": names}
        torch.onnx.export(module, (example,), path, dynamo=False, input_names=["x"], output_names=["y"], dynamic_axes=axes)
        model = onnx.load(path)
    # Where each node comes from in Python is most of a small file.
    for part in [model.graph, *model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output]:
        part.ClearField("metadata_props")
    onnx.checker.check_model(model)
    onnx.save(model, path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    inputs = np.random.default_rng(15).standard_normal((CALLS, 1, *shape)).astype(np.float32)
    given, result = session.get_inputs()[0].name, session.get_outputs()[0].name
    outputs = np.stack([session.run(None, {given: x})[0] for x in inputs])
    save_file({f"in.{given}": inputs, f"out.{result}": outputs}, path.replace(".onnx", ".io.safetensors"))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        write(sys.argv[1], sys.argv[2] == "d")
    else:
        for name in MODELS:
            for exporter in "dl":
                subprocess.run([sys.executable, __file__, name, exporter], check=True)
