//! Dense layers of few outputs: their weights have the sum in the lanes, and it ends with a sum over the lanes.

use super::columns::Columns;
use super::{Argument, Body, Frame, Function, Functions, operand, read_by_outputs, suffix, weight, without_bias};
use crate::model::Activation;
use crate::plan::contract::{Access, Axis, Contract, Factor, Finish, Index, Lane, Loops, Start, Terms, Tiles};
use crate::plan::tile::{Task, Tier, Tile};
use crate::plan::{Dense, LANES, SumOrder, panels};

impl Functions {
    /// `fn(simd, x: &[[Panel; PI]; R], weight: &[[Panel; PI]; O], bias: &[Panel; 1], y: &mut [[Panel; 1]; R])`, without `bias`
    /// if the layer has none. The bias is added last.
    pub(super) fn forward_of_few(&mut self, tier: &Tier, dense: &Dense, rows: usize) -> String {
        let (inputs, outputs) = (panels(dense.inputs), dense.outputs);
        let name = format!("{}{}", stem(dense), suffix(tier, rows));
        self.add(name, || {
            let straight = tier.is_straight(rows, rows * inputs * outputs);
            let order = SumOrder::of(outputs, inputs);
            let numbers = (!tier.has_vectors()).then_some(outputs);
            let apart = numbers.is_some() && dense.activation != Activation::IDENTITY;
            let contract = Contract {
                rows,
                panels: outputs,
                terms: Terms::Known(inputs),
                order,
                tile: tier.tile_of_all_panels(Task {
                    rows,
                    panels: outputs,
                    length: inputs,
                    sums: order.parts,
                    holds_joins: false,
                }),
                loops: Loops { terms: !straight, tiles: Tiles::of(straight), range: false, numbers },
                left: Factor::Panel(Access::new("x", &[Index::Of(Axis::Row), Index::Of(Axis::Term)])),
                right: Factor::Panel(Access::new("weight", &[Index::Of(Axis::Panel), Index::Of(Axis::Term)])),
                start: None,
                finish: Finish::SumLanes {
                    lanes: summed_lanes(dense),
                    bias: dense.bias.is_some(),
                    activation: if apart { Activation::IDENTITY } else { dense.activation },
                    to: Access::new("y", &[Index::Of(Axis::Row), Index::Known(0)]),
                },
            };
            let arguments = [operand(dense, &[rows]), weight(dense)]
                .into_iter()
                .chain(bias(dense))
                .chain([Argument::panels("y", &[rows, 1]).mutable()]);
            Function {
                arguments: arguments.collect(),
                frame: Frame::of(straight),
                needs_threads: false,
                body: Body::Contract { contract: Box::new(contract), then: apart.then_some(dense.activation) },
            }
        })
    }

    /// `fn(simd, x: &[Panel; I], weight: &[[Panel; PI]; O], bias: &[Panel; 1], y: &mut [Panel; O])`, for 16 rows in columns: the
    /// sums of [`forward_of_few`](Self::forward_of_few), in the same order.
    pub(super) fn forward_columns_of_few(&mut self, tier: &Tier, dense: &Dense, columns: Columns) -> String {
        let name = format!("{}{}{}", stem(dense), columns.suffix(), tier.suffix);
        self.add(name, || {
            let (inputs, outputs) = (dense.inputs, dense.outputs);
            let (row, term) = (Index::Of(Axis::Row), Index::Of(Axis::Term));
            let contract = Contract {
                rows: outputs,
                panels: columns.panels(),
                terms: Terms::Known(inputs),
                order: SumOrder::of(outputs, panels(inputs)).over_lanes(summed_lanes(dense)),
                tile: Tile { rows: 1, panels: 1, sums: 1 },
                loops: Loops { terms: false, tiles: columns.tiles(), range: false, numbers: None },
                left: Factor::Scalar(
                    Access::new("weight", &[row, Index::PanelOf(Axis::Term)]).lane(Lane::Within(Axis::Term)),
                ),
                right: Factor::Panel(columns.column("x", term)),
                start: None,
                finish: Finish::Store {
                    bias: dense
                        .bias
                        .map(|_| Factor::Scalar(Access::new("bias", &[Index::Known(0)]).lane(Lane::Of(Axis::Row)))),
                    activation: Activation::IDENTITY,
                    derivative: None,
                    to: columns.column("y", row),
                    start: Start::Overwrite,
                },
            };
            let arguments = [columns.argument("x", inputs), weight(dense)]
                .into_iter()
                .chain(bias(dense))
                .chain([columns.argument("y", outputs).mutable()]);
            let is_activated = dense.activation != Activation::IDENTITY;
            Function {
                arguments: arguments.collect(),
                frame: Frame::Vector,
                needs_threads: false,
                body: Body::Contract { contract: Box::new(contract), then: is_activated.then_some(dense.activation) },
            }
        })
    }
}

/// The lanes that have inputs, if they fit the half of a vector, else all.
fn summed_lanes(dense: &Dense) -> usize {
    if dense.inputs <= LANES / 2 { LANES / 2 } else { LANES }
}

/// `dense_64x1_tanh`, the beginning of a function's name.
fn stem(dense: &Dense) -> String {
    format!("dense_{}{}_{}", read_by_outputs(dense), without_bias(dense), dense.activation.identifier())
}

/// The argument for the bias, if there is one.
fn bias(dense: &Dense) -> Option<Argument> {
    dense.bias.map(|_| Argument::panels("bias", &[1]))
}
