//! What is wrong with a file that holds a network: each problem with what was found and what was expected.

use core::fmt;

/// Problems that are listed; the others are counted.
const MOST: usize = 16;

/// A file and all that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    /// The file's path, or what was read instead of a file.
    pub file: Box<str>,
    /// At least one, in the order of the network's parameters.
    pub list: Vec<Problem>,
    /// How many more there are.
    pub unlisted: usize,
}

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is about: `tensor "hidden.weight"`.
    pub item: Box<str>,
    /// What is there, as a predicate: `has shape [784, 128]`.
    pub found: Box<str>,
    /// What should be there.
    pub expected: Box<str>,
    /// What may help, if something is known.
    pub help: Option<Box<str>>,
}

impl Problem {
    pub(crate) fn new(item: impl Into<Box<str>>, found: impl Into<Box<str>>, expected: impl Into<Box<str>>) -> Self {
        Self { item: item.into(), found: found.into(), expected: expected.into(), help: None }
    }

    #[cfg(any(feature = "audio-load", feature = "safetensors"))]
    pub(crate) fn help(self, help: impl Into<Box<str>>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl Problems {
    pub(crate) fn new(file: impl Into<Box<str>>) -> Self {
        Self { file: file.into(), list: Vec::new(), unlisted: 0 }
    }

    pub(crate) fn one(file: impl Into<Box<str>>, problem: Problem) -> Self {
        Self { file: file.into(), list: vec![problem], unlisted: 0 }
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        if self.list.len() < MOST {
            self.list.push(problem);
        } else {
            self.unlisted += 1;
        }
    }

    #[cfg(any(feature = "onnx-export", feature = "safetensors"))]
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { item, found, expected, help } = self;
        write!(f, "{item} {found}, expected {expected}")?;
        match help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.file)?;
        if let [problem] = &self.list[..] {
            return write!(f, "{problem}");
        }
        write!(f, "{} problems", self.list.len() + self.unlisted)?;
        for problem in &self.list {
            write!(f, "\n  {problem}")?;
        }
        match self.unlisted {
            0 => Ok(()),
            unlisted => write!(f, "\n  and {unlisted} more"),
        }
    }
}
