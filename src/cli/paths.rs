//! The default paths of the files, for those that no option names.

use std::{
    env,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy as _;

/// The folder below the user's folders.
const FOLDER: &str = "paydesk";

/// `$XDG_DATA_HOME/paydesk/ledger.db`; `None` without a home.
pub(super) fn ledger() -> Option<PathBuf> {
    file(data_folder(), "ledger.db")
}

/// `$XDG_CONFIG_HOME/paydesk/keyring`; `None` without a home.
pub(super) fn keyring() -> Option<PathBuf> {
    file(config_folder(), "keyring")
}

/// `$XDG_CONFIG_HOME/paydesk/config.toml`; `None` without a home.
pub(super) fn config() -> Option<PathBuf> {
    file(config_folder(), "config.toml")
}

/// `$XDG_DATA_HOME`; `None` without a home.
pub(super) fn data_folder() -> Option<PathBuf> {
    folder("XDG_DATA_HOME", |folders| folders.data)
}

/// `$XDG_CONFIG_HOME`; `None` without a home.
pub(super) fn config_folder() -> Option<PathBuf> {
    folder("XDG_CONFIG_HOME", |folders| folders.config)
}

/// `name` in our folder below `folder`.
fn file(folder: Option<PathBuf>, name: &str) -> Option<PathBuf> {
    Some([&folder?, Path::new(FOLDER), Path::new(name)].iter().collect())
}

/// The folder that `variable` names, else the system's own.
fn folder(variable: &str, system: impl FnOnce(SystemFolders) -> PathBuf) -> Option<PathBuf> {
    let named = env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    named.or_else(|| system_folders().map(system))
}

/// Where this system keeps the files of a user's programs.
struct SystemFolders {
    data: PathBuf,
    config: PathBuf,
}

fn system_folders() -> Option<SystemFolders> {
    // Without HOME the library would look into the password file: too quiet a choice for the place of a ledger.
    if cfg!(unix) && env::var_os("HOME").is_none_or(|home| home.is_empty()) {
        return None;
    }
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(SystemFolders { data: strategy.data_dir(), config: strategy.config_dir() })
}
