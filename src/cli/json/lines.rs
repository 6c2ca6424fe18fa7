//! Standard input as lines, in memory that is bounded and wiped. Not a `BufReader`, which wipes nothing.

use std::io::{self, Read};

use zeroize::{Zeroize as _, Zeroizing};

/// Longest line, in bytes without its end.
pub(in crate::cli) const MAX_LINE_BYTES: usize = 64 * 1024;
/// Least free space of the buffer at a read. Rust's standard input has an 8 KiB buffer that is never wiped; reads of at least
/// that size bypass it.
const MIN_READ_BYTES: usize = 16 * 1024;
/// The longest line, its `\r\n`, and the space for one read.
const BUFFER_BYTES: usize = MAX_LINE_BYTES + 2 + MIN_READ_BYTES;

/// One line without its end, which is `\n` or `\r\n`.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) enum InputLine {
    /// The bytes.
    Bytes(Zeroizing<Vec<u8>>),
    /// Longer than [`MAX_LINE_BYTES`]; it was skipped.
    TooLong {
        /// Its length.
        bytes: usize,
    },
}

/// Reads lines. The last one needs no end.
pub(in crate::cli) struct Lines<R> {
    input: R,
    buffer: Zeroizing<Vec<u8>>,
    /// `start..end` of the buffer is read, but not returned yet.
    start: usize,
    end: usize,
    /// So many bytes from `start` on were searched: no line ends before.
    searched: usize,
    /// Bytes of a line that is too long, as far as it was skipped.
    skipped: usize,
    ended: bool,
    /// Why reading ended, if it failed.
    failed: Option<io::Error>,
}

impl<R: Read> Lines<R> {
    /// The lines of `input`.
    pub(in crate::cli) fn new(input: R) -> Self {
        let buffer = Zeroizing::new(vec![0; BUFFER_BYTES]);
        Self { input, buffer, start: 0, end: 0, searched: 0, skipped: 0, ended: false, failed: None }
    }

    /// The next line; `None` at the end of the input.
    pub(in crate::cli) fn next(&mut self) -> io::Result<Option<InputLine>> {
        while !self.is_whole() {
            self.fill();
        }
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let end = self.line_end();
        let unread = &self.buffer[self.start..self.end];
        let line = end.map_or(unread, |end| &unread[..end]);
        let taken = line.len() + usize::from(end.is_some());
        if self.skipped + taken == 0 {
            return Ok(None);
        }
        let line = if end.is_some() { line.strip_suffix(b"\r").unwrap_or(line) } else { line };
        let line = to_line(self.skipped, line);
        self.skipped = 0;
        self.take(taken);
        Ok(Some(line))
    }

    /// Whether [`next`](Self::next) returns at once. Reads what is there, as long as `is_ready` says that a read does not wait,
    /// and less than a line that is too long.
    pub(in crate::cli) fn is_there(&mut self, is_ready: impl Fn() -> bool) -> bool {
        while !self.is_whole() {
            if self.skipped > 0 || !is_ready() {
                return false;
            }
            self.fill();
        }
        true
    }

    /// Whether the next line is in the buffer up to its end, or nothing more can be read.
    fn is_whole(&mut self) -> bool {
        self.line_end().is_some() || self.ended
    }

    /// Bytes up to the end of the next line.
    fn line_end(&mut self) -> Option<usize> {
        let unread = &self.buffer[self.start..self.end];
        let found = unread[self.searched..].iter().position(|byte| *byte == b'\n');
        let end = found.map(|found| self.searched + found);
        self.searched = end.unwrap_or(unread.len());
        end
    }

    /// Wipes the next bytes: they are returned, or skipped. The command may wait long for the next line.
    fn take(&mut self, count: usize) {
        self.buffer[self.start..self.start + count].zeroize();
        self.start += count;
        self.searched = self.searched.saturating_sub(count);
    }

    /// Reads more bytes into the buffer, of a line that does not end in it.
    fn fill(&mut self) {
        let unread = self.end - self.start;
        if unread > MAX_LINE_BYTES + 1 {
            // Already too long. The last byte is kept: it may be the `\r` of `\r\n`.
            self.skipped += unread - 1;
            self.take(unread - 1);
        }
        self.buffer.copy_within(self.start..self.end, 0);
        // Of what was moved, nothing is left where it was.
        let moved = self.end - self.start;
        self.buffer[moved.max(self.start)..self.end].zeroize();
        (self.start, self.end) = (0, moved);
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(read) => {
                    self.end += read;
                    self.ended = read == 0;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => (self.ended, self.failed) = (true, Some(error)),
            }
            return;
        }
    }
}

