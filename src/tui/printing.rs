//! Printing at a till: the worker records a print, a thread of its own carries it out, and what became of it is an event.

use std::sync::mpsc::Sender;

use super::{
    event::Event,
    protocol::{PrintDone, PrintOrder, PrintResult, QuestionId, Reply, ReplyBody},
};
use crate::{
    desk::{Desk, DeskError},
    locale::Locale,
    printer::{self, Outcome, PrinterError, PrinterTrouble, Spool},
    slip::Slip,
};

/// The worker's way to the printer.
pub struct Printing {
    spool: Spool,
    events: Sender<Event>,
}

impl Printing {
    /// One that reports to these events.
    pub fn new(events: Sender<Event>) -> Self {
        Self { spool: Spool::default(), events }
    }

    /// Records a print and sends it on its way. The reply comes when the printer has taken it; at once where nothing is sent:
    /// because of trouble, or because the copy was printed before and only the original is wanted.
    pub fn print(&mut self, desk: &mut Desk, to: QuestionId, order: &PrintOrder) -> Option<ReplyBody> {
        let result = match self.start(desk, to, order) {
            Ok(true) => return None,
            Ok(false) => PrintResult::Sent(Outcome::Printed),
            Err(error) => PrintResult::Refused(error),
        };
        let (id, copy) = (order.id, order.copy);
        Some(ReplyBody::Printed(Box::new(PrintDone { id, copy, transaction: None, result })))
    }

    /// Returns whether something was sent.
    fn start(&mut self, desk: &mut Desk, to: QuestionId, order: &PrintOrder) -> Result<bool, DeskError> {
        let PrintOrder { id, copy, paper, lang, only_original } = order;
        let record = desk.find(*id)?;
        let transaction = record.transaction.seq;
        if *only_original && desk.prints_of(transaction)?.of(*copy) > 0 {
            return Ok(false);
        }
        let reprint = desk.record_print(transaction, *copy)?;
        let slip = Slip::of(&record, reprint, *copy, paper);
        let lines = Locale::new(*lang).slip_lines(&slip, &paper.printer);
        let bytes = printer::bytes(&slip, &lines, &paper.printer);
        let (id, copy, events) = (*id, *copy, self.events.clone());
        let report = move |outcome| {
            let result = PrintResult::Sent(outcome);
            let done = PrintDone { id, copy, transaction: Some(transaction), result };
            // It fails once the screens have ended.
            let _ =
                events.send(Event::Reply(Box::new(Reply { to, body: ReplyBody::Printed(Box::new(done)) })));
        };
        let printer = paper.printer.to.clone();
        if let Err(error) = self.spool.print(printer.clone(), bytes, report.clone()) {
            report(Outcome::Failed(PrinterError { to: printer, trouble: PrinterTrouble::Start(error) }));
        }
        Ok(true)
    }
}
