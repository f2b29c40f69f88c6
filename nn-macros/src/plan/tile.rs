//! Tile shapes: how many rows, panels and partial sums one straight-line body keeps in registers.
//!
//! The shape changes speed, never bits: the order of a sum is [`SumOrder`](super::SumOrder) alone.

use super::machine::{Family, Machine};
use super::{Dense, LANES, PANEL_BYTES, TierId};
use crate::model::Activation;

/// Multiply-adds up to which a function is printed without any loop.
///
/// Compiling a straight line takes time in proportion; at 128 a small network took twice as long as at 32. A single row
/// gets more where it pays: the first layer of 17-64-64-6 made a prediction 35 ns faster with AVX-512.
const STRAIGHT_LINE: usize = 32;
const STRAIGHT_LINE_OF_A_ROW: usize = 72;

/// The most panels of a tile of a single row: twelve are the gates of an LSTM of 33 to 48 units.
const MOST_PANELS_OF_A_ROW: usize = 16;

/// Bytes that the values of a block of rows may take on the stack, unless those of a single row take more.
const STACK_BYTES: usize = 256 * 1024;

/// The registers of an instruction set, and what follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tier {
    /// Ends the names of the functions printed for it; empty where one tier serves all instruction sets.
    pub(crate) suffix: &'static str,
    /// Vector registers.
    registers: usize,
    /// Registers that a panel takes.
    per_panel: usize,
    /// Rows of a batch that go through the network together.
    pub(crate) rows: usize,
}

/// The shape of a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tile {
    pub(crate) rows: usize,
    pub(crate) panels: usize,
    /// Partial sums that are in registers at the same time; the others follow in passes.
    pub(crate) sums: usize,
}

/// What of a core's first cache a tile may count on, of 32 KiB and more.
pub(super) const FIRST_CACHE_BYTES: usize = 24 * 1024;

/// What the second cache delivers, on the cores measured.
const SECOND_CACHE_BYTES_PER_CYCLE: f64 = 32.0;

/// The most rows of a tile.
const MOST_ROWS: usize = 8;

/// Cycles of a step of a tile of pixels at least, measured: eight sums that wait four cycles for themselves leave no cycle for anything else to be late.
const CYCLES_OF_A_PIXEL: f64 = 5.5;

/// What is left of the cycles of a step for each panel of weights, of which larger tiles read fewer.
const CYCLES_OF_A_WEIGHT: f64 = 0.05;

/// A contraction to find a tile for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task {
    pub(crate) rows: usize,
    pub(crate) panels: usize,
    /// Steps of the sum.
    pub(crate) length: usize,
    /// Interleaved partial sums.
    pub(crate) sums: usize,
    /// Whether sums that wait to be joined with others need registers too: where a tile is a straight line, in which the compiler begins the next
    /// partial sums before, so that all of them went through memory.
    pub(crate) holds_joins: bool,
}

impl Task {
    /// Whether it is a single row whose panels alone keep a core busy. Narrower ones took up to 4 % longer in tiles of more panels.
    fn is_wide_row(self) -> bool {
        self.rows == 1 && self.sums == 1
    }
}

/// Of a network that is so small that the same straight line suits all machines.
const FOR_ALL: Tier = Tier { suffix: "", registers: 16, per_panel: 2, rows: 4 };

/// The tiers of a network whose values have `all_panels` panels together, and which one serves each machine of the family.
pub(crate) fn tiers(family: Family, all_panels: usize, largest_contraction: usize) -> (Vec<Tier>, Vec<TierId>) {
    let machines = family.machines();
    if largest_contraction * FOR_ALL.rows <= STRAIGHT_LINE && family != Family::Scalar {
        return (vec![FOR_ALL], vec![TierId(0); machines.len()]);
    }
    let of = |machine: &Machine| {
        let Machine { suffix, registers, .. } = *machine;
        let mut rows = machine.rows;
        while rows > 1 && rows * all_panels * PANEL_BYTES > STACK_BYTES {
            rows /= 2;
        }
        Tier { suffix, registers, per_panel: machine.registers_of_a_panel(), rows }
    };
    (machines.iter().map(of).collect(), (0..machines.len()).map(TierId).collect())
}

