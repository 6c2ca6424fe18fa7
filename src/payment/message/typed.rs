//! A message whose slots follow the rules: the typed side of the codec.

use super::{
    error::{Actual, Expected, MessageError},
    layout::{self, Fields, MessageBytes, SlotName},
    sealed::SealedCard,
};
use crate::payment::{
    card::{CardNumber, Cvc},
    error::Problem,
    expiry::Expiry,
    id::TransactionId,
    money::{CANCEL_AMOUNT, Installments, PAYMENT_AMOUNT, Won},
};

/// [`Kind::Payment`] in the message and in JSON.
const PAYMENT: &str = "PAYMENT";
/// [`Kind::Cancel`] in the message and in JSON.
const CANCEL: &str = "CANCEL";

/// The kind of a transaction. A cancel always names its payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Money taken.
    Payment,
    /// Money given back.
    Cancel {
        /// The payment's id.
        original: TransactionId,
    },
}

impl Kind {
    /// The word in the message and in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Payment => PAYMENT,
            Self::Cancel { .. } => CANCEL,
        }
    }

    /// The payment that a cancel belongs to.
    #[must_use]
    pub fn original(self) -> Option<TransactionId> {
        match self {
            Self::Payment => None,
            Self::Cancel { original } => Some(original),
        }
    }
}

/// A payment or a cancel as the card company reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Payment or cancel.
    pub kind: Kind,
    /// This transaction's id.
    pub id: TransactionId,
    /// The card.
    pub card: CardNumber,
    /// Months; a lump sum on every cancel.
    pub installments: Installments,
    /// The card's last month.
    pub expiry: Expiry,
    /// The card's verification code; `None` where it is not kept, and the slot is blank.
    pub cvc: Option<Cvc>,
    /// Amount, VAT included.
    pub amount: Won,
    /// VAT.
    pub vat: Won,
    /// Card, expiry and CVC, sealed.
    pub sealed_card: SealedCard,
}

impl Message {
    /// The 450 bytes.
    ///
    /// # Errors
    /// The first slot whose value breaks a rule between slots, such as VAT and amount: what [`decode`](Self::decode)
    /// would refuse is not written.
    pub fn encode(&self) -> Result<MessageBytes, MessageError> {
        let original = self.kind.original();
        let fields = Fields {
            kind: self.kind.word(),
            id: self.id.as_str(),
            card_number: self.card.expose(),
            installments: u64::from(self.installments.months()),
            expiry: self.expiry.as_str(),
            cvc: self.cvc.as_ref().map_or("", Cvc::expose),
            amount: self.amount.get(),
            vat: self.vat.get(),
            original_id: original.as_ref().map_or("", TransactionId::as_str),
            encrypted_card: self.sealed_card.as_str(),
            reserved: "",
        };
        let payment = self.kind == Kind::Payment;
        read_installments(payment, &fields)?;
        read_amount(payment, &fields)?;
        read_vat(payment, &fields, self.amount)?;
        if original == Some(self.id) {
            return Err(wrong(SlotName::OriginalId, Expected::OtherOriginal, fields.original_id));
        }
        layout::encode(&fields)
    }

    /// Reads a message of ours strictly: the layout of all slots, then the rules of payments and cancels, and the form of
    /// our seals. The card may have expired since.
    ///
    /// # Errors
    /// The first slot whose layout is wrong, else the first that breaks a rule.
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        Self::read(bytes, read_cvc)
    }

    /// As [`decode`](Self::decode), for what the ledger keeps: there, and nowhere else, the CVC may be blank.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    pub fn decode_kept(bytes: &[u8]) -> Result<Self, MessageError> {
        Self::read(bytes, |text| match text {
            "" => Ok(None),
            digits => read_cvc(digits),
        })
    }

    /// Checks the rules of payments and cancels in a message of any system. They are those of [`decode`](Self::decode), but
    /// `encrypted_card` may hold any text: only its own system knows what it seals.
    ///
    /// # Errors
    /// The first slot that breaks a rule.
    pub fn check(fields: &Fields<'_>) -> Result<(), MessageError> {
        Values::read(fields, read_cvc)?;
        if fields.encrypted_card.is_empty() {
            return Err(wrong(SlotName::EncryptedCard, Expected::Text, fields.encrypted_card));
        }
        read_reserved(fields)
    }

    /// As [`check`](Self::check), of a message in a batch: where the shop keeps no CVC, there is none.
    ///
    /// # Errors
    /// As for [`check`](Self::check).
    pub fn check_kept(fields: &Fields<'_>) -> Result<(), MessageError> {
        if fields.cvc.is_empty() {
            Self::check(&Fields { cvc: "000", ..*fields })
        } else {
            Self::check(fields)
        }
    }

    #[inline]
    fn read(
        bytes: &[u8],
        cvc: impl FnOnce(&str) -> Result<Option<Cvc>, MessageError>,
    ) -> Result<Self, MessageError> {
        let fields = layout::decode(bytes)?;
        let Values { kind, id, card, installments, expiry, cvc, amount, vat } = Values::read(&fields, cvc)?;
        let sealed_card = SealedCard::parse(fields.encrypted_card)
            .ok_or_else(|| wrong(SlotName::EncryptedCard, Expected::SealedCard, fields.encrypted_card))?;
        read_reserved(&fields)?;
        Ok(Self { kind, id, card, installments, expiry, cvc, amount, vat, sealed_card })
    }
}

