//! Do results keep their bits, in any batch, at any position, on every instruction set, and when repeated?

use bytemuck::allocation::zeroed_box;
use nn_runtime::loss::{Target, Weighted};
use nn_runtime::network::Train;
use nn_runtime::optim::{Adam, AdamW, Fused, Optimization, Optimizer as _, RmsProp, Sgd, Step};
use nn_runtime::simd::Level;

use crate::agreement::Rows;
use crate::compare::{Place, assert_same_bits};
use crate::pair::{Declared, Pair, parameters_of};
use crate::random::Random;

/// Rows of the largest batch.
const ROWS: usize = 129;

fn batches() -> impl Iterator<Item = usize> {
    (1..=40).chain([64, 70, ROWS])
}

/// A row gives the same output alone, and in a batch of any size at any position.
///
/// # Panics
/// If one does not.
pub fn check_rows<N: Declared>() {
    check_rows_of::<N>(&batches().collect::<Vec<_>>(), &[0, 1, 2, 5, 11, 22, 43]);
}

/// As [`check_rows`], in batches of the sizes given, from the positions given on and at the very end.
///
/// # Panics
/// If a row's output depends on the batch.
pub fn check_rows_of<N: Declared>(batches: &[usize], starts: &[usize]) {
    let largest = |numbers: &[usize]| numbers.iter().copied().fold(0, usize::max);
    let n_rows = ROWS.min(largest(batches) + largest(starts) + 1);
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let rows = Rows::<N>::new(&topology, n_rows, &mut random);
    let zero: N::Output = bytemuck::Zeroable::zeroed();
    let mut scratch = N::scratch();
    for level in Level::available() {
        let alone: Vec<N::Output> = rows.input_rows.iter().map(|input| net.predict_at(level, input)).collect();
        for (input, alone) in rows.input_rows.iter().zip(&alone).take(3) {
            let place = Place { network: N::NAME, level: level.name(), batch: 1 };
            // Numbers that are not: whatever reads them spoils the outputs.
            bytemuck::bytes_of_mut(&mut *scratch).fill(0xff);
            let found = net.predict_with_at(level, input, &mut scratch);
            assert_same_bits(&place, "predict_with", alone.as_ref(), found.as_ref());
        }
        for batch in batches.iter().copied() {
            let place = Place { network: N::NAME, level: level.name(), batch };
            // Shifts by odd and even numbers, by less and by more than any tile has rows, and to the very end.
            let starts = starts.iter().copied().filter(|start| start + batch < n_rows);
            for start in starts.chain([n_rows - batch]) {
                let mut outputs = vec![zero; batch];
                let inputs = &rows.input_rows[start..start + batch];
                net.predict_batch_at(level, inputs, &mut outputs).expect("equal lengths");
                for (position, found) in outputs.iter().enumerate() {
                    let what = format!("output of row {} at position {position}", start + position);
                    assert_same_bits(&place, &what, alone[start + position].as_ref(), found.as_ref());
                }
                let mut others = vec![zero; batch];
                net.predict_batch_with_at(level, inputs, &mut others, &mut scratch).expect("equal lengths");
                assert_same_bits(&place, "predict_batch_with", outputs_of(&outputs), outputs_of(&others));
            }
        }
    }
}

/// All numbers of some outputs.
fn outputs_of<O: bytemuck::Pod>(outputs: &[O]) -> &[f32] {
    bytemuck::cast_slice(outputs)
}

/// All instruction sets with fused multiply-add give the same outputs, losses and gradients.
///
/// # Panics
/// If they do not.
pub fn check_levels<N: Declared + Train>()
where
    N::Output: Target<N::Loss, N::Output>,
{
    check_levels_of::<N>(&batches().collect::<Vec<_>>());
}

/// As [`check_levels`], in batches of the sizes given.
///
/// # Panics
/// If the results differ.
pub fn check_levels_of<N: Declared + Train>(batches: &[usize])
where
    N::Output: Target<N::Loss, N::Output>,
{
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let rows = Rows::<N>::new(&topology, batches.iter().copied().fold(0, usize::max), &mut random);
    let fused: Vec<Level> = Level::available().filter(|level| level.has_fused_multiply_add()).collect();
    for batch in batches.iter().copied() {
        let mut first: Option<Results<N>> = None;
        for level in &fused {
            let place = Place { network: N::NAME, level: level.name(), batch };
            let results = Results::<N>::new(&net, *level, &rows.input_rows[..batch], &rows.target_rows[..batch]);
            match &first {
                None => first = Some(results),
                Some(first) => first.assert_same(&results, &place),
            }
        }
    }
}

