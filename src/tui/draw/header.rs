//! The top of every screen: the shop's name, the tabs, till and time; in the rule below them a figure of the screen, and
//! whether this is a demonstration.

use chrono::NaiveDate;
use crossterm::event::KeyCode;

use super::{Canvas, StyleRole, canvas::width, main_width};
#[cfg(feature = "central")]
use crate::central::Standing;
use crate::{
    locale::Text,
    tui::{
        app::{App, Context},
        screen::ScreenRow,
    },
};

/// Columns that the shop's name keeps when it is shortened.
const NAME: u16 = 8;

/// What the line says beside the name.
#[derive(Clone, Copy)]
struct Wording {
    /// The words on the tabs that are not shown; their keys stay.
    tabs: bool,
    /// The name of who is signed in; the number stays.
    name: bool,
    /// How much of the till's number and of the day. A clock that is doubted keeps its day.
    place: Place,
}

/// What the line says of till and day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The till's number with the word before it, and the day.
    InWords,
    /// Both without the word.
    Short,
    /// Neither.
    Nothing,
}

/// From everything to the least: the first that leaves room for the name is drawn.
const WORDINGS: [Wording; 7] = [
    Wording { tabs: true, name: true, place: Place::InWords },
    Wording { tabs: true, name: true, place: Place::Short },
    Wording { tabs: false, name: true, place: Place::InWords },
    Wording { tabs: false, name: true, place: Place::Short },
    Wording { tabs: false, name: false, place: Place::Short },
    Wording { tabs: false, name: true, place: Place::Nothing },
    Wording { tabs: false, name: false, place: Place::Nothing },
];

/// Draws both rows. Where there is no room the name is shortened first, then what [`WORDINGS`] say.
pub fn draw(app: &App, screens: &[ScreenRow], canvas: &mut Canvas<'_>) {
    let cx = &app.cx;
    let name = if cx.paper.shop.name.is_empty() { "Paydesk" } else { &cx.paper.shop.name };
    let end = canvas.width() - 1;
    let (mut tabs, mut right, mut room) = (Vec::new(), String::new(), 0);
    for wording in WORDINGS {
        tabs = tab_texts(app, screens, wording);
        right = when_and_where(cx, wording);
        let taken: u16 = tabs.iter().map(|text| width(text) + 1).sum();
        room = end.saturating_sub(1 + 2 + taken + 1 + width(&right));
        if room >= width(name).min(NAME) {
            break;
        }
    }
    let mut x = canvas.text_within(1, 0, room, name, StyleRole::Title) + 2;
    for (index, text) in tabs.iter().enumerate() {
        let role = if app.shown() == index { StyleRole::Selection } else { StyleRole::Tab };
        x = canvas.text(x, 0, text, role) + 1;
    }
    let is_bad = cx.is_misplaced || cx.clock_doubt().is_some() || cx.status.is_till_shared;
    canvas.text_right(end, 0, &right, if is_bad { StyleRole::Bad } else { StyleRole::Value });
    canvas.rule(1, canvas.width(), '─', StyleRole::Rule);
    let figure = app.tab().figure(cx).map(|figure| format!(" {figure} ")).unwrap_or_default();
    // Left of the pane, whose line joins the rule.
    let end = main_width(canvas) - 1;
    canvas.text_right(end, 1, &figure, StyleRole::Minor);
    let room = end.saturating_sub(width(&figure) + 2);
    let mut x = 1;
    if let Some(held) = cx.office.map(|office| office.held).filter(|held| *held > 0) {
        let word = format!(
            " {} ",
            cx.locale.text(Text::OfficeHeldCount { count: held, grouped: &held.to_string() })
        );
        x = canvas.text_within(x, 1, room, &word, StyleRole::Bad) + 1;
    }
    if cx.is_demo() {
        let banner = format!(" {} ", cx.locale.text(Text::DemoBanner));
        x = canvas.text_within(x, 1, room, &banner, StyleRole::WarningTitle) + 1;
    }
    if let Some(date) = forgotten_close(cx) {
        let day = &date.format("%m-%d").to_string();
        let word = format!(" {} ", cx.locale.text(Text::HeaderNotClosed { day }));
        x = canvas.text_within(x, 1, room.saturating_sub(x), &word, StyleRole::Minor) + 1;
    }
    if let Some((word, role)) = centre(cx) {
        canvas.text_within(x, 1, room.saturating_sub(x), &format!(" {word} "), role);
    }
}

