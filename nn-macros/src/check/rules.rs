//! The rules between the lines: a flat list of small checks.

use std::collections::HashSet;

use super::{Draft, DraftLine};
use crate::ast::{Attribute, Place};
use crate::errors::{Collector, Diagnostic};
use crate::language::limits::{MAX_PARAMETERS, grouped};
use crate::language::losses::{Parts, is_head};
use crate::model::{Activation, Layer, Loss, Shape, Source, Untrained};

/// Every rule.
pub(super) fn check(draft: &Draft<'_>, errors: &mut Collector) {
    last_line_produces_the_output(draft, errors);
    dropout_does_not_come_last(draft, errors);
    loss_fits_the_last_activation(draft, errors);
    pairs_of_outputs_are_whole(draft, errors);
    whole_batches_have_a_size(draft, errors);
    lines_of_a_loss_are_trained(draft, errors);
    windows_are_of_streams(draft, errors);
    every_layer_is_used(draft, errors);
    parameters_stay_within_the_limit(draft, errors);
}

fn last_line_produces_the_output(draft: &Draft<'_>, errors: &mut Collector) {
    let (Some(last), Some(output)) = (draft.lines.last(), &draft.output) else { return };
    let Some(found) = last.checked.shape.as_ref().filter(|found| *found != output) else { return };
    let name = &draft.network.name;
    let error = Diagnostic::new(
        place_of_last_size(draft),
        format!("the last layer produces {found}, but `{name}` is declared `-> {output}`"),
    );
    errors.push(match output.0[..] {
        [outputs] if found.0.len() == 1 => error.help(format_args!("write {outputs} here, or declare `-> {found}`")),
        [_] if found.len() == output.len() => error.help("write a line `flatten` at the end"),
        _ => error.help(format_args!("declare `-> {found}`")),
    });
}

/// The tokens that chose the shape of the last line: perhaps those of an earlier one, before activations.
fn place_of_last_size(draft: &Draft<'_>) -> Place {
    let mut index = draft.lines.len() - 1;
    loop {
        let line = &draft.lines[index];
        let keeps_shape = line.checked.layer.as_ref().is_some_and(|layer| layer.keeps_shape());
        match line.operands[..] {
            [Source::Node(before)] if keeps_shape => index = before,
            _ => return line.checked.size.unwrap_or((&line.line.call.name).into()),
        }
    }
}

fn dropout_does_not_come_last(draft: &Draft<'_>, errors: &mut Collector) {
    let Some(last) = draft.lines.last() else { return };
    if last.line.call.name == "dropout" {
        errors.push(
            Diagnostic::new(&last.line.call.name, "`dropout` must not come last")
                .note("it would remove outputs of the network while it trains")
                .help("put it before the last layer that has weights"),
        );
    }
}

fn loss_fits_the_last_activation(draft: &Draft<'_>, errors: &mut Collector) {
    let (Some((loss, loss_place)), Some(last)) = (draft.loss, draft.lines.last()) else { return };
    let Some(contained) = loss.facts().head else { return };
    let Some(layer) = &last.checked.layer else { return };
    let found = activation(last).unwrap_or(Activation::IDENTITY);
    if loss.is_of_logits() {
        if is_head(found.name()) {
            errors.push(no_logits(last, loss, (contained, found.name())));
            return;
        }
    } else if found.name() != contained {
        errors.push(wrong_last_activation(last, layer.as_ref(), loss, (contained, found.name())));
        return;
    }
    let has_one_class = |shape: &Shape| shape.0.first().is_some_and(|classes| *classes < 2);
    if loss.facts().parts == Parts::Places && last.checked.shape.as_ref().is_some_and(has_one_class) {
        let is_map = last.checked.shape.as_ref().is_some_and(|shape| shape.0.len() > 1);
        let what = if is_map { "channel" } else { "output" };
        let error = Diagnostic::new(loss_place, format!("`{}` needs at least 2 {what}s, found 1", loss.name()))
            .note(format_args!("{contained} over one {what} is always 1"));
        errors.push(if loss.is_of_logits() {
            error.help(format_args!("for one {what} write `#[loss(binary_cross_entropy(from_logits = true))]`"))
        } else {
            error.help(format_args!("for one {what} write `sigmoid` and `#[loss(binary_cross_entropy)]`"))
        });
    }
}

