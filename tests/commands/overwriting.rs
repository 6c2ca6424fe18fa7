//! `--force` replaces an older copy and nothing else; and no command writes one of its files over another.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use crate::home::{Home, error, shown};

/// A home with a payment, a configuration, and the names that its files have.
fn shop() -> Home {
    let home = Home::new();
    home.paid();
    home.configure("till = 2\n");
    home
}

/// Every file below a folder, with what is in it; but not SQLite's own, which every command makes anew.
fn content(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(content(&path));
        } else {
            found.push((path.clone(), fs::read(path).expect("bytes")));
        }
    }
    found.sort();
    found
}

/// Both commands that write a copy refuse to write it to `target`, with one status, and change nothing.
fn refused(home: &Home, target: &Path, sentence: &str, code: &str) {
    let before = content(&home.path(""));
    for command in [&["backup"][..], &["key", "backup"]] {
        let ran = home.run(&[command, &["--force", "--json", &shown(target)]].concat(), "");
        assert_eq!(ran.err, format!("paydesk: {} {sentence}\n", shown(target)), "{command:?}");
        assert_eq!((error(&ran.out).0.as_str(), ran.code), (code, Some(1)), "{command:?}");
    }
    assert_eq!(content(&home.path("")), before, "{}", target.display());
}

#[test]
fn a_file_in_use_is_never_replaced_by_whatever_way_it_is_named() {
    let home = shop();
    for (file, sentence, code) in [
        (home.ledger(), "is the ledger itself. Name another file.", "ledger"),
        (home.keyring(), "is the keyring itself. Name another file.", "keyring"),
        (home.config(), "is the configuration itself. Name another file.", "config"),
    ] {
        let (link, hard, way) = (home.path("link"), home.path("hard"), home.path("way"));
        symlink(&file, &link).expect("link");
        symlink(file.parent().expect("folder"), &way).expect("link");
        refused(&home, &file, sentence, code);
        refused(&home, &link, sentence, code);
        refused(&home, &way.join(file.file_name().expect("name")), sentence, code);
        fs::remove_file(&link).expect("removed");
        fs::remove_file(&way).expect("removed");
        if file != home.ledger() {
            // A ledger with two names is refused before.
            fs::hard_link(&file, &hard).expect("link");
            refused(&home, &hard, sentence, code);
            fs::remove_file(&hard).expect("removed");
        }
    }
    assert_eq!(home.count(), 1);
}

#[test]
fn what_is_kept_beside_the_ledger_is_not_a_target_even_where_it_is_not_there() {
    let home = shop();
    let sentence = "is a file that Paydesk keeps beside ledger and keyring. Name another file.";
    let beside = |end: &str| home.path(&format!("data/paydesk/ledger.db{end}"));
    for end in ["-wal", "-shm", "-journal", "-till02-1.in-flight", "-till99-16.in-flight", ".unfinished-77"] {
        assert!(!beside(end).exists());
        refused(&home, &beside(end), sentence, "ledger");
    }
    refused(&home, &home.keyring().with_file_name("keyring.ledgers"), sentence, "ledger");
    // Through a link to the folder, and through one to a note that is there.
    symlink(home.path("data/paydesk"), home.path("way")).expect("link");
    refused(&home, &home.path("way/ledger.db-wal"), sentence, "ledger");
    fs::write(beside("-till02-1.in-flight"), " ").expect("written");
    fs::hard_link(beside("-till02-1.in-flight"), home.path("hard")).expect("link");
    refused(&home, &home.path("hard"), sentence, "ledger");
    // A ledger that is named by a link has SQLite's files beside the real one.
    symlink(home.ledger(), home.path("other.db")).expect("link");
    let ran = home.run(&["backup", &shown(&beside("-wal")), "--ledger", &shown(&home.path("other.db"))], "");
    assert_eq!((ran.err, ran.code), (format!("paydesk: {} {sentence}\n", shown(&beside("-wal"))), Some(1)));
    // Names that only look like it are free.
    for end in ["-wal2", ".bak", "-till2"] {
        home.ok(&["backup", &shown(&beside(end))], "");
        assert!(beside(end).exists());
    }
}

