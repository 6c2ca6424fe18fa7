//! The settings that can be changed in the list of commands.

use std::path::{Component, Path};

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::list::FilteredList;
use crate::{
    config::{Allowed, ConfigKey, ConfigValue, NotAllowed, PrinterTo, Theme},
    locale::{Locale, Text},
    payment::Won,
    tui::{
        app::{Context, Tone},
        form::field::{FieldStyle, InputField},
    },
};

/// What a setting's number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// Nothing: the setting has no number.
    None,
    /// The number of a till.
    Till,
    /// Seconds; 0 is never.
    Seconds,
    /// Columns of paper.
    Columns,
    /// Won.
    Won,
}

/// The keys of the settings, their names on the screen, and what their numbers count, in the order of the list.
const SETTINGS: [(&str, Text<'static>, Unit); 24] = [
    (LANGUAGE, Text::SettingLanguage, Unit::None),
    (THEME, Text::SettingTheme, Unit::None),
    ("screen.bell", Text::SettingBell, Unit::None),
    ("till", Text::SettingTill, Unit::Till),
    ("security.lock_seconds", Text::SettingLock, Unit::Seconds),
    ("rules.require_luhn", Text::SettingLuhn, Unit::None),
    ("rules.duplicate_seconds", Text::SettingDuplicates, Unit::Seconds),
    ("shop.name", Text::SettingShopName, Unit::None),
    ("shop.owner", Text::SettingOwner, Unit::None),
    ("shop.business_number", Text::SettingBusinessNumber, Unit::None),
    ("shop.address", Text::SettingAddress, Unit::None),
    ("shop.telephone", Text::SettingTelephone, Unit::None),
    ("shop.merchant_number", Text::SettingMerchantNumber, Unit::None),
    ("shop.terminal_number", Text::SettingTerminalNumber, Unit::None),
    ("printer.to", Text::SettingPrinter, Unit::None),
    ("printer.columns", Text::SettingPaperColumns, Unit::Columns),
    ("printer.charset", Text::SettingCharset, Unit::None),
    ("printer.drawer", Text::SettingDrawer, Unit::None),
    ("slip.print", Text::SettingSlipPrint, Unit::None),
    ("slip.copies", Text::SettingSlipCopies, Unit::None),
    ("slip.signature_above", Text::SettingSignature, Unit::Won),
    (BACKUP, Text::SettingBackup, Unit::None),
    (HAND_OVER, Text::SettingHandOver, Unit::None),
    ("day.starts_at", Text::SettingDayStart, Unit::None),
];
const LANGUAGE: &str = "language";
const THEME: &str = "screen.theme";
const BACKUP: &str = "backup.to";
const HAND_OVER: &str = "handover.to";

/// Between two lines where lines are typed.
const BETWEEN_LINES: &str = " | ";

/// Most characters that can be typed for a setting: more than is allowed, so that a refusal can say by how much.
const ROOM: usize = 500;

/// A setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its key in the configuration.
    pub key: &'static ConfigKey,
    /// Its name on the screen.
    pub name: Text<'static>,
    unit: Unit,
}

/// All settings, in the order of the list.
pub fn settings() -> impl Iterator<Item = Setting> {
    SETTINGS
        .into_iter()
        .filter_map(|(path, name, unit)| ConfigKey::named(path).map(|key| Setting { key, name, unit }))
}

impl Setting {
    /// Its present value.
    pub fn value(self, cx: &Context) -> ConfigValue {
        self.key.value(&cx.config())
    }

    /// The values to choose from; none where it is typed.
    pub fn choices(self) -> Vec<ConfigValue> {
        match &self.key.allowed {
            Allowed::Bool => [true, false].map(ConfigValue::Bool).into(),
            Allowed::BoolOr(word) => {
                let words = [ConfigValue::Text((*word).to_owned()), ConfigValue::Bool(false)];
                std::iter::once(ConfigValue::Bool(true)).chain(words).collect()
            }
            Allowed::Words(words) => {
                // On the screens a language is chosen that can be seen.
                let words = words.iter().filter(|word| (self.key.path, **word) != (LANGUAGE, "auto"));
                words.map(|word| ConfigValue::Text((*word).to_owned())).collect()
            }
            Allowed::Integer(_)
            | Allowed::Text(_)
            | Allowed::Lines { .. }
            | Allowed::Printer
            | Allowed::DayStart
            | Allowed::Table => Vec::new(),
        }
    }

    /// The words for one of its values.
    pub fn words(self, locale: &Locale, value: &ConfigValue) -> String {
        match value {
            ConfigValue::Bool(true) => locale.text(Text::SettingOn),
            ConfigValue::Bool(false) => locale.text(Text::SettingOff),
            ConfigValue::Integer(number) => self.number_words(locale, *number),
            ConfigValue::Text(word) if !self.is_text() => locale.text(Text::SettingWord { word }),
            ConfigValue::Text(_) | ConfigValue::Lines(_) => match self.typed_text(value) {
                text if text.is_empty() => locale.text(Text::SettingEmpty),
                text => text,
            },
        }
    }

