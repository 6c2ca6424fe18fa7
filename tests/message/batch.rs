//! The first and the last line of a batch, and the file between them, written by hand here, byte for byte.

use chrono::DateTime;
use paydesk::{
    batch::{BatchFault, BatchWriter, CheckError, CheckedBatch, FaultOf, check},
    payment::{
        Kind, Message, TransactionId, Won,
        message::{
            Actual, BatchHeader, BatchTrailer, BusinessNumber, ControlTotals, Environment, Expected,
            MerchantNumber, MessageError, RecordKind, SlotName, Subtotal,
        },
    },
    record::Progress,
};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::{CANCEL_ID, PAYMENT_ID, cancel, id, payment, payment_with};

/// A batch id with its check digit, and two that have another one, or are of no transaction.
const BATCH_ID: &str = "26112115070736801002";
const WRONG_DIGIT: &str = "26112115070736801003";

/// Texts of the slots, padded by hand.
const HEADER: [&str; 12] = [
    " 446",
    "HEADER    ",
    BATCH_ID,
    "000017",
    "01",
    "P",
    "2026-11-21T14:32:07+09:00",
    "1234567890",
    "70001234       ",
    PAYMENT_ID,
    CANCEL_ID,
    "000000",
];

const TRAILER: [&str; 12] = [
    " 446",
    "TRAILER   ",
    BATCH_ID,
    "000017",
    "00000002",
    "00000001",
    "000000000110000",
    "000000000010000",
    "00000001",
    "000000000110000",
    "000000000010000",
    "+000000000000000",
];

fn header() -> String {
    format!("{:<450}", HEADER.concat())
}

/// The trailer with the hash of `before`.
fn trailer(before: &str) -> String {
    let hashed = TRAILER.concat();
    let hash = Sha256::digest(format!("{before}{hashed}"));
    let hash = hash.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    format!("{:<450}", hashed + &hash)
}

/// A line with the text of one slot replaced; the text brings its own padding.
fn with(line: &str, slot: SlotName, text: &str) -> String {
    let range = slot.slot().range();
    assert_eq!(text.len(), range.len(), "{text:?} fills {slot:?}");
    let mut line = line.to_owned();
    line.replace_range(range, text);
    line
}

/// The documented payment and its cancel in a file.
fn file() -> String {
    let before = format!("{}\n{}\n{}\n", header(), payment(), cancel());
    let trailer = trailer(&before);
    format!("{before}{trailer}\n")
}

fn header_values() -> BatchHeader {
    BatchHeader {
        batch_id: id(BATCH_ID),
        number: 17,
        environment: Environment::Production,
        created_at: DateTime::parse_from_rfc3339("2026-11-21T14:32:07+09:00").expect("a time"),
        business_number: BusinessNumber::parse("123-45-67890"),
        merchant_number: MerchantNumber::parse("70001234"),
        first_id: id(PAYMENT_ID),
        last_id: id(CANCEL_ID),
        resubmits: None,
    }
}

fn totals() -> ControlTotals {
    let both = Subtotal { count: 1, amount: 110_000, vat: 10_000 };
    ControlTotals { payments: both, cancels: both }
}

fn checked(text: &str) -> Result<CheckedBatch, BatchFault> {
    check(text.as_bytes(), &Progress::default()).map_err(|error| match error {
        CheckError::Fault(fault) => fault,
        other => panic!("{other:?}"),
    })
}

fn fault(text: &str) -> BatchFault {
    checked(text).expect_err("a fault")
}

/// A fault in a slot.
fn in_slot(line: u64, slot: SlotName, expected: Expected) -> BatchFault {
    let error = MessageError { slot: Some(slot), expected, found: Actual::Value };
    BatchFault { line, of: FaultOf::Record(error) }
}

#[test]
fn header_and_trailer_are_as_documented() {
    let header = header();
    assert_eq!(RecordKind::of(header.as_bytes()), RecordKind::Header);
    assert_eq!(BatchHeader::decode(header.as_bytes()), Ok(header_values()));
    assert_eq!(header_values().encode().expect("fits"), header.as_bytes());
    let whole = checked(&file()).expect("whole");
    assert_eq!((&whole.header, whole.trailer.totals), (&header_values(), totals()));
    let line = whole.trailer.encode().expect("fits");
    assert_eq!(line, file().as_bytes()[3 * 451..4 * 451 - 1]);
    assert_eq!(
        (RecordKind::of(&line), BatchTrailer::decode(&line)),
        (RecordKind::Trailer, Ok(whole.trailer))
    );
    // Offsets of the specification, from 0.
    for (slot, offset, width) in [
        (SlotName::BatchId, 14, 20),
        (SlotName::BatchNumber, 34, 6),
        (SlotName::CreatedAt, 43, 25),
        (SlotName::Resubmits, 133, 6),
        (SlotName::HeaderReserved, 139, 311),
        (SlotName::Records, 40, 8),
        (SlotName::NetAmount, 124, 16),
        (SlotName::Sha256, 140, 64),
        (SlotName::TrailerReserved, 204, 246),
    ] {
        assert_eq!((slot.slot().offset, slot.slot().width), (offset, width), "{slot:?}");
    }
}

