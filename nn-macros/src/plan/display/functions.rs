//! Functions in a line or two each.

use std::fmt::{self, Display, Formatter};

use super::super::SumOrder;
use super::super::contract::{Access, Axis, Contract, Factor, Finish, Index, Lane, Start, Terms, Tiles};
use super::super::convolve::{Convolve, PoolOfLines, Reads};
use super::super::functions::{Body, ByParts, Frame, Function};
use super::super::step::Term;
use crate::ir::Pool;
use crate::model::Activation;

/// The name, how it is compiled, and what it does.
pub(super) fn write(f: &mut Formatter<'_>, name: &str, function: &Function) -> fmt::Result {
    write!(f, "  {name}")?;
    match function.frame {
        Frame::Inline => write!(f, ", inline")?,
        Frame::Merged => write!(f, ", merged")?,
        Frame::Vector => {}
        Frame::Alone => write!(f, ", never inline")?,
    }
    if function.needs_threads {
        write!(f, ", for threads")?;
    }
    writeln!(f)?;
    match &function.body {
        Body::Contract { contract, then } => {
            write_contract(f, contract)?;
            match then {
                Some(activation) => writeln!(f, ", then {}", activation.written()),
                None => writeln!(f),
            }
        }
        Body::Convolve { convolve, then } => {
            write_convolve(f, convolve)?;
            match then {
                Some(activation) => writeln!(f, ", then {}", activation.written()),
                None => writeln!(f),
            }
        }
        Body::ConvolveByParts(ByParts { channels, parts, taps, then, .. }) => {
            write!(f, "    {taps} taps of {channels} channels in {parts} parts, lanes over inputs")?;
            match then {
                Some(activation) => writeln!(f, ", then {}", activation.written()),
                None => writeln!(f),
            }
        }
        Body::EachRow { called } => writeln!(f, "    {called} for each row"),
        Body::Rows(walk) => {
            write!(f, "    {} for rows, ", walk.many)?;
            if let Some(pair) = &walk.pair {
                write!(f, "{pair} for two, ")?;
            }
            write!(f, "{} for a row", walk.one)?;
            if walk.may_overlap {
                write!(f, ", the last rows again")?;
            }
            match walk.by_panels {
                Some(by) => writeln!(f, ", {} of {} panels at a time", by.step, by.panels),
                None => writeln!(f),
            }
        }
        Body::Blocks { called, rows, together: None } => writeln!(f, "    {called} for blocks of {rows} rows"),
        Body::Blocks { called, rows, together: Some(together) } => {
            writeln!(f, "    {called} for blocks of {rows} rows, {together} panels at a time")
        }
        Body::VectorGradient { term, rows } => match term {
            Term::Derivative => writeln!(f, "    sum of blocks of {rows} rows"),
            Term::Product => writeln!(f, "    sum of products of blocks of {rows} rows"),
            Term::Slope => writeln!(f, "    sum of products below 0 of blocks of {rows} rows"),
            Term::VectorOfTable => writeln!(f, "    sum for each vector, over rows"),
            Term::SlopeOfAll => writeln!(f, "    sum of products below 0 of blocks of {rows} rows, then of lanes"),
        },
        Body::Outer(outer) => {
            let lanes = if outer.inputs_in_lanes.is_some() { "inputs" } else { "outputs" };
            let what = if outer.is_descent { "weights minus rate times outer product" } else { "outer product" };
            writeln!(f, "    {what}, lanes over {lanes}")
        }
    }
}

/// `in 4 parts`.
fn parts(order: SumOrder) -> String {
    match order {
        SumOrder { parts: 1, lanes: 1 } => "in order".to_owned(),
        SumOrder { parts, lanes: 1 } => format!("in {parts} parts"),
        SumOrder { parts: 1, lanes } => format!("in {lanes} lanes"),
        SumOrder { parts, lanes } => format!("in {lanes} lanes of {parts} parts"),
    }
}