#[test]
fn a_backup_replaces_a_copy_of_this_ledger_and_nothing_else() {
    let (home, other) = (shop(), shop());
    let target = home.path("copy.db");
    let backup = || home.run(&["backup", "--force", &shown(&target)], "");
    let sentence = format!(
        "paydesk: {} is there already, and it is not a copy of this ledger. It was not replaced. Name another file, or move it away.\n",
        shown(&target)
    );
    let keyring = fs::read(home.keyring()).expect("bytes");
    other.ok(&["backup", &shown(&other.path("copy.db"))], "");
    let foreign = fs::read(other.path("copy.db")).expect("bytes");
    for bytes in [b"a letter".to_vec(), vec![0; 4096], keyring, foreign] {
        fs::write(&target, &bytes).expect("written");
        let ran = backup();
        assert_eq!((ran.err, ran.out.as_str(), ran.code), (sentence.clone(), "", Some(1)));
        assert_eq!(fs::read(&target).expect("bytes"), bytes);
    }
    let korean = home.run(&["backup", "--force", "--lang", "ko", &shown(&target)], "");
    let expected = format!(
        "paydesk: {} 파일이 이미 있고 이 장부의 사본이 아닙니다. 바꾸지 않았습니다. 다른 파일을 지정하거나 그 파일을 옮기세요.\n",
        shown(&target)
    );
    assert_eq!((korean.err, korean.code), (expected, Some(1)));
    // An empty file, a ledger in which nothing was recorded, and an older copy.
    fs::write(&target, "").expect("written");
    assert_eq!(backup().code, Some(0));
    fs::remove_file(&target).expect("removed");
    let empty = Home::new();
    empty.ok(&["list"], "");
    fs::copy(empty.ledger(), &target).expect("a ledger without entries");
    assert_eq!(backup().code, Some(0));
    home.paid();
    assert_eq!(backup().code, Some(0));
    home.ok(&["verify", "--ledger", &shown(&target)], "");
}

#[test]
fn a_ledger_that_went_on_is_not_replaced_by_a_copy_that_did_not() {
    let home = shop();
    let copy = shown(&home.path("copy.db"));
    home.ok(&["backup", &copy], "");
    home.paid();
    let ledger = shown(&home.ledger());
    for (lang, sentence) in [
        (
            "en",
            "is there already, and it has transactions that this ledger does not have. It was not replaced. Name another file, or move it away.",
        ),
        (
            "ko",
            "파일이 이미 있고 이 장부에 없는 거래가 들어 있습니다. 바꾸지 않았습니다. 다른 파일을 지정하거나 그 파일을 옮기세요.",
        ),
    ] {
        let ran = home.run(&["backup", "--force", &ledger, "--ledger", &copy, "--lang", lang], "");
        assert_eq!((ran.err, ran.code), (format!("paydesk: {ledger} {sentence}\n"), Some(1)));
    }
    assert_eq!(home.count(), 2);
    // What is only looked at does not go on: lists are facts of the copy's own.
    home.ok(&["list", "--csv", "--ledger", &copy], "");
    home.ok(&["backup", "--force", &copy], "");
    assert_eq!(home.ok(&["list", "--ledger", &copy, "--csv"], "").lines().count(), 3);
}

