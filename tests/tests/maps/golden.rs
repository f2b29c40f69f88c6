//! Convolutional networks against values computed in float64 by other frameworks (`data/golden/README.md`).

use nn_runtime::loss::{Class, Target};
use nn_runtime::network::{Network, Parameters, Train};
use nn_runtime::optim::{Optimizer, Sgd};
use nn_runtime::simd::Level;
use safetensors::{Dtype, SafeTensors};

nn_runtime::network! {
    #[loss(cross_entropy)]
    pub(crate) struct LeNet: [1, 28, 28] -> [10] {
        conv1: conv2d(6, 5, relu, padding = 2),
        max_pool(2),
        conv2: conv2d(16, 5, relu),
        max_pool(2),
        flatten,
        fc1: dense(120, relu),
        fc2: dense(84, relu),
        fc3: dense(10, softmax),
    }
}

nn_runtime::network! {
    #[batch(6)]
    #[loss(mse)]
    pub(crate) struct Normalised: [2, 6, 5] -> [3] {
        conv1: conv2d(5, 3, padding = 1, bias = false),
        bn1: batch_norm,
        tanh,
        conv2: conv2d(18, 3, stride = 2, padding = 1),
        bn2: batch_norm(eps = 1e-3, momentum = 0.2),
        a: tanh,
        conv3: conv2d(18, 3, padding = 1, bias = false),
        bn3: batch_norm(affine = false),
        add(a),
        tanh,
        global_avg_pool,
        fc1: dense(7),
        bn4: batch_norm,
        sigmoid,
        fc2: dense(3),
    }
}

nn_runtime::network! {
    #[loss(mse)]
    pub(crate) struct Normed: [2, 8, 6] -> [3] {
        conv1: conv2d(20, 3, padding = 1),
        gn1: group_norm(4),
        tanh,
        conv2: conv2d(32, 3, stride = 2, padding = 1, bias = false),
        gn2: group_norm(2, 1e-3),
        act: prelu(per_channel = true),
        conv3: conv2d(18, 3, padding = 1),
        in1: instance_norm(affine = true),
        tanh,
        conv4: conv2d(5, 1),
        in2: instance_norm,
        ln: layer_norm,
        tanh,
        rn: rms_norm,
        flatten,
        fc1: dense(12),
        gn3: group_norm(3),
        sigmoid,
        fc2: dense(3),
    }
}

nn_runtime::network! {
    #[loss(mse)]
    pub(crate) struct Signals: [3, 20] -> [32] {
        conv1: conv1d(17, 3),
        gn1: group_norm(17),
        act: prelu(per_channel = true),
        conv2: conv1d(24, 3),
        gn2: group_norm(3),
        silu,
        conv3: conv1d(2, 1),
        ln: layer_norm(bias = false),
        flatten,
    }
}

nn_runtime::network! {
    /// Groups that share panels: several outputs of a channel, a channel for each output, and some for some.
    #[loss(mse)]
    pub(crate) struct Groups: [4, 8, 6] -> [3] {
        conv1: conv2d(12, 3, tanh, padding = 1, groups = 2),
        conv2: conv2d(24, 3, tanh, stride = 2, padding = 1, groups = 12),
        up1: conv_transpose2d(20, 2, tanh, stride = 2, groups = 4),
        up2: conv_transpose2d(20, 3, tanh, padding = 1, groups = 20, bias = false),
        conv3: conv2d(6, 1, groups = 2),
        global_avg_pool,
        fc: dense(3),
    }
}

nn_runtime::network! {
    /// A class for each pixel.
    #[loss(cross_entropy(label_smoothing = 0.1))]
    pub(crate) struct Segments: [2, 5, 4] -> [3, 5, 4] {
        conv1: conv2d(18, 3, tanh, padding = 1),
        conv2: conv2d(3, 1, softmax),
    }
}

nn_runtime::network! {
    /// Numbers far from 0, in groups that share panels, alone and all together; what is compared with is a line of the map.
    pub(crate) struct Far: [20, 13, 11] -> [60, 13, 11] {
        group: group_norm(4, affine = false),
        instance: instance_norm(from = input),
        // A map already, for the convolution keeps it as it is.
        map: pad(0, from = input),
        layer: layer_norm(affine = false),
        concat(group, instance),
    }
}

/// Largest distance from a value, as a part of the largest number beside it.
const TOLERANCE: f64 = 2e-5;

