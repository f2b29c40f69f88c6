#!/usr/bin/env bash
# candle-core 0.11.1 (rustc 1.95.0), CPU: the gradient of a map that is enlarged and also used as it is, as in a U-Net.
# Expected: the gradients of both uses are added, in whatever order the two are added: 2 x 2 copies of each number and 10 times it make 14.
# Found: the one of upsample_nearest2d is stored in place of what was there, so it depends on the order of a sum whether the other use counts.
# With 10 times the map first it is there, with the enlarged map first it is lost. There is no error:
#   10 x + enlarged: 14 14 14 14
#   enlarged + 10 x: 4 4 4 4
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
[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RUST'
use candle_core::{Device::Cpu, Result, Tensor, Var};

fn main() -> Result<()> {
    let x = Var::from_vec(vec![1f32, 2., 3., 4.], (1, 1, 2, 2), &Cpu)?;
    let enlarged = || x.upsample_nearest2d(4, 4)?.sum_all();
    let scaled = || x.affine(10., 0.)?.sum_all();
    let gradient = |sum: Tensor| -> Result<Vec<f32>> {
        sum.backward()?.get(&x).expect("a gradient").flatten_all()?.to_vec1()
    };
    let found = [
        ("10 x + enlarged", gradient((scaled()? + enlarged()?)?)?),
        ("enlarged + 10 x", gradient((enlarged()? + scaled()?)?)?),
    ];
    for ((label, gradient), known) in found.iter().zip([14f32, 4.]) {
        let numbers: Vec<String> = gradient.iter().map(f32::to_string).collect();
        println!("{label}: {}", numbers.join(" "));
        assert_eq!(gradient, &vec![known; 4]);
    }
    Ok(())
}
RUST
cargo run --quiet
