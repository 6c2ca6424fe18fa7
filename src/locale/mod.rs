//! All texts: one catalogue in `assets/locales/`, one file per language.
//!
//! `build/texts.rs` compiles it to [`Text`]: a message is a variant, and the names in it are its fields. A text that
//! does not exist, a missing value, and a message that only one language has do not compile; an unused text is reported
//! as dead code. Typed errors become sentences here and nowhere else ([`errors`]); amounts become words in [`amounts`].

pub mod amounts;
#[cfg(feature = "central")]
mod central;
mod centre;
pub mod chips;
mod clock;
mod config;
mod duplicate;
pub mod errors;
pub mod hand_over;
pub mod import;
mod misfit;
mod printer;
mod report;
mod slip;
mod staff;
mod verify;

/// What `build/texts.rs` makes of the catalogue.
#[cfg_attr(
    all(not(test), any(not(unix), not(feature = "central"))),
    expect(
        dead_code,
        reason = "what is said of signals is said on Unix alone, and of the centre where there is one"
    )
)]
mod texts {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

use chrono::{Datelike as _, NaiveDate};

pub(crate) use staff::local_time;
pub(crate) use texts::Text;

use crate::payment::{Installments, Won, money::group_thousands};

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
}

/// The texts of one language.
pub struct Locale {
    lang: Lang,
}

impl Locale {
    /// The texts of `lang`.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// Which language this is.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A text of the catalogue.
    #[must_use]
    pub(crate) fn text(&self, text: Text<'_>) -> String {
        text.render(self.lang)
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

    fn won_text(&self, amount: &str) -> String {
        self.text(Text::Won { amount })
    }

    /// `Sat`, `토`.
    #[must_use]
    pub fn weekday(&self, day: NaiveDate) -> String {
        let weekday = day.weekday().to_string().to_lowercase();
        self.text(Text::Weekday { weekday: &weekday })
    }

    /// `1 transaction`, `2,000 transactions`.
    #[must_use]
    pub fn transactions(&self, count: u64) -> String {
        self.text(Text::Count { count, grouped: &group_thousands(&count.to_string()) })
    }

    /// `1 journal entry`, `2,000 journal entries`.
    #[must_use]
    pub fn entries(&self, count: u64) -> String {
        self.text(Text::Entries { count, grouped: &group_thousands(&count.to_string()) })
    }

    /// `1 message`, `2,000 messages`.
    #[must_use]
    pub fn messages(&self, count: u64) -> String {
        self.text(Text::Messages { count, grouped: &group_thousands(&count.to_string()) })
    }

    /// `lump sum` or `3 months`.
    #[must_use]
    pub fn plan(&self, installments: Installments) -> String {
        match installments.months() {
            0 => self.text(Text::LumpSum),
            months => self.text(Text::Months { months: months.into() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

    use super::*;

    /// A text with values for its fields.
    struct Sample {
        id: &'static str,
        text: Text<'static>,
        words: &'static [(&'static str, &'static str)],
        numbers: &'static [(&'static str, u64)],
    }

    const SAMPLES: &[Sample] = include!(concat!(env!("OUT_DIR"), "/samples.rs"));

    #[test]
    fn every_text_says_what_fluent_makes_of_it() {
        for (lang, source) in [
            (Lang::En, include_str!("../../assets/locales/en.ftl")),
            (Lang::Ko, include_str!("../../assets/locales/ko.ftl")),
        ] {
            let tag = <&str>::from(lang).parse().expect("a language tag");
            let mut bundle = FluentBundle::new(vec![tag]);
            bundle.set_use_isolating(false);
            bundle.add_resource(FluentResource::try_new(source.to_owned()).expect("syntax")).expect("names");
            for Sample { id, text, words, numbers } in SAMPLES {
                let mut values = FluentArgs::new();
                words.iter().for_each(|(name, value)| values.set(*name, *value));
                numbers.iter().for_each(|(name, value)| values.set(*name, *value));
                let pattern = bundle.get_message(id).and_then(|message| message.value()).expect(id);
                let mut errors = Vec::new();
                let rendered = bundle.format_pattern(pattern, Some(&values), &mut errors);
                assert_eq!((Locale::new(lang).text(*text), errors.len()), (rendered.into_owned(), 0), "{id}");
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
    fn counts_have_their_nouns_in_the_right_number() {
        let (en, ko) = (Locale::new(Lang::En), Locale::new(Lang::Ko));
        for (count, english, korean) in [
            (0, ["0 transactions", "0 journal entries", "0 messages"], ["0건", "감사 기록 0건", "0건"]),
            (1, ["1 transaction", "1 journal entry", "1 message"], ["1건", "감사 기록 1건", "1건"]),
            (
                2_000,
                ["2,000 transactions", "2,000 journal entries", "2,000 messages"],
                ["2,000건", "감사 기록 2,000건", "2,000건"],
            ),
        ] {
            for (locale, texts) in [(&en, english), (&ko, korean)] {
                let counted = [locale.transactions(count), locale.entries(count), locale.messages(count)];
                assert_eq!(counted, texts);
            }
        }
    }

    #[test]
    fn money_and_plans() {
        let (en, ko) = (Locale::new(Lang::En), Locale::new(Lang::Ko));
        let amount = Won::new(55_000).expect("won");
        assert_eq!((en.won(amount), ko.won(amount)), ("55,000 KRW".into(), "55,000원".into()));
        assert_eq!(en.won_sum(-81_000), "-81,000 KRW");
        let plan = |months| Installments::new(months).map(|plan| (en.plan(plan), ko.plan(plan)));
        assert_eq!(plan(0), Some(("lump sum".into(), "일시불".into())));
        assert_eq!(plan(1), Some(("1 month".into(), "1개월".into())));
        assert_eq!(plan(12), Some(("12 months".into(), "12개월".into())));
    }
}