/// Two runs give the same results, whatever the workspace held.
///
/// # Panics
/// If they do not.
pub fn check_repeats<N: Declared + Train>()
where
    N::Output: Target<N::Loss, N::Output>,
{
    check_repeats_of::<N>(&[1, 5, 17, 64, ROWS]);
}

/// As [`check_repeats`], in batches of the sizes given.
///
/// # Panics
/// If they do not.
pub fn check_repeats_of<N: Declared + Train>(batches: &[usize])
where
    N::Output: Target<N::Loss, N::Output>,
{
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let rows = Rows::<N>::new(&topology, batches.iter().copied().fold(0, usize::max), &mut random);
    for level in Level::available() {
        for batch in batches.iter().copied() {
            let place = Place { network: N::NAME, level: level.name(), batch };
            let (inputs, targets) = (&rows.input_rows[..batch], &rows.target_rows[..batch]);
            let first = Results::<N>::new(&net, level, inputs, targets);
            first.assert_same(&Results::new(&net, level, inputs, targets), &place);
            // Every f32 of it a NaN.
            first.assert_same(&Results::with_workspace(&net, level, inputs, targets, 0xff), &place);
        }
    }
}

/// Learning from one row is a step of gradient descent with its gradient, and a loss that is not finite changes nothing. Steps of
/// Adam on one row and on batches are those with a gradient in memory.
///
/// # Panics
/// If it is not.
pub fn check_descent<N: Declared + Train>()
where
    N::Output: Target<N::Loss, N::Output>,
{
    check_descent_of::<N>(70);
}

/// As [`check_descent`], with batches of so many rows.
///
/// # Panics
/// If it is not.
pub fn check_descent_of<N: Declared + Train>(batch: usize)
where
    N::Output: Target<N::Loss, N::Output>,
{
    const RATE: f32 = 0.037;
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let rows = Rows::<N>::new(&topology, 3, &mut random);
    let many_rows = Rows::<N>::new(&topology, batch, &mut random);
    for level in Level::available() {
        let place = Place { network: N::NAME, level: level.name(), batch: 1 };
        for (input, target) in rows.input_rows.iter().zip(&rows.target_rows) {
            let results = Results::<N>::new(&net, level, std::slice::from_ref(input), std::slice::from_ref(target));
            let mut expected = copy_of(&*net);
            let mut sgd = Sgd::new(RATE).start::<N>().expect("a rate in range");
            sgd.step_at(level, RATE, &mut expected, &results.gradient).expect("equal layouts");

            let mut found = copy_of(&*net);
            let mut workspace = zeroed_box::<N::Workspace>();
            bytemuck::bytes_of_mut(&mut *workspace).fill(0xff);
            let loss = found.descend_at(level, input, target, 3, RATE, &mut workspace);
            assert_same_bits(&place, "loss", &[results.loss_of_gradients], &[loss]);
            for ((name, expected), (_, found)) in parameters_of(&*expected).iter().zip(&parameters_of(&*found)) {
                assert_same_bits(&place, name, expected, found);
            }
        }
        let mut input: N::Input = rows.input_rows[0];
        bytemuck::cast_slice_mut::<_, f32>(std::slice::from_mut(&mut input)).fill(f32::NAN);
        let mut found = copy_of(&*net);
        let loss = found.descend_at(level, &input, &rows.target_rows[0], 3, RATE, &mut zeroed_box::<N::Workspace>());
        assert!(!loss.is_finite(), "{place}: a loss of {loss} for an input of NaN");
        assert_same_bits(&place, "parameters after a loss of NaN", net.as_flat(), found.as_flat());
        check_descent_by(Adam::new(0.01), &*net, &rows, &place, level);
        check_learning_by(Adam::new(0.01), &*net, &many_rows, &Place { batch, ..place }, level);
        check_learning_by(Sgd::new(1e-3), &*net, &many_rows, &Place { batch, ..place }, level);
    }
}

