//! What training and evaluation refuse, and how they count labels, on networks of the macro.

use nn_runtime::prelude::*;
use nn_runtime::train::Report;
use nn_tests::random::Random;

network! {
    #[loss(binary_cross_entropy)]
    struct Labels: [6] -> [5] { dense(16, tanh), dense(5, sigmoid) }
}

network! {
    #[loss(binary_cross_entropy)]
    struct Single: [2] -> [1] { dense(4, tanh), dense(1, sigmoid) }
}

network! {
    #[loss(cross_entropy)]
    struct Classes: [2] -> [3] { dense(4, relu), dense(3, softmax) }
}

network! {
    #[loss(hinge)]
    struct Margin: [2] -> [1] { dense(1) }
}

network! {
    #[loss(hinge)]
    struct Margins: [2] -> [2] { dense(2) }
}

network! {
    #[loss(poisson)]
    struct Rate: [2] -> [1] { dense(1) }
}

network! {
    #[loss(gaussian)]
    struct Spread: [2] -> [2] { dense(2) }
}

network! {
    #[loss(binary_cross_entropy(from_logits = true))]
    struct Logit: [2] -> [1] { dense(1) }
}

network! {
    #[loss(binary_cross_entropy(from_logits = true))]
    struct Logits: [2] -> [2] { dense(2) }
}

network! {
    #[loss(mse)]
    struct Line: [2] -> [1] { dense(1) }
}

/// Rows with labels that are easy to learn: whether an input is positive.
fn labels(rows: usize, seed: u64) -> Dataset<[f32; 6], [f32; 5]> {
    let mut random = Random::new(seed);
    let inputs: Vec<[f32; 6]> = (0..rows).map(|_| std::array::from_fn(|_| random.symmetric(1.0) as f32)).collect();
    let targets = inputs.iter().map(|input| std::array::from_fn(|label| f32::from(input[label] > 0.0))).collect();
    Dataset::new(inputs, targets).expect("as many inputs as targets")
}

fn message<T>(result: Result<T, Error>) -> String {
    result.err().expect("something is wrong with it").to_string()
}

/// What `fit`, `evaluate`, `loss`, `gradients` and `learn` say of data whose row 3 is wrong, and that `descend` and all of them
/// change nothing.
macro_rules! refused {
    ($network:ident, $data:expr, $expected:expr) => {{
        let (data, expected): (_, &str) = ($data, $expected);
        let initial = $network::init(1);
        let (mut net, mut workspace) = ($network::init(1), $network::workspace());
        let mut gradient = $network::init(2);
        let good = data.clone().split_at(3).expect("more rows").0;
        let mut trainer = Trainer::new(Sgd::new(0.1)).batch_size(2);
        assert_eq!(message(trainer.fit(&mut net, &data)), expected);
        assert_eq!(message(Trainer::new(Sgd::new(0.1)).validation_split(0.3).fit(&mut net, &data)), expected);
        let of_validation = expected.replace("of row", "of validation row");
        assert_eq!(message(Trainer::new(Sgd::new(0.1)).validation(&data).fit(&mut net, &good)), of_validation);
        assert_eq!(message(evaluate(&net, &data)), expected);
        assert_eq!(message(net.loss(data.inputs(), data.targets())), expected);
        let found = net.gradients(data.inputs(), data.targets(), &mut workspace, &mut gradient);
        assert_eq!(message(found), expected);
        let alone = net.gradients(&data.inputs()[3..=3], &data.targets()[3..=3], &mut workspace, &mut gradient);
        assert_eq!(message(alone), expected.replace("row 3", "row 0"));
        assert_eq!(*gradient, *$network::init(2), "the gradient is as it was");
        assert!(net.descend(&data.inputs()[3], &data.targets()[3], 0.1, &mut workspace).is_nan());
        let mut adam = Adam::new(0.1).start().expect("settings in range");
        let found = adam.learn(&mut *net, (data.inputs(), data.targets()), &mut workspace, &mut gradient);
        assert_eq!(message(found), expected);
        assert!(adam.descend(&mut *net, &data.inputs()[3], &data.targets()[3], &mut workspace).is_nan());
        assert_eq!(adam.steps(), 0, "a step that was not made is not counted");
        assert!(adam.moments().iter().all(|moment| moment == &*$network::zeros()), "the moments are as they were");
        assert_eq!(*net, *initial, "the network is as it was");
        assert!(net.descend(&data.inputs()[2], &data.targets()[2], 0.1, &mut workspace).is_finite());
        assert_ne!(*net, *initial, "a good row is learned");
    }};
}

