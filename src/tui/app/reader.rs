//! Recognises what machines type: card readers, barcode readers, and programs that paste key by key.
//!
//! Machine input is used whole or not at all. A swipe becomes card number and expiry, or it is refused and nothing of it
//! stays in any field; a barcode goes into one field, or into none. No key of it acts as a person's key does.
//!
//! ```text
//!              a start sentinel, or the shape of a track          Enter, Tab, ETX,
//!              ┌──────────────────────────────────────► Track ──── or `?` and silence ──► used or refused
//!   watching ──┤                                          │                                  │
//!      ▲       │ six characters at machine speed          └─ two seconds of silence ──► wiped, "swipe again"
//!      │       └──────────────────────────────────────► Scan ───── Enter, Tab, ETX ───► into one field, or refused
//!      │                                                  └─ a moment of silence ──► the same
//!      └──────────────────────── a pause ◄── what still follows is dropped ◄────────────────┘
//! ```
//!
//! Most of a track is digits, and digits are typed into the form as they come. So the form is remembered as it was before
//! them, and restored as soon as a separator after ten or more digits, or their speed, shows that a machine typed them.

use std::time::{Duration, Instant};

use crossterm::event::KeyCode;
use zeroize::Zeroizing;

use super::{App, Screen, Tone, cancel, overlay::Overlay, pay};
use crate::{
    locale::Text,
    payment::{
        CardNumber, TransactionId,
        swipe::{Shape, Swipe, has_ended, looks_like_swipe, shape, starts, starts_on_another_keyboard},
    },
    tui::{
        event::KeyPress,
        form::{self, field::Typed, review::MACHINE_GAP},
        keys::Action,
    },
};

/// This many characters at machine speed come from a machine. Fewer may come from two hands, or from a slow line that
/// delivers keys together.
const MACHINE_RUN: usize = 6;
/// A swipe without its end has broken off after this time without a key.
const TRACK_SILENCE: Duration = Duration::from_secs(2);
/// A swipe with its end sentinel is complete after this time without a key: until then another track may follow.
const END_SILENCE: Duration = Duration::from_millis(500);
/// A barcode is complete after this time without a key.
const SCAN_SILENCE: Duration = Duration::from_millis(30);
/// Line ends or a third track, which a reader sends after its end, come within this time.
const TAIL_GAP: Duration = Duration::from_millis(80);
/// Bytes reserved for a run: more than three tracks have, because growing would leave a copy behind.
const CAPACITY: usize = 1024;

/// What was keyed before a run, to be restored.
enum KeyedBefore {
    /// The payment form.
    Pay(form::FormSnapshot<6>),
    /// The cancel form.
    Cancel(form::FormSnapshot<3>),
    /// The query of Look up.
    Query(Zeroizing<String>),
    /// The filter of a list.
    Filter(Zeroizing<String>),
    /// The run began where nothing can be typed.
    None,
}

/// Characters typed one after the other, and what was keyed before the first.
struct TypedRun {
    text: Zeroizing<String>,
    before: KeyedBefore,
}

impl TypedRun {
    /// An empty run after what was keyed before.
    fn new(before: KeyedBefore) -> Self {
        Self { text: Zeroizing::new(String::with_capacity(CAPACITY)), before }
    }

    /// Whether it holds a track. At machine speed, a shape counts that a person might key by accident. After an amount
    /// without Enter, the track's number follows directly on the digits of the amount.
    fn is_track(&self, at_machine_speed: bool) -> bool {
        match shape(&self.text) {
            Shape::Track => true,
            Shape::LongTrack => {
                matches!(&self.before, KeyedBefore::Pay(snapshot) if snapshot.focus() == pay::AMOUNT)
            }
            Shape::PerhapsTrack => at_machine_speed,
            Shape::Other => false,
        }
    }

