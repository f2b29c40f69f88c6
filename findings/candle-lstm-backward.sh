#!/usr/bin/env bash
# candle-nn 0.11.1 (rustc 1.95.0), CPU: the second direction of an LSTM, and what `seq` of a GRU yields.
# Expected: `Direction::Backward` begins at the last step, as the reverse half of a bidirectional LSTM whose weights it looks up under PyTorch's
# names; `states_to_tensor` yields [batch, steps, numbers] of a GRU as of an LSTM.
# Found: the direction chooses the names alone, both go forward through the steps; and a GRU's states are joined to [batch, steps * numbers].
# Of the steps 1, 0, 0, with equal weights:
#   Forward: 0.3696 0.2093 0.1374
#   Backward: 0.3696 0.2093 0.1374
#   Forward of the reversed steps, reversed: 0.3696 0.0000 0.0000
#   shape of 3 steps of 2 numbers: LSTM [1, 3, 2], GRU [1, 6]
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cd "$folder"
cat > Cargo.toml <<'TOML'
[package]
name = "directions"
version = "0.0.0"
edition = "2024"
[dependencies]
candle-core = "=0.11.1"
candle-nn = "=0.11.1"
[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RUST'
use candle_core::{DType, Device::Cpu, Result, Tensor};
use candle_nn::{GRUConfig, Init, LSTMConfig, RNN, VarBuilder, VarMap, rnn::Direction};

fn run(direction: Direction, steps: [f32; 3]) -> Result<Vec<f32>> {
    let builder = VarBuilder::from_varmap(&VarMap::new(), DType::F32, &Cpu);
    let config = LSTMConfig { direction, w_ih_init: Init::Const(1.), w_hh_init: Init::Const(0.5), ..LSTMConfig::default() };
    let layer = candle_nn::lstm(1, 1, config, builder)?;
    let states = layer.seq(&Tensor::new(&steps, &Cpu)?.reshape((1, 3, 1))?)?;
    layer.states_to_tensor(&states)?.flatten_all()?.to_vec1()
}

fn print(label: &str, y: &[f32]) {
    println!("{label}: {}", y.iter().map(|y| format!("{y:.4}")).collect::<Vec<_>>().join(" "));
}

fn main() -> Result<()> {
    let forward = run(Direction::Forward, [1., 0., 0.])?;
    let backward = run(Direction::Backward, [1., 0., 0.])?;
    let mut reversed = run(Direction::Forward, [0., 0., 1.])?;
    reversed.reverse();
    print("Forward", &forward);
    print("Backward", &backward);
    print("Forward of the reversed steps, reversed", &reversed);
    assert_eq!(forward, backward);
    assert_ne!(backward, reversed);

    let builder = VarBuilder::from_varmap(&VarMap::new(), DType::F32, &Cpu);
    let x = Tensor::zeros((1, 3, 1), DType::F32, &Cpu)?;
    let lstm = candle_nn::lstm(1, 2, LSTMConfig::default(), builder.pp("lstm"))?;
    let gru = candle_nn::gru(1, 2, GRUConfig::default(), builder.pp("gru"))?;
    let of_lstm = lstm.states_to_tensor(&lstm.seq(&x)?)?.dims().to_vec();
    let of_gru = gru.states_to_tensor(&gru.seq(&x)?)?.dims().to_vec();
    println!("shape of 3 steps of 2 numbers: LSTM {of_lstm:?}, GRU {of_gru:?}");
    assert_eq!((of_lstm, of_gru), (vec![1, 3, 2], vec![1, 6]));
    Ok(())
}
RUST
cargo run --quiet
