//! `paydesk answers`

use std::{
    collections::BTreeMap,
    io::{self, Read},
    path::Path,
};

use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    args::AnswersArgs,
    output::{ANSWER_BYTES, Exit, Output, output_buffer, push_json_line, say},
    progress::Bar,
};
use crate::{
    batch::read_answers,
    desk::{AnswersError, AnswersOfBatch, Desk},
    files::{open_to_read, read_at_most},
    locale::{Locale, Text},
    payment::Code,
    record::AnswerText,
};

/// Longest file of answers: far more than a million lines have.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// Most names of columns that are said.
const MOST_NAMES: usize = 12;

/// What a file has said of a batch.
#[derive(Serialize)]
struct AnswersAnswer {
    batch: u32,
    accepted: u64,
    rejected: u64,
    unchanged: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    contradicted: Option<usize>,
}

/// Records a file of answers; then blanks the CVC of what was accepted, where the shop wants that.
pub(super) fn run(desk: &mut Desk, output: &mut Output<'_>, asked: &AnswersArgs) -> Exit {
    let locale = output.locale();
    let path = &asked.file.display().to_string();
    let bytes = match read(&asked.file) {
        Ok(bytes) => bytes,
        Err(reason) => {
            let text = locale.text(Text::AnswersUnread { path, reason: &locale.reason(&reason) });
            return output.fail(asked.json, Code::Answers, text);
        }
    };
    let file = match read_answers(&bytes) {
        Ok(file) => file,
        Err(fault) => {
            let text = locale.answers_fault(&fault);
            return output.fail(asked.json, Code::Answers, text).min(Exit::Refused);
        }
    };
    if !file.ignored.is_empty() {
        say(&locale.text(Text::AnswersIgnored { columns: &names(&file.ignored) }));
    }
    let bar = Bar::new();
    let progress = bar.part(locale, Text::ProgressAnswers);
    let recorded = desk.record_answers(&file.lines, &progress);
    let batches = match recorded {
        Ok(batches) => batches,
        Err(error) => {
            drop(bar);
            return refuse(output, asked.json, &error);
        }
    };
    let blanked = desk.blank_accepted(&bar.part(locale, Text::ProgressBlanking));
    drop(bar);
    say_contradictions(locale, &batches);
    let exit = output.finish(&if asked.json { json(&batches) } else { text(locale, &batches) });
    if let Ok(work) = desk.hand_over_work() {
        locale.work_lines(&work).iter().for_each(|line| say(line));
    }
    match blanked {
        Ok((_, true)) => exit,
        Ok((_, false)) => {
            say(&locale.text(Text::BlankingStopped));
            exit.max(Exit::Trouble)
        }
        Err(error) => {
            say(&locale.text(Text::BlankingFailed { reason: &locale.desk_error(&error) }));
            exit.max(Exit::Trouble)
        }
    }
}

/// Names of columns, as far as they can be shown: a file without a header may begin with anything.
fn names(columns: &[String]) -> String {
    let shown = |name: &String| match AnswerText::parse(name, None) {
        Ok(Some(name)) => name.as_str().to_owned(),
        _ => "…".to_owned(),
    };
    columns.iter().take(MOST_NAMES).map(shown).collect::<Vec<_>>().join(", ")
}

fn read(file: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    if file.as_os_str() == "-" {
        let mut bytes = Zeroizing::new(Vec::new());
        io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        let is_whole = bytes.len() as u64 <= MAX_BYTES;
        return if is_whole { Ok(bytes) } else { Err(io::ErrorKind::FileTooLarge.into()) };
    }
    read_at_most(&open_to_read(file)?, MAX_BYTES)
}

fn say_contradictions(locale: &Locale, batches: &BTreeMap<u32, AnswersOfBatch>) {
    for (id, before, now) in batches.values().flat_map(|of| &of.contradicted) {
        say(&locale.contradiction(*id, before, now));
    }
}

fn json(batches: &BTreeMap<u32, AnswersOfBatch>) -> Zeroizing<Vec<u8>> {
    let mut lines = output_buffer(ANSWER_BYTES);
    for (&batch, of) in batches {
        let contradicted = Some(of.contradicted.len()).filter(|count| *count > 0);
        let AnswersOfBatch { accepted, rejected, unchanged, .. } = *of;
        push_json_line(&mut lines, &AnswersAnswer { batch, accepted, rejected, unchanged, contradicted });
    }
    lines
}

fn text(locale: &Locale, batches: &BTreeMap<u32, AnswersOfBatch>) -> Zeroizing<Vec<u8>> {
    let line = |(batch, of): (&u32, &AnswersOfBatch)| {
        locale.text(Text::AnswersOfBatch {
            batch: &batch.to_string(),
            accepted: &of.accepted.to_string(),
            rejected: &of.rejected.to_string(),
            unchanged: &of.unchanged.to_string(),
        }) + "\n"
    };
    Zeroizing::new(batches.iter().map(line).collect::<String>().into_bytes())
}

fn refuse(output: &mut Output<'_>, in_json: bool, error: &AnswersError) -> Exit {
    match error {
        AnswersError::Desk(error) => output.fail_at_desk(in_json, error),
        AnswersError::Line { .. } => {
            output.fail(in_json, Code::Answers, output.locale().answers_error(error)).min(Exit::Refused)
        }
        AnswersError::Stopped => output.fail(in_json, Code::Answers, output.locale().answers_error(error)),
    }
}
