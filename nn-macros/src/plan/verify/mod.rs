//! Finds what is wrong with a plan: faults that the author of a layer could make, and that would compile.
//!
//! It knows nothing of layers. It looks at passes, steps and functions alone, so that it holds for those that are to come.

use std::collections::{BTreeMap, BTreeSet};

use super::contract::{Access, Contract, Factor, Finish, Index, Start, Terms};
use super::convolve::Reads;
use super::display::Shown;
use super::functions::{Argument, ArgumentKind, Array, Body, Element, Function};
use super::step::{DerivativeOf, Operation, Pass, PassKind, Place, Purpose, Slot, Step};
use super::{Definition, FieldId, FieldKind, LANES, LaneAxis, Layout, Plan, SumOrder, ValueId};
use crate::ir::has_padding;

/// Every fault, in words; none in a plan that is right.
pub(crate) fn verify(plan: &Plan<'_>) -> Vec<String> {
    let mut faults = Faults { plan, found: Vec::new() };
    for pass in &plan.passes {
        faults.memory(pass);
        faults.gradient_order(pass);
        faults.calls(pass);
    }
    faults.passes_are_distinct();
    faults.sums_have_one_order();
    faults.parameters_have_gradients();
    faults.loops_have_places_apart();
    faults.states_are_kept();
    faults.masks_are_in_pairs();
    faults.padding_is_cleared();
    faults.rows_hand_on_what_parameters_read();
    faults.functions();
    faults.found
}

struct Faults<'a> {
    plan: &'a Plan<'a>,
    found: Vec<String>,
}

impl<'a> Faults<'a> {
    fn push(&mut self, fault: String) {
        self.found.push(fault);
    }

    /// A fault of a step.
    fn push_of(&mut self, pass: &Pass, step: &Step, what: &str) {
        let shown = Shown { plan: self.plan, step };
        self.push(format!("{:?}, tier {}: {shown}: {what}", pass.kind, pass.tier.0));
    }

