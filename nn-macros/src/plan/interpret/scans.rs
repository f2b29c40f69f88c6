//! Loops over the pixels of maps, which are the steps of a window: a run for each pixel. And over rows, which are those of a stream.

use std::collections::BTreeSet;

use super::{Layout, Run};
use crate::plan::step::{Operation, Place, Step, Walk};

impl Run<'_, '_> {
    /// Steps that are done for each pixel, row by row.
    pub(super) fn walk(&mut self, walk: Walk, steps: &[Step]) {
        let Some(n_pixels) = walk.pixels else { return self.walk_over_rows(steps) };
        let all = steps.iter().flat_map(|step| step.reads.iter().chain([&step.writes]));
        let places: BTreeSet<Place> =
            all.filter(|place| matches!(place, Place::Value(_) | Place::Gradient(_))).copied().collect();
        let of_pixel = |run: &Self, place: Place| match place {
            Place::Value(id) | Place::Gradient(id) => Layout::of(run.plan().value(id).channels(), 1).stored(),
            _ => panic!("maps alone have pixels"),
        };
        let pixels = (0..n_pixels).map(|t| if walk.is_descending { n_pixels - 1 - t } else { t });
        let order: Vec<usize> = pixels.collect();
        for row in 0..self.rows {
            for (index, t) in order.iter().enumerate() {
                let pixel = row * n_pixels + t;
                let next = order.get(index + 1).map(|t| row * n_pixels + t);
                let mut run = self.machine.run(self.pass, &[], &[], 0.0);
                (run.rows, run.is_of_pixels) = (1, true);
                for place in &places {
                    let n = of_pixel(self, *place);
                    run.memory.allocate(self.array(*place), self.value(*place)[pixel * n..][..n].to_vec());
                }
                steps.iter().filter(|step| !step.operation.is_for_next()).for_each(|step| run.step(step));
                for place in &places {
                    let (n, mut all) = (of_pixel(self, *place), self.value(*place));
                    all[pixel * n..][..n].copy_from_slice(&run.value(*place));
                    self.set(*place, all);
                }
                for step in steps.iter().filter(|step| step.operation.is_for_next()) {
                    let (x, n) = (run.value(step.reads[0]), of_pixel(self, step.writes));
                    let (Some(next), mut all) = (next, self.value(step.writes)) else { continue };
                    for (to, x) in all[next * n..][..n].iter_mut().zip(x) {
                        *to = match step.operation {
                            Operation::AddToNext => *to + x,
                            _ if x.is_subnormal() => 0.0,
                            _ => x,
                        };
                    }
                    self.set(step.writes, all);
                }
            }
        }
    }

    /// Steps that are done for each input of a stream.
    fn walk_over_rows(&mut self, steps: &[Step]) {
        let all = || steps.iter().flat_map(|step| step.reads.iter().chain([&step.writes]));
        let of_rows: BTreeSet<Place> = all().filter(|place| matches!(place, Place::Value(_))).copied().collect();
        let states: BTreeSet<Place> = all().filter(|place| matches!(place, Place::State(_))).copied().collect();
        for row in 0..self.rows {
            let mut run = self.machine.run(self.pass, &self.inputs[row..=row], &[], 0.0);
            for place in &of_rows {
                let n = self.layout(*place).stored();
                run.memory.allocate(*place, self.value(*place)[row * n..][..n].to_vec());
            }
            for place in &states {
                run.memory.allocate(*place, self.value(*place));
            }
            for step in steps {
                run.step(step);
            }
            for place in &of_rows {
                let (n, mut all) = (self.layout(*place).stored(), self.value(*place));
                all[row * n..][..n].copy_from_slice(&run.value(*place));
                self.set(*place, all);
            }
            for place in &states {
                self.set(*place, run.value(*place));
            }
        }
    }

    /// The first pixel of each row of a scan.
    pub(super) fn begin(&mut self, step: &Step, pixel: usize) {
        let Place::Value(id) = step.writes else { panic!("a carry is begun") };
        let n = Layout::of(self.plan().value(id).channels(), 1).stored();
        let first = step.reads.first().map_or(vec![0.0; n], |initial| self.value(*initial));
        let mut all = self.value(step.writes);
        for row in all.chunks_mut(n * self.plan().value(id).pixels) {
            row[pixel * n..][..n].copy_from_slice(&first);
        }
        self.set(step.writes, all);
    }
}
