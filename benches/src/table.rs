//! Results as text: one table for each network, one line for each case, the contenders side by side.

use std::fmt::Write as _;

use crate::case::{Case, Net};
use crate::record::{MACHINE, Record};

/// The results of one case.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    /// What they are about.
    pub case: Case,
    /// Ours, on one thread.
    pub ours: Option<&'a Record>,
    /// The fastest of the others.
    pub best: Option<&'a Record>,
    /// All of them, in the order in which they were measured.
    pub all: Vec<&'a Record>,
}

impl Row<'_> {
    /// How many times faster ours is than the fastest other.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        Some(self.best?.ns / self.ours?.ns)
    }
}

/// The results case by case, in the order of [`Case::all`]; batches that are not among them follow their measure.
#[must_use]
pub fn rows(records: &[Record]) -> Vec<Row<'_>> {
    let mut cases: Vec<Case> =
        records.iter().filter(|record| record.peer != MACHINE).filter_map(Record::case).collect();
    cases.sort();
    cases.dedup();
    cases.into_iter().map(|case| row(case, records)).collect()
}

fn row(case: Case, records: &[Record]) -> Row<'_> {
    let all: Vec<&Record> = records.iter().filter(|record| record.case() == Some(case)).collect();
    let ours = all.iter().copied().find(|record| record.peer == "ours" && record.threads == 1);
    let others = all.iter().copied().filter(|record| record.peer != "ours" && record.threads == 1);
    let best = others.min_by(|a, b| a.ns.total_cmp(&b.ns));
    Row { case, ours, best, all }
}

/// Names of all contenders, in the order of their first result.
#[must_use]
pub fn labels(records: &[Record]) -> Vec<String> {
    let mut labels = Vec::new();
    for record in records.iter().filter(|record| record.peer != MACHINE) {
        if !labels.contains(&record.label()) {
            labels.push(record.label());
        }
    }
    labels
}

/// A time in the unit that suits it.
#[must_use]
pub fn time(ns: f64) -> String {
    let (value, unit) = match ns {
        ns if ns < 1e3 => (ns, "ns"),
        ns if ns < 1e6 => (ns / 1e3, "us"),
        ns if ns < 1e9 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    let decimals = match value {
        value if value < 10.0 => 2,
        value if value < 100.0 => 1,
        _ => 0,
    };
    format!("{value:.decimals$} {unit}")
}

/// Tables in Markdown, their columns padded so that they can be read as they are.
#[must_use]
pub fn render(records: &[Record]) -> String {
    let mut text = String::new();
    let rows = rows(records);
    for net in Net::ALL {
        let rows: Vec<&Row<'_>> = rows.iter().filter(|row| row.case.net == net).collect();
        if rows.is_empty() {
            continue;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n## {net}: {}\n", net.description());
        let labels: Vec<String> = labels(records).into_iter().filter(|label| label != "ours").collect();
        let mut cells = vec![head(&labels)];
        cells.extend(rows.iter().map(|row| line(row, &labels)));
        text.push_str(&align(&cells));
    }
    text
}

fn head(labels: &[String]) -> Vec<String> {
    let fixed = ["measure", "batch", "ours", "GFLOP/s", "of peak", "best peer", "its time", "peer / ours"];
    fixed.into_iter().map(str::to_owned).chain(labels.iter().cloned()).collect()
}

fn line(row: &Row<'_>, labels: &[String]) -> Vec<String> {
    let missing = || "-".to_owned();
    let time_of = |record: Option<&Record>| record.map_or_else(missing, |record| time(record.ns));
    let mut cells = vec![
        row.case.measure.to_string(),
        row.case.batch.to_string(),
        time_of(row.ours),
        row.ours.map_or_else(missing, |ours| format!("{:.1}", ours.gflops)),
        row.ours.and_then(|ours| ours.peak_fraction).map_or_else(missing, |part| format!("{:.0} %", 100.0 * part)),
        row.best.map_or_else(missing, Record::label),
        time_of(row.best),
        row.ratio().map_or_else(missing, |ratio| format!("{ratio:.2}")),
    ];
    for label in labels {
        cells.push(time_of(row.all.iter().copied().find(|record| record.label() == *label)));
    }
    cells
}

/// Cells as a Markdown table whose first line is the head.
fn align(cells: &[Vec<String>]) -> String {
    let n_columns = cells.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| cells.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..n_columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for (index, line) in cells.iter().enumerate() {
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            // The first column is words, the others are numbers.
            let _ = if column == 0 { write!(text, "| {cell:<width$} ") } else { write!(text, "| {cell:>width$} ") };
        }
        text.push_str("|\n");
        if index == 0 {
            for (column, width) in widths.iter().enumerate() {
                let _ = write!(text, "|{:-<width$}{}", "", if column == 0 { "--" } else { "-:" }, width = width);
            }
            text.push_str("|\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Measure;

    fn records() -> Vec<Record> {
        let case = |batch| Case { net: Net::Xor, measure: Measure::Predict, batch };
        let threads = Record { threads: 2, ..Record::new("ours", case(32), 100.0, 100.0) };
        vec![
            Record::new("ours", case(1), 12.0, 100.0),
            Record::new("fast", case(1), 15.0, 100.0),
            Record::new("slow", case(1), 1500.0, 100.0),
            Record::new("ours", case(32), 300.0, 100.0),
            threads,
            Record::new("slow", case(32), 2e7, 100.0),
        ]
    }

    #[test]
    fn best_peer_is_the_fastest_other_one() {
        let records = records();
        let rows = rows(&records);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].best.map(|record| record.peer.as_str()), Some("fast"));
        assert!(rows[0].ratio().is_some_and(|ratio| (ratio - 1.25).abs() < 1e-12));
        assert_eq!(rows[1].best.map(|record| record.peer.as_str()), Some("slow"));
        assert_eq!(rows[1].ours.map(|record| record.threads), Some(1));
    }

    #[test]
    fn table_shows_all_contenders() {
        let expected = "
## xor: 2-8-1 (tanh, sigmoid), mse

| measure | batch |    ours | GFLOP/s | of peak | best peer | its time | peer / ours |    fast |    slow | ours x2 |
|---------|------:|--------:|--------:|--------:|----------:|---------:|------------:|--------:|--------:|--------:|
| predict |     1 | 12.0 ns |     4.0 |     4 % |      fast |  15.0 ns |        1.25 | 15.0 ns | 1.50 us |       - |
| predict |    32 |  300 ns |     5.1 |     5 % |      slow |  20.0 ms |    66666.67 |       - | 20.0 ms |  100 ns |
";
        assert_eq!(render(&records()), expected);
    }

    #[test]
    fn case_without_peers_has_no_ratio() {
        let records: Vec<Record> = records().into_iter().filter(|record| record.peer == "ours").collect();
        assert!(rows(&records).iter().all(|row| row.ratio().is_none() && row.best.is_none()));
        assert!(!render(&records).contains("NaN"));
    }

    #[test]
    fn times_have_three_digits() {
        for (ns, text) in
            [(1.234, "1.23 ns"), (12.34, "12.3 ns"), (123.4, "123 ns"), (1.5e6, "1.50 ms"), (2e9, "2.00 s")]
        {
            assert_eq!(time(ns), text);
        }
    }
}
