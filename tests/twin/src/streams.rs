//! Random declarations of streams.

use crate::random::Random;

/// Activations that keep the scale of numbers.
const ACTIVATIONS: [&str; 8] = ["tanh", "relu", "gelu", "silu", "sigmoid", "softplus", "identity", "leaky_relu(0.2)"];

/// A declaration of a stream: layers with a memory among others, of sizes around whole panels.
#[must_use]
pub fn declaration(index: usize, random: &mut Random) -> String {
    let size = |random: &mut Random| match random.below(6) {
        0 => [1, 15, 16, 17, 32, 53][random.below(6)],
        1 => random.between(17, 40),
        _ => random.between(1, 12),
    };
    let input = size(random);
    let (mut lines, mut widths): (Vec<String>, Vec<usize>) = (Vec::new(), vec![input]);
    let n_lines = random.between(1, 5);
    let remembers = random.below(n_lines);
    for line in 0..n_lines {
        let width = widths[line];
        let kind = if line == remembers { random.below(8) } else { random.below(16) };
        let bias = if random.chance(0.3) { ", bias = false" } else { "" };
        let initial = if random.chance(0.3) { ", initial = true" } else { "" };
        // A stack begins with zeros.
        let initial = if initial.is_empty() && random.chance(0.2) { ", layers = 2" } else { initial };
        let (text, len) = match kind {
            0 | 1 => {
                let len = size(random);
                (format!("lstm({len}{bias}{initial})"), len)
            }
            2 => {
                let len = size(random);
                let reset = ["", ", reset = after", ", reset = before"][random.below(3)];
                (format!("gru({len}{bias}{reset}{initial})"), len)
            }
            3 => {
                let (len, activation) = (size(random), ["", ", tanh", ", relu"][random.below(3)]);
                (format!("rnn({len}{activation}{bias}{initial})"), len)
            }
            4 | 5 => {
                let (len, activation) = (size(random), ["", ", tanh", ", relu", ", gelu"][random.below(4)]);
                let (kernel, dilation) = (random.between(1, 5), [1, 1, 2, 3, 7][random.below(5)]);
                // A channel for each output, all for all, or some for some.
                let (len, groups) = match random.below(6) {
                    0 => (width, format!(", groups = {width}")),
                    1 => {
                        let divisors: Vec<usize> = (1..=width).filter(|groups| width.is_multiple_of(*groups)).collect();
                        let groups = divisors[random.below(divisors.len())];
                        (groups * random.between(1, 3), format!(", groups = {groups}"))
                    }
                    _ => (len, String::new()),
                };
                (
                    format!("conv1d({len}, {kernel}{activation}, dilation = {dilation}{groups}, causal = true{bias})"),
                    len,
                )
            }
            6 => match random.below(3) {
                0 => (format!("delay({})", random.between(1, 9)), width),
                1 => (format!("ema({})", [0.1, 0.5, 0.75][random.below(3)]), width),
                _ => {
                    let steps = random.between(1, 5);
                    let order = ["", ", order = oldest_first", ", order = newest_first"][random.below(3)];
                    (format!("stack({steps}{order})"), width * steps)
                }
            },
            7 if line == remembers => {
                let len = size(random);
                (format!("gru({len})"), len)
            }
            7 => {
                let (len, activation) = (size(random), ACTIVATIONS[random.below(ACTIVATIONS.len())]);
                (format!("dense({len}, {activation}{bias})"), len)
            }
            8 => (ACTIVATIONS[random.below(ACTIVATIONS.len())].to_owned(), width),
            9 => (["affine", "scale(0.5)", "dropout(0.25)", "softmax"][random.below(4)].to_owned(), width),
            10 if width > 1 => {
                let end = random.between(1, width - 1);
                (format!("slice(0, {end})"), end)
            }
            // Another line, or the input, joins this one.
            _ => {
                let other = random.below(line.max(1));
                let name = if other == 0 { "input".to_owned() } else { format!("l{}", other - 1) };
                if line == 0 {
                    (format!("dense({width})"), width)
                } else if widths[other] == width && random.chance(0.5) {
                    (format!("add({name})"), width)
                } else {
                    (format!("concat({name})"), width + widths[other])
                }
            }
        };
        lines.push(format!("l{line}: {text}"));
        widths.push(len);
    }
    let last = random.between(1, 6);
    lines.push(if random.chance(0.8) { format!("dense({last})") } else { format!("gru({last})") });
    format!("struct Stream{index}: [{input}] -> [{last}] {{ {} }}", lines.join(", "))
}
