//! Typed errors as sentences: what was wrong, where, what is allowed, what to do next.

use std::{io, path::Path};

use super::{Locale, Text};
use crate::{
    desk::{
        DeskError,
        target::{OwnFile, SameFile, TargetError, TargetTrouble},
    },
    files::NotAFile,
    ledger::{LedgerError, LedgerTrouble},
    payment::{
        CharClass, Field, FieldError, Problem, Unusual,
        message::{Actual, Expected, MessageError},
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
            Field::Memo => Text::FieldMemo,
        })
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
            Field::Memo => Text::AllowedMemo,
        })
    }

    /// The sentence of a wrong field.
    #[must_use]
    pub fn field_error(&self, error: &FieldError) -> String {
        let field = &self.field(error.field);
        let allowed = &self.allowed(error.field);
        let grouped = |value: u64| group_thousands(&value.to_string());
        let text = match &error.problem {
            Problem::Missing => Text::ErrorMissing { field, allowed },
            Problem::WrongType => Text::ErrorWrongType { field, allowed },
            Problem::Character { position, found } => Text::ErrorCharacter {
                field,
                position: &position.to_string(),
                found: &self.class(*found),
                allowed,
            },
            Problem::Length { found } if error.field == Field::Memo => {
                Text::ErrorColumns { field, found: &found.to_string(), allowed }
            }
            Problem::Length { found } => Text::ErrorLength { field, found: *found as u64, allowed },
            Problem::Luhn => Text::ErrorLuhn,
            Problem::Month => Text::ErrorMonth { field, allowed },
            Problem::Expired { last } => Text::ErrorExpired { last: &last.to_string() },
            Problem::OutOfRange { allowed } => {
                let (min, max) = (&grouped(*allowed.start()), &grouped(*allowed.end()));
                return self.text(match error.field {
                    Field::Installments => Text::ErrorInstallmentsRange { min, max },
                    _ => Text::ErrorAmountRange { min, max },
                });
            }
            Problem::NotBelowAmount { max: None } => Text::ErrorVatBelowAmount,
            Problem::NotBelowAmount { max: Some(max) } => {
                Text::ErrorVatBelowAmountMax { max: &max.grouped() }
            }
            Problem::CancelVat { allowed } if allowed.start() == allowed.end() => {
                Text::ErrorCancelVatExactly { vat: &grouped(*allowed.start()) }
            }
            Problem::CancelVat { allowed } => {
                Text::ErrorCancelVat { min: &grouped(*allowed.start()), max: &grouped(*allowed.end()) }
            }
            Problem::ExceedsRemaining { remaining } => {
                Text::ErrorExceedsRemaining { remaining: &remaining.grouped() }
            }
            Problem::AlreadyCancelled => Text::ErrorAlreadyCancelled,
            Problem::NotFound { mistyped: false } => Text::ErrorNotFound,
            Problem::NotFound { mistyped: true } => Text::ErrorNotFoundMistyped,
            Problem::IsACancel { original } => Text::ErrorIsACancel { original: &original.to_string() },
            Problem::PossibleDuplicate(duplicate) => return self.possible_duplicate(duplicate),
            Problem::HoldsCard => Text::ErrorHoldsCard { field },
            Problem::RequestIdReused { earlier } => {
                Text::ErrorRequestIdReused { earlier: &earlier.to_string() }
            }
        };
        self.text(text)
    }

    /// What is unusual, in a few words.
    #[must_use]
    pub fn unusual(&self, unusual: Unusual) -> String {
        let text = match unusual {
            Unusual::CheckDigit => Text::NoteLuhn,
            Unusual::FarExpiry(expiry) => Text::UnusualExpiry { year: &expiry.year().to_string() },
            Unusual::OneMonth => Text::Months { months: 1 },
            Unusual::BelowMinimum(minimum) => Text::UnusualBelowMinimum { minimum: &self.won(minimum) },
            Unusual::Above(limit) => Text::UnusualAbove { limit: &self.won(limit) },
        };
        self.text(text)
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
    }

    /// The sentence of a message that is not one.
    #[must_use]
    pub fn message_error(&self, error: &MessageError) -> String {
        let expected = &self.text(expected(error.expected));
        let found = match error.found {
            Actual::Bytes(bytes) => Text::FoundBytes { bytes: bytes as u64 },
            Actual::Character { at, class } => {
                Text::FoundCharacter { class: &self.class(class), at: &at.to_string() }
            }
            Actual::Blank => Text::FoundBlank,
            Actual::Padding => Text::FoundPadding,
            Actual::TooLong => Text::FoundTooLong,
            Actual::Value => Text::FoundValue,
        };
        let found = &self.text(found);
        let (offset, width) = (&error.offset().to_string(), &error.width().to_string());
        self.text(match error.slot {
            Some(_) => Text::ErrorMessageSlot { slot: error.field(), offset, width, expected, found },
            None => Text::ErrorMessageWhole { expected, found },
        })
    }

    /// The sentence of a ledger that cannot be used.
    #[must_use]
    pub fn ledger_error(&self, error: &LedgerError) -> String {
        let path = &path(&error.path);
        let text = match &error.trouble {
            LedgerTrouble::Open(source) => Text::LedgerOpen { path, reason: &self.reason(source) },
            LedgerTrouble::Missing => Text::LedgerMissing { path },
            LedgerTrouble::ReadOnly => Text::LedgerReadOnly { path },
            LedgerTrouble::NotADatabase => Text::LedgerNotADatabase { path },
            LedgerTrouble::NotALedger => Text::LedgerNotALedger { path },
            LedgerTrouble::NotEmpty => Text::LedgerNotEmpty { path },
            LedgerTrouble::HasPayments => Text::LedgerHasPayments { path },
            LedgerTrouble::Newer { found, known } => {
                Text::LedgerNewer { path, found: &found.to_string(), known: &known.to_string() }
            }
            LedgerTrouble::Locked => Text::LedgerLocked { path },
            LedgerTrouble::Full => Text::LedgerFull { path },
            LedgerTrouble::Damaged(source) => Text::LedgerDamaged { path, reason: &source.to_string() },
            LedgerTrouble::Corrupt(spot) => Text::LedgerCorruptRow { path, spot: &self.spot(spot) },
            LedgerTrouble::Schema(spot) => Text::LedgerSchema { path, spot: &self.spot(spot) },
            LedgerTrouble::Trial => Text::LedgerTrial { path },
            LedgerTrouble::LogLeft(log) => Text::LedgerLogLeft { path, log: &self::path(log) },
            LedgerTrouble::Changes { changed } => Text::LedgerChanges { path, changed: &changed.to_string() },
            LedgerTrouble::Replaced => Text::LedgerReplaced { path },
            LedgerTrouble::ReplacedMeanwhile => Text::LedgerReplacedMeanwhile { path },
            LedgerTrouble::Pragma { pragma, answer } => Text::LedgerPragma { path, pragma, answer },
            LedgerTrouble::Sqlite(source) => Text::LedgerSqlite { path, reason: &source.to_string() },
        };
        self.text(text)
    }

    /// The sentence of a copy of a ledger that cannot be restored.
    #[must_use]
    pub fn ledger_copy_error(&self, error: &LedgerError) -> String {
        let path = &path(&error.path);
        let text = match &error.trouble {
            LedgerTrouble::Missing => Text::CopyMissing { path },
            LedgerTrouble::Open(source) => Text::CopyRead { path, reason: &self.reason(source) },
            LedgerTrouble::NotADatabase | LedgerTrouble::NotALedger => Text::CopyNotALedger { path },
            LedgerTrouble::Trial => Text::CopyTrial { path },
            LedgerTrouble::Damaged(source) => Text::CopyDamaged { path, reason: &source.to_string() },
            LedgerTrouble::Corrupt(spot) | LedgerTrouble::Schema(spot) => {
                Text::CopyDamaged { path, reason: &self.spot(spot) }
            }
            // These name the file and ask for nothing that is only done to the ledger in use.
            _ => return self.ledger_error(error),
        };
        self.text(text)
    }

    /// The sentence of a copy of a keyring that cannot be put back.
    #[must_use]
    pub fn keyring_copy_error(&self, error: &KeyringError) -> String {
        let path = &path(&error.path);
        let text = match &error.trouble {
            KeyringTrouble::Missing => Text::CopyMissing { path },
            KeyringTrouble::Read(source) if source.kind() == io::ErrorKind::NotFound => {
                Text::CopyMissing { path }
            }
            KeyringTrouble::Read(source) => Text::CopyRead { path, reason: &self.reason(source) },
            KeyringTrouble::Damaged { detail } => Text::CopyNotAKeyring { path, detail },
            KeyringTrouble::Wrong { key_id } => Text::CopyWrongKeyring { path, key: &key_id.to_string() },
            // These name the file and ask for nothing that is only done to the keyring in use.
            _ => return self.keyring_error(error),
        };
        self.text(text)
    }

    /// The sentence of a keyring that cannot be used.
    #[must_use]
    pub fn keyring_error(&self, error: &KeyringError) -> String {
        let path = &path(&error.path);
        let text = match &error.trouble {
            KeyringTrouble::Missing => Text::KeyringMissing { path },
            KeyringTrouble::Exposed { mode } => Text::KeyringExposed { path, mode: &format!("{mode:03o}") },
            KeyringTrouble::Damaged { detail } => Text::KeyringDamaged { path, detail },
            KeyringTrouble::Newer { found } => Text::KeyringNewer { path, found: &found.to_string() },
            KeyringTrouble::Wrong { key_id } => Text::KeyringWrong { path, key: &key_id.to_string() },
            KeyringTrouble::Read(source) => Text::KeyringRead { path, reason: &self.reason(source) },
            KeyringTrouble::Create(source) => Text::KeyringCreate { path, reason: &self.reason(source) },
            KeyringTrouble::Locked => Text::KeyringLocked { path },
            KeyringTrouble::Passphrase => Text::KeyringPassphrase { path },
            KeyringTrouble::Unprotected => Text::KeyringUnprotected { path },
            KeyringTrouble::Exists => Text::KeyringExists { path },
            KeyringTrouble::ReadBack => Text::KeyringReadBack { path },
            KeyringTrouble::Write(source) => Text::KeyringWrite { path, reason: &self.reason(source) },
        };
        self.text(text)
    }

    /// The sentence of a file that is not written to.
    #[must_use]
    pub fn target_error(&self, error: &TargetError) -> String {
        let path = &path(&error.path);
        let text = match &error.trouble {
            TargetTrouble::InUse(OwnFile::Ledger) => Text::TargetLedger { path },
            TargetTrouble::InUse(OwnFile::Beside) => Text::TargetBeside { path },
            TargetTrouble::InUse(OwnFile::Keyring) => Text::TargetKeyring { path },
            TargetTrouble::InUse(OwnFile::Config | OwnFile::Printer) => Text::TargetConfig { path },
            TargetTrouble::NotACopy => Text::TargetNotACopy { path },
            TargetTrouble::NotOlder => Text::TargetNotOlder { path },
            TargetTrouble::NotAKeyring => Text::TargetNotAKeyring { path },
            TargetTrouble::Unusable(reason) => Text::TargetUnusable { path, reason: &self.reason(reason) },
        };
        self.text(text)
    }

    /// The sentence of two settings that name one file, or of one that names a file beside the ledger.
    #[must_use]
    pub(crate) fn same_file(&self, error: &SameFile) -> String {
        let (option, path) = (option(error.named), &path(&error.path));
        self.text(match error.is {
            OwnFile::Beside => Text::SameBeside { option, path },
            other => Text::SameFile { option, other: self::option(other), path },
        })
    }

    /// Why the system did not do it: the system's words, or ours for what is no file.
    #[must_use]
    pub fn reason(&self, error: &io::Error) -> String {
        let text = match NotAFile::of(error) {
            None if error.kind() == io::ErrorKind::FileTooLarge => Text::ReasonTooLarge,
            None => return error.to_string(),
            Some(NotAFile::Folder) => Text::ReasonFolder,
            Some(NotAFile::Pipe) => Text::ReasonPipe,
            Some(NotAFile::Device) => Text::ReasonDevice,
            Some(NotAFile::Socket) => Text::ReasonSocket,
        };
        self.text(text)
    }

    /// The sentence of a swipe that could not be taken.
    #[must_use]
    pub fn swipe_error(&self, error: SwipeError) -> String {
        let text = match error {
            SwipeError::ReaderError => Text::SwipeReaderError,
            SwipeError::Misread => Text::SwipeMisread,
            SwipeError::Length { found } => Text::SwipeLength { found: found as u64 },
            SwipeError::NoCard => Text::SwipeNoCard,
            SwipeError::Expiry => Text::SwipeExpiry,
            SwipeError::Disagree => Text::SwipeDisagree,
        };
        self.text(text)
    }

    /// The sentence of an error of the desk.
    #[must_use]
    pub fn desk_error(&self, error: &DeskError) -> String {
        match error {
            DeskError::Refused(error) => self.field_error(error),
            DeskError::Ledger(error) => self.ledger_error(error),
            DeskError::Misfit(misfit) => self.misfit_error(misfit),
            DeskError::Remember { path: file, reason } => self.not_remembered(file, reason),
            DeskError::Keyring(error) => self.keyring_error(error),
            DeskError::Clock(doubt) => self.text(Text::ClockRefused { doubt: &self.clock_doubt(doubt) }),
            DeskError::Target(error) => self.target_error(error),
            DeskError::NothingSince => self.text(Text::CloseNothingSince),
            DeskError::ClosedMeanwhile { number } => {
                self.text(Text::CloseMeanwhile { number: &number.to_string() })
            }
            DeskError::NoteLeft { till } => self.text(Text::CloseNoteLeft { till: &till.to_string() }),
            DeskError::NoSuchClose { number } => {
                self.text(Text::CloseUnknown { number: &number.to_string() })
            }
            DeskError::SetAside(set_aside) => {
                self.text(Text::ErrorSetAside { reasons: &self.aside_reasons(&set_aside.reasons) })
            }
            DeskError::Centre(error) => self.centre_error(error),
            DeskError::NotSignedIn => self.text(Text::StaffNotSignedIn),
            DeskError::SignedOut { number } => {
                self.text(Text::StaffSignedOut { number: &number.to_string() })
            }
            DeskError::NotAllowed(refused) => self.not_allowed(refused),
            DeskError::Pin(refused) => self.pin_refused(*refused),
            DeskError::Staff(error) => self.staff_error(*error),
            DeskError::Seal(SealError::NoMemory) => self.text(Text::SealMemory),
            DeskError::Message(error) => self.message_error(error),
            DeskError::Seal(SealError::UnknownKey(key) | SealError::Broken(key)) => {
                self.text(Text::SealKey { key: &key.to_string() })
            }
            DeskError::Seal(SealError::Random(source)) => {
                self.text(Text::SealRandom { reason: &source.to_string() })
            }
        }
    }
}

