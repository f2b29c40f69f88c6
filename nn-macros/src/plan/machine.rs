//! The machines that code is printed for: a row for each instruction set, and those of each family of targets.

use crate::plan::LANES;

/// The registers of an instruction set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Machine {
    /// Ends the names of functions that are printed for it.
    pub(super) suffix: &'static str,
    /// Vector registers.
    pub(super) registers: usize,
    /// Numbers of a register.
    lanes: usize,
    /// Rows of a batch that go through a network together.
    pub(super) rows: usize,
}

impl Machine {
    /// Registers that a panel takes.
    pub(super) fn registers_of_a_panel(&self) -> usize {
        LANES / self.lanes
    }

    /// Whether half of a register would be idle for a row of eight numbers.
    pub(super) fn has_long_registers(&self) -> bool {
        self.lanes == LANES
    }
}

const AVX512: Machine = Machine { suffix: "_wide", registers: 32, lanes: 16, rows: 8 };
/// Six rows of one panel are its largest tile, 12 of 16 registers: with groups of four rows it was two by two, and 32-64-64-64-16
/// reached 63 % of the peak instead of 88 %.
const AVX2: Machine = Machine { suffix: "_medium", registers: 16, lanes: 8, rows: 6 };
const SSE2: Machine = Machine { suffix: "_narrow", registers: 16, lanes: 4, rows: 2 };
/// As many panels as AVX2 has: six rows of one are 24 of 32 registers.
const NEON: Machine = Machine { suffix: "_neon", registers: 32, lanes: 4, rows: 6 };
/// An engine's registers are those of the processor that it runs on: 16 where it has SSE, and 32 on ARM64.
const SIMD128: Machine = Machine { suffix: "_simd128", registers: 16, lanes: 4, rows: 2 };
/// It computes number by number, in loops: written out, 16 numbers for each that it can add would be 16 times the code.
const SCALAR: Machine = Machine { suffix: "_scalar", registers: 16, lanes: 1, rows: 1 };

/// A family of targets, which share a list of instruction sets. nn-runtime knows which the program is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// x86 and x86-64: AVX-512, AVX2 or SSE2, chosen when the program runs.
    X86,
    /// ARM64.
    Arm,
    /// WebAssembly with vectors.
    Wasm,
    /// All others.
    Scalar,
}

impl Family {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 4] = [Self::X86, Self::Arm, Self::Wasm, Self::Scalar];

    /// Its instruction sets, best first: the order in which nn-runtime's `dispatch!` takes what is printed for them.
    pub(crate) fn machines(self) -> &'static [Machine] {
        match self {
            Self::X86 => &[AVX512, AVX2, SSE2],
            Self::Arm => &[NEON],
            Self::Wasm => &[SIMD128],
            Self::Scalar => &[SCALAR],
        }
    }
}
