//! The command line: every option with its help and its environment variable, side by side.

use std::{
    env,
    io::{self, Write as _},
    path::PathBuf,
};

use chrono::{Datelike as _, FixedOffset, NaiveDate};
use clap::{
    Arg, ArgMatches, CommandFactory as _, FromArgMatches as _, Id, Parser, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use clap_complete::Shell;
use strum::{IntoEnumIterator as _, VariantArray as _};
use zeroize::Zeroizing;

#[cfg(feature = "central")]
use super::central::args::{CentralArgs, ShipArgs, shop_number};
use super::{
    help::{self, en},
    output::{Exit, Output, printable_lines},
};
#[cfg(feature = "central")]
use crate::record::ShopNumber;
use crate::{
    demo,
    locale::{Lang, Locale},
    payment::{Till, Won, card_text::hide_cards, id::ID_LEN},
    record::{JournalHash, Month, SlipCopy},
    staff::{OperatorNumber, Role},
};

/// The name of the program.
pub(super) const PROGRAM: &str = "paydesk";

/// The id of `--set` in clap.
const SET: &str = "set";

/// A point-of-sale terminal that lives in a terminal.
#[derive(Debug, Parser)]
#[command(name = PROGRAM, version, max_term_width = 100, long_about = en::ABOUT, after_long_help = en::EXAMPLES)]
pub(super) struct CommandLine {
    #[command(flatten)]
    pub(super) options: GlobalOptions,
    #[command(subcommand)]
    pub(super) command: Option<CommandArgs>,
}

/// The options of every command.
#[derive(Debug, clap::Args)]
#[expect(clippy::doc_markdown, reason = "shown as plain text by --help")]
#[command(next_help_heading = "Options of every command")]
pub(super) struct GlobalOptions {
    /// Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "FILE",
        env = "PAYDESK_LEDGER",
        hide_env_values = true
    )]
    pub(super) ledger: Option<PathBuf>,
    /// Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "FILE",
        env = "PAYDESK_KEYRING",
        hide_env_values = true
    )]
    pub(super) keyring: Option<PathBuf>,
    /// Private file whose first line is the keyring's passphrase [default: asked for]
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "FILE",
        env = "PAYDESK_PASSPHRASE_FILE",
        hide_env_values = true
    )]
    pub(super) passphrase_file: Option<PathBuf>,
    /// Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "FILE",
        env = "PAYDESK_CONFIG",
        hide_env_values = true
    )]
    pub(super) config: Option<PathBuf>,
    /// Number of this till, 1 to 99 [default: the configuration's]
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "NN",
        env = "PAYDESK_TILL",
        hide_env_values = true
    )]
    #[arg(value_parser = till)]
    pub(super) till: Option<Till>,
    /// Language, en or ko [default: the configuration's, else the locale's]
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "LANG",
        env = "PAYDESK_LANG",
        hide_env_values = true
    )]
    #[arg(value_parser = lang())]
    pub(super) lang: Option<Lang>,
    /// Draw the screens with ASCII only
    #[arg(long, global = true, hide_short_help = true)]
    pub(super) ascii: bool,
    /// Work on a small made-up ledger that vanishes at the end
    #[arg(long, global = true, hide_short_help = true)]
    pub(super) demo: bool,
    /// Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file
    #[arg(id = "as", long = "as", global = true, hide_short_help = true, value_name = "NUMBER")]
    #[arg(value_parser = operator)]
    pub(super) acting: Option<OperatorNumber>,
    /// Private file whose first line is the PIN of who acts [default: asked for]
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "FILE",
        env = "PAYDESK_PIN_FILE",
        hide_env_values = true
    )]
    pub(super) pin_file: Option<PathBuf>,
    /// The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more
    #[cfg(feature = "central")]
    #[arg(long, global = true, hide_short_help = true, value_name = "URL")]
    pub(super) central: Option<String>,
    /// Private file whose first line is the password at the centre
    #[cfg(feature = "central")]
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "FILE",
        env = "PAYDESK_PASSWORD_FILE",
        hide_env_values = true
    )]
    pub(super) password_file: Option<PathBuf>,
    /// Set a configuration key for this run, as in rules.accept_expired=true; may be repeated
    #[arg(id = SET, long = "set", hide_short_help = true, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum CommandArgs {
    /// Take payments: JSON requests on standard input
    #[command(long_about = en::PAY, after_long_help = en::PAY_EXAMPLES)]
    Pay,
    /// Cancel payments, in full or in part: JSON requests on standard input
    #[command(long_about = en::CANCEL, after_long_help = en::CANCEL_EXAMPLES)]
    Cancel,
    /// Show a payment or a cancel with its history and its message
    #[command(after_long_help = en::SHOW_EXAMPLES)]
    Show(ShowArgs),
    /// Show or print the slip of a payment or a cancel
    #[command(long_about = en::SLIP, after_long_help = en::SLIP_EXAMPLES)]
    Slip(SlipArgs),
    /// Give a payment or a cancel a memo, as an order number or a name
    #[command(long_about = en::MEMO, after_long_help = en::MEMO_EXAMPLES)]
    Memo(MemoArgs),
    /// List transactions, newest first
    #[command(long_about = en::LIST, after_long_help = en::LIST_EXAMPLES)]
    List(ListArgs),
    /// Hand every entry of the journal to a program, once and in order
    #[command(long_about = en::TAIL, after_long_help = en::TAIL_EXAMPLES)]
    Tail(TailArgs),
    /// Show supply value and VAT of payments and cancels, month by month
    #[command(long_about = en::VAT, after_long_help = en::VAT_EXAMPLES)]
    Vat(VatArgs),
    /// Close the day (Z): the figures since the last close; with --x only show them (X)
    #[command(long_about = en::CLOSE, after_long_help = en::CLOSE_EXAMPLES)]
    Close(CloseArgs),
    /// Hand messages over to the card company: a file of all that no batch has yet
    #[command(name = "handover", long_about = en::HAND_OVER, after_long_help = en::HAND_OVER_EXAMPLES)]
    HandOver(HandOverArgs),
    /// Record what the card company answers: a file of CSV, or JSON lines
    #[command(long_about = en::ANSWERS, after_long_help = en::ANSWERS_EXAMPLES)]
    Answers(AnswersArgs),
    /// List the closes, newest first, or show one of them again
    #[command(long_about = en::CLOSES, after_long_help = en::CLOSES_EXAMPLES)]
    Closes(ClosesArgs),
    /// List the people of the shop, make and change them
    #[command(long_about = en::PEOPLE, after_long_help = en::PEOPLE_EXAMPLES)]
    People(PeopleArgs),
    /// Encode or decode messages of the card company; opens no ledger
    #[command(subcommand)]
    Message(MessageArgs),
    /// Check the whole ledger: every row, seal, hash, balance and index
    #[command(long_about = en::VERIFY, after_long_help = en::VERIFY_EXAMPLES)]
    Verify(VerifyArgs),
    /// Take over the database of an older system
    #[command(long_about = en::IMPORT, after_long_help = en::IMPORT_EXAMPLES)]
    Import(ImportArgs),
    /// Make a ledger with a made-up history, to try things on
    #[command(long_about = en::DEMO, after_long_help = en::DEMO_EXAMPLES)]
    Demo(DemoArgs),
    /// Copy the ledger while tills work; the copy is checked
    #[command(long_about = en::BACKUP, after_long_help = en::BACKUP_EXAMPLES)]
    Backup(CopyArgs),
    /// Put a copy in the ledger's place, where there is none yet
    #[command(long_about = en::RESTORE, after_long_help = en::RESTORE_EXAMPLES)]
    Restore(RestoreArgs),
    /// Look after the keys: a new one, a passphrase, copies
    #[command(subcommand)]
    Key(KeyArgs),
    /// Answer what Paydesk asks about the ledger
    #[command(subcommand)]
    Ledger(LedgerArgs),
    /// Check everything that Paydesk needs: files, keys, clock, terminal
    #[command(long_about = en::DOCTOR, after_long_help = en::DOCTOR_EXAMPLES)]
    Doctor {
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Show the configuration in force, or an example of one
    #[command(after_long_help = en::CONFIG_EXAMPLES)]
    Config {
        /// Print a commented configuration file with every key at its default
        #[arg(long)]
        example: bool,
    },
    /// Look after a centre, which has what many shops record
    #[cfg(feature = "central")]
    #[command(subcommand)]
    Central(CentralArgs),
    /// Ship what was recorded to the centre, which has all shops
    #[cfg(feature = "central")]
    #[command(long_about = en::SHIP, after_long_help = en::SHIP_EXAMPLES)]
    Ship(ShipArgs),
    /// Print what makes a shell complete commands and options with Tab
    #[command(long_about = en::COMPLETIONS, after_long_help = en::COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell: bash, elvish, fish, powershell or zsh
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
    /// Write the man pages, one for each command
    #[command(long_about = en::MAN, after_long_help = en::MAN_EXAMPLES)]
    Man {
        /// The folder; it is made where it is missing
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

impl CommandArgs {
    /// True if the command says what a ledger has: where one is named that is not there, it makes none.
    pub(super) fn looks_at_a_ledger(&self) -> bool {
        matches!(
            self,
            Self::List(_)
                | Self::Show(_)
                | Self::Slip(_)
                | Self::Memo(_)
                | Self::Tail(_)
                | Self::Vat(_)
                | Self::Close(_)
                | Self::Closes(_)
                | Self::HandOver(_)
                | Self::Answers(_)
                | Self::People(PeopleArgs { command: None, .. })
        )
    }

    /// True if the command prints JSON.
    pub(super) fn answers_in_json(&self) -> bool {
        match self {
            Self::Pay | Self::Cancel | Self::Tail(_) | Self::Message(_) => true,
            Self::Show(show) => show.json,
            Self::Slip(slip) => slip.json,
            Self::Memo(memo) => memo.json,
            Self::List(list) => list.json,
            Self::Vat(vat) => vat.json,
            Self::Close(close) => close.json,
            Self::Closes(closes) => closes.show().map_or(closes.json, |show| show.json),
            Self::HandOver(asked) => asked.check().map_or(asked.json, |check| check.json),
            Self::Answers(answers) => answers.json,
            Self::People(people) => people.json(),
            Self::Verify(verify) => verify.json,
            Self::Backup(backup) => backup.json,
            Self::Restore(restore) => restore.json,
            Self::Doctor { json } | Self::Ledger(LedgerArgs::Accept { json }) => *json,
            Self::Import(import) => import.json,
            Self::Key(key) => key.json(),
            #[cfg(feature = "central")]
            Self::Central(central) => central.json(),
            #[cfg(feature = "central")]
            Self::Ship(ship) => ship.json,
            Self::Demo(_) | Self::Config { .. } | Self::Completions { .. } | Self::Man { .. } => false,
        }
    }
}

/// `paydesk show`
#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// The id; blanks in it do not matter
    #[arg(required = true, value_name = "ID")]
    pub(super) id: Vec<String>,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
    /// Show the message with card number and CVC; this is written to the journal
    #[arg(long)]
    pub(super) reveal: bool,
    /// With --central, where several shops have this id: the one of this number
    #[cfg(feature = "central")]
    #[arg(long, value_name = "NUMBER", value_parser = shop_number)]
    pub(super) shop: Option<ShopNumber>,
}

/// `paydesk slip`
#[derive(Debug, clap::Args)]
pub(super) struct SlipArgs {
    /// The id; blanks in it do not matter
    #[arg(required = true, value_name = "ID")]
    pub(super) id: Vec<String>,
    /// Whose copy: customer or merchant
    #[arg(long, value_name = "COPY", default_value = "customer", value_parser = slip_copy())]
    pub(super) copy: SlipCopy,
    /// Columns of the paper, 24 to 64; left out: those of the configuration
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(24..=64))]
    pub(super) width: Option<u8>,
    /// Write the bytes for a receipt printer (ESC/POS); this counts as printed, and is written to the journal
    #[arg(long, conflicts_with = "json")]
    pub(super) escpos: bool,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `paydesk memo`
