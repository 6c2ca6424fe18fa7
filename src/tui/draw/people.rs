//! Draws the people of the shop, what each role may do, and the form of one of them.

use super::{
    Rows,
    canvas::{Canvas, Line, width},
    detail::scrolled,
    theme::StyleRole,
};
use crate::{
    desk::{People, Person, RIGHTS, Right},
    locale::{Locale, Text},
    payment::{Won, money::group_thousands},
    staff::Role,
    tui::{
        app::Context,
        screen::{
            people::PeopleScreen,
            person::{PersonField, PersonMode, PersonScreen},
        },
    },
};

/// The first row below the header.
const TOP: u16 = 2;
/// Where the columns of the list begin or end: number, name, role, limits, state.
const NUMBER_END: u16 = 5;
const NAME: u16 = 8;
const ROLE: u16 = 26;
const LIMITS_END: [u16; 3] = [50, 65, 71];
const STATE: u16 = 73;
/// Where the columns of the rights begin: cashier, supervisor, owner.
const RIGHT_COLUMNS: [u16; 3] = [43, 59, 71];
/// Columns before which labels end, and where values and notes begin.
const LABEL_END: u16 = 22;
const MARK: u16 = 23;
const VALUE: u16 = 25;
const NOTE: u16 = 48;
/// Where the roles to choose from begin: they take more room than a note.
const ROLES: u16 = 38;

/// Draws the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, screen: &PeopleScreen) {
    if screen.shows_rights {
        let bottom = Rows::of(canvas.height()).notice;
        return scrolled(canvas, TOP, bottom, &rights(&cx.locale), &screen.scroll);
    }
    canvas.text(1, TOP, &cx.locale.text(Text::PeopleTitle), StyleRole::Title);
    match &screen.people {
        None => _ = canvas.text(3, TOP + 2, &cx.locale.text(Text::Looking), StyleRole::Hint),
        Some(people) if people.all.is_empty() => {
            let text = cx.locale.text(Text::PeopleFirst);
            canvas.text_wrapped(3, TOP + 2, canvas.width() - 6, 5, &text, StyleRole::Text);
        }
        Some(people) => draw_list(cx, canvas, people, screen.chosen),
    }
}

fn draw_list(cx: &Context, canvas: &mut Canvas<'_>, people: &People, chosen: usize) {
    let locale = &cx.locale;
    let y = TOP + 2;
    let text = |text: Text| locale.text(text);
    canvas.text_right(NUMBER_END, y, &text(Text::PeopleNumber), StyleRole::Label);
    canvas.text(NAME, y, &text(Text::PeopleName), StyleRole::Label);
    canvas.text(ROLE, y, &text(Text::PeopleRole), StyleRole::Label);
    let limits = [Text::PeoplePaymentLimit, Text::PeopleCancelLimit, Text::PeopleCancelsShort];
    for (end, limit) in LIMITS_END.into_iter().zip(limits) {
        canvas.text_right(end, y, &text(limit), StyleRole::Label);
    }
    let bottom = Rows::of(canvas.height()).notice;
    let visible = usize::from(bottom.saturating_sub(y + 1));
    let first = chosen.saturating_sub(visible / 2).min(people.all.len().saturating_sub(visible));
    for (y, (index, person)) in (y + 1..bottom).zip(people.all.iter().enumerate().skip(first)) {
        draw_person_row(locale, canvas, y, person);
        if index == chosen {
            canvas.text(1, y, "›", StyleRole::Focus);
            canvas.restyle(1, y, canvas.width() - 2, StyleRole::Selection);
        }
    }
}

fn draw_person_row(locale: &Locale, canvas: &mut Canvas<'_>, y: u16, person: &Person) {
    let operator = &person.operator;
    let role = if operator.disabled { StyleRole::Minor } else { StyleRole::Value };
    canvas.text_right(NUMBER_END, y, &operator.number.to_string(), role);
    canvas.text(NAME, y, operator.name.as_str(), role);
    canvas.text(ROLE, y, &locale.role(operator.role), role);
    let won = |won: Option<Won>| won.map_or_else(|| "-".to_owned(), Won::grouped);
    let limits = operator.limits;
    let count =
        limits.cancels_a_day.map_or_else(|| "-".to_owned(), |count| group_thousands(&count.to_string()));
    for (end, limit) in LIMITS_END.into_iter().zip([won(limits.payment), won(limits.cancel), count]) {
        canvas.text_right(end, y, &limit, StyleRole::Minor);
    }
    let state = if operator.disabled {
        Some((Text::PeopleOff, StyleRole::Minor))
    } else if person.waits_until.is_some() {
        Some((Text::PeopleWaiting, StyleRole::Warning))
    } else {
        None
    };
    if let Some((text, role)) = state {
        canvas.text(STATE, y, &locale.text(text), role);
    }
}

