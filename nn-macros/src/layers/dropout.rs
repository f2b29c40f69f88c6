//! `dropout`: removes elements at random while training.

use super::{Checked, Kind, Operands, Site};
use crate::language::arguments::Parameter;
use crate::language::values::{Range, number, subject};
use crate::model::Layer;

pub(super) const KIND: Kind = Kind {
    name: "dropout",
    usage: "dropout(rate, from = label)",
    parameters: &[Parameter::required("rate")],
    operands: Operands::One,
    check,
};

fn check(site: &mut Site<'_>) -> Checked {
    let rate = site
        .arguments
        .get("rate")
        .and_then(|value| number(value, Range::Fraction, &subject("rate", site.title), site.errors));
    let layer = site.source().zip(rate).map(|(input, rate)| Layer::Dropout { input, rate });
    Checked { layer, shape: site.shape(), ..Checked::default() }
}
