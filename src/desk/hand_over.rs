//! Hand-over: the messages that no batch has yet, or those that were rejected, are given to the card company as a file.
//!
//! ```text
//!  the place of the file is free and can be written ► a snapshot: what is new adds up to …    nobody waits, however much that is
//!  BEGIN IMMEDIATE ► still the next number? ► what came after the snapshot ► the fact ► COMMIT
//!                        └─ another till was first: anew
//!  the messages are opened one by one into a draft ► synced ► put in place
//! ```
//!
//! The fact comes before the first byte. What happens after it, a full disk or a kill, costs only the file: it can be made again, byte
//! for byte, as often as need be, as long as no CVC of it was blanked. Each time is a fact.

use std::{
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;

use super::{
    Asked, Clock as _, Desk, DeskError,
    backup::shown,
    find::open_sealed,
    journal::{note_clock_step, stamp_now},
    keys::{reread_keys, use_newest_key},
    rights::{allow, identify},
    target::Target,
};
use crate::{
    batch::{BatchWriter, file_name},
    files::Draft,
    ledger::{Covered, LedgerError, LedgerTrouble, NewMessages, Stamp, Writer},
    payment::{
        TransactionId,
        message::{
            BatchHeader, BatchTrailer, BusinessNumber, ControlTotals, Environment, HIGHEST_BATCH,
            MerchantNumber,
        },
    },
    record::{
        Batch, Column, Fact, HandOverStep, HandOverWork, ListedBatch, MOST_AGAIN, Progress, RejectedMeans,
        SeqRange, Spot, Stop, Table, Takes,
    },
    staff::Action,
};

/// What the first line of a batch says of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sender {
    /// Whether money moves.
    pub environment: Environment,
    /// The business number, if the shop has set one.
    pub business_number: Option<BusinessNumber>,
    /// The number at the card company, if the shop has set one.
    pub merchant_number: Option<MerchantNumber>,
}

/// What is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandOverOf {
    /// All that no batch has. The first batch of a ledger begins with this business date; later ones may go further back than it.
    New {
        /// Its first date; `None` is the beginning of the ledger.
        from: Option<NaiveDate>,
    },
    /// What was rejected, of the oldest batch that has some.
    Rejected,
}

/// Where a batch goes.
#[derive(Debug, Clone, Copy)]
pub struct HandOverTo<'a> {
    /// A new file, or a folder, in which the file is named after the batch.
    pub path: &'a Path,
    /// It has to be a folder: a stick that is not in must not become a file of its name.
    pub is_folder: bool,
    /// The configuration in use, if there is one: it is not written over.
    pub config: Option<&'a Path>,
    /// The number that the batch has to get: a person has agreed to that one, and not to the one after it.
    pub number: Option<u32>,
}

/// A batch whose file is in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOverFile {
    /// The batch.
    pub batch: Batch,
    /// The file.
    pub file: PathBuf,
    /// The last line of it.
    pub trailer: BatchTrailer,
    /// How many messages are older than 60 days: the card company may refuse them. Not counted when it was made again.
    pub old: u64,
    /// How many cancels came more than 90 days after their payments. Not counted when it was made again.
    pub late_cancels: u64,
    /// Rejected messages that are still to be handed over again.
    pub rejected_left: u64,
}

