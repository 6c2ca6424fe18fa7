//! `paydesk handover` and `paydesk handover check`

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

use serde::Serialize;

use super::{
    args::{CheckBatchArgs, HandOverArgs},
    output::{ANSWER_BYTES, Exit, Output, OutputBytes, RequestError, json_line_of, printable_lines, say},
    progress::Bar,
};
use crate::{
    batch::{BatchFault, CheckError, FaultOf, check},
    config::{HandOverConfig, ShopConfig, missing_numbers},
    desk::{Desk, HandOverError, HandOverOf, HandOverTo, HandedOverFile},
    files::open_to_read,
    locale::{Locale, Text},
    payment::{
        Code,
        message::{BatchTrailer, ControlTotals, Subtotal},
    },
    record::Progress,
};

/// The answer of both commands with `--json`.
#[derive(Serialize)]
struct BatchAnswer<'a> {
    batch: u32,
    file: &'a str,
    records: u64,
    payments: Subtotal,
    cancels: Subtotal,
    net: i64,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    resubmits: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<u64>,
}

/// Hands over, or makes the file of a batch again.
pub(super) fn run(
    desk: &mut Desk,
    output: &mut Output<'_>,
    (config, shop): (&HandOverConfig, &ShopConfig),
    config_path: Option<&Path>,
    asked: &HandOverArgs,
) -> Exit {
    let locale = output.locale();
    let (path, is_folder) = match (&asked.to, config.to.as_str()) {
        // Standard output may be a terminal, or a log.
        (Some(to), _) if to.as_os_str() == "-" => {
            say(&locale.text(Text::HandOverNoPlace));
            return Exit::Usage;
        }
        (Some(to), _) => (to.clone(), false),
        (None, "") => {
            say(&locale.text(Text::HandOverNoPlace));
            return Exit::Usage;
        }
        (None, folder) => (PathBuf::from(folder), true),
    };
    let sender = match config.sender(shop) {
        Ok(sender) => sender,
        Err(key) => return output.fail(asked.json, Code::Config, locale.sender_error(key)),
    };
    let to = HandOverTo { path: &path, is_folder, config: config_path, number: None };
    let bar = Bar::new();
    let progress = bar.part(locale, Text::ProgressHandingOver);
    let made = if let Some(number) = asked.batch {
        desk.hand_over_again(number, to, &progress).map(Some)
    } else {
        let of = if asked.resubmit { HandOverOf::Rejected } else { HandOverOf::New { from: asked.from } };
        desk.hand_over(of, to, &sender, &progress)
    };
    drop(bar);
    match made {
        Ok(Some(made)) => {
            if asked.batch.is_none() {
                say_missing(locale, shop);
            }
            say_warnings(locale, &made);
            answer(output, asked.json, &made.file, &made.trailer, made.batch.resubmits(), made.batch.left)
        }
        Ok(None) => nothing_new(desk, output, asked),
        Err(error) => refuse(output, asked.json, &error),
    }
}

/// Nothing is new: that is no error.
fn nothing_new(desk: &Desk, output: &mut Output<'_>, asked: &HandOverArgs) -> Exit {
    let locale = output.locale();
    let newest = desk.hand_over_work().ok().and_then(|work| work.newest);
    let text = match (asked.resubmit, newest) {
        (true, _) => locale.text(Text::HandOverNothingRejected),
        (false, None) => locale.text(Text::HandOverNothing),
        (false, Some(newest)) => {
            let number = &newest.batch.number.to_string();
            locale.text(Text::HandOverNothingSince { number, at: &super::time::short(newest.at) })
        }
    };
    say(&text);
    if asked.json {
        return output.finish(&super::output::errors_json(&[RequestError::plain(Code::NothingSince, text)]));
    }
    Exit::Done
}

/// Names once what the first line of the batch lacks.
fn say_missing(locale: &Locale, shop: &ShopConfig) {
    let missing = missing_numbers(shop);
    if !missing.is_empty() {
        say(&locale.text(Text::HandOverMissing { keys: &missing.join(", ") }));
    }
}

fn say_warnings(locale: &Locale, made: &HandedOverFile) {
    locale.hand_over_warnings(made).iter().for_each(|warning| say(warning));
}

