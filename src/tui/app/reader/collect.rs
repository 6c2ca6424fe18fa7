//! Recognises what machines type, key by key.

use std::time::Instant;

use crossterm::event::KeyCode;

use super::{
    CAPACITY, CollectedInput, END_SILENCE, MACHINE_RUN, MachineInput, PausedInput, ReaderWatch, TAIL_GAP,
    TRACK_SILENCE, TypedRun, number_at_end, passes_check_digit,
};
use crate::{
    payment::swipe::{starts, starts_on_another_keyboard},
    tui::{
        app::App,
        event::KeyPress,
        keys::{Action, Scope},
        screen::{Focus, Screen},
    },
};

impl App {
    /// Handles a key of a machine. Returns whether it was one.
    pub(in crate::tui::app) fn takes_machine_key(&mut self, key: KeyPress, at: Instant) -> bool {
        self.reader_silent_until(at);
        let is_in_frame = |last: &Instant| at < *last + TRACK_SILENCE;
        self.cx.reader.framed = self.cx.reader.framed.filter(is_in_frame).map(|_| at);
        if self.is_line_feed_of_a_return(key, at) {
            if self.cx.reader.is_machine_speed && self.top().scopes().contains(&Scope::Review) {
                self.act(Action::Confirm, at);
            }
            return true;
        }
        if self.cx.reader.collected.is_some() {
            return self.collect(key, at);
        }
        if let Some((kind, last)) = self.cx.reader.tail.take()
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
        let before = self.cx.reader.returned.take();
        if key == KeyPress::plain(KeyCode::Enter) {
            self.cx.reader.returned = Some(at);
        }
        key == KeyPress::LINE_FEED && before.is_some_and(|before| at < before + END_SILENCE)
    }

    /// A key while machine input is being collected. Returns whether it belongs to it.
    fn collect(&mut self, key: KeyPress, at: Instant) -> bool {
        let Some(collected) = &mut self.cx.reader.collected else { return false };
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
        if let Some(CollectedInput { run, longer, .. }) = self.cx.reader.collected.take() {
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
            self.cx.reader.spoil();
        }
    }

    /// A key right after machine input was used or refused. Returns whether it belongs to it.
    fn swallow(&mut self, kind: MachineInput, key: KeyPress, at: Instant) -> bool {
        match key.typed() {
            Some(c) if kind == MachineInput::Scan || starts(c) => {
                // More machine input follows at once.
                let kind = if starts(c) { MachineInput::Track } else { MachineInput::Scan };
                let mut run = TypedRun::new(self.keyed_now());
                run.push(c);
                self.begin(kind, run, Vec::new(), at);
            }
            Some(_) => self.cx.reader.tail = Some((kind, at)),
            None if matches!(key.code, KeyCode::Enter | KeyCode::Tab) => {
                self.cx.reader.tail = Some((kind, at));
            }
            // ETX.
            None if key == KeyPress::ctrl('c') => self.cx.reader.tail = Some((kind, at)),
            None => return false,
        }
        true
    }

    /// Watches a key that may be a person's. Returns whether it shows that a machine is typing.
    fn watch(&mut self, key: KeyPress, at: Instant) -> bool {
        let Some(c) = key.typed() else { return self.watch_command(key, at) };
        self.begin_runs(c);
        self.cx.reader.push(c);
        self.completes_paused(at) || self.recognises(c, at)
    }

    /// Watches a key that types no character: it ends the runs.
    fn watch_command(&mut self, key: KeyPress, at: Instant) -> bool {
        let is_end = matches!(key.code, KeyCode::Enter | KeyCode::Tab);
        let is_fast_end = is_end && self.cx.reader.is_machine_speed;
        if is_fast_end && (self.resumes_paused(at) || self.ends_short_code(at)) {
            self.finish_reading(true);
            return true;
        }
        let reader = &mut self.cx.reader;
        drop(reader.runs());
        reader.paused = None;
        let is_etx = key == KeyPress::ctrl('c') && reader.framed.is_some();
        let goes_on = key == KeyPress::ctrl('b') || (is_end && reader.framed.is_some());
        reader.framed = goes_on.then_some(at);
        is_etx
    }