/// Why nothing was handed over, or no file was made.
#[derive(Debug, thiserror::Error)]
pub enum HandOverError {
    /// There is no such folder.
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    /// There is already something in the place of the file.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// The file cannot be written. The batch is recorded where it has a number: its file can be made again.
    #[error("{} cannot be written", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        reason: io::Error,
        /// The batch that is recorded.
        recorded: Option<u32>,
    },
    /// The messages of a recorded batch cannot be read; its file can be made again once they can.
    #[error("batch {batch} is recorded, its messages cannot be read")]
    Unread {
        /// The batch.
        batch: u32,
        /// Why.
        #[source]
        error: DeskError,
    },
    /// It was stopped. A batch that is recorded keeps its number: its file can be made again.
    #[error("stopped")]
    Stopped {
        /// The batch that is recorded.
        recorded: Option<u32>,
    },
    /// There is no batch of this number.
    #[error("there is no batch {0}")]
    NoSuchBatch(u32),
    /// The CVC of messages of this batch is not kept any more: it cannot be made again byte for byte.
    #[error("{messages} messages of batch {batch} have no CVC any more")]
    Blanked {
        /// The batch.
        batch: u32,
        /// Of how many messages.
        messages: u64,
    },
    /// This ledger has handed over for real: a trial would use up payments.
    #[error("a trial in a ledger that has handed over for real")]
    TrialAfterReal,
    /// A date would leave out messages that were not handed over: only the first batch can begin later.
    #[error("{left_out} messages before that date were not handed over")]
    LeavesOut {
        /// How many.
        left_out: u64,
    },
    /// What lies before the first batch does not fit into one.
    #[error("what lies before the first batch is too much for one")]
    TooMuch,
    /// Another till has handed over: what would be handed over now is not what was agreed to.
    #[error("another till has handed over")]
    Meanwhile {
        /// The number of its batch.
        number: u32,
    },
    /// There are as many batches as there are numbers.
    #[error("there are no more numbers for batches")]
    NoNumberLeft,
    /// The desk refuses it.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<LedgerError> for HandOverError {
    fn from(error: LedgerError) -> Self {
        Self::Desk(error.into())
    }
}

/// What was counted for a batch, and where its messages are.
struct Counted {
    takes: Takes,
    messages: NewMessages,
}

impl Desk {
    /// Hands over: records the batch, and makes its file. Returns `None` where there is nothing to hand over.
    ///
    /// # Errors
    /// [`HandOverError`]. Nothing is recorded then, unless it says so.
    pub fn hand_over(
        &mut self,
        of: HandOverOf,
        to: HandOverTo<'_>,
        sender: &Sender,
        progress: &Progress,
    ) -> Result<Option<HandedOverFile>, HandOverError> {
        self.remembered.refuse_misfit()?;
        loop {
            let number = self.ledger.newest_batch()? + 1;
            if number > HIGHEST_BATCH {
                return Err(HandOverError::NoNumberLeft);
            }
            if to.number.is_some_and(|wanted| wanted != number) {
                return Err(HandOverError::Meanwhile { number: number - 1 });
            }
            // Who may not hand over is not told how much there is.
            let asked = Asked::of(Action::HandOver).number(number);
            self.may_or_is_approved(&asked)?;
            self.refuse_trial(sender, number - 1)?;
            let (file, draft) = self.place_of(number, to)?;
            let before = match of {
                HandOverOf::New { from } => match self.count_before(from, progress)? {
                    Some(counted) => Some(counted),
                    None => return Ok(None),
                },
                HandOverOf::Rejected => None,
            };
            let Self { ledger, vault, world, settings, approval, .. } = self;
            let made = ledger.write(|writer| {
                use_newest_key(writer, vault, world, settings)?;
                let operator = identify(writer, vault, settings)?;
                let mut stamp = stamp_now(world, settings);
                let approved = allow(writer, vault, operator.as_ref(), approval, &mut stamp, &asked)?;
                if writer.newest_batch()? + 1 != number {
                    return Ok(Written::Late);
                }
                let counted = match before {
                    Some(before) => before.rest(writer, &stamp)?,
                    None => rejected(writer, &stamp)?,
                };
                let Some((counted, ends)) =
                    counted.and_then(|counted| counted.messages.ends.map(|ends| (counted, ends)))
                else {
                    return Ok(Written::Nothing);
                };
                note_clock_step(writer, vault, &stamp, None)?;
                writer.begin_key(vault, &stamp)?;
                let id = batch_id(writer, &stamp)?;
                let left = left_after(writer, &counted.takes)?;
                let batch = Batch {
                    number,
                    id,
                    takes: counted.takes,
                    totals: counted.messages.totals,
                    first_id: ends.0,
                    last_id: ends.1,
                    left,
                    environment: sender.environment,
                    business_number: sender.business_number.clone(),
                    merchant_number: sender.merchant_number.clone(),
                    file: shown(&file),
                };
                writer.record_fact(vault, &stamp, &Fact::HandOver(Box::new(batch.clone())))?;
                approved.map_or(Ok(()), |approved| approved.record(writer, vault, &stamp, None))?;
                let NewMessages { old, late_cancels, .. } = counted.messages;
                Ok::<_, HandOverError>(Written::Batch(Box::new((batch, stamp, old, late_cancels))))
            })?;
            return match made {
                // Another till was first.
                Written::Late => continue,
                Written::Nothing => Ok(None),
                Written::Batch(made) => {
                    let (batch, stamp, old, late_cancels) = *made;
                    let listed = ListedBatch { batch, at: stamp.at, accepted: 0, rejected: 0, blanked: 0 };
                    let trailer = self.write_file(&listed, &file, draft, progress)?;
                    let rejected_left = match of {
                        // The file is in place: what is left is only told beside it.
                        HandOverOf::Rejected => self.hand_over_work().map_or(0, |work| work.rejected),
                        HandOverOf::New { .. } => 0,
                    };
                    Ok(Some(HandedOverFile {
                        batch: listed.batch,
                        file,
                        trailer,
                        old,
                        late_cancels,
                        rejected_left,
                    }))
                }
            };
        }
    }

