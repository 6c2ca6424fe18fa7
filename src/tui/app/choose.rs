//! What is chosen in the list of commands.

use std::time::Instant;

use super::{
    App, Screen,
    overlay::{List, Overlay},
    palette::{Choice, rows},
};
use crate::{
    config::{ConfigKey, Setting, Theme},
    locale::{Lang, Locale},
    tui::{keys::Scope, protocol::Question},
};

impl App {
    /// Where keys mean something on the screen beneath everything else.
    pub fn screen_scope(&self) -> Scope {
        match self.screen {
            Screen::Pay | Screen::Cancel => Scope::Form,
            Screen::Lookup => Scope::Lookup,
        }
    }

    /// The palette's row that Enter would run.
    pub fn chosen(&self, list: &List) -> usize {
        list.scroll.within(rows(self, list).len().saturating_sub(1))
    }

    /// Runs the chosen row.
    pub(super) fn run_chosen(&mut self, at: Instant) {
        let Some(Overlay::Palette(list)) = &self.overlay else { return };
        let chosen = rows(self, list).into_iter().nth(self.chosen(list));
        let Some(row) = chosen else { return };
        self.overlay = None;
        match row.choice {
            Choice::Action(action) => self.perform(action, at),
            Choice::Language(lang) => self.speak(lang),
            Choice::Theme(theme) => self.wear(theme),
        }
    }

    fn speak(&mut self, lang: Lang) {
        self.locale = Locale::new(lang);
        let word: &str = lang.into();
        self.remember("language", word);
    }

    fn wear(&mut self, theme: Theme) {
        self.look.theme = theme;
        self.remember("screen.theme", theme.as_str());
    }

    /// Keeps a choice for the next start.
    fn remember(&mut self, key: &str, word: &str) {
        if let Some(key) = ConfigKey::named(key) {
            self.ask(Question::Remember(self.config.clone(), key, Setting::Text(word.to_owned())));
        }
    }
}
