//! `paydesk --central URL`: the look-ups of head office, among all shops. Nothing is written, so nothing of it is in a journal; who asks is
//! known at the centre, which can log it.

use super::{
    args,
    central::CentreArgs,
    csv::{self, Rooms},
    list::{self, Columns, PAGE},
    output::{Exit, Output, say},
    show,
};
use crate::{
    central::{HeadOffice, OfficePage},
    desk::{DeskError, World},
    locale::{Locale, Text},
    payment::Code,
    record::{CentreError, PageFrom, Query},
};

/// What head office looks up.
pub(super) enum OfficeArgs {
    /// A list.
    List(args::ListArgs),
    /// One transaction.
    Show(args::ShowArgs),
}

impl OfficeArgs {
    /// True if the command prints JSON.
    fn in_json(&self) -> bool {
        match self {
            Self::List(list) => list.json,
            Self::Show(show) => show.json,
        }
    }
}

/// Connects.
///
/// # Errors
/// Why not, for the user.
pub(super) fn open(locale: &Locale, centre: &CentreArgs) -> Result<HeadOffice, String> {
    let address = centre.address().map_err(|error| locale.enrolment_error(&error))?;
    HeadOffice::open(address, World::system()).map_err(|error| locale.centre_error(&error))
}

/// Runs a command of head office.
pub(super) fn run(output: &mut Output<'_>, centre: &CentreArgs, asked: &OfficeArgs) -> Exit {
    let locale = output.locale();
    let query = match asked {
        OfficeArgs::List(list) => match list::asked(locale, list, true) {
            // A card is compared with a key, and only shops have one.
            Ok((_, Some(_))) => {
                return output.fail_at_desk(list.json, &DeskError::Centre(CentreError::NoKey));
            }
            Ok((query, None)) => query,
            Err(refused) => {
                say(&refused);
                return Exit::Usage;
            }
        },
        OfficeArgs::Show(show) if show.reveal => {
            return output.fail_at_desk(show.json, &DeskError::Centre(CentreError::OnlyLooks));
        }
        OfficeArgs::Show(_) => Query::default(),
    };
    let office = match open(locale, centre) {
        Ok(office) => office,
        Err(sentence) => return output.fail(asked.in_json(), Code::Central, sentence),
    };
    match asked {
        OfficeArgs::List(list) => {
            let listed = list_pages(&office, output, list, &query);
            listed.unwrap_or_else(|error| output.fail_at_desk(list.json, &error))
        }
        OfficeArgs::Show(asked) => {
            let found = show::id(asked).map_err(DeskError::from);
            let found = found.and_then(|id| office.find(id, asked.shop, None));
            show::finish(output, asked, found.as_ref().map(|story| (story, None)))
        }
    }
}

fn list_pages(
    office: &HeadOffice,
    output: &mut Output<'_>,
    list: &args::ListArgs,
    query: &Query,
) -> Result<Exit, DeskError> {
    let locale = output.locale();
    let columns = Columns::new(locale, true);
    let mut left = if list.limit == 0 { u64::MAX } else { list.limit };
    let mut from = PageFrom::Start;
    let (mut is_first, mut exit) = (true, Exit::Done);
    while left > 0 {
        let limit = usize::try_from(left.min(PAGE)).unwrap_or(usize::MAX);
        let page = office.page(query, (from, limit), false, &|| false)?;
        let Some(OfficePage { rows, is_partial, damaged, .. }) = page else { break };
        if let (Some(damaged), true) = (damaged, exit == Exit::Done) {
            say(&locale.centre_error(&damaged));
            exit = Exit::Trouble;
        }
        if is_first {
            if is_partial {
                say(&locale.text(Text::OfficePartial));
            }
            if list.csv
                && let Err(exit) = output.deliver(&csv::header(list.wide, Rooms::OFFICE))
            {
                return Ok(exit);
            }
        }
        let Some(end) = rows.last() else { break };
        from = PageFrom::After(end.place);
        if let Err(exit) = output.deliver(&list::page_lines(list, &columns, Rooms::OFFICE, (&rows, is_first)))
        {
            return Ok(exit);
        }
        is_first = false;
        left -= rows.len() as u64;
        if rows.len() < limit {
            break;
        }
    }
    if !is_first || list.json || list.csv {
        return Ok(exit);
    }
    let nothing = if query.is_everything() { Text::ListEmpty } else { Text::ListNoMatch };
    Ok(output.finish(format!("{}\n", locale.text(nothing)).as_bytes()).max(exit))
}