    /// Whether it is an id of ours. In the card fields it is not: a card number and its expiry have twenty digits as
    /// well.
    fn is_id(&self) -> bool {
        let in_card = matches!(&self.before, KeyedBefore::Pay(snapshot) if snapshot.focus() != pay::AMOUNT);
        !in_card
            && TransactionId::parse(bare_code(&self.text))
                .is_ok_and(|id| id.is_numeric() && id.check_digit_ok())
    }

    /// Whether it is an id of ours, typed where no id belongs.
    fn is_id_elsewhere(&self) -> bool {
        let no_id_here = match &self.before {
            KeyedBefore::Pay(_) | KeyedBefore::None => true,
            KeyedBefore::Cancel(snapshot) => snapshot.focus() != cancel::ID,
            KeyedBefore::Query(_) | KeyedBefore::Filter(_) => false,
        };
        no_id_here && self.is_id()
    }

    /// Adds a character, if it has room.
    fn push(&mut self, c: char) {
        if self.text.len() + c.len_utf8() <= CAPACITY {
            self.text.push(c);
        }
    }
}

/// What a machine is typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MachineInput {
    /// The magnetic stripe of a card.
    Track,
    /// A barcode or any other text.
    Scan,
}

/// Machine input that is being collected.
struct CollectedInput {
    kind: MachineInput,
    run: TypedRun,
    /// Longer runs that end in the same characters: the input may have begun before a machine was recognised.
    longer: Vec<TypedRun>,
    last: Instant,
    /// It will be refused: a part of it is missing, or it has two readings.
    is_spoiled: bool,
}

impl CollectedInput {
    /// When it is over unless a key comes.
    fn deadline(&self) -> Instant {
        self.last
            + match self.kind {
                MachineInput::Scan => SCAN_SILENCE,
                MachineInput::Track if has_ended(&self.run.text) => END_SILENCE,
                MachineInput::Track => TRACK_SILENCE,
            }
    }
}

/// A barcode that stopped without an end, and may be continued.
struct PausedInput {
    run: TypedRun,
    /// What was typed since it stopped.
    more: Zeroizing<String>,
    until: Instant,
    /// It is complete as it is. More characters belong to it only if they make it a track.
    is_whole: bool,
}

/// Watches all keys for those of a machine.
#[derive(Default)]
pub struct ReaderWatch {
    /// The run since the last key that is no character.
    since_command: Option<TypedRun>,
    /// For each field typed into since then, in that order: the run since the field was entered.
    in_fields: Vec<((Screen, usize), TypedRun)>,
    /// The run at machine speed.
    burst: Option<TypedRun>,
    /// What is being collected.
    collected: Option<CollectedInput>,
    /// What was just used or refused, and when its last key came: a line end or another track may follow.
    tail: Option<(MachineInput, Instant)>,
    /// A barcode that may be continued.
    paused: Option<PausedInput>,
    /// When the last key came.
    last_key: Option<Instant>,
    /// Whether it followed another key faster than a person types.
    pub(super) is_machine_speed: bool,
    /// When the last key came after an STX, with neither ETX nor a command since. Within such a frame, Ctrl+C is ETX.
    framed: Option<Instant>,
    /// When the last key came, if it was a carriage return: a line feed belongs to it.
    returned: Option<Instant>,
}

impl ReaderWatch {
    /// When something is over unless a key comes.
    pub fn deadline(&self) -> Option<Instant> {
        let collected = self.collected.as_ref().map(CollectedInput::deadline);
        let paused = self.paused.as_ref().map(|paused| paused.until);
        [collected, paused].into_iter().flatten().min()
    }

    /// Notes the time of a key.
    pub fn note_key(&mut self, at: Instant) {
        let before = self.last_key.replace(at);
        self.is_machine_speed = before.is_some_and(|before| at < before + MACHINE_GAP);
    }

