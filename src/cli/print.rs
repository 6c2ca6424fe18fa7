//! The slips of `paydesk pay` and `paydesk cancel`, where `slip.print` is `always`: printed after the answers, by a thread of
//! their own. No answer waits for the printer; the end of the command does.

use std::sync::mpsc::{self, Receiver, Sender};

use super::{
    output::{Exit, say},
    slip,
};
use crate::{
    config::{PaperConfig, SlipCopies, SlipPrint},
    desk::{Desk, DeskError, with_wiped_stack},
    locale::{Locale, Text},
    payment::TransactionId,
    printer::{Outcome, PrinterError, PrinterTrouble, Spool},
    record::SlipCopy,
};

/// A copy of a slip at the printer.
struct Sent {
    id: TransactionId,
    transaction: i64,
    copy: SlipCopy,
}

/// The slips of one command.
pub(super) struct SlipPrinter<'a> {
    locale: &'a Locale,
    paper: &'a PaperConfig,
    spool: Spool,
    report: Sender<(Sent, Outcome)>,
    reports: Receiver<(Sent, Outcome)>,
    /// What was recorded and is not printed yet.
    taken: Vec<TransactionId>,
    /// How many copies are at the printer.
    waiting: usize,
    /// How many copies were not printed.
    failed: usize,
}

impl<'a> SlipPrinter<'a> {
    /// For a command with this configuration.
    pub(super) fn new(locale: &'a Locale, paper: &'a PaperConfig) -> Self {
        let spool = Spool::that_stops_at_failure();
        let (report, reports) = mpsc::channel();
        Self { locale, paper, spool, report, reports, taken: Vec::new(), waiting: 0, failed: 0 }
    }

    /// A transaction was recorded, or will be when its group is committed.
    pub(super) fn took(&mut self, id: TransactionId) {
        if self.paper.slip.print == SlipPrint::Always {
            self.taken.push(id);
        }
    }

    /// Prints what was taken. Call it once the answers are delivered.
    pub(super) fn print_taken(&mut self, desk: &mut Desk) {
        let copies: &[_] = match self.paper.slip.copies {
            SlipCopies::Customer => &[SlipCopy::Customer],
            SlipCopies::Both => &[SlipCopy::Customer, SlipCopy::Merchant],
        };
        for id in std::mem::take(&mut self.taken) {
            for copy in copies {
                // It opens the message, and the command may wait for hours after it.
                match with_wiped_stack(|| self.print(desk, id, *copy)) {
                    // Its group was lost, and its refusal was answered.
                    Err(DeskError::Refused(_)) | Ok(()) => {}
                    Err(error) => self.say_failed(id, &self.locale.desk_error(&error)),
                }
            }
        }
        while let Ok(done) = self.reports.try_recv() {
            self.take_outcome(desk, done);
        }
    }

    /// Sends one copy to the printer, unless it was printed before: a request that is repeated has its slip already.
    fn print(&mut self, desk: &mut Desk, id: TransactionId, copy: SlipCopy) -> Result<(), DeskError> {
        let record = desk.find(id)?;
        let transaction = record.transaction.seq;
        if desk.prints_of(transaction)?.of(copy) > 0 {
            return Ok(());
        }
        let reprint = desk.record_print(transaction, copy)?;
        let bytes = slip::bytes(self.locale, &record, reprint, copy, self.paper);
        let (sent, report) = (Sent { id, transaction, copy }, self.report.clone());
        let to = self.paper.printer.to.clone();
        // The channel is closed when the command has ended.
        let started = self.spool.print(to.clone(), bytes, move |outcome| drop(report.send((sent, outcome))));
        match started {
            Ok(()) => self.waiting += 1,
            Err(error) => {
                desk.record_print_failed(transaction, copy)?;
                let error = PrinterError { to, trouble: PrinterTrouble::Start(error) };
                self.say_failed(id, &self.locale.printer_error(&error));
            }
        }
        Ok(())
    }

    fn take_outcome(&mut self, desk: &mut Desk, (sent, outcome): (Sent, Outcome)) {
        self.waiting -= 1;
        let Some(sentence) = self.locale.print_outcome(&outcome) else { return };
        if let Outcome::Failed(_) = outcome {
            self.say_failed(sent.id, &sentence);
            if let Err(error) = desk.record_print_failed(sent.transaction, sent.copy) {
                say(&self.locale.desk_error(&error));
            }
        } else {
            say(&sentence);
        }
    }

    fn say_failed(&mut self, id: TransactionId, sentence: &str) {
        self.failed += 1;
        let command = format!("paydesk slip {id} --escpos");
        say(&format!("{sentence} {}", self.locale.text(Text::PrinterAgain { command: &command })));
    }

    /// Waits for the printer. Its failures are an exit status; the transactions are taken all the same.
    pub(super) fn finish(mut self, desk: &mut Desk) -> Exit {
        self.print_taken(desk);
        while self.waiting > 0 {
            let Ok(done) = self.reports.recv() else { break };
            self.take_outcome(desk, done);
        }
        if self.failed > 0 { Exit::Refused } else { Exit::Done }
    }
}
