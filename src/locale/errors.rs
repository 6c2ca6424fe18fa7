//! Typed errors as sentences: what was wrong, where, what is allowed, what to do next.

use std::path::Path;

use fluent_bundle::FluentValue;

use super::{Locale, Text};
use crate::{
    desk::DeskError,
    ledger::{LedgerError, LedgerTrouble},
    payment::{
        CharClass, Field, FieldError, Problem, Unusual, Won,
        message::{Expected, Found, MessageError},
        money::group_thousands,
        swipe::SwipeError,
    },
    vault::{KeyringError, KeyringTrouble, SealError},
};

impl Locale {
    /// The name of a field.
    #[must_use]
    pub fn field(&self, field: Field) -> String {
        self.text(match field {
            Field::Id => Text::FieldId,
            Field::CardNumber => Text::FieldCardNumber,
            Field::Expiry => Text::FieldExpiry,
            Field::Cvc => Text::FieldCvc,
            Field::Installments => Text::FieldInstallments,
            Field::Amount => Text::FieldAmount,
            Field::Vat => Text::FieldVat,
            Field::RequestId => Text::FieldRequestId,
            Field::AllowDuplicate => Text::FieldAllowDuplicate,
        })
        .into_owned()
    }

    /// What a field takes.
    #[must_use]
    pub fn allowed(&self, field: Field) -> String {
        self.text(match field {
            Field::Id => Text::AllowedId,
            Field::CardNumber => Text::AllowedCardNumber,
            Field::Expiry => Text::AllowedExpiry,
            Field::Cvc => Text::AllowedCvc,
            Field::Installments => Text::AllowedInstallments,
            Field::Amount => Text::AllowedAmount,
            Field::Vat => Text::AllowedVat,
            Field::RequestId => Text::AllowedRequestId,
            Field::AllowDuplicate => Text::AllowedAllowDuplicate,
        })
        .into_owned()
    }

    /// The sentence of a wrong field.
    #[must_use]
    pub fn field_error(&self, error: &FieldError) -> String {
        let named = |text, mut values: Vec<(&'static str, FluentValue<'_>)>| {
            values.push(("field", self.field(error.field).into()));
            values.push(("allowed", self.allowed(error.field).into()));
            self.with(text, &values)
        };
        let grouped = |value: u64| FluentValue::from(group_thousands(&value.to_string()));
        match &error.problem {
            Problem::Missing => named(Text::ErrorMissing, vec![]),
            Problem::WrongType => named(Text::ErrorWrongType, vec![]),
            Problem::Character { position, found } => named(
                Text::ErrorCharacter,
                vec![("position", (*position).into()), ("found", self.class(*found).into())],
            ),
            Problem::Length { found } => named(Text::ErrorLength, vec![("found", (*found).into())]),
            Problem::Luhn => self.text(Text::ErrorLuhn).into_owned(),
            Problem::Month => named(Text::ErrorMonth, vec![]),
            Problem::Expired { last } => self.with(Text::ErrorExpired, &[("last", last.to_string().into())]),
            Problem::OutOfRange { allowed } => {
                let values = [("min", grouped(*allowed.start())), ("max", grouped(*allowed.end()))];
                let text = match error.field {
                    Field::Installments => Text::ErrorInstallmentsRange,
                    _ => Text::ErrorAmountRange,
                };
                self.with(text, &values)
            }
            Problem::NotBelowAmount { max: None } => self.text(Text::ErrorVatBelowAmount).into_owned(),
            Problem::NotBelowAmount { max: Some(max) } => {
                self.with(Text::ErrorVatBelowAmountMax, &[("max", max.grouped().into())])
            }
            Problem::CancelVat { allowed } if allowed.start() == allowed.end() => {
                self.with(Text::ErrorCancelVatExactly, &[("vat", grouped(*allowed.start()))])
            }
            Problem::CancelVat { allowed } => self.with(
                Text::ErrorCancelVat,
                &[("min", grouped(*allowed.start())), ("max", grouped(*allowed.end()))],
            ),
            Problem::ExceedsRemaining { remaining } => self.exceeds(*remaining),
            Problem::AlreadyCancelled => self.text(Text::ErrorAlreadyCancelled).into_owned(),
            Problem::NotFound { mistyped: false } => self.text(Text::ErrorNotFound).into_owned(),
            Problem::NotFound { mistyped: true } => self.text(Text::ErrorNotFoundMistyped).into_owned(),
            Problem::IsACancel { original } => {
                self.with(Text::ErrorIsACancel, &[("original", original.to_string().into())])
            }
            Problem::PossibleDuplicate(duplicate) => self.possible_duplicate(duplicate),
            Problem::RequestIdReused { earlier } => {
                self.with(Text::ErrorRequestIdReused, &[("earlier", earlier.to_string().into())])
            }
        }
    }

