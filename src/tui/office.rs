//! The worker of head office: a thread with a connection to the centre, which answers what the screens ask there. Everything else it
//! refuses: nothing is recorded.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{
    event::Event,
    protocol::{LeftOut, Page, Question, QuestionId, Reply, ReplyBody, StaffStatus, Status, UnlockBy},
    queue::Queue,
    worker::{WorkerGoneOnDrop, saved},
};
use crate::{
    central::{HeadOffice, OfficePage},
    desk::{COUNT_LIMIT, CardFound, ClockWatch, DeskError, Summary},
    payment::CardNumber,
    record::{CentreError, Condition, Count, PageFrom, Query, Stop, Term},
};

/// How often an idle worker asks the centre for what is new.
const NEWS_INTERVAL: Duration = Duration::from_secs(5);

/// Starts the worker. It ends when `questions` closes; however it ends, it sends [`Event::WorkerGone`].
pub fn start(
    office: HeadOffice,
    summary_delay: Duration,
    questions: Receiver<(QuestionId, Question)>,
    events: Sender<Event>,
) -> std::io::Result<JoinHandle<()>> {
    thread::Builder::new().name("worker".to_owned()).spawn(move || {
        let _gone = WorkerGoneOnDrop(events.clone());
        let questions = Queue::of(questions);
        let mut seen = None;
        loop {
            let body = match questions.next_within(NEWS_INTERVAL) {
                Ok((to, Question::Summary(..))) if questions.wait(summary_delay) => {
                    Some((to, ReplyBody::Summary(Ok(None))))
                }
                Ok((to, question)) => {
                    reply_to(&office, question, &|| questions.is_waiting()).map(|body| (to, body))
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    // Where it cannot be reached, the next look-up says so.
                    let status = office.status().ok().filter(|now| Some(*now) != seen);
                    if let Some(now) = status {
                        seen = Some(now);
                        if events.send(Event::Office(now)).is_err() {
                            break;
                        }
                    }
                    None
                }
            };
            if body.as_ref().is_some_and(|(_, body)| has_failed(body)) {
                // Once it is reached again, that is news.
                seen = None;
            }
            if let Some((to, body)) = body
                && events.send(Event::Reply(Box::new(Reply { to, body }))).is_err()
            {
                break;
            }
        }
    })
}

/// Whether the centre could not be asked.
fn has_failed(body: &ReplyBody) -> bool {
    let (ReplyBody::Page(Err(error)) | ReplyBody::Summary(Err(error)) | ReplyBody::Shops(Err(error))) = body
    else {
        return false;
    };
    matches!(error, DeskError::Centre(error) if error.may_pass())
}

/// Carries out a question; `None` where it has no reply.
fn reply_to(office: &HeadOffice, question: Question, stop: Stop<'_>) -> Option<ReplyBody> {
    Some(match question {
        Question::AcceptClock
        | Question::UseSettings(..)
        | Question::NoteSettings(_)
        | Question::OutcomeShown
        | Question::NoteRead(_) => return None,
        Question::Status => {
            let staff = StaffStatus { is_known: true, ..StaffStatus::default() };
            ReplyBody::Status(Ok(staff), status(office, stop))
        }
        Question::Find(id) => ReplyBody::FoundSealed(office.find(id, None, None).map(Box::new)),
        Question::FindIn(id, ledger) => {
            ReplyBody::FoundSealed(office.find(id, None, Some(ledger)).map(Box::new))
        }
        Question::FindCard(card, is_keyed) => ReplyBody::Card(find_card(office, &card, is_keyed)),
        Question::Search(query, from, limit, count) => {
            ReplyBody::Page(search(office, &query, (from, limit), count, stop))
        }
        Question::Summary(query, days) => ReplyBody::Summary(office.summary(&query, days, stop)),
        Question::Shops(days, shops) => ReplyBody::Shops(office.shops(days, &shops, stop)),
        Question::SaveSetting(path, key, setting) => saved(&path, key, &setting),
        Question::HowToUnlock => ReplyBody::HowToUnlock(Ok(UnlockBy::Enter)),
        Question::Unlock(_) => ReplyBody::Unlocked(Ok(())),
        _ => ReplyBody::Refused(CentreError::OnlyLooks.into()),
    })
}

fn status(office: &HeadOffice, stop: Stop<'_>) -> Result<Status, DeskError> {
    let count = match office.count_all(stop) {
        // The first list counts, too.
        Ok(None) | Err(DeskError::Centre(CentreError::TooSlow)) => Count::AtLeast(COUNT_LIMIT),
        counted => Count::Exactly(counted?.unwrap_or(0)),
    };
    Ok(Status {
        last: None,
        earlier: Vec::new(),
        today: Summary::default(),
        count,
        open_since: None,
        clock: ClockWatch::default(),
    })
}

/// The digits of a card may be those of an id. A card itself is compared with a key, and only shops have one.
fn find_card(office: &HeadOffice, card: &CardNumber, is_keyed: bool) -> Result<CardFound, DeskError> {
    let begins = Condition::IdBegins(card.expose().to_owned());
    let query = Query { terms: vec![Term::is(begins)] };
    let is_an_id = |page: Option<OfficePage>| page.is_some_and(|page| !page.rows.is_empty());
    if is_keyed && is_an_id(office.page(&query, (PageFrom::Start, 1), false, &|| false)?) {
        return Ok(CardFound::InAnId);
    }
    Err(CentreError::NoKey.into())
}

fn search(
    office: &HeadOffice,
    query: &Query,
    part: (PageFrom, usize),
    count: bool,
    stop: Stop<'_>,
) -> Result<Option<Page>, DeskError> {
    let empty = Page { rows: Vec::new(), count: None, emptied_by: None, set_aside: None, left_out: None };
    match office.page(query, part, count, stop) {
        Ok(Some(OfficePage { rows, count, emptied_by, damaged, is_partial })) => {
            let left_out = damaged.map(|_| LeftOut::Damaged).or(is_partial.then_some(LeftOut::Part));
            Ok(Some(Page { rows, count, emptied_by, left_out, ..empty }))
        }
        Ok(None) => Ok(None),
        Err(DeskError::Centre(CentreError::TooMuch)) => {
            Ok(Some(Page { left_out: Some(LeftOut::TooMuch), ..empty }))
        }
        Err(DeskError::Centre(CentreError::TooSlow)) => {
            Ok(Some(Page { left_out: Some(LeftOut::TooSlow), ..empty }))
        }
        Err(error) => Err(error),
    }
}
