//! `#[onnx(..)]`.

use crate::ast::Imported;
use crate::fallback::Failure;
use crate::model::Model;

pub(crate) fn import(_imported: &Imported) -> Result<Model, Box<Failure>> {
    unreachable!()
}