impl Tier {
    /// Whether a function of so many multiply-adds for so many rows is printed without any loop.
    ///
    /// Without vectors none is: a loop over numbers is a few instructions, and each number written out is as many.
    pub(crate) fn is_straight(&self, rows: usize, multiply_adds: usize) -> bool {
        let limit = if rows == 1 && self.per_panel == 1 { STRAIGHT_LINE_OF_A_ROW } else { STRAIGHT_LINE };
        multiply_adds <= limit && self.has_vectors()
    }

    /// Whether a register holds more than one number. If not, sums are loops over the numbers of their results.
    pub(crate) fn has_vectors(&self) -> bool {
        self.per_panel < LANES
    }

    /// Whether rows that are left over of a batch are computed in pairs: with six rows to a group there may be many, and a row takes twice
    /// as long alone, but little longer in a pair.
    pub(crate) fn takes_pairs_of_rows(&self) -> bool {
        self.rows > 4 && self.has_few_registers()
    }

    /// Whether it is not AVX-512's: a tile and the temporaries of a long activation do not fit the registers together.
    pub(crate) fn has_few_registers(&self) -> bool {
        self.registers / self.per_panel < 32
    }

    /// Accumulators, of 16 inputs each with a vector of its own, that stay in registers.
    pub(crate) fn vectors_of_a_row(&self) -> usize {
        (self.registers / self.per_panel / 2).next_power_of_two()
    }

    /// The shape for a contraction. With `exact`, the rows are a multiple of the shape's; a remainder of panels gets a
    /// body of its own.
    pub(crate) fn tile(&self, task: Task, exact: bool) -> Tile {
        self.tile_from(task, exact, 1, MOST_ROWS)
    }

    /// As [`tile`](Self::tile), for pixels in place of rows. A pixel of one panel is a load for each multiply-add, and the panel is one for all
    /// of them: so they are as many as there are registers for, but for those that a long activation needs.
    pub(crate) fn tile_of_pixels(&self, task: Task, activation: Activation) -> Tile {
        let has_room = !self.has_few_registers() && !activation.is_long();
        let most_rows = if has_room { 2 * MOST_ROWS } else { MOST_ROWS };
        let mut best = (f64::INFINITY, Tile { rows: 1, panels: 1, sums: 1 });
        for rows in 1..=task.rows.min(most_rows) {
            for panels in 1..=task.panels.min(8) {
                let cost = self.cost_of_pixels((rows, panels), task);
                if cost < best.0 {
                    best = (cost, Tile { rows, panels, sums: 1 });
                }
            }
        }
        best.1
    }

    /// As [`cost`](Self::cost), of tiles that are [about equal](tiles_of_pixels).
    fn cost_of_pixels(&self, (rows, panels): (usize, usize), task: Task) -> f64 {
        let of_tile = |rows: usize, panels: usize| {
            let cost = self.tile_cost(Tile { rows, panels, sums: 1 }, task);
            cost.max(CYCLES_OF_A_PIXEL) + CYCLES_OF_A_WEIGHT * panels as f64
        };
        let of_panels = |panels: usize| tiles_of_pixels(task.rows, rows).map(|rows| of_tile(rows, panels)).sum::<f64>();
        let (whole, rest) = (task.panels / panels, task.panels % panels);
        let of_rest = if rest > 0 { of_panels(rest) } else { 0.0 };
        whole as f64 * of_panels(panels) + of_rest
    }

    /// As [`tile`](Self::tile) with exact rows, and all panels in one tile; few as they are.
    pub(crate) fn tile_of_all_panels(&self, task: Task) -> Tile {
        Tile { panels: task.panels, ..self.tile_from(task, true, task.panels, MOST_ROWS) }
    }

