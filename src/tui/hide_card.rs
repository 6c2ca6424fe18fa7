//! Takes card number and CVC out of what the worker sends to the screens.
//!
//! The worker reads whole messages. The screens get what they show, with zeros in place of the hidden digits. Only a
//! reveal brings the whole card to the screens, for as long as it lasts.

use crate::{
    payment::{CardNumber, Cvc, PaymentRequest, message::MessageBytes},
    record::{Record, Recorded},
};

/// `record` with zeros in place of the masked digits and of the CVC. Masked, it looks the same.
pub fn in_record(mut record: Record) -> Record {
    let zeros = record.message.card.masked().to_string().replace('*', "0");
    if let (Ok(card), Ok(cvc)) = (CardNumber::parse(&zeros), Cvc::parse("000")) {
        record.message.card = card;
        // A CVC that is not kept stays blank.
        record.message.cvc = record.message.cvc.map(|_| cvc);
    }
    // Encoded anew, not masked: the screens mask it, and cannot mask stars.
    record.bytes = record.message.encode().unwrap_or_else(|_| masked(&record.bytes));
    record
}

/// Puts zeros in place of the masked digits and of the CVC.
pub fn in_request(request: &mut PaymentRequest) {
    let zeros = request.card.masked().to_string().replace('*', "0");
    if let (Ok(card), Ok(cvc)) = (CardNumber::parse(&zeros), Cvc::parse("000")) {
        request.card = card;
        request.cvc = cvc;
    }
}

/// `recorded` with its message masked.
pub fn in_recorded(mut recorded: Recorded) -> Recorded {
    recorded.message = masked(&recorded.message);
    recorded
}

/// The message, masked.
fn masked(bytes: &MessageBytes) -> MessageBytes {
    MessageBytes::from_slice(bytes.masked().as_bytes()).unwrap_or_else(|| bytes.clone())
}
