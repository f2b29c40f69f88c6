//! A stack large enough for contenders: some peers keep their weights in arrays, and the compiler may put a copy of one there.

use std::process::ExitCode;
use std::thread;

const STACK: usize = 256 << 20;

/// The exit code of a program that does `run`, whose error it prints.
pub fn on_large_stack(run: impl FnOnce() -> Result<(), String> + Send + 'static) -> ExitCode {
    match thread::Builder::new().stack_size(STACK).spawn(run).map(thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        Ok(Ok(Err(error))) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
        // The panic has been reported already.
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: a thread to measure on: {error}");
            ExitCode::FAILURE
        }
    }
}
