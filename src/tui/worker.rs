//! The worker: a thread that owns the desk, so that the screen never waits for the disk.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use super::{
    event::Event,
    fault, hide_card,
    in_flight::note_of,
    protocol::{
        DayReply, EARLIER, Exact, FoundByRequest, HandOverOrder, Page, PeopleChange, Question, QuestionId,
        Reply, ReplyBody, StaffStatus, Status, UnlockBy,
    },
    queue::Queue,
};
use crate::{
    config,
    desk::{
        Asked, COUNT_LIMIT, Desk, DeskError, HandOverError, HandOverTo, HandedOverFile, Misfit, NotAllowed,
        Settings, World, keys, pending::Notes, wipe_stack, with_wiped_stack,
    },
    payment::{RequestId, TransactionId},
    printer::{Outcome, PrinterError, PrinterTrouble},
    printing::{PrintDone, PrintOrder, PrintResult, PrintThread, Printout},
    record::{
        Count, DayReport, Fact, OriginalRow, PageFrom, Prints, Progress, Query, Record, Recorded, Stop,
    },
    staff::{Action, Operator, PinDigits, PinUse},
};

/// The totals of a list are computed once no other question has come for this long.
pub const SUMMARY_DELAY: Duration = Duration::from_millis(100);
/// How often an idle worker checks whether another till has written.
const NEWS_INTERVAL: Duration = Duration::from_secs(1);

/// How long the figures of the day are counted before the screen shows how far they are.
const DAY_STEP: Duration = Duration::from_millis(100);

/// What the worker begins with.
pub enum Beginning {
    /// An open desk.
    Open(Box<Desk>),
    /// A ledger that is not as it is remembered: the cashier has to accept it first.
    Asking(Settings, World),
}

impl Beginning {
    /// Opens the desk. The misfit is what to ask the cashier about, if there is one.
    ///
    /// # Errors
    /// As [`Desk::open`], but for [`DeskError::Misfit`].
    pub fn open(settings: &Settings, world: &World) -> Result<(Self, Option<Misfit>), DeskError> {
        match Desk::open(settings.clone(), world.clone()) {
            Ok(desk) => Ok((Self::Open(Box::new(desk)), None)),
            Err(DeskError::Misfit(misfit)) => {
                Ok((Self::Asking(settings.clone(), world.clone()), Some(*misfit)))
            }
            Err(error) => Err(error),
        }
    }
}

/// Starts the worker, with the settings that only an owner may change, which are noted. It waits for `summary_delay` before it computes the totals of a list, see [`SUMMARY_DELAY`]; it ends when
/// `questions` closes. However it ends, it sends [`Event::WorkerGone`].
pub fn start(
    beginning: Beginning,
    notes: Notes,
    guarded: Option<BTreeMap<String, String>>,
    summary_delay: Duration,
    questions: Receiver<(QuestionId, Question)>,
    events: Sender<Event>,
) -> std::io::Result<JoinHandle<()>> {
    thread::Builder::new().name("worker".to_owned()).spawn(move || {
        let _gone = WorkerGoneOnDrop(events.clone());
        // Made after it, so dropped before it: what the closure has captured would be dropped last, and the program might
        // end with the file of its notes still there.
        let mut notes = notes;
        let is_shared = notes.is_till_shared();
        let mut inbox = Inbox { questions: Queue::of(questions), is_misplaced: false, is_shared };
        let opened = match beginning {
            Beginning::Open(desk) => Some(*desk),
            Beginning::Asking(settings, world) => inbox.wait_for_accept(&settings, &world, &events),
        };
        let Some(mut desk) = opened else { return };
        // Not reported here: the next payment fails for the same reason, and says it.
        let _ = desk.watch_clock(true);
        let _ = desk.record_if_begun(&Fact::Start);
        if let Some(settings) = guarded {
            let _ = desk.note_settings(settings);
        }
        // Changes up to now are read by the first question.
        let _ = desk.has_news();
        let (mut printer, mut handing) = (None, None);
        while let Some((to, question)) = inbox.next(&mut desk, &notes, &events) {
            let body = match question {
                // While the cashier types, totals would only keep the processor from drawing.
                Question::Summary(..) if inbox.questions.wait(summary_delay) => {
                    Some(ReplyBody::Summary(Ok(None)))
                }
                Question::Print(order) => print(&mut printer, &mut desk, to, *order, &events),
                Question::HandOver(order) => hand_over(&mut handing, &mut desk, to, order, &events),
                question => with_wiped_stack(|| {
                    reply_to(&mut desk, &mut notes, question, &|| inbox.questions.is_waiting())
                }),
            };
            let Some(body) = body else { continue };
            inbox.is_misplaced |= body.says_misplaced();
            if events.send(Event::Reply(Box::new(Reply { to, body }))).is_err() {
                break;
            }
        }
        let _ = desk.record_if_begun(&Fact::Stop);
    })
}

