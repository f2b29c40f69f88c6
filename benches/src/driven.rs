//! Programs in other languages that take turns with ours: each is started once, and does what lines on its standard input say.
//!
//! `peers/README.md` tells what the lines are. A program measures its turns by itself, so that a line takes no part in them.

use std::cell::RefCell;
use std::fmt::Display;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use crate::contender::{Contender, Peer, PeerResult, Task};

/// A program that runs as long as this value is.
pub struct Driven {
    name: String,
    program: Rc<RefCell<Program>>,
}

struct Program {
    path: PathBuf,
    process: Child,
    /// Taken when it is told to end.
    lines_to: Option<ChildStdin>,
    lines_from: BufReader<ChildStdout>,
}

struct Turns(Rc<RefCell<Program>>);

impl Driven {
    /// Starts `path --turns`, which says its name.
    ///
    /// # Errors
    /// If it cannot be started, or says nothing.
    pub fn start(path: &Path) -> Result<Self, String> {
        Self::command(path, Command::new(path).arg("--turns"))
    }

    /// Starts a command that does as much; `path` names it in errors.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn command(path: &Path, command: &mut Command) -> Result<Self, String> {
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn();
        let mut process = started.map_err(|error| format!("{}: {error}", path.display()))?;
        let (Some(lines_to), Some(lines_from)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(format!("{}: its input and output are not there", path.display()));
        };
        let (lines_to, lines_from) = (Some(lines_to), BufReader::new(lines_from));
        let mut program = Program { path: path.to_owned(), process, lines_to, lines_from };
        let name = program.line()?;
        Ok(Self { name, program: Rc::new(RefCell::new(program)) })
    }
}

impl Driven {
    /// Makes what a line `open ..` names ready, or says with `None` that the program has no such thing.
    ///
    /// # Errors
    /// If the program answers anything else.
    pub fn open(&self, what: &dyn Display) -> PeerResult<Option<Box<dyn Contender>>> {
        let question = format!("open {what}");
        match self.program.borrow_mut().ask(&question)?.as_str() {
            "ready" => Ok(Some(Box::new(Turns(Rc::clone(&self.program))))),
            "none" => Ok(None),
            found => Err(format!("`{question}`: found `{found}`, expected `ready` or `none`").into()),
        }
    }
}

impl Program {
    /// The next line of the program.
    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.lines_from.read_line(&mut line) {
            Ok(0) => Err(format!("{}: found its end, expected a line", self.path.display())),
            Ok(_) => Ok(line.trim().to_owned()),
            Err(error) => Err(format!("{}: {error}", self.path.display())),
        }
    }

    /// What the program answers.
    fn ask(&mut self, question: &dyn Display) -> Result<String, String> {
        let lines_to = self.lines_to.as_mut().ok_or("the program has been told to end")?;
        // A program that has ended is found out by its missing answer.
        let _ = writeln!(lines_to, "{question}").and_then(|()| lines_to.flush());
        self.line()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Its input ends, and so does it.
        self.lines_to = None;
        let _ = self.process.wait();
    }
}

impl Peer for Driven {
    fn name(&self) -> &str {
        &self.name
    }

    fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>> {
        let case = task.case;
        self.open(&format_args!("{} {} {}", case.net, case.measure, case.batch))
    }

    fn verifies_itself(&self) -> bool {
        true
    }
}

impl Contender for Turns {
    fn run(&mut self, calls: usize) {
        let _ = self.time(calls);
    }

    fn time(&mut self, calls: usize) -> PeerResult<Duration> {
        let answer = self.0.borrow_mut().ask(&format_args!("run {calls}"))?;
        let nanoseconds = answer.parse();
        nanoseconds
            .map(Duration::from_nanos)
            .map_err(|_| format!("`run {calls}`: found `{answer}`, expected nanoseconds").into())
    }

    /// None are compared: the program has done so.
    fn outputs(&mut self) -> Vec<f32> {
        Vec::new()
    }
}
