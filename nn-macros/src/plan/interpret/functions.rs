//! Runs functions: contractions by their index maps, and what calls them over rows.

use std::collections::BTreeMap;

use super::scalar::Function as Scalar;
use crate::ir::Span;
use crate::model::Activation;
use crate::plan::contract::{Access, Axis, Contract, Factor, Finish, Index, Lane, Start, Terms};
use crate::plan::convolve::{Convolve, Pixels, PoolOfLines, Reads, RunningNorm};
use crate::plan::functions::{ArgumentKind, Body, ByParts, Element, Function, Outer, RowsWalk};
use crate::plan::step::Term;
use crate::plan::{LANES, Plan, SumOrder};

/// An array with its type.
pub(super) struct Argument {
    pub(super) kind: ArgumentKind,
    pub(super) numbers: Vec<f32>,
}

impl Argument {
    /// Numbers of an element of a slice.
    fn element(&self) -> usize {
        match &self.kind {
            ArgumentKind::Array(array) => {
                array.extents.iter().product::<usize>() * if array.element == Element::Panel { LANES } else { 1 }
            }
            _ => self.numbers.len(),
        }
    }

    /// These numbers instead, of which each panel of the outer extent has as many columns; or the numbers of a row.
    pub(super) fn become_recalled(&mut self, numbers: Vec<f32>) {
        let ArgumentKind::Array(array) = &mut self.kind else { panic!("what is recalled is an array") };
        match &mut array.extents[..] {
            [groups, columns] => *columns = numbers.len() / LANES / *groups,
            [of_row] => *of_row = numbers.len(),
            _ => {}
        }
        self.numbers = numbers;
    }

    fn is_slice(&self) -> bool {
        matches!(&self.kind, ArgumentKind::Array(array) if array.is_slice)
    }
}

type Arguments<'a> = BTreeMap<&'a str, Argument>;

/// Runs a function for so many rows, where its arguments are slices.
pub(super) fn run(plan: &Plan<'_>, function: &Function, arguments: &mut Arguments<'_>, (rows, rate): (usize, f32)) {
    match &function.body {
        Body::Contract { contract, then } => {
            run_contract(contract, arguments);
            if let (Some(activation), Some(y)) = (then, arguments.get_mut("y")) {
                activate(*activation, &mut y.numbers);
            }
        }
        Body::Convolve { convolve, then } => {
            let first = function.arguments.first().map_or("x", |argument| argument.name);
            let mut y = convolve_row(convolve, first, arguments);
            if let Some(PoolOfLines { pool, window }) = convolve.pool {
                y = of_channels(&y, window.inputs());
                y = super::scalar::pool(&y, pool, &window);
                y = of_channels(&y, convolve.panels * LANES);
            }
            let written = arguments.get_mut("y").expect("a convolution has a result");
            written.numbers = y;
            if let Some(activation) = then {
                activate(*activation, &mut written.numbers);
            }
        }
        Body::ConvolveByParts(by) => convolve_by_parts(*by, arguments),
        Body::EachRow { called } => {
            for row in 0..rows {
                call_for(plan, &plan.functions[called], arguments, row..row + 1);
            }
        }
        Body::Rows(walk) => walk_rows(plan, walk, arguments, rows),
        Body::Blocks { called, rows: block, .. } => walk_blocks(plan, called, arguments, (rows, *block)),
        Body::VectorGradient { term, rows: block } => vector_gradient(*term, arguments, *block),
        Body::Outer(outer) => run_outer(*outer, arguments, rate),
    }
}

/// A convolution for groups of inputs in columns, of whose channels each part is for a part of the outputs.
fn convolve_by_parts(by: ByParts, arguments: &mut Arguments<'_>) {
    let ByParts { channels, parts, taps, has_bias, then } = by;
    let (x, weight) = (&arguments["x"].numbers, &arguments["weight"].numbers);
    let (columns, summed) = (taps * channels * LANES, channels / parts);
    let groups = x.len() / columns;
    let mut y = arguments["y"].numbers.clone();
    let outputs = y.len() / groups / LANES;
    for (group, output, lane) in (0..groups)
        .flat_map(|group| (0..outputs).map(move |output| (group, output)))
        .flat_map(|(group, output)| (0..LANES).map(move |lane| (group, output, lane)))
    {
        let first = output / (outputs / parts) * summed;
        let mut sum = if has_bias { arguments["bias"].numbers[output] } else { 0.0 };
        for (tap, term) in (0..taps).flat_map(|tap| (0..summed).map(move |term| (tap, term))) {
            let at = (output / LANES * taps + tap) * summed + term;
            let number = x[group * columns + (tap * channels + first + term) * LANES + lane];
            sum = number.mul_add(weight[at * LANES + output % LANES], sum);
        }
        y[(group * outputs + output) * LANES + lane] = sum;
    }
    if let Some(activation) = then {
        activate(activation, &mut y);
    }
    arguments.get_mut("y").expect("a convolution has a result").numbers = y;
}