    /// The same registers for halves of panels.
    pub(crate) fn of_half_panels(&self) -> Self {
        Self { per_panel: (self.per_panel / 2).max(1), ..*self }
    }

    /// The shape where lanes are multiplied with lanes, for pixels of one panel: half of the registers are sums.
    pub(crate) fn tile_of_lanes(&self, pixels: usize) -> Tile {
        let most = (self.registers / self.per_panel / 2).clamp(1, 8);
        Tile { rows: pixels.clamp(1, most), panels: 1, sums: 1 }
    }

    /// The shape for a kernel's gradient, a sum over pixels: `rows` terms of each tap, and panels of outputs.
    pub(crate) fn kernel_gradient_tile(&self, (rows, panels): (usize, usize), pixels: usize) -> Tile {
        self.tile(Task { rows, panels, length: pixels, sums: 1, holds_joins: false }, true)
    }

    /// That tile with some of the `taps` of a line of the kernel together, a divisor of them: as many as there are registers for. A sum waits four
    /// cycles for itself, so that few channels alone would leave the core idle, and all of these taps read the same panels.
    pub(crate) fn with_taps(&self, tile: Tile, taps: usize) -> Tile {
        let of_panels = tile.panels * self.per_panel;
        let fits = |taps: usize| taps * tile.rows * of_panels + of_panels < self.registers;
        let together = (1..=taps).rev().find(|together| taps.is_multiple_of(*together) && fits(*together));
        Tile { rows: tile.rows * together.unwrap_or(1), ..tile }
    }

    /// The best shape of `fewest_panels` or more.
    fn tile_from(&self, task: Task, exact: bool, fewest_panels: usize, most_rows: usize) -> Tile {
        let mut best = (f64::INFINITY, Tile { rows: 1, panels: 1, sums: 1 });
        for rows in (1..=task.rows.min(most_rows)).filter(|rows| !exact || task.rows.is_multiple_of(*rows)) {
            let most_panels = if task.is_wide_row() { MOST_PANELS_OF_A_ROW } else { 8 };
            for panels in fewest_panels..=task.panels.min(most_panels) {
                for passes in (0..).map(|power| 1 << power).take_while(|passes| *passes <= task.sums) {
                    let shape = Tile { rows, panels, sums: task.sums / passes };
                    let cost = self.cost(shape, task);
                    if cost < best.0 {
                        best = (cost, shape);
                    }
                }
            }
        }
        best.1
    }

    /// The shape for a layer's weight gradient: its sum runs over a block of rows. Rows and panels are the layer's inputs and
    /// panels of outputs, or with inputs in the lanes its panels of inputs and outputs.
    pub(crate) fn weight_gradient_tile(&self, dense: &Dense, block_rows: usize) -> Tile {
        let (panels, rows) = dense.lanes.extents(dense.inputs, dense.outputs);
        let task = Task { rows, panels, length: block_rows, sums: 1, holds_joins: false };
        self.tile(task, false)
    }

    /// Estimated cycles per step of the contraction, for all rows and panels; infinite where the tile does not fit.
    fn cost(&self, shape: Tile, task: Task) -> f64 {
        let (whole_rows, rest_rows) = (task.rows / shape.rows, task.rows % shape.rows);
        let (whole_panels, rest_panels) = (task.panels / shape.panels, task.panels % shape.panels);
        let tile = |rows, panels| self.tile_cost(Tile { rows, panels, ..shape }, task);
        let mut cost = (whole_rows * whole_panels) as f64 * tile(shape.rows, shape.panels);
        let mut bodies = 1.0;
        if rest_panels > 0 {
            cost += whole_rows as f64 * tile(shape.rows, rest_panels);
            bodies += 1.0;
        }
        if rest_rows > 0 {
            cost += whole_panels as f64 * tile(rest_rows, shape.panels);
            bodies += 1.0;
        }
        if rest_rows > 0 && rest_panels > 0 {
            cost += tile(rest_rows, rest_panels);
            bodies += 1.0;
        }
        // Every body is compiled: prefer fewer where speed is about equal.
        cost * (1.0 + 0.01 * bodies)
    }

