//! The worker: a thread that owns the desk, so that the screen never waits for the disk.

use std::{
    cell::RefCell,
    collections::VecDeque,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{
    event::Event,
    fault, hide_card,
    in_flight::note_of,
    protocol::{FoundByRequest, Page, Question, QuestionId, Reply, ReplyBody, Status},
};
use crate::{
    config,
    desk::{COUNT_LIMIT, Desk, DeskError, keys, pending::Notes, wipe_stack, with_wiped_stack},
    payment::RequestId,
    record::{Count, Fact, PageFrom, Query, Recorded, Stop},
};

/// The totals of a list are computed once no other question has come for this long.
pub const SUMS_DELAY: Duration = Duration::from_millis(100);
/// How often an idle worker checks whether another till has written.
const NEWS_INTERVAL: Duration = Duration::from_secs(1);

/// Starts the worker. It waits for `sums_delay` before it computes the totals of a list, see [`SUMS_DELAY`]; it ends when
/// `questions` closes. However it ends, it sends [`Event::WorkerGone`].
pub fn start(
    desk: Desk,
    mut notes: Notes,
    sums_delay: Duration,
    questions: Receiver<(QuestionId, Question)>,
    events: Sender<Event>,
) -> std::io::Result<JoinHandle<()>> {
    thread::Builder::new().name("worker".to_owned()).spawn(move || {
        let _gone = WorkerGoneOnDrop(events.clone());
        let mut desk = desk;
        // Not reported here: the next payment fails for the same reason, and says it.
        let _ = desk.record_work(&Fact::Start);
        // Changes up to now are read by the first question.
        let _ = desk.has_news();
        let mut inbox = Inbox { questions, waiting: RefCell::default() };
        while let Some((to, question)) = inbox.next(&mut desk, &events) {
            let body = match question {
                // While the cashier types, totals would only keep the processor from drawing.
                Question::Sums(..) if inbox.wait(sums_delay) => Some(ReplyBody::Sums(Ok(None))),
                question => {
                    with_wiped_stack(|| reply_to(&mut desk, &mut notes, question, &|| inbox.is_waiting()))
                }
            };
            let Some(body) = body else { continue };
            if events.send(Event::Reply(Box::new(Reply { to, body }))).is_err() {
                break;
            }
        }
        let _ = desk.record_work(&Fact::Stop);
    })
}

/// The questions in their order.
struct Inbox {
    questions: Receiver<(QuestionId, Question)>,
    /// Those received while another was answered.
    waiting: RefCell<VecDeque<(QuestionId, Question)>>,
}

impl Inbox {
    /// Whether another question waits; a search or a sum is given up for it.
    fn is_waiting(&self) -> bool {
        // With one processor the main thread waits for this one, and a scheduler gives a search some milliseconds: too
        // long for a letter.
        thread::yield_now();
        let mut waiting = self.waiting.borrow_mut();
        waiting.extend(self.questions.try_recv().ok());
        !waiting.is_empty()
    }

    /// Waits at most `time` for another question. Returns whether one is there.
    fn wait(&self, time: Duration) -> bool {
        let mut waiting = self.waiting.borrow_mut();
        if waiting.is_empty() {
            waiting.extend(self.questions.recv_timeout(time).ok());
        }
        !waiting.is_empty()
    }

    /// The next question; `None` when the channel is closed. Until one comes, the worker brings the search index up to
    /// date and reports what other tills write.
    fn next(&mut self, desk: &mut Desk, events: &Sender<Event>) -> Option<(QuestionId, Question)> {
        // When that fails nothing is lost: searches take longer, and the next payment names the reason.
        while !self.is_waiting() && desk.tidy().unwrap_or(false) {}
        if let Some(question) = self.waiting.get_mut().pop_front() {
            return Some(question);
        }
        loop {
            match self.questions.recv_timeout(NEWS_INTERVAL) {
                Ok(question) => return Some(question),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    if desk.has_news().unwrap_or(false) && events.send(Event::LedgerChanged).is_err() {
                        return None;
                    }
                }
            }
        }
    }
}

/// Sends [`Event::WorkerGone`] when it is dropped: also a panic of the worker ends the screens.
struct WorkerGoneOnDrop(Sender<Event>);

impl Drop for WorkerGoneOnDrop {
    fn drop(&mut self) {
        // Sending fails when the main thread has ended before.
        let _ = self.0.send(Event::WorkerGone);
    }
}