    /// Wipes the runs, and what is being collected.
    pub fn forget(&mut self) {
        let Self { last_key, is_machine_speed, framed, returned, .. } = *self;
        *self = Self { last_key, is_machine_speed, framed, returned, ..Self::default() };
    }

    /// Wipes the runs, and keeps what is being collected.
    pub fn forget_typed(&mut self) {
        let (collected, tail) = (self.collected.take(), self.tail.take());
        self.forget();
        (self.collected, self.tail) = (collected, tail);
    }

    /// Whether machine input is being collected.
    pub fn is_collecting(&self) -> bool {
        self.collected.is_some()
    }

    /// Lets what is being collected be refused.
    pub fn spoil(&mut self) {
        self.collected.iter_mut().for_each(|collected| collected.is_spoiled = true);
    }

    /// Takes all runs, shortest first. They end in the same characters.
    fn runs(&mut self) -> Vec<TypedRun> {
        let in_fields = std::mem::take(&mut self.in_fields).into_iter().rev().map(|(_, run)| run);
        self.burst.take().into_iter().chain(in_fields).chain(self.since_command.take()).collect()
    }

    /// Adds a character to all runs.
    fn push(&mut self, c: char) {
        let in_fields = self.in_fields.iter_mut().map(|(_, run)| run);
        for run in self.burst.iter_mut().chain(in_fields).chain(&mut self.since_command) {
            run.push(c);
        }
        if let Some(PausedInput { more, .. }) = &mut self.paused
            && more.len() + c.len_utf8() <= CAPACITY
        {
            more.push(c);
        }
    }
}

/// Whether scanned text fits the place where it was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ScanFit {
    /// It does not; nothing was changed.
    Not,
    /// It does, and could be continued.
    Partly,
    /// It does, and is complete.
    Whole,
}

impl App {
    /// Handles a key of a machine. Returns whether it was one.
    pub(super) fn takes_machine_key(&mut self, key: KeyPress, at: Instant) -> bool {
        self.reader_silent_until(at);
        let is_in_frame = |last: &Instant| at < *last + TRACK_SILENCE;
        self.reader.framed = self.reader.framed.filter(is_in_frame).map(|_| at);
        if self.is_line_feed_of_a_return(key, at) {
            if self.reader.is_machine_speed && self.in_review() {
                self.confirm(at);
            }
            return true;
        }
        if self.reader.collected.is_some() {
            return self.collect(key, at);
        }
        if let Some((kind, last)) = self.reader.tail.take()
            && at < last + TAIL_GAP
            && self.swallow(kind, key, at)
        {
            return true;
        }
        self.watch(key, at)
    }

    /// Whether a line feed belongs to the carriage return before it. Readers that end with CR LF send two Enters; the
    /// second must not close what the first has opened.
    fn is_line_feed_of_a_return(&mut self, key: KeyPress, at: Instant) -> bool {
        let before = self.reader.returned.take();
        if key == KeyPress::plain(KeyCode::Enter) {
            self.reader.returned = Some(at);
        }
        key == KeyPress::LINE_FEED && before.is_some_and(|before| at < before + END_SILENCE)
    }

    /// A key while machine input is being collected. Returns whether it belongs to it.
    fn collect(&mut self, key: KeyPress, at: Instant) -> bool {
        let Some(collected) = &mut self.reader.collected else { return false };
        collected.last = at;
        if let Some(c) = key.typed() {
            collected.run.push(c);
            collected.longer.iter_mut().for_each(|run| run.push(c));
            if collected.kind == MachineInput::Scan {
                let is_track = starts(c) || collected.run.is_track(true);
                if is_track || collected.longer.iter().any(|run| run.is_track(false)) {
                    self.turns_out_a_track(at);
                }
            }
            return true;
        }
        let kind = collected.kind;
        match key.code {
            KeyCode::Enter | KeyCode::Tab => self.finish_reading(true),
            // ETX.
            KeyCode::Char('c') if key.ctrl => self.finish_reading(true),
            KeyCode::Char('q' | 'l' | 'z') if key.ctrl => return false,
            // STX and other control characters of readers.
            KeyCode::Char(_) if key.ctrl => {}
            KeyCode::Esc => self.refuse_swipe(),
            _ => {
                match kind {
                    MachineInput::Scan => self.finish_reading(false),
                    MachineInput::Track => self.refuse_swipe(),
                }
                return false;
            }
        }
        true
    }