#[derive(Debug, clap::Args)]
pub(super) struct MemoArgs {
    /// The id, then the memo: at most 60 columns; - reads it from standard input, an empty one takes it away
    #[arg(required = true, num_args = 2.., value_names = ["ID", "TEXT"])]
    words: Vec<String>,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

impl MemoArgs {
    /// How many words the id has: it may be in groups.
    fn words_of_id(&self) -> usize {
        let mut characters = 0;
        let is_short = |word: &&String| {
            characters += word.chars().filter(|c| !c.is_whitespace()).count();
            characters < ID_LEN
        };
        let before_last = self.words.iter().take_while(is_short).count();
        // The last word is text, whatever the others are.
        (before_last + 1).min(self.words.len().saturating_sub(1))
    }

    /// The words of the id.
    pub(super) fn id(&self) -> String {
        self.words.get(..self.words_of_id()).unwrap_or_default().join(" ")
    }

    /// The words of the memo.
    pub(super) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.words.get(self.words_of_id()..).unwrap_or_default().join(" "))
    }
}

/// Reads the word of a copy.
fn slip_copy() -> impl TypedValueParser<Value = SlipCopy> {
    let words = SlipCopy::VARIANTS.iter().map(|copy| copy.word());
    PossibleValuesParser::new(words).try_map(|word| word.parse::<SlipCopy>())
}

