//! What does not fit in a ledger, and why there is no copy of it, as sentences.

use std::path::Path;

use fluent_bundle::FluentValue;

use super::{
    Locale, Text,
    errors::{path, reason},
};
use crate::{
    desk::backup::BackupError,
    ledger::verify::{Finding, Remedy, Spot, Wrong},
};

impl Locale {
    /// Where something does not fit: `transactions, row 3, amount (transaction 2611…)`.
    #[must_use]
    pub fn spot(&self, spot: &Spot) -> String {
        let mut place = match spot.row {
            Some(row) => {
                self.with(Text::VerifyRow, &[("table", spot.table.into()), ("row", row.to_string().into())])
            }
            None => spot.table.to_owned(),
        };
        if let Some(column) = spot.column.as_deref().filter(|column| !column.is_empty()) {
            place = self.with(Text::VerifyColumn, &[("place", place.into()), ("column", column.into())]);
        }
        if let Some(id) = &spot.id {
            place = self.with(Text::VerifyId, &[("place", place.into()), ("id", id.as_ref().into())]);
        }
        place
    }

    /// What does not fit, and where.
    #[must_use]
    pub fn finding(&self, finding: &Finding) -> String {
        let place = [("place", FluentValue::from(self.spot(&finding.place)))];
        let text = match &finding.wrong {
            Wrong::Missing => Text::VerifyMissing,
            Wrong::Unknown => Text::VerifyUnknown,
            Wrong::Unreadable => Text::VerifyUnreadable,
            Wrong::Sealed => Text::VerifySealed,
            Wrong::Changed => Text::VerifyChanged,
            Wrong::Altered => Text::VerifyAltered,
            Wrong::Differs { expected, found } => {
                let shown = |value: &str| match value {
                    "" => self.text(Text::VerifyNothing).into_owned(),
                    value => value.to_owned(),
                };
                let values = [("expected", shown(expected).into()), ("found", shown(found).into())];
                return self.with(Text::VerifyDiffers, &[&place[..], &values].concat());
            }
            Wrong::NotInTrail { hash } => {
                return self.with(Text::VerifyNotInTrail, &[("hash", hash.as_str().into())]);
            }
            Wrong::Sqlite { message } => {
                let message = [("message", message.as_str().into())];
                return self.with(Text::VerifySqlite, &[&place[..], &message].concat());
            }
        };
        self.with(text, &place)
    }

    /// The sentence of a copy that was not made or not restored.
    #[must_use]
    pub fn backup_error(&self, error: &BackupError) -> String {
        let with = |text, file: &Path| self.with(text, &[("path", path(file))]);
        match error {
            BackupError::Exists(file) => with(Text::BackupExists, file),
            BackupError::Itself(file) => with(Text::BackupItself, file),
            BackupError::Beside(file) => with(Text::BackupBeside, file),
            BackupError::Taken(file) => with(Text::BackupTaken, file),
            BackupError::Write { path: file, reason: why } => {
                self.with(Text::BackupWrite, &[("path", path(file)), ("reason", reason(why))])
            }
            BackupError::Broken { path: file, finding } => {
                let finding = self.finding(finding);
                self.with(Text::BackupBroken, &[("path", path(file)), ("finding", finding.into())])
            }
            BackupError::Stopped => self.text(Text::BackupStopped).into_owned(),
            BackupError::Desk(error) => self.desk_error(error),
        }
    }

    /// What may be done about it.
    #[must_use]
    pub fn remedy(&self, finding: &Finding) -> String {
        let text = match (&finding.wrong, finding.remedy()) {
            (Wrong::NotInTrail { .. }, _) => Text::VerifyDoCompare,
            (_, Remedy::Rebuild) => Text::VerifyDoRebuild,
            (_, Remedy::Restore) => Text::VerifyDoRestore,
        };
        self.text(text).into_owned()
    }
}
