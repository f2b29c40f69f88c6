//! Nothing on the way of a prediction or of a training step allocates, once workspace and gradient exist.
//!
//! The counting allocator is the crate's, installed by linking it: implementing one takes `unsafe`. It counts by
//! thread, so the test harness does not disturb.

use allocation_counter::measure;
use nn_runtime::data::{Augment, Dataset};
use nn_runtime::loss::Weighted;
use nn_runtime::network::{Network, Parameters, Train};
use nn_runtime::optim::{Adam, Optimizer, Sgd};
use nn_runtime::simd::Level;
use nn_runtime::stream::Stream as _;
use nn_runtime::train::Trainer;

nn_runtime::network! {
    #[loss(cross_entropy)]
    pub(crate) struct Net: [53] -> [10] {
        a: dense(64, tanh),
        dropout(0.2),
        dense(64, gelu),
        add(a),
        concat(a),
        dense(10, softmax),
    }
}

nn_runtime::network! {
    pub(crate) struct Stream: [3] -> [2] {
        lstm(17),
        gru(5),
        rnn(4),
        dense(2),
    }
}

/// Heap allocations while `work` ran.
fn allocations(work: impl FnOnce()) -> u64 {
    measure(work).count_total
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(Box::new(1)))), 1);
    assert!(allocations(|| drop(std::hint::black_box(Net::init(1)))) >= 1);
}

#[test]
fn nothing_allocates() {
    // Once, outside of the measurement: it reads the environment.
    let detected = Level::detect();
    let mut net = Net::init(1);
    let inputs = vec![[0.25; 53]; 70];
    let targets = vec![[0.1; 10]; 70];
    let weighted: Vec<_> = targets.iter().map(|target| Weighted::new(*target, 0.5)).collect();
    let mut outputs = vec![[0.0; 10]; 70];
    let (mut workspace, mut gradient) = (Net::workspace(), Net::zeros());
    let mut sgd = Sgd::new(0.1).momentum(0.9).start::<Net>().expect("settings in range");
    let mut adam = Adam::new(0.1).start::<Net>().expect("settings in range");

    assert_eq!(allocations(|| _ = std::hint::black_box(net.predict(&inputs[0]))), 0, "predict");
    let mut scratch = Net::scratch();
    let found = allocations(|| {
        _ = std::hint::black_box(net.predict_with(&inputs[0], &mut scratch));
        net.predict_batch_with(&inputs, &mut outputs, &mut scratch).expect("equal lengths");
    });
    assert_eq!(found, 0, "predict_with and predict_batch_with");
    for batch in [1, 5, 16, 64, 70] {
        let (inputs, targets, outputs) = (&inputs[..batch], &targets[..batch], &mut outputs[..batch]);
        let found = allocations(|| net.predict_batch(inputs, outputs).expect("equal lengths"));
        assert_eq!(found, 0, "predict_batch of {batch}");
        let found = allocations(|| _ = net.loss(inputs, targets).expect("a batch"));
        assert_eq!(found, 0, "loss of {batch}");
        let found = allocations(|| _ = net.gradients(inputs, targets, &mut workspace, &mut gradient).expect("a batch"));
        assert_eq!(found, 0, "gradients of {batch}");
        let found = allocations(|| {
            net.gradients(inputs, &weighted[..batch], &mut workspace, &mut gradient).expect("a batch");
        });
        assert_eq!(found, 0, "gradients of {batch} weighted rows");
        for level in Level::available() {
            let found = allocations(|| {
                net.predict_batch_at(level, inputs, outputs).expect("equal lengths");
                net.loss_at(level, inputs, targets).expect("a batch");
                net.gradients_at(level, inputs, targets, 7, &mut workspace, &mut gradient).expect("a batch");
            });
            assert_eq!(found, 0, "batch of {batch} at {level:?}");
        }
    }
    for step in 1..=3 {
        let found = allocations(|| sgd.step(&mut net, &gradient).expect("equal layouts"));
        assert_eq!(found, 0, "step {step} of Sgd");
        let found = allocations(|| adam.step_at(detected, 0.1, &mut net, &gradient).expect("equal layouts"));
        assert_eq!(found, 0, "step {step} of Adam");
    }
    for batch in [1, 5, 64, 70] {
        let rows = (&inputs[..batch], &targets[..batch]);
        let found = allocations(|| {
            adam.learn(&mut *net, rows, &mut workspace, &mut gradient).expect("a batch");
            sgd.descend(&mut *net, &inputs[0], &targets[0], &mut workspace);
        });
        assert_eq!(found, 0, "steps at once, of one row and of {batch}");
    }
    let found = allocations(|| _ = std::hint::black_box(net.descend(&inputs[0], &targets[0], 0.1, &mut workspace)));
    assert_eq!(found, 0, "descend");
    assert_eq!(allocations(|| net.initialize(3)), 0, "initialize");
}

#[test]
fn changed_pictures_allocate_nothing_after_the_first_batch() {
    let train = |rows: usize| {
        let data = Dataset::new(vec![[0.25; 53]; rows], vec![[0.1; 10]; rows]).expect("equal lengths");
        let augment = Augment::new([1, 1, 53]).rotate(20.0).horizontal_flip(0.5).erase(0.5, 0.1..=0.3, 0.5);
        let mut net = Net::init(1);
        let mut trainer = Trainer::new(Sgd::new(0.1)).batch_size(5).augment(augment);
        allocations(|| drop(trainer.fit(&mut net, &data).expect("settings in range")))
    };
    // Whatever is read once.
    train(5);
    assert_eq!(train(5), train(70), "14 batches allocate more than one");
}

#[test]
fn a_stream_does_not_allocate() {
    let _ = Level::detect();
    let (net, mut state) = (Stream::init(1), nn_runtime::stream::State::NEW);
    let (inputs, mut outputs) = (vec![[0.25; 3]; 70], vec![[0.0; 2]; 70]);
    assert_eq!(allocations(|| _ = std::hint::black_box(net.step(&mut state, &inputs[0]))), 0, "step");
    assert_eq!(allocations(|| net.process(&mut state, &inputs, &mut outputs).expect("equal lengths")), 0, "process");
    for streams in [1, 3, 16, 17, 35] {
        let mut states = vec![net.new_state(); streams];
        let n = 70 / streams * streams;
        let (inputs, outputs) = (&inputs[..n], &mut outputs[..n]);
        for level in Level::available() {
            let found = allocations(|| {
                net.process_many_at(level, &mut states, inputs, outputs).expect("whole steps");
            });
            assert_eq!(found, 0, "process_many of {streams} streams at {level:?}");
        }
    }
}
