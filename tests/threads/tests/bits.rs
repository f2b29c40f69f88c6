//! Any number of threads gives the same bits.

use nn_runtime::loss::Target;
use nn_runtime::optim::Fused;
use nn_runtime::prelude::*;
use nn_threads_tests::{Again, Chain, Heavy, Joined, Narrow, Picture, Remembering, Shallow, Words};

/// More than this machine may have; rayon does not mind.
const THREADS: [usize; 4] = [1, 2, 3, 8];

/// Around tiles, parts, blocks, groups of blocks; the largest are divided.
const ROWS: [usize; 8] = [1, 17, 64, 100, 256, 257, 333, 600];

/// What `work` returns on a pool of each size.
fn on_each<R: Send>(work: impl Fn() -> R + Sync) -> Vec<(usize, R)> {
    THREADS
        .into_iter()
        .map(|n_threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads can be started");
            (n_threads, pool.install(&work))
        })
        .collect()
}

/// The bits are those of a single thread.
fn assert_same<R: PartialEq + Send>(what: &str, work: impl Fn() -> R + Sync) {
    let results = on_each(work);
    let [(_, one), others @ ..] = &results[..] else { panic!("no pool") };
    for (n_threads, result) in others {
        assert!(result == one, "{what}: {n_threads} threads give other bits than one");
    }
}

/// The bits of a network after a step at once, of its moments and of the loss.
///
/// # Panics
/// If they are not those of a gradient and a step.
fn learned<N: Train, T: Target<N::Loss, N::Output>, O: Fused + Copy>(
    optimizer: O,
    net: &N,
    level: Level,
    batch: (&[N::Input], &[T]),
) -> Vec<u32> {
    let rate = optimizer.learning_rate();
    let copy = || {
        let mut copy = bytemuck::zeroed_box::<N>();
        copy.as_flat_mut().copy_from_slice(net.as_flat());
        copy
    };
    let (mut workspace, mut gradient) = (bytemuck::zeroed_box::<N::Workspace>(), bytemuck::zeroed_box::<N>());
    gradient.as_flat_mut().fill(f32::NAN);
    let (mut at_once, mut optimization) = (copy(), optimizer.start::<N>().expect("settings in range"));
    let loss = optimization.learn_at(level, rate, &mut *at_once, batch, &mut workspace, &mut gradient);
    let mut all = bits(at_once.as_flat());
    all.extend(optimization.moments().iter().flat_map(|moment| bits(moment.as_flat())));
    all.push(loss.expect("rows are given").to_bits());

    let (mut separate, mut optimization) = (copy(), optimizer.start::<N>().expect("settings in range"));
    net.gradients_at(level, batch.0, batch.1, 1, &mut workspace, &mut gradient).expect("rows are given");
    optimization.step_at(level, rate, &mut *separate, &gradient).expect("equal layouts");
    assert!(bits(separate.as_flat()) == bits(at_once.as_flat()), "a step at once is another");
    all
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Numbers in (-1, 1).
fn numbers<const N: usize>(rows: usize, mut state: u32) -> Vec<[f32; N]> {
    let mut number = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..rows).map(|_| std::array::from_fn(|_| number())).collect()
}

/// Everything about a network: outputs, loss and gradient for every number of rows, then whole trainings.
fn check<N, const I: usize, const O: usize>(name: &str, net: &N, targets: &[[f32; O]])
where
    N: Train<Input = [f32; I], Output = [f32; O]>,
    [f32; O]: Target<N::Loss, [f32; O]>,
{
    check_of(name, net, numbers::<I>(targets.len(), 3), targets);
}

/// As [`check`], of these inputs.
fn check_of<N, const I: usize, const O: usize>(name: &str, net: &N, inputs: Vec<[f32; I]>, targets: &[[f32; O]])
where
    N: Train<Input = [f32; I], Output = [f32; O]>,
    [f32; O]: Target<N::Loss, [f32; O]>,
{
    for level in Level::available() {
        for rows in ROWS {
            let what = format!("{name}, {level:?}, {rows} rows");
            let (inputs, targets) = (&inputs[..rows], &targets[..rows]);
            assert_same(&format!("{what}, outputs"), || {
                let mut outputs = vec![[f32::NAN; O]; rows];
                net.predict_batch_at(level, inputs, &mut outputs).expect("equal lengths");
                bits(outputs.as_flattened())
            });
            assert_same(&format!("{what}, gradient"), || {
                let mut workspace = bytemuck::zeroed_box::<N::Workspace>();
                let mut gradient = bytemuck::zeroed_box::<N>();
                gradient.as_flat_mut().fill(f32::NAN);
                let loss = net.gradients_at(level, inputs, targets, 7, &mut workspace, &mut gradient);
                let mut all = bits(gradient.as_flat());
                all.push(loss.expect("rows are given").to_bits());
                all
            });
            assert_same(&format!("{what}, learning by Adam"), || {
                learned(Adam::new(0.001), net, level, (inputs, targets))
            });
            assert_same(&format!("{what}, learning by plain descent"), || {
                learned(Sgd::new(0.01), net, level, (inputs, targets))
            });
        }
    }
    let data: Dataset<_, _> = inputs.into_iter().zip(targets.iter().copied()).collect();
    check_training(name, net, &data, Sgd::new(0.01));
    check_training(name, net, &data, Sgd::new(0.01).momentum(0.9).nesterov());
    check_training(name, net, &data, Adam::new(0.001));
    check_training(name, net, &data, AdamW::new(0.001));
    check_training(name, net, &data, RmsProp::new(0.001));
}

