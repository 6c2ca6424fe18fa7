//! The first and the last line of a batch: the file of messages that is given to the card company together.
//!
//! The card company specifies the message alone; these two lines are ours, of the same length and made by the same rules: nothing is
//! cut off, what is accepted has exactly one form.

use std::fmt;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::{Deserialize, Serialize};

use super::{
    error::{Actual, Expected, MessageError},
    layout::{
        HEADER_SLOTS, MESSAGE_LEN, PrintableMessage, SlotName, TRAILER_SLOTS, encode_record, put_digits,
        put_number, put_text,
    },
};
use crate::payment::{id::TransactionId, money::Won};

/// [`RecordKind::Header`] in the file and in JSON.
const HEADER: &str = "HEADER";
/// [`RecordKind::Trailer`] in the file and in JSON.
const TRAILER: &str = "TRAILER";
/// The number of the format of the file.
pub const BATCH_FORMAT: u64 = 1;
/// The highest number of a batch: the slot has six digits.
pub const HIGHEST_BATCH: u32 = 999_999;
/// Digits of a sum.
const SUM_DIGITS: usize = 15;
/// The most that a sum of a batch can be, in won.
const HIGHEST_SUM: u64 = 999_999_999_999_999;
/// The most messages of a batch, payments and cancels together: the slot has eight digits.
const MOST_RECORDS: u64 = 99_999_999;

/// What a line of a batch is, by the word in its slot `kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    /// The first line.
    Header,
    /// The last line.
    Trailer,
    /// A message, or something that is none of the three.
    Message,
}

impl RecordKind {
    /// What these bytes claim to be.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let word = bytes.get(SlotName::Kind.slot().range()).unwrap_or_default().trim_ascii_end();
        match word {
            word if word == HEADER.as_bytes() => Self::Header,
            word if word == TRAILER.as_bytes() => Self::Trailer,
            _ => Self::Message,
        }
    }
}

/// Whether money moves by what is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Environment {
    /// It does.
    #[default]
    #[serde(rename = "P")]
    Production,
    /// It is a trial.
    #[serde(rename = "T")]
    Test,
}

impl Environment {
    /// The letter in the header.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Production => "P",
            Self::Test => "T",
        }
    }

    fn of(letter: &str) -> Option<Self> {
        [Self::Production, Self::Test].into_iter().find(|environment| environment.letter() == letter)
    }
}

/// A business number (사업자등록번호): ten digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BusinessNumber(String);

impl BusinessNumber {
    /// Reads it as people write it, `123-45-67890`: hyphens and blanks do not count. `None` unless ten ASCII digits are left.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        let is_one = digits.len() == SlotName::BusinessNumber.slot().width
            && digits.bytes().all(|b| b.is_ascii_digit());
        is_one.then_some(Self(digits))
    }

    /// The ten digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The number of the shop at the card company (가맹점번호): up to 15 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MerchantNumber(String);

impl MerchantNumber {
    /// `None` unless 1 to 15 visible ASCII characters are left without the blanks around them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (1..=SlotName::MerchantNumber.slot().width).contains(&text.len());
        (fits && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))).then(|| Self(text.to_owned()))
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl From<$name> for String {
            fn from(number: $name) -> Self {
                number.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).filter(|number| number.0 == text).ok_or("not such a number")
            }
        }
    };
}
as_text!(BusinessNumber);
as_text!(MerchantNumber);

/// How many of a kind, and what they add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subtotal {
    /// How many.
    pub count: u64,
    /// Won, VAT included.
    pub amount: u64,
    /// VAT of it.
    pub vat: u64,
}

impl Subtotal {
    fn with(self, amount: Won, vat: Won) -> Option<Self> {
        let sum = |a: u64, b: Won| a.checked_add(b.get()).filter(|sum| *sum <= HIGHEST_SUM);
        Some(Self { count: self.count + 1, amount: sum(self.amount, amount)?, vat: sum(self.vat, vat)? })
    }
}

/// The control totals of a batch. They always fit into their slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlTotals {
    /// Of its payments.
    pub payments: Subtotal,
    /// Of its cancels; their amounts are positive.
    pub cancels: Subtotal,
}

impl ControlTotals {
    /// With one more payment or cancel; `None` when a sum or a count is then more than its slot holds.
    #[must_use]
    pub fn with(self, is_cancel: bool, amount: Won, vat: Won) -> Option<Self> {
        if self.records() >= MOST_RECORDS {
            return None;
        }
        Some(if is_cancel {
            Self { cancels: self.cancels.with(amount, vat)?, ..self }
        } else {
            Self { payments: self.payments.with(amount, vat)?, ..self }
        })
    }

    /// How many messages.
    #[must_use]
    pub const fn records(&self) -> u64 {
        self.payments.count.saturating_add(self.cancels.count)
    }

    /// Payments less cancels, in won.
    #[must_use]
    pub fn net(&self) -> i64 {
        let signed = |won| i64::try_from(won).unwrap_or(i64::MAX);
        signed(self.payments.amount).saturating_sub(signed(self.cancels.amount))
    }
}