    /// What was collected as a scan is a track: collects it as one.
    fn turns_out_a_track(&mut self, at: Instant) {
        if let Some(CollectedInput { run, longer, .. }) = self.reader.collected.take() {
            let runs = std::iter::once(run).chain(longer).collect();
            self.begin_track(runs, at);
        }
    }

    /// Collects a track from now on. Of the `runs` it takes the one that begins with the track's card number.
    fn begin_track(&mut self, mut runs: Vec<TypedRun>, at: Instant) {
        let number = |run: &TypedRun| number_at_end(&run.text).map(str::len);
        let passes = |run: &&TypedRun| number_at_end(&run.text).is_some_and(passes_check_digit);
        let mut good: Vec<_> = runs.iter().filter(passes).map(number).collect();
        good.dedup();
        // With two possible numbers the swipe is refused, and the form is restored as before the longer one.
        let is_spoiled = good.len() > 1;
        let is_number = |run: &TypedRun| number(run).is_some() && run.is_track(true);
        let best = match good.first() {
            Some(good) if !is_spoiled => runs.iter().position(|run| number(run) == *good),
            _ => runs.iter().rposition(is_number),
        };
        // Track 1 begins with `%`, or with `5` when Shift was lost.
        let with_sentinel = |run: &TypedRun| {
            run.is_track(true)
                && run.text.starts_with(['5', '%'])
                && run.text.chars().nth(1).is_some_and(|c| !c.is_ascii_digit())
        };
        let best = best.or_else(|| runs.iter().position(with_sentinel));
        let best = best.or_else(|| runs.iter().position(|run| run.is_track(true)));
        let run = runs.swap_remove(best.unwrap_or(0));
        self.begin(MachineInput::Track, run, Vec::new(), at);
        if is_spoiled {
            self.reader.spoil();
        }
    }

    /// A key right after machine input was used or refused. Returns whether it belongs to it.
    fn swallow(&mut self, kind: MachineInput, key: KeyPress, at: Instant) -> bool {
        match key.typed() {
            Some(c) if kind == MachineInput::Scan || starts(c) => {
                // More machine input follows at once.
                let kind = if starts(c) { MachineInput::Track } else { MachineInput::Scan };
                let mut run = TypedRun::new(self.snapshot());
                run.push(c);
                self.begin(kind, run, Vec::new(), at);
            }
            Some(_) => self.reader.tail = Some((kind, at)),
            None if matches!(key.code, KeyCode::Enter | KeyCode::Tab) => self.reader.tail = Some((kind, at)),
            // ETX.
            None if key == KeyPress::ctrl('c') => self.reader.tail = Some((kind, at)),
            None => return false,
        }
        true
    }