struct Golden<'a>(SafeTensors<'a>);

impl<'a> Golden<'a> {
    fn new(file: &'a [u8]) -> Self {
        Self(SafeTensors::deserialize(file).expect("a golden file is well formed"))
    }

    fn array(&self, name: &str) -> Vec<f64> {
        let array = self.0.tensor(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        match array.dtype() {
            Dtype::F32 => {
                array.data().as_chunks().0.iter().map(|bytes| f64::from(f32::from_le_bytes(*bytes))).collect()
            }
            _ => array.data().as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect(),
        }
    }

    fn rows<R: bytemuck::Pod>(&self, name: &str) -> Vec<R> {
        let flat: Vec<f32> = self.array(name).iter().map(|value| *value as f32).collect();
        bytemuck::pod_collect_to_vec(&flat)
    }

    fn network<N: Parameters>(&self) -> Box<N> {
        let mut net = bytemuck::allocation::zeroed_box::<N>();
        for parameter in N::LAYOUT {
            let values = self.array(&format!("param.{}", parameter.name));
            assert_eq!(values.len(), parameter.len(), "{}", parameter.name);
            for (position, value) in parameter.positions().zip(values) {
                net.as_flat_mut()[position] = value as f32;
            }
        }
        net
    }

    /// Compares parameters, those that are trained or the others.
    fn assert_parameters<N: Parameters>(&self, level: Level, prefix: &str, net: &N, is_trained: bool) {
        for parameter in N::LAYOUT.iter().filter(|parameter| parameter.is_trained == is_trained) {
            let found: Vec<f32> = parameter.positions().map(|position| net.as_flat()[position]).collect();
            let name = format!("{prefix}.{}", parameter.name);
            assert_close(level, &name, &self.array(&name), &found);
        }
    }
}

fn assert_close(level: Level, what: &str, expected: &[f64], found: &[f32]) {
    assert_eq!(expected.len(), found.len(), "{what}");
    // A bias that a norm takes away has a gradient of 0, and the rounding errors of others.
    let scale = expected.iter().fold(1e-2_f64, |scale, value| scale.max(value.abs()));
    for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
        let error = (f64::from(*found) - expected).abs() / scale;
        assert!(error < TOLERANCE, "{level:?}: {what}[{index}] is {found}, expected {expected}");
    }
}

