//! Help: the keys of the screen beneath and those that work everywhere, from the table of keys.

use ratatui::text::{Line, Span};

use super::{
    canvas::{Canvas, width},
    detail::scrolled,
    style::{KEY, QUIET, STRONG, TEXT},
};
use crate::{
    locale::Text,
    tui::{
        app::{App, Screen, overlay::Scroll},
        keys::{BINDINGS, Scope},
    },
};

/// Draws help over the screen.
pub fn draw(app: &App, canvas: &mut Canvas<'_>, scroll: Scroll) {
    let (scope, title) = match app.screen {
        Screen::Pay => (Scope::Form, Text::TabPay),
        Screen::Cancel => (Scope::Form, Text::TabCancel),
        Screen::Lookup => (Scope::Lookup, Text::TabLookup),
    };
    let mut lines = section(app, scope, title);
    if scope == Scope::Form {
        lines.extend(section(app, Scope::Review, Text::HelpReview));
    } else {
        lines.extend(section(app, Scope::Detail, Text::DetailTitle));
    }
    lines.extend(section(app, Scope::Everywhere, Text::HelpEverywhere));
    scrolled(canvas, &lines, scroll.0);
}

fn section(app: &App, scope: Scope, title: Text) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(Span::styled(format!(" {}", app.locale.text(title)), STRONG))];
    for row in BINDINGS.iter().filter(|row| row.scope == scope) {
        let mut names = row.keys.iter().map(|key| key.name());
        let first = names.next().unwrap_or_default();
        let others: Vec<String> = names.collect();
        let label = app.locale.text(row.label).into_owned();
        let gap = " ".repeat(usize::from(34_u16.saturating_sub(width(&label)).max(2)));
        lines.push(Line::from(vec![
            Span::styled(format!("   {first:<12}"), KEY),
            Span::styled(format!("{label}{gap}"), TEXT),
            Span::styled(others.join("  "), QUIET),
        ]));
    }
    lines.push(Line::default());
    lines
}
