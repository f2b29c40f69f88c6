//! The functions that passes are: signatures, and what stands before and behind the steps.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::activation;
use super::batch::{self, Memory};
use super::functions::{of_a_rule, vector};
use super::names::{self, turned};
use super::steps::{Steps, column, memory};
use crate::plan::step::{Operation, Pass, PassKind, Place, Purpose};
use crate::plan::{Dense, LaneAxis, Plan, Rows, ValueId};

/// A pass.
pub(super) fn print(plan: &Plan<'_>, pass: &Pass) -> TokenStream {
    match pass.kind {
        PassKind::Inference(rows) => inference(plan, pass, rows),
        PassKind::Maps => maps(plan, pass),
        PassKind::InferenceColumns => inference_columns(plan, pass),
        PassKind::TrainRows => train_rows(plan, pass),
        PassKind::TrainParameters => train_parameters(plan, pass),
        PassKind::GradientColumns => gradient_columns(plan, pass),
        PassKind::SingleRow(purpose) => single_row(plan, pass, purpose),
        PassKind::Step => step(plan, pass),
        PassKind::StepColumns(groups) => step_columns(plan, pass, groups),
        PassKind::StepRows => step_rows(plan, pass),
        PassKind::StepBlock => step_block(plan, pass),
        PassKind::WindowForward => window_forward(plan, pass),
        PassKind::WindowBackward => window_backward(plan, pass),
    }
}

