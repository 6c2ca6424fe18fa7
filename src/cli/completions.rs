//! `paydesk completions`: what makes a shell complete commands, options and their values.

use std::{any::TypeId, path::PathBuf};

use clap::{Command, ValueHint};
use clap_complete::Shell;

use super::{
    args,
    output::{Exit, Output},
};

/// Prints the completions of `shell`, with descriptions in the language of the answer.
pub(super) fn run(output: &mut Output<'_>, shell: Shell) -> Exit {
    let mut command = hinted(args::with_help(output.locale().lang()));
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, args::PROGRAM, &mut script);
    output.finish(&script)
}

/// The same command, in which only an option that is a path is completed with the names of files. Not so arguments: zsh would no
/// longer complete options beside one that has nothing to complete.
fn hinted(command: Command) -> Command {
    let command = command.mut_args(|arg| {
        let is_path = arg.get_value_parser().type_id() == TypeId::of::<PathBuf>();
        let takes_values = !arg.is_positional() && arg.get_action().takes_values();
        if takes_values && !is_path { arg.value_hint(ValueHint::Other) } else { arg }
    });
    command.mut_subcommands(hinted)
}
