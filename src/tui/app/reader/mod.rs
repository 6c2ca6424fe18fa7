//! Recognises what machines type: card readers, barcode readers, and programs that paste key by key.
//!
//! Machine input is used whole or not at all. A swipe becomes card number and expiry, or it is refused and nothing of it
//! stays in any field; a barcode goes into one field, or into none. No key of it acts as a person's key does.
//!
//! ```text
//!              a start sentinel, or the shape of a track          Enter, Tab, ETX,
//!              ┌──────────────────────────────────────► Track ──── or `?` and silence ──► used or refused
//!   watching ──┤                                          │                                  │
//!      ▲       │ six characters at machine speed          └─ two seconds of silence ──► wiped, "swipe again"
//!      │       └──────────────────────────────────────► Scan ───── Enter, Tab, ETX ───► into one field, or refused
//!      │                                                  └─ a moment of silence ──► the same
//!      └──────────────────────── a pause ◄── what still follows is dropped ◄────────────────┘
//! ```
//!
//! Most of a track is digits, and digits are typed into the form as they come. So the form is remembered as it was before
//! them, and restored as soon as a separator after ten or more digits, or their speed, shows that a machine typed them.
//!
//! The types are here; `collect` recognises what machines type, `used` gives it to the screen on top.

mod collect;
mod used;

use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::{
    payment::{
        CardNumber, TransactionId,
        swipe::{Shape, has_ended, shape},
    },
    tui::{
        form::review::MACHINE_GAP,
        screen::{Focus, Keyed},
    },
};

/// This many characters at machine speed come from a machine. Fewer may come from two hands, or from a slow line that
/// delivers keys together.
const MACHINE_RUN: usize = 6;
/// A swipe without its end has broken off after this time without a key.
const TRACK_SILENCE: Duration = Duration::from_secs(2);
/// A swipe with its end sentinel is complete after this time without a key: until then another track may follow.
const END_SILENCE: Duration = Duration::from_millis(500);
/// A barcode is complete after this time without a key.
const SCAN_SILENCE: Duration = Duration::from_millis(30);
/// Line ends or a third track, which a reader sends after its end, come within this time.
const TAIL_GAP: Duration = Duration::from_millis(80);
/// Bytes reserved for a run: more than three tracks have, because growing would leave a copy behind.
const CAPACITY: usize = 1024;

/// What was keyed before a run, to be restored.
struct KeyedBefore {
    /// What the field in focus took.
    focus: Focus,
    /// What was keyed; `None` where nothing could be typed.
    keyed: Option<Keyed>,
    /// On which tab; `None` on what was drawn over it.
    tab: Option<usize>,
}

/// Characters typed one after the other, and what was keyed before the first.
struct TypedRun {
    text: Zeroizing<String>,
    before: KeyedBefore,
}

impl TypedRun {
    /// An empty run after what was keyed before.
    fn new(before: KeyedBefore) -> Self {
        Self { text: Zeroizing::new(String::with_capacity(CAPACITY)), before }
    }

    /// Whether it holds a track. At machine speed, a shape counts that a person might key by accident. After an amount
    /// without Enter, the track's number follows directly on the digits of the amount.
    fn is_track(&self, at_machine_speed: bool) -> bool {
        match shape(&self.text) {
            Shape::Track => true,
            Shape::LongTrack => self.before.focus == Focus::Amount,
            Shape::PerhapsTrack => at_machine_speed,
            Shape::Other => false,
        }
    }

    /// Whether it is an id of ours. In the card fields it is not: a card number and its expiry have twenty digits as
    /// well.
    fn is_id(&self) -> bool {
        self.before.focus != Focus::CardData
            && TransactionId::parse(bare_code(&self.text))
                .is_ok_and(|id| id.is_numeric() && id.check_digit_ok())
    }

    /// Whether it is an id of ours, typed where no id belongs.
    fn is_id_elsewhere(&self) -> bool {
        !matches!(self.before.focus, Focus::Id | Focus::Text) && self.is_id()
    }

    /// Adds a character, if it has room.
    fn push(&mut self, c: char) {
        if self.text.len() + c.len_utf8() <= CAPACITY {
            self.text.push(c);
        }
    }
}

/// What a machine is typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MachineInput {
    /// The magnetic stripe of a card.
    Track,
    /// A barcode or any other text.
    Scan,
}

/// Machine input that is being collected.
struct CollectedInput {
    kind: MachineInput,
    run: TypedRun,
    /// Longer runs that end in the same characters: the input may have begun before a machine was recognised.
    longer: Vec<TypedRun>,
    last: Instant,
    /// It will be refused: a part of it is missing, or it has two readings.
    is_spoiled: bool,
}

impl CollectedInput {
    /// When it is over unless a key comes.
    fn deadline(&self) -> Instant {
        self.last
            + match self.kind {
                MachineInput::Scan => SCAN_SILENCE,
                MachineInput::Track if has_ended(&self.run.text) => END_SILENCE,
                MachineInput::Track => TRACK_SILENCE,
            }
    }
}