/// What each role may do, as lines.
fn rights(locale: &Locale) -> Vec<Line> {
    let column = |text: &mut String, at: u16| {
        let room = at.saturating_sub(width(text));
        text.push_str(&" ".repeat(usize::from(room)));
    };
    let mut head = format!(" {}", locale.text(Text::RightsTitle));
    for (at, role) in RIGHT_COLUMNS.into_iter().zip([Role::Cashier, Role::Supervisor, Role::Owner]) {
        column(&mut head, at);
        head.push_str(&locale.role(role));
    }
    let mut lines = vec![vec![(head, StyleRole::Title)]];
    for (action, rights) in RIGHTS {
        let mut line = format!("   {}", locale.action(action));
        column(&mut line, RIGHT_COLUMNS[0]);
        let mut cells = vec![(line, StyleRole::Text)];
        let mut end = RIGHT_COLUMNS[0];
        for (at, right) in RIGHT_COLUMNS.into_iter().zip(rights) {
            cells.push((" ".repeat(usize::from(at.saturating_sub(end))), StyleRole::Text));
            let (text, role) = match right {
                Right::Allowed => (format!("✓ {}", locale.text(Text::RightAllowed)), StyleRole::Good),
                Right::Approval(by) => {
                    (locale.text(Text::RightApproval { role: by.as_str() }), StyleRole::Warning)
                }
                Right::Refused => (format!("✗ {}", locale.text(Text::RightRefused)), StyleRole::Minor),
            };
            end = at.max(end) + width(&text);
            cells.push((text, role));
        }
        lines.push(cells);
    }
    lines.push(Line::new());
    lines.push(vec![(format!("   {}", locale.text(Text::RightsProgram)), StyleRole::Hint)]);
    lines
}

/// Draws the form of a person.
pub fn draw_person(cx: &Context, canvas: &mut Canvas<'_>, screen: &PersonScreen) {
    let locale = &cx.locale;
    let title = match &screen.mode {
        PersonMode::New { .. } => locale.text(Text::PersonNew),
        PersonMode::Change(operator) => locale.text(Text::PersonChange { who: &operator.label() }),
        PersonMode::OwnPin(number) => locale.text(Text::PersonPin { number: &number.to_string() }),
    };
    canvas.text(1, TOP, &title, StyleRole::Title);
    for (y, (index, (field, input))) in (TOP + 2..).zip(screen.fields.iter().enumerate()) {
        let is_focused = index == screen.focus;
        let label = locale.text(label(*field));
        let role = if is_focused { StyleRole::FocusLabel } else { StyleRole::Label };
        canvas.text_right(LABEL_END, y, &label, role);
        let role = if is_focused { StyleRole::FocusValue } else { StyleRole::Value };
        if *field == PersonField::Role {
            let x = canvas.text(VALUE, y, &locale.role(screen.role), role);
            if is_focused {
                canvas.set_cursor(x, y);
            }
        } else {
            let (shown, caret) = input.shown();
            canvas.text_within(VALUE, y, NOTE - VALUE - 1, &shown, role);
            if is_focused {
                canvas.set_cursor(VALUE + u16::try_from(caret).unwrap_or(0).min(NOTE - VALUE - 1), y);
            }
        }
        if is_focused {
            canvas.text(MARK, y, "›", StyleRole::Focus);
        }
        let note = note(locale, screen, *field);
        let x = if *field == PersonField::Role { ROLES } else { NOTE };
        canvas.text_within(x, y, canvas.width() - x - 1, &note, StyleRole::Hint);
    }
}

fn label(field: PersonField) -> Text<'static> {
    match field {
        PersonField::Number => Text::PersonNumber,
        PersonField::Name => Text::PersonName,
        PersonField::Role => Text::PersonRole,
        PersonField::PaymentLimit => Text::PersonPaymentLimit,
        PersonField::CancelLimit => Text::PersonCancelLimit,
        PersonField::CancelsADay => Text::PersonCancelsADay,
        PersonField::PresentPin => Text::PersonPresentPin,
        PersonField::Pin => Text::PersonNewPin,
        PersonField::PinAgain => Text::PersonPinAgain,
    }
}

/// What a field takes.
fn note(locale: &Locale, screen: &PersonScreen, field: PersonField) -> String {
    let digits = &screen.digits.number().to_string();
    locale.text(match field {
        PersonField::Number => Text::PersonNumberNote,
        PersonField::Name => Text::PersonNameNote,
        PersonField::Role => Text::PersonRoleNote,
        PersonField::PaymentLimit | PersonField::CancelLimit | PersonField::CancelsADay => {
            Text::PersonLimitNote
        }
        PersonField::PresentPin => Text::PersonPresentPinNote,
        PersonField::Pin if matches!(screen.mode, PersonMode::Change(_)) => Text::PersonPinStays { digits },
        PersonField::Pin => Text::PersonPinNote { digits },
        PersonField::PinAgain => Text::PersonPinAgainNote,
    })
}
