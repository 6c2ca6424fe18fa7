//! The settings that can be changed in the list of commands.

use unicode_normalization::UnicodeNormalization as _;

use super::list::FilteredList;
use crate::{
    config::{Allowed, ConfigKey, ConfigValue, NotAllowed, Theme},
    locale::{Locale, Text},
    tui::app::{Context, Tone},
};

/// The keys of the settings, and their names on the screen, in the order of the list.
const SETTINGS: [(&str, Text<'static>); 7] = [
    (LANGUAGE, Text::SettingLanguage),
    (THEME, Text::SettingTheme),
    ("screen.bell", Text::SettingBell),
    (TILL, Text::SettingTill),
    ("security.lock_seconds", Text::SettingLock),
    ("rules.require_luhn", Text::SettingLuhn),
    ("rules.duplicate_seconds", Text::SettingDuplicates),
];
const LANGUAGE: &str = "language";
const THEME: &str = "screen.theme";
const TILL: &str = "till";

/// A setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its key in the configuration.
    pub key: &'static ConfigKey,
    /// Its name on the screen.
    pub name: Text<'static>,
}

/// All settings, in the order of the list.
pub fn settings() -> impl Iterator<Item = Setting> {
    SETTINGS.into_iter().filter_map(|(path, name)| ConfigKey::named(path).map(|key| Setting { key, name }))
}

impl Setting {
    /// Its present value.
    pub fn value(self, cx: &Context) -> ConfigValue {
        self.key.value(&cx.config())
    }

    /// The values to choose from; none where a number is keyed.
    pub fn choices(self) -> Vec<ConfigValue> {
        match &self.key.allowed {
            Allowed::Bool => [true, false].map(ConfigValue::Bool).into(),
            Allowed::Words(words) => {
                // On the screens a language is chosen that can be seen.
                let words = words.iter().filter(|word| (self.key.path, **word) != (LANGUAGE, "auto"));
                words.map(|word| ConfigValue::Text((*word).to_owned())).collect()
            }
            Allowed::Integer(_)
            | Allowed::Text(_)
            | Allowed::Lines { .. }
            | Allowed::Printer
            | Allowed::Table => Vec::new(),
        }
    }

    /// The words for one of its values.
    pub fn words(self, locale: &Locale, value: &ConfigValue) -> String {
        match value {
            ConfigValue::Bool(true) => locale.text(Text::SettingOn),
            ConfigValue::Bool(false) => locale.text(Text::SettingOff),
            ConfigValue::Integer(number) if self.key.path == TILL => format!("{number:02}"),
            ConfigValue::Integer(0) => locale.text(Text::SettingNever),
            ConfigValue::Integer(number) => locale.text(Text::SettingSeconds { number: &number.to_string() }),
            ConfigValue::Text(word) => locale.text(Text::SettingWord { word }),
            ConfigValue::Lines(lines) => lines.join(" | "),
        }
    }

    /// The words for its present value, and when it counts, if that is later.
    pub fn present(self, cx: &Context) -> String {
        let words = self.words(&cx.locale, &self.value(cx));
        if self.counts_later(cx) {
            return cx.locale.text(Text::SettingNextStart { value: &words });
        }
        words
    }

    /// Whether its value counts from the next start on: ids, totals and notes of this run keep their till.
    fn counts_later(self, cx: &Context) -> bool {
        self.key.path == TILL && cx.config().till != cx.settings.till
    }

    /// What can be keyed for it, where a number is.
    pub fn allowed(self, locale: &Locale) -> String {
        let number = locale.config_allowed(&self.key.allowed);
        if self.key.path == TILL {
            return locale.text(Text::SettingAllowsTill { number: &number });
        }
        locale.text(Text::SettingAllowsSeconds { number: &number })
    }

    /// Whether it is the colours of the screens.
    pub fn is_theme(self) -> bool {
        self.key.path == THEME
    }

    /// The theme that the screens have with this value.
    pub fn theme(self, cx: &Context, value: &ConfigValue) -> Theme {
        let mut config = cx.config();
        // A value that is not allowed leaves it as it is.
        let _ = self.key.set(&mut config, value);
        config.screen.theme
    }

    /// Chooses a value and says so; one that is not allowed is refused with the reason. Returns whether it is allowed.
    pub fn choose(self, cx: &mut Context, value: &ConfigValue) -> bool {
        if let Err(why) = cx.choose(self.key, value) {
            let name = &cx.locale.text(self.name);
            let allowed = &cx.locale.config_allowed(&self.key.allowed);
            let text = match why {
                NotAllowed::Value => cx.locale.text(Text::SettingRefused { name, allowed }),
                NotAllowed::Text(wrong) => cx.locale.wrong_text(name, wrong, allowed),
            };
            cx.say(Tone::Bad, text);
            return false;
        }
        // In the language just chosen.
        let (name, value) = (cx.locale.text(self.name), self.present(cx));
        let text = cx.locale.text(Text::SettingChosen { name: &name, value: &value });
        cx.say(Tone::Good, text);
        true
    }
}

/// A setting that is being changed: its values, filtered by typing; or a number that is typed.
pub struct OpenSetting {
    /// Which.
    pub setting: Setting,
    /// The filter, or the number.
    pub list: FilteredList,
}

impl OpenSetting {
    /// Opens a setting at its present value.
    pub fn new(cx: &Context, setting: Setting) -> Self {
        let mut list = FilteredList::new(cx.locale.lang());
        let present = setting.value(cx);
        list.scroll.go_to(setting.choices().iter().position(|value| *value == present).unwrap_or(0));
        Self { setting, list }
    }

    /// Whether a number is typed.
    pub fn is_number(&self) -> bool {
        self.setting.choices().is_empty()
    }

    /// The values that match the filter.
    pub fn choices(&self, locale: &Locale) -> Vec<ConfigValue> {
        let words = |value: &ConfigValue, locale: &Locale| self.setting.words(locale, value);
        let mut choices = self.setting.choices();
        choices.retain(|value| self.list.matches(&[&words(value, locale), &words(value, &self.list.other)]));
        choices
    }

    /// Takes over the number that is typed; none leaves the setting as it is. Returns whether the setting can be closed.
    pub fn take_number(&self, cx: &mut Context) -> bool {
        // Full-width digits count, too.
        let typed: String = self.list.query.text().nfkc().collect();
        let typed = typed.trim();
        if typed.is_empty() {
            return true;
        }
        // What is no number is refused like one that is not allowed.
        let value = typed.parse().map_or_else(|_| ConfigValue::Text(typed.to_owned()), ConfigValue::Integer);
        self.setting.choose(cx, &value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Lang;

    #[test]
    fn every_setting_is_a_key_and_every_value_has_words_of_its_own() {
        assert_eq!(settings().count(), SETTINGS.len());
        for locale in [Lang::En, Lang::Ko].map(Locale::new) {
            for setting in settings() {
                let words: Vec<String> =
                    setting.choices().iter().map(|value| setting.words(&locale, value)).collect();
                for (index, word) in words.iter().enumerate() {
                    assert!(!word.is_empty() && !words[..index].contains(word), "{word}");
                }
            }
        }
    }
}
