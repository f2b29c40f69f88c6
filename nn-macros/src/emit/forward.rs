//! The forward pass of one tile of rows: values on the stack, one kernel after the other.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::kernels::{Kernels, stored};
use super::{activation, divided};
use crate::model::Activation;
use crate::plan::tile::Tier;
use crate::plan::{Dense, Kernel, Lanes, Operand, Plan, Rows, Value, ValueId, panels};

/// The variable that holds a value.
pub(super) fn value_name(value: &Value) -> Ident {
    format_ident!("{}_value", value.name)
}

/// `forward_rows_wide(simd, net, x: &[[f32; I]; R], y: &mut [[Panel; P]; R])`: everything up to `head`. Of up to `R` rows
/// both are slices, and `R` is a parameter: as many rows of all values are on the stack, zeros at first.
pub(super) fn function_name(tier: &Tier, rows: Rows) -> Ident {
    let what = if rows == Rows::Exactly(1) { "row" } else { "rows" };
    format_ident!("forward_{what}{}", tier.suffix)
}

/// Prints the forward function.
pub(super) fn print(plan: &Plan<'_>, tier: &Tier, rows: Rows, kernels: &mut Kernels) -> TokenStream {
    let name = function_name(tier, rows);
    let network = plan.local_name();
    let inputs = plan.model.input.len();
    let output = plan.without_dropout(plan.output());
    let outputs = plan.value(output).panels();
    let mut buffers = Buffers { plan, output, rows, free: Vec::new() };
    let mut body = TokenStream::new();
    for index in 0..=output.0 {
        let id = ValueId(index);
        if matches!(plan.value(id).kernel, Kernel::Dropout { .. }) {
            continue;
        }
        body.extend(buffers.take(id));
        body.extend(step(plan, tier, rows, kernels, id));
        buffers.release_after(id);
    }
    let (x, y) = (quote!([f32; #inputs]), quote!([nn::Panel; #outputs]));
    match rows {
        Rows::Exactly(n) => quote! {
            #[inline(always)]
            fn #name<S: nn::Simd>(simd: S, net: &#network, x: &[#x; #n], y: &mut [#y; #n]) {
                #body
            }
        },
        // A function by itself, so that its rows are on the stack only while it runs.
        Rows::UpTo(_) => quote! {
            fn #name<S: nn::Simd, const R: usize>(simd: S, net: &#network, x: &[#x], y: &mut [#y]) {
                nn::Simd::vectorize(simd, #[inline(always)] || { #body });
            }
        },
    }
}

/// One kernel.
fn step(plan: &Plan<'_>, tier: &Tier, rows: Rows, kernels: &mut Kernels, id: ValueId) -> TokenStream {
    let value = plan.value(id);
    let output = value_name(value);
    let read = |id: ValueId| value_name(plan.value(plan.without_dropout(id)));
    match &value.kernel {
        Kernel::Load => load(&output),
        Kernel::Dense(dense) => {
            let operand = match dense.input {
                Operand::Input => quote!(x),
                Operand::Value(input) if dense.lanes == Lanes::Inputs => {
                    let input = read(input);
                    quote!(#input)
                }
                Operand::Value(input) => {
                    let (from, to) = (panels(dense.inputs), stored(dense));
                    let input = read(input);
                    match rows {
                        Rows::Exactly(n) => quote!(nn::cast::<[[nn::Panel; #from]; #n], [[f32; #to]; #n]>(#input)),
                        Rows::UpTo(_) => quote!(nn::cast_rows::<[nn::Panel; #from], [f32; #to]>(#input)),
                    }
                }
            };
            let function = match rows {
                Rows::Exactly(1) if plan.row_is_divided(dense) => {
                    return divided::print(plan, tier, dense, (&operand, &output), kernels);
                }
                Rows::Exactly(n) => kernels.forward(tier, dense, n),
                Rows::UpTo(_) => kernels.forward_of_all(tier, dense),
            };
            let parameters = parameters(plan, dense);
            quote!(#function(simd, #operand, #parameters #output);)
        }
        Kernel::Map { input, activation } => map(*activation, &read(*input), &output),
        Kernel::Softmax { input } => softmax(value, &read(*input), &output),
        Kernel::Dropout { .. } => unreachable!("emit/forward.rs skips dropout"),
        Kernel::Add { inputs } => {
            let inputs: Vec<_> = inputs.iter().map(|input| read(*input)).collect();
            add(&inputs, &output)
        }
        Kernel::Concat { inputs } => {
            let parts = inputs.iter().map(|input| (read(*input), plan.value(*input).len));
            concat(parts, &output)
        }
    }
}

/// The input rows, padded.
pub(super) fn load(output: &Ident) -> TokenStream {
    quote!(nn::rows_in_place(x, #output, #[inline(always)] |x, y| nn::load_row(x, y));)
}

/// `output = f(input)`, elementwise.
pub(super) fn map(activation: Activation, input: &Ident, output: &Ident) -> TokenStream {
    let applied = activation::apply(activation, &quote!(z));
    quote!(nn::map(simd, nn::panels(#input), nn::panels_mut(#output), #[inline(always)] |z| #applied);)
}

/// `output = softmax(input)`, row by row.
pub(super) fn softmax(value: &Value, input: &Ident, output: &Ident) -> TokenStream {
    let (n, n_panels) = (value.len, value.panels());
    quote! {
        nn::rows_in_place(#input, #output, #[inline(always)] |z, p| {
            *p = *z;
            nn::softmax::<_, #n, #n_panels>(simd, p);
        });
    }
}

/// `output = inputs[0] + inputs[1] + ...`, in order.
pub(super) fn add(inputs: &[Ident], output: &Ident) -> TokenStream {
    let (first, second) = (&inputs[0], &inputs[1]);
    let others = &inputs[2..];
    quote! {
        nn::add(simd, nn::panels(#first), nn::panels(#second), nn::panels_mut(#output));
        #(nn::add_assign(simd, nn::panels(#others), nn::panels_mut(#output));)*
    }
}

/// The parts, name and length each, one behind the other.
pub(super) fn concat(parts: impl Iterator<Item = (Ident, usize)>, output: &Ident) -> TokenStream {
    let mut at = 0;
    let mut printed = TokenStream::new();
    let mut parts = parts.peekable();
    while let Some((input, n)) = parts.next() {
        let copy = if parts.peek().is_some() { quote!(copy_numbers) } else { quote!(copy_last_numbers) };
        printed.extend(quote! {
            nn::rows_in_place(#input, #output, #[inline(always)] |x, y| nn::#copy(x, 0, y, #at, #n));
        });
        at += n;
    }
    printed
}

/// The arguments for a layer's weight and bias.
pub(super) fn parameters(plan: &Plan<'_>, dense: &Dense) -> TokenStream {
    let field = |index: usize| format_ident!("{}", plan.fields[index].name);
    let weight = field(dense.weight);
    let bias = dense.bias.map(|bias| {
        let bias = field(bias);
        quote!(&net.#bias,)
    });
    quote!(&net.#weight, #bias)
}

/// Hands out stack buffers and takes them back after their last reader.
struct Buffers<'a> {
    plan: &'a Plan<'a>,
    output: ValueId,
    rows: Rows,
    /// Values whose buffers nobody needs any more.
    free: Vec<ValueId>,
}

impl Buffers<'_> {
    /// `let hidden_value = ..`: a free buffer of the same size, or a new one; the output is written to `y`.
    fn take(&mut self, id: ValueId) -> TokenStream {
        let value = self.plan.value(id);
        let name = value_name(value);
        if id == self.output {
            return quote!(let #name = y;);
        }
        let n_panels = value.panels();
        let reusable = self.free.iter().position(|free| self.plan.value(*free).panels() == n_panels);
        let Some(position) = reusable else {
            return match self.rows {
                Rows::Exactly(rows) => quote!(let #name = &mut [[nn::Panel::ZERO; #n_panels]; #rows];),
                Rows::UpTo(_) => quote! {
                    let #name = &mut [[nn::Panel::ZERO; #n_panels]; R];
                    let #name = nn::take_rows_mut(#name, x.len());
                },
            };
        };
        let old = value_name(self.plan.value(self.free.swap_remove(position)));
        quote!(let #name = #old;)
    }

    /// Frees the buffers that `id` was the last to read.
    fn release_after(&mut self, id: ValueId) {
        let mut done: Vec<ValueId> = self.reads(id);
        done.dedup();
        done.retain(|read| (id.0 + 1..=self.output.0).all(|later| !self.reads(ValueId(later)).contains(read)));
        self.free.extend(done);
    }

    fn reads(&self, id: ValueId) -> Vec<ValueId> {
        if matches!(self.plan.value(id).kernel, Kernel::Dropout { .. }) {
            return Vec::new();
        }
        let mut reads: Vec<_> = self.plan.reads(id).into_iter().map(|read| self.plan.without_dropout(read)).collect();
        reads.sort();
        reads
    }
}
