//! The codec of the 450-byte message, compared with the crate `fixed_width` and a plain `format!` in one run.
//!
//! The budget: encode in 100 ns, strict decode in 200 ns. The peers do less: neither checks characters, padding or rules,
//! and `format!` cannot decode.

#![forbid(unsafe_code)]

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use fixed_width::{FieldSet, Justify};
use paydesk::payment::{
    CardNumber, Cvc, Expiry, Installments, Kind, Message, TransactionId, Won,
    message::{
        Fields, SLOTS, SealedCard,
        layout::{self, SlotKind},
    },
};
use serde::{Deserialize, Serialize};

/// A partial cancel: the message in which every slot but the reserved one is filled.
fn message() -> Message {
    let sealed = format!("k1.{}", "tN4_9wQbX2m-Kz7E".repeat(6));
    Message {
        kind: Kind::Cancel { original: TransactionId::parse("26112114320712301007").expect("an id") },
        id: TransactionId::parse("26112209151140201004").expect("an id"),
        card: CardNumber::parse("5409120048213456").expect("a card number"),
        installments: Installments::LUMP_SUM,
        expiry: Expiry::parse("1130").expect("an expiry"),
        cvc: Some(Cvc::parse("777").expect("a CVC")),
        amount: Won::new(110_000).expect("an amount"),
        vat: Won::new(10_000).expect("VAT"),
        sealed_card: SealedCard::parse(&sealed).expect("sealed text"),
    }
}

/// The message as the peers have it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Record<'a> {
    length: u64,
    kind: &'a str,
    id: &'a str,
    card_number: &'a str,
    installments: u64,
    expiry: &'a str,
    cvc: &'a str,
    amount: u64,
    vat: u64,
    original_id: &'a str,
    encrypted_card: &'a str,
    reserved: &'a str,
}

impl<'a> From<Fields<'a>> for Record<'a> {
    fn from(fields: Fields<'a>) -> Self {
        Self {
            length: 446,
            kind: fields.kind,
            id: fields.id,
            card_number: fields.card_number,
            installments: fields.installments,
            expiry: fields.expiry,
            cvc: fields.cvc,
            amount: fields.amount,
            vat: fields.vat,
            original_id: fields.original_id,
            encrypted_card: fields.encrypted_card,
            reserved: fields.reserved,
        }
    }
}

/// The same table of slots for `fixed_width`.
fn peer_fields() -> FieldSet {
    FieldSet::Seq(
        SLOTS
            .iter()
            .map(|slot| {
                let field = FieldSet::new_field(slot.range());
                match slot.kind {
                    SlotKind::N => field.justify(Justify::Right),
                    SlotKind::N0 => field.justify(Justify::Right).pad_with('0'),
                    SlotKind::NL | SlotKind::C => field,
                }
            })
            .collect(),
    )
}

fn peer_encode(record: &Record<'_>, fields: &FieldSet) -> Vec<u8> {
    let mut out = Vec::with_capacity(450);
    fixed_width::to_writer_with_fields(&mut out, record, fields.clone()).expect("the record fits");
    out
}

fn peer_decode<'a>(bytes: &'a [u8], fields: &FieldSet) -> Record<'a> {
    fixed_width::from_bytes_with_fields(bytes, fields.clone()).expect("the record is well formed")
}

fn format_encode(record: &Record<'_>) -> String {
    format!(
        "{:>4}{:<10}{:<20}{:<20}{:02}{:<4}{:<3}{:>10}{:010}{:<20}{:<300}{:<47}",
        record.length,
        record.kind,
        record.id,
        record.card_number,
        record.installments,
        record.expiry,
        record.cvc,
        record.amount,
        record.vat,
        record.original_id,
        record.encrypted_card,
        record.reserved,
    )
}

fn encode(c: &mut Criterion) {
    let message = message();
    let bytes = message.encode().expect("the message fits");
    let fields = layout::decode(bytes.expose()).expect("the layout is right");
    let record = Record::from(fields);
    let peer = peer_fields();
    assert_eq!(peer_encode(&record, &peer), bytes.expose());
    assert_eq!(format_encode(&record), bytes.expose_str());

    let mut group = c.benchmark_group("encode");
    group.bench_function("paydesk", |b| {
        b.iter(|| {
            black_box(&black_box(&message).encode());
        });
    });
    group.bench_function("paydesk, layout only", |b| {
        b.iter(|| {
            black_box(&layout::encode(black_box(&fields)));
        });
    });
    group.bench_function("format!", |b| b.iter(|| format_encode(black_box(&record))));
    group.bench_function("fixed_width", |b| b.iter(|| peer_encode(black_box(&record), &peer)));
    group.finish();
}

fn decode(c: &mut Criterion) {
    let message = message();
    let bytes = message.encode().expect("the message fits");
    let bytes = bytes.expose().as_slice();
    let fields = layout::decode(bytes).expect("the layout is right");
    let peer = peer_fields();
    assert_eq!(Message::decode(bytes).as_ref(), Ok(&message));
    assert_eq!(peer_decode(bytes, &peer), Record::from(fields));

    let mut group = c.benchmark_group("decode");
    group.bench_function("paydesk, strict", |b| {
        b.iter(|| {
            black_box(&Message::decode(black_box(bytes)));
        });
    });
    group.bench_function("paydesk, layout only", |b| {
        b.iter(|| {
            black_box(&layout::decode(black_box(bytes)));
        });
    });
    group.bench_function("fixed_width", |b| b.iter(|| peer_decode(black_box(bytes), &peer)));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = encode, decode
}
criterion_main!(benches);
