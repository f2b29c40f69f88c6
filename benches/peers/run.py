"""Runs every peer in turn and prints one JSON line for each figure on standard output.

`{"peer", "net", "measure", "batch", "threads", "ns", "gflops", "peak_fraction"}`; `measure` is `predict`,
`predict_dependent` (each input depends on the last output), `sgd` or `adam` (one whole training step); `ns` is the least
time of one call over all rounds. Progress and errors go to standard error; the exit code is 1 if a peer failed, which
includes outputs that do not agree with the reference, and peers that are not installed when they were named.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Peer: its program and what it needs. Programs in C++ are compiled before their first run.
PEERS = {
    "cpp-arrays": "cpp/arrays.cpp",
    "cpp-eigen": "cpp/eigen.cpp",
    "cpp-realtime": "cpp/realtime.cpp",
    "litert": "peer_litert.py",
    "onnxruntime": "peer_onnxruntime.py",
    "openvino": "peer_openvino.py",
    "jax": "peer_jax.py",
    "jax-scan": "peer_jax.py",
    "torch": "peer_torch.py",
    "torch-compile": "peer_torch.py",
}
MODULES = {
    "peer_litert.py": ("numpy", "flatbuffers", "ai_edge_litert"),
    "peer_onnxruntime.py": ("numpy", "onnx", "onnxruntime"),
    "peer_openvino.py": ("numpy", "onnx", "openvino"),
    "peer_jax.py": ("numpy", "jax"),
    "peer_torch.py": ("numpy", "torch"),
}
NETS = ("xor", "control", "field", "mnist", "wide")
# `-DEIGEN_STACK_ALLOCATION_LIMIT=0` allows large fixed sizes, which all live in objects on the heap. The warning switched off
# is about loops of Eigen's matrix-vector product that a single column never enters.
COMPILE = [
    "g++", "-std=c++17", "-O3", "-march=native", "-ffast-math", "-DNDEBUG", "-DEIGEN_STACK_ALLOCATION_LIMIT=0",
    "-Wno-aggressive-loop-optimizations", "-isystem", "/usr/include/eigen3",
]  # fmt: skip
ONE_THREAD = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")
KEYS = ("peer", "net", "measure", "batch", "threads", "ns", "gflops", "peak_fraction")


def names(allowed):
    def parse(text):
        found = [] if text == "none" else text.split(",")
        unknown = [name for name in found if name not in allowed]
        if unknown:
            raise argparse.ArgumentTypeError(f"unknown {', '.join(unknown)}; known are {', '.join(allowed)}")
        return found

    return parse


def note(text):
    print(f"run: {text}", file=sys.stderr, flush=True)


def compile_program(source):
    """The executable of a C++ peer, compiled anew if a source, or this file with the flags, is newer."""
    program = ROOT / "target" / "peers-bin" / source.stem
    sources = [source, *source.parent.glob("*.h"), Path(__file__)]
    if program.exists() and program.stat().st_mtime > max(path.stat().st_mtime for path in sources):
        return program
    program.parent.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    subprocess.run([*COMPILE, "-o", str(program), str(source)], check=True)
    note(f"compiled {source.name} in {time.monotonic() - start:.0f} s")
    return program


def command_of(source, peers, options):
    """The command line of a program, or None with a note if what it needs is missing."""
    if source.suffix == ".cpp":
        try:
            command = [str(compile_program(source))]
        except (OSError, subprocess.CalledProcessError) as error:
            note(f"{', '.join(peers)}: cannot be compiled ({error}); see benches/peers/install")
            return None
    else:
        python = options.venv / "bin" / "python"
        check = "import importlib.util as u, sys; sys.exit(' '.join(m for m in sys.argv[1:] if not u.find_spec(m)))"
        try:
            test = [str(python), "-c", check, *MODULES[source.name]]
            missing = subprocess.run(test, check=False, stderr=subprocess.PIPE, text=True).stderr.strip()
        except OSError:
            missing = f"the virtualenv {options.venv}"
        if missing:
            note(f"{', '.join(peers)}: not installed: {missing}; see benches/peers/install")
            return None
        command = [str(python), str(source), "--peers", ",".join(peers)]
    command += ["--nets", ",".join(options.nets)]
    if options.peak:
        command += ["--peak", str(options.peak)]
    if options.quick:
        command.append("--quick")
    return ["taskset", "-c", str(options.cpu), *command]


def run(command, environment):
    """Whether the program ended well; its lines are passed on as they come, each checked."""
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        n_lines = 0
        for line in process.stdout:
            try:
                figure = json.loads(line)
                valid = tuple(figure) == KEYS
            except ValueError:
                valid = False
            if not valid:
                note(f"not a figure: {line.rstrip()}")
                continue
            print(line, end="", flush=True)
            n_lines += 1
    return process.returncode == 0 and n_lines > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=names(PEERS), help=f"of {','.join(PEERS)}; default all that are installed")
    parser.add_argument("--nets", type=names(NETS), default=list(NETS), help=f"of {','.join(NETS)}")
    parser.add_argument("--peak", type=float, help="the core's peak in GFLOP/s, for peak_fraction")
    parser.add_argument("--quick", action="store_true", help="few short rounds: a test more than a measurement")
    parser.add_argument("--cpu", type=int, default=max(os.sched_getaffinity(0)), help="the core to run on")
    parser.add_argument("--venv", type=Path, default=ROOT / "target" / "peers-venv", help="made by install")
    options = parser.parse_args()

    environment = dict(os.environ, **dict.fromkeys(ONE_THREAD, "1"))
    programs = {}
    for peer in PEERS if options.peers is None else options.peers:
        programs.setdefault(HERE / PEERS[peer], []).append(peer)
    failed = []
    for source, peers in programs.items():
        command = command_of(source, peers, options)
        if command is None:
            if options.peers is not None:
                failed += peers
            continue
        start = time.monotonic()
        if not run(command, environment):
            failed += peers
        note(f"{', '.join(peers)}: {time.monotonic() - start:.0f} s")
    if failed:
        sys.exit(f"run: FAILED: {', '.join(failed)}")


if __name__ == "__main__":
    main()