    /// Makes the file of a batch again, byte for byte as the first one. Records it before the first byte.
    ///
    /// # Errors
    /// [`HandOverError`].
    pub fn hand_over_again(
        &mut self,
        number: u32,
        to: HandOverTo<'_>,
        progress: &Progress,
    ) -> Result<HandedOverFile, HandOverError> {
        let whole = |listed: Option<ListedBatch>| match listed {
            None => Err(HandOverError::NoSuchBatch(number)),
            Some(listed) => refuse_blanked(&listed).map(|()| listed),
        };
        whole(self.ledger.batch(number)?)?;
        let (file, draft) = self.place_of(number, to)?;
        let fact = Fact::HandOverAgain { batch: number, file: shown(&file) };
        self.record_by(&Asked::of(Action::HandOver).number(number), |_, _| Ok((fact, ())))?;
        let listed = whole(self.ledger.batch(number)?)?;
        let trailer = self.write_file(&listed, &file, draft, progress)?;
        let (old, late_cancels, rejected_left) = (0, 0, 0);
        Ok(HandedOverFile { batch: listed.batch, file, trailer, old, late_cancels, rejected_left })
    }

    /// What is handed over on trial is in no other batch: never again in a ledger that has handed over for real.
    fn refuse_trial(&self, sender: &Sender, newest: u32) -> Result<(), HandOverError> {
        let is_real = |listed: ListedBatch| listed.batch.environment == Environment::Production;
        if sender.environment == Environment::Test && self.ledger.batch(newest)?.is_some_and(is_real) {
            return Err(HandOverError::TrialAfterReal);
        }
        Ok(())
    }

