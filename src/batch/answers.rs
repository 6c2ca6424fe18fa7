//! Reading answers of the card company: CSV with a header, or a JSON object a line.
//!
//! The columns of CSV are found by their names, English or Korean, in any order; others are left alone and named. A file that is not
//! UTF-8 is read as code page 949, as spreadsheets of Korean systems write it. All of a file is read before anything is done with it.

use std::fmt;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::EUC_KR;
use serde::Deserialize;
use strum::VariantArray as _;
use unicode_normalization::UnicodeNormalization as _;

use crate::{
    payment::{Problem, TransactionId, message::HIGHEST_BATCH},
    record::{AnswerResult, AnswerText, ApprovalNumber},
};

const BOM: &str = "\u{feff}";
/// Most answers of a file: they are recorded at once, and the other tills wait for some seconds.
pub const MOST_ANSWERS: usize = 200_000;

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AnswerColumn {
    /// The number of the batch, or its id.
    Batch,
    /// The id of the payment or cancel.
    Id,
    /// Accepted or rejected.
    Result,
    /// The card company's code for that.
    Code,
    /// Its words.
    Text,
    /// Its number of the payment.
    ApprovalNumber,
    /// Who issued the card.
    Issuer,
    /// Who pays the shop.
    Acquirer,
    /// The amount, which has to be the one that was handed over.
    Amount,
}

impl AnswerColumn {
    /// Its name in English, as in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Its name in Korean.
    #[must_use]
    pub const fn korean(self) -> &'static str {
        match self {
            Self::Batch => "배치",
            Self::Id => "관리번호",
            Self::Result => "결과",
            Self::Code => "코드",
            Self::Text => "메시지",
            Self::ApprovalNumber => "승인번호",
            Self::Issuer => "발급사",
            Self::Acquirer => "매입사",
            Self::Amount => "금액",
        }
    }

    fn named(name: &str) -> Option<Self> {
        // Some systems write Korean names in single letters.
        let name: String = name.trim().nfc().collect();
        let name = name.as_str();
        Self::VARIANTS
            .iter()
            .copied()
            .find(|column| column.korean() == name || column.name().eq_ignore_ascii_case(name))
    }
}

/// How an answer names its batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchName {
    /// By its number.
    Number(u32),
    /// By its id.
    Id(TransactionId),
}

impl fmt::Display for BatchName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Id(id) => id.fmt(f),
        }
    }
}

/// An answer as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerLine {
    /// Where it begins in the file, in lines from 1.
    pub line: u64,
    /// The batch that it answers.
    pub batch: BatchName,
    /// The payment or cancel.
    pub id: TransactionId,
    /// What it says.
    pub result: AnswerResult,
    /// The card company's code for that.
    pub code: Option<AnswerText>,
    /// Its words.
    pub text: Option<AnswerText>,
    /// Its number of the payment.
    pub approval_number: Option<ApprovalNumber>,
    /// Who issued the card.
    pub issuer: Option<AnswerText>,
    /// Who pays the shop.
    pub acquirer: Option<AnswerText>,
    /// The amount, where the file gives one.
    pub amount: Option<u64>,
}

/// All of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswersFile {
    /// In its order; at least one.
    pub lines: Vec<AnswerLine>,
    /// The names of columns that mean nothing here.
    pub ignored: Vec<String>,
}

/// Why a file was not read. Nothing of what stands in it is repeated: it may be a card number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswersFault {
    /// In which line, from 1.
    pub line: u64,
    /// What.
    pub kind: FaultKind,
}

/// What is wrong with a file of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// It has no answer in it.
    Empty,
    /// It has more than [`MOST_ANSWERS`].
    TooMany,
    /// It is neither UTF-8 nor code page 949.
    NotText,
    /// The header has no such column, or an object no such key.
    NoColumn(AnswerColumn),
    /// A column is there twice.
    ColumnTwice(AnswerColumn),
    /// A line has more or fewer fields than the header.
    Fields {
        /// Those of the header.
        expected: usize,
        /// Those of the line.
        found: usize,
    },
    /// The file ends within quotes: it was cut off.
    OpenQuote,
    /// The last line does not end: it may have been cut off.
    NoLineEnd,
    /// It is no JSON object of these keys.
    NotJson,
    /// The id is a JSON number: programs round those.
    NumberAsId,
    /// A value that the column does not take.
    Value(AnswerColumn),
    /// A text that is too long, or has control characters.
    Text(AnswerColumn, Problem),
    /// A text that may hold a card number.
    HoldsCard(AnswerColumn),
}

