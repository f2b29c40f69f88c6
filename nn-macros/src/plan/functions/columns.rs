//! Dense layers for 16 rows, a row in each lane: values are columns, a panel for each number of a row. And for several groups of 16.

use super::{Argument, ArgumentKind, Body, ByParts, Frame, Function, Functions, added, weight, without_bias};
use crate::model::Activation;
use crate::plan::contract::{Access, Axis, Contract, Factor, Finish, Index, Lane, Loops, Start, Terms, Tiles};
use crate::plan::step::PassKind;
use crate::plan::tile::{Task, Tier};
use crate::plan::{Convolution, Dense, LANES, LaneAxis, SumOrder, panels};

/// Whose columns a function takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plan) enum Columns {
    /// Those of 16 rows.
    Rows,
    /// Those of so many groups of 16 inputs of a stream.
    Groups(usize),
}

impl Columns {
    pub(in crate::plan) fn of(kind: PassKind) -> Self {
        if let PassKind::StepColumns(groups) = kind { Self::Groups(groups) } else { Self::Rows }
    }

    /// Panels of each number.
    pub(super) fn panels(self) -> usize {
        if let Self::Groups(groups) = self { groups } else { 1 }
    }

    /// The sums of a group are those of another.
    pub(super) fn tiles(self) -> Tiles {
        match self {
            Self::Rows => Tiles::Printed,
            Self::Groups(_) => Tiles::LoopOverPanels,
        }
    }

    /// So many columns of each group.
    pub(super) fn argument(self, name: &'static str, columns: usize) -> Argument {
        match self {
            Self::Rows => Argument::panels(name, &[columns]),
            Self::Groups(groups) => Argument::panels(name, &[groups, columns]),
        }
    }

    /// One of these.
    pub(super) fn column(self, array: &'static str, index: Index) -> Access {
        match self {
            Self::Rows => Access::new(array, &[index]),
            Self::Groups(_) => Access::new(array, &[Index::Of(Axis::Panel), index]),
        }
    }

    /// Ends a function's name.
    pub(super) fn suffix(self) -> String {
        match self {
            Self::Rows => "_lanes".to_owned(),
            Self::Groups(groups) => format!("_{}lanes", LANES * groups),
        }
    }
}

impl Functions {
    /// `fn(simd, x: &[Panel; I], weight: &[[Panel; I]; PO], bias: &[Panel; PO], y: &mut [Panel; O])`: the sums of
    /// [`forward`](Self::forward), in the same order; of groups `x` and `y` are arrays of these. The activation is a loop: printed for each output, its temporaries alone
    /// fill the stack of a build without optimisation.
    pub(in crate::plan) fn forward_columns(&mut self, tier: &Tier, dense: &Dense, columns: Columns) -> String {
        if dense.lanes == LaneAxis::Sum {
            return self.forward_columns_of_few(tier, dense, columns);
        }
        let (inputs, outputs, n_panels) = (dense.inputs, dense.outputs, panels(dense.outputs));
        let name = format!(
            "dense_{inputs}x{outputs}{}_{}{}{}",
            without_bias(dense),
            dense.activation.identifier(),
            columns.suffix(),
            tier.suffix,
        );
        self.add(name, || {
            let order = SumOrder::of(n_panels, inputs);
            let bias = dense.bias.map(|_| Argument::panels("bias", &[n_panels]));
            let arguments = [columns.argument("x", inputs), weight(dense)];
            Function {
                arguments: arguments
                    .into_iter()
                    .chain(bias)
                    .chain([columns.argument("y", outputs).mutable()])
                    .collect(),
                frame: Frame::Vector,
                needs_threads: false,
                body: sums(
                    tier,
                    (Terms::Known(inputs), outputs),
                    (order, dense.bias.is_some()),
                    dense.activation,
                    columns,
                ),
            }
        })
    }

    /// `fn(simd, x: &[[Panel; T C]; G], weight: &[[Panel; T C]; PO], bias: &[Panel; PO], y: &mut [[Panel; O]; G])`: the sums of a convolution
    /// at its only position, in the same order. If it has parts, weights are those of the channels of one.
    pub(in crate::plan) fn convolve_columns(
        &mut self,
        tier: &Tier,
        convolution: &Convolution,
        columns: Columns,
    ) -> String {
        let taps = convolution.window.taps();
        let terms = (Terms::Known(taps * convolution.summed()), taps * convolution.channels);
        self.convolve_columns_of("convolve", tier, convolution, columns, terms)
    }

