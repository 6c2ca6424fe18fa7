//! Draws help. It comes from the table of keys, and typing filters it.

use super::{
    Rows,
    canvas::{Canvas, Line, width},
    detail::scrolled,
    lookup::around_caret,
    theme::StyleRole,
};
use crate::{
    locale::Text,
    tui::{
        app::Context,
        form::field::InputField,
        keys::{BINDINGS, Scope, is_offered},
        screen::{help::HelpScreen, list::FilteredList},
    },
};

/// Columns of a key's name.
pub const KEY_COLUMN: u16 = 14;
/// Columns of its label.
pub const LABEL_COLUMN: u16 = 36;

/// Draws help over the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, help: &HelpScreen) {
    let list = &help.list;
    let mut lines = examples(cx, list, help.page.examples);
    for (scope, title) in &help.sections {
        lines.extend(section(cx, list, *scope, *title));
    }
    draw_filter(cx, canvas, list, Text::KeyHelp, &cx.locale.text(Text::TypeToFilter));
    if lines.is_empty() {
        canvas.text(3, 4, &cx.locale.text(Text::NoSuchKey), StyleRole::Hint);
    }
    let bottom = Rows::of(canvas.height()).notice;
    scrolled(canvas, 4, bottom, &lines, &list.scroll);
}

/// The keys of one scope under a title; empty when the filter matches none of them.
fn section(cx: &Context, list: &FilteredList, scope: Scope, title: Text) -> Vec<Line> {
    let mut lines = Vec::new();
    let rows = BINDINGS.iter().filter(|row| row.scope == scope && !row.keys.is_empty());
    for row in rows.filter(|row| is_offered(cx, row.action)) {
        let names: Vec<String> = row.keys.iter().map(|key| key.name()).collect();
        let label = cx.locale.text(crate::tui::keys::label(cx, row));
        if !list.matches(&[&label, &list.other.text(row.label), &names.join(" ")]) {
            continue;
        }
        let (first, others) = names
            .split_first()
            .map_or((String::new(), String::new()), |(first, others)| (first.clone(), others.join("  ")));
        let pad = " ".repeat(usize::from(KEY_COLUMN.saturating_sub(width(&first))));
        lines.push(vec![
            ("   ".to_owned(), StyleRole::Text),
            (first, StyleRole::Key),
            (pad, StyleRole::Text),
            (padded(&label, LABEL_COLUMN), StyleRole::Text),
            (others, StyleRole::MinorKey),
        ]);
    }
    if !lines.is_empty() {
        lines.insert(0, vec![(format!(" {}", cx.locale.text(title)), StyleRole::Title)]);
        lines.push(Line::new());
    }
    lines
}

/// What can be typed, with examples.
fn examples(cx: &Context, list: &FilteredList, examples: &[(Text, Text)]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (examples, meaning) in examples.iter().copied() {
        let texts = [cx.locale.text(meaning), cx.locale.text(examples), list.other.text(meaning)];
        if list.matches(&texts.each_ref().map(|text| &**text)) {
            let [meaning, examples, _] = texts;
            lines.push(vec![(format!("   {meaning}"), StyleRole::Text)]);
            lines.push(vec![(format!("       {examples}"), StyleRole::Example)]);
        }
    }
    if !lines.is_empty() {
        lines.insert(0, vec![(format!(" {}", cx.locale.text(Text::QueryHelp)), StyleRole::Title)]);
        lines.push(Line::new());
    }
    lines
}

/// Draws the filter into the row under the header; the placeholder while it is empty.
pub fn draw_filter(
    cx: &Context,
    canvas: &mut Canvas<'_>,
    list: &FilteredList,
    title: Text,
    placeholder: &str,
) {
    draw_input(cx, canvas, &list.query, title, placeholder);
}

/// Draws a field of text into the row under the header; the placeholder while it is empty.
pub fn draw_input(cx: &Context, canvas: &mut Canvas<'_>, field: &InputField, title: Text, placeholder: &str) {
    let x = canvas.text(1, 2, &cx.locale.text(title), StyleRole::FocusLabel) + 1;
    let x = canvas.text(x, 2, "›", StyleRole::Focus) + 1;
    let (shown, caret) = field.shown();
    let (shown, caret) = around_caret(&shown, caret, canvas.width().saturating_sub(x));
    if shown.is_empty() {
        canvas.text(x, 2, placeholder, StyleRole::Placeholder);
    } else {
        canvas.text(x, 2, &shown, StyleRole::FocusValue);
    }
    canvas.set_cursor(x + caret, 2);
}

/// `text`, padded on the right to `columns`.
fn padded(text: &str, columns: u16) -> String {
    format!("{text}{}", " ".repeat(usize::from(columns.saturating_sub(width(text)))))
}
