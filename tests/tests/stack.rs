//! A network larger than the stack is made, trained, used and dropped: it never passes through the stack.

use nn_runtime::data::Dataset;
use nn_runtime::loss::Class;
use nn_runtime::network::{Network as _, Parameters as _, Scratch, Train as _};
use nn_runtime::optim::{Adam, Optimizer as _, Sgd};
use nn_runtime::train::Trainer;
use nn_tests::random::Random;

nn_runtime::network! {
    #[loss(cross_entropy)]
    pub(crate) struct Large: [1000] -> [10] { hidden: dense(1000, relu), dropout(0.1), dense(10, softmax), }
}

nn_runtime::network! {
    #[loss(mse)]
    pub(crate) struct Broad: [1] -> [65536] { dense(65536) }
}

nn_runtime::network! {
    pub(crate) struct Long: [8192] -> [1] { tanh, dense(1) }
}

nn_runtime::network! {
    /// Words in a second of sound.
    #[loss(cross_entropy)]
    pub(crate) struct Words: [1, 16000] -> [12] {
        conv1d(64, 80, relu, stride = 4), max_pool(4), conv1d(64, 3, relu), global_avg_pool, dense(12, softmax),
    }
}

/// The default for threads; the network alone is twice as large.
const STACK: usize = 2 << 20;

const _: () = assert!(Large::PARAMETERS >= 1_000_000 && size_of::<Large>() >= 2 * STACK - (1 << 18));

fn train() -> Result<(), nn_runtime::Error> {
    let mut random = Random::new(1);
    let inputs: Vec<[f32; 1000]> = (0..24).map(|_| std::array::from_fn(|_| random.symmetric(1.0) as f32)).collect();
    let targets: Vec<Class<10>> = (0..24).map(|row| Class::new(row % 10)).collect::<Result<_, _>>()?;
    let data = Dataset::new(inputs, targets)?;
    let mut net = Large::init(1);
    let before = net.loss(data.inputs(), data.targets())?;
    Trainer::new(Sgd::new(0.01).momentum(0.9)).batch_size(8).epochs(2).fit(&mut net, &data)?;
    Trainer::new(Adam::new(1e-4)).batch_size(8).epochs(2).fit(&mut net, &data)?;
    let after = net.loss(data.inputs(), data.targets())?;
    assert!(after < before, "expected a loss below {before}, found {after}");
    let output = net.predict(&data.inputs()[0]);
    assert!((output.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    let mut other = Large::zeros();
    other.initialize(2);
    other.hidden_mut().set_weight(999, 999, 0.5);
    assert!(other != net);
    Ok(())
}

#[test]
fn a_network_larger_than_the_stack_is_trained() {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(train).expect("a thread");
    thread.join().expect("no panic").expect("no error");
}

/// Blocks of rows are as small as their values want them, at every instruction set.
#[test]
fn many_long_rows_fit_the_stack() {
    let run = || {
        let net: Box<Long> = bytemuck::zeroed_box();
        let inputs: Vec<[f32; 8192]> = bytemuck::zeroed_vec(49);
        for level in nn_runtime::simd::Level::available() {
            let mut outputs = vec![[1.0]; 49];
            net.predict_batch_at(level, &inputs, &mut outputs).expect("as many outputs as inputs");
            assert_eq!(outputs, [[0.0]; 49]);
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).expect("a thread").join().expect("no panic");
}

/// What a thread's stack does not hold is in memory of the caller's, whatever it had there before.
#[test]
fn values_larger_than_the_stack_are_in_memory_of_the_caller() {
    const SMALL: usize = 512 << 10;
    const { assert!(Words::INFERENCE_BYTES > 2 * SMALL && size_of::<Scratch<Words>>() == Words::INFERENCE_BYTES) };
    let run = || {
        let net = Words::init(5);
        let mut inputs: Vec<[f32; 16_000]> = bytemuck::zeroed_vec(2);
        for (index, number) in inputs.as_flattened_mut().iter_mut().enumerate() {
            *number = (0.01 * index as f32).sin();
        }
        let mut scratch = Words::scratch();
        let first = net.predict_with(&inputs[1], &mut scratch);
        let mut outputs = [[0.0; 12]; 2];
        net.predict_batch_with(&inputs, &mut outputs, &mut scratch).expect("as many outputs as inputs");
        let bits = outputs.map(|output| output.map(f32::to_bits));
        assert_eq!(bits[1], first.map(f32::to_bits));
        bits
    };
    let found = std::thread::Builder::new().stack_size(SMALL).spawn(run).expect("a thread").join().expect("no panic");
    assert_ne!(found[0], found[1]);
}

/// A loss has such values in memory of its own.
#[test]
fn a_loss_has_values_larger_than_the_stack_in_memory_of_its_own() {
    const SMALL: usize = 512 << 10;
    let run = || {
        let net = Words::init(5);
        let inputs: Vec<[f32; 16_000]> = bytemuck::zeroed_vec(3);
        let targets = [Class::new(1), Class::new(7), Class::new(0)].map(|class| class.expect("one of twelve"));
        let loss = net.loss(&inputs, &targets).expect("as many targets as inputs");
        assert!((loss - 12.0_f32.ln()).abs() < 1.0, "{loss}");
    };
    std::thread::Builder::new().stack_size(SMALL).spawn(run).expect("a thread").join().expect("no panic");
}

/// As many outputs as a layer can have: inference, loss and training of it fit the stack too.
#[test]
fn the_widest_layer_fits_the_stack() {
    let run = || {
        let mut net = Broad::init(1);
        let inputs = [[0.5], [1.0], [-1.0]];
        let mut outputs: Vec<[f32; 65_536]> = bytemuck::zeroed_vec(3);
        net.predict_batch(&inputs, &mut outputs)?;
        let (mut workspace, mut gradient) = (Broad::workspace(), Broad::zeros());
        let loss = net.gradients(&inputs, &outputs, &mut workspace, &mut gradient)?;
        assert!(loss == 0.0 && net.loss(&inputs, &outputs)? == 0.0);
        let mut adam = Adam::new(1e-3).start()?;
        let batch = (&inputs[..], &outputs[..]);
        assert!(adam.learn(&mut *net, batch, &mut workspace, &mut gradient)? == 0.0);
        assert!(adam.descend(&mut *net, &inputs[0], &outputs[0], &mut workspace) == 0.0);
        assert!(net.predict(&inputs[2])[65_535].is_finite());
        Ok::<(), nn_runtime::Error>(())
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run).expect("a thread");
    thread.join().expect("no panic").expect("no error");
}