    /// Watches a key that may be a person's. Returns whether it shows that a machine is typing.
    fn watch(&mut self, key: KeyPress, at: Instant) -> bool {
        let Some(c) = key.typed() else {
            let is_end = matches!(key.code, KeyCode::Enter | KeyCode::Tab);
            if is_end && self.reader.is_machine_speed && (self.resumes_paused(at) || self.ends_short_code(at))
            {
                self.finish_reading(true);
                return true;
            }
            drop(self.reader.runs());
            self.reader.paused = None;
            let etx = key == KeyPress::ctrl('c') && self.reader.framed.is_some();
            let goes_on = key == KeyPress::ctrl('b') || (is_end && self.reader.framed.is_some());
            self.reader.framed = goes_on.then_some(at);
            return etx;
        };
        let field = self.field_in_focus();
        if !self.reader.is_machine_speed || self.reader.burst.is_none() {
            self.reader.burst = Some(TypedRun::new(self.snapshot()));
        }
        if matches!(c, '.' | '+' | '*' | ' ') {
            // No card number contains them: what was keyed before is not part of a track.
            self.reader.since_command = None;
            self.reader.in_fields.clear();
        } else {
            if self.reader.in_fields.last().is_none_or(|(before, _)| *before != field) {
                let run = TypedRun::new(self.snapshot());
                self.reader.in_fields.push((field, run));
            }
            if self.reader.since_command.is_none() {
                self.reader.since_command = Some(TypedRun::new(self.snapshot()));
            }
        }
        self.reader.push(c);
        if self.completes_paused(at) {
            return true;
        }
        let ReaderWatch { burst: Some(burst), in_fields, since_command, .. } = &self.reader else {
            return false;
        };
        let in_field = in_fields.last().map(|(_, run)| run);
        let is_track = in_fields.iter().map(|(_, run)| run).chain(since_command).any(|s| s.is_track(false));
        let in_burst = burst.text.chars().count();
        let is_machine = in_burst >= MACHINE_RUN && burst.text.is_ascii();
        if self.starts_here(c) {
            // A reader may have sent a prefix right before it.
            let Some(burst) = self.reader.burst.take() else { return false };
            self.begin(MachineInput::Track, burst, Vec::new(), at);
        } else if burst.is_track(in_burst > 1) || is_track {
            let runs = self.reader.runs();
            self.begin_track(runs, at);
        } else if in_field.is_some_and(TypedRun::is_id_elsewhere) {
            // At any speed: no person keys twenty digits into an amount or into the details of a transaction.
            let Some((_, run)) = self.reader.in_fields.pop() else { return false };
            self.begin(MachineInput::Scan, run, Vec::new(), at);
        } else if in_burst > 1 && self.resumes_paused(at) {
            return true;
        } else if is_machine {
            let mut runs = self.reader.runs();
            let burst = runs.remove(0);
            self.begin(MachineInput::Scan, burst, runs, at);
        } else {
            return false;
        }
        true
    }

    /// The screen and its field in focus.
    fn field_in_focus(&self) -> (Screen, usize) {
        let focus = match self.screen {
            Screen::Pay => self.pay.form.focus(),
            Screen::Cancel => self.cancel.form.focus(),
            Screen::Lookup => 0,
        };
        (self.screen, focus)
    }

    /// Whether this character begins a swipe in the field in focus. Where text is typed, only `%` and `;` do.
    fn starts_here(&self, c: char) -> bool {
        let digits_only = match self.screen {
            _ if self.overlay.is_some() || self.leftover.is_some() => false,
            Screen::Pay => true,
            Screen::Cancel => self.cancel.form.focus() != cancel::ID,
            Screen::Lookup => false,
        };
        starts(c) || (digits_only && starts_on_another_keyboard(c))
    }

    /// Restores what was keyed before the run, and collects from now on.
    fn begin(&mut self, kind: MachineInput, run: TypedRun, longer: Vec<TypedRun>, at: Instant) {
        self.restore(&run.before);
        if self.in_review() {
            self.close_strip();
        }
        self.reader.forget();
        self.reader.collected = Some(CollectedInput { kind, run, longer, last: at, is_spoiled: false });
    }

    /// Whether the paused input together with what was typed since is a track or an id; if so, it is collected again.
    fn completes_paused(&mut self, at: Instant) -> bool {
        let at_machine_speed = self.reader.is_machine_speed;
        let completes = |paused: &mut PausedInput| {
            let TypedRun { text, .. } = &mut paused.run;
            let stopped = text.len();
            if at >= paused.until || stopped + paused.more.len() > CAPACITY {
                return false;
            }
            text.push_str(&paused.more);
            let completes = paused.run.is_track(at_machine_speed) || paused.run.is_id();
            if !completes {
                paused.run.text.truncate(stopped);
            }
            completes
        };
        let Some(paused) = self.reader.paused.take_if(completes) else { return false };
        let kind = if paused.run.is_id() { MachineInput::Scan } else { MachineInput::Track };
        self.begin(kind, paused.run, Vec::new(), at);
        true
    }

