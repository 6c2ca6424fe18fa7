//! The words of hand-over, and of what the card company answers.

use std::path::Path;

use super::{Locale, Text};
use crate::{
    batch::{AnswersFault, BatchFault, FaultKind, FaultOf, MOST_ANSWERS},
    desk::{AnswersError, HandOverError, HandedOverFile, WrongAnswer},
    payment::{
        Problem, TransactionId,
        message::{BatchTrailer, ControlTotals, Environment, Subtotal},
        money::group_thousands,
    },
    record::{
        Answer, AnswerResult, AnswerText, HandOverStep, HandOverWork, HandedOver, RejectedMeans, Transaction,
    },
};

impl Locale {
    /// Why nothing was handed over, or no file was made.
    #[must_use]
    pub fn hand_over_error(&self, error: &HandOverError) -> String {
        match error {
            HandOverError::NoFolder(path) => self.text(Text::HandOverNoFolder { path: &shown(path) }),
            HandOverError::Exists(path) => self.text(Text::HandOverExists { path: &shown(path) }),
            HandOverError::File { path, reason, recorded } => {
                let (path, reason) = (&shown(path), &self.reason(reason));
                match recorded {
                    None => self.text(Text::HandOverNotWritten { path, reason }),
                    Some(number) => {
                        self.text(Text::HandOverFileNotWritten { path, reason, number: &number.to_string() })
                    }
                }
            }
            HandOverError::Unread { batch, error } => {
                let (number, reason) = (&batch.to_string(), &self.desk_error(error));
                self.text(Text::HandOverUnread { number, reason })
            }
            HandOverError::Stopped { recorded: None } => self.text(Text::HandOverStopped),
            HandOverError::Stopped { recorded: Some(number) } => {
                self.text(Text::HandOverFileStopped { number: &number.to_string() })
            }
            HandOverError::NoSuchBatch(number) => {
                self.text(Text::HandOverNoSuchBatch { number: &number.to_string() })
            }
            HandOverError::Blanked { batch, messages } => self.text(Text::HandOverBlanked {
                number: &batch.to_string(),
                messages: &self.messages(*messages),
            }),
            HandOverError::LeavesOut { left_out } => {
                self.text(Text::HandOverLeavesOut { messages: &self.messages(*left_out) })
            }
            HandOverError::TrialAfterReal => self.text(Text::HandOverTrialAfterReal),
            HandOverError::TooMuch => self.text(Text::HandOverTooMuch),
            HandOverError::Meanwhile { number } => {
                self.text(Text::HandOverMeanwhile { number: &number.to_string() })
            }
            HandOverError::NoNumberLeft => self.text(Text::HandOverNoNumberLeft),
            HandOverError::Desk(error) => self.desk_error(error),
        }
    }

    /// A key of the configuration whose value does not fit into the first line of a batch.
    #[must_use]
    pub fn sender_error(&self, key: &str) -> String {
        self.text(Text::HandOverSender { key })
    }

    /// What the card company may object to in a batch, and what is left for the next one.
    #[must_use]
    pub fn hand_over_warnings(&self, made: &HandedOverFile) -> Vec<String> {
        let mut warnings = Vec::new();
        if made.batch.environment == Environment::Test {
            warnings.push(self.text(Text::HandOverTrial));
        }
        if made.old > 0 {
            warnings.push(self.text(Text::HandOverOld { messages: &self.messages(made.old) }));
        }
        if made.late_cancels > 0 {
            warnings.push(self.text(Text::HandOverLate { cancels: &grouped(made.late_cancels) }));
        }
        if made.batch.left > 0 {
            warnings.push(self.text(Text::HandOverLeft { messages: &self.messages(made.batch.left) }));
        }
        if made.rejected_left > 0 {
            warnings
                .push(self.text(Text::HandOverRejectedLeft { messages: &self.messages(made.rejected_left) }));
        }
        warnings
    }

    /// A batch in a line: how many messages, and where its file is.
    #[must_use]
    pub fn batch_head(&self, trailer: &BatchTrailer, resubmits: Option<u32>, file: &Path) -> String {
        let (number, path) = (&trailer.number.to_string(), &shown(file));
        let records = &self.messages(trailer.totals.records());
        match resubmits {
            None => self.text(Text::BatchHead { number, records, path }),
            Some(of) => self.text(Text::BatchHeadAgain { number, records, path, of: &of.to_string() }),
        }
    }

