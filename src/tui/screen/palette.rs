//! The list of commands: everything that can be done, with its key where it has one, and the settings with their values.
//! Drawn over a screen.

use std::time::Instant;

use super::{
    list::{FilteredList, FilteredScreen},
    setting::{OpenSetting, Setting, joined_lines, settings},
};
use crate::{
    config::{ConfigValue, Theme},
    locale::Text,
    tui::{
        app::{Context, Move},
        draw::{self, Canvas},
        keys::{self, Action, Binding, Scope},
    },
};

/// A group of rows, in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaletteGroup {
    /// What can be done where the cashier is, the program included.
    Screen,
    /// What leads to another screen.
    GoTo,
    /// The settings. After *lock now*, which typing `lock` has to find first.
    Settings,
}

impl PaletteGroup {
    /// The group of a key's row.
    fn of(row: &Binding) -> Self {
        match row.action {
            Action::Show(_) | Action::Help | Action::LastDetail => Self::GoTo,
            _ => Self::Screen,
        }
    }

    /// Its title.
    pub fn title(self) -> Text<'static> {
        match self {
            Self::Screen => Text::PaletteScreen,
            Self::GoTo => Text::PaletteGoTo,
            Self::Settings => Text::PaletteSettings,
        }
    }
}

/// What a row of the list does.
#[derive(Debug, Clone)]
enum PaletteChoice {
    /// An action of a key.
    Action(Action),
    /// Show the values of this setting.
    Open(Setting),
    /// Give this setting this value.
    Set(Setting, ConfigValue),
}

/// A row of the list.
pub struct PaletteRow {
    /// The group it belongs to; `None` for the values of a setting.
    pub group: Option<PaletteGroup>,
    /// The name of its key; empty without one.
    pub key: String,
    /// Its text.
    pub label: String,
    /// The value of a setting.
    pub value: String,
    /// What it does.
    choice: PaletteChoice,
    /// Whether it is the present value of a setting.
    pub on: bool,
}

/// The list of commands.
pub struct PaletteScreen {
    /// The filter.
    pub list: FilteredList,
    /// The setting that is being changed.
    pub open: Option<OpenSetting>,
    /// The scopes of the screen beneath.
    scopes: &'static [Scope],
}

impl PaletteScreen {
    /// The commands of a screen with these scopes of keys.
    pub fn new(cx: &Context, scopes: &'static [Scope]) -> Self {
        Self { list: FilteredList::new(cx.locale.lang()), open: None, scopes }
    }

    /// The rows that match the filter.
    pub fn rows(&self, cx: &Context) -> Vec<PaletteRow> {
        if let Some(open) = &self.open {
            let row = |value| value_row(cx, open.setting, value, None);
            return open.choices(&cx.locale).into_iter().map(row).collect();
        }
        let mut rows = self.commands(cx);
        // The others are those of a till.
        let is_here = |setting: &Setting| {
            let of_screens = ["language", "screen.", "security.lock_seconds"];
            cx.office.is_none() || of_screens.iter().any(|begin| setting.key.path.starts_with(begin))
        };
        rows.extend(settings().filter(is_here).flat_map(|setting| self.rows_of(cx, setting)));
        // Each group keeps the order of its rows.
        rows.sort_by_key(|row| row.group);
        rows
    }

    /// The rows of keys.
    fn commands(&self, cx: &Context) -> Vec<PaletteRow> {
        let rows =
            keys::rows(self.scopes).filter(|row| is_command(row.action) && keys::is_offered(cx, row.action));
        let rows = rows.map(|row| {
            let key = row.keys.first().map(|key| key.name()).unwrap_or_default();
            (row, key, cx.locale.text(keys::label(cx, row)))
        });
        let matching = rows
            .filter(|(row, key, label)| self.list.matches(&[label, &self.list.other.text(row.label), key]));
        let row = |(row, key, label): (&Binding, String, String)| PaletteRow {
            group: Some(PaletteGroup::of(row)),
            key,
            label,
            value: String::new(),
            choice: PaletteChoice::Action(row.action),
            on: false,
        };
        matching.map(row).collect()
    }

