//! The sale first: what the eye finds after a sale, and while the next one is keyed.

use ratatui::{buffer::Cell, style::Modifier};

use super::*;
use crate::payment::message::SLOTS;

const CARD: &str = "5409123456783456";
/// A payment of 55,000, taken.
const PAID: &str = "55.<Enter>54091234567834561230777+<Enter>";

/// A cashier who has taken four payments and given one back in part, the oldest yesterday.
pub(super) fn busy(lang: Lang, width: u16, height: u16) -> Cashier {
    let mut cashier = Cashier::new(lang, width, height);
    for (time, amount) in [
        ("2026-11-21T18:05:00+09:00", "8"),
        ("2026-11-22T09:10:00+09:00", "12"),
        ("2026-11-22T11:30:00+09:00", "44"),
    ] {
        cashier.wall.set(time);
        cashier.keys(&format!("{amount}.<Enter>{CARD}1230777+<Enter>"));
    }
    cashier.keys("<F3><Enter>2.+<Enter><F2>");
    cashier.wall.set("2026-11-22T14:32:07+09:00");
    cashier.keys("55.<Enter>45184400000009011230777+<Enter>");
    cashier
}

/// The style of the first cell of `text` in row `y`.
fn style(cashier: &Cashier, y: u16, text: &str) -> Cell {
    let row = cashier.row(y.into());
    let (before, _) = row.split_once(text).unwrap_or_else(|| panic!("no {text}:\n{}", cashier.screen()));
    let x = unicode_width::UnicodeWidthStr::width(before);
    cashier.till.surface.twin.shown[(u16::try_from(x).expect("a column"), y)].clone()
}

fn is_bold(cell: &Cell) -> bool {
    cell.modifier.contains(Modifier::BOLD)
}

fn is_dim(cell: &Cell) -> bool {
    cell.modifier.contains(Modifier::DIM)
}

#[test]
fn after_a_sale_the_screen_says_what_was_taken_then_its_message_then_the_ones_before() {
    for (lang, rows) in [
        (
            Lang::En,
            [
                "                ✓ Taken                                                14:32:07",
                "",
                "                  55,000 KRW     lump sum     4518 44** **** *901     VAT 5,000",
                "             Id   261122 143207 000 01 00 5    / slip   F5 details   F9 copy id",
            ],
        ),
        (
            Lang::Ko,
            [
                "                ✓ 결제 완료                                            14:32:07",
                "",
                "                  55,000원     일시불     4518 44** **** *901     부가세 5,000",
                "       관리번호   261122 143207 000 01 00 5     / 전표   F5 상세   F9 번호 복사",
            ],
        ),
    ] {
        let cashier = busy(lang, 80, 24);
        assert_eq!([10, 11, 12, 13].map(|y| cashier.row(y)), rows);
        // The amount is the strongest; the keys can be pressed; the message is dim, and no number in it is broken.
        assert!(is_bold(&style(&cashier, 12, "55,000")) && !is_bold(&style(&cashier, 12, "4518")));
        assert!(cashier.row(15).ends_with("451844*******901····001230***·····55000"), "{}", cashier.screen());
        assert!(cashier.row(16).starts_with("   0000005000····"), "{}", cashier.screen());
        assert!(is_dim(&style(&cashier, 15, "446")) && is_dim(&style(&cashier, 16, "0000005000")));
        let cancel = cashier.till.app.cx.locale.text(Text::KindCancel);
        let earlier = [
            format!(" 11:30        -2,000  540912…456 {cancel}"),
            " 11:30        44,000  540912…456".to_owned(),
        ];
        for (y, expected) in (19..).zip(earlier) {
            assert!(cashier.row(y).starts_with(&expected), "{}", cashier.screen());
        }
        assert!(cashier.row(19).ends_with("09:10        12,000  540912…456"), "{}", cashier.screen());
        // Of another day: its date.
        assert!(cashier.row(20).ends_with("11-21         8,000  540912…456"), "{}", cashier.screen());
    }
}

