#!/usr/bin/env bash
# candle-nn 0.11.1 (rustc 1.95.0), CPU: training through LayerNorm, RmsNorm and softmax_last_dim.
# Expected: a module that is built from a VarMap has gradients, or `backward` fails as it does for what has no gradient (a convolution transposed
# in one axis, say).
# Found: there is no gradient behind them, neither of the layer in front nor of the norm's own weight, and `backward` reports success, so
# an optimizer leaves all those parameters as they are. Of the same formulas over an input that is not contiguous, which take another path
# inside, there is one, as there is for softmax with the axis as an argument:
#   LayerNorm: weight in front without, its own weight without
#   LayerNorm, not contiguous: weight in front with, its own weight with
#   RmsNorm: weight in front without, its own weight without
#   softmax_last_dim: weight in front without
#   softmax: weight in front with
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cd "$folder"
cat > Cargo.toml <<'TOML'
[package]
name = "gradients"
version = "0.0.0"
edition = "2024"
[dependencies]
candle-core = "=0.11.1"
candle-nn = "=0.11.1"
[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RUST'
use candle_core::{DType, Device::Cpu, Result, Tensor, backprop::GradStore};
use candle_nn::{Module, VarBuilder, VarMap, ops};

fn main() -> Result<()> {
    let parameters = VarMap::new();
    let builder = VarBuilder::from_varmap(&parameters, DType::F32, &Cpu);
    let linear = candle_nn::linear(4, 4, builder.pp("linear"))?;
    let layer_norm = candle_nn::layer_norm(4, 1e-5, builder.pp("layer_norm"))?;
    let rms_norm = candle_nn::rms_norm(4, 1e-5, builder.pp("rms_norm"))?;
    let h = linear.forward(&Tensor::new(&[[1f32, 2., 3., 5.], [0., 2., 1., 1.]], &Cpu)?)?;
    let columns = h.t()?.contiguous()?.t()?;
    let has = |gradients: &GradStore, name: &str| {
        let parameters = parameters.data().lock().expect("no other thread");
        if gradients.get(parameters[name].as_tensor()).is_some() { "with" } else { "without" }
    };
    let mut lines = Vec::new();
    for (label, y, own) in [
        ("LayerNorm", layer_norm.forward(&h)?, Some("layer_norm.weight")),
        ("LayerNorm, not contiguous", layer_norm.forward(&columns)?, Some("layer_norm.weight")),
        ("RmsNorm", rms_norm.forward(&h)?, Some("rms_norm.weight")),
        ("softmax_last_dim", ops::softmax_last_dim(&h)?, None),
        ("softmax", ops::softmax(&h, 1)?, None),
    ] {
        let gradients = y.sqr()?.sum_all()?.backward()?;
        let own = own.map_or(String::new(), |name| format!(", its own weight {}", has(&gradients, name)));
        lines.push(format!("{label}: weight in front {}{own}", has(&gradients, "linear.weight")));
    }
    println!("{}", lines.join("\n"));
    assert_eq!(lines, [
        "LayerNorm: weight in front without, its own weight without",
        "LayerNorm, not contiguous: weight in front with, its own weight with",
        "RmsNorm: weight in front without, its own weight without",
        "softmax_last_dim: weight in front without",
        "softmax: weight in front with",
    ]);
    Ok(())
}
RUST
cargo run --quiet
