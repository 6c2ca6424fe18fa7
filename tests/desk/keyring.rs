//! Trouble with the keyring, each named for what it is.

use std::fs;

use paydesk::{desk::Settings, record::Query, vault::KeyringTrouble};

use crate::shop::{CARD, Shop, chmod, meant, pay, sale};

/// The trouble and its text, and that no keyring was made or changed.
fn told(shop: &Shop) -> (KeyringTrouble, String) {
    let before = fs::read(shop.keyring()).ok();
    let error = shop.trouble();
    assert_eq!(error.code().as_str(), "keyring");
    let text = error.to_string().replace(&shop.keyring().display().to_string(), "FILE");
    assert_eq!(fs::read(shop.keyring()).ok(), before);
    (shop.keyring_trouble(), text)
}

/// A shop with one payment.
fn shop() -> Shop {
    let shop = Shop::new();
    pay(&mut shop.open(), 1000);
    shop
}

#[test]
fn a_missing_keyring_is_not_made_anew_for_a_ledger_with_rows() {
    let shop = shop();
    fs::remove_file(shop.keyring()).expect("lost");
    let (trouble, text) = told(&shop);
    assert!(matches!(trouble, KeyringTrouble::Missing));
    assert_eq!(text, "keyring FILE: it is missing, but the ledger has transactions sealed with it");
    assert!(!shop.keyring().exists());
    // What is remembered of the ledger stays.
    assert_eq!(fs::read_dir(shop.folder().join("keys")).expect("folder").count(), 1);
}

#[test]
fn a_missing_keyring_is_made_anew_while_nothing_is_sealed() {
    let shop = Shop::new();
    drop(shop.open());
    let first = fs::read(shop.keyring()).expect("keyring");
    fs::remove_file(shop.keyring()).expect("lost");
    pay(&mut shop.open(), 1000);
    assert_ne!(fs::read(shop.keyring()).expect("keyring"), first);
    assert_eq!(shop.open().list(&Query::default(), None, 9).expect("list").len(), 1);
}

#[test]
fn the_keyring_of_another_ledger_is_the_wrong_one() {
    let shop = shop();
    fs::copy(self::shop().keyring(), shop.keyring()).expect("swapped");
    let (trouble, text) = told(&shop);
    assert!(matches!(trouble, KeyringTrouble::Wrong { key_id: 1 }));
    assert_eq!(text, "keyring FILE: its key 1 is not the one that sealed this ledger");
}

#[test]
fn of_two_keyrings_at_a_new_ledger_the_first_to_seal_is_its_own() {
    let shop = Shop::new();
    let mut one = shop.open();
    let elsewhere = Settings { keyring: shop.folder().join("other/keyring"), ..shop.settings() };
    let mut two = shop.open_with(elsewhere).expect("nothing is sealed yet");
    let error = one.pay(&sale(CARD, 1000), &meant()).expect_err("the other keyring is the ledger's now");
    let keyring = shop.keyring();
    let text = format!("keyring {}: its key 1 is not the one that sealed this ledger", keyring.display());
    assert_eq!(error.to_string(), text);
    let paid = pay(&mut two, 1000).id;
    assert!(two.find(paid).is_ok());
    assert!(matches!(shop.keyring_trouble(), KeyringTrouble::Wrong { key_id: 1 }));
}

#[test]
fn a_damaged_keyring_is_told_from_a_wrong_one() {
    let shop = shop();
    let good = fs::read_to_string(shop.keyring()).expect("keyring");
    let secret = good.find("secret\":\"").expect("secret") + 9;
    let mut flipped = good.clone().into_bytes();
    flipped[secret] = if flipped[secret] == b'A' { b'B' } else { b'A' };
    let check = "it is damaged: a key does not match its check value";
    let json = "it is damaged: not the JSON of a keyring";
    for (bytes, expected) in [
        (flipped, check),
        (good.replace("\"id\":1", "\"id\":2").replace("\"active\":1", "\"active\":2").into_bytes(), check),
        (good.as_bytes()[..good.len() / 2].to_vec(), json),
        (Vec::new(), json),
        (vec![b' '; 100_000], "it is damaged: longer than a keyring"),
        (good.replace("\"paydesk_keyring\"", "\"other\"").into_bytes(), json),
        (vec![0xff; 200], "it is damaged: not text"),
        (
            good.replace("\"active\":1", "\"active\":7").into_bytes(),
            "it is damaged: the active key is not there",
        ),
        (good.replace("keyring\":1", "keyring\":0").into_bytes(), "it is damaged: unknown format"),
        (good.replace("keyring\":1", "keyring\":2").into_bytes(), "it has format 2; this Paydesk knows 1"),
    ] {
        fs::write(shop.keyring(), &bytes).expect("damaged");
        let (_, text) = told(&shop);
        assert_eq!(text, format!("keyring FILE: {expected}"));
        let secret = &good[secret + 1..secret + 43];
        assert!(!text.contains(secret) && !format!("{:?}", shop.trouble()).contains(secret));
    }
    fs::write(shop.keyring(), good).expect("mended");
    assert_eq!(shop.open().list(&Query::default(), None, 9).expect("list").len(), 1);
}

#[test]
fn a_keyring_that_others_can_read_is_refused() {
    let shop = shop();
    for mode in [0o640, 0o604, 0o620, 0o601, 0o777] {
        chmod(&shop.keyring(), mode);
        let (trouble, text) = told(&shop);
        assert!(matches!(trouble, KeyringTrouble::Exposed { mode: found } if found == mode));
        assert_eq!(text, format!("keyring FILE: its mode {mode:03o} lets others read it"));
    }
    chmod(&shop.keyring(), 0o400);
    drop(shop.open());
}

#[test]
fn a_folder_is_no_keyring() {
    let shop = Shop::new();
    fs::create_dir_all(shop.keyring()).expect("folder");
    chmod(&shop.keyring(), 0o700);
    assert!(matches!(shop.keyring_trouble(), KeyringTrouble::Read(_)));
}
