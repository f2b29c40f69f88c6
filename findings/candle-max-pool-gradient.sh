#!/usr/bin/env bash
# candle-core 0.11.1 (torch 2.15.0; rustc 1.95.0), CPU: gradients of max_pool2d and avg_pool2d.
# Expected: the largest number of a window takes the gradient of the window, so that gradients that are 1 sum to the number of windows; what no
# window covers has 0. PyTorch does so.
# Found: the gradient is multiplied by the share of the window that is as large as the largest number, where it should be divided by their count:
# a quarter in a window of 2 x 2, and all of it for each of four equal numbers. avg_pool2d gives gradients to the row and the column
# that it leaves out. There is no error:
#   max_pool2d of 1 2 3 4: candle 0 0 0 0.25, PyTorch 0 0 0 1
#   max_pool2d of 1 1 1 1: candle 1 1 1 1, PyTorch 1 0 0 0
#   avg_pool2d of 3 x 3: candle 0.25 0.25 0.25 0.25 0.25 0.25 0.25 0.25 0.25, PyTorch 0.25 0.25 0 0.25 0.25 0 0 0 0
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.15.0 numpy==2.4.6
mkdir "$folder/src"
cd "$folder"
cat > Cargo.toml <<'TOML'
[package]
name = "gradients"
version = "0.0.0"
edition = "2024"
[dependencies]
candle-core = "=0.11.1"
[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RUST'
use candle_core::{Device::Cpu, Result, Tensor, Var};

fn print_gradient(x: &[f32], size: usize, pool: impl Fn(&Tensor) -> Result<Tensor>) -> Result<()> {
    let x = Var::from_vec(x.to_vec(), (1, 1, size, size), &Cpu)?;
    let gradients = pool(&x)?.sum_all()?.backward()?;
    let gradient = gradients.get(&x).expect("a gradient").flatten_all()?.to_vec1::<f32>()?;
    println!("{}", gradient.iter().map(f32::to_string).collect::<Vec<_>>().join(" "));
    Ok(())
}

fn main() -> Result<()> {
    print_gradient(&[1., 2., 3., 4.], 2, |x| x.max_pool2d(2))?;
    print_gradient(&[1.; 4], 2, |x| x.max_pool2d(2))?;
    print_gradient(&[1.; 9], 3, |x| x.avg_pool2d(2))
}
RUST
cargo build --quiet
venv/bin/python - <<'PYTHON'
import subprocess

import torch
import torch.nn.functional as F

CASES = {
    "max_pool2d of 1 2 3 4": (F.max_pool2d, torch.tensor([[1.0, 2.0], [3.0, 4.0]]), [0, 0, 0, 0.25]),
    "max_pool2d of 1 1 1 1": (F.max_pool2d, torch.ones(2, 2), [1, 1, 1, 1]),
    "avg_pool2d of 3 x 3": (F.avg_pool2d, torch.ones(3, 3), [0.25] * 9),
}
lines = subprocess.run(["target/debug/gradients"], capture_output=True, text=True, check=True).stdout.splitlines()
for (label, (function, x, known)), line in zip(CASES.items(), lines, strict=True):
    x = x[None, None].requires_grad_()
    windows = function(x, 2)
    windows.sum().backward()
    gradient = x.grad.flatten().tolist()
    print(f"{label}: candle {line}, PyTorch {' '.join(f'{number:g}' for number in gradient)}")
    assert sum(gradient) == windows.numel(), gradient
    assert [float(number) for number in line.split()] == known, line
PYTHON
