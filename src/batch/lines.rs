//! The lines of a batch that is read.

use std::io::{self, Read};

use zeroize::Zeroizing;

use super::LINE;

/// Bytes that are read at once.
const AT_ONCE: usize = 128 * LINE;

/// How far a line that is too long is read.
const MOST: usize = 1 << 20;

/// Reads lines of 450 bytes. They hold whole cards: the buffer is wiped.
pub(super) struct Lines<R> {
    input: R,
    buffer: Zeroizing<Vec<u8>>,
    from: usize,
    to: usize,
}

/// A line that was read, without its end.
#[derive(Clone, Copy)]
pub(super) enum Line<'a> {
    /// A line with its end. It may have any length up to that of a message.
    Whole(&'a [u8]),
    /// The file ends within it.
    Open(&'a [u8]),
    /// It is longer than a message: this many bytes.
    Long(usize),
}

impl<R: Read> Lines<R> {
    pub(super) fn of(input: R) -> Self {
        Self { input, buffer: Zeroizing::new(vec![0; AT_ONCE]), from: 0, to: 0 }
    }

    /// The next line; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        while self.to - self.from < LINE && self.fill()? {}
        let there = self.buffer.get(self.from..self.to).unwrap_or_default();
        let within = there.get(..LINE.min(there.len())).unwrap_or_default();
        match within.iter().position(|byte| *byte == b'\n') {
            Some(end) => {
                let from = self.from;
                self.from += end + 1;
                Ok(self.buffer.get(from..from + end).map(Line::Whole))
            }
            None if there.is_empty() => Ok(None),
            None if there.len() < LINE => {
                let (from, to) = (self.from, self.to);
                self.from = to;
                Ok(self.buffer.get(from..to).map(Line::Open))
            }
            None => self.rest().map(|length| Some(Line::Long(length))),
        }
    }

    /// Reads to the end of a line that is too long, and counts it; not much further than [`MOST`].
    fn rest(&mut self) -> io::Result<usize> {
        let mut length = 0;
        loop {
            let there = self.buffer.get(self.from..self.to).unwrap_or_default();
            if let Some(end) = there.iter().position(|byte| *byte == b'\n') {
                self.from += end + 1;
                return Ok(length + end);
            }
            length += there.len();
            self.from = self.to;
            if length > MOST || !self.fill()? {
                return Ok(length);
            }
        }
    }

    /// Reads more; says whether there was any.
    fn fill(&mut self) -> io::Result<bool> {
        self.buffer.copy_within(self.from..self.to, 0);
        (self.from, self.to) = (0, self.to - self.from);
        loop {
            match self.input.read(self.buffer.get_mut(self.to..).unwrap_or_default()) {
                Ok(read) => {
                    self.to += read;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
