//! `paydesk slip`

use std::io::{self, IsTerminal as _};

use serde::Serialize;

use super::{
    args::SlipArgs,
    output::{Exit, Output, OutputBytes, Refusal, json_line_of, say},
};
use crate::{
    config::PaperConfig,
    desk::{Desk, DeskError},
    locale::{Locale, Text},
    payment::{Field, FieldError, TransactionId},
    printing,
    record::{Prints, Record, SlipCopy},
    slip::{Gaps, Slip, SlipLine},
};

/// Room for a slip as JSON: a hundred lines of the widest paper.
const ROOM: usize = 16 * 1024;

/// The answer of `paydesk slip --json`.
#[derive(Serialize)]
struct SlipAnswer<'a> {
    id: &'a str,
    copy: &'static str,
    reprint: u32,
    columns: u8,
    lines: Vec<&'a str>,
}

/// Shows a slip as it would be printed next, or writes its bytes.
pub(super) fn run(desk: &mut Desk, output: &mut Output<'_>, paper: &PaperConfig, args: &SlipArgs) -> Exit {
    let locale = output.locale();
    let mut paper = paper.clone();
    paper.printer.columns = args.width.unwrap_or(paper.printer.columns);
    if args.escpos && io::stdout().is_terminal() {
        say(&locale.text(Text::SlipToTerminal));
        return Exit::Usage;
    }
    let (record, prints) = match find(desk, &args.id) {
        Ok(found) => found,
        Err(error) => return refuse(output, args.json, &error),
    };
    say_gaps(locale, &paper);
    if args.escpos {
        return write_bytes(desk, output, &paper, &record, args.copy);
    }
    let slip = Slip::next(&record, prints, args.copy, &paper);
    let lines = locale.slip_lines(&slip, &paper.printer);
    let answer = if args.json { in_json(&slip, paper.printer.columns, &lines) } else { as_text(&lines) };
    output.finish(&answer)
}

fn find(desk: &Desk, id: &[String]) -> Result<(Record, Prints), DeskError> {
    let id = TransactionId::parse(&id.join(" ")).map_err(|problem| FieldError::new(Field::Id, problem))?;
    let record = desk.find(id)?;
    let prints = desk.prints_of(record.story.transaction.seq)?;
    Ok((record, prints))
}

/// Says why there is no such slip or memo.
pub(super) fn refuse(output: &mut Output<'_>, in_json: bool, error: &DeskError) -> Exit {
    let refusal = Refusal::desk(output.locale(), error);
    if !in_json || refusal.exit == Exit::Trouble {
        say(&output.locale().desk_error(error));
    }
    let delivered = if in_json { output.finish(&refusal.answer()) } else { Exit::Done };
    refusal.exit.max(delivered)
}

/// Says once, never on the paper, what the configuration lacks for it.
pub(super) fn say_gaps(locale: &Locale, paper: &PaperConfig) {
    locale.slip_gaps(&Gaps::of(paper), paper.printer.charset).iter().for_each(|gap| say(gap));
}

/// Writes the bytes for a printer. They count as printed, so that is recorded first.
fn write_bytes(
    desk: &mut Desk,
    output: &mut Output<'_>,
    paper: &PaperConfig,
    record: &Record,
    copy: SlipCopy,
) -> Exit {
    let transaction = record.story.transaction.seq;
    let reprint = match desk.record_print(transaction, copy) {
        Ok(reprint) => reprint,
        Err(error) => return output.fail_at_desk(false, &error),
    };
    let written = output.deliver(&printing::bytes(output.locale(), record, reprint, copy, paper));
    if written.is_err()
        && let Err(error) = desk.record_print_failed(transaction, copy)
    {
        say(&output.locale().desk_error(&error));
    }
    written.err().unwrap_or(Exit::Done)
}

fn in_json(slip: &Slip, columns: u8, lines: &[SlipLine]) -> OutputBytes {
    let lines = lines.iter().filter_map(SlipLine::text).collect();
    let answer =
        SlipAnswer { id: slip.id.as_str(), copy: slip.copy.word(), reprint: slip.reprint, columns, lines };
    json_line_of(ROOM, &answer)
}

fn as_text(lines: &[SlipLine]) -> OutputBytes {
    let lines = lines.iter().filter_map(SlipLine::text);
    lines.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes().into()
}