/// The last activation makes probabilities, which the loss is to make itself.
fn no_logits(last: &DraftLine<'_>, loss: Loss, (contained, found): (&str, &str)) -> Diagnostic {
    let error = Diagnostic::new(
        place_of_activation(last),
        format!("the loss `{}` takes logits, found `{found}` as the last activation", loss.written_of_logits()),
    )
    .note(format_args!("the loss contains `{contained}`, and `predict` gives what enters it"));
    if found == contained {
        error.help(format_args!("remove `{found}`, or keep it and remove `from_logits = true`"))
    } else {
        error.help(format_args!("remove `{found}`"))
    }
}

fn pairs_of_outputs_are_whole(draft: &Draft<'_>, errors: &mut Collector) {
    let (Some((loss, _)), Some(output)) = (draft.loss, &draft.output) else { return };
    let last = draft.lines.last().and_then(|last| last.checked.shape.as_ref());
    if loss.facts().parts != Parts::Pairs || output.len() % 2 == 0 || last != Some(output) {
        return;
    }
    let outputs = output.len();
    errors.push(
        Diagnostic::new(
            place_of_last_size(draft),
            format!("`{}` needs an even number of outputs, found {outputs}", loss.name()),
        )
        .note("the first half are means, the other half logarithms of variances")
        .help(format_args!("for {outputs} targets write {} here and behind `->`", 2 * outputs)),
    );
}

fn wrong_last_activation(
    last: &DraftLine<'_>,
    layer: &dyn Layer,
    loss: Loss,
    (needed, found): (&str, &str),
) -> Diagnostic {
    let has_activation = layer.activation().is_some();
    // Where the layer takes an activation, and none is given.
    let missing = layer.with_activation(needed).filter(|_| last.checked.activation.is_none());
    let found = match (&missing, has_activation) {
        (Some(_), _) => "none".to_owned(),
        (None, true) => format!("`{found}`"),
        (None, false) => format!("the layer `{}`", last.line.call.name),
    };
    let error = Diagnostic::new(
        place_of_activation(last),
        format!("the loss `{}` needs `{needed}` as the last activation, found {found}", loss.name()),
    );
    let logits = format!("for outputs that are logits `#[loss({})]`", loss.written_of_logits());
    match (missing, has_activation) {
        (Some(written), _) => error.help(format_args!("write `{written}`, or {logits}")),
        (None, true) => error.help(format_args!("write `{needed}`, or use `#[loss(mse)]`")),
        (None, false) => error.help(format_args!("write a line `{needed}` at the end, or {logits}")),
    }
}

fn whole_batches_have_a_size(draft: &Draft<'_>, errors: &mut Collector) {
    let needs = |line: &&DraftLine<'_>| line.checked.layer.as_ref().is_some_and(|layer| layer.needs_whole_batch());
    let first = draft.lines.iter().find(needs);
    let is_declared = draft.network.attributes.iter().any(|attribute| matches!(attribute, Attribute::Batch(_)));
    // What a line with an error would have been, nobody knows.
    let are_known = draft.lines.iter().all(|line| line.checked.layer.is_some());
    match (first, draft.batch) {
        (Some(line), None) if draft.loss.is_some() && !is_declared && first_that_remembers(draft).is_none() => errors
            .push(
                Diagnostic::new(
                    &line.line.call.name,
                    format!("`{}` trains on whole batches of unknown size", line.title),
                )
                .note("its mean and deviation are those of all rows of a batch, which a workspace holds")
                .help("write `#[batch(64)]`, the most rows of a batch, before the struct"),
            ),
        // The streams of a step.
        (None, Some(_)) if draft.loss.is_some() && first_that_remembers(draft).is_some() => {}
        (first, Some((_, place)))
            if draft.loss.is_none() && (first.is_some() || first_that_remembers(draft).is_some()) =>
        {
            errors.push(
                Diagnostic::new(
                    place,
                    format!("`{}` has a size of batches, and no loss to train with", draft.network.name),
                )
                .help("remove `#[batch(..)]`, or add a loss: `#[loss(mse)]`"),
            );
        }
        (None, Some((_, place))) if are_known => errors.push(
            Diagnostic::new(place, format!("no layer of `{}` looks at whole batches", draft.network.name))
                .note("`#[batch(..)]` is for `batch_norm`, and for streams that train")
                .help("remove it: batches of all sizes are taken"),
        ),
        _ => {}
    }
}

