//! What the screens keep of a transaction: all that is shown of it without being asked for, and no card.
//!
//! The worker reads whole messages; card number and CVC stay with it. Only a reveal brings them to the screens, for as
//! long as it lasts.

use std::hint::black_box;

use crate::{
    payment::{CardNumber, Cvc, PaymentRequest, message::MessageBytes},
    record::{Record, Recorded},
};

/// Deeper than anything reaches that handles a card.
const DEPTH: usize = 128 * 1024;

/// The record with zeros in the place of what is masked, and for a CVC: masked, it looks the same.
pub fn in_record(mut record: Record) -> Record {
    let zeros = record.message.card.masked().to_string().replace('*', "0");
    if let (Ok(card), Ok(cvc)) = (CardNumber::parse(&zeros), Cvc::parse("000")) {
        record.message.card = card;
        // A blank stays a blank.
        record.message.cvc = record.message.cvc.map(|_| cvc);
    }
    // Not masked: the stars of a masked message are no card number, and would be masked once more.
    record.bytes = record.message.encode().unwrap_or_else(|_| masked(&record.bytes));
    record
}

/// Puts zeros in the place of what is masked of the card, and for the CVC.
pub fn in_request(request: &mut PaymentRequest) {
    let zeros = request.card.masked().to_string().replace('*', "0");
    if let (Ok(card), Ok(cvc)) = (CardNumber::parse(&zeros), Cvc::parse("000")) {
        request.card = card;
        request.cvc = cvc;
    }
}

/// What was recorded, with the masked message.
pub fn in_recorded(mut recorded: Recorded) -> Recorded {
    recorded.message = masked(&recorded.message);
    recorded
}

fn masked(bytes: &MessageBytes) -> MessageBytes {
    MessageBytes::from_slice(bytes.masked().as_bytes()).unwrap_or_else(|| bytes.clone())
}

/// Overwrites what calls have left below on the stack: values that move leave copies there which nothing else wipes. What
/// is built afterwards, and goes to other threads, has nothing of them in the gaps between its fields.
#[inline(never)]
#[expect(clippy::large_stack_arrays, reason = "the stack is what is meant")]
pub fn scrub_stack() {
    black_box(&mut [0_u8; DEPTH]);
}
