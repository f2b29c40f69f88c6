//! Convolutions of a row: the sums of their pixels, of their operand's derivative, and of their kernels' derivative.

use std::fmt::Write as _;

use super::super::convolve::{Convolve, Pixels, PoolOfLines, Reads, RunningNorm};
use super::super::memory::Transposed;
use super::{Argument, ArgumentKind, Body, Frame, Function, Functions};
use crate::ir::{BatchNorm, Pool, Span, Window};
use crate::model::Activation;
use crate::plan::contract::{Access, Axis, Contract, Factor, Finish, Index, Loops, Start, Terms, Tiles};
use crate::plan::tile::{Tier, Tile};
use crate::plan::{Convolution, LANES, Operand, SumOrder, panels};

impl Convolution {
    /// Whether the activation is a pass of its own, as for a dense layer.
    pub(super) fn activates_apart(&self, tier: &Tier) -> bool {
        (self.activation.is_long() && tier.has_few_registers()) || !tier.has_vectors()
    }

    /// The tile of the kernel's gradient.
    pub(in crate::plan) fn gradient_tile(&self, tier: &Tier, block_rows: usize) -> Tile {
        let (summed, n_panels) = (self.summed(), panels(self.outputs));
        let pixels = self.window.outputs().saturating_mul(block_rows);
        let tile = if self.is_depthwise() {
            Tile { rows: 1, panels: 1, sums: 1 }
        } else {
            tier.kernel_gradient_tile((summed, n_panels / self.groups), pixels)
        };
        // A transposed window moves over the derivative, which differs from tap to tap then.
        if tile.rows < summed || self.is_transposed {
            return tile;
        }
        tier.with_taps(tile, self.window.width.kernel)
    }

    /// Numbers of a row of the operand, and whether they are in panels.
    fn operand(&self) -> (usize, bool) {
        match self.input {
            Operand::Input => (self.channels * self.pixels_read(), false),
            Operand::Value(_) => (panels(self.channels) * self.pixels_read(), true),
        }
    }

    fn operand_argument(&self) -> Argument {
        match self.operand() {
            (numbers, false) => Argument::numbers("x", &[numbers]),
            (panels, true) => Argument::panels("x", &[panels]),
        }
    }

    /// `8x32x32_3x3_16`: channels, the map that the window moves over, the window, the outputs.
    pub(super) fn shape(&self) -> String {
        let Window { height, width } = self.window;
        let transposed = if self.is_transposed { "transposed_" } else { "" };
        let plain = if self.input == Operand::Input { "plain_" } else { "" };
        let of_span = |span: Span, name: &str| {
            let mut text = String::new();
            for (number, default, what) in [
                (span.stride, 1, "by"),
                (span.dilation, 1, "dilated"),
                (span.before, 0, "from"),
                (span.count, span.len, "to"),
            ] {
                if number != default {
                    _ = write!(text, "_{name}{what}{number}");
                }
            }
            text
        };
        let mut groups = if self.groups > 1 { format!("_{}groups", self.groups) } else { String::new() };
        if self.groups * self.of_group[0] < self.channels || self.computed() < self.outputs {
            let [channels, outputs] = self.of_group;
            _ = write!(groups, "_of{channels}x{outputs}");
        }
        format!(
            "{transposed}{plain}{}x{}x{}_{}x{}_{}{}{}{groups}",
            self.channels,
            height.len,
            width.len,
            height.kernel,
            width.kernel,
            self.outputs,
            of_span(height, "h"),
            of_span(width, "w"),
        )
    }
}

impl RunningNorm {
    /// `_normed_1e_5`, so that functions with other constants have other names.
    fn suffix(self) -> String {
        let plain = if self.is_affine { "" } else { "_plain" };
        format!("_normed{plain}_{:e}", self.epsilon).replace(['-', '.'], "_")
    }

    fn arguments(self) -> impl Iterator<Item = &'static str> {
        ["mean", "variance", "scale", "shift"].into_iter().take(if self.is_affine { 4 } else { 2 })
    }
}