/// Steps of an optimizer within the pass over a row are those with a gradient in memory, and a loss that is not finite changes
/// nothing.
///
/// # Panics
/// If they are not.
pub fn check_descent_by<N: Declared + Train, O: Fused + Copy>(
    optimizer: O,
    net: &N,
    rows: &Rows<N>,
    place: &Place,
    level: Level,
) where
    N::Output: Target<N::Loss, N::Output>,
{
    const RATE: f32 = 0.037;
    let (mut expected, mut found) = (copy_of(net), copy_of(net));
    let [mut apart, mut within] = [optimizer; 2].map(|optimizer| optimizer.start::<N>().expect("settings in range"));
    let (mut workspace, mut gradient) = (zeroed_box::<N::Workspace>(), zeroed_box::<N>());
    for (seed, (input, target)) in (1..).zip(rows.input_rows.iter().zip(&rows.target_rows)) {
        let (inputs, targets) = (std::slice::from_ref(input), std::slice::from_ref(target));
        let loss = expected.gradients_at(level, inputs, targets, seed, &mut workspace, &mut gradient).expect("a row");
        apart.step_at(level, RATE, &mut expected, &gradient).expect("equal layouts");
        bytemuck::bytes_of_mut(&mut *workspace).fill(0xff);
        let found_loss = within.descend_at(level, RATE, &mut found, input, target, &mut workspace);
        assert_same_bits(place, "loss", &[loss], &[found_loss]);
    }
    assert_eq!(within.steps(), rows.input_rows.len() as u64, "{place}");
    let before = (copy_of(&*found), within.moments().iter().map(copy_of).collect::<Vec<_>>());
    let mut input: N::Input = rows.input_rows[0];
    bytemuck::cast_slice_mut::<_, f32>(std::slice::from_mut(&mut input)).fill(f32::NAN);
    let loss = within.descend_at(level, RATE, &mut found, &input, &rows.target_rows[0], &mut workspace);
    assert!(!loss.is_finite(), "{place}: a loss of {loss} for an input of NaN");
    assert_eq!(within.steps(), rows.input_rows.len() as u64, "{place}");
    assert_same_bits(place, "parameters after a loss of NaN", before.0.as_flat(), found.as_flat());
    for ((expected, before), found) in apart.moments().iter().zip(&before.1).zip(within.moments()) {
        assert_same_bits(place, "moments after a loss of NaN", before.as_flat(), found.as_flat());
        assert_same_bits(place, "moments", expected.as_flat(), found.as_flat());
    }
    for ((name, expected), (_, found)) in parameters_of(&*expected).iter().zip(&parameters_of(&*found)) {
        assert_same_bits(place, name, expected, found);
    }
}

/// A network that learns by steps with a gradient in memory, and one that learns by steps made at once.
struct Learners<N: Train, O> {
    rate: f32,
    apart: (Box<N>, Optimization<N, O>),
    at_once: (Box<N>, Optimization<N, O>),
    workspace: Box<<N as Train>::Workspace>,
    gradient: Box<N>,
}

impl<N: Declared + Train, O: Fused + Copy> Learners<N, O> {
    fn new(optimizer: O, net: &N) -> Self {
        let rate = optimizer.learning_rate();
        let [apart, at_once] =
            [optimizer; 2].map(|optimizer| (copy_of(net), optimizer.start().expect("settings in range")));
        Self { rate, apart, at_once, workspace: zeroed_box(), gradient: zeroed_box() }
    }

    /// A step of both, which must be the same.
    fn step<T: Target<N::Loss, N::Output>>(
        &mut self,
        what: &str,
        place: &Place,
        level: Level,
        batch: (&[N::Input], &[T]),
    ) {
        let Self { rate, apart: (expected, apart), at_once: (found, at_once), workspace, gradient } = self;
        let seed = apart.steps() + 1;
        let loss = expected.gradients_at(level, batch.0, batch.1, seed, workspace, gradient).expect("a batch");
        assert!(loss.is_finite(), "{place}: a loss of {loss} of {what}: a smaller learning rate is needed");
        apart.step_at(level, *rate, expected, gradient).expect("equal layouts");
        bytemuck::bytes_of_mut(&mut **workspace).fill(0xff);
        gradient.as_flat_mut().fill(f32::NAN);
        let found_loss = at_once.learn_at(level, *rate, found, batch, workspace, gradient).expect("a batch");
        assert_same_bits(place, &format!("loss of {what}"), &[loss], &[found_loss]);
        self.assert_same(what, place);
    }

    /// Both have the same parameters and moments.
    fn assert_same(&self, what: &str, place: &Place) {
        let Self { apart: (expected, apart), at_once: (found, at_once), .. } = self;
        for ((name, expected), (_, found)) in parameters_of(&**expected).iter().zip(&parameters_of(&**found)) {
            assert_same_bits(place, &format!("{name} after {what}"), expected, found);
        }
        assert_same_bits(place, &format!("padding after {what}"), expected.as_flat(), found.as_flat());
        for (expected, found) in apart.moments().iter().zip(at_once.moments()) {
            assert_same_bits(place, &format!("moments after {what}"), expected.as_flat(), found.as_flat());
        }
        assert_eq!(apart.steps(), at_once.steps(), "{place}: steps after {what}");
    }
}

