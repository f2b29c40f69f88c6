//! The derivative of a single row's operand: no weight is copied or transposed, each is read where it lies.
//!
//! It is a product of a panel of weights with a panel of the output's derivative, whose lanes are added.

use super::{Argument, Body, Frame, Function, Functions, added, weight};
use crate::model::Activation;
use crate::plan::contract::Start;
use crate::plan::tile::Tier;
use crate::plan::{Dense, panels};

/// `y[i] = sum over lanes of sum over p of d[p] weight[p][i]`, times `f'(a)`, or added to `y`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RowGradient {
    pub(crate) inputs: usize,
    /// Panels of outputs.
    pub(crate) panels: usize,
    pub(crate) derivative: Option<Activation>,
    pub(crate) start: Start,
    /// Inputs whose sums are in registers together.
    pub(crate) at_once: usize,
    /// Whether every group of 16 inputs and every panel is printed, rather than loops over them.
    pub(crate) is_straight: bool,
}

impl Functions {
    /// `fn(simd, d: &[Panel; PO], weight: &[[Panel; I]; PO], [a: &[Panel; PI],] y: &mut [Panel; PI])`: `y = d W f'(a)`, or
    /// added to `y`, for one row. `fused` is the activation whose output `a` the operand is.
    pub(in crate::plan) fn input_gradient_of_row(
        &mut self,
        tier: &Tier,
        dense: &Dense,
        (fused, start): (Option<Activation>, Start),
    ) -> String {
        let (inputs, n_outputs) = (dense.inputs, panels(dense.outputs));
        let name = format!(
            "input_gradient_of_one_{inputs}x{}_{}{}{}",
            dense.outputs,
            fused.unwrap_or(Activation::IDENTITY).identifier(),
            added(start),
            tier.suffix,
        );
        self.add(name, || {
            let n_inputs = panels(inputs);
            let a = fused.map(|_| Argument::panels("a", &[n_inputs]));
            let arguments = [Argument::panels("d", &[n_outputs]), weight(dense)]
                .into_iter()
                .chain(a)
                .chain([Argument::panels("y", &[n_inputs]).mutable()]);
            Function {
                arguments: arguments.collect(),
                frame: Frame::Vector,
                needs_threads: false,
                body: Body::RowGradient(RowGradient {
                    inputs,
                    panels: n_outputs,
                    derivative: fused,
                    start,
                    at_once: tier.vectors_of_a_row(),
                    is_straight: tier.is_straight(1, inputs * n_outputs),
                }),
            }
        })
    }
}
