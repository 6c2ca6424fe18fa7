//! Slips and reports at a till: asked for, on their way to the printer, printed or not.
//!
//! ```text
//!  recorded ─► slip.print: always ─► sent          never ─► only when the key asks
//!                          ask ────► the notice names the key; until another key, it prints
//!  the key  ─► what the notice asks about is printed; otherwise the slip is shown, and another key prints it
//! ```

use super::{App, Context, Tone};
use crate::{
    config::{PrinterTo, SlipPrint},
    desk::Acting,
    locale::Text,
    payment::TransactionId,
    printing::{PrintDone, PrintOrder, PrintResult, Printout},
    record::SlipCopy,
    tui::{
        keys::{Action, key_name},
        protocol::Question,
        screen::{Screen, slip::SlipScreen},
    },
};

/// What was sent to the printer.
pub struct LastPrint {
    /// What.
    pub what: Printout,
    /// What became of it.
    pub state: PrintState,
}

/// What the notice asks about: the key for slips prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintAsk {
    /// The slips of this transaction: those that were not printed when they should have been, or all of them.
    Slips(TransactionId),
    /// A report that was not printed.
    Report(Printout),
}

/// What became of it at the printer.
pub enum PrintState {
    /// It is on its way.
    Printing,
    /// The printer has taken it.
    Printed,
    /// The printer may have taken it: what to look at.
    Late(String),
    /// It was not printed: why.
    Failed(String),
}

impl App {
    /// The key for slips: prints what the notice asks about, or what the screen has instead of slips; otherwise shows the slip of
    /// the transaction that is shown.
    pub(super) fn slip(&mut self, by_enter: bool) {
        if self.cx.print_what_is_asked() || self.with_top(Screen::prints) {
            return;
        }
        match self.top().shown_id(&self.cx).or_else(|| self.cx.last_id()) {
            Some(id) => {
                self.stack.top_mut().covered();
                let slip = SlipScreen::new(&mut self.cx, id, by_enter);
                self.stack.cover(Box::new(slip));
            }
            None => self.cx.hint(Text::NoLast),
        }
    }
}

impl Context {
    /// Sends a slip to the printer. Returns false, and says why, where none is configured.
    pub fn print(&mut self, id: TransactionId, copy: SlipCopy) -> bool {
        let name = self.locale.slip_copy(copy);
        self.print_if_configured(Printout::Slip { id, copy }, &name)
    }

    /// Sends a report to the printer. Returns false, and says why, where none is configured.
    pub fn print_report(&mut self, report: Printout) -> bool {
        let name = self.printout_name(&report);
        self.print_if_configured(report, &name)
    }

    fn print_if_configured(&mut self, what: Printout, name: &str) -> bool {
        if self.paper.printer.to == PrinterTo::Nowhere {
            self.hint(Text::PrinterNowhere);
            return false;
        }
        self.send_to_printer(what, false);
        let text = self.locale.text(Text::SlipSent { copy: name });
        self.say(Tone::Hint, text);
        true
    }

    /// Sends something to the printer, of which a notice says more than that it is printed.
    pub fn send_to_printer(&mut self, what: Printout, only_original: bool) {
        self.print = Some(LastPrint { what: what.clone(), state: PrintState::Printing });
        // Of the slips of earlier transactions nothing is said any more.
        let last = self.last_id();
        self.unprinted.retain(|unprinted| match unprinted {
            Printout::Slip { id, .. } => Some(*id) == last,
            Printout::Report(_) | Printout::CloseAgain(_) => true,
        });
        let (paper, lang) = (self.paper.clone(), self.locale.lang());
        // The worker puts in who prints it.
        let acting = Acting::default();
        self.ask(Question::Print(Box::new(PrintOrder { what, paper, lang, only_original, acting })));
    }

    /// `261121 183501 …`, `Z report 129`.
    pub fn printout_name(&self, what: &Printout) -> String {
        match what {
            Printout::Slip { id, .. } => id.grouped(),
            Printout::Report(report) => self.locale.report_title(report.number),
            Printout::CloseAgain(number) => self.locale.report_title(Some(*number)),
        }
    }

    /// Prints what the notice asks about. Returns whether it asks about anything.
    fn print_what_is_asked(&mut self) -> bool {
        match self.print_ask.take().filter(|_| !self.reader.is_machine_speed) {
            Some(PrintAsk::Slips(id)) => self.print_asked(id),
            Some(PrintAsk::Report(report)) => _ = self.print_report(report),
            None => return false,
        }
        true
    }

