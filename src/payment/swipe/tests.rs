use proptest::prelude::*;

use super::*;

const CARD: &str = "4111111111111111";
const OTHER: &str = "5555555555554444";
const TRACK_1: &str = "%B4111111111111111^KIM/MINSU^3011101000000000000?";
const TRACK_2: &str = ";4111111111111111=30111010000000000?";
/// ISO/IEC 4909: format code and number, currency, limits, and much more.
const TRACK_3: &str =
    ";014111111111111111=724724100000000000030300000040400099010=000000000000=0000000000000000?";

/// Card number and `MMYY`.
fn read(text: &str) -> Result<(String, String), SwipeError> {
    Swipe::parse(text).map(|swipe| (swipe.card.expose().to_owned(), swipe.expiry.as_str().to_owned()))
}

fn expected() -> (String, String) {
    (CARD.to_owned(), "1130".to_owned())
}

fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        ' ' => '\u{3000}',
        c => c,
    };
    text.chars().map(wide).collect()
}

/// What the two-set Hangul keyboard (KS X 5002) makes of capital letters, before it composes syllables.
fn hangul(text: &str) -> String {
    const KEYS: &str = "ㅁㅠㅊㅇㄸㄹㅎㅗㅑㅓㅏㅣㅡㅜㅒㅖㅃㄲㄴㅆㅕㅍㅉㅌㅛㅋ";
    let key = |c: char| match c {
        'A'..='Z' => KEYS.chars().nth(c as usize - 'A' as usize).unwrap_or(c),
        c => c,
    };
    text.chars().map(key).collect()
}

#[test]
fn every_variant_is_the_same_swipe() {
    let variants = [
        TRACK_1.to_owned(),
        TRACK_2.to_owned(),
        // Both, in either order, with what readers put between them.
        format!("{TRACK_1}{TRACK_2}"),
        format!("{TRACK_2}{TRACK_1}"),
        format!("{TRACK_1} {TRACK_2} "),
        format!("{TRACK_1}\r\n{TRACK_2}\r\n"),
        format!("\n{TRACK_1}\r{TRACK_2}"),
        // Lower case, groups, no name, no more than the expiry.
        TRACK_1.to_lowercase(),
        "%B4111 1111 1111 1111^KIM/MINSU^3011101?".to_owned(),
        "%B4111111111111111^^3011?".to_owned(),
        ";4111111111111111=3011?".to_owned(),
        // Chip cards write `D`.
        ";4111111111111111D30111010000000000?".to_owned(),
        ";4111111111111111d30111010000000000?".to_owned(),
        "4111111111111111D30111010000000000".to_owned(),
        // Without end sentinels, without start sentinels, without both.
        TRACK_1.replace('?', ""),
        TRACK_2.replace('?', ""),
        format!("{TRACK_1}{TRACK_2}").replace('?', ""),
        format!("{TRACK_1} {TRACK_2}").replace('?', ""),
        format!("{TRACK_1}{TRACK_2}").replace(['%', ';'], ""),
        format!("{TRACK_1}\r\n{TRACK_2}").replace(['%', ';', '?'], ""),
        format!(" {CARD}=3011101 "),
        // Track 3 is ignored, after both and after either; so is a check character that was sent after all.
        format!("{TRACK_1}{TRACK_2}{TRACK_3}"),
        format!("{TRACK_2}{TRACK_3}"),
        format!("{TRACK_1}{TRACK_3}"),
        format!("{TRACK_1}{TRACK_2}+5555555555554444=3011?"),
        format!("{TRACK_1}{TRACK_2};01555555=0?"),
        format!("{TRACK_1};{TRACK_2}4"),
        // A track that the reader could not read, or that is of no payment card, while the other is good.
        format!("%E?{TRACK_2}"),
        format!("%E?{TRACK_2}+E?"),
        format!("{TRACK_1};E?"),
        format!("{TRACK_1};E?+E?"),
        format!("{TRACK_1};E?{TRACK_3}"),
        format!("%A12345^MEMBER^?{TRACK_2}"),
        format!("%B4111111x11111111^KIM^3011?{TRACK_2}"),
        format!("%B41111111{TRACK_2}"),
        format!("%?{TRACK_2}"),
        format!("{TRACK_1};?"),
        // One expiry is enough.
        "%B4111111111111111^KIM^^101?;4111111111111111=3011101?".to_owned(),
        "%B4111111111111111^KIM^3011101?;4111111111111111==101?".to_owned(),
        // The Hangul keyboard.
        "%ㅠ4111111111111111^ㅏㅑㅡ/ㅡㅑㅜㄴㅕ^3011101?;4111111111111111=3011101?".to_owned(),
        "%ㅠ4111111111111111^김/민수^3011101?".to_owned(),
        "%ㄸ?;4111111111111111=3011101?".to_owned(),
        "%ㄷ?;4111111111111111ㅇ3011101?".to_owned(),
        // Its full-width mode.
        full_width(TRACK_1),
        full_width(TRACK_2),
        full_width(&TRACK_1.to_lowercase()),
        full_width(&format!("{TRACK_1} {TRACK_2}")),
        // Keyboards of other countries: German, Turkish, Spanish, Italian.
        "ö4111111111111111´30111010000000000_".to_owned(),
        "%B4111111111111111&KIM-MINSU&3011101000000000000_ö4111111111111111´30111010000000000_".to_owned(),
        "ş4111111111111111-30111010000000000:".to_owned(),
        "Ş4111111111111111-30111010000000000:".to_owned(),
        "%B4111111111111111&KIM.MINSU&3011101000000000000:ş4111111111111111-30111010000000000:".to_owned(),
        "ñ4111111111111111¡30111010000000000_".to_owned(),
        "ò4111111111111111ì30111010000000000_".to_owned(),
        // Shift stuck: digits become the signs on their keys. Shift lost: track 1 cannot be read, track 2 can.
        ":$!!!!!!!!!!!!!!!+#)!!!)!))))))))))?".to_owned(),
        "5b41111111111111116kim/minsu63011101000000000000/;4111111111111111=30111010000000000/".to_owned(),
        // A name with characters that mean something elsewhere.
        "%B4111111111111111^A;B+C=D^3011101?".to_owned(),
        "%B4111111111111111^KIM;EUN+E^3011101?".to_owned(),
    ];
    for text in variants {
        assert_eq!(read(&text), Ok(expected()), "{text}");
        assert!(looks_like_swipe(&text), "{text}");
    }
}

