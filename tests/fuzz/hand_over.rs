//! Files of answers and batches with random damage.

use std::fs;

use paydesk::{
    batch::{CheckError, FaultKind, check, read_answers},
    desk::{HandOverOf, HandOverTo, Sender},
    payment::Problem,
    record::Progress,
};

use crate::{
    each,
    mutate::changed,
    shop::{CARD, Shop, pay},
};

const CSV: &str = "batch,id,result,code,text,approval_number,issuer,acquirer,amount\n\
    1,26112114320712301007,accepted,0000,ok,12345678,Shinhan,BC,\"11,000\"\n\
    000001,261121 143207 123 02 00 5,rejected,51,over the limit,,,,\n";
const KOREAN: &str = "배치;관리번호;결과;코드;메시지;승인번호;발급사;매입사\r\n\
    1;26112114320712301007;승인;0000;정상 승인;12345678;신한카드;비씨카드\r\n";
const JSON: &str = "{\"batch\":1,\"id\":\"26112114320712301007\",\"result\":\"accepted\",\"amount\":11000}\n\
    {\"배치\":\"000002\",\"관리번호\":\"26112114320712301007\",\"결과\":\"거절\",\"메시지\":\"한도 초과\"}\n";

#[test]
fn answers_are_read_or_say_where_they_are_wrong() {
    let (cp949, _, _) = encoding_rs::EUC_KR.encode(KOREAN);
    each("answers", 5_000, |dice| {
        let bytes = changed(&[CSV.as_bytes(), &cp949, KOREAN.as_bytes(), JSON.as_bytes()], dice);
        let lines = bytes.split(|byte| *byte == b'\n').count() as u64;
        match read_answers(&bytes) {
            Ok(file) => {
                assert!(!file.lines.is_empty());
                for line in file.lines {
                    assert!((1..=lines).contains(&line.line), "{line:?}");
                    let texts = [&line.code, &line.text, &line.issuer, &line.acquirer];
                    assert!(
                        texts.into_iter().flatten().all(|text| !text.as_str().contains(char::is_control))
                    );
                }
            }
            Err(fault) => {
                assert!((1..=lines).contains(&fault.line), "{fault:?}");
                if let FaultKind::Text(_, problem) = fault.kind {
                    assert!(!matches!(problem, Problem::HoldsCard), "it has a sentence of its own");
                }
            }
        }
    });
}

#[test]
fn a_batch_is_whole_or_its_first_fault_is_named() {
    let shop = Shop::new();
    let mut desk = shop.open();
    (1..=5).for_each(|number| drop(pay(&mut desk, number * 1_000)));
    let file = shop.folder().join("batch.txt");
    let to = HandOverTo { path: &file, is_folder: false, config: None, number: None };
    let new = HandOverOf::New { from: None };
    desk.hand_over(new, to, &Sender::default(), &Progress::default()).expect("handed over");
    let whole = fs::read(&file).expect("a batch");
    each("batches", 3_000, |dice| {
        let bytes = changed(&[&whole], dice);
        match check(bytes.as_slice(), &Progress::default()) {
            Ok(_) => assert_eq!(bytes, whole),
            Err(CheckError::Fault(fault)) => {
                assert!(fault.line >= 1);
                assert!(!format!("{fault:?}").contains(CARD));
            }
            Err(other) => panic!("{other:?}"),
        }
    });
}
