//! A ledger that is not as it is remembered, as sentences.

use std::{io, path::Path};

use super::{Locale, Text, errors::path as path_as_text};
use crate::desk::{Misfit, MisfitKind};

impl Locale {
    /// In what a ledger differs from what is remembered.
    #[must_use]
    pub fn misfit(&self, misfit: &Misfit) -> String {
        let (path, seq) = (&path_as_text(&misfit.path), &misfit.remembered.seq.to_string());
        let found = &misfit.found.map_or(0, |found| found.seq).to_string();
        let known = match &misfit.kind {
            MisfitKind::Elsewhere(known) => &path_as_text(Path::new(known)),
            _ => "",
        };
        self.text(match misfit.kind {
            MisfitKind::Gone => Text::MisfitGone { path, seq },
            MisfitKind::Empty => Text::MisfitEmpty { path, seq },
            MisfitKind::Older => Text::MisfitOlder { path, found, seq },
            MisfitKind::Branch => Text::MisfitBranch { path, seq },
            MisfitKind::Other => Text::MisfitOther { path, seq },
            MisfitKind::Elsewhere(_) => Text::MisfitElsewhere { path, known, seq },
        })
    }

    /// The same, and what to do, for a command that records.
    pub(super) fn misfit_error(&self, misfit: &Misfit) -> String {
        let (misfit, remedy) = (&self.misfit(misfit), &self.misfit_remedy(misfit));
        self.text(Text::MisfitRefused { misfit, remedy })
    }

    /// What to do about it.
    #[must_use]
    pub fn misfit_remedy(&self, misfit: &Misfit) -> String {
        if let MisfitKind::Elsewhere(known) = &misfit.kind {
            let (path, known) = (&path_as_text(&misfit.path), &path_as_text(Path::new(known)));
            return self.text(Text::MisfitDoElsewhere { known, path });
        }
        self.text(if misfit.found.is_some() { Text::MisfitDo } else { Text::MisfitDoBegin })
    }

    /// The file at the ledger's `path` is not the one that was opened, at a till that nothing was asked of.
    #[must_use]
    pub fn misplaced(&self, path: &Path) -> String {
        self.text(Text::Misplaced { path: &path_as_text(path) })
    }

    /// What is remembered cannot be read.
    #[must_use]
    pub fn unreadable(&self, file: &Path, reason: &io::Error) -> String {
        self.text(Text::RememberUnreadable {
            path: &path_as_text(file),
            reason: &self.remembered_reason(reason),
        })
    }

    /// What is remembered cannot be written.
    pub(super) fn not_remembered(&self, file: &Path, reason: &io::Error) -> String {
        self.text(Text::RememberWrite { path: &path_as_text(file), reason: &self.remembered_reason(reason) })
    }

    /// Why the file of what is remembered cannot be used. What its parser says would mean nothing to a cashier.
    #[must_use]
    pub fn remembered_reason(&self, error: &io::Error) -> String {
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => self.text(Text::ReasonNotOurs),
            _ => self.reason(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        locale::Lang,
        record::{JournalHash, LedgerEnd, LedgerId},
    };

    fn end(seq: i64) -> LedgerEnd {
        LedgerEnd { ledger: LedgerId([1; 16]), seq, hash: JournalHash([7; 32]) }
    }

    /// A ledger at `till.db` whose journal went up to entry 9.
    fn misfit(kind: MisfitKind, found: Option<LedgerEnd>) -> Misfit {
        Misfit { path: "till.db".into(), kind, remembered: end(9), found }
    }

    #[test]
    fn every_difference_has_a_sentence_and_a_remedy() {
        let elsewhere = MisfitKind::Elsewhere("/shop/ledger.db".to_owned());
        for (lang, misfit, sentence) in [
            (
                Lang::En,
                misfit(MisfitKind::Gone, None),
                "Ledger till.db is gone. Its journal went up to entry 9. Nothing was recorded. Put the right file back, or restore a backup: paydesk restore FILE. To begin a new ledger: paydesk ledger accept",
            ),
            (
                Lang::En,
                misfit(MisfitKind::Branch, Some(end(9))),
                "Ledger till.db is not as before: entry 9 of its journal is not the one that was there. Nothing was recorded. Put the right file back; or, to go on with this one: paydesk ledger accept",
            ),
            (
                Lang::En,
                misfit(elsewhere.clone(), Some(end(5))),
                "Ledger till.db is an older copy: at /shop/ledger.db its journal went up to entry 9. Nothing was recorded. Use the ledger at /shop/ledger.db. To look at this copy: paydesk list --ledger till.db. To go on with this copy instead: paydesk ledger accept",
            ),
            (
                Lang::Ko,
                misfit(elsewhere, Some(end(5))),
                "장부 till.db: 오래된 사본입니다. 원래 장부(/shop/ledger.db)에는 감사 기록이 9번까지 있었습니다. 아무것도 기록하지 않았습니다. 원래 장부(/shop/ledger.db)를 쓰세요. 이 사본을 보려면: paydesk list --ledger till.db. 이 사본으로 계속하려면: paydesk ledger accept",
            ),
        ] {
            assert_eq!(Locale::new(lang).misfit_error(&misfit), sentence);
        }
    }

    #[test]
    fn a_damaged_file_has_no_words_of_its_parser() {
        let (en, ko) = (Locale::new(Lang::En), Locale::new(Lang::Ko));
        for text in ["{", "[]"] {
            let error: io::Error = serde_json::from_str::<LedgerEnd>(text).expect_err("no end").into();
            assert_eq!(
                en.unreadable(Path::new("k.ledgers"), &error),
                "k.ledgers cannot be read (the file is damaged); it is made anew. Until then an older ledger is not noticed."
            );
            assert_eq!(
                ko.unreadable(Path::new("k.ledgers"), &error),
                "k.ledgers: 읽을 수 없어(파일이 손상되었습니다) 새로 만듭니다. 그때까지는 오래된 장부를 알아볼 수 없습니다."
            );
        }
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(en.remembered_reason(&denied), "permission denied");
    }
}