#[test]
fn every_refusal_says_why() {
    let bad = "4111111111111112";
    let length = |found| SwipeError::Length { found };
    let table = [
        // The reader's own errors, when nothing else was read.
        ("%E?".to_owned(), SwipeError::ReaderError),
        (";E?".to_owned(), SwipeError::ReaderError),
        ("+E?".to_owned(), SwipeError::ReaderError),
        ("%E?;E?+E?".to_owned(), SwipeError::ReaderError),
        ("%E;E+E".to_owned(), SwipeError::ReaderError),
        ("%e? ;ㄷ? +ㄸ?".to_owned(), SwipeError::ReaderError),
        ("％Ｅ？；Ｅ？".to_owned(), SwipeError::ReaderError),
        (format!("%E?;E?{TRACK_2}"), SwipeError::ReaderError),
        (format!("%E;E{TRACK_2}"), SwipeError::ReaderError),
        // A check digit that does not match, on any track.
        (format!(";{bad}=3011101?"), SwipeError::Misread),
        (format!("%B{bad}^KIM^3011101?"), SwipeError::Misread),
        (format!("%B{bad}^KIM^3011101?{TRACK_2}"), SwipeError::Misread),
        (format!("{TRACK_1};{bad}=3011101?"), SwipeError::Misread),
        (format!("%E?;{bad}=3011101?"), SwipeError::Misread),
        (format!("%B123^KIM^3011101?;{bad}=3011101?"), SwipeError::Misread),
        // Numbers of the wrong length.
        (";411111111=3011101?".to_owned(), length(9)),
        (";41111111111111111=3011101?".to_owned(), length(17)),
        (";4111111111111111110=3011101000000000?".to_owned(), length(19)),
        (format!(";{CARD}{CARD}{CARD}=3011?"), length(48)),
        ("%B4111 1111 1^KIM^3011101?".to_owned(), length(9)),
        ("%B4111111111111111110^KIM^3011101?".to_owned(), length(19)),
        (format!("{TRACK_1};411111111=3011101?"), length(9)),
        // No expiry, no such month, an expiry that breaks off.
        (format!(";{CARD}==1010000?"), SwipeError::Expiry),
        (format!(";{CARD}=3000101?"), SwipeError::Expiry),
        (format!(";{CARD}=3013101?"), SwipeError::Expiry),
        (format!(";{CARD}=301?"), SwipeError::Expiry),
        (format!("%B{CARD}^KIM^^101?"), SwipeError::Expiry),
        (format!("%B{CARD}^KIM^11가30?"), SwipeError::Expiry),
        // Tracks that disagree; two swipes that ran together.
        (format!("{TRACK_1};{OTHER}=3011101?"), SwipeError::Disagree),
        (format!("{TRACK_1};{CARD}=3012101?"), SwipeError::Disagree),
        (format!("{TRACK_2};{OTHER}=3011101?"), SwipeError::Disagree),
        (format!(";{CARD}=3011101%B{OTHER}^KIM^3011101"), SwipeError::Disagree),
        (format!("B{CARD}^KIM^3011101\r\n{OTHER}=3011101"), SwipeError::Disagree),
        (format!("{TRACK_1}{TRACK_2}%B{OTHER}^LEE^3011101?;{OTHER}=3011101?"), SwipeError::Disagree),
        // No payment card.
        (String::new(), SwipeError::NoCard),
        ("%?;?".to_owned(), SwipeError::NoCard),
        ("E?".to_owned(), SwipeError::NoCard),
        (format!(";{CARD}?"), SwipeError::NoCard),
        (format!("%B{CARD}^KIM?"), SwipeError::NoCard),
        (format!("%{CARD}^KIM^3011?"), SwipeError::NoCard),
        (format!("%A{CARD}^KIM^3011?"), SwipeError::NoCard),
        ("%B^KIM^3011?".to_owned(), SwipeError::NoCard),
        (";=3011?".to_owned(), SwipeError::NoCard),
        (format!("+{CARD}=3011?"), SwipeError::NoCard),
        (TRACK_3.to_owned(), SwipeError::NoCard),
        (format!("{bad}D3011101"), SwipeError::NoCard),
        (CARD.to_owned(), SwipeError::NoCard),
        (";٤١١١١١١١١١١١١١١١=3011?".to_owned(), SwipeError::NoCard),
    ];
    for (text, error) in table {
        assert_eq!(read(&text), Err(error), "{text}");
    }
}

