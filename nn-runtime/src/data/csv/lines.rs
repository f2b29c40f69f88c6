//! The lines of a file, counted beside the parser, whose own count misses what lies between two records.

use std::io::Read;

/// A reader that keeps what was read until the record that it belongs to has been counted.
///
/// A line ends with LF, with CR LF or with CR alone, within quotes too: all that the parser takes for the end of a record,
/// and as editors count.
pub(super) struct Lines<R> {
    reader: R,
    /// Bytes that were read, of which the first `counted` belong to records that were counted.
    bytes: Vec<u8>,
    counted: usize,
    /// Line of the first byte that is not counted, from 1.
    line: u64,
    /// Whether the last byte counted was a CR, so that a LF would end no other line.
    after_cr: bool,
}

/// Counted bytes that are kept before they are moved out of the way.
const KEPT: usize = 1 << 16;

impl<R> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, bytes: Vec::new(), counted: 0, line: 1, after_cr: false }
    }

    /// Counts the next `length` bytes, which are blank lines and comments and then a record: the line in which it begins,
    /// and its bytes.
    pub(super) fn record(&mut self, length: u64, comment: Option<u8>) -> (u64, &[u8]) {
        if self.counted > KEPT {
            self.bytes.drain(..self.counted);
            self.counted = 0;
        }
        let start = self.counted;
        let end = usize::try_from(length).map_or(self.bytes.len(), |length| self.bytes.len().min(start + length));
        let record = start + skipped(&self.bytes[start..end], comment);
        self.count(start, record);
        let line = self.line;
        self.count(record, end);
        self.counted = end;
        (line, &self.bytes[record..end])
    }

    fn count(&mut self, start: usize, end: usize) {
        for byte in &self.bytes[start..end] {
            self.line += u64::from(*byte == b'\r' || *byte == b'\n' && !self.after_cr);
            self.after_cr = *byte == b'\r';
        }
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.bytes.extend_from_slice(&buffer[..length]);
        Ok(length)
    }
}

/// How many bytes are before the record: line ends, and lines that begin with the mark of a comment.
fn skipped(bytes: &[u8], comment: Option<u8>) -> usize {
    let is_break = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let mut rest = bytes;
    loop {
        let breaks = rest.iter().take_while(|byte| is_break(byte)).count();
        rest = &rest[breaks..];
        if rest.is_empty() || rest.first() != comment.as_ref() {
            return bytes.len() - rest.len();
        }
        // The parser ends a comment at a LF only.
        let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        rest = &rest[length..];
    }
}
