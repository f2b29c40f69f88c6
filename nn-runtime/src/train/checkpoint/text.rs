//! The text in a checkpoint's header: version, checksum, counters, and all that the further course depends on.

use core::fmt;

use crate::error::{Problem, Problems};
use crate::network::Train;
use crate::optim::Optimizer;
use crate::topology::{Topology, compare_declarations};
use crate::train::fit::{Course, Record};
use crate::train::session::Session;

/// The version of the format that is written, and the only one that is read.
const VERSION: &str = "version: 3";

/// What is before the declaration of the network, which is the last entry and has lines of its own.
const NETWORK: &str = "network:\n";

/// All that the further course of a training depends on, as texts that are compared.
pub(super) struct Facts {
    /// Name and value, in the order of the file.
    list: Vec<(&'static str, String)>,
    topology: &'static Topology,
    has_validation: bool,
    /// Epochs that the training is to have.
    epochs: usize,
}

impl Facts {
    pub(super) fn of<N, O, X, Y>(
        course: &Course<'_, '_, X, Y>,
        session: &Session<'_, N, O, Y>,
        record: &Record<N>,
    ) -> Self
    where
        N: Train<Input = X>,
        O: Optimizer,
    {
        let settings = course.settings;
        let list = vec![
            ("optimizer", Described(|f: &mut fmt::Formatter<'_>| session.learner.optimizer().describe(f)).to_string()),
            ("schedule", Described(|f: &mut fmt::Formatter<'_>| course.schedule.describe(f)).to_string()),
            ("batch size", settings.batch_size.to_string()),
            ("seed", settings.seed.to_string()),
            ("order of rows", format!("{:?}", settings.order)),
            ("augmentation", format!("{:?}", settings.augment)),
            ("clipping", format!("{:?}", settings.clip)),
            ("early stopping", format!("{:?}", settings.early_stopping)),
            ("rows to train on", course.n_rows().to_string()),
            ("rows to validate on", record.validation_rows().to_string()),
        ];
        let has_validation = record.validation_rows() > 0;
        Self { list, topology: N::TOPOLOGY, has_validation, epochs: settings.epochs }
    }

    pub(super) fn has_validation(&self) -> bool {
        self.has_validation
    }
}

/// A function that writes, as a value to print.
struct Described<F>(F);

impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> fmt::Display for Described<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}

/// What is to be written.
pub(super) struct Text<'f> {
    pub(super) facts: &'f Facts,
    pub(super) epoch: usize,
    pub(super) steps: u64,
}

impl Text<'_> {
    /// The text; `checksum` has seen all tensors.
    pub(super) fn print(&self, checksum: Checksum) -> String {
        let Self { facts, epoch, steps } = self;
        let list: Vec<String> = facts.list.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let text = format!("epoch: {epoch}\nsteps: {steps}\n{}{NETWORK}{}", list.concat(), facts.topology);
        let checksum = checksum.of_all(&text);
        format!("{VERSION}\nchecksum: {checksum}\n{text}")
    }
}

/// The checksum of a text, as it is written, and what follows it.
pub(super) fn split(text: &str) -> Result<(&str, &str), Problem> {
    let Some(rest) = text.strip_prefix(VERSION).and_then(|rest| rest.strip_prefix('\n')) else {
        let found = text.lines().next().unwrap_or_default().chars().take(80).collect::<String>();
        return Err(Problem::new("format", format!("is `{found}`"), format!("`{VERSION}`")));
    };
    let checksum = rest.strip_prefix("checksum: ").and_then(|rest| rest.split_once('\n'));
    checksum.ok_or_else(|| Problem::new("header", "has no checksum", "one after the version"))
}

/// The epoch and the steps of a text that is of this training; else all that differs.
pub(super) fn compare(text: &str, facts: &Facts) -> Result<(usize, u64), Problems> {
    let mut problems = Problems::new("");
    let (entries, network) = text.split_once(NETWORK).unwrap_or((text, ""));
    let value = |name: &str| {
        entries.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or("not there")
    };
    if let Some(problem) = compare_declarations(network, facts.topology) {
        problems.push(problem);
    } else if let (found, Some(expected)) = (loss_of(network), facts.topology.loss)
        && found != expected.to_string()
    {
        problems.push(Problem::new("loss", format!("is {found}"), expected.to_string()));
    }
    for (name, expected) in &facts.list {
        if value(name) != expected {
            problems.push(Problem::new(*name, format!("is {}", value(name)), expected.as_str()));
        }
    }
    let epoch = value("epoch").parse().ok().filter(|epoch| *epoch <= facts.epochs);
    if epoch.is_none() {
        problems.push(Problem::new("epoch", format!("is {}", value("epoch")), format!("at most {}", facts.epochs)));
    }
    let steps = value("steps").parse().ok();
    if steps.is_none() {
        problems.push(Problem::new("steps", format!("is {}", value("steps")), "a number"));
    }
    epoch.zip(steps).filter(|_| problems.is_empty()).ok_or(problems)
}

/// `mse` of `#[loss(mse)]`, before the struct.
fn loss_of(network: &str) -> &str {
    network.strip_prefix("#[loss(").and_then(|rest| rest.split_once(")]\n")).map_or("not there", |(loss, _)| loss)
}

/// A checksum over text and tensors: FNV-1a by words of 32 bits (Fowler, Noll and Vo), in which no change of a single word
/// can go unnoticed.
pub(super) struct Checksum(u64);

impl Checksum {
    pub(super) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Takes in a tensor; tensors come in the order of their names.
    pub(super) fn add(&mut self, name: &str, data: &[u8]) {
        self.bytes(name.as_bytes());
        self.bytes(data);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        for word in words {
            self.word(u32::from_le_bytes(*word));
        }
        for byte in rest {
            self.word(u32::from(*byte));
        }
        self.word(bytes.len() as u32);
    }

    fn word(&mut self, word: u32) {
        self.0 = (self.0 ^ u64::from(word)).wrapping_mul(0x0000_0100_0000_01b3);
    }

    fn of_all(mut self, text: &str) -> String {
        self.bytes(text.as_bytes());
        format!("{:016x}", self.0)
    }

    /// Tests that tensors and text are what was written.
    pub(super) fn check(self, text: &str, expected: &str) -> Result<(), Problem> {
        let found = self.of_all(text);
        if found == expected {
            return Ok(());
        }
        Err(Problem::new("content", format!("has checksum {found}"), format!("{expected:.16}: it is damaged")))
    }
}
