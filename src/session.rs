//! What a run of Paydesk starts with, whatever shows it: files, rules, language.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::{config, desk::Settings, locale::Lang};

/// What a run starts with.
pub struct Session {
    /// Files, till and rules.
    pub settings: Settings,
    /// The language to speak.
    pub lang: Lang,
    /// How the screens look and sound.
    pub screen: config::ScreenConfig,
    /// When the screens lock.
    pub security: config::Security,
    /// The configuration's file, there or not; what is chosen on the screens is kept in it.
    pub config: PathBuf,
    /// Of a demonstration, the folder of its ledger. It vanishes with this value.
    pub demo: Option<TempDir>,
}