    /// Prints what the notice asks about: the copies that were not printed when they should have been, or all that belong to the
    /// transaction.
    /// Another person does not print the reports of the one before.
    pub fn forget_reports(&mut self) {
        self.print_ask = None;
        self.unprinted.retain(|unprinted| matches!(unprinted, Printout::Slip { .. }));
    }

    fn print_asked(&mut self, id: TransactionId) {
        let unprinted: Vec<SlipCopy> = self.unprinted_copies(id).collect();
        let only_original = unprinted.is_empty();
        let copies = if only_original { self.paper.slip.copies.all() } else { &unprinted };
        for copy in copies {
            self.send_to_printer(Printout::Slip { id, copy: *copy }, only_original);
        }
        let names: Vec<String> = copies.iter().map(|copy| self.locale.slip_copy(*copy)).collect();
        let text = self.locale.text(Text::SlipSent { copy: &names.join(", ") });
        self.say(Tone::Hint, text);
    }

    /// A transaction was recorded, and the notice says so: prints its slip, asks about it, or neither.
    pub fn slip_after(&mut self, id: TransactionId) {
        if self.paper.printer.to == PrinterTo::Nowhere {
            return;
        }
        match self.paper.slip.print {
            SlipPrint::Never => {}
            SlipPrint::Ask => self.ask_about_slip(id),
            SlipPrint::Always => {
                for copy in self.paper.slip.copies.all() {
                    self.send_to_printer(Printout::Slip { id, copy: *copy }, true);
                }
            }
        }
    }

    /// Whether the slip of the last transaction was to be printed, and was not.
    pub fn last_slip_failed(&self) -> bool {
        self.last_id().is_some_and(|last| self.unprinted_copies(last).next().is_some())
    }

    /// The copies of the slip of a transaction that were to be printed, and were not.
    fn unprinted_copies(&self, of: TransactionId) -> impl Iterator<Item = SlipCopy> {
        self.unprinted.iter().filter_map(move |unprinted| match unprinted {
            Printout::Slip { id, copy } if *id == of => Some(*copy),
            _ => None,
        })
    }

    /// Adds the question to the notice.
    fn ask_about_slip(&mut self, id: TransactionId) {
        let Some(said) = &self.notice else { return };
        let (tone, said, key) = (said.tone, &said.text, &key_name(Action::Slip));
        let question = self.locale.text(Text::SlipAsk { said, key });
        self.say_calmly(tone, question);
        self.print_ask = Some(PrintAsk::Slips(id));
    }

    /// Takes what became of a printout. A failure is said without a bell: the sale is taken, and another one may be in hand.
    pub fn take_print(&mut self, done: PrintDone) {
        let sentence = match &done.result {
            PrintResult::PrintedBefore => None,
            PrintResult::Refused(error) => Some(self.locale.desk_error(error)),
            PrintResult::Sent(outcome) => self.locale.print_outcome(outcome),
        };
        let PrintDone { what, result } = done;
        self.unprinted.retain(|unprinted| *unprinted != what);
        let state = match (result.is_failed(), sentence) {
            (true, why) => PrintState::Failed(why.unwrap_or_default()),
            (false, Some(why)) => PrintState::Late(why),
            (false, None) => PrintState::Printed,
        };
        match &state {
            PrintState::Failed(why) => self.say_not_printed(&what, why),
            PrintState::Late(why) => self.say_calmly(Tone::Hint, why.clone()),
            PrintState::Printing | PrintState::Printed => {}
        }
        self.print = Some(LastPrint { what, state });
    }

    /// Says what was not printed, and why. The key that the notice names prints it again.
    fn say_not_printed(&mut self, what: &Printout, why: &str) {
        let is_stored = !matches!(what, Printout::Report(report) if report.number.is_none());
        if is_stored {
            self.unprinted.push(what.clone());
        }
        let (key, title) = (&key_name(Action::Slip), &self.printout_name(what));
        let (text, ask) = match what {
            Printout::Slip { id, .. } => (Text::SlipFailed { why, key }, PrintAsk::Slips(*id)),
            report => (Text::ReportFailed { title, why, key }, PrintAsk::Report(report.clone())),
        };
        let text = self.locale.text(text);
        self.say_calmly(Tone::Bad, text);
        self.print_ask = Some(ask);
    }
}
