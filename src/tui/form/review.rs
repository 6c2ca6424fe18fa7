//! The review strip, the second step of a payment or cancel: no key pressed by accident moves money.
//!
//! A review holds the valid request, and never reads the form again. Enter carries it out, Esc returns to the form. Any
//! other key means that the cashier has not read the strip: then only Esc works. The questions of the ledger, whether the
//! same card and amount again is intended and whether the clock is right, are answered by `+`, because Enter is pressed
//! out of habit.
//!
//! ```text
//!            Enter            recorded
//!   Asking ─────────► Sent ──────────────► the form is cleared
//!     │ │               │ ▲ Enter
//!     │ │               │ └────── not recorded, or not known yet: see `in_flight`
//!     │ │    duplicate, ▼ clock
//!     │ │      AskingAgain, AskingClock ── + ──► Sent
//!     │ └── Esc ──► the form as it was      │ Enter or any other key
//!     └── any other key ──► closed ◄────────┘   closed: only Esc leads on, back to the form
//! ```
//!
//! A key pressed before the strip was drawn does not count. An Enter counts only when no key follows at machine speed
//! ([`MACHINE_GAP`]): a reader ends its text with Enter and may send more. If Enter opened the strip, the next one
//! counts only after [`PAUSE`] without Enter, and only when no other follows within [`ALONE`]: a held key may repeat
//! late for the first time, but then repeats fast.

use std::time::{Duration, Instant};

use crate::{
    desk::{ClockDoubt, Random},
    locale::Text,
    payment::{Duplicate, RequestId},
};

/// The time without Enter before one counts, after an Enter has opened the strip.
pub const PAUSE: Duration = Duration::from_millis(300);

/// Two keys within this time are typed by a machine.
pub const MACHINE_GAP: Duration = Duration::from_millis(20);

/// The time in which no key may follow an Enter that could be the first repeat of a held key. Slow keyboards repeat every
/// 92 ms.
pub const ALONE: Duration = Duration::from_millis(120);

/// A request that waits for the cashier's confirmation.
pub struct Review<T> {
    /// The request.
    pub request: T,
    /// Its state.
    pub state: ReviewState,
    /// The cashier has confirmed the same card and amount again.
    pub allows_duplicate: bool,
    /// A key without a meaning here was pressed: only Esc works.
    closed: bool,
    drawn_at: Option<Instant>,
    quiet_until: Option<Instant>,
    /// When the Enter or `+` that was pressed takes effect, unless another key comes before.
    counts_at: Option<Instant>,
}

/// The effect of an Enter in the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnterEffect {
    /// Nothing.
    Nothing,
    /// It carries the request out at [`Review::deadline`], unless another key comes before.
    IfAlone,
    /// It came where only `+` answers: the strip closes.
    Closes,
}

/// The words for the key that says yes and for Esc.
pub type Answers = (Text<'static>, Text<'static>);

/// The state of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewState {
    /// It asks for Enter.
    Asking,
    /// It asks whether the same card and amount again is intended; `+` confirms it.
    AskingAgain(Duplicate),
    /// It asks whether the clock is right; `+` confirms it.
    AskingClock(ClockDoubt),
    /// It was sent: what it asks depends on how far the transaction in flight is.
    Sent,
}

impl ReviewState {
    /// The words for the key that says yes, Enter or `+`, and for Esc; `asking` are those of the form. `None` once it was sent.
    pub fn answers(&self, asking: Answers) -> Option<Answers> {
        match self {
            Self::Asking => Some(asking),
            Self::AskingAgain(_) => Some((Text::AnswerAgain, Text::AnswerNotAgain)),
            Self::AskingClock(_) => Some((Text::AnswerClockRight, Text::AnswerClockWrong)),
            Self::Sent => None,
        }
    }

    /// Whether it asks something that only `+` answers.
    pub fn needs_plus(&self) -> bool {
        matches!(self, Self::AskingAgain(_) | Self::AskingClock(_))
    }
}

impl<T> Review<T> {
    /// Opens a review of `request`; `by_enter` is the time of the Enter that opened it, if one did.
    pub fn open(request: T, by_enter: Option<Instant>) -> Self {
        Self {
            request,
            state: ReviewState::Asking,
            allows_duplicate: false,
            closed: false,
            drawn_at: None,
            quiet_until: by_enter.map(|at| at + PAUSE),
            counts_at: None,
        }
    }

