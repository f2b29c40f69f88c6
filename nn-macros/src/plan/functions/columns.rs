//! Dense layers for 16 rows, a row in each lane: values are columns, a panel for each number of a row.

use super::{Argument, Body, Frame, Function, Functions, added, weight, without_bias};
use crate::model::Activation;
use crate::plan::contract::{Access, Axis, Contract, Factor, Finish, Index, Lane, Loops, Start, Terms};
use crate::plan::tile::{Task, Tier};
use crate::plan::{Convolution, Dense, LANES, LaneAxis, SumOrder, panels};

impl Functions {
    /// `fn(simd, x: &[Panel; I], weight: &[[Panel; I]; PO], bias: &[Panel; PO], y: &mut [Panel; O])`: the sums of
    /// [`forward`](Self::forward), in the same order. The activation is a loop: printed for each output, its temporaries alone
    /// fill the stack of a build without optimisation.
    pub(in crate::plan) fn forward_columns(&mut self, tier: &Tier, dense: &Dense) -> String {
        if dense.lanes == LaneAxis::Sum {
            return self.forward_columns_of_few(tier, dense);
        }
        let (inputs, outputs, n_panels) = (dense.inputs, dense.outputs, panels(dense.outputs));
        let name = format!(
            "dense_{inputs}x{outputs}{}_{}_lanes{}",
            without_bias(dense),
            dense.activation.identifier(),
            tier.suffix,
        );
        self.add(name, || {
            let order = SumOrder::of(n_panels, inputs);
            let (panel, lane) = (Index::PanelOf(Axis::Row), Lane::Within(Axis::Row));
            let contract = Contract {
                rows: outputs,
                panels: 1,
                terms: Terms::Known(inputs),
                order,
                tile: tier.tile(Task { rows: outputs, panels: 1, length: inputs, sums: order.parts }, false),
                loops: Loops {
                    terms: !tier.is_straight(LANES, inputs * outputs),
                    tiles: false,
                    range: false,
                    numbers: None,
                },
                left: Factor::Scalar(Access::new("weight", &[panel, Index::Of(Axis::Term)]).lane(lane)),
                right: Factor::Panel(Access::new("x", &[Index::Of(Axis::Term)])),
                start: dense.bias.map(|_| Factor::Scalar(Access::new("bias", &[panel]).lane(lane))),
                finish: store(Start::Overwrite),
            };
            let bias = dense.bias.map(|_| Argument::panels("bias", &[n_panels]));
            let arguments = [Argument::panels("x", &[inputs]), weight(dense)]
                .into_iter()
                .chain(bias)
                .chain([Argument::panels("y", &[outputs]).mutable()]);
            let is_activated = dense.activation != Activation::IDENTITY;
            Function {
                arguments: arguments.collect(),
                frame: Frame::Vector,
                needs_threads: false,
                body: Body::Contract { contract: Box::new(contract), then: is_activated.then_some(dense.activation) },
            }
        })
    }

    /// `fn(simd, x: &[Panel; T C], weight: &[[Panel; T C]; PO], bias: &[Panel; PO], y: &mut [Panel; O])`: the sums of a convolution at its
    /// only position, in the same order.
    pub(in crate::plan) fn convolve_columns(&mut self, tier: &Tier, convolution: &Convolution) -> String {
        let (terms, outputs) = (convolution.window.taps() * convolution.summed(), convolution.outputs);
        let name = format!(
            "convolve_{}{}_{}_lanes{}",
            convolution.shape(),
            if convolution.bias.is_some() { "" } else { "_without_bias" },
            convolution.activation.identifier(),
            tier.suffix
        );
        self.add(name, || {
            let n_panels = panels(outputs);
            let (panel, lane) = (Index::PanelOf(Axis::Row), Lane::Within(Axis::Row));
            let contract = Contract {
                rows: outputs,
                panels: 1,
                terms: Terms::Known(terms),
                order: SumOrder::SEQUENTIAL,
                tile: tier.tile(Task { rows: outputs, panels: 1, length: terms, sums: 1 }, false),
                loops: Loops {
                    terms: !tier.is_straight(LANES, terms * outputs),
                    tiles: false,
                    range: false,
                    numbers: None,
                },
                left: Factor::Scalar(Access::new("weight", &[panel, Index::Of(Axis::Term)]).lane(lane)),
                right: Factor::Panel(Access::new("x", &[Index::Of(Axis::Term)])),
                start: convolution.bias.map(|_| Factor::Scalar(Access::new("bias", &[panel]).lane(lane))),
                finish: store(Start::Overwrite),
            };
            let bias = convolution.bias.map(|_| Argument::panels("bias", &[n_panels]));
            let arguments = [Argument::panels("x", &[terms]), Argument::panels("weight", &[n_panels, terms])];
            let is_activated = convolution.activation != Activation::IDENTITY;
            Function {
                arguments: arguments
                    .into_iter()
                    .chain(bias)
                    .chain([Argument::panels("y", &[outputs]).mutable()])
                    .collect(),
                frame: Frame::Vector,
                needs_threads: false,
                body: Body::Contract {
                    contract: Box::new(contract),
                    then: is_activated.then_some(convolution.activation),
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
                tile: tier.tile(Task { rows: inputs, panels: 1, length: outputs, sums: order.parts }, false),
                loops: Loops {
                    // A loop over more outputs would have to find the panel of each.
                    terms: !(tier.is_straight(LANES, inputs * outputs) || n_panels > 1),
                    tiles: false,
                    range: false,
                    numbers: None,
                },
                left: Factor::Scalar(weights),
                right: Factor::Panel(Access::new("d", &[term])),
                start: None,
                finish: store(start),
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

/// To the column of the row, which is a number of a layer here.
fn store(start: Start) -> Finish {
    let to = Access::new("y", &[Index::Of(Axis::Row)]);
    Finish::Store { bias: None, activation: Activation::IDENTITY, derivative: None, to, start }
}
