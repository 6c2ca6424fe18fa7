//! The review strip: money moves in two steps, and the second step is never an accident.
//!
//! A review holds the valid request; it never reads the form again. Enter carries it out, Esc returns, nothing else acts.
//! What was keyed before the strip was drawn does not count. If Enter opened the strip, the next Enter counts only after
//! [`PAUSE`] without Enter: a held key repeats faster than that.

use std::time::{Duration, Instant};

use crate::{
    payment::{RequestId, TransactionId},
    tui::worker::QuestionId,
    vault::Random,
};

/// How long no Enter may come before one counts.
pub const PAUSE: Duration = Duration::from_millis(300);

/// A request that waits for the cashier's word.
pub struct Review<T> {
    /// What will be done.
    pub request: T,
    /// Names this review towards the ledger, so that pressing again or a retry after trouble never happens twice.
    pub request_id: RequestId,
    /// Where it stands.
    pub state: State,
    /// The cashier has said that the same card and amount again is meant.
    pub meant: bool,
    drawn_at: Option<Instant>,
    quiet_until: Option<Instant>,
}

/// Where a review stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It asks.
    Asking,
    /// It asks whether the same card and amount again is meant.
    AskingAgain {
        /// The earlier payment.
        earlier: TransactionId,
        /// Seconds since then.
        seconds: u64,
    },
    /// The ledger is writing.
    InFlight(QuestionId),
    /// The ledger could not write; Enter tries again.
    Trouble(String),
}

impl<T> Review<T> {
    /// Opens a review of `request`. `by_enter` is when Enter opened it.
    pub fn open(request: T, by_enter: Option<Instant>, random: &mut dyn Random) -> std::io::Result<Self> {
        Ok(Self {
            request,
            request_id: new_request_id(random)?,
            state: State::Asking,
            meant: false,
            drawn_at: None,
            quiet_until: by_enter.map(|at| at + PAUSE),
        })
    }

    /// The strip is on the screen now.
    pub fn drawn(&mut self, at: Instant) {
        self.drawn_at.get_or_insert(at);
    }

    /// Asks something new: the strip has to be drawn, and a pause kept, before Enter counts again.
    pub fn ask_again(&mut self, state: State, now: Instant) {
        self.state = state;
        self.drawn_at = None;
        self.quiet_until = Some(now + PAUSE);
    }

    /// Whether an Enter that was keyed `at` counts.
    pub fn enter_counts(&mut self, at: Instant) -> bool {
        if matches!(self.state, State::InFlight(_)) {
            return false;
        }
        let quiet = self.quiet_until.is_none_or(|until| at >= until);
        if !quiet {
            self.quiet_until = Some(at + PAUSE);
        }
        quiet && self.drawn_at.is_some_and(|drawn| at > drawn)
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
    use crate::vault::SystemRandom;

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    #[test]
    fn after_plus_the_first_enter_that_was_keyed_after_drawing_counts() {
        let start = Instant::now();
        let mut review = Review::open((), None, &mut SystemRandom).expect("random");
        assert!(!review.enter_counts(start + ms(1)), "not drawn yet");
        review.drawn(start + ms(2));
        assert!(!review.enter_counts(start + ms(1)), "keyed before it was drawn");
        assert!(review.enter_counts(start + ms(3)));
    }

    #[test]
    fn a_held_enter_never_counts() {
        let start = Instant::now();
        let mut review = Review::open((), Some(start), &mut SystemRandom).expect("random");
        review.drawn(start + ms(1));
        for repeat in 1..100 {
            assert!(!review.enter_counts(start + ms(30 * repeat)));
        }
        assert!(review.enter_counts(start + ms(30 * 99 + 300)));
    }

    #[test]
    fn another_question_needs_another_pause() {
        let start = Instant::now();
        let mut review = Review::open((), None, &mut SystemRandom).expect("random");
        review.drawn(start);
        assert!(review.enter_counts(start + ms(10)));
        review.state = State::InFlight(QuestionId(1));
        assert!(!review.enter_counts(start + ms(20)));
        review.ask_again(State::Trouble(String::new()), start + ms(30));
        review.drawn(start + ms(31));
        assert!(!review.enter_counts(start + ms(100)));
        assert!(review.enter_counts(start + ms(400)));
    }
}
