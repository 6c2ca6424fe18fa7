//! `paydesk central` and `paydesk ship`: the centre, to which the ledgers of many shops ship what they record.

pub(super) mod args;

use std::{path::PathBuf, time::Duration};

use chrono::{DateTime, FixedOffset, Local, Utc};
use serde::Serialize;

use self::args::{CentralArgs, ShipArgs};
use super::{
    args::GlobalOptions,
    columns::{Align, table},
    output::{Exit, Output, json_line, push_json_line, say},
    progress::Bar,
    signals, time,
};
use crate::{
    central::{
        Address, Centre, Checked, Decision, EnrolledLedger, EnrolmentError, Held, RebuildError, ShipError,
        Shipped, Shipper, Wait, decide, enrol, read_password, rebuild, set_up, status, verify,
    },
    desk::{Asked, Desk, DeskError, Settings, World},
    locale::{Locale, Text},
    payment::{Code, money::group_thousands},
    record::{CentreError, Fact, ShopNumber, utc_of},
    staff::Action,
};

/// How long an answer is waited for that a person has asked for. A check of a large centre takes long for each ledger.
const PATIENCE: Duration = Duration::from_secs(600);

/// Why a command did not do what it was asked.
enum Failure {
    Enrolment(EnrolmentError),
    Centre(CentreError),
    Ship(ShipError),
    Rebuild(RebuildError),
    Desk(DeskError),
}

impl Failure {
    fn sentence(&self, locale: &Locale) -> String {
        match self {
            Self::Enrolment(error) => locale.enrolment_error(error),
            Self::Centre(error) => locale.centre_error(error),
            Self::Ship(error) => locale.ship_error(error),
            Self::Rebuild(error) => locale.rebuild_error(error),
            Self::Desk(error) => locale.desk_error(error),
        }
    }

    fn code(&self) -> Code {
        match self {
            Self::Desk(error) | Self::Rebuild(RebuildError::Desk(error)) => error.code(),
            Self::Ship(ShipError::Ledger(_)) => Code::Ledger,
            Self::Ship(ShipError::Keyring(_) | ShipError::Seal(_)) => Code::Keyring,
            _ => Code::Central,
        }
    }
}

impl From<CentreError> for Failure {
    fn from(error: CentreError) -> Self {
        Self::Centre(error)
    }
}

impl From<EnrolmentError> for Failure {
    fn from(error: EnrolmentError) -> Self {
        Self::Enrolment(error)
    }
}

/// Where the centre is, as the command line says it.
pub(super) struct CentreArgs {
    url: String,
    password_file: Option<PathBuf>,
}

impl CentreArgs {
    /// That of these options; `None` where they name no centre.
    pub(super) fn of(options: &GlobalOptions) -> Option<Self> {
        let url = options.central.clone()?;
        Some(Self { url, password_file: options.password_file.clone() })
    }

    /// The address, with the password.
    ///
    /// # Errors
    /// [`EnrolmentError`].
    pub(super) fn address(&self) -> Result<Address, EnrolmentError> {
        let address = Address::parse(&self.url)?;
        match &self.password_file {
            Some(path) => Ok(address.with_password(&read_password(path)?)),
            None => Ok(address),
        }
    }
}

/// Runs one of the commands of the centre.
pub(super) fn run(
    settings: &Settings,
    output: &mut Output<'_>,
    centre: Option<&CentreArgs>,
    asked: &CentralArgs,
) -> Exit {
    let locale = output.locale();
    let in_json = asked.json();
    let Some(centre) = centre else {
        say(&locale.text(Text::CentreUnnamed));
        return Exit::Usage;
    };
    let done = match asked {
        CentralArgs::Setup => run_set_up(locale, output, centre),
        CentralArgs::Enrol { shop, name } => run_enrol(locale, output, settings, centre, (*shop, name)),
        CentralArgs::Status { json } => run_status(locale, output, centre, *json),
        CentralArgs::Decide { ledger, branch } => run_decide(locale, output, centre, (*ledger, *branch)),
        CentralArgs::Verify { json } => run_verify(locale, output, centre, *json),
        CentralArgs::Rebuild { ledger, json } => {
            run_rebuild(locale, output, settings, centre, *ledger, *json)
        }
    };
    done.unwrap_or_else(|failure| match failure {
        Failure::Desk(error) | Failure::Rebuild(RebuildError::Desk(error)) => {
            output.fail_at_desk(in_json, &error)
        }
        other => output.fail(in_json, other.code(), other.sentence(locale)),
    })
}

fn connect(asked: &CentreArgs) -> Result<Centre, Failure> {
    Ok(Centre::connect(&asked.address()?, PATIENCE)?)
}

