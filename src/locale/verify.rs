//! What does not fit in a ledger, and why there is no copy of it, as sentences.

use std::path::Path;

use chrono::NaiveDate;

use super::{Locale, Text, errors::path};
use crate::{
    desk::backup::BackupError,
    record::{Finding, Remedy, Spot, Table, Wrong},
};

impl Locale {
    /// Where something does not fit: `transactions, row 3, amount (transaction 2611…)`.
    #[must_use]
    pub fn spot(&self, spot: &Spot) -> String {
        let table = spot.table.into();
        let mut place = match spot.row {
            Some(row) => self.text(Text::VerifyRow { table, row: &row.to_string() }),
            None => table.to_owned(),
        };
        if let Some(part) = &spot.part {
            place = self.text(Text::VerifyColumn { place: &place, column: &part.to_string() });
        }
        if let Some(id) = &spot.id {
            place = self.text(Text::VerifyId { place: &place, id: id.as_ref() });
        }
        place
    }

    /// What does not fit, and where.
    #[must_use]
    pub fn finding(&self, finding: &Finding) -> String {
        let place = &self.spot(&finding.spot);
        let shown = |value: &str| match value {
            "" => self.text(Text::VerifyNothing),
            value => value.to_owned(),
        };
        let text = match &finding.wrong {
            Wrong::Missing => Text::VerifyMissing { place },
            Wrong::Unknown => Text::VerifyUnknown { place },
            Wrong::Unreadable => Text::VerifyUnreadable { place },
            Wrong::Sealed => Text::VerifySealed { place },
            Wrong::Changed => Text::VerifyChanged { place },
            Wrong::Altered => Text::VerifyAltered { place },
            Wrong::Differs { expected, found } => {
                Text::VerifyDiffers { place, expected: &shown(expected), found: &shown(found) }
            }
            Wrong::Retired => Text::VerifyRetired { place },
            Wrong::NotAllowed => Text::VerifyNotAllowed { place },
            Wrong::NotInJournal { hash } => Text::VerifyNotInJournal { hash: &hash.to_string() },
            Wrong::Sqlite { message } => Text::VerifySqlite { place, message },
        };
        self.text(text)
    }

    /// What the cashier is told about the folder for copies.
    #[must_use]
    pub fn backup_news(
        &self,
        folder: &Path,
        failed: Option<&BackupError>,
        old_since: Option<NaiveDate>,
    ) -> String {
        let failed = failed.map(|error| self.text(Text::BackupNotMade { reason: &self.backup_error(error) }));
        let old = old_since.map(|day| {
            let (folder, day) = (&folder.display().to_string(), &day.to_string());
            self.text(Text::BackupOld { folder, day })
        });
        failed.into_iter().chain(old).collect::<Vec<_>>().join(" ")
    }

    /// The sentence of a copy that was not made or not restored.
    #[must_use]
    pub fn backup_error(&self, error: &BackupError) -> String {
        let text = match error {
            BackupError::Exists(file) => Text::BackupExists { path: &path(file) },
            BackupError::Beside(file) => Text::BackupBeside { path: &path(file) },
            BackupError::Taken(file) => Text::BackupTaken { path: &path(file) },
            BackupError::Write { path: file, reason } => {
                Text::BackupWrite { path: &path(file), reason: &self.reason(reason) }
            }
            BackupError::Broken { path: file, finding } => {
                Text::BackupBroken { path: &path(file), finding: &self.finding(finding) }
            }
            BackupError::Stopped => Text::BackupStopped,
            BackupError::Desk(error) => return self.desk_error(error),
        };
        self.text(text)
    }

    /// What may be done about it.
    #[must_use]
    pub fn remedy(&self, finding: &Finding) -> String {
        let text = match (&finding.wrong, finding.remedy()) {
            (Wrong::NotInJournal { .. }, _) => Text::VerifyDoCompare,
            (_, Remedy::Rebuild) if finding.spot.table == Table::Balances => Text::VerifyDoRebuildBalances,
            (Wrong::NotAllowed, _) => Text::VerifyDoAsk,
            (_, Remedy::Rebuild) if finding.spot.table == Table::Operators => Text::VerifyDoRebuildPeople,
            (_, Remedy::Rebuild) if finding.spot.table == Table::Closes => Text::VerifyDoRebuildCloses,
            (_, Remedy::Rebuild) if finding.spot.table == Table::Prints => Text::VerifyDoRebuildPrints,
            (_, Remedy::Rebuild) if matches!(finding.spot.table, Table::Memos | Table::MemoWords) => {
                Text::VerifyDoRebuildMemos
            }
            (_, Remedy::Rebuild) => Text::VerifyDoRebuild,
            (_, Remedy::Restore) => Text::VerifyDoRestore,
        };
        self.text(text)
    }
}
