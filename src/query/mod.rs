//! The search language: what people type to find transactions, read as a [`Query`].
//!
//! ```text
//!  취소 456 11-20..      words, in the three ways their keys may have been meant (text, hangul)
//!   │    │   │
//!   ▼    ▼   ▼           tokens: the most words that mean something together (words, day, time_of_day, installments, till, operator, shop, amount, digits, units)
//!  [ ]  [ ] [ ]          chips: where in the text, and the meaning taken
//!   │    │   │
//!   ▼    ▼   ▼           terms that must all hold: days and times of day become moments (terms)
//!  record::Query
//! ```
//!
//! Nothing that can be typed is an error. A token that is not understood has a chip that says so, and no term. Nothing
//! is guessed silently: each chip states the meaning taken, with all its alternatives. The order of the tokens does not
//! matter, but the words of one token are next to each other. A minus before a token negates it.

mod amount;
mod approval;
mod day;
mod digits;
mod foreign;
mod hangul;
mod installments;
mod meaning;
mod operator;
mod scan;
mod shop;
mod span;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod till;
mod time_of_day;
mod units;
mod words;
mod zone;

use std::ops::Range;

use chrono::{DateTime, FixedOffset, NaiveDate};

pub(crate) use amount::won;
pub(crate) use foreign::letters;
pub use meaning::{DayTime, Days, Meaning, WhichDays};
pub use zone::Zone;
pub(crate) use zone::beginning;

use crate::{payment::memo::memo_word, record::Query};
use text::{Keyboard, QueryText};
use words::WordMeaning;

/// Most tokens that are read; the rest of a longer query is [`Meaning::TooMuch`].
const MOST_TOKENS: usize = 64;
/// Words of the longest token, apart from ids in groups.
const MOST_WORDS: usize = 8;
/// The words for a memo.
const MEMO: [&str; 2] = ["memo", "메모"];
/// Characters that are kept of what is not understood.
const KEPT: usize = 40;

/// A query as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What is searched for.
    pub query: Query,
    /// The tokens in the order of the text; together they cover all of it except blanks.
    pub chips: Vec<Chip>,
    /// The days of all that is found; `None` when the query names none.
    pub days: Option<Days>,
    /// The day that it was read on: chips leave its year out.
    pub today: NaiveDate,
}

impl Reading {
    /// Whether all of it was understood.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.chips.iter().all(|chip| chip.meaning.is_understood())
    }
}

/// A token of a query, and the meaning taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// Where it is, in bytes of the text as typed.
    pub span: Range<usize>,
    /// Whether it is negated.
    pub not: bool,
    /// What it means.
    pub meaning: Meaning,
    /// Which term of the query it became.
    pub term: Option<usize>,
}

/// Reads what was typed at the time `now`, in the time zone of the shop.
#[must_use]
pub fn read_query(typed: &str, now: DateTime<FixedOffset>, zone: Zone<'_>) -> Reading {
    read(typed, now, zone, false)
}

/// As [`read_query`], at head office, where shops are named, too.
#[must_use]
pub fn read_query_of_shops(typed: &str, now: DateTime<FixedOffset>, zone: Zone<'_>) -> Reading {
    read(typed, now, zone, true)
}

fn read(typed: &str, now: DateTime<FixedOffset>, zone: Zone<'_>, has_shops: bool) -> Reading {
    let tokens = Tokens { text: QueryText::new(typed), today: now.date_naive(), has_shops };
    let mut chips = tokens.chips();
    refuse_noise_alone(typed, &mut chips);
    join_kinds(&mut chips);
    let (query, days) = terms::build(&mut chips, now.naive_local(), zone);
    Reading { query, chips, days, today: tokens.today }
}

/// Words that say nothing beside the others are not understood when there are no others: they would find everything.
fn refuse_noise_alone(typed: &str, chips: &mut [Chip]) {
    if chips.iter().all(|chip| chip.meaning == Meaning::Noise) {
        for chip in chips {
            chip.meaning = unknown(typed.get(chip.span.clone()).unwrap_or_default());
        }
    }
}

fn unknown(text: &str) -> Meaning {
    Meaning::Unknown(text.chars().take(KEPT).collect())
}

