//! Random text as a search query.

use paydesk::{desk::Clock as _, query::read_query};

use crate::{
    each,
    mutate::changed,
    shop::{Shop, pay},
};

const QUERIES: [&str; 16] = [
    "취소 456 11-20..",
    "cancel 456 11-20..11-22 -pay",
    "5만5천",
    "1만..10만 55,000원",
    ">50000 <=1억",
    "today yesterday this week 오늘 어제 이번주",
    "2026-11 18:30 18:30..19:00",
    "part 결제 부분 ㄱㅈ ㅊㅅ 취솟 cnlth",
    "lump 일시불 3개월 3m 12개월",
    "till 2 2번",
    "-오늘 --x -",
    "261121 143207 123 01 00 7",
    "26112114320712301007",
    "99999999999999999999..99999999999999999999",
    "2024-02-29 02-30 00-00 13-13",
    "0..0 ..5 5.. ..",
];

#[test]
fn queries_are_read_and_carried_out() {
    let samples: Vec<&[u8]> = QUERIES.iter().map(|text| text.as_bytes()).collect();
    let shop = Shop::new();
    let mut desk = shop.open();
    for number in 1..40 {
        shop.clock.step(100_000);
        pay(&mut desk, 1_000 * number);
    }
    let everything = desk.list(&paydesk::record::Query::default(), None, 100).expect("list").len();
    let zone = |at| shop.clock.offset_at(at);
    each("queries", 5_000, |dice| {
        let bytes = changed(&samples, dice);
        let text = String::from_utf8_lossy(&bytes);
        let reading = read_query(&text, shop.clock.now(), &zone);
        for chip in &reading.chips {
            assert!(text.get(chip.span.clone()).is_some(), "{text:?}: {chip:?}");
        }
        let found = desk.list(&reading.query, None, 100).expect("a list");
        assert!(found.len() <= everything, "{text:?}");
    });
}