/// The questions in their order.
struct Inbox {
    questions: Queue,
    /// The ledger's file is not the one that was opened, and the screens know it.
    is_misplaced: bool,
    /// Another program has this till's number, and the screens know it.
    is_shared: bool,
}

impl Inbox {
    /// Waits until the cashier accepts the ledger; `None` when the channel is closed before. Questions about the ledger are
    /// kept until then.
    fn wait_for_accept(
        &mut self,
        settings: &Settings,
        world: &World,
        events: &Sender<Event>,
    ) -> Option<Desk> {
        let mut kept = Vec::new();
        loop {
            let (to, question) = self.questions.next()?;
            let (body, desk) = match question {
                Question::AcceptLedger => match Desk::accept(settings.clone(), world.clone()) {
                    Ok((desk, misfit)) => (ReplyBody::Accepted(Ok(misfit.map(Box::new))), Some(desk)),
                    Err(error) => (ReplyBody::Accepted(Err(error)), None),
                },
                question => match reply_without_ledger(settings, question) {
                    Ok(body) => (body, None),
                    Err(question) => {
                        kept.push((to, question));
                        continue;
                    }
                },
            };
            events.send(Event::Reply(Box::new(Reply { to, body }))).ok()?;
            if desk.is_some() {
                self.questions.put_back(kept);
                return desk;
            }
        }
    }

    /// The next question; `None` when the channel is closed. Until one comes, the worker brings the search index up to
    /// date and reports what other tills write.
    fn next(
        &mut self,
        desk: &mut Desk,
        notes: &Notes,
        events: &Sender<Event>,
    ) -> Option<(QuestionId, Question)> {
        // When that fails nothing is lost: searches take longer, and the next payment names the reason.
        while !self.questions.is_waiting() && desk.tidy().unwrap_or(false) {}
        loop {
            match self.questions.next_within(NEWS_INTERVAL) {
                Ok(question) => return Some(question),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    desk.while_idle();
                    for event in self.look(desk).into_iter().chain(self.look_around(notes)) {
                        events.send(event).ok()?;
                    }
                }
            }
        }
    }

    /// Whether the ledger's file was replaced, or is the right one again; else whether another till has written.
    fn look(&mut self, desk: &Desk) -> Option<Event> {
        // Any other trouble is said by what it stops.
        let is_misplaced = desk.check_file().is_err_and(|error| error.is_replaced());
        match (std::mem::replace(&mut self.is_misplaced, is_misplaced), is_misplaced) {
            (false, true) => Some(Event::LedgerMisplaced),
            (true, false) => Some(Event::LedgerBack),
            (true, true) => None,
            (false, false) => desk.has_news().unwrap_or(false).then_some(Event::LedgerChanged),
        }
    }

    /// Whether another program has come with this till's number, or has gone.
    fn look_around(&mut self, notes: &Notes) -> Option<Event> {
        let is_shared = notes.is_till_shared();
        let was_shared = std::mem::replace(&mut self.is_shared, is_shared);
        (is_shared != was_shared).then_some(Event::TillShared(is_shared))
    }
}

