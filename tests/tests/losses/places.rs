//! A class for each pixel of a map, or for some of them.

use nn_runtime::data::Augment;
use nn_runtime::loss::{CrossEntropy, Target, Weighted};
use nn_runtime::metrics::{ConfusionMatrix, accuracy};
use nn_runtime::prelude::*;
use nn_tests::random::Random;

const PIXELS: usize = 12;

network! {
    /// Which of three numbers of a pixel is the largest.
    #[loss(cross_entropy)]
    struct Segment: [3, 3, 4] -> [3, 3, 4] {
        conv2d(8, 3, tanh, padding = 1),
        conv2d(3, 1, softmax),
    }
}

fn class(index: usize) -> Class<3> {
    Class::new(index).expect("one of three")
}

/// Images, and the class of each of their pixels.
fn images(rows: usize, seed: u64) -> Vec<([f32; 36], [Class<3>; PIXELS])> {
    let mut random = Random::new(seed);
    let image = |_| {
        let image: [f32; 36] = std::array::from_fn(|_| random.symmetric(1.0) as f32);
        (image, classes_of::<PIXELS>(&image).map(class))
    };
    (0..rows).map(image).collect()
}

/// The same class for each pixel, in the form that every loss takes.
fn one_hot<T: Target<CrossEntropy<PIXELS>, [f32; 36]>>(target: &T) -> [f32; 36] {
    let mut row = [7.0; 36];
    target.write(&mut row);
    row
}

#[test]
fn classes_are_learned_and_rated_pixel_by_pixel() {
    let (train, test) = (Dataset::from_iter(images(300, 1)), Dataset::from_iter(images(50, 2)));
    let mut net = Segment::init(1);
    let report = Trainer::new(Adam::new(0.01)).batch_size(16).epochs(12).validation(&test).fit(&mut net, &train);
    let found = evaluate(&net, &test).expect("there are rows");
    let (mut right, mut exact, mut confusion) = (0, 0, ConfusionMatrix::new(3));
    for (input, target) in test.iter() {
        let predicted = classes_of::<PIXELS>(&net.predict(input));
        let hits = predicted.iter().zip(target).filter(|(predicted, target)| **predicted == target.index()).count();
        right += hits;
        exact += usize::from(hits == PIXELS);
        for (predicted, target) in predicted.iter().zip(target) {
            confusion.add(target.index(), *predicted).expect("one of three");
        }
    }
    assert!((found.accuracy - right as f64 / (50 * PIXELS) as f64).abs() < 1e-12, "{}", found.accuracy);
    assert!((found.exact_match - exact as f64 / 50.0).abs() < 1e-12, "{}", found.exact_match);
    assert!(found.accuracy > 0.95 && found.accuracy < 1.0, "{}", found.accuracy);
    let validation = report.expect("the data is good").epochs[11].validation.expect("there is validation data");
    assert_eq!((validation.accuracy, validation.exact_match), (found.accuracy, found.exact_match));
    assert_eq!(found.confusion.as_ref(), Some(&confusion));
    assert!(confusion.iou(0).is_some_and(|iou| iou > 0.9 && iou < confusion.recall(0).expect("there are pixels")));

    let outputs: Vec<[f32; 36]> = test.inputs().iter().map(|input| net.predict(input)).collect();
    assert_eq!(accuracy(&outputs, test.targets()).expect("rows").to_bits(), found.accuracy.to_bits());
    assert_eq!(ConfusionMatrix::of(&outputs, test.targets()).expect("rows"), confusion);
}

#[test]
fn classes_are_their_distributions() {
    let rows = images(5, 3);
    let net = Segment::init(2);
    let inputs: Vec<_> = rows.iter().map(|(input, _)| *input).collect();
    let classes: Vec<_> = rows.iter().map(|(_, classes)| *classes).collect();
    let arrays: Vec<_> = classes.iter().map(one_hot).collect();
    let all: Vec<_> = classes.iter().map(|row| row.map(Some)).collect();
    let loss = net.loss(&inputs, &classes).expect("good targets");
    for other in [net.loss(&inputs, &arrays), net.loss(&inputs, &all)] {
        assert_eq!(other.expect("good targets").to_bits(), loss.to_bits());
    }
}

