//! `paydesk import`
//!
//! The report is read from the plan and printed as it is read, so that memory does not grow with the rows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    args::ImportArgs,
    columns::{Align, left, right, table},
    output::{Exit, Output, json_line, printable, push_json_line, say},
    progress::Bar,
};
use crate::{
    desk::{Desk, DeskError, Settings, World},
    import::{
        Import, ImportError, ImportOptions, LeftOver, Plan, ReportPart, ReportRow, RowCounts, Sums, shown,
    },
    locale::{Locale, Text},
    payment::{Code, money::group_thousands},
    record::VatSum,
};

/// Rows that were set aside and are read at a time.
const PAGE: u32 = 256;
/// Bytes of the report that are printed at a time.
const BUFFER: usize = 32 * 1024;

/// The beginning of the report in JSON; the lists follow in the same object.
#[derive(Serialize)]
struct ReportHead {
    system: &'static str,
    dry_run: bool,
    rows: u64,
    taken: u64,
    set_aside: u64,
    new: Counts,
    changed: u64,
    tables: Vec<TableCounts>,
    reasons: BTreeMap<&'static str, u64>,
    repairs: BTreeMap<&'static str, u64>,
    before: SumsAnswer,
    after: SumsAnswer,
    remaining: Amounts,
}

#[derive(Serialize)]
struct Counts {
    rows: u64,
    taken: u64,
    set_aside: u64,
}

#[derive(Serialize)]
struct TableCounts {
    table: &'static str,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct SumsAnswer {
    payments: VatSum,
    cancels: VatSum,
}

#[derive(Serialize)]
struct Amounts {
    amount: u64,
    vat: u64,
}

#[derive(Serialize)]
struct SetAsideAnswer<'a> {
    table: &'static str,
    key: &'a str,
    reasons: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Amounts>,
}

#[derive(Serialize)]
struct DifferenceAnswer<'a> {
    table: &'static str,
    key: &'a str,
    repairs: Vec<&'static str>,
    before: Amounts,
    after: Amounts,
}

#[derive(Serialize)]
struct ChangedAnswer<'a> {
    table: &'static str,
    key: &'a str,
}

#[derive(Serialize)]
struct LeftAnswer<'a> {
    id: &'a str,
    paid: u64,
    amount: u64,
    vat: u64,
}

impl From<RowCounts> for Counts {
    fn from(RowCounts { rows, taken, set_aside }: RowCounts) -> Self {
        Self { rows, taken, set_aside }
    }
}

impl From<Sums> for SumsAnswer {
    fn from(Sums { payments, cancels }: Sums) -> Self {
        Self { payments, cancels }
    }
}

impl From<(u64, u64)> for Amounts {
    fn from((amount, vat): (u64, u64)) -> Self {
        Self { amount, vat }
    }
}

/// Why the report ends.
enum Ended {
    Import(ImportError),
    Output(Exit),
}

impl From<ImportError> for Ended {
    fn from(error: ImportError) -> Self {
        Self::Import(error)
    }
}

/// Takes over an old file, or lists what was set aside.
pub(super) fn run(settings: &Settings, output: &mut Output<'_>, asked: &ImportArgs) -> Exit {
    let done = match &asked.file {
        Some(file) => import(settings, output, asked, file),
        None => list_set_aside(settings, output, asked.json).map_err(|error| Ended::Import(error.into())),
    };
    match done {
        Ok(exit) | Err(Ended::Output(exit)) => exit,
        Err(Ended::Import(error)) => fail(output, asked.json, error),
    }
}

fn fail(output: &mut Output<'_>, in_json: bool, error: ImportError) -> Exit {
    let locale = output.locale();
    match error {
        ImportError::Desk(error) => output.fail_at_desk(in_json, &error),
        ImportError::Stopped => {
            say(&locale.text(Text::ImportStopped));
            Exit::Trouble
        }
        error => output.fail(in_json, Code::Import, locale.import_error(&error)),
    }
}

