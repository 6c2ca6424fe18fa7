//! What a magnetic-stripe reader types: the reader is a keyboard that ends its text with Enter.
//!
//! | track | form | source |
//! |---|---|---|
//! | 1 | `%B` number `^` name `^` `YYMM` service code, the rest `?` | ISO/IEC 7813 |
//! | 2 | `;` number `=` `YYMM` service code, the rest `?` | ISO/IEC 7813 |
//! | 3 | `+` (or a second `;`) anything `?`: never read | ISO/IEC 4909 |
//! | any | `%E?` `;E?` `+E?`: the reader could not read this track | manuals of readers |
//!
//! Readers and keyboards vary. All of these are the same swipe:
//!
//! - one track or both, in either order, with nothing, blanks or line ends between them;
//! - without end sentinels; without start sentinels, where a `?` or a line end parts the tracks;
//! - `b` for `B`, and the `D` for `=` with which chip cards write track 2 (EMV book 3, tag 57);
//! - the number of track 1 in groups, as on the card;
//! - the Hangul keyboard (KS X 5002): `B`, `D`, `E` arrive as `ㅠ`, `ㅇ`, `ㄷ` or `ㄸ`, names as any syllables;
//! - its full-width mode: `；４１１１…` for `;4111…`;
//! - keyboards of other countries, and a Shift that is stuck or lost (see [`keyboard`]).
//!
//! ```text
//!  text ──plain──► ASCII ──segments──► tracks ──judge──► Swipe | SwipeError
//!                  wiped               number and expiry only
//! ```
//!
//! Nothing is guessed. Every number that was read has to be valid, and all have to be equal; otherwise the card is
//! swiped again. One track that can be read is enough, and so is one expiry.

mod keyboard;

use std::fmt;

use zeroize::Zeroizing;

pub(crate) use keyboard::{Shape, has_ended, shape, starts_on_another_keyboard};

use self::keyboard::{plain, to_plain};
use super::{
    card::{CARD_MAX, CardNumber},
    error::Problem,
    expiry::Expiry,
};

/// Most characters of track 2 between its sentinels. ISO/IEC 7813 allows 40 with both sentinels and the check
/// character. Track 3 of ISO/IEC 4909 is longer, and its number begins with a two-digit format code: read as track 2, it
/// would be another card.
const TRACK_TWO_MAX: usize = 37;

/// Card number and expiry of a swiped card; nothing else of the card is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Swipe {
    /// The card. Its check digit matches.
    pub card: CardNumber,
    /// Its last month, which may be over: the form judges that, as for a keyed card.
    pub expiry: Expiry,
}

/// Why a swipe is refused. Holds nothing of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SwipeError {
    /// The reader reports that it could not read the card.
    #[error("the reader could not read the card")]
    ReaderError,
    /// The check digit does not match: on a stripe that is no typing error but a misread.
    #[error("the card was misread")]
    Misread,
    /// A card number that is not 10 to 16 digits.
    #[error("a card number of {found} digits")]
    Length {
        /// How many digits there were.
        found: usize,
    },
    /// Nothing in the text is a track of a payment card.
    #[error("no payment card was read")]
    NoCard,
    /// A card number without an expiry, or with a month that does not exist.
    #[error("no expiry was read")]
    Expiry,
    /// Two tracks that name different cards or different expiries.
    #[error("the tracks of the card disagree")]
    Disagree,
}

impl Swipe {
    /// Reads the text of a swipe, without its Enter.
    ///
    /// Copies made here are wiped; the caller wipes `text`.
    ///
    /// # Errors
    /// Any [`SwipeError`]. If several things are wrong: that of track 2, else of track 1, else what the reader reports.
    pub fn parse(text: &str) -> Result<Self, SwipeError> {
        let text = plain(text);
        let mut tracks = Tracks::default();
        for segment in segments(&text) {
            tracks.read(segment);
        }
        tracks.judge()
    }
}

impl fmt::Debug for Swipe {
    /// Both fields are card data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Swipe(…)")
    }
}

/// True if `c` is the first character of a swipe: a start sentinel, which no field of a form can use.
///
/// `+` begins track 3 only, which never comes first from a card that can be read, and is a key of its own.
#[must_use]
pub fn starts(c: char) -> bool {
    matches!(to_plain(c), '%' | ';')
}

/// True if `text` comes from a reader: it contains a track or a reader's error, or both sentinels of a track. A `%` or
/// `;` keyed by hand, with or without digits after it, is not enough.
#[must_use]
pub fn looks_like_swipe(text: &str) -> bool {
    let sentinels = text.trim_start().starts_with(starts) && text.chars().any(|c| to_plain(c) == '?');
    sentinels || Swipe::parse(text) != Err(SwipeError::NoCard)
}

/// The text cut where tracks end (`?` or a line end) and where they begin: before every `%`, and before a `;` or `+` that
/// a digit or a reader's error follows. A name may hold any other `;` and `+`.
fn segments(text: &str) -> impl Iterator<Item = &str> {
    text.split(['?', '\r', '\n']).flat_map(|piece| {
        let mut rest = Some(piece);
        std::iter::from_fn(move || {
            let piece = rest?;
            let cut =
                piece.char_indices().skip(1).find(|&(at, c)| begins_track(c, &piece.as_bytes()[at + 1..]));
            let (segment, next) = match cut {
                Some((at, _)) => piece.split_at_checked(at)?,
                None => (piece, ""),
            };
            rest = (!next.is_empty()).then_some(next);
            Some(segment.trim())
        })
    })
}

