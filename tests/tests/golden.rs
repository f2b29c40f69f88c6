//! Networks against values computed in float64 by other frameworks (`data/golden/README.md`).

use nn_runtime::loss::Mse;
use nn_runtime::network::Train;
use nn_runtime::optim::{Adam, Optimizer, Sgd};
use nn_runtime::simd::Level;
use nn_tests::compare::{Place, assert_close};
use nn_tests::description::read;
use nn_tests::pair::{Declared, parameters_of, set_parameters};
use nn_tests::topology::Tensor;
use safetensors::SafeTensors;

nn_tests::pair! {
    #[loss(mse)]
    struct Xor: [2] -> [1] { fc1: dense(8, tanh), fc2: dense(1, sigmoid), }

    #[loss(mse)]
    struct Control: [17] -> [6] { fc1: dense(64, tanh), fc2: dense(64, tanh), fc3: dense(6, tanh), }
}

const XOR: &[u8] = include_bytes!("data/golden/xor.safetensors");
const CONTROL: &[u8] = include_bytes!("data/golden/control.safetensors");

/// The arrays of one file, and the network they are for.
struct Golden<'a> {
    arrays: SafeTensors<'a>,
}

impl<'a> Golden<'a> {
    fn new(file: &'a [u8]) -> Self {
        Self { arrays: SafeTensors::deserialize(file).expect("a golden file is well formed") }
    }

