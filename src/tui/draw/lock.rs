//! Draws the locked screen: the name, that it is locked, and how to unlock it. Nothing of the screens behind it is drawn.
//!
//! A window that is too small for the panel shows what matters most: that it is locked, the passphrase, the last message.

use super::{
    approval::draw_entry,
    canvas::{Canvas, width},
    draw_keys,
    theme::StyleRole,
};
use crate::{
    locale::{Text, local_time},
    tui::{
        app::{Context, Tone},
        keys::{Action, BINDINGS, Scope},
        screen::lock::{Lock, UnlockMethod},
    },
};

/// Columns of the panel.
const COLUMNS: u16 = 60;
/// Rows of the panel.
const ROWS: u16 = 12;
/// Columns from the edge of the panel to its contents.
const INDENT: u16 = 4;

/// Draws the locked screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, lock: &Lock) {
    if canvas.width() < COLUMNS + 2 || canvas.height() < ROWS + 3 {
        return draw_small(cx, canvas, lock);
    }
    let (left, top) = ((canvas.width() - COLUMNS) / 2, (canvas.height() - ROWS) / 2 - 1);
    for y in [top, top + ROWS - 1] {
        (left..left + COLUMNS).for_each(|x| canvas.symbol(x, y, '═', StyleRole::Rule));
    }
    centred(canvas, top + 2, "Paydesk", StyleRole::Title);
    centred(canvas, top + 3, &cx.locale.text(title(lock)), StyleRole::Blocked);
    if cx.is_demo() {
        centred(canvas, top - 1, &cx.locale.text(Text::DemoBanner), StyleRole::WarningTitle);
    }
    let role = if lock.is_checking() { StyleRole::Hint } else { StyleRole::Text };
    centred(canvas, top + 5, &cx.locale.text(instruction(lock)), role);
    if has_field(lock) {
        field(cx, canvas, (left + INDENT, top + 7), COLUMNS - 2 * INDENT, lock);
    }
    if let Some((said, role)) = said(lock) {
        canvas.text_wrapped(left + INDENT, top + 8, COLUMNS - 2 * INDENT, 2, said, role);
    } else if let Some(asked) = recovery(cx, lock) {
        canvas.text_wrapped(left + INDENT, top + 8, COLUMNS - 2 * INDENT, 2, &asked, StyleRole::Warning);
    }
    // Without a passphrase the panel names the one key that unlocks.
    let is_shown = |action| match action {
        Action::Quit => true,
        Action::Unlock => lock.method == UnlockMethod::Passphrase,
        _ => has_field(lock),
    };
    let own = BINDINGS.iter().filter(|row| row.scope == Scope::Lock && is_shown(row.action));
    draw_keys(cx, canvas, own.copied());
}

/// Draws the lines that fit, the most important ones first.
fn draw_small(cx: &Context, canvas: &mut Canvas<'_>, lock: &Lock) {
    let rows = canvas.height();
    let (has_field, said) = (has_field(lock), said(lock));
    // In this order: that it is locked, the passphrase, the last message, what to do, the name.
    let field_fits = has_field && rows >= 2;
    let mut left = rows.saturating_sub(1 + u16::from(field_fits));
    let mut fits_row = |wanted: bool| {
        let fits = wanted && left > 0;
        left -= u16::from(fits);
        fits
    };
    let (said, what_fits) = (said.filter(|_| fits_row(true)), fits_row(true));
    let name_fits = fits_row(true);
    let shown = [name_fits, true, what_fits, field_fits, said.is_some()];
    let lines = u16::try_from(shown.into_iter().filter(|shown| *shown).count()).unwrap_or(rows);
    let mut y = rows.saturating_sub(lines) / 2;
    if name_fits {
        centred(canvas, y, "Paydesk", StyleRole::Title);
        y += 1;
    }
    centred(canvas, y, &cx.locale.text(title(lock)), StyleRole::Blocked);
    if what_fits {
        y += 1;
        centred(canvas, y, &cx.locale.text(instruction(lock)), StyleRole::Text);
    }
    if field_fits {
        y += 1;
        let columns = canvas.width().min(COLUMNS - 2 * INDENT);
        field(cx, canvas, ((canvas.width() - columns) / 2, y), columns, lock);
    }
    if let Some((said, role)) = said {
        centred(canvas, y + 1, said, role);
    }
}

/// That it is locked; with people, that somebody has to sign in.
fn title(lock: &Lock) -> Text<'static> {
    if lock.pin.is_some() { Text::LockSignIn } else { Text::Locked }
}

/// That an owner has asked for another PIN: whoever still has the old one should know.
fn recovery(cx: &Context, lock: &Lock) -> Option<String> {
    let person = lock.pin.as_ref()?.recovering()?;
    let time = &local_time(person.recovery_due()?);
    Some(cx.locale.text(Text::LockRecovery { who: &person.operator.label(), time }))
}

/// What the cashier has to do.
fn instruction(lock: &Lock) -> Text<'static> {
    match lock.method {
        _ if lock.is_checking() => Text::LockChecking,
        UnlockMethod::Unknown(_) => Text::LockLooking,
        UnlockMethod::Enter => Text::LockEnter,
        UnlockMethod::Passphrase => Text::LockKey,
        UnlockMethod::Pin => Text::LockPin,
    }
}

/// The last message and its role.
fn said(lock: &Lock) -> Option<(&str, StyleRole)> {
    let (tone, said) = lock.said.as_ref()?;
    Some((said, if *tone == Tone::Bad { StyleRole::Bad } else { StyleRole::Text }))
}

/// Whether anything is keyed to unlock.
fn has_field(lock: &Lock) -> bool {
    matches!(lock.method, UnlockMethod::Passphrase | UnlockMethod::Pin)
}

/// Draws what is keyed in `columns` columns.
fn field(cx: &Context, canvas: &mut Canvas<'_>, at: (u16, u16), columns: u16, lock: &Lock) {
    match &lock.pin {
        Some(entry) => _ = draw_entry(canvas, at, &cx.locale.text(Text::PinLabel), entry),
        None => passphrase(cx, canvas, at, columns, lock),
    }
}

/// Draws the passphrase in `columns` columns: a dot for each character, as many as fit.
fn passphrase(cx: &Context, canvas: &mut Canvas<'_>, (x, y): (u16, u16), columns: u16, lock: &Lock) {
    let end = x + columns;
    let label = cx.locale.text(Text::LockPassphrase);
    // In the narrowest window the label gives way to the dots.
    let x =
        if width(&label) + 4 < columns { canvas.text(x, y, &label, StyleRole::FocusLabel) + 1 } else { x };
    let x = canvas.text(x, y, "›", StyleRole::Focus) + 1;
    let dots = u16::try_from(lock.keyed()).unwrap_or(u16::MAX).min(end.saturating_sub(x + 1));
    canvas.text(x, y, &"•".repeat(dots.into()), StyleRole::Value);
    canvas.set_cursor(x + dots, y);
}

/// Draws a text in the middle of a row.
fn centred(canvas: &mut Canvas<'_>, y: u16, text: &str, role: StyleRole) {
    let x = canvas.width().saturating_sub(width(text)) / 2;
    canvas.text(x, y, text, role);
}