/// Sends [`Event::WorkerGone`] when it is dropped: also a panic of the worker ends the screens.
pub struct WorkerGoneOnDrop(pub Sender<Event>);

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
        Question::AcceptClock => {
            let _ = desk.accept_clock();
            return None;
        }
        Question::UseSettings(rules, day_starts_at) => {
            desk.use_settings(rules, day_starts_at);
            return None;
        }
        Question::OutcomeShown => {
            notes.clear();
            return None;
        }
        Question::NoteRead(file) => {
            notes.discard(file);
            return None;
        }
        Question::Status => ReplyBody::Status(staff(desk), status(desk, None)),
        Question::Pay(request, options) => {
            let done = desk.pay(&request, &options);
            wipe_stack();
            fault::point("worker-paid");
            match approval_for(done) {
                Ok(done) => outcome_of(desk, done, options.request_id.as_ref()),
                Err(refused) => needs_approval(refused, Question::Pay(request, options)),
            }
        }
        Question::Cancel(request, request_id) => {
            let done = desk.cancel(&request, Some(&request_id));
            wipe_stack();
            match approval_for(done) {
                Ok(done) => outcome_of(desk, done, Some(&request_id)),
                Err(refused) => needs_approval(refused, Question::Cancel(request, request_id)),
            }
        }
        Question::FindByRequest(request_id) => ReplyBody::FoundByRequest(find_by_request(desk, &request_id)),
        Question::Find(id) => {
            let found = desk.find(id);
            wipe_stack();
            ReplyBody::Found(found.map(|record| Box::new(hide_card::in_record(record))))
        }
        Question::Slip(id) => {
            let source = slip_source(desk, id);
            wipe_stack();
            ReplyBody::Slip(source)
        }
        Question::RecordMemo(id, memo) => {
            let found = desk.find(id).map(|record| record.story.transaction);
            let recorded = found.and_then(|of| desk.record_memo(&of, memo.clone()));
            wipe_stack();
            ReplyBody::MemoRecorded(recorded.map(|()| memo))
        }
        Question::FindCard(card, is_keyed) => {
            let found = desk.find_card(&card, is_keyed);
            wipe_stack();
            ReplyBody::Card(found)
        }
        Question::Search(query, from, limit, count) => {
            ReplyBody::Page(search(desk, &query, from, limit, count, stop))
        }
        Question::Summary(query, days) => {
            ReplyBody::Summary(desk.summary(&query, (days.first, days.last), stop))
        }
        Question::Day => ReplyBody::Day(day(desk, stop)),
        Question::FindClose(number) => {
            match approval_for(desk.find_close(number).map(|(report, _)| Box::new(report))) {
                Ok(found) => ReplyBody::CloseFound(found),
                Err(refused) => needs_approval(refused, Question::FindClose(number)),
            }
        }
        Question::Close(number) => match approval_for(close(desk, number)) {
            Ok(closed) => ReplyBody::Closed(closed),
            Err(refused) => needs_approval(refused, Question::Close(number)),
        },
        Question::Reveal(transaction) => {
            let recorded = desk.record_reveal(&transaction);
            match approval_for(recorded.and_then(|()| exact(desk, transaction.id)).map(Box::new)) {
                Ok(exact) => ReplyBody::Revealed(exact),
                Err(refused) => needs_approval(refused, Question::Reveal(transaction)),
            }
        }
        Question::SaveSetting(path, key, setting) => saved(&path, key, &setting),
        Question::NoteSettings(settings) => {
            // Where that fails, the next start says that they are others.
            let _ = desk.note_settings(settings);
            return None;
        }
        about_people => return reply_about_people(desk, about_people),
    })
}

/// Carries out a question about the lock and the people.
fn reply_about_people(desk: &mut Desk, question: Question) -> Option<ReplyBody> {
    Some(match question {
        Question::HowToUnlock => how_to_unlock(desk),
        Question::Unlock(passphrase) => ReplyBody::Unlocked(match desk.has_people() {
            // Somebody was made since the lock came.
            Ok(true) => Err(DeskError::NotSignedIn),
            Ok(false) => desk.check_passphrase(&passphrase.0),
            Err(error) => Err(error),
        }),
        Question::CheckPassphrase(passphrase) => {
            ReplyBody::PassphraseChecked(desk.check_passphrase(&passphrase.0))
        }
        Question::SignIn(number, pin) => {
            ReplyBody::SignedIn(desk.sign_in(number, &pin, PinUse::SignIn).map(Box::new))
        }
        Question::Approve(refused, number, pin, reason) => {
            ReplyBody::Approved(desk.approve(&refused, number, &pin, reason))
        }
        Question::People => ReplyBody::People(desk.people().map(Box::new)),
        Question::ChangePeople(change) => ReplyBody::PeopleChanged(change_people(desk, *change)),
        // The ledger is open, so it is accepted. The loop has the printer's thread. All others are carried out above.
        _ => return None,
    })
}

