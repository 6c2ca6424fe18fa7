//! A wrong keyring is not reported as a damaged ledger.

use std::fs;

use paydesk::{
    desk::{DeskError, Settings, Verdict},
    vault::{KeyringError, KeyringTrouble},
};

use crate::copies::{Original, check, spot};
use crate::shop::Shop;

#[test]
fn a_keyring_of_another_ledger_is_not_damage() {
    let original = Original::small();
    let other = Shop::new();
    crate::shop::pay(&mut other.open(), 1_000);
    let settings = Settings { keyring: other.keyring(), ..original.settings() };
    let error = check(&settings, None).expect_err("another keyring");
    let DeskError::Keyring(KeyringError { trouble, .. }) = error else { panic!("{error:?}") };
    assert!(matches!(trouble, KeyringTrouble::Wrong { key_id: 1 }));
}

#[test]
fn keys_that_were_changed_in_the_ledger_are_damage_although_the_keyring_is_the_right_one() {
    let original = Original::small();
    let finding = original.tampered("UPDATE keys SET check_value = zeroblob(16)");
    assert_eq!((spot(&finding), finding.code()), (("keys", Some(1)), "altered"));
    let finding = original.tampered("INSERT INTO keys VALUES (2, zeroblob(16))");
    assert_eq!((spot(&finding), finding.code()), (("keys", Some(2)), "unknown"));
}

#[test]
fn a_keyring_that_is_missing_is_not_made() {
    let original = Original::small();
    let keyring = original.settings().keyring.with_file_name("none");
    let error =
        check(&Settings { keyring: keyring.clone(), ..original.settings() }, None).expect_err("missing");
    let DeskError::Keyring(KeyringError { trouble: KeyringTrouble::Missing, .. }) = error else {
        panic!("{error:?}")
    };
    assert!(!keyring.exists());
}

#[test]
fn a_ledger_without_transactions_is_whole_with_any_keyring() {
    let shop = Shop::new();
    drop(shop.open());
    let Ok(Verdict::Whole(whole)) = check(&shop.settings(), None) else { panic!("not whole") };
    assert_eq!((whole.facts, whole.transactions), (0, 0));
    let keyring = shop.folder().join("another");
    let other = Settings { keyring, ledger: shop.folder().join("another.db"), ..shop.settings() };
    drop(shop.open_with(other.clone()).expect("made"));
    let mixed = Settings { ledger: shop.ledger(), ..other };
    assert!(matches!(check(&mixed, None), Ok(Verdict::Whole(_))));
}

#[test]
fn checking_changes_nothing() {
    let original = Original::small();
    let copy = original.copy();
    let before = fs::read(copy.path()).expect("bytes");
    assert!(matches!(copy.verdict(None), Verdict::Whole(_)));
    assert_eq!(fs::read(copy.path()).expect("bytes"), before);
    let folder: Vec<_> =
        fs::read_dir(copy.path().parent().expect("folder")).expect("folder").flatten().collect();
    assert!(
        folder.iter().all(|entry| !entry.file_name().to_string_lossy().contains("copy.db-")),
        "{folder:?}"
    );
}
