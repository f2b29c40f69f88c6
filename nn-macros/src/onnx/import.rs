//! The driver: reads the file, lowers it, and hands the declaration on.

use proc_macro2::Ident;

use super::label::labels_of_parameters;
use super::lines::Lines;
use super::refused::Refusals;
use super::{external, graph, jax, lower, names, stream, unrolled};
use crate::ast::{Attribute, Imported, Place};
use crate::check::files::Onnx;
use crate::check::{attributes, check};
use crate::errors::{Collector, Diagnostic, Errors};
use crate::files;
use crate::graph::Graph;
use crate::language::losses::is_head;
use crate::lowered::Lowered;
use crate::model::{Activation, Choice, Classes, DeclaredNames, File, Loss, Model, Names};
use crate::outline::Outline;

/// The model of the network in a file. `errors` are those of the attributes; `outline` learns the shapes, whatever else is
/// wrong.
pub(super) fn read(
    imported: &Imported,
    onnx: Onnx,
    mut errors: Collector,
    outline: &mut Outline,
) -> Result<Model, Errors> {
    let Onnx { file, choice, input_names, output_names, loss } = onnx;
    let file = &file;
    let mut attributes: Vec<Attribute> =
        imported.attributes.iter().filter(|attribute| !matches!(attribute, Attribute::Onnx(_))).cloned().collect();
    attributes.extend(loss.map(Attribute::Loss));
    let loss = attributes::loss(&attributes, &mut errors);
    let lines = files::read(file).and_then(|content| lines(&content, (file, &choice), outline));
    errors.finish()?;
    let mut lines = lines?;
    let mut errors = Collector::new();
    let (n_inputs, n_outputs) = (length(lines.input()), length(lines.output()));
    let names = lines.names_mut();
    if let Some(declared) = input_names {
        names.inputs = one_for_each(declared, ("input", n_inputs), file, &mut errors);
    }
    if let Some(declared) = output_names {
        names.outputs = one_for_each(declared, ("output", n_outputs), file, &mut errors);
    }
    errors.finish()?;
    refuse_other_loss(loss, &lines, file)?;
    let lowered = Lowered {
        body: lines.declaration(""),
        parameters: lines.parameters(),
        beside: lines.beside().to_vec(),
        remarks: lines.remarks().to_vec(),
    };
    let model = lowered
        .network(imported, attributes, file)
        .and_then(|network| check(&network).map_err(|failure| failure.errors));
    let model = model.map(|model| Model { names: lines.names().clone(), ..model });
    model.map_err(|errors| {
        // One error, for all have the same place.
        let Some(first) = in_terms_of_nodes(errors, &lines).into_iter().next() else {
            unreachable!("errors.rs makes no empty list")
        };
        first.prefixed(&format!("`{}`: ", file.path)).into()
    })
}

/// What the documentation of a network says that goes through all steps of a window.
const REMARK_OF_WINDOW: &str = "A window: its recurrent layers see all steps of a sequence at once.";

/// The classes of a file, where there is one for each output.
fn classes(graph: &Graph<'_>, n_outputs: usize) -> Option<Classes> {
    graph.classes.clone().filter(|classes| match classes {
        Classes::Texts(texts) => texts.len() == n_outputs,
        Classes::Numbers(numbers) => numbers.len() == n_outputs,
    })
}

fn length(shape: &[usize]) -> usize {
    shape.iter().product()
}

/// The names that are declared, if there is one for each number.
fn one_for_each(
    declared: DeclaredNames,
    (what, expected): (&str, usize),
    file: &File,
    errors: &mut Collector,
) -> Option<Vec<String>> {
    let DeclaredNames { list, place } = declared;
    let found = list.len();
    if found == expected {
        return Some(list);
    }
    let message = format!("`{what}_names(..)` has {found} names, the {what} of `{}` has {expected} numbers", file.path);
    let edit = if found < expected { "add" } else { "remove" };
    let (count, s) = (found.abs_diff(expected), if found.abs_diff(expected) == 1 { "" } else { "s" });
    errors.push(
        Diagnostic::new(place, message)
            .note("each number has a name; `joint_pos = 12` names twelve of them")
            .help(format_args!("{edit} {count} name{s}")),
    );
    None
}

