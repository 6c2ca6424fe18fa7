//! Random tracks from card readers.

use paydesk::payment::swipe::{Swipe, looks_like_swipe};

use crate::{each, mutate::changed};

const SWIPES: [&str; 7] = [
    "%B4111111111111111^KIM/MINSU^30121010000000000?;4111111111111111=30121010000000000?",
    ";5409123456783452=30121010000000000?",
    "%B1234567890^^2512?",
    "%E?;E?+E?",
    "％ㅠ4111111111111111＾KIM^3012101？；４１１１１１１１１１１１１１１１＝3012？",
    ";4111111111111111=3012?+014111111111111111==1=?",
    "%ㅠ4111111111111111^가나^3012?",
];

#[test]
fn swipes_are_refused_or_a_card() {
    let samples: Vec<&[u8]> = SWIPES.iter().map(|text| text.as_bytes()).collect();
    each("swipes", 20_000, |dice| {
        let bytes = changed(&samples, dice);
        let text = String::from_utf8_lossy(&bytes);
        let looks = looks_like_swipe(&text);
        match Swipe::parse(&text) {
            Ok(swipe) => {
                assert!(looks);
                assert!(swipe.card.luhn_ok());
                assert!((1..=12).contains(&swipe.expiry.month()));
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    });
}
