//! The worker: a thread that owns the desk, so that the screen never waits for the disk.

use std::{
    cell::RefCell,
    collections::VecDeque,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::Duration,
};

use chrono::{DateTime, FixedOffset};

use super::{
    covered,
    event::Event,
    fault,
    protocol::{Answer, Content, Page, Question, QuestionId, Recalled, Status},
};
use crate::{
    config,
    desk::{
        COUNT_LIMIT, Desk, DeskError, keys,
        pending::{Intent, Note, Notes},
    },
    payment::{CancelAmount, RequestId},
    record::{AuditEvent, Count, PageFrom, Query, Recorded, Stop},
};

/// What a list adds up to is worked out when nothing else was asked for this long.
pub const BREATH: Duration = Duration::from_millis(100);
/// How often it is looked whether other tills wrote something.
const NEWS: Duration = Duration::from_secs(1);

/// Starts the worker, which takes a `breath` before what a list adds up to, see [`BREATH`]. It ends when `questions` closes; should it end otherwise, it sends [`Event::WorkerGone`].
pub fn start(
    desk: Desk,
    mut notes: Notes,
    breath: Duration,
    questions: Receiver<(QuestionId, Question)>,
    events: Sender<Event>,
) -> std::io::Result<JoinHandle<()>> {
    thread::Builder::new().name("worker".to_owned()).spawn(move || {
        let _gone = SayGone(events.clone());
        let mut desk = desk;
        // A ledger that cannot be written says so at the next payment, with a name and a reason.
        let _ = desk.record_start_or_stop(AuditEvent::Start);
        // What was written up to now is no news.
        let _ = desk.has_news();
        let mut inbox = Inbox { questions, waiting: RefCell::default() };
        while let Some((to, question)) = inbox.next(&mut desk, &events) {
            let content = match question {
                // While somebody types, sums would only take the processor from the letters.
                Question::Glance(..) if inbox.wait(breath) => Some(Content::Glance(Ok(None))),
                question => answer(&mut desk, &mut notes, question, &|| inbox.is_waiting()),
            };
            let Some(content) = content else { continue };
            covered::scrub_stack();
            if events.send(Event::Answer(Box::new(Answer { to, content }))).is_err() {
                break;
            }
        }
        let _ = desk.record_start_or_stop(AuditEvent::Stop);
    })
}

/// The questions that wait.
struct Inbox {
    questions: Receiver<(QuestionId, Question)>,
    /// Those that were seen while another one was being answered.
    waiting: RefCell<VecDeque<(QuestionId, Question)>>,
}

impl Inbox {
    /// Whether there is another question: what may be given up is given up for it.
    fn is_waiting(&self) -> bool {
        // A key that comes meanwhile may wait for this very processor, and a scheduler lets a search have it for some
        // milliseconds: too long for a letter.
        thread::yield_now();
        let mut waiting = self.waiting.borrow_mut();
        waiting.extend(self.questions.try_recv().ok());
        !waiting.is_empty()
    }

    /// Waits for another question, but not for long. Says whether there is one.
    fn wait(&self, time: Duration) -> bool {
        let mut waiting = self.waiting.borrow_mut();
        if waiting.is_empty() {
            waiting.extend(self.questions.recv_timeout(time).ok());
        }
        !waiting.is_empty()
    }

    /// The next question. Until there is one, the desk is tidied, and news of other tills are told.
    fn next(&mut self, desk: &mut Desk, events: &Sender<Event>) -> Option<(QuestionId, Question)> {
        // Nothing is lost when tidying fails: searches take longer, and payments say what is wrong.
        while !self.is_waiting() && desk.tidy().unwrap_or(false) {}
        if let Some(question) = self.waiting.get_mut().pop_front() {
            return Some(question);
        }
        loop {
            match self.questions.recv_timeout(NEWS) {
                Ok(question) => return Some(question),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    if desk.has_news().unwrap_or(false) && events.send(Event::News).is_err() {
                        return None;
                    }
                }
            }
        }
    }
}

/// Says that the worker is gone, also when it panics. After a regular end nobody listens any more.
struct SayGone(Sender<Event>);

impl Drop for SayGone {
    fn drop(&mut self) {
        // The main thread may have ended before.
        let _ = self.0.send(Event::WorkerGone);
    }
}

