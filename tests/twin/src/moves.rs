//! Layers that move numbers: for each number of a result the position that it is taken from.

use crate::description::Argument;

/// The shape of `permute`, `pixel_shuffle`, `pixel_unshuffle` and `crop`, and where each number is from; `None` for other layers.
pub(crate) fn moved(kind: &str, shape: &[usize], arguments: &[Argument]) -> Option<(Vec<usize>, Vec<usize>)> {
    let numbers = || {
        let argument = arguments.iter().find(|argument| argument.name.as_deref() != Some("from"));
        argument.expect("it has an argument").sizes()
    };
    let is_of = |word: &str| {
        arguments.iter().any(|argument| argument.name.as_deref() == Some("mode") && argument.value == word)
    };
    match kind {
        "permute" => Some(permuted(shape, &numbers())),
        "pixel_shuffle" => {
            let (r, [channels, height, width]) = (numbers()[0], extents(shape));
            let of_all = [channels / (r * r), height * r, width * r];
            let from = each(of_all, |[c, y, x]| {
                let channel = many_channels([c, y % r, x % r], of_all[0], r, is_of("dcr"));
                (channel * height + y / r) * width + x / r
            });
            Some((of_all.to_vec(), from))
        }
        "pixel_unshuffle" => {
            let (r, [channels, height, width]) = (numbers()[0], extents(shape));
            let of_all = [channels * r * r, height / r, width / r];
            let mut from = vec![0; shape.iter().product()];
            // Each number of the operand goes where a shuffle would take it from.
            for (number, to) in each([channels, height, width], |[c, y, x]| {
                let channel = many_channels([c, y % r, x % r], channels, r, is_of("dcr"));
                (channel * of_all[1] + y / r) * of_all[2] + x / r
            })
            .into_iter()
            .enumerate()
            {
                from[to] = number;
            }
            Some((of_all.to_vec(), from))
        }
        "crop" => {
            let [channels, height, width] = extents(shape);
            let (top, bottom, left, right) = match (shape.len(), &numbers()[..]) {
                (2, [both]) => (0, 0, *both, *both),
                (2, [before, after]) => (0, 0, *before, *after),
                (3, [all]) => (*all, *all, *all, *all),
                (3, [height, width]) => (*height, *height, *width, *width),
                (3, [top, bottom, left, right]) => (*top, *bottom, *left, *right),
                (_, sides) => panic!("{sides:?} are no sides"),
            };
            let left_over = [channels, height - top - bottom, width - left - right];
            let from = each(left_over, |[c, y, x]| (c * height + y + top) * width + x + left);
            let shape = if shape.len() == 2 { vec![channels, left_over[2]] } else { left_over.to_vec() };
            Some((shape, from))
        }
        _ => None,
    }
}

/// The channel of a row and a column between pixels.
fn many_channels([c, y, x]: [usize; 3], channels: usize, r: usize, is_last: bool) -> usize {
    if is_last { (y * r + x) * channels + c } else { (c * r + y) * r + x }
}

/// Of a map of time the height is 1.
fn extents(shape: &[usize]) -> [usize; 3] {
    match *shape {
        [channels, time] => [channels, 1, time],
        [channels, height, width] => [channels, height, width],
        _ => panic!("{shape:?} is no map"),
    }
}

/// What is found at each channel, row and column, in order.
fn each([channels, height, width]: [usize; 3], find: impl Fn([usize; 3]) -> usize) -> Vec<usize> {
    let mut all = Vec::new();
    for c in 0..channels {
        for y in 0..height {
            for x in 0..width {
                all.push(find([c, y, x]));
            }
        }
    }
    all
}

fn permuted(shape: &[usize], order: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let of_result: Vec<usize> = order.iter().map(|axis| shape[*axis]).collect();
    let from = (0..shape.iter().product()).map(|number: usize| {
        // The position along each axis of the operand.
        let (mut rest, mut at) = (number, vec![0; shape.len()]);
        for (axis, extent) in order.iter().zip(&of_result).rev() {
            at[*axis] = rest % extent;
            rest /= extent;
        }
        at.iter().zip(shape).fold(0, |place, (at, extent)| place * extent + at)
    });
    let from = from.collect();
    (of_result, from)
}
