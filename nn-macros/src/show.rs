//! The program `nn-onnx`: prints the network that `#[onnx(..)]` makes of a file, or all that is in the way.
//!
//! A crate of macros exports nothing else, so this program is made of the same modules, without those that print code.

// Their tests run in the library. Clippy compiles all targets as tests, those without tests too.
#![cfg(not(test))]
#![allow(dead_code, unused_imports, reason = "the modules are those of the macro, which uses more of them")]

mod ast;
mod check;
mod elements;
mod errors;
mod files;
mod graph;
mod ir;
mod language;
mod layers;
mod lowered;
mod model;
mod onnx;
mod outline;
mod parse;
mod paths;
mod report;
mod surface;

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Whoever reads may have seen enough, which is no failure.
    match report::run(std::env::args_os().skip(1)) {
        Ok(text) => {
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err((text, code)) => {
            let _ = std::io::stderr().write_all(text.as_bytes());
            ExitCode::from(code)
        }
    }
}