    /// Every place is written before it is read, in memory that is there, and nothing reads memory that was used again.
    fn memory(&mut self, pass: &Pass) {
        let has_memory = match pass.kind {
            PassKind::TrainRows
            | PassKind::TrainParameters
            | PassKind::SingleRow(_)
            | PassKind::WindowForward
            | PassKind::WindowBackward => true,
            PassKind::Inference(_)
            | PassKind::Maps
            | PassKind::InferenceColumns
            | PassKind::GradientColumns
            | PassKind::Step
            | PassKind::StepColumns(_)
            | PassKind::StepRows
            | PassKind::StepBlock => false,
        };
        let mut memory: BTreeSet<Place> = BTreeSet::new();
        let mut written: BTreeSet<Place> = BTreeSet::new();
        // What was last written to an array of a workspace.
        let mut held: BTreeMap<Place, Place> = BTreeMap::new();
        // What lies in the array of the pass: first panel, and panels.
        let mut lies: BTreeMap<Place, (usize, usize)> = BTreeMap::new();
        for step in &pass.steps {
            for place in &step.reads {
                if !self.is_given(pass, *place) && !written.contains(place) {
                    self.push_of(pass, step, &format!("{place:?} is read before it is written"));
                }
            }
            let is_local = matches!(step.writes, Place::Value(_) | Place::Gradient(_));
            match step.slot {
                Slot::Given if is_local && !has_memory && !memory.contains(&step.writes) => {
                    self.push_of(pass, step, "it has no memory");
                }
                Slot::Given => {}
                Slot::New | Slot::Result => {
                    if !memory.insert(step.writes) {
                        self.push_of(pass, step, "its memory is new twice");
                    }
                }
                Slot::At(first) => {
                    let n_panels = self.plan.panels_in(step.writes, pass.kind);
                    let is_hit = |(from, n): &(usize, usize)| *from < first + n_panels && first < from + n;
                    let hit: Vec<Place> = lies.iter().filter(|(_, at)| is_hit(at)).map(|(place, _)| *place).collect();
                    for old in hit {
                        if step.reads.contains(&old) {
                            self.push_of(pass, step, "it is written where it reads");
                        }
                        lies.remove(&old);
                        memory.remove(&old);
                        written.remove(&old);
                    }
                    if first + n_panels > pass.memory {
                        self.push_of(pass, step, "the array of the pass ends before the value does");
                    }
                    lies.insert(step.writes, (first, n_panels));
                    memory.insert(step.writes);
                }
                Slot::Reused(old) => {
                    let old = Place::Value(old);
                    if !memory.remove(&old) || !written.remove(&old) {
                        self.push_of(pass, step, "the memory that it uses again is not there");
                    }
                    let stored = |place| self.plan.layout(place, pass.kind).map(Layout::stored);
                    if stored(old) != stored(step.writes) {
                        self.push_of(pass, step, "the memory that it uses again has another size");
                    }
                    memory.insert(step.writes);
                }
            }
            if is_local
                && has_memory
                && let Some(old) = held.insert(self.plan.array_of(step.writes), step.writes)
                && old != step.writes
            {
                let is_copy = step.operation == Operation::Copy && step.start == Start::Overwrite;
                if step.reads.contains(&old) && !is_copy {
                    self.push_of(pass, step, "it is written where it reads");
                }
                written.remove(&old);
            }
            let needs_value = step.start == Start::Add || step.operation.changes_in_place();
            let is_sum = matches!(step.writes, Place::ParameterGradient(_) | Place::Parameter(_));
            if needs_value && !is_sum && !written.contains(&step.writes) && !self.is_given(pass, step.writes) {
                self.push_of(pass, step, "it is changed before it is written");
            }
            written.insert(step.writes);
        }
        let output = match pass.kind {
            PassKind::Inference(_) | PassKind::Step | PassKind::StepRows | PassKind::StepBlock => {
                Some(self.plan.without_dropout(self.plan.output()))
            }
            PassKind::Maps => self.plan.behind_maps(),
            _ => None,
        };
        if let Some(output) = output.map(Place::Value) {
            let results = pass.steps.iter().filter(|step| step.slot == Slot::Result);
            let is_output = results.map(|step| step.writes).eq([output]);
            if !is_output {
                self.push(format!("{:?}: the result is not the output", pass.kind));
            }
        }
    }

    /// What steps of a loop read and write lies apart: each is needed for all pixels.
    fn loops_have_places_apart(&mut self) {
        let plan = self.plan;
        for pass in &plan.passes {
            let mut lies: BTreeMap<Place, (usize, usize)> = BTreeMap::new();
            for step in &pass.steps {
                if let Slot::At(first) = step.slot {
                    let n_panels = plan.panels_in(step.writes, pass.kind);
                    lies.insert(step.writes, (first, first + n_panels));
                }
            }
            let loops = pass.steps.chunk_by(|one, next| one.walk == next.walk).filter(|steps| steps[0].walk.is_some());
            for steps in loops {
                let all = steps.iter().flat_map(|step| step.reads.iter().chain([&step.writes]));
                let places: BTreeSet<Place> =
                    all.filter(|place| matches!(place, Place::Value(_) | Place::Gradient(_))).copied().collect();
                let is_hit = |one: &Place, other: &Place| match (lies.get(one), lies.get(other)) {
                    (Some((first, end)), Some((from, to))) => first < to && from < end,
                    _ => !pass.kind.is_inference() && plan.array_of(*one) == plan.array_of(*other),
                };
                let pairs = places.iter().flat_map(|one| places.iter().map(move |other| (one, other)));
                for (one, other) in pairs.filter(|(one, other)| one < other && is_hit(one, other)) {
                    self.push_of(pass, &steps[0], &format!("{one:?} lies where {other:?} does, in one loop"));
                }
            }
        }
    }

