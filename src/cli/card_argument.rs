//! A card number among the words of a command: it is refused unread, because histories and lists of processes keep it.

use chrono::{Datelike as _, NaiveDate};
use zeroize::Zeroizing;

use super::{
    args::CommandArgs,
    output::{Exit, Output},
};
use crate::{
    desk::{Clock as _, SystemClock},
    locale::Text,
    payment::{card_text::cards_among, error::Code},
};

/// Years of ids: digits that begin with a date within them are no card.
const YEARS_OF_IDS: i32 = 20;

/// Looks for a card number among the words of a command. If there is one, says how to give it, and returns the exit status.
pub(super) fn refuse(command: &CommandArgs, output: &mut Output<'_>) -> Option<Exit> {
    let (words, text) = match command {
        CommandArgs::List(list) => (Zeroizing::new(list.query.join(" ")), Text::ListCard),
        CommandArgs::Show(show) => (Zeroizing::new(show.id.join(" ")), Text::ListCard),
        CommandArgs::Slip(slip) => (Zeroizing::new(slip.id.join(" ")), Text::ListCard),
        CommandArgs::Memo(memo) => (memo.text(), Text::MemoCard),
        CommandArgs::HandOver(asked) => {
            let path = asked.to.as_ref().map(|path| path.to_string_lossy().into_owned());
            (Zeroizing::new(path.unwrap_or_default()), Text::HandOverCard)
        }
        _ => return None,
    };
    let today = SystemClock.now().date_naive();
    if cards_among(&words).iter().all(|card| begins_with_date(card.expose(), today)) {
        return None;
    }
    let message = output.locale().text(text);
    output.fail(command.answers_in_json(), Code::CardOnCommandLine, message);
    Some(Exit::Usage)
}

/// True if the digits begin with a date of the last twenty years, as ids do: they are an id that is cut short.
fn begins_with_date(digits: &str, today: NaiveDate) -> bool {
    let date = |(len, format)| NaiveDate::parse_from_str(digits.get(..len)?, format).ok();
    let is_recent = |date: NaiveDate| date <= today && today.year() - date.year() <= YEARS_OF_IDS;
    [(6, "%y%m%d"), (8, "%Y%m%d")].into_iter().filter_map(date).any(is_recent)
}
