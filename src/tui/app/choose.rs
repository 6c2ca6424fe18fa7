//! Runs what is chosen in the list of commands.

use std::time::Instant;

use super::{
    App, Screen,
    overlay::{FilteredList, Overlay},
    palette::{PaletteChoice, rows},
};
use crate::{
    config::{ConfigKey, Setting, Theme},
    locale::{Lang, Locale},
    tui::{keys::Scope, protocol::Question},
};

impl App {
    /// The scope of the screen below the overlay.
    pub fn screen_scope(&self) -> Scope {
        match self.screen {
            Screen::Pay | Screen::Cancel => Scope::Form,
            Screen::Lookup => Scope::Lookup,
        }
    }

    /// The index of the row that Enter would run.
    pub fn chosen(&self, list: &FilteredList) -> usize {
        list.scroll.within(rows(self, list).len().saturating_sub(1))
    }

    /// Runs the chosen row.
    pub(super) fn run_chosen(&mut self, at: Instant) {
        let Some(Overlay::Palette(list)) = &self.overlay else { return };
        let chosen = rows(self, list).into_iter().nth(self.chosen(list));
        let Some(row) = chosen else { return };
        self.overlay = None;
        match row.choice {
            PaletteChoice::Action(action) => self.run_action(action, at),
            PaletteChoice::Language(lang) => self.set_language(lang),
            PaletteChoice::Theme(theme) => self.set_theme(theme),
        }
    }

    /// Changes the language of the screens.
    fn set_language(&mut self, lang: Lang) {
        self.locale = Locale::new(lang);
        let word: &str = lang.into();
        self.save_setting("language", word);
    }

    /// Changes the theme.
    fn set_theme(&mut self, theme: Theme) {
        self.look.theme = theme;
        self.save_setting("screen.theme", theme.as_str());
    }

    /// Saves a choice for the next start.
    fn save_setting(&mut self, key: &str, word: &str) {
        if let Some(key) = ConfigKey::named(key) {
            self.ask(Question::SaveSetting(self.config.clone(), key, Setting::Text(word.to_owned())));
        }
    }
}