/// `paydesk list`
#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// What the look-up screen takes: an id, the end of a card, an amount, a day …; left out: everything
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    /// Print a JSON object a line
    #[arg(long)]
    pub(super) json: bool,
    /// Only this card: its number, read from standard input
    #[arg(long, value_name = "-", value_parser = standard_input)]
    pub(super) card: Option<()>,
    /// Print CSV for a spreadsheet, with a header; amounts of cancels are below zero
    #[arg(long, conflicts_with = "json")]
    pub(super) csv: bool,
    /// Print every column of the JSON, with ids and times as there; also with --csv
    #[arg(long, conflicts_with = "json")]
    pub(super) wide: bool,
    /// At most this many; 0 is all
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(super) limit: u64,
}

/// `paydesk tail`
#[derive(Debug, clap::Args)]
pub(super) struct TailArgs {
    /// Go on after the entry of this number; 0 is all
    #[arg(long, value_name = "SEQ", default_value_t = 0)]
    #[arg(value_parser = clap::value_parser!(i64).range(0..))]
    pub(super) since: i64,
    /// Go on with what is recorded from now on
    #[arg(long)]
    pub(super) follow: bool,
    /// Print a JSON object a line; there is no other form, so it may be left out
    #[arg(long)]
    pub(super) json: bool,
}

