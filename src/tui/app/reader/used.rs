//! Gives what a machine has typed to the screen on top, and takes back what it had typed into a form.

use std::time::Instant;

use zeroize::Zeroizing;

use super::{CAPACITY, CollectedInput, KeyedBefore, MachineInput, PausedInput, TRACK_SILENCE, TypedRun};
use crate::{
    locale::Text,
    payment::swipe::{Swipe, has_ended, looks_like_swipe},
    tui::{
        app::{App, Tone},
        screen::{Focus, ScanFit, Screen},
    },
};

impl App {
    /// No key came until now: uses or refuses what is over.
    pub(in crate::tui::app) fn reader_silent_until(&mut self, at: Instant) {
        // Wiped in time, as it may be a card number.
        self.cx.reader.paused.take_if(|paused| at >= paused.until);
        let is_over = |collected: &&CollectedInput| at >= collected.deadline();
        let Some(collected) = self.cx.reader.collected.as_ref().filter(is_over) else { return };
        if collected.kind == MachineInput::Scan || has_ended(&collected.run.text) {
            self.finish_reading(false);
        } else {
            self.refuse_swipe();
        }
    }

    /// Wipes a swipe that broke off, and asks for another.
    pub(super) fn refuse_swipe(&mut self) {
        self.cx.reader.forget();
        let is_read_here = !self.cx.is_locked && self.top().reads_cards();
        self.cx.refuse(if is_read_here { Text::SwipeAgain } else { Text::SwipeElsewhere });
    }

    /// The input is complete; `ended` if an Enter or Tab has ended it.
    pub(super) fn finish_reading(&mut self, ended: bool) {
        let Some(CollectedInput { kind, mut run, longer, last: at, is_spoiled }) =
            self.cx.reader.collected.take()
        else {
            return;
        };
        if is_spoiled && kind == MachineInput::Track {
            self.cx.reader.tail = Some((kind, at));
            return self.refuse_swipe();
        }
        if let Some(id) = longer.into_iter().find(|run| kind == MachineInput::Scan && run.is_id()) {
            // It began before a machine was recognised.
            self.restore(&id.before);
            run = id;
        }
        if ended || kind == MachineInput::Track {
            self.cx.reader.tail = Some((kind, at));
        }
        match kind {
            MachineInput::Track => self.swiped(&run.text),
            MachineInput::Scan => self.scanned(run, ended, at),
        }
    }

    /// A swipe is complete: fills in card number and expiry. The rest of it is wiped.
    pub(in crate::tui::app) fn swiped(&mut self, text: &str) {
        if !self.top().reads_cards() {
            return self.cx.hint(Text::SwipeElsewhere);
        }
        if self.cx.awaits_outcome() {
            self.with_top(Screen::close_strip);
            return;
        }
        if !looks_like_swipe(text) {
            return self.refuse_swipe();
        }
        match Swipe::parse(text) {
            Ok(swipe) => self.with_top(|screen, cx| screen.swipe(cx, &swipe)),
            Err(error) => {
                let text = self.cx.locale.swipe_error(error);
                self.cx.say(Tone::Bad, text);
            }
        }
    }

    /// A barcode or other text is complete: fills one field, or is refused.
    fn scanned(&mut self, run: TypedRun, ended: bool, at: Instant) {
        if looks_like_swipe(&run.text) {
            return self.swiped(&run.text);
        }
        self.cx.notice = None;
        if !self.top().takes_input() || self.with_top(Screen::close_strip) {
            return;
        }
        let fits = self.scan(&run.text, ended);
        if fits == ScanFit::Not {
            self.cx.refuse(Text::ScanRefused);
        }
        if !ended {
            let is_whole = fits == ScanFit::Complete;
            let more = Zeroizing::new(String::with_capacity(CAPACITY));
            self.cx.reader.paused = Some(PausedInput { run, more, until: at + TRACK_SILENCE, is_whole });
        }
    }

    /// Gives the text to the screen on top; an id scanned over the details of another transaction to the one beneath.
    fn scan(&mut self, text: &str, ended: bool) -> ScanFit {
        match self.with_top(|screen, cx| screen.scan(cx, text, ended)) {
            ScanFit::Beneath if self.tab().looks_up_ids() => {
                self.stack.close();
                self.with_top(|screen, cx| screen.scan(cx, text, ended))
            }
            ScanFit::Beneath => ScanFit::Not,
            fits => fits,
        }
    }

    /// What is keyed now where the focus is.
    pub(super) fn keyed_now(&self) -> KeyedBefore {
        let top = self.top();
        let keyed = top.keyed();
        let focus = if keyed.is_some() { top.focus() } else { Focus::Nothing };
        let tab = (!self.stack.is_covered()).then(|| self.shown());
        KeyedBefore { focus, keyed, tab }
    }

    /// Restores what was keyed then, and closes what was opened since.
    pub(super) fn restore(&mut self, before: &KeyedBefore) {
        let cx = &mut self.cx;
        let Some(keyed) = before.keyed.as_ref().filter(|_| !cx.awaits_outcome()) else { return };
        match before.tab {
            Some(tab) => self.stack.go_back(tab, |screen| screen.restore(cx, keyed)),
            None if self.stack.is_covered() => _ = self.stack.top_mut().restore(cx, keyed),
            None => {}
        }
    }
}