/// The first line of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchHeader {
    /// Its id: 20 digits with a check digit, as those of transactions, and none of theirs.
    pub batch_id: TransactionId,
    /// Its number, 1 to 999,999.
    pub number: u32,
    /// Whether money moves.
    pub environment: Environment,
    /// When it was made, on the clock of its till, to the second.
    pub created_at: DateTime<FixedOffset>,
    /// Of the shop; `None` where it has set none.
    pub business_number: Option<BusinessNumber>,
    /// Of the shop; `None` where it has set none.
    pub merchant_number: Option<MerchantNumber>,
    /// The id of the first message.
    pub first_id: TransactionId,
    /// The id of the last message.
    pub last_id: TransactionId,
    /// The batch whose rejected messages it has, and no others.
    pub resubmits: Option<u32>,
}

impl BatchHeader {
    /// The 450 bytes.
    ///
    /// # Errors
    /// The first slot whose value does not fit or breaks a rule.
    pub fn encode(&self) -> Result<[u8; MESSAGE_LEN], MessageError> {
        let bytes = encode_record(|out| {
            put_text(out, SlotName::Kind, HEADER)?;
            put_text(out, SlotName::BatchId, self.batch_id.as_str())?;
            put_number(out, SlotName::BatchNumber, self.number.into())?;
            put_number(out, SlotName::Format, BATCH_FORMAT)?;
            put_text(out, SlotName::Environment, self.environment.letter())?;
            put_text(out, SlotName::CreatedAt, &seconds(self.created_at))?;
            put_digits(
                out,
                SlotName::BusinessNumber,
                self.business_number.as_ref().map_or("", BusinessNumber::as_str),
            )?;
            put_text(
                out,
                SlotName::MerchantNumber,
                self.merchant_number.as_ref().map_or("", MerchantNumber::as_str),
            )?;
            put_text(out, SlotName::FirstId, self.first_id.as_str())?;
            put_text(out, SlotName::LastId, self.last_id.as_str())?;
            put_number(out, SlotName::Resubmits, self.resubmits.unwrap_or(0).into())
        })?;
        Self::decode(&bytes).map(|_| bytes)
    }

    /// Reads the line strictly.
    ///
    /// # Errors
    /// The first slot that is wrong.
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        let line = PrintableMessage::read(bytes, &HEADER_SLOTS)?;
        if line.text(SlotName::Kind)? != HEADER {
            return Err(wrong(SlotName::Kind, Expected::HeaderKind));
        }
        let batch_id = read_batch_id(&line)?;
        let number = read_batch_number(&line)?;
        if line.zero_filled(SlotName::Format)? != BATCH_FORMAT {
            return Err(wrong(SlotName::Format, Expected::Format));
        }
        let environment = read(
            SlotName::Environment,
            Expected::Environment,
            line.text(SlotName::Environment)?,
            Environment::of,
        )?;
        let created_at =
            read(SlotName::CreatedAt, Expected::Time, line.text(SlotName::CreatedAt)?, |text| {
                DateTime::parse_from_rfc3339(text).ok().filter(|at| seconds(*at) == text)
            })?;
        let business_number = optional(
            SlotName::BusinessNumber,
            Expected::BusinessNumber,
            line.digits(SlotName::BusinessNumber)?,
            BusinessNumber::parse,
        )?;
        let merchant_number = optional(
            SlotName::MerchantNumber,
            Expected::Text,
            line.text(SlotName::MerchantNumber)?,
            MerchantNumber::parse,
        )?;
        let first_id = read_id(&line, SlotName::FirstId)?;
        let last_id = read_id(&line, SlotName::LastId)?;
        let resubmits = match u32::try_from(line.zero_filled(SlotName::Resubmits)?) {
            Ok(0) => None,
            Ok(earlier) if earlier < number => Some(earlier),
            _ => return Err(wrong(SlotName::Resubmits, Expected::EarlierBatch)),
        };
        read_reserved(&line, SlotName::HeaderReserved)?;
        Ok(Self {
            batch_id,
            number,
            environment,
            created_at,
            business_number,
            merchant_number,
            first_id,
            last_id,
            resubmits,
        })
    }
}

/// The last line of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchTrailer {
    /// As in the header.
    pub batch_id: TransactionId,
    /// As in the header.
    pub number: u32,
    /// What the messages add up to.
    pub totals: ControlTotals,
    /// SHA-256 of all bytes of the file before its slot, line ends included.
    pub sha256: [u8; 32],
}

impl BatchTrailer {
    /// The bytes of the line that the hash covers: all before its slot.
    pub const HASHED: usize = SlotName::Sha256.slot().offset;

    /// The hash as 64 hex digits.
    #[must_use]
    pub fn sha256_hex(&self) -> String {
        Hex(&self.sha256).to_string()
    }

