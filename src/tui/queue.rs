//! The questions that wait for a worker, in their order.

use std::{
    cell::RefCell,
    collections::VecDeque,
    sync::mpsc::{Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use super::protocol::{Question, QuestionId};

/// The questions in their order.
pub struct Queue {
    questions: Receiver<(QuestionId, Question)>,
    /// Those received while another was answered.
    waiting: RefCell<VecDeque<(QuestionId, Question)>>,
}

impl Queue {
    /// Those that come from there.
    pub fn of(questions: Receiver<(QuestionId, Question)>) -> Self {
        Self { questions, waiting: RefCell::default() }
    }

    /// Whether another question waits; a search or a sum is given up for it.
    pub fn is_waiting(&self) -> bool {
        // With one processor the main thread waits for this one, and a scheduler gives a search some milliseconds: too
        // long for a letter.
        thread::yield_now();
        let mut waiting = self.waiting.borrow_mut();
        waiting.extend(self.questions.try_recv().ok());
        !waiting.is_empty()
    }

    /// Waits at most `time` for another question. Returns whether one is there.
    pub fn wait(&self, time: Duration) -> bool {
        let mut waiting = self.waiting.borrow_mut();
        if waiting.is_empty() {
            waiting.extend(self.questions.recv_timeout(time).ok());
        }
        !waiting.is_empty()
    }

    /// The next question; `None` when the channel is closed.
    pub fn next(&self) -> Option<(QuestionId, Question)> {
        let waiting = self.waiting.borrow_mut().pop_front();
        waiting.or_else(|| self.questions.recv().ok())
    }

    /// The next question, if one comes within `time`.
    ///
    /// # Errors
    /// None came, or the channel is closed.
    pub fn next_within(&self, time: Duration) -> Result<(QuestionId, Question), RecvTimeoutError> {
        let waiting = self.waiting.borrow_mut().pop_front();
        waiting.map_or_else(|| self.questions.recv_timeout(time), Ok)
    }

    /// Puts questions back, before all others.
    pub fn put_back(&self, questions: Vec<(QuestionId, Question)>) {
        let mut waiting = self.waiting.borrow_mut();
        questions.into_iter().rev().for_each(|question| waiting.push_front(question));
    }
}
