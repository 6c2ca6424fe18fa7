//! Slips at a till: asked for, on their way to the printer, printed or not.
//!
//! ```text
//!  recorded ─► slip.print: always ─► sent          never ─► only when the key asks
//!                          ask ────► the notice names the key; until another key, it prints
//!  the key  ─► what the notice asks about is printed; otherwise the slip is shown, and another key prints it
//! ```

use super::{App, Context, Tone};
use crate::{
    config::{PrinterTo, SlipPrint},
    locale::Text,
    payment::TransactionId,
    printing::{PrintDone, PrintOrder, PrintResult},
    record::SlipCopy,
    tui::{
        keys::{Action, key_name},
        protocol::Question,
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

impl App {
    /// The key for slips: prints what the notice asks about, otherwise shows the slip of the transaction that is shown.
    pub(super) fn slip(&mut self, by_enter: bool) {
        let asked = self.cx.slip_ask.take().filter(|_| !self.cx.reader.is_machine_speed);
        if let Some(id) = asked {
            return self.cx.print_asked(id);
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
        // Of earlier transactions nothing is said any more.
        let last = self.last_id();
        self.unprinted.retain(|(unprinted, _)| Some(*unprinted) == last);
        let (paper, lang) = (self.paper.clone(), self.locale.lang());
        self.ask(Question::Print(Box::new(PrintOrder { id, copy, paper, lang, only_original })));
    }

    /// Prints what the notice asks about: the copies that were not printed when they should have been, or all that belong to the
    /// transaction.
    fn print_asked(&mut self, id: TransactionId) {
        let unprinted = self.unprinted.iter().filter(|(unprinted, _)| *unprinted == id);
        let unprinted: Vec<SlipCopy> = unprinted.map(|(_, copy)| *copy).collect();
        let only_original = unprinted.is_empty();
        let copies = if only_original { self.paper.slip.copies.all() } else { &unprinted };
        for copy in copies {
            self.send_to_printer(id, *copy, only_original);
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
                self.paper.slip.copies.all().iter().for_each(|copy| self.send_to_printer(id, *copy, true));
            }
        }
    }

    /// Whether the slip of the last transaction was to be printed, and was not.
    pub fn last_slip_failed(&self) -> bool {
        self.last_id().is_some_and(|last| self.unprinted.iter().any(|(id, _)| *id == last))
    }

    /// Adds the question to the notice.
    fn ask_about_slip(&mut self, id: TransactionId) {
        let Some(said) = &self.notice else { return };
        let (tone, said, key) = (said.tone, &said.text, &key_name(Action::Slip));
        let question = self.locale.text(Text::SlipAsk { said, key });
        self.say_calmly(tone, question);
        self.slip_ask = Some(id);
    }

    /// Takes what became of a slip. A failure is said without a bell: the sale is taken, and another one may be in hand.
    pub fn take_print(&mut self, done: &PrintDone) {
        let sentence = match &done.result {
            PrintResult::PrintedBefore => None,
            PrintResult::Refused(error) => Some(self.locale.desk_error(error)),
            PrintResult::Sent(outcome) => self.locale.print_outcome(outcome),
        };
        let failed = done.result.is_failed();
        self.unprinted.retain(|slip| *slip != (done.id, done.copy));
        if failed {
            self.unprinted.push((done.id, done.copy));
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
                // The key that the notice names prints it again.
                self.slip_ask = Some(done.id);
            }
            PrintState::Late(why) => self.say_calmly(Tone::Hint, why.clone()),
            PrintState::Printing | PrintState::Printed => {}
        }
        self.print = Some(LastPrint { id: done.id, state });
    }
}
