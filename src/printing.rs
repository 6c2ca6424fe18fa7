//! Slips and reports on their way to the printer: what screens and commands share.
//!
//! ```text
//!  order ──► its thread: find, record the print ──► bytes ──► printer ──► done
//!                                                       └── a slip that was not taken: record that ──┘
//! ```
//!
//! The thread has a desk of its own. So a print is recorded right before its first byte, also where others wait before it: what a
//! program that ends leaves behind unsent was never recorded. A report that is printed the first time is recorded by the close itself,
//! or, as an X report, not at all.

use std::{
    io,
    sync::mpsc::{self, Receiver, Sender, TryRecvError},
    thread::{self, JoinHandle},
};

use crate::{
    config::PaperConfig,
    desk::{Acting, Desk, DeskError, Settings, World, with_wiped_stack},
    locale::{Lang, Locale},
    payment::TransactionId,
    printer::{self, DEADLINE, Outcome, PrinterError, PrinterTrouble},
    record::{DayReport, Record, SlipCopy},
    slip::Slip,
};

/// What is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printout {
    /// The slip of a transaction.
    Slip {
        /// Of this one.
        id: TransactionId,
        /// This copy.
        copy: SlipCopy,
    },
    /// A report as it was made: an X report, or a close that is printed the first time.
    Report(Box<DayReport>),
    /// The close of this number, once more.
    CloseAgain(u32),
}

/// Something to be printed.
#[derive(Debug)]
pub struct PrintOrder {
    /// What.
    pub what: Printout,
    /// Shop, printer and slips.
    pub paper: PaperConfig,
    /// The language of the words, if the printer knows it.
    pub lang: Lang,
    /// Print nothing where this copy of the slip was printed before.
    pub only_original: bool,
    /// Who prints it.
    pub acting: Acting,
}

/// What became of an order.
#[derive(Debug)]
pub struct PrintDone {
    /// What was to be printed.
    pub what: Printout,
    /// What became of it.
    pub result: PrintResult,
}

/// What became of a printout.
#[derive(Debug)]
pub enum PrintResult {
    /// Only the original was wanted, and it was printed before.
    PrintedBefore,
    /// Nothing was sent.
    Refused(DeskError),
    /// It was sent.
    Sent(Outcome),
}

impl PrintResult {
    /// Whether it is not on paper, nor on its way.
    #[must_use]
    pub fn is_failed(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Sent(Outcome::Failed(_)))
    }
}

/// An order, and who is told what became of it.
type Job = (PrintOrder, Box<dyn FnOnce(PrintDone) + Send>);

/// The thread that prints, one order after the other.
pub struct PrintThread {
    orders: Sender<Job>,
    thread: JoinHandle<()>,
}

impl PrintThread {
    /// Starts it. With `stops_at_failure`, what waits behind one that was not printed in time fails at once: without that a
    /// program which takes a thousand payments would wait for a dead printer a thousand times. Once nothing waits, it tries
    /// again.
    ///
    /// # Errors
    /// The system has no thread.
    pub fn start(settings: Settings, world: World, stops_at_failure: bool) -> io::Result<Self> {
        let (orders, waiting) = mpsc::channel::<Job>();
        let run = move || {
            let mut worker = Worker { settings, world, desk: None };
            let mut is_stopped = false;
            while let Some((order, done)) = next(&waiting, &mut is_stopped) {
                let result = if is_stopped {
                    skipped(&order)
                } else {
                    // It opens the message, and the thread may wait for hours after it.
                    with_wiped_stack(|| worker.print(&order))
                };
                is_stopped |= stops_at_failure
                    && !matches!(result, PrintResult::PrintedBefore | PrintResult::Sent(Outcome::Printed));
                done(PrintDone { what: order.what, result });
            }
        };
        let thread = thread::Builder::new().name("printer".to_owned()).spawn(run)?;
        Ok(Self { orders, thread })
    }

    /// Prints something after what was ordered before; `done` is called with what became of it.
    pub fn print(&self, order: PrintOrder, done: impl FnOnce(PrintDone) + Send + 'static) {
        // It fails once the thread has panicked.
        let _ = self.orders.send((order, Box::new(done)));
    }

