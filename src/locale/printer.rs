//! What became of a slip at the printer, as sentences.

use super::{Locale, Text};
use crate::printer::{DEADLINE, Outcome, PrinterError, PrinterTrouble};

impl Locale {
    /// The sentence of a slip that was not printed, or may not have been; `None` of one that was.
    #[must_use]
    pub fn print_outcome(&self, outcome: &Outcome) -> Option<String> {
        match outcome {
            Outcome::Printed => None,
            Outcome::Late { is_broken: true, .. } => Some(self.text(Text::PrinterBroken)),
            Outcome::Late { taken, all, .. } if taken == all => {
                Some(self.text(Text::PrinterLate { seconds: &seconds() }))
            }
            Outcome::Late { taken, all, .. } => Some(self.text(Text::PrinterLateCut {
                taken: &taken.to_string(),
                all: &all.to_string(),
                seconds: &seconds(),
            })),
            Outcome::Failed(error) => Some(self.printer_error(error)),
        }
    }

    /// The sentence of a slip that was not printed.
    #[must_use]
    pub fn printer_error(&self, error: &PrinterError) -> String {
        let to = &error.to.to_string();
        match &error.trouble {
            PrinterTrouble::Nowhere => self.text(Text::PrinterNowhere),
            PrinterTrouble::Skipped => self.text(Text::PrinterSkipped),
            PrinterTrouble::NoDevice => self.text(Text::PrinterNoDevice { to }),
            PrinterTrouble::NoReader => self.text(Text::PrinterNoReader { to }),
            PrinterTrouble::Open(error) => self.text(Text::PrinterOpen { to, reason: &self.reason(error) }),
            PrinterTrouble::NoHost => self.text(Text::PrinterNoHost { to }),
            PrinterTrouble::Connect(error) => {
                self.text(Text::PrinterConnect { to, reason: &self.reason(error) })
            }
            PrinterTrouble::Silent => self.text(Text::PrinterSilent { to, seconds: &seconds() }),
            PrinterTrouble::Cut { taken, all, reason } => self.text(Text::PrinterCut {
                to,
                taken: &taken.to_string(),
                all: &all.to_string(),
                reason: &self.reason(reason),
            }),
            PrinterTrouble::Start(error) => self.text(Text::PrinterStart { to, reason: &self.reason(error) }),
            PrinterTrouble::Command { status, said } if said.is_empty() => {
                self.text(Text::PrinterCommand { to, status })
            }
            PrinterTrouble::Command { status, said } => {
                self.text(Text::PrinterCommandSaid { to, status, said })
            }
        }
    }
}

fn seconds() -> String {
    DEADLINE.as_secs().to_string()
}