    /// An Enter at machine speed: whether it ends a short code. A run with `*` is Code 39, however short.
    fn ends_short_code(&mut self, at: Instant) -> bool {
        let is_burst = |burst: &mut TypedRun| burst.text.len() > 1 && burst.text.contains('*');
        let Some(burst) = self.reader.burst.take_if(is_burst) else { return false };
        let longer = self.reader.runs();
        self.begin(MachineInput::Scan, burst, longer, at);
        true
    }

    /// Continues the barcode that stopped without an end. Returns whether there was one.
    fn resumes_paused(&mut self, at: Instant) -> bool {
        let goes_on = |paused: &PausedInput| at < paused.until && !paused.is_whole;
        let Some(mut paused) = self.reader.paused.take_if(|paused| goes_on(paused)) else {
            return false;
        };
        paused.more.chars().for_each(|c| paused.run.push(c));
        self.begin(MachineInput::Scan, paused.run, Vec::new(), at);
        true
    }

    /// No key came until now: uses or refuses what is over.
    pub(super) fn reader_silent_until(&mut self, at: Instant) {
        // Wiped in time, as it may be a card number.
        self.reader.paused.take_if(|paused| at >= paused.until);
        let Some(collected) = self.reader.collected.as_ref().filter(|collected| at >= collected.deadline())
        else {
            return;
        };
        if collected.kind == MachineInput::Scan || has_ended(&collected.run.text) {
            self.finish_reading(false);
        } else {
            self.refuse_swipe();
        }
    }

    /// Wipes a swipe that broke off, and asks for another.
    fn refuse_swipe(&mut self) {
        self.reader.forget();
        let text = if self.lock.is_none() && self.cards_are_read_here() {
            Text::SwipeAgain
        } else {
            Text::SwipeElsewhere
        };
        let text = self.locale.text(text);
        self.say(Tone::Bad, text);
    }

    /// Whether a swipe fills in a card here: only on the payment form.
    fn cards_are_read_here(&self) -> bool {
        self.screen == Screen::Pay && self.overlay.is_none() && self.leftover.is_none()
    }

    /// The input is complete; `ended` if an Enter or Tab has ended it.
    fn finish_reading(&mut self, ended: bool) {
        let Some(CollectedInput { kind, mut run, longer, last: at, is_spoiled }) =
            self.reader.collected.take()
        else {
            return;
        };
        if is_spoiled && kind == MachineInput::Track {
            self.reader.tail = Some((kind, at));
            return self.refuse_swipe();
        }
        if let Some(id) = longer.into_iter().find(|run| kind == MachineInput::Scan && run.is_id()) {
            // It began before a machine was recognised.
            self.restore(&id.before);
            run = id;
        }
        if ended || kind == MachineInput::Track {
            self.reader.tail = Some((kind, at));
        }
        match kind {
            MachineInput::Track => self.swiped(&run.text),
            MachineInput::Scan => self.scanned(run, ended, at),
        }
    }