/// Rows of so many numbers as columns: `[N, rows]` of `[rows, N]`.
fn of_channels(x: &[f32], rows: usize) -> Vec<f32> {
    let n = x.len() / rows;
    (0..n).flat_map(|number| (0..rows).map(move |row| x[row * n + number])).collect()
}

/// A convolution of one row, as its phases, taps and maps say.
fn convolve_row(convolve: &Convolve, x: &str, arguments: &Arguments<'_>) -> Vec<f32> {
    let Convolve { kernel: [_, kernel_width], read: [height, width], written: [_, written_width], .. } = *convolve;
    let Convolve { summed, panels, groups, .. } = *convolve;
    let (x, weight) = (&arguments[x].numbers, &arguments["weight"].numbers);
    let mut y = arguments["y"].numbers.clone();
    if convolve.pool.is_some() {
        y = vec![0.0; convolve.written.iter().product::<usize>() * panels * LANES];
    }
    let activation = Scalar::of(convolve.activation);
    let normalise = |sum: f32, channel: usize| {
        let Some(RunningNorm { epsilon, is_affine }) = convolve.norm else { return sum };
        let of = |name: &str| arguments[name].numbers[channel];
        let normalised = (sum - of("mean")) * (1.0 / (of("variance") + epsilon).sqrt());
        if is_affine { normalised * of("scale") + of("shift") } else { normalised }
    };
    let inner = convolve.kernel[0] * kernel_width * summed;
    let phases = convolve.rows.iter().flat_map(|rows| convolve.columns.iter().map(move |columns| (rows, columns)));
    for (rows, columns) in phases {
        let positions = (0..rows.count).flat_map(|row| (0..columns.count).map(move |column| (row, column)));
        for ((row, column), panel) in positions.flat_map(|at| (0..panels).map(move |panel| (at, panel))) {
            let mut sum = [0.0; LANES];
            if convolve.has_bias {
                sum.copy_from_slice(&arguments["bias"].numbers[panel * LANES..][..LANES]);
            }
            for (down, across) in (0..rows.taps).flat_map(|down| (0..columns.taps).map(move |across| (down, across))) {
                let (Some(read_row), Some(read_column)) = (rows.reads(row, down), columns.reads(column, across)) else {
                    continue;
                };
                let tap =
                    (rows.tap + rows.tap_stride * down) * kernel_width + columns.tap + columns.tap_stride * across;
                let pixel = read_row * width + read_column;
                for term in 0..summed {
                    let w = &weight[(panel * inner + tap * summed + term) * LANES..][..LANES];
                    for lane in 0..LANES {
                        let number = match convolve.reads {
                            Reads::Channels => x[term * height * width + pixel],
                            Reads::Pixels(stored) => {
                                x[pixel * stored + panel / (panels / groups) * (stored / groups) + term]
                            }
                            Reads::Lanes => x[(pixel * panels + panel) * LANES + lane],
                        };
                        sum[lane] = number.mul_add(w[lane], sum[lane]);
                    }
                }
            }
            let written = (rows.first + rows.step * row) * written_width + columns.first + columns.step * column;
            let written = &mut y[(written * panels + panel) * LANES..][..LANES];
            for (lane, (written, sum)) in written.iter_mut().zip(sum).enumerate() {
                let before = if convolve.start == Start::Add { *written } else { 0.0 };
                *written = before + activation.value(normalise(sum, panel * LANES + lane));
            }
        }
    }
    y
}

