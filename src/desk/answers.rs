//! Answers of the card company: a file of them is recorded whole or not at all, and each answer once.
//!
//! Whatever a file says again changes nothing. An answer that contradicts an earlier one is kept as well, counts from then on, and is
//! told: nobody but the card company can say which is right.

use std::collections::{BTreeMap, HashMap};

use super::{
    Asked, Desk, DeskError,
    journal::{note_clock_step, stamp_now},
    keys::use_newest_key,
    rights::{allow, identify},
};
use crate::{
    batch::{AnswerColumn, AnswerLine, BatchName},
    ledger::{KnownAnswer, LedgerError},
    payment::TransactionId,
    record::{Answer, AnswerResult, AnswerText, Fact, Progress},
    staff::Action,
};

/// Digits in the texts of an answer from which on they may be a card number.
const DIGITS_OF_A_CARD: usize = 10;

/// What a file of answers has said of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswersOfBatch {
    /// New answers that accept.
    pub accepted: u64,
    /// New answers that reject.
    pub rejected: u64,
    /// Answers that were recorded before.
    pub unchanged: u64,
    /// New answers that contradict an earlier one: the id, what was said before, and what is said now.
    pub contradicted: Vec<(TransactionId, Answer, Answer)>,
}

/// Why nothing of a file of answers was recorded.
#[derive(Debug, thiserror::Error)]
pub enum AnswersError {
    /// A line does not fit what was handed over.
    #[error("line {line}: {wrong:?}")]
    Line {
        /// In the file, from 1.
        line: u64,
        /// What is wrong with it.
        wrong: WrongAnswer,
    },
    /// It was stopped.
    #[error("stopped")]
    Stopped,
    /// The desk refuses it.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<LedgerError> for AnswersError {
    fn from(error: LedgerError) -> Self {
        Self::Desk(error.into())
    }
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongAnswer {
    /// This shop has no such batch.
    NoSuchBatch(BatchName),
    /// The batch has no message of this id.
    NotInBatch {
        /// The batch.
        batch: u32,
        /// The id.
        id: TransactionId,
    },
    /// An earlier line answers the same message of the same batch.
    Twice {
        /// That line.
        earlier: u64,
    },
    /// Another amount was handed over.
    Amount {
        /// The one that was.
        handed_over: u64,
    },
    /// A text holds the number of the card.
    HoldsCard(AnswerColumn),
}

impl Desk {
    /// Records the answers of a file. Returns what it said of each batch.
    ///
    /// # Errors
    /// [`AnswersError`]; nothing is recorded then.
    pub fn record_answers(
        &mut self,
        lines: &[AnswerLine],
        progress: &Progress,
    ) -> Result<BTreeMap<u32, AnswersOfBatch>, AnswersError> {
        self.remembered.refuse_misfit()?;
        // Who may not record answers is not told what is wrong with them.
        self.may_or_is_approved(&Asked::of(Action::Answers))?;
        let answers = self.answers_of(lines, progress)?;
        let Self { ledger, vault, world, settings, approval, .. } = self;
        ledger.write(|writer| {
            use_newest_key(writer, vault, world, settings)?;
            let operator = identify(writer, vault, settings)?;
            let mut stamp = stamp_now(world, settings);
            let approved =
                allow(writer, vault, operator.as_ref(), approval, &mut stamp, &Asked::of(Action::Answers))?;
            let mut batches: BTreeMap<u32, AnswersOfBatch> = BTreeMap::new();
            let mut is_first = true;
            for (id, answer) in answers {
                if progress.stopped() {
                    return Err(AnswersError::Stopped);
                }
                let known = writer.known_answer(&answer)?;
                let of = batches.entry(answer.batch).or_default();
                if known == KnownAnswer::Same {
                    of.unchanged += 1;
                    continue;
                }
                match answer.result {
                    AnswerResult::Accepted => of.accepted += 1,
                    AnswerResult::Rejected => of.rejected += 1,
                }
                if let KnownAnswer::Contradicts(earlier) = known {
                    of.contradicted.push((id, *earlier, answer.clone()));
                }
                if std::mem::take(&mut is_first) {
                    note_clock_step(writer, vault, &stamp, None)?;
                }
                writer.record_fact(vault, &stamp, &Fact::Answer(Box::new(answer)))?;
            }
            approved.map_or(Ok(()), |approved| approved.record(writer, vault, &stamp, None))?;
            Ok(batches)
        })
    }