    /// The row of a setting. A filter that finds one of its values and not its name has a row for that value instead.
    fn rows_of(&self, cx: &Context, setting: Setting) -> Vec<PaletteRow> {
        let group = Some(PaletteGroup::Settings);
        let names = [&cx.locale, &self.list.other].map(|locale| locale.text(setting.name));
        let [name, other] = &names;
        if self.list.matches(&[name, other, setting.key.path]) {
            return vec![PaletteRow {
                group,
                key: String::new(),
                label: name.clone(),
                value: setting.present(cx),
                choice: PaletteChoice::Open(setting),
                on: false,
            }];
        }
        let mut choices = setting.choices();
        choices.retain(|value| {
            let [value, other_value] =
                [&cx.locale, &self.list.other].map(|locale| setting.words(locale, value));
            self.list.matches(&[name, other, setting.key.path, &value, &other_value])
        });
        choices.into_iter().map(|value| value_row(cx, setting, value, group)).collect()
    }

    /// The index of the row that Enter would run, of `rows`.
    pub fn chosen(&self, rows: usize) -> usize {
        self.list().scroll.within(rows.saturating_sub(1))
    }

    /// What the row that Enter would run does.
    fn choice(&self, cx: &Context) -> Option<PaletteChoice> {
        let rows = self.rows(cx);
        let chosen = self.chosen(rows.len());
        rows.into_iter().nth(chosen).map(|row| row.choice)
    }
}

/// The row of a value: in a `group` with the setting's name, among its other values without.
fn value_row(cx: &Context, setting: Setting, value: ConfigValue, group: Option<PaletteGroup>) -> PaletteRow {
    let words = setting.words(&cx.locale, &value);
    let (label, words) =
        if group.is_some() { (cx.locale.text(setting.name), words) } else { (words, String::new()) };
    let on = value == setting.value(cx);
    PaletteRow {
        group,
        key: String::new(),
        label,
        value: words,
        choice: PaletteChoice::Set(setting, value),
        on,
    }
}

impl FilteredScreen for PaletteScreen {
    fn keys(&self) -> &'static [Scope] {
        if self.open.is_some() { &[Scope::Setting] } else { &[Scope::Palette] }
    }

    fn list(&self) -> &FilteredList {
        self.open.as_ref().map_or(&self.list, |open| &open.list)
    }

    fn list_mut(&mut self) -> &mut FilteredList {
        self.open.as_mut().map_or(&mut self.list, |open| &mut open.list)
    }

    fn draw_list(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::palette::draw(cx, canvas, self);
    }

    /// Of a setting the theme of its chosen value: a look at it before it is taken over.
    fn list_theme(&self, cx: &Context) -> Theme {
        match self.choice(cx) {
            Some(PaletteChoice::Set(setting, value)) => setting.theme(cx, &value),
            _ => cx.look.theme,
        }
    }

    fn paste_text(&mut self, text: &str) {
        let is_of_lines = self.open.as_ref().is_some_and(|open| open.setting.has_lines());
        let text = if is_of_lines { joined_lines(text) } else { text.to_owned().into() };
        self.list_mut().query.paste(&text);
    }

    fn go_back(&mut self, cx: &mut Context) {
        if self.open.take().is_none() {
            cx.go(Move::Close);
        }
    }

    fn run_chosen(&mut self, cx: &mut Context, at: Instant) {
        if let Some(open) = self.open.as_ref().filter(|open| open.is_typed()) {
            if open.take_typed(cx) {
                self.open = None;
            }
            return;
        }
        match self.choice(cx) {
            None => {}
            Some(PaletteChoice::Action(action)) => {
                cx.go(Move::Close);
                cx.go(Move::Run(action, at));
            }
            Some(PaletteChoice::Open(setting)) => self.open = Some(OpenSetting::new(cx, setting)),
            Some(PaletteChoice::Set(setting, value)) => {
                setting.choose(cx, &value);
                // Back to all settings; from a value that was found at once, back to work.
                self.go_back(cx);
            }
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
