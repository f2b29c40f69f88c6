//! The network's struct, its layout table, and the workspace.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::activation::float;
use super::backward::{gradient_name, has_input_gradient, transposed_name};
use super::forward::value_name;
use super::{documentation, lanes};
use crate::model::Init;
use crate::plan::{Field, FieldKind, Kernel, Plan, ValueId, panels};

/// The struct, with the user's attributes and the table of layers as documentation.
pub(super) fn network(plan: &Plan<'_>) -> TokenStream {
    let krate = &plan.model.crate_path;
    let (attributes, visibility, name) = (&plan.model.attributes, &plan.model.visibility, &plan.model.name);
    let conditions = plan.conditions();
    let table = documentation::table(plan);
    // bytemuck's derives take the crate's path as a string only, and `$crate` is not one.
    let alias = format_ident!("__bytemuck_of_{}", name.to_string().trim_start_matches("r#"));
    let alias_string = alias.to_string();
    let fields = plan.fields.iter().map(|field| {
        let name = format_ident!("{}", field.name);
        match field.kind {
            FieldKind::Weight { inputs, outputs } => {
                let outputs = panels(outputs);
                quote!(#name: [[#krate::__private::Panel; #inputs]; #outputs])
            }
            FieldKind::Bias { len, .. } => {
                let len = panels(len);
                quote!(#name: [#krate::__private::Panel; #len])
            }
        }
    });
    quote! {
        #(#conditions)*
        #[doc(hidden)]
        use #krate::__private::bytemuck as #alias;

        #(#attributes)*
        #table
        #[derive(
            #krate::__private::core::clone::Clone,
            #krate::__private::core::marker::Copy,
            #alias::Pod,
            #alias::Zeroable,
        )]
        #[bytemuck(crate = #alias_string)]
        #[repr(C, align(64))]
        #visibility struct #name { #(#fields,)* }
    }
}

/// `&[Parameter { .. }, ..]`.
pub(super) fn layout(plan: &Plan<'_>) -> TokenStream {
    let parameters = plan.fields.iter().map(parameter);
    quote!(&[#(#parameters,)*])
}

fn parameter(field: &Field) -> TokenStream {
    let Field { path, offset, .. } = field;
    let stored_len = field.stored_panels() * crate::plan::LANES;
    let (shape, order, fan_in, fan_out) = match field.kind {
        FieldKind::Weight { inputs, outputs } => (
            quote!(&[#outputs, #inputs]),
            quote!(nn::Order::DenseWeight { inputs: #inputs, outputs: #outputs }),
            inputs,
            outputs,
        ),
        FieldKind::Bias { len, fan_in } => (quote!(&[#len]), quote!(nn::Order::Vector { len: #len }), fan_in, len),
    };
    let init = init(field.init);
    quote! {
        nn::Parameter {
            name: #path,
            shape: #shape,
            offset: #offset,
            stored_len: #stored_len,
            order: #order,
            init: #init,
            fan_in: #fan_in,
            fan_out: #fan_out,
        }
    }
}

fn init(init: Init) -> TokenStream {
    let with = |name: TokenStream, value: f32| {
        let value = float(value);
        quote!(nn::Init::#name(#value))
    };
    match init {
        Init::Zeros => quote!(nn::Init::Zeros),
        Init::Constant(value) => with(quote!(Constant), value),
        Init::Normal(deviation) => with(quote!(Normal), deviation),
        Init::Uniform(bound) => with(quote!(Uniform), bound),
        Init::HeNormal => quote!(nn::Init::HeNormal),
        Init::HeUniform => quote!(nn::Init::HeUniform),
        Init::GlorotNormal => quote!(nn::Init::GlorotNormal),
        Init::GlorotUniform => quote!(nn::Init::GlorotUniform),
        Init::LecunNormal => quote!(nn::Init::LecunNormal),
        Init::LecunUniform => quote!(nn::Init::LecunUniform),
    }
}

/// The workspace: every value of a block of rows, its derivative, the targets, and transposed weights.
pub(super) fn workspace(plan: &Plan<'_>) -> TokenStream {
    let (name, rows) = (plan.workspace_name(), plan.block_rows);
    if plan.lanes_over_rows.training {
        let turned = lanes::turned(plan.model.output.len());
        return quote! {
            /// Targets of a block of rows; values and derivatives are in registers and on the stack.
            #[derive(nn::core::clone::Clone, nn::core::marker::Copy, bytemuck::Pod, bytemuck::Zeroable)]
            #[bytemuck(crate = "bytemuck")]
            #[repr(C, align(64))]
            pub struct #name {
                calls: nn::Counter,
                targets: [[f32; #turned]; #rows],
            }
        };
    }
    let ids = || (0..plan.values.len()).map(ValueId);
    let values = ids().map(|id| {
        let (name, n_panels) = (value_name(plan.value(id)), plan.value(id).panels());
        quote!(#name: [[nn::Panel; #n_panels]; #rows])
    });
    let gradients = ids().filter(|id| plan.needs_gradient(*id)).map(|id| {
        let (name, n_panels) = (gradient_name(plan.value(id)), plan.value(id).panels());
        quote!(#name: [[nn::Panel; #n_panels]; #rows])
    });
    let transposed = plan.values.iter().filter_map(|value| match &value.kernel {
        Kernel::Dense(dense) if has_input_gradient(plan, dense) => {
            let name = transposed_name(plan, dense);
            let (inputs, outputs) = (panels(dense.inputs), dense.outputs);
            Some(quote!(#name: [[nn::Panel; #outputs]; #inputs]))
        }
        _ => None,
    });
    let targets = plan.value(plan.output()).panels();
    quote! {
        /// Values, derivatives and targets of a block of rows, and transposed weights.
        #[derive(nn::core::clone::Clone, nn::core::marker::Copy, bytemuck::Pod, bytemuck::Zeroable)]
        #[bytemuck(crate = "bytemuck")]
        #[repr(C, align(64))]
        pub struct #name {
            calls: nn::Counter,
            #(#values,)*
            #(#gradients,)*
            #(#transposed,)*
            targets: [[nn::Panel; #targets]; #rows],
        }
    }
}
