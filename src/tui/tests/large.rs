//! The largest amounts: no text is cut off where the rest would mean something else, and no text covers another.

use super::*;

/// A payment of the largest amount in twelve installments, taken.
const LARGEST: &str = "1000000000<Enter>54091234567834561230777<Enter>12+<Enter>";

fn till(lang: Lang, keys: &str) -> Cashier {
    let mut cashier = Cashier::new(lang, 80, 24);
    cashier.keys(keys);
    cashier
}

#[test]
fn an_amount_is_said_in_words_or_in_digits_between_words_never_in_half_a_word() {
    for (lang, keys, note) in [
        (Lang::En, "1000000000", "✓ one billion"),
        (Lang::En, "123456", "✓ 123 thousand 456"),
        (Lang::En, "777777777", "✓ 777 million 777 thousand 777"),
        (Lang::Ko, "1000000000", "✓ 십억 원"),
        (Lang::Ko, "123456", "✓ 십이만삼천사백오십육 원"),
        (Lang::Ko, "777777777", "✓ 7억 7,777만 7,777 원"),
    ] {
        let mut cashier = till(lang, &format!("{keys}<Enter>"));
        assert!(cashier.row(2).ends_with(note), "{}", cashier.screen());
        // Where there is room, in words.
        cashier.resize(109, 24);
        assert!(!cashier.row(2).contains('…'), "{}", cashier.screen());
    }
    let mut cashier = till(Lang::En, "123456<Enter>");
    cashier.resize(109, 24);
    assert!(cashier.row(2).ends_with("✓ one hundred twenty-three thousand four hundred fifty-six"));
}

#[test]
fn the_last_result_keeps_amount_plan_card_and_vat() {
    for (lang, width, row) in [
        (Lang::En, 80, "                  1,000,000,000 KRW   12 months   540912…456   VAT 90,909,091"),
        (
            Lang::En,
            100,
            "                  1,000,000,000 KRW     12 months     5409 12** **** *456     VAT 90,909,091",
        ),
        (Lang::Ko, 80, "                  1,000,000,000원   12개월   540912…456   부가세 90,909,091"),
    ] {
        let mut cashier = till(lang, LARGEST);
        cashier.resize(width, 24);
        assert_eq!(cashier.row(12), row);
    }
    // The pane begins after 80 columns: nothing runs into it.
    let mut cashier = till(Lang::En, LARGEST);
    cashier.resize(120, 36);
    assert!(
        cashier.screen().contains("                  12 months     5409 12** **** *456     VAT 90,909,091 ")
    );
    assert!(
        cashier
            .screen()
            .lines()
            .skip(2)
            .take(30)
            .all(|row| row.chars().nth(80).is_some_and(|c| "│┤├┼┬╡".contains(c)))
    );
}

#[test]
fn what_is_left_of_a_large_payment_is_whole() {
    let keys = format!("{LARGEST}<F3><Enter>777777777+<Enter><F3><Enter>");
    for (lang, rows) in [
        (
            Lang::En,
            [
                "                  cancelled 777,777,777 KRW (1)   remaining 222,222,223 KRW",
                " History          11-21 14:32  payment  1,000,000,000 261121 143207 123 01 00 0",
                "                  11-21 14:32  cancel    -777,777,777 261121 143207 123 01 01 3",
            ],
        ),
        (
            Lang::Ko,
            [
                "                  취소 777,777,777원 (1건)   취소 가능 금액 222,222,223원",
                " 이력             11-21 14:32  결제     1,000,000,000 261121 143207 123 01 00 0",
                "                  11-21 14:32  취소      -777,777,777 261121 143207 123 01 01 3",
            ],
        ),
    ] {
        let cashier = till(lang, &keys);
        assert_eq!([4, 8, 9].map(|y| cashier.row(y)), rows);
    }
    let cashier = till(Lang::En, &format!("{LARGEST}<F3>+"));
    let [card, left] = [3, 4].map(|y| cashier.row(y));
    assert_eq!(card, "                  540912…456   12 months   1,000,000,000 KRW   VAT 90,909,091");
    assert_eq!(left, "                  not cancelled   remaining 1,000,000,000 KRW, VAT 90,909,091");
    assert_eq!(cashier.row(9), " Cancel?          1,000,000,000 KRW   in full   540912…456   of ..01 00 0");
}

#[test]
fn a_long_sum_shows_its_end_while_it_is_keyed() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = till(lang, "999999999+888888888+777");
        assert!(cashier.row(2).contains("› …999,999+888,888,888+777 "), "{}", cashier.screen());
        assert_eq!(cashier.cursor(), (42, 2), "{}", cashier.screen());
        cashier.keys("<Home>");
        assert_eq!(cashier.cursor(), (18, 2));
        assert!(cashier.row(2).contains("› 999,999,999+888,888,888+…"), "{}", cashier.screen());
        cashier.keys("<End><BS>");
        assert!(cashier.row(2).contains("888,888,888+77 "), "{}", cashier.screen());
        // An id just fits: it stays where it is.
        let mut shop = Cashier::in_an_old_shop(lang);
        shop.keys("<F3>26112114320712301008");
        assert!(shop.row(2).contains("› 261121 143207 123 01 00 8"), "{}", shop.screen());
        assert_eq!(shop.cursor(), (43, 2));
    }
}
