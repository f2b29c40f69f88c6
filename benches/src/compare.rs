//! Rounds in which the contenders take turns, so that what disturbs the machine disturbs all of them alike.

use std::time::Duration;

use crate::case::Case;
use crate::contender::{Contender, Peer, PeerResult, Task, expected_outputs, verify};
use crate::record::Record;

/// How long is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// How often all of it is done; the result is the median.
    pub runs: usize,
    /// Turns that each contender gets in a run.
    pub rounds: usize,
    /// Length of a turn; longer if one call is.
    pub turn: Duration,
}

impl Effort {
    /// For figures to keep.
    pub const FULL: Self = Self { runs: 1, rounds: 25, turn: Duration::from_millis(8) };
    /// For a look.
    pub const QUICK: Self = Self { runs: 1, rounds: 5, turn: Duration::from_millis(2) };
}

/// A contender, behind its name in results.
pub type Named<'a> = (&'a str, Box<dyn Contender>);

/// A contender on its way through the rounds.
struct Entrant<'a> {
    name: &'a str,
    contender: Box<dyn Contender>,
    /// Calls of a turn.
    calls: usize,
    /// The best turn of each run, in nanoseconds of a call.
    best: Vec<f64>,
    /// Why it takes no more turns.
    error: Option<String>,
}

/// Times one case of all peers. Those that do not have it are left out; for those that fail or compute something else
/// than ours, `complain` is told why.
#[must_use]
pub fn time_case(
    case: Case,
    peers: &[Box<dyn Peer>],
    effort: Effort,
    peak: f64,
    complain: &mut dyn FnMut(&str, &str),
) -> Vec<Record> {
    let task = Task::timed(case);
    let verified = Task::verified(case);
    let expected = match expected_outputs(&verified) {
        Ok(expected) => expected,
        Err(error) => {
            complain("ours", &error.to_string());
            return Vec::new();
        }
    };
    let mut entrants = Vec::new();
    for peer in peers {
        match enter(peer.as_ref(), &task, &verified, &expected) {
            Ok(Some(contender)) => entrants.push((peer.name(), contender)),
            Ok(None) => {}
            Err(error) => complain(peer.name(), &error.to_string()),
        }
    }

    let mut complain_of_case = |peer: &str, error: &str| complain(peer, &format!("{case}: {error}"));
    let times = in_turns(entrants, effort, &mut complain_of_case);
    times.into_iter().map(|(name, ns)| Record::new(name, case, ns, peak)).collect()
}

/// Times contenders in turns: the median of the best turns of all runs, in nanoseconds of a call. `complain` is told of those that fail.
#[must_use]
pub fn in_turns<'a>(
    contenders: Vec<Named<'a>>,
    effort: Effort,
    complain: &mut dyn FnMut(&str, &str),
) -> Vec<(&'a str, f64)> {
    let entrant = |(name, contender)| Entrant { name, contender, calls: 1, best: Vec::new(), error: None };
    let mut entrants: Vec<Entrant<'_>> = contenders.into_iter().map(entrant).collect();
    for entrant in &mut entrants {
        entrant.error = calibrate(entrant, effort.turn).err().map(|error| error.to_string());
    }
    for _ in 0..effort.runs {
        for entrant in &mut entrants {
            entrant.best.push(f64::INFINITY);
        }
        for round in 0..effort.rounds {
            // Each round starts with another contender, so that none always runs behind the same one.
            let n_entrants = entrants.len().max(1);
            for index in 0..entrants.len() {
                take_turn(&mut entrants[(index + round) % n_entrants]);
            }
        }
    }
    entrants.retain_mut(|entrant| {
        // Infinities and NaNs take other times than numbers do.
        if entrant.error.is_none() && !entrant.contender.outputs().iter().all(|value| value.is_finite()) {
            entrant.error = Some("outputs are not finite after the last round".to_owned());
        }
        if let Some(error) = &entrant.error {
            complain(entrant.name, error);
        }
        entrant.error.is_none()
    });
    entrants.iter_mut().map(|entrant| (entrant.name, median(&mut entrant.best))).collect()
}