    /// A batch as text: what is in it, what that adds up to, the hash, the file.
    #[must_use]
    pub fn batch_lines(&self, trailer: &BatchTrailer, resubmits: Option<u32>, file: &Path) -> Vec<String> {
        let ControlTotals { payments, cancels } = trailer.totals;
        let won = |won: u64| self.won_text(&grouped(won));
        let sum = |label: Text<'_>, of: Subtotal| {
            let (count, amount, vat) = (&grouped(of.count), &won(of.amount), &won(of.vat));
            self.text(Text::BatchSum { label: &self.text(label), count, amount, vat })
        };
        let net = trailer.totals.net();
        let sign = if net < 0 { "-" } else { "" };
        let net = &format!("{sign}{}", won(net.unsigned_abs()));
        let mut lines = vec![self.batch_head(trailer, resubmits, file)];
        lines.push(sum(Text::KindPayment, payments));
        lines.push(sum(Text::KindCancel, cancels));
        lines.push(self.text(Text::BatchNet { amount: net }));
        lines.push(format!("SHA-256 {}", trailer.sha256_hex()));
        lines
    }

    /// The first fault of a batch.
    #[must_use]
    pub fn batch_fault(&self, fault: &BatchFault) -> String {
        let line = &fault.line.to_string();
        match &fault.of {
            FaultOf::Record(error) => {
                self.text(Text::BatchFaultRecord { line, fault: &self.message_error(error) })
            }
            FaultOf::NoLineEnd => self.text(Text::BatchFaultNoLineEnd { line }),
            FaultOf::NoTrailer => self.text(Text::BatchFaultNoTrailer { line }),
            FaultOf::AfterTrailer => self.text(Text::BatchFaultAfterTrailer { line }),
        }
    }

    /// The first fault of a file of answers.
    #[must_use]
    pub fn answers_fault(&self, fault: &AnswersFault) -> String {
        let what = match &fault.kind {
            FaultKind::Empty => self.text(Text::AnswersEmpty),
            FaultKind::NotText => self.text(Text::AnswersNotText),
            FaultKind::TooMany => self.text(Text::AnswersTooMany { most: &grouped(MOST_ANSWERS as u64) }),
            FaultKind::NoLineEnd => self.text(Text::AnswersNoLineEnd),
            FaultKind::NumberAsId => self.text(Text::AnswersNumberAsId),
            FaultKind::NoColumn(column) => {
                self.text(Text::AnswersNoColumn { name: column.name(), korean: column.korean() })
            }
            FaultKind::ColumnTwice(column) => {
                self.text(Text::AnswersColumnTwice { name: column.name(), korean: column.korean() })
            }
            FaultKind::Fields { expected, found } => {
                self.text(Text::AnswersFields { expected: &expected.to_string(), found: &found.to_string() })
            }
            FaultKind::OpenQuote => self.text(Text::AnswersOpenQuote),
            FaultKind::NotJson => self.text(Text::AnswersNotJson),
            FaultKind::Value(column) => self.text(Text::AnswersValue { column: column.name() }),
            FaultKind::Text(column, Problem::Length { found }) => {
                self.text(Text::AnswersTextWidth { column: column.name(), columns: &found.to_string() })
            }
            FaultKind::Text(column, _) => self.text(Text::AnswersTextControl { column: column.name() }),
            FaultKind::HoldsCard(column) => self.text(Text::AnswersHoldsCard { column: column.name() }),
        };
        self.text(Text::AnswersLine { line: &fault.line.to_string(), what: &what })
    }

    /// Why nothing of a file of answers was recorded.
    #[must_use]
    pub fn answers_error(&self, error: &AnswersError) -> String {
        let (line, wrong) = match error {
            AnswersError::Line { line, wrong } => (line, wrong),
            AnswersError::Stopped => return self.text(Text::AnswersStopped),
            AnswersError::Desk(error) => return self.desk_error(error),
        };
        let what = match wrong {
            WrongAnswer::NoSuchBatch(name) => {
                self.text(Text::AnswersNoSuchBatch { batch: &name.to_string() })
            }
            WrongAnswer::NotInBatch { batch, id } => {
                self.text(Text::AnswersNotInBatch { batch: &batch.to_string(), id: &id.grouped() })
            }
            WrongAnswer::Twice { earlier } => self.text(Text::AnswersTwice { earlier: &earlier.to_string() }),
            WrongAnswer::Amount { handed_over } => {
                self.text(Text::AnswersAmount { amount: &self.won_text(&grouped(*handed_over)) })
            }
            WrongAnswer::HoldsCard(column) => self.text(Text::AnswersHoldsCard { column: column.name() }),
        };
        self.text(Text::AnswersLine { line: &line.to_string(), what: &what })
    }

    /// An answer that says something else than the one before it.
    #[must_use]
    pub fn contradiction(&self, id: TransactionId, before: &Answer, now: &Answer) -> String {
        let (id, before, now) = (&id.grouped(), &self.answer(before), &self.answer(now));
        self.text(Text::AnswersContradict { id, before, now })
    }

    /// An answer in short: `accepted 12345678`, `rejected 51 over the limit`.
    #[must_use]
    pub fn answer(&self, answer: &Answer) -> String {
        let mut words = vec![self.text(match answer.result {
            AnswerResult::Accepted => Text::AnswerAccepted,
            AnswerResult::Rejected => Text::AnswerRejected,
        })];
        let texts = [&answer.code, &answer.text];
        words.extend(answer.approval_number.as_ref().map(ToString::to_string));
        words.extend(texts.into_iter().flatten().map(|text| text.as_str().to_owned()));
        words.join(" ")
    }

    /// A step on the way to the card company.
    #[must_use]
    pub fn hand_over_step(&self, step: &HandOverStep) -> String {
        let batch = &step.batch.to_string();
        match &step.answer {
            None => self.text(Text::HandOverStep { batch }),
            Some(answer) => self.text(Text::HandOverStepAnswer { batch, answer: &self.answer(answer) }),
        }
    }

    /// What a rejected payment, or a rejected cancel, means for the shop.
    #[must_use]
    pub fn rejected_means(&self, means: RejectedMeans, is_cancel: bool) -> String {
        let kind = if is_cancel { "cancel" } else { "payment" };
        self.text(match means {
            RejectedMeans::HandOverAgain => Text::RejectedAgain { kind },
            RejectedMeans::NothingToDo => Text::RejectedNothing { kind },
            RejectedMeans::AskCardCompany => Text::RejectedAsk,
            RejectedMeans::Contradicted => Text::RejectedContradicted,
        })
    }

    /// What is left to do about hand-over, a line each.
    #[must_use]
    pub fn work_lines(&self, work: &HandOverWork) -> Vec<String> {
        let mut lines = Vec::new();
        if work.rejected > 0 {
            lines.push(self.text(Text::WorkRejected { messages: &self.messages(work.rejected) }));
        }
        if work.to_ask > 0 {
            lines.push(self.text(Text::WorkToAsk { messages: &self.messages(work.to_ask) }));
        }
        if work.contradicted > 0 {
            lines.push(self.text(Text::WorkContradicted { messages: &self.messages(work.contradicted) }));
        }
        lines
    }
}