/// No cancel is a payment, is itself cancelled or has installments: beside such a word, `cancel` means payments that were
/// cancelled. The same kind twice in a row is said once.
fn join_kinds(chips: &mut Vec<Chip>) {
    let of_payments = |chip: &Chip| match chip.meaning {
        Meaning::Payment | Meaning::Cancelled | Meaning::State(_) | Meaning::Installments(_) => !chip.not,
        _ => false,
    };
    if chips.iter().any(of_payments) {
        for chip in chips.iter_mut().filter(|chip| !chip.not && chip.meaning == Meaning::Cancel) {
            chip.meaning = Meaning::Cancelled;
        }
    }
    chips.dedup_by(|next, chip| {
        let joined = match (&chip.meaning, &next.meaning) {
            _ if chip.not || next.not => None,
            (Meaning::Cancelled, Meaning::Payment) | (Meaning::Payment, Meaning::Cancelled) => {
                Some(Meaning::Cancelled)
            }
            (one @ (Meaning::Payment | Meaning::Cancel | Meaning::Cancelled), other) if one == other => {
                Some(one.clone())
            }
            _ => None,
        };
        if let Some(joined) = &joined {
            chip.meaning = joined.clone();
            chip.span.end = next.span.end;
        }
        joined.is_some()
    });
}

/// A query that is cut into tokens.
struct Tokens {
    text: QueryText,
    today: NaiveDate,
    /// Whether shops can be named.
    has_shops: bool,
}

impl Tokens {
    fn chips(&self) -> Vec<Chip> {
        let words = &self.text.words;
        let mut chips = Vec::new();
        let mut next = 0;
        while let Some(first) = words.get(next) {
            let (not, meaning, count) = match chips.len() {
                MOST_TOKENS.. => (false, Meaning::TooMuch, words.len() - next),
                _ => self.token(next),
            };
            let last = words.get(next + count - 1).unwrap_or(first);
            chips.push(Chip { span: first.source.start..last.source.end, not, meaning, term: None });
            next += count;
        }
        chips
    }

    /// The token that begins with the word `first`: whether it is negated, its meaning, and how many words it has.
    fn token(&self, first: usize) -> (bool, Meaning, usize) {
        let found =
            self.known(first).or_else(|| self.id_of_another_system(first)).or_else(|| self.guess(first));
        match (found, self.text.words.get(first)) {
            (Some((meaning @ Meaning::Unknown(_), count)), _) => (false, meaning, count),
            (Some((Meaning::Noise, count)), Some(word)) if word.not => (false, unknown(&word.plain), count),
            (Some((meaning, count)), word) => (word.is_some_and(|word| word.not), meaning, count),
            (None, word) => {
                let plain = word.map(|word| word.plain.as_str()).unwrap_or_default();
                match (digits::id(plain), plain.strip_prefix('-').and_then(digits::id)) {
                    (Some(id), _) => (false, id, 1),
                    (None, Some(id)) => (true, id, 1),
                    (None, None) => {
                        let foreign = word.and_then(|word| Some((word.not, foreign::read(&word.plain)?, 1)));
                        let near = foreign.or_else(|| self.misspelled(first));
                        near.unwrap_or_else(|| (false, unknown(plain), 1))
                    }
                }
            }
        }
    }

    /// The word that one or two words are one key away from, with their minus.
    fn misspelled(&self, first: usize) -> Option<(bool, Meaning, usize)> {
        (1..=self.text.joinable(first, 2)).rev().find_map(|count| {
            let word = words::misspelled(self.text.words(Keyboard::Latin, first, count))?;
            let minus = if self.text.words.get(first)?.not { "-" } else { "" };
            Some((false, Meaning::Misspelled([minus, word].concat()), count))
        })
    }

    /// The word for a memo and the word of it that follows, on whichever keyboard the first of them is one.
    fn memo(&self, first: usize) -> Option<(Meaning, usize)> {
        if self.text.joinable(first, 2) < 2 {
            return None;
        }
        let is_memo = |keyboard: &Keyboard| MEMO.contains(&self.text.words(*keyboard, first, 1));
        let keyboards = [Keyboard::AsTyped, Keyboard::Korean, Keyboard::Latin];
        let keyboard = keyboards.into_iter().find(is_memo)?;
        let word = match keyboard {
            // As it was typed: nothing of it is taken for a sign of the query language.
            Keyboard::AsTyped => memo_word(&self.text.words.get(first + 1)?.exact),
            _ => memo_word(self.text.words(keyboard, first + 1, 1)),
        };
        (!word.is_empty()).then_some((Meaning::Memo(word), 2))
    }

    /// The most words from `first` on that are certainly one token.
    fn known(&self, first: usize) -> Option<(Meaning, usize)> {
        if let Some(memo) = self.memo(first) {
            return Some(memo);
        }
        let most = self.text.joinable(first, MOST_WORDS);
        let written = (1..=most).rev().find_map(|count| Some((self.written(first, count)?, count)));
        let longest = match (written, self.grouped(first)) {
            (Some((_, one)), Some(grouped)) if grouped.1 > one => Some(grouped),
            (written, grouped) => written.or(grouped),
        };
        longest.or_else(|| self.card_in_groups(first)).or_else(|| Some((digits::bare(self.word(first))?, 1)))
    }

