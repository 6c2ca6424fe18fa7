//! Amounts in words, as one says them when counting money.

use super::Lang;
use crate::payment::{Won, money::group_thousands};

/// The amount in words: `오만오천`, `fifty-five thousand`.
#[must_use]
pub fn in_words(won: Won, lang: Lang) -> String {
    match lang {
        Lang::En => english(won.get()),
        Lang::Ko => korean(won.get()),
    }
}

/// The amount in digits between words, where there is no room for words alone: `9억 9,999만 9,999`,
/// `999 million 999 thousand 999`.
#[must_use]
pub fn in_digits_and_words(won: Won, lang: Lang) -> String {
    let (size, gap, groups) = match lang {
        Lang::En => (1_000, " ", ["", "thousand", "million", "billion"]),
        Lang::Ko => (10_000, "", ["", "만", "억", "조"]),
    };
    let mut rest = won.get();
    let mut words = Vec::new();
    for name in groups {
        let group = rest % size;
        rest /= size;
        if group > 0 {
            let gap = if name.is_empty() { "" } else { gap };
            words.push(format!("{}{gap}{name}", group_thousands(&group.to_string())));
        }
    }
    words.reverse();
    words.join(" ")
}

/// Groups of four digits with 만 and 억; `일` is not said before 십, 백, 천, nor before a leading 만.
fn korean(value: u64) -> String {
    const DIGITS: [&str; 10] = ["", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];
    const PLACES: [(u64, &str); 4] = [(1_000, "천"), (100, "백"), (10, "십"), (1, "")];
    const GROUPS: [(u64, &str); 3] = [(100_000_000, "억"), (10_000, "만"), (1, "")];
    if value == 0 {
        return "영".to_owned();
    }
    let mut words = String::new();
    for (group_size, group_name) in GROUPS {
        let group = value / group_size % 10_000;
        if group == 1 && group_name == "만" && words.is_empty() {
            words.push_str(group_name);
            continue;
        }
        for (place_size, place_name) in PLACES {
            let digit = group / place_size % 10;
            if digit == 0 {
                continue;
            }
            if digit > 1 || place_name.is_empty() {
                words.push_str(usize::try_from(digit).ok().and_then(|d| DIGITS.get(d)).unwrap_or(&""));
            }
            words.push_str(place_name);
        }
        if group > 0 {
            words.push_str(group_name);
        }
    }
    words
}

/// Groups of three digits, without `and`.
fn english(value: u64) -> String {
    const GROUPS: [(u64, &str); 4] =
        [(1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"), (1, "")];
    if value == 0 {
        return "zero".to_owned();
    }
    let mut words: Vec<String> = Vec::new();
    for (size, name) in GROUPS {
        let group = value / size % 1_000;
        if group > 0 {
            words.push(english_below_thousand(group));
            if !name.is_empty() {
                words.push(name.to_owned());
            }
        }
    }
    words.join(" ")
}

fn english_below_thousand(value: u64) -> String {
    const SMALL: [&str; 20] = [
        "",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] =
        ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let small = |n: u64| usize::try_from(n).ok().and_then(|n| SMALL.get(n)).copied().unwrap_or("");
    let tens = |n: u64| usize::try_from(n).ok().and_then(|n| TENS.get(n)).copied().unwrap_or("");
    let below_hundred = |n: u64| match (n / 10, n % 10) {
        (0 | 1, _) => small(n).to_owned(),
        (ten, 0) => tens(ten).to_owned(),
        (ten, one) => format!("{}-{}", tens(ten), small(one)),
    };
    match (value / 100, value % 100) {
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => format!("{} hundred", small(hundreds)),
        (hundreds, rest) => format!("{} hundred {}", small(hundreds), below_hundred(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_no_room_digits_stand_between_the_words() {
        for (value, ko, en) in [
            (100, "100", "100"),
            (55_000, "5만 5,000", "55 thousand"),
            (777_777, "77만 7,777", "777 thousand 777"),
            (999_999_999, "9억 9,999만 9,999", "999 million 999 thousand 999"),
            (1_000_000_000, "10억", "1 billion"),
        ] {
            let won = Won::new(value).expect("won");
            assert_eq!(
                (in_digits_and_words(won, Lang::Ko).as_str(), in_digits_and_words(won, Lang::En).as_str()),
                (ko, en)
            );
        }
    }

    #[test]
    fn amounts_are_said_as_people_say_them() {
        for (value, ko, en) in [
            (0, "영", "zero"),
            (1, "일", "one"),
            (10, "십", "ten"),
            (100, "백", "one hundred"),
            (1_000, "천", "one thousand"),
            (10_000, "만", "ten thousand"),
            (11_111, "만천백십일", "eleven thousand one hundred eleven"),
            (55_000, "오만오천", "fifty-five thousand"),
            (110_000, "십일만", "one hundred ten thousand"),
            (
                1_234_567,
                "백이십삼만사천오백육십칠",
                "one million two hundred thirty-four thousand five hundred sixty-seven",
            ),
            (100_000_000, "일억", "one hundred million"),
            (100_010_000, "일억일만", "one hundred million ten thousand"),
            (1_000_000_000, "십억", "one billion"),
        ] {
            assert_eq!((korean(value).as_str(), english(value).as_str()), (ko, en), "{value}");
        }
    }
}
