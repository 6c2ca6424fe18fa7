//! What is taken over from the two older systems: which table a row stood in, what had to be repaired, and why a row was set aside.

use std::{borrow::Cow, iter::repeat_n};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

/// One of the two systems that Paydesk takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum OldSystem {
    /// That of `pay`, `cancle` and `payinfo`: one text a row, and no time.
    First,
    /// That of `payment`, `cancel` and `select`: columns, and ids that are times.
    Second,
}

/// A table of an older system. The names are stored: they never change.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum OldTable {
    /// Payments of the first system.
    Paymentinfo,
    /// Cancels of the first system.
    CanclePaymentinfo,
    /// Payments and cancels of the second system.
    #[strum(serialize = "PAYMENT")]
    Payment,
}

impl OldTable {
    /// Whose table it is.
    #[must_use]
    pub const fn system(self) -> OldSystem {
        match self {
            Self::Paymentinfo | Self::CanclePaymentinfo => OldSystem::First,
            Self::Payment => OldSystem::Second,
        }
    }

    /// Its name, as its system writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Where a payment or cancel comes from that another system recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The table that it stood in.
    pub table: OldTable,
    /// Where its time is unknown, a time before which it was.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time_text")]
    pub before: Option<DateTime<FixedOffset>>,
    /// What of the row was repaired, because it could be read in one way only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<Repair>,
}

/// A row that could not be taken. It is kept whole, and counts nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetAside {
    /// The table that it stood in.
    pub table: OldTable,
    /// Why, at least one reason.
    pub reasons: Vec<AsideReason>,
}

/// A row of another system, as it is kept. It may hold a whole card number: it has no `Debug`, and wipes itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OriginalRow {
    /// The table that it stands in.
    pub table: OldTable,
    /// What it is called there.
    pub key: OldValue,
    /// How many rows of the same key come before it; 0 where keys are what they should be.
    pub before: u64,
    /// Every column, by name, in the order of the table.
    pub columns: Vec<(Cow<'static, str>, OldValue)>,
}

/// A value of a row of another system.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OldValue {
    /// None.
    Null,
    /// A whole number.
    Integer(i64),
    /// Another number, as text.
    Real(String),
    /// Text.
    Text(String),
    /// Text that is not UTF-8, in hex digits.
    BrokenText(String),
    /// Bytes, in hex digits.
    Bytes(String),
    /// A value that is too long to be one of that system, of this many bytes. It is not kept.
    TooLong(u64),
}

/// Before a byte and how often it is repeated. JSON has no such byte.
const REPEATED: u8 = 0x1f;
/// Fewer of the same byte stay as they are.
const MANY: usize = 4;

impl OriginalRow {
    /// Its bytes, as they are sealed: JSON, in which many bytes that are the same are three. Most of what these systems sent is
    /// blanks, or blanks that were "encrypted".
    ///
    /// # Errors
    /// None in practice: the fields are numbers and texts.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, serde_json::Error> {
        let text = |value: &OldValue| match value {
            OldValue::Text(text) => text.len(),
            _ => 0,
        };
        // Twice the text: room for what is escaped, so that growing leaves no copy behind.
        let length = 2 * self.columns.iter().map(|(_, value)| text(value)).sum::<usize>() + 512;
        let mut json = Zeroizing::new(Vec::with_capacity(length));
        serde_json::to_writer(&mut *json, self)?;
        Ok(pack(&json))
    }

    /// Reads what [`to_bytes`](Self::to_bytes) writes; `None` for anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(&unpack(bytes)?).ok()
    }

    /// The text that its system sent to the card company, if it has one.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        let column = match self.table.system() {
            OldSystem::First => "string",
            OldSystem::Second => "SEND_DATA",
        };
        self.column(column).and_then(OldValue::text)
    }

    /// The value of a column. SQLite does not tell capitals from other letters in names.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&OldValue> {
        self.columns.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl OldValue {
    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Drop for OldValue {
    fn drop(&mut self) {
        match self {
            Self::Real(text) | Self::Text(text) | Self::BrokenText(text) | Self::Bytes(text) => {
                text.zeroize();
            }
            Self::Integer(number) => number.zeroize(),
            Self::Null | Self::TooLong(_) => {}
        }
    }
}

/// What one run took over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    /// From which file.
    pub file: String,
    /// How many rows became payments and cancels.
    pub taken: u64,
    /// How many were set aside.
    pub set_aside: u64,
}

/// What of a row was repaired. The names are stored: they never change.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Repair {
    /// Slots of the message were not in their places, because one before them had another width.
    SlotsShifted,
    /// The CVC had one or two digits, and was left out.
    CvcLeftOut,
    /// The CVC had lost zeros at its beginning.
    CvcZeros,
    /// The expiry had lost the zero at its beginning.
    ExpiryZero,
    /// Zeros filled the amount where blanks belong.
    AmountZeros,
    /// Full-width digits stood for plain ones.
    FullWidthDigits,
    /// A cancel had the months of its payment.
    MonthsOfCancel,
    /// The message of the row was missing or could not be read: its columns alone counted.
    MessageUnread,
    /// What was meant to be encrypted was missing or could not be read: the rest alone counted.
    CipherUnread,
}

