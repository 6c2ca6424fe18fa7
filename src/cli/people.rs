//! `paydesk people`, and who acts in a command: `--as`.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::{
    args::{LimitArg, PeopleArgs, PeopleCommand},
    columns::{Align, table},
    output::{Exit, Output, json_line_of, push_json_line},
    passphrase::{self, PassphraseRefused, Secret},
};
use crate::{
    desk::{Desk, DeskError, Person, PinRefused, Settings, World, keys},
    locale::{Locale, Text},
    payment::{Won, money::group_thousands},
    staff::{Limits, Operator, OperatorName, OperatorNumber, Pin, PinDigits, PinUse, Role, StaffError},
};

/// A person as JSON.
#[derive(Serialize)]
struct PersonAnswer<'a> {
    number: u8,
    name: &'a str,
    role: Role,
    limits: Limits,
    disabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_until: Option<String>,
}

/// Why nobody is signed in.
pub(super) enum NotSignedIn {
    /// The PIN cannot be read.
    Unread(PassphraseRefused),
    /// The desk says why.
    Desk(DeskError),
}

impl From<DeskError> for NotSignedIn {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

/// Signs in for a command, with the PIN in `file` or one that is asked for.
pub(super) fn sign_in(
    settings: &Settings,
    number: OperatorNumber,
    file: Option<&Path>,
    locale: &Locale,
) -> Result<(), NotSignedIn> {
    let mut desk = Desk::open_existing(settings.clone(), World::system())?;
    let digits = desk.people()?.digits_of(number);
    let question = locale.text(Text::PinAsk { number: &number.to_string() });
    let keyed = passphrase::read(Secret::Pin, file, &question, locale).map_err(NotSignedIn::Unread)?;
    // What is no PIN is wrong like any other, and counts.
    let pin = Pin::keyed(&keyed, digits).or_else(|_| Pin::keyed(NO_PIN, PinDigits::DEFAULT));
    let pin = pin.map_err(DeskError::from)?;
    let begun = Instant::now();
    loop {
        match desk.sign_in(number, &pin, PinUse::Command) {
            // Other programs of the same person may be signing in: each counts as wrong until it is checked.
            Err(DeskError::Pin(PinRefused::Waits(_))) if begun.elapsed() < WAITS_FOR => pause(),
            signed_in => return signed_in.map(|_| ()).map_err(NotSignedIn::Desk),
        }
    }
}

/// How long a command waits by itself: longer than the first wait after wrong PINs.
const WAITS_FOR: Duration = Duration::from_secs(6);

#[expect(clippy::disallowed_methods, reason = "the pause is the purpose")]
fn pause() {
    thread::sleep(Duration::from_millis(100));
}

/// Tried in place of what cannot be a PIN. Nobody can have it.
const NO_PIN: &str = "0000";

/// Lists the people, or changes them.
pub(super) fn run(settings: &Settings, desk: &mut Desk, output: &mut Output<'_>, asked: &PeopleArgs) -> Exit {
    let json = asked.json();
    match carry_out(settings, desk, output, asked) {
        Ok(exit) => exit,
        Err(NotSignedIn::Desk(error)) => output.fail_at_desk(json, &error),
        Err(NotSignedIn::Unread(refused)) => {
            output.fail(json, crate::payment::Code::OperatorInvalid, refused.message).min(refused.exit)
        }
    }
}

fn carry_out(
    settings: &Settings,
    desk: &mut Desk,
    output: &mut Output<'_>,
    asked: &PeopleArgs,
) -> Result<Exit, NotSignedIn> {
    let locale = output.locale();
    let new_pin = |file: Option<&Path>, digits| new_pin(file, digits, locale);
    let changed = match &asked.command {
        None => return Ok(list(desk, output, asked.list_json)?),
        Some(PeopleCommand::Add { number, name, role, limit, new_pin_file, .. }) => {
            let name = OperatorName::parse(name).map_err(DeskError::from)?;
            let mut limits = Limits::default();
            put(&mut limits, limit);
            let new = Operator { number: *number, name, role: *role, limits, disabled: false };
            let pin = new_pin(new_pin_file.as_deref(), desk.people()?.digits)?;
            desk.add_person(&new, &pin)?;
            new
        }
        Some(PeopleCommand::Change { number, name, role, limit, new_pin_file, .. }) => {
            let name = name.as_deref().map(OperatorName::parse).transpose().map_err(DeskError::from)?;
            // A new role asks for a new PIN.
            let before = desk.people()?;
            let person = before.all.iter().find(|person| person.operator.number == *number);
            let is_new_role =
                role.is_some_and(|role| person.is_some_and(|person| person.operator.role != role));
            let pin = if new_pin_file.is_some() || is_new_role {
                Some(new_pin(new_pin_file.as_deref(), before.digits)?)
            } else {
                None
            };
            desk.change_person(*number, pin.as_ref(), |person| {
                person.name = name.clone().unwrap_or_else(|| person.name.clone());
                person.role = role.unwrap_or(person.role);
                put(&mut person.limits, limit);
            })?
        }
        Some(PeopleCommand::Pin { number, new_pin_file, .. }) => {
            let pin = new_pin(new_pin_file.as_deref(), desk.people()?.digits)?;
            desk.set_pin(*number, None, &pin)?;
            person(desk, *number)?
        }
        Some(PeopleCommand::Digits { digits, json }) => {
            let digits = PinDigits::new(*digits).map_err(DeskError::from)?;
            desk.set_pin_digits(digits)?;
            let digits = digits.number();
            let answer = if *json {
                json_line_of(64, &serde_json::json!({ "digits": digits })).to_vec()
            } else {
                format!("{}\n", locale.text(Text::PeopleDigits { digits: &digits.to_string() })).into_bytes()
            };
            return Ok(output.finish(&answer));
        }
        Some(PeopleCommand::Disable { number, .. }) => {
            desk.change_person(*number, None, |person| person.disabled = true)?
        }
        Some(PeopleCommand::Enable { number, .. }) => {
            desk.change_person(*number, None, |person| person.disabled = false)?
        }
        Some(PeopleCommand::Unlock { number, .. }) => {
            desk.unlock_person(*number)?;
            person(desk, *number)?
        }
        Some(PeopleCommand::Recover { number, new_pin_file, .. }) => {
            // The passphrase was asked for before the keyring could be read at all.
            let is_protected = keys::asks_for_passphrase(&settings.keyring).map_err(DeskError::from)?;
            let pin = new_pin(new_pin_file.as_deref(), desk.people()?.digits)?;
            desk.recover(*number, &pin, is_protected)?
        }
    };
    let answer = if asked.json() {
        json_line_of(1024, &answer(&changed, None)).to_vec()
    } else {
        let (who, role) = (&changed.label(), &locale.role(changed.role));
        format!("{}\n", locale.text(Text::PeopleDone { who, role })).into_bytes()
    };
    Ok(output.finish(&answer))
}

fn person(desk: &Desk, number: OperatorNumber) -> Result<Operator, DeskError> {
    let people = desk.people()?.all;
    let person = people.into_iter().find(|person| person.operator.number == number);
    Ok(person.ok_or(StaffError::Unknown(number))?.operator)
}

/// A new PIN, from a file or asked for twice.
fn new_pin(file: Option<&Path>, digits: PinDigits, locale: &Locale) -> Result<Pin, NotSignedIn> {
    let number = &digits.number().to_string();
    let questions = [Text::PinNew { digits: number }, Text::PinAgain].map(|text| locale.text(text));
    let keyed =
        passphrase::new_secret(Secret::NewPin, file, &questions, &locale.text(Text::PinDiffers), locale);
    let keyed = keyed.map_err(NotSignedIn::Unread)?;
    Ok(Pin::chosen(&keyed, digits).map_err(DeskError::from)?)
}

fn put(limits: &mut Limits, given: &[LimitArg]) {
    for limit in given {
        match *limit {
            LimitArg::Payment(won) => limits.payment = won,
            LimitArg::Cancel(won) => limits.cancel = won,
            LimitArg::CancelsADay(count) => limits.cancels_a_day = count,
        }
    }
}

fn answer(operator: &Operator, waits_until: Option<DateTime<Utc>>) -> PersonAnswer<'_> {
    let Operator { number, name, role, limits, disabled } = operator;
    let (number, name) = (number.number(), name.as_str());
    let waits_until = waits_until.map(|until| until.to_rfc3339_opts(SecondsFormat::Millis, true));
    PersonAnswer { number, name, role: *role, limits: *limits, disabled: *disabled, waits_until }
}

