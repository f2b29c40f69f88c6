//! Times of convolutional networks as a table, and as lines of the records' format.

use std::fmt::Write as _;

use super::{Case, Measure};
use crate::record::Record;

/// The times of all contenders of a case, in nanoseconds of a call, ours among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What they are about.
    pub case: Case,
    /// Name and time of each.
    pub times: Vec<(String, f64)>,
}

impl Row {
    fn time_of(&self, name: &str) -> Option<f64> {
        self.times.iter().find(|(contender, _)| contender == name).map(|(_, ns)| *ns)
    }

    fn best_peer(&self) -> Option<&(String, f64)> {
        self.times.iter().filter(|(name, _)| name != "ours").min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// One record for each contender.
    #[must_use]
    pub fn records(&self, peak: f64) -> Vec<Record> {
        let record = |(peer, ns): &(String, f64)| {
            let gflops = self.case.flops() as f64 / ns;
            Record {
                peer: peer.clone(),
                net: self.case.net.name().to_owned(),
                measure: self.case.measure.name().to_owned(),
                batch: self.case.batch,
                threads: 1,
                ns: *ns,
                gflops,
                peak_fraction: Some(gflops / peak),
                gbytes_per_s: None,
                machine_peak_gflops: None,
            }
        };
        self.times.iter().map(record).collect()
    }
}

/// A table in Markdown: microseconds of an image, of all `names`.
#[must_use]
pub fn render(rows: &[Row], names: &[String], peak: f64) -> String {
    let others: Vec<&String> = names.iter().filter(|name| *name != "ours").collect();
    let mut text = String::from("| us of an image | batch | ours | of peak | best peer / ours |");
    for name in &others {
        // Writing to a string cannot fail.
        let _ = write!(text, " {name} |");
    }
    let _ = writeln!(text, "\n|---|--:|--:|--:|--:|{}", "--:|".repeat(others.len()));
    for row in rows {
        let image = |ns: f64| format!("{:.2}", ns / 1e3 / row.case.batch as f64);
        let what = match row.case.measure {
            Measure::Predict => row.case.net.name().to_owned(),
            Measure::Sgd => format!("{}, SGD step", row.case.net.name()),
        };
        let ours = row.time_of("ours");
        let part = ours.map(|ns| format!("{:.0} %", 100.0 * row.case.flops() as f64 / ns / peak));
        let ratio = ours.zip(row.best_peer()).map(|(ours, best)| format!("{:.2}", best.1 / ours));
        let cells =
            [ours.map(image), part, ratio].into_iter().chain(others.iter().map(|name| row.time_of(name).map(image)));
        let cells: Vec<String> = cells.map(Option::unwrap_or_default).collect();
        let _ = writeln!(text, "| {what} | {} | {} |", row.case.batch, cells.join(" | "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::Net;
    use super::*;

    #[test]
    fn a_contender_that_lacks_a_case_leaves_a_gap() {
        let case = Case { net: Net::LeNet, measure: Measure::Sgd, batch: 32 };
        let times = vec![("ours".to_owned(), 1_600_000.0), ("torch".to_owned(), 4_800_000.0)];
        let names = ["ours", "tract", "torch"].map(str::to_owned);
        let peak = case.flops() as f64 / 800_000.0;
        let rows = [Row { case, times }];
        assert_eq!(
            render(&rows, &names, peak),
            "| us of an image | batch | ours | of peak | best peer / ours | tract | torch |\n\
             |---|--:|--:|--:|--:|--:|--:|\n\
             | lenet, SGD step | 32 | 50.00 | 50 % | 3.00 |  | 150.00 |\n"
        );
        let records = rows[0].records(peak);
        assert_eq!((records[1].peer.as_str(), records[1].measure.as_str()), ("torch", "sgd"));
        assert_eq!(records[0].peak_fraction, Some(0.5));
    }
}