    /// Estimated cycles per step of one tile.
    fn tile_cost(&self, shape: Tile, task: Task) -> f64 {
        let multiply_adds = shape.rows * shape.panels * self.per_panel;
        // Accumulators, one step's panels, one broadcast. A single row multiplies each panel once, as an operand in memory.
        let loaded = if task.is_wide_row() { 2 } else { shape.panels * self.per_panel };
        let pending = if task.holds_joins { (task.sums / shape.sums).ilog2() as usize } else { 0 };
        if multiply_adds * (shape.sums + pending) + loaded + 1 > self.registers {
            return f64::INFINITY;
        }
        let loads = shape.rows + shape.panels * self.per_panel;
        // Two multiply-adds and two loads start per cycle; a multiply-add takes four, and some slack hides the loads.
        let latency = 4.5 / shape.sums as f64;
        let busy = (multiply_adds as f64 / 2.0).max(loads as f64 / 2.0).max(latency);
        // Panels that the first cache cannot hold come from the second one, for every tile of rows anew unless the group
        // of panels fits by itself.
        let group = shape.panels * PANEL_BYTES * task.length;
        let mut stream = 0.0;
        if task.panels * PANEL_BYTES * task.length > FIRST_CACHE_BYTES {
            stream = (shape.panels * PANEL_BYTES) as f64 / SECOND_CACHE_BYTES_PER_CYCLE;
            if group <= FIRST_CACHE_BYTES {
                stream /= (task.rows / shape.rows).max(1) as f64;
            }
        }
        // Each further pass reads the operands' lines again; each tile has a beginning and an end.
        let passes = 1.0 + 0.04 * (task.sums / shape.sums - 1) as f64;
        let ends = (12 + shape.rows * shape.panels) as f64 / task.length as f64;
        busy.max(stream) * passes + ends
    }
}

/// The pixels of each tile of so many, where at most `most` are in registers together: about as many in each, because a few that were left over
/// would wait for their sums.
pub(crate) fn tiles_of_pixels(count: usize, most: usize) -> impl Iterator<Item = usize> {
    let tiles = count.div_ceil(most.max(1));
    (0..tiles).map(move |tile| count / tiles + usize::from(tile < count % tiles))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_of_pixels_are_about_equal() {
        let tiles = |count, most| tiles_of_pixels(count, most).collect::<Vec<_>>();
        assert_eq!(tiles(8, 6), [4, 4]);
        assert_eq!(tiles(16, 6), [6, 5, 5]);
        assert_eq!(tiles(12, 6), [6, 6]);
        assert_eq!(tiles(5, 8), [5]);
        assert_eq!(tiles(0, 6), [0; 0]);
    }

    #[test]
    fn taps_together_divide_the_line_and_fit_the_registers() {
        let few = Tier { suffix: "", registers: 16, per_panel: 2, rows: 6 };
        let many = Tier { suffix: "", registers: 32, per_panel: 1, rows: 8 };
        let with_taps = |tier: &Tier, rows: usize, panels: usize, taps: usize| {
            tier.with_taps(Tile { rows, panels, sums: 1 }, taps).rows
        };
        assert_eq!([with_taps(&few, 1, 1, 5), with_taps(&many, 1, 1, 5)], [5, 5]);
        // Seven sums of two registers are too many.
        assert_eq!([with_taps(&few, 1, 1, 7), with_taps(&many, 1, 1, 7)], [1, 7]);
        assert_eq!([with_taps(&few, 3, 1, 3), with_taps(&many, 3, 1, 3)], [3, 9]);
        assert_eq!([with_taps(&few, 1, 1, 12), with_taps(&many, 2, 2, 12)], [6, 12]);
    }
}