/// Reads a file.
///
/// # Errors
/// The first fault.
pub fn read_answers(bytes: &[u8]) -> Result<AnswersFile, AnswersFault> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => std::borrow::Cow::Borrowed(text),
        Err(_) => EUC_KR.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
            // No character of code page 949 holds a line feed.
            let is_text =
                |line: &[u8]| EUC_KR.decode_without_bom_handling_and_without_replacement(line).is_some();
            let wrong = (1..).zip(bytes.split(|byte| *byte == b'\n')).find(|(_, line)| !is_text(line));
            AnswersFault { line: wrong.map_or(1, |(line, _)| line), kind: FaultKind::NotText }
        })?,
    };
    let text = text.strip_prefix(BOM).unwrap_or(&text);
    let file = if text.trim_start().starts_with(['{', '[']) { read_json(text) } else { read_csv(text) }?;
    if file.lines.is_empty() {
        return Err(AnswersFault { line: 1, kind: FaultKind::Empty });
    }
    if let Some(line) = file.lines.get(MOST_ANSWERS) {
        return Err(AnswersFault { line: line.line, kind: FaultKind::TooMany });
    }
    Ok(file)
}

/// What stands between fields: a comma, or what a spreadsheet writes where a comma is the decimal sign.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|sign| header.as_bytes().contains(sign)).unwrap_or(b',')
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

fn read_csv(text: &str) -> Result<AnswersFile, AnswersFault> {
    let fault = |line, kind| AnswersFault { line, kind };
    // A quote inside of quotes is written twice.
    if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        return Err(fault(1 + newlines(text.trim_end().as_bytes()), FaultKind::OpenQuote));
    }
    let mut reader =
        ReaderBuilder::new().flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    if header.iter().all(|name| name.trim().is_empty()) {
        return Err(fault(1, FaultKind::Empty));
    }
    let (mut places, mut ignored) = ([None; AnswerColumn::VARIANTS.len()], Vec::new());
    for (index, name) in header.iter().enumerate() {
        match AnswerColumn::named(name) {
            None if name.trim().is_empty() => {}
            None => ignored.push(name.trim().to_owned()),
            Some(column) => {
                let place = places.get_mut(column as usize);
                if place.and_then(|place| place.replace(index)).is_some() {
                    return Err(fault(1, FaultKind::ColumnTwice(column)));
                }
            }
        }
    }
    for column in [AnswerColumn::Batch, AnswerColumn::Id, AnswerColumn::Result] {
        if places.get(column as usize).copied().flatten().is_none() {
            return Err(fault(1, FaultKind::NoColumn(column)));
        }
    }
    let mut lines = Vec::new();
    let (mut counted, mut line) = (0, 1);
    for record in reader.records() {
        // Of text in memory nothing else can fail.
        let record = record.or(Err(fault(1, FaultKind::NotText)))?;
        // The reader counts lines otherwise where they end in two characters.
        let begin = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0);
        let rest = text.get(begin..).unwrap_or_default();
        let begin = begin + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        line += newlines(text.as_bytes().get(counted..begin).unwrap_or_default());
        counted = begin;
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        if record.len() != header.len() {
            return Err(fault(line, FaultKind::Fields { expected: header.len(), found: record.len() }));
        }
        lines.push(read_line(line, |column| field(&record, &places, column))?);
    }
    if !lines.is_empty() && !text.ends_with(['\n', '\r']) {
        return Err(fault(1 + newlines(text.as_bytes()), FaultKind::NoLineEnd));
    }
    Ok(AnswersFile { lines, ignored })
}

fn field<'r>(record: &'r StringRecord, places: &[Option<usize>], column: AnswerColumn) -> &'r str {
    let place = places.get(column as usize).copied().flatten();
    place.and_then(|place| record.get(place)).unwrap_or_default()
}

