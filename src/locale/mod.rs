//! The words: one catalogue of texts in `assets/locales/`, one file a language.
//!
//! Every text has a name in [`Text`]; a text that is missing in one language, or that nothing names, fails a test.
//! Typed errors become sentences here and nowhere else ([`errors`]); amounts become words in [`words`].

mod again;
pub mod chips;
mod config;
pub mod errors;
mod texts;
mod verify;
pub mod words;

use std::borrow::Cow;

use chrono::{Datelike as _, NaiveDate};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

pub use texts::Text;

use crate::payment::{Instalments, Won, money::group_thousands};

const ENGLISH: &str = include_str!("../../assets/locales/en.ftl");
const KOREAN: &str = include_str!("../../assets/locales/ko.ftl");

/// A language of the catalogue.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr, strum::EnumIter,
)]
#[strum(serialize_all = "lowercase")]
pub enum Lang {
    /// English.
    En,
    /// Korean.
    Ko,
}

impl Lang {
    /// The language of the system's locale; English when it has neither.
    #[must_use]
    pub fn of_system() -> Self {
        sys_locale::get_locale().map_or(Self::En, |tag| Self::of_tag(&tag))
    }

    /// The language of a tag like `ko-KR`.
    fn of_tag(tag: &str) -> Self {
        match tag.split(['-', '_', '.']).next() {
            Some(language) if language.eq_ignore_ascii_case("ko") => Self::Ko,
            _ => Self::En,
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::En => ENGLISH,
            Self::Ko => KOREAN,
        }
    }

    fn tag(self) -> LanguageIdentifier {
        let word: &str = self.into();
        word.parse().unwrap_or_default()
    }
}

/// The texts of one language.
pub struct Locale {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Locale {
    /// Reads the catalogue of `lang`.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        // A test keeps the catalogue free of syntax errors; at worst a text shows its name.
        let resource =
            FluentResource::try_new(lang.source().to_owned()).unwrap_or_else(|(resource, _)| resource);
        let mut bundle = FluentBundle::new(vec![lang.tag()]);
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { lang, bundle }
    }

    /// Which language this is.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A text without placeholders.
    #[must_use]
    pub fn text(&self, text: Text) -> Cow<'_, str> {
        self.format(text, None)
    }

    /// A text with its placeholders filled in.
    #[must_use]
    pub fn with(&self, text: Text, values: &[(&'static str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.format(text, Some(&args)).into_owned()
    }

    fn format<'a>(&'a self, text: Text, args: Option<&'a FluentArgs<'_>>) -> Cow<'a, str> {
        let name: &'static str = text.into();
        let pattern = self.bundle.get_message(name).and_then(|message| message.value());
        match pattern {
            Some(pattern) => self.bundle.format_pattern(pattern, args, &mut Vec::new()),
            None => Cow::Borrowed(name),
        }
    }

    /// `55,000 KRW`, `55,000 원`.
    #[must_use]
    pub fn won(&self, won: Won) -> String {
        self.won_text(&won.grouped())
    }

    /// As [`won`](Self::won), for sums that may be negative or larger than one transaction.
    #[must_use]
    pub fn won_sum(&self, sum: i64) -> String {
        self.won_text(&group_thousands(&sum.to_string()))
    }

    fn won_text(&self, grouped: &str) -> String {
        self.with(Text::Won, &[("amount", grouped.into())])
    }

    /// `Sat`, `토`.
    #[must_use]
    pub fn weekday(&self, day: NaiveDate) -> String {
        let weekday = day.weekday().to_string().to_lowercase();
        self.with(Text::Weekday, &[("weekday", weekday.into())])
    }

    /// `lump sum` or `3 months`.
    #[must_use]
    pub fn plan(&self, instalments: Instalments) -> String {
        match instalments.months() {
            0 => self.text(Text::LumpSum).into_owned(),
            months => self.with(Text::Months, &[("months", months.into())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::IntoEnumIterator as _;

    use super::*;

    /// The names and placeholders of a catalogue.
    fn catalogue(lang: Lang) -> BTreeSet<(String, Vec<String>)> {
        let source = lang.source();
        assert!(FluentResource::try_new(source.to_owned()).is_ok(), "{lang:?} has a syntax error");
        let mut texts = BTreeSet::new();
        let mut name = String::new();
        let mut entry = String::new();
        for line in source.lines().chain(["end = "]) {
            match line.split_once(" =") {
                Some((head, rest)) if !line.starts_with([' ', '#', '}']) => {
                    if !name.is_empty() {
                        texts.insert((name, placeholders(&entry)));
                    }
                    name = head.to_owned();
                    entry = rest.to_owned();
                }
                _ if line.starts_with('#') => {}
                _ => entry.push_str(line),
            }
        }
        texts
    }

    fn placeholders(entry: &str) -> Vec<String> {
        let names: BTreeSet<String> = entry
            .split('$')
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
            .collect();
        names.into_iter().collect()
    }

    #[test]
    fn both_languages_have_every_text_and_no_other() {
        let named: BTreeSet<String> = Text::iter().map(|text| <&str>::from(text).to_owned()).collect();
        for lang in Lang::iter() {
            let written: BTreeSet<String> = catalogue(lang).into_iter().map(|(name, _)| name).collect();
            let missing: Vec<_> = named.difference(&written).collect();
            let extra: Vec<_> = written.difference(&named).collect();
            assert!(missing.is_empty() && extra.is_empty(), "{lang:?}: missing {missing:?}, extra {extra:?}");
        }
    }

    #[test]
    fn both_languages_use_the_same_placeholders() {
        let (en, ko) = (catalogue(Lang::En), catalogue(Lang::Ko));
        let differ: Vec<_> = en.symmetric_difference(&ko).collect();
        assert!(differ.is_empty(), "{differ:#?}");
    }

    #[test]
    fn no_text_names_itself() {
        for lang in Lang::iter() {
            let locale = Locale::new(lang);
            for text in Text::iter() {
                let name: &str = text.into();
                assert_ne!(locale.text(text), name);
            }
        }
    }

    #[test]
    fn korean_is_told_from_its_neighbours() {
        for (tag, lang) in [
            ("ko-KR", Lang::Ko),
            ("ko", Lang::Ko),
            ("KO_kr", Lang::Ko),
            ("kok-IN", Lang::En),
            ("C", Lang::En),
        ] {
            assert_eq!(Lang::of_tag(tag), lang, "{tag}");
        }
    }

    #[test]
    fn money_and_plans() {
        let (en, ko) = (Locale::new(Lang::En), Locale::new(Lang::Ko));
        let amount = Won::new(55_000).expect("won");
        assert_eq!((en.won(amount), ko.won(amount)), ("55,000 KRW".into(), "55,000원".into()));
        assert_eq!(en.won_sum(-81_000), "-81,000 KRW");
        let plan = |months| Instalments::new(months).map(|plan| (en.plan(plan), ko.plan(plan)));
        assert_eq!(plan(0), Some(("lump sum".into(), "일시불".into())));
        assert_eq!(plan(1), Some(("1 month".into(), "1개월".into())));
        assert_eq!(plan(12), Some(("12 months".into(), "12개월".into())));
    }
}