/// The sum over rows and pixels of what each contributes to a kernel's gradient.
fn kernel_gradient(contract: &Contract, pixels: &Pixels, arguments: &mut Arguments<'_>) {
    let (x, d) = (&arguments["x"], &arguments["d"]);
    let (panels, inner) = (contract.panels, contract.rows);
    let (height, width) = (pixels.window.height, pixels.window.width);
    let (of_x, of_d) = (x.element(), d.element());
    let mut sums = vec![[0.0_f32; LANES]; panels * inner];
    for (x, d) in x.numbers.chunks(of_x).zip(d.numbers.chunks(of_d)) {
        for (row, column) in (0..height.count).flat_map(|row| (0..width.count).map(move |column| (row, column))) {
            for (index, sum) in sums.iter_mut().enumerate() {
                let (panel, tap, term) = (index / inner, index % inner / pixels.summed, index % pixels.summed);
                let read = |span: Span, position: usize, tap: usize| {
                    (position * span.stride + tap * span.dilation).checked_sub(span.before).filter(|at| *at < span.len)
                };
                let (down, across) = (tap / width.kernel, tap % width.kernel);
                let (Some(read_row), Some(read_column)) = (read(height, row, down), read(width, column, across)) else {
                    continue;
                };
                let (mut pixel, mut of_d) = (read_row * width.len + read_column, row * width.count + column);
                if pixels.is_transposed {
                    (pixel, of_d) = (of_d, pixel);
                }
                for (lane, sum) in sum.iter_mut().enumerate() {
                    let number = match pixels.reads {
                        Reads::Channels => x[term * height.len * width.len + pixel],
                        Reads::Pixels(stored) => {
                            let group = panel / (panels / pixels.groups);
                            x[pixel * stored + group * (stored / pixels.groups) + term]
                        }
                        Reads::Lanes => x[(pixel * panels + panel) * LANES + lane],
                    };
                    *sum = number.mul_add(d[(of_d * panels + panel) * LANES + lane], *sum);
                }
            }
        }
    }
    let part = &mut arguments.get_mut("part").expect("the sums have a place").numbers;
    part.iter_mut().zip(sums.iter().flatten()).for_each(|(total, sum)| *total += sum);
}

fn activate(activation: Activation, numbers: &mut [f32]) {
    let function = Scalar::of(activation);
    for number in numbers {
        *number = function.value(*number);
    }
}

/// An element of an argument: numbers before it.
struct Map {
    constant: usize,
    /// Axis, what is taken of it, numbers for each step.
    terms: Vec<(Axis, Part, usize)>,
}

#[derive(Clone, Copy)]
enum Part {
    All,
    Panel,
    Lane,
}

impl Map {
    fn of(access: &Access, extents: &[usize], unit: usize) -> Self {
        let mut map = Self { constant: 0, terms: Vec::new() };
        let mut stride = unit;
        assert_eq!(access.indices.len(), extents.len(), "indices of `{}`", access.array);
        for (index, extent) in access.indices.iter().zip(extents).rev() {
            match index {
                Index::Known(number) => map.constant += number * stride,
                Index::Of(axis) => map.terms.push((*axis, Part::All, stride)),
                Index::PanelOf(axis) => map.terms.push((*axis, Part::Panel, stride)),
            }
            stride *= extent;
        }
        match access.lane {
            None => {}
            Some(Lane::Of(axis)) => map.terms.push((axis, Part::All, 1)),
            Some(Lane::Within(axis)) => map.terms.push((axis, Part::Lane, 1)),
        }
        map
    }

    fn at(&self, [row, panel, term]: [usize; 3]) -> usize {
        let of = |(axis, part, stride): &(Axis, Part, usize)| {
            let number = match axis {
                Axis::Row => row,
                Axis::Panel => panel,
                Axis::Term => term,
            };
            stride
                * match part {
                    Part::All => number,
                    Part::Panel => number / LANES,
                    Part::Lane => number % LANES,
                }
        };
        self.constant + self.terms.iter().map(of).sum::<usize>()
    }
}

/// A factor with the numbers that it takes.
struct Source<'a> {
    numbers: &'a [f32],
    map: Map,
    is_panel: bool,
    /// Numbers from one row of a batch to the next, where the terms are rows.
    row: usize,
}

impl<'a> Source<'a> {
    fn of(factor: &Factor, arguments: &'a Arguments<'_>) -> Self {
        let access = factor.access();
        let (name, is_row) = match access.array {
            "left" => ("x", true),
            "right" => ("d", true),
            name => (name, false),
        };
        let argument = &arguments[name];
        let ArgumentKind::Array(array) = &argument.kind else { panic!("`{name}` is no array") };
        let unit = if array.element == Element::Panel { LANES } else { 1 };
        let map = Map::of(access, &array.extents, unit);
        let is_panel = matches!(factor, Factor::Panel(_));
        assert!(!is_panel || array.element == Element::Panel, "`{name}` has panels");
        Self { numbers: &argument.numbers, map, is_panel, row: if is_row { argument.element() } else { 0 } }
    }

