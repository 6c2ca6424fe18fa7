//! The worker: a thread that owns the desk, so that the screen never waits for the disk.

use std::{
    path::PathBuf,
    sync::mpsc::{Receiver, Sender},
    thread::{self, JoinHandle},
};

use crate::{
    config::{self, ConfigError, Setting},
    desk::{Desk, DeskError, PayOptions, Receipt, Record},
    ledger::{AuditEvent, Count, Found, Place, Query, Totals, Transaction},
    payment::{CancelRequest, PaymentRequest, RequestId, TransactionId},
};

use super::{event::Event, fault};

/// Names a question; its answer carries the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuestionId(pub u64);

/// What the worker is asked.
#[derive(Debug)]
pub enum Question {
    /// How things stand.
    Status,
    /// Take a payment.
    Pay(PaymentRequest, PayOptions),
    /// Cancel a payment.
    Cancel(CancelRequest, RequestId),
    /// All about one transaction.
    Find(TransactionId),
    /// A page of a list: what, after which row, how many.
    Search(Query, Option<Place>, usize),
    /// Keep a choice in the configuration's file.
    Remember(PathBuf, &'static config::Key, Setting),
    /// Record that a message is about to be shown in clear.
    Reveal(Box<Transaction>),
}

/// What the worker answers.
pub struct Answer {
    /// To which question.
    pub to: QuestionId,
    /// What.
    pub content: Content,
}

/// What an answer says.
pub enum Content {
    /// How things stand.
    Status(Result<Status, DeskError>),
    /// A payment or cancel was carried out, or not; with how things stand afterwards.
    Done(Result<Box<(Receipt, Option<Status>)>, DeskError>),
    /// All about one transaction.
    Found(Result<Box<Record>, DeskError>),
    /// A page, and how many there are in all; the count only with the first page.
    Page(Result<(Vec<Found>, Option<Count>), DeskError>),
    /// A choice is kept.
    Remembered(Result<(), ConfigError>),
    /// The reveal is recorded.
    Revealed(Result<(), DeskError>),
}

/// How things stand at this till.
pub struct Status {
    /// The last transaction of this till, with its message.
    pub last: Option<Box<Record>>,
    /// The totals of today, all tills.
    pub today: Totals,
    /// How many transactions there are.
    pub count: Count,
}

/// Starts the worker. It ends when `questions` closes; should it end otherwise, it sends [`Event::WorkerGone`].
pub fn start(
    desk: Desk,
    questions: Receiver<(QuestionId, Question)>,
    events: Sender<Event>,
) -> std::io::Result<JoinHandle<()>> {
    thread::Builder::new().name("worker".to_owned()).spawn(move || {
        let _gone = SayGone(events.clone());
        let mut desk = desk;
        // A ledger that cannot be written says so at the next payment, with a name and a reason.
        let _ = desk.record_shift(AuditEvent::Start);
        for (to, question) in questions {
            let content = answer(&mut desk, question);
            if events.send(Event::Answer(Box::new(Answer { to, content }))).is_err() {
                break;
            }
        }
        let _ = desk.record_shift(AuditEvent::Stop);
    })
}

/// Says that the worker is gone, also when it panics. After a regular end nobody listens any more.
struct SayGone(Sender<Event>);

impl Drop for SayGone {
    fn drop(&mut self) {
        // The main thread may have ended before.
        let _ = self.0.send(Event::WorkerGone);
    }
}

fn answer(desk: &mut Desk, question: Question) -> Content {
    fault::point("worker");
    match question {
        Question::Status => Content::Status(status(desk)),
        Question::Pay(request, options) => {
            let done = desk.pay(&request, &options);
            fault::point("worker-paid");
            Content::Done(done.map(|receipt| Box::new((receipt, status(desk).ok()))))
        }
        Question::Cancel(request, request_id) => {
            let done = desk.cancel(&request, Some(&request_id));
            Content::Done(done.map(|receipt| Box::new((receipt, status(desk).ok()))))
        }
        Question::Find(id) => Content::Found(desk.find(id).map(Box::new)),
        Question::Search(query, after, limit) => Content::Page(search(desk, &query, after, limit)),
        Question::Remember(path, key, setting) => Content::Remembered(config::remember(&path, key, &setting)),
        Question::Reveal(transaction) => Content::Revealed(desk.record_reveal(&transaction)),
    }
}

fn status(desk: &Desk) -> Result<Status, DeskError> {
    let last = desk.last()?.map(|last| desk.find(last.id)).transpose()?.map(Box::new);
    Ok(Status { last, today: desk.today()?, count: desk.count(&Query::default())? })
}

fn search(
    desk: &Desk,
    query: &Query,
    after: Option<Place>,
    limit: usize,
) -> Result<(Vec<Found>, Option<Count>), DeskError> {
    let page = desk.list(query, after, limit)?;
    let count = match after {
        None => Some(desk.count(query)?),
        Some(_) => None,
    };
    Ok((page, count))
}
