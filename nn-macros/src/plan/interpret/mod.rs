//! Runs a plan in `f32`, so that thousands of networks are compared with the float64 twin without compiling Rust.
//!
//! Steps and functions are executed as they say: index maps, the order of every sum, what is added and what is overwritten,
//! memory that is used again. Memory that printed code would find with old contents begins as NaN. Elementwise functions are
//! those of `libm`, because they are no part of a plan.

#[cfg(feature = "audio")]
pub(crate) mod files;
mod functions;
mod maps;
mod memory;
mod scalar;
mod scans;
mod streams;
mod tests;
mod windows;

use std::collections::BTreeMap;

use nn_twin::topology::Topology;

use super::contract::Start;
use super::step::{DerivativeOf, Operation, Pass, PassKind, Place, Purpose, Slot, Step, Taken, Term, moments};
use super::{FieldId, LANES, Layout, Norm, Plan, Pool, Rows, ValueId, panels};
use functions::Argument;
use memory::Memory;
use scalar::Function;

/// Whether a dropout keeps an element: of a row, a line of the declaration, and a position.
type Keeps<'a> = &'a dyn Fn(usize, usize, usize) -> bool;

/// A plan with numbers.
struct Machine<'a> {
    plan: &'a Plan<'a>,
    topology: &'a Topology,
    /// The network, in panels.
    parameters: Vec<Vec<f32>>,
    keeps: Keeps<'a>,
}

/// What a pass that trains yields.
#[derive(Clone, Debug)]
struct Trained {
    /// Of each row.
    losses: Vec<f64>,
    /// The gradient, or for a descent the network after it; a vector for each field, in panels.
    fields: Vec<Vec<f32>>,
}

/// A pass being run.
struct Run<'m, 'a> {
    machine: &'m Machine<'a>,
    pass: &'m Pass,
    /// Rows, or 1 group of 16 columns.
    rows: usize,
    memory: Memory,
    /// That of earlier steps of a window.
    earlier: Vec<Memory>,
    inputs: &'m [Vec<f32>],
    targets: &'m [Vec<f64>],
    losses: Vec<f64>,
    /// What the derivative of a row's loss is multiplied by.
    scale: f64,
    rate: f32,
    gradient: Vec<Vec<f32>>,
    parameters: Vec<Vec<f32>>,
    /// Whether it is for a pixel of each map.
    is_of_pixels: bool,
}

impl<'a> Machine<'a> {
    fn pass(&self, kind: PassKind, tier: usize) -> Option<&Pass> {
        self.plan.passes.iter().find(|pass| pass.kind == kind && pass.tier.0 == tier)
    }

    fn run<'m>(&'m self, pass: &'m Pass, inputs: &'m [Vec<f32>], targets: &'m [Vec<f64>], scale: f64) -> Run<'m, 'a> {
        let zeros: Vec<Vec<f32>> = self.parameters.iter().map(|field| vec![0.0; field.len()]).collect();
        Run {
            machine: self,
            pass,
            rows: inputs.len(),
            memory: Memory::default(),
            earlier: Vec::new(),
            inputs,
            targets,
            losses: vec![0.0; inputs.len()],
            scale,
            rate: 0.0,
            gradient: zeros,
            parameters: self.parameters.clone(),
            is_of_pixels: false,
        }
    }

    /// The outputs of some rows, before the last activation where the loss contains it.
    fn outputs(&self, kind: PassKind, tier: usize, inputs: &[Vec<f32>]) -> Option<Vec<Vec<f32>>> {
        let pass = self.pass(kind, tier)?;
        let mut run = self.run(pass, inputs, &[], 0.0);
        run.steps();
        let output = run.column(self.plan.without_dropout(self.plan.output()));
        let value = run.value(output);
        Some((0..inputs.len()).map(|row| row_of(&value, run.layout(output), row)).collect())
    }

    /// The gradient of a batch: by blocks of rows, or of columns.
    fn gradient(&self, tier: usize, inputs: &[Vec<f32>], targets: &[Vec<f64>], scale: f64) -> Option<Trained> {
        let (rows, columns) = (self.pass(PassKind::TrainRows, tier), self.pass(PassKind::GradientColumns, tier));
        if let Some(pass) = columns {
            let mut fields: Vec<Vec<f32>> = self.parameters.iter().map(|field| vec![0.0; field.len()]).collect();
            let mut losses = Vec::new();
            for (inputs, targets) in inputs.chunks(LANES).zip(targets.chunks(LANES)) {
                let mut run = self.run(pass, inputs, targets, scale);
                run.steps();
                losses.extend(run.losses);
                for (total, field) in fields.iter_mut().zip(&run.gradient) {
                    total.iter_mut().zip(field).for_each(|(total, number)| *total += number);
                }
            }
            return Some(Trained { losses, fields });
        }
        let mut first = self.run(rows?, inputs, targets, scale);
        first.steps();
        let mut second = self.run(self.pass(PassKind::TrainParameters, tier)?, inputs, targets, scale);
        second.memory = first.memory;
        second.steps();
        Some(Trained { losses: first.losses, fields: second.gradient })
    }

    /// The gradient of a row, or the network after a step down it.
    fn single_row(
        &self,
        purpose: Purpose,
        tier: usize,
        (input, target): (&[f32], &[f64]),
        (scale, rate): (f64, f32),
    ) -> Option<Trained> {
        let (inputs, targets) = ([input.to_vec()], [target.to_vec()]);
        let mut run = self.run(self.pass(PassKind::SingleRow(purpose), tier)?, &inputs, &targets, scale);
        run.rate = rate;
        // Every number of a gradient is written, whatever it held before.
        run.gradient.iter_mut().for_each(|field| field.fill(f32::NAN));
        run.steps();
        let fields = if purpose == Purpose::Descent { run.parameters } else { run.gradient };
        Some(Trained { losses: run.losses, fields })
    }
}

