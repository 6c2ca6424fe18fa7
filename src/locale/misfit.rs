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
        format!("{} {}", self.misfit(misfit), self.misfit_remedy(misfit))
    }

    /// What is remembered cannot be read.
    #[must_use]
    pub fn unreadable(&self, file: &Path, reason: &io::Error) -> String {
        self.text(Text::RememberUnreadable { path: &path_as_text(file), reason: &reason.to_string() })
    }

    /// What to do about it.
    #[must_use]
    pub fn misfit_remedy(&self, misfit: &Misfit) -> String {
        self.text(if misfit.found.is_some() { Text::MisfitDo } else { Text::MisfitDoBegin })
    }
}
