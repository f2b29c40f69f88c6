//! Sums, concatenations, flattening, and activations on lines of their own.

nn_tests::pair! {
    #[loss(mse)]
    struct Residual: [17] -> [15] { a: dense(16, relu), dense(16, tanh), add(a), relu, dense(15), }

    #[loss(mse)]
    struct Sum: [15] -> [53] { a: dense(53, tanh), b: dense(53, silu), dense(53, from = a), add(b, a), }

    #[loss(mse)]
    struct Shortcut: [16] -> [16] { dense(17, softplus), dense(16), add(input), }

    #[loss(mse)]
    struct Kept: [15] -> [3] { dense(17, silu), concat(input), dense(3), }

    #[loss(mse)]
    struct Behind: [16] -> [5] { a: dense(15, relu), b: dense(17, tanh), concat(a), dense(5), }

    #[loss(mse)]
    struct Crooked: [3] -> [2] {
        a: dense(1, tanh),
        b: dense(15, silu),
        c: dense(53, relu, from = a),
        concat(b, a),
        tanh,
        dense(2),
    }

    #[loss(mse)]
    struct Ends: [17] -> [33] { a: dense(16, tanh), dense(17, from = a), concat(a), }

    #[loss(cross_entropy)]
    struct Distribution: [15] -> [20] { a: dense(3), dense(17, tanh), concat(a), softmax, }

    #[loss(binary_cross_entropy)]
    struct Votes: [15] -> [17] { a: dense(17), dense(17, tanh), add(a), sigmoid, }

    #[loss(mse)]
    struct Flat: [2, 3, 4] -> [16] { flatten, dense(17, relu), dense(16), }

    #[loss(mse)]
    struct FlatSeries: [3, 5] -> [1] { tanh, flatten, dense(1), }

    #[loss(mse)]
    struct Lines: [17] -> [16] { tanh, dense(16), relu, hard_swish, dense(16, silu), tanh, }

    // The sums are read both by the activation that follows and, through a flatten further down, by themselves.
    #[loss(mse)]
    struct SumsAreReadLater: [5] -> [3] { a: dense(3), r: relu, f: flatten(from = a), add(r), }

    // As before, but the flatten comes first, so that the activation is the only reader.
    #[loss(mse)]
    struct FlattenBefore: [5] -> [3] { dense(3), flatten, relu, dense(3), }

    // Differences, products and parts, in a network of panels.
    #[loss(mse)]
    struct Gated: [20] -> [9] {
        a: dense(33, tanh),
        b: dense(33, sigmoid),
        gate: mul(a),
        rest: sub(a, from = b),
        mul(gate, b),
        dense(20, silu),
        c: sub(input),
        low: slice(0, 9),
        slice(11, 20, from = c),
        add(low),
        mul(low),
    }

    // The same in columns.
    #[loss(huber(0.5))]
    struct Advantage: [6] -> [3] {
        a: dense(7, tanh),
        left: slice(0, 3),
        right: slice(4, 7, from = a),
        product: mul(left),
        sub(right),
        dense(3, relu),
        d: add(product),
        add(left),
        mul(d),
    }

    #[loss(mse)]
    struct Ladder: [16] -> [16] {
        a: dense(16, relu),
        dense(16, relu),
        b: add(a),
        dense(16, relu),
        c: add(b),
        dense(16),
        add(c, a),
    }
}

nn_tests::agreement_tests! {
    residual: Residual;
    sum: Sum;
    shortcut: Shortcut;
    kept: Kept;
    behind: Behind;
    crooked: Crooked;
    ends: Ends;
    distribution: Distribution;
    votes: Votes;
    flat: Flat;
    flat_series: FlatSeries;
    lines: Lines;
    gated: Gated;
    advantage: Advantage;
    ladder: Ladder;
    sums_are_read_later: SumsAreReadLater;
    flatten_before: FlattenBefore;
}

nn_tests::pair! {
    struct Untrained: [17] -> [6] { a: dense(17, tanh), dense(17, gelu), add(a), dense(6, softmax), }
}

/// A declaration without a loss has a forward pass all the same.
#[test]
fn a_network_without_loss_predicts() {
    nn_tests::agreement::check_outputs::<Untrained>();
}

mod bits {
    use super::{Advantage, Crooked, Flat, Gated, Ladder, Residual};

    nn_tests::bit_identity_tests! {
        advantage: Advantage;
        crooked: Crooked;
        flat: Flat;
        gated: Gated;
        ladder: Ladder;
        residual: Residual;
    }
}