/// Why a row was set aside. The names are stored: they never change. Those that are also codes of errors mean the same.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AsideReason {
    /// The id is not 20 graphic ASCII characters.
    IdInvalid,
    /// Another row has the same id.
    IdTaken,
    /// It is neither a payment nor a cancel.
    KindInvalid,
    /// The card number is not 10 to 16 digits.
    CardNumberInvalid,
    /// The expiry is no month and year.
    ExpiryInvalid,
    /// The CVC has more than three digits, or is none.
    CvcInvalid,
    /// The months are not 0 to 12.
    InstallmentsInvalid,
    /// The amount is no number, or can be read in more than one way.
    AmountInvalid,
    /// The amount is not one that is allowed.
    AmountOutOfRange,
    /// The VAT is no number, or below zero.
    VatInvalid,
    /// The VAT is not less than the amount.
    VatNotBelowAmount,
    /// The message cannot be taken apart.
    MessageInvalid,
    /// Two parts of the row say different things.
    Contradictory,
    /// There is no row of the payment that a cancel names.
    NotFound,
    /// The row that a cancel names is a cancel.
    IsACancel,
    /// The payment that a cancel names was set aside.
    PaymentSetAside,
    /// The payment was cancelled in full before.
    AlreadyCancelled,
    /// The cancel takes more than remains.
    CancelExceedsRemaining,
    /// The cancel takes a VAT that does not fit what remains.
    CancelVatOutOfRange,
    /// A value is too long to be one of that system; such a value is not kept, only how long it is.
    TooLong,
}

/// Writes many bytes that are the same as [`REPEATED`], the byte, and their number, 255 at most.
fn pack(json: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(json.len()));
    for same in json.chunk_by(|one, next| one == next) {
        for part in same.chunks(usize::from(u8::MAX)) {
            match (part, u8::try_from(part.len())) {
                ([byte, ..], Ok(count)) if part.len() >= MANY => bytes.extend([REPEATED, *byte, count]),
                _ => bytes.extend_from_slice(part),
            }
        }
    }
    bytes
}

/// The JSON that [`pack`] was given; `None` where something is missing.
fn unpack(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // Its length comes first, so that growing leaves no copy behind.
    let mut length = 0;
    each_part(bytes, |part, (_, count)| length += part.len() + count)?;
    let mut json = Zeroizing::new(Vec::with_capacity(length));
    each_part(bytes, |part, (byte, count)| {
        json.extend_from_slice(part);
        json.extend(repeat_n(byte, count));
    })?;
    Some(json)
}

/// Gives every part to `take`, with the byte that is repeated after it, and how often.
fn each_part(mut bytes: &[u8], mut take: impl FnMut(&[u8], (u8, usize))) -> Option<()> {
    while let Some(place) = bytes.iter().position(|byte| *byte == REPEATED) {
        let (part, rest) = bytes.split_at(place);
        let [_, byte, count, after @ ..] = rest else { return None };
        take(part, (*byte, usize::from(*count)));
        bytes = after;
    }
    take(bytes, (0, 0));
    Some(())
}

/// A time in a body: RFC 3339 to the millisecond.
mod time_text {
    use chrono::{DateTime, FixedOffset, SecondsFormat};
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    #[expect(clippy::ref_option, reason = "serde gives the field as it is")]
    pub fn serialize<S: Serializer>(
        time: &Option<DateTime<FixedOffset>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => serializer.serialize_str(&time.to_rfc3339_opts(SecondsFormat::Millis, false)),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
        let text = String::deserialize(deserializer)?;
        DateTime::parse_from_rfc3339(&text).map(Some).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_back_with_every_number_of_the_same_character() {
        for count in (0..=600).chain([4_096]) {
            for character in [" ", "7", "\u{1f}", "가"] {
                let many = character.repeat(count);
                let columns = vec![("string".into(), OldValue::Text(format!("1F\u{1f}{many}|{many}\u{1f}")))];
                let row = OriginalRow {
                    table: OldTable::Paymentinfo,
                    key: OldValue::Text(many),
                    before: 1,
                    columns,
                };
                let bytes = row.to_bytes().expect("bytes");
                assert!(OriginalRow::from_bytes(&bytes) == Some(row), "{count} of {character:?}");
                let is_packed = bytes.len() < 300;
                assert!(is_packed || !matches!(character, " " | "7"), "{count} are {} bytes", bytes.len());
            }
        }
    }

    #[test]
    fn a_row_cut_after_its_mark_is_none() {
        for cut in [&[REPEATED][..], &[REPEATED, b' ']] {
            assert!(OriginalRow::from_bytes(cut).is_none());
        }
    }
}