/// Whole trainings: gather, gradient, clipping, optimizer, validation.
fn check_training<N, O, const I: usize, const M: usize>(
    name: &str,
    net: &N,
    data: &Dataset<[f32; I], [f32; M]>,
    optimizer: O,
) where
    N: Train<Input = [f32; I], Output = [f32; M]>,
    O: Optimizer + Copy + Sync,
    [f32; M]: Target<N::Loss, [f32; M]>,
{
    let before = net.as_flat();
    assert_same(&format!("{name}, training"), || {
        let mut net = Box::new(*net);
        let mut trainer = Trainer::new(optimizer).batch_size(250).epochs(2).clip_norm(0.5).validation_split(0.1);
        let report = trainer.fit(&mut *net, data).expect("settings in range");
        assert!(net.as_flat() != before, "{name}: nothing was learned");
        let mut all = bits(net.as_flat());
        all.extend(report.epochs.iter().map(|epoch| epoch.loss.to_bits()));
        all.extend(report.epochs.iter().filter_map(|epoch| epoch.validation).map(|found| found.loss.to_bits()));
        all
    });
}

/// One row in `O` is 1, the others are 0.
fn classes<const O: usize>(rows: usize) -> Vec<[f32; O]> {
    (0..rows).map(|row| std::array::from_fn(|class| f32::from(u8::from(row * 7 % O == class)))).collect()
}

#[test]
fn chains_do_not_depend_on_the_number_of_threads() {
    check::<Chain, _, _>("Chain", &Chain::init(1), &classes(600));
}

#[test]
fn weights_of_rows_go_with_the_rows() {
    use nn_runtime::loss::Weighted;

    let (net, inputs) = (Chain::init(1), numbers::<301>(600, 3));
    let weigh = |(row, target)| Weighted::new(target, (row % 7) as f32);
    let targets: Vec<_> = classes::<10>(600).into_iter().enumerate().map(weigh).collect();
    for level in Level::available() {
        assert_same(&format!("weighted, {level:?}"), || {
            let (mut workspace, mut gradient) = (Chain::workspace(), Chain::zeros());
            let loss = net.gradients_at(level, &inputs, &targets, 7, &mut workspace, &mut gradient);
            let mut all = bits(gradient.as_flat());
            all.push(loss.expect("rows are given").to_bits());
            all
        });
    }
}

#[test]
fn changed_pictures_do_not_depend_on_the_number_of_threads() {
    let data = Dataset::new(numbers::<301>(600, 3), classes::<10>(600)).expect("equal lengths");
    let augment = || Augment::new([1, 7, 43]).shift(2).rotate(20.0).horizontal_flip(0.5).erase(0.5, 0.1..=0.3, 0.5);
    assert_same("changed pictures", || {
        let mut net = Chain::init(1);
        let mut trainer = Trainer::new(Sgd::new(0.01)).batch_size(250).epochs(2).augment(augment());
        trainer.fit(&mut net, &data).expect("settings in range");
        bits(net.as_flat())
    });
}

#[test]
fn joins_and_dropout_do_not_depend_on_the_number_of_threads() {
    check::<Joined, _, _>("Joined", &Joined::init(2), &numbers(600, 5));
}

#[test]
fn layers_of_one_input_or_output_do_not_depend_on_the_number_of_threads() {
    let targets: Vec<[f32; 1]> = (0..600).map(|row| [f32::from(u8::from(row % 3 == 0))]).collect();
    check::<Narrow, _, _>("Narrow", &Narrow::init(3), &targets);
}

#[test]
fn biases_do_not_depend_on_the_number_of_threads() {
    check::<Shallow, _, _>("Shallow", &Shallow::init(6), &numbers(600, 7));
}

/// Vectors that many rows pick, that one row picks, and that none does.
#[test]
fn tables_do_not_depend_on_the_number_of_threads() {
    let mut inputs = numbers::<3>(600, 8);
    for (row, [.., word]) in inputs.iter_mut().enumerate() {
        *word = if row % 4 == 0 { 2_999.0 } else { (row * 37 % 3_000) as f32 };
    }
    check_of::<Words, _, _>("Words", &*Words::init(9), inputs, &numbers(600, 9));
}

