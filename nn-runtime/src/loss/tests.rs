//! Domains: every kind of loss, target and fault, in every row and output.

use std::string::ToString as _;
use std::vec::Vec;

use super::*;

/// What is said of these rows of targets.
fn said<L: Loss, T: Target<L, [f32; O]>, const O: usize>(rows: &[T]) -> Result<(), String> {
    T::check(rows).map_err(|error| error.to_string())
}

/// A type of a user's own, which does not know about domains.
#[derive(Clone, Copy)]
struct Own<const O: usize>([f32; O]);

impl<L: TargetPerOutput, const O: usize> Target<L, [f32; O]> for Own<O> {
    fn write(&self, row: &mut [f32]) {
        Target::<L, _>::write(&self.0, row);
    }

    fn class(&self) -> usize {
        class_of(&self.0)
    }
}

/// Each value in each row and output of otherwise good rows is refused with what `expected` says of it; arrays and a type of the
/// user's own alike.
fn refused_everywhere<L: TargetPerOutput, const O: usize>(good: f32, bad: &[f32], expected: &str) {
    for rows in [1, 2, 7] {
        for (row, output) in (0..rows).flat_map(|row| (0..O).map(move |output| (row, output))) {
            for value in bad {
                let mut targets: Vec<[f32; O]> = (0..rows).map(|_| [good; O]).collect();
                targets[row][output] = *value;
                let name = L::NAME;
                let message =
                    Err(format!("{name}: target of row {row}, output {output} is {value}, expected {expected}"));
                assert_eq!(said::<L, _, O>(&targets), message);
                let own: Vec<Own<O>> = targets.iter().map(|row| Own(*row)).collect();
                assert_eq!(said::<L, _, O>(&own), message);
            }
        }
    }
}

