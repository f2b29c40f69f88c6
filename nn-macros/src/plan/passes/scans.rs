//! Values that are computed step by step of a window: a loop forward, and one back. And those of a block of steps of a stream.

use super::{Definition, FieldId, Operation, PassKind, Place, Purpose, Slot, Start, ValueId, Walk, Writer};
use crate::ir::Scan;

impl Writer<'_, '_> {
    /// The steps of one value. Before the loop of a scan its first step is begun, and at the end of each step stands what the next one reads.
    pub(super) fn forward_in_order(&mut self, id: ValueId) {
        if self.kind == PassKind::StepBlock {
            return self.forward_in_block(id);
        }
        let Some(scan) = self.plan.scan_of(id).copied() else { return self.forward(id) };
        let is_carry = matches!(self.plan.value(id).definition, Definition::Carry { .. });
        self.walk = (!is_carry).then(|| walk(&scan, scan.is_reversed));
        self.forward(id);
        if id == scan.last {
            for (carry, of) in self.plan.carries_of(&scan) {
                self.step(Operation::KeepForNext, &[Place::Value(of)], Place::Value(carry));
            }
        }
        self.walk = None;
    }

    /// The steps of one value, for all inputs of a block where it does not wait for the step before. At the end of each step of a loop stands what
    /// the next one begins with.
    fn forward_in_block(&mut self, id: ValueId) {
        let of_loop = self.plan.loop_of(id);
        self.walk = of_loop.as_ref().map(|ids| Walk { of: *ids.start(), pixels: None, is_descending: false });
        self.forward(id);
        if let Some(ids) = of_loop.filter(|ids| *ids.end() == id) {
            for (carry, of) in self.plan.carries().filter(|(carry, _)| ids.contains(carry)) {
                self.step(Operation::Keep, &[self.read(of)], Place::State(carry));
            }
        }
        self.walk = None;
    }

    /// How a carry of a scan begins.
    pub(super) fn begun(&self, id: ValueId, scan: &Scan) -> (Operation, Vec<Place>) {
        let initial = self.plan.initial.iter().find(|(carry, _)| *carry == id);
        let reads = initial.map(|(_, field)| Place::Parameter(*field)).into_iter().collect();
        (Operation::Begin(scan.first_pixel()), reads)
    }

    /// The chain rule for all values, from the last to the first.
    pub(super) fn backward_in_order(&mut self) {
        let mut before = self.plan.values.len();
        while let Some(index) = before.checked_sub(1) {
            before = if let Some(scan) = self.plan.scan_of(ValueId(index)).copied() {
                self.backward_through(&scan);
                scan.first.0
            } else {
                self.backward(ValueId(index));
                index
            };
        }
    }

    /// The chain rule for the values of a scan: derivatives that the step behind one adds to are zeros at first, unless something behind the
    /// scan has written them.
    fn backward_through(&mut self, scan: &Scan) {
        let carries = self.plan.carries_of(scan);
        for (_, of) in &carries {
            if self.plan.needs_gradient(*of) && !self.written[of.0] {
                self.written[of.0] = true;
                self.step(Operation::Zero, &[], Place::Gradient(*of));
            }
        }
        let ids = || (scan.first.0..=scan.last.0).rev().map(ValueId);
        self.walk = Some(walk(scan, !scan.is_reversed));
        for id in ids() {
            self.backward(id);
        }
        self.walk = None;
        // The sums over steps.
        for id in ids() {
            if let Definition::Dense(dense) = &self.plan.value(id).definition {
                self.parameters(id, dense);
            }
        }
    }

    /// Hands the derivative with respect to what was remembered to the step that it was remembered from.
    pub(super) fn add_to_next(&mut self, id: ValueId, of: ValueId) {
        let to = (Place::Gradient(of), Start::Add, Slot::Given);
        self.step_to(Operation::AddToNext, &[Place::Gradient(id)], to);
    }

    /// The derivative with respect to weights for a single row, a sum over pixels, or a step against it.
    pub(super) fn by_pixels(&mut self, purpose: Purpose, called: String, (x, d): (Place, Place), weight: FieldId) {
        let (operation, place) = match purpose {
            Purpose::Gradient => (Operation::OwnGradient(called), Place::ParameterGradient(weight)),
            Purpose::Descent => (Operation::DescendBy(called), Place::Parameter(weight)),
        };
        self.step(operation, &[x, d], place);
    }

    /// Whether the pass has a loop over the pixels of a dense layer of a window for the derivative of its operand: for a single row no
    /// weight is transposed.
    pub(super) fn walks_back(&self, id: ValueId) -> bool {
        self.walk.is_none() && self.plan.value(id).pixels > 1 && matches!(self.kind, PassKind::SingleRow(_))
    }

    /// A loop over the pixels of one value.
    pub(super) fn walk_of(&self, id: ValueId) -> Walk {
        Walk { of: id, pixels: Some(self.plan.value(id).pixels), is_descending: false }
    }
}

fn walk(scan: &Scan, is_descending: bool) -> Walk {
    Walk { of: scan.first, pixels: Some(scan.steps), is_descending }
}
