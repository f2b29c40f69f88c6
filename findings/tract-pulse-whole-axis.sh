#!/usr/bin/env bash
# tract 0.23.9 (onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6): models that `Pulse` makes streams, with operators that need all steps at once.
# Expected: they are refused, for the later steps are not there yet, as a mean or a CumSum with reverse = 1 over time are.
# Found: Softmax and LogSoftmax over time are taken over each pulse alone; the second half of a bidirectional LSTM goes back through a pulse and then
# on to the next one, with what it remembers. So the numbers depend on the size of pulses. There is no error, and the delay is said to be 0. Of 8
# steps, compared with ONNX Runtime on all of them, on each pulse, and on the pulses in the other order:
#   Softmax over channels: pulses of 4 right, pulses of 8 right
#   Softmax over time: pulses of 4 of each pulse alone, pulses of 8 right
#   LogSoftmax over time: pulses of 4 of each pulse alone, pulses of 8 right
#   LSTM: pulses of 4 right, pulses of 8 right
#   LSTM, second half of bidirectional: pulses of 4 back through each pulse, pulses of 8 right
#   ReduceMean over time: refused
#   CumSum over time: pulses of 4 right, pulses of 8 right
#   CumSum over time, reverse: refused
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tract==0.23.9 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import numpy
import onnx
import onnx.helper as make
import onnxruntime
import tract

FLOAT, STEPS = onnx.TensorProto.FLOAT, 8
random = numpy.random.default_rng(1)
x = random.standard_normal((1, 2, STEPS)).astype(numpy.float32)
CONSTANTS = {
    "w": random.standard_normal((2, 12, 2)).astype(numpy.float32),
    "r": random.standard_normal((2, 12, 3)).astype(numpy.float32),
    "w0": random.standard_normal((1, 12, 2)).astype(numpy.float32),
    "r0": random.standard_normal((1, 12, 3)).astype(numpy.float32),
    "zero": numpy.array([0]),
    "one": numpy.array([1]),
    "two": numpy.array([2]),
    "axis": numpy.array(2),
}
node = make.make_node
before, behind = node("Transpose", ["x"], ["t"], perm=[2, 0, 1]), node("Transpose", ["h"], ["y"], perm=[1, 2, 0])
RIGHT, ALONE, BACK, REFUSED = "right", "of each pulse alone", "back through each pulse", "refused"
CASES = {
    "Softmax over channels": ([node("Softmax", ["x"], ["y"], axis=1)], RIGHT),
    "Softmax over time": ([node("Softmax", ["x"], ["y"], axis=2)], ALONE),
    "LogSoftmax over time": ([node("LogSoftmax", ["x"], ["y"], axis=2)], ALONE),
    "LSTM": ([before, node("LSTM", ["t", "w0", "r0"], ["d"], hidden_size=3), node("Squeeze", ["d", "one"], ["h"]), behind], RIGHT),
    "LSTM, second half of bidirectional": (
        [
            before,
            node("LSTM", ["t", "w", "r"], ["d"], hidden_size=3, direction="bidirectional"),
            node("Slice", ["d", "one", "two", "one"], ["e"]),
            node("Squeeze", ["e", "one"], ["h"]),
            behind,
        ],
        BACK,
    ),
    "ReduceMean over time": ([node("ReduceMean", ["x", "two"], ["m"]), node("Sub", ["x", "m"], ["y"])], REFUSED),
    "CumSum over time": ([node("CumSum", ["x", "axis"], ["y"])], RIGHT),
    "CumSum over time, reverse": ([node("CumSum", ["x", "axis"], ["y"], reverse=1)], REFUSED),
}


def in_pulses(run, pulse):
    return numpy.concatenate([run(numpy.ascontiguousarray(x[:, :, at : at + pulse])) for at in range(0, STEPS, pulse)], axis=2)


def in_other_order(pulses, pulse):
    return numpy.concatenate([pulses[:, :, at : at + pulse] for at in range(STEPS - pulse, -1, -pulse)], axis=2)


def stream(pulse):
    model = tract.onnx().load("model.onnx")
    model.set_input_fact(0, "1,2,S,f32")
    model.analyse()
    model = model.into_model()
    model.transform(tract.Pulse(pulse, symbol="S"))
    assert model.property("pulse.delay").to_numpy().ravel().tolist() == [0]
    state = model.into_runnable().spawn_state()
    return in_pulses(lambda part: state.run([part])[0].to_numpy(), pulse)


for label, (nodes, known) in CASES.items():
    used = {name for one in nodes for name in one.input}
    graph = make.make_graph(
        nodes,
        "model",
        [make.make_tensor_value_info("x", FLOAT, [1, 2, "S"])],
        [make.make_tensor_value_info("y", FLOAT, [1, None, "S"])],
        [onnx.numpy_helper.from_array(array, name) for name, array in CONSTANTS.items() if name in used],
    )
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, "model.onnx")
    session = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])
    run = lambda part: session.run(None, {"x": part})[0]
    found = {}
    for pulse in (4, STEPS):
        try:
            y = stream(pulse)
        except tract.TractError as error:
            assert "pulse" in str(error) or "pulsify" in str(error), error
            found[pulse] = REFUSED
            continue
        same = lambda expected: numpy.allclose(y, expected, atol=1e-5)
        back = in_other_order(run(in_other_order(x, pulse)), pulse)
        found[pulse] = RIGHT if same(run(x)) else ALONE if same(in_pulses(run, pulse)) else BACK if same(back) else "another"
    if known == REFUSED:
        print(f"{label}: {found[4]}")
        assert set(found.values()) == {REFUSED}, found
    else:
        print(f"{label}: " + ", ".join(f"pulses of {pulse} {result}" for pulse, result in found.items()))
        assert found == {4: known, STEPS: RIGHT}, found
PYTHON