    /// Whether only Esc works.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// A key without a meaning here was pressed. Returns whether the strip is closed now; it stays open while the outcome
    /// `is_open`.
    pub fn close(&mut self, is_open: bool) -> bool {
        self.counts_at = None;
        self.closed |= !is_open;
        self.closed
    }

    /// Another key came in time: the Enter or `+` before it does not count.
    pub fn forget_enter(&mut self) {
        self.counts_at = None;
    }

    /// The strip was drawn.
    pub fn drawn(&mut self, at: Instant) {
        self.drawn_at.get_or_insert(at);
    }

    /// The window has become too small for the strip: it has to be drawn again before an Enter counts.
    pub fn hidden(&mut self) {
        self.drawn_at = None;
        self.counts_at = None;
    }

    /// Asks something new: Enter counts again once the strip was drawn and a pause has passed.
    pub fn ask_again(&mut self, now: Instant) {
        self.drawn_at = None;
        self.quiet_until = Some(now + PAUSE);
        self.counts_at = None;
    }

    /// Whether the strip was drawn before a key pressed `at`.
    pub fn was_drawn_before(&self, at: Instant) -> bool {
        self.drawn_at.is_some_and(|drawn| at > drawn)
    }

    /// The effect of an Enter pressed `at`; none while the strip `is_waiting` for the ledger.
    pub fn enter(&mut self, at: Instant, is_waiting: bool) -> EnterEffect {
        if is_waiting || self.closed {
            return EnterEffect::Nothing;
        }
        let asks_again = self.state.needs_plus();
        match self.quiet_until {
            Some(until) if at < until => {
                // The Enter that led to the question may still be held; it does not prolong the pause.
                if !asks_again {
                    self.quiet_until = Some(at + PAUSE);
                }
                self.counts_at = None;
                return EnterEffect::Nothing;
            }
            // A second Enter before the first took effect: the key is held.
            _ if self.counts_at.take().is_some() => {
                self.quiet_until = Some(at + PAUSE);
                return EnterEffect::Nothing;
            }
            _ => {}
        }
        if !self.was_drawn_before(at) {
            return EnterEffect::Nothing;
        }
        if asks_again {
            self.closed = true;
            return EnterEffect::Closes;
        }
        self.counts_at = Some(at + if self.quiet_until.is_some() { ALONE } else { MACHINE_GAP });
        EnterEffect::IfAlone
    }

    /// A `+` pressed `at`: it confirms the question at [`Review::deadline`], unless another key comes before: some
    /// barcodes begin with `+`.
    pub fn plus(&mut self, at: Instant) {
        if self.state.needs_plus() && !self.closed && self.was_drawn_before(at) {
            self.counts_at = Some(at + MACHINE_GAP);
        }
    }

    /// An Enter pressed `at`, by a machine or not; while the strip `is_waiting`, it does nothing. Returns whether it closes the
    /// strip: where only `+` answers, where the strip is closed already, and as the end of what a reader typed into it.
    pub fn is_closed_by_enter(&mut self, at: Instant, by_machine: bool, is_waiting: bool) -> bool {
        if by_machine {
            // Before the strip was drawn, no key can answer it, so it does not even close it.
            return self.was_drawn_before(at);
        }
        self.enter(at, is_waiting) == EnterEffect::Closes || self.closed
    }

    /// When the Enter or `+` that was pressed takes effect.
    pub fn deadline(&self) -> Option<Instant> {
        self.counts_at
    }

    /// Whether the Enter or `+` takes effect now; once.
    pub fn stayed_alone(&mut self, now: Instant) -> bool {
        let alone = self.counts_at.is_some_and(|at| now >= at);
        if alone {
            self.counts_at = None;
        }
        alone
    }
}