#[test]
fn while_the_next_sale_is_keyed_the_result_is_quiet_until_its_card_is_complete() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = busy(lang, 80, 24);
        let result = cashier.row(12);
        cashier.keys("7.<Enter>540912345678345");
        // Quiet, in its place.
        assert_eq!(cashier.row(12), result);
        assert!(!is_bold(&style(&cashier, 12, "55,000")) && is_bold(&style(&cashier, 2, "7,000")));
        assert!(cashier.row(15).contains("451844*******901"), "{}", cashier.screen());
        cashier.keys("6");
        assert!(cashier.row(15).contains("540912*******456"), "{}", cashier.screen());
        assert!(cashier.row(15).ends_with("·7000"), "{}", cashier.screen());
        // Nothing has moved.
        assert_eq!(cashier.row(12), result);
        cashier.keys("1230777+");
        assert!(cashier.row(15).contains("540912*******456"), "{}", cashier.screen());
        cashier.keys("<Esc>");
        assert_eq!(cashier.row(12), result);
    }
}

#[test]
fn a_cancel_says_what_is_left() {
    for (lang, row) in [
        (Lang::En, "                  -10,000 KRW   540912…456   VAT 909   remaining 45,000 KRW"),
        (Lang::Ko, "                  -10,000원   540912…456   부가세 909   취소 가능 금액 45,000원"),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys(&format!("{PAID}<F3><Enter>10.+<Enter>"));
        assert_eq!(cashier.row(12), row);
        assert!(cashier.row(16).starts_with("   000000090926112114320712301000k1."), "{}", cashier.screen());
    }
}

#[test]
fn a_tall_window_has_the_amount_in_large_digits_but_not_while_keying() {
    let digits = [
        "                  ██▀▀▀ ██▀▀▀    ██▀██ ██▀██ ██▀██",
        "                  ██▄▄▄ ██▄▄▄    ██ ██ ██ ██ ██ ██",
        "                     ██    ██    ██ ██ ██ ██ ██ ██",
        "                  ▀▀▀▀▀ ▀▀▀▀▀ ██ ▀▀▀▀▀ ▀▀▀▀▀ ▀▀▀▀▀",
    ];
    for lang in [Lang::En, Lang::Ko] {
        for (width, height) in [(80, 30), (100, 30), (100, 36), (110, 24), (110, 30), (120, 36)] {
            let shows = |cashier: &Cashier| {
                let rows: Vec<String> = cashier.screen().lines().map(str::to_owned).collect();
                rows.windows(4)
                    .any(|rows| rows.iter().zip(digits).all(|(row, digits)| row.starts_with(digits)))
            };
            let mut cashier = Cashier::new(lang, width, height);
            cashier.keys("55.<Enter>54091234567834561230777+");
            assert!(shows(&cashier), "{}", cashier.screen());
            cashier.keys("<Enter>");
            assert!(shows(&cashier), "{}", cashier.screen());
            cashier.keys("8");
            assert!(!cashier.screen().contains('▀'), "{}", cashier.screen());
        }
        // The largest amount, and the same in ASCII, which has no such digits.
        let mut cashier = Cashier::new(lang, 80, 30);
        cashier.keys("1000000000<Enter>54091234567834561230777+<Enter>");
        assert!(!cashier.screen().contains('…'), "{}", cashier.screen());
        cashier.till.app.cx.look.ascii = true;
        cashier.turn(vec![Event::Resize]);
        assert!(cashier.screen().contains("  1,000,000,000"), "{}", cashier.screen());
    }
}

#[test]
fn the_pane_has_the_message_the_ones_before_and_the_hours_of_today() {
    for (lang, width, height) in
        [(Lang::En, 110, 30), (Lang::Ko, 110, 30), (Lang::En, 120, 30), (Lang::Ko, 120, 36)]
    {
        let mut cashier = busy(lang, width, height);
        let text = |text| cashier.till.app.cx.locale.text(text);
        let [earlier, hours, keyed] = [Text::EarlierHere, Text::TodayHere, Text::MessageKeyed].map(text);
        let screen = cashier.screen();
        assert!(screen.contains(&format!("├─ {earlier} ─")), "{screen}");
        assert!(screen.contains(&format!("├─ {hours} ─")), "{screen}");
        assert!(screen.contains('█') && screen.contains("│ 09 "), "{screen}");
        // The message stands there alone, slot by slot and whole but for the sealed card.
        assert_eq!(screen.matches("26112214320700001").count(), 1, "{screen}");
        assert!(SLOTS.iter().all(|slot| screen.contains(slot.name.as_str())), "{screen}");
        assert_eq!(screen.matches('…').count(), 5, "{screen}");
        // It is that of the next sale from its first key on.
        cashier.keys("7");
        assert!(cashier.screen().contains(&keyed), "{}", cashier.screen());
    }
}
