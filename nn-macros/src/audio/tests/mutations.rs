//! Files that somebody damaged, or wrote to do harm: mutants of every model of the tests, in their bytes and in what these say. Each is an error
//! or a network, in little time and memory, and never a panic; overflow is one in tests.
//!
//! `NN_MUTANTS=10000` makes as many of each file.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::check::check;
use crate::lowered::parsed;

/// Mutants of each file, half of them of bytes.
const MUTANTS: usize = 200;

/// A mutant takes milliseconds. Machines that do other work too may stop for some of them.
const MOST_TIME: Duration = Duration::from_secs(10);

/// Most memory at a time: the files are of some kilobytes.
const MOST_BYTES: u64 = 32 << 20;

/// Steele, Lea and Flood 2014, splitmix64.
struct Random(u64);

impl Random {
    /// Below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ (bits >> 31)) % end as u64).expect("it is below a usize")
    }

    fn value(&mut self) -> Value {
        let values = [
            json!(null),
            json!(true),
            json!(0),
            json!(-1),
            json!(1),
            json!(2),
            json!(3),
            json!(1.5),
            json!(65_536),
            json!(65_537),
            json!(1_000_000_000),
            json!(u64::MAX),
            json!(i64::MIN),
            json!(1e300),
            json!(-1e-300),
            json!(""),
            json!("tanh"),
            json!("softmax"),
            json!("WaveNet"),
            json!("gru"),
            json!("\u{202e}\u{0}\"`"),
            json!([]),
            json!([[]]),
            json!([1]),
            json!([null, null, 16]),
            json!({}),
            json!({"type": "lstm"}),
        ];
        values[self.below(values.len())].clone()
    }
}

/// Bytes that are changed, left out or repeated.
fn of_bytes(random: &mut Random, content: &[u8]) -> Vec<u8> {
    let mut mutant = content.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(mutant.len().max(1)).min(mutant.len());
        let end = (at + random.below(40)).min(mutant.len());
        match random.below(4) {
            0 => mutant.truncate(at),
            1 => drop(mutant.drain(at..end)),
            2 => {
                let part = mutant[at..end].to_vec();
                mutant.splice(at..at, part);
            }
            _ => {
                let byte = b"[]{},:\"0-.eE9\xff"[random.below(14)];
                mutant.splice(at..end.min(at + 1), [byte]);
            }
        }
    }
    mutant
}

/// A value somewhere in it is another one, left out or repeated.
fn of_values(random: &mut Random, root: &mut Value) {
    let mut at = root;
    for _ in 0..random.below(6) {
        let (n, is_list) = match &*at {
            Value::Array(list) => (list.len(), true),
            Value::Object(object) => (object.len(), false),
            _ => break,
        };
        if n == 0 {
            break;
        }
        let index = random.below(n);
        at = match at {
            Value::Array(list) if is_list => &mut list[index],
            Value::Object(object) => object.values_mut().nth(index).expect("it is below their number"),
            _ => unreachable!("these have elements"),
        };
    }
    match at {
        Value::Array(list) if random.below(2) == 0 && !list.is_empty() => {
            let index = random.below(list.len());
            match random.below(3) {
                0 => drop(list.remove(index)),
                1 => list.insert(index, list[index].clone()),
                _ => {
                    let other = random.below(list.len());
                    list.swap(index, other);
                }
            }
        }
        Value::Object(object) if random.below(2) == 0 && !object.is_empty() => {
            let key = object.keys().nth(random.below(object.len())).cloned().unwrap_or_default();
            object.remove(&key);
        }
        at => *at = random.value(),
    }
}

/// Whether a network is made of it.
fn is_network(content: &[u8], format: AudioFormat) -> bool {
    let Ok(found) = declaration(content, format, Options::default()) else { return false };
    let network = parsed(&lowered(found).body, proc_macro2::Span::call_site());
    network.is_ok_and(|network| check(&network).is_ok())
}

#[test]
fn mutants_are_errors_or_networks_in_little_time_and_memory() {
    let mutants = std::env::var("NN_MUTANTS").map_or(MUTANTS, |text| text.parse().expect("a number of mutants"));
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the models are there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "nam" || extension == "json"));
    paths.sort();
    assert!(paths.len() >= 4, "{paths:?}");
    let (mut random, mut n_networks, mut n_mutants) = (Random(1), 0, 0);
    for path in &paths {
        let content = std::fs::read(path).expect("a model is readable");
        let value: Value = serde_json::from_slice(&content).expect("a model is JSON");
        assert!(is_network(&content, format_of(path)), "{}", path.display());
        for index in 0..mutants {
            let mutant = if index % 2 == 0 {
                of_bytes(&mut random, &content)
            } else {
                let mut mutant = value.clone();
                (0..=random.below(2)).for_each(|_| of_values(&mut random, &mut mutant));
                serde_json::to_vec(&mutant).expect("a value is text")
            };
            let start = Instant::now();
            let mut found = None;
            let used = allocation_counter::measure(|| {
                found = catch_unwind(AssertUnwindSafe(|| is_network(&mutant, format_of(path)))).ok();
            });
            let title = || format!("{}, mutant {index}: {}", path.display(), String::from_utf8_lossy(&mutant));
            let Some(found) = found else { panic!("it panics: {}", title()) };
            assert!(start.elapsed() < MOST_TIME, "{:?}: {}", start.elapsed(), title());
            assert!(used.bytes_max < MOST_BYTES, "{} bytes: {}", used.bytes_max, title());
            n_networks += usize::from(found);
            n_mutants += 1;
        }
    }
    assert!(n_networks * 100 > n_mutants, "{n_networks} of {n_mutants} mutants are networks");
}
