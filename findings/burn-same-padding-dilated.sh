#!/usr/bin/env bash
# burn 0.22.1 (rustc 1.95.0), backend Flex: `PaddingConfig1d::Same` and `PaddingConfig2d::Same` with a dilation.
# Expected: as many outputs as inputs for a stride of 1, as the documentation of `Same` has it, and as padding='same' of PyTorch and Keras yields.
# Found: the padding is that of the kernel without its dilation, so convolutions and pools shrink; there is no error:
#   Conv1d of 8, kernel 3, dilation 1: 8
#   Conv1d of 8, kernel 3, dilation 2: 6
#   MaxPool1d of 8, kernel 3, dilation 2: 6
#   Conv2d of 8 x 8, kernel 3 x 3, dilation 2: 6 x 6
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cd "$folder"
cat > Cargo.toml <<'TOML'
[package]
name = "padding"
version = "0.0.0"
edition = "2024"
[dependencies]
burn = { version = "=0.22.1", default-features = false, features = ["std", "flex"] }
[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RUST'
use burn::nn::conv::{Conv1dConfig, Conv2dConfig};
use burn::nn::pool::MaxPool1dConfig;
use burn::nn::{PaddingConfig1d, PaddingConfig2d};
use burn::tensor::{Device, Tensor};

fn main() {
    let device = Device::default();
    let row = Tensor::<3>::ones([1, 1, 8], &device);
    for (dilation, known) in [(1, 8), (2, 6)] {
        let config = Conv1dConfig::new(1, 1, 3).with_padding(PaddingConfig1d::Same).with_dilation(dilation);
        let [.., outputs] = config.init(&device).forward(row.clone()).dims();
        println!("Conv1d of 8, kernel 3, dilation {dilation}: {outputs}");
        assert_eq!(outputs, known);
    }

    let config = MaxPool1dConfig::new(3).with_stride(1).with_padding(PaddingConfig1d::Same).with_dilation(2);
    let [.., outputs] = config.init().forward(row).dims();
    println!("MaxPool1d of 8, kernel 3, dilation 2: {outputs}");
    assert_eq!(outputs, 6);

    let config = Conv2dConfig::new([1, 1], [3, 3]).with_padding(PaddingConfig2d::Same).with_dilation([2, 2]);
    let [.., height, width] = config.init(&device).forward(Tensor::<4>::ones([1, 1, 8, 8], &device)).dims();
    println!("Conv2d of 8 x 8, kernel 3 x 3, dilation 2: {height} x {width}");
    assert_eq!([height, width], [6, 6]);
}
RUST
cargo run --quiet
