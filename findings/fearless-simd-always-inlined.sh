#!/usr/bin/env bash
# fearless_simd 1.2.0 with rustc 1.95.0, x86-64, opt-level 1: what its vectors cost to compile depends on how the functions around
# single operations are inlined, though the machine code does not.
# Expected: `#[inline]` and `#[inline(always)]` on functions of one operation cost the same where both are inlined, and leave the same code.
# Found: the same number of instructions, but with `#[inline(always)]` LLVM takes 2.5 times as long. The operations of the library
# are chains of functions that must be inlined, with operands in memory at each link; what must be inlined is copied before it is
# simplified, to each place where it stands.
# Exits with 0 as long as the code is the same and the time is 1.3 times as long or more.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cd "$folder"
cat > Cargo.toml <<'TOML'
[package]
name = "vectors"
version = "0.0.0"
edition = "2024"
[lib]
path = "src/lib.rs"
[dependencies]
fearless_simd = "=1.2.0"
[profile.release]
opt-level = 1
TOML

# Polynomials of 24 vectors at a time, in 8 functions for each instruction set.
source() {
    cat <<RUST
#![allow(clippy::all)]
use fearless_simd::{Level, Simd, dispatch, f32x16, prelude::*};
#[$1] fn load<S: Simd>(simd: S, x: &[f32; 16]) -> f32x16<S> { f32x16::load_array_ref(simd, x) }
#[$1] fn splat<S: Simd>(simd: S, x: f32) -> f32x16<S> { f32x16::splat(simd, x) }
#[$1] fn fused<S: Simd>(a: f32x16<S>, b: f32x16<S>, c: f32x16<S>) -> f32x16<S> { a.mul_add(b, c) }
#[$1] fn divided<S: Simd>(a: f32x16<S>, b: f32x16<S>) -> f32x16<S> { a / b }
#[$1] fn store<S: Simd>(x: f32x16<S>, to: &mut [f32; 16]) { x.store_array(to); }
#[inline(always)]
fn curve<S: Simd, const N: usize>(simd: S, x: f32x16<S>) -> f32x16<S> {
    let c = |n: usize| splat(simd, (N + n) as f32);
    let above = fused(fused(fused(fused(c(1), x, c(2)), x, c(3)), x, c(4)), x, c(5));
    let below = fused(fused(fused(fused(c(6), x, c(7)), x, c(8)), x, c(9)), x, c(10));
    divided(above, below)
}
#[inline(always)]
fn all<S: Simd, const N: usize>(simd: S, x: &[[f32; 16]; 24], y: &mut [[f32; 16]; 24]) {
$(for i in $(seq 0 23); do echo "    let v$i = curve::<S, N>(simd, load(simd, &x[$i]));"; done)
$(for i in $(seq 0 23); do echo "    store(v$i, &mut y[$i]);"; done)
}
$(for n in $(seq 1 8); do
    echo "pub fn all$n(level: Level, x: &[[f32; 16]; 24], y: &mut [[f32; 16]; 24]) { dispatch!(level, simd => all::<_, $n>(simd, x, y)) }"
done)
RUST
}

measure() {
    source "$1" > src/lib.rs
    rm -f target/release/deps/vectors-*.s
    cargo rustc --quiet --release -- --emit asm -C codegen-units=1 2>/dev/null
    best=
    for _ in 1 2; do
        touch src/lib.rs
        seconds=$( { TIMEFORMAT=%U; time cargo rustc --quiet --release -- --emit asm -C codegen-units=1 2>/dev/null; } 2>&1)
        best=$(awk -v a="${best:-1e9}" -v b="$seconds" 'BEGIN { print (b < a) ? b : a }')
    done
    echo "$best $(grep -cE '^[[:space:]]+[a-z]' target/release/deps/vectors-*.s)"
}

read -r always instructions_always < <(measure 'inline(always)')
read -r hint instructions_hint < <(measure 'inline')
echo "inline(always): $always s of rustc, $instructions_always instructions"
echo "inline:         $hint s of rustc, $instructions_hint instructions"
awk -v a="$always" -v b="$hint" -v m="$instructions_always" -v n="$instructions_hint" \
    'BEGIN { d = m > n ? m - n : n - m; exit !(a >= 1.3 * b && d <= n / 100) }'