fn line(text: &str) -> Vec<u8> {
    format!("{text}\n").into_bytes()
}

fn run_set_up(locale: &Locale, output: &mut Output<'_>, asked: &CentreArgs) -> Result<Exit, Failure> {
    let is_new = set_up(&connect(asked)?)?;
    let text = locale.text(if is_new { Text::CentreSetUp } else { Text::CentreWasSetUp });
    Ok(output.finish(&line(&text)))
}

fn run_enrol(
    locale: &Locale,
    output: &mut Output<'_>,
    settings: &Settings,
    asked: &CentreArgs,
    (shop, name): (ShopNumber, &str),
) -> Result<Exit, Failure> {
    let mut desk = Desk::open_existing(settings.clone(), World::system()).map_err(Failure::Desk)?;
    desk.require(&Asked::of(Action::Settings)).map_err(Failure::Desk)?;
    // A ledger without a fact has no id yet.
    if desk.head().map_err(Failure::Desk)?.seq == 0 {
        desk.record(&Fact::Start).map_err(Failure::Desk)?;
    }
    drop(desk);
    let address = asked.address()?;
    let centre = Centre::connect(&address, PATIENCE)?;
    let enrolment =
        enrol(&centre, &address, settings, (shop, name), World::system()).map_err(Failure::Ship)?;
    let file = crate::central::Enrolment::file(&settings.keyring);
    let text = locale.text(Text::CentreEnrolled {
        shop: &shop.to_string(),
        role: &enrolment.role,
        path: &file.display().to_string(),
    });
    Ok(output.finish(&line(&text)))
}

/// A ledger as JSON.
#[derive(Serialize)]
struct LedgerAnswer<'a> {
    number: i32,
    ledger: String,
    shop: i32,
    name: &'a str,
    head: i64,
    newest_at: Option<String>,
    contact_at: Option<String>,
    skew_ms: Option<i64>,
    held: Option<&'static str>,
    pending: Vec<PendingAnswer>,
    branches_left: i64,
}

#[derive(Serialize)]
struct PendingAnswer {
    branch: i32,
    first: i64,
    facts: i64,
    transactions: i64,
}

#[derive(Serialize)]
struct StatusAnswer<'a> {
    ok: bool,
    ledgers: Vec<LedgerAnswer<'a>>,
}

fn run_status(
    locale: &Locale,
    output: &mut Output<'_>,
    asked: &CentreArgs,
    json: bool,
) -> Result<Exit, Failure> {
    let ledgers = status(&connect(asked)?)?;
    let ok = ledgers.iter().all(|ledger| ledger.held.is_none());
    let mut answer = Vec::new();
    if json {
        let ledgers = ledgers.iter().map(ledger_answer).collect();
        push_json_line(&mut answer, &StatusAnswer { ok, ledgers });
    } else if ledgers.is_empty() {
        answer.extend(line(&locale.text(Text::CentreNone)));
    } else {
        answer.extend(status_text(locale, &ledgers).into_bytes());
    }
    Ok(output.finish(&answer).max(if ok { Exit::Done } else { Exit::Refused }))
}

fn ledger_answer(ledger: &EnrolledLedger) -> LedgerAnswer<'_> {
    let at = |at: Option<i64>| at.and_then(local).map(time::rfc3339);
    LedgerAnswer {
        number: ledger.number,
        ledger: ledger.ledger.to_string(),
        shop: ledger.shop,
        name: &ledger.name,
        head: ledger.head,
        newest_at: at(ledger.newest_at),
        contact_at: at(ledger.contact_at),
        skew_ms: ledger.skew,
        held: ledger.held.map(<&str>::from),
        pending: ledger
            .pending
            .iter()
            .map(|pending| PendingAnswer {
                branch: pending.branch,
                first: pending.first,
                facts: pending.facts,
                transactions: pending.transactions,
            })
            .collect(),
        branches_left: ledger.left,
    }
}

fn local(at: i64) -> Option<DateTime<FixedOffset>> {
    let at: DateTime<Utc> = utc_of(at)?;
    Some(at.with_timezone(&Local).fixed_offset())
}

