//! The command line of `paydesk central` and `paydesk ship`.

use clap::Subcommand;
use unicode_normalization::UnicodeNormalization as _;
use unicode_width::UnicodeWidthStr as _;

use crate::{cli::help::en, payment::memo::is_control, record::ShopNumber};

/// `paydesk central`
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CentralArgs {
    /// Make an empty database a centre: tables, functions and roles
    #[command(long_about = en::CENTRAL_SETUP, after_long_help = en::CENTRAL_SETUP_EXAMPLES)]
    Setup,
    /// Let the ledger of this shop ship to the centre
    #[command(long_about = en::CENTRAL_ENROL, after_long_help = en::CENTRAL_ENROL_EXAMPLES)]
    Enrol {
        /// The number of the shop, 1 to 99999
        #[arg(long, value_name = "NUMBER", value_parser = shop_number)]
        shop: ShopNumber,
        /// Its name
        #[arg(long, value_parser = shop_name)]
        name: String,
    },
    /// Say how far every ledger was shipped, and what is held
    #[command(after_long_help = en::CENTRAL_STATUS_EXAMPLES)]
    Status {
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Decide which of two branches of a ledger counts
    #[command(long_about = en::CENTRAL_DECIDE, after_long_help = en::CENTRAL_DECIDE_EXAMPLES)]
    Decide {
        /// The number of the ledger, as status has it
        #[arg(id = "number", value_name = "LEDGER")]
        ledger: i32,
        /// The branch that counts from now on: 0 is what the centre has
        #[arg(value_name = "BRANCH")]
        branch: i32,
    },
    /// Check everything at the centre: rows, chains, signatures, sums
    #[command(long_about = en::CENTRAL_VERIFY, after_long_help = en::CENTRAL_VERIFY_EXAMPLES)]
    Verify {
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Make the ledger of a dead till again, of what the centre has
    #[command(long_about = en::CENTRAL_REBUILD, after_long_help = en::CENTRAL_REBUILD_EXAMPLES)]
    Rebuild {
        /// The number of the ledger, as status has it
        #[arg(id = "number", value_name = "LEDGER")]
        ledger: i32,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
}

impl CentralArgs {
    /// True if the command opens a ledger of this machine.
    pub(in crate::cli) fn needs_keyring(&self) -> bool {
        matches!(self, Self::Enrol { .. } | Self::Rebuild { .. })
    }

    /// True if the command prints JSON.
    pub(in crate::cli) fn json(&self) -> bool {
        match self {
            Self::Setup | Self::Enrol { .. } | Self::Decide { .. } => false,
            Self::Status { json, .. } | Self::Verify { json, .. } | Self::Rebuild { json, .. } => *json,
        }
    }
}

/// `paydesk ship`
#[derive(Debug, Clone, Copy, clap::Args)]
pub(in crate::cli) struct ShipArgs {
    /// Go on with what is recorded from now on
    #[arg(long)]
    pub(in crate::cli) follow: bool,
    /// Print a JSON object
    #[arg(long, conflicts_with = "follow")]
    pub(in crate::cli) json: bool,
}

/// Most columns of the name of a shop.
const NAME_COLUMNS: usize = 40;

/// Reads the name of a shop, which is shown on screens and in lists.
fn shop_name(text: &str) -> Result<String, String> {
    let name: String = text.trim().nfc().collect();
    let fits = (1..=NAME_COLUMNS).contains(&name.width()) && !name.contains(is_control);
    fits.then_some(name)
        .ok_or_else(|| format!("a name has 1 to {NAME_COLUMNS} columns, and no control characters"))
}

/// Reads the number of a shop.
pub(in crate::cli) fn shop_number(text: &str) -> Result<ShopNumber, String> {
    let number = text.parse().ok().and_then(ShopNumber::new);
    number.ok_or_else(|| format!("a shop has a number from 1 to {}", ShopNumber::MAX))
}