fn write_contract(f: &mut Formatter<'_>, contract: &Contract) -> fmt::Result {
    let (tile, loops) = (contract.tile, contract.loops);
    write!(f, "    {} x {} sums of ", contract.rows, contract.panels)?;
    match contract.terms {
        Terms::Known(length) => write!(f, "length {length}")?,
        Terms::Recalled { taps, channels, .. } => write!(f, "{taps} taps of {channels} channels")?,
        Terms::Rows => write!(f, "all rows")?,
        Terms::Pixels(pixels) => write!(f, "all pixels, {} rows a tap", pixels.summed)?,
    }
    write!(f, " {}, tile {} x {} x {}, ", parts(contract.order), tile.rows, tile.panels, tile.sums)?;
    if loops.numbers.is_some() {
        write!(f, "number by number, ")?;
    }
    f.write_str(match (loops.terms, loops.tiles) {
        (true, Tiles::Loops) => "loops over tiles and terms",
        (true, Tiles::LoopOverPanels) => "loops over panels and terms",
        (true, Tiles::Printed) => "a loop over terms",
        (false, Tiles::Loops) => "a loop over tiles",
        (false, Tiles::LoopOverPanels) => "a loop over panels",
        (false, Tiles::Printed) => "straight",
    })?;
    if loops.range {
        write!(f, ", some panels")?;
    }
    write!(f, "\n    {} * {}", Mapped(&contract.left), Mapped(&contract.right))?;
    if let Some(start) = &contract.start {
        write!(f, " from {}", Mapped(start))?;
    }
    match &contract.finish {
        Finish::Store { bias, activation, derivative, to, start } => {
            if let Some(bias) = bias {
                write!(f, " + {}", Mapped(bias))?;
            }
            write!(f, " {} {}", arrow(*start), Element(to))?;
            write_activation(f, *activation, *derivative)
        }
        Finish::LanesOfRows { at_once, derivative, to, start } => {
            write!(f, " -> sums of lanes of {at_once} rows at once {} {}", arrow(*start), Element(to))?;
            write_activation(f, Activation::IDENTITY, *derivative)
        }
        Finish::SumLanes { lanes, bias, activation, to } => {
            write!(f, " -> sum of {lanes} lanes{} -> {}", if *bias { " + bias" } else { "" }, Element(to))?;
            write_activation(f, *activation, None)
        }
        Finish::AddToPart { inputs: None } => write!(f, " +> part"),
        Finish::AddToPart { inputs: Some(inputs) } => write!(f, " +> part, of {inputs} inputs"),
    }
}

fn write_convolve(f: &mut Formatter<'_>, convolve: &Convolve) -> fmt::Result {
    let Convolve { tile, kernel, read, written, panels, summed, .. } = convolve;
    let reads = match convolve.reads {
        Reads::Channels => "numbers channel by channel".to_owned(),
        Reads::Pixels(stored) => format!("{stored} numbers a pixel"),
        Reads::Lanes => "lanes".to_owned(),
    };
    write!(
        f,
        "    {}x{} pixels of {panels} panels from {}x{} of {reads}, {}x{} taps of {summed} terms, tile {} x {}",
        written[0], written[1], read[0], read[1], kernel[0], kernel[1], tile.rows, tile.panels
    )?;
    if convolve.numbers.is_some() {
        write!(f, ", number by number")?;
    }
    if let Some(PoolOfLines { pool, window }) = convolve.pool {
        let what = if pool == Pool::Largest { "largest" } else { "mean" };
        write!(f, ", {what} of {}x{} of them", window.height.kernel, window.width.kernel)?;
    }
    let phases = convolve.rows.len() * convolve.columns.len();
    if phases > 1 {
        write!(f, ", {phases} phases")?;
    }
    if convolve.has_bias {
        write!(f, ", from bias")?;
    }
    write!(f, " {} y", arrow(convolve.start))?;
    if convolve.norm.is_some() {
        write!(f, ", normalised by running moments")?;
    }
    write_activation(f, convolve.activation, None)
}

fn write_activation(f: &mut Formatter<'_>, activation: Activation, derivative: Option<Activation>) -> fmt::Result {
    if activation != Activation::IDENTITY {
        write!(f, ", {}", activation.written())?;
    }
    derivative.map_or(Ok(()), |fused| write!(f, ", times derivative of {}", fused.written()))
}

fn arrow(start: Start) -> &'static str {
    if start == Start::Add { "+>" } else { "->" }
}

/// A factor with its index map.
struct Mapped<'a>(&'a Factor);

impl Display for Mapped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Factor::Scalar(access) => write!(f, "{}", Element(access)),
            Factor::Panel(access) => write!(f, "panel {}", Element(access)),
        }
    }
}

/// An element of an array.
struct Element<'a>(&'a Access);

impl Display for Element<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let axis = |axis: Axis| match axis {
            Axis::Row => "r",
            Axis::Panel => "p",
            Axis::Term => "k",
        };
        write!(f, "{}", self.0.array)?;
        for index in &self.0.indices {
            match index {
                Index::Known(number) => write!(f, "[{number}]")?,
                Index::Of(of) => write!(f, "[{}]", axis(*of))?,
                Index::PanelOf(of) => write!(f, "[{} / 16]", axis(*of))?,
            }
        }
        match self.0.lane {
            None => Ok(()),
            Some(Lane::Of(of)) => write!(f, ".{}", axis(of)),
            Some(Lane::Within(of)) => write!(f, ".{} % 16", axis(of)),
        }
    }
}