/// Rows of which all but the one with number 3 are good.
fn with_row_3<const O: usize>(good: [f32; O], bad: [f32; O]) -> Dataset<[f32; 2], [f32; O]> {
    (0..9).map(|row| ([row as f32 / 9.0, 0.5], if row == 3 { bad } else { good })).collect()
}

#[test]
fn targets_outside_of_the_domain_are_refused_everywhere() {
    let expected = "binary_cross_entropy: target of row 3, output 0 is 2, expected 0 to 1";
    refused!(Single, with_row_3([1.0], [2.0]), expected);
    let expected = "binary_cross_entropy: target of row 3, output 0 is NaN, expected 0 to 1";
    refused!(Single, with_row_3([0.0], [f32::NAN]), expected);
    let expected = "cross_entropy: target of row 3, output 1 is -0.5, expected 0 to 1";
    refused!(Classes, with_row_3([0.0, 1.0, 0.0], [1.0, -0.5, 0.5]), expected);
    let expected = "cross_entropy: target of row 3 sums to 2, expected 1 (within 0.001)";
    refused!(Classes, with_row_3([0.0, 1.0, 0.0], [1.0, 1.0, 0.0]), expected);
    let expected = "hinge: target of row 3, output 0 is 0, expected -1 or 1";
    refused!(Margin, with_row_3([-1.0], [0.0]), expected);
    let expected = "poisson: target of row 3, output 0 is -1, expected a finite number of 0 or more";
    refused!(Rate, with_row_3([2.0], [-1.0]), expected);
    let expected = "gaussian: target of row 3, output 0 is inf, expected a finite number";
    refused!(Spread, with_row_3([2.0], [f32::INFINITY]), expected);
    let expected = "mse: target of row 3, output 0 is inf, expected a finite number";
    refused!(Line, with_row_3([3.0], [f32::INFINITY]), expected);
}

#[test]
fn evaluation_names_the_row_of_the_data_set() {
    let mut data = labels(600, 1);
    data.targets_mut()[570][2] = -1.0;
    let net = Labels::init(1);
    let expected = "binary_cross_entropy: target of row 570, output 2 is -1, expected 0 to 1";
    assert_eq!(message(evaluate(&net, &data)), expected);
    assert_eq!(message(Trainer::new(Sgd::new(0.1)).batch_size(7).fit(&mut Labels::init(1), &data)), expected);
    data.targets_mut()[570][2] = 1.0;
    data.inputs_mut()[571][0] = f32::NAN;
    assert_eq!(message(evaluate(&net, &data)), "outputs: row 571, column 0 is NaN, expected a finite number");
}