    fn load(&self, at: [usize; 3]) -> [f32; LANES] {
        let first = self.map.at(at) + self.row * at[2];
        if self.is_panel {
            std::array::from_fn(|lane| self.numbers[first + lane])
        } else {
            [self.numbers[first]; LANES]
        }
    }
}

fn run_contract(contract: &Contract, arguments: &mut Arguments<'_>) {
    let terms = match &contract.terms {
        Terms::Pixels(pixels) => return kernel_gradient(contract, pixels, arguments),
        Terms::Known(terms) => *terms,
        Terms::Recalled { taps, channels, .. } => taps * channels,
        Terms::Rows => arguments["d"].numbers.len() / arguments["d"].element(),
    };
    let mut stored: Vec<(usize, [f32; LANES])> = Vec::new();
    {
        let [left, right] = [&contract.left, &contract.right].map(|factor| Source::of(factor, arguments));
        let start = contract.start.as_ref().map(|start| Source::of(start, arguments));
        let sum = |row: usize, panel: usize| {
            let mut parts = vec![[0.0; LANES]; contract.order.sums()];
            if let Some(start) = &start {
                parts[0] = start.load([row, panel, 0]);
            }
            for term in 0..terms {
                let (x, w) = (left.load([row, panel, term]), right.load([row, panel, term]));
                let part = &mut parts[contract.order.sum_of(term)];
                (0..LANES).for_each(|lane| part[lane] = x[lane].mul_add(w[lane], part[lane]));
            }
            join(parts, contract.order)
        };
        if let Finish::LanesOfRows { .. } = contract.finish {
            for first in (0..contract.rows).step_by(contract.tile.rows) {
                let sums: Vec<[f32; LANES]> =
                    (first..contract.rows.min(first + contract.tile.rows)).map(|row| sum(row, 0)).collect();
                stored.push(finish_rows(contract, arguments, first, &sums));
            }
        } else {
            for row in 0..contract.rows {
                let sums: Vec<[f32; LANES]> = (0..contract.panels).map(|panel| sum(row, panel)).collect();
                finish(contract, arguments, row, &sums, &mut stored);
            }
        }
    }
    let result = if matches!(contract.finish, Finish::AddToPart { .. }) { "part" } else { "y" };
    let result = &mut arguments.get_mut(result).expect("a contraction has a result").numbers;
    for (first, panel) in stored {
        result[first..first + LANES].copy_from_slice(&panel);
    }
}

/// The parts of a sum, joined in its order.
fn join(mut parts: Vec<[f32; LANES]>, order: SumOrder) -> [f32; LANES] {
    for (first, second) in order.joins() {
        let second = parts[second];
        parts[first].iter_mut().zip(second).for_each(|(first, second)| *first += second);
    }
    parts[0]
}

/// Neighbours, then neighbours of these sums, and so on.
fn sum_neighbours(panel: &[f32; LANES]) -> f32 {
    let mut sums = panel.to_vec();
    while sums.len() > 1 {
        sums = sums.chunks(2).map(|pair| pair[0] + pair[1]).collect();
    }
    sums[0]
}

/// Lane `i` and `i + 8`, `i + 4`, `i + 2`, `i + 1`, without the first step for half of the lanes.
fn sum_lanes(panel: &[f32; LANES], lanes: usize) -> f32 {
    let mut sums = panel[..lanes].to_vec();
    while sums.len() > 1 {
        let upper = sums.split_off(sums.len() / 2);
        sums.iter_mut().zip(upper).for_each(|(lower, upper)| *lower += upper);
    }
    sums[0]
}

/// `result f'(a)`, or added to what is at the place in `y` that these numbers begin at.
fn slope_and_start(
    arguments: &Arguments<'_>,
    first: usize,
    sum: [f32; LANES],
    (derivative, start): (Option<Activation>, Start),
) -> [f32; LANES] {
    let derivative = derivative.map(Scalar::of);
    std::array::from_fn(|lane| {
        let mut result = sum[lane];
        if let Some(derivative) = &derivative {
            result *= derivative.derivative_from_output(arguments["a"].numbers[first + lane]);
        }
        let before = if start == Start::Add { arguments["y"].numbers[first + lane] } else { 0.0 };
        before + result
    })
}

fn map_of_result(to: &Access, arguments: &Arguments<'_>) -> Map {
    let ArgumentKind::Array(array) = &arguments["y"].kind else { panic!("`y` is an array") };
    Map::of(to, &array.extents, LANES)
}

