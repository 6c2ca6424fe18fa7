//! Writing a batch.

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::LINE;
use crate::payment::message::{BatchHeader, BatchTrailer, ControlTotals, MESSAGE_LEN};

/// Bytes that are written at once.
const AT_ONCE: usize = 128 * LINE;

/// Writes a batch line by line. What waits to be written holds whole cards: it is wiped.
pub struct BatchWriter<W: Write> {
    out: W,
    waiting: Zeroizing<Vec<u8>>,
    hash: Sha256,
    header: BatchHeader,
}

impl<W: Write> BatchWriter<W> {
    /// Begins a batch.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] when the header does not fit into its slots; otherwise what the output says.
    pub fn begin(out: W, header: BatchHeader) -> io::Result<Self> {
        let line = header.encode().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let waiting = Zeroizing::new(Vec::with_capacity(AT_ONCE));
        let mut writer = Self { out, waiting, hash: Sha256::new(), header };
        writer.message(&line)?;
        Ok(writer)
    }

    /// Writes a message.
    ///
    /// # Errors
    /// What the output says.
    pub fn message(&mut self, message: &[u8; MESSAGE_LEN]) -> io::Result<()> {
        self.put(message, MESSAGE_LEN)
    }

    /// Writes a line, of which the hash covers `hashed` bytes, and its end where that is all.
    fn put(&mut self, line: &[u8; MESSAGE_LEN], hashed: usize) -> io::Result<()> {
        if self.waiting.len() + LINE > AT_ONCE {
            self.flush()?;
        }
        let from = self.waiting.len();
        self.waiting.extend_from_slice(line);
        self.waiting.push(b'\n');
        let end = if hashed == MESSAGE_LEN { LINE } else { hashed };
        self.hash.update(self.waiting.get(from..from + end).unwrap_or_default());
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }

    /// Ends the batch with these totals. Returns the trailer.
    ///
    /// # Errors
    /// As for [`begin`](Self::begin).
    pub fn finish(mut self, totals: ControlTotals) -> io::Result<BatchTrailer> {
        let BatchHeader { batch_id, number, .. } = self.header;
        let encode = |trailer: &BatchTrailer| {
            trailer.encode().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
        };
        let mut trailer = BatchTrailer { batch_id, number, totals, sha256: [0; 32] };
        // The hash covers what stands before it in its own line.
        let before = encode(&trailer)?;
        self.hash.update(before.get(..BatchTrailer::HASHED).unwrap_or_default());
        trailer.sha256 = self.hash.finalize_reset().into();
        let line = encode(&trailer)?;
        self.put(&line, 0)?;
        self.flush()?;
        self.out.flush()?;
        Ok(trailer)
    }
}
