//! Same bits alone and in any batch, on every instruction set with fused multiply-add, and when repeated.

use super::activations::{Elu, Gelu, HardSwish, Selu, Sigmoid, Silu, Softplus, Tanh};
use super::joins::{Crooked, Flat, Ladder, Residual};
use super::losses::{Absolute, Binary, BinaryLine, HuberHalf, Seventeen, Two};
use super::narrow::{Broad, Chances, Classes, Labels, SixteenClasses, Thirteen};
use super::sizes::{Deep, Even, Gather, Odd, One, Plain, Pyramid, Spread, Wide};

nn_tests::bit_identity_tests! {
    broad: Broad;
    chances: Chances;
    classes: Classes;
    labels: Labels;
    sixteen_classes: SixteenClasses;
    thirteen: Thirteen;
    elu: Elu;
    gelu: Gelu;
    hard_swish: HardSwish;
    selu: Selu;
    sigmoid: Sigmoid;
    silu: Silu;
    softplus: Softplus;
    tanh: Tanh;
    crooked: Crooked;
    flat: Flat;
    ladder: Ladder;
    residual: Residual;
    absolute: Absolute;
    binary: Binary;
    binary_line: BinaryLine;
    huber_half: HuberHalf;
    seventeen: Seventeen;
    two: Two;
    deep: Deep;
    even: Even;
    gather: Gather;
    odd: Odd;
    one: One;
    plain: Plain;
    pyramid: Pyramid;
    spread: Spread;
    wide: Wide;
}