fn begins_track(sentinel: char, after: &[u8]) -> bool {
    match sentinel {
        '%' => true,
        ';' | '+' => after.first().is_some_and(u8::is_ascii_digit) || is_reader_error(after),
        _ => false,
    }
}

/// True if `E` alone follows a start sentinel: readers send this for a track that they could not read.
fn is_reader_error(after: &[u8]) -> bool {
    match after {
        [b'E', rest @ ..] => matches!(rest, [] | [b' ' | b'%' | b';' | b'+', ..]),
        _ => false,
    }
}

/// What was read of one track.
#[derive(PartialEq, Eq)]
struct Track {
    card: Result<CardNumber, SwipeError>,
    expiry: Option<Expiry>,
}

impl Track {
    /// Track 1 after its `%`. Format code `B` is that of payment cards.
    fn one(body: &str) -> Option<Self> {
        let (number, rest) = body.strip_prefix('B')?.split_once('^')?;
        let (_name, rest) = rest.split_once('^')?;
        Self::of(number, rest)
    }

    /// Track 2 after its `;`.
    fn two(body: &str) -> Option<Self> {
        let (number, rest) = body.split_at_checked(body.find(|c: char| !c.is_ascii_digit())?)?;
        let too_long = rest.len() > TRACK_TWO_MAX - number.len().min(CARD_MAX);
        if too_long { None } else { Self::of(number, rest.strip_prefix(['=', 'D'])?) }
    }

    /// Track 2 without its start sentinel. With `D` as the separator, only a valid check digit distinguishes it from
    /// other text.
    fn two_bare(body: &str) -> Option<Self> {
        let (number, rest) = body.split_at_checked(body.find(|c: char| !c.is_ascii_digit())?)?;
        let is_sure = rest.starts_with('=') || CardNumber::parse(number).is_ok_and(|card| card.luhn_ok());
        if is_sure { Self::two(body) } else { None }
    }

    /// `rest` begins with the expiry, `YYMM`; a separator in its place means that the card has none.
    fn of(number: &str, rest: &str) -> Option<Self> {
        let card = match CardNumber::parse(number) {
            Ok(card) if card.luhn_ok() => Ok(card),
            Ok(_) => Err(SwipeError::Misread),
            Err(Problem::Length { found }) => Err(SwipeError::Length { found }),
            Err(_) => return None,
        };
        let expiry = rest.as_bytes().first_chunk().and_then(|&[y, z, m, n]| {
            let mmyy = Zeroizing::new([m, n, y, z]);
            Expiry::parse(std::str::from_utf8(mmyy.as_slice()).ok()?).ok()
        });
        Some(Self { card, expiry })
    }

    fn is_good(&self) -> bool {
        self.card.is_ok() && self.expiry.is_some()
    }
}

/// Which track it is.
#[derive(Clone, Copy)]
enum TrackNumber {
    One,
    Two,
}

/// All that was read of a swipe so far.
#[derive(Default)]
struct Tracks {
    one: Option<Track>,
    two: Option<Track>,
    /// The reader reported an error for track 2: the next `;` is track 3.
    two_failed: bool,
    reader_error: bool,
    disagree: bool,
}

impl Tracks {
    fn read(&mut self, segment: &str) {
        let sentinel = segment.chars().next().filter(|c| matches!(c, '%' | ';' | '+'));
        let body = sentinel.and_then(|c| segment.strip_prefix(c)).unwrap_or(segment);
        if sentinel.is_some() && is_reader_error(body.as_bytes()) {
            self.reader_error = true;
            self.two_failed |= sentinel == Some(';');
            return;
        }
        let (track, kind) = match sentinel {
            Some('%') => (Track::one(body), TrackNumber::One),
            Some(';') if !self.two_failed => (Track::two(body), TrackNumber::Two),
            None if body.starts_with('B') => (Track::one(body), TrackNumber::One),
            None => (Track::two_bare(body), TrackNumber::Two),
            Some(_) => return,
        };
        if let Some(track) = track {
            self.add(kind, track);
        }
    }

    /// The first of each number counts. A later one is track 3, unless it is another valid card: then two swipes ran
    /// together.
    fn add(&mut self, kind: TrackNumber, track: Track) {
        let place = match kind {
            TrackNumber::One => &mut self.one,
            TrackNumber::Two => &mut self.two,
        };
        match place {
            None => *place = Some(track),
            Some(first) => self.disagree |= track.is_good() && *first != track,
        }
    }

    fn judge(self) -> Result<Swipe, SwipeError> {
        let (card, expiry) = match (self.two, self.one) {
            (None, None) if self.reader_error => return Err(SwipeError::ReaderError),
            (None, None) => return Err(SwipeError::NoCard),
            (Some(track), None) | (None, Some(track)) => (track.card?, track.expiry),
            (Some(two), Some(one)) => {
                let (card, other) = (two.card?, one.card?);
                let expiries_differ = two.expiry.zip(one.expiry).is_some_and(|(a, b)| a != b);
                if card != other || expiries_differ {
                    return Err(SwipeError::Disagree);
                }
                (card, two.expiry.or(one.expiry))
            }
        };
        if self.disagree {
            return Err(SwipeError::Disagree);
        }
        Ok(Swipe { card, expiry: expiry.ok_or(SwipeError::Expiry)? })
    }
}

#[cfg(test)]
mod tests;
