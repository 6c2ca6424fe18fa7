//! The table of configuration keys. The parser, `--set`, the error texts and the test of the example file all use it.

use strum::VariantNames;
use toml_edit::Item;

use super::{
    Charset, Config, HandOverEnvironment, LanguageChoice, SlipCopies, SlipPrint, Theme,
    allowed::{Allowed, NotAllowed},
    value::ConfigValue,
};
use crate::{
    payment::{Till, Won},
    record::KeepCvc,
};

/// One key: a row of [`KEYS`].
#[derive(Debug)]
pub struct ConfigKey {
    /// The dotted path, as in `rules.accept_expired`.
    pub path: &'static str,
    /// What it takes.
    pub allowed: Allowed,
    get: fn(&Config) -> ConfigValue,
    put: fn(&mut Config, &ConfigValue) -> bool,
}

impl ConfigKey {
    /// The key of this dotted path.
    #[must_use]
    pub fn named(path: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.path == path)
    }

    /// Whether only an owner may change it, in a shop that has people: it would loosen a rule, hide what was done, or say on slips that it
    /// is another shop.
    #[must_use]
    pub fn is_guarded(&self) -> bool {
        ["rules.", "security.", "shop.", "slip.", "handover."]
            .iter()
            .any(|section| self.path.starts_with(section))
            || ["printer.to", "day.starts_at", "backup.to"].contains(&self.path)
    }

    /// The key's value in `config`.
    #[must_use]
    pub fn value(&self, config: &Config) -> ConfigValue {
        (self.get)(config)
    }

    /// Stores `value` in `config`.
    ///
    /// # Errors
    /// It is not allowed, and nothing is stored.
    pub fn set(&self, config: &mut Config, value: &ConfigValue) -> Result<(), NotAllowed> {
        self.allowed.check(value)?;
        if (self.put)(config, value) { Ok(()) } else { Err(NotAllowed::Value) }
    }

    /// The key's default.
    #[cfg(test)]
    pub(super) fn default_value(&self) -> ConfigValue {
        self.value(&Config::default())
    }

    /// As [`set`](Self::set), a value of TOML.
    pub(super) fn store(&self, config: &mut Config, item: &Item) -> Result<(), NotAllowed> {
        ConfigValue::of(item).ok_or(NotAllowed::Value).and_then(|value| self.set(config, &value))
    }
}

/// Most columns of a text about the shop, and of a line of its address: half of the smallest window.
const SHOP_COLUMNS: usize = 40;

/// Most lines of the shop's address: with more, the head of a slip would be longer than what was paid for.
const ADDRESS_LINES: usize = 3;

/// Most columns of the path of a folder: far more than a path has that a person types.
const FOLDER_COLUMNS: usize = 200;

