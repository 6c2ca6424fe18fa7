//! Random typed queries in the words of the query language, Korean and English.

use super::queries::Sample;

/// The subjects of words. A query has at most one word of each: two tills at once match nothing.
const WORDS: [fn(&mut Sample) -> String; 8] =
    [digits, id, amount, day, time, kind, installments, |sample| one(sample, &TILLS).to_owned()];

const TILLS: [&str; 5] = ["till 1", "till 3", "2번", "4번", "till 6"];
const DAYS: [&str; 18] = [
    "today",
    "yesterday",
    "this week",
    "last week",
    "this month",
    "last month",
    "last year",
    "monday",
    "오늘",
    "어제",
    "이번주",
    "지난주",
    "지난달",
    "작년",
    "금요일",
    "2025-03",
    "2024",
    "11-20..",
];
const TIMES: [&str; 7] = ["18:30", "9:00..12:00", "오후 6시", "18:00..19:30", "오전", "pm", "13:05..13:20"];
const KINDS: [&str; 14] = [
    "pay",
    "cancel",
    "part",
    "full",
    "open",
    "결제",
    "취소",
    "부분",
    "전체 취소",
    "미취소",
    "ㄱㅈ",
    "ㅊㅅ",
    "취솟",
    "cnlth",
];
const INSTALLMENTS: [&str; 7] = ["lump", "일시불", "3개월", "3m", "2..6m", "할부", "12 months"];

/// One to four words; every fifth word is negated.
pub fn query(sample: &mut Sample) -> String {
    let mut left = WORDS.to_vec();
    let count = 1 + sample.dice.below(4);
    let words = (0..count).map(|_| {
        let about = left.swap_remove(below(sample, left.len()));
        let word = about(sample);
        if sample.dice.below(5) == 0 { format!("-{word}") } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn below(sample: &mut Sample, end: usize) -> usize {
    usize::try_from(sample.dice.below(end as u64)).expect("small")
}

fn one<'a>(sample: &mut Sample, words: &[&'a str]) -> &'a str {
    words[below(sample, words.len())]
}

/// Digits: the screen searches them as the end of a card, the end of an id, and an amount.
fn digits(sample: &mut Sample) -> String {
    let count = 1 + below(sample, 3);
    sample.end(count)
}

fn id(sample: &mut Sample) -> String {
    match sample.dice.below(5) {
        0 => sample.row().id.as_str().to_owned(),
        1 => sample.id_begin(10),
        2 => sample.id_begin(6),
        3 => sample.id_end(4),
        _ => sample.id_end(9),
    }
}

fn amount(sample: &mut Sample) -> String {
    let won = sample.row().amount.get();
    let thousands = 1 + won / 1_000;
    match sample.dice.below(7) {
        0 => format!("{won}원"),
        1 => format!("~{won}"),
        2 => format!(">{won}"),
        3 => format!("<{won}"),
        4 => format!("{thousands}천..{}만", thousands / 3 + 2),
        5 => format!("{won}..{}", won * 2),
        _ => format!("{}만쯤", thousands / 10 + 1),
    }
}

fn day(sample: &mut Sample) -> String {
    match sample.dice.below(4) {
        0 => sample.row().created_at.expect("a time").format("%Y-%m-%d").to_string(),
        1 => sample.row().created_at.expect("a time").format("%Y-%m").to_string(),
        _ => one(sample, &DAYS).to_owned(),
    }
}

fn time(sample: &mut Sample) -> String {
    one(sample, &TIMES).to_owned()
}

fn kind(sample: &mut Sample) -> String {
    one(sample, &KINDS).to_owned()
}

fn installments(sample: &mut Sample) -> String {
    one(sample, &INSTALLMENTS).to_owned()
}
