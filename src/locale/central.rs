//! The words of the centre, and of shipping to it.

use super::{Locale, Text};
use crate::{
    central::{CentreFault, CentreFinding, EnrolmentError, RebuildError, ShipError, Shipped},
    payment::money::group_thousands,
};

impl Locale {
    /// Why the file of an enrolment, or of a password, cannot be used.
    #[must_use]
    pub fn enrolment_error(&self, error: &EnrolmentError) -> String {
        match error {
            EnrolmentError::File { path, reason } => {
                let (path, reason) = (&path.display().to_string(), &self.reason(reason));
                self.text(Text::CentreFile { path, reason })
            }
            EnrolmentError::Exposed(path) => {
                self.text(Text::CentreFileExposed { path: &path.display().to_string() })
            }
            EnrolmentError::Address(error) => self.address_error(error),
        }
    }

    /// Why nothing was shipped.
    #[must_use]
    pub fn ship_error(&self, error: &ShipError) -> String {
        match error {
            ShipError::Centre(error) => self.centre_error(error),
            ShipError::Ledger(error) => self.ledger_error(error),
            ShipError::Keyring(error) => self.keyring_error(error),
            ShipError::Seal(error) => self.text(Text::CentreSign { reason: &error.to_string() }),
            ShipError::Enrolment(error) => self.enrolment_error(error),
            ShipError::NotEnrolled => self.text(Text::CentreNotEnrolled),
            ShipError::OtherLedger => self.text(Text::CentreOtherLedger),
        }
    }

    /// Why no ledger was made.
    #[must_use]
    pub fn rebuild_error(&self, error: &RebuildError) -> String {
        match error {
            RebuildError::Centre(error) => self.centre_error(error),
            RebuildError::Desk(error) => self.desk_error(error),
            RebuildError::LedgerThere(path) => {
                self.text(Text::CentreLedgerThere { path: &path.display().to_string() })
            }
            RebuildError::NoLedger => self.text(Text::CentreNoLedger),
            RebuildError::Changed { table, seq } => {
                self.text(Text::CentreChanged { table, seq: &seq.to_string() })
            }
            RebuildError::OtherKeyring => self.text(Text::CentreOtherKeyring),
            RebuildError::Broken(finding) => {
                self.text(Text::CentreBroken { finding: &self.finding(finding) })
            }
            RebuildError::Stopped => self.text(Text::CentreStopped),
        }
    }

    /// What does not fit at the centre.
    #[must_use]
    pub fn centre_finding(&self, finding: &CentreFinding) -> String {
        let CentreFinding { ledger, table, seq, what } = finding;
        let (ledger, seq) = (&ledger.to_string(), &seq.to_string());
        match what {
            CentreFault::Value => self.text(Text::CentreBadValue { ledger, table, seq }),
            CentreFault::Chain => self.text(Text::CentreBadChain { ledger, seq }),
            CentreFault::Signature => self.text(Text::CentreBadSignature { ledger, seq }),
            CentreFault::Gap => self.text(Text::CentreGap { ledger, seq }),
            CentreFault::Remaining => self.text(Text::CentreBadRemaining { ledger, seq }),
            CentreFault::Derived => self.text(Text::CentreBadDerived { ledger, table, seq }),
            CentreFault::Days => {
                let day = chrono::NaiveDate::from_num_days_from_ce_opt(
                    i32::try_from(finding.seq + 719_163).unwrap_or(0),
                );
                let seq = &day.map_or_else(|| seq.clone(), |day| day.to_string());
                self.text(Text::CentreBadDays { ledger, seq })
            }
        }
    }

    /// What a run of shipping came to; `count` facts were shipped in it.
    #[must_use]
    pub fn shipped(&self, last: &Shipped, count: u64) -> String {
        let number = |number: i64| group_thousands(&number.to_string());
        match last {
            Shipped::Some(_) => String::new(),
            Shipped::All(head) => {
                self.text(Text::ShippedAll { entries: &self.entries(count), head: &number(*head) })
            }
            Shipped::Held { fork: Some(fork) } => self.text(Text::ShippedFork { seq: &number(*fork) }),
            Shipped::Held { fork: None } => self.text(Text::ShippedHeld),
            Shipped::Refused { fork } => self.text(Text::ShippedRefused { seq: &number(*fork) }),
        }
    }
}
