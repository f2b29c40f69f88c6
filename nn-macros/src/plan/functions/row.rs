//! The derivative of a single row's operand: no weight is copied or transposed, each is read where it lies.
//!
//! It is a product of a panel of weights with a panel of the output's derivative, whose lanes are added.

use super::{Argument, Body, Frame, Function, Functions, added, weight};
use crate::model::Activation;
use crate::plan::contract::{Access, Axis, Contract, Factor, Finish, Index, Loops, Start, Terms, Tiles};
use crate::plan::tile::{Tier, Tile};
use crate::plan::{Dense, LANES, SumOrder, panels};

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
            let straight = tier.is_straight(1, inputs * n_outputs);
            let (row, term) = (Index::Of(Axis::Row), Index::Of(Axis::Term));
            let contract = Contract {
                rows: inputs,
                panels: 1,
                terms: Terms::Known(n_outputs),
                order: SumOrder::SEQUENTIAL,
                tile: Tile { rows: inputs.min(LANES), panels: 1, sums: 1 },
                loops: Loops {
                    terms: !straight && n_outputs > 1,
                    tiles: Tiles::of(straight),
                    range: false,
                    numbers: None,
                },
                left: Factor::Panel(Access::new("weight", &[term, row])),
                right: Factor::Panel(Access::new("d", &[term])),
                start: None,
                finish: Finish::LanesOfRows {
                    at_once: tier.vectors_of_a_row(),
                    derivative: fused,
                    to: Access::new("y", &[Index::PanelOf(Axis::Row)]),
                    start,
                },
            };
            let a = fused.map(|_| Argument::panels("a", &[n_inputs]));
            let arguments = [Argument::panels("d", &[n_outputs]), weight(dense)]
                .into_iter()
                .chain(a)
                .chain([Argument::panels("y", &[n_inputs]).mutable()]);
            Function {
                arguments: arguments.collect(),
                frame: Frame::Merged,
                needs_threads: false,
                body: Body::Contract { contract: Box::new(contract), then: None },
            }
        })
    }
}
