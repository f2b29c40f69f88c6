//! Tile shapes: how many rows, panels and partial sums one straight-line body keeps in registers.
//!
//! The shape changes speed, never bits: the order of a sum is [`partial_sums`](super::partial_sums) alone.

use super::LANES;

/// Multiply-adds up to which a kernel is printed without any loop.
///
/// Compiling a straight line takes time in proportion; at 128 a small network took twice as long as at 32. A single row
/// gets more where it pays: the first layer of 17-64-64-6 made a prediction 35 ns faster with AVX-512.
const STRAIGHT_LINE: usize = 32;
const STRAIGHT_LINE_OF_A_ROW: usize = 72;

/// Bytes that one value of a block of rows may take on the stack.
const STACK_BYTES: usize = 64 * 1024;

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
pub(crate) struct Shape {
    pub(crate) rows: usize,
    pub(crate) panels: usize,
    /// Partial sums that are in registers at the same time; the others follow in passes.
    pub(crate) sums: usize,
}

/// The tiers of a network whose widest value has `widest` panels, and which one serves AVX-512, AVX2 and the baseline.
pub(crate) fn tiers(widest: usize, largest_contraction: usize) -> (Vec<Tier>, [usize; 3]) {
    let wide = Tier { suffix: "_wide", registers: 32, per_panel: 1, rows: 8 };
    let medium = Tier { suffix: "_medium", registers: 16, per_panel: 2, rows: 4 };
    let narrow = Tier { suffix: "_narrow", registers: 16, per_panel: 4, rows: 2 };
    if largest_contraction * medium.rows <= STRAIGHT_LINE {
        // So small that the same straight line suits all.
        return (vec![Tier { suffix: "", ..medium }], [0, 0, 0]);
    }
    let fit = |tier: Tier| {
        let mut rows = tier.rows;
        while rows > 1 && rows * widest * LANES * size_of::<f32>() > STACK_BYTES {
            rows /= 2;
        }
        Tier { rows, ..tier }
    };
    (vec![fit(wide), fit(medium), fit(narrow)], [0, 1, 2])
}

impl Tier {
    /// Whether a kernel of so many multiply-adds for so many rows is printed without any loop.
    pub(crate) fn is_straight(&self, rows: usize, multiply_adds: usize) -> bool {
        let limit = if rows == 1 && self.per_panel == 1 { STRAIGHT_LINE_OF_A_ROW } else { STRAIGHT_LINE };
        multiply_adds <= limit
    }

    /// The shape for a contraction with `sums` partial sums that yields `rows` rows of `panels` panels.
    ///
    /// `rows` is a multiple of the shape's rows where `exact`; a remainder of panels gets a body of its own.
    pub(crate) fn shape(&self, rows: usize, panels: usize, sums: usize, exact: bool) -> Shape {
        let mut best = (f64::INFINITY, Shape { rows: 1, panels: 1, sums: 1 });
        for tile_rows in 1..=rows.min(8) {
            if exact && rows % tile_rows != 0 {
                continue;
            }
            for tile_panels in 1..=panels.min(8) {
                let mut at_once = sums;
                loop {
                    let shape = Shape { rows: tile_rows, panels: tile_panels, sums: at_once };
                    let cost = self.cost(shape, rows, panels, sums);
                    if cost < best.0 - 1e-9 {
                        best = (cost, shape);
                    }
                    if at_once == 1 {
                        break;
                    }
                    at_once /= 2;
                }
            }
        }
        best.1
    }

    /// Estimated cycles per contraction step for all rows and panels; infinite where the tile does not fit.
    fn cost(&self, shape: Shape, rows: usize, panels: usize, sums: usize) -> f64 {
        let whole = (rows / shape.rows, panels / shape.panels);
        let rest = (rows % shape.rows, panels % shape.panels);
        let tile = |tile_rows: usize, tile_panels: usize| {
            let multiply_adds = tile_rows * tile_panels * self.per_panel;
            // Accumulators, one step's weights, one broadcast.
            if multiply_adds * shape.sums + tile_panels * self.per_panel + 1 > self.registers {
                return f64::INFINITY;
            }
            let loads = tile_rows + tile_panels * self.per_panel;
            let latency = 4.0 / shape.sums as f64;
            // Two multiply-adds and two loads start per cycle; each further pass over the operands costs a little.
            let passes = 1.0 + 0.04 * (sums / shape.sums - 1) as f64;
            (multiply_adds as f64 / 2.0).max(loads as f64 / 2.0).max(latency) * passes
        };
        let mut cost = (whole.0 * whole.1) as f64 * tile(shape.rows, shape.panels);
        let mut bodies = 1.0;
        if rest.1 > 0 {
            cost += whole.0 as f64 * tile(shape.rows, rest.1);
            bodies += 1.0;
        }
        if rest.0 > 0 {
            cost += whole.1 as f64 * tile(rest.0, shape.panels);
            bodies += 1.0;
            if rest.1 > 0 {
                cost += tile(rest.0, rest.1);
                bodies += 1.0;
            }
        }
        // Every body is compiled: prefer fewer, and smaller ones, where speed is about equal.
        cost * (1.0 + 0.02 * bodies) + 1e-3 * (shape.rows * shape.panels * shape.sums) as f64
    }
}
