//! Results as lines of JSON: what `compare --json` prints, what scripts in other languages print, what is kept.

use serde::{Deserialize, Serialize};

use crate::case::{Case, Measure, Net};
use crate::machine::Machine;

/// The name under which the machine's own limits stand among the peers.
pub const MACHINE: &str = "machine";

/// One result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Who computed.
    pub peer: String,
    /// Which network; `-` for limits of the machine.
    pub net: String,
    /// Which measure; for limits of the machine, which one.
    pub measure: String,
    /// Rows in a call.
    pub batch: usize,
    /// Threads at work.
    pub threads: usize,
    /// Nanoseconds of a call.
    pub ns: f64,
    /// Operations of the matrix products per nanosecond.
    pub gflops: f64,
    /// `gflops` as a part of the peak measured in the same run.
    pub peak_fraction: Option<f64>,
    /// Bytes per nanosecond, where that is what a limit of the machine is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gbytes_per_s: Option<f64>,
    /// The peak that a script in another language took for its `peak_fraction`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine_peak_gflops: Option<f64>,
}

impl Record {
    /// The result of a contender of this program.
    #[must_use]
    pub fn new(peer: &str, case: Case, ns: f64, peak: f64) -> Self {
        let gflops = case.flops() as f64 / ns;
        Self {
            peer: peer.to_owned(),
            net: case.net.name().to_owned(),
            measure: case.measure.name().to_owned(),
            batch: case.batch,
            threads: 1,
            ns,
            gflops,
            peak_fraction: Some(gflops / peak),
            gbytes_per_s: None,
            machine_peak_gflops: None,
        }
    }

    /// What the line is about, unless it is a limit of the machine.
    #[must_use]
    pub fn case(&self) -> Option<Case> {
        let net = Net::ALL.into_iter().find(|net| net.name() == self.net)?;
        let measure = Measure::ALL.into_iter().find(|measure| measure.name() == self.measure)?;
        Some(Case { net, measure, batch: self.batch })
    }

    /// The same time, with operations counted as here and as a part of this run's `peak`: scripts may count otherwise.
    #[must_use]
    pub fn recounted(self, peak: f64) -> Self {
        let gflops = self.case().map_or(self.gflops, |case| case.flops() as f64 / self.ns);
        Self { gflops, peak_fraction: Some(gflops / peak), ..self }
    }

    /// How the contender is called: with its threads, if it has more than one.
    #[must_use]
    pub fn label(&self) -> String {
        if self.threads == 1 { self.peer.clone() } else { format!("{} x{}", self.peer, self.threads) }
    }
}

/// The limits of the machine as results.
#[must_use]
pub fn machine_records(machine: &Machine) -> Vec<Record> {
    let limit = |measure: String| Record {
        peer: MACHINE.to_owned(),
        net: "-".to_owned(),
        measure,
        batch: 0,
        threads: 1,
        ns: 0.0,
        gflops: 0.0,
        peak_fraction: None,
        gbytes_per_s: None,
        machine_peak_gflops: None,
    };
    let peaks = machine.peaks.iter().map(|(level, gflops)| Record {
        gflops: *gflops,
        peak_fraction: Some(gflops / machine.peak()),
        ..limit(format!("fma {level}"))
    });
    let bandwidths = machine.bandwidths.iter().map(|bandwidth| Record {
        gbytes_per_s: Some(bandwidth.gbytes_per_s),
        ..limit(format!("load {}", bandwidth.name))
    });
    peaks.chain(bandwidths).collect()
}

/// The results as lines of JSON.
///
/// # Panics
/// Never: a record is plain numbers and strings.
#[must_use]
pub fn to_json_lines(records: &[Record]) -> String {
    let line = |record| serde_json::to_string(record).expect("numbers and strings are always JSON");
    records.iter().map(|record| line(record) + "\n").collect()
}

/// Reads lines of JSON; empty lines are passed over. `source` names the file in errors.
///
/// # Errors
/// The first line that is no result, or names a network or a measure that does not exist, with its number.
pub fn from_json_lines(source: &str, text: &str) -> Result<Vec<Record>, String> {
    let mut records = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{source}, line {}", index + 1);
        let record: Record = serde_json::from_str(line).map_err(|error| format!("{place}: {error}"))?;
        if record.case().is_none() && record.peer != MACHINE {
            let (net, measure) = (&record.net, &record.measure);
            return Err(format!(
                "{place}: found net `{net}` and measure `{measure}`, expected one of {} and one of {}",
                Net::ALL.map(Net::name).join(", "),
                Measure::ALL.map(Measure::name).join(", ")
            ));
        }
        if !(record.ns.is_finite() && record.ns > 0.0) && record.peer != MACHINE {
            return Err(format!("{place}: ns is {}, expected a number greater than 0", record.ns));
        }
        records.push(record);
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let case = Case { net: Net::Mnist, measure: Measure::Sgd, batch: 32 };
        Record::new("ours", case, 1e6, 100.0)
    }

    #[test]
    fn records_are_read_as_they_were_written() {
        let level = nn_runtime::simd::Level::detect().name();
        let machine = Machine { peaks: vec![(level, 94.5)], bandwidths: Vec::new() };
        let mut records = machine_records(&machine);
        records.extend([record(), Record { machine_peak_gflops: Some(99.5), ..record() }]);
        assert_eq!(from_json_lines("test", &to_json_lines(&records)), Ok(records));
    }

    #[test]
    fn keys_are_those_of_the_format() {
        assert_eq!(
            to_json_lines(&[record()]),
            "{\"peer\":\"ours\",\"net\":\"mnist\",\"measure\":\"sgd\",\"batch\":32,\"threads\":1,\
             \"ns\":1000000.0,\"gflops\":13.090816,\"peak_fraction\":0.13090816}\n"
        );
    }

    #[test]
    fn lines_of_scripts_are_counted_as_here() {
        let line = r#"{"peer": "torch", "net": "xor", "measure": "predict", "batch": 1, "threads": 1, "ns": 24.0,
            "gflops": 7.0, "peak_fraction": null}"#;
        let records = from_json_lines("a", &line.replace('\n', "")).expect("in the format");
        let record = records[0].clone().recounted(100.0);
        assert_eq!((record.gflops, record.peak_fraction), (2.0, Some(0.02)));
    }

    #[test]
    fn wrong_lines_are_named() {
        let wrong = to_json_lines(&[Record { net: "mnits".to_owned(), ..record() }]);
        let error = from_json_lines("peers.json", &format!("\n{wrong}")).expect_err("no such network");
        assert!(error.starts_with("peers.json, line 2: found net `mnits` and measure `sgd`, expected"), "{error}");
        let wrong = to_json_lines(&[Record { ns: 0.0, ..record() }]);
        let error = from_json_lines("a", &wrong).expect_err("no time");
        assert_eq!(error, "a, line 1: ns is 0, expected a number greater than 0");
        assert!(from_json_lines("a", "{}").expect_err("no keys").starts_with("a, line 1: missing field"));
    }
}
