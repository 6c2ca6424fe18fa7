//! The day: what was taken since the last close, the close itself, and the closes before.
//!
//! It opens at the day so far. Figures of many transactions are counted in steps between the questions of other screens; what is
//! counted of them stays with the desk.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use super::{SCREENS, Screen, ScreenName, lookup};
use crate::{
    config::{PrinterTo, missing_numbers},
    desk::{Acting, DaySoFar, DeskError, HandOverError, HandOverOf, HandedOverFile},
    locale::{Locale, Text},
    payment::TransactionId,
    printing::Printout,
    record::{DayReport, HandOverWork},
    tui::{
        app::{Arrival, Context, DayWork, Effect, Move, PrintState, Tone},
        backup::DueCopy,
        draw::{self, Canvas},
        event::KeyPress,
        form::review::{Answers, Review},
        keys::{Action, Scope, resolve},
        protocol::{DayReply, HandOverOrder, Question, QuestionId, Reply, ReplyBody},
    },
};

/// The name of the screen.
pub const NAME: ScreenName = ScreenName("day");

/// The screen of the day.
pub struct DayScreen {
    /// The day so far, once it was counted.
    pub now: Option<Box<DaySoFar>>,
    /// While it is counted: how many entries of how many.
    pub counting: Option<(u64, u64)>,
    /// The close that is shown in place of the day so far: its number, and its figures once they are there.
    pub close: Option<(u32, Option<Box<DayReport>>)>,
    /// The question of the strip, while it is asked.
    pub review: Option<Review<DayQuestion>>,
    /// The figures could not be read.
    pub is_unreadable: bool,
    /// The open question for the day so far.
    asked: Option<QuestionId>,
    /// The open question for a close.
    find_asked: Option<QuestionId>,
    /// The open question that closes the day.
    closing: Option<QuestionId>,
    /// The open question that hands over.
    handing_over: Option<QuestionId>,
    /// A key found nothing to do: if there is something now, it asks.
    asks_after_reply: Option<Asks>,
    /// When the day so far was asked for last.
    asked_at: Option<Instant>,
    /// When the key that prints was pressed last, and no other since: held, it prints once.
    printed_at: Option<Instant>,
}

/// What a key asks once the day was looked at again.
#[derive(Clone, Copy)]
enum Asks {
    Close,
    HandOver(HandOverOf),
}

/// What the strip asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayQuestion {
    /// Whether to close with this number.
    Close(u32),
    /// Whether to hand over as the batch of this number: what is new, or what was rejected.
    HandOver(u32, HandOverOf),
}

/// A key that is pressed again within this time may be held: keyboards begin to repeat after 0.25 to 1 s.
const HELD: Duration = Duration::from_millis(1_100);
/// How often the day so far is asked for where nothing else is a reason to: a check leaves nothing in the ledger.
const LOOK_INTERVAL: Duration = Duration::from_secs(60);