/// What becomes of the sums of up to 16 rows, as a panel to store.
fn finish_rows(
    contract: &Contract,
    arguments: &Arguments<'_>,
    row: usize,
    sums: &[[f32; LANES]],
) -> (usize, [f32; LANES]) {
    let Finish::LanesOfRows { derivative, to, start, .. } = &contract.finish else { panic!("rows by themselves") };
    let totals = std::array::from_fn(|lane| sums.get(lane).map_or(0.0, sum_neighbours));
    let first = map_of_result(to, arguments).at([row, 0, 0]);
    (first, slope_and_start(arguments, first, totals, (*derivative, *start)))
}

/// What becomes of the sums of a row, as panels to store.
fn finish(
    contract: &Contract,
    arguments: &Arguments<'_>,
    row: usize,
    sums: &[[f32; LANES]],
    stored: &mut Vec<(usize, [f32; LANES])>,
) {
    match &contract.finish {
        Finish::LanesOfRows { .. } => panic!("several rows become one panel"),
        Finish::Store { bias, activation, derivative, to, start } => {
            let (map, activation) = (map_of_result(to, arguments), Scalar::of(*activation));
            let bias = bias.as_ref().map(|bias| Source::of(bias, arguments));
            for (panel, sum) in sums.iter().enumerate() {
                let first = map.at([row, panel, 0]);
                let bias = bias.as_ref().map_or([0.0; LANES], |bias| bias.load([row, panel, 0]));
                let result = std::array::from_fn(|lane| activation.value(sum[lane] + bias[lane]));
                stored.push((first, slope_and_start(arguments, first, result, (*derivative, *start))));
            }
        }
        Finish::SumLanes { lanes, bias, activation, to } => {
            let activation = Scalar::of(*activation);
            let result = std::array::from_fn(|lane| {
                let total = sums.get(lane).map_or(0.0, |sum| sum_lanes(sum, *lanes));
                let bias = if *bias { arguments["bias"].numbers[lane] } else { 0.0 };
                activation.value(total + bias)
            });
            stored.push((map_of_result(to, arguments).at([row, 0, 0]), result));
        }
        Finish::AddToPart { inputs } => {
            for (panel, sum) in sums.iter().enumerate() {
                // `[panels][rows]` panels, as the field has them.
                let first = (panel * contract.rows + row) * LANES;
                let result = std::array::from_fn(|lane| {
                    let is_kept = inputs.is_none_or(|inputs| row * LANES + lane < inputs);
                    arguments["part"].numbers[first + lane] + if is_kept { sum[lane] } else { 0.0 }
                });
                stored.push((first, result));
            }
        }
    }
}

/// Groups of rows by one function, then the rows that are left by the others; where rows may be computed again, the last group
/// ends with the last row.
fn walk_rows(plan: &Plan<'_>, walk: &RowsWalk, arguments: &mut Arguments<'_>, rows: usize) {
    let many = &plan.functions[&walk.many];
    let Body::Contract { contract, .. } = &many.body else { panic!("{} is no contraction", walk.many) };
    let step = contract.rows;
    let mut at = 0;
    while at + step <= rows {
        call_for(plan, many, arguments, at..at + step);
        at += step;
    }
    let fewest = if walk.pair.is_some() { step - 1 } else { step / 2 + 1 };
    if at < rows && walk.may_overlap && rows >= step && rows - at >= fewest {
        return call_for(plan, many, arguments, rows - step..rows);
    }
    while let (Some(pair), true) = (&walk.pair, at + 2 <= rows) {
        call_for(plan, &plan.functions[pair], arguments, at..at + 2);
        at += 2;
    }
    for row in at..rows {
        call_for(plan, &plan.functions[&walk.one], arguments, row..row + 1);
    }
}

/// Calls a function for some rows of the slices among the arguments.
fn call_for(plan: &Plan<'_>, function: &Function, arguments: &mut Arguments<'_>, rows: std::ops::Range<usize>) {
    let part = |argument: &Argument| {
        if argument.is_slice() {
            argument.numbers[rows.start * argument.element()..rows.end * argument.element()].to_vec()
        } else {
            argument.numbers.clone()
        }
    };
    let kinds = function.arguments.iter().map(|argument| (argument.name, argument.kind.clone()));
    let mut some: Arguments<'_> =
        kinds.filter_map(|(name, kind)| Some((name, Argument { kind, numbers: part(arguments.get(name)?) }))).collect();
    run(plan, function, &mut some, (rows.len(), 0.0));
    let result = if some.contains_key("part") { "part" } else { "y" };
    let (all, some) = (arguments.get_mut(result).expect("a walk has a result"), &some[result]);
    if all.is_slice() {
        let element = all.element();
        all.numbers[rows.start * element..rows.end * element].copy_from_slice(&some.numbers);
    } else {
        all.numbers.clone_from(&some.numbers);
    }
}