/// A value of JSON: a text, or a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Whole(u64),
    /// With a sign, a fraction or an exponent, or too large.
    Number(f64),
}

/// An answer as JSON, with the keys of the columns.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonAnswer {
    #[serde(alias = "배치")]
    batch: Option<Scalar>,
    #[serde(alias = "관리번호")]
    id: Option<Scalar>,
    #[serde(alias = "결과")]
    result: Option<Scalar>,
    #[serde(alias = "코드")]
    code: Option<Scalar>,
    #[serde(alias = "메시지")]
    text: Option<Scalar>,
    #[serde(alias = "승인번호")]
    approval_number: Option<Scalar>,
    #[serde(alias = "발급사")]
    issuer: Option<Scalar>,
    #[serde(alias = "매입사")]
    acquirer: Option<Scalar>,
    #[serde(alias = "금액")]
    amount: Option<Scalar>,
}

fn read_json(text: &str) -> Result<AnswersFile, AnswersFault> {
    let mut lines = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let answer: JsonAnswer =
            serde_json::from_str(text).or(Err(AnswersFault { line, kind: FaultKind::NotJson }))?;
        if matches!(answer.id, Some(Scalar::Whole(_) | Scalar::Number(_))) {
            return Err(AnswersFault { line, kind: FaultKind::NumberAsId });
        }
        let texts = [
            answer.batch,
            answer.id,
            answer.result,
            answer.code,
            answer.text,
            answer.approval_number,
            answer.issuer,
            answer.acquirer,
            answer.amount,
        ];
        let texts = texts.map(|value| match value {
            None => String::new(),
            Some(Scalar::Text(text)) => text,
            Some(Scalar::Whole(number)) => number.to_string(),
            Some(Scalar::Number(number)) => number.to_string(),
        });
        lines.push(read_line(line, |column| texts.get(column as usize).map_or("", String::as_str))?);
    }
    Ok(AnswersFile { lines, ignored: Vec::new() })
}

/// An answer from the text of each column.
fn read_line<'t>(line: u64, of: impl Fn(AnswerColumn) -> &'t str) -> Result<AnswerLine, AnswersFault> {
    let fault = |kind| AnswersFault { line, kind };
    let value = |column| fault(FaultKind::Value(column));
    let text = |column| {
        AnswerText::parse(of(column), None).map_err(|problem| {
            fault(match problem {
                Problem::HoldsCard => FaultKind::HoldsCard(column),
                other => FaultKind::Text(column, other),
            })
        })
    };
    let of_number = |column, what: &str| {
        let digits = what.replace(',', "");
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { digits.parse::<u64>().or(Err(value(column))) } else { Err(value(column)) }
    };
    let batch = of(AnswerColumn::Batch).trim();
    let batch = if batch.len() > 6 {
        TransactionId::parse(batch).map(BatchName::Id).or(Err(value(AnswerColumn::Batch)))?
    } else {
        let number = of_number(AnswerColumn::Batch, batch)?;
        let number = u32::try_from(number).ok().filter(|number| (1..=HIGHEST_BATCH).contains(number));
        BatchName::Number(number.ok_or_else(|| value(AnswerColumn::Batch))?)
    };
    let approval = of(AnswerColumn::ApprovalNumber).trim();
    let amount = of(AnswerColumn::Amount).trim();
    Ok(AnswerLine {
        line,
        batch,
        id: TransactionId::parse(of(AnswerColumn::Id)).or(Err(value(AnswerColumn::Id)))?,
        result: result_of(of(AnswerColumn::Result)).ok_or_else(|| value(AnswerColumn::Result))?,
        code: text(AnswerColumn::Code)?,
        text: text(AnswerColumn::Text)?,
        approval_number: if approval.is_empty() {
            None
        } else {
            Some(ApprovalNumber::parse(approval).ok_or_else(|| value(AnswerColumn::ApprovalNumber))?)
        },
        issuer: text(AnswerColumn::Issuer)?,
        acquirer: text(AnswerColumn::Acquirer)?,
        amount: if amount.is_empty() { None } else { Some(of_number(AnswerColumn::Amount, amount)?) },
    })
}