    /// The words for a number.
    fn number_words(self, locale: &Locale, number: u64) -> String {
        match (self.unit, number) {
            (Unit::None, _) => number.to_string(),
            (Unit::Till, _) => format!("{number:02}"),
            (Unit::Seconds, 0) => locale.text(Text::SettingNever),
            (Unit::Seconds, _) => locale.text(Text::SettingSeconds { number: &number.to_string() }),
            (Unit::Columns, _) => locale.text(Text::SettingColumns { number: &number.to_string() }),
            (Unit::Won, _) => locale.won(Won::new(number).unwrap_or(Won::MAX)),
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

    /// Whether its value counts from the next start on: ids, totals and notes of this run keep their till, and the copy of the
    /// day is made at the start.
    fn counts_later(self, cx: &Context) -> bool {
        self.unit == Unit::Till && cx.config().till != cx.settings.till
            || self.key.path == BACKUP && cx.has_new_backup()
    }

    /// What can be typed for it.
    pub fn allowed(self, locale: &Locale) -> String {
        let allowed = &self.allowed_words(locale);
        locale.text(match (&self.key.allowed, self.unit) {
            (Allowed::Printer, _) => Text::SettingAllowsPrinter,
            (Allowed::DayStart, _) => Text::SettingAllowsDayStart { allowed },
            _ if self.key.path == BACKUP => Text::SettingAllowsFolder,
            _ if self.key.path == HAND_OVER => Text::SettingAllowsHandOver,
            (Allowed::Lines { .. }, _) => Text::SettingAllowsLines { allowed },
            (_, Unit::None) => Text::SettingAllowsText { allowed },
            (_, Unit::Till) => Text::SettingAllowsTill { number: allowed },
            (_, Unit::Seconds) => Text::SettingAllowsSeconds { number: allowed },
            (_, Unit::Columns) => Text::SettingAllowsColumns { number: allowed },
            (_, Unit::Won) => Text::SettingAllowsWon { number: allowed },
        })
    }

    /// What is allowed, in words of the screen: no quotes are typed there.
    fn allowed_words(self, locale: &Locale) -> String {
        match &self.key.allowed {
            Allowed::DayStart => locale.text(Text::SettingDayStartAllowed),
            allowed => locale.config_allowed(allowed),
        }
    }

    /// Whether its value is text that is typed.
    fn is_text(self) -> bool {
        let is_plain = matches!(self.key.allowed, Allowed::Text(_) | Allowed::Printer | Allowed::DayStart);
        is_plain || self.has_lines()
    }

    /// Whether its value is several lines, typed in one with `|` between them.
    pub fn has_lines(self) -> bool {
        matches!(self.key.allowed, Allowed::Lines { .. })
    }

    /// A text as it is typed; empty without a printer.
    fn typed_text(self, value: &ConfigValue) -> String {
        match value {
            ConfigValue::Text(way) if self.is_no_printer(way) => String::new(),
            ConfigValue::Text(text) => text.clone(),
            ConfigValue::Lines(lines) => lines.join(BETWEEN_LINES),
            ConfigValue::Bool(_) | ConfigValue::Integer(_) => String::new(),
        }
    }

    /// Whether it is the way to a printer, and `way` leads to none.
    fn is_no_printer(self, way: &str) -> bool {
        self.key.allowed == Allowed::Printer && way.parse() == Ok(PrinterTo::Nowhere)
    }

    /// The value that `typed` stands for; without a printer, nothing is typed.
    fn value_of(self, typed: &str) -> ConfigValue {
        match &self.key.allowed {
            Allowed::Lines { .. } => ConfigValue::Lines(lines_of(typed, &['|']).map(str::to_owned).collect()),
            Allowed::Printer if typed.is_empty() => ConfigValue::Text(PrinterTo::Nowhere.to_string()),
            Allowed::Integer(_) => number_of(typed, self.unit),
            Allowed::DayStart => ConfigValue::Text(time_of(typed)),
            _ => ConfigValue::Text(typed.to_owned()),
        }
    }

    /// Whether it is another way to the printer that is set in the configuration file only: who stands at a till may run no
    /// program by it, and write into no file.
    fn is_for_the_file(self, cx: &Context, value: &ConfigValue) -> bool {
        let ConfigValue::Text(way) = value else { return false };
        let is_bold = match way.parse() {
            Ok(PrinterTo::Command(_)) => true,
            Ok(PrinterTo::File(path)) => !is_device(&path),
            _ => false,
        };
        self.key.allowed == Allowed::Printer && is_bold && *value != self.value(cx)
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
        if cx.is_guarded(self.key) {
            cx.refuse(Text::SettingOwnerOnly);
            return false;
        }
        if self.is_for_the_file(cx, value) {
            cx.refuse(Text::SettingInFile);
            return false;
        }
        if let Err(why) = cx.choose(self.key, value) {
            let name = &cx.locale.text(self.name);
            let allowed = &self.allowed_words(&cx.locale);
            let text = match why {
                NotAllowed::Value => cx.locale.text(Text::SettingRefused { name, allowed }),
                NotAllowed::Text(wrong) => cx.locale.wrong_text(name, wrong, allowed),
            };
            cx.say(Tone::Bad, text);
            return false;
        }
        // In the language just chosen.
        let (name, value) = (&cx.locale.text(self.name), &self.present(cx));
        // A full stop would look like a part of what was typed.
        let chosen = if self.is_text() {
            Text::SettingChosenText { name, value }
        } else {
            Text::SettingChosen { name, value }
        };
        let text = cx.locale.text(chosen);
        cx.say(Tone::Good, text);
        true
    }
}

/// Whether it is a path of a device; nothing is looked up on the disk.
fn is_device(path: &Path) -> bool {
    path.starts_with("/dev") && path.components().all(|part| part != Component::ParentDir)
}

/// The number that `typed` is. Full-width digits count, too, and won may be grouped. What is no number is refused like one that is
/// not allowed.
fn number_of(typed: &str, unit: Unit) -> ConfigValue {
    let mut digits: String = typed.nfkc().collect();
    digits.retain(|c| unit != Unit::Won || c != ',');
    digits.parse().map_or(ConfigValue::Text(digits), ConfigValue::Integer)
}

/// The time that `typed` is, as the configuration writes it: `4:00`, `0400` and full-width digits are meant as well.
fn time_of(typed: &str) -> String {
    let digits: String = typed.nfkc().filter(|c| *c != ':').collect();
    let has_time = matches!(digits.len(), 3 | 4) && digits.bytes().all(|digit| digit.is_ascii_digit());
    match digits.split_at_checked(digits.len().saturating_sub(2)) {
        Some((hours, minutes)) if has_time => format!("{hours:0>2}:{minutes}"),
        _ => typed.to_owned(),
    }
}

/// The lines of a text, without the blanks around them and without those that are empty.
fn lines_of<'a>(text: &'a str, between: &'static [char]) -> impl Iterator<Item = &'a str> {
    text.split(between).map(str::trim).filter(|line| !line.is_empty())
}

/// Pasted lines, as they are typed.
pub fn joined_lines(text: &str) -> Zeroizing<String> {
    Zeroizing::new(lines_of(text, &['\r', '\n']).collect::<Vec<_>>().join(BETWEEN_LINES))
}

/// A setting that is being changed: its values, filtered by typing; or a number or a text that is typed.
pub struct OpenSetting {
    /// Which.
    pub setting: Setting,
    /// The filter, or what is typed.
    pub list: FilteredList,
}

impl OpenSetting {
    /// Opens a setting at its present value; a text to be edited.
    pub fn new(cx: &Context, setting: Setting) -> Self {
        let mut list = FilteredList::new(cx.locale.lang());
        let present = setting.value(cx);
        if setting.is_text() {
            list.query = InputField::new(FieldStyle::Free, ROOM);
            list.query.set(&setting.typed_text(&present));
        }
        list.scroll.go_to(setting.choices().iter().position(|value| *value == present).unwrap_or(0));
        Self { setting, list }
    }

    /// Whether a number or a text is typed.
    pub fn is_typed(&self) -> bool {
        self.setting.choices().is_empty()
    }

    /// The values that match the filter.
    pub fn choices(&self, locale: &Locale) -> Vec<ConfigValue> {
        let words = |value: &ConfigValue, locale: &Locale| self.setting.words(locale, value);
        let mut choices = self.setting.choices();
        choices.retain(|value| self.list.matches(&[&words(value, locale), &words(value, &self.list.other)]));
        choices
    }

    /// Takes over what is typed. A text as it was and no number leave the setting as it is. Returns whether the setting can be
    /// closed.
    pub fn take_typed(&self, cx: &mut Context) -> bool {
        let typed = self.list.query.text();
        let is_unchanged = if self.setting.is_text() {
            typed == self.setting.typed_text(&self.setting.value(cx))
        } else {
            typed.trim().is_empty()
        };
        if is_unchanged {
            return true;
        }
        let typed: String = typed.nfc().collect();
        self.setting.choose(cx, &self.setting.value_of(typed.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Lang;

    #[test]
    fn every_setting_is_a_key_and_every_value_has_words_of_its_own() {
        assert_eq!(settings().count(), SETTINGS.len());
        for setting in settings() {
            let has_number = matches!(setting.key.allowed, Allowed::Integer(_));
            assert_eq!(setting.unit == Unit::None, !has_number, "{}", setting.key.path);
        }
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
