//! Dense layers for some rows: the sums of their outputs, of their operand's derivative, and of their weights' derivative.

use super::walks::{of_pixels, weight_gradient_arguments};
use super::weight;
use super::{
    Argument, ArgumentKind, Body, Frame, Function, Functions, added, from_start, layer, operand, read_by_outputs,
    suffix, without_bias,
};
use crate::model::Activation;
use crate::plan::contract::{Access, Axis, Contract, Factor, Finish, Index, Loops, Start, Terms, Tiles};
use crate::plan::tile::{Task, Tier, Tile};
use crate::plan::{Dense, LANES, LaneAxis, SumOrder, panels};

/// Which panels of its result a function computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plan) enum Extent {
    All,
    /// Those in a range, its last argument.
    Range,
    /// So many, all that its arguments hold; for threads that divide a layer.
    Group(usize),
}

impl Extent {
    fn name(self) -> String {
        match self {
            Self::All => String::new(),
            Self::Range => "_panels".to_string(),
            Self::Group(n) => format!("_{n}panels"),
        }
    }

    fn argument(self) -> Option<Argument> {
        (self == Self::Range).then_some(Argument { name: "panels", kind: ArgumentKind::Range })
    }

    /// The panels that its arguments hold, of `all`.
    fn held(self, all: usize) -> usize {
        match self {
            Self::All | Self::Range => all,
            Self::Group(n) => n,
        }
    }
}

impl Functions {
    /// `fn(simd, x: &[[f32; X]; R], weight: &[[Panel; I]; PO], bias: &[Panel; PO], y: &mut [[Panel; PO]; R])`, without
    /// `bias` if the layer has none. With `start: &[[Panel; PO]; R]` in front of it if sums begin with a value.
    pub(in crate::plan) fn forward(&mut self, tier: &Tier, dense: &Dense, rows: usize) -> String {
        match dense.lanes {
            LaneAxis::Outputs => self.forward_of(tier, dense, rows, Extent::All),
            LaneAxis::Sum => self.forward_of_few(tier, dense, rows),
        }
    }

    /// As [`forward`](Self::forward), for an extent of the outputs: the sums are in the same order.
    pub(in crate::plan) fn forward_of(&mut self, tier: &Tier, dense: &Dense, rows: usize, extent: Extent) -> String {
        let (inputs, outputs) = (dense.inputs, extent.held(panels(dense.outputs)));
        let name = format!(
            "{}_{}{}{}_{}{}{}",
            layer(dense),
            read_by_outputs(dense),
            from_start(dense),
            without_bias(dense),
            dense.activation.identifier(),
            extent.name(),
            suffix(tier, rows),
        );
        self.add(name, || {
            let straight = tier.is_straight(rows, rows * inputs * outputs);
            let numbers = (extent == Extent::All && !tier.has_vectors()).then_some(dense.outputs);
            let apart = dense.activates_apart(tier) && !straight && dense.activation != Activation::IDENTITY;
            let bias = dense.bias.map(|_| Factor::Panel(Access::new("bias", &[Index::Of(Axis::Panel)])));
            let start = dense
                .start
                .map(|_| Factor::Panel(Access::new("start", &[Index::Of(Axis::Row), Index::Of(Axis::Panel)])));
            let (start, bias_last) = if start.is_some() { (start, bias) } else { (bias, None) };
            let contract = Contract {
                rows,
                panels: outputs,
                terms: Terms::Known(inputs),
                order: SumOrder::of(panels(dense.outputs), inputs),
                tile: forward_tile(tier, dense, rows, outputs),
                loops: Loops { terms: !straight, tiles: Tiles::of(straight), range: extent == Extent::Range, numbers },
                left: Factor::Scalar(Access::new("x", &[Index::Of(Axis::Row), Index::Of(Axis::Term)])),
                right: Factor::Panel(Access::new("weight", &[Index::Of(Axis::Panel), Index::Of(Axis::Term)])),
                start,
                finish: Finish::Store {
                    bias: bias_last,
                    activation: if apart { Activation::IDENTITY } else { dense.activation },
                    derivative: None,
                    to: Access::new("y", &[Index::Of(Axis::Row), Index::Of(Axis::Panel)]),
                    start: Start::Overwrite,
                },
            };
            let bias = dense.bias.map(|_| Argument::panels("bias", &[outputs]));
            let start = dense.start.map(|_| Argument::panels("start", &[rows, outputs]));
            let arguments = [operand(dense, &[rows]), Argument::panels("weight", &[outputs, inputs])]
                .into_iter()
                .chain(start)
                .chain(bias)
                .chain([Argument::panels("y", &[rows, outputs]).mutable()])
                .chain(extent.argument());
            Function {
                arguments: arguments.collect(),
                frame: Frame::of(straight),
                needs_threads: matches!(extent, Extent::Group(_)),
                body: Body::Contract { contract: Box::new(contract), then: apart.then_some(dense.activation) },
            }
        })
    }

