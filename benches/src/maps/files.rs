//! The networks as files, for peers that are programs: `NAME.onnx`, `NAME.input` with numbers of rows, and `NAME.predict` and
//! `NAME.sgd` with what ours makes of these.

use std::fs;
use std::path::Path;

use nn_runtime::prelude::*;

use super::shapes::{Depthwise, First, Square};
use super::{Autoencoder, Case, DsCnn, LeNet, MOST_ROWS, Mobilenet, Net, Resnet8};
use crate::contender::PeerResult;
use crate::ours::network;

/// Writes the files of a network.
///
/// # Errors
/// If one cannot be written.
pub fn write(folder: &Path, net: Net) -> PeerResult<()> {
    let model = folder.join(net.name()).with_extension("onnx");
    match net {
        Net::LeNet => network::<LeNet>().to_onnx(model)?,
        Net::Resnet8 => network::<Resnet8>().to_onnx(model)?,
        Net::DsCnn => network::<DsCnn>().to_onnx(model)?,
        Net::Mobilenet => network::<Mobilenet>().to_onnx(model)?,
        Net::Autoencoder => network::<Autoencoder>().to_onnx(model)?,
        Net::Square => network::<Square>().to_onnx(model)?,
        Net::First => network::<First>().to_onnx(model)?,
        Net::Depthwise => network::<Depthwise>().to_onnx(model)?,
    }
    let numbers = |name: &str, numbers: &[f32]| {
        fs::write(folder.join(net.name()).with_extension(name), bytemuck::cast_slice::<f32, u8>(numbers))
    };
    numbers("input", &net.inputs(MOST_ROWS))?;
    for case in Case::all().into_iter().filter(|case| case.net == net && case.batch == MOST_ROWS) {
        numbers(case.measure.name(), &case.expected()?)?;
    }
    Ok(())
}