    /// Whether anything was ever handed over.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn hands_over(&self) -> Result<bool, DeskError> {
        Ok(self.ledger.newest_batch()? > 0)
    }

    /// What is left to do about hand-over.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn hand_over_work(&self) -> Result<HandOverWork, DeskError> {
        Ok(self.ledger.hand_over_work(self.world.now().timestamp_millis())?)
    }

    /// The way of a payment or cancel to the card company, and what it means that it was rejected, if it was.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub(super) fn hand_over_of(
        &self,
        seq: i64,
    ) -> Result<(Vec<HandOverStep>, Option<RejectedMeans>), DeskError> {
        Ok((self.ledger.hand_over_steps(seq)?, self.ledger.rejected_means(seq)?))
    }

    /// The file of a batch, and an empty draft beside it: where that cannot be, nothing is recorded.
    fn place_of(&self, number: u32, to: HandOverTo<'_>) -> Result<(PathBuf, Draft), HandOverError> {
        // A folder of the configuration has its whole path: the program may be started anywhere.
        let is_folder = to.path.is_dir() && (to.path.is_absolute() || !to.is_folder);
        let has_to_be_one = to.is_folder || to.path.as_os_str().as_encoded_bytes().ends_with(b"/");
        let file = match (is_folder, has_to_be_one) {
            (true, _) => to.path.join(file_name(number)),
            (false, false) => to.path.to_owned(),
            (false, true) => return Err(HandOverError::NoFolder(to.path.to_owned())),
        };
        let target = Target { path: &file, replace: false, config: to.config };
        target.refuse_in_use(&self.settings).map_err(DeskError::from)?;
        if target.is_taken() {
            return Err(HandOverError::Exists(file));
        }
        match Draft::beside(&file) {
            Ok(draft) => Ok((file, draft)),
            Err(reason) => Err(HandOverError::File { path: file, reason, recorded: None }),
        }
    }

    /// Counts what is new in a snapshot; `None` where that is nothing.
    fn count_before(
        &self,
        from: Option<NaiveDate>,
        progress: &Progress,
    ) -> Result<Option<Before>, HandOverError> {
        let _snapshot = self.ledger.snapshot()?;
        let (covered, head) = (self.ledger.covered()?, self.ledger.head()?);
        let first = match from {
            None => None,
            Some(date) => {
                let begins = self.settings.day_starts_at.begin_of(date);
                let begins = begins.map_or(i64::MAX, |time| time.and_utc().timestamp_millis());
                // Nothing since that day: the next fact is the first.
                Some(self.ledger.first_since(begins)?.unwrap_or(head.seq + 1))
            }
        };
        let range = match (covered, first) {
            (None, Some(first)) if first > head.seq => {
                let left_out = self.ledger.own_between(0, first)?;
                return if left_out > 0 { Err(HandOverError::LeavesOut { left_out }) } else { Ok(None) };
            }
            (None, first) => SeqRange { from: first.unwrap_or(1), to: head.seq },
            // Further back than the first batch.
            (Some(covered), Some(first)) if first < covered.from => {
                SeqRange { from: first, to: covered.from - 1 }
            }
            (Some(covered), Some(first)) if first > covered.to + 1 => {
                let left_out = self.ledger.own_between(covered.to, first)?;
                if left_out > 0 {
                    return Err(HandOverError::LeavesOut { left_out });
                }
                SeqRange { from: covered.to + 1, to: head.seq }
            }
            (Some(covered), _) => SeqRange { from: covered.to + 1, to: head.seq },
        };
        let mut messages = NewMessages::default();
        let now = self.world.now().timestamp_millis();
        let stop: Stop<'_> = &|| false;
        if !self.ledger.count_new(&mut messages, (range.from - 1, range.to), now, progress, stop)? {
            return Err(HandOverError::Stopped { recorded: None });
        }
        Ok(Some(Before { covered, range, messages }))
    }

    /// Writes the file of a recorded batch, and puts it in its place.
    fn write_file(
        &self,
        listed: &ListedBatch,
        file: &Path,
        draft: Draft,
        progress: &Progress,
    ) -> Result<BatchTrailer, HandOverError> {
        let number = listed.batch.number;
        let at = |reason| HandOverError::File { path: file.to_owned(), reason, recorded: Some(number) };
        let unread = |error: DeskError| HandOverError::Unread { batch: number, error };
        let out = OpenOptions::new().write(true).open(draft.path()).map_err(at)?;
        // However it ends without the file: a folder that was moved meanwhile keeps the draft, but nothing in it.
        let emptied = EmptiedOnDrop(Some(out.try_clone().map_err(at)?));
        let newer;
        let vault = if self.ledger.newest_key_id()? == Some(self.vault.active_check().key_id) {
            &self.vault
        } else {
            // Another till has made a new key since.
            newer = reread_keys(&self.settings, &self.world).map_err(unread)?;
            &newer
        };
        let _snapshot = self.ledger.snapshot()?;
        // Another program may have blanked some since.
        refuse_blanked(self.ledger.batch(number)?.as_ref().unwrap_or(listed))?;
        let mut writer = BatchWriter::begin(out, header_of(listed)).map_err(at)?;
        let mut totals = Some(ControlTotals::default());
        let mut wrong = None;
        progress.begin(listed.batch.totals.records());
        let is_whole = self.ledger.messages_of_batch(&listed.batch, |seq, id, sealed| {
            let written = open_sealed(vault, (seq, id), &sealed, self.ledger.path())
                .map_err(unread)
                .and_then(|(message, bytes)| {
                    let is_cancel = message.kind.original().is_some();
                    totals = totals.and_then(|totals| totals.with(is_cancel, message.amount, message.vat));
                    writer.message(bytes.expose()).map_err(at)
                });
            progress.advance(1);
            if progress.stopped() {
                return false;
            }
            written.map_err(|error| wrong = Some(error)).is_ok()
        });
        if let Some(error) = wrong {
            return Err(error);
        }
        if !is_whole.map_err(|error| unread(error.into()))? {
            return Err(HandOverError::Stopped { recorded: Some(number) });
        }
        if totals != Some(listed.batch.totals) {
            let trouble =
                LedgerTrouble::Corrupt(Spot::row(Table::Batches, number.into()).column(Column::Records));
            return Err(unread(LedgerError { path: self.ledger.path().to_owned(), trouble }.into()));
        }
        let trailer = writer.finish(listed.batch.totals).map_err(at)?;
        // A stick or a card may know no other way than a plain rename.
        draft.place_on_any(file).map_err(at)?;
        emptied.keep();
        Ok(trailer)
    }
}

