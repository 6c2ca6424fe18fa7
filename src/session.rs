//! What the screens start with: files, rules, language. Commands get its [`Settings`] alone.

use std::path::PathBuf;

use crate::{config, desk::Settings, files::DemoFolder, locale::Lang};

/// The settings of one run.
pub struct Session {
    /// Files, till and rules.
    pub settings: Settings,
    /// The language to speak.
    pub lang: Lang,
    /// How the screens look and sound.
    pub screen: config::ScreenConfig,
    /// Shop, printer and slips.
    pub paper: config::PaperConfig,
    /// Copies that are made without being asked for.
    pub backup: config::BackupConfig,
    /// What is given to the card company.
    pub hand_over: config::HandOverConfig,
    /// When the screens lock.
    pub security: config::Security,
    /// The centre that is looked at in place of a ledger.
    #[cfg(feature = "central")]
    pub office: Option<Box<crate::central::Address>>,
    /// The configuration file; it need not exist. Choices made on the screens are stored in it, but not those of a
    /// demonstration.
    pub config: PathBuf,
    /// The temporary folder of a demonstration's ledger. Dropping it deletes the folder.
    pub demo: Option<DemoFolder>,
}
