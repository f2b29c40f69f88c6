#!/usr/bin/env bash
# rustc 1.95.0, x86-64, opt-level 3: what is left of an iterator over every n-th sample of one of n interleaved channels.
# Expected: where `step_by` is given `n.max(1)`, nothing can divide by zero, so that a real-time function has no way to panic; to skip
# samples before `step_by` or behind it is a matter of taste.
# Found: behind it, `skip` asks `StepBy::nth`, which divides the largest `usize` by the step and by what is skipped to see whether their
# product overflows, and two calls of the panic for a division by zero are left. Before it, with the product saturated, none is. Both give
# the same sum. Calls of `panic_const_div_by_zero` in the machine code:
#   skipped behind step_by: 2
#   skipped before step_by: 0
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
rustc --version | grep -q '^rustc 1\.95\.0 ' || { echo "this is about rustc 1.95.0, found $(rustc --version)" >&2; exit 1; }
cat > behind.rs <<'RUST'
#[unsafe(no_mangle)]
#[inline(never)]
pub fn sum(samples: &[f32], channel: usize, n: usize, skipped: usize) -> f32 {
    samples.iter().skip(channel).step_by(n.max(1)).skip(skipped).sum()
}
RUST
cat > before.rs <<'RUST'
#[unsafe(no_mangle)]
#[inline(never)]
pub fn sum(samples: &[f32], channel: usize, n: usize, skipped: usize) -> f32 {
    let n = n.max(1);
    samples.iter().skip(n.saturating_mul(skipped).saturating_add(channel)).step_by(n).sum()
}
RUST
for place in behind before; do
    rustc --edition 2024 --crate-type lib -C opt-level=3 --emit asm -o "$place.s" "$place.rs"
    calls=$(grep -c 'call.*panic_const_div_by_zero' "$place.s" || true)
    echo "skipped $place step_by: $calls"
    # The same sum, of every fourth of 40 samples from the thirteenth on.
    { cat "$place.rs"; echo 'fn main() { let x: Vec<f32> = (0..40).map(|i| i as f32).collect(); assert_eq!(sum(&x, 1, 4, 3), 13.0 + 17.0 + 21.0 + 25.0 + 29.0 + 33.0 + 37.0); }'; } > "$place-run.rs"
    rustc --edition 2024 -C opt-level=3 -o "$place" "$place-run.rs"
    "./$place"
done > found
cat found
diff found - <<'FOUND'
skipped behind step_by: 2
skipped before step_by: 0
FOUND