    /// What is unusual, in a few words.
    #[must_use]
    pub fn unusual(&self, unusual: Unusual) -> String {
        match unusual {
            Unusual::CheckDigit => self.text(Text::NoteLuhn).into_owned(),
            Unusual::FarExpiry(expiry) => {
                self.with(Text::UnusualExpiry, &[("year", expiry.year().to_string().into())])
            }
            Unusual::OneMonth => self.with(Text::Months, &[("months", 1.into())]),
            Unusual::BelowMinimum(minimum) => {
                self.with(Text::UnusualBelowMinimum, &[("minimum", self.won(minimum).into())])
            }
            Unusual::Above(limit) => self.with(Text::UnusualAbove, &[("limit", self.won(limit).into())]),
        }
    }

    fn exceeds(&self, remaining: Won) -> String {
        self.with(Text::ErrorExceedsRemaining, &[("remaining", remaining.grouped().into())])
    }

    fn class(&self, class: CharClass) -> String {
        self.text(match class {
            CharClass::Digit => Text::ClassDigit,
            CharClass::Blank => Text::ClassBlank,
            CharClass::Sign => Text::ClassSign,
            CharClass::Letter => Text::ClassLetter,
            CharClass::FullWidthDigit => Text::ClassFullWidthDigit,
            CharClass::OtherDigit => Text::ClassOtherDigit,
            CharClass::Control => Text::ClassControl,
            CharClass::Symbol => Text::ClassSymbol,
            CharClass::NotAscii => Text::ClassNotAscii,
        })
        .into_owned()
    }

    /// The sentence of a message that is not one.
    #[must_use]
    pub fn message_error(&self, error: &MessageError) -> String {
        let expected = self.text(expected(error.expected));
        let found = match error.found {
            Found::Bytes(bytes) => self.with(Text::FoundBytes, &[("bytes", bytes.into())]),
            Found::Character { at, class } => {
                self.with(Text::FoundCharacter, &[("class", self.class(class).into()), ("at", at.into())])
            }
            Found::Blank => self.text(Text::FoundBlank).into_owned(),
            Found::Padding => self.text(Text::FoundPadding).into_owned(),
            Found::TooLong => self.text(Text::FoundTooLong).into_owned(),
            Found::Value => self.text(Text::FoundValue).into_owned(),
        };
        let values = [
            ("slot", FluentValue::from(error.field())),
            ("offset", error.offset().into()),
            ("width", error.width().into()),
            ("expected", expected.into()),
            ("found", found.into()),
        ];
        let text = if error.slot.is_some() { Text::ErrorMessageSlot } else { Text::ErrorMessageWhole };
        self.with(text, &values)
    }

    /// The sentence of a ledger that cannot be used.
    #[must_use]
    pub fn ledger_error(&self, error: &LedgerError) -> String {
        let with = |text, values: &[(&'static str, FluentValue<'_>)]| {
            self.with(text, &[&[("path", path(&error.path))], values].concat())
        };
        match &error.trouble {
            LedgerTrouble::Folder => with(Text::LedgerFolder, &[]),
            LedgerTrouble::Open(source) => with(Text::LedgerOpen, &[("reason", reason(source))]),
            LedgerTrouble::ReadOnly => with(Text::LedgerReadOnly, &[]),
            LedgerTrouble::NotADatabase => with(Text::LedgerNotADatabase, &[]),
            LedgerTrouble::NotALedger => with(Text::LedgerNotALedger, &[]),
            LedgerTrouble::NotEmpty => with(Text::LedgerNotEmpty, &[]),
            LedgerTrouble::Newer { found, known } => {
                with(Text::LedgerNewer, &[("found", (*found).into()), ("known", (*known).into())])
            }
            LedgerTrouble::Locked => with(Text::LedgerLocked, &[]),
            LedgerTrouble::Full => with(Text::LedgerFull, &[]),
            LedgerTrouble::Damaged(source) => with(Text::LedgerDamaged, &[("reason", reason(source))]),
            LedgerTrouble::CorruptRow { seq, what } => {
                with(Text::LedgerCorruptRow, &[("row", seq.to_string().into()), ("what", (*what).into())])
            }
            LedgerTrouble::Pragma { pragma, answer } => {
                with(Text::LedgerPragma, &[("pragma", (*pragma).into()), ("answer", answer.as_str().into())])
            }
            LedgerTrouble::Sqlite(source) => with(Text::LedgerSqlite, &[("reason", reason(source))]),
        }
    }