fn result_of(word: &str) -> Option<AnswerResult> {
    match word.trim() {
        "승인" => Some(AnswerResult::Accepted),
        "거절" => Some(AnswerResult::Rejected),
        word => word.to_ascii_lowercase().parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "26112114320712301007";

    fn one(text: &str) -> AnswerLine {
        let file = read_answers(text.as_bytes()).expect("answers");
        let [line] = file.lines.as_slice() else { panic!("{file:?}") };
        line.clone()
    }

    fn nfd(text: &str) -> String {
        text.nfd().collect()
    }

    #[test]
    fn a_file_of_too_many_answers_is_refused_with_the_line_of_the_first_one_too_many() {
        let text = format!("batch,id,result\n{}", format!("1,{ID},accepted\n").repeat(MOST_ANSWERS + 1));
        let first = 2 + MOST_ANSWERS as u64;
        assert_eq!(fault(text.as_bytes()), (first, FaultKind::TooMany));
    }

    fn fault(bytes: &[u8]) -> (u64, FaultKind) {
        let fault = read_answers(bytes).expect_err("a fault");
        (fault.line, fault.kind)
    }

    #[test]
    fn columns_are_found_by_their_names_in_both_languages() {
        let english = format!(
            "batch,id,result,code,text,approval_number,issuer,acquirer\n17,{ID},accepted,0000,ok,12345678,Shinhan,BC\n"
        );
        let korean = format!(
            "매입사,승인번호,발급사,결과,메시지,코드,관리번호,배치\r\nBC,12345678,Shinhan,승인,ok,0000,{ID},000017\r\n"
        );
        let json = format!(
            "{{\"batch\":17,\"id\":\"{ID}\",\"result\":\"accepted\",\"code\":\"0000\",\"text\":\"ok\",\"approval_number\":12345678,\"issuer\":\"Shinhan\",\"acquirer\":\"BC\"}}"
        );
        let read = one(&english);
        assert_eq!(
            (read.batch, read.id.as_str(), read.result),
            (BatchName::Number(17), ID, AnswerResult::Accepted)
        );
        assert_eq!(read.approval_number.as_ref().map(ApprovalNumber::as_str), Some("12345678"));
        assert_eq!(one(&korean), read);
        assert_eq!(AnswerLine { line: 2, ..one(&json) }, read);
        assert_eq!(one(&format!("\u{feff}{english}")), read);
    }

    #[test]
    fn code_page_949_is_read() {
        let text = format!("배치,관리번호,결과,메시지\n17,{ID},거절,한도 초과 뷁\n");
        let (bytes, _, _) = EUC_KR.encode(&text);
        let file = read_answers(&bytes).expect("answers");
        assert_eq!(file, read_answers(text.as_bytes()).expect("answers"));
        assert_eq!(file.lines[0].text.as_ref().map(AnswerText::as_str), Some("한도 초과 뷁"));
    }

    #[test]
    fn a_batch_may_be_named_by_its_id_and_an_id_be_in_groups() {
        let read = one(&format!("batch,id,result\n{ID},261121 143207 123 01 00 7,REJECTED\n"));
        assert_eq!((read.batch, read.id.as_str()), (BatchName::Id(read.id), ID));
        assert_eq!((read.result, read.code, read.amount), (AnswerResult::Rejected, None, None));
    }

    #[test]
    fn columns_that_mean_nothing_are_named_and_an_amount_is_read() {
        let file =
            read_answers(format!("금액,배치,비고,관리번호,결과,\n\"1,000\",1,x,{ID},승인,\n\n").as_bytes());
        let file = file.expect("answers");
        assert_eq!(file.ignored, ["비고"]);
        // With the sign between fields of another spreadsheet, and names in single letters.
        let other = format!("{};{};{}\r\n1;{ID};승인\r\n", nfd("배치"), nfd("관리번호"), nfd("결과"));
        assert_eq!(one(&other).result, AnswerResult::Accepted);
        assert_eq!(file.lines[0].amount, Some(1_000));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let with = |row: &str| format!("batch,id,result,text,approval_number\n1,{ID},accepted,ok,1\n{row}");
        for (text, line, kind) in [
            (String::new(), 1, FaultKind::Empty),
            ("\n\n".to_owned(), 1, FaultKind::Empty),
            ("batch,id,result\n".to_owned(), 1, FaultKind::Empty),
            ("id,result\n".to_owned(), 1, FaultKind::NoColumn(AnswerColumn::Batch)),
            ("batch,id\n".to_owned(), 1, FaultKind::NoColumn(AnswerColumn::Result)),
            ("batch,배치,id,result\n".to_owned(), 1, FaultKind::ColumnTwice(AnswerColumn::Batch)),
            (with("1,26112114"), 3, FaultKind::Fields { expected: 5, found: 2 }),
            (with(&format!("1,{ID},accepted,\"ok")), 3, FaultKind::OpenQuote),
            (with("1,26112114,accepted,ok,1"), 3, FaultKind::Value(AnswerColumn::Id)),
            (with(&format!("1,{ID},accepted,ok,1234")), 3, FaultKind::NoLineEnd),
            (format!("batch,id,result\n1,{ID},accepted"), 2, FaultKind::NoLineEnd),
            (format!("[{{\"batch\":1,\"id\":\"{ID}\",\"result\":\"accepted\"}}]"), 1, FaultKind::NotJson),
            (format!("{{\"batch\":1,\"id\":{ID},\"result\":\"accepted\"}}"), 1, FaultKind::NumberAsId),
            (
                format!("{{\"batch\":1.5,\"id\":\"{ID}\",\"result\":\"accepted\"}}"),
                1,
                FaultKind::Value(AnswerColumn::Batch),
            ),
            (
                format!("{{\"batch\":1,\"id\":\"{ID}\",\"result\":\"accepted\",\"amount\":-5}}"),
                1,
                FaultKind::Value(AnswerColumn::Amount),
            ),
            (with("1,2.61121E+19,accepted,ok,1"), 3, FaultKind::Value(AnswerColumn::Id)),
            (with(&format!("0,{ID},accepted,ok,1")), 3, FaultKind::Value(AnswerColumn::Batch)),
            (with(&format!(",{ID},accepted,ok,1")), 3, FaultKind::Value(AnswerColumn::Batch)),
            (with(&format!("1,{ID},yes,ok,1")), 3, FaultKind::Value(AnswerColumn::Result)),
            (with(&format!("1,{ID},accepted,ok,1 2")), 3, FaultKind::Value(AnswerColumn::ApprovalNumber)),
            (
                with(&format!("1,{ID},accepted,4111111111111111,1")),
                3,
                FaultKind::HoldsCard(AnswerColumn::Text),
            ),
            (
                with(&format!("1,{ID},accepted,{},1", "x".repeat(61))),
                3,
                FaultKind::Text(AnswerColumn::Text, Problem::Length { found: 61 }),
            ),
            ("{\"batch\":1}".to_owned(), 1, FaultKind::Value(AnswerColumn::Id)),
            (
                format!("{{\"batch\":1,\"id\":\"{ID}\",\"result\":\"accepted\"}}\n{{\"batch\""),
                2,
                FaultKind::NotJson,
            ),
            (
                format!("{{\"batch\":1,\"id\":\"{ID}\",\"result\":\"accepted\",\"more\":1}}"),
                1,
                FaultKind::NotJson,
            ),
            (
                format!("{{\"batch\":1,\"id\":\"{ID}\",\"id\":\"{ID}\",\"result\":\"accepted\"}}"),
                1,
                FaultKind::NotJson,
            ),
        ] {
            assert_eq!(fault(text.as_bytes()), (line, kind), "{text:?}");
        }
        assert_eq!(fault(b"batch,id,result\n\xff\xff"), (2, FaultKind::NotText));
        for end in ["\n", "\r\n", "\r\n\r\n"] {
            let rows = [format!("1,{ID},accepted,\"o\nk\""), format!("1,{ID},yes,")];
            let text = format!("batch,id,result,note{end}{}{end}{}{end}", rows[0], rows[1]);
            let lines = newlines(text.split(",yes").next().unwrap_or_default().as_bytes());
            assert_eq!(
                fault(text.as_bytes()),
                (1 + lines, FaultKind::Value(AnswerColumn::Result)),
                "{text:?}"
            );
        }
    }
}