/// The lines of the network in the content of a file.
pub(super) fn lines(
    content: &[u8],
    (file, choice): (&File, &Choice),
    outline: &mut Outline,
) -> Result<Lines, Diagnostic> {
    let mut model = decode(content, file)?;
    if let Some(graph) = &model.graph {
        let (input, output) = graph::declared_shapes(graph, choice);
        outline.set_lengths(input.as_deref(), output.as_deref());
    }
    outline.stream = stream::has_memory(&model, choice);
    let lines = lines_of(&mut model, content.len(), (file, choice));
    if let Ok(lines) = &lines {
        outline.set_lengths(Some(lines.input()), Some(lines.output()));
        outline.stream |= lines.remarks().iter().any(|remark| remark.starts_with(stream::REMARK));
        outline.stream &= !lines.remarks().iter().any(|remark| remark == REMARK_OF_WINDOW);
        let Names { classes, inputs, outputs } = lines.names().clone();
        outline.names.classes = classes;
        outline.add_names(inputs, outputs);
        for (label, inputs, outputs) in lines.views() {
            outline.add_view(&Ident::new(label, file.place.start), Some(inputs), Some(outputs));
        }
    } else {
        // The labels that the layers would have had; which sizes, nobody knows.
        let [inputs, outputs] = names::columns(&model, outline.input, outline.output);
        outline.add_names(inputs, outputs);
        for label in model.graph.iter().flat_map(labels_of_parameters) {
            outline.add_view(&Ident::new(&label, file.place.start), None, None);
        }
    }
    lines.map_err(|refusals| refusals.at(file, choice))
}