/// Steps of an optimizer on batches, while their gradient is summed, are those with a gradient in memory: of less than a block of
/// rows, of several blocks, and of parts of one, with and without weights of rows. A batch whose loss is not finite changes nothing.
///
/// # Panics
/// If they are not.
pub fn check_learning_by<N: Declared + Train, O: Fused + Copy>(
    optimizer: O,
    net: &N,
    rows: &Rows<N>,
    place: &Place,
    level: Level,
) where
    N::Output: Target<N::Loss, N::Output>,
{
    let mut learners = Learners::new(optimizer, net);
    let (inputs, targets) = (&*rows.input_rows, &*rows.target_rows);
    for batch in [1, 5, 64, 65, inputs.len()].map(|batch| batch.min(inputs.len())) {
        learners.step(&format!("{batch} rows"), place, level, (&inputs[..batch], &targets[..batch]));
    }
    let weighted: Vec<_> =
        (0..).zip(targets).map(|(row, target)| Weighted::new(*target, (row % 4) as f32 / 4.0 + 0.25)).collect();
    for batch in [1, inputs.len()] {
        learners.step(&format!("{batch} weighted rows"), place, level, (&inputs[..batch], &weighted[..batch]));
    }
    let mut inputs = inputs.to_vec();
    bytemuck::cast_slice_mut::<_, f32>(&mut inputs[1..2]).fill(f32::NAN);
    let Learners { at_once: (found, at_once), workspace, gradient, .. } = &mut learners;
    let batch = (&*inputs, targets);
    let loss = at_once.learn_at(level, 0.1, found, batch, workspace, gradient).expect("a batch");
    assert!(!loss.is_finite(), "{place}: a loss of {loss} for an input of NaN");
    learners.assert_same("a loss of NaN", place);
}

/// [`check_descent_by`] and [`check_learning_by`] every optimizer, with and without what they have to set.
///
/// # Panics
/// As these.
pub fn check_every_optimizer<N: Declared + Train>()
where
    N::Output: Target<N::Loss, N::Output>,
{
    /// Both, by one optimizer.
    fn check<N: Declared + Train, O: Fused + Copy>(optimizer: O, net: &N, rows: [&Rows<N>; 2], level: Level)
    where
        N::Output: Target<N::Loss, N::Output>,
    {
        let place = Place { network: N::NAME, level: level.name(), batch: 1 };
        check_descent_by(optimizer, net, rows[0], &place, level);
        check_learning_by(optimizer, net, rows[1], &Place { batch: ROWS, ..place }, level);
    }
    let mut random = Random::named(N::SOURCE);
    let Pair { net, topology } = Pair::<N>::new(&mut random);
    let rows = [4, ROWS].map(|n_rows| Rows::<N>::new(&topology, n_rows, &mut random));
    let rows = rows.each_ref();
    for level in Level::available() {
        check(Sgd::new(0.1), &*net, rows, level);
        check(Sgd::new(0.1).weight_decay(0.01), &*net, rows, level);
        check(Sgd::new(0.1).momentum(0.9).nesterov().weight_decay(0.01), &*net, rows, level);
        check(Adam::new(0.01).weight_decay(0.01), &*net, rows, level);
        check(AdamW::new(0.01), &*net, rows, level);
        check(RmsProp::new(0.01), &*net, rows, level);
        check(RmsProp::new(0.01).momentum(0.9).weight_decay(0.01), &*net, rows, level);
    }
}

/// Steps that are made at once ask for as many moments as their optimizer has, and change nothing without them.
///
/// # Panics
/// If they do not.
pub fn check_moments_are_asked_for<N: Declared + Train>()
where
    N::Output: Target<N::Loss, N::Output>,
{
    let mut random = Random::named(N::SOURCE);
    let Pair { mut net, topology } = Pair::<N>::new(&mut random);
    let rows = Rows::<N>::new(&topology, 3, &mut random);
    let batch = (&*rows.input_rows, &*rows.target_rows);
    let before = copy_of(&*net);
    let (mut workspace, mut gradient) = (zeroed_box::<N::Workspace>(), zeroed_box::<N>());
    let step = Step { number: 1, learning_rate: 0.1, level: Level::detect() };
    let adam = (&Adam::new(0.1), &step);
    for n_moments in [0, 1, 3] {
        let mut moments: Box<[N]> = bytemuck::allocation::zeroed_slice_box(n_moments);
        let one = net.descend_with(&batch.0[0], &batch.1[0], 0, adam, &mut moments, &mut workspace);
        let some = net.learn_with(batch, 0, adam, &mut moments, (&mut workspace, &mut gradient));
        for result in [one, some] {
            let found = result.expect_err("there are not two moments").to_string();
            assert!(found.contains(&format!("{n_moments}")) && found.contains('2'), "{found}");
        }
        assert_eq!(before.as_flat(), net.as_flat());
        assert!(moments.iter().all(|moment| moment.as_flat().iter().all(|number| *number == 0.0)));
    }
}