/// Carries out a question while there is no open ledger; gives back one that is about it.
fn reply_without_ledger(settings: &Settings, question: Question) -> Result<ReplyBody, Question> {
    Ok(match question {
        Question::SaveSetting(path, key, setting) => saved(&path, key, &setting),
        Question::HowToUnlock => protected(settings),
        Question::Unlock(passphrase) => {
            let checked = keys::check_passphrase(&settings.keyring, &passphrase.0);
            ReplyBody::Unlocked(checked.map_err(DeskError::from))
        }
        other => return Err(other),
    })
}

pub fn saved(path: &Path, key: &config::ConfigKey, setting: &config::ConfigValue) -> ReplyBody {
    ReplyBody::SettingSaved(config::remember(path, key, setting))
}

/// How a till is unlocked without its people.
fn protected(settings: &Settings) -> ReplyBody {
    let is_protected = keys::asks_for_passphrase(&settings.keyring);
    let by = is_protected.map(|asks| if asks { UnlockBy::Passphrase } else { UnlockBy::Enter });
    ReplyBody::HowToUnlock(by.map_err(DeskError::from))
}

/// With people, by one of them: the passphrase was asked for at the start.
fn how_to_unlock(desk: &Desk) -> ReplyBody {
    match desk.people() {
        Ok(people) if people.all.is_empty() => protected(desk.settings()),
        people => ReplyBody::HowToUnlock(people.map(|people| UnlockBy::Pin(Box::new(people)))),
    }
}

fn change_people(desk: &mut Desk, change: PeopleChange) -> Result<(), DeskError> {
    match change {
        PeopleChange::Add(new, pin) => desk.add_person(&new, &pin),
        PeopleChange::Change(new, pin) => {
            let change = |person: &mut Operator| {
                let Operator { name, role, limits, .. } = new.clone();
                (person.name, person.role, person.limits) = (name, role, limits);
            };
            desk.change_person(new.number, pin.as_ref(), change).map(|_| ())
        }
        PeopleChange::Disable(number, disabled) => {
            desk.change_person(number, None, |person| person.disabled = disabled).map(|_| ())
        }
        PeopleChange::OwnPin(number, present, new) => desk.set_pin(number, Some(&present), &new),
        PeopleChange::Unlock(number) => desk.unlock_person(number),
    }
}

/// Why somebody else has to approve what was asked, where that is so.
fn approval_for<T>(done: Result<T, DeskError>) -> Result<Result<T, DeskError>, Box<NotAllowed>> {
    match done {
        Err(DeskError::NotAllowed(refused)) if refused.may_be_approved => Err(refused),
        done => Ok(done),
    }
}

/// The question goes back to the screens: it is asked again once it is approved.
fn needs_approval(refused: Box<NotAllowed>, question: Question) -> ReplyBody {
    ReplyBody::NeedsApproval(refused, Box::new(question))
}

