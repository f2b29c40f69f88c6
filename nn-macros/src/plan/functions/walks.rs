//! Functions that take a layer's functions over all rows, or over all blocks of rows: planned once for layers that are equal,
//! so that twenty layers of one shape compile little longer than five.

use super::outputs::{Extent, backward_weight, forward_tile, input_gradient_tile};
use super::{Argument, ArgumentKind, Body, Element, Frame, Function, Functions};
use super::{added, from_start, layer, operand, read_by_outputs, weight, without_bias};
use crate::model::Activation;
use crate::plan::contract::Start;
use crate::plan::step::Term;
use crate::plan::tile::{Tier, Tile};
use crate::plan::{Dense, LANES, LaneAxis, PANEL_BYTES, SECOND_CACHE_BYTES, panels};

/// A function for several rows, one for a single row, and for some layers one for two, over all rows of the slices among the arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowsWalk {
    pub(crate) many: String,
    /// A function for two of the rows that are left over.
    pub(crate) pair: Option<String>,
    pub(crate) one: String,
    /// Whether the last group may compute rows again: more than half of a group, or with pairs all of it but one, is a whole group then.
    pub(crate) may_overlap: bool,
    pub(crate) by_panels: Option<ByPanels>,
}

/// Some panels of a result for all rows, before the next ones: their weights are then in the second cache for all rows but
/// the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ByPanels {
    pub(crate) panels: usize,
    /// Panels at a time, whole tiles of all functions.
    pub(crate) step: usize,
}

impl ByPanels {
    fn of(panels: usize, tiles: impl Iterator<Item = Tile>) -> Self {
        let common_multiple = |a: usize, b: usize| (a..=a * b).step_by(a).find(|step| step.is_multiple_of(b));
        let step = tiles.fold(1, |step, tile| common_multiple(step, tile.panels).unwrap_or(step));
        Self { panels, step }
    }
}

/// Panels of a large layer's gradient that blocks of rows are added to before the next ones, whole tiles, so that the second cache holds
/// them beside a block's rows.
fn panels_together(dense: &Dense, tile: Tile) -> Option<usize> {
    const BYTES: usize = SECOND_CACHE_BYTES / 8;
    if !dense.is_large(false) {
        return None;
    }
    let whole_tiles = BYTES / (dense.inputs * PANEL_BYTES) / tile.panels;
    Some(whole_tiles.max(1) * tile.panels)
}

/// Whether two rows that are left over have a function of their own. For layers that take little time it is not worth compiling: with one
/// for half of them, 40 networks took a twentieth longer to compile.
pub(in crate::plan) fn takes_pairs_of_rows(tier: &Tier, dense: &Dense) -> bool {
    const LONG: usize = 1_024;
    dense.lanes == LaneAxis::Outputs && dense.operations() >= LONG && tier.takes_pairs_of_rows()
}

/// The numbers of rows that functions of a walk are for, forward and backward alike.
fn groups(tier: &Tier, dense: &Dense) -> Vec<usize> {
    let pair = takes_pairs_of_rows(tier, dense).then_some(2);
    [tier.rows].into_iter().chain(pair).chain([1]).collect()
}

impl RowsWalk {
    /// Over functions for all [`groups`].
    fn of(functions: Vec<String>, may_overlap: bool, by_panels: Option<ByPanels>) -> Self {
        let mut functions = functions.into_iter();
        let many = functions.next().unwrap_or_default();
        let one = functions.next_back().unwrap_or_default();
        Self { many, pair: functions.next(), one, may_overlap, by_panels }
    }

    /// The functions.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &String> {
        [&self.many].into_iter().chain(&self.pair).chain([&self.one])
    }
}

/// The product of a single row's operand and its output's derivative: it is a layer's gradient, or a step down it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outer {
    /// Whether it changes the weights by the rule of an optimizer.
    pub(crate) is_descent: bool,
    /// The inputs, where the sum is in the lanes.
    pub(crate) inputs_in_lanes: Option<usize>,
}