/// The same parameters in another box.
#[must_use]
pub fn copy_of<N: Train>(net: &N) -> Box<N> {
    let mut copy = zeroed_box::<N>();
    copy.as_flat_mut().copy_from_slice(net.as_flat());
    copy
}

/// Everything a network computes from a batch.
pub struct Results<N: Train> {
    outputs: Vec<N::Output>,
    loss: f32,
    loss_of_gradients: f32,
    gradient: Box<N>,
}

impl<N: Train> Results<N> {
    /// The results at this level, with a workspace of zeros.
    ///
    /// # Panics
    /// If the library refuses the batch.
    #[must_use]
    pub fn new<T: Target<N::Loss, N::Output>>(net: &N, level: Level, inputs: &[N::Input], targets: &[T]) -> Self {
        Self::with_workspace(net, level, inputs, targets, 0)
    }

    /// The same, with a workspace whose bytes are all `filling`.
    ///
    /// # Panics
    /// If the library refuses the batch.
    #[must_use]
    pub fn with_workspace<T: Target<N::Loss, N::Output>>(
        net: &N,
        level: Level,
        inputs: &[N::Input],
        targets: &[T],
        filling: u8,
    ) -> Self {
        let mut outputs = vec![bytemuck::Zeroable::zeroed(); inputs.len()];
        net.predict_batch_at(level, inputs, &mut outputs).expect("equal lengths");
        let loss = net.loss_at(level, inputs, targets).expect("a batch");
        let mut workspace = zeroed_box::<N::Workspace>();
        bytemuck::bytes_of_mut(&mut *workspace).fill(filling);
        let mut gradient = zeroed_box::<N>();
        let loss_of_gradients =
            net.gradients_at(level, inputs, targets, 3, &mut workspace, &mut gradient).expect("a batch");
        Self { outputs, loss, loss_of_gradients, gradient }
    }

    /// Asserts that both have the same bits.
    ///
    /// # Panics
    /// If they have not.
    pub fn assert_same(&self, other: &Self, place: &Place) {
        for (row, (expected, found)) in self.outputs.iter().zip(&other.outputs).enumerate() {
            assert_same_bits(place, &format!("output of row {row}"), expected.as_ref(), found.as_ref());
        }
        assert_same_bits(place, "loss", &[self.loss], &[other.loss]);
        assert_same_bits(place, "loss of gradients", &[self.loss_of_gradients], &[other.loss_of_gradients]);
        let (expected, found) = (parameters_of(&*self.gradient), parameters_of(&*other.gradient));
        for ((name, expected), (_, found)) in expected.iter().zip(&found) {
            assert_same_bits(place, &format!("gradient of {name}"), expected, found);
        }
    }
}

/// Expands to a module of tests for each network with a loss.
#[macro_export]
macro_rules! bit_identity_tests {
    ($($test:ident: $network:ident;)*) => {$(
        mod $test {
            #[test]
            fn a_row_is_the_same_in_any_batch() {
                $crate::bits::check_rows::<super::$network>();
            }

            #[test]
            fn levels_agree() {
                $crate::bits::check_levels::<super::$network>();
            }

            #[test]
            fn learning_from_one_row_is_a_step_of_descent() {
                $crate::bits::check_descent::<super::$network>();
            }

            #[test]
            fn runs_agree() {
                $crate::bits::check_repeats::<super::$network>();
            }
        }
    )*};
}

/// The same in few batches of few rows, for networks whose rows take long.
#[macro_export]
macro_rules! bit_identity_tests_of_few_rows {
    ($($test:ident: $network:ident;)*) => {$(
        mod $test {
            #[test]
            fn a_row_is_the_same_in_any_batch() {
                $crate::bits::check_rows_of::<super::$network>(&[1, 2, 7], &[0, 1, 3]);
            }

            #[test]
            fn levels_agree() {
                $crate::bits::check_levels_of::<super::$network>(&[1, 5]);
            }

            #[test]
            fn runs_agree() {
                $crate::bits::check_repeats_of::<super::$network>(&[1, 5]);
            }

            #[test]
            fn learning_from_one_row_is_a_step_of_descent() {
                $crate::bits::check_descent_of::<super::$network>(21);
            }
        }
    )*};
}
