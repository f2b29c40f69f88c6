"""Writes the models window_* of this folder, recurrent layers that see whole sequences, and what ONNX Runtime computes with them.

    python -m venv venv && venv/bin/pip install numpy onnx onnxruntime onnxscript safetensors torch
    venv/bin/python windows.py

`_d` is PyTorch's default exporter, `_l` the older one, `_o` are written node by node. Rows of numbers are `[steps, numbers]`, whatever the
file has in front of the batch. Each model is exported in a process of its own.
"""

import os
import subprocess
import sys

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file
from torch.nn import functional as F

FOLDER = os.path.dirname(os.path.abspath(__file__))
CALLS, STEPS, INPUTS = 4, 7, 3


class Last(torch.nn.Module):
    """The last step of both directions."""

    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(INPUTS, 5, batch_first=True, bidirectional=True)
        self.head = torch.nn.Linear(10, 2)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


class Hidden(torch.nn.Module):
    """What each direction ends with: two layers, joined."""

    def __init__(self):
        super().__init__()
        self.gru = torch.nn.GRU(INPUTS, 4, num_layers=2, batch_first=True, bidirectional=True)
        self.head = torch.nn.Linear(8, 3)

    def forward(self, x):
        hidden = self.gru(x)[1]
        return self.head(torch.cat([hidden[-2], hidden[-1]], dim=1))


class Mean(torch.nn.Module):
    """The mean of all steps, behind a norm of each."""

    def __init__(self):
        super().__init__()
        self.gru = torch.nn.GRU(INPUTS, 4, batch_first=True, bidirectional=True)
        self.norm = torch.nn.LayerNorm(8)
        self.head = torch.nn.Linear(8, 3)

    def forward(self, x):
        return self.head(self.norm(self.gru(x)[0]).mean(1))


class Forward(torch.nn.Module):
    """One direction, whose largest numbers of all steps are taken."""

    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(INPUTS, 6, batch_first=True)
        self.head = torch.nn.Linear(6, 2)

    def forward(self, x):
        return self.head(self.lstm(x)[0].max(1)[0])


class Flat(torch.nn.Module):
    """All steps as one vector."""

    def __init__(self):
        super().__init__()
        self.rnn = torch.nn.RNN(INPUTS, 4, batch_first=True, nonlinearity="relu", bidirectional=True)
        self.head = torch.nn.Linear(8 * STEPS, 3)

    def forward(self, x):
        return self.head(torch.flatten(self.rnn(x)[0], 1))


class Tagger(torch.nn.Module):
    """Something of each step: two layers in both directions between dense layers of each step."""

    def __init__(self):
        super().__init__()
        self.entry = torch.nn.Linear(INPUTS, 6)
        self.lstm = torch.nn.LSTM(6, 3, num_layers=2, batch_first=True, bidirectional=True)
        self.head = torch.nn.Linear(6, 4)

    def forward(self, x):
        x = torch.tanh(self.entry(x))
        return torch.sigmoid(self.head(torch.relu(self.lstm(x)[0] + x)))


class Ctc(torch.nn.Module):
    """The logarithm of the probability of each class at each step."""

    def __init__(self):
        super().__init__()
        self.gru = torch.nn.GRU(INPUTS, 4, batch_first=True, bidirectional=True)
        self.head = torch.nn.Linear(8, 5)

    def forward(self, x):
        return F.log_softmax(self.head(self.gru(x)[0]), dim=2)


class CtcStepsFirst(torch.nn.Module):
    """The same of sequences [T, N, 3], as the loss of this name wants them, with a softmax over the units of each step inside."""

    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(INPUTS, 4, bidirectional=True)
        self.head = torch.nn.Linear(8, 5)

    def forward(self, x):
        return F.log_softmax(self.head(torch.softmax(self.lstm(x)[0], dim=-1)), dim=2)


class Attention(torch.nn.Module):
    """A weight for each step, by softmax over the steps."""

    def __init__(self):
        super().__init__()
        self.gru = torch.nn.GRU(INPUTS, 4, batch_first=True, bidirectional=True)
        self.head = torch.nn.Linear(8, 3)

    def forward(self, x):
        x = self.gru(x)[0]
        return self.head((x * torch.softmax(x, dim=1)).mean(1))