/// A barcode that stopped without an end, and may be continued.
struct PausedInput {
    run: TypedRun,
    /// What was typed since it stopped.
    more: Zeroizing<String>,
    until: Instant,
    /// It is complete as it is. More characters belong to it only if they make it a track.
    is_whole: bool,
}

/// Watches all keys for those of a machine.
#[derive(Default)]
pub struct ReaderWatch {
    /// The run since the last key that is no character.
    since_command: Option<TypedRun>,
    /// For each field of a tab typed into since then, in that order: the run since the field was entered.
    in_fields: Vec<((usize, usize), TypedRun)>,
    /// The run at machine speed.
    burst: Option<TypedRun>,
    /// What is being collected.
    collected: Option<CollectedInput>,
    /// What was just used or refused, and when its last key came: a line end or another track may follow.
    tail: Option<(MachineInput, Instant)>,
    /// A barcode that may be continued.
    paused: Option<PausedInput>,
    /// When the last key came.
    last_key: Option<Instant>,
    /// Whether it followed another key faster than a person types.
    pub is_machine_speed: bool,
    /// When the last key came after an STX, with neither ETX nor a command since. Within such a frame, Ctrl+C is ETX.
    framed: Option<Instant>,
    /// When the last key came, if it was a carriage return: a line feed belongs to it.
    returned: Option<Instant>,
}

impl ReaderWatch {
    /// When something is over unless a key comes.
    pub fn deadline(&self) -> Option<Instant> {
        let collected = self.collected.as_ref().map(CollectedInput::deadline);
        let paused = self.paused.as_ref().map(|paused| paused.until);
        [collected, paused].into_iter().flatten().min()
    }

    /// Notes the time of a key.
    pub fn note_key(&mut self, at: Instant) {
        let before = self.last_key.replace(at);
        self.is_machine_speed = before.is_some_and(|before| at < before + MACHINE_GAP);
    }

    /// Wipes the runs, and what is being collected.
    pub fn forget(&mut self) {
        let Self { last_key, is_machine_speed, framed, returned, .. } = *self;
        *self = Self { last_key, is_machine_speed, framed, returned, ..Self::default() };
    }

    /// Wipes the runs, and keeps what is being collected.
    pub fn forget_typed(&mut self) {
        let (collected, tail) = (self.collected.take(), self.tail.take());
        self.forget();
        (self.collected, self.tail) = (collected, tail);
    }

    /// Whether machine input is being collected.
    pub fn is_collecting(&self) -> bool {
        self.collected.is_some()
    }

    /// Lets what is being collected be refused.
    pub fn spoil(&mut self) {
        self.collected.iter_mut().for_each(|collected| collected.is_spoiled = true);
    }

    /// Takes all runs, shortest first. They end in the same characters.
    fn runs(&mut self) -> Vec<TypedRun> {
        let in_fields = std::mem::take(&mut self.in_fields).into_iter().rev().map(|(_, run)| run);
        self.burst.take().into_iter().chain(in_fields).chain(self.since_command.take()).collect()
    }

    /// Adds a character to all runs.
    fn push(&mut self, c: char) {
        let in_fields = self.in_fields.iter_mut().map(|(_, run)| run);
        for run in self.burst.iter_mut().chain(in_fields).chain(&mut self.since_command) {
            run.push(c);
        }
        if let Some(PausedInput { more, .. }) = &mut self.paused
            && more.len() + c.len_utf8() <= CAPACITY
        {
            more.push(c);
        }
    }
}

/// The digits before the last character, if that is not a digit itself.
fn number_at_end(text: &str) -> Option<&str> {
    let (last, _) = text.char_indices().next_back().filter(|(_, c)| !c.is_ascii_digit())?;
    let before = text.get(..last)?;
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    before.get(before.len() - digits..).filter(|number| !number.is_empty())
}

/// Whether it is a card number with the right check digit.
fn passes_check_digit(number: &str) -> bool {
    CardNumber::parse(number).is_ok_and(|card| card.luhn_ok())
}

/// Whether `text` is a code and not words: at least eight digits and capitals, a digit among them.
pub fn is_code(text: &str) -> bool {
    let code = bare_code(text);
    code.len() >= 8
        && code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && code.bytes().any(|b| b.is_ascii_digit())
}

/// Whether `text` is the mark that readers put before a code to say which kind it is: `]C1` (ISO/IEC 15424).
pub fn is_code_mark(text: &str) -> bool {
    matches!(text.as_bytes(), [b']', kind, modifier] if kind.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric())
}

/// A barcode without the mark of its kind, and without the `*` before and after Code 39 (ISO/IEC 16388).
pub fn bare_code(text: &str) -> &str {
    let text = text.trim();
    let text = match text.split_at_checked(3) {
        Some((mark, code)) if is_code_mark(mark) => code,
        _ => text,
    };
    text.trim_matches('*')
}