    pub(super) fn convolve_columns_of(
        &mut self,
        stem: &str,
        tier: &Tier,
        convolution: &Convolution,
        columns: Columns,
        (terms, read): (Terms, usize),
    ) -> String {
        let (all, outputs) = (convolution.window.taps() * convolution.summed(), convolution.outputs);
        let name = format!(
            "{stem}_{}{}_{}{}{}",
            convolution.shape(),
            if convolution.bias.is_some() { "" } else { "_without_bias" },
            convolution.activation.identifier(),
            columns.suffix(),
            tier.suffix
        );
        self.add(name, || {
            let n_panels = panels(outputs);
            let recalled = match terms {
                Terms::Recalled { taps, .. } => vec![
                    Argument { name: "past", kind: ArgumentKind::Rings },
                    Argument { name: "ages", kind: ArgumentKind::Ages(taps - 1) },
                ],
                _ => Vec::new(),
            };
            let arguments = [columns.argument("x", read)].into_iter().chain(recalled);
            let bias = convolution.bias.map(|_| Argument::panels("bias", &[n_panels]));
            Function {
                arguments: arguments
                    .chain([Argument::panels("weight", &[n_panels, all])])
                    .chain(bias)
                    .chain([columns.argument("y", outputs).mutable()])
                    .collect(),
                frame: Frame::Vector,
                needs_threads: false,
                body: if convolution.groups > 1 {
                    Body::ConvolveByParts(ByParts {
                        channels: convolution.channels,
                        parts: convolution.groups,
                        taps: convolution.window.taps(),
                        has_bias: convolution.bias.is_some(),
                        then: (convolution.activation != Activation::IDENTITY).then_some(convolution.activation),
                    })
                } else {
                    sums(
                        tier,
                        (terms, outputs),
                        (SumOrder::SEQUENTIAL, convolution.bias.is_some()),
                        convolution.activation,
                        columns,
                    )
                },
            }
        })
    }

    /// `fn(simd, d: &[Panel; O], weight, y: &mut [Panel; I])`: `y = d W`, or added to `y`; the weights are the layer's field.
    pub(in crate::plan) fn input_gradient_columns(&mut self, tier: &Tier, dense: &Dense, start: Start) -> String {
        let (inputs, outputs) = (dense.inputs, dense.outputs);
        let name = format!("input_gradient_{inputs}x{outputs}{}_lanes{}", added(start), tier.suffix);
        self.add(name, || {
            let n_panels = panels(outputs);
            let order = SumOrder::of(panels(inputs), outputs);
            let (row, term) = (Index::Of(Axis::Row), Index::Of(Axis::Term));
            let weights = match dense.lanes {
                LaneAxis::Sum => {
                    Access::new("weight", &[term, Index::PanelOf(Axis::Row)]).lane(Lane::Within(Axis::Row))
                }
                LaneAxis::Outputs if n_panels == 1 => {
                    Access::new("weight", &[Index::Known(0), row]).lane(Lane::Of(Axis::Term))
                }
                LaneAxis::Outputs => {
                    Access::new("weight", &[Index::PanelOf(Axis::Term), row]).lane(Lane::Within(Axis::Term))
                }
            };
            let contract = Contract {
                rows: inputs,
                panels: 1,
                terms: Terms::Known(outputs),
                order,
                tile: tier.tile(
                    Task { rows: inputs, panels: 1, length: outputs, sums: order.parts, holds_joins: false },
                    false,
                ),
                loops: Loops {
                    // A loop over more outputs would have to find the panel of each.
                    terms: !(tier.is_straight(LANES, inputs * outputs) || n_panels > 1),
                    tiles: Tiles::Printed,
                    range: false,
                    numbers: None,
                },
                left: Factor::Scalar(weights),
                right: Factor::Panel(Access::new("d", &[term])),
                start: None,
                finish: store(start, Columns::Rows),
            };
            let y = Argument::panels("y", &[inputs]).mutable();
            Function {
                arguments: vec![Argument::panels("d", &[outputs]), weight(dense), y],
                frame: Frame::Vector,
                needs_threads: false,
                body: Body::Contract { contract: Box::new(contract), then: None },
            }
        })
    }
}

/// The sums of a layer's outputs for columns, with weights as scalars, and an activation behind them.
fn sums(
    tier: &Tier,
    (terms, outputs): (Terms, usize),
    (order, has_bias): (SumOrder, bool),
    activation: Activation,
    columns: Columns,
) -> Body {
    let length = terms.known().unwrap_or(0);
    let (panel, lane) = (Index::PanelOf(Axis::Row), Lane::Within(Axis::Row));
    let (panels, holds_joins) = (columns.panels(), matches!(columns, Columns::Groups(_)));
    let contract = Contract {
        rows: outputs,
        panels,
        tile: tier.tile(Task { rows: outputs, panels, length, sums: order.parts, holds_joins }, false),
        order,
        loops: Loops {
            terms: match terms {
                Terms::Recalled { .. } => terms.is_loop(),
                _ => !tier.is_straight(LANES, length * outputs),
            },
            tiles: columns.tiles(),
            range: false,
            numbers: None,
        },
        terms,
        left: Factor::Scalar(Access::new("weight", &[panel, Index::Of(Axis::Term)]).lane(lane)),
        right: Factor::Panel(columns.column("x", Index::Of(Axis::Term))),
        start: has_bias.then(|| Factor::Scalar(Access::new("bias", &[panel]).lane(lane))),
        finish: store(Start::Overwrite, columns),
    };
    Body::Contract { contract: Box::new(contract), then: (activation != Activation::IDENTITY).then_some(activation) }
}

/// To the column of the row, which is a number of a layer here.
fn store(start: Start, columns: Columns) -> Finish {
    let to = columns.column("y", Index::Of(Axis::Row));
    Finish::Store { bias: None, activation: Activation::IDENTITY, derivative: None, to, start }
}
