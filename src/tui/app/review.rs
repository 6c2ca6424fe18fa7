//! The review strip: money moves in two steps, and the second step is never an accident.
//!
//! A review holds the valid request; it never reads the form again. Enter carries it out, Esc returns. Any other key
//! shows that the strip was not read: it closes the strip to everything but Esc. A question that the ledger raises (the
//! same card and amount again?) is answered by `+`, never by the Enter that is in everybody's fingers.
//!
//! ```text
//!            Enter               done
//!   Asking ─────────► InFlight ─────────► the form is empty
//!     │ │               │    ▲ Enter
//!     │ │    duplicate  │    └─────────── Trouble (the ledger has nothing of it)
//!     │ │               ▼
//!     │ │             AskingAgain ── + ──► InFlight
//!     │ └── Esc ──► the form as it was      │ Enter or any other key
//!     └── any other key ──► closed ◄────────┘   closed: only Esc leads on, back to the form
//! ```
//!
//! What was keyed before the strip was drawn does not count, and an Enter counts only when no key follows at machine
//! speed ([`MACHINE_GAP`]): a reader ends its text with Enter and may send more. If Enter opened the strip, the next Enter
//! counts only after [`PAUSE`] without Enter, and only when no other follows within [`ALONE`]: the first repeat of a held
//! key may take its time, the second follows at once.

use std::time::{Duration, Instant};

use crate::{
    desk::Random,
    payment::{Duplicate, RequestId},
    tui::protocol::QuestionId,
};

/// How long no Enter may come before one counts.
pub const PAUSE: Duration = Duration::from_millis(300);

/// Two keys within this time come from a machine.
pub const MACHINE_GAP: Duration = Duration::from_millis(20);

/// How long an Enter stays alone before it counts where it might be the first repeat of a held key. Slow keyboards repeat
/// every 92 ms.
pub const ALONE: Duration = Duration::from_millis(120);

/// A request that waits for the cashier's word.
pub struct Review<T> {
    /// What will be done.
    pub request: T,
    /// Names this review towards the ledger, so that pressing again or a retry after trouble never happens twice.
    pub request_id: RequestId,
    /// Where it stands.
    pub state: ReviewState,
    /// The cashier has said that the same card and amount again is allows_duplicate.
    pub allows_duplicate: bool,
    /// A key was pressed that has no meaning here: only Esc acts.
    closed: bool,
    drawn_at: Option<Instant>,
    quiet_until: Option<Instant>,
    /// An Enter or `+` that counts unless another key follows, and from when on it does.
    counts_at: Option<Instant>,
}

/// What an Enter does in the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnterEffect {
    /// Nothing.
    Nothing,
    /// It carries the request out once it has stayed alone; see [`Review::deadline`].
    IfAlone,
    /// It answers a question that only `+` answers: the strip closes.
    Closes,
}

/// Where a review stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewState {
    /// It asks.
    Asking,
    /// It asks whether the same card and amount again is allows_duplicate. `+` says so.
    AskingAgain(Duplicate),
    /// The ledger is writing.
    InFlight(QuestionId),
    /// The ledger could not write, and has nothing of it; Enter tries again.
    Trouble,
    /// The ledger could not write, and cannot say whether it has it; Enter asks it again, and nothing else is possible.
    Unknown,
    /// It is being asked.
    AskingOutcome(QuestionId),
}

impl<T> Review<T> {
    /// Opens a review of `request`. `by_enter` is when Enter opened it.
    pub fn open(request: T, by_enter: Option<Instant>, random: &mut dyn Random) -> std::io::Result<Self> {
        Ok(Self {
            request,
            request_id: new_request_id(random)?,
            state: ReviewState::Asking,
            allows_duplicate: false,
            closed: false,
            drawn_at: None,
            quiet_until: by_enter.map(|at| at + PAUSE),
            counts_at: None,
        })
    }

    /// The question to the ledger that carries it out, or that asks what became of it, while it is under way.
    pub fn in_flight(&self) -> Option<QuestionId> {
        match self.state {
            ReviewState::InFlight(question) | ReviewState::AskingOutcome(question) => Some(question),
            _ => None,
        }
    }

    /// Whether the ledger is being asked.
    pub fn is_in_flight(&self) -> bool {
        self.in_flight().is_some()
    }

    /// Whether it was handed to the ledger, and nobody knows yet what became of it.
    pub fn awaits_outcome(&self) -> bool {
        self.is_in_flight() || self.state == ReviewState::Unknown
    }

    /// Whether only Esc acts.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// A key that has no meaning here was pressed. Returns whether the strip is closed now: while the ledger is asked, or
    /// has to be asked what became of the request, there is nothing that a key could start.
    pub fn close(&mut self) -> bool {
        self.counts_at = None;
        self.closed |= !self.awaits_outcome();
        self.closed
    }

    /// Another key came before an Enter had stayed alone: it does not count.
    pub fn forget_enter(&mut self) {
        self.counts_at = None;
    }

    /// The strip is on the screen now.
    pub fn drawn(&mut self, at: Instant) {
        self.drawn_at.get_or_insert(at);
    }

    /// The strip is on the screen no more: the window is too small. It has to be drawn again before another Enter counts.
    pub fn hidden(&mut self) {
        self.drawn_at = None;
        self.counts_at = None;
    }

    /// Asks something new: the strip has to be drawn, and a pause kept, before Enter counts again.
    pub fn ask_again(&mut self, state: ReviewState, now: Instant) {
        self.state = state;
        self.drawn_at = None;
        self.quiet_until = Some(now + PAUSE);
        self.counts_at = None;
    }

    /// Whether the strip was on the screen before a key that was pressed `at`.
    pub fn was_drawn_before(&self, at: Instant) -> bool {
        self.drawn_at.is_some_and(|drawn| at > drawn)
    }