/// Carries out a question; `None` where it has no reply.
fn reply_to(desk: &mut Desk, notes: &mut Notes, question: Question, stop: Stop<'_>) -> Option<ReplyBody> {
    fault::point("worker");
    if let Some(note) = note_of(&question, desk.now()) {
        notes.write(&note);
        fault::point("worker-noted");
    }
    Some(match question {
        Question::OutcomeShown => {
            notes.clear();
            return None;
        }
        Question::LeftoverRead(file) => {
            notes.discard(file);
            return None;
        }
        Question::Status => ReplyBody::Status(status(desk, None)),
        Question::Pay(request, options) => {
            let done = desk.pay(&request, &options);
            wipe_stack();
            fault::point("worker-paid");
            outcome_of(desk, done, options.request_id.as_ref())
        }
        Question::Cancel(request, request_id) => {
            let done = desk.cancel(&request, Some(&request_id));
            wipe_stack();
            outcome_of(desk, done, Some(&request_id))
        }
        Question::FindByRequest(request_id) => ReplyBody::FoundByRequest(find_by_request(desk, &request_id)),
        Question::Find(id) => {
            let found = desk.find(id);
            wipe_stack();
            ReplyBody::Found(found.map(|record| Box::new(hide_card::in_record(record))))
        }
        Question::Search(query, from, limit, count) => {
            ReplyBody::Page(search(desk, &query, from, limit, count, stop))
        }
        Question::Sums(query, days) => ReplyBody::Sums(desk.summary(&query, (days.first, days.last), stop)),
        Question::SaveSetting(path, key, setting) => {
            ReplyBody::SettingSaved(config::remember(&path, key, &setting))
        }
        Question::Reveal(transaction) => {
            let recorded = desk.record_reveal(&transaction);
            ReplyBody::Revealed(recorded.and_then(|()| desk.find(transaction.id)).map(Box::new))
        }
        Question::IsProtected(keyring) => ReplyBody::Protected(keys::asks_for_passphrase(&keyring)),
        Question::Unlock(keyring, passphrase) => {
            ReplyBody::Unlocked(keys::check_passphrase(&keyring, &passphrase.0))
        }
    })
}

/// The reply to a payment or cancel. After a failure the ledger is asked at once whether it has it.
fn outcome_of(desk: &Desk, done: Result<Recorded, DeskError>, request_id: Option<&RequestId>) -> ReplyBody {
    match done {
        Ok(recorded) => ReplyBody::Done(Ok(Box::new(with_status(desk, recorded)))),
        // Made anew on the clean stack: in its unused bytes the error of the desk may have taken some of the card along.
        Err(DeskError::Refused(error)) => ReplyBody::Done(Err(error.clone())),
        // The file that was opened is gone, but nothing went into it: there is nothing to ask.
        Err(error) if error.is_replaced_before() => ReplyBody::Failed(error, Ok(None)),
        Err(error) => ReplyBody::Failed(error, request_id.map_or(Ok(None), |id| find_by_request(desk, id))),
    }
}

/// What the ledger has by a request id.
fn find_by_request(desk: &Desk, request_id: &RequestId) -> FoundByRequest {
    let found = desk.find_by_request(request_id)?;
    Ok(found.map(|found| Box::new((found, status(desk, None).ok()))))
}

/// What was recorded, with the masked message, and the status right after it.
fn with_status(desk: &Desk, recorded: Recorded) -> (Recorded, Option<Status>) {
    let status = status(desk, Some(&recorded)).ok();
    wipe_stack();
    (hide_card::in_recorded(recorded), status)
}

/// The status. For what was just `done` it has the message as it was made: the ledger may keep it without the CVC.
fn status(desk: &Desk, done: Option<&Recorded>) -> Result<Status, DeskError> {
    let last = match (desk.last()?, done) {
        (Some(last), Some(done)) if last.id == done.transaction.id => Some(desk.find_recorded(done)?),
        (last, _) => last.map(|last| desk.find(last.id)).transpose()?,
    };
    let last = last.map(|record| Box::new(hide_card::in_record(record)));
    Ok(Status { last, today: desk.today()?, count: desk.count(&Query::default())? })
}

/// A page of what matches `query`; `None` when `stop` gave it up.
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
