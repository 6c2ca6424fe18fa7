//! A fact of the journal as a line of JSON.
//!
//! A payment or cancel has the fields of `paydesk list --json`, but for what remains, which changes later. Any other fact has the
//! fields of its body, flat. Times are texts, and how the keys were changed is in `change`.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{output::imported_from, time};
use crate::{
    record::{Entry, Fact, FactKind, Repair, Transaction, utc_of},
    staff::OperatorNumber,
};

/// A line of `paydesk tail`.
#[derive(Serialize)]
pub(super) struct TailLine<'a> {
    seq: i64,
    at: String,
    kind: &'static str,
    till: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<OperatorNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approver: Option<OperatorNumber>,
    #[serde(flatten)]
    fields: TailFields<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum TailFields<'a> {
    Transaction(TailTransaction<'a>),
    Other(Map<String, Value>),
}

/// A payment or cancel.
#[derive(Serialize)]
struct TailTransaction<'a> {
    id: &'a str,
    original_id: Option<String>,
    card_number: String,
    installments: u8,
    amount: u64,
    vat: u64,
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    imported_from: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repairs: Option<&'a [Repair]>,
}

/// The line of a fact.
pub(super) fn line(entry: &Entry) -> TailLine<'_> {
    let fields = match &entry.transaction {
        Some(transaction) => TailFields::Transaction(of_transaction(transaction)),
        None => TailFields::Other(fields(entry)),
    };
    TailLine {
        seq: entry.seq,
        at: time::rfc3339(entry.at),
        kind: FactKind::from(&entry.fact).into(),
        till: entry.till.number(),
        operator: entry.by.operator,
        approver: entry.by.approver,
        fields,
    }
}

fn of_transaction(transaction: &Transaction) -> TailTransaction<'_> {
    let (created_at, created_before) = time::of(transaction);
    TailTransaction {
        id: transaction.id.as_str(),
        original_id: transaction.kind.original().map(|id| id.to_string()),
        card_number: transaction.card.to_string(),
        installments: transaction.installments.months(),
        amount: transaction.amount.get(),
        vat: transaction.vat.get(),
        created_at,
        created_before,
        imported_from: imported_from(transaction),
        repairs: transaction.origin.as_ref().map(|origin| origin.repairs.as_slice()),
    }
}

/// The fields of any other fact.
fn fields(entry: &Entry) -> Map<String, Value> {
    let time = |ms| Value::from(utc_of(ms).map(|at| time::rfc3339(at.with_timezone(entry.at.offset()))));
    match &entry.fact {
        Fact::KeyChange(change) => {
            let (name, mut fields) = parts(change);
            fields.insert("change".to_owned(), name.into());
            fields
        }
        Fact::ClockStep { before, after } => {
            Map::from_iter([("before".to_owned(), time(*before)), ("after".to_owned(), time(*after))])
        }
        // `at` is when it was recorded.
        Fact::ClockAccepted { at } => Map::from_iter([("clock".to_owned(), time(*at))]),
        // What a PIN is checked against is of use to nobody but Paydesk.
        fact @ Fact::Pin { .. } => {
            let mut fields = parts(fact).1;
            fields.remove("verifier");
            fields
        }
        fact => parts(fact).1,
    }
}

/// The name of a variant, and its fields: what is written of it has one or both.
fn parts(variant: &impl Serialize) -> (String, Map<String, Value>) {
    match serde_json::to_value(variant) {
        Ok(Value::String(name)) => (name, Map::new()),
        Ok(Value::Object(written)) => match written.into_iter().next() {
            Some((name, Value::Object(fields))) => (name, fields),
            _ => Default::default(),
        },
        _ => Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{payment::Till, record::every_fact, staff::Signers};

    /// An entry of each kind of fact that is no transaction, as a till at Seoul records them.
    fn entries() -> Vec<Entry> {
        let at = "2026-11-21T14:32:07.123+09:00".parse().expect("a time");
        let other = |fact: &Fact| !fact.kind().is_transaction();
        let entry = |(seq, fact)| {
            let (till, by) = (Till::FIRST, Signers::default());
            Entry { seq, at, till, by, fact, transaction: None }
        };
        (1..).zip(every_fact().into_iter().filter(other)).map(entry).collect()
    }

    #[test]
    fn no_field_of_a_fact_has_a_name_that_every_line_has() {
        for entry in entries() {
            let names = fields(&entry).into_iter().map(|(name, _)| name);
            let taken: Vec<_> = names
                .filter(|name| ["seq", "at", "kind", "till", "operator", "approver"].contains(&&**name))
                .collect();
            assert_eq!(taken, [""; 0], "{entry:?}");
        }
    }

    #[test]
    fn fields_are_flat_and_times_are_texts() {
        let lines: Vec<_> =
            entries().iter().map(|entry| serde_json::to_string(&line(entry)).expect("JSON")).collect();
        assert!(
            lines[0]
                .starts_with(r#"{"seq":1,"at":"2026-11-21T14:32:07.123+09:00","kind":"set_aside","till":1,"#)
        );
        for expected in [
            r#""kind":"set_aside","till":1,"reasons":["vat_invalid"],"table":"payment"}"#,
            r#""kind":"taken_over","till":1,"file":"/shop/ledger \"1\" 가.db","set_aside":1,"taken":5}"#,
            r#""kind":"begun","till":1,"ledger":"abababababababababababababababab","version":1}"#,
            r#""kind":"reveal","till":1,"transaction":7}"#,
            r#""kind":"duplicate_allowed","till":1,"earlier":"26112114320712301007","transaction":8}"#,
            r#""kind":"export","till":1,"format":"csv","or_more":true,"rows":3,"subjects":"card"}"#,
            r#""kind":"start","till":1}"#,
            r#""kind":"clock_step","till":1,"after":"2026-09-21T23:13:20.000+09:00","before":"1970-01-01T08:59:59.999+09:00"}"#,
            r#""kind":"verify_failed","till":1,"code":"missing","row":null,"table":"sealed"}"#,
            r#""kind":"backup","till":1,"file":"/shop/ledger \"1\" 가.db"}"#,
            r#""kind":"restore","till":1,"epoch":1,"file":"/shop/ledger \"1\" 가.db"}"#,
            r#""kind":"clock_accepted","till":1,"clock":"1970-01-01T08:59:59.999+09:00"}"#,
            r#""kind":"print","till":1,"copy":"customer","reprint":0,"transaction":7}"#,
            r#""kind":"key_change","till":1,"after":1,"change":"new","key":2}"#,
            r#""kind":"key_change","till":1,"change":"resealed","done":false,"key":2,"messages":5}"#,
            r#""kind":"key_change","till":1,"change":"passphrase_set"}"#,
        ] {
            assert_eq!(
                lines.iter().filter(|line| line.ends_with(expected)).count(),
                1,
                "{expected}: {lines:#?}"
            );
        }
    }
}