/// Every key, in the order of the example file.
pub static KEYS: &[ConfigKey] = &[
    ConfigKey {
        path: "language",
        allowed: Allowed::Words(LanguageChoice::VARIANTS),
        get: |config| ConfigValue::Text(config.language.as_str().to_owned()),
        put: |config, to| assign(&mut config.language, to.text().and_then(|word| word.parse().ok())),
    },
    ConfigKey {
        path: "till",
        allowed: Allowed::Integer(1..=99),
        get: |config| ConfigValue::Integer(config.till.number().into()),
        put: |config, to| assign(&mut config.till, to.integer().and_then(Till::new)),
    },
    ConfigKey {
        path: "screen.theme",
        allowed: Allowed::Words(Theme::VARIANTS),
        get: |config| ConfigValue::Text(config.screen.theme.as_str().to_owned()),
        put: |config, to| assign(&mut config.screen.theme, to.text().and_then(|word| word.parse().ok())),
    },
    ConfigKey {
        path: "screen.ascii",
        allowed: Allowed::Bool,
        get: |config| ConfigValue::Bool(config.screen.ascii),
        put: |config, to| assign(&mut config.screen.ascii, to.bool()),
    },
    ConfigKey {
        path: "screen.bell",
        allowed: Allowed::Bool,
        get: |config| ConfigValue::Bool(config.screen.bell),
        put: |config, to| assign(&mut config.screen.bell, to.bool()),
    },
    ConfigKey {
        path: "rules.accept_expired",
        allowed: Allowed::Bool,
        get: |config| ConfigValue::Bool(config.rules.accept_expired),
        put: |config, to| assign(&mut config.rules.accept_expired, to.bool()),
    },
    ConfigKey {
        path: "rules.require_luhn",
        allowed: Allowed::Bool,
        get: |config| ConfigValue::Bool(config.rules.require_luhn),
        put: |config, to| assign(&mut config.rules.require_luhn, to.bool()),
    },
    ConfigKey {
        path: "rules.duplicate_seconds",
        allowed: Allowed::Integer(0..=86_400),
        get: |config| ConfigValue::Integer(config.rules.duplicate_seconds.into()),
        put: |config, to| {
            assign(&mut config.rules.duplicate_seconds, to.integer().and_then(|n| n.try_into().ok()))
        },
    },
    ConfigKey {
        path: "rules.installment_minimum",
        allowed: Allowed::Integer(0..=1_000_000_000),
        get: |config| ConfigValue::Integer(config.rules.installment_minimum.get()),
        put: |config, to| assign(&mut config.rules.installment_minimum, to.integer().and_then(Won::new)),
    },
    ConfigKey {
        path: "rules.ask_above",
        allowed: Allowed::Integer(0..=1_000_000_000),
        get: |config| ConfigValue::Integer(config.rules.ask_above.get()),
        put: |config, to| assign(&mut config.rules.ask_above, to.integer().and_then(Won::new)),
    },
    ConfigKey {
        path: "shop.name",
        allowed: Allowed::Text(SHOP_COLUMNS),
        get: |config| ConfigValue::Text(config.paper.shop.name.clone()),
        put: |config, to| assign(&mut config.paper.shop.name, to.text().map(str::to_owned)),
    },
    ConfigKey {
        path: "shop.owner",
        allowed: Allowed::Text(SHOP_COLUMNS),
        get: |config| ConfigValue::Text(config.paper.shop.owner.clone()),
        put: |config, to| assign(&mut config.paper.shop.owner, to.text().map(str::to_owned)),
    },
    ConfigKey {
        path: "shop.business_number",
        allowed: Allowed::Text(SHOP_COLUMNS),
        get: |config| ConfigValue::Text(config.paper.shop.business_number.clone()),
        put: |config, to| assign(&mut config.paper.shop.business_number, to.text().map(str::to_owned)),
    },
    ConfigKey {
        path: "shop.address",
        allowed: Allowed::Lines { lines: ADDRESS_LINES, columns: SHOP_COLUMNS },
        get: |config| ConfigValue::Lines(config.paper.shop.address.clone()),
        put: |config, to| assign(&mut config.paper.shop.address, to.lines()),
    },
    ConfigKey {
        path: "shop.telephone",
        allowed: Allowed::Text(SHOP_COLUMNS),
        get: |config| ConfigValue::Text(config.paper.shop.telephone.clone()),
        put: |config, to| assign(&mut config.paper.shop.telephone, to.text().map(str::to_owned)),
    },
    ConfigKey {
        path: "shop.merchant_number",
        allowed: Allowed::Text(SHOP_COLUMNS),
        get: |config| ConfigValue::Text(config.paper.shop.merchant_number.clone()),
        put: |config, to| assign(&mut config.paper.shop.merchant_number, to.text().map(str::to_owned)),
    },
    ConfigKey {
        path: "shop.terminal_number",
        allowed: Allowed::Text(SHOP_COLUMNS),
        get: |config| ConfigValue::Text(config.paper.shop.terminal_number.clone()),
        put: |config, to| assign(&mut config.paper.shop.terminal_number, to.text().map(str::to_owned)),
    },
    ConfigKey {
        path: "printer.to",
        allowed: Allowed::Printer,
        get: |config| ConfigValue::Text(config.paper.printer.to.to_string()),
        put: |config, to| assign(&mut config.paper.printer.to, to.text().and_then(|way| way.parse().ok())),
    },
    ConfigKey {
        path: "printer.columns",
        allowed: Allowed::Integer(24..=64),
        get: |config| ConfigValue::Integer(config.paper.printer.columns.into()),
        put: |config, to| {
            assign(&mut config.paper.printer.columns, to.integer().and_then(|n| n.try_into().ok()))
        },
    },
    ConfigKey {
        path: "printer.charset",
        allowed: Allowed::Words(Charset::VARIANTS),
        get: |config| ConfigValue::Text(config.paper.printer.charset.as_str().to_owned()),
        put: |config, to| {
            assign(&mut config.paper.printer.charset, to.text().and_then(|word| word.parse().ok()))
        },
    },
    ConfigKey {
        path: "printer.drawer",
        allowed: Allowed::Bool,
        get: |config| ConfigValue::Bool(config.paper.printer.drawer),
        put: |config, to| assign(&mut config.paper.printer.drawer, to.bool()),
    },
    ConfigKey {
        path: "slip.print",
        allowed: Allowed::Words(SlipPrint::VARIANTS),
        get: |config| ConfigValue::Text(config.paper.slip.print.as_str().to_owned()),
        put: |config, to| assign(&mut config.paper.slip.print, to.text().and_then(|word| word.parse().ok())),
    },
    ConfigKey {
        path: "slip.copies",
        allowed: Allowed::Words(SlipCopies::VARIANTS),
        get: |config| ConfigValue::Text(config.paper.slip.copies.as_str().to_owned()),
        put: |config, to| assign(&mut config.paper.slip.copies, to.text().and_then(|word| word.parse().ok())),
    },
    ConfigKey {
        path: "slip.signature_above",
        allowed: Allowed::Integer(0..=1_000_000_000),
        get: |config| ConfigValue::Integer(config.paper.slip.signature_above.get()),
        put: |config, to| assign(&mut config.paper.slip.signature_above, to.integer().and_then(Won::new)),
    },
    ConfigKey {
        path: "backup.to",
        allowed: Allowed::Text(FOLDER_COLUMNS),
        get: |config| ConfigValue::Text(config.backup.to.clone()),
        put: |config, to| assign(&mut config.backup.to, to.text().map(str::to_owned)),
    },
    ConfigKey {
        path: "handover.to",
        allowed: Allowed::Text(FOLDER_COLUMNS),
        get: |config| ConfigValue::Text(config.hand_over.to.clone()),
        put: |config, to| assign(&mut config.hand_over.to, to.text().map(str::to_owned)),
    },
    ConfigKey {
        path: "handover.environment",
        allowed: Allowed::Words(HandOverEnvironment::VARIANTS),
        get: |config| ConfigValue::Text(config.hand_over.environment.as_str().to_owned()),
        put: |config, to| {
            assign(&mut config.hand_over.environment, to.text().and_then(|word| word.parse().ok()))
        },
    },
    ConfigKey {
        path: "day.starts_at",
        allowed: Allowed::DayStart,
        get: |config| ConfigValue::Text(config.day.starts_at.to_string()),
        put: |config, to| assign(&mut config.day.starts_at, to.text().and_then(|time| time.parse().ok())),
    },
    ConfigKey {
        path: "security.keep_cvc",
        allowed: Allowed::BoolOr("until-accepted"),
        get: |config| match config.security.keep_cvc {
            KeepCvc::Always => ConfigValue::Bool(true),
            KeepCvc::Never => ConfigValue::Bool(false),
            until @ KeepCvc::UntilAccepted => ConfigValue::Text(until.as_str().to_owned()),
        },
        put: |config, to| {
            let kept = match to {
                ConfigValue::Bool(true) => Some(KeepCvc::Always),
                ConfigValue::Bool(false) => Some(KeepCvc::Never),
                other => other.text().and_then(|word| word.parse().ok()),
            };
            assign(&mut config.security.keep_cvc, kept)
        },
    },
    ConfigKey {
        path: "security.lock_seconds",
        allowed: Allowed::Integer(0..=86_400),
        get: |config| ConfigValue::Integer(config.security.lock_seconds.into()),
        put: |config, to| {
            assign(&mut config.security.lock_seconds, to.integer().and_then(|n| n.try_into().ok()))
        },
    },
];

