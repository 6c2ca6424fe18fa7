//! Slips at a till: asked for, on their way to the printer, printed or not.
//!
//! ```text
//!  recorded ─► slip.print: always ─► sent          never ─► only when the key asks
//!                          ask ────► the notice names the key; until another key, it prints
//!  the key  ─► what the notice asks about is printed; otherwise the slip is shown, and the key again prints it
//! ```

use super::{App, Context, Effect, Tone};
use crate::{
    config::{PrinterTo, SlipCopies, SlipPrint},
    locale::Text,
    payment::TransactionId,
    printer::Outcome,
    record::SlipCopy,
    tui::{
        keys::{Action, key_name},
        protocol::{PrintDone, PrintOrder, PrintResult, Question},
        screen::slip::SlipScreen,
    },
};

/// A slip that was sent to the printer.
pub struct LastPrint {
    /// Of this transaction.
    pub id: TransactionId,
    /// What became of it.
    pub state: PrintState,
}

/// What became of a slip.
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

/// A slip that the notice asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlipAsk {
    /// Of this transaction.
    pub id: TransactionId,
    /// This copy.
    pub copy: SlipCopy,
}

impl App {
    /// The key for slips: prints what the notice has `asked` about, otherwise shows the slip of the transaction that is shown.
    pub(super) fn slip(&mut self, asked: Option<SlipAsk>) {
        if let Some(asked) = asked.filter(|_| !self.cx.reader.is_machine_speed) {
            if self.cx.print(asked.id, asked.copy) {
                self.cx.ask_for_next_copy(asked);
            }
            return;
        }
        match self.top().shown_id(&self.cx) {
            Some(id) => {
                let slip = SlipScreen::new(&mut self.cx, id);
                self.stack.cover(Box::new(slip));
            }
            None => self.cx.hint(Text::NoLast),
        }
    }
}

impl Context {
    /// Sends a slip to the printer. Returns false, and says why, where none is configured.
    pub fn print(&mut self, id: TransactionId, copy: SlipCopy) -> bool {
        if self.paper.printer.to == PrinterTo::Nowhere {
            self.hint(Text::PrinterNowhere);
            return false;
        }
        self.send_to_printer(id, copy, false);
        let text = self.locale.text(Text::SlipSent { copy: &self.locale.slip_copy(copy) });
        self.say(Tone::Hint, text);
        true
    }

    fn send_to_printer(&mut self, id: TransactionId, copy: SlipCopy, only_original: bool) {
        self.print = Some(LastPrint { id, state: PrintState::Printing });
        let (paper, lang) = (self.paper.clone(), self.locale.lang());
        self.ask(Question::Print(Box::new(PrintOrder { id, copy, paper, lang, only_original })));
    }

    /// A transaction was recorded, and the notice says so: prints its slip, asks about it, or neither.
    pub fn slip_after(&mut self, id: TransactionId) {
        if self.paper.printer.to == PrinterTo::Nowhere {
            return;
        }
        match self.paper.slip.print {
            SlipPrint::Never => {}
            SlipPrint::Ask => self.ask_about_slip(SlipAsk { id, copy: SlipCopy::Customer }),
            SlipPrint::Always => {
                self.send_to_printer(id, SlipCopy::Customer, true);
                if self.paper.slip.copies == SlipCopies::Both {
                    self.send_to_printer(id, SlipCopy::Merchant, true);
                }
            }
        }
    }

    /// Whether the slip of the last transaction was to be printed, and was not.
    pub fn last_slip_failed(&self) -> bool {
        let failed = self.print.as_ref().filter(|print| matches!(print.state, PrintState::Failed(_)));
        failed.is_some_and(|print| self.last_id() == Some(print.id))
    }

    /// After the customer's copy, asks about the merchant's.
    fn ask_for_next_copy(&mut self, printed: SlipAsk) {
        if self.paper.slip.copies == SlipCopies::Both && printed.copy == SlipCopy::Customer {
            self.ask_about_slip(SlipAsk { id: printed.id, copy: SlipCopy::Merchant });
        }
    }

    /// Adds the question to the notice.
    fn ask_about_slip(&mut self, ask: SlipAsk) {
        let Some(said) = self.notice.take() else { return };
        let (said_before, key) = (&said.text, &key_name(Action::Slip));
        let question = self.locale.text(match ask.copy {
            SlipCopy::Customer => Text::SlipAsk { said: said_before, key },
            SlipCopy::Merchant => Text::SlipAskMerchant { said: said_before, key },
        });
        self.notice = Some(super::context::Notice { text: question, ..said });
        self.slip_ask = Some(ask);
    }

    /// Takes what became of a slip. A failure is said without a bell: the sale is taken, and another one may be in hand.
    pub fn take_print(&mut self, done: &PrintDone) {
        let (failed, sentence) = match &done.result {
            PrintResult::Refused(error) => (true, Some(self.locale.desk_error(error))),
            PrintResult::Sent(outcome) => {
                (matches!(outcome, Outcome::Failed(_)), self.locale.print_outcome(outcome))
            }
        };
        if let Some(transaction) = done.transaction.filter(|_| failed) {
            self.effect(Effect::Tell(Question::PrintFailed(transaction, done.copy)));
        }
        let state = match (failed, sentence) {
            (true, why) => PrintState::Failed(why.unwrap_or_default()),
            (false, Some(why)) => PrintState::Late(why),
            (false, None) => PrintState::Printed,
        };
        match &state {
            PrintState::Failed(why) => {
                let text = self.locale.text(Text::SlipFailed { why, key: &key_name(Action::Slip) });
                self.say_calmly(Tone::Bad, text);
            }
            PrintState::Late(why) => self.say_calmly(Tone::Hint, why.clone()),
            PrintState::Printing | PrintState::Printed => {}
        }
        self.print = Some(LastPrint { id: done.id, state });
    }
}
