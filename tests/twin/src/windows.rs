//! Random declarations of networks over windows, `[channels, time]`: layers with a memory among others.

use crate::random::Random;

/// Activations without a kink, which a mask could move a row to.
const ACTIVATIONS: [&str; 4] = ["tanh", "sigmoid", "silu", "softplus"];

/// A declaration with layers with a memory of sizes around whole panels, in both directions and stacked.
#[must_use]
pub fn declaration(index: usize, random: &mut Random) -> String {
    let size = |random: &mut Random| match random.below(6) {
        0 => [1, 15, 16, 17, 32][random.below(5)],
        _ => random.between(1, 12),
    };
    let (input, steps) = (size(random), random.between(1, 8));
    let (mut lines, mut channels): (Vec<String>, usize) = (Vec::new(), input);
    let n_lines = random.between(1, 4);
    let remembers = random.below(n_lines);
    let (has_loss, has_head) = (random.chance(0.8), random.chance(0.6));
    for line in 0..n_lines {
        let kind = if line == remembers { random.below(4) } else { random.below(9) };
        let bias = if random.chance(0.3) { ", bias = false" } else { "" };
        let layers = ["", "", "", ", layers = 2", ", layers = 3"][random.below(5)];
        let both = random.chance(0.3);
        let direction = match (both, random.chance(0.2)) {
            (true, _) => ", bidirectional = true",
            (false, true) => ", reverse = true",
            (false, false) => "",
        };
        let is_one = layers.is_empty() && !both;
        let initial = if is_one && random.chance(0.3) { ", initial = true" } else { "" };
        let options = format!("{bias}{layers}{direction}{initial}");
        let n = size(random);
        let text = match kind {
            0 | 1 => format!("lstm({n}{options})"),
            2 => format!("gru({n}{}{options})", if random.chance(0.4) { ", reset = before" } else { "" }),
            3 => format!("rnn({n}{options})"),
            4 => format!("conv1d({n}, {}, tanh, causal = true{bias})", random.between(1, 3)),
            // It stands before a layer with weights.
            5 if has_head => "dropout(0.25)".to_owned(),
            6 => "layer_norm".to_owned(),
            _ => ACTIVATIONS[random.below(4)].to_owned(),
        };
        channels = match kind {
            0..=3 => n * if both { 2 } else { 1 },
            4 => n,
            _ => channels,
        };
        lines.push(text);
    }
    let mut shape = format!("[{channels}, {steps}]");
    if has_head {
        let kind = ["last", "mean_over_time", "flatten"][random.below(3)];
        let outputs = random.between(1, 20);
        lines.extend([kind.to_owned(), format!("dense({outputs}, {})", ACTIVATIONS[random.below(4)])]);
        shape = format!("[{outputs}]");
    }
    let loss = if has_loss { "#[loss(mse)] " } else { "" };
    format!("{loss}struct Net{index}: [{input}, {steps}] -> {shape} {{ {} }}", lines.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::read;

    #[test]
    fn networks_have_every_layer_and_option() {
        let mut random = Random::new(6);
        let all: Vec<String> = (0..200).map(|index| declaration(index, &mut random)).collect();
        for text in [
            "lstm",
            "gru",
            "rnn",
            "conv1d",
            "dropout",
            "layers = 3",
            "bidirectional",
            "reverse",
            "initial",
            "before",
            "last",
            "mean_over_time",
            "flatten",
            "bias = false",
        ] {
            assert!(all.iter().any(|declaration| declaration.contains(text)), "no network has {text}");
        }
        for declaration in &all {
            drop(read(declaration));
        }
    }
}
