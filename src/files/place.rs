//! Whether two paths lead to one file, be it there or yet to be made.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{folder::folder_of, identity::Identity};

/// The path without links. Of a file that is not there yet, the nearest folder's that is there, with the rest of the path.
#[must_use]
pub fn real_path(path: &Path) -> PathBuf {
    let mut path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // A link to a file that is missing, perhaps on a disk that is not there.
    while let Ok(target) = fs::read_link(&path)
        && fs::canonicalize(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    {
        path = folder_of(&path).join(target);
    }
    let real = path.ancestors().find_map(|there| {
        let rest = path.strip_prefix(there).ok()?;
        // An empty rest would add a separator at the end.
        let join = |real: PathBuf| if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        fs::canonicalize(there).ok().map(join)
    });
    real.unwrap_or(path)
}

/// True if both paths lead to the same file: by name, by links of either kind, or because it will be made there.
#[must_use]
pub fn is_same_place(one: &Path, other: &Path) -> bool {
    let (one, other) = (real_path(one), real_path(other));
    // A folder may have two paths without a link: it may be mounted twice.
    let is_same_name = || one.file_name().is_some() && one.file_name() == other.file_name();
    one == other || is_same(&one, &other) || (is_same_name() && is_same(folder_of(&one), folder_of(&other)))
}

/// Whether the same file or folder is at both paths. Only Unix gives them numbers of their own.
fn is_same(one: &Path, other: &Path) -> bool {
    cfg!(unix)
        && Identity::at(one).ok().zip(Identity::at(other).ok()).is_some_and(|(one, other)| one.is_same(other))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_file_is_known_by_every_way_that_leads_to_it() {
        let home = tempfile::tempdir().expect("folder");
        let at = |name: &str| home.path().join(name);
        fs::create_dir(at("folder")).expect("folder");
        fs::write(at("folder/file"), "").expect("written");
        symlink("folder", at("way")).expect("link");
        symlink("folder/file", at("link")).expect("link");
        fs::hard_link(at("folder/file"), at("hard")).expect("link");
        fs::write(at("other"), "").expect("written");
        for same in ["folder/file", "way/file", "link", "hard", "folder/../way/file", "./folder/./file"] {
            assert!(is_same_place(&at(same), &at("folder/file")), "{same}");
            assert!(!is_same_place(&at(same), &at("other")), "{same}");
        }
        // What is not there yet.
        assert!(is_same_place(&at("way/new"), &at("folder/new")));
        assert!(!is_same_place(&at("way/new"), &at("new")));
        assert!(is_same_place(&at("none/new"), &at("none/new")));
    }

    #[test]
    fn the_real_path_is_known_also_of_what_is_missing() {
        let home = tempfile::tempdir().expect("folder");
        let real = fs::canonicalize(home.path()).expect("real");
        fs::create_dir(home.path().join("disk")).expect("folder");
        symlink("disk", home.path().join("mount")).expect("link");
        symlink("mount/ledger.db", home.path().join("ledger.db")).expect("link");
        for there in [false, true] {
            for path in ["disk/ledger.db", "mount/ledger.db", "ledger.db"] {
                assert_eq!(
                    real_path(&home.path().join(path)),
                    real.join("disk/ledger.db"),
                    "{path}, {there}"
                );
            }
            fs::write(home.path().join("disk/ledger.db"), "").expect("written");
        }
        assert_eq!(real_path(&home.path().join("mount/none/ledger.db")), real.join("disk/none/ledger.db"));
        symlink("circle", home.path().join("circle")).expect("link");
        assert_eq!(real_path(&home.path().join("circle")), real.join("circle"));
    }
}