#[test]
fn a_copy_of_the_keyring_replaces_a_keyring_and_nothing_else() {
    let (home, other) = (shop(), shop());
    let target = home.path("copy");
    home.ok(&["backup", &shown(&home.path("copy.db"))], "");
    let sentence = format!(
        "paydesk: {} is there already, and it is not a keyring. It was not replaced. Name another file, or move it away.\n",
        shown(&target)
    );
    for bytes in [b"a letter".to_vec(), fs::read(home.path("copy.db")).expect("bytes"), vec![b' '; 70_000]] {
        fs::write(&target, &bytes).expect("written");
        let ran = home.run(&["key", "backup", "--force", &shown(&target)], "");
        assert_eq!((ran.err, ran.out.as_str(), ran.code), (sentence.clone(), "", Some(1)));
        assert_eq!(fs::read(&target).expect("bytes"), bytes);
    }
    for bytes in [Vec::new(), fs::read(other.keyring()).expect("bytes")] {
        fs::write(&target, bytes).expect("written");
        home.ok(&["key", "backup", "--force", &shown(&target)], "");
        assert_eq!(fs::read(&target).expect("bytes"), fs::read(home.keyring()).expect("bytes"));
    }
}

#[test]
fn a_keyring_is_restored_over_a_damaged_one_and_over_nothing_else() {
    let home = shop();
    let copy = shown(&home.path("copy"));
    home.ok(&["key", "backup", &copy], "");
    let keyring = fs::read(home.keyring()).expect("bytes");
    fs::write(home.keyring(), keyring.get(..40).expect("half")).expect("damaged");
    home.ok(&["key", "restore", "--force", &copy], "");
    assert_eq!(fs::read(home.keyring()).expect("bytes"), keyring);
    // A ledger that is named as the keyring, be it this one or another.
    home.ok(&["backup", &shown(&home.path("copy.db"))], "");
    let [other, own] = [home.path("copy.db"), home.ledger()].map(|path| shown(&path));
    for (ledger, sentence, code) in [
        (&other, format!("{other} is there already, and it is not a keyring."), 1),
        (&own, format!("--keyring and --ledger are the same file: {own}."), 3),
    ] {
        let before = fs::read(ledger).expect("bytes");
        let ran = home.run(&["key", "restore", "--force", &copy, "--keyring", ledger], "");
        assert!(ran.err.starts_with(&format!("paydesk: {sentence}")), "{}", ran.err);
        assert_eq!((ran.code, fs::read(ledger).expect("bytes") == before), (Some(code), true));
    }
}

#[test]
fn two_files_of_one_name_are_refused_by_every_command() {
    let home = shop();
    let before = content(&home.path(""));
    let (ledger, log) = (shown(&home.ledger()), shown(&home.path("data/paydesk/ledger.db-wal")));
    let keyring = shown(&home.keyring());
    let same = |path: &str| {
        format!("--keyring and --ledger are the same file: {path}. Name another file with one of them.")
    };
    for (args, sentence) in [
        (["--keyring", &ledger], same(&ledger)),
        // It is read before it is compared.
        (["--config", &ledger], "this is not UTF-8. Save the file as UTF-8.".to_owned()),
        (
            ["--keyring", &log],
            format!("--keyring: {log} is a file that Paydesk keeps beside the ledger. Name another file."),
        ),
        (["--ledger", &keyring], same(&keyring)),
    ] {
        for command in [&["list"][..], &["demo"], &["key", "rotate"], &["pay"], &["restore", "copy.db"]] {
            let ran = home.run(&[command, &args].concat(), "");
            assert!(ran.err.contains(&sentence), "{command:?} {args:?}: {}", ran.err);
            assert_eq!(ran.code, Some(3), "{command:?} {args:?}");
        }
    }
    assert_eq!(content(&home.path("")), before);
}

#[test]
fn a_configuration_that_is_the_keyring_names_both_options() {
    let home = shop();
    let file = shown(&home.path("empty"));
    fs::write(&file, "").expect("written");
    for (lang, sentence) in [
        (
            "en",
            format!("--config and --keyring are the same file: {file}. Name another file with one of them."),
        ),
        (
            "ko",
            format!("--config, --keyring: 같은 파일입니다({file}). 둘 가운데 하나에 다른 파일을 지정하세요."),
        ),
    ] {
        let ran = home.run(&["list", "--lang", lang, "--config", &file, "--keyring", &file], "");
        assert_eq!((ran.err, ran.code), (format!("paydesk: {sentence}\n"), Some(3)));
    }
}
