//! Usage errors: what clap found, with what was probably meant, in the user's language.

use clap::{
    Command,
    error::{ContextKind, ContextValue, ErrorKind},
};

/// Adds to `error` what was probably meant by `args`, the words after the name of the program.
pub(in crate::cli) fn improve(error: &mut clap::Error, command: &Command, args: &[String]) {
    match error.kind() {
        ErrorKind::InvalidSubcommand if error.get(ContextKind::SuggestedSubcommand).is_none() => {
            let Some(typed) = text(error, ContextKind::InvalidSubcommand) else { return };
            if let Some(name) = nearest(reached(command, args), &typed) {
                error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![name]));
            }
        }
        ErrorKind::UnknownArgument => {
            let Some(typed) = text(error, ContextKind::InvalidArg) else { return };
            let list =
                command.find_subcommand("list").filter(|_| reached(command, args).get_name() == "list");
            if let Some(list) = list
                && typed.starts_with('-')
                && !typed.starts_with("--")
            {
                let works = ContextValue::StyledStrs(vec![minus_words(list, args).into()]);
                error.insert(ContextKind::Suggested, works);
            }
        }
        _ => {}
    }
}

/// The command that `args` name, as far as they are known.
fn reached<'a>(command: &'a Command, args: &[String]) -> &'a Command {
    args.iter().fold(command, |command, arg| command.find_subcommand(arg).unwrap_or(command))
}

/// The subcommand whose name is one or two slips away: as many as a third of the letters.
fn nearest(command: &Command, typed: &str) -> Option<String> {
    let names = command.get_subcommands().map(Command::get_name);
    let slips = names.map(|name| (strsim::osa_distance(typed, name), name));
    let near = slips.filter(|(slips, name)| *slips <= (name.chars().count() / 3).max(1));
    near.min().map(|(_, name)| name.to_owned())
}

/// The same list, with the words that begin with a minus where they are read as words.
fn minus_words(list: &Command, args: &[String]) -> String {
    let takes_value = |option: &str| {
        let named =
            |arg: &&clap::Arg| arg.get_long().is_some_and(|long| option.strip_prefix("--") == Some(long));
        list.get_arguments().find(named).is_some_and(|arg| arg.get_action().takes_values())
    };
    let (mut options, mut words) = (Vec::new(), Vec::new());
    let mut args = args.iter().skip_while(|arg| *arg != "list").skip(1).map(String::as_str);
    while let Some(arg) = args.next() {
        match arg {
            "--" => words.extend(args.by_ref()),
            option if option.starts_with("--") => {
                options.push(option);
                options.extend(args.by_ref().take(usize::from(takes_value(option))));
            }
            word => words.push(word),
        }
    }
    let words: Vec<_> = ["paydesk", "list"].into_iter().chain(options).chain(["--"]).chain(words).collect();
    words.join(" ")
}

/// The error in Korean; `None` for what only clap has words for.
pub(in crate::cli) fn sentence(error: &clap::Error) -> Option<String> {
    let get = |kind| text(error, kind).unwrap_or_default();
    let mut sentence = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("없는 명령입니다: {}", get(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("쓸 수 없는 인수입니다: {}", get(ContextKind::InvalidArg)),
        ErrorKind::MissingRequiredArgument => {
            format!("빠진 인수가 있습니다: {}", get(ContextKind::InvalidArg))
        }
        ErrorKind::ArgumentConflict => {
            let pair = [get(ContextKind::InvalidArg), get(ContextKind::PriorArg)];
            format!("함께 쓸 수 없는 인수입니다: {}", pair.join(", "))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let option = get(ContextKind::InvalidArg);
            match get(ContextKind::InvalidValue) {
                value if value.is_empty() => format!("값이 필요합니다: {option}"),
                value => format!("{option}: 쓸 수 없는 값입니다: {value}{}", allowed(&option)),
            }
        }
        _ => return None,
    };
    let meant = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::Suggested];
    for suggestion in meant.into_iter().filter_map(|kind| text(error, kind)) {
        sentence.push_str("\n\n  제안: ");
        sentence.push_str(&suggestion);
    }
    let usage = get(ContextKind::Usage);
    let usage = usage.trim().trim_start_matches("Usage:").trim();
    if !usage.is_empty() {
        sentence.push_str("\n\n사용법: ");
        sentence.push_str(usage);
    }
    Some(format!("오류: {sentence}\n\n자세히: paydesk --help\n"))
}

/// The values that an option takes.
fn allowed(option: &str) -> &'static str {
    match option.split_whitespace().next() {
        Some("--since") if option.ends_with("<SEQ>") => " (0 이상의 정수)",
        Some("--till") => " (1~99)",
        Some("--lang") => " (en, ko)",
        Some("<SHELL>") => " (bash, elvish, fish, powershell, zsh)",
        Some("--since") => " (paydesk verify가 출력한 16진수 64자리)",
        Some("--from" | "--to") => " (YYYY-MM, 2000-01~2099-12)",
        Some("--limit") => " (0 이상의 정수)",
        Some("--rows") => " (1~50,000,000)",
        Some("--seed") => " (정수)",
        _ => "",
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::StyledStrs(texts) => texts.first().map(ToString::to_string),
        _ => None,
    }
}