fn to_line(skipped: usize, rest: &[u8]) -> InputLine {
    let bytes = skipped + rest.len();
    if bytes > MAX_LINE_BYTES {
        InputLine::TooLong { bytes }
    } else {
        InputLine::Bytes(Zeroizing::new(rest.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, collections::VecDeque};

    use proptest::prelude::*;

    use super::*;

    /// Hands out at most `step` bytes a read.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(buffer.len() >= 8 * 1024, "standard input's own buffer would be used");
            let (now, later) = self.0.split_at(self.1.min(self.0.len()).min(buffer.len()));
            buffer[..now.len()].copy_from_slice(now);
            self.0 = later;
            Ok(now.len())
        }
    }

    /// The lines as text; of one that is too long, its length.
    fn lines(input: &[u8], step: usize) -> Vec<Result<String, usize>> {
        let mut lines = Lines::new(Slow(input, step));
        std::iter::from_fn(|| lines.next().expect("readable"))
            .map(|line| match line {
                InputLine::Bytes(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
                InputLine::TooLong { bytes } => Err(bytes),
            })
            .collect()
    }

    #[test]
    fn ends_of_lines() {
        for (input, expected) in [
            ("", vec![]),
            ("a", vec!["a"]),
            ("a\n", vec!["a"]),
            ("a\r\nb\nc", vec!["a", "b", "c"]),
            ("\n\r\n\n", vec!["", "", ""]),
            ("a\rb\n", vec!["a\rb"]),
            ("a\r\r\n", vec!["a\r"]),
            ("a\r", vec!["a\r"]),
        ] {
            for step in 1..4 {
                let expected: Vec<_> = expected.iter().map(|line| Ok((*line).to_owned())).collect();
                assert_eq!(lines(input.as_bytes(), step), expected, "{input:?} by {step}");
            }
        }
    }

    #[test]
    fn the_limit_is_exact_and_the_next_line_is_whole() {
        for (len, end) in [(MAX_LINE_BYTES, "\n"), (MAX_LINE_BYTES, "\r\n"), (MAX_LINE_BYTES, "")] {
            let text = "x".repeat(len) + end;
            assert_eq!(lines(text.as_bytes(), usize::MAX), [Ok("x".repeat(len))], "{end:?}");
        }
        for (len, end) in [
            (MAX_LINE_BYTES + 1, "\n"),
            (MAX_LINE_BYTES + 1, "\r\n"),
            (MAX_LINE_BYTES + 2, "\n"),
            (BUFFER_BYTES * 3 + 7, "\r\n"),
        ] {
            for step in [1 << 20, 8_191] {
                let text = "x".repeat(len) + end + "next\n";
                assert_eq!(lines(text.as_bytes(), step), [Err(len), Ok("next".into())], "{len} {end:?}");
            }
            assert_eq!(lines("x".repeat(len).as_bytes(), 5_000), [Err(len)]);
        }
    }

    /// Hands out a piece a read, and must not be read when none is there.
    struct Pieces<'a>(VecDeque<&'a str>, &'a Cell<usize>);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert_ne!(self.1.replace(self.1.get().saturating_sub(1)), 0, "it would wait");
            let Some(piece) = self.0.pop_front() else { return Ok(0) };
            buffer[..piece.len()].copy_from_slice(piece.as_bytes());
            Ok(piece.len())
        }
    }

    #[test]
    fn what_is_there_is_known_without_waiting() {
        let there = Cell::new(0);
        let long = "x".repeat(20_000);
        let long = long.as_str();
        let pieces = ["a\nb\nc", "c\n", long, long, long, long, long, "x\nd\n", "e"];
        let mut lines = Lines::new(Pieces(pieces.into(), &there));
        let mut come = |pieces: usize| {
            there.set(there.get() + pieces);
            let mut now = Vec::new();
            while lines.is_there(|| there.get() > 0) {
                now.push(match lines.next().expect("readable") {
                    Some(InputLine::Bytes(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
                    Some(InputLine::TooLong { bytes }) => bytes.to_string(),
                    None => break,
                });
            }
            now
        };
        assert_eq!(come(0), [""; 0]);
        assert_eq!(come(1), ["a", "b"]);
        assert_eq!(come(0), [""; 0], "c has no end");
        assert_eq!(come(1), ["cc"]);
        // A line that is too long is not read to its end: that may never come.
        assert_eq!((come(6), there.get()), (vec![], 1));
        assert_eq!(lines.next().expect("readable"), Some(InputLine::TooLong { bytes: 100_001 }));
        assert!(lines.is_there(|| false));
        assert_eq!(lines.next().expect("readable"), Some(InputLine::Bytes(Zeroizing::new(b"d".to_vec()))));
        there.set(1);
        assert!(!lines.is_there(|| there.get() > 0));
        there.set(1);
        assert!(lines.is_there(|| there.get() > 0), "the input has ended");
        assert_eq!(lines.next().expect("readable"), Some(InputLine::Bytes(Zeroizing::new(b"e".to_vec()))));
        assert_eq!(lines.next().expect("readable"), None);
    }

    proptest! {
        #[test]
        fn lines_are_those_of_the_whole_text(text in "[a\r\n]{0,40}", step in 1_usize..9) {
            let mut expected: Vec<&str> = text.split('\n').collect();
            let last = expected.pop().unwrap_or_default();
            let mut expected: Vec<_> =
                expected.into_iter().map(|line| Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())).collect();
            if !last.is_empty() {
                expected.push(Ok(last.to_owned()));
            }
            prop_assert_eq!(lines(text.as_bytes(), step), expected);
        }
    }
}