/// The line that makes the network a stream.
fn first_that_remembers<'d, 'a>(draft: &'d Draft<'a>) -> Option<&'d DraftLine<'a>> {
    draft.lines.iter().find(|line| line.checked.layer.as_ref().is_some_and(|layer| layer.remembers()))
}

/// What training needs of the layers of a stream.
fn lines_of_a_loss_are_trained(draft: &Draft<'_>, errors: &mut Collector) {
    if draft.loss.is_none() || first_that_remembers(draft).is_none() {
        return;
    }
    for line in &draft.lines {
        let untrained = line.checked.layer.as_ref().and_then(|layer| layer.untrained_in_streams());
        let Some(Untrained { why, help }) = untrained else { continue };
        errors.push(
            Diagnostic::new(&line.line.call.name, format!("`{}` cannot be trained in a stream", line.title))
                .note(format_args!("`{}` has a loss, and remembers what it has seen", draft.network.name))
                .note(why)
                .help(format_args!("{help}, or remove `#[loss(..)]` and load weights that another library trained")),
        );
    }
}

/// `#[window(..)]` is for streams that train.
fn windows_are_of_streams(draft: &Draft<'_>, errors: &mut Collector) {
    let Some((_, place)) = draft.window else { return };
    let name = &draft.network.name;
    let are_known = draft.lines.iter().all(|line| line.checked.layer.is_some());
    if are_known && first_that_remembers(draft).is_none() {
        errors.push(
            Diagnostic::new(place, format!("no layer of `{name}` remembers what it has seen"))
                .note("`#[window(..)]` is for streams: the most steps that training looks back")
                .help("remove it"),
        );
    } else if are_known && draft.loss.is_none() {
        errors.push(
            Diagnostic::new(place, format!("`{name}` has a size of windows, and no loss to train with"))
                .help("remove `#[window(..)]`, or add a loss: `#[loss(mse)]`"),
        );
    }
}

/// A chain of unused layers is one mistake, at its end.
fn every_layer_is_used(draft: &Draft<'_>, errors: &mut Collector) {
    if !draft.is_wired {
        return;
    }
    let used: HashSet<Source> = draft.lines.iter().flat_map(|line| line.operands.iter().copied()).collect();
    let n_lines = draft.lines.len();
    for (index, line) in draft.lines.iter().enumerate().take(n_lines.saturating_sub(1)) {
        if !used.contains(&Source::Node(index)) {
            errors.push(unused(line));
        }
    }
}

fn unused(line: &DraftLine<'_>) -> Diagnostic {
    let error = Diagnostic::new(
        line.line.label.as_ref().unwrap_or(&line.line.call.name),
        format!("the output of `{}` is never used", line.title),
    );
    match &line.line.label {
        Some(label) => {
            error.help(format_args!("join it, as in `add({label})`, take it with `from = {label}`, or remove it"))
        }
        None => {
            error.note("the next line takes another value, by `from`").help("give it a label and use it, or remove it")
        }
    }
}

fn parameters_stay_within_the_limit(draft: &Draft<'_>, errors: &mut Collector) {
    let mut parameters = 0_usize;
    for line in &draft.lines {
        let Some(layer) = &line.checked.layer else { continue };
        for parameter in layer.parameters() {
            let elements = parameter.shape.iter().fold(1_usize, |elements, extent| elements.saturating_mul(*extent));
            parameters = parameters.saturating_add(elements);
        }
        if parameters > MAX_PARAMETERS {
            errors.push(
                Diagnostic::new(
                    line.checked.size.unwrap_or((&line.line.call.name).into()),
                    format!("`{}` has {} parameters up to here", draft.network.name, grouped(parameters)),
                )
                .note(format_args!("at most {} are allowed, which are 1 GiB", grouped(MAX_PARAMETERS))),
            );
            return;
        }
    }
}

/// The activation that a line applies last, if it is known to be a dense layer or an activation.
fn activation(line: &DraftLine<'_>) -> Option<Activation> {
    line.checked.layer.as_ref().and_then(|layer| layer.activation())
}

fn place_of_activation(line: &DraftLine<'_>) -> Place {
    line.checked.activation.unwrap_or((&line.line.call.name).into())
}
