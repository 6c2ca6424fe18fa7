//! `paydesk show`

use paydesk::record::FactKind;
use serde_json::Value;

use crate::{
    home::{Home, PAYMENT, error, text, value, with},
    list::{grouped, time},
};

/// A home with a payment and two cancels of it, and their ids.
fn shop() -> (Home, [String; 3]) {
    let home = Home::new();
    let payment = text(&home.pay(&with(PAYMENT, "installments", "3")), "id").to_owned();
    let first = text(&home.cancel(&payment, 1_100), "id").to_owned();
    let second = text(&home.cancel(&payment, 9_900), "id").to_owned();
    (home, [payment, first, second])
}

/// The line of the `encrypted_card` slot, with its text as `SEALED`.
fn without_sealed(out: &str) -> String {
    let line = |line: &str| match line.split_once("k1.") {
        Some((head, tail)) => {
            assert_eq!(tail.chars().filter(|c| *c == '·').count(), 300 - 99, "{tail}");
            format!("{head}SEALED\n")
        }
        None => format!("{line}\n"),
    };
    out.lines().map(line).collect()
}

#[test]
fn a_payment_as_text_in_both_languages() {
    let (home, [payment, first, second]) = shop();
    let exact = text(&home.show(&payment), "created_at").replace('T', " ").replace('+', " +");
    let (blanks_20, blanks_47) = ("·".repeat(20), "·".repeat(47));
    let [p, a, b] = [&payment, &first, &second].map(|id| (time(id), grouped(id)));
    let english = format!(
        "\
Transaction id  {}
Kind            payment
Time            {exact}
Till            01
Card number     1234 56** **** *456
Expiry          12/99
Installments    3 months
Amount          11,000 KRW
VAT             1,000 KRW
Remaining       0 KRW (VAT 0 KRW)

History
   Time                 Kind     Amount    VAT  Remaining  VAT in it  Transaction id
>  {}  payment  11,000  1,000     11,000      1,000  {}
   {}  cancel   -1,100   -100      9,900        900  {}
   {}  cancel   -9,900   -900          0          0  {}

Message
   Slot            Offset  Width  Content (· is a blank)
   length               0      4  ·446
   kind                 4     10  PAYMENT···
   id                  14     20  {payment}
   card_number         34     20  123456*******456····
   installments        54      2  03
   expiry              56      4  1299
   cvc                 60      3  ***
   amount              63     10  ·····11000
   vat                 73     10  0000001000
   original_id         83     20  {blanks_20}
   encrypted_card     103    300  SEALED
   reserved           403     47  {blanks_47}
",
        p.1, p.0, p.1, a.0, a.1, b.0, b.1
    );
    assert_eq!(without_sealed(&home.ok(&["show", &payment], "")), english);

    let korean = format!(
        "\
관리번호        {}
구분            취소
원 결제         {}
일시            TIME
단말기          01
카드번호        1234 56** **** *456
유효기간        12/99
할부            일시불
금액            1,100원
부가세          100원
취소 가능 금액  0원 (부가세 0원)

이력
   일시                 구분    금액  부가세    잔액  부가세 잔액  관리번호
   {}  결제  11,000   1,000  11,000        1,000  {}
>  {}  취소  -1,100    -100   9,900          900  {}
   {}  취소  -9,900    -900       0            0  {}

전문
   항목            위치  길이  내용(·은 빈칸)
   length             0     4  ·446
   kind               4    10  CANCEL····
   id                14    20  {first}
   card_number       34    20  123456*******456····
   installments      54     2  00
   expiry            56     4  1299
   cvc               60     3  ***
   amount            63    10  ······1100
   vat               73    10  0000000100
   original_id       83    20  {payment}
   encrypted_card   103   300  SEALED
   reserved         403    47  {blanks_47}
",
        a.1, p.1, p.0, p.1, a.0, a.1, b.0, b.1
    );
    let exact = text(&home.show(&first), "created_at").replace('T', " ").replace('+', " +");
    let shown = home.ok(&["show", &first, "--lang", "ko"], "");
    assert_eq!(without_sealed(&shown).replace(&exact, "TIME"), korean);
}