    /// The 450 bytes.
    ///
    /// # Errors
    /// The first slot whose value does not fit.
    pub fn encode(&self) -> Result<[u8; MESSAGE_LEN], MessageError> {
        let ControlTotals { payments, cancels } = self.totals;
        encode_record(|out| {
            put_text(out, SlotName::Kind, TRAILER)?;
            put_text(out, SlotName::BatchId, self.batch_id.as_str())?;
            put_number(out, SlotName::BatchNumber, self.number.into())?;
            put_number(out, SlotName::Records, self.totals.records())?;
            put_number(out, SlotName::Payments, payments.count)?;
            put_number(out, SlotName::PaymentAmount, payments.amount)?;
            put_number(out, SlotName::PaymentVat, payments.vat)?;
            put_number(out, SlotName::Cancels, cancels.count)?;
            put_number(out, SlotName::CancelAmount, cancels.amount)?;
            put_number(out, SlotName::CancelVat, cancels.vat)?;
            put_text(out, SlotName::NetAmount, &signed(self.totals.net()))?;
            put_text(out, SlotName::Sha256, &self.sha256_hex())
        })
    }

    /// Reads the line strictly. Whether its totals and its hash are those of the file, the line alone does not say.
    ///
    /// # Errors
    /// The first slot that is wrong.
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        let line = PrintableMessage::read(bytes, &TRAILER_SLOTS)?;
        if line.text(SlotName::Kind)? != TRAILER {
            return Err(wrong(SlotName::Kind, Expected::TrailerKind));
        }
        let batch_id = read_batch_id(&line)?;
        let number = read_batch_number(&line)?;
        let records = line.zero_filled(SlotName::Records)?;
        let subtotal = |count, amount, vat| {
            Ok(Subtotal {
                count: line.zero_filled(count)?,
                amount: line.zero_filled(amount)?,
                vat: line.zero_filled(vat)?,
            })
        };
        let totals = ControlTotals {
            payments: subtotal(SlotName::Payments, SlotName::PaymentAmount, SlotName::PaymentVat)?,
            cancels: subtotal(SlotName::Cancels, SlotName::CancelAmount, SlotName::CancelVat)?,
        };
        if totals.records() != records {
            return Err(wrong(SlotName::Records, Expected::RecordCount));
        }
        if line.text(SlotName::NetAmount)? != signed(totals.net()) {
            return Err(wrong(SlotName::NetAmount, Expected::Net));
        }
        let sha256 = read(SlotName::Sha256, Expected::Sha256, line.text(SlotName::Sha256)?, read_hex)?;
        read_reserved(&line, SlotName::TrailerReserved)?;
        Ok(Self { batch_id, number, totals, sha256 })
    }
}

/// Bytes as hex digits in lower case.
struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn read_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    // Capitals and signs are read, too; there is one form.
    (Hex(&bytes).to_string() == text).then_some(bytes)
}

/// A time to the second, as in the header: `2026-11-21T14:32:07+09:00`.
fn seconds(at: DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// `+000000004482500`
fn signed(won: i64) -> String {
    let sign = if won < 0 { '-' } else { '+' };
    format!("{sign}{:0SUM_DIGITS$}", won.unsigned_abs())
}

fn read_batch_id(line: &PrintableMessage<'_>) -> Result<TransactionId, MessageError> {
    let text = line.text(SlotName::BatchId)?;
    let id = |text: &str| {
        TransactionId::from_bytes(text.as_bytes()).filter(|id| id.is_numeric() && id.check_digit_ok())
    };
    read(SlotName::BatchId, Expected::BatchId, text, id)
}

fn read_batch_number(line: &PrintableMessage<'_>) -> Result<u32, MessageError> {
    let number = u32::try_from(line.zero_filled(SlotName::BatchNumber)?).ok();
    number.filter(|number| *number > 0).ok_or_else(|| wrong(SlotName::BatchNumber, Expected::BatchNumber))
}

fn read_id(line: &PrintableMessage<'_>, slot: SlotName) -> Result<TransactionId, MessageError> {
    read(slot, Expected::Id, line.text(slot)?, |text| TransactionId::from_bytes(text.as_bytes()))
}

fn read_reserved(line: &PrintableMessage<'_>, slot: SlotName) -> Result<(), MessageError> {
    if line.text(slot)?.is_empty() { Ok(()) } else { Err(wrong(slot, Expected::Blank)) }
}

fn optional<T>(
    slot: SlotName,
    expected: Expected,
    text: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, MessageError> {
    if text.is_empty() { Ok(None) } else { read(slot, expected, text, parse).map(Some) }
}

fn read<T>(
    slot: SlotName,
    expected: Expected,
    text: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, MessageError> {
    let found = if text.is_empty() { Actual::Blank } else { Actual::Value };
    parse(text).ok_or(MessageError { slot: Some(slot), expected, found })
}

fn wrong(slot: SlotName, expected: Expected) -> MessageError {
    MessageError { slot: Some(slot), expected, found: Actual::Value }
}