    /// Whether a place is there before the pass.
    fn is_given(&self, pass: &Pass, place: Place) -> bool {
        match place {
            Place::Input | Place::Parameter(_) | Place::Targets => true,
            Place::Transposed(field) => {
                matches!(pass.kind, PassKind::TrainRows | PassKind::WindowBackward)
                    && self.plan.transposed().iter().any(|transposed| transposed.field == field)
            }
            // What the pass over rows leaves, or that forward.
            Place::Value(_) => matches!(pass.kind, PassKind::TrainParameters | PassKind::WindowBackward),
            Place::Gradient(id) if pass.kind == PassKind::WindowBackward => {
                id == self.plan.output() || self.plan.reached_by_later_steps().contains(&id)
            }
            Place::Earlier(id) => {
                pass.kind == PassKind::WindowBackward && self.plan.reached_by_later_steps().contains(&id)
            }
            Place::Gradient(_) | Place::Moments(_) => pass.kind == PassKind::TrainParameters,
            Place::State(_) => pass.kind.remembers(),
            Place::ParameterGradient(_) | Place::Losses => false,
        }
    }

    /// A step writes all that it remembers once, after everything that reads it, or in columns before; nothing else does.
    fn states_are_kept(&mut self) {
        for pass in &self.plan.passes {
            let is_columns = pass.kind.is_columns();
            let mut kept: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
            for step in &pass.steps {
                let is_of_states =
                    step.reads.iter().chain([&step.writes]).any(|place| matches!(place, Place::State(_)));
                if is_of_states && pass.kind == PassKind::StepBlock && step.walk.is_none() {
                    self.push_of(pass, step, "all steps of a block would see the state of one");
                }
                let states = step.reads.iter().filter(|place| matches!(place, Place::State(_)));
                let (mut kept_before, mut kept_later) = (false, false);
                for place in states {
                    kept_before |= kept.contains_key(place);
                    kept_later |= !kept.contains_key(place);
                }
                if kept_before && !is_columns {
                    self.push_of(pass, step, "it reads what the next step will remember");
                }
                if kept_later && is_columns {
                    self.push_of(pass, step, "it reads what other lanes do not remember yet");
                }
                if let Place::State(_) = step.writes {
                    kept.entry(step.writes).or_default().extend(&step.reads);
                }
            }
            let remembered = self.plan.remembered().filter(|_| pass.kind.remembers());
            let value = |of| {
                let of = if pass.kind.is_inference() { self.plan.without_dropout(of) } else { of };
                match self.plan.value(of).definition {
                    Definition::Load if is_columns => Place::Input,
                    _ => Place::Value(of),
                }
            };
            let expected: BTreeMap<Place, Vec<Place>> =
                remembered.map(|(id, of)| (Place::State(id), vec![value(of)])).collect();
            if kept != expected {
                self.push(format!(
                    "{:?}, tier {}: it remembers {kept:?}, expected {expected:?}",
                    pass.kind, pass.tier.0
                ));
            }
        }
        let carries =
            self.plan.values.iter().filter(|value| matches!(value.definition, Definition::Carry { of: None }));
        for value in carries {
            self.found.push(format!("`{}` is never written", value.name));
        }
    }

    /// Nothing is added to a derivative that has been handed on, and no value changes that something was computed from; a
    /// parameter changes after everything that reads it.
    fn gradient_order(&mut self, pass: &Pass) {
        let (mut read, mut changed) = (BTreeSet::<Place>::new(), BTreeSet::<Place>::new());
        for step in &pass.steps {
            if step.reads.iter().any(|place| changed.contains(place)) {
                self.push_of(pass, step, "it reads a parameter that has changed");
            }
            if let Place::Parameter(_) = step.writes {
                changed.insert(step.writes);
            }
            let is_target = matches!(step.writes, Place::Gradient(_) | Place::Value(_) | Place::Moments(_));
            let changes = step.slot == Slot::Given && !step.operation.is_for_next();
            if is_target && read.contains(&step.writes) && changes {
                self.push_of(pass, step, "it changes after it was read");
            }
            read.extend(&step.reads);
        }
    }