#[test]
fn what_a_header_refuses() {
    use Expected::{
        BatchNumber, Blank, BusinessNumber, EarlierBatch, Environment, Format, HeaderKind, MessageLength,
        Time,
    };
    for (slot, text, expected) in [
        (SlotName::Kind, "TRAILER   ", HeaderKind),
        (SlotName::Kind, "header    ", HeaderKind),
        (SlotName::BatchId, WRONG_DIGIT, Expected::BatchId),
        (SlotName::BatchId, "QWERTYUIOPASDFGHJKLZ", Expected::BatchId),
        (SlotName::BatchNumber, "000000", BatchNumber),
        (SlotName::Format, "02", Format),
        (SlotName::Environment, "p", Environment),
        (SlotName::Environment, "X", Environment),
        (SlotName::CreatedAt, "2026-11-21T14:32:07Z     ", Time),
        (SlotName::CreatedAt, "2026-02-30T14:32:07+09:00", Time),
        (SlotName::CreatedAt, "2026-11-21 14:32:07+09:00", Time),
        (SlotName::BusinessNumber, "123456789 ", BusinessNumber),
        (SlotName::Resubmits, "000017", EarlierBatch),
        (SlotName::Resubmits, "000018", EarlierBatch),
        (SlotName::HeaderReserved, &format!("{:<311}", "x"), Blank),
    ] {
        let error = BatchHeader::decode(with(&header(), slot, text).as_bytes()).expect_err("refused");
        assert_eq!((error.slot, error.expected), (Some(slot), expected), "{slot:?} {text:?}");
    }
    let is = |error: MessageError, slot, found| assert_eq!((error.slot, error.found), (Some(slot), found));
    let refused =
        |slot, text| BatchHeader::decode(with(&header(), slot, text).as_bytes()).expect_err("refused");
    is(refused(SlotName::BatchNumber, "   017"), SlotName::BatchNumber, Actual::Padding);
    assert_eq!(refused(SlotName::Environment, " ").found, Actual::Blank);
    assert_eq!(refused(SlotName::FirstId, &" ".repeat(20)).found, Actual::Blank);
    let short = BatchHeader::decode(&header().as_bytes()[..449]).expect_err("short");
    assert_eq!((short.expected, short.found), (MessageLength, Actual::Bytes(449)));
    // What may be left out.
    let bare = with(
        &with(&header(), SlotName::BusinessNumber, "          "),
        SlotName::MerchantNumber,
        "               ",
    );
    let bare = with(&with(&bare, SlotName::Environment, "T"), SlotName::Resubmits, "000016");
    let read = BatchHeader::decode(bare.as_bytes()).expect("a header");
    assert_eq!(
        read,
        BatchHeader {
            business_number: None,
            merchant_number: None,
            environment: paydesk::payment::message::Environment::Test,
            resubmits: Some(16),
            ..header_values()
        }
    );
    assert_eq!(read.encode().expect("fits"), bare.as_bytes());
}

#[test]
fn what_a_trailer_refuses() {
    let whole = trailer("");
    let hash = |text: &str| format!("{text:0<64}");
    for (slot, text, expected) in [
        (SlotName::Kind, "HEADER    ", Expected::TrailerKind),
        (SlotName::BatchId, WRONG_DIGIT, Expected::BatchId),
        (SlotName::BatchNumber, "000000", Expected::BatchNumber),
        (SlotName::Records, "00000003", Expected::RecordCount),
        (SlotName::NetAmount, "-000000000000000", Expected::Net),
        (SlotName::NetAmount, "+000000000000001", Expected::Net),
        (SlotName::NetAmount, "0000000000000000", Expected::Net),
        (SlotName::Sha256, &hash("A"), Expected::Sha256),
        (SlotName::Sha256, &hash("g"), Expected::Sha256),
        (SlotName::Sha256, &hash("+f"), Expected::Sha256),
        (SlotName::TrailerReserved, &format!("{:>246}", "x"), Expected::Blank),
    ] {
        let error = BatchTrailer::decode(with(&whole, slot, text).as_bytes()).expect_err("refused");
        assert_eq!(error.slot, Some(slot), "{slot:?} {text:?}");
        assert!(
            error.expected == expected || slot == SlotName::TrailerReserved,
            "{slot:?} {text:?} {error:?}"
        );
    }
    let negative = with(
        &with(&whole, SlotName::PaymentAmount, "000000000100000"),
        SlotName::NetAmount,
        "-000000000010000",
    );
    let read = BatchTrailer::decode(negative.as_bytes()).expect("a trailer");
    assert_eq!((read.totals.net(), read.encode().expect("fits").as_slice()), (-10_000, negative.as_bytes()));
}