#[test]
fn labels_are_rated_one_by_one() {
    let (train, test) = (labels(300, 1), labels(301, 2));
    let mut net = Labels::init(1);
    let fit = |net: &mut Labels, epochs: usize| -> Report {
        let mut trainer = Trainer::new(Adam::new(0.02)).batch_size(16).epochs(epochs).validation(&test);
        trainer.fit(net, &train).expect("the data is good")
    };
    let report = fit(&mut net, 4);
    let found = evaluate(&net, &test).expect("there are rows");
    let (mut right, mut exact, mut counts) = (0, 0, [[0; 4]; 5]);
    for (input, target) in test.iter() {
        let output = net.predict(input);
        let hits = (0..5).filter(|label| (output[*label] > 0.5) == (target[*label] > 0.5)).count();
        right += hits;
        exact += usize::from(hits == 5);
        for label in 0..5 {
            counts[label][2 * usize::from(target[label] > 0.5) + usize::from(output[label] > 0.5)] += 1;
        }
    }
    assert!(exact > 30 && exact < 290, "the test tells the two apart: {exact}");
    assert!((found.accuracy - right as f64 / 1505.0).abs() < 1e-12, "{}", found.accuracy);
    assert!((found.exact_match - exact as f64 / 301.0).abs() < 1e-12, "{}", found.exact_match);
    let matrix = |label: &ConfusionMatrix| [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(y, p)| label.count(y, p));
    assert_eq!(found.labels.iter().map(matrix).collect::<Vec<_>>(), counts);
    assert_eq!(found.confusion, None);
    let validation = report.epochs[3].validation.expect("there is validation data");
    assert_eq!((validation.accuracy, validation.exact_match), (found.accuracy, found.exact_match));
    assert!(validation.accuracy > report.epochs[0].validation.expect("there is validation data").accuracy);
    fit(&mut net, 100);
    let found = evaluate(&net, &train).expect("there are rows");
    assert!(found.accuracy > 0.98, "{}", found.accuracy);
}

/// A margin is right on the right side of 0, in a network with one output and in one with several.
#[test]
fn margins_are_apart_at_zero() {
    let data = Dataset::from([([0.25, 0.0], [1.0]), ([-0.25, 0.0], [-1.0]), ([0.125, 0.0], [-1.0])]);
    let mut net = Margin::zeros();
    net.as_flat_mut()[Margin::LAYOUT[0].position(0)] = 1.0;
    let found = evaluate(&net, &data).expect("the data is good");
    assert!((found.accuracy - 2.0 / 3.0).abs() < 1e-12, "{found:?}");
    let confusion = found.confusion.expect("there are two classes");
    assert_eq!([(0, 0), (0, 1), (1, 0), (1, 1)].map(|(y, p)| confusion.count(y, p)), [1, 1, 0, 1]);

    let data = Dataset::from([([0.25, 0.125], [1.0, -1.0]), ([-0.25, 0.125], [-1.0, 1.0])]);
    let mut net = Margins::zeros();
    for place in [0, 3] {
        net.as_flat_mut()[Margins::LAYOUT[0].position(place)] = 1.0;
    }
    let found = evaluate(&net, &data).expect("the data is good");
    assert_eq!((found.accuracy, found.exact_match), (0.75, 0.5));
    let matrix = |label: &ConfusionMatrix| [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(y, p)| label.count(y, p));
    assert_eq!(found.labels.iter().map(matrix).collect::<Vec<_>>(), [[1, 0, 0, 1], [0, 1, 0, 1]]);
}

/// A logit is right on the right side of 0, its target on the right side of 0.5.
#[test]
fn logits_are_apart_at_zero() {
    let data = Dataset::from([([0.25, 0.0], true), ([-0.25, 0.0], false), ([0.125, 0.0], false)]);
    let mut net = Logit::zeros();
    net.as_flat_mut()[Logit::LAYOUT[0].position(0)] = 1.0;
    let found = evaluate(&net, &data).expect("the data is good");
    assert!((found.accuracy - 2.0 / 3.0).abs() < 1e-12, "{found:?}");
    let confusion = found.confusion.expect("there are two classes");
    assert_eq!([(0, 0), (0, 1), (1, 0), (1, 1)].map(|(y, p)| confusion.count(y, p)), [1, 1, 0, 1]);
    let mut trainer = Trainer::new(Sgd::new(1e-6)).epochs(1).validation(&data);
    let report = trainer.fit(&mut net, &data).expect("the data is good");
    let validation = report.epochs[0].validation.expect("there is validation data");
    assert_eq!((validation.accuracy, validation.exact_match), (found.accuracy, found.exact_match));

    let data = Dataset::from([([0.25, 0.125], [1.0, 0.0]), ([-0.25, 0.125], [0.0, 1.0])]);
    let mut net = Logits::zeros();
    for place in [0, 3] {
        net.as_flat_mut()[Logits::LAYOUT[0].position(place)] = 1.0;
    }
    let found = evaluate(&net, &data).expect("the data is good");
    assert_eq!((found.accuracy, found.exact_match), (0.75, 0.5));
    let matrix = |label: &ConfusionMatrix| [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(y, p)| label.count(y, p));
    assert_eq!(found.labels.iter().map(matrix).collect::<Vec<_>>(), [[1, 0, 0, 1], [0, 1, 0, 1]]);
}