    /// A function takes as many places as a step names, each of its size.
    fn calls(&mut self, pass: &Pass) {
        let plan = self.plan;
        for step in &pass.steps {
            let name = match &step.operation {
                Operation::Call(name) | Operation::CallRecalling { called: name, .. } => name,
                Operation::Divided(divided) => &divided.whole,
                // Such a function adds to a part that holds nothing.
                Operation::OwnGradient(name) | Operation::DescendBy(name) => {
                    if !plan.functions.contains_key(name) {
                        self.push_of(pass, step, "there is no such function");
                    }
                    continue;
                }
                _ => continue,
            };
            let Some(function) = plan.functions.get(name) else {
                self.push_of(pass, step, "there is no such function");
                continue;
            };
            let arguments: Vec<_> = function.arguments.iter().filter(|argument| argument.is_place()).collect();
            let places: Vec<_> = step.reads.iter().chain([&step.writes]).copied().collect();
            if arguments.len() != places.len() {
                self.push_of(pass, step, "the function takes another number of arguments");
                continue;
            }
            for (argument, place) in arguments.iter().zip(&places) {
                let fits = match &argument.kind {
                    ArgumentKind::Array(array) => self.fits(array, *place, (pass, step)),
                    ArgumentKind::Rings | ArgumentKind::RingsOf(_) => matches!(place, Place::State(_)),
                    _ => true,
                };
                if !fits {
                    self.push_of(pass, step, &format!("{place:?} is not of the size of `{}`", argument.name));
                }
            }
            if let Operation::CallRecalling { ages, .. } = &step.operation {
                let taken =
                    function.arguments.iter().any(|argument| argument.kind == ArgumentKind::Ages(ages.len() - 1));
                if !taken || ages.last() != Some(&0) {
                    self.push_of(pass, step, "the function takes other ages");
                }
            }
            let starts = match &function.body {
                Body::Contract { contract, .. } => match contract.finish {
                    Finish::Store { start, .. } | Finish::LanesOfRows { start, .. } => Some(start),
                    Finish::SumLanes { .. } => Some(Start::Overwrite),
                    Finish::AddToPart { .. } => Some(Start::Add),
                },
                Body::Blocks { .. } | Body::VectorGradient { .. } => Some(Start::Add),
                Body::Convolve { convolve, .. } => Some(convolve.start),
                Body::EachRow { called } => plan.functions.get(called).and_then(|function| match &function.body {
                    Body::Convolve { convolve, .. } => Some(convolve.start),
                    _ => None,
                }),
                Body::Rows(walk) => plan.functions.get(&walk.many).and_then(|many| match &many.body {
                    Body::Contract { contract, .. } => match contract.finish {
                        Finish::Store { start, .. } => Some(start),
                        _ => None,
                    },
                    _ => None,
                }),
                Body::Outer(_) => None,
            };
            if starts.is_some_and(|start| start != step.start) {
                self.push_of(pass, step, "the function adds where the step overwrites, or the other way round");
            }
        }
    }

    /// Whether an argument has the numbers that a place has for the rows of the pass, or for a pixel in a loop over these.
    fn fits(&self, array: &Array, place: Place, (pass, step): (&Pass, &Step)) -> bool {
        let numbers: usize =
            array.extents.iter().product::<usize>() * if array.element == Element::Panel { LANES } else { 1 };
        if let (Some(_), Place::Value(id) | Place::Gradient(id)) = (step.walk, place) {
            return numbers == Layout::of(self.plan.value(id).channels(), 1).stored();
        }
        if let Some(layout) = self.plan.layout(place, pass.kind) {
            let groups = match pass.kind {
                PassKind::Inference(super::Rows::Exactly(rows)) => rows,
                kind => kind.groups(),
            };
            // The pixels of a map may be rows.
            let of_pixels = array.is_slice && numbers > 0 && layout.stored().is_multiple_of(numbers);
            return numbers == layout.stored() * groups || (of_pixels && matches!(layout, Layout::Pixels { .. }));
        }
        match place {
            Place::Transposed(field) => {
                let extents = |transposed: &super::memory::Transposed| transposed.extents();
                let transposed = self.plan.transposed();
                let of_field = transposed.iter().find(|transposed| transposed.field == field).map(extents);
                of_field.is_some_and(|(outer, inner)| numbers == outer * inner * LANES)
            }
            Place::Parameter(field) | Place::ParameterGradient(field) => {
                numbers == self.plan.field(field).stored_panels() * LANES
            }
            _ => false,
        }
    }

