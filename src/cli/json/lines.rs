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
}

impl<R: Read> Lines<R> {
    /// The lines of `input`.
    pub(in crate::cli) fn new(input: R) -> Self {
        Self { input, buffer: Zeroizing::new(vec![0; BUFFER_BYTES]), start: 0, end: 0 }
    }

    /// The next line; `None` at the end of the input.
    pub(in crate::cli) fn next(&mut self) -> io::Result<Option<InputLine>> {
        let mut skipped = 0;
        let mut searched = 0;
        loop {
            let unread = &self.buffer[self.start..self.end];
            if let Some(found) = unread[searched..].iter().position(|byte| *byte == b'\n') {
                let line = &unread[..searched + found];
                let taken = line.len() + 1;
                let line = to_line(skipped, line.strip_suffix(b"\r").unwrap_or(line));
                self.take(taken);
                return Ok(Some(line));
            }
            searched = unread.len();
            if unread.len() > MAX_LINE_BYTES + 1 {
                // Already too long. The last byte is kept: it may be the `\r` of `\r\n`.
                let taken = unread.len() - 1;
                skipped += taken;
                self.take(taken);
                searched = 1;
            }
            if self.fill()? == 0 {
                let line = &self.buffer[self.start..self.end];
                let rest = (skipped + line.len() > 0).then(|| to_line(skipped, line));
                self.take(self.end - self.start);
                return Ok(rest);
            }
        }
    }

    /// Wipes the next bytes: they are returned, or skipped. The command may wait long for the next line.
    fn take(&mut self, count: usize) {
        self.buffer[self.start..self.start + count].zeroize();
        self.start += count;
    }

    /// Reads more bytes into the buffer; 0 at the end of the input.
    fn fill(&mut self) -> io::Result<usize> {
        self.buffer.copy_within(self.start..self.end, 0);
        // Of what was moved, nothing is left where it was.
        let moved = self.end - self.start;
        self.buffer[moved.max(self.start)..self.end].zeroize();
        (self.start, self.end) = (0, moved);
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(read) => {
                    self.end += read;
                    return Ok(read);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
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
