//! Activations: names of `PyTorch`, with constants beside them.

use super::writer::Writer;
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::Value;

/// The activations of `NeuralAmpModelerCore` that are read.
const READ: &str = "supported are `Tanh`, `Hardtanh`, `LeakyHardtanh`, `ReLU`, `LeakyReLU`, `PReLU`, `Sigmoid`, `SiLU`, `Hardswish` and `Softsign`";

/// What is computed of each number.
#[derive(Clone, Debug)]
pub(super) enum Activation {
    /// As it is written here: `leaky_relu(0.1)`.
    Named { name: &'static str, constants: Vec<String> },
    /// A slope for each channel where it is negative.
    Slopes(Vec<f32>),
    /// The number itself between two limits, and a slope from each of them on.
    Leaky { limits: [f32; 2], slopes: [f32; 2] },
}

impl Activation {
    /// What an item says: a name, or an object with a `type` and constants.
    pub(super) fn read(item: &Item<'_>, channels: usize) -> Result<Self, Mistake> {
        let kind = if item.keys().next().is_some() { item.get("type")? } else { item.clone() };
        let plain = |name| Ok(Self::Named { name, constants: Vec::new() });
        let constant = |key: &str, default: f32| item.find(key).map_or(Ok(default), |item| item.finite());
        match kind.text()? {
            "Tanh" => plain("tanh"),
            "Hardtanh" => hard_tanh(item),
            "ReLU" => plain("relu"),
            "Sigmoid" => plain("sigmoid"),
            "SiLU" => plain("silu"),
            "Hardswish" => plain("hard_swish"),
            "Softsign" => plain("softsign"),
            "PReLU" if item.find("negative_slope").is_none() && item.find("negative_slopes").is_some() => {
                Ok(Self::Slopes(item.get("negative_slopes")?.array(&[channels])?))
            }
            "LeakyReLU" | "PReLU" => {
                let slope = constant("negative_slope", 0.01)?;
                Ok(Self::Named { name: "leaky_relu", constants: vec![format!("{slope:?}")] })
            }
            // Both spellings are known to NeuralAmpModelerCore.
            "LeakyHardtanh" | "LeakyHardTanh" => {
                let limits = [constant("min_val", -1.0)?, constant("max_val", 1.0)?];
                let [min, max] = limits;
                if min >= max {
                    return Err(
                        item.mistake(&format!("has the `min_val` {min}, which is not below its `max_val` {max}"))
                    );
                }
                Ok(Self::Leaky { limits, slopes: [constant("min_slope", 0.01)?, constant("max_slope", 0.01)?] })
            }
            name => Err(kind.mistake(&format!("is {name:?}, which is not supported")).note(READ)),
        }
    }

    /// The lines that compute it.
    pub(super) fn write(self, writer: &mut Writer<'_, '_>, label: &str, input: &Value) -> Value {
        let (call, parameters) = match self {
            Self::Named { name, constants } => ((name, constants), Vec::new()),
            Self::Slopes(slopes) => (("prelu", vec!["per_channel = true".to_owned()]), vec![("weight", slopes)]),
            Self::Leaky { limits, slopes } => return leaky(writer, label, input, limits, slopes),
        };
        writer.lines.call(label, call, (input, &[]), input.width, parameters)
    }
}

/// `clamp(x, -1, 1)`. The trainer writes the limits of a file that has others, and `NeuralAmpModelerCore` does not look at them.
fn hard_tanh(item: &Item<'_>) -> Result<Activation, Mistake> {
    for (key, expected) in [("min_val", -1.0), ("max_val", 1.0)] {
        if let Some(limit) = item.find(key)
            && limit.number()? != expected
        {
            let mistake = limit.mistake(&format!("is {}, expected {expected}", limit.number()?));
            return Err(
                mistake.note("NeuralAmpModelerCore limits every `Hardtanh` to -1 and 1, and the trainer does not")
            );
        }
    }
    Ok(Activation::Named { name: "hard_tanh", constants: [-1.0_f32, 1.0].map(|limit| format!("{limit:?}")).to_vec() })
}

/// What is within the limits, plus what is beyond each of them times its slope.
fn leaky(writer: &mut Writer<'_, '_>, label: &str, input: &Value, limits: [f32; 2], slopes: [f32; 2]) -> Value {
    let width = input.width;
    let constants = limits.map(|limit| format!("{limit:?}")).to_vec();
    let within = format!("{label}_within");
    let within = writer.lines.call(&within, ("hard_tanh", constants), (input, &[]), width, Vec::new());
    let [below, above] = slopes;
    let mut parts = Vec::new();
    if below == above {
        let beyond = writer.sub(&format!("{label}_beyond"), input, &within);
        parts.push(writer.scale(&format!("{label}_leak"), &beyond, above));
    } else {
        for (side, (from, to), slope) in [("below", (&within, input), -below), ("above", (input, &within), above)] {
            let beyond = writer.sub(&format!("{label}_beyond_{side}"), from, to);
            let part = format!("{label}_{side}");
            let part = writer.lines.call(&part, ("relu", Vec::new()), (&beyond, &[]), width, Vec::new());
            parts.push(writer.scale(&format!("{label}_leak_{side}"), &part, slope));
        }
    }
    writer.add(label, &within, &parts.iter().collect::<Vec<_>>())
}
