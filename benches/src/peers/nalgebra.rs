//! Hand-written passes over nalgebra's matrices of constant size; only the number of columns, the rows of the batch, is
//! known at run time, which lets nalgebra use `matrixmultiply`.
//!
//! Letters: `I` inputs of a layer, `O` its outputs, `B` rows of the batch. nalgebra is column-major, so a row of the batch
//! is a column here: `Y [O, B] = W [O, I] X [I, B]`.

use std::hint::black_box;

use nalgebra::{Const, Dyn, OMatrix, SMatrix, SVector};

use super::plain::{Descent, activate, derive, loss};
use crate::case::{Measure, Net};
use crate::contender::{Contender, FEEDBACK, Peer, PeerResult, Task};
use crate::model::{self, Activation, Loss};

/// The peer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nalgebra;

impl Peer for Nalgebra {
    fn name(&self) -> &'static str {
        "nalgebra"
    }

    fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>> {
        Ok(Some(match task.case.net {
            Net::Xor => contender::<2, Layer<2, 8, Layer<8, 1, End<1>>>>(task),
            Net::Control => contender::<17, Layer<17, 64, Layer<64, 64, Layer<64, 6, End<6>>>>>(task),
            Net::Field => contender::<32, Layer<32, 64, Layer<64, 64, Layer<64, 64, Layer<64, 16, End<16>>>>>>(task),
            Net::Mnist => contender::<784, Layer<784, 128, Layer<128, 10, End<10>>>>(task),
            Net::Wide => contender::<784, Layer<784, 512, Layer<512, 512, Layer<512, 10, End<10>>>>>(task),
        }))
    }
}

/// A batch; each column is one row of it.
type Batch<const N: usize> = OMatrix<f32, Const<N>, Dyn>;
/// The same the other way round.
type Transposed<const N: usize> = OMatrix<f32, Dyn, Const<N>>;

/// A layer and all behind it; or the end.
trait Rest<const I: usize> {
    /// One row of outputs of the last layer.
    type Output: AsRef<[f32]>;

    fn new(layers: &[model::Layer], batch: usize, descent: Option<&Descent>) -> Self;
    fn predict(&self, input: &SVector<f32, I>) -> Self::Output;
    fn forward(&mut self, inputs: &Batch<I>);
    fn outputs<'a>(&'a self, inputs: &'a Batch<I>) -> &'a [f32];
    fn backward(&mut self, inputs: &Batch<I>, slopes: Option<&mut Batch<I>>, targets: &[f32], kind: Loss) -> f32;
    fn update(&mut self, descent: &Descent);
}

/// Behind the last layer.
struct End<const O: usize>;

/// One row of outputs, as the trait wants it.
struct Row<const O: usize>(SVector<f32, O>);

impl<const O: usize> AsRef<[f32]> for Row<O> {
    fn as_ref(&self) -> &[f32] {
        self.0.as_slice()
    }
}

impl<const O: usize> Rest<O> for End<O> {
    type Output = Row<O>;

    fn new(_: &[model::Layer], _: usize, _: Option<&Descent>) -> Self {
        Self
    }

    #[inline]
    fn predict(&self, input: &SVector<f32, O>) -> Row<O> {
        Row(*input)
    }

    #[inline]
    fn forward(&mut self, _: &Batch<O>) {}

    fn outputs<'a>(&'a self, inputs: &'a Batch<O>) -> &'a [f32] {
        inputs.as_slice()
    }

    #[inline]
    fn backward(&mut self, inputs: &Batch<O>, slopes: Option<&mut Batch<O>>, targets: &[f32], kind: Loss) -> f32 {
        let slopes = slopes.map_or(&mut [][..], |slopes| slopes.as_mut_slice());
        loss(kind, inputs.as_slice(), targets, slopes, inputs.ncols())
    }

    fn update(&mut self, _: &Descent) {}
}

/// What training needs for a layer.
struct Memory<const I: usize, const O: usize> {
    /// Derivatives with respect to the outputs, then to the sums.
    slopes: Batch<O>,
    /// nalgebra multiplies faster by a transposed copy than by a transposed view.
    inputs: Transposed<I>,
    weights: Box<SMatrix<f32, I, O>>,
    gradient: Box<SMatrix<f32, O, I>>,
    bias_gradient: SVector<f32, O>,
    /// Empty without Adam.
    moments: [Vec<f32>; 4],
}

struct Layer<const I: usize, const O: usize, N> {
    activation: Activation,
    weights: Box<SMatrix<f32, O, I>>,
    biases: SVector<f32, O>,
    outputs: Batch<O>,
    memory: Option<Memory<I, O>>,
    next: N,
}

impl<const I: usize, const O: usize, N: Rest<O>> Rest<I> for Layer<I, O, N> {
    type Output = N::Output;

    fn new(layers: &[model::Layer], batch: usize, descent: Option<&Descent>) -> Self {
        let (layer, rest) = layers.split_first().expect("as many layers as the type has");
        assert_eq!((layer.inputs, layer.outputs), (I, O), "the type is the model's");
        let memory = descent.map(|descent| {
            let moment = |len| vec![0.0; if descent.n_moments() == 2 { len } else { 0 }];
            Memory {
                slopes: Batch::zeros(batch),
                inputs: Transposed::zeros(batch),
                weights: Box::new(SMatrix::zeros()),
                gradient: Box::new(SMatrix::zeros()),
                bias_gradient: SVector::zeros(),
                moments: [moment(I * O), moment(I * O), moment(O), moment(O)],
            }
        });
        Self {
            activation: layer.activation,
            weights: Box::new(SMatrix::from_row_slice(&layer.weights)),
            biases: SVector::from_column_slice(&layer.biases),
            outputs: Batch::zeros(batch),
            memory,
            next: N::new(rest, batch, descent),
        }
    }

