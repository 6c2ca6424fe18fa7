//! The message of what is keyed: every slot fills in with its field, card number and CVC masked in place.

use crate::{
    payment::{
        CancelPlan, Field, Won,
        message::{MESSAGE_LEN, SlotName},
    },
    tui::screen::{
        cancel::{self, CancelScreen},
        pay::{self, PayScreen},
    },
};

/// The byte for what only the ledger can make: the id and the sealed card.
pub const PENDING: u8 = b'\0';

/// A message as far as it is known: ASCII, or [`PENDING`].
pub struct Preview {
    bytes: [u8; MESSAGE_LEN],
}

impl Preview {
    /// The message of the payment form.
    pub fn of_payment(pay: &PayScreen) -> Self {
        let mut preview = Self::new("PAYMENT");
        preview.left(SlotName::CardNumber, &masked_while_keyed(pay.form.field(pay::CARD).text()));
        preview.left(SlotName::Expiry, pay.form.field(pay::EXPIRY).text());
        preview.left(SlotName::Cvc, &"*".repeat(pay.form.field(pay::CVC).text().len()));
        preview.zeros(SlotName::Installments, pay.form.field(pay::INSTALLMENTS).text());
        if let Some(amount) = pay.amount() {
            preview.right(SlotName::Amount, &amount.to_string());
        }
        let vat = pay.form.field(pay::VAT).amount().or(pay.automatic_vat().map(Won::get));
        if let Some(vat) = vat {
            preview.zeros(SlotName::Vat, &vat.to_string());
        }
        preview
    }

    /// The message of the cancel form. Its CVC is blank unless the payment's was kept, and this one's will be.
    pub fn of_cancel(cancel: &CancelScreen, plan: Option<&CancelPlan>, keep_cvc: bool) -> Self {
        let mut preview = Self::new("CANCEL");
        preview.left(SlotName::OriginalId, cancel.form.field(cancel::ID).text());
        if let Some(record) = cancel.record() {
            preview.left(SlotName::CardNumber, &record.story.transaction.card.to_string());
            preview.left(SlotName::Expiry, record.message.expiry.as_str());
            let has_cvc = keep_cvc && record.message.cvc.is_some();
            preview.left(SlotName::Cvc, if has_cvc { "***" } else { "" });
        }
        if let Some(plan) = plan {
            preview.right(SlotName::Amount, &plan.amount.to_string());
            preview.zeros(SlotName::Vat, &plan.vat.to_string());
        }
        preview
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8; MESSAGE_LEN] {
        &self.bytes
    }

    /// A message of this kind without the values of a form.
    fn new(kind: &str) -> Self {
        let mut preview = Self { bytes: [b' '; MESSAGE_LEN] };
        preview.right(SlotName::Length, "446");
        preview.left(SlotName::Kind, kind);
        preview.zeros(SlotName::Installments, "");
        preview.zeros(SlotName::Vat, "");
        preview.slot(SlotName::Id).fill(PENDING);
        // As long as key id, separator and sealed text are with the first key.
        preview.slot(SlotName::EncryptedCard)[..99].fill(PENDING);
        preview
    }

    /// The bytes of a slot.
    fn slot(&mut self, name: SlotName) -> &mut [u8] {
        &mut self.bytes[name.slot().range()]
    }

    /// Writes `text` at the left of a slot.
    fn left(&mut self, name: SlotName, text: &str) {
        for (place, byte) in self.slot(name).iter_mut().zip(text.bytes()) {
            *place = byte;
        }
    }

    /// Writes `text` at the right of a slot.
    fn right(&mut self, name: SlotName, text: &str) {
        for (place, byte) in self.slot(name).iter_mut().rev().zip(text.bytes().rev()) {
            *place = byte;
        }
    }

    /// Writes `digits` at the right of a slot, zeros before them.
    fn zeros(&mut self, name: SlotName, digits: &str) {
        self.slot(name).fill(b'0');
        self.right(name, digits);
    }
}

/// A card number that may not be whole yet: its first six digits, and stars for the others. The last three digits show
/// only once sixteen are keyed, as then they are the same as everywhere else.
fn masked_while_keyed(digits: &str) -> String {
    digits
        .chars()
        .enumerate()
        .map(|(index, digit)| if index < 6 || (digits.len() == 16 && index >= 13) { digit } else { '*' })
        .collect()
}

/// The slot that a field of a form fills.
pub fn slot_of(field: Field, on_cancel: bool) -> Option<SlotName> {
    match field {
        Field::Id if on_cancel => Some(SlotName::OriginalId),
        Field::Id => Some(SlotName::Id),
        Field::CardNumber => Some(SlotName::CardNumber),
        Field::Expiry => Some(SlotName::Expiry),
        Field::Cvc => Some(SlotName::Cvc),
        Field::Installments => Some(SlotName::Installments),
        Field::Amount => Some(SlotName::Amount),
        Field::Vat => Some(SlotName::Vat),
        Field::RequestId | Field::AllowDuplicate | Field::Memo => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_fill_in_as_they_are_keyed_and_hide_the_card() {
        let mut pay = PayScreen::new();
        for (index, keys) in [(pay::AMOUNT, "55000"), (pay::CARD, "54091234"), (pay::CVC, "77")] {
            pay.form.focus_on(index);
            keys.chars().for_each(|c| {
                pay.form.type_char(c);
            });
        }
        let text = String::from_utf8_lossy(Preview::of_payment(&pay).bytes()).replace('\0', "_");
        assert_eq!(
            text.get(..103),
            Some(
                " 446PAYMENT   ____________________540912**            00    **      550000000005000                    "
            )
        );
        assert_eq!(text.get(103..), Some(format!("{}{}", "_".repeat(99), " ".repeat(248)).as_str()));
    }

    #[test]
    fn vat_in_units_is_shown_as_digits() {
        let mut pay = PayScreen::new();
        for (index, keys) in [(pay::AMOUNT, "5만5천"), (pay::VAT, "5백")] {
            pay.form.focus_on(index);
            keys.chars().for_each(|c| {
                pay.form.type_char(c);
            });
        }
        let preview = Preview::of_payment(&pay);
        assert_eq!(preview.bytes()[SlotName::Amount.slot().range()], *b"     55000");
        assert_eq!(preview.bytes()[SlotName::Vat.slot().range()], *b"0000000500");
    }

    #[test]
    fn a_whole_card_shows_its_last_three_digits() {
        assert_eq!(masked_while_keyed("540912345678345"), "540912*********");
        assert_eq!(masked_while_keyed("5409123456783456"), "540912*******456");
    }
}