impl Functions {
    /// `fn(simd, x: &[[f32; X]], weight, bias, y: &mut [[Panel; PO]])`: the layer, for all rows. With `start: &[[Panel; PO]]` behind the
    /// weights if sums begin with a value.
    pub(in crate::plan) fn forward_of_all(&mut self, tier: &Tier, dense: &Dense) -> String {
        let is_large = dense.is_large(false);
        let has_start = dense.start.is_some();
        let groups = groups(tier, dense);
        let function = |rows: &usize| {
            if is_large { self.forward_of(tier, dense, *rows, Extent::Range) } else { self.forward(tier, dense, *rows) }
        };
        let functions = groups.iter().map(function).collect();
        let activation = dense.activation.identifier();
        let name = format!(
            "{}_{}{}{}_{activation}_all{}",
            layer(dense),
            read_by_outputs(dense),
            from_start(dense),
            without_bias(dense),
            tier.suffix
        );
        self.add(name, || {
            let outputs = panels(dense.outputs);
            let start = has_start.then(|| Argument::panels("start", &[outputs]).slice());
            let bias = dense.bias.map(|_| Argument::panels("bias", &[outputs]));
            let tiles = groups.iter().map(|rows| forward_tile(tier, dense, *rows, outputs));
            let arguments = [operand(dense, &[]).slice(), weight(dense)]
                .into_iter()
                .chain(start)
                .chain(bias)
                .chain([Argument::panels("y", &[outputs]).slice().mutable()]);
            Function {
                arguments: arguments.collect(),
                frame: frame(tier, dense),
                needs_threads: false,
                body: Body::Rows(RowsWalk::of(functions, !has_start, is_large.then(|| ByPanels::of(outputs, tiles)))),
            }
        })
    }

    /// `fn(simd, d: &[[f32; 16 PO]], weight, [a: &[[Panel; PI]],] y: &mut [[Panel; PI]])`: the operand's derivative, for all
    /// rows.
    pub(in crate::plan) fn input_gradient_of_all(
        &mut self,
        tier: &Tier,
        dense: &Dense,
        (fused, start): (Option<Activation>, Start),
    ) -> String {
        let is_large = dense.is_large(true);
        let extent = if is_large { Extent::Range } else { Extent::All };
        let groups = groups(tier, dense);
        let function = |rows: &usize| self.input_gradient(tier, dense, *rows, (fused, start), extent);
        let functions = groups.iter().map(function).collect();
        let name = format!(
            "input_gradient_{}x{}_{}{}_all{}",
            dense.inputs,
            dense.outputs,
            fused.unwrap_or(Activation::IDENTITY).identifier(),
            added(start),
            tier.suffix,
        );
        self.add(name, || {
            let inputs = panels(dense.inputs);
            let a = fused.map(|_| Argument::panels("a", &[inputs]).slice());
            let tiles = groups.iter().map(|rows| input_gradient_tile(tier, dense, *rows));
            let may_overlap = fused.is_none() && start == Start::Overwrite;
            let by_panels = is_large.then(|| ByPanels::of(inputs, tiles));
            let d = Argument::numbers("d", &[panels(dense.outputs) * LANES]).slice();
            let arguments = [d, backward_weight(dense)]
                .into_iter()
                .chain(a)
                .chain([Argument::panels("y", &[inputs]).slice().mutable()]);
            Function {
                arguments: arguments.collect(),
                frame: frame(tier, dense),
                needs_threads: false,
                body: Body::Rows(RowsWalk::of(functions, may_overlap, by_panels)),
            }
        })
    }

    /// `fn(simd, x: &[[f32; X]], d: &[[Panel; PO]], part: &mut Inputs)`: adds the sum over rows of `x d`, block by block. Rows may be the
    /// pixels of maps, so many of each row.
    pub(in crate::plan) fn weight_gradient_of_all(
        &mut self,
        tier: &Tier,
        dense: &Dense,
        (block_rows, pixels): (usize, usize),
    ) -> String {
        let called = self.weight_gradient(tier, dense, (block_rows, pixels));
        let tile = tier.weight_gradient_tile(dense, block_rows * pixels);
        let together = if pixels == 1 { panels_together(dense, tile) } else { None };
        let (of_pixels, block_rows) = (of_pixels(pixels), block_rows * pixels);
        self.add(format!("weight_gradient_{}{of_pixels}_all{}", read_by_outputs(dense), tier.suffix), || Function {
            arguments: weight_gradient_arguments(dense),
            frame: frame(tier, dense),
            needs_threads: false,
            body: Body::Blocks { called, rows: block_rows, together },
        })
    }