fn status_text(locale: &Locale, ledgers: &[EnrolledLedger]) -> String {
    let heads = [
        Text::CentreShop,
        Text::CentreName,
        Text::CentreLedger,
        Text::CentreEntries,
        Text::CentreContact,
        Text::CentreSkew,
        Text::CentreState,
    ];
    let mut rows = vec![heads.map(|head| locale.text(head))];
    for ledger in ledgers {
        let contact = ledger.contact_at.and_then(local).map_or_else(|| "-".to_owned(), time::short);
        let skew = ledger.skew.map_or_else(|| "-".to_owned(), |skew| format!("{:+} s", skew / 1_000));
        rows.push([
            ledger.shop.to_string(),
            ledger.name.clone(),
            ledger.number.to_string(),
            group_thousands(&ledger.head.to_string()),
            contact,
            skew,
            locale.text(match ledger.held {
                None => Text::CentreFine,
                Some(Held::Fork) => Text::CentreForked,
                Some(Held::Rollback) => Text::CentreRolledBack,
            }),
        ]);
    }
    let (left, right) = (Align::Left, Align::Right);
    let mut text = table([right, left, right, right, left, right, left], &rows);
    for ledger in ledgers.iter().filter(|ledger| ledger.held.is_some()) {
        let (number, shop) = (&ledger.number.to_string(), &ledger.shop.to_string());
        if ledger.held == Some(Held::Rollback) {
            text += &locale.text(Text::CentreHeldRollback { number, shop, head: &ledger.head.to_string() });
            text.push('\n');
        }
        for pending in &ledger.pending {
            text += &locale.text(Text::CentreHeldFork {
                number,
                shop,
                branch: &pending.branch.to_string(),
                first: &pending.first.to_string(),
                facts: &pending.facts.to_string(),
                transactions: &pending.transactions.to_string(),
            });
            text.push('\n');
        }
    }
    text
}

fn run_decide(
    locale: &Locale,
    output: &mut Output<'_>,
    asked: &CentreArgs,
    (ledger, branch): (i32, i32),
) -> Result<Exit, Failure> {
    let decision = decide(&connect(asked)?, ledger, branch)?;
    let number = &ledger.to_string();
    match decision {
        Decision::Done => {
            let branch_text = &branch.to_string();
            let adopted = Text::CentreAdopted { number, branch: branch_text };
            let said = if branch == 0 { Text::CentreDecided { number } } else { adopted };
            Ok(output.finish(&line(&locale.text(said))))
        }
        Decision::NotHeld => {
            say(&locale.text(Text::CentreNotHeld { number }));
            Ok(Exit::Refused)
        }
        Decision::NoBranch => {
            say(&locale.text(Text::CentreNoBranch { number, branch: &branch.to_string() }));
            Ok(Exit::Refused)
        }
    }
}

/// What does not fit, as JSON.
#[derive(Serialize)]
struct FindingAnswer<'a> {
    ledger: i32,
    table: &'a str,
    seq: i64,
    code: &'a str,
}

#[derive(Serialize)]
struct VerifyAnswer<'a> {
    whole: bool,
    ledgers: u64,
    facts: u64,
    findings: Vec<FindingAnswer<'a>>,
}

fn run_verify(
    locale: &Locale,
    output: &mut Output<'_>,
    asked: &CentreArgs,
    json: bool,
) -> Result<Exit, Failure> {
    let centre = connect(asked)?;
    let bar = Bar::new();
    let checked = verify(&centre, &bar.part(locale, Text::ProgressChecking))?;
    drop(bar);
    let Some(Checked { ledgers, facts, findings }) = checked else {
        say(&locale.text(Text::VerifyStopped));
        return Ok(Exit::Trouble);
    };
    let whole = findings.is_empty();
    let answer = if json {
        let findings = findings.iter().map(|finding| FindingAnswer {
            ledger: finding.ledger,
            table: finding.table,
            seq: finding.seq,
            code: finding.what.into(),
        });
        json_line(&VerifyAnswer { whole, ledgers, facts, findings: findings.collect() }).to_vec()
    } else if whole {
        let (ledgers, entries) = (&group_thousands(&ledgers.to_string()), &locale.entries(facts));
        line(&locale.text(Text::CentreWhole { ledgers, entries }))
    } else {
        let lines = findings.iter().map(|finding| locale.centre_finding(finding) + "\n");
        lines.collect::<Vec<_>>().concat().into_bytes()
    };
    Ok(output.finish(&answer).max(if whole { Exit::Done } else { Exit::Refused }))
}

#[derive(Serialize)]
struct RebuildAnswer {
    ledger: String,
    facts: u64,
    transactions: u64,
    lost: Option<u64>,
}