/// A new request id: 128 random bits in hex, in groups that are too short to be a card number.
///
/// # Errors
/// The system gives no random bytes.
pub fn new_request_id(random: &mut dyn Random) -> std::io::Result<RequestId> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    let groups = bytes.as_chunks::<4>().0.iter().map(|group| format!("{:08x}", u32::from_be_bytes(*group)));
    let text = format!("till-{}", groups.collect::<Vec<_>>().join("-"));
    RequestId::parse(&text).map_err(|problem| std::io::Error::other(format!("{problem:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    /// The same byte again and again.
    struct Same(u8);

    impl Random for Same {
        fn fill(&mut self, bytes: &mut [u8]) -> std::io::Result<()> {
            bytes.fill(self.0);
            Ok(())
        }
    }

    #[test]
    fn a_request_id_is_never_taken_for_a_card() {
        let id = new_request_id(&mut Same(0x42)).expect("random");
        assert_eq!(id.as_str(), "till-42424242-42424242-42424242-42424242");
        // Each byte whose hex is digits alone.
        for byte in (0..=0x99).filter(|byte| byte % 16 < 10) {
            let id = new_request_id(&mut Same(byte)).expect("random");
            assert_eq!(RequestId::of_caller(id.as_str(), None), Ok(id));
        }
    }

    #[test]
    fn after_plus_the_first_enter_that_was_keyed_after_drawing_counts() {
        let start = Instant::now();
        let mut review = Review::open((), None);
        assert_eq!(review.enter(start + ms(1), false), EnterEffect::Nothing, "not drawn yet");
        review.drawn(start + ms(2));
        assert_eq!(review.enter(start + ms(1), false), EnterEffect::Nothing, "keyed before it was drawn");
        assert_eq!(review.enter(start + ms(3), false), EnterEffect::IfAlone);
        assert!(!review.stayed_alone(start + ms(22)), "a reader may send more");
        assert!(review.stayed_alone(start + ms(23)));
    }

    #[test]
    fn a_held_enter_never_counts() {
        let start = Instant::now();
        let mut review = Review::open((), Some(start));
        review.drawn(start + ms(1));
        for repeat in 1..100 {
            assert_eq!(review.enter(start + ms(30 * repeat), false), EnterEffect::Nothing);
        }
        let end = start + ms(30 * 99);
        assert_eq!(review.enter(end + ms(300), false), EnterEffect::IfAlone);
        assert!(!review.stayed_alone(end + ms(419)));
        assert!(review.stayed_alone(end + ms(420)));
        assert!(!review.stayed_alone(end + ms(500)), "once");
    }

    #[test]
    fn a_held_enter_never_counts_however_late_it_begins_to_repeat() {
        for (delay, interval) in [(250, 30), (500, 33), (660, 40), (1_000, 92)] {
            let start = Instant::now();
            let mut review = Review::open((), Some(start));
            review.drawn(start + ms(1));
            for repeat in 0..50 {
                let at = start + ms(delay + interval * repeat);
                assert!(!review.stayed_alone(at), "{delay} {interval}");
                assert_ne!(review.enter(at, false), EnterEffect::Closes);
            }
            assert_eq!(review.deadline(), None, "{delay} {interval}");
        }
    }

    #[test]
    fn an_enter_counts_only_while_the_strip_is_on_the_screen() {
        let start = Instant::now();
        let mut review = Review::open((), None);
        review.drawn(start);
        review.hidden();
        assert_eq!(review.enter(start + ms(500), false), EnterEffect::Nothing);
        review.drawn(start + ms(600));
        assert_eq!(
            review.enter(start + ms(600), false),
            EnterEffect::Nothing,
            "keyed before it was drawn again"
        );
        assert_eq!(review.enter(start + ms(601), false), EnterEffect::IfAlone);
    }

    #[test]
    fn trouble_needs_another_pause() {
        let start = Instant::now();
        let mut review = Review::open((), None);
        review.drawn(start);
        review.state = ReviewState::Sent;
        assert_eq!(review.enter(start + ms(20), true), EnterEffect::Nothing);
        review.ask_again(start + ms(30));
        review.drawn(start + ms(31));
        assert_eq!(review.enter(start + ms(100), false), EnterEffect::Nothing);
        assert_eq!(review.enter(start + ms(400), false), EnterEffect::IfAlone);
    }

    #[test]
    fn any_other_key_closes_the_strip_but_nothing_that_is_on_its_way() {
        let start = Instant::now();
        let mut review = Review::open((), None);
        review.drawn(start);
        assert_eq!(review.enter(start + ms(10), false), EnterEffect::IfAlone);
        review.state = ReviewState::Sent;
        assert!(!review.close(true));
        assert!(review.close(false) && review.is_closed());
        assert_eq!(review.deadline(), None, "an Enter that waited to stay alone is forgotten");
        assert_eq!(review.enter(start + ms(2_000), false), EnterEffect::Nothing);
    }
}