#[test]
fn totals_end_where_a_slot_is_full() {
    const HIGHEST: u64 = 999_999_999_999_999;
    let won = |value| Won::new(value).expect("an amount");
    let of = |count, amount, vat| Subtotal { count, amount, vat };
    let zero = Subtotal::default();
    let full = |payments, cancels| ControlTotals { payments, cancels };
    for (before, is_cancel, amount, vat, fits) in [
        (full(of(1, HIGHEST - 1_000, 0), zero), false, 1_000, 0, true),
        (full(of(1, HIGHEST - 1_000, 0), zero), false, 1_001, 0, false),
        (full(zero, of(1, HIGHEST - 1_000, 0)), true, 1_001, 0, false),
        // The one is full, the other is not.
        (full(of(1, HIGHEST, 0), zero), true, 1_000, 0, true),
        (full(of(1, 0, HIGHEST - 99), zero), false, 1_000, 99, true),
        (full(of(1, 0, HIGHEST - 99), zero), false, 1_000, 100, false),
        (full(of(99_999_998, 0, 0), zero), false, 1_000, 0, true),
        (full(of(99_999_999, 0, 0), zero), false, 1_000, 0, false),
        (full(of(50_000_000, 0, 0), of(49_999_999, 0, 0)), true, 1_000, 0, false),
    ] {
        let after = before.with(is_cancel, won(amount), won(vat));
        assert_eq!(after.is_some(), fits, "{before:?} {is_cancel} {amount} {vat}");
        if let Some(totals) = after {
            let trailer = BatchTrailer { batch_id: id(BATCH_ID), number: 1, totals, sha256: [7; 32] };
            let line = trailer.encode().expect("what adds up fits");
            assert_eq!(BatchTrailer::decode(&line), Ok(trailer));
        }
    }
}

#[test]
fn the_first_fault_of_a_file_is_named() {
    let whole = file();
    let lines: Vec<&str> = whole.lines().collect();
    let of = |lines: &[&str]| lines.iter().map(|line| [line, "\n"].concat()).collect::<Vec<_>>().concat();
    let [header, payment, cancel, trailer] = lines.as_slice() else { panic!("four lines") };
    let record = |line, error| BatchFault { line, of: FaultOf::Record(error) };
    let length = |line, bytes| {
        record(
            line,
            MessageError { slot: None, expected: Expected::MessageLength, found: Actual::Bytes(bytes) },
        )
    };
    let of_file = |line, of| BatchFault { line, of };
    let other_first = payment_with(SlotName::Id, CANCEL_ID);
    let bad = payment_with(SlotName::Vat, "0000110000");
    for (text, expected) in [
        (String::new(), length(1, 0)),
        (of(&[]), length(1, 0)),
        (of(&[payment]), in_slot(1, SlotName::Kind, Expected::HeaderKind)),
        (of(&[header]), of_file(2, FaultOf::NoTrailer)),
        (of(&[header, payment, cancel]), of_file(4, FaultOf::NoTrailer)),
        (whole[..451 * 2 + 100].to_owned(), length(3, 100)),
        (whole[..whole.len() - 1].to_owned(), of_file(4, FaultOf::NoLineEnd)),
        (whole.clone() + "\n", of_file(5, FaultOf::AfterTrailer)),
        (whole.clone() + header, of_file(5, FaultOf::AfterTrailer)),
        (whole.replace('\n', "\r\n"), length(1, 451)),
        // A message that is there twice, is missing, or stands elsewhere.
        (of(&[header, payment, payment, cancel, trailer]), in_slot(3, SlotName::Id, Expected::OtherRecord)),
        (of(&[header, payment, trailer]), in_slot(2, SlotName::Id, Expected::AsInHeader)),
        (of(&[header, cancel, payment, trailer]), in_slot(2, SlotName::Id, Expected::AsInHeader)),
        (of(&[header, &other_first, cancel, trailer]), in_slot(2, SlotName::Id, Expected::AsInHeader)),
        (of(&[header, &bad, cancel, trailer]), in_slot(2, SlotName::Vat, Expected::PaymentVat)),
        (of(&[header, payment, "", cancel, trailer]), length(3, 0)),
        // A trailer of another file.
        (
            of(&[header, payment, cancel, &with(trailer, SlotName::BatchNumber, "000018")]),
            in_slot(4, SlotName::BatchNumber, Expected::AsInHeader),
        ),
        (
            of(&[header, &payment_with(SlotName::Amount, "    110001"), cancel, trailer]),
            in_slot(4, SlotName::PaymentAmount, Expected::Sum),
        ),
        (
            of(&[header, &payment_with(SlotName::Vat, "0000010001"), cancel, trailer]),
            in_slot(4, SlotName::PaymentVat, Expected::Sum),
        ),
        (
            of(&[header, &payment_with(SlotName::Cvc, "778"), cancel, trailer]),
            in_slot(4, SlotName::Sha256, Expected::Sha256),
        ),
        (
            of(&[&with(header, SlotName::Environment, "T"), payment, cancel, trailer]),
            in_slot(4, SlotName::Sha256, Expected::Sha256),
        ),
    ] {
        assert_eq!(fault(&text), expected);
    }
}