    /// The beginning of a card number in groups of four, if what follows does not belong to something else.
    fn card_in_groups(&self, first: usize) -> Option<(Meaning, usize)> {
        let most = self.text.joinable(first, digits::MOST_CARD_GROUPS);
        let groups: Vec<&str> = (first..first + most).map(|index| self.word(index)).collect();
        let (meaning, count) = digits::card_in_groups(&groups)?;
        self.belongs_together(first, count).then_some((meaning, count))
    }

    /// Whether the last of these words is not the beginning of another token: `261121 1835 원`.
    fn belongs_together(&self, first: usize, count: usize) -> bool {
        let last = first + count - 1;
        let behind = self.text.joinable(last, MOST_WORDS);
        !(2..=behind).any(|count| self.written(last, count).is_some())
    }

    fn word(&self, index: usize) -> &str {
        self.text.words(Keyboard::AsTyped, index, 1)
    }

    /// What all of these words mean together.
    fn written(&self, first: usize, count: usize) -> Option<Meaning> {
        let latin = self.text.words(Keyboard::Latin, first, count);
        let unfinished = || if count > 1 { words::unfinished(latin) } else { None };
        if let Some(means) = words::whole(latin).or_else(unfinished) {
            return self.meaning(means);
        }
        let typed = self.text.words(Keyboard::AsTyped, first, count);
        let others =
            [Keyboard::Korean, Keyboard::Latin].map(|keyboard| self.text.words(keyboard, first, count));
        let others = others.into_iter().filter(|other| *other != typed);
        std::iter::once(typed).chain(others).find_map(|text| self.structured(text))
    }

    /// What a date, a time, installments, a till, a person, a shop or an amount means.
    fn structured(&self, text: &str) -> Option<Meaning> {
        let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
        let counted = || {
            let read = || {
                approval::read(text)
                    .or_else(|| installments::read(text))
                    .or_else(|| till::read(text))
                    .or_else(|| operator::read(text))
                    .or_else(|| if self.has_shops { shop::read(text) } else { None })
            };
            if has_digits { read() } else { None }
        };
        day::read(text, self.today)
            .or_else(|| time_of_day::read(text).map(at))
            .or_else(counted)
            .or_else(|| amount::read(text))
    }

    fn meaning(&self, means: WordMeaning) -> Option<Meaning> {
        Some(match means {
            WordMeaning::Payment => Meaning::Payment,
            WordMeaning::Cancel => Meaning::Cancel,
            WordMeaning::State(state) => Meaning::State(state),
            WordMeaning::Months(least, most) => Meaning::Installments(least..=most),
            WordMeaning::Day(day) => Meaning::Days(day.days(self.today)?),
            WordMeaning::Cancelled => Meaning::Cancelled,
            WordMeaning::Time(time) => at(time),
            WordMeaning::Imported => Meaning::Imported,
            WordMeaning::Rejected => Meaning::Rejected,
            WordMeaning::Unanswered => Meaning::Unanswered,
            WordMeaning::Contradicted => Meaning::Contradicted,
            WordMeaning::Memo => Meaning::Memo(String::new()),
            WordMeaning::Noise => Meaning::Noise,
        })
    }

    /// The id in groups that begins with the word `first`.
    fn grouped(&self, first: usize) -> Option<(Meaning, usize)> {
        if !self.word(first).starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let most = self.text.joinable(first, digits::MOST_GROUPS);
        let groups: Vec<&str> = (first..first + most).map(|index| self.word(index)).collect();
        let (meaning, count) = digits::grouped(&groups)?;
        self.belongs_together(first, count).then_some((meaning, count))
    }

    /// The id of another system in groups, if the first of them means nothing by itself.
    fn id_of_another_system(&self, first: usize) -> Option<(Meaning, usize)> {
        let words = self.text.words.get(first..first + 5)?;
        let plain: Vec<&str> = words.iter().map(|word| word.plain.as_str()).collect();
        let typed = digits::id_of_another_system(&plain);
        let meant = typed.or_else(|| {
            let letters: Vec<String> = plain.iter().filter_map(|word| foreign::letters(word)).collect();
            let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
            digits::id_of_another_system(&letters)
        });
        meant.map(|meaning| (meaning, plain.len()))
    }

    /// The meaning of a word that is unfinished, or whose unit is.
    fn guess(&self, first: usize) -> Option<(Meaning, usize)> {
        let keys = self.text.words(Keyboard::Latin, first, 1);
        let meaning = match words::unfinished(keys) {
            Some(means) => self.meaning(means),
            None => units::finish(self.word(first), |text| self.structured(text)),
        };
        Some((meaning?, 1))
    }
}

/// A time of day. Its days are set when the terms are built.
fn at(time: DayTime) -> Meaning {
    Meaning::Time { time, on: WhichDays::Today }
}