    /// `fn(simd, [x: &[[Panel; P]],] d: &[[Panel; P]], part: &mut Outputs)`: adds the sum over rows of what each contributes to
    /// the derivative of a vector, block by block.
    pub(in crate::plan) fn vector_gradient_of_all(
        &mut self,
        tier: &Tier,
        term: Term,
        (n_panels, pixels): (usize, usize),
        block_rows: usize,
    ) -> String {
        let block_rows = block_rows * pixels;
        let stem = match term {
            Term::Derivative => "bias_gradient",
            Term::Product => "factor_gradient",
            Term::Slope => "slope_gradient",
            Term::SlopeOfAll => "slope_of_all_gradient",
            Term::VectorOfTable => "table_gradient",
        };
        let of_pixels = of_pixels(pixels);
        self.add(format!("{stem}_{n_panels}panels{of_pixels}{}", tier.suffix), || {
            let rows = |name| Argument::panels(name, &[n_panels]).slice();
            let x = term.reads_value().then(|| match term {
                Term::VectorOfTable => Argument::panels("x", &[1]).slice(),
                _ => rows("x"),
            });
            let part = Argument { name: "part", kind: ArgumentKind::Outputs };
            Function {
                arguments: x.into_iter().chain([rows("d"), part]).collect(),
                frame: Frame::Alone,
                needs_threads: false,
                body: Body::VectorGradient { term, rows: block_rows },
            }
        })
    }

    /// `fn(simd, x, d: &[Panel; PO], weight)`, for a single row: `weight` becomes the derivative of the weights, or, with
    /// further arguments, `moments` and `rule`, and called `descend_outer`, makes a step against it.
    pub(in crate::plan) fn outer(&mut self, tier: &Tier, dense: &Dense, is_descent: bool) -> String {
        let stem = if is_descent { "descend_outer" } else { "outer" };
        self.add(format!("{stem}_{}{}", read_by_outputs(dense), tier.suffix), || {
            let weight = weight(dense).mutable();
            let of_descent = match &weight.kind {
                ArgumentKind::Array(array) if is_descent => vec![
                    Argument { name: "moments", kind: ArgumentKind::Moments(array.clone()) },
                    Argument { name: "rule", kind: ArgumentKind::Rule },
                ],
                _ => Vec::new(),
            };
            let arguments = [operand(dense, &[]), Argument::panels("d", &[panels(dense.outputs)]), weight];
            Function {
                arguments: arguments.into_iter().chain(of_descent).collect(),
                frame: frame(tier, dense),
                needs_threads: false,
                body: Body::Outer(Outer {
                    is_descent,
                    inputs_in_lanes: (dense.lanes == LaneAxis::Sum).then_some(dense.inputs),
                }),
            }
        })
    }
}

/// `_7pixels`, of maps.
pub(super) fn of_pixels(pixels: usize) -> String {
    if pixels > 1 { format!("_{pixels}pixels") } else { String::new() }
}

/// Operand, derivative and part of the gradient.
pub(super) fn weight_gradient_arguments(dense: &Dense) -> Vec<Argument> {
    let (outer, _) = dense.lanes.extents(dense.inputs, dense.outputs);
    let d = match dense.lanes {
        LaneAxis::Outputs => Argument::array("d", Element::Panel, &[panels(dense.outputs)]),
        LaneAxis::Sum => Argument::array("d", Element::Number, &[LANES]),
    };
    vec![operand(dense, &[]).slice(), d.slice(), Argument { name: "part", kind: ArgumentKind::Inputs(outer) }]
}

/// Part of its caller where the layer is a straight line.
fn frame(tier: &Tier, dense: &Dense) -> Frame {
    Frame::of(tier.is_straight(1, dense.operations()))
}
