//! What the programs beside this folder share: how they print and how they end.
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{self, ErrorKind, StdoutLock, Write as _};
use std::process::ExitCode;

/// What a program returns; both the library's errors and those of printing become one.
pub type Outcome = Result<(), Box<dyn Error>>;

/// Runs a program that prints to the writer it is given.
///
/// `println!` panics when nobody reads any more, as behind `| head`. A failed `writeln!(out, ..)?` ends up here instead, and
/// this is no failure then.
pub fn run(program: impl FnOnce(&mut StdoutLock<'static>) -> Outcome) -> ExitCode {
    let mut out = io::stdout().lock();
    let outcome = program(&mut out).and_then(|()| Ok(out.flush()?));
    match failure(outcome) {
        None => ExitCode::SUCCESS,
        Some(error) => {
            // There is nobody left to tell if this fails too.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What went wrong, unless a reader had seen enough.
fn failure(outcome: Outcome) -> Option<Box<dyn Error>> {
    let is_broken_pipe = |error: &(dyn Error + 'static)| matches!(error.downcast_ref::<io::Error>(), Some(error) if error.kind() == ErrorKind::BrokenPipe);
    outcome.err().filter(|error| !is_broken_pipe(&**error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_has_seen_enough_is_no_failure() {
        assert!(failure(Ok(())).is_none());
        assert!(failure(Err(io::Error::from(ErrorKind::BrokenPipe).into())).is_none());
        assert!(failure(Err(io::Error::from(ErrorKind::StorageFull).into())).is_some());
        assert!(failure(Err("of another kind".into())).is_some());
    }
}