fn assign<T>(place: &mut T, value: Option<T>) -> bool {
    value.map(|value| *place = value).is_some()
}

/// What a name of the file means.
#[derive(Debug)]
pub(super) enum TableEntry {
    /// A key.
    Key(&'static ConfigKey),
    /// A table of keys; its dotted path.
    Group(&'static str),
}

/// Finds `name` below `group`, which is empty for the top of the file.
pub(super) fn find(group: &str, name: &str) -> Option<TableEntry> {
    // A name with a dot was quoted in the file, and none of our keys needs quotes.
    if name.contains('.') {
        return None;
    }
    let path = join(group, name);
    KEYS.iter().find_map(|key| match key.path.strip_prefix(path.as_str())? {
        "" => Some(TableEntry::Key(key)),
        rest if rest.starts_with('.') => key.path.get(..path.len()).map(TableEntry::Group),
        _ => None,
    })
}

/// The dotted path of `name` below `group`.
pub(super) fn join(group: &str, name: &str) -> String {
    if group.is_empty() { name.to_owned() } else { format!("{group}.{name}") }
}

/// The key or table that `unknown` probably means: one whose last part is spelt alike, in whatever table it is.
pub(super) fn nearest(unknown: &str) -> Option<&'static str> {
    let unknown = unknown.trim_matches(['"', '\'']).to_lowercase().replace('-', "_");
    KEYS.iter()
        .flat_map(|key| [Some(key.path), key.path.rsplit_once('.').map(|(group, _)| group)])
        .flatten()
        .map(|known| (strsim::osa_distance(last(&unknown), last(known)), known))
        .filter(|(slips, known)| *slips <= last(known).len() / 3)
        .min_by_key(|(slips, known)| (*slips, strsim::osa_distance(&unknown, known)))
        .map(|(_, known)| known)
}

fn last(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(_, last)| last)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn paths_are_unique_and_no_key_is_a_table() {
        let paths: HashSet<_> = KEYS.iter().map(|key| key.path).collect();
        assert_eq!(paths.len(), KEYS.len());
        for key in KEYS {
            assert!(matches!(find("", key.path), None | Some(TableEntry::Key(_))), "{}", key.path);
            let (group, name) = key.path.rsplit_once('.').unwrap_or(("", key.path));
            assert!(matches!(find(group, name), Some(TableEntry::Key(found)) if found.path == key.path));
        }
    }