    /// Waits until all orders are done.
    pub fn finish(self) {
        drop(self.orders);
        // Of a panic, the program has said all that is to be said.
        let _ = self.thread.join();
    }
}

/// The next order; `None` once there will be none. Where none waits, nothing is stopped any more.
fn next<T>(waiting: &Receiver<T>, is_stopped: &mut bool) -> Option<T> {
    match waiting.try_recv() {
        Ok(order) => Some(order),
        Err(TryRecvError::Disconnected) => None,
        Err(TryRecvError::Empty) => {
            *is_stopped = false;
            waiting.recv().ok()
        }
    }
}

fn skipped(order: &PrintOrder) -> PrintResult {
    let to = order.paper.printer.to.clone();
    PrintResult::Sent(Outcome::Failed(PrinterError { to, trouble: PrinterTrouble::Skipped }))
}

/// The bytes that print a slip.
#[must_use]
pub fn bytes(words: &Locale, record: &Record, reprint: u32, copy: SlipCopy, paper: &PaperConfig) -> Vec<u8> {
    let slip = Slip::of(record, reprint, copy, paper);
    printer::bytes(&words.slip_lines(&slip, &paper.printer), slip.opens_drawer, &paper.printer)
}

/// The bytes that print a report.
fn report_bytes(words: &Locale, report: &DayReport, reprint: u32, paper: &PaperConfig) -> Vec<u8> {
    printer::bytes(&words.report_lines(report, reprint, paper), false, &paper.printer)
}

/// What the thread has: the desk is opened with the first order.
struct Worker {
    settings: Settings,
    world: World,
    desk: Option<Desk>,
}

impl Worker {
    fn print(&mut self, order: &PrintOrder) -> PrintResult {
        let PrintOrder { what, paper, lang, only_original, acting } = order;
        if let Ok(desk) = self.desk() {
            desk.act_as(acting.clone());
        }
        let words = Locale::new(*lang);
        let result = match what {
            Printout::Slip { id, copy } => self.print_slip(*id, *copy, *only_original, &words, paper),
            Printout::Report(report) => Ok(send(&report_bytes(&words, report, 0, paper), paper)),
            Printout::CloseAgain(number) => self.print_close_again(*number, &words, paper),
        };
        result.unwrap_or_else(PrintResult::Refused)
    }

    fn print_slip(
        &mut self,
        id: TransactionId,
        copy: SlipCopy,
        only_original: bool,
        words: &Locale,
        paper: &PaperConfig,
    ) -> Result<PrintResult, DeskError> {
        let desk = self.desk()?;
        let record = desk.find(id)?;
        let transaction = record.story.transaction.seq;
        if only_original && desk.prints_of(transaction)?.of(copy) > 0 {
            return Ok(PrintResult::PrintedBefore);
        }
        let reprint = desk.record_print(transaction, copy)?;
        let result = send(&bytes(words, &record, reprint, copy, paper), paper);
        if result.is_failed() {
            // Where that fails, the copy counts as printed, and the next one is marked.
            let _ = desk.record_print_failed(transaction, copy);
        }
        Ok(result)
    }

    fn print_close_again(
        &mut self,
        number: u32,
        words: &Locale,
        paper: &PaperConfig,
    ) -> Result<PrintResult, DeskError> {
        let desk = self.desk()?;
        let (report, reprint) = desk.record_close_print(number)?;
        Ok(send(&report_bytes(words, &report, reprint, paper), paper))
    }

    fn desk(&mut self) -> Result<&mut Desk, DeskError> {
        let desk = match self.desk.take() {
            Some(desk) => desk,
            None => Desk::open(self.settings.clone(), self.world.clone())?,
        };
        Ok(self.desk.insert(desk))
    }
}

fn send(bytes: &[u8], paper: &PaperConfig) -> PrintResult {
    PrintResult::Sent(printer::send(&paper.printer.to, bytes, DEADLINE))
}