class Words(torch.nn.Module):
    """Positions in a table, and the largest numbers of all steps."""

    def __init__(self):
        super().__init__()
        self.table = torch.nn.Embedding(11, 4)
        self.lstm = torch.nn.LSTM(4, 5, batch_first=True, bidirectional=True)
        self.head = torch.nn.Linear(10, 2)

    def forward(self, x):
        return self.head(self.lstm(self.table(x))[0].mean(1))


class Crnn(torch.nn.Module):
    """Convolutions in front of both directions."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv1d(INPUTS, 8, 3, padding=1)
        self.norm = torch.nn.BatchNorm1d(8)
        self.gru = torch.nn.GRU(8, 5, batch_first=True, bidirectional=True)
        self.head = torch.nn.Linear(10, 4)
        torch.nn.init.uniform_(self.norm.running_mean)
        torch.nn.init.uniform_(self.norm.running_var, 0.5, 2)

    def forward(self, x):
        x = F.max_pool1d(torch.relu(self.norm(self.conv(x.transpose(1, 2)))), 2)
        return self.head(self.gru(x.transpose(1, 2))[0])


class StepsFirst(torch.nn.Module):
    """Sequences [T, N, 3]: the batch is the second axis all the way."""

    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(INPUTS, 4, bidirectional=True)
        self.gru = torch.nn.GRU(8, 4)
        self.head = torch.nn.Linear(4, 2)

    def forward(self, x):
        x = self.lstm(x)[0]
        return torch.sigmoid(self.head(F.silu(self.gru(torch.tanh(x))[0])))


class StepsFirstMean(torch.nn.Module):
    """The same, of whose steps the mean is taken."""

    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(INPUTS, 4, bidirectional=True)
        self.head = torch.nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.lstm(x)[0].mean(0))


class Flipped(torch.nn.Module):
    """A layer that goes back, by steps that are flipped before and behind it, beside one that goes forward."""

    def __init__(self):
        super().__init__()
        self.forth = torch.nn.GRU(INPUTS, 4, batch_first=True)
        self.back = torch.nn.GRU(INPUTS, 5, batch_first=True)
        self.head = torch.nn.Linear(9, 2)

    def forward(self, x):
        forth, back = self.forth(x)[0], self.back(x.flip(1))[0].flip(1)
        return self.head(torch.cat([forth, back], dim=2))


class Begun(torch.nn.Module):
    """Parameters that each direction begins with, the same in all rows."""

    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(INPUTS, 4, batch_first=True, bidirectional=True)
        self.h = torch.nn.Parameter(torch.rand(2, 1, 4))
        self.c = torch.nn.Parameter(torch.rand(2, 1, 4))
        self.head = torch.nn.Linear(8, 2)

    def forward(self, x):
        n = x.shape[0]
        begin = (self.h.expand(-1, n, -1).contiguous(), self.c.expand(-1, n, -1).contiguous())
        return self.head(self.lstm(x, begin)[0][:, 0])


# The module, the shape of a row, and whether the steps come before the batch.
MODELS = {
    "last": (Last, False),
    "hidden": (Hidden, False),
    "mean": (Mean, False),
    "forward": (Forward, False),
    "flat": (Flat, False),
    "tagger": (Tagger, False),
    "ctc": (Ctc, False),
    "ctc_steps_first": (CtcStepsFirst, True),
    "attention": (Attention, False),
    "words": (Words, False),
    "crnn": (Crnn, False),
    "steps_first": (StepsFirst, True),
    "steps_first_mean": (StepsFirstMean, True),
    "flipped": (Flipped, False),
    "begun": (Begun, False),
}


def finish(model, path, steps_first, of_positions=False):
    """Saves a model without what only tells where its nodes are from, and what it computes."""
    for part in [model.graph, *model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output]:
        part.ClearField("metadata_props")
    onnx.checker.check_model(model)
    onnx.save(model, path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    generator = np.random.default_rng(16)
    if of_positions:
        inputs = generator.integers(0, 11, (CALLS, 1, STEPS))
    else:
        inputs = generator.standard_normal((CALLS, 1, STEPS, INPUTS)).astype(np.float32)
    given, result = session.get_inputs()[0].name, session.get_outputs()[0].name
    outputs = [session.run([result], {given: x.swapaxes(0, 1) if steps_first else x})[0] for x in inputs]
    outputs = np.stack([y.swapaxes(0, 1) if steps_first and y.ndim == 3 else y for y in outputs])
    save_file({f"in.{given}": inputs, f"out.{result}": np.ascontiguousarray(outputs)}, path.replace(".onnx", ".io.safetensors"))


def write(name, dynamo):
    module, steps_first = MODELS[name]
    torch.manual_seed(0)
    module = module().eval()
    path = os.path.join(FOLDER, f"window_{name}_{'d' if dynamo else 'l'}.onnx")
    of_positions = name == "words"
    example = torch.zeros(2, STEPS, dtype=torch.int64) if of_positions else torch.zeros(2, STEPS, INPUTS)
    example = example.transpose(0, 1) if steps_first else example
    batch = 1 if steps_first else 0
    if dynamo:
        model = torch.onnx.export(module, (example,), dynamic_shapes=({batch: torch.export.Dim("N")},)).model_proto
    else:
        names = {"x": {batch: "N"}, "y": {batch: "N"} if name == "steps_first" or not steps_first else {0: "N"}}
        torch.onnx.export(module, (example,), path, dynamo=False, input_names=["x"], output_names=["y"], dynamic_axes=names)
        model = onnx.load(path)
    finish(model, path, steps_first, of_positions)


def by_hand():
    """Operators as the standard has them, in one direction or both, with the batch in either place."""
    generator = np.random.default_rng(17)

    def random(*shape):
        return (generator.standard_normal(shape) * 0.7).astype(np.float32)

    for name, operator, direction, gates in [
        ("lstm_reverse", "LSTM", "reverse", 4),
        ("gru_reverse_last", "GRU", "reverse", 3),
        ("rnn_both_begun", "RNN", "bidirectional", 1),
        ("lstm_ended", "LSTM", "bidirectional", 4),
    ]:
        n, units = 2 if direction == "bidirectional" else 1, 5
        constants = {
            "W": random(n, gates * units, INPUTS),
            "R": random(n, gates * units, units),
            "B": random(n, 2 * gates * units),
            "lengths": np.array([STEPS], dtype=np.int32),
            "h": random(n, 1, units),
            "join": np.array([0, 0, -1], dtype=np.int64),
            "row": np.array([0, -1], dtype=np.int64),
            "axis": np.array([1], dtype=np.int64),
            "axis0": np.array([0], dtype=np.int64),
        }
        begins = ["lengths", "h"] if name == "rnn_both_begun" else []
        wants_last = name in ("gru_reverse_last", "lstm_ended")
        node = helper.make_node(
            operator,
            ["x", "W", "R", "B", *begins],
            ["", "last"] if wants_last else ["all"],
            name=f"/layer/{operator}",
            hidden_size=units,
            direction=direction,
        )
        if name == "lstm_ended":
            rest = [
                helper.make_node("Transpose", ["last"], ["beside"], perm=[1, 0, 2]),
                helper.make_node("Reshape", ["beside", "row"], ["y"]),
            ]
        elif wants_last:
            rest = [helper.make_node("Squeeze", ["last", "axis0"], ["y"])]
        elif n == 1:
            rest = [helper.make_node("Squeeze", ["all", "axis"], ["y"])]
        else:
            rest = [
                helper.make_node("Transpose", ["all"], ["beside"], perm=[0, 2, 1, 3]),
                helper.make_node("Reshape", ["beside", "join"], ["y"]),
            ]
        used = {operand for node in [node, *rest] for operand in node.input}
        initializers = [numpy_helper.from_array(value, key) for key, value in constants.items() if key in used]
        x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [STEPS, 1, INPUTS])
        shape = [1, n * units] if wants_last else [STEPS, 1, n * units]
        y = helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)
        graph = helper.make_graph([node, *rest], name, [x], [y], initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        finish(model, os.path.join(FOLDER, f"window_{name}_o.onnx"), True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        write(sys.argv[1], sys.argv[2] == "d")
    else:
        by_hand()
        for name in MODELS:
            for exporter in "dl":
                subprocess.run([sys.executable, __file__, name, exporter], check=True)