    #[test]
    fn every_allowed_value_is_stored_where_it_is_read() {
        for key in KEYS {
            let settings = match &key.allowed {
                Allowed::Bool => vec![ConfigValue::Bool(false), ConfigValue::Bool(true)],
                Allowed::BoolOr(word) => vec![
                    ConfigValue::Bool(false),
                    ConfigValue::Bool(true),
                    ConfigValue::Text((*word).to_owned()),
                ],
                Allowed::Integer(range) => {
                    vec![ConfigValue::Integer(*range.start()), ConfigValue::Integer(*range.end())]
                }
                Allowed::Words(words) => {
                    words.iter().map(|word| ConfigValue::Text((*word).to_owned())).collect()
                }
                Allowed::Text(_) => vec![ConfigValue::Text("한글".to_owned())],
                Allowed::Lines { lines, .. } => {
                    (0..=*lines).map(|lines| ConfigValue::Lines(vec!["한글".to_owned(); lines])).collect()
                }
                Allowed::Printer => ["none", "file:/dev/usb/lp0", "tcp:[::1]:9100", "command:lp -o raw"]
                    .map(|way| ConfigValue::Text(way.to_owned()))
                    .into(),
                Allowed::DayStart => {
                    ["00:00", "04:30", "12:00"].map(|time| ConfigValue::Text(time.to_owned())).into()
                }
                Allowed::Table => vec![],
            };
            assert!(!settings.is_empty(), "{}", key.path);
            for setting in settings {
                let mut config = Config::default();
                assert!((key.put)(&mut config, &setting), "{} = {setting}", key.path);
                assert_eq!(key.value(&config), setting, "{}", key.path);
                let others = KEYS.iter().filter(|other| other.path != key.path);
                assert!(others.into_iter().all(|other| other.value(&config) == other.default_value()));
            }
            assert_eq!(key.allowed.check(&key.default_value()), Ok(()), "{}", key.path);
        }
    }

    #[test]
    fn slips_find_the_key_that_was_meant() {
        for (unknown, known) in [
            ("tll", Some("till")),
            ("TILL", Some("till")),
            ("languge", Some("language")),
            ("lang", None),
            ("rule", Some("rules")),
            ("Rules", Some("rules")),
            ("accept_expired", Some("rules.accept_expired")),
            ("rules.accept-expired", Some("rules.accept_expired")),
            ("rules.expired_accept", None),
            ("rules.till", Some("till")),
            ("\"rules.require_luhn\"", Some("rules.require_luhn")),
            ("rules.duplicate_second", Some("rules.duplicate_seconds")),
            ("", None),
            ("theme", Some("screen.theme")),
            ("한글", None),
        ] {
            assert_eq!(nearest(unknown), known, "{unknown}");
        }
    }
}