fn list(desk: &Desk, output: &mut Output<'_>, json: bool) -> Result<Exit, DeskError> {
    let locale = output.locale();
    let people = desk.people()?.all;
    if json {
        let mut lines = Vec::new();
        for Person { operator, waits_until, .. } in &people {
            push_json_line(&mut lines, &answer(operator, *waits_until));
        }
        return Ok(output.finish(&lines));
    }
    if people.is_empty() {
        return Ok(output.finish(format!("{}\n", locale.text(Text::PeopleNone)).as_bytes()));
    }
    let head = [
        Text::PeopleNumber,
        Text::PeopleName,
        Text::PeopleRole,
        Text::PeoplePaymentLimit,
        Text::PeopleCancelLimit,
        Text::PeopleCancelsLimit,
        Text::PeopleState,
    ];
    let head = head.map(|text| locale.text(text));
    let rows: Vec<_> = std::iter::once(head).chain(people.iter().map(|person| row(locale, person))).collect();
    let [text, number] = [Align::Left, Align::Right];
    Ok(output.finish(table([number, text, text, number, number, number, text], &rows).as_bytes()))
}

fn row(locale: &Locale, person: &Person) -> [String; 7] {
    let Operator { number, name, role, limits, .. } = &person.operator;
    let won = |won: Option<Won>| won.map_or_else(|| "-".to_owned(), Won::grouped);
    let count =
        limits.cancels_a_day.map_or_else(|| "-".to_owned(), |count| group_thousands(&count.to_string()));
    [
        number.to_string(),
        name.as_str().to_owned(),
        locale.role(*role),
        won(limits.payment),
        won(limits.cancel),
        count,
        locale.person_state(person),
    ]
}