    /// A swipe is complete: fills in card number and expiry. The rest of it is wiped.
    pub(super) fn swiped(&mut self, text: &str) {
        if !self.cards_are_read_here() {
            return self.hint(Text::SwipeElsewhere);
        }
        if self.awaits_outcome() {
            return self.close_strip();
        }
        if !looks_like_swipe(text) {
            return self.refuse_swipe();
        }
        match Swipe::parse(text) {
            Ok(swipe) => {
                let in_strip = self.pay.review.take().is_some();
                let form = &mut self.pay.form;
                form.keep();
                form.field_mut(pay::CARD).set(swipe.card.expose());
                form.field_mut(pay::EXPIRY).set(swipe.expiry.as_str());
                // A CVC keyed before belongs to another card.
                form.field_mut(pay::CVC).clear();
                let amount_first = form.field(pay::AMOUNT).is_empty();
                form.focus_on(if amount_first { pay::AMOUNT } else { pay::CVC });
                self.pay.swiped = true;
                self.hint(if in_strip { Text::SwipeInStrip } else { Text::SwipeRead });
                let errors = self.pay.parse(self.settings.rules, self.date()).err().unwrap_or_default();
                if let Some(error) = errors.iter().find(|error| error.field == pay::FIELDS[pay::EXPIRY]) {
                    self.pay.form.focus_on(pay::EXPIRY);
                    self.say_error(error);
                }
            }
            Err(error) => {
                let text = self.locale.swipe_error(error);
                self.say(Tone::Bad, text);
            }
        }
    }

    /// A barcode or other text is complete: fills one field, or is refused.
    fn scanned(&mut self, run: TypedRun, ended: bool, at: Instant) {
        if looks_like_swipe(&run.text) {
            return self.swiped(&run.text);
        }
        self.notice = None;
        if self.leftover.is_some() {
            return;
        }
        if self.overlay.is_none() && self.in_review() {
            return self.close_strip();
        }
        let fits = match (&mut self.overlay, self.screen) {
            (Some(Overlay::Help(list) | Overlay::Palette(list)), _) if !is_code(&run.text) => {
                run.text.chars().for_each(|c| list.type_char(c));
                ScanFit::Partly
            }
            (Some(Overlay::Detail(_)), Screen::Lookup)
                if TransactionId::parse(bare_code(&run.text)).is_ok() =>
            {
                self.overlay = None;
                self.look_up_scan(&run.text, ended)
            }
            (Some(_), _) => ScanFit::Not,
            (None, Screen::Lookup) => self.look_up_scan(&run.text, ended),
            (None, Screen::Cancel) => self.cancel_scan(&run.text, ended),
            (None, Screen::Pay) => self.fill_field(&run.text, ended),
        };
        if fits == ScanFit::Not {
            let text = self.locale.text(Text::ScanRefused);
            self.say(Tone::Bad, text);
        }
        if !ended {
            let is_whole = fits == ScanFit::Whole;
            let more = Zeroizing::new(String::with_capacity(CAPACITY));
            self.reader.paused = Some(PausedInput { run, more, until: at + TRACK_SILENCE, is_whole });
        }
    }

    /// Fills in an id, whichever field has the focus; anything else goes into the field in focus.
    fn cancel_scan(&mut self, text: &str, ended: bool) -> ScanFit {
        let Ok(id) = TransactionId::parse(bare_code(text)) else {
            return self.fill_field(text, false);
        };
        if self.cancel.id() != Some(id) {
            self.cancel.form.keep();
            self.cancel.form.field_mut(cancel::ID).set(id.as_str());
        }
        self.cancel.form.focus_on(cancel::ID);
        self.changed();
        self.advance_when_full();
        // The reader has sent its own Enter: the next one is the cashier's.
        self.advanced &= !ended;
        ScanFit::Whole
    }

    /// A code replaces the query; other text is added to it.
    fn look_up_scan(&mut self, text: &str, ended: bool) -> ScanFit {
        let whole_id = TransactionId::parse(bare_code(text)).is_ok();
        if is_code(text) && !self.lookup.query.text().is_empty() {
            self.lookup.clear();
        }
        let text = if is_code(text) { bare_code(text) } else { text };
        for c in text.chars() {
            self.lookup.query.type_char(c);
        }
        self.changed();
        if whole_id && ended {
            self.act_on_lookup(Action::Open);
        }
        if whole_id || !is_code(text) { ScanFit::Whole } else { ScanFit::Partly }
    }