/// The messages of a file.
pub(crate) fn decode(content: &[u8], file: &File) -> Result<nn_onnx::Model, Diagnostic> {
    nn_onnx::decode(content).map_err(|error| {
        let diagnostic = Diagnostic::new(file.place, format!("`{}` {error}", file.path));
        match error.help() {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    })
}

/// The lines of the network in the messages of a file of `n_bytes`, or all that is in the way.
pub(crate) fn lines_of(
    model: &mut nn_onnx::Model,
    n_bytes: usize,
    (file, choice): (&File, &Choice),
) -> Result<Lines, Refusals> {
    let external = external::bring_in(model, file)?;
    let unrolled = model.graph.as_ref().and_then(unrolled::find);
    let lines = lines_of_graph(model, n_bytes.saturating_add(external.bytes), choice);
    let named = lines.map_err(|refusals| match &unrolled {
        Some(unrolled) => refusals.because(unrolled.refusal()),
        None => refusals,
    });
    let (lines, remarks) = named?;
    let remarks = remarks.into_iter().chain(unrolled.map(|unrolled| unrolled.remark())).collect();
    Ok(lines.with_origin(external.paths, remarks))
}

/// The same of a model whose tensors are all there, with what the documentation says of it.
fn lines_of_graph(
    model: &mut nn_onnx::Model,
    n_bytes: usize,
    choice: &Choice,
) -> Result<(Lines, Vec<String>), Refusals> {
    jax::rewrite(model);
    let (of_stream, refused) = match stream::rewrite(model, choice) {
        Ok(remarks) => (remarks, None),
        // It may be a network of one input beside others, which nothing carries.
        Err(refusals) if !stream::is_of_recurrent_nodes(model) => (Vec::new(), Some(refusals)),
        Err(refusals) => {
            // What is in the way of a window tells more where steps are needed that a stream has not seen.
            let needs_all = model.graph.as_ref().is_some_and(stream::needs_all_steps);
            return window(model, n_bytes, choice).map_err(|of_window| if needs_all { of_window } else { refusals });
        }
    };
    match network(model, n_bytes, (choice, of_stream, None)) {
        Err(refusals) if refused.is_none() => match stream::rewrite_fixed(model, choice) {
            Some(of_stream) => network(model, n_bytes, (choice, of_stream, None)),
            // With dense layers of each step, and with the batch behind other axes between its nodes.
            None => network(model, n_bytes, (choice, Vec::new(), Some(0))).map_err(|_| refusals),
        },
        network => network.map_err(|refusals| refused.unwrap_or(refusals)),
    }
}

/// The network of a graph whose recurrent nodes see all steps at once, with the batch in front of the steps or behind them.
fn window(model: &nn_onnx::Model, n_bytes: usize, choice: &Choice) -> Result<(Lines, Vec<String>), Refusals> {
    let is_wide = |input: &nn_onnx::ValueInfo| stream::dimensions(input).len() > 2;
    // Which axis depends on the call.
    let is_behind = |input: &nn_onnx::ValueInfo| {
        stream::dimensions(input).iter().position(|dimension| dimension.dim_value.is_none()) == Some(1)
    };
    let inputs = || model.graph.iter().flat_map(|graph| &graph.input);
    let of_batch = |axis| network(model, n_bytes, (choice, vec![REMARK_OF_WINDOW.to_owned()], Some(axis)));
    let refusals = match of_batch(0) {
        Err(refusals) if inputs().any(is_wide) => refusals,
        other => return other,
    };
    of_batch(1).map_err(|behind| {
        let is_nearer = refusals.is_of_batch() && !behind.is_of_batch() && !inputs().any(is_free_in_front);
        if is_nearer || inputs().any(is_behind) { behind } else { refusals }
    })
}

/// Whether the first axis of an input depends on the call, as that of a batch.
fn is_free_in_front(input: &nn_onnx::ValueInfo) -> bool {
    stream::dimensions(input).first().is_some_and(|dimension| dimension.dim_value.is_none())
}

/// The network of a graph that remembers nothing, or that is one step; or that goes through the steps of a window, whose batch is this axis of the input.
fn network(
    model: &nn_onnx::Model,
    n_bytes: usize,
    (choice, of_stream, window): (&Choice, Vec<String>, Option<usize>),
) -> Result<(Lines, Vec<String>), Refusals> {
    let graph = graph::read(model, choice, window)?;
    let lines = lower::lower(&graph, n_bytes)?;
    let (n_inputs, n_outputs) = (length(lines.input()), length(lines.output()));
    let [inputs, outputs] = names::columns(model, Some(n_inputs), Some(n_outputs));
    let names = Names { classes: classes(&graph, n_outputs), inputs, outputs };
    let remarks = of_stream.into_iter().chain(graph.remarks()).chain(names::remark(model, n_inputs)).collect();
    Ok((lines.with_names(names), remarks))
}

/// The cross entropies are computed from what enters the last activation.
fn refuse_other_loss(loss: Option<(Loss, Place)>, lines: &Lines, file: &File) -> Result<(), Diagnostic> {
    let Some((loss, place)) = loss else { return Ok(()) };
    let Some(contained) = loss.facts().head else { return Ok(()) };
    let last = lines.last_activation().map(Activation::name);
    let (path, last_node) = (&file.path, lines.last_node());
    if loss.is_of_logits() {
        let Some(last) = last.filter(|last| is_head(last)) else { return Ok(()) };
        let message = format!("the loss `{}` takes logits, `{path}` ends with {last_node}", loss.written_of_logits());
        return Err(Diagnostic::new(place, message).help(if last == contained {
            format!("remove `from_logits = true`: the outputs are those of `{contained}`")
        } else {
            "export the network without it".to_owned()
        }));
    }
    if last == Some(contained) {
        return Ok(());
    }
    let message = format!(
        "the loss `{}` needs `{contained}` as the last activation, `{path}` ends with {last_node}",
        loss.name()
    );
    let error = Diagnostic::new(place, message);
    Err(if last.is_none() {
        let logits = loss.written_of_logits();
        error.help(format_args!("write `{logits}`, or export the network with `{contained}` at its end"))
    } else {
        error.help(format_args!("export the network with `{contained}` at its end, or use `mse`"))
    })
}

/// What is wrong with lines that nobody wrote: with the nodes that they are, and no help, because there is nothing to edit. Those that
/// name a node come first: they say most.
pub(crate) fn in_terms_of_nodes(errors: Errors, lines: &Lines) -> Vec<Diagnostic> {
    let nodes_of = |error: &Diagnostic| lines.nodes_named_in(error.text());
    let mut errors = errors.into_list();
    errors.sort_by_key(|error| nodes_of(error).is_empty());
    let with_nodes = |error: Diagnostic| {
        let nodes = nodes_of(&error);
        let note = |error: Diagnostic, (line, node)| error.note(format_args!("`{line}` is {node}"));
        nodes.into_iter().fold(error.clone().without_help(), note)
    };
    errors.into_iter().map(with_nodes).collect()
}