/// `paydesk vat`
#[derive(Debug, clap::Args)]
pub(super) struct VatArgs {
    /// The first month, as 2026-07
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub(super) from: Month,
    /// The last month
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub(super) to: Month,
    /// Print a JSON object a line, one for each month
    #[arg(long)]
    pub(super) json: bool,
    /// Print CSV for a spreadsheet, with a header
    #[arg(long, conflicts_with = "json")]
    pub(super) csv: bool,
}

/// `paydesk close`
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(super) struct CloseArgs {
    /// Close nothing: show the figures since the last close
    #[arg(long)]
    pub(super) x: bool,
    /// Only what this till recorded
    #[arg(long, requires = "x")]
    pub(super) own: bool,
    /// Print it on the receipt printer, too
    #[arg(long)]
    pub(super) print: bool,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `paydesk closes`
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct ClosesArgs {
    #[command(subcommand)]
    command: Option<ClosesCommand>,
    /// Only those of this month and later, as 2026-07
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub(super) from: Option<Month>,
    /// Only those of this month and earlier
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub(super) to: Option<Month>,
    /// Print a JSON object a line
    #[arg(long)]
    pub(super) json: bool,
}

/// What `paydesk closes` does but list.
#[derive(Debug, Subcommand)]
enum ClosesCommand {
    /// Show a close again; as text this counts as a reprint, and is written to the journal
    #[command(after_long_help = en::CLOSES_SHOW_EXAMPLES)]
    Show(ShowCloseArgs),
}

/// `paydesk closes show`
#[derive(Debug, clap::Args)]
pub(super) struct ShowCloseArgs {
    /// The number of the close
    #[arg(value_name = "NUMBER", value_parser = close_number)]
    pub(super) number: u32,
    /// Print a JSON object; this does not count as a reprint
    #[arg(long, conflicts_with = "columns")]
    pub(super) json: bool,
    /// Columns of the paper, 24 to 64; left out: those of the configuration
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(24..=64))]
    pub(super) columns: Option<u8>,
    /// Print it on the receipt printer instead
    #[arg(long, conflicts_with_all = ["json", "columns"])]
    pub(super) print: bool,
}

impl ClosesArgs {
    /// The close that is asked for; `None` for all.
    pub(super) fn show(&self) -> Option<&ShowCloseArgs> {
        self.command.as_ref().map(|ClosesCommand::Show(show)| show)
    }
}

/// `paydesk handover`
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct HandOverArgs {
    #[command(subcommand)]
    command: Option<HandOverCommand>,
    /// A new file, or a folder to put it in; left out: handover.to of the configuration
    #[arg(value_name = "FILE|DIR")]
    pub(super) to: Option<PathBuf>,
    /// Begin the first batch with this business date, or go further back than it did, as 2026-11-01
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with_all = ["batch", "resubmit"])]
    pub(super) from: Option<NaiveDate>,
    /// Make the file of this batch again
    #[arg(long, value_name = "NUMBER", value_parser = batch_number)]
    pub(super) batch: Option<u32>,
    /// Hand over again what was rejected, of the oldest batch that has some
    #[arg(long, conflicts_with = "batch")]
    pub(super) resubmit: bool,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// What `paydesk handover` does but hand over.