fn import(
    settings: &Settings,
    output: &mut Output<'_>,
    asked: &ImportArgs,
    file: &std::path::Path,
) -> Result<Exit, Ended> {
    let locale = output.locale();
    let options =
        ImportOptions { utc_offset: asked.utc_offset, as_of: asked.as_of, with_cvc: asked.with_cvc };
    let bar = Bar::new();
    let reading = bar.part(locale, Text::ImportReading);
    let mut source = Import::open(file, &options, World::system())?;
    let mut desk = open(settings, asked.dry_run).map_err(ImportError::from)?;
    if let Some(desk) = &mut desk {
        desk.may_take_over().map_err(ImportError::from)?;
    }
    let mut plan = source.plan(desk.as_ref(), &reading)?;
    if let Some(desk) = desk.as_mut().filter(|_| !asked.dry_run) {
        source.record(desk, &mut plan, &bar.part(locale, Text::ImportRecording))?;
    }
    drop(bar);
    let mut report = Report { output, buffer: Vec::with_capacity(BUFFER) };
    if asked.json {
        report.json(&plan, asked.dry_run)?;
    } else {
        report.text(&plan, file, asked.dry_run)?;
    }
    let is_clean = plan.all.set_aside == 0 && plan.changed == 0;
    Ok(if is_clean { Exit::Done } else { Exit::Refused })
}

/// The ledger. A dry run makes none, and changes none.
fn open(settings: &Settings, dry_run: bool) -> Result<Option<Desk>, DeskError> {
    if !dry_run {
        return Desk::open(settings.clone(), World::system()).map(Some);
    }
    if !settings.ledger.exists() {
        return Ok(None);
    }
    Desk::open_to_read(settings.clone(), World::system()).map(Some)
}

/// `paydesk import --set-aside`
fn list_set_aside(settings: &Settings, output: &mut Output<'_>, in_json: bool) -> Result<Exit, DeskError> {
    let locale = output.locale();
    let desk = open(settings, true)?;
    let mut after = 0;
    while let Some(desk) = &desk {
        let rows = desk.set_aside_rows(after, PAGE)?;
        let Some((last, ..)) = rows.last() else { break };
        let mut lines = Vec::new();
        for (_, set_aside, row) in &rows {
            let (table, key) = (set_aside.table.name(), &shown(&row.key));
            if in_json {
                let reasons = names(&set_aside.reasons);
                push_json_line(&mut lines, &SetAsideAnswer { table, key, reasons, before: None });
            } else {
                let reasons = locale.aside_reasons(&set_aside.reasons);
                lines.extend(format!("{}  {}  {}\n", left(table, 18), left(key, 20), reasons).into_bytes());
            }
        }
        if let Err(exit) = output.deliver(&lines) {
            return Ok(exit);
        }
        after = *last;
    }
    if after == 0 && !in_json {
        return Ok(output.finish(format!("{}\n", locale.text(Text::ImportNothingAside)).as_bytes()));
    }
    Ok(Exit::Done)
}

fn names<T: Copy + Into<&'static str>>(list: &[T]) -> Vec<&'static str> {
    list.iter().map(|one| (*one).into()).collect()
}

/// A report that is being printed.
struct Report<'r, 'o> {
    output: &'r mut Output<'o>,
    buffer: Vec<u8>,
}

