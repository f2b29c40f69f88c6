"""Checks the models of this folder with onnx and computes the values of the tests with ONNX Runtime."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import save_file

# Columns that are classes, and how many there are.
POSITIONS = {"classes": {1: 7, 4: 3}}
# Histories of layers `delay`.
DELAYS = ["late_history", "layer0_history", "layer4_history"]



def walk(session, model, x):
    """What a stream of `x` yields, step by step, and its state afterwards."""
    given, *states = model.graph.input
    # A new stream begins with the defaults of inputs, and elsewhere with zeros.
    carried = {
        state.name: np.zeros((x.shape[1], *shape(state)[1:]), np.float32)
        for state in states
        if all(state.name != default.name for default in model.graph.initializer)
    }
    outputs = []
    for row in x:
        y, *new = session.run(None, {given.name: row, **carried})
        carried = {state.name: value for state, value in zip(states, new)}
        outputs.append(y)
    return np.stack(outputs), carried


def part(name):
    if "." in name:
        return name.replace(".", "_") + "__next"
    return (name.removesuffix("_history") if name in DELAYS else name) + "_next"


def shape(value):
    return [axis.dim_param or axis.dim_value for axis in value.type.tensor_type.shape.dim]


def at_once(session, model, x):
    """The same of a model that takes all steps of some streams, of shape [streams, steps, ..]."""
    given, *states = model.graph.input
    carried = {
        state.name: np.zeros((len(x), *shape(state)[1:]), np.float32)
        for state in states
        if all(state.name != default.name for default in model.graph.initializer)
    }
    y, *new = session.run(None, {given.name: x, **carried})
    return y, {state.name: value for state, value in zip(states, new)}


def check_state(model):
    (given, *states), (result, *after) = model.graph.input, model.graph.output
    assert all(shape(value)[0] == "N" for value in [*model.graph.input, *model.graph.output])
    assert [(state.name + "_next", shape(state)) for state in states] == [(s.name, shape(s)) for s in after]
    return shape(given), shape(result), any(default.name == s.name for default in model.graph.initializer for s in states)


def save(path, x, y, kept):
    # As `State::parts` has them: a delay has the name of its line alone, and a name that is taken ends in `_`.
    kept = {part(name): state for name, state in kept.items()}
    save_file({"x": x, "y": y} | kept, path.with_suffix(".safetensors"))
    print(path, y.shape, list(kept))


def check_stream(path, session, model):
    given, result, has_defaults = check_state(model)
    x = np.random.default_rng(1).normal(0, 1, (24, 1, *given[1:])).astype(np.float32)
    y, kept = walk(session, model, x)
    assert y.shape == (24, 1, *result[1:]), "the declared shape is that of the output"
    if not has_defaults:
        # Two streams beside each other.
        beside, _ = walk(session, model, np.concatenate([x, x[::-1]], axis=1))
        assert np.allclose(beside[:, :1], y, rtol=1e-6, atol=1e-6 * abs(y).max())
    save(path, x[:, 0], y[:, 0], kept)


def check_sequence(path, session, model):
    given, result, has_defaults = check_state(model)
    assert given[1] in ("T", 24) and result[1] == given[1], "an axis of steps"
    x = np.random.default_rng(1).normal(0, 1, (1, 24, *given[2:])).astype(np.float32)
    y, kept = at_once(session, model, x)
    assert y.shape == (1, 24, *result[2:]), "the declared shape is that of the output"
    # What the model of one step yields.
    step = path.with_stem(path.stem.removesuffix("_sequence"))
    stepwise, of_steps = walk(onnxruntime.InferenceSession(step), onnx.load(step), x.swapaxes(0, 1))
    assert np.allclose(stepwise[:, 0], y[0], rtol=1e-5, atol=2e-6 * abs(y).max())
    assert all(np.allclose(of_steps[name], kept[name], rtol=1e-5, atol=1e-5) for name in kept)
    if not has_defaults:
        # Two streams beside each other.
        beside, _ = at_once(session, model, np.concatenate([x, x[:, ::-1]]))
        assert np.allclose(beside[:1], y, rtol=1e-6, atol=1e-6 * abs(y).max())
    save(path, x[0], y[0], kept)


for path in sorted(Path(".").glob("*.onnx")):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    if path.stem.endswith("_sequence"):
        check_sequence(path, session, model)
        continue
    if len(model.graph.input) > 1:
        check_stream(path, session, model)
        continue
    (given,), (result,) = session.get_inputs(), session.get_outputs()
    assert given.shape[0] == "N" and result.shape[0] == "N", "the batch dimension is symbolic"
    random = np.random.default_rng(1)
    x = random.normal(0, 2, (24, *given.shape[1:])).astype(np.float32)
    for column, rows in POSITIONS.get(path.stem, {}).items():
        x[:, column] = random.integers(0, rows, 24)
    y = session.run(None, {given.name: x})[0]
    assert y.shape == (24, *result.shape[1:]), "the declared shape is that of the output"
    alone = np.concatenate([session.run(None, {given.name: x[row : row + 1]})[0] for row in range(24)])
    assert np.allclose(alone, y, rtol=1e-6, atol=1e-6 * abs(y).max())
    save_file({"x": x, "y": y}, path.with_suffix(".safetensors"))
    print(path, result.name, y.shape)
