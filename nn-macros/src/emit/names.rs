//! The names of arrays, fields and functions in printed code.

use proc_macro2::{Ident, Literal};
use quote::format_ident;

use crate::plan::step::{Pass, PassKind, Place, Purpose};
use crate::plan::{FieldId, LANES, Plan, Rows, TierId};

/// The variable, or the field of the workspace, the network or the gradient, that is a place.
pub(super) fn place(plan: &Plan<'_>, place: Place) -> Ident {
    match place {
        Place::Input => format_ident!("x"),
        Place::Value(id) => format_ident!("{}_value", plan.value(id).name),
        Place::State(id) => format_ident!("{}_state", plan.value(id).name),
        Place::Gradient(id) => format_ident!("{}_gradient", plan.value(id).name),
        Place::Earlier(id) => format_ident!("{}_earlier", plan.value(id).name),
        Place::Moments(id) => format_ident!("{}_moments", plan.value(id).name),
        Place::Parameter(id) | Place::ParameterGradient(id) => field(plan, id),
        Place::Transposed(id) => format_ident!("{}_transposed", plan.field(id).name),
        Place::Targets => format_ident!("targets"),
        Place::Losses => format_ident!("losses"),
    }
}

/// The field of the network's struct.
pub(super) fn field(plan: &Plan<'_>, id: FieldId) -> Ident {
    format_ident!("{}", plan.field(id).name)
}

/// The field of the workspace that holds the gradient of a kernel for a single row, and the variable of sums that become one.
pub(super) fn sums(plan: &Plan<'_>, id: FieldId) -> Ident {
    format_ident!("{}_sums", plan.field(id).name)
}

/// The function that a pass is.
pub(super) fn pass(plan: &Plan<'_>, pass: &Pass) -> Ident {
    of_kind(plan, pass.kind, pass.tier)
}

/// The function that a pass of this kind is.
pub(super) fn of_kind(plan: &Plan<'_>, kind: PassKind, tier: TierId) -> Ident {
    let stem = match kind {
        PassKind::Inference(Rows::Exactly(1)) => "forward_row",
        PassKind::Inference(_) => "forward_rows",
        PassKind::Maps => "forward_maps",
        PassKind::InferenceColumns => "forward_lanes",
        PassKind::TrainRows => "train_rows",
        PassKind::TrainParameters => "train_parameters",
        PassKind::GradientColumns => "gradient_lanes",
        PassKind::SingleRow(Purpose::Gradient) => "gradient_row",
        PassKind::SingleRow(Purpose::Descent) => "descend_row",
        PassKind::Step => "step_row",
        PassKind::StepColumns(groups) => {
            return format_ident!("step_{}lanes{}", LANES * groups, plan.tier(tier).suffix);
        }
        PassKind::StepRows => "step_rows",
        PassKind::StepBlock => "step_block",
        PassKind::WindowForward => "forward_window",
        PassKind::WindowBackward => "backward_window",
    };
    format_ident!("{stem}{}", plan.tier(tier).suffix)
}

/// The function that computes the output for one input.
pub(super) fn predict_row(plan: &Plan<'_>, tier: TierId) -> Ident {
    format_ident!("predict_row{}", plan.tier(tier).suffix)
}

/// The function that computes the outputs of a batch.
pub(super) fn predict_rows(plan: &Plan<'_>, tier: TierId) -> Ident {
    format_ident!("predict_rows{}", plan.tier(tier).suffix)
}

/// The function that computes the next output of a stream.
pub(super) fn stream_row(plan: &Plan<'_>, tier: TierId) -> Ident {
    format_ident!("stream_row{}", plan.tier(tier).suffix)
}

/// As [`stream_row`], as a part of its caller.
pub(super) fn next_output(plan: &Plan<'_>, tier: TierId) -> Ident {
    format_ident!("next_output{}", plan.tier(tier).suffix)
}

/// The function that computes the losses of rows.
pub(super) fn loss_rows(plan: &Plan<'_>, tier: TierId) -> Ident {
    format_ident!("loss_rows{}", plan.tier(tier).suffix)
}

/// A number as a person writes it: `784`, not `784usize`.
pub(super) fn count(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}

/// Numbers of a row as it is turned into columns: the power of two from `len` on.
pub(super) fn turned(len: usize) -> usize {
    len.next_power_of_two()
}
