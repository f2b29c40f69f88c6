//! The lines in order: the layer that each names, its arguments, its operands, and what the layer says to them.

use super::DraftLine;
use super::wiring::Wiring;
use crate::ast::Line;
use crate::errors::Collector;
use crate::language::activations::respelled;
use crate::language::arguments::{Signature, bind};
use crate::language::foreign::Topic;
use crate::language::losses;
use crate::language::suggest::explain_unknown;
use crate::layers::{self, Checked, Operands, Site};
use crate::model::{Shape, Source};

/// Checks every line; also says whether all names of operands were resolved.
pub(super) fn check<'a>(
    lines: &'a [Line],
    input: Option<&Shape>,
    errors: &mut Collector,
) -> (Vec<DraftLine<'a>>, bool) {
    let mut wiring = Wiring::new(lines, input);
    let mut shapes: Vec<Option<Shape>> = Vec::new();
    let mut drafts = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let title = line.title();
        let (checked, operands) = check_line(index, line, &title, &mut wiring, &shapes, errors);
        shapes.push(checked.shape.clone());
        drafts.push(DraftLine { line, title, operands, checked });
    }
    (drafts, wiring.is_complete)
}

fn check_line(
    index: usize,
    line: &Line,
    title: &str,
    wiring: &mut Wiring<'_>,
    shapes: &[Option<Shape>],
    errors: &mut Collector,
) -> (Checked, Vec<Source>) {
    let other = respelled(&line.call);
    let call = other.as_ref().unwrap_or(&line.call);
    let Some(named) = layers::find(&call.name.to_string()) else {
        wiring.is_complete = false;
        errors.push(match losses::find(&call.name.to_string()) {
            Some(loss) => losses::refuse_among_layers(&call.name, loss.name),
            None => explain_unknown(&call.name, Topic::Layer, layers::all_known(), &layers::names()),
        });
        return (Checked::default(), Vec::new());
    };
    let parameters = named.parameters();
    let usage = named.usage();
    let signature =
        Signature { title, usage: &usage, parameters: &parameters, variadic: named.operands() == Operands::Join };
    let arguments = bind(&signature, call, errors);
    let operands = wiring.operands(index, named, &arguments, shapes, errors);
    let sources = operands.iter().filter_map(|operand| operand.source).collect();
    let checked = named.check(&mut Site { call, title, arguments, operands, errors });
    (checked, sources)
}