    /// `fn(simd, d: &[[f32; 16 PO]; R], weight: &[[Panel; O]; PI], [a: &[[Panel; PI]; R],] y: &mut [[Panel; PI]; R])`:
    /// `y = (d W) f'(a)`, or added to `y`. The weights are transposed, but with the sum in the lanes. `fused` is the activation
    /// whose output `a` the operand is.
    pub(in crate::plan) fn input_gradient(
        &mut self,
        tier: &Tier,
        dense: &Dense,
        rows: usize,
        (fused, start): (Option<Activation>, Start),
        extent: Extent,
    ) -> String {
        let (inputs, outputs) = (panels(dense.inputs), dense.outputs);
        let name = format!(
            "input_gradient_{}x{outputs}_{}{}{}{}",
            dense.inputs,
            fused.unwrap_or(Activation::IDENTITY).identifier(),
            added(start),
            extent.name(),
            suffix(tier, rows),
        );
        self.add(name, || {
            let straight = tier.is_straight(rows, rows * inputs * outputs);
            let (panel, term) = (Index::Of(Axis::Panel), Index::Of(Axis::Term));
            let contract = Contract {
                rows,
                panels: inputs,
                terms: Terms::Known(outputs),
                order: SumOrder::of(inputs, outputs),
                tile: input_gradient_tile(tier, dense, rows),
                loops: Loops {
                    terms: !straight,
                    tiles: Tiles::of(straight),
                    range: extent == Extent::Range,
                    numbers: None,
                },
                left: Factor::Scalar(Access::new("d", &[Index::Of(Axis::Row), term])),
                right: Factor::Panel(match dense.lanes {
                    LaneAxis::Outputs => Access::new("weight", &[panel, term]),
                    LaneAxis::Sum => Access::new("weight", &[term, panel]),
                }),
                start: None,
                finish: Finish::Store {
                    bias: None,
                    activation: Activation::IDENTITY,
                    derivative: fused,
                    to: Access::new("y", &[Index::Of(Axis::Row), panel]),
                    start,
                },
            };
            let a = fused.map(|_| Argument::panels("a", &[rows, inputs]));
            let arguments = [Argument::numbers("d", &[rows, panels(outputs) * LANES]), backward_weight(dense)]
                .into_iter()
                .chain(a)
                .chain([Argument::panels("y", &[rows, inputs]).mutable()])
                .chain(extent.argument());
            Function {
                arguments: arguments.collect(),
                frame: Frame::of(straight),
                needs_threads: false,
                body: Body::Contract { contract: Box::new(contract), then: None },
            }
        })
    }

    /// `fn(simd, x: &[[f32; X]], d: &[[Panel; PO]], part: &mut Inputs<PO>)`: adds the sum over rows of `x d` to the inputs
    /// that `part` holds of the gradient.
    pub(in crate::plan) fn weight_gradient(
        &mut self,
        tier: &Tier,
        dense: &Dense,
        (block_rows, pixels): (usize, usize),
    ) -> String {
        let (outer, inner) = dense.lanes.extents(dense.inputs, dense.outputs);
        let name = format!("weight_gradient_{}{}{}", read_by_outputs(dense), of_pixels(pixels), tier.suffix);
        self.add(name, || {
            let straight = tier.is_straight(inner, inner * outer);
            let (left, right) =
                (Access::new("left", &[Index::Of(Axis::Row)]), Access::new("right", &[Index::Of(Axis::Panel)]));
            let (left, right) = match dense.lanes {
                LaneAxis::Outputs => (Factor::Scalar(left), Factor::Panel(right)),
                LaneAxis::Sum => (Factor::Panel(left), Factor::Scalar(right)),
            };
            let is_padded = dense.lanes == LaneAxis::Sum && !dense.inputs.is_multiple_of(LANES);
            let contract = Contract {
                rows: inner,
                panels: outer,
                terms: Terms::Rows,
                order: SumOrder::SEQUENTIAL,
                tile: tier.weight_gradient_tile(dense, block_rows * pixels),
                loops: Loops { terms: !straight, tiles: Tiles::of(straight), range: false, numbers: None },
                left,
                right,
                start: None,
                finish: Finish::AddToPart { inputs: is_padded.then_some(dense.inputs) },
            };
            Function {
                arguments: weight_gradient_arguments(dense),
                frame: Frame::of(straight),
                needs_threads: false,
                body: Body::Contract { contract: Box::new(contract), then: None },
            }
        })
    }
}

/// The weights that the derivative of a layer's operand needs: transposed, but with the sum in the lanes.
pub(super) fn backward_weight(dense: &Dense) -> Argument {
    match dense.lanes {
        LaneAxis::Outputs => Argument::panels("weight", &[panels(dense.inputs), dense.outputs]),
        LaneAxis::Sum => weight(dense),
    }
}

/// The tile of some panels of a layer's sums.
pub(in crate::plan) fn forward_tile(tier: &Tier, dense: &Dense, rows: usize, n_panels: usize) -> Tile {
    let order = SumOrder::of(panels(dense.outputs), dense.inputs);
    tier.tile(Task { rows, panels: n_panels, length: dense.inputs, sums: order.parts, holds_joins: false }, true)
}

/// The tile of the derivative of a layer's operand.
pub(super) fn input_gradient_tile(tier: &Tier, dense: &Dense, rows: usize) -> Tile {
    let (panels, length) = (panels(dense.inputs), dense.outputs);
    tier.tile(Task { rows, panels, length, sums: SumOrder::of(panels, length).parts, holds_joins: false }, true)
}
