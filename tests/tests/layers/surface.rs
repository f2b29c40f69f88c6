//! What a generated struct offers beside its arithmetic: constants, initialisation, accessors, the inherent methods.

use nn_runtime::init::Init;
use nn_runtime::network::{Network, Parameters, Train};
use nn_runtime::simd::Level;
use nn_tests::agreement::Rows;
use nn_tests::compare::{Place, assert_same_bits, bits};
use nn_tests::pair::{Declared, Pair, assert_padding_is_zero, parameters_of};
use nn_tests::random::Random;

use super::sizes::{Deep, Odd, Plain};

// Of these only what does not compute is used, which takes no time to compile.
nn_tests::pair! {
    #[loss(mse)]
    struct Wide: [300] -> [53] { dense(133, relu), dense(53), }
}
nn_runtime::network! {
    struct Flat: [2, 3, 4] -> [16] { flatten, dense(17, relu), dense(16), }
}
nn_runtime::network! {
    struct Labelled: [15] -> [17] { hidden: dense(16, gelu), output: dense(17, gelu), }
}
nn_runtime::network! {
    struct Lines: [17] -> [16] { tanh, dense(16), relu, hard_swish, dense(16, silu), tanh, }
}
nn_runtime::network! {
    struct Line: [53] -> [53] { dense(53, bias = false), softmax, }
}
nn_runtime::network! {
    struct Residual: [17] -> [15] { a: dense(16, relu), dense(16, tanh), add(a), relu, dense(15), }
}
nn_runtime::network! {
    #[loss(cross_entropy)]
    struct Resnet8: [3, 32, 32] -> [10] {
        conv1: conv2d(16, 3, relu, padding = same),
        conv2: conv2d(16, 3, relu, padding = same),
        conv3: conv2d(16, 3, padding = same),
        add(conv1),
        first: relu,
        conv4: conv2d(32, 3, relu, stride = 2, padding = same_upper),
        conv5: conv2d(32, 3, padding = same),
        conv6: conv2d(32, 1, stride = 2, from = first),
        add(conv5),
        second: relu,
        conv7: conv2d(64, 3, relu, stride = 2, padding = same_upper),
        conv8: conv2d(64, 3, padding = same),
        conv9: conv2d(64, 1, stride = 2, from = second),
        add(conv8),
        relu,
        global_avg_pool,
        dense1: dense(10, softmax),
    }
}

const _: () = assert!(Wide::PARAMETERS == 300 * 133 + 133 + 133 * 53 + 53);
const _: () = assert!(Wide::FLOPS == 2 * (300 * 133 + 133 * 53));
const _: () = assert!(Plain::PARAMETERS == 17 * 16 + 16 * 15);
const _: () = assert!(Flat::FLOPS == 2 * (24 * 17 + 17 * 16));
const _: () = assert!(Wide::WORKSPACE_BYTES == size_of::<nn_runtime::network::Workspace<Wide>>());
const _: () = assert!(Wide::LAYOUT.len() == 4);
// With threads too, four times as many rows.
const _: () = assert!(Resnet8::WORKSPACE_BYTES < 8 << 20);
const _: () = assert!(Resnet8::WORKSPACE_BYTES == size_of::<nn_runtime::network::Workspace<Resnet8>>());
// Three maps of 16 channels, one of which is read twice.
const _: () = assert!(Resnet8::INFERENCE_BYTES == 3 * 32 * 32 * 64);

/// A network can be a constant, and so a `static`.
static ZERO: Residual = Residual::ZERO;

#[test]
fn the_zero_constant_is_a_network_of_zeros() {
    assert_eq!(ZERO, *Residual::zeros());
    assert!(ZERO.as_flat().iter().all(|element| element.to_bits() == 0));
    assert_eq!(bits(&ZERO.predict(&[1.0; 17])), [0; 15]);
}

#[test]
fn inherent_methods_run_at_the_detected_level() {
    let mut random = Random::new(7);
    let Pair { net, topology } = Pair::<Odd>::new(&mut random);
    let rows = Rows::<Odd>::new(&topology, 21, &mut random);
    let level = Level::detect();
    let place = Place { network: "Odd", level: level.name(), batch: 21 };
    let mut outputs = [[0.0; 15]; 21];
    net.predict_batch(&rows.input_rows, &mut outputs).expect("equal lengths");
    for (input, output) in rows.input_rows.iter().zip(&outputs) {
        assert_same_bits(&place, "predict", &net.predict_at(level, input), &net.predict(input));
        assert_same_bits(&place, "predict_batch", &net.predict_at(level, input), output);
    }
    let (inputs, targets) = (&rows.input_rows, &rows.target_rows);
    let expected = net.loss_at(level, inputs, targets).expect("a batch");
    assert_same_bits(&place, "loss", &[expected], &[net.loss(inputs, targets).expect("a batch")]);

    let mut workspace = Odd::workspace();
    let (mut expected, mut found) = (Odd::zeros(), Odd::zeros());
    let first = net.gradients_at(level, inputs, targets, 0, &mut workspace, &mut expected).expect("a batch");
    let second = net.gradients(inputs, targets, &mut workspace, &mut found).expect("a batch");
    assert_same_bits(&place, "loss of gradients", &[first], &[second]);
    assert_same_bits(&place, "gradients", expected.as_flat(), found.as_flat());
}