fn answer(
    output: &mut Output<'_>,
    in_json: bool,
    file: &Path,
    trailer: &BatchTrailer,
    resubmits: Option<u32>,
    left: u64,
) -> Exit {
    let ControlTotals { payments, cancels } = trailer.totals;
    if in_json {
        let answer = BatchAnswer {
            batch: trailer.number,
            file: &file.display().to_string(),
            records: trailer.totals.records(),
            payments,
            cancels,
            net: trailer.totals.net(),
            sha256: trailer.sha256_hex(),
            resubmits,
            left: Some(left).filter(|left| *left > 0),
        };
        return output.finish(&json_line_of(ANSWER_BYTES, &answer));
    }
    let lines = output.locale().batch_lines(trailer, resubmits, file);
    output.finish((printable_lines(&lines.join("\n")) + "\n").as_bytes())
}

fn refuse(output: &mut Output<'_>, in_json: bool, error: &HandOverError) -> Exit {
    let (code, exit) = match error {
        HandOverError::Desk(error) => return output.fail_at_desk(in_json, error),
        HandOverError::NoSuchBatch(_) => (Code::NotFound, Exit::Refused),
        HandOverError::Unread { error, .. } => (error.code(), Exit::of(error)),
        HandOverError::File { .. } | HandOverError::Stopped { .. } => (Code::HandOver, Exit::Trouble),
        HandOverError::NoFolder(_)
        | HandOverError::Exists(_)
        | HandOverError::Blanked { .. }
        | HandOverError::LeavesOut { .. }
        | HandOverError::Meanwhile { .. }
        | HandOverError::TrialAfterReal
        | HandOverError::TooMuch
        | HandOverError::NoNumberLeft => (Code::HandOver, Exit::Refused),
    };
    output.fail(in_json, code, output.locale().hand_over_error(error)).min(exit)
}

/// Checks a file. Opens neither ledger nor keyring.
pub(super) fn run_check(output: &mut Output<'_>, asked: &CheckBatchArgs) -> Exit {
    let locale = output.locale();
    let bar = Bar::new();
    // Who waits for standard input is ended by a signal at once.
    let is_input = asked.file.as_os_str() == "-";
    let progress = if is_input { Progress::default() } else { bar.part(locale, Text::ProgressChecking) };
    let checked = match open(&asked.file) {
        Ok(input) => check(input, &progress),
        Err(error) => Err(CheckError::Read(error)),
    };
    drop(bar);
    let path = &asked.file.display().to_string();
    match checked {
        Ok(whole) => {
            if !asked.json {
                say(&locale.text(Text::BatchWhole { path }));
            }
            answer(output, asked.json, &asked.file, &whole.trailer, whole.header.resubmits, 0)
        }
        Err(CheckError::Read(reason)) => {
            let text = locale.text(Text::BatchUnread { path, reason: &locale.reason(&reason) });
            output.fail(asked.json, Code::HandOver, text)
        }
        Err(CheckError::Stopped) => output.fail(asked.json, Code::HandOver, locale.text(Text::CloseXStopped)),
        Err(CheckError::Fault(fault)) => {
            say(&locale.batch_fault(&fault));
            if asked.json {
                output.finish(&fault_answer(locale, &fault)).max(Exit::Refused)
            } else {
                Exit::Refused
            }
        }
    }
}

/// The file, or standard input.
fn open(file: &Path) -> io::Result<Box<dyn Read>> {
    if file.as_os_str() == "-" { Ok(Box::new(io::stdin().lock())) } else { Ok(Box::new(open_to_read(file)?)) }
}

/// The first fault as JSON.
fn fault_answer(locale: &Locale, fault: &BatchFault) -> OutputBytes {
    #[derive(Serialize)]
    struct FaultAnswer<'a> {
        error: &'a FaultItem,
        errors: [&'a FaultItem; 1],
    }
    #[derive(Serialize)]
    struct FaultItem {
        code: &'static str,
        field: &'static str,
        message: String,
        line: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        offset: Option<usize>,
    }
    let (field, offset) = match &fault.of {
        FaultOf::Record(error) => (error.field(), Some(error.offset())),
        FaultOf::NoLineEnd | FaultOf::NoTrailer | FaultOf::AfterTrailer => ("message", None),
    };
    let message = locale.batch_fault(fault);
    let item = FaultItem { code: Code::MessageInvalid.as_str(), field, message, line: fault.line, offset };
    json_line_of(ANSWER_BYTES, &FaultAnswer { error: &item, errors: [&item] })
}
