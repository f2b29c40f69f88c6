//! The network's struct, its layout table, and the workspace.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::activation::float;
use super::documentation;
use super::names::{self, turned};
use crate::model::Init;
use crate::plan::step::{Place, moments};
use crate::plan::{Field, FieldKind, InputOrder, LANES, LaneAxis, LanesOverSteps, Plan, ValueId, panels};

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
            FieldKind::Weight { inputs, outputs, lanes } => {
                let (outer, inner) = lanes.extents(inputs, outputs);
                quote!(#name: [[#krate::__private::Panel; #inner]; #outer])
            }
            FieldKind::Vector { .. } => {
                let len = field.stored_panels();
                quote!(#name: [#krate::__private::Panel; #len])
            }
            FieldKind::Table { rows, len } => {
                let len = panels(len);
                quote!(#name: [[#krate::__private::Panel; #len]; #rows])
            }
        }
    });
    quote! {
        #(#conditions)*
        #[doc(hidden)]
        use #krate::__private::bytemuck as #alias;

        #(#attributes)*
        #table
        #[allow(clippy::large_stack_frames, reason = "a network may be cloned on the stack")]
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
    let parameters = plan.fields.iter().filter_map(Field::tensor).map(|tensor| parameter(&tensor));
    quote!(&[#(#parameters,)*])
}

fn parameter(field: &Field) -> TokenStream {
    let Field { path, offset, .. } = field;
    let stored_len = field.stored_panels() * crate::plan::LANES;
    let (fan_in, fan_out) = match (field.kind, field.order) {
        // An input of a convolution feeds an output for each tap.
        (FieldKind::Weight { inputs, outputs, .. }, InputOrder::Taps(taps)) => {
            (inputs, (outputs - padding_of_gates(field)) * taps)
        }
        // And an output is fed by those taps of an input that reach it.
        (FieldKind::Weight { inputs, outputs, .. }, InputOrder::TransposedTaps { taps, apart }) => {
            (inputs.div_ceil(apart), (outputs - padding_of_gates(field)) * taps)
        }
        (FieldKind::Weight { inputs, outputs, .. }, _) => (inputs, outputs - padding_of_gates(field)),
        (FieldKind::Vector { len, fan_in }, _) => (fan_in, len - padding_of_gates(field)),
        // As PyTorch counts them for such a tensor.
        (FieldKind::Table { rows, len }, _) => (len, rows),
    };
    let (shape, is_trained) = (&field.shape, field.is_trained);
    let momentum = match field.momentum {
        None => quote!(nn::core::option::Option::None),
        Some(momentum) => {
            let momentum = float(momentum);
            quote!(nn::Some(#momentum))
        }
    };
    let order = order(field);
    let init = init(field.init);
    quote! {
        nn::Parameter {
            name: #path,
            shape: &[#(#shape),*],
            is_trained: #is_trained,
            momentum: #momentum,
            offset: #offset,
            stored_len: #stored_len,
            order: #order,
            init: #init,
            fan_in: #fan_in,
            fan_out: #fan_out,
        }
    }
}

/// Outputs that are stored and that files do not have.
fn padding_of_gates(field: &Field) -> usize {
    let units = field.units();
    if field.gates == 1 { 0 } else { field.gates * (units.next_multiple_of(crate::plan::LANES) - units) }
}

/// `Order::DenseWeight { .. }`: the arrangement of a parameter's elements.
pub(super) fn order(field: &Field) -> TokenStream {
    let (places, gates, units) = (field.order.places(), field.gates, field.units());
    match field.kind {
        FieldKind::Weight { inputs, outputs, .. } if matches!(field.order, InputOrder::TransposedTaps { .. }) => {
            let (channels, outputs) = (inputs / places, if gates == 1 { outputs } else { units });
            quote! {
                nn::Order::TransposedKernel { channels: #channels, taps: #places, groups: #gates, outputs: #outputs }
            }
        }
        FieldKind::Weight { inputs, .. } if gates > 1 && places > 1 => {
            let channels = inputs / places;
            quote!(nn::Order::GroupedKernel { channels: #channels, taps: #places, groups: #gates, outputs: #units })
        }
        FieldKind::Weight { inputs, .. } if gates > 1 => {
            quote!(nn::Order::Gates { inputs: #inputs, gates: #gates, units: #units })
        }
        FieldKind::Vector { .. } if gates > 1 => {
            quote!(nn::Order::Gates { inputs: 1, gates: #gates, units: #units })
        }
        FieldKind::Weight { inputs, outputs, lanes: LaneAxis::Outputs } if places > 1 => {
            let channels = inputs / places;
            quote!(nn::Order::PixelWeight { channels: #channels, pixels: #places, outputs: #outputs })
        }
        FieldKind::Weight { inputs, outputs, lanes: LaneAxis::Sum } if places > 1 => {
            let channels = inputs / places;
            quote!(nn::Order::PixelRows { channels: #channels, pixels: #places, outputs: #outputs })
        }
        FieldKind::Weight { inputs, outputs, lanes: LaneAxis::Outputs } => {
            quote!(nn::Order::DenseWeight { inputs: #inputs, outputs: #outputs })
        }
        FieldKind::Weight { inputs, outputs, lanes: LaneAxis::Sum } => {
            quote!(nn::Order::DenseRows { inputs: #inputs, outputs: #outputs })
        }
        FieldKind::Vector { len, .. } if places > 1 => {
            let channels = len / places;
            quote!(nn::Order::Map { channels: #channels, pixels: #places })
        }
        FieldKind::Vector { len, .. } => quote!(nn::Order::Vector { len: #len }),
        FieldKind::Table { rows, len } => quote!(nn::Order::Table { rows: #rows, len: #len }),
    }
}

fn init(init: Init) -> TokenStream {
    let variant = format_ident!("{}", init.facts().variant);
    let constants = init.constants().iter().map(|constant| float(*constant));
    let constants = (!init.constants().is_empty()).then(|| quote!((#(#constants),*)));
    quote!(nn::Init::#variant #constants)
}

/// What a stream remembers: a struct of all carries and histories, and the time.
pub(super) fn memory(plan: &Plan<'_>) -> TokenStream {
    let name = plan.private_name("Memory");
    let fields = plan.remembered().map(|(id, of)| {
        let (name, rows) = (names::place(plan, Place::State(id)), kept(plan, id));
        // A ring for each channel, whose first panels lie again behind its last.
        let (inner, outer) = match plan.lanes_over_steps {
            Some(lanes) => (rows / LANES + lanes.many, plan.value(of).len),
            None => (plan.value(of).panels(), rows),
        };
        quote!(#name: [[nn::Panel; #inner]; #outer])
    });
    let clock = plan.has_history().then(|| quote!(clock: nn::Clock,));
    quote! {
        /// What the network remembers between steps.
        #[derive(nn::core::clone::Clone, nn::core::marker::Copy, bytemuck::Pod, bytemuck::Zeroable)]
        #[bytemuck(crate = "bytemuck")]
        #[repr(C, align(64))]
        pub struct #name { #(#fields,)* #clock }
    }
}

/// The rows that are kept of a part of the state. A power of two for a history, so that a time is a row. Lanes over steps need those of
/// as many inputs as are computed together.
fn kept(plan: &Plan<'_>, id: ValueId) -> usize {
    let history = plan.histories().find(|(history, _, _)| *history == id);
    let together = plan.lanes_over_steps.map_or(0, LanesOverSteps::inputs);
    history.map_or(1, |(_, _, oldest)| (oldest + together).next_power_of_two())
}

/// `&[StatePart { .. }, ..]`.
pub(super) fn state_parts(plan: &Plan<'_>) -> TokenStream {
    let mut offset = 0;
    let mut parts = Vec::new();
    for (id, of) in plan.remembered() {
        let (name, rows) = (&plan.value(id).name, kept(plan, id));
        let (len, at) = (plan.value(of).len, offset);
        let (row, number, stored) = if let Some(lanes) = plan.lanes_over_steps {
            let ring = rows + lanes.inputs();
            (1, ring, ring * len)
        } else {
            let row = plan.value(of).panels() * LANES;
            (row, 1, rows * row)
        };
        let steps = plan.histories().find(|(history, _, _)| *history == id).map_or(1, |(_, _, oldest)| oldest);
        offset += stored;
        let len = len * steps;
        let initial = match plan.initial_of(plan.value(id)) {
            None => quote!(nn::core::option::Option::None),
            Some(Field { offset, .. }) => quote!(nn::Some(#offset)),
        };
        parts.push(quote!(nn::StatePart {
            name: #name,
            len: #len,
            steps: #steps,
            offset: #at,
            rows: #rows,
            row: #row,
            number: #number,
            initial: #initial,
        }));
    }
    quote!(&[#(#parts),*])
}

/// The workspace: every value of a group of rows, its derivative, the targets, the rows' weights and losses, and transposed weights. Then
/// the slices of it that a pass over rows works on, and the slices of a gradient that are summed over rows.
pub(super) fn workspace(plan: &Plan<'_>) -> TokenStream {
    let (name, block_rows) = (plan.private_name("Workspace"), plan.rows_of_training());
    if plan.lanes_over_rows.training {
        let turned = turned(plan.model.output.len());
        return quote! {
            /// Targets and weights of a block of rows; values and derivatives are in registers and on the stack.
            #[derive(nn::core::clone::Clone, nn::core::marker::Copy, bytemuck::Pod, bytemuck::Zeroable)]
            #[bytemuck(crate = "bytemuck")]
            #[repr(C, align(64))]
            pub struct #name {
                calls: nn::Counter,
                targets: [[f32; #turned]; #block_rows],
                weights: [f32; #block_rows],
            }
        };
    }
    let arrays = plan.row_arrays().into_iter().map(|(place, n_panels)| {
        let name = names::place(plan, place);
        let held = held(plan, block_rows);
        quote!(#name: [[nn::Panel; #n_panels]; #held])
    });
    let transposed = plan.transposed().into_iter().map(|transposed| {
        let name = names::place(plan, Place::Transposed(transposed.field));
        let (outer, inner) = transposed.extents();
        quote!(#name: [[nn::Panel; #inner]; #outer])
    });
    let kernels = plan.kernels().into_iter().filter_map(|field| match plan.field(field).kind {
        FieldKind::Weight { inputs, outputs, lanes } => {
            let (name, (outer, inner)) = (names::sums(plan, field), lanes.extents(inputs, outputs));
            Some(quote!(#name: [[nn::Panel; #inner]; #outer]))
        }
        FieldKind::Vector { .. } | FieldKind::Table { .. } => None,
    });
    let (rows, part) = (rows(plan), part(plan));
    // Whole panels, or the struct would have padding.
    let held_numbers = held(plan, block_rows.next_multiple_of(crate::plan::LANES));
    let n_inputs = plan.model.input.len();
    // Those of streams side by side.
    let inputs = plan.model.is_stream().then(|| quote!(inputs: [[f32; #n_inputs]; #held_numbers],));
    let moments = plan.moments().into_iter().map(|(id, n_panels)| {
        let (name, all) = (names::place(plan, Place::Moments(id)), moments::ALL);
        quote!(#name: [[nn::Panel; #n_panels]; #all])
    });
    quote! {
        /// Values, derivatives, targets, weights and losses of some rows, and transposed weights of layers.
        #[derive(nn::core::clone::Clone, nn::core::marker::Copy, bytemuck::Pod, bytemuck::Zeroable)]
        #[bytemuck(crate = "bytemuck")]
        #[repr(C, align(64))]
        pub struct #name {
            calls: nn::Counter,
            #(#arrays,)*
            #inputs
            weights: [f32; #held_numbers],
            losses: [f32; #held_numbers],
            #(#transposed,)*
            #(#kernels,)*
            #(#moments,)*
        }
        #rows
        #part
    }
}

/// Rows that a workspace has room for: those of a group of blocks, with threads of several, or of a whole batch.
fn held(plan: &Plan<'_>, rows: usize) -> TokenStream {
    let (rows, blocks) = (super::names::count(rows), super::names::count(plan.group_blocks));
    if plan.needs_whole_batch() { quote!(#rows) } else { quote!(nn::held_rows(#rows, #blocks)) }
}

/// What a pass over rows works on.
fn rows(plan: &Plan<'_>) -> TokenStream {
    let (name, inputs) = (plan.private_name("Rows"), plan.model.input.len());
    let arrays = plan.row_arrays().into_iter().map(|(place, n_panels)| {
        let name = names::place(plan, place);
        quote!(#name: &'w mut [[nn::Panel; #n_panels]])
    });
    let transposed = plan.transposed().into_iter().map(|transposed| {
        let name = names::place(plan, Place::Transposed(transposed.field));
        let (outer, inner) = transposed.extents();
        quote!(#name: &'w [[nn::Panel; #inner]; #outer])
    });
    let moments = plan.moments().into_iter().map(|(id, n_panels)| {
        let name = names::place(plan, Place::Moments(id));
        quote!(#name: &'w mut [[nn::Panel; #n_panels]])
    });
    quote! {
        /// Rows of a batch, their places in the workspace, and transposed weights.
        pub struct #name<'w> {
            x: &'w [[f32; #inputs]],
            #(#arrays,)*
            weights: &'w [f32],
            losses: &'w mut [f32],
            #(#transposed,)*
            #(#moments,)*
        }
    }
}

/// What a pass over parameters works on.
fn part(plan: &Plan<'_>) -> TokenStream {
    let name = plan.private_name("Part");
    let fields = plan.trained_fields().map(|(_, field)| {
        let name = format_ident!("{}", field.name);
        match field.kind {
            FieldKind::Weight { inputs, outputs, lanes } => {
                let (outer, _) = lanes.extents(inputs, outputs);
                quote!(#name: nn::Inputs<'g, #outer>)
            }
            FieldKind::Vector { .. } | FieldKind::Table { .. } => quote!(#name: nn::Outputs<'g>),
        }
    });
    quote! {
        /// A part of the gradient: of each layer some inputs, and some panels of biases.
        pub struct #name<'g> { #(#fields,)* of: nn::Of<'g> }
    }
}
