//! tract: the exported file, optimised for the batch's size. It does not train.

use std::hint::black_box;
use std::path::Path;

use tract_onnx::prelude::*;
use tract_onnx::tract_hir::infer::Factoid as _;
use tract_onnx::tract_hir::internal::DimLike as _;

use super::{Case, Measure};
use crate::contender::{Contender, PeerResult};

/// Inference by tract, of the file in `folder`; `None` if the case is no inference.
///
/// # Errors
/// If tract does not take the file.
pub fn contender(folder: &Path, case: Case) -> PeerResult<Option<Box<dyn Contender>>> {
    if case.measure != Measure::Predict {
        return Ok(None);
    }
    // With the causes, which tract's errors keep for themselves otherwise.
    Ok(Some(Box::new(Inference::new(folder, case).map_err(|error| format!("{error:#}"))?)))
}

struct Inference {
    state: TypedSimpleState,
    input: TValue,
    output: Option<TVec<TValue>>,
}

impl Inference {
    fn new(folder: &Path, case: Case) -> TractResult<Self> {
        let model = tract_onnx::onnx().model_for_path(folder.join(case.net.name()).with_extension("onnx"))?;
        let shape = model
            .input_fact(0)?
            .shape
            .dims()
            .skip(1)
            .map(|axis| axis.concretize().and_then(|axis| axis.to_usize().ok()));
        let shape: Vec<usize> = [Some(case.batch)].into_iter().chain(shape).collect::<Option<_>>().unwrap_or_default();
        let model = model.with_input_fact(0, f32::fact(&shape).into())?.into_optimized()?;
        let input = Tensor::from_shape(&shape, &case.net.inputs(case.batch))?.into_tvalue();
        Ok(Self { state: model.into_runnable()?.spawn()?, input, output: None })
    }
}

impl Contender for Inference {
    fn run(&mut self, calls: usize) {
        for _ in 0..calls {
            let input = tvec![black_box(&self.input).clone()];
            self.output = Some(self.state.run(input).expect("it worked when it was verified"));
        }
    }

    fn outputs(&mut self) -> Vec<f32> {
        let numbers = |output: &TVec<TValue>| Some(output[0].try_as_plain_ram().ok()?.as_slice::<f32>().ok()?.to_vec());
        self.output.as_ref().and_then(numbers).unwrap_or_default()
    }
}
