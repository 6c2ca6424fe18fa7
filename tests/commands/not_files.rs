//! Pipes, devices, sockets and folders in the place of a file: refused at once. A program that waited would never end.

use std::{fs, os::unix::net::UnixListener, path::Path};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::home::{Home, PAYMENT, shown};

fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().expect("folder")).expect("folder");
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("pipe");
}

/// What is no file, and how it is called.
fn strangers(home: &Home) -> Vec<(String, &'static str)> {
    pipe(&home.path("pipe"));
    // Bound to the end of the process only; the name stays.
    drop(UnixListener::bind(home.path("socket")).expect("socket"));
    fs::create_dir(home.path("folder")).expect("folder");
    vec![
        (shown(&home.path("pipe")), "this is a pipe, not a file"),
        (shown(&home.path("socket")), "this is a socket, not a file"),
        (shown(&home.path("folder")), "this is a folder, not a file"),
        ("/dev/zero".to_owned(), "this is a device, not a file"),
    ]
}

#[test]
fn every_file_that_can_be_named_is_refused_where_it_is_none() {
    let home = Home::new();
    home.paid();
    let copy = shown(&home.path("copy.db"));
    home.ok(&["backup", &copy], "");
    for (path, what) in strangers(&home) {
        for (args, exit) in [
            (&["list", "--ledger", &path][..], 3),
            (&["pay", "--ledger", &path], 3),
            (&["verify", "--ledger", &path], 3),
            (&["demo", "--rows", "1", "--ledger", &path], 3),
            (&["list", "--keyring", &path], 3),
            (&["verify", "--keyring", &path], 3),
            (&["key", "rotate", "--keyring", &path], 3),
            (&["list", "--config", &path], 3),
            (&["config", "--config", &path], 3),
            (&["backup", "--force", &path], 1),
            (&["key", "backup", "--force", &path], 1),
            (&["restore", &path], 3),
            (&["key", "restore", "--force", &path], 3),
            (&["key", "restore", "--force", &copy, "--keyring", &path], 1),
            (&["key", "protect", "--new-passphrase-file", &path], 3),
        ] {
            let ran = home.run(args, PAYMENT);
            assert!(ran.err.contains(what), "{args:?}: {}", ran.err);
            assert_eq!(ran.code, Some(exit), "{args:?}");
        }
        let ran = home.run(&["doctor", "--ledger", &path], "");
        assert_eq!(ran.code, Some(3), "{path}");
    }
    let ran = home.run(&["list", "--lang", "ko", "--keyring", &shown(&home.path("pipe"))], "");
    let way_on = "읽을 수 없습니다(파일이 아니라 파이프입니다). 경로와 읽기 권한을 확인하거나 --keyring으로 다른 파일을 지정하세요.\n";
    assert!(ran.err.ends_with(way_on), "{}", ran.err);
    assert_eq!(home.count(), 1);
}

#[test]
fn a_passphrase_comes_from_a_file() {
    let home = Home::new();
    home.paid();
    let file = home.path("passphrase");
    fs::write(&file, "correct horse").expect("written");
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("chmod");
    home.ok(&["key", "protect", "--new-passphrase-file", &shown(&file)], "");
    for (path, what) in strangers(&home) {
        let ran = home.run(&["list", "--passphrase-file", &path], "");
        let expected = format!(
            "paydesk: The passphrase cannot be read from {path}: {what}. Check the path and who may read it.\n"
        );
        assert_eq!((ran.err, ran.code), (expected, Some(3)));
    }
}

#[test]
fn a_pipe_in_the_place_of_a_log_is_not_waited_for() {
    let home = Home::new();
    home.paid();
    let log = home.path("data/paydesk/ledger.db-wal");
    pipe(&log);
    for args in [&["list"][..], &["pay"], &["verify"], &["backup", "copy.db"]] {
        let ran = home.run(args, PAYMENT);
        assert!(ran.err.contains("this is a pipe, not a file"), "{args:?}: {}", ran.err);
        assert_eq!(ran.code, Some(3), "{args:?}");
    }
    // It is still there: SQLite would have taken it for its log and removed it.
    fs::remove_file(log).expect("removed");
    assert_eq!(home.count(), 1);
}
