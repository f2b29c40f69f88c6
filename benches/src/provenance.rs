//! Where results come from: date, processor, compiler, and the limits of the machine; the head of every output.

use std::fmt::Write as _;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use nn_runtime::simd::Level;

use crate::machine::Machine;

/// `RUSTFLAGS`, from the build script; a blank if there are none.
const FLAGS: &str = env!("BENCH_RUSTFLAGS");

/// What has to be known to repeat a measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// `YYYY-MM-DD`, UTC.
    pub date: String,
    /// The processor's name.
    pub processor: String,
    /// Its instruction set extensions that matter here.
    pub extensions: Vec<String>,
    /// Processors that the system has.
    pub n_processors: usize,
    /// Version of the compiler.
    pub compiler: String,
    /// `RUSTFLAGS`; empty by default.
    pub flags: String,
    /// The instruction set that ours uses.
    pub level: &'static str,
    /// Limits of one core.
    pub machine: Machine,
}

impl Provenance {
    /// Of this program, on this machine, now.
    #[must_use]
    pub fn gather(machine: Machine) -> Self {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let field = |name: &str| {
            let line = cpuinfo.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
        };
        let processor = match (field("model name"), field("cpu family"), field("model\t")) {
            (Some(name), Some(family), Some(model)) => format!("{name}, family {family}, model {model}"),
            (Some(name), ..) => name,
            _ => std::env::consts::ARCH.to_owned(),
        };
        let has_meaning = |flag: &&str| ["sse4_2", "avx", "avx2", "fma"].contains(flag) || flag.starts_with("avx512");
        let flags = field("flags").unwrap_or_default();
        Self {
            date: date(seconds),
            processor,
            extensions: flags.split(' ').filter(has_meaning).map(str::to_owned).collect(),
            n_processors: std::thread::available_parallelism().map_or(1, usize::from),
            compiler: env!("BENCH_RUSTC_VERSION").to_owned(),
            flags: FLAGS.trim().to_owned(),
            level: Level::detect().name(),
            machine,
        }
    }

    /// Name of a record without its ending: date, processor, and `native` if that is what it was compiled for.
    #[must_use]
    pub fn file_stem(&self) -> String {
        let mut stem = self.date.clone();
        for word in self.processor.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            stem.push('-');
            stem.push_str(&word.to_ascii_lowercase());
        }
        if self.flags.contains("target-cpu=native") {
            stem.push_str("-native");
        }
        stem
    }

    /// Lines of text, the last one ended.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (name, value) in self.entries() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name:<11} {value}");
        }
        text
    }

    /// What is known, name by name.
    #[must_use]
    pub fn entries(&self) -> Vec<(&'static str, String)> {
        let flags = if self.flags.is_empty() { "default flags" } else { &self.flags };
        let peaks: Vec<String> =
            self.machine.peaks.iter().map(|(level, gflops)| format!("{level} {gflops:.1} GFLOP/s")).collect();
        let bandwidths = self.machine.bandwidths.iter();
        let loads: Vec<String> =
            bandwidths.map(|bandwidth| format!("{} {:.1} GB/s", bandwidth.name, bandwidth.gbytes_per_s)).collect();
        vec![
            ("date", self.date.clone()),
            ("processor", format!("{} ({} of them)", self.processor, self.n_processors)),
            ("extensions", self.extensions.join(" ")),
            ("compiler", format!("{}, {flags}", self.compiler)),
            ("level", format!("{}, whose peak fractions refer to", self.level)),
            ("peak", format!("{} (multiply-adds, one core)", peaks.join(", "))),
            ("loads", format!("{} (one core)", loads.join(", "))),
        ]
    }
}

/// The day of a time in seconds since 1970, in the Gregorian calendar.
fn date(seconds: u64) -> String {
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut days = seconds / 86_400;
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let cases = [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_735_689_599, "2024-12-31"),
            (1_767_225_600, "2026-01-01"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(date(seconds), expected);
        }
    }

    #[test]
    fn names_of_records_are_lower_case_words() {
        let machine = Machine { peaks: vec![("avx2", 94.0)], bandwidths: Vec::new() };
        let provenance = Provenance {
            date: "2026-11-24".to_owned(),
            processor: "Some(R) CPU @ 2.0".to_owned(),
            flags: "-C target-cpu=native".to_owned(),
            ..Provenance::gather(machine)
        };
        assert_eq!(provenance.file_stem(), "2026-11-24-some-r-cpu-2-0-native");
        assert!(provenance.to_text().contains("avx2 94.0 GFLOP/s"));
        assert!(provenance.to_text().contains(", -C target-cpu=native\n"));
    }
}
