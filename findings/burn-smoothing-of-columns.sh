#!/usr/bin/env bash
# burn 0.22.1 (rustc 1.95.0), backend Flex: smoothed labels of a binary cross entropy, given as a row, a column or a list.
# Expected: the same loss for the same pairs of logits and labels, as without smoothing; labels of 0 and 1 become 0.1 and 0.9 with smoothing 0.2.
# Found: the last axis is taken for the number of classes, so what is added to labels is 0.2 divided by it: a column, the usual output of one
# sigmoid, has the labels 0.2 and 1.0, and a row of four outputs 0.05 and 0.85. Only a list has 0.1 and 0.9:
#   smoothing 0: [4] 0.9907, [4, 1] 0.9907, [1, 4] 0.9907
#   smoothing 0.2: [4] 1.0032, [4, 1] 1.0407, [1, 4] 0.9845
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cd "$folder"
cat > Cargo.toml <<'TOML'
[package]
name = "smoothing"
version = "0.0.0"
edition = "2024"
[dependencies]
burn = { version = "=0.22.1", default-features = false, features = ["std", "flex"] }
[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RUST'
use burn::nn::loss::BinaryCrossEntropyLossConfig;
use burn::tensor::{Device, Int, Tensor};

const LOGITS: [f32; 4] = [0.5, -1., 2., -3.];
const LABELS: [i32; 4] = [1, 0, 1, 1];

/// The mean of `ln(1 + exp(z)) - y z` over the pairs, with these labels in place of 0 and 1.
fn formula(zero: f64, one: f64) -> f64 {
    let pairs = LOGITS.iter().zip(LABELS);
    let terms = pairs.map(|(&z, label)| f64::from(z).exp().ln_1p() - if label == 1 { one } else { zero } * f64::from(z));
    terms.sum::<f64>() / 4.
}

fn main() {
    let device = Device::default();
    let logits = || Tensor::<1>::from_floats(LOGITS, &device);
    let labels = || Tensor::<1, Int>::from_ints(LABELS, &device);
    for (smoothing, known) in [(0., [(0., 1.); 3]), (0.2, [(0.1, 0.9), (0.2, 1.), (0.05, 0.85)])] {
        let config = BinaryCrossEntropyLossConfig::new().with_logits(true);
        let loss = config.with_smoothing((smoothing > 0.).then_some(smoothing)).init(&device);
        let found = [
            loss.forward(logits(), labels()),
            loss.forward(logits().reshape([4, 1]), labels().reshape([4, 1])),
            loss.forward(logits().reshape([1, 4]), labels().reshape([1, 4])),
        ];
        let [list, column, row] = found.map(|loss| loss.into_scalar::<f32>());
        println!("smoothing {smoothing}: [4] {list:.4}, [4, 1] {column:.4}, [1, 4] {row:.4}");
        for (loss, (zero, one)) in [list, column, row].into_iter().zip(known) {
            assert!((f64::from(loss) - formula(zero, one)).abs() < 1e-5, "{loss}");
        }
    }
}
RUST
cargo run --quiet