impl PoolOfLines {
    /// `_largest_2x2_by2x2_from0_to14`, likewise.
    fn suffix(self) -> String {
        let Window { height, width } = self.window;
        let kind = match self.pool {
            Pool::Largest => "largest",
            Pool::Mean { counts_padding: false } => "mean",
            Pool::Mean { counts_padding: true } => "mean_of_all",
        };
        let Span { kernel, stride, before, after, dilation, count, .. } = width;
        format!(
            "_{kind}_{}x{kernel}_by{}x{stride}_dilated{dilation}_from{before}_to{}x{count}_after{after}",
            height.kernel, height.stride, height.count
        )
    }
}

impl Functions {
    /// `fn(simd, x, weight: &[[Panel; T C]; PO], bias: &[Panel; PO], y: &mut [Panel; M])`, for a row: without `bias` if the layer has none.
    /// Before `y` come the arguments of a batch normalisation of its sums.
    pub(in crate::plan) fn convolve(
        &mut self,
        tier: &Tier,
        convolution: &Convolution,
        norm: Option<&BatchNorm>,
    ) -> String {
        let norm = norm.map(|norm| RunningNorm { epsilon: norm.epsilon, is_affine: norm.is_affine });
        self.convolve_then(tier, convolution, norm, None)
    }

    /// As [`convolve`](Self::convolve), and a pool of what it yields.
    pub(in crate::plan) fn convolve_and_pool(
        &mut self,
        tier: &Tier,
        convolution: &Convolution,
        pool: PoolOfLines,
    ) -> String {
        self.convolve_then(tier, convolution, None, Some(pool))
    }

    fn convolve_then(
        &mut self,
        tier: &Tier,
        convolution: &Convolution,
        norm: Option<RunningNorm>,
        pool: Option<PoolOfLines>,
    ) -> String {
        let name = format!(
            "convolve_{}{}{}_{}{}{}",
            convolution.shape(),
            if convolution.bias.is_some() { "" } else { "_without_bias" },
            norm.map_or(String::new(), RunningNorm::suffix),
            convolution.activation.identifier(),
            pool.map_or(String::new(), PoolOfLines::suffix),
            tier.suffix
        );
        self.add(name, || {
            let apart = convolution.activates_apart(tier) && convolution.activation != Activation::IDENTITY;
            let activation = if apart { Activation::IDENTITY } else { convolution.activation };
            let convolve = Convolve { pool, ..Convolve::forward(tier, convolution, norm, activation) };
            let n_panels = panels(convolution.outputs);
            let inner = convolution.window.taps() * convolution.summed();
            let bias = convolution.bias.map(|_| Argument::panels("bias", &[n_panels]));
            let n_written = pool.map_or(convolution.pixels_written(), |pool| pool.window.outputs());
            let y = Argument::panels("y", &[n_panels * n_written]).mutable();
            let of_norm =
                norm.into_iter().flat_map(RunningNorm::arguments).map(|name| Argument::panels(name, &[n_panels]));
            let arguments = [convolution.operand_argument(), Argument::panels("weight", &[n_panels, inner])];
            Function {
                arguments: arguments.into_iter().chain(bias).chain(of_norm).chain([y]).collect(),
                frame: Frame::Alone,
                needs_threads: false,
                body: Body::Convolve { convolve: Box::new(convolve), then: apart.then_some(convolution.activation) },
            }
        })
    }

    /// As [`convolve`](Self::convolve), for all rows.
    pub(in crate::plan) fn convolve_all(&mut self, tier: &Tier, convolution: &Convolution) -> String {
        let called = self.convolve(tier, convolution, None);
        self.each_row(called)
    }

    /// `fn(simd, d: &[Panel; M], weight, y: &mut [Panel; N])`: the derivative of a row's operand, or added to `y`. The weights are
    /// transposed, but where each channel has a kernel of its own.
    pub(in crate::plan) fn convolution_input_gradient(
        &mut self,
        tier: &Tier,
        convolution: &Convolution,
        start: Start,
    ) -> String {
        let name = format!("convolution_input_gradient_{}{}{}", convolution.shape(), super::added(start), tier.suffix);
        self.add(name, || {
            let convolve = Convolve::input_gradient(tier, convolution, start);
            let Convolution { channels, outputs, ref window, .. } = *convolution;
            let (outer, inner) = if convolution.is_depthwise() {
                (panels(channels), window.taps())
            } else {
                Transposed::of_kernel(convolution).extents()
            };
            let d = Argument::panels("d", &[panels(outputs) * convolution.pixels_written()]);
            let y = Argument::panels("y", &[panels(channels) * convolution.pixels_read()]).mutable();
            Function {
                arguments: vec![d, Argument::panels("weight", &[outer, inner]), y],
                frame: Frame::Alone,
                needs_threads: false,
                body: Body::Convolve { convolve: Box::new(convolve), then: None },
            }
        })
    }