#[test]
fn pixels_without_a_class_are_in_no_mean() {
    let rows = images(3, 4);
    let net = Segment::init(3);
    let inputs: Vec<_> = rows.iter().map(|(input, _)| *input).collect();
    let keep = |row: usize, pixel: usize| match row {
        0 => pixel.is_multiple_of(3),
        1 => true,
        _ => false,
    };
    let some: Vec<[Option<Class<3>>; PIXELS]> = rows
        .iter()
        .enumerate()
        .map(|(row, (_, classes))| std::array::from_fn(|pixel| keep(row, pixel).then_some(classes[pixel])))
        .collect();
    let kept =
        || (0..3).flat_map(|row| (0..PIXELS).map(move |pixel| (row, pixel))).filter(|(row, pixel)| keep(*row, *pixel));
    let outputs: Vec<[f32; 36]> = inputs.iter().map(|input| net.predict(input)).collect();
    let cost =
        |(row, pixel): (usize, usize)| -f64::from(outputs[row][rows[row].1[pixel].index() * PIXELS + pixel]).ln();
    let expected = kept().map(cost).sum::<f64>() / kept().count() as f64;
    let found = f64::from(net.loss(&inputs, &some).expect("good targets"));
    assert!((found - expected).abs() < 1e-5 * expected, "{found}, expected {expected}");
    // A weight of the row is a factor of that of its pixels.
    let weighted: Vec<_> = some.iter().map(|row| Weighted::new(*row, 3.0)).collect();
    let again = f64::from(net.loss(&inputs, &weighted).expect("good targets"));
    assert!((again - expected).abs() < 1e-5 * expected, "{again}, expected {expected}");
    assert_eq!(net.loss(&inputs[2..], &some[2..]).expect("good targets").to_bits(), 0.0_f32.to_bits());

    let right =
        kept().filter(|(row, pixel)| classes_of::<PIXELS>(&outputs[*row])[*pixel] == rows[*row].1[*pixel].index());
    let rated = accuracy(&outputs, &some).expect("rows");
    assert!((rated - right.count() as f64 / kept().count() as f64).abs() < 1e-12, "{rated}");
    assert_eq!(ConfusionMatrix::of(&outputs, &some).expect("rows").total(), kept().count() as u64);
    let data = Dataset::from_slices(&inputs, &some).expect("as many");
    assert_eq!(evaluate(&net, &data).expect("rows").accuracy.to_bits(), rated.to_bits());
}

#[test]
fn pixels_that_have_a_class_are_not_moved() {
    let data = Dataset::from_iter(images(8, 6));
    let fit = |augment: Augment| {
        let mut net = Segment::init(1);
        Trainer::new(Sgd::new(0.1)).epochs(1).augment(augment).fit(&mut net, &data).map(drop)
    };
    let pictures = || Augment::new([3, 3, 4]);
    for moved in
        [pictures().shift(1), pictures().horizontal_flip(0.5), pictures().vertical_flip(0.5), pictures().rotate(5.0)]
    {
        let error = fit(moved).expect_err("the classes would be wrong").to_string();
        let expected =
            "training: augment is 1, expected none that moves pixels: each has a class, which stays where it is";
        assert_eq!(error, expected);
    }
    assert!(fit(pictures().erase(0.5, 0.1..=0.2, 0.0)).is_ok());
}

#[test]
fn a_pixel_that_is_no_distribution_is_refused() {
    let (net, inputs) = (Segment::init(1), [[0.5; 36]; 2]);
    let good = one_hot(&images(1, 5)[0].1);
    let refused = |change: fn(&mut [f32; 36])| {
        let mut targets = [good; 2];
        change(&mut targets[1]);
        net.loss(&inputs, &targets).expect_err("no distribution").to_string()
    };
    let sum = refused(|row| [row[5], row[5 + PIXELS], row[5 + 2 * PIXELS]] = [1.0, 0.5, 0.0]);
    assert_eq!(sum, "cross_entropy: target of row 1, place 5 sums to 1.5, expected 1 (within 0.001)");
    let nothing = refused(|row| [row[0], row[PIXELS], row[2 * PIXELS]] = [0.0; 3]);
    assert_eq!(nothing, "cross_entropy: target of row 1, place 0 sums to 0, expected 1 (within 0.001)");
    let below = refused(|row| row[3] = -0.25);
    assert_eq!(below, "cross_entropy: target of row 1, output 3 is -0.25, expected 0 to 1");
    assert!(net.loss(&inputs, &[good; 2]).is_ok());
}
