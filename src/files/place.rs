//! Whether two paths lead to one file, be it there or yet to be made.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{folder::folder_of, identity::Identity};

/// The path without links. Of a file that is not there yet, its folder's, with the file's name.
#[must_use]
pub fn real_path(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = fs::canonicalize(folder_of(path));
        let folder = folder.or_else(|_| std::path::absolute(folder_of(path)));
        let folder = folder.unwrap_or_else(|_| folder_of(path).to_owned());
        path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name))
    })
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
}