/// The reply to a payment or cancel. After a failure the ledger is asked at once whether it has it.
fn outcome_of(desk: &Desk, done: Result<Recorded, DeskError>, request_id: Option<&RequestId>) -> ReplyBody {
    match done {
        Ok(recorded) => ReplyBody::Decided(Ok(Box::new(with_status(desk, recorded)))),
        // Made anew on the clean stack: in its unused bytes the error of the desk may have taken some of the card along.
        Err(DeskError::Refused(error)) => ReplyBody::Decided(Err(error.clone())),
        Err(DeskError::Clock(doubt)) => ReplyBody::ClockDoubted(doubt),
        Err(error @ (DeskError::NotAllowed(_) | DeskError::NotSignedIn | DeskError::SignedOut { .. })) => {
            ReplyBody::Refused(error)
        }
        // The file that was opened is gone, but nothing went into it: there is nothing to ask.
        Err(error) if error.is_foreign_before() => ReplyBody::Failed(error, Ok(None)),
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

fn staff(desk: &Desk) -> Result<StaffStatus, DeskError> {
    let (has_people, operator) = desk.signed_in()?;
    let pin_digits = if has_people { desk.people()?.digits } else { PinDigits::DEFAULT };
    Ok(StaffStatus { is_known: true, has_people, operator, pin_digits })
}

/// The status. For what was just `done` it has the message as it was made: the ledger may keep it without the CVC.
fn status(desk: &Desk, done: Option<&Recorded>) -> Result<Status, DeskError> {
    let last = match (desk.last()?, done) {
        (Some(last), Some(done)) if last.id == done.transaction.id => Some(desk.find_recorded(done)?),
        (last, _) => last.map(|last| desk.find(last.id)).transpose()?,
    };
    let last = last.map(|record| Box::new(hide_card::in_record(record)));
    let is_last = |id| last.as_ref().is_some_and(|last| last.story.transaction.id == id);
    let newest = desk.newest(1 + EARLIER)?.into_iter();
    let earlier = newest.filter(|transaction| !is_last(transaction.id)).take(EARLIER).collect();
    let (today, count) = (desk.today_by_hour()?, desk.count(&Query::default())?);
    // A word that reminds of something is no reason to know nothing.
    let open_since = desk.open_since().unwrap_or(None);
    let clock = desk.clock();
    Ok(Status { last, earlier, today, count, open_since, clock })
}

/// The day so far, as far as it is counted within [`DAY_STEP`].
fn day(desk: &mut Desk, stop: Stop<'_>) -> Result<DayReply, DeskError> {
    let (begun, progress) = (Instant::now(), Progress::default());
    let is_counting = || {
        let (done, all) = progress.reached();
        done < all
    };
    let day = desk.day_so_far(&progress, &|| stop() || is_counting() && begun.elapsed() >= DAY_STEP)?;
    Ok(match (day, progress.reached()) {
        (Some(day), _) => DayReply::Counted(Box::new(day)),
        (None, (done, all)) if done < all => DayReply::Counting(done, all),
        (None, _) => DayReply::GaveWay,
    })
}

/// Closes the day. Where that fails although the ledger has it, it is closed.
fn close(desk: &mut Desk, number: u32) -> Result<Box<DayReport>, DeskError> {
    let begun = desk.now();
    match desk.close_as(number, &Progress::default()) {
        Ok(closed) => closed.map(Box::new).ok_or(DeskError::NothingSince),
        Err(error @ DeskError::NotAllowed(_)) => Err(error),
        // Whoever may not see closes has closed it all the same.
        Err(error) => match desk.close_of(number) {
            Ok((report, _)) if report.till == desk.settings().till && report.at >= begun => {
                Ok(Box::new(report))
            }
            _ => Err(error),
        },
    }
}

/// Gives an order to the printer's thread, which begins with the first one. The reply comes from there; at once where the
/// system has no thread.
fn print(
    printer: &mut Option<PrintThread>,
    desk: &mut Desk,
    to: QuestionId,
    mut order: PrintOrder,
    events: &Sender<Event>,
) -> Option<ReplyBody> {
    // The thread has a desk of its own, and acts for who is signed in here. Only a close that is printed again needs an approval.
    order.acting = if let Printout::CloseAgain(number) = order.what {
        if let Err(refused) =
            approval_for(desk.may_or_is_approved(&Asked::of(Action::CloseAgain).number(number)))
        {
            return Some(needs_approval(refused, Question::Print(Box::new(order))));
        }
        desk.acting()
    } else {
        desk.acting_alone()
    };
    if printer.is_none() {
        let (settings, world) = desk.opened_with();
        match PrintThread::start(settings, world, false) {
            Ok(thread) => *printer = Some(thread),
            Err(error) => {
                let PrintOrder { what, paper, .. } = order;
                let trouble = PrinterTrouble::Start(error);
                let failed = Outcome::Failed(PrinterError { to: paper.printer.to, trouble });
                let result = PrintResult::Sent(failed);
                return Some(ReplyBody::Printed(Box::new(PrintDone { what, result })));
            }
        }
    }
    let events = GoneOnPanic(events.clone());
    let done = move |done| {
        let body = ReplyBody::Printed(Box::new(done));
        // It fails once the screens have ended.
        let _ = events.0.send(Event::Reply(Box::new(Reply { to, body })));
    };
    printer.as_ref()?.print(order, done);
    None
}

/// Hands over in a thread of its own, with a desk of its own: payments do not wait for a large batch. The reply comes from there; at once
/// where somebody has to approve it first, or to key the passphrase.
fn hand_over(
    handing: &mut Option<HandOverThread>,
    desk: &mut Desk,
    to: QuestionId,
    mut order: Box<HandOverOrder>,
    events: &Sender<Event>,
) -> Option<ReplyBody> {
    let failed = |error: DeskError| Some(ReplyBody::HandedOver(Err(Box::new(error.into()))));
    match approval_for(desk.may_or_is_approved(&Asked::of(Action::HandOver).number(order.number))) {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return failed(error),
        Err(refused) => return Some(needs_approval(refused, Question::HandOver(order))),
    }
    match keys::asks_for_passphrase(&desk.settings().keyring) {
        Ok(true) if !order.is_checked => return Some(ReplyBody::NeedsPassphrase(order)),
        Ok(_) => {}
        Err(error) => return failed(error.into()),
    }
    order.acting = desk.acting();
    let (settings, world) = desk.opened_with();
    let events = GoneOnPanic(events.clone());
    let stop = Arc::new(AtomicBool::new(false));
    let progress = Progress::new(Arc::clone(&stop));
    let started = thread::Builder::new().name("hand-over".to_owned()).spawn(move || {
        let made = with_wiped_stack(|| hand_over_now(settings, world, *order, &progress));
        let body = ReplyBody::HandedOver(made.map(|made| made.map(Box::new)).map_err(Box::new));
        // It fails once the screens have ended.
        let _ = events.0.send(Event::Reply(Box::new(Reply { to, body })));
    });
    match started {
        Ok(thread) => {
            *handing = Some(HandOverThread { thread: Some(thread), stop });
            None
        }
        Err(reason) => {
            let path = desk.settings().ledger.clone();
            let error = HandOverError::File { path, reason, recorded: None };
            Some(ReplyBody::HandedOver(Err(Box::new(error))))
        }
    }
}

fn hand_over_now(
    settings: Settings,
    world: World,
    order: HandOverOrder,
    progress: &Progress,
) -> Result<Option<HandedOverFile>, HandOverError> {
    let HandOverOrder { of, number, folder, config, sender, acting, .. } = order;
    let mut desk = Desk::open(settings, world)?;
    desk.act_as(acting);
    let to = HandOverTo { path: &folder, is_folder: true, config: config.as_deref(), number: Some(number) };
    desk.hand_over(of, to, &sender, progress)
}

/// The thread that hands over. Dropping it stops the work and waits for its end: no part of a file with card numbers is left behind.
struct HandOverThread {
    thread: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
}

impl Drop for HandOverThread {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A panic of it has ended the screens already.
            let _ = thread.join();
        }
    }
}

/// A panic of the printer's thread, or of one that hands over, ends the screens, as one of any other thread does.
struct GoneOnPanic(Sender<Event>);

impl Drop for GoneOnPanic {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Event::WorkerGone);
        }
    }
}

/// What the slip of a transaction is made of.
fn slip_source(desk: &Desk, id: TransactionId) -> Result<Box<(Record, Prints)>, DeskError> {
    let record = hide_card::in_record(desk.find(id)?);
    let prints = desk.prints_of(record.story.transaction.seq)?;
    Ok(Box::new((record, prints)))
}

/// A transaction with its exact message, and with that of the system that it was taken over from.
fn exact(desk: &Desk, id: TransactionId) -> Result<Exact, DeskError> {
    let record = desk.find(id)?;
    let original = desk.original_of(&record.story.transaction)?;
    let original = original.as_ref().and_then(OriginalRow::message);
    Ok(Exact { original: original.map(|text| Zeroizing::new(text.to_owned())), record })
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
    let set_aside = match query.id().filter(|_| rows.is_empty()) {
        Some(id) => desk.set_aside_of(id)?,
        None => None,
    };
    Ok(Some(Page { rows, count: counted, emptied_by, set_aside, left_out: None }))
}
