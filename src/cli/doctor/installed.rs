//! Checks of the installation: how the program came here, and whether shells and `man` know it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{Check, CheckState};
use crate::{
    cli::{args::PROGRAM, paths},
    locale::{Locale, Text},
};

/// The page of the program, as it is and as packages compress it.
const PAGES: [&str; 4] = ["paydesk.1", "paydesk.1.gz", "paydesk.1.xz", "paydesk.1.zst"];

/// All checks of the installation. None is ever wrong: the program works however it came here.
pub(super) fn checks(locale: &Locale) -> Vec<Check> {
    let program = env::current_exe().ok();
    let way = program.as_deref().map_or(Way::Copy, Way::of);
    let path = program.as_deref().map_or_else(|| PROGRAM.to_owned(), |path| path.display().to_string());
    let how = locale.text(way.text());
    let installed =
        Check::new("installed", Text::DoctorInstalled, CheckState::Note, format!("{how}: {path}"))
            .data("path", path)
            .data("way", way.word());

    let mut completions = Check::new("completions", Text::DoctorCompletions, CheckState::Note, "");
    let mut found = Vec::new();
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let file = first_file(shell.folders(), shell.names()).map(|path| path.display().to_string());
        found.extend(file.as_ref().map(|path| format!("{shell} ({path})")));
        completions = completions.data(&shell.to_string(), file);
    }
    completions.value =
        if found.is_empty() { locale.text(Text::DoctorNoCompletions) } else { found.join(", ") };

    let page = first_file(man_folders(), &PAGES).map(|path| path.display().to_string());
    let value = page.clone().unwrap_or_else(|| locale.text(Text::DoctorNoManPages));
    let man = Check::new("man_pages", Text::DoctorManPages, CheckState::Note, value).data("path", page);
    vec![installed, completions, man]
}

/// How the program came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As a Debian package.
    Debian,
    /// As a package of Arch Linux.
    Arch,
    /// With `cargo install` or `cargo binstall`.
    Cargo,
    /// Not at all: it lies where it was built.
    Built,
    /// Copied there by somebody.
    Copy,
}

impl Way {
    fn of(program: &Path) -> Self {
        // The package managers are asked, not their files, whose form is theirs.
        let knows = |manager: &str, asked: &str| {
            let mut command = Command::new(manager);
            command.arg(asked).arg(program).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        if knows("/usr/bin/dpkg-query", "--search") {
            return Self::Debian;
        }
        if knows("/usr/bin/pacman", "-Qo") {
            return Self::Arch;
        }
        let folder = |levels| program.ancestors().nth(levels).unwrap_or(program);
        // Cargo lists what it has installed beside the folder `bin`, and tags the folder that it builds in.
        let listed = fs::read_to_string(folder(2).join(".crates.toml")).unwrap_or_default();
        if listed.lines().any(|line| line.starts_with("\"paydesk ")) {
            Self::Cargo
        } else if folder(2).join("CACHEDIR.TAG").exists() {
            Self::Built
        } else {
            Self::Copy
        }
    }

    /// The word for programs.
    fn word(self) -> &'static str {
        match self {
            Self::Debian => "deb",
            Self::Arch => "pacman",
            Self::Cargo => "cargo",
            Self::Built => "build",
            Self::Copy => "copy",
        }
    }

    fn text(self) -> Text<'static> {
        match self {
            Self::Debian => Text::DoctorInstalledDebian,
            Self::Arch => Text::DoctorInstalledArch,
            Self::Cargo => Text::DoctorInstalledCargo,
            Self::Built => Text::DoctorInstalledBuilt,
            Self::Copy => Text::DoctorInstalledCopy,
        }
    }
}

/// A shell that packages bring completions for.
#[derive(Debug, Clone, Copy, strum::Display)]
#[strum(serialize_all = "lowercase")]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

impl Shell {
    /// Where it looks for completions as it comes, in its order: the user's first.
    fn folders(self) -> Vec<PathBuf> {
        let home = env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
        let data = paths::data_folder();
        let below = |folders: &[PathBuf], names: &[&str]| -> Vec<PathBuf> {
            folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).collect()
        };
        let own: Vec<_> = data.into_iter().collect();
        let system = system_data();
        match self {
            Self::Bash => below(&[own, system].concat(), &["bash-completion/completions"]),
            Self::Zsh => {
                let named = env::var_os("FPATH").unwrap_or_default();
                let own = env::split_paths(&named).chain(home.map(|home| home.join(".zfunc")));
                own.chain(below(&system, &["zsh/site-functions", "zsh/vendor-completions"])).collect()
            }
            Self::Fish => {
                let own_first = paths::config_folder().map(|config| config.join("fish/completions"));
                let shared = below(&[own, system].concat(), &["fish/vendor_completions.d"]);
                own_first.into_iter().chain(shared).collect()
            }
        }
    }

    /// The names that the file may have there.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Bash => &["paydesk", "paydesk.bash", "_paydesk"],
            Self::Zsh => &["_paydesk"],
            Self::Fish => &["paydesk.fish"],
        }
    }
}

/// Where data that programs share is on this system.
fn system_data() -> Vec<PathBuf> {
    let named = env::var_os("XDG_DATA_DIRS").filter(|folders| !folders.is_empty());
    env::split_paths(&named.unwrap_or_else(|| "/usr/local/share:/usr/share".into())).collect()
}

/// Where `man` looks for pages of programs: in the folders that are named, of which an empty one stands for all others; else beside those
/// of the path, and the system's.
fn man_folders() -> Vec<PathBuf> {
    let named = env::var_os("MANPATH").filter(|folders| !folders.is_empty());
    let path = env::var_os("PATH").unwrap_or_default();
    let beside = env::split_paths(&path).filter_map(|bin| Some(bin.parent()?.join("share/man")));
    let others: Vec<_> = beside.chain(system_data().into_iter().map(|folder| folder.join("man"))).collect();
    let folders = match named {
        None => others,
        Some(named) => env::split_paths(&named)
            .flat_map(|folder| if folder.as_os_str().is_empty() { others.clone() } else { vec![folder] })
            .collect(),
    };
    folders.into_iter().map(|folder| folder.join("man1")).collect()
}

/// The first of these files that is in one of these folders.
fn first_file(folders: Vec<PathBuf>, names: &[&str]) -> Option<PathBuf> {
    folders
        .into_iter()
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|path| path.is_file())
}
