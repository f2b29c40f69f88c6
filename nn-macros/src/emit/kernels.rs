//! The functions of the dense layers: one per shape, activation and tier, shared by all layers that are equal.
//!
//! Letters: `I` inputs and `O` outputs of a layer, `PI` and `PO` their panels, `X` numbers stored per row of its operand
//! (`I`, or `16 PI` where the operand is a value), `R` rows.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::activation;
use super::tile::{Contraction, Factor, Finish, Index, Steps};
use crate::model::Activation;
use crate::plan::tile::{Shape, Task, Tier};
use crate::plan::{Dense, LANES, Lanes, Operand, panels, partial_sums};

/// Functions printed so far, by name, so that the expansion is in order whatever asked for them first.
#[derive(Default)]
pub(super) struct Kernels {
    functions: BTreeMap<String, Function>,
}

struct Function {
    printed: TokenStream,
    /// How often it was asked for.
    n_uses: usize,
}

/// Uses from which on a function is not to become part of its callers. Twenty equal layers took 1.7 times as long to compile
/// as five without that, most of it for sums of a few lines; a call takes a nanosecond or two.
const MANY_USES: usize = 10;

impl Function {
    fn print(self) -> TokenStream {
        let Self { printed, n_uses } = self;
        // Straight lines have an attribute that says the opposite, and what only threads need is inside a macro.
        let is_plain = matches!(printed.clone().into_iter().next(), Some(TokenTree::Ident(first)) if first == "fn");
        let alone = (is_plain && n_uses >= MANY_USES).then(|| quote!(#[inline(never)]));
        quote!(#alone #printed)
    }
}

/// The numbers that a dense layer finds in each row of its operand.
pub(super) fn stored(dense: &Dense) -> usize {
    match dense.input {
        Operand::Input => dense.inputs,
        Operand::Value(_) => panels(dense.inputs) * LANES,
    }
}

impl Kernels {
    /// All functions.
    pub(super) fn print(self) -> TokenStream {
        self.functions.into_values().map(Function::print).collect()
    }

    /// Prints a function unless one of that name has been printed.
    pub(super) fn add(&mut self, name: &str, print: impl FnOnce(&Ident) -> TokenStream) -> Ident {
        let ident = format_ident!("{name}");
        if let Some(function) = self.functions.get_mut(name) {
            function.n_uses += 1;
        } else {
            let printed = print(&ident);
            self.functions.insert(name.to_string(), Function { printed, n_uses: 1 });
        }
        ident
    }

    /// `fn(simd, x: &[[f32; X]; R], weight: &[[Panel; I]; PO], bias: &[Panel; PO], y: &mut [[Panel; PO]; R])`, without
    /// `bias` if the layer has none.
    pub(super) fn forward(&mut self, tier: &Tier, dense: &Dense, rows: usize) -> Ident {
        if dense.lanes == Lanes::Inputs {
            return self.forward_of_few(tier, dense, rows);
        }
        self.forward_of(tier, dense, rows, Extent::All)
    }

    /// As [`forward`](Self::forward), for an extent of the outputs: the sums are in the same order.
    pub(super) fn forward_of(&mut self, tier: &Tier, dense: &Dense, rows: usize, extent: Extent) -> Ident {
        let (inputs, outputs, stored) = (dense.inputs, extent.held(panels(dense.outputs)), stored(dense));
        let name = format!(
            "dense_{}x{}{}_{}{}{}",
            numbers(inputs, stored),
            dense.outputs,
            if dense.bias.is_some() { "" } else { "_without_bias" },
            activation::name(dense.activation),
            extent.name(),
            suffix(tier, rows),
        );
        self.add(&name, |name| {
            let load_bias = |_: &Index, p: &Index| quote!(nn::load(simd, &bias[#p]));
            let bias = dense.bias.map(|_| quote!(bias: &[nn::Panel; #outputs],));
            let range = extent.argument();
            let straight = tier.is_straight(rows, rows * inputs * outputs);
            let apart = dense.activates_apart(tier) && !straight;
            let contraction = Contraction {
                rows,
                panels: outputs,
                steps: Steps::Known(inputs),
                sums: partial_sums(panels(dense.outputs), inputs),
                shape: forward_shape(tier, dense, rows, outputs),
                some_panels: extent == Extent::Range,
                straight,
                straight_tiles: straight,
                left: Factor::Scalar(&|r, k| quote!(x[#r][#k])),
                right: Factor::Panel(&|p, k| quote!(&weight[#p][#k])),
                start: if dense.bias.is_some() { Some(&load_bias) } else { None },
                finish: Finish::Each(&|r, p, sum| {
                    let result = if apart { quote!(#sum) } else { activation::apply(dense.activation, &quote!(#sum)) };
                    quote!(nn::store(#result, &mut y[#r][#p]);)
                }),
            };
            let activation = apart.then(|| {
                let applied = activation::apply(dense.activation, &quote!(z));
                match extent {
                    Extent::Range => {
                        quote!(nn::map_some_in_place(simd, y, &panels, #[inline(always)] |z| #applied);)
                    }
                    Extent::All | Extent::Group(_) => {
                        quote!(nn::map_in_place(simd, nn::panels_mut(y), #[inline(always)] |z| #applied);)
                    }
                }
            });
            let sums = contraction.print();
            let function = function(
                name,
                straight,
                &quote!(
                    x: &[[f32; #stored]; #rows], weight: &[[nn::Panel; #inputs]; #outputs], #bias
                    y: &mut [[nn::Panel; #outputs]; #rows], #range
                ),
                &quote!(#sums #activation),
            );
            match extent {
                Extent::All | Extent::Range => function,
                Extent::Group(_) => quote!(nn::if_parallel! { #function }),
            }
        })
    }

    /// `fn(simd, d: &[[f32; 16 PO]; R], weight: &[[Panel; O]; PI], [a: &[[Panel; PI]; R],] y: &mut [[Panel; PI]; R])`:
    /// `y = d W f'(a)`, or added to `y`. `fused` is the activation whose output `a` the operand is. The weights are
    /// transposed ones; those with inputs in the lanes are as they are, `[[Panel; PI]; O]`.
    pub(super) fn input_gradient(
        &mut self,
        tier: &Tier,
        dense: &Dense,
        rows: usize,
        fused: Option<Activation>,
        mode: Mode,
    ) -> Ident {
        self.input_gradient_of(tier, dense, rows, (fused, mode), Extent::All)
    }

    /// As [`input_gradient`](Self::input_gradient), for all panels of inputs or a range of them.
    pub(super) fn input_gradient_of(
        &mut self,
        tier: &Tier,
        dense: &Dense,
        rows: usize,
        (fused, mode): (Option<Activation>, Mode),
        extent: Extent,
    ) -> Ident {
        let (inputs, outputs) = (panels(dense.inputs), dense.outputs);
        let stored = panels(outputs) * LANES;
        let name = format!(
            "input_gradient_{}x{outputs}_{}{}{}{}",
            dense.inputs,
            activation::name(fused.unwrap_or(Activation::Identity)),
            if mode == Mode::Add { "_added" } else { "" },
            extent.name(),
            suffix(tier, rows),
        );
        self.add(&name, |name| {
            let straight = tier.is_straight(rows, rows * inputs * outputs);
            let weight = |p: &Index, k: &Index| match dense.lanes {
                Lanes::Outputs => quote!(&weight[#p][#k]),
                Lanes::Inputs => quote!(&weight[#k][#p]),
            };
            let (outer, inner) = match dense.lanes {
                Lanes::Outputs => (inputs, outputs),
                Lanes::Inputs => (outputs, inputs),
            };
            let contraction = Contraction {
                rows,
                panels: inputs,
                steps: Steps::Known(outputs),
                sums: partial_sums(inputs, outputs),
                shape: input_gradient_shape(tier, dense, rows),
                some_panels: extent == Extent::Range,
                straight,
                straight_tiles: straight,
                left: Factor::Scalar(&|r, k| quote!(d[#r][#k])),
                right: Factor::Panel(&weight),
                start: None,
                finish: Finish::Each(&|r, p, sum| finish_input_gradient(&quote!(#sum), &quote!([#r][#p]), fused, mode)),
            };
            let a = fused.map(|_| quote!(a: &[[nn::Panel; #inputs]; #rows],));
            let range = extent.argument();
            function(
                name,
                straight,
                &quote!(
                    d: &[[f32; #stored]; #rows], weight: &[[nn::Panel; #inner]; #outer], #a
                    y: &mut [[nn::Panel; #inputs]; #rows], #range
                ),
                &contraction.print(),
            )
        })
    }

    /// `fn(simd, x: &[Panel; I], weight: &[[Panel; I]; PO], bias: &[Panel; PO], y: &mut [Panel; O])`, for 16 rows in
    /// columns: the sums of [`forward`](Self::forward), in the same order.
    pub(super) fn forward_lanes(&mut self, tier: &Tier, dense: &Dense) -> Ident {
        if dense.lanes == Lanes::Inputs {
            return self.forward_lanes_of_few(tier, dense);
        }
        let (inputs, outputs) = (dense.inputs, dense.outputs);
        let name = format!(
            "dense_{inputs}x{outputs}{}_{}_lanes{}",
            if dense.bias.is_some() { "" } else { "_without_bias" },
            activation::name(dense.activation),
            tier.suffix,
        );
        self.add(&name, |name| {
            let n_panels = panels(outputs);
            let start = |o: &Index, _: &Index| {
                let (panel, lane) = place(o);
                quote!(nn::splat(simd, bias[#panel].0[#lane]))
            };
            let bias = dense.bias.map(|_| quote!(bias: &[nn::Panel; #n_panels],));
            let sums = partial_sums(n_panels, inputs);
            let contraction = Contraction {
                rows: outputs,
                panels: 1,
                steps: Steps::Known(inputs),
                sums,
                shape: tier.shape(Task { rows: outputs, panels: 1, length: inputs, sums }, false),
                some_panels: false,
                straight: tier.is_straight(LANES, inputs * outputs),
                straight_tiles: true,
                left: Factor::Scalar(&|o, i| {
                    let (panel, lane) = place(o);
                    quote!(weight[#panel][#i].0[#lane])
                }),
                right: Factor::Panel(&|_, i| quote!(&x[#i])),
                start: if dense.bias.is_some() { Some(&start) } else { None },
                finish: Finish::Each(&|o, _, sum| quote!(nn::store(#sum, &mut y[#o]);)),
            };
            let sums = contraction.print();
            let activation = activate_columns(dense.activation);
            vector_function(
                name,
                &quote!(
                    x: &[nn::Panel; #inputs], weight: &[[nn::Panel; #inputs]; #n_panels], #bias
                    y: &mut [nn::Panel; #outputs],
                ),
                &quote!(#sums #activation),
            )
        })
    }

    /// `fn(simd, d: &[Panel; O], weight, y: &mut [Panel; I])`, for 16 rows in columns: `y = d W`, or added to `y`; the
    /// weights are the layer's field.
    pub(super) fn input_gradient_lanes(&mut self, tier: &Tier, dense: &Dense, mode: Mode) -> Ident {
        let (inputs, outputs) = (dense.inputs, dense.outputs);
        let added = if mode == Mode::Add { "_added" } else { "" };
        let name = format!("input_gradient_{inputs}x{outputs}{added}_lanes{}", tier.suffix);
        self.add(&name, |name| {
            let n_panels = panels(outputs);
            let (outer, inner) = dense.lanes.extents(inputs, outputs);
            let sums = partial_sums(panels(inputs), outputs);
            let contraction = Contraction {
                rows: inputs,
                panels: 1,
                steps: Steps::Known(outputs),
                sums,
                shape: tier.shape(Task { rows: inputs, panels: 1, length: outputs, sums }, false),
                some_panels: false,
                // A loop over more outputs would have to find the panel of each.
                straight: tier.is_straight(LANES, inputs * outputs) || n_panels > 1,
                straight_tiles: true,
                left: Factor::Scalar(&|i, o| {
                    if dense.lanes == Lanes::Inputs {
                        let (panel, lane) = place(i);
                        return quote!(weight[#o][#panel].0[#lane]);
                    }
                    if n_panels == 1 {
                        return quote!(weight[0][#i].0[#o]);
                    }
                    let (panel, lane) = place(o);
                    quote!(weight[#panel][#i].0[#lane])
                }),
                right: Factor::Panel(&|_, o| quote!(&d[#o])),
                start: None,
                finish: Finish::Each(&|i, _, sum| match mode {
                    Mode::Overwrite => quote!(nn::store(#sum, &mut y[#i]);),
                    Mode::Add => quote!(nn::store(nn::plus(nn::load(simd, &y[#i]), #sum), &mut y[#i]);),
                }),
            };
            vector_function(
                name,
                &quote!(
                    d: &[nn::Panel; #outputs], weight: &[[nn::Panel; #inner]; #outer],
                    y: &mut [nn::Panel; #inputs],
                ),
                &contraction.print(),
            )
        })
    }

    /// `fn(simd, x: &[[f32; X]], d: &[[Panel; PO]], part: &mut Inputs<PO>)`: adds the sum over rows of `x d` to the inputs
    /// that `part` holds of the gradient.
    pub(super) fn weight_gradient(&mut self, tier: &Tier, dense: &Dense, block_rows: usize) -> Ident {
        if dense.lanes == Lanes::Inputs {
            return self.weight_gradient_of_few(tier, dense, block_rows);
        }
        let (inputs, outputs, stored) = (dense.inputs, panels(dense.outputs), stored(dense));
        let name = format!("weight_gradient_{}x{}{}", numbers(inputs, stored), dense.outputs, tier.suffix);
        self.add(&name, |name| {
            let straight = tier.is_straight(inputs, inputs * outputs);
            let contraction = Contraction {
                rows: inputs,
                panels: outputs,
                steps: Steps::Rows { left: quote!(x), right: quote!(d) },
                sums: 1,
                shape: tier.weight_gradient_shape(dense, block_rows),
                some_panels: false,
                straight,
                straight_tiles: straight,
                left: Factor::Scalar(&|i, _| quote!(left[#i])),
                right: Factor::Panel(&|p, _| quote!(&right[#p])),
                start: None,
                finish: Finish::AddToPart { kept: &|_, sum| quote!(#sum) },
            };
            function(
                name,
                straight,
                &quote!(
                    x: &[[f32; #stored]], d: &[[nn::Panel; #outputs]], part: &mut nn::Inputs<'_, #outputs>,
                ),
                &contraction.print(),
            )
        })
    }
}

/// Which panels of its result a kernel computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    All,
    /// Those in a range, its last argument `panels: Range<usize>`.
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

    fn argument(self) -> Option<TokenStream> {
        (self == Self::Range).then(|| quote!(panels: nn::Range<usize>,))
    }

    /// The panels that its arguments hold, of `all`.
    fn held(self, all: usize) -> usize {
        match self {
            Self::All | Self::Range => all,
            Self::Group(n) => n,
        }
    }
}

/// The tile of some panels of a layer's sums.
pub(super) fn forward_shape(tier: &Tier, dense: &Dense, rows: usize, n_panels: usize) -> Shape {
    let sums = partial_sums(panels(dense.outputs), dense.inputs);
    tier.shape(Task { rows, panels: n_panels, length: dense.inputs, sums }, true)
}

/// The tile of the derivative of a layer's operand.
pub(super) fn input_gradient_shape(tier: &Tier, dense: &Dense, rows: usize) -> Shape {
    let (panels, length) = (panels(dense.inputs), dense.outputs);
    tier.shape(Task { rows, panels, length, sums: partial_sums(panels, length) }, true)
}

/// What happens to what the output held before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Overwrite,
    Add,
}

/// `y = sum f'(a)` at `place`, or added to `y`; `fused` is `f`, with output `a`.
pub(super) fn finish_input_gradient(
    sum: &TokenStream,
    place: &TokenStream,
    fused: Option<Activation>,
    mode: Mode,
) -> TokenStream {
    let mut result = sum.clone();
    if let Some(fused) = fused {
        let slope = activation::derivative_from_output(fused, &quote!(nn::load(simd, &a #place)));
        result = quote!(nn::times(#result, #slope));
    }
    if mode == Mode::Add {
        result = quote!(nn::plus(nn::load(simd, &y #place), #result));
    }
    quote!(nn::store(#result, &mut y #place);)
}

/// The activation of columns. In a loop: printed for each, its temporaries alone fill the stack of a build without
/// optimisation.
pub(super) fn activate_columns(activation: Activation) -> Option<TokenStream> {
    (activation != Activation::Identity).then(|| {
        let applied = activation::apply(activation, &quote!(z));
        quote!(nn::map_in_place(simd, y, #[inline(always)] |z| #applied);)
    })
}

/// Panel and lane of a layer's input or output, where no loop runs over them.
fn place(number: &Index) -> (usize, usize) {
    (number.value() / LANES, number.value() % LANES)
}

/// A kernel's function: a straight line becomes part of its caller.
pub(super) fn function(name: &Ident, straight: bool, arguments: &TokenStream, body: &TokenStream) -> TokenStream {
    if !straight {
        return vector_function(name, arguments, body);
    }
    quote! {
        #[inline(always)]
        fn #name<S: nn::Simd>(simd: S, #arguments) { #body }
    }
}

/// A function that is compiled for its instruction set by itself. So it has a stack frame of its own where the compiler does
/// not optimise.
pub(super) fn vector_function(name: &Ident, arguments: &TokenStream, body: &TokenStream) -> TokenStream {
    quote! {
        fn #name<S: nn::Simd>(simd: S, #arguments) {
            nn::Simd::vectorize(simd, #[inline(always)] || { #body });
        }
    }
}

pub(super) fn suffix(tier: &Tier, rows: usize) -> String {
    let rows = match rows {
        1 => "_row".to_string(),
        rows => format!("_{rows}rows"),
    };
    format!("{rows}{}", tier.suffix)
}

/// Numbers read per row, and how many there are if that is more.
pub(super) fn numbers(read: usize, stored: usize) -> String {
    if read == stored { read.to_string() } else { format!("{read}of{stored}") }
}