    #[inline]
    fn predict(&self, input: &SVector<f32, I>) -> N::Output {
        let mut output = self.biases;
        output.gemv(1.0, &self.weights, input, 1.0);
        activate(self.activation, output.as_mut_slice(), O);
        self.next.predict(&output)
    }

    #[inline]
    fn forward(&mut self, inputs: &Batch<I>) {
        for mut column in self.outputs.column_iter_mut() {
            column.copy_from(&self.biases);
        }
        self.outputs.gemm(1.0, &self.weights, inputs, 1.0);
        activate(self.activation, self.outputs.as_mut_slice(), O);
        self.next.forward(&self.outputs);
    }

    fn outputs<'a>(&'a self, _: &'a Batch<I>) -> &'a [f32] {
        self.next.outputs(&self.outputs)
    }

    #[inline]
    fn backward(&mut self, inputs: &Batch<I>, slopes: Option<&mut Batch<I>>, targets: &[f32], kind: Loss) -> f32 {
        let memory = self.memory.as_mut().expect("made for training");
        let value = self.next.backward(&self.outputs, Some(&mut memory.slopes), targets, kind);
        derive(self.activation, self.outputs.as_slice(), memory.slopes.as_mut_slice());
        if inputs.ncols() == 1 {
            memory.gradient.ger(1.0, &memory.slopes.column(0), &inputs.column(0), 0.0);
        } else {
            inputs.transpose_to(&mut memory.inputs);
            memory.gradient.gemm(1.0, &memory.slopes, &memory.inputs, 0.0);
        }
        memory.bias_gradient.fill(0.0);
        for column in memory.slopes.column_iter() {
            memory.bias_gradient += column;
        }
        if let Some(slopes) = slopes {
            if inputs.ncols() == 1 {
                slopes.gemm_tr(1.0, &self.weights, &memory.slopes, 0.0);
            } else {
                self.weights.transpose_to(&mut memory.weights);
                slopes.gemm(1.0, &memory.weights, &memory.slopes, 0.0);
            }
        }
        value
    }

    #[inline]
    fn update(&mut self, descent: &Descent) {
        let memory = self.memory.as_mut().expect("made for training");
        let [means, squares, bias_means, bias_squares] = &mut memory.moments;
        descent.update(self.weights.as_mut_slice(), memory.gradient.as_slice(), means, squares);
        descent.update(self.biases.as_mut_slice(), memory.bias_gradient.as_slice(), bias_means, bias_squares);
        self.next.update(descent);
    }
}

fn contender<const I: usize, L: Rest<I> + 'static>(task: &Task) -> Box<dyn Contender> {
    let inputs = Batch::<I>::from_column_slice(&task.inputs);
    let descent = task.case.measure.trains().then(|| Descent::new(task));
    let layers = Box::new(L::new(&task.model.layers, task.case.batch, descent.as_ref()));
    match (task.case.measure, descent) {
        (_, Some(descent)) => {
            Box::new(Training { layers, inputs, targets: task.targets.clone(), loss: task.model.loss, descent })
        }
        (Measure::PredictDependent, _) => {
            Box::new(Row1 { layers, input: SVector::from_column_slice(&task.inputs), output: None, feedback: FEEDBACK })
        }
        _ if task.case.batch == 1 => {
            Box::new(Row1 { layers, input: SVector::from_column_slice(&task.inputs), output: None, feedback: 0.0 })
        }
        _ => Box::new(Inference { layers, inputs }),
    }
}

/// Inference of one row at a time; independent calls without feedback.
struct Row1<const I: usize, L: Rest<I>> {
    layers: Box<L>,
    input: SVector<f32, I>,
    output: Option<L::Output>,
    feedback: f32,
}

impl<const I: usize, L: Rest<I>> Contender for Row1<I, L> {
    fn run(&mut self, calls: usize) {
        let (start, mut input) = (self.input[0], self.input);
        if self.feedback == 0.0 {
            for _ in 0..calls {
                self.output = black_box(Some(self.layers.predict(black_box(&input))));
            }
        } else {
            for _ in 0..calls {
                let output = self.layers.predict(&input);
                input[0] = start + self.feedback * output.as_ref()[0];
                self.output = Some(output);
            }
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.output.as_ref().map_or_else(Vec::new, |output| output.as_ref().to_vec())
    }
}

struct Inference<const I: usize, L> {
    layers: Box<L>,
    inputs: Batch<I>,
}

impl<const I: usize, L: Rest<I>> Contender for Inference<I, L> {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            self.layers.forward(black_box(&self.inputs));
            black_box(self.layers.outputs(&self.inputs));
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.layers.outputs(&self.inputs).to_vec()
    }
}

struct Training<const I: usize, L> {
    layers: Box<L>,
    inputs: Batch<I>,
    targets: Vec<f32>,
    loss: Loss,
    descent: Descent,
}

impl<const I: usize, L: Rest<I>> Contender for Training<I, L> {
    fn run(&mut self, calls: usize) {
        let Self { layers, inputs, targets, loss, descent } = self;
        for _ in 0..calls {
            layers.forward(black_box(inputs));
            black_box(layers.backward(inputs, None, targets, *loss));
            descent.next_step();
            layers.update(descent);
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.layers.forward(&self.inputs);
        self.layers.outputs(&self.inputs).to_vec()
    }
}