/// Checks a peer against ours, then makes it ready to be timed.
fn enter(peer: &dyn Peer, task: &Task, verified: &Task, expected: &[f32]) -> PeerResult<Option<Box<dyn Contender>>> {
    if !peer.verifies_itself() {
        let Some(mut contender) = peer.contender(verified)? else { return Ok(None) };
        verify(contender.as_mut(), verified, expected)?;
    }
    peer.contender(task)
}

/// Finds how many calls fill a turn, and warms the contender up.
fn calibrate(entrant: &mut Entrant<'_>, length: Duration) -> PeerResult<()> {
    loop {
        let calls = entrant.calls;
        let mut timed = || entrant.contender.time(calls);
        let mut taken = timed()?;
        // What seems long enough may be a few calls that were interrupted.
        for _ in 0..2 {
            if 2 * taken >= length {
                taken = taken.min(timed()?);
            }
        }
        let is_enough = 2 * taken >= length;
        // At most a thousand times more: a first call may be far from typical, or too short for the clock.
        let wanted = entrant.calls as u128 * length.as_nanos() / taken.as_nanos().max(1);
        let limit = if is_enough { entrant.calls.saturating_mul(2) } else { entrant.calls.saturating_mul(1000) };
        let least = if is_enough { 1 } else { 2 * entrant.calls };
        entrant.calls = usize::try_from(wanted).unwrap_or(limit).clamp(least, limit);
        if is_enough {
            return Ok(());
        }
    }
}

/// Times a turn, unless an earlier one failed.
fn take_turn(entrant: &mut Entrant<'_>) {
    if entrant.error.is_some() {
        return;
    }
    match (entrant.contender.time(entrant.calls), entrant.best.last_mut()) {
        (Ok(taken), Some(best)) => *best = best.min(taken.as_nanos() as f64 / entrant.calls as f64),
        (Ok(_), None) => {}
        (Err(error), _) => entrant.error = Some(error.to_string()),
    }
}

/// The value in the middle, or the mean of the two that are.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Measure, Net};
    use crate::ours::Ours;

    /// Computes what ours does, but for the first output.
    struct Wrong;

    struct WrongContender(Box<dyn Contender>);

    impl Peer for Wrong {
        fn name(&self) -> &'static str {
            "wrong"
        }

        fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>> {
            let ours = Ours.contender(task)?;
            Ok(ours.map(|ours| Box::new(WrongContender(ours)) as Box<dyn Contender>))
        }
    }

    impl Contender for WrongContender {
        fn run(&mut self, calls: usize) {
            self.0.run(calls);
        }

        fn outputs(&mut self) -> Vec<f32> {
            let mut outputs = self.0.outputs();
            outputs[0] += 0.01;
            outputs
        }
    }

    #[test]
    fn median_is_in_the_middle() {
        assert_eq!(median(&mut [3.0, 9.0, 1.0]), 3.0);
        assert_eq!(median(&mut [4.0, 9.0, 1.0, 2.0]), 3.0);
    }

    #[test]
    fn contender_with_other_outputs_is_not_timed() {
        let case = Case { net: Net::Xor, measure: Measure::Predict, batch: 1 };
        let effort = Effort { runs: 1, rounds: 1, turn: Duration::from_micros(10) };
        let peers: [Box<dyn Peer>; 2] = [Box::new(Ours), Box::new(Wrong)];
        let mut complaints = Vec::new();
        let mut complain = |peer: &str, error: &str| complaints.push(format!("{peer}: {error}"));
        let records = time_case(case, &peers, effort, 100.0, &mut complain);
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].peer, "ours");
        assert!(records[0].ns > 0.0 && records[0].gflops > 0.0);
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].starts_with("wrong: xor predict at batch 1: output 0 is "), "{}", complaints[0]);
    }
}