/// The option that names a file; empty for what is beside one.
fn option(file: OwnFile) -> &'static str {
    match file {
        OwnFile::Ledger => "--ledger",
        OwnFile::Keyring => "--keyring",
        OwnFile::Config => "--config",
        OwnFile::Printer => "printer.to",
        OwnFile::Beside => "",
    }
}

/// The text of what a slot has to hold.
#[must_use]
pub(crate) fn expected(expected: Expected) -> Text<'static> {
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
        Expected::Installments => Text::ExpectedInstallments,
        Expected::CancelInstallments => Text::ExpectedCancelInstallments,
        Expected::PaymentAmount => Text::ExpectedPaymentAmount,
        Expected::CancelAmount => Text::ExpectedCancelAmount,
        Expected::PaymentVat => Text::ExpectedPaymentVat,
        Expected::CancelVat => Text::ExpectedCancelVat,
        Expected::NoOriginal => Text::ExpectedNoOriginal,
        Expected::OtherOriginal => Text::ExpectedOtherOriginal,
        Expected::SealedCard => Text::ExpectedSealedCard,
        Expected::Blank => Text::ExpectedBlank,
        Expected::HeaderKind => Text::ExpectedHeaderKind,
        Expected::TrailerKind => Text::ExpectedTrailerKind,
        Expected::BatchId => Text::ExpectedBatchId,
        Expected::BatchNumber => Text::ExpectedBatchNumber,
        Expected::Format => Text::ExpectedFormat,
        Expected::Environment => Text::ExpectedEnvironment,
        Expected::Time => Text::ExpectedTime,
        Expected::BusinessNumber => Text::ExpectedBusinessNumber,
        Expected::EarlierBatch => Text::ExpectedEarlierBatch,
        Expected::RecordCount => Text::ExpectedRecordCount,
        Expected::Net => Text::ExpectedNet,
        Expected::Sha256 => Text::ExpectedSha256,
        Expected::Sum => Text::ExpectedSum,
        Expected::AsInHeader => Text::ExpectedAsInHeader,
        Expected::OtherRecord => Text::ExpectedOtherRecord,
    }
}

/// A path that is safe to print: control characters in a file's name are escaped.
pub(super) fn path(path: &Path) -> String {
    let text = path.display().to_string();
    let safe = text.chars().flat_map(|c| -> Box<dyn Iterator<Item = char>> {
        if c.is_control() { Box::new(c.escape_default()) } else { Box::new(std::iter::once(c)) }
    });
    safe.collect()
}
