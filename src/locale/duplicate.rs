//! The question whether a payment that looks like a repeated one is meant.

use super::{Locale, Text, clock::minute};
use crate::payment::{Duplicate, Won};

impl Locale {
    /// The question at the till, from its longest wording to its shortest, for screens of different widths: the whole
    /// sentence, fewer words, and then no time of day. All contain the amounts.
    #[must_use]
    pub fn ask_again(&self, duplicate: &Duplicate) -> [String; 3] {
        let amount = &self.won(duplicate.amount);
        let cancelled = &self.won(duplicate.cancelled);
        let wordings = |when: &str| {
            let texts = if duplicate.cancelled == Won::ZERO {
                [Text::AskAgain { amount, when }, Text::AskAgainShort { amount, when }]
            } else {
                [
                    Text::AskAgainPart { amount, when, cancelled },
                    Text::AskAgainPartShort { amount, when, cancelled },
                ]
            };
            texts.map(|text| self.text(text))
        };
        let [whole, short] = wordings(&self.when(duplicate));
        let day = || self.text(Text::AtTime { time: &duplicate.at.format("%Y-%m-%d").to_string() });
        let [_, shortest] = wordings(&self.ago(duplicate).unwrap_or_else(day));
        [whole, short, shortest]
    }

    /// The sentence for programs.
    pub(super) fn possible_duplicate(&self, duplicate: &Duplicate) -> String {
        let Duplicate { amount, cancelled, earlier, .. } = duplicate;
        let (amount, when, earlier) = (&self.won(*amount), &self.when(duplicate), earlier.as_str());
        let text = if *cancelled == Won::ZERO {
            Text::ErrorPossibleDuplicate { amount, when, earlier }
        } else {
            Text::ErrorPossibleDuplicatePart { amount, when, earlier, cancelled: &self.won(*cancelled) }
        };
        self.text(text)
    }

    /// `3 min ago (21:26)`; where the clock was set back only the time, with its day and year: it may be any.
    fn when(&self, duplicate: &Duplicate) -> String {
        let Duplicate { at, seconds, .. } = duplicate;
        let Some(ago) = self.ago(duplicate) else {
            return self.text(Text::AtTime { time: &minute(at.naive_local()) });
        };
        let since = seconds.and_then(|seconds| i64::try_from(seconds).ok()).map(chrono::Duration::seconds);
        let today = since.is_some_and(|since| (*at + since).date_naive() == at.date_naive());
        let time = at.format(if today { "%H:%M" } else { "%m-%d %H:%M" }).to_string();
        self.text(Text::AgoAt { ago: &ago, time: &time })
    }

    /// `40 s ago`, `3 min ago`, `2 h ago`; nothing where the clock was set back.
    fn ago(&self, duplicate: &Duplicate) -> Option<String> {
        let text = match duplicate.seconds? {
            seconds @ 0..60 => Text::AgoSeconds { number: &seconds.to_string() },
            seconds @ 60..3_600 => Text::AgoMinutes { number: &(seconds / 60).to_string() },
            seconds => Text::AgoHours { number: &(seconds / 3_600).to_string() },
        };
        Some(self.text(text))
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{locale::Lang, payment::TransactionId};

    fn duplicate(amount: u64, cancelled: u64, seconds: Option<u64>) -> Duplicate {
        Duplicate {
            earlier: TransactionId::parse("26112121261212301007").expect("id"),
            amount: Won::new(amount).expect("won"),
            at: DateTime::parse_from_rfc3339("2026-11-21T21:26:12+09:00").expect("time"),
            seconds,
            cancelled: Won::new(cancelled).expect("won"),
        }
    }

    #[test]
    fn the_question_says_amount_time_and_what_is_cancelled() {
        for (amount, cancelled, seconds, english, korean) in [
            (
                20_900,
                0,
                Some(200),
                "20,900 KRW was taken from this card 3 min ago (21:26). Take it again?",
                "3분 전(21:26)에 같은 카드로 20,900원을 결제했습니다. 한 번 더 결제할까요?",
            ),
            (
                20_900,
                0,
                Some(40),
                "20,900 KRW was taken from this card 40 s ago (21:26). Take it again?",
                "40초 전(21:26)에 같은 카드로 20,900원을 결제했습니다. 한 번 더 결제할까요?",
            ),
            (
                20_900,
                5_000,
                Some(59),
                "20,900 KRW was taken from this card 59 s ago (21:26), 5,000 KRW of it is cancelled. Take it again?",
                "59초 전(21:26)에 같은 카드로 20,900원을 결제했고 5,000원을 취소했습니다. 한 번 더 결제할까요?",
            ),
            // Yesterday.
            (
                20_900,
                0,
                Some(3 * 3_600),
                "20,900 KRW was taken from this card 3 h ago (11-21 21:26). Take it again?",
                "3시간 전(11-21 21:26)에 같은 카드로 20,900원을 결제했습니다. 한 번 더 결제할까요?",
            ),
            // The clock was set back.
            (
                20_900,
                0,
                None,
                "20,900 KRW was taken from this card at 2026-11-21 21:26. Take it again?",
                "2026-11-21 21:26에 같은 카드로 20,900원을 결제했습니다. 한 번 더 결제할까요?",
            ),
        ] {
            let duplicate = duplicate(amount, cancelled, seconds);
            assert_eq!(Locale::new(Lang::En).ask_again(&duplicate)[0], english);
            assert_eq!(Locale::new(Lang::Ko).ask_again(&duplicate)[0], korean);
        }
    }

    #[test]
    fn the_shortest_question_has_room_with_the_largest_amounts() {
        for lang in [Lang::En, Lang::Ko] {
            for cancelled in [0, 999_999_999] {
                for seconds in [None, Some(0), Some(59), Some(3_599), Some(86_400)] {
                    let questions =
                        Locale::new(lang).ask_again(&duplicate(1_000_000_000, cancelled, seconds));
                    let columns = questions.map(|text| unicode_width::UnicodeWidthStr::width(text.as_str()));
                    assert!(columns[2] <= 78, "{lang:?} {columns:?}");
                    assert!(columns.is_sorted_by(|one, next| one >= next), "{lang:?} {columns:?}");
                }
            }
        }
        let short = |lang| {
            let [_, short, shortest] =
                Locale::new(lang).ask_again(&duplicate(1_000_000_000, 999_999_999, Some(200)));
            [short, shortest]
        };
        assert_eq!(
            short(Lang::En),
            [
                "Taken 3 min ago (21:26): 1,000,000,000 KRW, 999,999,999 KRW cancelled. Again?",
                "Taken 3 min ago: 1,000,000,000 KRW, 999,999,999 KRW cancelled. Again?",
            ]
        );
        assert_eq!(
            short(Lang::Ko),
            [
                "3분 전(21:26) 결제 1,000,000,000원, 취소 999,999,999원. 한 번 더 결제할까요?",
                "3분 전 결제 1,000,000,000원, 취소 999,999,999원. 한 번 더 결제할까요?",
            ]
        );
    }
}