#[test]
fn bools_are_the_same_labels() {
    let data = labels(50, 1);
    let bools = data.clone().map_targets(|row| row.map(|label| label > 0.5));
    let (mut by_number, mut by_bool) = (Labels::init(1), Labels::init(1));
    let mut trainer = Trainer::new(Adam::new(0.02)).epochs(3);
    let reports = [trainer.fit(&mut by_number, &data), trainer.fit(&mut by_bool, &bools)];
    let [numbers, bools_report] = reports.map(|report| report.expect("the data is good"));
    assert_eq!(*by_number, *by_bool);
    assert_eq!(numbers.epochs[2].loss.to_bits(), bools_report.epochs[2].loss.to_bits());
    assert_eq!(evaluate(&by_number, &data).expect("rows"), evaluate(&by_bool, &bools).expect("rows"));
}

#[test]
fn one_output_and_classes_are_rated_as_rows() {
    let single = evaluate(&Single::init(1), &with_row_3([1.0], [0.0])).expect("the data is good");
    assert!(single.labels.is_empty() && single.accuracy.to_bits() == single.exact_match.to_bits());
    assert_eq!(single.confusion.map(|confusion| (confusion.classes(), confusion.total())), Some((2, 9)));
    let data = with_row_3([0.0, 1.0, 0.0], [1.0, 0.0, 0.0]);
    let classes = evaluate(&Classes::init(1), &data).expect("the data is good");
    assert!(classes.labels.is_empty() && classes.accuracy.to_bits() == classes.exact_match.to_bits());
    assert_eq!(classes.confusion.map(|confusion| confusion.classes()), Some(3));
}

/// A row to validate on whose output overflows, or is not a number: the training ends, with the weights of the start of that
/// epoch, whether the best ones would be restored in the end or not.
#[test]
fn a_validation_output_that_is_not_finite_ends_the_training() {
    let data: Dataset<[f32; 2], [f32; 1]> = (0..8).map(|row| ([row as f32 / 8.0, 1.0], [row as f32])).collect();
    // Weights that grow make the output of the last row overflow: it is finite in epoch 1, whose weights are the last good ones.
    let mut test = data.clone();
    test.inputs_mut()[5] = [3e38, 3e38];
    for is_early in [false, true] {
        let mut net = Line::zeros();
        let mut after_first = Line::zeros();
        let trainer = || {
            let trainer = Trainer::new(Sgd::new(1.0)).batch_size(4);
            let trainer = if is_early { trainer.early_stopping(EarlyStopping::new(9)) } else { trainer };
            trainer
                .schedule(|at: nn_runtime::schedule::Position| if at.epoch == 0 { 0.01 } else { 0.3 })
                .validation(&test)
        };
        trainer().epochs(1).fit(&mut after_first, &data).expect("the outputs of the first epoch are finite");
        let error = message(trainer().epochs(9).fit(&mut net, &data));
        assert_eq!(
            error,
            "training: validation output of row 5 is inf in epoch 2, batch 2 (both from 1); weights are those of the start \
             of that epoch"
        );
        assert_eq!(*net, *after_first, "early stopping: {is_early}");
    }
    // A row held out has its number in the data set.
    let mut spoiled = data.clone();
    spoiled.inputs_mut()[6][1] = f32::NAN;
    let mut net = Line::init(3);
    let mut trainer = Trainer::new(Sgd::new(0.01)).in_order().validation_split(0.25);
    let error = message(trainer.fit(&mut net, &spoiled));
    assert!(error.starts_with("training: validation output of row 6 is NaN in epoch 1, batch 1"), "{error}");
    assert_eq!(*net, *Line::init(3));
}

