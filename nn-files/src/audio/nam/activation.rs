//! Activations: names of `PyTorch`, with constants beside them.

use crate::audio::json::{Item, Mistake};
use crate::audio::lines::{Lines, Value};

/// What is computed of each number.
#[derive(Clone, Debug)]
pub(super) enum Activation {
    /// As it is written here: `leaky_relu(0.1)`.
    Named { name: &'static str, constants: Vec<String> },
    /// A slope for each channel where it is negative.
    Slopes(Vec<f32>),
}

impl Activation {
    /// What an item says: a name, or an object with a `type` and constants.
    pub(super) fn read(item: &Item<'_>, channels: usize) -> Result<Self, Mistake> {
        let kind = if item.keys().next().is_some() { item.get("type")? } else { item.clone() };
        let plain = |name| Ok(Self::Named { name, constants: Vec::new() });
        match kind.text()? {
            "Tanh" => plain("tanh"),
            "Hardtanh" => {
                Ok(Self::Named { name: "hard_tanh", constants: vec!["-1.0".to_owned(), "1.0".to_owned()] })
            }
            "ReLU" => plain("relu"),
            "Sigmoid" => plain("sigmoid"),
            "SiLU" => plain("silu"),
            "Hardswish" => plain("hard_swish"),
            "Softsign" => plain("softsign"),
            "PReLU" if item.find("negative_slopes").is_some() => {
                Ok(Self::Slopes(item.get("negative_slopes")?.array(&[channels])?))
            }
            "LeakyReLU" | "PReLU" => {
                let slope = item.find("negative_slope").map_or(Ok(0.01), |slope| slope.number())?;
                Ok(Self::Named { name: "leaky_relu", constants: vec![format!("{:?}", slope as f32)] })
            }
            name => Err(kind.mistake(&format!("is {name:?}, which is not supported")).note(
                "supported are `Tanh`, `Hardtanh`, `ReLU`, `LeakyReLU`, `PReLU`, `Sigmoid`, `SiLU`, `Hardswish` and `Softsign`",
            )),
        }
    }

    /// The line that computes it.
    pub(super) fn write(self, lines: &mut Lines, label: &str, input: &Value) -> Value {
        let (kind, arguments, weight) = match self {
            Self::Named { name, constants } => (name, constants, None),
            Self::Slopes(slopes) => ("prelu", vec!["per_channel = true".to_owned()], Some(slopes)),
        };
        let parameters = weight.map(|weight| ("weight", weight)).into_iter().collect();
        lines.call(label, (kind, arguments), (input, &[]), input.width, parameters)
    }
}