    /// What an Enter does that was keyed `at`.
    pub fn enter(&mut self, at: Instant) -> EnterEffect {
        if self.is_in_flight() || self.closed {
            return EnterEffect::Nothing;
        }
        let asks_again = matches!(self.state, ReviewState::AskingAgain(_));
        match self.quiet_until {
            Some(until) if at < until => {
                // The Enter that brought the question may still be down; of a question it starts no new pause.
                if !asks_again {
                    self.quiet_until = Some(at + PAUSE);
                }
                self.counts_at = None;
                return EnterEffect::Nothing;
            }
            // A second Enter while the first has to stay alone: a held key.
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

    /// A `+` that was keyed `at`: it answers the question of this strip once it has stayed alone, as some codes of readers
    /// begin with it. See [`Review::deadline`].
    pub fn plus(&mut self, at: Instant) {
        if matches!(self.state, ReviewState::AskingAgain(_)) && !self.closed && self.was_drawn_before(at) {
            self.counts_at = Some(at + MACHINE_GAP);
        }
    }

    /// When the Enter that has to stay alone counts.
    pub fn deadline(&self) -> Option<Instant> {
        self.counts_at
    }

    /// Whether the Enter that had to stay alone did so, and counts now.
    pub fn stayed_alone(&mut self, now: Instant) -> bool {
        let alone = self.counts_at.is_some_and(|at| now >= at);
        if alone {
            self.counts_at = None;
        }
        alone
    }
}

/// 128 random bits in hex.
fn new_request_id(random: &mut dyn Random) -> std::io::Result<RequestId> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    let text = format!("till-{:032x}", u128::from_be_bytes(bytes));
    RequestId::parse(&text).map_err(|problem| std::io::Error::other(format!("{problem:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::World;

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    #[test]
    fn after_plus_the_first_enter_that_was_keyed_after_drawing_counts() {
        let start = Instant::now();
        let mut review = Review::open((), None, &mut World::system()).expect("random");
        assert_eq!(review.enter(start + ms(1)), EnterEffect::Nothing, "not drawn yet");
        review.drawn(start + ms(2));
        assert_eq!(review.enter(start + ms(1)), EnterEffect::Nothing, "keyed before it was drawn");
        assert_eq!(review.enter(start + ms(3)), EnterEffect::IfAlone);
        assert!(!review.stayed_alone(start + ms(22)), "a reader may send more");
        assert!(review.stayed_alone(start + ms(23)));
    }

    #[test]
    fn a_held_enter_never_counts() {
        let start = Instant::now();
        let mut review = Review::open((), Some(start), &mut World::system()).expect("random");
        review.drawn(start + ms(1));
        for repeat in 1..100 {
            assert_eq!(review.enter(start + ms(30 * repeat)), EnterEffect::Nothing);
        }
        let end = start + ms(30 * 99);
        assert_eq!(review.enter(end + ms(300)), EnterEffect::IfAlone);
        assert!(!review.stayed_alone(end + ms(419)));
        assert!(review.stayed_alone(end + ms(420)));
        assert!(!review.stayed_alone(end + ms(500)), "once");
    }

    #[test]
    fn a_held_enter_never_counts_however_late_it_begins_to_repeat() {
        for (delay, interval) in [(250, 30), (500, 33), (660, 40), (1_000, 92)] {
            let start = Instant::now();
            let mut review = Review::open((), Some(start), &mut World::system()).expect("random");
            review.drawn(start + ms(1));
            for repeat in 0..50 {
                let at = start + ms(delay + interval * repeat);
                assert!(!review.stayed_alone(at), "{delay} {interval}");
                assert_ne!(review.enter(at), EnterEffect::Closes);
            }
            assert_eq!(review.deadline(), None, "{delay} {interval}");
        }
    }

    #[test]
    fn an_enter_counts_only_while_the_strip_is_on_the_screen() {
        let start = Instant::now();
        let mut review = Review::open((), None, &mut World::system()).expect("random");
        review.drawn(start);
        review.hidden();
        assert_eq!(review.enter(start + ms(500)), EnterEffect::Nothing);
        review.drawn(start + ms(600));
        assert_eq!(review.enter(start + ms(600)), EnterEffect::Nothing, "keyed before it was drawn again");
        assert_eq!(review.enter(start + ms(601)), EnterEffect::IfAlone);
    }

    #[test]
    fn trouble_needs_another_pause() {
        let start = Instant::now();
        let mut review = Review::open((), None, &mut World::system()).expect("random");
        review.drawn(start);
        review.state = ReviewState::InFlight(QuestionId(1));
        assert_eq!(review.enter(start + ms(20)), EnterEffect::Nothing);
        review.ask_again(ReviewState::Trouble, start + ms(30));
        review.drawn(start + ms(31));
        assert_eq!(review.enter(start + ms(100)), EnterEffect::Nothing);
        assert_eq!(review.enter(start + ms(400)), EnterEffect::IfAlone);
    }

    #[test]
    fn any_other_key_closes_the_strip_but_nothing_that_is_on_its_way() {
        let start = Instant::now();
        let mut review = Review::open((), None, &mut World::system()).expect("random");
        review.drawn(start);
        assert_eq!(review.enter(start + ms(10)), EnterEffect::IfAlone);
        review.state = ReviewState::InFlight(QuestionId(1));
        assert!(!review.close());
        review.state = ReviewState::Unknown;
        assert!(!review.close());
        review.state = ReviewState::Asking;
        assert!(review.close() && review.is_closed());
        assert_eq!(review.deadline(), None, "an Enter that waited to stay alone is forgotten");
        assert_eq!(review.enter(start + ms(2_000)), EnterEffect::Nothing);
    }
}
