//! The list of commands: everything that can be done, with its key where it has one, drawn over a screen.

use std::time::Instant;

use strum::IntoEnumIterator as _;

use super::list::{FilteredList, FilteredScreen};
use crate::{
    config::Theme,
    locale::{Lang, Locale, Text},
    tui::{
        app::{Context, Move},
        draw::{self, Canvas},
        keys::{self, Action, Scope},
    },
};

/// What a row of the list does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PaletteChoice {
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
    choice: PaletteChoice,
    /// Whether it is the present language or theme.
    pub on: bool,
}

/// The list of commands.
pub struct PaletteScreen {
    /// The filter.
    pub list: FilteredList,
    /// The scopes of the screen beneath.
    scopes: &'static [Scope],
}

impl PaletteScreen {
    /// The commands of a screen with these scopes of keys.
    pub fn new(cx: &Context, scopes: &'static [Scope]) -> Self {
        Self { list: FilteredList::new(cx.locale.lang()), scopes }
    }

    /// The rows that match the filter.
    pub fn rows(&self, cx: &Context) -> Vec<PaletteRow> {
        let actions = keys::rows(self.scopes).filter(|row| is_command(row.action)).map(|row| {
            let key = row.keys.first().map(|key| key.name()).unwrap_or_default();
            (key, PaletteChoice::Action(row.action), row.label, false)
        });
        let languages = Lang::iter().map(|lang| {
            (String::new(), PaletteChoice::Language(lang), language(lang), lang == cx.locale.lang())
        });
        let themes = Theme::iter().map(|theme| {
            (String::new(), PaletteChoice::Theme(theme), theme_text(theme), theme == cx.look.theme)
        });
        let all = actions.chain(languages).chain(themes);
        all.filter(|(key, _, text, _)| {
            let label = |locale: &Locale| locale.text(*text);
            self.list.matches(&[&label(&cx.locale), &label(&self.list.other), key])
        })
        .map(|(key, choice, text, on)| PaletteRow { label: cx.locale.text(text), key, choice, on })
        .collect()
    }

    /// The index of the row that Enter would run, of `rows`.
    pub fn chosen(&self, rows: usize) -> usize {
        self.list.scroll.within(rows.saturating_sub(1))
    }
}

impl FilteredScreen for PaletteScreen {
    const SCOPES: &'static [Scope] = &[Scope::Palette];

    fn list(&self) -> &FilteredList {
        &self.list
    }

    fn list_mut(&mut self) -> &mut FilteredList {
        &mut self.list
    }

    fn draw_list(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::help::draw_palette(cx, canvas, self);
    }

    fn run_chosen(&self, cx: &mut Context, at: Instant) {
        let rows = self.rows(cx);
        let chosen = self.chosen(rows.len());
        let Some(row) = rows.get(chosen) else { return };
        cx.go(Move::Close);
        match row.choice {
            PaletteChoice::Action(action) => cx.go(Move::Run(action, at)),
            PaletteChoice::Language(lang) => cx.set_language(lang),
            PaletteChoice::Theme(theme) => cx.set_theme(theme),
        }
    }
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

#[cfg(test)]
mod tests {
    use crossterm::event::KeyCode;

    use super::*;
    use crate::tui::keys::BINDINGS;

    #[test]
    fn what_a_function_key_does_can_be_done_without_it() {
        for row in BINDINGS.iter().filter(|row| !row.keys.is_empty()) {
            let has_another = row.keys.iter().any(|key| !matches!(key.code, KeyCode::F(_)));
            assert!(has_another || is_command(row.action), "{:?} {:?}", row.scope, row.action);
        }
    }
}