/// A payment or cancel of the file, with an id and amounts of its own.
fn message(number: u64, is_cancel: bool, amount: u64, vat: u64) -> Message {
    let id = |number: u64| TransactionId::from_bytes(format!("{number:020}").as_bytes()).expect("an id");
    Message {
        id: id(number),
        kind: if is_cancel { Kind::Cancel { original: id(number + 1_000_000) } } else { Kind::Payment },
        amount: Won::new(amount).expect("an amount"),
        vat: Won::new(vat).expect("VAT"),
        ..super::payment_values()
    }
}

fn written(messages: &[Message]) -> Vec<u8> {
    let header =
        BatchHeader { first_id: messages[0].id, last_id: messages[messages.len() - 1].id, ..header_values() };
    let mut out = Vec::new();
    let mut writer = BatchWriter::begin(&mut out, header).expect("begun");
    let mut totals = ControlTotals::default();
    for message in messages {
        writer.message(message.encode().expect("fits").expose()).expect("written");
        totals = totals.with(message.kind.original().is_some(), message.amount, message.vat).expect("little");
    }
    writer.finish(totals).expect("ended");
    out
}

fn messages() -> impl Strategy<Value = Vec<Message>> {
    let one = (any::<bool>(), 100_u64..=1_000_000_000, any::<prop::sample::Index>());
    prop::collection::vec(one, 1..300).prop_map(|all| {
        let number = |(number, (is_cancel, amount, vat)): (u64, (bool, u64, prop::sample::Index))| {
            message(number, is_cancel, amount, vat.index(usize::try_from(amount).expect("fits")) as u64)
        };
        (1..).zip(all).map(number).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn what_is_written_is_whole_and_any_other_byte_is_found(
        messages in messages(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = written(&messages);
        let whole = check(bytes.as_slice(), &Progress::default()).expect("whole");
        prop_assert_eq!(whole.trailer.totals.records(), messages.len() as u64);
        let short = check(&bytes[..cut.index(bytes.len())], &Progress::default());
        prop_assert!(matches!(short, Err(CheckError::Fault(_))), "{:?}", short);
        let at = at.index(bytes.len());
        let byte = if bytes[at] == byte { byte ^ 1 } else { byte };
        bytes[at] = byte;
        let other = check(bytes.as_slice(), &Progress::default());
        prop_assert!(matches!(other, Err(CheckError::Fault(_))), "{} {:?}", at, other);
    }

    #[test]
    fn lines_that_are_read_are_written_the_same(
        is_header in any::<bool>(),
        places in prop::collection::vec((0_usize..450, any::<u8>()), 0..4),
    ) {
        let mut bytes = if is_header { header() } else { trailer("") }.into_bytes();
        for (at, byte) in places {
            bytes[at] = byte;
        }
        if let Ok(header) = BatchHeader::decode(&bytes) {
            prop_assert_eq!(header.encode().expect("fits").to_vec(), bytes.clone());
        }
        if let Ok(trailer) = BatchTrailer::decode(&bytes) {
            prop_assert_eq!(trailer.encode().expect("fits").to_vec(), bytes);
        }
    }
}
