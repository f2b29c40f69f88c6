//! tract: a graph of matrix product, sum and activation, optimised for the batch's shape. It does not train.
//!
//! Independent calls hand over an input tensor that is there already.

use std::hint::black_box;

use tract_core::ops::einsum::EinSum;
use tract_core::ops::math::{add, max, tanh};
use tract_core::ops::nn::{Softmax, SoftmaxKind, sigmoid};
use tract_core::prelude::*;

use crate::case::Measure;
use crate::contender::{Contender, FEEDBACK, Peer, PeerResult, Task};
use crate::model::Activation;

/// The peer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tract;

impl Peer for Tract {
    fn name(&self) -> &'static str {
        "tract"
    }

    fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>> {
        if task.case.measure.trains() {
            return Ok(None);
        }
        // With the causes, which tract's errors keep for themselves otherwise.
        Ok(Some(contender(task).map_err(|error| format!("{error:#}"))?))
    }
}

fn contender(task: &Task) -> TractResult<Box<dyn Contender>> {
    let state = graph(task)?.into_optimized()?.into_runnable()?.spawn()?;
    Ok(if task.case.measure == Measure::PredictDependent {
        Box::new(Dependent { state, input: task.inputs.clone(), output: Vec::new() })
    } else {
        let inputs = Tensor::from_shape(&[task.case.batch, task.model.n_inputs()], &task.inputs)?;
        Box::new(Inference { state, inputs: inputs.into_tvalue(), output: None })
    })
}

/// Letters of the product: `b` row of the batch, `i` input, `o` output.
fn graph(task: &Task) -> TractResult<TypedModel> {
    let mut graph = TypedModel::default();
    let mut values = graph.add_source("input", f32::fact([task.case.batch, task.model.n_inputs()]))?;
    for (index, layer) in task.model.layers.iter().enumerate() {
        let name = |part: &str| format!("{index}.{part}");
        let weights = Tensor::from_shape(&[layer.outputs, layer.inputs], &layer.weights)?;
        let weights = graph.add_const(name("weights"), weights)?;
        let biases = graph.add_const(name("biases"), Tensor::from_shape(&[1, layer.outputs], &layer.biases)?)?;
        let product = EinSum::new("bi,oi->bo".parse()?, f32::datum_type());
        values = graph.wire_node(name("product"), product, &[values, weights])?[0];
        values = graph.wire_node(name("sum"), add(), &[values, biases])?[0];
        values = match layer.activation {
            Activation::Identity => values,
            Activation::Relu => {
                let zero = graph.add_const(name("zero"), Tensor::from_shape(&[1, 1], &[0.0_f32])?)?;
                graph.wire_node(name("relu"), max(), &[values, zero])?[0]
            }
            Activation::Tanh => graph.wire_node(name("tanh"), tanh(), &[values])?[0],
            Activation::Sigmoid => graph.wire_node(name("sigmoid"), sigmoid(), &[values])?[0],
            Activation::Softmax => {
                let softmax = Softmax { axes: tvec![1], quant_output_dt: None, kind: SoftmaxKind::Softmax };
                graph.wire_node(name("softmax"), softmax, &[values])?[0]
            }
        };
    }
    graph.select_output_outlets(&[values])?;
    Ok(graph)
}

/// The numbers of a model's only output.
fn numbers(outputs: &[TValue]) -> TractResult<Vec<f32>> {
    Ok(outputs[0].try_as_plain_ram()?.as_slice::<f32>()?.to_vec())
}

struct Inference {
    state: TypedSimpleState,
    inputs: TValue,
    output: Option<TVec<TValue>>,
}

impl Contender for Inference {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            let inputs = tvec![black_box(&self.inputs).clone()];
            self.output = Some(self.state.run(inputs).expect("it worked when it was verified"));
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.output.as_ref().and_then(|output| numbers(output).ok()).unwrap_or_default()
    }
}

struct Dependent {
    state: TypedSimpleState,
    input: Vec<f32>,
    output: Vec<f32>,
}

impl Dependent {
    fn call(&mut self, input: &[f32]) -> TractResult<Vec<f32>> {
        let input = Tensor::from_shape(&[1, input.len()], input)?;
        numbers(&self.state.run(tvec![input.into_tvalue()])?)
    }
}

impl Contender for Dependent {
    fn run(&mut self, calls: usize) {
        let mut input = self.input.clone();
        for _ in 0..calls {
            self.output = self.call(&input).expect("it worked when it was verified");
            input[0] = self.input[0] + FEEDBACK * self.output[0];
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        self.output.clone()
    }
}
