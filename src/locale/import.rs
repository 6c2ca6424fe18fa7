//! The words of what is taken over from other systems.

use super::{Locale, Text};
use crate::{
    import::{ImportError, SourceTrouble},
    record::{AsideReason, OldSystem, Repair, Transaction},
};

impl Locale {
    /// Why a row was set aside.
    #[must_use]
    pub fn aside_reason(&self, reason: AsideReason) -> String {
        self.text(Text::ImportReason { reason: reason.into() })
    }

    /// The same of several reasons.
    #[must_use]
    pub fn aside_reasons(&self, reasons: &[AsideReason]) -> String {
        reasons.iter().map(|reason| self.aside_reason(*reason)).collect::<Vec<_>>().join("; ")
    }

    /// What of a row was repaired.
    #[must_use]
    pub fn repair(&self, repair: Repair) -> String {
        self.text(Text::ImportRepair { repair: repair.into() })
    }

    /// Where a transaction comes from: `first old system`.
    #[must_use]
    pub fn old_system(&self, system: OldSystem) -> String {
        self.text(Text::ImportSystem { system: system.into() })
    }

    /// Why nothing, or nothing more, is taken over.
    #[must_use]
    pub fn import_error(&self, error: &ImportError) -> String {
        match error {
            ImportError::Source(error) => {
                let path = &error.path.display().to_string();
                match &error.trouble {
                    SourceTrouble::Open(reason) => {
                        self.text(Text::ImportOpen { path, reason: &self.reason(reason) })
                    }
                    SourceTrouble::NotADatabase => self.text(Text::ImportNotADatabase { path }),
                    SourceTrouble::Unknown => self.text(Text::ImportUnknown { path }),
                    SourceTrouble::Both => self.text(Text::ImportBoth { path }),
                    SourceTrouble::Locked => self.text(Text::ImportLocked { path }),
                    SourceTrouble::Damaged { table: None, message, .. } => {
                        self.text(Text::ImportDamaged { path, reason: message })
                    }
                    SourceTrouble::Damaged { table: Some(table), rows, message } => {
                        let (table, rows) = (table.name(), &rows.to_string());
                        self.text(Text::ImportDamagedTable { path, table, rows, reason: message })
                    }
                }
            }
            ImportError::Desk(error) => self.desk_error(error),
            ImportError::Scratch(reason) => self.text(Text::ImportScratch { reason: &reason.to_string() }),
            ImportError::Unsteady => self.text(Text::ImportUnsteady),
            ImportError::Meanwhile => self.text(Text::ImportMeanwhile),
            ImportError::Stopped => self.text(Text::ImportStopped),
        }
    }
}

/// Where a transaction comes from and what of it was repaired, each with its label; nothing when it was recorded here.
#[must_use]
pub fn origin_rows(locale: &Locale, transaction: &Transaction) -> Vec<(String, String)> {
    let Some(origin) = &transaction.origin else { return Vec::new() };
    let from = (locale.text(Text::ImportFrom), locale.old_system(origin.table.system()));
    let repair = |repair: &Repair| (locale.text(Text::ImportRepairedOne), locale.repair(*repair));
    std::iter::once(from).chain(origin.repairs.iter().map(repair)).collect()
}
