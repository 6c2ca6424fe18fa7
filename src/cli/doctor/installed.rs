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

/// Where each shell looks for completions below a folder of shared data, and under which names.
const COMPLETIONS: [(&str, &[&str], &[&str]); 3] = [
    ("bash", &["bash-completion/completions"], &["paydesk", "paydesk.bash", "_paydesk"]),
    ("zsh", &["zsh/site-functions", "zsh/vendor-completions"], &["_paydesk"]),
    ("fish", &["fish/vendor_completions.d"], &["paydesk.fish"]),
];
/// The page of the program below a folder of shared data, as it is and as packages compress it.
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

    let shared = shared_folders(program.as_deref());
    let mut completions = Check::new("completions", Text::DoctorCompletions, CheckState::Note, "");
    let mut found = Vec::new();
    for (shell, folders, names) in COMPLETIONS {
        let shared = shared.iter().flat_map(|shared| folders.iter().map(move |folder| shared.join(folder)));
        let file = first_file(shared.chain(own_folders(shell)), names).map(|path| path.display().to_string());
        found.extend(file.as_ref().map(|path| format!("{shell} ({path})")));
        completions = completions.data(shell, file);
    }
    completions.value =
        if found.is_empty() { locale.text(Text::DoctorNoCompletions) } else { found.join(", ") };

    let page = first_file(shared.iter().map(|shared| shared.join("man/man1")), &PAGES);
    let page = page.map(|path| path.display().to_string());
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

/// Where shared data of programs is, in the order in which shells and `man` look: the user's, beside the program, the system's.
fn shared_folders(program: Option<&Path>) -> Vec<PathBuf> {
    let beside = program.and_then(|program| program.ancestors().nth(2)).map(|prefix| prefix.join("share"));
    let system = env::var_os("XDG_DATA_DIRS").filter(|folders| !folders.is_empty());
    let system = system.unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    paths::data_folder().into_iter().chain(beside).chain(env::split_paths(&system)).collect()
}

/// Where the user's own completions of a shell are, besides shared data.
fn own_folders(shell: &str) -> Vec<PathBuf> {
    let home = || env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    match shell {
        "zsh" => {
            let named = env::var_os("FPATH").unwrap_or_default();
            env::split_paths(&named).chain(home().map(|home| home.join(".zfunc"))).collect()
        }
        "fish" => paths::config_folder().map(|config| config.join("fish/completions")).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The first of these files that is in one of these folders.
fn first_file(folders: impl Iterator<Item = PathBuf>, names: &[&str]) -> Option<PathBuf> {
    folders.flat_map(|folder| names.iter().map(move |name| folder.join(name))).find(|path| path.is_file())
}