/// The rows of the slices among the arguments, which may be pixels.
pub(super) fn rows_of(arguments: &Arguments<'_>) -> Option<usize> {
    let slices = arguments.values().filter(|argument| argument.is_slice());
    slices.map(|argument| argument.numbers.len() / argument.element()).max()
}

fn walk_blocks(plan: &Plan<'_>, called: &str, arguments: &mut Arguments<'_>, (rows, block): (usize, usize)) {
    for start in (0..rows).step_by(block) {
        call_for(plan, &plan.functions[called], arguments, start..rows.min(start + block));
    }
}

/// What a row contributes to the derivative of a vector of parameters, or of a table of `len` numbers.
pub(super) fn contribution(term: Term, x: Option<&[f32]>, d: &[f32], len: usize) -> Vec<f32> {
    let Some(x) = x else { return d.to_vec() };
    let pairs = x.iter().zip(d);
    // Over the pixels of a map, where it has a number for each channel.
    let summed = |terms: Vec<f32>| {
        let mut sums = vec![0.0; len];
        terms.chunks(len).for_each(|pixel| sums.iter_mut().zip(pixel).for_each(|(sum, term)| *sum += term));
        sums
    };
    let below = |(x, d): (&f32, &f32)| if *x > 0.0 { 0.0 } else { x * d };
    match term {
        Term::Derivative => d.to_vec(),
        Term::Product => summed(pairs.map(|(x, d)| x * d).collect()),
        Term::Slope => summed(pairs.map(below).collect()),
        Term::SlopeOfAll => {
            let mut panel = vec![0.0; LANES];
            panel[0] = pairs.map(below).sum();
            panel
        }
        Term::VectorOfTable => {
            let mut table = vec![0.0; len];
            if let Some(vector) = position(x[0]).and_then(|position| table.chunks_mut(d.len()).nth(position)) {
                vector.copy_from_slice(d);
            }
            table
        }
    }
}

/// The position in a table that a number is.
#[expect(clippy::cast_sign_loss, reason = "it is not negative")]
pub(super) fn position(x: f32) -> Option<usize> {
    (x >= 0.0 && x.fract() == 0.0).then_some(x as usize)
}

fn vector_gradient(term: Term, arguments: &mut Arguments<'_>, block: usize) {
    let d = &arguments["d"];
    let stored = d.element();
    let x = term.reads_value().then(|| arguments["x"].numbers.clone());
    let mut totals = arguments["part"].numbers.clone();
    for (index, rows) in d.numbers.chunks(block * stored).enumerate() {
        let mut sums = vec![0.0_f32; totals.len()];
        for (row, d) in rows.chunks(stored).enumerate() {
            // A position is one number, in a panel of its own.
            let stored = if term == Term::VectorOfTable { LANES } else { stored };
            let x = x.as_ref().map(|x| &x[(index * block + row) * stored..][..stored]);
            let len = sums.len();
            sums.iter_mut().zip(contribution(term, x, d, len)).for_each(|(sum, term)| *sum += term);
        }
        totals.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
    }
    arguments.get_mut("part").expect("the sums have a place").numbers = totals;
}

fn run_outer(outer: Outer, arguments: &mut Arguments<'_>, rate: f32) {
    let (x, d) = (arguments["x"].numbers.clone(), arguments["d"].numbers.clone());
    let weight = arguments.get_mut("weight").expect("the product has a place");
    let ArgumentKind::Array(array) = &weight.kind else { panic!("`weight` is an array") };
    let [_, inner] = array.extents[..] else { panic!("`weight` has two extents") };
    for (index, w) in weight.numbers.iter_mut().enumerate() {
        let (panel, lane) = (index / LANES, index % LANES);
        let (row, column) = (panel / inner, panel % inner);
        let product = match outer.inputs_in_lanes {
            None => x[column] * d[row * LANES + lane],
            Some(inputs) if column * LANES + lane < inputs => x[column * LANES + lane] * d[row],
            Some(_) => 0.0,
        };
        *w = if outer.is_descent { *w - rate * product } else { product };
    }
}