fn refuse_blanked(listed: &ListedBatch) -> Result<(), HandOverError> {
    match listed.blanked {
        0 => Ok(()),
        messages => Err(HandOverError::Blanked { batch: listed.batch.number, messages }),
    }
}

/// A file of card numbers that is emptied unless it is kept.
struct EmptiedOnDrop(Option<File>);

impl EmptiedOnDrop {
    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for EmptiedOnDrop {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            // Its folder may be gone, and the disk with it: nothing more can be done.
            let _ = file.set_len(0);
        }
    }
}

/// What a transaction of the database has come to.
enum Written {
    /// Another till has taken the number.
    Late,
    /// There is nothing to hand over.
    Nothing,
    /// It is recorded, with how many are old and how many cancels are late.
    Batch(Box<(Batch, Stamp, u64, u64)>),
}

/// What was counted in a snapshot.
struct Before {
    covered: Option<Covered>,
    range: SeqRange,
    messages: NewMessages,
}

impl Before {
    /// Counts, under the lock, what came after the snapshot. `None` where there is nothing.
    fn rest(self, writer: &Writer<'_>, stamp: &Stamp) -> Result<Option<Counted>, HandOverError> {
        let Self { covered, mut range, mut messages } = self;
        let goes_back = covered.is_some_and(|covered| range.to < covered.from);
        if goes_back && messages.full_at.is_some() {
            return Err(HandOverError::TooMuch);
        }
        if !goes_back {
            let head = writer.head().seq;
            writer.count_new(&mut messages, (range.to, head), stamp)?;
            range.to = messages.full_at.map_or(head, |full_at| full_at - 1);
        }
        if messages.ends.is_none() {
            return Ok(None);
        }
        Ok(Some(Counted { takes: Takes::New(range), messages }))
    }
}

/// What was rejected and is to be handed over again; `None` where that is nothing.
fn rejected(writer: &Writer<'_>, stamp: &Stamp) -> Result<Option<Counted>, HandOverError> {
    let Some((of, transactions)) = writer.rejected_to_do(MOST_AGAIN)? else { return Ok(None) };
    let messages = writer.count_again(&transactions, stamp)?;
    Ok(Some(Counted { takes: Takes::Again { of, transactions }, messages }))
}

/// Messages that no batch has after this one.
fn left_after(writer: &Writer<'_>, takes: &Takes) -> Result<u64, HandOverError> {
    let end = match takes {
        Takes::New(range) => writer.covered()?.map_or(range.to, |covered| covered.to.max(range.to)),
        // It counts for those that are new.
        Takes::Again { .. } => return Ok(0),
    };
    Ok(writer.own_after(end)?)
}

/// An id that neither a transaction nor a batch has.
fn batch_id(writer: &Writer<'_>, stamp: &Stamp) -> Result<TransactionId, HandOverError> {
    let now = stamp.at.naive_local();
    let mut id = TransactionId::next(now, stamp.till, writer.last_id_of(stamp.till)?);
    while writer.has(id)? || writer.has_batch_id(id)? {
        id = id.following(now, stamp.till);
    }
    Ok(id)
}

fn header_of(ListedBatch { batch, at, .. }: &ListedBatch) -> BatchHeader {
    BatchHeader {
        batch_id: batch.id,
        number: batch.number,
        environment: batch.environment,
        created_at: *at,
        business_number: batch.business_number.clone(),
        merchant_number: batch.merchant_number.clone(),
        first_id: batch.first_id,
        last_id: batch.last_id,
        resubmits: batch.resubmits(),
    }
}