/// `forward_rows_wide(simd, net, x: &[[f32; I]; R], y: &mut [[Panel; P]; R], (values, ..))`: everything up to `head`. Of up to `R` rows
/// `x` and `y` are slices, and so is the memory of values.
fn inference(plan: &Plan<'_>, pass: &Pass, rows: Rows) -> TokenStream {
    let (name, network) = (names::pass(plan, pass), plan.local_name());
    let (inputs, outputs) = (plan.model.input.len(), plan.value(plan.output()).panels());
    let (x, y) = (quote!([f32; #inputs]), quote!([nn::Panel; #outputs]));
    let (steps, values) = (Steps::print(plan, pass), Memory::of(plan, pass).parameter(rows));
    let scratch = batch::scratch_parameter(plan);
    match rows {
        Rows::Exactly(n) => quote! {
            #[inline(always)]
            fn #name<S: nn::Simd>(simd: S, net: &#network, x: &[#x; #n], y: &mut [#y; #n] #values #scratch) {
                #steps
            }
        },
        Rows::UpTo(_) => quote! {
            fn #name<S: nn::Simd>(simd: S, net: &#network, x: &[#x], y: &mut [#y] #values #scratch) {
                nn::Simd::vectorize(simd, #[inline(always)] || { #steps });
            }
        },
    }
}

/// `step_row_wide(simd, net, state, x: &[[f32; I]; 1], y: &mut [[Panel; P]; 1])`: everything up to `head`, from what `state` remembers to
/// what it will remember.
fn step(plan: &Plan<'_>, pass: &Pass) -> TokenStream {
    let (name, network, remembered) = (names::pass(plan, pass), plan.local_name(), plan.private_name("Memory"));
    let (inputs, outputs) = (plan.model.input.len(), plan.value(plan.output()).panels());
    let states = plan.remembered().map(|(id, _)| names::place(plan, Place::State(id)));
    let (now, tick) = plan
        .has_history()
        .then(|| (quote!(let now = nn::now(&state.clock);), quote!(nn::tick(&mut state.clock);)))
        .unzip();
    let (memory, steps) = (memory(pass), Steps::print(plan, pass));
    quote! {
        #[inline(always)]
        fn #name<S: nn::Simd>(
            simd: S, net: &#network, state: &mut #remembered, x: &[[f32; #inputs]; 1], y: &mut [[nn::Panel; #outputs]; 1],
        ) {
            #now
            #(let #states = &mut state.#states;)*
            #memory
            #steps
            #tick
        }
    }
}

/// `step_rows_wide(simd, net, states, x: &[[f32; I]], outputs: &mut [[f32; O]])`, the last activation included: the outputs of up to as many
/// streams as go together, each for its next input.
fn step_rows(plan: &Plan<'_>, pass: &Pass) -> TokenStream {
    let (name, network, most) = (names::pass(plan, pass), plan.local_name(), plan.streams_together);
    let (inputs, outputs) = (plan.model.input.len(), plan.model.output.len());
    let n_panels = plan.value(plan.output()).panels();
    let (steps, tick) = (Steps::print(plan, pass), tick(plan));
    // A function by itself, so that its rows are on the stack only while it runs.
    quote! {
        fn #name<S: nn::Simd>(
            simd: S, net: &#network, states: &mut [nn::State<#network>], x: &[[f32; #inputs]], outputs: &mut [[f32; #outputs]],
        ) {
            const R: usize = #most;
            nn::Simd::vectorize(simd, #[inline(always)] || {
                let mut rows = [[nn::Panel::ZERO; #n_panels]; R];
                let rows = nn::take_rows_mut(&mut rows, x.len());
                {
                    let y = &mut *rows;
                    #steps
                    #tick
                }
                nn::finish_rows(rows, outputs, #[inline(always)] |y| finish(simd, y));
            });
        }
    }
}

/// `step_block_wide(simd, net, state, x: &[[f32; I]], outputs: &mut [[f32; O]])`, the last activation included: the outputs for up to as many
/// of the next inputs as go together.
fn step_block(plan: &Plan<'_>, pass: &Pass) -> TokenStream {
    let (name, network, remembered) = (names::pass(plan, pass), plan.local_name(), plan.private_name("Memory"));
    let (inputs, outputs, most) = (plan.model.input.len(), plan.model.output.len(), plan.steps_together);
    let n_panels = plan.value(plan.output()).panels();
    let states = plan.remembered().map(|(id, _)| names::place(plan, Place::State(id)));
    let (now, tick) = plan
        .has_history()
        .then(|| {
            let tick = quote!(nn::tick_by(&mut state.clock, nn::later(0, x.len())););
            (quote!(let now = nn::now(&state.clock);), tick)
        })
        .unzip();
    let steps = Steps::print(plan, pass);
    // A function by itself, so that its rows are on the stack only while it runs.
    quote! {
        fn #name<S: nn::Simd>(
            simd: S, net: &#network, state: &mut #remembered, x: &[[f32; #inputs]], outputs: &mut [[f32; #outputs]],
        ) {
            const R: usize = #most;
            nn::Simd::vectorize(simd, #[inline(always)] || {
                let mut rows = [[nn::Panel::ZERO; #n_panels]; R];
                let rows = nn::take_rows_mut(&mut rows, x.len());
                {
                    #now
                    #(let #states = &mut state.#states;)*
                    let y = &mut *rows;
                    #steps
                }
                #tick
                nn::finish_rows(rows, outputs, #[inline(always)] |y| finish(simd, y));
            });
        }
    }
}

/// What tells the states that an input has been seen, if something depends on the time.
fn tick(plan: &Plan<'_>) -> Option<TokenStream> {
    plan.has_history()
        .then(|| quote!(nn::each_mut(states, #[inline(always)] |state| nn::tick(&mut nn::memory(state).clock));))
}

/// `forward_window_wide(simd, net, states, step, rows)`: all values and losses of the windows of some streams, an input of each after the
/// other.
fn window_forward(plan: &Plan<'_>, pass: &Pass) -> TokenStream {
    let (name, network) = (names::pass(plan, pass), plan.local_name());
    let reached = plan.reached_by_later_steps().into_iter().map(|id| names::place(plan, Place::Gradient(id)));
    let values = |place: &Place| matches!(place, Place::Value(_) | Place::Targets);
    let output = Place::Gradient(plan.output());
    let of_steps = plan.row_arrays().into_iter().map(|(place, _)| place);
    let of_steps = of_steps.filter(|place| values(place) || *place == output);
    let of_steps: Vec<_> = of_steps.map(|place| names::place(plan, place)).collect();
    let (steps, tick) = (Steps::print(plan, pass), tick(plan));
    window(
        plan,
        &name,
        &quote!(net: &#network, states: &mut [nn::State<#network>], step: nn::Step),
        &quote! {
            let n = states.len();
            // What later inputs add to.
            #(nn::zero(nn::panels_mut(#reached));)*
            for (t, x) in nn::each_step_of_rows(x, n) {
                let step = step.at_row(t * n);
                #(let #of_steps = nn::rows_of_step_mut(#of_steps, t, n);)*
                let (weights, losses) = (nn::rows_of_step(weights, t, n), nn::rows_of_step_mut(losses, t, n));
                #steps
                #tick
            }
        },
    )
}

/// `backward_window_wide(simd, net, n, step, rows)`: all derivatives of the windows of `n` streams, from their last input to their first.
fn window_backward(plan: &Plan<'_>, pass: &Pass) -> TokenStream {
    let (name, network) = (names::pass(plan, pass), plan.local_name());
    let reached = plan.reached_by_later_steps();
    let of_steps = plan.row_arrays().into_iter().map(|(place, _)| place);
    let of_steps = of_steps.filter(|place| *place != Place::Targets).map(|place| {
        let name = names::place(plan, place);
        match place {
            Place::Gradient(id) if reached.contains(&id) => {
                let earlier = names::place(plan, Place::Earlier(id));
                quote!(let (#earlier, #name) = nn::earlier_and_rows_of_step(#name, t, n);)
            }
            _ => quote!(let #name = nn::rows_of_step_mut(#name, t, n);),
        }
    });
    let of_steps: TokenStream = of_steps.collect();
    let steps = Steps::print(plan, pass);
    window(
        plan,
        &name,
        &quote!(net: &#network, n: usize, step: nn::Step),
        &quote! {
            for (t, x) in nn::each_step_of_rows(x, n).rev() {
                let step = step.at_row(t * n);
                #of_steps
                #steps
            }
        },
    )
}

/// A function over the inputs of windows, whose places are its last argument.
fn window(plan: &Plan<'_>, name: &Ident, arguments: &TokenStream, steps: &TokenStream) -> TokenStream {
    let rows = plan.private_name("Rows");
    let arrays = plan.row_arrays().into_iter().map(|(place, _)| names::place(plan, place));
    let transposed =
        plan.transposed().into_iter().map(|transposed| names::place(plan, Place::Transposed(transposed.field)));
    quote! {
        #[inline(always)]
        fn #name<S: nn::Simd>(simd: S, #arguments, rows: #rows<'_>) {
            let #rows { x, #(#arrays,)* weights, losses, #(#transposed,)* } = rows;
            #steps
        }
    }
}

/// `forward_maps_wide(simd, net, x: &[[f32; I]; 1], y: &mut [[Panel; P]; 1], memory)`: what dense layers start from.
fn maps(plan: &Plan<'_>, pass: &Pass) -> TokenStream {
    let (name, network) = (names::pass(plan, pass), plan.local_name());
    let n_panels = plan.behind_maps().map_or(0, |id| plan.value(id).panels());
    let (inputs, scratch, steps) = (plan.model.input.len(), batch::scratch_parameter(plan), Steps::print(plan, pass));
    quote! {
        #[inline(always)]
        fn #name<S: nn::Simd>(
            simd: S, net: &#network, x: &[[f32; #inputs]; 1], y: &mut [[nn::Panel; #n_panels]; 1] #scratch
        ) {
            #steps
        }
    }
}

/// `forward_lanes_wide(simd, net, x: &[[f32; I]; 16], outputs: &mut [[f32; O]; 16])`, the last activation included.
fn inference_columns(plan: &Plan<'_>, pass: &Pass) -> TokenStream {
    let (name, network) = (names::pass(plan, pass), plan.local_name());
    let (inputs, outputs) = (plan.model.input.len(), plan.model.output.len());
    let result = column(plan, plan.without_dropout(plan.output()));
    let (load, steps, end) = (load_columns(inputs), Steps::print(plan, pass), store_columns(plan, &result));
    vector(
        &name,
        None,
        &quote!(net: &#network, x: &[[f32; #inputs]; 16], outputs: &mut [[f32; #outputs]; 16]),
        &quote!(#load #steps #end),
    )
}

/// `step_32lanes_wide(simd, net, state, x: &[[[f32; I]; 16]; G], outputs: &mut [[[f32; O]; 16]; G], n)`, the last activation included: the
/// outputs for the next `n` inputs, which `x` begins with, and what is remembered of them.
fn step_columns(plan: &Plan<'_>, pass: &Pass, groups: usize) -> TokenStream {
    let (name, network, remembered) = (names::pass(plan, pass), plan.local_name(), plan.private_name("Memory"));
    let (inputs, outputs) = (plan.model.input.len(), plan.model.output.len());
    let states = plan.remembered().map(|(id, _)| names::place(plan, Place::State(id)));
    let (memory, steps, turned_input) = (memory(pass), Steps::print(plan, pass), turned(inputs));
    let output = column(plan, plan.without_dropout(plan.output()));
    let end = store_columns(plan, &quote!(*columns));
    vector(
        &name,
        None,
        &quote! {
            net: &#network,
            state: &mut #remembered,
            x: &[[[f32; #inputs]; 16]; #groups],
            outputs: &mut [[[f32; #outputs]; 16]; #groups],
            n: u32,
        },
        &quote! {
            let now = nn::now(&state.clock);
            #(let #states = &mut state.#states;)*
            let mut x_columns = [[nn::Panel::ZERO; #inputs]; #groups];
            for (x, columns) in x.iter().zip(&mut x_columns) {
                nn::load_columns::<_, #inputs, #turned_input>(simd, x, columns);
            }
            #memory
            #steps
            for (columns, outputs) in #output.iter_mut().zip(outputs) {
                #end
            }
            nn::tick_by(&mut state.clock, n);
        },
    )
}

/// The last activation, then the rows of the result.
fn store_columns(plan: &Plan<'_>, result: &TokenStream) -> TokenStream {
    let outputs = plan.value(plan.without_dropout(plan.output())).len;
    let head = match plan.head {
        Some(head) if head.is_over_row() => {
            let function = activation::columns_function(head);
            quote!(nn::#function::<_, nn::Math, #outputs>(simd, &mut #result);)
        }
        Some(head) => {
            let applied = activation::apply(head, &quote!(z));
            quote!(nn::map_in_place(simd, &mut #result, #[inline(always)] |z| #applied);)
        }
        None => TokenStream::new(),
    };
    let turned = turned(outputs);
    quote! {
        #head
        nn::store_columns::<_, #outputs, #turned>(simd, &#result, outputs);
    }
}

/// `let mut x_columns = ..`: the rows of `x`, turned.
fn load_columns(inputs: usize) -> TokenStream {
    let turned = turned(inputs);
    quote! {
        let mut x_columns = [nn::Panel::ZERO; #inputs];
        nn::load_columns::<_, #inputs, #turned>(simd, x, &mut x_columns);
    }
}

/// `train_rows_wide(simd, net, step, rows)`: all that is done for each row by itself: values, loss and their derivatives.
fn train_rows(plan: &Plan<'_>, pass: &Pass) -> TokenStream {
    let (name, network, rows) = (names::pass(plan, pass), plan.local_name(), plan.private_name("Rows"));
    let arrays = plan.row_arrays().into_iter().map(|(place, _)| names::place(plan, place));
    let transposed =
        plan.transposed().into_iter().map(|transposed| names::place(plan, Place::Transposed(transposed.field)));
    let moments = plan.moments().into_iter().map(|(id, _)| names::place(plan, Place::Moments(id)));
    let steps = Steps::print(plan, pass);
    quote! {
        #[inline(always)]
        fn #name<S: nn::Simd>(simd: S, net: &#network, step: nn::Step, rows: #rows<'_>) {
            let #rows { x, #(#arrays,)* weights, losses, #(#transposed,)* #(#moments,)* } = rows;
            #steps
        }
    }
}

/// `train_parameters_wide(simd, rows, part)`: puts what these rows contribute to a part of the gradient where it goes.
fn train_parameters(plan: &Plan<'_>, pass: &Pass) -> TokenStream {
    let (name, rows, part) = (names::pass(plan, pass), plan.private_name("Rows"), plan.private_name("Part"));
    let steps = Steps::print(plan, pass);
    quote! {
        #[inline(always)]
        fn #name<S: nn::Simd>(simd: S, rows: &#rows<'_>, part: &mut #part<'_>) {
            #steps
        }
    }
}

/// `gradient_lanes_wide(simd, net, x: &[[f32; I]], (targets, weights), scale, gradient, total)`.
fn gradient_columns(plan: &Plan<'_>, pass: &Pass) -> TokenStream {
    let (name, network) = (names::pass(plan, pass), plan.local_name());
    let (inputs, outputs) = (plan.model.input.len(), plan.model.output.len());
    let (start, finish): (TokenStream, TokenStream) =
        plan.dense().map(|dense| (start_sums(plan, dense), finish_sums(plan, dense))).unzip();
    let (load, steps, turned) = (load_columns(inputs), Steps::print(plan, pass), turned(outputs));
    vector(
        &name,
        None,
        &quote! {
            net: &#network,
            x: &[[f32; #inputs]],
            (targets, weights): (&[[f32; #turned]], &[f32]),
            scale: f32,
            gradient: &mut #network,
            total: &mut f64,
        },
        &quote! {
            #start
            nn::lane_groups(x, targets, weights, #[inline(always)] |x, targets, weights, n| {
                #load
                let mut target_columns = [nn::Panel::ZERO; #turned];
                nn::load_columns::<_, #turned, #turned>(simd, targets, &mut target_columns);
                #steps
            });
            #finish
        },
    )
}

/// The sums over rows that become a layer's gradient: a vector for each parameter, whose lanes are added at the end.
fn start_sums(plan: &Plan<'_>, dense: &Dense) -> TokenStream {
    let (inputs, outputs) = (dense.inputs, dense.outputs);
    let sums = |field| format_ident!("{}_sums", plan.field(field).name);
    let weights = sums(dense.weight);
    let bias = dense.bias.map(sums).map(|sums| quote!(let mut #sums = [nn::splat(simd, 0.0); #outputs];));
    quote! {
        let mut #weights = [[nn::splat(simd, 0.0); #inputs]; #outputs];
        #bias
    }
}

/// See [`start_sums`].
fn finish_sums(plan: &Plan<'_>, dense: &Dense) -> TokenStream {
    let of = |field| (names::field(plan, field), format_ident!("{}_sums", plan.field(field).name));
    let (weight, weights) = of(dense.weight);
    let bias = dense.bias.map(of).map(|(bias, sums)| quote!(nn::finish_bias_sums(simd, &#sums, &mut gradient.#bias);));
    let finish = match dense.lanes {
        LaneAxis::Outputs => quote!(finish_weight_sums),
        LaneAxis::Sum => quote!(finish_weight_sums_of_few),
    };
    quote! {
        nn::#finish(simd, &#weights, &mut gradient.#weight);
        #bias
    }
}

/// `gradient_row_wide(simd, net, x: &[[f32; I]; 1], step, workspace, gradient, total)` writes the whole gradient of the row
/// whose target and weight are in the workspace; `descend_row_wide(simd, net, x, step, workspace, (rule, moments), total)` changes
/// `net` and its moments by the rule of an optimizer, unless the loss is not finite. Both add the row's loss to `total`.
fn single_row(plan: &Plan<'_>, pass: &Pass, purpose: Purpose) -> TokenStream {
    let (name, network, workspace) = (names::pass(plan, pass), plan.local_name(), plan.private_name("Workspace"));
    let inputs = plan.model.input.len();
    let buffers = buffers_of_row(plan);
    let after_loss = pass.steps.iter().position(|step| step.operation == Operation::Loss).map_or(0, |loss| loss + 1);
    let (before, after) = pass.steps.split_at(after_loss);
    let (before, loss) = before.split_at(before.len().saturating_sub(1));
    let [before, loss, after] = [before, loss, after].map(|steps| Steps::some(plan, pass, steps));
    let fits = purpose == Purpose::Descent && plan.row_fits_eight_lanes();
    let eight_lanes = fits.then(|| quote!(let rule = nn::eight_lanes(rule);));
    let (generics, net, result, guard) = match purpose {
        Purpose::Gradient => (None, quote!(&#network), quote!(gradient: &mut #network), TokenStream::new()),
        Purpose::Descent => (
            Some(of_a_rule()),
            quote!(&mut #network),
            quote!((rule, moments): (R, &mut [#network; M])),
            quote!(if !nn::is_finite(*total) {
                return;
            }),
        ),
    };
    vector(
        &name,
        generics,
        &quote! {
            net: #net,
            x: &[[f32; #inputs]; 1],
            step: nn::Step,
            workspace: &mut #workspace,
            #result,
            total: &mut f64,
        },
        &quote! {
            #buffers
            #before
            let (weights, losses) = (nn::first_row(&mut workspace.weights), &mut [0.0; 1]);
            #loss
            nn::add_loss(total, losses);
            #guard
            #eight_lanes
            #after
        },
    )
}

/// Values, derivatives and targets of the row: the first of the workspace's rows, or, where the workspace has none,
/// on the stack.
fn buffers_of_row(plan: &Plan<'_>) -> TokenStream {
    if !plan.lanes_over_rows.training {
        let names = plan.row_arrays().into_iter().map(|(place, _)| names::place(plan, place));
        let transposed = plan
            .transposed()
            .into_iter()
            .filter(|transposed| transposed.kernel.is_some())
            .map(|transposed| transposed.field);
        let transposed = transposed.map(|field| names::place(plan, Place::Transposed(field)));
        let moments = plan.moments().into_iter().map(|(id, _)| names::place(plan, Place::Moments(id)));
        let transposed = transposed.chain(moments);
        let others: Vec<_> =
            transposed.chain(plan.kernels().into_iter().map(|field| names::sums(plan, field))).collect();
        return quote! {
            #(let #names = nn::first_row(&mut workspace.#names);)*
            #(let #others = &mut workspace.#others;)*
        };
    }
    let ids = || (0..plan.values.len()).map(ValueId);
    let declare = |place: Place, id: ValueId| {
        let (name, n_panels) = (names::place(plan, place), plan.value(id).panels());
        quote!(let #name = &mut [[nn::Panel::ZERO; #n_panels]; 1];)
    };
    let values = ids().map(|id| declare(Place::Value(id), id));
    let gradients = ids().filter(|id| plan.needs_gradient(*id)).map(|id| declare(Place::Gradient(id), id));
    let targets = declare(Place::Targets, plan.output());
    quote! {
        #(#values)*
        #(#gradients)*
        #targets
        nn::load_row(&nn::first_row(&mut workspace.targets)[0], &mut targets[0]);
    }
}