    fn array(&self, name: &str) -> Vec<f64> {
        let array = self.arrays.tensor(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (numbers, rest) = array.data().as_chunks::<8>();
        assert!(rest.is_empty(), "{name}: whole float64 numbers");
        numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
    }

    fn rows<R: bytemuck::Pod>(&self, name: &str) -> Vec<R> {
        let flat: Vec<f32> = self.array(name).iter().map(|value| *value as f32).collect();
        bytemuck::cast_slice(&flat).to_vec()
    }

    /// One array for each parameter of `N`.
    fn parameters<N: Train>(&self, prefix: &str) -> Vec<Tensor> {
        let tensor = |name: &str, shape: &[usize]| Tensor {
            name: name.to_owned(),
            shape: shape.to_vec(),
            values: self.array(&format!("{prefix}.{name}")),
        };
        N::LAYOUT.iter().map(|parameter| tensor(parameter.name, parameter.shape)).collect()
    }

    fn assert_parameters<N: Train>(&self, place: &Place, prefix: &str, found: &N) {
        for (tensor, (name, found)) in self.parameters::<N>(prefix).iter().zip(parameters_of(found)) {
            assert_close(place, &format!("{prefix}.{name}"), &tensor.values, &found);
        }
    }

    #[expect(clippy::unnecessary_box_returns, reason = "like `init`: a network of any size is made on the heap")]
    fn network<N: Train>(&self) -> Box<N> {
        let mut net = bytemuck::allocation::zeroed_box::<N>();
        set_parameters(&mut *net, &self.parameters::<N>("param"));
        net
    }
}

fn check<N: Declared + Train<Loss = Mse>>(file: &[u8])
where
    N::Output: nn_runtime::loss::Target<Mse, N::Output>,
{
    let golden = Golden::new(file);
    let net = golden.network::<N>();
    let (inputs, targets): (Vec<N::Input>, Vec<N::Output>) = (golden.rows("x"), golden.rows("t"));
    assert_eq!((inputs.len(), targets.len()), (8, 8));
    for level in Level::available() {
        let place = Place { network: N::NAME, level: level.name(), batch: 8 };
        let mut outputs = vec![bytemuck::Zeroable::zeroed(); 8];
        net.predict_batch_at(level, &inputs, &mut outputs).expect("equal lengths");
        let outputs: &[f32] = bytemuck::cast_slice(&outputs);
        assert_close(&place, "y", &golden.array("y"), outputs);
        let loss = net.loss_at(level, &inputs, &targets).expect("a batch");
        assert_close(&place, "loss", &golden.array("loss"), &[loss]);

        let mut workspace = bytemuck::allocation::zeroed_box::<N::Workspace>();
        let mut gradient = bytemuck::allocation::zeroed_box::<N>();
        let loss = net.gradients_at(level, &inputs, &targets, 0, &mut workspace, &mut gradient).expect("a batch");
        assert_close(&place, "loss of gradients", &golden.array("loss"), &[loss]);
        golden.assert_parameters(&place, "grad", &*gradient);
    }
    check_steps::<N, Sgd>(&golden, "sgd", Sgd::new(0.1), &inputs, &targets);
    check_steps::<N, Adam>(&golden, "adam", Adam::new(1e-3), &inputs, &targets);
}

/// Three steps of an optimizer on the whole batch.
fn check_steps<N: Declared + Train<Loss = Mse>, O: Optimizer + Copy>(
    golden: &Golden<'_>,
    prefix: &str,
    optimizer: O,
    inputs: &[N::Input],
    targets: &[N::Output],
) where
    N::Output: nn_runtime::loss::Target<Mse, N::Output>,
{
    for level in Level::available() {
        let place = Place { network: N::NAME, level: level.name(), batch: 8 };
        let mut net = golden.network::<N>();
        let mut optimization = optimizer.start::<N>().expect("settings in range");
        let mut workspace = bytemuck::allocation::zeroed_box::<N::Workspace>();
        let mut gradient = bytemuck::allocation::zeroed_box::<N>();
        let mut losses = Vec::new();
        for step in 1..=3 {
            let loss = net.gradients_at(level, inputs, targets, 0, &mut workspace, &mut gradient).expect("a batch");
            losses.push(loss);
            optimization.step_at(level, optimizer.learning_rate(), &mut net, &gradient).expect("equal layouts");
            if step != 2 {
                golden.assert_parameters(&place, &format!("{prefix}{step}"), &*net);
            }
        }
        losses.push(net.loss_at(level, inputs, targets).expect("a batch"));
        assert_close(&place, &format!("{prefix}_losses"), &golden.array(&format!("{prefix}_losses")), &losses);
        if prefix == "adam" {
            let [first, second] = optimization.moments() else { panic!("Adam has two moments") };
            golden.assert_parameters(&place, "adam3_m", first);
            // 0.999 as an f32 is 1.3e-8 too large, which is thirteen millionths of 1 - beta2, and so of this moment;
            // the corrected moment, and with it the step, is free of it.
            let ratio = (1.0 - f64::from(0.999_f32)) / (1.0 - 0.999);
            for (tensor, (name, found)) in golden.parameters::<N>("adam3_v").iter().zip(parameters_of(second)) {
                let expected: Vec<f64> = tensor.values.iter().map(|value| value * ratio).collect();
                assert_close(&place, &format!("adam3_v.{name}"), &expected, &found);
            }
        }
    }
}

#[test]
fn xor_agrees_with_jax_and_pytorch() {
    check::<Xor>(XOR);
}

#[test]
fn control_agrees_with_jax_and_pytorch() {
    check::<Control>(CONTROL);
}

/// The twin of all other tests agrees with the same values, to the precision of float64.
fn check_interpreter<N: Declared + Train>(file: &[u8]) {
    let golden = Golden::new(file);
    let (_, mut topology) = read(N::SOURCE);
    topology.set_parameters(golden.parameters::<N>("param").into_iter().flat_map(|tensor| tensor.values));
    let chunks = |name: &str, len: usize| golden.array(name).chunks(len).map(<[f64]>::to_vec).collect::<Vec<_>>();
    let (inputs, targets) = (chunks("x", topology.input), chunks("t", topology.output()));
    let found = topology.gradients(&inputs, &targets, None);
    let close = |what: &str, expected: &[f64], found: &[f64]| {
        assert_eq!(expected.len(), found.len(), "{what}");
        for (expected, found) in expected.iter().zip(found) {
            assert!((expected - found).abs() < 1e-12, "{what}: expected {expected}, found {found}");
        }
    };
    close("loss", &golden.array("loss"), &[found.loss]);
    close("grad_x", &golden.array("grad_x"), &found.inputs.concat());
    let outputs: Vec<f64> = inputs.iter().flat_map(|input| topology.predict(input)).collect();
    close("y", &golden.array("y"), &outputs);
    for (expected, found) in golden.parameters::<N>("grad").iter().zip(&found.parameters) {
        close(&found.name, &expected.values, &found.values);
    }
}

#[test]
fn the_interpreter_agrees_with_jax_and_pytorch() {
    check_interpreter::<Xor>(XOR);
    check_interpreter::<Control>(CONTROL);
}