impl Report<'_, '_> {
    fn push(&mut self, text: &str) -> Result<(), Ended> {
        self.buffer.extend_from_slice(text.as_bytes());
        if self.buffer.len() < BUFFER { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), Ended> {
        let written = self.output.deliver(&self.buffer);
        self.buffer.clear();
        written.map_err(Ended::Output)
    }

    /// One object, with its lists at the end.
    fn json(&mut self, plan: &Plan, dry_run: bool) -> Result<(), Ended> {
        let tables = plan.tables.iter();
        let head = ReportHead {
            system: plan.system.into(),
            dry_run,
            rows: plan.all.rows,
            taken: plan.all.taken,
            set_aside: plan.all.set_aside,
            new: plan.new.into(),
            changed: plan.changed,
            tables: tables
                .map(|(table, counts)| TableCounts { table: table.name(), counts: (*counts).into() })
                .collect(),
            reasons: plan.reasons.iter().map(|(reason, count)| ((*reason).into(), *count)).collect(),
            repairs: plan.repairs.iter().map(|(repair, count)| ((*repair).into(), *count)).collect(),
            before: plan.before.into(),
            after: plan.after.into(),
            remaining: plan.remaining.into(),
        };
        let head = json_line(&head);
        let head = head.strip_suffix(b"}\n").unwrap_or(&head);
        self.buffer.extend_from_slice(head);
        self.json_rows("rows_set_aside", |take| {
            plan.report(ReportPart::SetAside, |ReportRow { table, key, reasons, before, .. }| {
                let (table, key) = (table.name(), &*key);
                let before = Some(before.into());
                take(&json_line(&SetAsideAnswer { table, key, reasons: names(&reasons), before }))
            })
        })?;
        self.json_rows("differences", |take| {
            plan.report(
                ReportPart::Differences,
                |ReportRow { table, key, repairs, before, after, .. }| {
                    let (table, key) = (table.name(), &*key);
                    let (before, after) = (before.into(), after.into());
                    take(&json_line(&DifferenceAnswer {
                        table,
                        key,
                        repairs: names(&repairs),
                        before,
                        after,
                    }))
                },
            )
        })?;
        self.json_rows("changed_rows", |take| {
            plan.report(ReportPart::Changed, |ReportRow { table, key, .. }| {
                take(&json_line(&ChangedAnswer { table: table.name(), key: &key }))
            })
        })?;
        self.json_rows("remaining_payments", |take| {
            plan.left_over(|LeftOver { id, paid, left: (amount, vat) }| {
                take(&json_line(&LeftAnswer { id: &id, paid, amount, vat }))
            })
        })?;
        self.push("}\n")?;
        self.flush()
    }

    /// A list of the object.
    fn json_rows(
        &mut self,
        name: &str,
        each: impl FnOnce(&mut dyn FnMut(&[u8]) -> Result<(), Ended>) -> Result<(), Ended>,
    ) -> Result<(), Ended> {
        self.push(&format!(",\"{name}\":["))?;
        let mut is_first = true;
        each(&mut |line| {
            if !std::mem::take(&mut is_first) {
                self.push(",")?;
            }
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            self.push(&String::from_utf8_lossy(line))
        })?;
        self.push("]")
    }

    fn text(&mut self, plan: &Plan, file: &std::path::Path, dry_run: bool) -> Result<(), Ended> {
        let locale = self.output.locale();
        let grouped = |number: u64| group_thousands(&number.to_string());
        let file = file.display().to_string();
        let system: &str = plan.system.into();
        self.line(&printable(&locale.text(Text::ImportOf { file: &file, system })))?;
        let new = plan.new;
        let [taken, set_aside] = &[new.taken, new.set_aside].map(grouped);
        self.line(&locale.text(match (dry_run, new.rows) {
            (true, _) => Text::ImportDryRun { taken, set_aside },
            (false, 0) => Text::ImportNothingNew,
            (false, _) => Text::ImportDone { taken, set_aside },
        }))?;
        self.line("")?;
        self.push(&counts_table(locale, plan))?;
        self.line("")?;
        self.push(&sums_table(locale, plan))?;
        let (amount, vat) = plan.remaining;
        let [amount, vat] = &[amount, vat].map(grouped);
        self.line(&locale.text(Text::ImportRemaining { amount, vat }))?;
        self.named(
            Text::ImportRepaired,
            plan.repairs.iter().map(|(repair, count)| (locale.repair(*repair), *count)),
        )?;
        self.named(
            Text::ImportReasons,
            plan.reasons.iter().map(|(reason, count)| (locale.aside_reason(*reason), *count)),
        )?;
        self.list(plan, ReportPart::SetAside, Text::ImportSetAside, |row| {
            locale.aside_reasons(&row.reasons)
        })?;
        self.list(plan, ReportPart::Differences, Text::ImportDifferences, |row| {
            let won = |(amount, vat): (u64, u64)| format!("{} ({})", grouped(amount), grouped(vat));
            format!("{} → {}", won(row.before), won(row.after))
        })?;
        self.list(plan, ReportPart::Changed, Text::ImportChanged, |_| String::new())?;
        let mut is_first = true;
        plan.left_over(|LeftOver { id, paid, left: of }| {
            if std::mem::take(&mut is_first) {
                self.line("")?;
                self.line(&locale.text(Text::ImportLeftOver))?;
            }
            let [paid, amount] = [paid, of.0].map(|won| right(&grouped(won), 13));
            self.line(&format!("  {id}  {paid}  {amount}  ({})", grouped(of.1)))
        })?;
        self.line("")?;
        self.line(&printable(&locale.text(Text::ImportOldFile { file: &file })))?;
        self.flush()
    }

    fn line(&mut self, text: &str) -> Result<(), Ended> {
        self.push(text)?;
        self.push("\n")
    }

    /// A heading, and how often each of these was so; nothing where none was.
    fn named(&mut self, heading: Text<'_>, counts: impl Iterator<Item = (String, u64)>) -> Result<(), Ended> {
        let rows: Vec<[String; 2]> = counts
            .map(|(name, count)| [format!("  {}", group_thousands(&count.to_string())), name])
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        let heading = self.output.locale().text(heading);
        self.line("")?;
        self.line(&heading)?;
        self.push(&table([Align::Right, Align::Left], &rows))
    }

    /// A heading, and the rows of a part of the report; nothing where there is none.
    fn list(
        &mut self,
        plan: &Plan,
        part: ReportPart,
        heading: Text<'_>,
        words: impl Fn(&ReportRow) -> String,
    ) -> Result<(), Ended> {
        let heading = self.output.locale().text(heading);
        let mut is_first = true;
        plan.report(part, |row| {
            if std::mem::take(&mut is_first) {
                self.line("")?;
                self.line(&heading)?;
            }
            let (table, key) = (left(row.table.name(), 18), left(&row.key, 20));
            self.line(format!("  {table}  {key}  {}", words(&row)).trim_end())
        })
    }
}

/// How many rows of each table became what.
fn counts_table(locale: &Locale, plan: &Plan) -> String {
    let heads = [Text::ImportTable, Text::ImportRows, Text::ImportTaken, Text::ImportAside];
    let mut rows = vec![heads.map(|head| locale.text(head))];
    let cells = |name: String, counts: &RowCounts| {
        let [all, taken, set_aside] =
            [counts.rows, counts.taken, counts.set_aside].map(|count| group_thousands(&count.to_string()));
        [name, all, taken, set_aside]
    };
    rows.extend(plan.tables.iter().map(|(table, counts)| cells(table.name().to_owned(), counts)));
    rows.push(cells(locale.text(Text::SlipTotal), &plan.all));
    table([Align::Left, Align::Right, Align::Right, Align::Right], &rows)
}

/// What the other system's rows add up to, and what is taken of it.
fn sums_table(locale: &Locale, plan: &Plan) -> String {
    let head = [Text::ImportCount, Text::FieldAmount, Text::FieldVat].map(|head| locale.text(head));
    let cells = |name: Text, sum: &VatSum| {
        let [count, amount, vat] =
            [sum.count, sum.amount, sum.vat].map(|number| group_thousands(&number.to_string()));
        [locale.text(name), count, amount, vat]
    };
    let [count, amount, vat] = head;
    let rows = [
        [String::new(), count, amount, vat],
        cells(Text::ImportPaymentsBefore, &plan.before.payments),
        cells(Text::ImportPaymentsAfter, &plan.after.payments),
        cells(Text::ImportCancelsBefore, &plan.before.cancels),
        cells(Text::ImportCancelsAfter, &plan.after.cancels),
    ];
    table([Align::Left, Align::Right, Align::Right, Align::Right], &rows)
}