    /// The answers of the lines, each to a message that was handed over.
    fn answers_of(
        &self,
        lines: &[AnswerLine],
        progress: &Progress,
    ) -> Result<Vec<(TransactionId, Answer)>, AnswersError> {
        progress.begin(lines.len() as u64);
        let mut batches: HashMap<BatchName, Option<u32>> = HashMap::new();
        let mut first: HashMap<(u32, i64), u64> = HashMap::new();
        let mut answers = Vec::with_capacity(lines.len());
        for line in lines {
            let at = |wrong| AnswersError::Line { line: line.line, wrong };
            let batch = if let Some(known) = batches.get(&line.batch) {
                *known
            } else {
                let number = self.ledger.batch_named(line.batch)?;
                batches.insert(line.batch, number);
                number
            };
            let batch = batch.ok_or_else(|| at(WrongAnswer::NoSuchBatch(line.batch)))?;
            let found = self.ledger.message_in_batch(batch, line.id)?;
            let transaction = found.ok_or_else(|| at(WrongAnswer::NotInBatch { batch, id: line.id }))?;
            if let Some(earlier) = first.insert((batch, transaction), line.line) {
                return Err(at(WrongAnswer::Twice { earlier }));
            }
            if let Some(amount) = line.amount {
                let handed_over = self.ledger.find_number(transaction)?.map_or(0, |row| row.amount.get());
                if amount != handed_over {
                    return Err(at(WrongAnswer::Amount { handed_over }));
                }
            }
            if let Some(column) = self.holds_its_card(line)? {
                return Err(at(WrongAnswer::HoldsCard(column)));
            }
            answers.push((
                line.id,
                Answer {
                    transaction,
                    batch,
                    result: line.result,
                    code: line.code.clone(),
                    text: line.text.clone(),
                    approval_number: line.approval_number.clone(),
                    issuer: line.issuer.clone(),
                    acquirer: line.acquirer.clone(),
                },
            ));
            progress.advance(1);
            if progress.stopped() {
                return Err(AnswersError::Stopped);
            }
        }
        Ok(answers)
    }

    /// A text of an answer in which the card of its payment or cancel stands, or the first one of all texts in which it stands together.
    /// Its message is opened only where that may be.
    fn holds_its_card(&self, line: &AnswerLine) -> Result<Option<AnswerColumn>, DeskError> {
        let texts = [
            (AnswerColumn::Code, &line.code),
            (AnswerColumn::Text, &line.text),
            (AnswerColumn::Issuer, &line.issuer),
            (AnswerColumn::Acquirer, &line.acquirer),
        ];
        let approval = line.approval_number.as_ref().map_or("", |number| number.as_str());
        let texts = texts.map(|(column, text)| (column, text.as_ref().map_or("", AnswerText::as_str)));
        let texts = texts.into_iter().chain([(AnswerColumn::ApprovalNumber, approval)]);
        let long = |text: &str| text.chars().filter(char::is_ascii_digit).count() >= DIGITS_OF_A_CARD;
        let texts: Vec<_> = texts.filter(|(_, text)| !text.is_empty()).collect();
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        // Side by side, as they are shown: the approval number comes first there.
        let mut shown = texts.clone();
        shown.rotate_right(usize::from(!approval.is_empty()));
        let joined =
            [&texts, &shown].map(|texts| texts.iter().map(|(_, text)| digits(text)).collect::<String>());
        let head = self.ledger.find(line.id)?.map(|row| row.card.head().to_owned());
        let is_near = head.is_some_and(|head| joined.iter().any(|joined| joined.contains(&head)));
        if !is_near && !texts.iter().any(|(_, text)| long(text)) {
            return Ok(None);
        }
        let card = self.find(line.id)?.message.card;
        let holds = |text: &str| AnswerText::parse(text, Some(&card)).is_err();
        if let Some((column, _)) = texts.iter().find(|(_, text)| holds(text)) {
            return Ok(Some(*column));
        }
        let is_joined = joined.iter().any(|joined| joined.contains(card.expose()));
        Ok(texts.first().filter(|_| is_joined).map(|(column, _)| *column))
    }
}