    fn passes_are_distinct(&mut self) {
        for (index, pass) in self.plan.passes.iter().enumerate() {
            let same = |other: &&Pass| other.kind == pass.kind && other.tier == pass.tier;
            if self.plan.passes[..index].iter().any(|other| same(&other)) {
                self.push(format!("{:?} is printed twice for tier {}", pass.kind, pass.tier.0));
            }
        }
    }

    /// Wherever a value is computed, its sums are in the same order.
    fn sums_have_one_order(&mut self) {
        let mut orders: BTreeMap<ValueId, BTreeSet<String>> = BTreeMap::new();
        for pass in &self.plan.passes {
            for step in &pass.steps {
                let Place::Value(id) = step.writes else { continue };
                let called: Vec<&String> = match &step.operation {
                    Operation::Call(name) | Operation::CallRecalling { called: name, .. } => vec![name],
                    Operation::Divided(divided) => {
                        let rest = divided.rest.iter().map(|rest| &rest.called);
                        [&divided.whole, &divided.group.called].into_iter().chain(rest).collect()
                    }
                    _ => continue,
                };
                orders.entry(id).or_default().extend(called.into_iter().flat_map(|name| self.orders_of(name)));
            }
        }
        for (id, orders) in orders {
            if orders.len() != 1 {
                let name = &self.plan.value(id).name;
                self.push(format!("`{name}` is summed in several orders: {}", Vec::from_iter(orders).join("; ")));
            }
        }
    }

    /// The order of a function's sums, in words: parts, terms, where they begin and what becomes of them.
    fn orders_of(&self, name: &str) -> Vec<String> {
        let describe = |order: SumOrder, terms: usize, lanes: usize, bias: &str, activation: String| {
            format!("{terms} terms in {} parts over {lanes} lanes, {bias}, {activation}", order.parts)
        };
        let Some(function) = self.plan.functions.get(name) else { return Vec::new() };
        match &function.body {
            Body::Rows(walk) => walk.functions().flat_map(|name| self.orders_of(name)).collect(),
            Body::Contract { contract, then } => {
                let Some(terms) = contract.terms.known() else { return vec!["over rows".to_owned()] };
                // Terms are vectors of lanes, or numbers that belong to lanes.
                let (lanes, adds_bias, finished) = match &contract.finish {
                    Finish::SumLanes { lanes, bias, activation, .. } => (*lanes, *bias, *activation),
                    Finish::Store { bias, activation, .. } => (contract.order.lanes, bias.is_some(), *activation),
                    Finish::LanesOfRows { .. } => return vec!["of a single row".to_owned()],
                    Finish::AddToPart { .. } => return vec!["into a gradient".to_owned()],
                };
                let bias = match (contract.start.is_some(), adds_bias) {
                    (false, false) => "without bias",
                    (true, false) => "from bias",
                    (_, true) => "bias last",
                };
                let terms = terms.div_ceil(contract.order.lanes);
                vec![describe(contract.order, terms, lanes, bias, then.unwrap_or(finished).written())]
            }
            Body::Convolve { convolve, then } => {
                let bias = if convolve.has_bias { "from bias" } else { "without bias" };
                let activation = then.unwrap_or(convolve.activation).written();
                vec![describe(SumOrder::SEQUENTIAL, convolve.terms(), 1, bias, activation)]
            }
            Body::EachRow { called } => self.orders_of(called),
            _ => vec!["not a sum".to_owned()],
        }
    }