#[test]
fn as_json_with_its_keys_in_order() {
    let (home, [payment, first, second]) = shop();
    let out = home.ok(&["show", "--json", &payment], "");
    let shown = value(&out);
    let created_at = |id: &str| text(&home.show(id), "created_at").to_owned();
    let cancel = |id: &str, rest: &str| {
        format!(
            "{{\"id\":\"{id}\",\"kind\":\"CANCEL\",\"original_id\":\"{payment}\",{rest},\"created_at\":\"{}\"}}",
            created_at(id)
        )
    };
    assert_eq!(
        out,
        format!(
            "{{\"id\":\"{payment}\",\"kind\":\"PAYMENT\",\"original_id\":null,\"card_number\":\"123456*******456\",\
             \"expiry\":\"1299\",\"installments\":3,\"amount\":11000,\"vat\":1000,\"remaining_amount\":0,\
             \"remaining_vat\":0,\"created_at\":\"{}\",\"till\":1,\"message\":\"{}\",\"cancels\":[{},{}]}}\n",
            created_at(&payment),
            text(&shown, "message"),
            cancel(&first, r#""amount":1100,"vat":100,"remaining_amount":9900,"remaining_vat":900"#),
            cancel(&second, r#""amount":9900,"vat":900,"remaining_amount":0,"remaining_vat":0"#),
        )
    );
    let shown = home.show(&first);
    assert_eq!(text(&shown, "original_id"), payment);
    assert_eq!(shown.get("cancels"), Some(&Value::Array(vec![])));
    assert_eq!(shown.get("remaining_amount").and_then(Value::as_u64), Some(0));
}

#[test]
fn the_message_is_masked_unless_it_is_revealed_and_that_is_recorded() {
    let home = Home::new();
    let paid = home.pay(PAYMENT);
    let (id, exact) = (text(&paid, "id"), text(&paid, "message"));
    let masked = text(&home.show(id), "message").to_owned();
    // Looked up by its place: the id or the sealed card may contain the same digits.
    let (before, behind) = (exact.get(..60).expect("slots"), exact.get(63..).expect("slots"));
    assert_eq!(exact.get(60..63), Some("777"));
    let before = before.replace("1234567890123456", "123456*******456");
    assert_eq!(masked, format!("{before}***{behind}"));
    let reveals = || home.facts(FactKind::Reveal).len();
    assert_eq!(reveals(), 0);
    assert_eq!(text(&value(&home.ok(&["show", id, "--json", "--reveal"], "")), "message"), exact);
    assert_eq!(reveals(), 1);
    let shown = home.ok(&["show", id, "--reveal"], "");
    assert!(shown.contains("  1234567890123456····\n") && shown.contains("  777\n"), "{shown}");
    assert_eq!(reveals(), 2);
}

#[test]
fn an_id_may_come_in_several_words() {
    let (home, [payment, ..]) = shop();
    let expected = home.show(&payment);
    let groups = grouped(&payment);
    let words: Vec<_> = groups.split(' ').collect();
    for id in [&words[..], &[groups.as_str()], &["  ", payment.as_str()]] {
        assert_eq!(value(&home.ok(&[&["show", "--json"], id].concat(), "")), expected);
    }
}

#[test]
fn what_is_not_there_is_1() {
    let home = Home::new();
    for (id, code, english, korean) in [
        (
            "123",
            "id_invalid",
            "Transaction id has 3 characters. Allowed: 20 characters.",
            "관리번호: 3자입니다. 허용: 20자리.",
        ),
        (
            "00000000000000000000",
            "not_found",
            "No transaction has this id. Check the id, or look the payment up by card or amount.",
            "이 관리번호의 거래가 없습니다. 번호를 확인하거나 카드, 금액으로 조회하세요.",
        ),
        (
            "00000000000000000001",
            "not_found",
            "No transaction has this id, and its check digit does not match. Check the id.",
            "이 관리번호의 거래가 없고 검증 숫자도 맞지 않습니다. 번호를 다시 확인하세요.",
        ),
    ] {
        for (lang, sentence) in [("en", english), ("ko", korean)] {
            let ran = home.run(&["show", id, "--lang", lang], "");
            assert_eq!((ran.out.as_str(), ran.code), ("", Some(1)));
            assert_eq!(ran.err.lines().next(), Some(format!("paydesk: {sentence}").as_str()));
            let ran = home.run(&["show", id, "--lang", lang, "--json"], "");
            let expected = (code.to_owned(), Some("id".to_owned()), sentence.to_owned());
            assert_eq!((error(&ran.out), ran.err.as_str(), ran.code), (expected, "", Some(1)));
        }
    }
}

#[test]
fn what_is_no_id_is_pointed_to_the_list() {
    let home = Home::new();
    home.paid();
    for (words, lang, expected) in [
        (
            &["123"][..],
            "en",
            "Transaction id has 3 characters. Allowed: 20 characters.\npaydesk: To look for it: paydesk list 123\n",
        ),
        (
            &["456", "취소"],
            "en",
            "Transaction id has a letter at position 5. Allowed: 20 characters.\npaydesk: To look for it: paydesk list 456 취소\n",
        ),
        (&["123"], "ko", "관리번호: 3자입니다. 허용: 20자리.\npaydesk: 조회하려면: paydesk list 123\n"),
        (
            &["4111-1111-1111-1112"],
            "en",
            "Transaction id has 19 characters. Allowed: 20 characters.\npaydesk: To look for it: paydesk list ****-****-****-****\n",
        ),
    ] {
        let ran = home.run(&[&["show", "--lang", lang], words].concat(), "");
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(1)), "{words:?}");
        assert_eq!(ran.err, format!("paydesk: {expected}"), "{words:?}");
    }
    let ran = home.run(&["show", "123", "--json"], "");
    assert_eq!((ran.err.as_str(), ran.code), ("", Some(1)));
    assert_eq!(error(&ran.out).0, "id_invalid");
    // What it points to works.
    assert!(home.ok(&["list", "456"], "").contains("1234 56** **** *456"));
}