impl DayScreen {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Self {
            now: None,
            counting: None,
            close: None,
            review: None,
            is_unreadable: false,
            asked: None,
            find_asked: None,
            closing: None,
            handing_over: None,
            asks_after_reply: None,
            asked_at: None,
            printed_at: None,
        }
    }

    /// The report that is shown; `None` while it is not there.
    pub fn report(&self) -> Option<&DayReport> {
        match &self.close {
            Some((_, report)) => report.as_deref(),
            // Counted anew, it may be of other days.
            None => self.now.as_ref().filter(|_| self.counting.is_none()).map(|now| &now.report),
        }
    }

    /// The number of the newest close; 0 where there is none.
    pub fn newest(&self) -> u32 {
        self.now.as_ref().map_or(0, |now| now.newest_close)
    }

    /// Whether the day is being closed.
    pub fn is_closing(&self) -> bool {
        self.closing.is_some()
    }

    /// Whether a batch is being handed over.
    pub fn is_handing_over(&self) -> bool {
        self.handing_over.is_some()
    }

    /// Whether what the strip asks is being done.
    pub fn is_working(&self) -> bool {
        self.is_closing() || self.is_handing_over()
    }

    /// What is left to do about hand-over.
    pub fn work(&self) -> Option<&HandOverWork> {
        self.now.as_ref().map(|now| &now.hand_over)
    }

    /// What Enter and Esc do in the strip.
    pub fn answers(cx: &Context, question: DayQuestion) -> Answers {
        let yes = match question {
            DayQuestion::HandOver(..) => Text::KeyHandOver,
            DayQuestion::Close(_) if cx.paper.printer.to == PrinterTo::Nowhere => Text::KeyCloseDay,
            DayQuestion::Close(_) => Text::KeyClosePrint,
        };
        (yes, Text::KeyBack)
    }

    fn ask(&mut self, cx: &mut Context) {
        (self.asked, self.asked_at) = (Some(cx.ask(Question::Day)), Some(cx.now));
    }

    /// Shows a close, or the day so far where the number is that of no close yet.
    fn show(&mut self, cx: &mut Context, number: u32) {
        self.close = (number <= self.newest()).then_some((number, None));
        self.find_asked = self.close.is_some().then(|| cx.ask(Question::FindClose(number)));
    }

    /// Goes one close back, or towards the day so far.
    fn walk(&mut self, cx: &mut Context, back: bool) {
        if self.now.is_none() {
            return cx.hint(Text::DayCounting);
        }
        let shown = self.close.as_ref().map_or(self.newest() + 1, |(number, _)| *number);
        match (back, shown) {
            (true, ..=1) => cx.hint(if self.newest() == 0 { Text::CloseNone } else { Text::DayFirst }),
            (true, _) => self.show(cx, shown - 1),
            (false, _) if self.close.is_none() => cx.hint(Text::DayNewest),
            (false, _) => self.show(cx, shown + 1),
        }
    }

    /// Asks whether to close, if there is anything to close and all of it is counted; `by_enter` is the time of the Enter that asked
    /// for it, if one did.
    fn open_review(&mut self, cx: &mut Context, by_enter: Option<Instant>) {
        if cx.reader.is_machine_speed {
            return;
        }
        if self.close.take().is_some() {
            // What is shown is not what would be closed.
            self.ask(cx);
            return cx.hint(Text::DayLookFirst);
        }
        if cx.awaits_outcome() {
            return cx.hint(Text::DayUnknown);
        }
        let Some(now) = self.now.as_ref().filter(|_| self.counting.is_none()) else {
            return cx.hint(Text::DayCounting);
        };
        if let Some(till) = now.note_left {
            cx.refuse(Text::CloseNoteLeft { till: &till.to_string() });
            // It may have said so since.
            return self.ask(cx);
        }
        if now.report.figures.is_nothing() {
            // Another till may have taken something since: it is looked once more before that is said for good.
            cx.hint(Text::CloseNothingSince);
            self.asks_after_reply = Some(Asks::Close);
            return self.ask(cx);
        }
        self.review = Some(Review::open(DayQuestion::Close(self.newest() + 1), by_enter));
    }

    /// Asks whether to hand over, if there is anything and a place for the file.
    fn open_hand_over(&mut self, cx: &mut Context, of: HandOverOf, by_enter: Option<Instant>) {
        if cx.reader.is_machine_speed {
            return;
        }
        if cx.hand_over.to.is_empty() {
            return cx.hint(Text::DayNoFolder);
        }
        if self.close.take().is_some() {
            // What is shown is not what would be handed over.
            self.ask(cx);
            return cx.hint(Text::DayLookFirst);
        }
        let Some(work) = self.work().filter(|_| self.counting.is_none()) else {
            return cx.hint(Text::DayCounting);
        };
        let next = work.newest.as_ref().map_or(0, |newest| newest.batch.number) + 1;
        if !self.has_to_hand_over(of) {
            cx.hint(if of == HandOverOf::Rejected { Text::DayNoneRejected } else { Text::DayNothingNew });
            self.asks_after_reply = Some(Asks::HandOver(of));
            return self.ask(cx);
        }
        let missing = missing_numbers(&cx.paper.shop);
        if !missing.is_empty() {
            cx.hint(Text::HandOverMissing { keys: &missing.join(", ") });
        }
        self.review = Some(Review::open(DayQuestion::HandOver(next, of), by_enter));
    }

    /// Whether there is something to hand over, as far as it is known: before the first batch it is not counted.
    fn has_to_hand_over(&self, of: HandOverOf) -> bool {
        self.work().is_some_and(|work| match of {
            HandOverOf::New { .. } => work.newest.is_none() || work.not_handed_over > 0,
            HandOverOf::Rejected => work.rejected > 0,
        })
    }

    /// Hands over.
    fn hand_over(&mut self, cx: &mut Context, number: u32, of: HandOverOf) {
        let sender = match cx.hand_over.sender(&cx.paper.shop) {
            Ok(sender) => sender,
            Err(key) => {
                self.review = None;
                let text = cx.locale.sender_error(key);
                return cx.say(Tone::Bad, text);
            }
        };
        let order = HandOverOrder {
            of,
            number,
            folder: cx.hand_over.to.clone().into(),
            config: cx.config_file.clone(),
            sender,
            is_checked: false,
            acting: Acting::default(),
        };
        self.handing_over = Some(cx.ask(Question::HandOver(Box::new(order))));
        (cx.day_work, cx.notice) = (Some(DayWork::HandingOver), None);
    }

    /// The file is in place, or is not: says so.
    fn take_handed_over(
        &mut self,
        cx: &mut Context,
        made: Result<Option<Box<HandedOverFile>>, Box<HandOverError>>,
    ) {
        (self.handing_over, self.review, cx.day_work) = (None, None, None);
        match made {
            Ok(Some(made)) => {
                let head = cx.locale.batch_head(&made.trailer, made.batch.resubmits(), &made.file);
                let warnings = cx.locale.hand_over_warnings(&made);
                let tone = if warnings.is_empty() { Tone::Good } else { Tone::Hint };
                cx.say(tone, std::iter::once(head).chain(warnings).collect::<Vec<_>>().join("  "));
            }
            Ok(None) => cx.hint(Text::DayNothingNew),
            Err(error) => match *error {
                HandOverError::Desk(error) => cx.say_desk_error(&error),
                HandOverError::Stopped { recorded: None } => cx.hint(Text::DayNotHandedOver),
                error => {
                    let text = cx.locale.hand_over_error(&error);
                    cx.say(Tone::Bad, text);
                    cx.bell();
                }
            },
        }
        self.ask(cx);
        cx.go(Move::ReadAnew);
    }

    /// Lists what was rejected, or else what the card company contradicts itself about, or else what was not answered.
    fn list_answers(&self, cx: &mut Context) {
        let Some(work) = self.work() else { return cx.hint(Text::DayCounting) };
        let words = match (work.rejected + work.to_ask, work.contradicted) {
            (1.., _) => Text::FindRejected,
            (0, 1..) => Text::FindContradicted,
            (0, 0) => Text::FindUnanswered,
        };
        cx.go(Move::Show(lookup::NAME, Arrival::Find(words)));
    }

    /// Enter in the strip: the day is closed once no other key has followed for a moment.
    fn confirm(&mut self, cx: &mut Context, at: Instant) {
        let (by_machine, is_working) = (cx.reader.is_machine_speed, self.is_working());
        if let Some(review) = &mut self.review
            && review.is_closed_by_enter(at, by_machine, is_working)
        {
            self.close_strip(cx);
        }
    }

    /// Closes the day if an Enter takes effect by `now`.
    fn confirm_if_alone(&mut self, cx: &mut Context, now: Instant) {
        if let Some(review) = &mut self.review
            && review.stayed_alone(now)
        {
            match review.request {
                DayQuestion::Close(number) => {
                    self.closing = Some(cx.ask(Question::Close(number)));
                    (cx.day_work, cx.notice) = (Some(DayWork::Closing), None);
                }
                DayQuestion::HandOver(number, of) => self.hand_over(cx, number, of),
            }
        }
    }

    /// Esc: out of the strip, from a close to the day so far, from there to the first screen.
    fn go_back(&mut self, cx: &mut Context) {
        if self.is_working() {
            cx.hint(self.working_text());
        } else if self.review.take().is_none() {
            match self.close.take() {
                Some(_) => self.ask(cx),
                None => cx.go(Move::Show(SCREENS[0].name, Arrival::None)),
            }
        }
    }

    /// Prints what is shown.
    fn print(&mut self, cx: &mut Context) {
        let is_held = self.printed_at.replace(cx.now).is_some_and(|before| cx.now < before + HELD);
        if is_held || cx.reader.is_machine_speed {
            return;
        }
        if cx.print.as_ref().is_some_and(|print| {
            matches!(print.state, PrintState::Printing) && !matches!(print.what, Printout::Slip { .. })
        }) {
            return cx.hint(Text::SlipPrinting);
        }
        let Some(report) = self.report() else { return cx.hint(Text::DayCounting) };
        let first = Printout::Report(Box::new(report.clone()));
        let again = report.number.filter(|_| !cx.unprinted.contains(&first));
        cx.print_report(again.map_or(first, Printout::CloseAgain));
    }

    /// The day so far, or how far it is counted.
    fn take_day(&mut self, cx: &mut Context, day: Result<DayReply, DeskError>, is_top: bool) {
        self.is_unreadable = false;
        match day {
            Ok(DayReply::Counted(now)) => {
                let has_something = !now.report.figures.is_nothing();
                (self.now, self.counting) = (Some(now), None);
                match std::mem::take(&mut self.asks_after_reply).filter(|_| is_top) {
                    Some(Asks::Close) if has_something => {
                        cx.notice = None;
                        self.open_review(cx, None);
                    }
                    Some(Asks::HandOver(of)) if self.has_to_hand_over(of) => {
                        cx.notice = None;
                        self.open_hand_over(cx, of, None);
                    }
                    _ => {}
                }
                if !self.is_working()
                    && let Some(text) = self.meanwhile(&cx.locale)
                {
                    self.review = None;
                    cx.say(Tone::Hint, text);
                }
            }
            Ok(DayReply::Counting(done, all)) => {
                self.counting = Some((done, all));
                self.ask(cx);
            }
            Ok(DayReply::GaveWay) => self.ask(cx),
            // What was read before may not be so any more.
            Err(error) => {
                (self.now, self.counting, self.is_unreadable) = (None, None, true);
                cx.say_desk_error(&error);
            }
        }
    }

    /// What another till has done since the strip asked, so that it asks about something else now.
    fn meanwhile(&self, locale: &Locale) -> Option<String> {
        let handed_over =
            self.work().and_then(|work| work.newest.as_ref()).map_or(0, |batch| batch.batch.number);
        match self.review.as_ref()?.request {
            DayQuestion::Close(number) if number != self.newest() + 1 => {
                Some(locale.text(Text::CloseMeanwhile { number: &self.newest().to_string() }))
            }
            DayQuestion::HandOver(number, _) if number != handed_over + 1 => {
                Some(locale.text(Text::HandOverMeanwhile { number: &handed_over.to_string() }))
            }
            _ => None,
        }
    }

    /// What is being done.
    fn working_text(&self) -> Text<'static> {
        if self.is_closing() { Text::DayClosing } else { Text::DayHandingOver }
    }

    /// The day is closed: says so, prints it, and shows it.
    fn take_close(&mut self, cx: &mut Context, report: Box<DayReport>) {
        let number = report.number.unwrap_or(0);
        let text = cx.locale.day_closed(&report);
        cx.say(Tone::Good, text);
        if cx.paper.printer.to != PrinterTo::Nowhere {
            cx.send_to_printer(Printout::Report(report.clone()), false);
        }
        cx.effect(Effect::CopyLedger(DueCopy::AfterClose));
        self.close = Some((number, Some(report)));
        cx.go(Move::ReadAnew);
    }
}

