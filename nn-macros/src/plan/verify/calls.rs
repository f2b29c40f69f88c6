//! What steps call: the arguments of functions, the order of their sums, and their index maps.

use std::collections::{BTreeMap, BTreeSet};

use super::Faults;
use crate::model::Activation;
use crate::plan::contract::{Access, Contract, Factor, Finish, Index, Start, Terms};
use crate::plan::convolve::Reads;
use crate::plan::functions::{Argument, ArgumentKind, Array, Body, ByParts, Element, Function};
use crate::plan::step::{Operation, Pass, PassKind, Place, Step};
use crate::plan::{FieldKind, LANES, LaneAxis, Layout, SumOrder, ValueId};

impl<'a> Faults<'a> {
    /// A function takes as many places as a step names, each of its size.
    pub(super) fn calls(&mut self, pass: &Pass) {
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
                Body::ConvolveByParts(_) => Some(Start::Overwrite),
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
                PassKind::Inference(crate::plan::Rows::Exactly(rows)) => rows,
                kind => kind.groups(),
            };
            // The pixels of a map may be rows.
            let of_pixels = array.is_slice && numbers > 0 && layout.stored().is_multiple_of(numbers);
            return numbers == layout.stored() * groups || (of_pixels && matches!(layout, Layout::Pixels { .. }));
        }
        match place {
            Place::Transposed(field) => {
                let extents = |transposed: &crate::plan::memory::Transposed| transposed.extents();
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

    /// Wherever a value is computed, its sums are in the same order.
    pub(super) fn sums_have_one_order(&mut self) {
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
            Body::ConvolveByParts(ByParts { channels, parts, taps, has_bias, then }) => {
                let bias = if *has_bias { "from bias" } else { "without bias" };
                let activation = then.unwrap_or(Activation::IDENTITY).written();
                vec![describe(SumOrder::SEQUENTIAL, taps * channels / parts, 1, bias, activation)]
            }
            Body::EachRow { called } => self.orders_of(called),
            _ => vec!["not a sum".to_owned()],
        }
    }

    /// Functions are called, and do what their arguments allow.
    pub(super) fn functions(&mut self) {
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
            let weights = |field: &crate::plan::Field| match field.kind {
                FieldKind::Weight { inputs, outputs, lanes: LaneAxis::Sum } => {
                    (crate::plan::panels(inputs) == contract.rows && outputs == contract.panels).then_some(inputs)
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
        let extent = |axis: crate::plan::contract::Axis| match axis {
            crate::plan::contract::Axis::Row => contract.rows,
            crate::plan::contract::Axis::Panel => contract.panels,
            crate::plan::contract::Axis::Term => terms,
        };
        let below = |index: &Index, of: usize| match index {
            Index::Known(number) => *number < of,
            Index::Of(axis) => extent(*axis) <= of,
            Index::PanelOf(axis) => crate::plan::panels(extent(*axis)) <= of,
        };
        let is_element = is_panel == (array.element == Element::Panel) || access.lane.is_some();
        let lane_fits = access.lane.is_none_or(|lane| match lane {
            crate::plan::contract::Lane::Of(axis) => extent(axis) <= LANES,
            crate::plan::contract::Lane::Within(_) => true,
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
