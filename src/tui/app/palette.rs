//! The list of commands: everything that can be done, with its key where it has one.

use strum::IntoEnumIterator as _;

use super::{App, overlay::FilteredList};
use crate::{
    config::Theme,
    locale::{Lang, Locale, Text},
    tui::keys::{self, Action, Scope},
};

/// What a row of the list does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaletteChoice {
    /// An action of a key.
    Action(Action),
    /// Use this language from now on.
    Language(Lang),
    /// Use this theme from now on.
    Theme(Theme),
}

/// A row of the list.
pub struct PaletteRow {
    /// Its text.
    pub label: String,
    /// The name of its key; empty without one.
    pub key: String,
    /// What it does.
    pub choice: PaletteChoice,
    /// Whether it is the present language or theme.
    pub on: bool,
}

/// The rows that match the filter, for the screen below the list.
pub fn rows(app: &App, list: &FilteredList) -> Vec<PaletteRow> {
    let scopes = [app.screen_scope(), Scope::Everywhere];
    let actions = keys::rows(&scopes).filter(|row| is_command(row.action)).map(|row| {
        let key = row.keys.first().map(|key| key.name()).unwrap_or_default();
        (key, PaletteChoice::Action(row.action), row.label, false)
    });
    let languages = Lang::iter().map(|lang| {
        (String::new(), PaletteChoice::Language(lang), language(lang), lang == app.locale.lang())
    });
    let themes = Theme::iter().map(|theme| {
        (String::new(), PaletteChoice::Theme(theme), theme_text(theme), theme == app.look.theme)
    });
    let all = actions.chain(languages).chain(themes);
    all.filter(|(key, _, text, _)| {
        let label = |locale: &Locale| locale.text(*text);
        list.matches(&[&label(&app.locale), &label(&list.other), key])
    })
    .map(|(key, choice, text, on)| PaletteRow { label: app.locale.text(text), key, choice, on })
    .collect()
}

/// Whether an action has a row: those that only move have none.
fn is_command(action: Action) -> bool {
    !matches!(
        action,
        Action::Next
            | Action::Previous
            | Action::Minus
            | Action::Up
            | Action::Down
            | Action::DropWord
            | Action::PageUp
            | Action::PageDown
            | Action::First
            | Action::Last
            | Action::Thousand
            | Action::Palette
            | Action::Interrupt
    )
}

/// The text that chooses a language.
fn language(lang: Lang) -> Text<'static> {
    match lang {
        Lang::En => Text::ChooseEnglish,
        Lang::Ko => Text::ChooseKorean,
    }
}

/// The text that chooses a theme.
fn theme_text(theme: Theme) -> Text<'static> {
    match theme {
        Theme::Auto => Text::ChooseThemeAuto,
        Theme::Light => Text::ChooseThemeLight,
        Theme::Dark => Text::ChooseThemeDark,
        Theme::Mono => Text::ChooseThemeMono,
        Theme::HighContrast => Text::ChooseThemeHighContrast,
    }
}