#[test]
fn regressions_take_finite_targets() {
    let bad = [f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
    refused_everywhere::<Mse, 1>(0.5, &bad, "a finite number");
    refused_everywhere::<Mae, 17>(-3.0, &bad, "a finite number");
    refused_everywhere::<Huber, 53>(1e30, &bad, "a finite number");
    let edges = [[f32::MAX, f32::MIN, 0.0, -0.0, f32::MIN_POSITIVE, 1e-45, -1e-45]];
    assert_eq!(said::<Mse, _, 7>(&edges), Ok(()));
    assert_eq!(said::<Mse, _, 7>(&edges.map(Own)), Ok(()));
}

/// The numbers next to the ends of `[0, 1]`, and those whose bits might be mistaken.
const BEYOND: [f32; 10] =
    [1.000_000_1, 2.0, 1e30, f32::INFINITY, f32::NAN, -f32::NAN, -1e-45, -0.5, -2.0, f32::NEG_INFINITY];

#[test]
fn probabilities_are_from_0_to_1() {
    refused_everywhere::<BinaryCrossEntropy, 1>(1.0, &BEYOND, "0 to 1");
    refused_everywhere::<BinaryCrossEntropy, 16>(0.0, &BEYOND, "0 to 1");
    refused_everywhere::<BinaryCrossEntropy, 53>(0.5, &BEYOND, "0 to 1");
    let edges = [[0.0, -0.0, 1.0, 0.999_999_94, 1e-45]];
    assert_eq!(said::<BinaryCrossEntropy, _, 5>(&edges), Ok(()));
    assert_eq!(said::<BinaryCrossEntropy, _, 5>(&edges.map(Own)), Ok(()));
}

#[test]
fn counts_are_finite_and_not_negative() {
    let bad = [-1e-45, -1.0, f32::MIN, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, -f32::NAN];
    refused_everywhere::<Poisson, 1>(0.0, &bad, "a finite number of 0 or more");
    refused_everywhere::<Poisson, 17>(7.5, &bad, "a finite number of 0 or more");
    assert_eq!(said::<Poisson, _, 4>(&[[0.0, -0.0, 1e-45, f32::MAX]]), Ok(()));
}

#[test]
fn signs_are_minus_1_or_1() {
    let bad = [0.0, -0.0, 0.999_999_94, -1.000_000_1, 3.0, 1e-45, f32::INFINITY, f32::NAN, -f32::NAN];
    refused_everywhere::<Hinge, 1>(1.0, &bad, "-1 or 1");
    refused_everywhere::<Hinge, 17>(-1.0, &bad, "-1 or 1");
    assert_eq!(said::<Hinge, _, 2>(&[[1.0, -1.0]]), Ok(()));
}

#[test]
fn distributions_are_from_0_to_1_and_sum_to_1() {
    refused_everywhere::<CrossEntropy, 2>(0.5, &BEYOND, "0 to 1");
    refused_everywhere::<CrossEntropy, 16>(1.0 / 16.0, &BEYOND, "0 to 1");
    refused_everywhere::<CrossEntropy, 53>(1.0 / 53.0, &BEYOND, "0 to 1");
    let message = |sum: &str| Err(format!("cross_entropy: target of row 1 sums to {sum}, expected 1 (within 0.001)"));
    let of_row_1 = |row: [f32; 3]| {
        let rows = [[0.25, 0.25, 0.5], row];
        assert_eq!(said::<CrossEntropy, _, 3>(&rows), said::<CrossEntropy, _, 3>(&rows.map(Own)));
        said::<CrossEntropy, _, 3>(&rows)
    };
    assert_eq!(of_row_1([1.0, 1.0, 0.0]), message("2"));
    assert_eq!(of_row_1([0.0, 0.0, 0.0]), message("0"));
    assert_eq!(of_row_1([0.5, 0.25, 0.252]), message("1.002"));
    assert_eq!(of_row_1([0.5, 0.25, 0.248]), message("0.998"));
    assert_eq!(of_row_1([0.5, 0.25, 0.2509]), Ok(()));
    assert_eq!(of_row_1([0.5, 0.25, 0.2491]), Ok(()));
    assert_eq!(of_row_1([-0.0, 1.0, -0.0]), Ok(()));
    // The element is said first: it explains the sum.
    let first = "cross_entropy: target of row 1, output 2 is -1, expected 0 to 1";
    assert_eq!(of_row_1([1.0, 1.0, -1.0]), Err(first.to_string()));
}

#[test]
fn each_place_has_a_distribution() {
    const PLACES: usize = 37;
    const OUTPUTS: usize = 3 * PLACES;
    let good: [f32; OUTPUTS] = core::array::from_fn(|output| f32::from(output / PLACES == 1));
    assert_eq!(said::<CrossEntropy<PLACES>, _, OUTPUTS>(&[good; 3]), Ok(()));
    for place in 0..PLACES {
        for rows in [1, 3] {
            let mut targets = [good; 3];
            targets[rows - 1][2 * PLACES + place] = 0.5;
            let message = format!(
                "cross_entropy: target of row {}, place {place} sums to 1.5, expected 1 (within 0.001)",
                rows - 1
            );
            assert_eq!(said::<CrossEntropy<PLACES>, _, OUTPUTS>(&targets[..rows]), Err(message.clone()));
            assert_eq!(said::<CrossEntropy<PLACES>, _, OUTPUTS>(&targets.map(Own)[..rows]), Err(message));
        }
    }
}

/// Summed in `f32` one by one these rows would be off by more than the tolerance.
#[test]
fn many_small_classes_sum_to_1() {
    fn uniform<const O: usize>() -> Result<(), String> {
        let rows: Vec<[f32; O]> = core::iter::once([1.0 / O as f32; O]).collect();
        said::<CrossEntropy, _, O>(&rows)
    }
    assert_eq!(uniform::<1>(), Ok(()));
    assert_eq!(uniform::<15>(), Ok(()));
    assert_eq!(uniform::<50_257>(), Ok(()));
    let mut sum = 0.0_f32;
    (0..50_257).for_each(|_| sum += 1.0 / 50_257.0);
    assert!((sum - 1.0).abs() > 1e-4, "the loop of f32 is no worse here: {sum}");
}

#[test]
fn no_rows_are_in_every_domain() {
    assert_eq!(said::<Mse, [f32; 3], 3>(&[]), Ok(()));
    assert_eq!(said::<CrossEntropy, [f32; 3], 3>(&[]), Ok(()));
}

#[test]
fn labels_are_written_as_numbers() {
    let mut row = [7.0; 4];
    Target::<BinaryCrossEntropy, [f32; 3]>::write(&[true, false, true], &mut row);
    assert_eq!(row.map(f32::to_bits), [1.0_f32, 0.0, 1.0, 7.0].map(f32::to_bits));
    assert_eq!(Target::<BinaryCrossEntropy, [f32; 3]>::class(&[false, true, true]), 1);
    assert_eq!(Target::<BinaryCrossEntropy, [f32; 3]>::class(&[false; 3]), 0);
    assert_eq!(Target::<BinaryCrossEntropy, [f32; 1]>::class(&[true]), 1);
    assert_eq!(said::<BinaryCrossEntropy, [bool; 2], 2>(&[[true, false]]), Ok(()));
}

#[test]
fn balanced_weights_give_each_class_the_same_sum() -> Result<(), Error> {
    let classes: Vec<Class<4>> = [0, 0, 0, 0, 0, 2, 2, 3].into_iter().map(Class::new).collect::<Result<_, _>>()?;
    let weights = ClassWeights::<4>::balanced(classes.iter().copied())?;
    // 8 rows of 3 classes.
    assert_eq!(weights.as_array().map(f32::to_bits), [8.0 / 15.0, 1.0, 4.0 / 3.0, 8.0 / 3.0_f32].map(f32::to_bits));
    let weighted: Vec<Weighted<Class<4>>> =
        classes.iter().map(|class| weights.weigh(*class)).collect::<Result<_, _>>()?;
    let sum =
        |class: usize| -> f32 { weighted.iter().filter(|row| row.target.index() == class).map(|row| row.weight).sum() };
    for class in [0, 2, 3] {
        assert!((sum(class) - 8.0 / 3.0).abs() < 1e-6, "class {class} has the sum {}", sum(class));
    }
    Ok(())
}

#[test]
fn weights_multiply_where_one_holds_another() {
    let weight = |target| Target::<Mse, [f32; 1]>::weight(&target);
    assert_eq!(weight(Weighted::new(Weighted::new([1.0], 0.5), 4.0)).to_bits(), 2.0_f32.to_bits());
    assert_eq!(Target::<Mse, [f32; 1]>::weight(&[3.0]).to_bits(), 1.0_f32.to_bits());
    let huge = Weighted::new(Weighted::new([1.0_f32], f32::MAX), 2.0);
    assert_eq!(
        said::<Mse, _, 1>(&[huge]),
        Err("weight of row 0 is inf, expected a finite number, 0 or more".to_owned())
    );
    let rows = [Weighted::new([1.0_f32], 0.25), Weighted::new([1.0], 8.0), Weighted::new([1.0], 0.0)];
    assert_eq!(divisor::<Mse, [f32; 1], _>(&rows).to_bits(), 8.25_f64.to_bits());
    assert_eq!(divisor::<Poisson, [f32; 1], _>(&rows).to_bits(), 3.0_f64.to_bits());
    assert_eq!(divisor::<Mse, [f32; 1], _>(&[[1.0_f32]; 3]).to_bits(), 3.0_f64.to_bits());
}