    /// The sentence of a keyring that cannot be used.
    #[must_use]
    pub fn keyring_error(&self, error: &KeyringError) -> String {
        let with = |text, values: &[(&'static str, FluentValue<'_>)]| {
            self.with(text, &[&[("path", path(&error.path))], values].concat())
        };
        match &error.trouble {
            KeyringTrouble::Missing => with(Text::KeyringMissing, &[]),
            KeyringTrouble::Exposed { mode } => {
                with(Text::KeyringExposed, &[("mode", format!("{mode:03o}").into())])
            }
            KeyringTrouble::Damaged { detail } => with(Text::KeyringDamaged, &[("detail", (*detail).into())]),
            KeyringTrouble::Newer { found } => with(Text::KeyringNewer, &[("found", (*found).into())]),
            KeyringTrouble::Wrong { key_id } => with(Text::KeyringWrong, &[("key", (*key_id).into())]),
            KeyringTrouble::Read(source) => with(Text::KeyringRead, &[("reason", reason(source))]),
            KeyringTrouble::Create(source) => with(Text::KeyringCreate, &[("reason", reason(source))]),
            KeyringTrouble::Locked => with(Text::KeyringLocked, &[]),
            KeyringTrouble::Passphrase => with(Text::KeyringPassphrase, &[]),
            KeyringTrouble::Unprotected => with(Text::KeyringUnprotected, &[]),
            KeyringTrouble::Exists => with(Text::KeyringExists, &[]),
            KeyringTrouble::ReadBack => with(Text::KeyringReadBack, &[]),
            KeyringTrouble::Write(source) => with(Text::KeyringWrite, &[("reason", reason(source))]),
        }
    }

    /// The sentence of a swipe that could not be taken.
    #[must_use]
    pub fn swipe_error(&self, error: SwipeError) -> String {
        let text = match error {
            SwipeError::ReaderError => Text::SwipeReaderError,
            SwipeError::Misread => Text::SwipeMisread,
            SwipeError::Length { found } => return self.with(Text::SwipeLength, &[("found", found.into())]),
            SwipeError::NoCard => Text::SwipeNoCard,
            SwipeError::Expiry => Text::SwipeExpiry,
            SwipeError::Disagree => Text::SwipeDisagree,
        };
        self.text(text).into_owned()
    }

    /// The sentence of whatever the desk says.
    #[must_use]
    pub fn desk_error(&self, error: &DeskError) -> String {
        match error {
            DeskError::Refused(error) => self.field_error(error),
            DeskError::Ledger(error) => self.ledger_error(error),
            DeskError::Keyring(error) => self.keyring_error(error),
            DeskError::Message(error) => self.message_error(error),
            DeskError::Seal(SealError::UnknownKey(key) | SealError::Broken(key)) => {
                self.with(Text::SealKey, &[("key", (*key).into())])
            }
            DeskError::Seal(SealError::Random(source)) => {
                self.with(Text::SealRandom, &[("reason", reason(source))])
            }
        }
    }
}

/// The text of what a slot has to hold.
#[must_use]
pub fn expected(expected: Expected) -> Text {
    match expected {
        Expected::MessageLength => Text::ExpectedMessageLength,
        Expected::LengthLiteral => Text::ExpectedLengthLiteral,
        Expected::Number => Text::ExpectedNumber,
        Expected::ZeroFilledNumber => Text::ExpectedZeroFilledNumber,
        Expected::Digits => Text::ExpectedDigits,
        Expected::Text => Text::ExpectedText,
        Expected::Kind => Text::ExpectedKind,
        Expected::Id => Text::ExpectedId,
        Expected::CardNumber => Text::ExpectedCardNumber,
        Expected::Expiry => Text::ExpectedExpiry,
        Expected::Cvc => Text::ExpectedCvc,
        Expected::Instalments => Text::ExpectedInstalments,
        Expected::CancelInstalments => Text::ExpectedCancelInstalments,
        Expected::PaymentAmount => Text::ExpectedPaymentAmount,
        Expected::CancelAmount => Text::ExpectedCancelAmount,
        Expected::PaymentVat => Text::ExpectedPaymentVat,
        Expected::CancelVat => Text::ExpectedCancelVat,
        Expected::NoOriginal => Text::ExpectedNoOriginal,
        Expected::OtherOriginal => Text::ExpectedOtherOriginal,
        Expected::SealedCard => Text::ExpectedSealedCard,
        Expected::Blank => Text::ExpectedBlank,
    }
}

/// A path that is safe to print: control characters in a file's name are escaped.
pub(super) fn path(path: &Path) -> FluentValue<'static> {
    let text = path.display().to_string();
    let safe = text.chars().flat_map(|c| -> Box<dyn Iterator<Item = char>> {
        if c.is_control() { Box::new(c.escape_default()) } else { Box::new(std::iter::once(c)) }
    });
    safe.collect::<String>().into()
}

/// The operating system's or SQLite's own words.
pub(super) fn reason(error: &dyn std::error::Error) -> FluentValue<'static> {
    error.to_string().into()
}
