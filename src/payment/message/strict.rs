//! A message whose slots follow the rules: the typed side of the codec.

use super::{
    error::{Expected, Found, MessageError},
    layout::{self, Fields, MessageBytes, SlotName},
    sealed::SealedCard,
};
use crate::payment::{
    card::{CardNumber, Cvc},
    error::Problem,
    expiry::Expiry,
    id::TransactionId,
    money::{CANCEL_AMOUNT, Instalments, PAYMENT_AMOUNT, Won},
};

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
            Self::Payment => "PAYMENT",
            Self::Cancel { .. } => "CANCEL",
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
    pub instalments: Instalments,
    /// The card's last month.
    pub expiry: Expiry,
    /// The card's verification code.
    pub cvc: Cvc,
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
    /// None that these types allow; the layout still checks every slot.
    pub fn encode(&self) -> Result<MessageBytes, MessageError> {
        let original = self.kind.original();
        layout::encode(&Fields {
            kind: self.kind.word(),
            id: self.id.as_str(),
            card_number: self.card.expose(),
            installments: u64::from(self.instalments.months()),
            expiry: self.expiry.as_str(),
            cvc: self.cvc.expose(),
            amount: self.amount.get(),
            vat: self.vat.get(),
            original_id: original.as_ref().map_or("", TransactionId::as_str),
            encrypted_card: self.sealed_card.as_str(),
            reserved: "",
        })
    }

    /// Reads a message, strictly: the layout, then the rules of payments and cancels. Whether the card has expired since
    /// is not asked.
    ///
    /// # Errors
    /// The first slot that is wrong.
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        let fields = layout::decode(bytes)?;
        let kind = read_kind(&fields)?;
        let payment = kind == Kind::Payment;
        let (instalments, amount, vat) = read_numbers(&fields, payment)?;
        let message = Self {
            kind,
            id: read_id(SlotName::Id, fields.id)?,
            card: read(SlotName::CardNumber, Expected::CardNumber, fields.card_number, CardNumber::parse)?,
            instalments,
            expiry: read(SlotName::Expiry, Expected::Expiry, fields.expiry, Expiry::parse)?,
            cvc: read(SlotName::Cvc, Expected::Cvc, fields.cvc, Cvc::parse)?,
            amount,
            vat,
            sealed_card: SealedCard::parse(fields.encrypted_card)
                .ok_or_else(|| wrong(SlotName::EncryptedCard, Expected::SealedCard, fields.encrypted_card))?,
        };
        if kind.original() == Some(message.id) {
            return Err(wrong(SlotName::OriginalId, Expected::OtherOriginal, fields.original_id));
        }
        if !fields.reserved.is_empty() {
            return Err(wrong(SlotName::Reserved, Expected::Blank, fields.reserved));
        }
        Ok(message)
    }
}

fn read_kind(fields: &Fields<'_>) -> Result<Kind, MessageError> {
    match (fields.kind, fields.original_id) {
        ("PAYMENT", "") => Ok(Kind::Payment),
        ("PAYMENT", other) => Err(wrong(SlotName::OriginalId, Expected::NoOriginal, other)),
        ("CANCEL", "") => Err(wrong(SlotName::OriginalId, Expected::OtherOriginal, "")),
        ("CANCEL", original) => {
            read_id(SlotName::OriginalId, original).map(|original| Kind::Cancel { original })
        }
        (other, _) => Err(wrong(SlotName::Kind, Expected::Kind, other)),
    }
}

fn read_numbers(fields: &Fields<'_>, payment: bool) -> Result<(Instalments, Won, Won), MessageError> {
    let value = |slot, expected| wrong(slot, expected, "?");
    let (instalments, amounts, vat_rule) = if payment {
        (Expected::Instalments, (PAYMENT_AMOUNT, Expected::PaymentAmount), Expected::PaymentVat)
    } else {
        (Expected::CancelInstalments, (CANCEL_AMOUNT, Expected::CancelAmount), Expected::CancelVat)
    };
    let months = Instalments::new(fields.installments)
        .filter(|months| payment || *months == Instalments::LUMP_SUM)
        .ok_or_else(|| value(SlotName::Installments, instalments))?;
    let amount = Won::new(fields.amount)
        .filter(|amount| amounts.0.contains(&amount.get()))
        .ok_or_else(|| value(SlotName::Amount, amounts.1))?;
    let vat = Won::new(fields.vat)
        .filter(|vat| *vat < amount || (!payment && *vat == amount))
        .ok_or_else(|| value(SlotName::Vat, vat_rule))?;
    Ok((months, amount, vat))
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
    // The layout has checked the characters; what is left to be wrong is length or value.
    parse(text).or_else(|_| Err(wrong(slot, expected, text)))
}

#[cold]
fn wrong(slot: SlotName, expected: Expected, text: &str) -> MessageError {
    let found = if text.is_empty() { Found::Blank } else { Found::Value };
    MessageError::slot(slot.slot(), expected, found)
}