    /// As [`convolution_input_gradient`](Self::convolution_input_gradient), for all rows.
    pub(in crate::plan) fn convolution_input_gradient_of_all(
        &mut self,
        tier: &Tier,
        convolution: &Convolution,
        start: Start,
    ) -> String {
        let called = self.convolution_input_gradient(tier, convolution, start);
        self.each_row(called)
    }

    /// A function of a row, for all rows: of the first argument, and of the last.
    fn each_row(&mut self, called: String) -> String {
        let name = format!("{called}_all");
        let mut arguments = self.functions[&called].0.arguments.clone();
        let last = arguments.len() - 1;
        self.add(name, || {
            for index in [0, last] {
                arguments[index] = arguments[index].clone().slice();
            }
            Function { arguments, frame: Frame::Vector, needs_threads: false, body: Body::EachRow { called } }
        })
    }

    /// `fn(simd, x: &[[..]], d: &[[Panel; M]], part: &mut Inputs<PO>)`: adds the sum over rows and pixels of `x d` to what `part` holds of
    /// the kernel's gradient.
    fn kernel_gradient(&mut self, tier: &Tier, convolution: &Convolution, block_rows: usize) -> String {
        let name = format!("kernel_gradient_{}{}", convolution.shape(), tier.suffix);
        self.add(name, || {
            let n_panels = panels(convolution.outputs);
            let is_depthwise = convolution.is_depthwise();
            let (reads, left) = match convolution.input {
                _ if is_depthwise => (Reads::Lanes, Factor::Panel(Access::new("left", &[Index::Of(Axis::Panel)]))),
                Operand::Input => (Reads::Channels, Factor::Scalar(Access::new("left", &[Index::Of(Axis::Row)]))),
                Operand::Value(_) => (
                    Reads::Pixels(convolution.channels.next_multiple_of(LANES)),
                    Factor::Scalar(Access::new("left", &[Index::Of(Axis::Row)])),
                ),
            };
            let pixels = Pixels {
                window: convolution.window,
                is_transposed: convolution.is_transposed,
                reads,
                summed: convolution.summed(),
                groups: if is_depthwise { 1 } else { convolution.groups },
            };
            let contract = Contract {
                rows: convolution.window.taps() * convolution.summed(),
                panels: n_panels,
                terms: Terms::Pixels(pixels),
                order: SumOrder::SEQUENTIAL,
                tile: convolution.gradient_tile(tier, block_rows),
                loops: Loops { terms: true, tiles: Tiles::Loops, range: false, numbers: None },
                left,
                right: Factor::Panel(Access::new("right", &[Index::Of(Axis::Panel)])),
                start: None,
                finish: Finish::AddToPart { inputs: None },
            };
            Function {
                arguments: kernel_gradient_arguments(convolution),
                frame: Frame::Alone,
                needs_threads: false,
                body: Body::Contract { contract: Box::new(contract), then: None },
            }
        })
    }

    /// As [`kernel_gradient`](Self::kernel_gradient), block by block.
    pub(in crate::plan) fn kernel_gradient_of_all(
        &mut self,
        tier: &Tier,
        convolution: &Convolution,
        block_rows: usize,
    ) -> String {
        let called = self.kernel_gradient(tier, convolution, block_rows);
        self.add(format!("{called}_all"), || Function {
            arguments: kernel_gradient_arguments(convolution),
            frame: Frame::Vector,
            needs_threads: false,
            body: Body::Blocks { called, rows: block_rows, together: None },
        })
    }
}

fn kernel_gradient_arguments(convolution: &Convolution) -> Vec<Argument> {
    let n_panels = panels(convolution.outputs);
    let d = Argument::panels("d", &[n_panels * convolution.pixels_written()]).slice();
    let part = Argument { name: "part", kind: ArgumentKind::Inputs(n_panels) };
    vec![convolution.operand_argument().slice(), d, part]
}