    /// Each pass that trains writes the gradient of each trained parameter once; none changes another, and what is not trained has
    /// zeros in a gradient.
    fn parameters_have_gradients(&mut self) {
        let fields: Vec<FieldId> = (0..self.plan.fields.len()).map(FieldId).collect();
        for field in &fields {
            if !self.is_reached(*field) {
                let path = &self.plan.field(*field).path;
                self.push(format!("no value is computed from `{path}`"));
            }
        }
        for pass in &self.plan.passes {
            let place: fn(FieldId) -> Place = match pass.kind {
                PassKind::TrainParameters | PassKind::GradientColumns | PassKind::SingleRow(Purpose::Gradient) => {
                    Place::ParameterGradient
                }
                PassKind::SingleRow(Purpose::Descent) => Place::Parameter,
                _ => continue,
            };
            for field in &fields {
                let is_trained = self.plan.field(*field).is_trained;
                let steps = pass.steps.iter().filter(|step| step.writes == place(*field));
                let (zeros, steps): (Vec<&Step>, Vec<&Step>) =
                    steps.partition(|step| step.operation == Operation::Zero);
                let is_running = self.plan.field(*field).momentum.is_some();
                let is_of_a_row = matches!(pass.kind, PassKind::SingleRow(_));
                let is_cleared = !is_trained && !is_running && pass.kind == PassKind::SingleRow(Purpose::Gradient);
                // A running mean takes its part of a single row's moments in the pass itself.
                let is_written = is_trained || (is_running && is_of_a_row);
                let (expected, found) =
                    ((usize::from(is_written), usize::from(is_cleared)), (steps.len(), zeros.len()));
                if found != expected {
                    let path = &self.plan.field(*field).path;
                    let (n_steps, n_zeros) = found;
                    self.push(format!(
                        "{:?}: {n_steps} steps train `{path}`, expected {}; {n_zeros} clear it, expected {}",
                        pass.kind, expected.0, expected.1
                    ));
                }
            }
        }
    }

    /// Whether a field is a parameter of some value.
    fn is_reached(&self, field: FieldId) -> bool {
        self.plan.values.iter().any(|value| value.definition.parameters().contains(&field))
            || self.plan.initial.iter().any(|(_, initial)| *initial == field)
    }

    /// While training, what a dropout removes from a value, it removes from its derivative.
    fn masks_are_in_pairs(&mut self) {
        for pass in &self.plan.passes {
            let mut masks: BTreeMap<usize, Vec<(String, Place)>> = BTreeMap::new();
            for step in &pass.steps {
                if let Operation::Mask { rate, index } = step.operation {
                    masks.entry(index).or_default().push((rate.to_string(), step.writes));
                }
            }
            let [forward, backward] = [PassKind::WindowForward, PassKind::WindowBackward]
                .map(|last| pass.kind == last || matches!(pass.kind, PassKind::TrainRows | PassKind::SingleRow(_)));
            for (index, value) in self.plan.values.iter().enumerate() {
                let Definition::Dropout { index: mask, rate, .. } = value.definition else { continue };
                let id = ValueId(index);
                let mut expected = Vec::new();
                expected.extend(forward.then(|| (rate.to_string(), Place::Value(id))));
                expected.extend((backward && value.is_trained).then(|| (rate.to_string(), Place::Gradient(id))));
                if masks.remove(&mask).unwrap_or_default() != expected {
                    self.push(format!("{:?}: the masks of dropout {mask} are not in pairs", pass.kind));
                }
            }
        }
    }

    /// What a singular or a growing activation makes of padding is cleared at once, in a value and in its derivative.
    fn padding_is_cleared(&mut self) {
        for pass in self.plan.passes.iter().filter(|pass| !pass.kind.is_columns()) {
            for (index, step) in pass.steps.iter().enumerate() {
                let (Operation::Map(activation) | Operation::Derivative { activation, .. }) = step.operation else {
                    continue;
                };
                let (Place::Value(id) | Place::Gradient(id)) = step.writes else { continue };
                // A dense layer applies a growing activation to padding that is 0, and then no other.
                let is_of_layer = matches!(step.operation, Operation::Derivative { of: DerivativeOf::Output, .. });
                let reaches_sums = if is_of_layer { activation.is_singular() } else { activation.clears_padding() };
                let is_needed = reaches_sums && has_padding(self.plan.value(id).channels());
                let is_cleared = pass
                    .steps
                    .get(index + 1)
                    .is_some_and(|next| next.operation == Operation::ClearPadding && next.writes == step.writes);
                if is_needed && !is_cleared {
                    self.push_of(pass, step, "its padding is not cleared");
                }
            }
        }
    }

