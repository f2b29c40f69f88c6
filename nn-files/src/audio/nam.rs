//! What Neural Amp Modeler writes: the sizes of an architecture, and all of its numbers in one list.
//!
//! `NeuralAmpModelerCore` says in which order an architecture takes them.

mod activation;
mod convnet;
mod linear;
mod lstm;
mod wavenet;
mod writer;

use super::json::{Item, Mistake};
use super::lines::Lines;
use super::{Declaration, Options, rate};

/// Versions of the format whose meaning is known: the first two numbers of them.
const VERSIONS: [&str; 3] = ["0.5", "0.6", "0.7"];

/// Architectures that are read.
const READ: &str = "`LSTM`, `WaveNet`, `ConvNet`, `Linear` or `SlimmableContainer`";

/// Models of a container: more of them are no choice.
const MAX_MODELS: usize = 100;

/// The network in a file.
pub(super) fn lower(root: &Item<'_>, Options { size, rate }: Options) -> Result<Declaration, Mistake> {
    if root.find("architecture").is_none() && root.find("in_shape").is_some() {
        return Err(Mistake::new("the file is a model of RTNeural").help("write `#[rtneural(..)]`"));
    }
    let architecture = root.get("architecture")?;
    let name = architecture.text()?;
    version(&root.get("version")?)?;
    if name == "SlimmableContainer" {
        return model(&chosen(&root.get("config")?, size)?, None, rate);
    }
    let has_widths = name == "WaveNet" && root.find("config").is_some_and(|config| wavenet::has_widths(&config));
    if size.is_some() && !has_widths {
        let mistake =
            architecture.mistake(&format!("is {name:?}, which has one size, and `size` chooses one of several"));
        return Err(mistake.help("remove `size`"));
    }
    model(root, size, rate)
}

/// The model of a container that is the first whose `max_value` is above the size; the last one without a size.
fn chosen<'a>(config: &Item<'a>, size: Option<f64>) -> Result<Item<'a>, Mistake> {
    let models = config.get("submodels")?;
    let list = models.list()?;
    if list.is_empty() || list.len() > MAX_MODELS {
        return Err(models.mistake(&format!("has {} models, expected 1 to {MAX_MODELS}", list.len())));
    }
    let mut chosen = list.len() - 1;
    for (index, model) in list.iter().enumerate().rev() {
        let most = model.get("max_value")?.number()?;
        if size.is_some_and(|size| size < most) {
            chosen = index;
        }
    }
    list[chosen].get("model")
}

/// A model that is one network, for so many samples a second.
fn model(root: &Item<'_>, size: Option<f64>, rate: Option<f64>) -> Result<Declaration, Mistake> {
    let mut lines = network(root, size)?;
    let name = root.get("architecture")?.text()?;
    let article = if name == "LSTM" { "an" } else { "a" };
    let trained_at = sample_rate(root)?;
    if let Some(trained_at) = trained_at {
        lines.remark(format!("It was trained at {trained_at} samples a second."));
    }
    match (rate, trained_at) {
        (Some(rate), Some(trained_at)) => rate::scale(&mut lines, trained_at, rate)?,
        (Some(_), None) => {
            let mistake = root.mistake("has no `sample_rate`, which `rate` is to be a multiple of");
            return Err(mistake.help("remove `rate`: the network is as it was trained"));
        }
        (None, _) => {}
    }
    Ok(lines.finish(&format!("{article} {name} of Neural Amp Modeler"), rate.or(trained_at)))
}

/// The lines of a model that is one network.
fn network(root: &Item<'_>, size: Option<f64>) -> Result<Lines, Mistake> {
    let architecture = root.get("architecture")?;
    let name = architecture.text()?;
    version(&root.get("version")?)?;
    let (config, weights) = (root.get("config")?, root.get("weights")?);
    let mut numbers = Numbers { list: weights.array(&[weights.list()?.len()])?, next: 0, item: weights };
    let lines = match name {
        "LSTM" => lstm::lower(&config, &mut numbers)?,
        "WaveNet" => wavenet::lower(&config, &mut numbers, (size, sample_rate(root)?))?,
        "ConvNet" => convnet::lower(&config, &mut numbers)?,
        "Linear" => linear::lower(&config, &mut numbers)?,
        "SlimmableContainer" => return Err(architecture.mistake("is a container within another model")),
        other => return Err(architecture.mistake(&format!("is {other:?}, expected {READ}"))),
    };
    numbers.finish()?;
    Ok(lines)
}

/// Samples a second that a model was trained at, if it says so.
fn sample_rate(root: &Item<'_>) -> Result<Option<f64>, Mistake> {
    root.find("sample_rate").map(|rate| rate.number()).transpose()
}

fn version(item: &Item<'_>) -> Result<(), Mistake> {
    let text = item.text()?;
    let known = |version: &&str| text.strip_prefix(*version).is_some_and(|rest| rest.starts_with('.'));
    if VERSIONS.iter().any(known) {
        return Ok(());
    }
    let versions = VERSIONS.map(|version| format!("{version}.x")).join(", ");
    Err(item.mistake(&format!("is {text:?}, expected one of {versions}")))
}

/// The list of all numbers, of which each layer takes the next ones.
struct Numbers<'a> {
    list: Vec<f32>,
    next: usize,
    item: Item<'a>,
}

impl Numbers<'_> {
    /// The next numbers, an array of this shape.
    fn take(&mut self, what: &str, shape: &[usize]) -> Result<Vec<f32>, Mistake> {
        let n_numbers = shape.iter().try_fold(1_usize, |product, extent| product.checked_mul(*extent));
        let end = n_numbers.and_then(|n_numbers| self.next.checked_add(n_numbers));
        let found = end.and_then(|end| self.list.get(self.next..end));
        let Some(found) = found else {
            let (len, next) = (self.list.len(), self.next);
            let what = format!("has {len} numbers, too few for {what}, which takes {shape:?} from number {next} on");
            return Err(self.item.mistake(&what));
        };
        self.next += found.len();
        Ok(found.to_vec())
    }

    /// All must have been taken.
    fn finish(self) -> Result<(), Mistake> {
        if self.next == self.list.len() {
            return Ok(());
        }
        let (len, next) = (self.list.len(), self.next);
        Err(self.item.mistake(&format!("has {len} numbers, expected {next}, which `config` has room for")))
    }
}
