//! What a declaration may say: arguments and values, limits, suggestions, and the tables of facts about activations, losses and
//! initialisers.

pub(crate) mod activations;
pub(crate) mod arguments;
pub(crate) mod attributes;
pub(crate) mod foreign;
pub(crate) mod initialisers;
pub(crate) mod limits;
pub(crate) mod losses;
pub(crate) mod math;
pub(crate) mod suggest;
pub(crate) mod table;
pub(crate) mod values;