    /// The passes over rows write every derivative that the pass over parameters reads.
    fn rows_hand_on_what_parameters_read(&mut self) {
        let of_kind = |kind: PassKind| self.plan.passes.iter().filter(move |pass| pass.kind == kind);
        // The last of each array.
        let kinds = [PassKind::TrainRows, PassKind::WindowForward, PassKind::WindowBackward];
        let passes = kinds.into_iter().flat_map(of_kind);
        let written = passes.flat_map(|pass| pass.steps.iter().map(|step| step.writes)).map(|place| match place {
            // Of the last input of a window it is 0.
            Place::Earlier(id) => Place::Gradient(id),
            place => place,
        });
        let rows: BTreeMap<Place, Place> = written.map(|place| (self.plan.array_of(place), place)).collect();
        let read = of_kind(PassKind::TrainParameters).flat_map(|pass| pass.steps.iter().flat_map(|step| &step.reads));
        let is_missing =
            |place: &&Place| **place != Place::Input && rows.get(&self.plan.array_of(**place)) != Some(*place);
        let missing: BTreeSet<Place> = read.filter(is_missing).copied().collect();
        for place in missing {
            self.push(format!("{place:?} is read for parameters, and not written for rows"));
        }
    }

    /// Functions are called, and do what their arguments allow.
    fn functions(&mut self) {
        let plan = self.plan;
        let mut called: BTreeSet<&str> = BTreeSet::new();
        for step in plan.passes.iter().flat_map(|pass| &pass.steps) {
            match &step.operation {
                Operation::Call(name)
                | Operation::CallRecalling { called: name, .. }
                | Operation::OwnGradient(name)
                | Operation::DescendBy(name) => {
                    called.insert(name);
                }
                Operation::Divided(divided) => {
                    called.extend([divided.whole.as_str(), divided.group.called.as_str()]);
                    called.extend(divided.rest.iter().map(|rest| rest.called.as_str()));
                }
                _ => {}
            }
        }
        for function in plan.functions.values() {
            match &function.body {
                Body::Rows(walk) => called.extend(walk.functions().map(String::as_str)),
                Body::Blocks { called: block, .. } | Body::EachRow { called: block } => _ = called.insert(block),
                _ => {}
            }
        }
        for (name, function) in &plan.functions {
            if !called.contains(name.as_str()) {
                self.push(format!("`{name}` is printed, and never called"));
            }
            if let Body::Contract { contract, .. } = &function.body {
                self.contract(name, function, contract);
            }
        }
    }

