//! Checking a batch: every byte of it, and what it adds up to. It needs neither ledger nor keyring.

use std::{
    collections::HashSet,
    io::{self, Read},
};

use sha2::{Digest as _, Sha256};

use super::lines::{Line, Lines};
use crate::{
    payment::{
        Message, TransactionId, Won,
        message::{
            Actual, BatchHeader, BatchTrailer, ControlTotals, Expected, MessageError, RecordKind, SlotName,
            layout,
        },
    },
    record::Progress,
};

/// A batch that is as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedBatch {
    /// Its first line.
    pub header: BatchHeader,
    /// Its last line.
    pub trailer: BatchTrailer,
}

/// The first thing that is wrong with a file. It holds no card data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchFault {
    /// In which line, from 1; the header is line 1.
    pub line: u64,
    /// What.
    pub of: FaultOf,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultOf {
    /// A slot, or the line as a whole.
    Record(MessageError),
    /// It does not end in a line feed.
    NoLineEnd,
    /// The file ends before its trailer.
    NoTrailer,
    /// There is something behind the trailer.
    AfterTrailer,
}

/// Why a file is not called whole.
#[derive(Debug)]
pub enum CheckError {
    /// It cannot be read.
    Read(io::Error),
    /// It was stopped.
    Stopped,
    /// It is not.
    Fault(BatchFault),
}

impl From<io::Error> for CheckError {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

/// Checks a file to its end.
///
/// # Errors
/// The first fault, or why the file was not read to its end.
pub fn check(input: impl Read, progress: &Progress) -> Result<CheckedBatch, CheckError> {
    let mut lines = Lines::of(input);
    let mut hash = Sha256::new();
    let header = {
        let line = record(1, lines.next()?.unwrap_or(Line::Whole(b"")))?;
        let header = BatchHeader::decode(line).map_err(|error| at(1, error))?;
        hash.update(line);
        hash.update(b"\n");
        header
    };
    let mut state = State { totals: ControlTotals::default(), ids: HashSet::new(), last: None };
    let mut number = 1;
    let trailer = loop {
        number += 1;
        let Some(line) = lines.next()? else {
            return Err(CheckError::Fault(BatchFault { line: number, of: FaultOf::NoTrailer }));
        };
        let line = record(number, line)?;
        if RecordKind::of(line) == RecordKind::Trailer {
            hash.update(line.get(..BatchTrailer::HASHED).unwrap_or_default());
            break BatchTrailer::decode(line).map_err(|error| at(number, error))?;
        }
        state.message(line, &header).map_err(|error| at(number, error))?;
        hash.update(line);
        hash.update(b"\n");
        progress.advance(1);
        if progress.stopped() {
            return Err(CheckError::Stopped);
        }
    };
    if state.last != Some(header.last_id) {
        return Err(at(number - 1, wrong(SlotName::Id, Expected::AsInHeader)));
    }
    compare(&header, &trailer, &state.totals, hash.finalize().into()).map_err(|error| at(number, error))?;
    match lines.next()? {
        None => Ok(CheckedBatch { header, trailer }),
        Some(_) => Err(CheckError::Fault(BatchFault { line: number + 1, of: FaultOf::AfterTrailer })),
    }
}

/// The 450 bytes of a line.
fn record(number: u64, line: Line<'_>) -> Result<&[u8], CheckError> {
    let wrong_length = |bytes| {
        at(
            number,
            MessageError { slot: None, expected: Expected::MessageLength, found: Actual::Bytes(bytes) },
        )
    };
    match line {
        Line::Whole(line) => Ok(line),
        Line::Long(bytes) => Err(wrong_length(bytes)),
        Line::Open(line) if line.len() == layout::MESSAGE_LEN => {
            Err(CheckError::Fault(BatchFault { line: number, of: FaultOf::NoLineEnd }))
        }
        Line::Open(line) => Err(wrong_length(line.len())),
    }
}

/// What was read so far.
struct State {
    totals: ControlTotals,
    ids: HashSet<TransactionId>,
    last: Option<TransactionId>,
}

impl State {
    fn message(&mut self, line: &[u8], header: &BatchHeader) -> Result<(), MessageError> {
        let fields = layout::decode(line)?;
        Message::check_kept(&fields)?;
        let id = TransactionId::from_bytes(fields.id.as_bytes())
            .ok_or_else(|| wrong(SlotName::Id, Expected::Id))?;
        if self.last.is_none() && id != header.first_id {
            return Err(wrong(SlotName::Id, Expected::AsInHeader));
        }
        if !self.ids.insert(id) {
            return Err(wrong(SlotName::Id, Expected::OtherRecord));
        }
        self.last = Some(id);
        let won = |value, slot| Won::new(value).ok_or_else(|| wrong(slot, Expected::PaymentAmount));
        let (amount, vat) = (won(fields.amount, SlotName::Amount)?, won(fields.vat, SlotName::Vat)?);
        // What does not fit into the trailer is not in it either: the sums differ there.
        self.totals = self.totals.with(!fields.original_id.is_empty(), amount, vat).unwrap_or_default();
        Ok(())
    }
}

/// The trailer says of the file what is in it.
fn compare(
    header: &BatchHeader,
    trailer: &BatchTrailer,
    totals: &ControlTotals,
    sha256: [u8; 32],
) -> Result<(), MessageError> {
    let of = trailer.totals;
    let checks = [
        (trailer.batch_id == header.batch_id, SlotName::BatchId, Expected::AsInHeader),
        (trailer.number == header.number, SlotName::BatchNumber, Expected::AsInHeader),
        (of.records() == totals.records(), SlotName::Records, Expected::Sum),
        (of.payments.count == totals.payments.count, SlotName::Payments, Expected::Sum),
        (of.payments.amount == totals.payments.amount, SlotName::PaymentAmount, Expected::Sum),
        (of.payments.vat == totals.payments.vat, SlotName::PaymentVat, Expected::Sum),
        (of.cancels.count == totals.cancels.count, SlotName::Cancels, Expected::Sum),
        (of.cancels.amount == totals.cancels.amount, SlotName::CancelAmount, Expected::Sum),
        (of.cancels.vat == totals.cancels.vat, SlotName::CancelVat, Expected::Sum),
        (trailer.sha256 == sha256, SlotName::Sha256, Expected::Sha256),
    ];
    match checks.into_iter().find(|(is_right, ..)| !is_right) {
        Some((_, slot, expected)) => Err(wrong(slot, expected)),
        None => Ok(()),
    }
}

fn at(line: u64, error: MessageError) -> CheckError {
    CheckError::Fault(BatchFault { line, of: FaultOf::Record(error) })
}

fn wrong(slot: SlotName, expected: Expected) -> MessageError {
    MessageError { slot: Some(slot), expected, found: Actual::Value }
}