/// What is wrong between this till and the centre; nothing while all is well.
#[cfg(feature = "central")]
fn centre(cx: &Context) -> Option<(String, StyleRole)> {
    /// Minutes without the centre, and minutes that the clocks are apart, from which on it is said.
    const MINUTES: i64 = 2;
    let lag = cx.lag?;
    let silent = cx.wall_time() - lag.contact_at.naive_local();
    let apart = lag.skew / 60_000;
    let time = &lag.contact_at.format("%H:%M").to_string();
    match lag.standing {
        Standing::Held => return Some((cx.locale.text(Text::HeaderCentreHeld), StyleRole::Bad)),
        Standing::Refused => return Some((cx.locale.text(Text::HeaderCentreRefused), StyleRole::Bad)),
        Standing::OtherLedger => {
            return Some((cx.locale.text(Text::HeaderCentreOther), StyleRole::Bad));
        }
        Standing::Fine | Standing::Differs => {}
    }
    if silent.num_minutes() >= MINUTES {
        let text = match lag.waiting.map(|waiting| waiting.to_string()) {
            Some(count) => cx.locale.text(Text::HeaderCentreSilent { count: &count, time }),
            None => cx.locale.text(Text::HeaderCentreNever { time }),
        };
        Some((text, StyleRole::Minor))
    } else if apart.abs() >= MINUTES {
        let minutes = &format!("{apart:+}");
        Some((cx.locale.text(Text::HeaderCentreClock { minutes }), StyleRole::Minor))
    } else {
        None
    }
}

#[cfg(not(feature = "central"))]
fn centre(_: &Context) -> Option<(String, StyleRole)> {
    None
}

/// The business date of the oldest transaction that no close has, if that day is over: in a shop that closes its days, it was
/// forgotten.
fn forgotten_close(cx: &Context) -> Option<NaiveDate> {
    let today = cx.settings.day_starts_at.date_of(cx.wall_time())?;
    cx.status.open_since.filter(|date| *date < today)
}

/// The tabs: the function key of each, and its words. Where a tab has no such key, its words stay.
fn tab_texts(app: &App, screens: &[ScreenRow], wording: Wording) -> Vec<String> {
    let text = |(index, row): (usize, &ScreenRow)| {
        let key = row.keys.iter().find(|key| matches!(key.code, KeyCode::F(_))).map(|key| key.name());
        let words = || app.cx.locale.text(row.tab);
        match key {
            Some(key) if wording.tabs || app.shown() == index => format!(" {key} {} ", words()),
            Some(key) => format!(" {key} "),
            None => format!(" {} ", words()),
        }
    };
    screens.iter().enumerate().map(text).collect()
}

/// Who is signed in: the number, and where the tabs have their words the name.
fn operator(cx: &Context, wording: Wording) -> Option<String> {
    let operator = cx.staff.operator.as_ref()?;
    let number = &operator.number.to_string();
    if wording.name {
        Some(cx.locale.text(Text::HeaderOperator { number, name: operator.name.as_str() }))
    } else {
        Some(cx.locale.text(Text::HeaderOperatorNumber { number }))
    }
}

/// Till, day and time. In every wording a word says that the ledger's file was replaced, and that the clock is doubted: then
/// with the year.
fn when_and_where(cx: &Context, wording: Wording) -> String {
    let (locale, now, till) = (&cx.locale, cx.wall_time(), &cx.settings.till.to_string());
    let ledger = cx.is_misplaced.then(|| locale.text(Text::HeaderLedgerMisplaced));
    let till = if cx.office.is_some() {
        (wording.place != Place::Nothing).then(|| locale.text(Text::HeaderOffice))
    } else if cx.status.is_till_shared {
        Some(locale.text(Text::HeaderTillShared { till }))
    } else {
        match wording.place {
            Place::InWords => Some(locale.text(Text::HeaderTill { till })),
            Place::Short => Some(till.clone()),
            Place::Nothing => None,
        }
    };
    let time = &now.format("%H:%M").to_string();
    let clock = if cx.clock_doubt().is_some() {
        locale.text(Text::HeaderClockDoubt { time: &now.format("%Y-%m-%d %H:%M").to_string() })
    } else if wording.place != Place::Nothing {
        let (weekday, day) = (&locale.weekday(now.date()), &now.format("%m-%d").to_string());
        locale.text(Text::HeaderClock { weekday, day, time })
    } else {
        time.clone()
    };
    let parts: Vec<String> =
        [ledger, operator(cx, wording), till, Some(clock)].into_iter().flatten().collect();
    parts.join("  ")
}