#[test]
fn accessors_see_the_parameters_of_the_layout() {
    type Net = Labelled;
    let mut net = Net::init(5);
    let parameters = parameters_of(&*net);
    let [(_, hidden_weight), (_, hidden_bias), (_, output_weight), _] = parameters.as_slice() else {
        panic!("two layers have four parameters")
    };
    assert_eq!((net.hidden().inputs(), net.hidden().outputs()), (15, 16));
    assert_eq!((net.output().inputs(), net.output().outputs()), (16, 17));
    for output in 0..16 {
        assert_eq!(net.hidden().bias(output).to_bits(), hidden_bias[output].to_bits());
        assert_eq!(bits(&net.hidden().weight_row(output)), bits(&hidden_weight[output * 15..(output + 1) * 15]));
        for input in 0..15 {
            assert_eq!(net.hidden().weight(output, input).to_bits(), hidden_weight[output * 15 + input].to_bits());
        }
    }
    assert_eq!(bits(&net.output().weight_row(16)), bits(&output_weight[16 * 16..]));

    net.output_mut().set_weight(16, 3, 2.5);
    net.output_mut().set_bias(16, -1.5).expect("the layer has a bias");
    let parameters = parameters_of(&*net);
    assert_eq!(parameters[2].1[16 * 16 + 3].to_bits(), 2.5_f32.to_bits());
    assert_eq!(parameters[3].1[16].to_bits(), (-1.5_f32).to_bits());
    let place = Place { network: "Labelled", level: "any", batch: 0 };
    assert_padding_is_zero(&*net, &place);
}

/// Drawing the parameters: repeatable, different for every seed, zero in padding and biases.
fn check_initialisation<N: Declared>(init: impl Fn(u64) -> Box<N>, initialize: impl Fn(&mut N, u64)) {
    let place = Place { network: N::NAME, level: "any", batch: 0 };
    let (first, again, other) = (init(42), init(42), init(43));
    assert_same_bits(&place, "init", first.as_flat(), again.as_flat());
    assert_padding_is_zero(&*first, &place);
    let mut dirty = init(7);
    initialize(&mut dirty, 42);
    assert_same_bits(&place, "initialize", first.as_flat(), dirty.as_flat());
    for ((name, first), (_, other)) in parameters_of(&*first).iter().zip(&parameters_of(&*other)) {
        if name.ends_with("bias") {
            assert!(first.iter().all(|value| value.to_bits() == 0), "{place}: {name} starts at zero, found {first:?}");
        } else {
            let equal = first.iter().zip(other).filter(|(a, b)| a.to_bits() == b.to_bits()).count();
            assert!(equal * 20 <= first.len(), "{place}: {name}: {equal} of {} equal for two seeds", first.len());
        }
    }
}

#[test]
fn parameters_are_drawn_from_the_seed() {
    check_initialisation(Wide::init, Wide::initialize);
    check_initialisation(Plain::init, Plain::initialize);
    check_initialisation(Deep::init, Deep::initialize);
}

/// Two layers of one shape do not start with the same weights.
#[test]
fn layers_are_drawn_apart() {
    let net = super::sizes::Even::init(1);
    let parameters = parameters_of(&*net);
    assert_ne!(parameters[2].1, parameters[4].1);
}

#[test]
fn weights_have_the_variance_of_their_initialiser() {
    let net = Wide::init(3);
    let parameters = parameters_of(&*net);
    for (index, expected) in [(0, 2.0 / 300.0), (2, 2.0 / (133.0 + 53.0))] {
        let (name, values) = &parameters[index];
        let count = values.len() as f64;
        let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / count;
        let variance = values.iter().map(|v| (f64::from(*v) - mean).powi(2)).sum::<f64>() / count;
        // The mean of n draws deviates by sqrt(variance / n), their variance by sqrt(2 / n) of itself; six of each.
        assert!(mean.abs() < 6.0 * (expected / count).sqrt(), "{name}: expected mean 0, found {mean}");
        let allowed = 6.0 * (2.0 / count).sqrt() * expected;
        assert!((variance - expected).abs() < allowed, "{name}: expected variance {expected}, found {variance}");
    }
}

fn weight_inits<N: Parameters>() -> Vec<Init> {
    N::LAYOUT.iter().filter(|parameter| parameter.shape.len() == 2).map(|parameter| parameter.init).collect()
}

#[test]
fn the_initialiser_follows_from_the_line_behind() {
    use Init::{GlorotUniform, HeNormal};
    // By the line behind a layer that has no activation of its own.
    assert_eq!(weight_inits::<Lines>(), [HeNormal; 2]);
    assert_eq!(weight_inits::<Line>(), [GlorotUniform]);
    // The sum is the only user of the second layer, which has its own activation.
    assert_eq!(weight_inits::<Residual>(), [HeNormal, GlorotUniform, GlorotUniform]);
    for parameter in Wide::LAYOUT {
        let fans = if parameter.name.starts_with('0') { (300, 133) } else { (133, 53) };
        assert_eq!((parameter.fan_in, parameter.fan_out), fans, "{}", parameter.name);
        if parameter.name.ends_with("bias") {
            assert_eq!(parameter.init, Init::Zeros);
        }
    }
}

#[test]
fn a_network_is_plain_data() {
    fn plain<N: Parameters + Copy + Clone + std::fmt::Debug + PartialEq + Send + Sync + 'static>() {
        assert_eq!(align_of::<N>(), 64, "a panel is a cache line");
        assert_eq!(size_of::<N>() % 64, 0);
    }
    plain::<Wide>();
    plain::<Plain>();
}