    /// Fills the field in focus, and moves at most one field on. A text that does not fit changes nothing.
    fn fill_field(&mut self, text: &str, ended: bool) -> ScanFit {
        let (_, focus) = self.field_in_focus();
        let typed = self.paste_into_focus(text);
        if typed != Typed::Accepted {
            return ScanFit::Not;
        }
        self.advance_when_full();
        if self.field_in_focus().1 != focus {
            return ScanFit::Whole;
        }
        if ended && self.screen == Screen::Pay {
            self.pay.form.next();
        }
        ScanFit::Partly
    }

    /// What is keyed now where the focus is.
    fn snapshot(&mut self) -> KeyedBefore {
        if let Some(overlay) = &mut self.overlay {
            let filter = overlay.list().map(|list| Zeroizing::new(list.query.text().to_owned()));
            return filter.map_or(KeyedBefore::None, KeyedBefore::Filter);
        }
        if self.leftover.is_some() || self.in_review() {
            return KeyedBefore::None;
        }
        match self.screen {
            Screen::Pay => KeyedBefore::Pay(self.pay.form.snapshot()),
            Screen::Cancel => KeyedBefore::Cancel(self.cancel.form.snapshot()),
            Screen::Lookup => KeyedBefore::Query(Zeroizing::new(self.lookup.query.text().to_owned())),
        }
    }

    /// Restores what was keyed then, and closes what was opened since.
    fn restore(&mut self, snapshot: &KeyedBefore) {
        if self.awaits_outcome() {
            return;
        }
        match snapshot {
            KeyedBefore::None => return,
            KeyedBefore::Filter(text) => {
                if let Some(list) = self.overlay.as_mut().and_then(Overlay::list) {
                    list.set(text);
                }
                return;
            }
            KeyedBefore::Pay(snapshot) => {
                self.screen = Screen::Pay;
                self.pay.review = None;
                self.pay.form.restore(snapshot);
            }
            KeyedBefore::Cancel(snapshot) => {
                self.screen = Screen::Cancel;
                self.cancel.review = None;
                self.cancel.review_when_found = None;
                self.cancel.form.restore(snapshot);
            }
            KeyedBefore::Query(text) => {
                self.screen = Screen::Lookup;
                if self.lookup.query.text() == text.as_str() {
                    return;
                }
                self.lookup.query.set(text);
            }
        }
        self.overlay = None;
        self.notice = None;
        self.changed();
    }
}

/// The digits before the last character, if that is not a digit itself.
fn number_at_end(text: &str) -> Option<&str> {
    let (last, _) = text.char_indices().next_back().filter(|(_, c)| !c.is_ascii_digit())?;
    let before = text.get(..last)?;
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    before.get(before.len() - digits..).filter(|number| !number.is_empty())
}

/// Whether it is a card number with the right check digit.
fn passes_check_digit(number: &str) -> bool {
    CardNumber::parse(number).is_ok_and(|card| card.luhn_ok())
}

/// Whether `text` is a code and not words: at least eight digits and capitals, a digit among them.
fn is_code(text: &str) -> bool {
    let code = bare_code(text);
    code.len() >= 8
        && code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && code.bytes().any(|b| b.is_ascii_digit())
}

/// Whether `text` is the mark that readers put before a code to say which kind it is: `]C1` (ISO/IEC 15424).
pub(super) fn is_code_mark(text: &str) -> bool {
    matches!(text.as_bytes(), [b']', kind, modifier] if kind.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric())
}

/// A barcode without the mark of its kind, and without the `*` before and after Code 39 (ISO/IEC 16388).
pub(super) fn bare_code(text: &str) -> &str {
    let text = text.trim();
    let text = match text.split_at_checked(3) {
        Some((mark, code)) if is_code_mark(mark) => code,
        _ => text,
    };
    text.trim_matches('*')
}
