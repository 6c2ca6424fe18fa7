//! One word for one thing: what the strip says, the key bar says.

use super::*;

/// A till after `keys`.
fn till(lang: Lang, keys: &str) -> Cashier {
    let mut cashier = Cashier::new(lang, 80, 24);
    cashier.keys(keys);
    cashier
}

#[test]
fn the_strip_of_a_cancel_says_how_much_of_the_payment_it_takes() {
    for (lang, full, part, rest, question) in [
        (Lang::En, "in full", "in part", "all that remains", " Cancel?          "),
        (Lang::Ko, "전액 취소", "부분 취소", "잔액 전부", " 취소할까요?      "),
    ] {
        let mut cashier = till(lang, "55.<Enter>54091234567834561230777+<Enter>");
        let won = if lang == Lang::En { " KRW" } else { "원" };
        for (keys, amount, extent) in
            [("<F3>+", "55,000", full), ("<Esc>10000+", "10,000", part), ("<Enter><F2><F3>+", "45,000", rest)]
        {
            cashier.keys(keys);
            let start = format!("{question}{amount}{won}   {extent}   540912…456   ");
            assert!(cashier.row(9).starts_with(&start), "{}", cashier.screen());
        }
    }
}

#[test]
fn the_note_at_the_amount_says_what_enter_takes() {
    for (lang, full, rest) in [
        (Lang::En, "in full; or enter a part", "all that remains; or enter a part"),
        (Lang::Ko, "전액 취소 (부분 취소는 금액 입력)", "잔액 전부 (부분 취소는 금액 입력)"),
    ] {
        let mut cashier = till(lang, "55.<Enter>54091234567834561230777+<Enter><F3><Enter>");
        assert!(cashier.row(5).trim_end().ends_with(full), "{}", cashier.screen());
        cashier.keys("10000+<Enter><F2><F3><Enter>");
        assert!(cashier.row(5).trim_end().ends_with(rest), "{}", cashier.screen());
    }
}

#[test]
fn the_key_bar_has_the_words_of_the_strip() {
    for (lang, pay, cancel, again, closed) in [
        (
            Lang::En,
            ["Enter = pay      Esc = change", " Enter pay  Esc change"],
            ["Enter = cancel payment      Esc = back", " Enter cancel payment  Esc back"],
            ["+ again   Esc no", " + again  Esc no"],
            ["Closed. Nothing was carried out.   Esc = back", " Esc back"],
        ),
        (
            Lang::Ko,
            ["Enter = 결제      Esc = 수정", " Enter 결제  Esc 수정"],
            ["Enter = 결제 취소 실행      Esc = 돌아가기", " Enter 결제 취소 실행  Esc 돌아가기"],
            ["+ 한 번 더   Esc 결제 안 함", " + 한 번 더  Esc 결제 안 함"],
            ["확인 창을 닫았습니다. 실행된 것은 없습니다.   Esc = 돌아가기", " Esc 돌아가기"],
        ),
    ] {
        let keyed = "55.<Enter>54091234567834561230777+";
        for (keys, [strip, bar]) in [
            (keyed.to_owned(), pay),
            (format!("{keyed}<Enter>{keyed}<Enter>"), again),
            (format!("{keyed}<Enter><F3>+"), cancel),
            (format!("{keyed}x"), closed),
            (format!("{keyed}<Enter><F3>+x"), closed),
        ] {
            let cashier = till(lang, &keys);
            let screen = cashier.screen();
            assert!((9..13).any(|y| cashier.row(y).trim() == strip), "{keys}\n{screen}");
            let said = cashier.row(23);
            assert!(said == bar || said.starts_with(&format!("{bar}  ")), "{keys}\n{screen}");
        }
    }
}
