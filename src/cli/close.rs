//! `paydesk close` and `paydesk closes`

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    args::{CloseArgs, ClosesArgs, ShowCloseArgs},
    backup,
    columns::{Align, table},
    output::{ANSWER_BYTES, Exit, Output, OutputBytes, Refusal, json_line_of, push_json_line, say},
    print,
    progress::Bar,
    time,
};
use crate::{
    config::PaperConfig,
    desk::{Desk, DeskError, World, backup_folder::BackupFolder},
    locale::{Locale, Text},
    payment::{TransactionId, money::group_thousands},
    printing::Printout,
    record::{
        DateFigures, DayReport, Figures, GrandTotal, ListedClose, OperatorFigures, Sum, TillFigures, Totals,
        VatSum,
    },
    slip::SlipLine,
    staff::{OperatorName, OperatorNumber},
};

/// Closes that are read and printed at a time.
const PAGE: usize = 64;

/// A report as JSON. What is not known is left out.
#[derive(Serialize)]
struct ReportAnswer {
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    from_seq: i64,
    to_seq: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<String>,
    till: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<OperatorNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approver: Option<OperatorNumber>,
    payments: VatAnswer,
    cancels: VatAnswer,
    cancels_of_earlier: Sum,
    net: NetAnswer,
    lump_sum: Sum,
    installments: Sum,
    by_till: Vec<TillAnswer>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by_operator: Vec<OperatorAnswer>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by_business_date: Vec<DateAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_pins: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approvals: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_handed_over: Option<NotHandedOver>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_id: Option<TransactionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_id: Option<TransactionId>,
    grand_total: GrandTotal,
    hash: String,
}

/// How many, and what they add up to.
#[derive(Serialize)]
struct VatAnswer {
    count: u64,
    amount: u64,
    vat: u64,
    supply: u64,
}

/// What the card company was not given yet.
#[derive(Serialize)]
struct NotHandedOver {
    count: u64,
}

/// What was taken less what was given back.
#[derive(Serialize)]
struct NetAnswer {
    amount: i64,
    vat: i64,
    supply: i64,
}

/// What one till recorded.
#[derive(Serialize)]
struct TillAnswer {
    till: u8,
    payments: Sum,
    cancels: Sum,
    net: i64,
}

/// What one person recorded.
#[derive(Serialize)]
struct OperatorAnswer {
    operator: OperatorNumber,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<OperatorName>,
    payments: Sum,
    cancels: Sum,
    net: i64,
}

/// What belongs to one business date.
#[derive(Serialize)]
struct DateAnswer {
    date: String,
    payments: Sum,
    cancels: Sum,
    net: i64,
}

/// Closes the day and copies the ledger, or shows what came since the last close.
pub(super) fn run(
    desk: &mut Desk,
    output: &mut Output<'_>,
    paper: &PaperConfig,
    copies: &BackupFolder<'_>,
    close: &CloseArgs,
) -> Exit {
    let locale = output.locale();
    if close.print && print::refuses(locale, paper) {
        return Exit::Usage;
    }
    let bar = Bar::new();
    let progress = bar.part(locale, Text::ProgressClosing);
    let made = if close.x {
        desk.figures_since_close(close.own, &progress, &|| false)
    } else {
        desk.close(&progress)
    };
    drop(bar);
    match made {
        Ok(Some(report)) => {
            let exit = if close.json {
                output.finish(&report_answer(&report))
            } else {
                output.finish(&as_text(&locale.report_lines(&report, 0, paper)))
            };
            let printed = if close.print {
                print::print_report(locale, desk, paper, Printout::Report(Box::new(report)))
            } else {
                Exit::Done
            };
            if !close.x {
                copy(locale, copies);
            }
            exit.max(printed)
        }
        Ok(None) => {
            say(&locale.text(if close.x { Text::CloseXStopped } else { Text::CloseStopped }));
            Exit::Trouble
        }
        Err(error) => refuse(output, close.json, &error),
    }
}

/// Copies the ledger with its new close. A copy that cannot be made is said and takes nothing back: the day is closed.
fn copy(locale: &Locale, copies: &BackupFolder<'_>) {
    if copies.path.as_os_str().is_empty() {
        return;
    }
    let bar = Bar::new();
    let made = copies.copy_now(&World::system(), &backup::parts(&bar, locale));
    drop(bar);
    if let Err(error) = made {
        say(&locale.backup_news(copies.path, Some(&error), None));
    }
}

/// Lists the closes, or shows one.
pub(super) fn run_list(
    desk: &mut Desk,
    output: &mut Output<'_>,
    paper: &PaperConfig,
    closes: &ClosesArgs,
) -> Exit {
    let (in_json, done) = match closes.show() {
        Some(show) => (show.json, self::show(desk, output, paper, show)),
        None => (closes.json, list(desk, output, closes)),
    };
    done.unwrap_or_else(|error| refuse(output, in_json, &error))
}

fn list(desk: &mut Desk, output: &mut Output<'_>, asked: &ClosesArgs) -> Result<Exit, DeskError> {
    let from = asked.from.map_or(NaiveDate::MIN, |month| month.begins().date());
    let until = asked.to.map_or(NaiveDate::MAX, |month| month.ends().date());
    let closes = desk.closes(from..until)?;
    if !asked.json {
        let is_asked = asked.from.is_some() || asked.to.is_some();
        let none = if is_asked { Text::CloseNoneThen } else { Text::CloseNone };
        let text = if closes.is_empty() {
            format!("{}\n", output.locale().text(none))
        } else {
            list_text(output.locale(), &closes)
        };
        return Ok(output.finish(text.as_bytes()));
    }
    for page in closes.chunks(PAGE) {
        let mut lines = Vec::new();
        for close in page {
            push_json_line(&mut lines, &answer(&desk.find_close(close.number)?.0));
        }
        if let Err(exit) = output.deliver(&lines) {
            return Ok(exit);
        }
    }
    Ok(Exit::Done)
}

