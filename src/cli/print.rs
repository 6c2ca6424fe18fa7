//! The slips of `paydesk pay` and `paydesk cancel`, where `slip.print` is `always`, and reports with `--print`: printed after the
//! answers, by a thread of their own. No answer waits for the printer; the end of the command does.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::{
    output::{Exit, say},
    slip::say_gaps,
};
use crate::{
    config::{PaperConfig, PrinterTo, SlipPrint},
    desk::Desk,
    locale::{Locale, Text},
    payment::{Code, TransactionId},
    printing::{PrintDone, PrintOrder, PrintResult, PrintThread, Printout},
    record::SlipCopy,
};

/// The slips of one command.
pub(super) struct SlipPrinter<'a> {
    locale: &'a Locale,
    paper: &'a PaperConfig,
    /// Begins with the first slip.
    thread: Option<PrintThread>,
    /// What was recorded and is not ordered yet.
    taken: Vec<TransactionId>,
    /// Whether a copy was not printed.
    has_failed: Arc<AtomicBool>,
}

impl<'a> SlipPrinter<'a> {
    /// For a command with this configuration.
    pub(super) fn new(locale: &'a Locale, paper: &'a PaperConfig) -> Self {
        Self { locale, paper, thread: None, taken: Vec::new(), has_failed: Arc::default() }
    }

    /// A transaction was recorded, or will be when its group is committed.
    pub(super) fn took(&mut self, id: TransactionId) {
        if self.paper.slip.print == SlipPrint::Always && self.paper.printer.to != PrinterTo::Nowhere {
            self.taken.push(id);
        }
    }

    /// Orders the slips of what was taken. Call it once the answers are delivered.
    pub(super) fn print_taken(&mut self, desk: &Desk) {
        for id in std::mem::take(&mut self.taken) {
            for copy in self.paper.slip.copies.all() {
                self.print(desk, id, *copy);
            }
        }
    }

    fn print(&mut self, desk: &Desk, id: TransactionId, copy: SlipCopy) {
        let lang = self.locale.lang();
        // A request that is repeated has its slip already.
        let what = Printout::Slip { id, copy };
        let order = PrintOrder {
            what,
            paper: self.paper.clone(),
            lang,
            only_original: true,
            acting: desk.acting_alone(),
        };
        let has_failed = Arc::clone(&self.has_failed);
        let done = move |done: PrintDone| {
            if say_outcome(&Locale::new(lang), (id, copy), &done.result) {
                has_failed.store(true, Ordering::Relaxed);
            }
        };
        match self.thread(desk) {
            Some(thread) => thread.print(order, done),
            None => self.has_failed.store(true, Ordering::Relaxed),
        }
    }

    /// The thread; `None`, which is said, where the system has none.
    fn thread(&mut self, desk: &Desk) -> Option<&PrintThread> {
        if self.thread.is_none() {
            say_gaps(self.locale, self.paper);
            let (settings, world) = desk.opened_with();
            match PrintThread::start(settings, world, true) {
                Ok(thread) => self.thread = Some(thread),
                Err(error) => say(&self.locale.text(Text::PrinterNoThread { reason: &error.to_string() })),
            }
        }
        self.thread.as_ref()
    }

    /// Waits for the printer. Its failures are an exit status; the transactions are taken all the same.
    pub(super) fn finish(mut self, desk: &Desk) -> Exit {
        self.print_taken(desk);
        if let Some(thread) = self.thread.take() {
            thread.finish();
        }
        if self.has_failed.load(Ordering::Relaxed) { Exit::Refused } else { Exit::Done }
    }
}

/// Whether nothing can be printed because no printer is set, which is said.
pub(super) fn refuses(locale: &Locale, paper: &PaperConfig) -> bool {
    let is_nowhere = paper.printer.to == PrinterTo::Nowhere;
    if is_nowhere {
        say(&locale.text(Text::PrinterNowhere));
    }
    is_nowhere
}

/// Prints a report, and waits for the printer. A failure is said, and is an exit status.
pub(super) fn print_report(locale: &Locale, desk: &Desk, paper: &PaperConfig, what: Printout) -> Exit {
    let again = match &what {
        Printout::Report(report) => report.number,
        Printout::CloseAgain(number) => Some(*number),
        Printout::Slip { .. } => None,
    };
    let (settings, world) = desk.opened_with();
    let thread = match PrintThread::start(settings, world, false) {
        Ok(thread) => thread,
        Err(error) => {
            say(&locale.text(Text::PrinterNoThread { reason: &error.to_string() }));
            return Exit::Refused;
        }
    };
    let lang = locale.lang();
    let has_failed = Arc::new(AtomicBool::new(false));
    let failed = Arc::clone(&has_failed);
    let done = move |done: PrintDone| {
        let words = Locale::new(lang);
        let Some(mut sentence) = outcome(&words, &done.result) else { return };
        if done.result.is_failed() {
            failed.store(true, Ordering::Relaxed);
            if let Some(number) = again {
                let command = &format!("paydesk closes show {number} --print");
                sentence = format!("{sentence} {}", words.text(Text::PrinterAgain { command }));
            }
        }
        say(&sentence);
    };
    thread.print(
        PrintOrder { what, paper: paper.clone(), lang, only_original: false, acting: desk.acting_alone() },
        done,
    );
    thread.finish();
    if has_failed.load(Ordering::Relaxed) { Exit::Refused } else { Exit::Done }
}

/// What became of a printout, if it is not just printed.
fn outcome(words: &Locale, result: &PrintResult) -> Option<String> {
    match result {
        PrintResult::PrintedBefore => None,
        PrintResult::Refused(error) => Some(words.desk_error(error)),
        PrintResult::Sent(outcome) => words.print_outcome(outcome),
    }
}

/// Says what became of a slip, and of one that was not printed, how to print it. Returns whether it was not.
fn say_outcome(words: &Locale, (id, copy): (TransactionId, SlipCopy), result: &PrintResult) -> bool {
    // Its group was lost, and its refusal was answered.
    let is_answered = matches!(result, PrintResult::Refused(error) if error.code() == Code::NotFound);
    let Some(sentence) = outcome(words, result).filter(|_| !is_answered) else { return false };
    if !result.is_failed() {
        say(&format!("{id}: {sentence}"));
        return false;
    }
    let whose = match copy {
        SlipCopy::Customer => String::new(),
        SlipCopy::Merchant => format!(" --copy {}", copy.word()),
    };
    let command = format!("paydesk slip {id}{whose} --escpos");
    say(&format!("{sentence} {}", words.text(Text::PrinterAgain { command: &command })));
    true
}
