//! The bytes of an IDX file, decompressed where need be, and the errors that name it.

use std::io::{BufRead, BufReader, Chain, Cursor, Error as IoError, ErrorKind, Read};

use flate2::bufread::GzDecoder;
use nn_files::{Kind, START, Wanted, recognise};

use crate::error::Error;

/// The decompressed bytes of a file, and its name for errors.
pub(super) struct Source<'a, R: Read> {
    name: &'a str,
    bytes: Bytes<R>,
    /// What the file is, or, where it is compressed, what is in it.
    kind: Option<Kind>,
}

/// A reader that gives back the bytes that were looked at.
type Peeked<R> = Chain<Cursor<Vec<u8>>, R>;

enum Bytes<R: Read> {
    Plain(Peeked<R>),
    Gzip(Box<Peeked<Members<BufReader<Peeked<R>>>>>),
}

impl<R: Read> Read for Bytes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(reader) => reader.read(buffer),
            Self::Gzip(reader) => reader.read(buffer),
        }
    }
}

impl<'a, R: Read> Source<'a, R> {
    pub(super) fn new(name: &'a str, reader: R) -> Result<Self, Error> {
        let file_error = |cause| Error::File { path: name.into(), cause };
        let (kind, reader) = peek(reader).map_err(file_error)?;
        if kind != Some(Kind::Gzip) {
            return Ok(Self { name, bytes: Bytes::Plain(reader), kind });
        }
        let (kind, reader) = peek(Members::new(BufReader::new(reader))).map_err(file_error)?;
        Ok(Self { name, bytes: Bytes::Gzip(Box::new(reader)), kind })
    }

    /// Tests that the file has unsigned bytes and `axes` axes, which are `meaning`.
    pub(super) fn expect(&mut self, axes: u8, meaning: &str) -> Result<(), Error> {
        /// The format's number for unsigned bytes.
        const BYTES: u8 = 8;
        let expected = format!("an IDX file of bytes with {}, {meaning}", axes_text(axes));
        let found = match self.kind {
            Some(Kind::Idx { element: BYTES, axes: found }) if found == axes => return self.number().map(|_| ()),
            Some(Kind::Idx { element, axes: found }) => {
                let found = format!("is an IDX file of {} with {}", element_text(element), axes_text(found));
                return Err(self.error(found, expected));
            }
            // Two bytes of a header are nothing yet.
            Some(kind) => kind,
            None => {
                self.number()?;
                return Err(self.error("is none".to_owned(), expected));
            }
        };
        let help = found.help(Wanted::Idx).map_or(String::new(), |help| format!(" ({help})"));
        let holds = if self.is_plain() { "is" } else { "is compressed with gzip, and what is in it is" };
        Err(self.error(format!("{holds} {}", found.name()), format!("{expected}{help}")))
    }

    /// The extent of the next axis.
    pub(super) fn extent(&mut self) -> Result<u64, Error> {
        self.number().map(u64::from)
    }

    fn number(&mut self) -> Result<u32, Error> {
        let mut bytes = [0; 4];
        match self.bytes.read_exact(&mut bytes) {
            Ok(()) => Ok(u32::from_be_bytes(bytes)),
            Err(cause) if self.is_plain() && cause.kind() == ErrorKind::UnexpectedEof => {
                Err(self.error("ends within its header".into(), "a magic number and the extents".into()))
            }
            Err(cause) => Err(self.read_error(cause)),
        }
    }

    /// Exactly `count` bytes, which have to be the last ones. `meaning` says what they are.
    pub(super) fn elements(&mut self, count: u64, meaning: &str) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        // Grows with what is there, whatever `count` claims.
        self.bytes.by_ref().take(count).read_to_end(&mut bytes).map_err(|cause| self.read_error(cause))?;
        if bytes.len() as u64 != count {
            let found = format!("ends after {} bytes of data", bytes.len());
            return Err(self.error(found, format!("{count}, for {meaning}")));
        }
        match self.bytes.read(&mut [0]) {
            Ok(0) => Ok(bytes),
            Ok(_) => Err(self.error("goes on after its data".into(), format!("{meaning} and no more"))),
            Err(cause) => Err(self.read_error(cause)),
        }
    }

    /// Gzip reports its own truncation, more precisely than we could.
    fn is_plain(&self) -> bool {
        matches!(self.bytes, Bytes::Plain(_))
    }

    fn read_error(&self, cause: IoError) -> Error {
        Error::File { path: self.name.into(), cause }
    }

    pub(super) fn error(&self, found: String, expected: String) -> Error {
        idx_error(self.name, found, expected)
    }
}

pub(super) fn idx_error(file: &str, found: String, expected: String) -> Error {
    Error::Idx { file: file.into(), found: found.into(), expected: expected.into() }
}

/// What the bytes of a reader are, and the reader as it was.
fn peek<R: Read>(mut reader: R) -> std::io::Result<(Option<Kind>, Peeked<R>)> {
    let mut start = Vec::with_capacity(START);
    reader.by_ref().take(START as u64).read_to_end(&mut start)?;
    Ok((recognise(&start), Cursor::new(start).chain(reader)))
}

fn axes_text(axes: u8) -> String {
    if axes == 1 { "1 axis".to_owned() } else { format!("{axes} axes") }
}

fn element_text(element: u8) -> &'static str {
    match element {
        8 => "bytes",
        9 => "signed bytes",
        0x0b => "16-bit integers",
        0x0c => "32-bit integers",
        0x0d => "floats",
        _ => "doubles",
    }
}

/// The members of a gzip file, one behind the other, perhaps with zeros behind the last: tapes and disks fill their blocks
/// with them, and gzip itself passes over them.
struct Members<R> {
    state: State<R>,
}

enum State<R> {
    Inside(GzDecoder<R>),
    End,
}

impl<R: BufRead> Members<R> {
    fn new(reader: R) -> Self {
        Self { state: State::Inside(GzDecoder::new(reader)) }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while let State::Inside(decoder) = &mut self.state {
            let length = decoder.read(buffer)?;
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            let State::Inside(decoder) = std::mem::replace(&mut self.state, State::End) else { break };
            let mut rest = decoder.into_inner();
            match rest.fill_buf()?.first() {
                None => {}
                Some(0) => expect_zeros(&mut rest)?,
                // What is no member is told by its decoder.
                Some(_) => self.state = State::Inside(GzDecoder::new(rest)),
            }
        }
        Ok(0)
    }
}

/// Reads to the end of what must be zeros.
fn expect_zeros(reader: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.iter().any(|byte| *byte != 0) {
            return Err(IoError::new(
                ErrorKind::InvalidData,
                "there is something behind the zeros that follow the gzip data",
            ));
        }
        let length = bytes.len();
        if length == 0 {
            return Ok(());
        }
        reader.consume(length);
    }
}