/// The way of a transaction to the card company, each part with its label; nothing when it was not handed over.
#[must_use]
pub fn hand_over_rows(locale: &Locale, transaction: &Transaction) -> Vec<(String, String)> {
    let Some(handed) = &transaction.handed_over else { return Vec::new() };
    let HandedOver { batch, answer, is_contradicted } = &**handed;
    let mut rows = vec![(locale.text(Text::LabelBatch), batch.to_string())];
    let text = |text: &Option<AnswerText>| text.as_ref().map(|text| text.as_str().to_owned());
    match answer {
        None => rows.push((locale.text(Text::LabelAnswer), locale.text(Text::AnswerNone))),
        Some(answer) if answer.result == AnswerResult::Rejected => {
            rows.push((locale.text(Text::LabelAnswer), locale.answer(answer)));
        }
        Some(answer) => {
            rows.push((locale.text(Text::LabelAnswer), locale.text(Text::AnswerAccepted)));
            let number = answer.approval_number.as_ref().map(ToString::to_string);
            let more = [
                (Text::LabelApproval, number),
                (Text::LabelIssuer, text(&answer.issuer)),
                (Text::LabelAcquirer, text(&answer.acquirer)),
            ];
            rows.extend(more.into_iter().filter_map(|(label, text)| Some((locale.text(label), text?))));
        }
    }
    if *is_contradicted {
        rows.push((locale.text(Text::LabelAnswer), locale.text(Text::AnswersDiffer)));
    }
    rows
}

fn shown(path: &Path) -> String {
    super::errors::path(path)
}

fn grouped(number: u64) -> String {
    group_thousands(&number.to_string())
}
