//! The bytes of a frame, which are one write.

use std::io::{self, Write};

use zeroize::Zeroize as _;

/// Bytes that are one write at most. The buffer never grows, so it leaves no copy behind.
const CAPACITY: usize = 64 * 1024;
/// A terminal shows this much at once anyway. What is longer is marked, so that no half of it is seen.
const MOST_UNMARKED: usize = 256;
/// The marks around a frame that is shown at once. Terminals that do not know them ignore them.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// Collects the bytes of a frame.
pub struct FrameBytes<W: Write> {
    out: W,
    /// Begins with [`BEGIN`], which a short frame leaves out.
    bytes: Vec<u8>,
    /// A part of the frame had to be written before its end.
    is_cut: bool,
    /// The first failure of such a write.
    failed: Option<io::Error>,
}

impl<W: Write> FrameBytes<W> {
    pub fn new(out: W) -> Self {
        let mut bytes = Vec::with_capacity(CAPACITY);
        bytes.extend_from_slice(BEGIN);
        Self { out, bytes, is_cut: false, failed: None }
    }

    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        for bytes in bytes.chunks(CAPACITY - END.len()) {
            if self.bytes.len() + bytes.len() + END.len() > CAPACITY {
                self.write(0);
                self.is_cut = true;
            }
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// Adds a number in decimal digits.
    pub fn push_number(&mut self, number: u16) {
        let mut digits = [0; 5];
        let (mut rest, mut first) = (number, digits.len());
        while rest > 0 || first == digits.len() {
            first -= 1;
            digits[first] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
        self.push(&digits[first..]);
    }

    /// Writes the frame, if there is anything in it.
    ///
    /// # Errors
    /// What the terminal reports; the rest of the frame is dropped.
    pub fn finish(&mut self) -> io::Result<()> {
        if self.is_cut || self.bytes.len() > BEGIN.len() + MOST_UNMARKED {
            self.bytes.extend_from_slice(END);
            self.write(0);
        } else {
            self.write(BEGIN.len());
        }
        self.bytes.extend_from_slice(BEGIN);
        self.is_cut = false;
        self.failed.take().map_or_else(|| self.out.flush(), Err)
    }

    /// Writes what is collected from `first` on, and wipes it: a frame shows what is keyed.
    fn write(&mut self, first: usize) {
        if let (Some(bytes @ [_, ..]), None) = (self.bytes.get(first..), &self.failed) {
            self.failed = self.out.write_all(bytes).err();
        }
        self.bytes.as_mut_slice().zeroize();
        self.bytes.clear();
    }
}

/// Wipes the frame: it shows what is keyed.
impl<W: Write> Drop for FrameBytes<W> {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}