fn answer(desk: &mut Desk, notes: &mut Notes, question: Question, stop: Stop<'_>) -> Option<Content> {
    fault::point("worker");
    if let Some(note) = note_of(&question, desk.now()) {
        notes.write(&note);
        fault::point("worker-noted");
    }
    Some(match question {
        Question::Seen => {
            notes.clear();
            return None;
        }
        Question::Settle(file) => {
            notes.discard(file);
            return None;
        }
        Question::Status => Content::Status(status(desk, None)),
        Question::Pay(request, options) => {
            let done = desk.pay(&request, &options);
            covered::scrub_stack();
            fault::point("worker-paid");
            landed(desk, done, options.request_id.as_ref())
        }
        Question::Cancel(request, request_id) => {
            let done = desk.cancel(&request, Some(&request_id));
            covered::scrub_stack();
            landed(desk, done, Some(&request_id))
        }
        Question::Recall(request_id) => Content::Recalled(recall(desk, &request_id)),
        Question::Find(id) => {
            let found = desk.find(id);
            covered::scrub_stack();
            Content::Found(found.map(|record| Box::new(covered::record(record))))
        }
        Question::Search(query, from, limit, count) => {
            Content::Page(search(desk, &query, from, limit, count, stop))
        }
        Question::Glance(query, days) => Content::Glance(desk.summary(&query, (days.first, days.last), stop)),
        Question::Remember(path, key, setting) => Content::Remembered(config::remember(&path, key, &setting)),
        Question::Reveal(transaction) => {
            let recorded = desk.record_reveal(&transaction);
            Content::Revealed(recorded.and_then(|()| desk.find(transaction.id)).map(Box::new))
        }
        Question::Door(keyring) => Content::Door(keys::asks_for_passphrase(&keyring)),
        Question::Unlock(keyring, passphrase) => {
            Content::Unlocked(keys::check_passphrase(&keyring, &passphrase.0))
        }
    })
}

/// The note of a question that moves money.
fn note_of(question: &Question, at: DateTime<FixedOffset>) -> Option<Note> {
    let (what, request_id) = match question {
        Question::Pay(request, options) => (Intent::Payment(request.amount), options.request_id.as_ref()?),
        Question::Cancel(request, request_id) => {
            let amount = match request.amount {
                CancelAmount::Part(amount) => Some(amount),
                CancelAmount::Rest => None,
            };
            (Intent::Cancel(amount, request.id), request_id)
        }
        _ => return None,
    };
    Some(Note { request_id: request_id.clone(), what, at })
}

/// What became of a payment or cancel. After trouble the ledger is asked before anything else.
fn landed(desk: &Desk, done: Result<Recorded, DeskError>, request_id: Option<&RequestId>) -> Content {
    match done {
        Ok(recorded) => Content::Done(Ok(Box::new(handed_over(desk, recorded)))),
        Err(DeskError::Refused(error)) => Content::Done(Err(error)),
        Err(error) => Content::Failed(error, request_id.map_or(Ok(None), |id| recall(desk, id))),
    }
}

fn recall(desk: &Desk, request_id: &RequestId) -> Recalled {
    let found = desk.find_by_request(request_id)?;
    Ok(found.map(|found| Box::new((found, status(desk, None).ok()))))
}

/// What was recorded, for the screens, with how things stand right after it.
fn handed_over(desk: &Desk, recorded: Recorded) -> (Recorded, Option<Status>) {
    let status = status(desk, Some(&recorded)).ok();
    covered::scrub_stack();
    (covered::recorded(recorded), status)
}

/// How things stand; the message of what was just `done` as it was handed over, which may be more than is kept of it.
fn status(desk: &Desk, done: Option<&Recorded>) -> Result<Status, DeskError> {
    let last = match (desk.last()?, done) {
        (Some(last), Some(done)) if last.id == done.transaction.id => Some(desk.find_recorded(done)?),
        (last, _) => last.map(|last| desk.find(last.id)).transpose()?,
    };
    let last = last.map(|record| Box::new(covered::record(record)));
    Ok(Status { last, today: desk.today()?, count: desk.count(&Query::default())? })
}

fn search(
    desk: &Desk,
    query: &Query,
    from: PageFrom,
    limit: usize,
    count: bool,
    stop: Stop<'_>,
) -> Result<Option<Page>, DeskError> {
    let mut search = desk.search(query, stop)?;
    let Some(rows) = search.page(from, limit)? else { return Ok(None) };
    let counted = match (count, rows.len() < limit) {
        (false, _) => None,
        (true, true) => Some(Count::Exactly(rows.len() as u64)),
        (true, false) => match search.count(COUNT_LIMIT)? {
            None => return Ok(None),
            counted => counted,
        },
    };
    drop(search);
    let emptied_by = if rows.is_empty() { desk.emptied_by(query, stop)? } else { None };
    Ok(Some(Page { rows, count: counted, emptied_by }))
}
