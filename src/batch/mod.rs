//! The files that go to the card company and come back from it. Pure but for the bytes that are read and written: which messages a batch
//! has is the ledger's to say.
//!
//! ```text
//!  HEADER  ┐
//!  message │ 450 bytes and a line feed each
//!  …       │
//!  TRAILER ┘ what the messages add up to, and a hash of all bytes before it
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | `file` | writing a batch |
//! | `check` | checking a batch: its first fault, by line and slot |
//! | `answers` | reading answers: CSV or a JSON object a line |

mod answers;
mod check;
mod file;
mod lines;

pub use answers::{
    AnswerColumn, AnswerLine, AnswersFault, AnswersFile, BatchName, FaultKind, MOST_ANSWERS, read_answers,
};
pub use check::{BatchFault, CheckError, CheckedBatch, FaultOf, check};
pub use file::BatchWriter;

/// Bytes of a line: a message and its end.
const LINE: usize = crate::payment::message::MESSAGE_LEN + 1;

/// The name of the file of a batch in a folder.
#[must_use]
pub fn file_name(number: u32) -> String {
    format!("paydesk-batch-{number:06}.txt")
}