#[derive(Debug, Subcommand)]
enum HandOverCommand {
    /// Check the file of a batch: its first fault, with line and slot; opens no ledger
    #[command(after_long_help = en::HAND_OVER_CHECK_EXAMPLES)]
    Check(CheckBatchArgs),
}

/// `paydesk handover check`
#[derive(Debug, clap::Args)]
pub(super) struct CheckBatchArgs {
    /// The file; - reads standard input
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

impl HandOverArgs {
    /// The file that is to be checked, taken out; without one they are given back.
    pub(super) fn into_check(self) -> Result<CheckBatchArgs, Self> {
        match self {
            Self { command: Some(HandOverCommand::Check(check)), .. } => Ok(check),
            other => Err(other),
        }
    }

    /// The file that is to be checked; `None` to hand over.
    pub(super) fn check(&self) -> Option<&CheckBatchArgs> {
        self.command.as_ref().map(|HandOverCommand::Check(check)| check)
    }
}

/// `paydesk answers`
#[derive(Debug, clap::Args)]
pub(super) struct AnswersArgs {
    /// The file of the card company; - reads standard input
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Print a JSON object a line, one for each batch
    #[arg(long)]
    pub(super) json: bool,
}

/// `paydesk people`
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct PeopleArgs {
    #[command(subcommand)]
    pub(super) command: Option<PeopleCommand>,
    /// Print a JSON object a line
    #[arg(id = "json", long = "json")]
    pub(super) list_json: bool,
}

/// What `paydesk people` does but list.
#[derive(Debug, Subcommand)]
pub(super) enum PeopleCommand {
    /// Make a person; the first one is an owner
    #[command(after_long_help = en::PEOPLE_ADD_EXAMPLES)]
    Add {
        /// The number, 1 to 99; no number begins with another one
        #[arg(value_name = "NUMBER", value_parser = operator)]
        number: OperatorNumber,
        /// The name, at most 16 columns
        #[arg(long)]
        name: String,
        /// The role: cashier, supervisor, owner or program
        #[arg(long, value_name = "ROLE", value_parser = role())]
        role: Role,
        /// A limit of a cashier or program, as cancel=500000; payment, cancel or `cancels_a_day`; may be repeated
        #[arg(long, value_name = "KEY=NUMBER", value_parser = limit)]
        limit: Vec<LimitArg>,
        /// Private file whose first line is the PIN [default: asked for twice]
        #[arg(long, value_name = "FILE")]
        new_pin_file: Option<PathBuf>,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Change name, role or limits of a person; what is left out stays
    #[command(after_long_help = en::PEOPLE_CHANGE_EXAMPLES)]
    Change {
        /// The number
        #[arg(value_name = "NUMBER", value_parser = operator)]
        number: OperatorNumber,
        /// Another name
        #[arg(long)]
        name: Option<String>,
        /// Another role; it needs a new PIN
        #[arg(long, value_name = "ROLE", value_parser = role())]
        role: Option<Role>,
        /// Another limit, as cancel=500000; without a number, as cancel=, none; may be repeated
        #[arg(long, value_name = "KEY=NUMBER", value_parser = limit)]
        limit: Vec<LimitArg>,
        /// Private file whose first line is the new PIN of a new role [default: asked for twice]
        #[arg(long, value_name = "FILE")]
        new_pin_file: Option<PathBuf>,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Give a person a new PIN
    #[command(after_long_help = en::PEOPLE_PIN_EXAMPLES)]
    Pin {
        /// The number
        #[arg(value_name = "NUMBER", value_parser = operator)]
        number: OperatorNumber,
        /// Private file whose first line is the new PIN [default: asked for twice]
        #[arg(long, value_name = "FILE")]
        new_pin_file: Option<PathBuf>,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Set how many digits new PINs have, 4 to 8
    #[command(after_long_help = en::PEOPLE_DIGITS_EXAMPLES)]
    Digits {
        /// How many
        #[arg(value_name = "N")]
        digits: u8,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Let a person sign in no more
    #[command(after_long_help = en::PEOPLE_DISABLE_EXAMPLES)]
    Disable {
        /// The number
        #[arg(value_name = "NUMBER", value_parser = operator)]
        number: OperatorNumber,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Let a person sign in again who was disabled
    #[command(after_long_help = en::PEOPLE_ENABLE_EXAMPLES)]
    Enable {
        /// The number
        #[arg(value_name = "NUMBER", value_parser = operator)]
        number: OperatorNumber,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// End the wait of a person after wrong PINs
    #[command(after_long_help = en::PEOPLE_UNLOCK_EXAMPLES)]
    Unlock {
        /// The number
        #[arg(value_name = "NUMBER", value_parser = operator)]
        number: OperatorNumber,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Give an owner who has lost the PIN a new one
    #[command(long_about = en::PEOPLE_RECOVER, after_long_help = en::PEOPLE_RECOVER_EXAMPLES)]
    Recover {
        /// The number
        #[arg(value_name = "NUMBER", value_parser = operator)]
        number: OperatorNumber,
        /// Private file whose first line is the new PIN [default: asked for twice]
        #[arg(long, value_name = "FILE")]
        new_pin_file: Option<PathBuf>,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
}

impl PeopleArgs {
    /// True if the command prints JSON.
    pub(super) fn json(&self) -> bool {
        match &self.command {
            None => self.list_json,
            Some(
                PeopleCommand::Add { json, .. }
                | PeopleCommand::Change { json, .. }
                | PeopleCommand::Pin { json, .. }
                | PeopleCommand::Digits { json, .. }
                | PeopleCommand::Disable { json, .. }
                | PeopleCommand::Enable { json, .. }
                | PeopleCommand::Unlock { json, .. }
                | PeopleCommand::Recover { json, .. },
            ) => *json,
        }
    }
}

/// A limit of a person; `None` is no limit.
#[derive(Debug, Clone, Copy)]
pub(super) enum LimitArg {
    Payment(Option<Won>),
    Cancel(Option<Won>),
    CancelsADay(Option<u32>),
}

/// `paydesk verify`
#[derive(Debug, clap::Args)]
pub(super) struct VerifyArgs {
    /// A hash that was printed earlier and has to occur in the journal: 64 hex digits
    #[arg(long, value_name = "HASH", value_parser = hash)]
    pub(super) since: Option<JournalHash>,
    /// Make the search index again first; transactions are not touched
    #[arg(long)]
    pub(super) rebuild_index: bool,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `paydesk demo`
#[derive(Debug, clap::Args)]
pub(super) struct DemoArgs {
    /// How many transactions, 1 to 50,000,000; ten million are three years
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    #[arg(value_parser = clap::value_parser!(u64).range(demo_rows()))]
    pub(super) rows: u64,
    /// Which history: the same number makes the same one
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
}

/// `paydesk import`
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option")]
pub(super) struct ImportArgs {
    /// The database of the older system
    #[arg(value_name = "FILE", required_unless_present = "set_aside")]
    pub(super) file: Option<PathBuf>,
    /// Say what would be taken over, and record nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Offset from UTC of the times in the file, as in +09:00; left out: that of this machine
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true, value_parser = utc_offset)]
    pub(super) utc_offset: Option<FixedOffset>,
    /// The day before which rows without a time were, as in 2026-11-21; left out: when the file was changed last
    #[arg(long, value_name = "DAY", value_parser = date)]
    pub(super) as_of: Option<NaiveDate>,
    /// Take CVCs over, too
    #[arg(long)]
    pub(super) with_cvc: bool,
    /// List the rows that were set aside
    #[arg(long, conflicts_with_all = ["file", "dry_run", "utc_offset", "as_of", "with_cvc"])]
    pub(super) set_aside: bool,
    /// Print a JSON object; of --set-aside one a line
    #[arg(long)]
    pub(super) json: bool,
}

/// `paydesk restore`
#[derive(Debug, clap::Args)]
pub(super) struct RestoreArgs {
    /// The copy
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `paydesk key`
#[derive(Debug, Subcommand)]
pub(super) enum KeyArgs {
    /// Make a new key, and seal every message again with it while tills work
    #[command(long_about = en::KEY_ROTATE, after_long_help = en::KEY_ROTATE_EXAMPLES)]
    Rotate {
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Put a passphrase over the keyring, change it, or take it off
    #[command(long_about = en::KEY_PROTECT, after_long_help = en::KEY_PROTECT_EXAMPLES)]
    Protect {
        /// Take the passphrase off
        #[arg(long, conflicts_with = "new_passphrase_file")]
        remove: bool,
        /// Private file whose first line is the new passphrase [default: asked for twice]
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Copy the keyring; the copy is read back
    #[command(long_about = en::KEY_BACKUP, after_long_help = en::KEY_BACKUP_EXAMPLES)]
    Backup(CopyArgs),
    /// Put a copy of the keyring back, if it is the one of this ledger
    #[command(long_about = en::KEY_RESTORE, after_long_help = en::KEY_RESTORE_EXAMPLES)]
    Restore(CopyArgs),
}

impl KeyArgs {
    /// True if the command prints JSON.
    pub(super) fn json(&self) -> bool {
        match self {
            Self::Rotate { json } | Self::Protect { json, .. } => *json,
            Self::Backup(copy) | Self::Restore(copy) => copy.json,
        }
    }
}

/// `paydesk ledger`
#[derive(Debug, Subcommand)]
pub(super) enum LedgerArgs {
    /// Go on with the ledger that is there now, or begin a new one where there is none
    #[command(long_about = en::LEDGER_ACCEPT, after_long_help = en::LEDGER_ACCEPT_EXAMPLES)]
    Accept {
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
}

/// `paydesk backup`, `paydesk key backup` and `paydesk key restore`
#[derive(Debug, clap::Args)]
pub(super) struct CopyArgs {
    /// The copy
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Replace the file that is there
    #[arg(long)]
    pub(super) force: bool,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `paydesk message`
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum MessageArgs {
    /// JSON fields on standard input to 450-byte messages, one a line
    #[command(long_about = en::ENCODE, after_long_help = en::ENCODE_EXAMPLES)]
    Encode,
    /// 450-byte lines on standard input to JSON fields, one object a line
    #[command(long_about = en::DECODE, after_long_help = en::DECODE_EXAMPLES)]
    Decode(DecodeArgs),
}

/// `paydesk message decode`
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct DecodeArgs {
    /// Check the slots, but not the rules of payments and cancels
    #[arg(long)]
    pub(super) layout_only: bool,
    /// Refuse messages whose cipher text has not the form of Paydesk's seals; opens no keyring
    #[arg(long, conflicts_with = "layout_only")]
    pub(super) own: bool,
}

fn demo_rows() -> impl std::ops::RangeBounds<u64> {
    demo::ROWS
}

fn till(text: &str) -> Result<Till, &'static str> {
    let is_short_number = text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_short_number);
    number.and_then(Till::new).ok_or("a till is a number from 1 to 99")
}

fn operator(text: &str) -> Result<OperatorNumber, &'static str> {
    OperatorNumber::parse(text).or(Err("a person has a number from 1 to 99, without a zero in front"))
}

/// Reads the word of a role.
fn role() -> impl TypedValueParser<Value = Role> {
    let words = Role::VARIANTS.iter().map(|role| role.as_str());
    PossibleValuesParser::new(words).try_map(|word| word.parse::<Role>())
}

fn limit(text: &str) -> Result<LimitArg, &'static str> {
    const WRONG: &str =
        "a limit is payment=WON, cancel=WON or cancels_a_day=COUNT; without a number it is none";
    let (key, value) = text.split_once('=').ok_or(WRONG)?;
    let is_number = value.bytes().all(|digit| digit.is_ascii_digit());
    let number =
        if value.is_empty() { None } else { Some(value.parse().ok().filter(|_| is_number).ok_or(WRONG)?) };
    let won = || number.map(|number| Won::new(number).ok_or(WRONG)).transpose();
    match key {
        "payment" => Ok(LimitArg::Payment(won()?)),
        "cancel" => Ok(LimitArg::Cancel(won()?)),
        "cancels_a_day" => {
            let count = number.map(|number| u32::try_from(number).or(Err(WRONG))).transpose()?;
            Ok(LimitArg::CancelsADay(count))
        }
        _ => Err(WRONG),
    }
}

fn standard_input(text: &str) -> Result<(), &'static str> {
    if text == "-" { Ok(()) } else { Err("a card number is read from standard input only: --card -") }
}

fn close_number(text: &str) -> Result<u32, &'static str> {
    text.parse().ok().filter(|number| *number > 0).ok_or("a close has a number: 1, 2, …")
}

fn date(text: &str) -> Result<NaiveDate, &'static str> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    date.filter(|date| (1970..=9999).contains(&date.year())).ok_or("a day is YYYY-MM-DD")
}

fn utc_offset(text: &str) -> Result<FixedOffset, &'static str> {
    text.parse().or(Err("an offset from UTC is +HH:MM or -HH:MM, as in +09:00"))
}

fn month(text: &str) -> Result<Month, &'static str> {
    text.parse().or(Err("a month is YYYY-MM, from 2000-01 to 2099-12"))
}

fn batch_number(text: &str) -> Result<u32, &'static str> {
    text.parse().ok().filter(|number| *number > 0).ok_or("a batch has a number from 1 on")
}

fn hash(text: &str) -> Result<JournalHash, &'static str> {
    // On paper and on the screen it is in groups.
    let digits: String = text.split_whitespace().collect();
    JournalHash::from_hex(&digits).ok_or("a hash is 64 hex digits, as paydesk verify prints them")
}

/// Reads the word of a language.
fn lang() -> impl TypedValueParser<Value = Lang> {
    let words = Lang::iter().map(<&'static str>::from);
    PossibleValuesParser::new(words).try_map(|word| word.parse::<Lang>())
}

/// Why no command is run: help was asked for, or the usage is wrong.
pub(super) struct NotRun {
    error: clap::Error,
    lang: Lang,
}

/// Reads the command line of this process.
pub(super) fn read() -> Result<CommandLine, NotRun> {
    read_in(Lang::En).map_err(|error| match help::language(env::args_os().skip(1)) {
        Lang::En => NotRun { error, lang: Lang::En },
        // The same again: help and error are made while the command line is read.
        Lang::Ko => NotRun { error: read_in(Lang::Ko).err().unwrap_or(error), lang: Lang::Ko },
    })
}

/// Reads the command line, with help and errors in `lang`.
fn read_in(lang: Lang) -> Result<CommandLine, clap::Error> {
    let mut command = with_help(lang);
    for variable in empty_variables(&command) {
        command = command.mut_arg(variable, |option| option.env(None::<&'static str>));
    }
    let read = command.try_get_matches_from_mut(env::args_os()).and_then(|matches| {
        let mut args = CommandLine::from_arg_matches(&matches)?;
        args.options.set = overrides(&matches);
        Ok(args)
    });
    read.map_err(|mut error| {
        let words = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
        let words: Vec<String> = words.collect();
        help::improve(&mut error, &command, &words);
        error
    })
}

/// The whole command line, with its help in `lang`.
pub(super) fn with_help(lang: Lang) -> clap::Command {
    help::add(command_line(), lang)
}

/// The command line without help, with `--set` in every command.
pub(super) fn command_line() -> clap::Command {
    let command = CommandLine::command();
    let set = command.get_arguments().find(|option| option.get_id() == SET).cloned();
    command.mut_subcommands(|below| with(below, set.as_ref()))
}

/// Whether an argument is an option of every command.
pub(super) fn is_of_every_command(arg: &Arg) -> bool {
    arg.is_global_set() || arg.get_id() == SET
}

/// Adds `option` to `command` and to all its subcommands. Not a global option of clap: of one that is given before and after
/// the subcommand, clap keeps only the values of one place.
fn with(command: clap::Command, option: Option<&Arg>) -> clap::Command {
    command.args(option).mut_subcommands(|below| with(below, option))
}

/// The values of every `--set`, in the order of the command line.
fn overrides(matches: &ArgMatches) -> Vec<String> {
    let here = matches.try_get_many::<String>(SET).ok().flatten().into_iter().flatten().cloned();
    let below = matches.subcommand().map(|(_, below)| overrides(below));
    here.chain(below.into_iter().flatten()).collect()
}

/// The options whose environment variable is empty. An empty variable counts as unset.
fn empty_variables(command: &clap::Command) -> Vec<Id> {
    let is_empty = |option: &&Arg| {
        let value = option.get_env().and_then(env::var_os);
        value.is_some_and(|value| value.is_empty())
    };
    command.get_arguments().filter(is_empty).map(|option| option.get_id().clone()).collect()
}

/// Prints help on standard output, a usage error on standard error. The error quotes what was typed, and that may be a card
/// number: it is hidden.
pub(super) fn say(NotRun { error, lang }: &NotRun) -> Exit {
    if error.use_stderr() {
        let korean = if *lang == Lang::Ko { help::sentence(error) } else { None };
        let text = korean.unwrap_or_else(|| error.render().to_string());
        let _ = io::stderr().lock().write_all(printable_lines(&hide_cards(&text)).as_bytes());
        Exit::Usage
    } else {
        match error.print() {
            Ok(()) => Exit::Done,
            Err(error) => Output::new(&Locale::new(*lang)).write_failed(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        for lang in [Lang::En, Lang::Ko] {
            with_help(lang).debug_assert();
        }
    }
}
