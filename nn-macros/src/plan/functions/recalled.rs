//! Convolutions over earlier inputs of a stream, which find them where they are remembered.

use super::columns::Columns;
use super::{Argument, ArgumentKind, Body, Function, Functions};
use crate::model::Activation;
use crate::plan::contract::{Access, Axis, Contract, Factor, Finish, Index, Loops, Start, Terms, Tiles};
use crate::plan::tile::{Task, Tier};
use crate::plan::{Convolution, LANES, SumOrder, panels};

/// Multiply-adds up to which terms of a tap are written out: to find an input takes as long as some of them.
const WRITTEN_OUT: usize = 48;

impl Functions {
    /// `fn(simd, x: &[[Panel; C]; G], past: Rings, ages: &[u32; T - 1], weight: &[[Panel; T C]; PO], bias: &[Panel; PO],
    /// y: &mut [[Panel; O]; G])`: the sums of a convolution at its only position, where the last tap is at `x`, and the others, the first of which
    /// come first, are at the inputs of these ages.
    pub(in crate::plan) fn convolve_recalled(
        &mut self,
        tier: &Tier,
        convolution: &Convolution,
        groups: usize,
    ) -> String {
        let length = convolution.window.taps() * convolution.summed();
        let task = Task { rows: convolution.outputs, panels: groups, length, sums: 1, holds_joins: false };
        let terms = terms(convolution, convolution.outputs, tier.tile(task, false).panels);
        self.convolve_columns_of("recall", tier, convolution, Columns::Groups(groups), (terms, convolution.summed()))
    }

    /// `fn(simd, x: &[f32; 16 P], past: &[[Panel; _]; C], now: u32, ages: &[u32; T - 1], weight, bias, y: &mut [Panel; PO])`: the same for one
    /// input, each of whose numbers is all lanes of a factor.
    pub(in crate::plan) fn convolve_recalled_numbers(&mut self, tier: &Tier, convolution: &Convolution) -> String {
        let name = format!(
            "recall_{}{}_{}_row{}",
            convolution.shape(),
            if convolution.bias.is_some() { "" } else { "_without_bias" },
            convolution.activation.identifier(),
            tier.suffix
        );
        self.add(name, || {
            let (taps, channels, n_panels) =
                (convolution.window.taps(), convolution.summed(), panels(convolution.outputs));
            let tile = tier
                .tile(Task { rows: 1, panels: n_panels, length: taps * channels, sums: 1, holds_joins: false }, false);
            let terms = terms(convolution, 1, tile.panels);
            let apart = convolution.activates_apart(tier).then_some(convolution.activation);
            let then = apart.filter(|activation| *activation != Activation::IDENTITY);
            let contract = Contract {
                rows: 1,
                panels: n_panels,
                loops: Loops { terms: terms.is_loop(), tiles: Tiles::Loops, range: false, numbers: None },
                terms,
                order: SumOrder::SEQUENTIAL,
                tile,
                left: Factor::Scalar(Access::new("x", &[Index::Of(Axis::Term)])),
                right: Factor::Panel(Access::new("weight", &[Index::Of(Axis::Panel), Index::Of(Axis::Term)])),
                start: convolution.bias.map(|_| Factor::Panel(Access::new("bias", &[Index::Of(Axis::Panel)]))),
                finish: Finish::Store {
                    bias: None,
                    activation: if apart.is_some() { Activation::IDENTITY } else { convolution.activation },
                    derivative: None,
                    to: Access::new("y", &[Index::Of(Axis::Panel)]),
                    start: Start::Overwrite,
                },
            };
            let bias = convolution.bias.map(|_| Argument::panels("bias", &[n_panels]));
            let arguments = [
                Argument::numbers("x", &[panels(channels) * LANES]),
                Argument { name: "past", kind: ArgumentKind::RingsOf(channels) },
                Argument { name: "ages", kind: ArgumentKind::Ages(taps - 1) },
                Argument::panels("weight", &[n_panels, taps * channels]),
            ];
            Function {
                arguments: arguments
                    .into_iter()
                    .chain(bias)
                    .chain([Argument::panels("y", &[n_panels]).mutable()])
                    .collect(),
                frame: super::Frame::Vector,
                needs_threads: false,
                body: Body::Contract { contract: Box::new(contract), then },
            }
        })
    }
}

/// The terms of a convolution over earlier inputs, with as many of a tap written out as there is room for, where so many rows and panels
/// are.
fn terms(convolution: &Convolution, rows: usize, panels: usize) -> Terms {
    let (taps, channels) = (convolution.window.taps(), convolution.summed());
    let fits = |terms: &usize| channels.is_multiple_of(*terms) && terms * rows * panels <= WRITTEN_OUT;
    Terms::Recalled { taps, channels, at_once: (1..=channels).rev().find(fits).unwrap_or(1) }
}