fn run_rebuild(
    locale: &Locale,
    output: &mut Output<'_>,
    settings: &Settings,
    asked: &CentreArgs,
    ledger: i32,
    json: bool,
) -> Result<Exit, Failure> {
    let centre = connect(asked)?;
    let bar = Bar::new();
    let progress = bar.part(locale, Text::ProgressRebuilding);
    let rebuilt = rebuild(&centre, ledger, settings, World::system(), &progress);
    drop(bar);
    let rebuilt = rebuilt.map_err(Failure::Rebuild)?;
    if json {
        let answer = RebuildAnswer {
            ledger: rebuilt.ledger.to_string(),
            facts: rebuilt.facts,
            transactions: rebuilt.transactions,
            lost: rebuilt.lost,
        };
        return Ok(output.finish(&json_line(&answer)));
    }
    let (entries, transactions) =
        (&locale.entries(rebuilt.facts), &locale.transactions(rebuilt.transactions));
    let path = &settings.ledger.display().to_string();
    let mut text = locale.text(Text::CentreRebuilt { path, entries, transactions });
    text.push('\n');
    text += &match rebuilt.lost {
        None => locale.text(Text::CentreLostUnknown),
        Some(0) => locale.text(Text::CentreNothingLost),
        Some(lost) => locale.text(Text::CentreLost { entries: &locale.entries(lost) }),
    };
    Ok(output.finish(&line(&text)))
}

/// What `paydesk ship --json` answers.
#[derive(Serialize)]
struct ShipAnswer {
    shipped: u64,
    head: Option<i64>,
    held: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    fork: Option<i64>,
}

/// Ships until the centre has everything; with `--follow` goes on with what is recorded from then on.
pub(super) fn ship(settings: &Settings, output: &mut Output<'_>, asked: ShipArgs) -> Exit {
    let locale = output.locale();
    let stop = signals::ask_to_stop();
    let mut shipper = match Shipper::new(&settings.ledger, &settings.keyring, World::system()) {
        Ok(shipper) => shipper,
        Err(error) => {
            let failure = Failure::Ship(error);
            return output.fail(asked.json, failure.code(), failure.sentence(locale));
        }
    };
    let (mut sent, mut wait, mut said) = (0, Wait::default(), None);
    loop {
        if stop.stopped() && asked.follow {
            return Exit::Done;
        }
        if stop.stopped() {
            say(&locale.text(Text::ShipStopped));
            return Exit::Trouble;
        }
        match shipper.step() {
            Ok(Shipped::Some(0)) => pause(&stop, Duration::from_millis(50)),
            Ok(Shipped::Some(count)) => {
                sent += count as u64;
                wait.reset();
            }
            Ok(other) if !asked.follow => return answer_ship(locale, output, asked, sent, &other),
            Ok(Shipped::All(_)) => {
                wait.reset();
                said = None;
                pause(&stop, IDLE);
            }
            Ok(other) => {
                say_once(&mut said, locale.shipped(&other, sent));
                pause(&stop, HELD);
            }
            // It is tried again with less.
            Err(error) if shipper.may_send_less(&error) => {}
            Err(error) if asked.follow && may_pass(&error) => {
                say_once(&mut said, locale.ship_error(&error));
                pause(&stop, wait.next(&mut World::system()));
            }
            Err(error) => {
                let failure = Failure::Ship(error);
                return output.fail(asked.json, failure.code(), failure.sentence(locale));
            }
        }
    }
}

/// How often it is asked whether an owner has decided.
const HELD: Duration = Duration::from_secs(5);
/// How often it is looked for what is new.
const IDLE: Duration = Duration::from_secs(1);

fn may_pass(error: &ShipError) -> bool {
    match error {
        ShipError::Centre(error) => error.may_pass(),
        ShipError::Ledger(_) => true,
        _ => false,
    }
}

/// Waits, but not longer than a signal lets it.
fn pause(stop: &crate::record::Progress, wait: Duration) {
    let end = std::time::Instant::now() + wait;
    while !stop.stopped() && std::time::Instant::now() < end {
        std::thread::park_timeout(Duration::from_millis(50).min(wait));
    }
}

/// The same trouble is said once.
fn say_once(said: &mut Option<String>, text: String) {
    if said.as_ref() != Some(&text) {
        say(&text);
        *said = Some(text);
    }
}

fn answer_ship(
    locale: &Locale,
    output: &mut Output<'_>,
    asked: ShipArgs,
    shipped: u64,
    last: &Shipped,
) -> Exit {
    let (held, reached, fork) = match last {
        Shipped::All(head) => (false, Some(*head), None),
        Shipped::Held { fork } => (true, None, *fork),
        Shipped::Refused { fork } => (true, None, Some(*fork)),
        Shipped::Some(_) => (false, None, None),
    };
    let answer = if asked.json {
        json_line(&ShipAnswer { shipped, head: reached, held, fork }).to_vec()
    } else {
        line(&locale.shipped(last, shipped))
    };
    output.finish(&answer).max(if held { Exit::Refused } else { Exit::Done })
}
