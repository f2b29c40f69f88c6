//! Rows with weights, in every form that a loss is printed in: rows in panels, rows in the lanes, a row by itself.

use nn_runtime::loss::{ClassWeights, Target, Weighted};
use nn_runtime::prelude::*;
use nn_tests::agreement::{Rows, check_weights};
use nn_tests::bits::{Results, copy_of};
use nn_tests::compare::{Place, assert_same_bits};
use nn_tests::pair::{Declared, Pair};
use nn_tests::random::Random;

nn_tests::pair! {
    #[loss(mse)]
    struct Lanes: [3] -> [2] { dense(5, tanh), dense(2), }

    #[loss(mse)]
    struct Panels: [17] -> [18] { dense(20, tanh), dense(18), }

    #[loss(huber(0.5))]
    struct Huber: [17] -> [5] { dense(20, relu), dense(5), }

    #[loss(gaussian)]
    struct Gaussian: [3] -> [4] { dense(4), }

    #[loss(gaussian)]
    struct GaussianPanels: [17] -> [20] { dense(20), }

    #[loss(binary_cross_entropy(positive_weight = 2.5))]
    struct Binary: [3] -> [1] { dense(4, tanh), dense(1, sigmoid), }

    #[loss(cross_entropy)]
    struct Classes: [3] -> [5] { dense(5, softmax), }

    #[loss(cross_entropy(label_smoothing = 0.1))]
    struct ClassesPanels: [17] -> [18] { dense(18, softmax), }

    #[loss(cross_entropy(label_smoothing = 0.1))]
    struct Pixels: [2, 4, 5] -> [3, 4, 5] { conv2d(4, 3, tanh, padding = 1), conv2d(3, 1, softmax), }

    #[loss(mse)]
    struct Nothing: [5] -> [5] { tanh, softsign, }
}

/// Of a row, around a group of 16, and of more rows than a block of each form has.
const BATCHES: [usize; 7] = [1, 2, 15, 16, 17, 70, 260];

macro_rules! weighted_tests {
    ($($test:ident: $network:ident, $targets:literal;)*) => {$(
        #[test]
        fn $test() {
            check_weights::<$network, [f32; $targets]>(&BATCHES);
            check_weights_of_one::<$network, [f32; $targets]>();
        }
    )*};
}

weighted_tests! {
    lanes: Lanes, 2;
    panels: Panels, 18;
    huber: Huber, 5;
    gaussian: Gaussian, 2;
    gaussian_panels: GaussianPanels, 10;
    binary: Binary, 1;
    classes: Classes, 5;
    classes_panels: ClassesPanels, 18;
    pixels: Pixels, 60;
    nothing: Nothing, 5;
}

/// A weight of 1 changes no bit, equal weights none where their sum divides, and one row learns as often as its weight says.
fn check_weights_of_one<N, T>()
where
    N: Declared + Train,
    T: Target<N::Loss, N::Output> + bytemuck::Pod,
{
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let rows = Rows::<N, T>::with_targets(&topology, 70, &mut random);
    let weigh = |weight: f32| -> Vec<Weighted<T>> {
        rows.target_rows.iter().map(|target| Weighted::new(*target, weight)).collect()
    };
    let divides = topology.loss.expect("a loss").divides_by_weights();
    let mut workspace = bytemuck::allocation::zeroed_box::<N::Workspace>();
    for level in Level::available() {
        for batch in [1, 17, 70] {
            let place = Place { network: N::NAME, level: level.name(), batch };
            let inputs = &rows.input_rows[..batch];
            let plain = Results::<N>::new(&net, level, inputs, &rows.target_rows[..batch]);
            plain.assert_same(&Results::new(&net, level, inputs, &weigh(1.0)[..batch]), &place);
            if divides {
                plain.assert_same(&Results::new(&net, level, inputs, &weigh(0.125)[..batch]), &place);
            }
        }
        let place = Place { network: N::NAME, level: level.name(), batch: 1 };
        let (input, target) = (&rows.input_rows[0], rows.target_rows[0]);
        let [mut once, mut twice] = [copy_of(&*net), copy_of(&*net)];
        let loss = once.descend_at(level, input, &target, 3, 0.5, &mut workspace);
        let heavy = twice.descend_at(level, input, &Weighted::new(target, 2.0), 3, 0.25, &mut workspace);
        assert_same_bits(&place, "loss of a row that counts twice", &[2.0 * loss], &[heavy]);
        assert_same_bits(&place, "step of a row that counts twice", once.as_flat(), twice.as_flat());
    }
}

/// An epoch's loss is the mean over all its rows, in whatever batches these are, and that of an evaluation too.
#[test]
fn epochs_and_evaluations_weigh_rows_alike() {
    let mut random = Random::named("epochs");
    let mut row = |index: usize| {
        let input: [f32; 3] = std::array::from_fn(|_| random.symmetric(1.0) as f32);
        let class = Class::<5>::new(index % 5).expect("below 5");
        (input, Weighted::new(class, [0.0, 3.0, 0.25, 1.0, 7.5][index % 5] + index as f32 / 64.0))
    };
    let data: Dataset<_, _> = (0..500).map(&mut row).collect();
    let (mut net, expected) = {
        let net = Classes::init(3);
        let loss = f64::from(net.loss(data.inputs(), data.targets()).expect("a batch"));
        (net, loss)
    };
    let is_expected = |found: f32| (f64::from(found) - expected).abs() < 1e-6 * expected;
    assert!(is_expected(evaluate(&net, &data).expect("rows").loss));
    // A rate of 0, so that every batch meets the same network.
    let trainer = Trainer::new(Sgd::new(0.0)).batch_size(7).validation(&data);
    let mut trainer = trainer.epochs(1);
    let report = trainer.fit(&mut *net, &data).expect("settings in range");
    assert!(is_expected(report.epochs[0].loss), "{} instead of {expected}", report.epochs[0].loss);
    assert!(is_expected(report.epochs[0].validation.expect("validation").loss));
}

/// A rare class is learned if it counts as much as the others.
#[test]
fn balanced_classes_are_learned_however_rare() {
    let mut random = Random::named("rare");
    let mut row = |index: usize| {
        let is_rare = index % 40 == 0;
        let middle = if is_rare { 0.5 } else { -0.5 };
        let input: [f32; 3] = std::array::from_fn(|_| middle + random.symmetric(1.5) as f32);
        (input, Class::<5>::new(usize::from(is_rare)).expect("below 5"))
    };
    let data: Dataset<_, _> = (0..2_000).map(&mut row).collect();
    let recall = |net: &Classes| {
        let rare = data.iter().filter(|(_, class)| class.index() == 1);
        let found: Vec<bool> = rare.map(|(input, _)| class_of(&net.predict(input)) == 1).collect();
        found.iter().filter(|is_found| **is_found).count() as f64 / found.len() as f64
    };
    let weights = ClassWeights::<5>::balanced(data.targets().iter().copied()).expect("rows");
    let weighted = data.clone().weigh_classes(&weights).expect("classes in range");
    let mut plain = Classes::init(1);
    let mut balanced = Classes::init(1);
    let trainer = || Trainer::new(Adam::new(0.02)).batch_size(100).epochs(10);
    trainer().fit(&mut *plain, &data).expect("settings in range");
    trainer().fit(&mut *balanced, &weighted).expect("settings in range");
    let (plain, balanced) = (recall(&plain), recall(&balanced));
    assert!(plain < 0.4 && balanced > 0.65, "recall of the rare class: {plain} as it is, {balanced} balanced");
}
