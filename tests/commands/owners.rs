//! Files keep their owner when the superuser works on them for another user.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, chown},
    path::Path,
};

use crate::home::{Home, say_ignored, shown};

/// The user and group of a shop.
const SHOP: (u32, u32) = (4711, 4712);

fn owner(path: &Path) -> (u32, u32) {
    let found = fs::symlink_metadata(path).expect("metadata");
    (found.uid(), found.gid())
}

/// Whether this test can run: only the superuser can give files away. Says so where it cannot.
fn is_superuser() -> bool {
    let is = rustix::process::geteuid().is_root();
    if !is {
        say_ignored("only the superuser can give files to another user");
    }
    is
}

/// Gives a folder and all in it to the shop.
fn give(folder: &Path) {
    chown(folder, Some(SHOP.0), Some(SHOP.1)).expect("given");
    for entry in fs::read_dir(folder).expect("folder").flatten() {
        let path = entry.path();
        if path.is_dir() { give(&path) } else { chown(path, Some(SHOP.0), Some(SHOP.1)).expect("given") }
    }
}

/// The files below a folder that are not the shop's.
fn others(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("folder").flatten().map(|entry| entry.path());
    let mut found = Vec::new();
    for path in entries {
        if owner(&path) != SHOP {
            found.push(shown(&path));
        }
        if path.is_dir() {
            found.extend(others(&path));
        }
    }
    found
}

#[test]
fn what_is_replaced_keeps_its_owner() {
    if !is_superuser() {
        return;
    }
    let home = Home::new();
    home.paid();
    let (copy, keys) = (home.path("copy.db"), home.path("keys"));
    home.ok(&["backup", &shown(&copy)], "");
    home.ok(&["key", "backup", &shown(&keys)], "");
    give(&home.path(""));
    home.ok(&["key", "rotate"], "");
    let passphrase = home.path("passphrase");
    fs::write(&passphrase, "correct horse").expect("written");
    fs::set_permissions(&passphrase, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("chmod");
    let protect = ["key", "protect", "--new-passphrase-file", &shown(&passphrase)];
    home.ok(&protect, "");
    let named = ["--passphrase-file", &shown(&passphrase)];
    home.ok(&[&["key", "protect", "--remove"][..], &named].concat(), "");
    home.ok(&["key", "backup", "--force", &shown(&keys)], "");
    home.ok(&["key", "restore", "--force", &shown(&keys)], "");
    home.ok(&["backup", "--force", &shown(&copy)], "");
    home.paid();
    fs::remove_file(passphrase).expect("removed");
    assert_eq!(others(&home.path("")), [""; 0]);
}

#[test]
fn what_is_new_belongs_to_whom_its_folder_does_and_a_copy_to_whom_the_original_does() {
    if !is_superuser() {
        return;
    }
    let home = Home::new();
    give(&home.path(""));
    home.paid();
    assert_eq!(others(&home.path("")), [""; 0], "folders, ledger, keyring");
    home.ok(&["demo", "--rows", "1", "--ledger", &shown(&home.path("try/demo.db"))], "");
    // To a folder of the superuser.
    let stick = tempfile::tempdir().expect("folder");
    let (copy, keys) = (stick.path().join("copy.db"), stick.path().join("keys"));
    home.ok(&["backup", &shown(&copy)], "");
    home.ok(&["key", "backup", &shown(&keys)], "");
    assert_eq!((owner(&copy), owner(&keys)), (SHOP, SHOP));
    // And back: the copy's owner does not count, the folder's does.
    chown(&copy, Some(0), Some(0)).expect("given");
    chown(&keys, Some(0), Some(0)).expect("given");
    fs::remove_file(home.ledger()).expect("removed");
    home.ok(&["restore", &shown(&copy)], "");
    fs::remove_file(home.keyring()).expect("removed");
    home.ok(&["key", "restore", &shown(&keys)], "");
    assert_eq!(others(&home.path("")), [""; 0]);
    // The superuser's own keyring is not given to the owner of a folder that it is copied to.
    let own = Home::new();
    own.paid();
    let shops = home.path("keys");
    own.ok(&["key", "backup", &shown(&shops)], "");
    assert_eq!(owner(&shops), (0, 0));
    chown(&shops, Some(SHOP.0), Some(SHOP.1)).expect("given");
    own.ok(&["key", "backup", "--force", &shown(&shops)], "");
    assert_eq!(owner(&shops), (0, 0));
}