impl Screen for DayScreen {
    fn scopes(&self) -> &'static [Scope] {
        if self.review.is_some() { &[Scope::Review] } else { &[Scope::Day, Scope::Everywhere] }
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::day::draw(cx, canvas, self);
    }

    fn strip_rows(&self, canvas: &Canvas<'_>) -> Option<Range<u16>> {
        Some(draw::day::strip_rows(canvas))
    }

    /// The newest close.
    fn figure(&self, cx: &Context) -> Option<String> {
        let close = self.now.as_ref()?.closes.first()?;
        let at = close.at.format("%m-%d %H:%M").to_string();
        Some(
            cx.locale
                .text(Text::DayLastClose { title: &cx.locale.report_title(Some(close.number)), at: &at }),
        )
    }

    /// The slip of the last transaction and its id are not what is shown here.
    fn shown_id(&self, _cx: &Context) -> Option<TransactionId> {
        None
    }

    fn offers(&self, cx: &Context, action: Action) -> bool {
        let is_closed = self.review.as_ref().is_some_and(Review::is_closed);
        match action {
            Action::Confirm => !self.is_working() && !is_closed,
            Action::Again => false,
            Action::Back => !self.is_working(),
            Action::StepOn => self.close.is_some(),
            Action::StepBack => self.close.as_ref().map_or(self.newest() > 0, |(number, _)| *number > 1),
            Action::HandOver => {
                let is_new = |work: &HandOverWork| work.newest.is_none() || work.not_handed_over > 0;
                !cx.hand_over.to.is_empty() && self.close.is_none() && self.work().is_some_and(is_new)
            }
            Action::HandOverAgain => {
                let is_rejected = self.work().is_some_and(|work| work.rejected > 0);
                !cx.hand_over.to.is_empty() && self.close.is_none() && is_rejected
            }
            Action::ListAnswers => {
                let has_any = |work: &HandOverWork| {
                    work.rejected + work.to_ask + work.contradicted + work.unanswered > 0
                };
                self.work().is_some_and(has_any)
            }
            Action::CloseDay => {
                let report = self.report().filter(|report| report.number.is_none());
                report.is_some_and(|report| !report.figures.is_nothing())
            }
            _ => true,
        }
    }

    fn label(&self, action: Action) -> Option<Text<'static>> {
        match action {
            Action::Confirm => match self.review.as_ref().map(|review| review.request) {
                Some(DayQuestion::HandOver(..)) => Some(Text::KeyHandOver),
                _ => Some(Text::KeyCloseDay),
            },
            Action::Back => Some(Text::KeyBack),
            Action::StepOn if self.close.as_ref().is_some_and(|(number, _)| *number >= self.newest()) => {
                Some(Text::KeyDaySoFar)
            }
            _ => None,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action, at: Instant) {
        match action {
            Action::CloseDay => self.open_review(cx, None),
            Action::HandOver => self.open_hand_over(cx, HandOverOf::New { from: None }, None),
            Action::HandOverAgain => self.open_hand_over(cx, HandOverOf::Rejected, None),
            Action::ListAnswers => self.list_answers(cx),
            Action::Confirm => self.confirm(cx, at),
            // Nothing here is answered by `+`; in a closed strip it says so again.
            Action::Again if self.review.as_ref().is_some_and(Review::is_closed) => _ = self.close_strip(cx),
            Action::Back => self.go_back(cx),
            Action::StepBack => self.walk(cx, true),
            Action::StepOn => self.walk(cx, false),
            _ => {}
        }
    }

    fn prints(&mut self, cx: &mut Context) -> bool {
        self.print(cx);
        true
    }

    /// A key that is not that which prints shows that it is not held. Nothing is typed here, so a question mark is help.
    fn takes_key(&mut self, cx: &mut Context, key: KeyPress) -> bool {
        self.asks_after_reply = None;
        if resolve(&[Scope::Day], key) != Some(Action::Slip) {
            self.printed_at = None;
        }
        let asks_for_help = key.typed() == Some('?') && self.review.is_none();
        if asks_for_help {
            cx.go(Move::Act(Action::Help));
        }
        asks_for_help
    }

    fn run(&mut self, cx: &mut Context, action: Action, at: Instant) {
        match action {
            // Enter chose it, so Enter counts in the strip only after a pause.
            Action::CloseDay => self.open_review(cx, Some(at)),
            Action::HandOver => self.open_hand_over(cx, HandOverOf::New { from: None }, Some(at)),
            Action::HandOverAgain => self.open_hand_over(cx, HandOverOf::Rejected, Some(at)),
            action => self.act(cx, action, at),
        }
    }

    fn release_enter(&mut self, cx: &mut Context, at: Instant) {
        self.confirm_if_alone(cx, at);
    }

    fn forget_enter(&mut self) {
        self.review.iter_mut().for_each(Review::forget_enter);
    }

    fn edit(&mut self, cx: &mut Context, _key: KeyPress) {
        self.close_strip(cx);
    }

    fn interrupt(&mut self, cx: &mut Context) {
        self.go_back(cx);
    }

    fn takes_input(&self) -> bool {
        self.review.is_some()
    }

    fn paste(&mut self, cx: &mut Context, _text: &str) {
        self.close_strip(cx);
    }

    /// A key without a meaning in the strip means that it was not read: from now on only Esc works.
    fn close_strip(&mut self, cx: &mut Context) -> bool {
        let is_working = self.is_working();
        match self.review.as_mut().map(|review| review.close(is_working)) {
            Some(true) => cx.hint(Text::HintStripClosed),
            Some(false) => cx.hint(self.working_text()),
            None => return false,
        }
        true
    }

    /// A new visit begins with the day so far.
    fn visit(&mut self, cx: &mut Context, _arrival: Arrival) {
        if !self.is_working() {
            (self.close, self.review) = (None, None);
        }
        self.ask(cx);
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, is_top: bool) -> Option<Reply> {
        let to = Some(reply.to);
        match reply.body {
            ReplyBody::Day(day) if self.asked == to => {
                self.asked = None;
                self.take_day(cx, day, is_top);
            }
            ReplyBody::CloseFound(found) if self.find_asked == to => {
                self.find_asked = None;
                match found {
                    Ok(report) => {
                        if let Some((number, shown)) = &mut self.close
                            && report.number == Some(*number)
                        {
                            *shown = Some(report);
                        }
                    }
                    Err(error) => {
                        self.close = None;
                        cx.say_desk_error(&error);
                    }
                }
            }
            ReplyBody::Closed(closed) if self.closing == to => {
                (self.closing, self.review, cx.day_work) = (None, None, None);
                match closed {
                    Ok(report) => self.take_close(cx, report),
                    Err(error) => {
                        cx.say_desk_error(&error);
                        self.ask(cx);
                    }
                }
            }
            ReplyBody::HandedOver(made) if self.handing_over == to => self.take_handed_over(cx, made),
            body => return Some(Reply { to: reply.to, body }),
        }
        None
    }

    fn forget_person(&mut self) {
        if !self.is_working() {
            *self = Self::new();
        }
    }

    fn refresh(&mut self, cx: &mut Context) {
        self.ask(cx);
    }

    fn reread(&mut self, cx: &mut Context) {
        self.ask(cx);
    }

    fn tick(&mut self, cx: &mut Context) {
        self.release_enter(cx, cx.now);
        if self.asked.is_none() && self.asked_at.is_some_and(|at| cx.now >= at + LOOK_INTERVAL) {
            self.ask(cx);
        }
    }

    fn deadline(&self, _cx: &Context) -> Option<Instant> {
        self.review.as_ref().and_then(Review::deadline)
    }

    fn drawn(&mut self, at: Instant) {
        self.review.iter_mut().for_each(|review| review.drawn(at));
    }

    fn hidden(&mut self) {
        self.review.iter_mut().for_each(Review::hidden);
    }

    fn lock(&mut self, _cx: &Context) -> bool {
        if !self.is_working() {
            self.review = None;
        }
        false
    }
}