impl Run<'_, '_> {
    fn plan(&self) -> &Plan<'_> {
        self.machine.plan
    }

    /// How rows lie in a place.
    fn layout(&self, place: Place) -> Layout {
        if let (true, Place::Value(id) | Place::Gradient(id)) = (self.is_of_pixels, place) {
            return Layout::of(self.plan().value(id).channels(), 1);
        }
        self.plan().layout(place, self.pass.kind).unwrap_or_else(|| panic!("{place:?} has no rows"))
    }

    /// Rows of the values: a group may have some that nobody asked for.
    fn stored_rows(&self, layout: Layout) -> usize {
        self.rows.next_multiple_of(layout.rows_of_group())
    }

    fn steps(&mut self) {
        let pass = self.pass;
        for group in pass.steps.chunk_by(|one, next| one.walk.is_some() && one.walk == next.walk) {
            for step in group {
                self.allocate(step);
            }
            match group[0].walk {
                Some(walk) => self.walk(walk, group),
                None => self.step(&group[0]),
            }
        }
    }

    /// Numbers that a value has in memory, for all rows.
    fn size(&self, place: Place) -> usize {
        let layout = self.layout(place);
        layout.stored() * self.rows.div_ceil(layout.rows_of_group())
    }

    fn allocate(&mut self, step: &Step) {
        let (Place::Value(_) | Place::Gradient(_)) = step.writes else { return };
        let size = self.size(step.writes);
        match step.slot {
            // That of rows holds what it held for the rows before.
            Slot::New | Slot::Result if !matches!(self.pass.kind, PassKind::Inference(_)) => {
                self.memory.allocate(step.writes, vec![0.0; size]);
            }
            Slot::New | Slot::Result | Slot::At(_) => self.memory.allocate(step.writes, vec![f32::NAN; size]),
            Slot::Reused(old) => self.memory.rename(Place::Value(old), step.writes),
            // A workspace holds what was there before.
            Slot::Given => self.memory.ensure(self.array(step.writes), size),
        }
    }

    /// Where a place is in memory.
    fn array(&self, place: Place) -> Place {
        if self.pass.kind.is_inference() { place } else { self.plan().array_of(place) }
    }

    /// The place of a value's columns, where those of the input have no copy.
    fn column(&self, id: ValueId) -> Place {
        match self.plan().value(id).definition {
            super::Definition::Load if self.pass.kind.is_columns() => Place::Input,
            _ => Place::Value(id),
        }
    }

    /// The numbers of a place, for all rows.
    fn value(&self, place: Place) -> Vec<f32> {
        match place {
            Place::Input => {
                let mut all = vec![0.0; self.size(place)];
                for (row, input) in self.inputs.iter().enumerate() {
                    write_row(input, &mut all, self.layout(place), row);
                }
                all
            }
            Place::Value(_) | Place::State(_) | Place::Gradient(_) | Place::Moments(_) => {
                self.memory.read(self.array(place))
            }
            Place::Parameter(field) => self.parameters[field.0].clone(),
            Place::ParameterGradient(field) => self.gradient[field.0].clone(),
            Place::Transposed(field) => self.transposed(field),
            Place::Targets | Place::Losses | Place::Earlier(_) => panic!("only the loss reads it"),
        }
    }

    fn set(&mut self, place: Place, value: Vec<f32>) {
        match place {
            Place::Moments(_) => self.memory.allocate(place, value),
            Place::Value(_) | Place::State(_) | Place::Gradient(_) => self.memory.write(self.array(place), value),
            Place::Parameter(field) => self.parameters[field.0] = value,
            Place::ParameterGradient(field) => self.gradient[field.0] = value,
            Place::Input | Place::Transposed(_) | Place::Targets | Place::Losses | Place::Earlier(_) => {
                panic!("nothing writes it")
            }
        }
    }

    /// Writes what a step yields, or adds it.
    fn put(&mut self, step: &Step, mut value: Vec<f32>) {
        if step.start == Start::Add {
            value.iter_mut().zip(self.value(step.writes)).for_each(|(x, y)| *x += y);
        }
        self.set(step.writes, value);
    }

    /// `[ceil(inputs / 16)][outputs][16 inputs]`.
    fn transposed(&self, field: FieldId) -> Vec<f32> {
        let super::FieldKind::Weight { inputs, outputs, .. } = self.plan().field(field).kind else {
            panic!("biases have no transpose")
        };
        let transposed = self.plan().transposed().into_iter().find(|transposed| transposed.field == field);
        if let Some(super::memory::Transposed { channels, outputs, kernel: Some(kernel), .. }) = transposed {
            let super::memory::Kernel { taps, groups, summed } = kernel;
            let (of_group, apart) = (outputs / groups, channels / groups);
            // Outputs that are stored of a group.
            let stored = if groups == 1 { of_group } else { of_group.next_multiple_of(LANES) };
            let mut transposed = vec![0.0; panels(channels) * taps * of_group * LANES];
            let weight = &self.parameters[field.0];
            for ((channel, tap), output) in (0..channels)
                .flat_map(|channel| (0..taps).map(move |tap| (channel, tap)))
                .flat_map(|at| (0..of_group).map(move |output| (at, output)))
            {
                if channel % apart >= summed {
                    continue;
                }
                let from = channel / apart * stored + output;
                let place = from / LANES * taps * summed + tap * summed + channel % apart;
                transposed[((channel / LANES * taps + tap) * of_group + output) * LANES + channel % LANES] =
                    weight[place * LANES + from % LANES];
            }
            return transposed;
        }
        let mut transposed = vec![0.0; panels(inputs) * outputs * LANES];
        let (of, field) = (self.plan().field(field), &self.parameters[field.0]);
        let (gates, units) = (of.gates, of.units());
        for output in 0..gates * units {
            // Each gate has whole panels of them.
            let stored =
                if gates == 1 { output } else { output / units * units.next_multiple_of(LANES) + output % units };
            for input in 0..inputs {
                // Stored inputs: of a map pixel by pixel.
                let places = of.order.places();
                let in_file = input % (inputs / places) * places + input / (inputs / places);
                transposed[(input / LANES * outputs + stored) * LANES + input % LANES] =
                    field[of.position(output * inputs + in_file) - of.offset];
            }
        }
        transposed
    }

    #[expect(clippy::too_many_lines, reason = "an arm for each operation")]
    fn step(&mut self, step: &Step) {
        let read = |run: &Self, index: usize| run.value(step.reads[index]);
        match &step.operation {
            Operation::EachRow => {
                let pass = self.machine.pass(PassKind::Maps, self.pass.tier.0).expect("the pass over maps is there");
                let rows = self.inputs.iter().flat_map(|input| {
                    let mut run = self.machine.run(pass, std::slice::from_ref(input), &[], 0.0);
                    run.steps();
                    run.value(step.writes)
                });
                let rows = rows.collect();
                self.set(step.writes, rows);
            }
            Operation::Load => {
                let mut padded = vec![0.0; self.size(step.writes)];
                for (row, input) in self.inputs.iter().enumerate() {
                    write_row(input, &mut padded, self.layout(step.writes), row);
                }
                self.set(step.writes, padded);
            }
            Operation::Call(name) => self.call(name, step),
            Operation::CallRecalling { called, ages } => {
                let recalled = if self.pass.kind.is_columns() {
                    self.recalled(step, ages)
                } else {
                    self.recalled_of_row(step, ages)
                };
                self.call_with(called, step, Some(recalled));
            }
            Operation::OwnGradient(name) => {
                let gradient = self.own_gradient(name, step);
                self.set(step.writes, gradient);
            }
            Operation::DescendBy(name) => {
                let (rate, gradient) = (self.rate, self.own_gradient(name, step));
                let moved = self.value(step.writes).into_iter().zip(gradient).map(|(w, d)| w - rate * d).collect();
                self.set(step.writes, moved);
            }
            Operation::BatchMoments { epsilon } => {
                let moments = self.batch_moments(step.reads[0], *epsilon);
                self.set(step.writes, moments);
            }
            Operation::BatchNormalise | Operation::BatchAffine { .. } => self.batch_normalise(step),
            Operation::BatchDerivative => self.batch_derivative(step),
            Operation::TakeMoment { which, taken } => {
                let (moments, old) = (read(self, 0), self.value(step.writes));
                let len = moments.len() / moments::ALL;
                let rate = self.rate;
                let pairs = old.into_iter().zip(&moments[which * len..]);
                let taken = pairs.map(|(old, moment)| match taken {
                    Taken::Written => *moment,
                    Taken::AddedToPart => old + moment,
                    Taken::Descended => old - rate * moment,
                    Taken::Kept(momentum) => moment.mul_add(*momentum, old * (1.0 - momentum)),
                });
                let taken = taken.collect();
                self.set(step.writes, taken);
            }
            // It is computed where it is read.
            Operation::Transpose => {}
            Operation::Arrange => {
                let (x, mut y) = (read(self, 0), self.value(step.writes));
                let (from, to) = (self.layout(step.reads[0]), self.layout(step.writes));
                for row in 0..self.rows {
                    let mut numbers = row_of(&x, from, row);
                    if step.start == Start::Add {
                        numbers.iter_mut().zip(row_of(&y, to, row)).for_each(|(x, y)| *x += y);
                    } else {
                        y[row * to.stored()..][..to.stored()].fill(0.0);
                    }
                    write_row(&numbers, &mut y, to, row);
                }
                self.set(step.writes, y);
            }
            Operation::Rearrange(moves) => {
                let (x, mut y) = (read(self, 0), self.value(step.writes));
                let (from, to) = (self.layout(step.reads[0]).stored(), self.layout(step.writes).stored());
                for (x, y) in x.chunks(from).zip(y.chunks_mut(to)) {
                    if step.start == Start::Overwrite && moves.len() < to {
                        y.fill(0.0);
                    }
                    for (from, to) in moves.pairs() {
                        y[to] = if step.start == Start::Add { y[to] + x[from] } else { x[from] };
                    }
                }
                self.set(step.writes, y);
            }
            Operation::MoveChannels { from, to, len, is_last } => {
                self.moved_channels(step, (*from, *to, *len), *is_last);
            }
            Operation::Pool(pool, window) => {
                let (x, layout) = (read(self, 0), self.layout(step.reads[0]));
                let (mut y, of_y) = (vec![0.0; self.size(step.writes)], self.layout(step.writes));
                for row in 0..self.rows {
                    write_row(&scalar::pool(&row_of(&x, layout, row), *pool, window), &mut y, of_y, row);
                }
                self.set(step.writes, y);
            }
            Operation::PoolDerivative(pool, window) => {
                let d_place = *step.reads.last().expect("a derivative is read");
                let (d, of_d) = (self.value(d_place), self.layout(d_place));
                let numbers = (*pool == Pool::Largest).then(|| (read(self, 0), read(self, 1)));
                let (mut y, layout) = (self.value(step.writes), self.layout(step.writes));
                for row in 0..self.rows {
                    let numbers = numbers.as_ref().map(|(x, z)| (row_of(x, layout, row), row_of(z, of_d, row)));
                    let numbers = numbers.as_ref().map(|(x, z)| (x.as_slice(), z.as_slice()));
                    let slopes = scalar::pool_derivative(numbers, &row_of(&d, of_d, row), *pool, window);
                    for (number, slope) in slopes.into_iter().enumerate() {
                        y[layout.position(row, number)] += slope;
                    }
                }
                self.set(step.writes, y);
            }
            Operation::Resample(resample) => {
                let (x, layout) = (read(self, 0), self.layout(step.reads[0]));
                let (mut y, of_y) = (vec![0.0; self.size(step.writes)], self.layout(step.writes));
                for row in 0..self.rows {
                    for (to, from, part) in scalar::resampled(resample, of_y.len()) {
                        let x = x[layout.position(row, from)];
                        let y = &mut y[of_y.position(row, to)];
                        *y = x.mul_add(part, *y);
                    }
                }
                self.set(step.writes, y);
            }
            Operation::ResampleDerivative(resample) => {
                let (d, of_d) = (read(self, 0), self.layout(step.reads[0]));
                let (mut y, layout) = (self.value(step.writes), self.layout(step.writes));
                for row in 0..self.rows {
                    for (from, to, part) in scalar::resampled(resample, of_d.len()) {
                        let y = &mut y[layout.position(row, to)];
                        *y = d[of_d.position(row, from)].mul_add(part, *y);
                    }
                }
                self.set(step.writes, y);
            }
            Operation::Divided(divided) => self.call(&divided.whole, step),
            Operation::Map(activation) => {
                let function = Function::of(*activation);
                let mapped = read(self, 0).into_iter().map(|x| function.value(x)).collect();
                self.set(step.writes, mapped);
            }
            Operation::OverRow(activation) => {
                let (mut values, function) = (read(self, 0), Function::of(*activation));
                let pixels = self.pixels_of(step.writes);
                self.each_row(step.writes, &mut values, |_, row| {
                    each_pixel(row, pixels, |_, numbers| function.over_row(numbers));
                });
                self.set(step.writes, values);
            }
            Operation::Sum => {
                let mut total = read(self, 0);
                for index in 1..step.reads.len() {
                    total.iter_mut().zip(read(self, index)).for_each(|(total, x)| *total += x);
                }
                self.set(step.writes, total);
            }
            Operation::Difference => {
                let difference = read(self, 0).into_iter().zip(read(self, 1)).map(|(a, b)| a - b).collect();
                self.set(step.writes, difference);
            }
            Operation::Product => {
                let product = read(self, 0).into_iter().zip(read(self, 1)).map(|(a, b)| a * b).collect();
                self.put(step, product);
            }
            Operation::ProductOfChannels => {
                let (x, z) = (read(self, 0), read(self, 1));
                let (of_x, of_z) = (self.layout(step.reads[0]), self.layout(step.reads[1]));
                let mut products = vec![0.0; x.len()];
                for (row, number) in (0..self.rows).flat_map(|row| (0..of_x.len()).map(move |number| (row, number))) {
                    let (at, channel) = (of_x.position(row, number), number / (of_x.len() / of_z.len()));
                    products[at] = x[at] * z[of_z.position(row, channel)];
                }
                self.put(step, products);
            }
            Operation::SumOfProducts => {
                let (d, x) = (read(self, 0), read(self, 1));
                let (of_x, of_y) = (self.layout(step.reads[1]), self.layout(step.writes));
                let mut sums = vec![0.0; self.size(step.writes)];
                for (row, number) in (0..self.rows).flat_map(|row| (0..of_x.len()).map(move |number| (row, number))) {
                    let (at, channel) = (of_x.position(row, number), number / (of_x.len() / of_y.len()));
                    let sum = &mut sums[of_y.position(row, channel)];
                    *sum = d[at].mul_add(x[at], *sum);
                }
                self.put(step, sums);
            }
            Operation::Scale(factor) => {
                let scaled = read(self, 0).into_iter().map(|x| x * factor).collect();
                self.put(step, scaled);
            }
            Operation::Affine => {
                let (weight, bias) = (self.vector(step, 1), step.reads.get(2).map(|_| self.vector(step, 2)));
                let results = read(self, 0).into_iter().enumerate().map(|(index, x)| match &bias {
                    Some(bias) => x.mul_add(weight[index], bias[index]),
                    None => x * weight[index],
                });
                let results = results.collect();
                self.put(step, results);
            }
            Operation::Prelu => {
                let slope = self.vector(step, 1);
                let results = read(self, 0).into_iter().zip(slope).map(|(x, s)| if x > 0.0 { x } else { x * s });
                let results = results.collect();
                self.put(step, results);
            }
            Operation::PreluDerivative => {
                let slope = self.vector(step, 2);
                let numbers = read(self, 0).into_iter().zip(read(self, 1)).zip(slope);
                let results = numbers.map(|((d, x), s)| if x > 0.0 { d } else { d * s }).collect();
                self.put(step, results);
            }
            Operation::Embedding => {
                let Place::Parameter(table) = step.reads[1] else { panic!("a table is a parameter") };
                let (x, stored) = (read(self, 0), self.layout(step.writes).stored());
                let table = self.parameters[table.0].clone();
                let mut values = self.value(step.writes);
                for (x, y) in x.chunks(LANES).zip(values.chunks_mut(stored)) {
                    let position = functions::position(x[0]).expect("positions of the tests are whole");
                    y.copy_from_slice(&table[position * stored..][..stored]);
                }
                self.set(step.writes, values);
            }
            Operation::Normalise(norm) => {
                let mut values = read(self, 0);
                self.each_row(step.writes, &mut values, |_, row| {
                    let (mean, factor) = moments(row, *norm);
                    for x in row {
                        *x = (*x - mean) * factor;
                    }
                });
                self.set(step.writes, values);
            }
            Operation::NormaliseDerivative(norm) => {
                let (x, y, mut d) = (read(self, 0), read(self, 1), self.value(step.writes));
                let layout = self.layout(step.writes);
                assert!(is_zero_in_padding(&d, layout), "derivatives in padding");
                self.each_row(step.writes, &mut d, |row, d| {
                    let [x, y] = [&x, &y].map(|values| row_of(values, layout, row));
                    through_norm((&x, &y), d, *norm);
                });
                self.set(step.writes, d);
            }
            Operation::NormaliseGroups { norm, groups } => {
                let (mut values, layout) = (read(self, 0), self.layout(step.writes));
                self.each_row(step.writes, &mut values, |_, row| {
                    for group in row.chunks_mut(layout.len() / groups) {
                        let (mean, factor) = moments(group, *norm);
                        for x in group {
                            *x = (*x - mean) * factor;
                        }
                    }
                });
                self.set(step.writes, values);
            }
            Operation::NormaliseGroupsDerivative { norm, groups } => {
                let (x, y, mut d) = (read(self, 0), read(self, 1), self.value(step.writes));
                let layout = self.layout(step.writes);
                let len = layout.len() / groups;
                self.each_row(step.writes, &mut d, |row, d| {
                    let [x, y] = [&x, &y].map(|values| row_of(values, layout, row));
                    for ((x, y), d) in x.chunks(len).zip(y.chunks(len)).zip(d.chunks_mut(len)) {
                        through_norm((x, y), d, *norm);
                    }
                });
                self.set(step.writes, d);
            }
            Operation::Cell(cell) => {
                let computed = self.of_each_row(&step.reads, |numbers| scalar::cell(*cell, numbers));
                self.set(step.writes, computed);
            }
            Operation::CellDerivative { cell, input } => {
                let computed = self.of_each_row(&step.reads, |numbers| {
                    let (d, inputs) = numbers.split_last().expect("a derivative is read");
                    scalar::cell_derivative(*cell, *input, inputs, d)
                });
                self.put(step, computed);
            }
            Operation::AddToEarlier(ages) => self.add_to_earlier(step, ages),
            Operation::Keep => {
                let kept = read(self, 0).into_iter().map(|x| if x.is_subnormal() { 0.0 } else { x }).collect();
                self.set(step.writes, kept);
            }
            Operation::Recall(ages) if self.pass.kind.is_columns() => self.recall_columns(step, ages),
            Operation::Remember if self.pass.kind.is_columns() => self.remember_columns(step),
            Operation::Recall(ages) => {
                let recalled = self.of_each_row(&step.reads, |numbers| windows::of_ages(numbers, ages));
                self.set(step.writes, recalled);
            }
            Operation::Remember => {
                let remembered = self.of_each_row(&[step.reads[0], step.writes], |numbers| {
                    let x = numbers[0].iter().map(|x| if x.is_subnormal() { 0.0 } else { *x });
                    numbers[1].iter().copied().chain(x).skip(numbers[0].len()).collect()
                });
                self.set(step.writes, remembered);
            }
            Operation::Pixel(pixel) => {
                let len = self.layout(step.writes).stored();
                let pixels = self.of_each_row(&step.reads, |numbers| numbers[0][pixel * len..][..len].to_vec());
                self.put(step, pixels);
            }
            Operation::Begin(pixel) => self.begin(step, *pixel),
            Operation::KeepForNext | Operation::AddToNext => panic!("a loop over pixels does it"),
            Operation::Zero => {
                let zeros = vec![0.0; self.value(step.writes).len()];
                self.set(step.writes, zeros);
            }
            Operation::ClearPadding => {
                let mut values = self.value(step.writes);
                self.each_row(step.writes, &mut values, |_, _| {});
                self.set(step.writes, values);
            }
            Operation::Copy => {
                let value = read(self, 0);
                self.put(step, value);
            }
            Operation::Move { from, to, len, is_last } => self.moved(step, (*from, *to, *len), *is_last),
            Operation::Mask { rate, index } => self.mask(step, *rate, *index),
            Operation::Loss => self.loss(step),
            Operation::Derivative { activation, of } => {
                let (function, mut d) = (Function::of(*activation), self.value(step.writes));
                for (d, x) in d.iter_mut().zip(read(self, 0)) {
                    *d *= match of {
                        DerivativeOf::Argument => function.derivative(x),
                        DerivativeOf::Output => function.derivative_from_output(x),
                    };
                }
                self.set(step.writes, d);
            }
            Operation::OverRowDerivative(activation) => {
                let (y, mut d, function) = (read(self, 0), self.value(step.writes), Function::of(*activation));
                let layout = self.layout(step.writes);
                let pixels = self.pixels_of(step.writes);
                self.each_row(step.writes, &mut d, |row, d| {
                    let y = row_of(&y, layout, row);
                    each_pixel(d, pixels, |pixel, d| {
                        let y: Vec<f32> = y.iter().skip(pixel).step_by(pixels).copied().collect();
                        function.over_row_derivative(&y, d);
                    });
                });
                self.set(step.writes, d);
            }
            Operation::AddWeightSums => self.weight_sums(step),
            Operation::AddBiasSums => {
                let (d, mut bias) = (read(self, 0), self.value(step.writes));
                d.chunks(LANES).zip(&mut bias).for_each(|(column, bias)| *bias += column.iter().sum::<f32>());
                self.set(step.writes, bias);
            }
            Operation::Contribute(Term::Derivative) => {
                let sums = self.bias_gradient(step);
                self.set(step.writes, sums);
            }
            Operation::Descend(Term::Derivative) => {
                let (rate, sums) = (self.rate, self.bias_gradient(step));
                let moved = self.value(step.writes).into_iter().zip(sums).map(|(w, d)| w - rate * d).collect();
                self.set(step.writes, moved);
            }
            Operation::Contribute(term) => {
                let x = term.reads_value().then(|| read(self, 0));
                let d = self.value(*step.reads.last().expect("a derivative is read"));
                let contribution = functions::contribution(*term, x.as_deref(), &d, self.value(step.writes).len());
                self.set(step.writes, contribution);
            }
            Operation::Descend(term) => {
                let x = term.reads_value().then(|| read(self, 0));
                let d = self.value(*step.reads.last().expect("a derivative is read"));
                let len = self.value(step.writes).len();
                let (rate, contribution) = (self.rate, functions::contribution(*term, x.as_deref(), &d, len));
                let moved = self.value(step.writes).into_iter().zip(contribution).map(|(w, d)| w - rate * d);
                let moved = moved.collect();
                self.set(step.writes, moved);
            }
        }
    }

    /// What becomes of the numbers of some places, row by row.
    fn of_each_row(&self, places: &[Place], of_row: impl Fn(&[Vec<f32>]) -> Vec<f32>) -> Vec<f32> {
        let all: Vec<Vec<f32>> = places.iter().map(|place| self.value(*place)).collect();
        let rows = (0..self.rows).map(|row| {
            let numbers = |all: &Vec<f32>| all[row * all.len() / self.rows..(row + 1) * all.len() / self.rows].to_vec();
            of_row(&all.iter().map(numbers).collect::<Vec<_>>())
        });
        rows.flatten().collect()
    }

    /// The parameter that is read at `index` for each number of what a step writes.
    fn vector(&self, step: &Step, index: usize) -> Vec<f32> {
        let Place::Parameter(field) = step.reads[index] else { panic!("a vector is a parameter") };
        let (Place::Value(id) | Place::Gradient(id)) = step.writes else { panic!("a value has rows") };
        let (numbers, layout) = (&self.parameters[field.0], self.layout(step.writes));
        // What is in the padding of a vector is 0, and one number is for the padding too.
        let is_single = self.plan().is_single(field, id);
        let of = self.plan().field(field);
        let row = match layout {
            _ if is_single => vec![numbers[0]; layout.len()],
            Layout::Pixels { pixels, .. } if self.plan().is_of_channels(field, id) => {
                (0..layout.len()).map(|number| numbers[number / pixels]).collect()
            }
            _ => (0..layout.len()).map(|number| numbers[of.position(number) - of.offset]).collect(),
        };
        let mut all = vec![if is_single { numbers[0] } else { 0.0 }; self.size(step.writes)];
        for index in 0..self.stored_rows(layout) {
            write_row(&row, &mut all, layout, index);
        }
        all
    }

    /// Pixels of a map; a vector has one.
    fn pixels_of(&self, place: Place) -> usize {
        match place {
            Place::Value(id) | Place::Gradient(id) => self.plan().value(id).pixels,
            _ => 1,
        }
    }

    /// Calls `change` with each row of a value, which then has zeros in its padding.
    fn each_row(&self, place: Place, values: &mut [f32], change: impl Fn(usize, &mut [f32])) {
        let layout = self.layout(place);
        let mut rows: Vec<Vec<f32>> = (0..self.stored_rows(layout)).map(|row| row_of(values, layout, row)).collect();
        values.fill(0.0);
        for (row, numbers) in rows.iter_mut().enumerate() {
            change(row, numbers);
            write_row(numbers, values, layout, row);
        }
    }

    fn moved(&mut self, step: &Step, (from, to, len): (usize, usize, usize), is_last: bool) {
        let (source, mut target) = (self.value(step.reads[0]), self.value(step.writes));
        let (of_source, of_target) = (self.layout(step.reads[0]), self.layout(step.writes));
        for row in 0..self.stored_rows(of_target) {
            for number in 0..len {
                let x = source[of_source.position(row, from + number)];
                let to = &mut target[of_target.position(row, to + number)];
                *to = if step.start == Start::Add { *to + x } else { x };
            }
            if is_last && step.start == Start::Overwrite && of_target.rows_of_group() == 1 {
                let end = of_target.position(row + 1, 0);
                target[of_target.position(row, to + len)..end].fill(0.0);
            }
        }
        self.set(step.writes, target);
    }

    /// The sums over pixels of the derivative of a row, of which a vector has one.
    fn bias_gradient(&self, step: &Step) -> Vec<f32> {
        let (d, mut sums) = (self.value(step.reads[0]), vec![0.0; self.value(step.writes).len()]);
        for pixel in d.chunks(sums.len()) {
            sums.iter_mut().zip(pixel).for_each(|(sum, d)| *sum += d);
        }
        sums
    }

    fn mask(&mut self, step: &Step, rate: f32, index: usize) {
        let mut values = self.value(step.writes);
        let layout = self.layout(step.writes);
        for (row, element) in (0..self.rows).flat_map(|row| (0..layout.len()).map(move |element| (row, element))) {
            let is_kept = (self.machine.keeps)(row, index, element);
            values[layout.position(row, element)] *= if is_kept { 1.0 / (1.0 - rate) } else { 0.0 };
        }
        self.set(step.writes, values);
    }

    /// The loss of each row, and its derivative, which is zero in padding and for rows that are not there.
    fn loss(&mut self, step: &Step) {
        let (prediction, layout) = (self.value(step.reads[0]), self.layout(step.reads[0]));
        let mut d = vec![0.0; prediction.len()];
        for row in 0..self.inputs.len() {
            let z: Vec<f64> = row_of(&prediction, layout, row).into_iter().map(f64::from).collect();
            let (loss, slopes) = scalar::loss(self.machine.topology, &z, &self.targets[row]);
            self.losses[row] = loss;
            for (number, slope) in slopes.into_iter().enumerate() {
                d[layout.position(row, number)] = (slope * self.scale) as f32;
            }
        }
        if let Place::Gradient(_) = step.writes {
            self.set(step.writes, d);
        }
    }

    /// The products of columns, added over the rows; where they lie is the field's.
    fn weight_sums(&mut self, step: &Step) {
        let Place::ParameterGradient(id) = step.writes else { panic!("a weight has sums") };
        let (x, d, mut weight) = (self.value(step.reads[0]), self.value(step.reads[1]), self.value(step.writes));
        let field = self.plan().field(id);
        let (inputs, outputs) = (x.len() / LANES, d.len() / LANES);
        for output in 0..outputs {
            for input in 0..inputs {
                let products = x[input * LANES..].iter().zip(&d[output * LANES..]).take(LANES).map(|(x, d)| x * d);
                let sum: f32 = products.sum();
                weight[field.position(output * inputs + input) - field.offset] += sum;
            }
        }
        self.set(step.writes, weight);
    }

    fn call(&mut self, name: &str, step: &Step) {
        self.call_with(name, step, None);
    }

    /// With what a function finds of earlier inputs, of all taps.
    fn call_with(&mut self, name: &str, step: &Step, recalled: Option<Vec<f32>>) {
        let function = &self.machine.plan.functions[name];
        let places: Vec<Place> = step.reads.iter().chain([&step.writes]).copied().collect();
        let takes: Vec<_> = function.arguments.iter().filter(|argument| argument.is_place()).collect();
        let arguments = takes.iter().zip(&places).map(|(argument, place)| {
            (argument.name, Argument { kind: argument.kind.clone(), numbers: self.value(*place) })
        });
        let mut arguments: BTreeMap<&str, Argument> = arguments.collect();
        if let (Some(recalled), Some(x)) = (recalled, arguments.get_mut("x")) {
            x.become_recalled(recalled);
        }
        let result = takes[places.len() - 1].name;
        let rows = functions::rows_of(&arguments).unwrap_or(self.rows);
        functions::run(self.machine.plan, function, &mut arguments, (rows, self.rate));
        let result = arguments.remove(result).expect("a function writes an argument");
        self.set(step.writes, result.numbers);
    }
}

