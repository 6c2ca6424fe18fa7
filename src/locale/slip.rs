//! The words of slips, and of what they lack.

use chrono::{DateTime, FixedOffset};

use super::{Lang, Locale, Text};
use crate::{
    config::{Charset, PrinterConfig},
    payment::{Kind, money::group_thousands},
    record::SlipCopy,
    slip::{Gaps, MoneyLabel, ShopLabel, Slip, SlipLine, SlipRow, SlipTexts, Unprintable, layout},
};

impl Locale {
    /// The lines of a slip on the paper of this printer; in English if it knows ASCII alone.
    #[must_use]
    pub fn slip_lines(&self, slip: &Slip, printer: &PrinterConfig) -> Vec<SlipLine> {
        let lang = if printer.charset == Charset::Ascii { Lang::En } else { self.lang };
        let words = Self { lang };
        layout(slip, printer.columns.into(), printer.charset, |row| words.slip_texts(row))
    }

    /// `Customer copy`.
    #[must_use]
    pub fn slip_copy(&self, copy: SlipCopy) -> String {
        self.text(Text::SlipCopy { copy: copy.word() })
    }

    /// What the configuration lacks for slips, a sentence each.
    #[must_use]
    pub fn slip_gaps(&self, gaps: &Gaps, charset: Charset) -> Vec<String> {
        let missing = Some(gaps.missing.join(", ")).filter(|keys| !keys.is_empty());
        let missing = missing.map(|keys| self.text(Text::SlipGapMissing { keys: &keys }));
        let sign = if charset == Charset::Ascii { "?" } else { "□" };
        let unprintable = gaps.unprintable.iter().map(|Unprintable { key, character }| {
            self.text(Text::SlipGapUnprintable { key, character: &visible(character), sign })
        });
        missing.into_iter().chain(unprintable).collect()
    }

    pub(super) fn slip_texts(&self, row: &SlipRow) -> SlipTexts {
        let label = |text: Text| SlipTexts { label: self.text(text), value: String::new() };
        let both = |text: Text, value: String| SlipTexts { label: self.text(text), value };
        match row {
            SlipRow::Copy(copy, 0) => SlipTexts { label: self.slip_copy(*copy), value: String::new() },
            SlipRow::Copy(copy, reprint) => {
                let value = self.text(Text::SlipReprint { number: &reprint.to_string() });
                SlipTexts { label: self.slip_copy(*copy), value }
            }
            SlipRow::Training => label(Text::SlipTraining),
            SlipRow::Cancelled => label(Text::SlipCancelled),
            SlipRow::Title { is_sales_slip: false } => label(Text::SlipTitle),
            SlipRow::Title { is_sales_slip: true } => label(Text::SlipSalesTitle),
            SlipRow::Approval(number) => both(Text::LabelApproval, number.to_string()),
            SlipRow::Issuer(name) => both(Text::LabelIssuer, name.clone()),
            SlipRow::Acquirer(name) => both(Text::LabelAcquirer, name.clone()),
            SlipRow::Rule | SlipRow::Code(_) => SlipTexts::default(),
            SlipRow::ShopName(text) | SlipRow::AddressLine(text) => {
                SlipTexts { label: text.clone(), value: String::new() }
            }
            SlipRow::Shop(which, text) => both(shop_label(*which), text.clone()),
            SlipRow::Kind(Kind::Payment) => both(Text::SlipKind, self.text(Text::SlipPayment)),
            SlipRow::Kind(Kind::Cancel { .. }) => both(Text::SlipKind, self.text(Text::SlipCancel)),
            SlipRow::Time(at) => both(Text::SlipTime, self.time(*at, printed_time)),
            SlipRow::Card(card) => both(Text::FieldCardNumber, card.clone()),
            SlipRow::Plan(plan) => both(Text::FieldInstallments, self.plan(*plan)),
            SlipRow::Money(which, won) => both(money_label(*which), self.won_sum(*won)),
            SlipRow::Original(id) => both(Text::SlipOriginal, id.grouped()),
            SlipRow::OriginalTime(at) => both(Text::SlipOriginalTime, self.time(*at, printed_time)),
            SlipRow::CancelSince(at, won) => {
                let time = self.short_time(*at, |at| at.format("%m-%d %H:%M").to_string());
                both(Text::SlipCancelSince { time: &time }, self.won_sum(*won))
            }
            SlipRow::CancelsSince(count, won) => {
                let count = group_thousands(&count.to_string());
                both(Text::SlipCancelsSince { count: &count }, self.won_sum(*won))
            }
            SlipRow::Remaining(won) => both(Text::SlipRemaining, self.won(*won)),
            SlipRow::LeftAfter(won) => both(Text::SlipLeftAfter, self.won(*won)),
            SlipRow::Id(id) => both(Text::FieldId, id.grouped()),
            SlipRow::Memo(memo) => both(Text::FieldMemo, memo.clone()),
            SlipRow::Till(till) => both(Text::SlipTill, till.to_string()),
            SlipRow::Operator(number) => both(Text::SlipOperator, number.to_string()),
            SlipRow::Approver(number) => both(Text::SlipApprover, number.to_string()),
            SlipRow::Signature => label(Text::SlipSignature),
            SlipRow::NoSignature => label(Text::SlipNoSignature),
        }
    }
}

fn shop_label(which: ShopLabel) -> Text<'static> {
    match which {
        ShopLabel::Owner => Text::SlipOwner,
        ShopLabel::BusinessNumber => Text::SlipBusinessNumber,
        ShopLabel::Telephone => Text::SlipTelephone,
        ShopLabel::MerchantNumber => Text::SlipMerchantNumber,
        ShopLabel::TerminalNumber => Text::SlipTerminalNumber,
    }
}

fn money_label(which: MoneyLabel) -> Text<'static> {
    match which {
        MoneyLabel::Supply => Text::SlipSupply,
        MoneyLabel::Vat => Text::FieldVat,
        MoneyLabel::Total => Text::SlipTotal,
    }
}

/// On the clock of the till, at that time.
pub(super) fn printed_time(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A character as it is seen, and the numbers of its code points: `😀 (U+1F600)`.
fn visible(character: &str) -> String {
    let points: Vec<String> = character.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
    let points = points.join(" ");
    if character.contains(char::is_control) { points } else { format!("{character} ({points})") }
}