/// What the slots before `encrypted_card` hold, by the rules of payments and cancels.
struct Values {
    kind: Kind,
    id: TransactionId,
    card: CardNumber,
    installments: Installments,
    expiry: Expiry,
    cvc: Option<Cvc>,
    amount: Won,
    vat: Won,
}

impl Values {
    /// Slot by slot, in the order of the message.
    #[inline]
    fn read(
        fields: &Fields<'_>,
        cvc: impl FnOnce(&str) -> Result<Option<Cvc>, MessageError>,
    ) -> Result<Self, MessageError> {
        let payment = is_payment(fields.kind)?;
        let id = read_id(SlotName::Id, fields.id)?;
        let card = CardNumber::from_digits(fields.card_number.as_bytes())
            .ok_or_else(|| wrong(SlotName::CardNumber, Expected::CardNumber, fields.card_number))?;
        let installments = read_installments(payment, fields)?;
        let expiry = read(SlotName::Expiry, Expected::Expiry, fields.expiry, Expiry::parse)?;
        let cvc = cvc(fields.cvc)?;
        let amount = read_amount(payment, fields)?;
        let vat = read_vat(payment, fields, amount)?;
        let kind = read_kind(payment, fields)?;
        Ok(Self { kind, id, card, installments, expiry, cvc, amount, vat })
    }
}

fn read_cvc(text: &str) -> Result<Option<Cvc>, MessageError> {
    read(SlotName::Cvc, Expected::Cvc, text, Cvc::parse).map(Some)
}

fn read_reserved(fields: &Fields<'_>) -> Result<(), MessageError> {
    if fields.reserved.is_empty() {
        Ok(())
    } else {
        Err(wrong(SlotName::Reserved, Expected::Blank, fields.reserved))
    }
}

fn is_payment(word: &str) -> Result<bool, MessageError> {
    match word {
        PAYMENT => Ok(true),
        CANCEL => Ok(false),
        _ => Err(wrong(SlotName::Kind, Expected::Kind, word)),
    }
}

fn read_installments(payment: bool, fields: &Fields<'_>) -> Result<Installments, MessageError> {
    let expected = if payment { Expected::Installments } else { Expected::CancelInstallments };
    Installments::new(fields.installments)
        .filter(|months| payment || *months == Installments::LUMP_SUM)
        .ok_or_else(|| wrong_value(SlotName::Installments, expected))
}

fn read_amount(payment: bool, fields: &Fields<'_>) -> Result<Won, MessageError> {
    let (allowed, expected) = if payment {
        (PAYMENT_AMOUNT, Expected::PaymentAmount)
    } else {
        (CANCEL_AMOUNT, Expected::CancelAmount)
    };
    Won::new(fields.amount)
        .filter(|amount| allowed.contains(&amount.get()))
        .ok_or_else(|| wrong_value(SlotName::Amount, expected))
}

fn read_vat(payment: bool, fields: &Fields<'_>, amount: Won) -> Result<Won, MessageError> {
    let expected = if payment { Expected::PaymentVat } else { Expected::CancelVat };
    Won::new(fields.vat)
        .filter(|vat| *vat < amount || (!payment && *vat == amount))
        .ok_or_else(|| wrong_value(SlotName::Vat, expected))
}

/// A payment names no other transaction; a cancel names one, and not itself.
fn read_kind(payment: bool, fields: &Fields<'_>) -> Result<Kind, MessageError> {
    let (slot, original) = (SlotName::OriginalId, fields.original_id);
    if payment {
        return if original.is_empty() {
            Ok(Kind::Payment)
        } else {
            Err(wrong(slot, Expected::NoOriginal, original))
        };
    }
    if original.is_empty() || original == fields.id {
        return Err(wrong(slot, Expected::OtherOriginal, original));
    }
    read_id(slot, original).map(|original| Kind::Cancel { original })
}

fn read_id(slot: SlotName, text: &str) -> Result<TransactionId, MessageError> {
    TransactionId::from_bytes(text.as_bytes()).ok_or_else(|| wrong(slot, Expected::Id, text))
}

fn read<T>(
    slot: SlotName,
    expected: Expected,
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, Problem>,
) -> Result<T, MessageError> {
    // The layout has checked the characters; only length or value can be wrong.
    parse(text).ok().ok_or_else(|| wrong(slot, expected, text))
}

/// The error of a slot that the layout accepts and a rule refuses.
#[cold]
fn wrong(slot: SlotName, expected: Expected, text: &str) -> MessageError {
    let found = if text.is_empty() { Actual::Blank } else { Actual::Value };
    MessageError::slot(slot.slot(), expected, found)
}

#[cold]
fn wrong_value(slot: SlotName, expected: Expected) -> MessageError {
    MessageError::slot(slot.slot(), expected, Actual::Value)
}