/// Outputs, the gradient, and three steps of descent, with a gradient in memory and without.
fn check<N: Train>(golden: &Golden<'_>)
where
    N::Output: Target<N::Loss, N::Output>,
{
    let (inputs, targets): (Vec<N::Input>, Vec<N::Output>) = (golden.rows("x"), golden.rows("t"));
    for level in Level::available() {
        let net = golden.network::<N>();
        assert_outputs(golden, level, "y", &*net, &inputs);
        let mut workspace = bytemuck::allocation::zeroed_box::<N::Workspace>();
        bytemuck::bytes_of_mut(&mut *workspace).fill(0xff);
        let mut gradient = bytemuck::allocation::zeroed_box::<N>();
        let loss = net.gradients_at(level, &inputs, &targets, 0, &mut workspace, &mut gradient).expect("a batch");
        assert_close(level, "loss", &golden.array("loss"), &[loss]);
        golden.assert_parameters(level, "grad", &*gradient, true);

        let optimizer = Sgd::new(0.1);
        let (mut stepped, mut learned) = (golden.network::<N>(), golden.network::<N>());
        let mut of_steps = optimizer.start::<N>().expect("settings in range");
        let mut of_learning = optimizer.start::<N>().expect("settings in range");
        let mut losses = Vec::new();
        for _ in 0..3 {
            let loss =
                stepped.gradients_at(level, &inputs, &targets, 0, &mut workspace, &mut gradient).expect("a batch");
            of_steps.step_at(level, 0.1, &mut stepped, &gradient).expect("equal layouts");
            losses.push(loss);
            let batch = (&inputs[..], &targets[..]);
            let again = of_learning.learn_at(level, 0.1, &mut learned, batch, &mut workspace, &mut gradient);
            assert_eq!(again.expect("a batch").to_bits(), loss.to_bits(), "{level:?}");
        }
        assert_close(level, "sgd_losses", &golden.array("sgd_losses")[..3], &losses);
        golden.assert_parameters(level, "sgd3", &*stepped, true);
        assert!(stepped.as_flat() == learned.as_flat(), "{level:?}: learning is a gradient and a step, to the bit");
        assert_padding_is_zero(&*stepped);
    }
}

fn assert_outputs<N: Network>(golden: &Golden<'_>, level: Level, name: &str, net: &N, inputs: &[N::Input]) {
    let mut outputs = vec![bytemuck::Zeroable::zeroed(); inputs.len()];
    net.predict_batch_at(level, inputs, &mut outputs).expect("equal lengths");
    assert_close(level, name, &golden.array(name), bytemuck::cast_slice::<N::Output, f32>(&outputs));
}

fn assert_padding_is_zero<N: Parameters>(net: &N) {
    let mut is_padding = vec![true; net.as_flat().len()];
    for parameter in N::LAYOUT {
        parameter.positions().for_each(|position| is_padding[position] = false);
    }
    let padding = net.as_flat().iter().zip(is_padding).filter(|(_, is_padding)| *is_padding);
    assert!(padding.into_iter().all(|(number, _)| *number == 0.0), "padding of parameters is zero");
}

#[test]
fn lenet_agrees_with_jax_and_pytorch() {
    check::<LeNet>(&Golden::new(include_bytes!("../data/golden/lenet.safetensors")));
}

#[test]
fn groups_of_any_size_agree_with_pytorch() {
    check::<Groups>(&Golden::new(include_bytes!("../data/golden/groups.safetensors")));
}

#[test]
fn classes_of_pixels_agree_with_pytorch() {
    const PIXELS: usize = 20;
    let golden = Golden::new(include_bytes!("../data/golden/segments.safetensors"));
    check::<Segments>(&golden);
    // Pixels without a class, some of two rows and all of a third, are not in the mean.
    let inputs: Vec<<Segments as Network>::Input> = golden.rows("x");
    let classes = golden.array("some.classes");
    let of_pixel = |class: &f64| (*class >= 0.0).then(|| Class::<3>::new(*class as usize).expect("one of three"));
    let targets: Vec<[Option<Class<3>>; PIXELS]> =
        classes.as_chunks().0.iter().map(|row: &[f64; PIXELS]| row.each_ref().map(of_pixel)).collect();
    assert!(targets.iter().any(|row| row.iter().all(Option::is_none)));
    for level in Level::available() {
        let net = golden.network::<Segments>();
        let (mut workspace, mut gradient) = (Segments::workspace(), Segments::zeros());
        let loss = net.gradients_at(level, &inputs, &targets, 0, &mut workspace, &mut gradient).expect("a batch");
        assert_close(level, "loss of some", &golden.array("some.loss"), &[loss]);
        golden.assert_parameters(level, "some.grad", &*gradient, true);
        let again = net.loss_at(level, &inputs, &targets).expect("a batch");
        assert!((again - loss).abs() < 1e-6, "{level:?}: {again} and {loss}");
    }
}

#[test]
fn batch_norm_agrees_with_pytorch() {
    let golden = Golden::new(include_bytes!("../data/golden/batch_norm.safetensors"));
    check::<Normalised>(&golden);
    let (inputs, targets): (Vec<[f32; 60]>, Vec<[f32; 3]>) = (golden.rows("x"), golden.rows("t"));
    for level in Level::available() {
        let (mut workspace, mut gradient) = (Normalised::workspace(), Normalised::zeros());
        let net = golden.network::<Normalised>();
        net.gradients_at(level, &inputs, &targets, 0, &mut workspace, &mut gradient).expect("a batch");
        let mut kept = golden.network::<Normalised>();
        Sgd::new(1e-30).start().expect("a rate").step_at(level, 1e-30, &mut *kept, &gradient).expect("equal layouts");
        golden.assert_parameters(level, "kept", &*kept, false);
        // After three steps the running moments tell another story than at first.
        let mut net = golden.network::<Normalised>();
        let mut optimization = Sgd::new(0.1).start::<Normalised>().expect("a rate");
        for _ in 0..3 {
            let batch = (&inputs[..], &targets[..]);
            optimization.learn_at(level, 0.1, &mut net, batch, &mut workspace, &mut gradient).expect("a batch");
        }
        golden.assert_parameters(level, "sgd3", &*net, false);
        assert_outputs(&golden, level, "y3", &*net, &inputs);
    }
}

#[test]
fn norms_of_maps_agree_with_pytorch() {
    check::<Normed>(&Golden::new(include_bytes!("../data/golden/group_norm.safetensors")));
    check::<Signals>(&Golden::new(include_bytes!("../data/golden/group_norm_signals.safetensors")));
}

/// Pixels near 10,000 with deviations from 0.5 to 2: a mean is rounded to 0.001, which is not to be an error of what is left.
#[test]
fn norms_of_numbers_far_from_0_agree_with_pytorch() {
    const CHANNELS: usize = 20;
    const LINES: usize = 13;
    const COLUMNS: usize = 11;
    let golden = Golden::new(include_bytes!("../data/golden/group_norm_far.safetensors"));
    let inputs: Vec<<Far as Network>::Input> = golden.rows("x");
    // Channels of the concatenation, in its order.
    let expected = ["layer", "group", "instance"].map(|name| golden.array(name));
    for level in Level::available() {
        let net = Far::zeros();
        for (row, input) in inputs.iter().enumerate() {
            let output = net.predict_at(level, input);
            let numbers: &[f32] = bytemuck::cast_slice(core::slice::from_ref(&output));
            for (part, expected) in expected.iter().enumerate() {
                for channel in 0..CHANNELS {
                    let line = ((part * CHANNELS + channel) * LINES + 3) * COLUMNS;
                    let of_channel = (row * CHANNELS + channel) * COLUMNS;
                    for column in 0..COLUMNS {
                        let (found, expected) = (f64::from(numbers[line + column]), expected[of_channel + column]);
                        let error = (found - expected).abs();
                        assert!(error < 1e-5, "{level:?}, {part}, {channel}: {found}, expected {expected}");
                    }
                }
            }
        }
    }
}

/// Levels and earlier contents of a workspace do not change a bit, and a step on one row is that of a batch of one.
#[test]
fn batches_are_normalised_to_the_same_bits() {
    let golden = Golden::new(include_bytes!("../data/golden/batch_norm.safetensors"));
    let (inputs, targets): (Vec<[f32; 60]>, Vec<[f32; 3]>) = (golden.rows("x"), golden.rows("t"));
    let learned = |level: Level, rows: usize, old: u8| {
        let (mut net, mut gradient) = (golden.network::<Normalised>(), Normalised::zeros());
        let mut workspace = Normalised::workspace();
        bytemuck::bytes_of_mut(&mut *workspace).fill(old);
        let mut optimization = Sgd::new(0.1).start::<Normalised>().expect("a rate");
        for _ in 0..2 {
            let batch = (&inputs[..rows], &targets[..rows]);
            optimization.learn_at(level, 0.1, &mut net, batch, &mut workspace, &mut gradient).expect("a batch");
        }
        net
    };
    let fused: Vec<Level> = Level::available().filter(|level| level.has_fused_multiply_add()).collect();
    for rows in [1, 2, 6] {
        for level in &fused {
            assert!(learned(*level, rows, 0xff) == learned(fused[0], rows, 0), "{level:?}, {rows} rows");
        }
    }
    for level in Level::available() {
        let mut net = golden.network::<Normalised>();
        let mut workspace = Normalised::workspace();
        for _ in 0..2 {
            let loss = net.descend_at(level, &inputs[0], &targets[0], 0, 0.1, &mut workspace);
            assert!(loss.is_finite(), "{level:?}");
        }
        assert!(net == learned(level, 1, 0), "{level:?}: descent on a row is a step on a batch of one");
    }
}

#[test]
fn larger_batches_than_declared_are_refused() {
    let (mut net, mut workspace, mut gradient) = (Normalised::init(1), Normalised::workspace(), Normalised::zeros());
    let (inputs, targets) = ([[0.0; 60]; 7], [[0.0; 3]; 7]);
    let expected = "batch: found 7 rows, expected at most 6, as `#[batch(6)]` of the network says";
    let error = net.gradients(&inputs, &targets, &mut workspace, &mut gradient).expect_err("a row too many");
    assert_eq!(error.to_string(), expected);
    let before = net.clone();
    let mut optimization = Sgd::new(0.1).start::<Normalised>().expect("a rate");
    let error =
        optimization.learn(&mut net, (&inputs, &targets), &mut workspace, &mut gradient).expect_err("as before");
    assert_eq!((error.to_string(), net == before), (expected.to_owned(), true));
    // A loss alone needs no workspace.
    assert!(net.loss(&inputs, &targets).is_ok());
}
