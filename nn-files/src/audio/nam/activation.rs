//! Activations: names of `PyTorch`, with constants beside them.

use super::writer::Writer;
use crate::audio::json::{Item, Mistake};
use crate::audio::lines::Value;

/// The activations of `NeuralAmpModelerCore` that are read.
const READ: &str = "supported are `Tanh`, `Fasttanh`, `Hardtanh`, `LeakyHardtanh`, `ReLU`, `LeakyReLU`, `PReLU`, `Sigmoid`, `SiLU`, `Hardswish` and `Softsign`";

/// What is computed of each number.
#[derive(Clone, Debug)]
pub(super) enum Activation {
    /// As it is written here: `leaky_relu(0.1)`.
    Named { name: &'static str, constants: Vec<String> },
    /// A slope for each channel where it is negative.
    Slopes(Vec<f32>),
    /// The number itself between two limits, and a slope from each of them on.
    Leaky { limits: [f32; 2], slopes: [f32; 2] },
    /// The quotient of polynomials that `NeuralAmpModelerCore` calls a fast tangent.
    FastTanh,
}

impl Activation {
    /// What an item says: a name, or an object with a `type` and constants.
    pub(super) fn read(item: &Item<'_>, channels: usize) -> Result<Self, Mistake> {
        let kind = if item.keys().next().is_some() { item.get("type")? } else { item.clone() };
        let plain = |name| Ok(Self::Named { name, constants: Vec::new() });
        let constant = |key: &str, default: f32| item.find(key).map_or(Ok(default), |item| item.finite());
        match kind.text()? {
            "Tanh" => plain("tanh"),
            "Fasttanh" => Ok(Self::FastTanh),
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
            Self::FastTanh => return fast_tanh(writer, label, input),
            Self::Leaky { limits, slopes } => return leaky(writer, label, input, limits, slopes),
        };
        writer.lines.call(label, call, (input, &[]), input.width, parameters)
    }
}

/// `clamp(x, -1, 1)`. The trainer writes the limits of a file that has others, and `NeuralAmpModelerCore` does not look at them.
fn hard_tanh(item: &Item<'_>) -> Result<Activation, Mistake> {
    for (key, expected) in [("min_val", -1.0_f64), ("max_val", 1.0)] {
        if let Some(limit) = item.find(key)
            && limit.number()?.to_bits() != expected.to_bits()
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
    if below.to_bits() == above.to_bits() {
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

/// `x (A (1 + u) + (B + C u) x^2) / (E + (E + x^2) (u + F u^2))` of `u = abs(x)`, as lines: no layer of the language is this quotient, and the trainer
/// writes no such file.
fn fast_tanh(writer: &mut Writer<'_, '_>, label: &str, input: &Value) -> Value {
    const A: f32 = 2.455_507_5;
    const B: f32 = 0.893_229_87;
    const C: f32 = 0.821_226_7;
    const E: f32 = 2.445_066_5;
    const F: f32 = 0.814_642_7;
    let part = |name: &str| format!("{label}_{name}");
    let of_each = |writer: &mut Writer<'_, '_>, name: &str, kind: &'static str, input: &Value| {
        writer.lines.call(&part(name), (kind, Vec::new()), (input, &[]), input.width, Vec::new())
    };
    let size = of_each(writer, "size", "abs", input);
    let square = of_each(writer, "square", "square", input);
    let low = writer.affine(&part("low"), &size, A, A);
    let high = writer.affine(&part("high"), &size, C, B);
    let high = writer.mul(&part("high_terms"), &high, &square);
    let above = writer.add(&part("terms"), &low, &[&high]);
    let above = writer.mul(&part("above"), &above, input);
    let slope = writer.affine(&part("slope"), &size, F, 1.0);
    let sizes = writer.mul(&part("sizes"), &slope, &size);
    let squares = writer.affine(&part("squares"), &square, 1.0, E);
    let product = writer.mul(&part("product"), &squares, &sizes);
    let below = writer.affine(&part("below"), &product, 1.0, E);
    let below = of_each(writer, "quotient", "reciprocal", &below);
    writer.mul(label, &above, &below)
}
