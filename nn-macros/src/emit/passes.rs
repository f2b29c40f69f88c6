//! How nn-runtime reaches the printed passes of training: the impls of its traits `Blocks`, `GradientParts`, and
//! `Passes`, `LanePasses` or `WindowPasses`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::dispatch;
use super::names::{self, turned};
use crate::model::Loss;
use crate::plan::memory::Transposed;
use crate::plan::step::{PassKind, Place, Purpose, moments};
use crate::plan::{Definition, FieldKind, Plan, ValueId};

/// All impls.
pub(super) fn print(plan: &Plan<'_>, loss: Loss) -> TokenStream {
    if plan.model.is_stream() {
        let (parts, passes) = (gradient_parts(plan), window_passes(plan, loss));
        return quote!(#parts #passes);
    }
    let blocks = blocks(plan, loss);
    if plan.lanes_over_rows.training {
        let passes = lane_passes(plan);
        return quote!(#blocks #passes);
    }
    let (parts, passes) = (gradient_parts(plan), passes(plan));
    quote!(#blocks #parts #passes)
}

fn blocks(plan: &Plan<'_>, loss: Loss) -> TokenStream {
    let (name, workspace) = (plan.local_name(), plan.private_name("Workspace"));
    let (block_rows, n_panels) = (plan.block_rows, plan.value(plan.output()).panels());
    let outputs = plan.model.output.len();
    let mean_over = loss.facts().mean_over(outputs, plan.model.output.places());
    let (unused, scratch) = super::api::scratch(plan);
    let loss_rows = dispatch::by_level(plan, &|tier| {
        let function = names::loss_rows(plan, tier);
        quote!(#function(simd, self, inputs, targets, losses #scratch))
    });
    let gradient_row = dispatch::by_level_for_a_row(plan, &|tier| {
        let function = names::of_kind(plan, PassKind::SingleRow(Purpose::Gradient), tier);
        quote!(#function(simd, self, nn::one(input), step, workspace, gradient, total))
    });
    let descend_row = dispatch::by_level_for_a_row(plan, &|tier| {
        let function = names::of_kind(plan, PassKind::SingleRow(Purpose::Descent), tier);
        quote!(#function(simd, self, nn::one(input), step, workspace, rule, total))
    });
    let stored_target = if plan.lanes_over_rows.training {
        let turned = turned(outputs);
        quote!([f32; #turned])
    } else {
        quote!([nn::Panel; #n_panels])
    };
    // A workspace holds the whole batch.
    let most_rows = plan
        .needs_whole_batch()
        .then(|| quote!(const MOST_ROWS: nn::core::option::Option<usize> = nn::Some(#block_rows);));
    let group_blocks = plan.group_blocks;
    let group_blocks = (group_blocks > 1).then(|| quote!(const GROUP_BLOCKS: usize = #group_blocks;));
    quote! {
        impl nn::Blocks for #name {
            type TargetRow = [nn::Panel; #n_panels];
            type StoredTarget = #stored_target;
            const BLOCK_ROWS: usize = #block_rows;
            #group_blocks
            const MEAN_OVER: usize = #mean_over;
            #most_rows

            #[inline]
            fn targets(workspace: &mut #workspace) -> (&mut [Self::StoredTarget], &mut [f32]) {
                (&mut workspace.targets, &mut workspace.weights)
            }

            fn loss_rows(
                &self,
                level: nn::Level,
                inputs: &[Self::Input],
                targets: &[Self::TargetRow],
                losses: &mut [f32],
                scratch: &mut Self::Scratch,
            ) {
                #unused
                #loss_rows
            }

            fn gradient_row(
                &self,
                level: nn::Level,
                input: &Self::Input,
                step: nn::Step,
                workspace: &mut #workspace,
                gradient: &mut Self,
                total: &mut f64,
            ) {
                #gradient_row
            }

            fn descend_row<R: nn::Rule<{ M }>, const M: usize>(
                &mut self,
                level: nn::Level,
                input: &Self::Input,
                step: nn::Step,
                workspace: &mut #workspace,
                rule: (R, &mut [Self; M]),
                total: &mut f64,
            ) {
                #descend_row
            }
        }
    }
}

/// Training with lanes over rows.
fn lane_passes(plan: &Plan<'_>) -> TokenStream {
    let (name, workspace) = (plan.local_name(), plan.private_name("Workspace"));
    let gradient_block = dispatch::by_level(plan, &|tier| {
        let function = names::of_kind(plan, PassKind::GradientColumns, tier);
        quote!(#function(simd, self, inputs, (targets, weights), scale, gradient, total))
    });
    quote! {
        impl nn::LanePasses for #name {
            fn gradient_block(
                &self,
                level: nn::Level,
                inputs: &[Self::Input],
                scale: f32,
                workspace: &mut #workspace,
                gradient: &mut Self,
                total: &mut f64,
            ) {
                let targets = nn::take_rows_mut(&mut workspace.targets, inputs.len());
                let weights = nn::take_rows_mut(&mut workspace.weights, inputs.len());
                #gradient_block
            }
        }
    }
}

/// Parts of the gradient, of training with lanes over outputs.
fn gradient_parts(plan: &Plan<'_>) -> TokenStream {
    let name = plan.local_name();
    let (rows, part) = (plan.private_name("Rows"), plan.private_name("Part"));
    let train_parameters = dispatch::by_level(plan, &|tier| {
        let function = names::of_kind(plan, PassKind::TrainParameters, tier);
        quote!(#function(simd, rows, part))
    });
    let whole = plan.trained_fields().map(|(_, field)| {
        let name = format_ident!("{}", field.name);
        match field.kind {
            FieldKind::Weight { inputs, outputs, lanes } => {
                let (_, inner) = lanes.extents(inputs, outputs);
                quote!(#name: nn::all_inputs(panels, #inner, block))
            }
            FieldKind::Vector { .. } | FieldKind::Table { .. } => {
                let n_panels = field.stored_panels();
                quote!(#name: nn::all_outputs(panels, #n_panels, block))
            }
        }
    });
    let split = split_part(plan);
    quote! {
        impl nn::GradientParts for #name {
            type Rows<'w> = #rows<'w>;
            type Part<'g> = #part<'g>;

            #[inline]
            fn whole<'g>(panels: &mut nn::Panels<'g>, block: nn::Block<'g>) -> #part<'g> {
                #part { #(#whole,)* of: nn::Of::default() }
            }

            fn train_parameters(level: nn::Level, rows: &#rows<'_>, part: &mut #part<'_>) {
                #train_parameters
            }

            #split
        }
    }
}

/// Training with lanes over outputs.
fn passes(plan: &Plan<'_>) -> TokenStream {
    let (name, rows) = (plan.local_name(), plan.private_name("Rows"));
    let train_rows = dispatch::by_level(plan, &|tier| {
        let function = names::of_kind(plan, PassKind::TrainRows, tier);
        quote!(#function(simd, self, step, rows))
    });
    let (places, split, statistics) = (places_of_rows(plan), split_rows(plan), statistics(plan));
    quote! {
        impl nn::Passes for #name {
            #places

            fn train_rows(&self, level: nn::Level, step: nn::Step, rows: #rows<'_>) {
                #train_rows
            }

            #statistics
            #split
        }
    }
}

/// Training of a stream.
fn window_passes(plan: &Plan<'_>, loss: Loss) -> TokenStream {
    let (name, workspace, rows) = (plan.local_name(), plan.private_name("Workspace"), plan.private_name("Rows"));
    let (n_panels, most, streams) = (plan.value(plan.output()).panels(), plan.block_rows, plan.streams_of_a_window);
    let n_inputs = plan.model.input.len();
    let mean_over = loss.facts().mean_over(plan.model.output.len(), plan.model.output.places());
    let [forward, backward] = [
        (PassKind::WindowForward, quote!(simd, self, states, step, rows)),
        (PassKind::WindowBackward, quote!(simd, self, n, step, rows)),
    ]
    .map(|(kind, arguments)| {
        dispatch::by_level(plan, &|tier| {
            let function = names::of_kind(plan, kind, tier);
            quote!(#function(#arguments))
        })
    });
    let loss_rows = dispatch::by_level(plan, &|tier| {
        let function = names::loss_rows(plan, tier);
        quote!(#function(simd, self, nn::memory(state), inputs, targets, losses))
    });
    let (prepare, split) = (prepare(plan), split_rows(plan));
    let (transposed, arrays, moments) = (transposed_names(plan), array_names(plan), moment_names(plan));
    quote! {
        impl nn::WindowPasses for #name {
            type TargetRow = [nn::Panel; #n_panels];
            const MOST_STEPS: usize = #most;
            const STREAMS: usize = #streams;
            const MEAN_OVER: usize = #mean_over;
            const FLOPS: usize = Self::FLOPS;

            #[inline]
            fn given(workspace: &mut #workspace) -> (&mut [[f32; #n_inputs]], &mut [Self::TargetRow], &mut [f32]) {
                (&mut workspace.inputs, &mut workspace.targets, &mut workspace.weights)
            }

            #prepare

            #[inline]
            fn rows(first: usize, n: usize, workspace: &mut #workspace) -> #rows<'_> {
                #rows {
                    x: nn::some_rows(&workspace.inputs, first, n),
                    #(#arrays: nn::some_rows_mut(&mut workspace.#arrays, first, n),)*
                    weights: nn::some_rows(&workspace.weights, first, n),
                    losses: nn::some_rows_mut(&mut workspace.losses, first, n),
                    #(#transposed: &workspace.#transposed,)*
                    #(#moments: &mut workspace.#moments,)*
                }
            }

            #[inline]
            fn lend<'r>(rows: &'r mut #rows<'_>) -> #rows<'r> {
                #rows {
                    x: rows.x,
                    #(#arrays: &mut *rows.#arrays,)*
                    weights: rows.weights,
                    losses: &mut *rows.losses,
                    #(#transposed: rows.#transposed,)*
                    #(#moments: &mut *rows.#moments,)*
                }
            }

            #[inline]
            fn losses<'r>(rows: &'r #rows<'_>) -> &'r [f32] {
                rows.losses
            }

            fn forward(&self, level: nn::Level, step: nn::Step, states: &mut [nn::State<Self>], rows: #rows<'_>) {
                #forward
            }

            fn backward(&self, level: nn::Level, step: nn::Step, n: usize, rows: #rows<'_>) {
                #backward
            }

            #split

            fn loss_rows(
                &self,
                level: nn::Level,
                state: &mut nn::State<Self>,
                inputs: &[Self::Input],
                targets: &[Self::TargetRow],
                losses: &mut [f32],
            ) {
                #loss_rows
            }
        }
    }
}

/// How a batch begins.
fn prepare(plan: &Plan<'_>) -> TokenStream {
    let workspace = plan.private_name("Workspace");
    let transposed = plan.transposed();
    let transposes = transposed.iter().map(|Transposed { field, channels, outputs, kernel }| {
        let (weight, transposed) = (names::field(plan, *field), names::place(plan, Place::Transposed(*field)));
        match kernel {
            None => quote! {
                nn::transpose(
                    level, nn::panels(&self.#weight), #channels, nn::panels_mut(&mut workspace.#transposed), #outputs,
                );
            },
            Some(kernel) => {
                let shape = super::steps::kernel_shape(*outputs, *kernel);
                quote! {
                    nn::transpose_kernel(
                        nn::panels(&self.#weight), nn::panels_mut(&mut workspace.#transposed), #shape,
                    );
                }
            }
        }
    });
    quote! {
        fn prepare(&self, level: nn::Level, workspace: &mut #workspace) {
            let _ = (level, &workspace);
            #(#transposes)*
        }
    }
}

/// How a batch begins, and where its rows are in a workspace.
fn places_of_rows(plan: &Plan<'_>) -> TokenStream {
    let (workspace, rows) = (plan.private_name("Workspace"), plan.private_name("Rows"));
    let (transposed, arrays, moments) = (transposed_names(plan), array_names(plan), moment_names(plan));
    let prepare = prepare(plan);
    quote! {
        #prepare

        #[inline]
        fn rows<'w>(x: &'w [Self::Input], workspace: &'w mut #workspace) -> #rows<'w> {
            let n = x.len();
            #rows {
                x,
                #(#arrays: nn::take_rows_mut(&mut workspace.#arrays, n),)*
                weights: nn::take_rows_mut(&mut workspace.weights, n),
                losses: nn::take_rows_mut(&mut workspace.losses, n),
                #(#transposed: &workspace.#transposed,)*
                #(#moments: &mut workspace.#moments,)*
            }
        }

        #[inline]
        fn losses<'r>(rows: &'r #rows<'_>) -> &'r [f32] {
            rows.losses
        }
    }
}

/// How the moments of a batch come to the gradient, where a network keeps running means of them.
fn statistics(plan: &Plan<'_>) -> Option<TokenStream> {
    let workspace = plan.private_name("Workspace");
    let running = plan.values.iter().enumerate().filter_map(|(index, value)| match value.definition {
        Definition::BatchNorm { running, .. } => Some((ValueId(index), running)),
        _ => None,
    });
    let kept = running.flat_map(|(id, [mean, variance])| {
        let moments = names::place(plan, Place::Moments(id));
        [(mean, moments::MEAN), (variance, moments::VARIANCE)].map(|(field, which)| {
            let field = names::field(plan, field);
            quote!(gradient.#field = nn::moment_of(&workspace.#moments, #which);)
        })
    });
    let kept: Vec<TokenStream> = kept.collect();
    (!kept.is_empty()).then(|| {
        quote! {
            fn write_statistics(workspace: &#workspace, gradient: &mut Self) {
                #(#kept)*
            }
        }
    })
}

/// The names of the arrays with an element for each row.
fn array_names(plan: &Plan<'_>) -> Vec<Ident> {
    plan.row_arrays().into_iter().map(|(place, _)| names::place(plan, place)).collect()
}

/// The names of the transposed weights.
fn transposed_names(plan: &Plan<'_>) -> Vec<Ident> {
    plan.transposed().into_iter().map(|transposed| names::place(plan, Place::Transposed(transposed.field))).collect()
}

/// The names of the moments of batches.
fn moment_names(plan: &Plan<'_>) -> Vec<Ident> {
    plan.moments().into_iter().map(|(id, _)| names::place(plan, Place::Moments(id))).collect()
}

/// How rows are divided between threads.
fn split_rows(plan: &Plan<'_>) -> TokenStream {
    let rows = plan.private_name("Rows");
    let arrays = array_names(plan);
    let rest: Vec<_> = arrays.iter().map(|name| format_ident!("{name}_rest")).collect();
    let (transposed, moments) = (transposed_names(plan), moment_names(plan));
    quote! {
        nn::if_parallel! {
            fn split_rows(rows: Self::Rows<'_>, n: usize) -> (Self::Rows<'_>, Self::Rows<'_>) {
                let (x, x_rest) = nn::split_rows(rows.x, n);
                #(let (#arrays, #rest) = nn::split_rows_mut(rows.#arrays, n);)*
                let (weights, weights_rest) = nn::split_rows(rows.weights, n);
                let (losses, losses_rest) = nn::split_rows_mut(rows.losses, n);
                #(let #transposed = rows.#transposed;)*
                (
                    #rows { x, #(#arrays,)* weights, losses, #(#transposed,)* #(#moments: rows.#moments,)* },
                    // A whole batch is never divided.
                    #rows {
                        x: x_rest, #(#arrays: #rest,)* weights: weights_rest, losses: losses_rest, #(#transposed,)*
                        #(#moments: &mut [],)*
                    },
                )
            }
        }
    }
}

/// How gradients are divided between threads.
fn split_part(plan: &Plan<'_>) -> TokenStream {
    let part = plan.private_name("Part");
    let fields: Vec<_> = plan.trained_fields().map(|(_, field)| format_ident!("{}", field.name)).collect();
    let fields_rest = fields.iter().map(|name| format_ident!("{name}_rest")).collect::<Vec<_>>();
    let n_panels = plan.trained_fields().map(|(_, field)| {
        let name = format_ident!("{}", field.name);
        match field.kind {
            FieldKind::Weight { .. } => quote!(nn::weights_in(&part.#name)),
            FieldKind::Vector { .. } | FieldKind::Table { .. } => quote!(nn::biases_in(&part.#name)),
        }
    });
    let splits = plan.trained_fields().map(|(id, field)| {
        let name = format_ident!("{}", field.name);
        let Some(tiles) = plan.parts_of(id) else {
            return quote!(nn::split_outputs(part.#name, &mut n_panels));
        };
        let tiles = tiles.into_iter().map(|[rows, panels]| quote!([#rows, #panels]));
        quote!(nn::split_inputs(part.#name, nn::by_level(level, [#(#tiles),*]), &mut n_panels))
    });
    quote! {
        nn::if_parallel! {
            fn split_part(
                level: nn::Level, part: Self::Part<'_>, share: nn::Share,
            ) -> (Self::Part<'_>, Self::Part<'_>) {
                let mut n_panels = nn::panels_of_first(share, &[#(#n_panels),*]);
                #(let (#fields, #fields_rest) = #splits;)*
                (#part { #(#fields,)* of: part.of }, #part { #(#fields: #fields_rest,)* of: part.of })
            }
        }
    }
}