/// With a number of 14 digits, track 3 looks like a card of 16: only its length tells.
#[test]
fn a_lone_track_3_is_no_card() {
    let number = with_check_digit("010000000000000");
    let track = format!(";{number}=3011{}?", "0".repeat(TRACK_TWO_MAX - 16 - 5));
    assert_eq!(read(&track).map(|(card, _)| card), Ok(number));
    assert_eq!(read(&track.replace('?', "0?")), Err(SwipeError::NoCard));
}

#[test]
fn a_key_typed_by_hand_is_no_swipe() {
    for text in
        ["", "%", ";", "％", "；", "%%", ";;", "%5", ";1234", "% 50000", ";4111111111111111", "%B", "50%"]
    {
        assert!(!looks_like_swipe(text), "{text}");
        assert_eq!(read(text), Err(SwipeError::NoCard), "{text}");
    }
    for text in ["%?", ";12345?", "%E?", "％Ｅ？", ";4111111111111111=30", " ;1?"] {
        assert!(looks_like_swipe(text), "{text}");
    }
}

#[test]
fn a_swipe_starts_with_a_start_sentinel() {
    let starting: String = (' '..='\u{ffff}').filter(|&c| starts(c)).collect();
    assert_eq!(starting, "%;％；");
}

#[test]
fn nothing_prints_card_data() {
    let swipe = Swipe::parse(TRACK_2);
    assert_eq!(format!("{swipe:?}"), "Ok(Swipe(…))");
    let error = SwipeError::Length { found: 19 };
    assert_eq!(format!("{error} {error:?}"), "a card number of 19 digits Length { found: 19 }");
}

/// `body` and the one digit with which it passes.
fn with_check_digit(body: &str) -> String {
    let passes = |number: &String| CardNumber::parse(number).is_ok_and(|card| card.luhn_ok());
    (0..10).map(|digit| format!("{body}{digit}")).find(passes).expect("one of ten digits passes")
}

