//! The standard output of programs whose reader may have seen enough, as behind `| head`: `println!` would panic.

use std::io::{self, Write as _};

/// Prints a text and tells whether somebody still reads.
#[must_use]
pub fn print(text: &str) -> bool {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok()
}
