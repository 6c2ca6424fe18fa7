//! Keyring and configuration files with random damage.

use std::{fs, path::Path};

use paydesk::{
    config::{self, Config, ConfigKey, ConfigValue},
    vault::{Keyring, SystemRandom},
};

use crate::{
    each,
    mutate::changed,
    shop::{Shop, chmod},
};

#[test]
fn keyrings_open_or_say_why_not() {
    let shop = Shop::new();
    drop(shop.open());
    let real = fs::read(shop.keyring()).expect("a keyring");
    let other = {
        let shop = Shop::new();
        drop(shop.open());
        fs::read(shop.keyring()).expect("a keyring")
    };
    let path = shop.folder().join("keys/changed");
    fs::write(&path, &real).expect("written");
    chmod(&path, 0o600);
    each("keyrings", 3_000, |dice| {
        let bytes = changed(&[&real, &other], dice);
        fs::write(&path, &bytes).expect("written");
        if let Err(error) = Keyring::open(&path, false, &mut SystemRandom) {
            // The error quotes nothing of the file.
            let told = format!("{error} {error:?}");
            let words = std::str::from_utf8(&bytes).unwrap_or_default().split('"');
            for word in words.filter(|word| word.len() > 20) {
                assert!(!told.contains(word), "{told}");
            }
        }
        assert_eq!(fs::read(&path).expect("still there"), bytes);
    });
}

/// Writes `bytes` as a configuration, and stores a value in it.
fn configure(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("written");
    let key = ConfigKey::named("screen.theme").expect("a key");
    match Config::load(path, true, &[]) {
        Ok(before) => {
            // Some files have no place for it (such as an inline table with dotted keys): then nothing changes.
            if config::remember(path, key, &ConfigValue::Text("mono".to_owned())).is_ok() {
                let after = Config::load(path, true, &[]).expect("still a configuration");
                assert_eq!(key.value(&after), ConfigValue::Text("mono".to_owned()));
                for other in config::KEYS.iter().filter(|other| other.path != key.path) {
                    assert_eq!(other.value(&after), other.value(&before), "{}", other.path);
                }
            } else {
                assert_eq!(fs::read(path).expect("still there"), bytes);
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

#[test]
fn configurations_are_read_or_say_why_not() {
    const EXAMPLE: &str = "language = \"ko\"\ntill = 7 # the bar\n[screen]\ntheme = \"dark\"\nascii = true\n\
                           bell = false\n[rules]\naccept_expired = false\nduplicate_seconds = 300\n\
                           [shop]\naddress = [\"서울\", \"2층\"]\n[printer]\nto = \"tcp:printer:9100\"\n";
    const DOTTED: &str =
        "screen.theme = 'auto'\nrules = { require_luhn = true, \"accept_expired\" = false }\n";
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("config.toml");
    each("configurations", 2_000, |dice| {
        configure(&path, &changed(&[EXAMPLE.as_bytes(), DOTTED.as_bytes()], dice));
    });
}