/// Windows of several streams, and a whole training.
#[test]
fn streams_do_not_depend_on_the_number_of_threads() {
    let (net, inputs, targets) = (Remembering::init(10), numbers::<40>(200, 10), numbers::<9>(200, 11));
    // Around tiles and parts; the longest is divided.
    let windows: Vec<_> = [0..64, 64..81, 81..82, 82..140]
        .map(|steps| Window::new(&inputs[steps.clone()], &targets[steps]))
        .into_iter()
        .collect();
    for level in Level::available() {
        assert_same(&format!("windows, {level:?}"), || {
            let (mut workspace, mut gradient) = (Remembering::workspace(), Remembering::zeros());
            gradient.as_flat_mut().fill(f32::NAN);
            let mut states = [net.new_state(); 4];
            let loss = net.gradients_at(level, &mut states, &windows, 7, &mut workspace, &mut gradient);
            let mut all = bits(gradient.as_flat());
            all.push(loss.expect("windows that fit").to_bits());
            all.extend(states.iter().flat_map(|state| state.parts().flat_map(|(_, part)| part)).map(f32::to_bits));
            all
        });
    }
    // Several blocks of streams side by side, the last of which is not full, and one of another length.
    let windows: Vec<_> = (0..37)
        .map(|first| first * 4..first * 4 + if first == 20 { 9 } else { 40 })
        .map(|steps| Window::new(&inputs[steps.clone()], &targets[steps]))
        .collect();
    assert_same("streams side by side", || {
        let (mut workspace, mut gradient) = (Remembering::workspace(), Remembering::zeros());
        let mut states = vec![net.new_state(); windows.len()];
        let loss = net.gradients(&mut states, &windows, &mut workspace, &mut gradient).expect("windows that fit");
        let mut all = bits(gradient.as_flat());
        all.push(loss.to_bits());
        all.extend(states.iter().flat_map(|state| state.parts().flat_map(|(_, part)| part)).map(f32::to_bits));
        all
    });
    let sequences: Vec<_> = inputs.chunks(70).zip(targets.chunks(70)).map(|(x, t)| Window::new(x, t)).collect();
    assert_same("sequences", || {
        let mut trained = net.clone();
        let mut trainer = Trainer::new(Adam::new(0.001)).batch_size(2).epochs(2).clip_norm(0.5);
        trainer.fit_sequences(&mut trained, &sequences, 64).expect("sequences that fit");
        assert_ne!(trained, net);
        bits(trained.as_flat())
    });
}

/// Outputs alone, from within pools and from outside, and in a batch.
fn check_single_rows<N, const I: usize, const O: usize>(net: &N)
where
    N: Network<Input = [f32; I], Output = [f32; O]>,
{
    let inputs = numbers::<I>(40, 6);
    for level in Level::available() {
        let what = format!("{}, {level:?}", N::NAME);
        let mut outputs = vec![[f32::NAN; O]; inputs.len()];
        net.predict_batch_at(level, &inputs, &mut outputs).expect("equal lengths");
        let one_by_one = || inputs.iter().map(|input| net.predict_at(level, input)).collect::<Vec<_>>();
        let outside = one_by_one();
        assert_eq!(bits(outside.as_flattened()), bits(outputs.as_flattened()), "{what}: alone and in a batch");
        for (n_threads, alone) in on_each(one_by_one) {
            assert_eq!(bits(alone.as_flattened()), bits(outside.as_flattened()), "{what}: {n_threads} threads");
        }
    }
}

#[test]
fn single_rows_do_not_depend_on_the_number_of_threads() {
    check_single_rows::<_, 301, 20>(&*Heavy::init(4));
    check_single_rows::<_, 530, 20>(&*Again::init(5));
}

/// Of a batch that is divided, each part has its values in memory of its own, where they would take much of a thread's stack.
#[test]
fn values_larger_than_the_stacks_of_a_pool_are_not_on_them() {
    const STACK: usize = 384 << 10;
    const { assert!(Picture::INFERENCE_BYTES > STACK) };
    let (net, inputs) = (Picture::init(4), numbers::<4_096>(40, 11));
    let mut scratch = Picture::scratch();
    let expected: Vec<_> = inputs.iter().flat_map(|input| bits(&net.predict_with(input, &mut scratch))).collect();
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(2).stack_size(STACK).build().expect("threads can be started");
    let mut outputs = vec![[f32::NAN; 32]; inputs.len()];
    pool.install(|| net.predict_batch(&inputs, &mut outputs)).expect("as many outputs as inputs");
    assert!(bits(outputs.as_flattened()) == expected);
}
