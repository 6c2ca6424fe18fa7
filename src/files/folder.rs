//! Private folders, and making a name in a folder durable.

use std::{
    fs::{DirBuilder, File},
    io,
    path::Path,
};

use super::owner::give_like;

/// The folder that `path` is in; of a bare name, the current one.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes `folder` and the missing folders above it, for the owner only, who is that of the folder above, and syncs each: a
/// file that was synced must not be lost in a power cut because its folder is gone.
///
/// # Errors
/// The operating system's reason.
pub fn create_private_folder(folder: &Path) -> io::Result<()> {
    let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
    let missing: Vec<_> = folder.ancestors().take_while(is_missing).collect();
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    // The topmost first: each is then in a folder that is durable already, and has its owner.
    missing.into_iter().rev().try_for_each(|folder| {
        if cfg!(unix) {
            give_like(&File::open(folder)?, folder_of(folder));
        }
        sync_folder_of(folder)
    })
}

/// Makes a new or renamed file in a folder survive a power loss. Does nothing where a folder cannot be synced: some
/// file systems do not support it, and a folder that may be written but not read cannot be opened.
///
/// # Errors
/// The operating system's reason.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder_of(path)).and_then(|folder| folder.sync_all()) {
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_bare_name_is_in_the_current_folder() {
        for (path, folder) in [("a", "."), ("a/b", "a"), ("/a", "/"), ("./a", "."), ("", ".")] {
            assert_eq!(folder_of(Path::new(path)), Path::new(folder), "{path:?}");
        }
    }

    #[test]
    fn folders_are_made_once_and_never_over_a_file() {
        let home = tempfile::tempdir().expect("folder");
        let deep = home.path().join("a/b/c");
        for _ in 0..2 {
            create_private_folder(&deep).expect("made");
            assert!(deep.is_dir());
        }
        #[cfg(unix)]
        for folder in ["a", "a/b", "a/b/c"] {
            let metadata = fs::metadata(home.path().join(folder)).expect("metadata");
            assert_eq!(crate::files::mode(&metadata), 0o700, "{folder}");
        }
        let file = home.path().join("file");
        fs::write(&file, "").expect("written");
        sync_folder_of(&file).expect("its folder can be synced");
        assert_eq!(
            create_private_folder(&file).map_err(|error| error.kind()),
            Err(io::ErrorKind::AlreadyExists)
        );
        assert_eq!(
            create_private_folder(&file.join("below")).map_err(|error| error.kind()),
            Err(io::ErrorKind::NotADirectory)
        );
        let nowhere = home.path().join("none/file");
        assert_eq!(sync_folder_of(&nowhere).map_err(|error| error.kind()), Err(io::ErrorKind::NotFound));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_that_cannot_be_synced_is_no_trouble() {
        sync_folder_of(Path::new("/proc/version")).expect("taken as it is");
    }
}