    /// Begins the runs that this character belongs to and that have not begun yet.
    fn begin_runs(&mut self, c: char) {
        let field = self.field_in_focus();
        if !self.cx.reader.is_machine_speed || self.cx.reader.burst.is_none() {
            self.cx.reader.burst = Some(TypedRun::new(self.keyed_now()));
        }
        if matches!(c, '.' | '+' | '*' | ' ') {
            // No card number contains them: what was keyed before is not part of a track.
            self.cx.reader.since_command = None;
            self.cx.reader.in_fields.clear();
            return;
        }
        if self.cx.reader.in_fields.last().is_none_or(|(before, _)| *before != field) {
            let run = TypedRun::new(self.keyed_now());
            self.cx.reader.in_fields.push((field, run));
        }
        if self.cx.reader.since_command.is_none() {
            self.cx.reader.since_command = Some(TypedRun::new(self.keyed_now()));
        }
    }

    /// Whether the runs, which end in `c`, show that a machine is typing; then it is collected from now on.
    fn recognises(&mut self, c: char, at: Instant) -> bool {
        let ReaderWatch { burst: Some(burst), in_fields, since_command, .. } = &self.cx.reader else {
            return false;
        };
        let in_field = in_fields.last().map(|(_, run)| run);
        let is_track = in_fields.iter().map(|(_, run)| run).chain(since_command).any(|s| s.is_track(false));
        let in_burst = burst.text.chars().count();
        let is_machine = in_burst >= MACHINE_RUN && burst.text.is_ascii();
        if self.starts_here(c) {
            // A reader may have sent a prefix right before it.
            let Some(burst) = self.cx.reader.burst.take() else { return false };
            self.begin(MachineInput::Track, burst, Vec::new(), at);
        } else if burst.is_track(in_burst > 1) || is_track {
            let runs = self.cx.reader.runs();
            self.begin_track(runs, at);
        } else if in_field.is_some_and(TypedRun::is_id_elsewhere) {
            // At any speed: no person keys twenty digits into an amount or into the details of a transaction.
            let Some((_, run)) = self.cx.reader.in_fields.pop() else { return false };
            self.begin(MachineInput::Scan, run, Vec::new(), at);
        } else if in_burst > 1 && self.resumes_paused(at) {
            return true;
        } else if is_machine {
            let mut runs = self.cx.reader.runs();
            let burst = runs.remove(0);
            self.begin(MachineInput::Scan, burst, runs, at);
        } else {
            return false;
        }
        true
    }

    /// The tab and its field in focus.
    fn field_in_focus(&self) -> (usize, usize) {
        (self.shown(), self.tab().field())
    }

    /// Whether this character begins a swipe in the field in focus. Where text is typed, only `%` and `;` do.
    fn starts_here(&self, c: char) -> bool {
        let digits_only = matches!(self.top().focus(), Focus::Amount | Focus::CardData | Focus::Money);
        starts(c) || (digits_only && starts_on_another_keyboard(c))
    }

    /// Restores what was keyed before the run, and collects from now on.
    fn begin(&mut self, kind: MachineInput, run: TypedRun, longer: Vec<TypedRun>, at: Instant) {
        self.restore(&run.before);
        self.with_top(Screen::close_strip);
        self.cx.reader.forget();
        self.cx.reader.collected = Some(CollectedInput { kind, run, longer, last: at, is_spoiled: false });
    }

    /// Whether the paused input together with what was typed since is a track or an id; if so, it is collected again.
    fn completes_paused(&mut self, at: Instant) -> bool {
        let at_machine_speed = self.cx.reader.is_machine_speed;
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
        let Some(paused) = self.cx.reader.paused.take_if(completes) else { return false };
        let kind = if paused.run.is_id() { MachineInput::Scan } else { MachineInput::Track };
        self.begin(kind, paused.run, Vec::new(), at);
        true
    }

    /// An Enter at machine speed: whether it ends a short code. A run with `*` is Code 39, however short.
    fn ends_short_code(&mut self, at: Instant) -> bool {
        let is_burst = |burst: &mut TypedRun| burst.text.len() > 1 && burst.text.contains('*');
        let Some(burst) = self.cx.reader.burst.take_if(is_burst) else { return false };
        let longer = self.cx.reader.runs();
        self.begin(MachineInput::Scan, burst, longer, at);
        true
    }

    /// Continues the barcode that stopped without an end. Returns whether there was one.
    fn resumes_paused(&mut self, at: Instant) -> bool {
        let goes_on = |paused: &PausedInput| at < paused.until && !paused.is_whole;
        let Some(mut paused) = self.cx.reader.paused.take_if(|paused| goes_on(paused)) else {
            return false;
        };
        paused.more.chars().for_each(|c| paused.run.push(c));
        self.begin(MachineInput::Scan, paused.run, Vec::new(), at);
        true
    }
}