fn list_text(locale: &Locale, closes: &[ListedClose]) -> String {
    let heads = [
        Text::ClosesNumber,
        Text::ClosesAt,
        Text::ClosesTill,
        Text::ClosesPayments,
        Text::ClosesPaid,
        Text::ClosesCancels,
        Text::ClosesCancelled,
        Text::ClosesNet,
    ];
    let mut rows = vec![heads.map(|text| locale.text(text))];
    let mut all = Totals::default();
    for close in closes {
        all += close.totals;
        let names = [close.number.to_string(), time::short(close.at), close.till.to_string()];
        rows.push(listed_row(names, &close.totals));
    }
    if closes.len() > 1 {
        rows.push(listed_row([String::new(), locale.text(Text::SlipTotal), String::new()], &all));
    }
    let (text, number) = (Align::Left, Align::Right);
    table([number, text, text, number, number, number, number, number], &rows)
}

/// The cells of a row: what it is of, and what that adds up to.
fn listed_row([number, at, till]: [String; 3], totals: &Totals) -> [String; 8] {
    let grouped = |number: i64| group_thousands(&number.to_string());
    let below_zero = |won: u64| if won == 0 { grouped(0) } else { format!("-{}", grouped(signed(won))) };
    [
        number,
        at,
        till,
        grouped(signed(totals.payments)),
        grouped(signed(totals.paid)),
        grouped(signed(totals.cancels)),
        below_zero(totals.cancelled),
        grouped(totals.net()),
    ]
}

/// Shows a close. As text it counts as shown again, which is recorded first.
fn show(
    desk: &mut Desk,
    output: &mut Output<'_>,
    paper: &PaperConfig,
    show: &ShowCloseArgs,
) -> Result<Exit, DeskError> {
    let (report, _) = desk.find_close(show.number)?;
    if show.json {
        return Ok(output.finish(&report_answer(&report)));
    }
    let locale = output.locale();
    if show.print {
        return Ok(if print::refuses(locale, paper) {
            Exit::Usage
        } else {
            print::print_report(locale, desk, paper, Printout::CloseAgain(show.number))
        });
    }
    let mut paper = paper.clone();
    paper.printer.columns = show.columns.unwrap_or(paper.printer.columns);
    let (_, reprint) = desk.record_close_print(show.number)?;
    Ok(output.finish(&as_text(&locale.report_lines(&report, reprint, &paper))))
}

fn refuse(output: &mut Output<'_>, in_json: bool, error: &DeskError) -> Exit {
    let refusal = Refusal::desk(output.locale(), error);
    if !in_json || refusal.exit == Exit::Trouble {
        say(&output.locale().desk_error(error));
    }
    let delivered = if in_json { output.finish(&refusal.answer()) } else { Exit::Done };
    refusal.exit.max(delivered)
}

fn as_text(lines: &[SlipLine]) -> Vec<u8> {
    lines.iter().filter_map(SlipLine::text).flat_map(|line| [line, "\n"]).collect::<String>().into_bytes()
}

fn report_answer(report: &DayReport) -> OutputBytes {
    json_line_of(ANSWER_BYTES, &answer(report))
}

fn answer(report: &DayReport) -> ReportAnswer {
    let Figures { payments, cancels, cancels_of_earlier, lump_sum, installments, .. } = report.figures;
    let figures = &report.figures;
    let totals = figures.totals();
    ReportAnswer {
        number: report.number,
        from_seq: report.from_seq,
        to_seq: report.to_seq,
        closed_at: report.number.map(|_| time::rfc3339(report.at)),
        till: report.till.number(),
        operator: report.by.operator,
        approver: report.by.approver,
        payments: with_supply(payments),
        cancels: with_supply(cancels),
        cancels_of_earlier,
        net: NetAnswer {
            amount: totals.net(),
            vat: totals.net_vat(),
            supply: totals.net() - totals.net_vat(),
        },
        lump_sum,
        installments,
        by_till: figures.by_till.iter().map(of_till).collect(),
        by_operator: figures.by_operator.iter().map(|part| of_operator(report, part)).collect(),
        by_business_date: figures.by_business_date.iter().map(of_date).collect(),
        refused_pins: Some(figures.refused_pins).filter(|count| *count > 0),
        approvals: Some(figures.approvals).filter(|count| *count > 0),
        not_handed_over: figures.not_handed_over.map(|count| NotHandedOver { count }),
        first_id: figures.first_id,
        last_id: figures.last_id,
        grand_total: figures.grand_total,
        hash: report.hash.to_string(),
    }
}

fn with_supply(sum: VatSum) -> VatAnswer {
    VatAnswer { count: sum.count, amount: sum.amount, vat: sum.vat, supply: sum.supply() }
}

fn of_till(&TillFigures { till, payments, cancels }: &TillFigures) -> TillAnswer {
    TillAnswer { till: till.number(), payments, cancels, net: net(payments, cancels) }
}

fn of_operator(report: &DayReport, part: &OperatorFigures) -> OperatorAnswer {
    let OperatorFigures { operator, payments, cancels } = *part;
    let name = report.names.get(&operator).cloned();
    OperatorAnswer { operator, name, payments, cancels, net: net(payments, cancels) }
}

fn of_date(&DateFigures { date, payments, cancels }: &DateFigures) -> DateAnswer {
    DateAnswer { date: date.to_string(), payments, cancels, net: net(payments, cancels) }
}

fn net(payments: Sum, cancels: Sum) -> i64 {
    signed(payments.amount).saturating_sub(signed(cancels.amount))
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