    fn contract(&mut self, name: &str, function: &'a Function, contract: &Contract) {
        let (tile, order) = (contract.tile, contract.order);
        let is_panel_of_rows = match contract.finish {
            Finish::LanesOfRows { at_once, .. } => {
                at_once > 0 && order.sums() == 1 && contract.panels == 1 && tile.rows == contract.rows.min(LANES)
            }
            _ => true,
        };
        // A loop has one step for each part, and knows no lanes.
        let is_in_order = order.lanes == 1 || (order.lanes.is_power_of_two() && !contract.loops.terms);
        let fits = (1..=contract.rows).contains(&tile.rows)
            && (1..=contract.panels).contains(&tile.panels)
            && order.parts.is_power_of_two()
            && order.sums().is_multiple_of(tile.sums);
        if !(fits && is_panel_of_rows && is_in_order) {
            self.push(format!(
                "`{name}`: its tile {tile:?} does not fit {} x {}, {order:?}",
                contract.rows, contract.panels
            ));
        }
        let to = match &contract.finish {
            Finish::Store { to, .. } | Finish::SumLanes { to, .. } | Finish::LanesOfRows { to, .. } => Some(to),
            Finish::AddToPart { .. } => None,
        };
        let bias = match &contract.finish {
            Finish::Store { bias, .. } => bias.as_ref(),
            _ => None,
        };
        let factors = [&contract.left, &contract.right].into_iter().chain(&contract.start).chain(bias);
        let accesses: Vec<(&Access, bool)> = factors
            .map(|factor| (factor.access(), matches!(factor, Factor::Panel(_))))
            .chain(to.map(|to| (to, true)))
            .collect();
        for (access, is_panel) in accesses {
            if !Self::is_within(function, contract, access, is_panel) {
                self.push(format!("`{name}`: an index of `{}` is beyond the argument", access.array));
            }
        }
        // A panel of inputs that is not full: its other lanes hold what an activation made of padding. Where each lane has a kernel of
        // its own, these are multiplied by the zeros in the padding of a derivative.
        if let Finish::AddToPart { inputs } = contract.finish
            && let (Factor::Panel(_), Factor::Scalar(_)) = (&contract.left, &contract.right)
        {
            let weights = |field: &super::Field| match field.kind {
                FieldKind::Weight { inputs, outputs, lanes: LaneAxis::Sum } => {
                    (super::panels(inputs) == contract.rows && outputs == contract.panels).then_some(inputs)
                }
                _ => None,
            };
            let is_masked = |n: usize| inputs == Some(n) || (n.is_multiple_of(LANES) && inputs.is_none());
            if !self.plan.fields.iter().filter_map(weights).any(is_masked) {
                self.push(format!("`{name}`: lanes of padding become part of a gradient"));
            }
        }
    }

    /// Whether every index of an access is below its extent.
    fn is_within(function: &Function, contract: &Contract, access: &Access, is_panel: bool) -> bool {
        // Rows of a batch: `left` and `right` are rows of the first two arguments.
        let argument = match access.array {
            "left" => function.arguments.first(),
            "right" => function.arguments.get(1),
            name => function.arguments.iter().find(|argument| argument.name == name),
        };
        let Some(Argument { kind: ArgumentKind::Array(array), .. }) = argument else { return false };
        let terms = match contract.terms {
            // Of earlier taps it reads what is recalled.
            Terms::Recalled { channels, .. } if access.array == "x" => channels,
            ref terms => terms.known().unwrap_or(usize::MAX),
        };
        let extent = |axis: super::contract::Axis| match axis {
            super::contract::Axis::Row => contract.rows,
            super::contract::Axis::Panel => contract.panels,
            super::contract::Axis::Term => terms,
        };
        let below = |index: &Index, of: usize| match index {
            Index::Known(number) => *number < of,
            Index::Of(axis) => extent(*axis) <= of,
            Index::PanelOf(axis) => super::panels(extent(*axis)) <= of,
        };
        let is_element = is_panel == (array.element == Element::Panel) || access.lane.is_some();
        let lane_fits = access.lane.is_none_or(|lane| match lane {
            super::contract::Lane::Of(axis) => extent(axis) <= LANES,
            super::contract::Lane::Within(_) => true,
        });
        // Of rows of pixels the pixels are what is indexed.
        if let Terms::Pixels(pixels) = contract.terms {
            let of_pixel = match (access.array, pixels.reads) {
                ("left", Reads::Channels | Reads::Pixels(_)) => contract.rows == pixels.window.taps() * pixels.summed,
                ("left", Reads::Lanes) | ("right", _) => true,
                _ => false,
            };
            let panels = match pixels.reads {
                Reads::Channels => array.element == Element::Number,
                Reads::Pixels(_) | Reads::Lanes => array.element == Element::Panel,
            };
            return of_pixel && (access.array == "right" || panels);
        }
        is_element
            && lane_fits
            && access.indices.len() == array.extents.len()
            && access.indices.iter().zip(&array.extents).all(|(index, of)| below(index, *of))
    }
}

#[cfg(test)]
mod tests;