/// `change` for the channels of each pixel of a row, which has all pixels of a channel side by side.
fn each_pixel(row: &mut [f32], pixels: usize, change: impl Fn(usize, &mut [f32])) {
    for pixel in 0..pixels {
        let mut numbers: Vec<f32> = row.iter().skip(pixel).step_by(pixels).copied().collect();
        change(pixel, &mut numbers);
        row.iter_mut().skip(pixel).step_by(pixels).zip(numbers).for_each(|(to, number)| *to = number);
    }
}

/// The numbers of a row.
fn row_of(values: &[f32], layout: Layout, row: usize) -> Vec<f32> {
    (0..layout.len()).map(|number| values[layout.position(row, number)]).collect()
}

fn write_row(numbers: &[f32], values: &mut [f32], layout: Layout, row: usize) {
    for (number, x) in numbers.iter().enumerate() {
        values[layout.position(row, number)] = *x;
    }
}

/// Whether what lies behind rows, where these are one by one, is 0.
fn is_zero_in_padding(values: &[f32], layout: Layout) -> bool {
    let is_padding = |place: usize| layout.rows_of_group() == 1 && place % layout.stored() >= layout.len();
    values.iter().enumerate().all(|(place, x)| !is_padding(place) || *x == 0.0)
}

/// The mean of a row, or 0, and the factor of a norm.
fn moments(row: &[f32], norm: Norm) -> (f32, f32) {
    let n = row.len() as f32;
    let mean = if let Norm::Deviation(_) = norm { row.iter().sum::<f32>() / n } else { 0.0 };
    let squares = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>();
    let divisor = match norm {
        Norm::Deviation(epsilon) | Norm::MeanSquare(epsilon) => (squares / n + epsilon).sqrt(),
        Norm::Length(epsilon) => length(row).max(epsilon),
    };
    (mean, 1.0 / divisor)
}

/// From the derivative with respect to `y`, the numbers `x` normalised, to that with respect to `x`.
fn through_norm((x, y): (&[f32], &[f32]), d: &mut [f32], norm: Norm) {
    let (_, factor) = moments(x, norm);
    let n = d.len() as f32;
    let sum = d.iter().sum::<f32>();
    let product = d.iter().zip(y).map(|(d, y)| d * y).sum::<f32>();
    let (mean, slope) = match norm {
        Norm::Deviation(_) => (sum / n, product / n),
        Norm::MeanSquare(_) => (0.0, product / n),
        // A length below epsilon has no part in it.
        Norm::Length(epsilon) if length(x) < epsilon => (0.0, 0.0),
        Norm::Length(_) => (0.0, product),
    };
    d.iter_mut().zip(y).for_each(|(d, y)| *d = (*d - mean - y * slope) * factor);
}

fn length(row: &[f32]) -> f32 {
    row.iter().map(|x| x * x).sum::<f32>().sqrt()
}