#[test]
fn weights_that_nothing_can_be_multiplied_by_are_refused() -> Result<(), Error> {
    use nn_runtime::loss::{ClassWeights, Weighted};

    let mut net = Classes::init(1);
    let before = *net;
    let (mut workspace, mut gradient) = (Classes::workspace(), Classes::zeros());
    let class = Class::<3>::new(1)?;
    for found in [-1.0, f32::NAN, f32::INFINITY] {
        let inputs = [[0.5, 0.25]; 3];
        let targets = [Weighted::new(class, 0.0), Weighted::new(class, found), Weighted::new(class, 2.0)];
        let expected = format!("weight of row 1 is {found}, expected a finite number, 0 or more");
        let refused = |result: Result<f32, Error>| result.expect_err("a weight out of range").to_string();
        assert_eq!(refused(net.loss(&inputs, &targets)), expected);
        assert_eq!(refused(net.gradients(&inputs, &targets, &mut workspace, &mut gradient)), expected);
        assert!(gradient.as_flat().iter().all(|element| *element == 0.0));
        assert!(net.descend(&inputs[0], &targets[1], 0.1, &mut workspace).is_nan());

        let data = Dataset::from_slices(&inputs, &targets)?;
        let good = Dataset::from_slices(&inputs, &[class; 3])?;
        assert_eq!(evaluate(&net, &data).expect_err("a weight out of range").to_string(), expected);
        let mut trainer = Trainer::new(Sgd::new(0.1));
        assert_eq!(trainer.fit(&mut *net, &data).expect_err("a weight out of range").to_string(), expected);
        let weighed = good.clone().weigh_rows(&[1.0; 3])?;
        let error = Trainer::new(Sgd::new(0.1)).validation(&data).fit(&mut *net, &weighed).expect_err("the same");
        assert_eq!(error.to_string(), expected.replace("row", "validation row"));
        let error = good.weigh_rows(&[1.0, found, 1.0]).expect_err("a weight out of range");
        assert_eq!(error.to_string(), expected);
        let error = ClassWeights::new([1.0, 1.0, found]).expect_err("a weight out of range");
        assert_eq!(error.to_string(), expected.replace("row 1", "class 2"));
    }
    assert_eq!(*net, before);

    let data = Dataset::from_slices(&[[0.5, 0.25]; 3], &[class; 3])?;
    let error = data.clone().weigh_rows(&[1.0]).expect_err("fewer weights than rows");
    assert_eq!(error.to_string(), "dataset: found 1 weights, expected 3, the number of rows");
    let error = data.weigh_classes(&ClassWeights::new([1.0])?).expect_err("class 1 has no weight");
    assert_eq!(error.to_string(), "class 1 is out of range, expected 0 to 0");
    assert!(matches!(ClassWeights::<2>::balanced([0_usize, 2]), Err(Error::Class { index: 2, classes: 2 })));
    assert!(matches!(ClassWeights::<2>::balanced([false; 0]), Err(Error::EmptyDataset)));

    // The target is looked at too, and its row is told.
    let net = Rate::init(1);
    let targets = [Weighted::new([1.0], 1.0), Weighted::new([-1.0], 0.0)];
    let error = net.loss(&[[0.0; 2]; 2], &targets).expect_err("a count below 0");
    assert!(error.to_string().starts_with("poisson: target of row 1, output 0 is -1"), "{error}");
    Ok(())
}