prop_compose! {
    /// Tracks 1 and 2 of one card without sentinels, and what they say.
    fn tracks()(
        body in "[0-9]{9,15}",
        year in 0..100,
        month in 1..=12,
        name in "[A-Z /.'-]{0,26}",
        more in ("[0-9A-Z ]{0,20}", "[0-9]{0,13}"),
        groups in any::<bool>(),
        d in any::<bool>(),
    ) -> (String, String, (String, String)) {
        let number = with_check_digit(&body);
        let (head, tail) = number.split_at(4);
        let printed = if groups { format!("{head} {tail}") } else { number.clone() };
        let separator = if d { 'D' } else { '=' };
        let one = format!("B{printed}^{name}^{year:02}{month:02}101{}", more.0);
        let two = format!("{number}{separator}{year:02}{month:02}101{}", more.1);
        (one, two, (number, format!("{month:02}{year:02}")))
    }
}

proptest! {
    #[test]
    fn every_assembled_variant_is_read(
        (one, two, says) in tracks(),
        which in 0..5,
        between in prop::sample::select(vec!["", " ", "\r", "\n", "\r\n"]),
        end in prop::sample::select(vec!["?", ""]),
        third in prop::sample::select(vec!["", TRACK_3, "+E?", "+0123456789=2512?"]),
        keyboard in 0..4,
    ) {
        let (one, two) = (format!("%{one}{end}"), format!(";{two}{end}"));
        let both = match which {
            0 => format!("{one}{between}{two}"),
            1 => one,
            2 => two,
            3 => format!("%E?{between}{two}"),
            _ => format!("{one}{between};E?"),
        };
        let text = format!("{both}{between}{third}");
        let text = match keyboard {
            0 => text,
            1 => text.to_lowercase(),
            2 => hangul(&text),
            _ => full_width(&text),
        };
        prop_assert!(looks_like_swipe(&text), "{}", text);
        prop_assert_eq!(read(&text), Ok(says), "{}", text);
    }

    /// One wrong digit of either track is never taken.
    #[test]
    fn one_wrong_digit_is_refused((one, two, says) in tracks(), at in 0_usize..10, by in 1_u8..10) {
        let mut wrong = says.0.clone().into_bytes();
        wrong[at] = (wrong[at] - b'0' + by) % 10 + b'0';
        let wrong = String::from_utf8(wrong).expect("digits");
        let two_wrong = two.replace(&says.0, &wrong);
        prop_assert_eq!(read(&format!(";{two_wrong}?")), Err(SwipeError::Misread));
        prop_assert_eq!(read(&format!("%{one}?;{two_wrong}?")), Err(SwipeError::Misread));
    }

    /// Whatever is typed: no panic, and no card or expiry that is not in the text.
    #[test]
    fn nothing_is_invented(
        text in prop_oneof![
            any::<String>(),
            "[%;+?BbEeD=^ 0-9ㅠㅇㄸ％；＝？０-９\r\n-]{0,80}",
            "[%;]B?[0-9]{8,18}[=^D]{1,2}[0-9]{0,8}\\??[;+%]?[0-9]{0,18}=?[0-9]{0,8}\\??",
            tracks().prop_map(|(one, two, _)| format!("%{one}?;{two}?")),
        ],
        cut in any::<prop::sample::Index>(),
        insert in prop_oneof![Just(String::new()), any::<char>().prop_map(String::from), "[%;+?^=0-9]"],
    ) {
        let mut chars: Vec<char> = text.chars().collect();
        let at = cut.index(chars.len() + 1);
        chars.splice(at..at, insert.chars());
        let text: String = chars.into_iter().collect();
        let swipe = Swipe::parse(&text);
        prop_assert!(looks_like_swipe(&text) || swipe == Err(SwipeError::NoCard), "{}", text);
        if let Ok(swipe) = swipe {
            prop_assert!(swipe.card.luhn_ok());
            let (month, year) = swipe.expiry.as_str().split_at(2);
            let plain = plain(&text).replace([' ', '-'], "");
            prop_assert!(plain.contains(swipe.card.expose()), "{}", text);
            prop_assert!(plain.contains(&format!("{year}{month}")), "{}", text);
        }
    }
}
