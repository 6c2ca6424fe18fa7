//! Where the files are when nobody names them.

use std::{
    env,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy as _;

/// The folder below the user's folders.
const FOLDER: &str = "paydesk";

/// `$XDG_DATA_HOME/paydesk/ledger.db`; `None` without a home.
pub(super) fn ledger() -> Option<PathBuf> {
    file("XDG_DATA_HOME", Base::data_dir, "ledger.db")
}

/// `$XDG_CONFIG_HOME/paydesk/keyring`; `None` without a home.
pub(super) fn keyring() -> Option<PathBuf> {
    file("XDG_CONFIG_HOME", Base::config_dir, "keyring")
}

/// `$XDG_CONFIG_HOME/paydesk/config.toml`; `None` without a home.
pub(super) fn config() -> Option<PathBuf> {
    file("XDG_CONFIG_HOME", Base::config_dir, "config.toml")
}

/// `name` in our folder: below what `variable` names, else where this system keeps such files.
fn file(variable: &str, folder: impl FnOnce(&Base) -> PathBuf, name: &str) -> Option<PathBuf> {
    let named = env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = named.or_else(|| base().map(|base| folder(&base)))?;
    Some([&folder, Path::new(FOLDER), Path::new(name)].iter().collect())
}

#[cfg(windows)]
type Base = etcetera::base_strategy::Windows;
#[cfg(not(windows))]
type Base = etcetera::base_strategy::Xdg;

fn base() -> Option<Base> {
    // Without HOME the password file would be asked: a ledger does not belong where nobody named a place.
    if cfg!(unix) && env::var_os("HOME").is_none_or(|home| home.is_empty()) {
        return None;
    }
    etcetera::choose_base_strategy().ok()
}
