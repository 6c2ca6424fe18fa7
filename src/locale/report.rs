//! The words of reports of the day.

use super::{Lang, Locale, Text, slip::printed_time};
use crate::{
    config::{Charset, PaperConfig},
    payment::money::group_thousands,
    record::DayReport,
    slip::{AmountLabel, CountLabel, ReportRow, SlipLine, SlipTexts, lines_of, report_rows},
};

impl Locale {
    /// The lines of a report on this paper, in English if its printer knows ASCII alone; `reprint` is 0 the first time.
    #[must_use]
    pub fn report_lines(&self, report: &DayReport, reprint: u32, paper: &PaperConfig) -> Vec<SlipLine> {
        let printer = &paper.printer;
        let lang = if printer.charset == Charset::Ascii { Lang::En } else { self.lang };
        let words = Self { lang };
        let rows = report_rows(report, reprint, &paper.shop);
        lines_of(&rows, printer.columns.into(), printer.charset, |row| words.report_texts(row))
    }

    /// `X report`, `Z report 129`.
    #[must_use]
    pub fn report_title(&self, number: Option<u32>) -> String {
        match number {
            None => self.text(Text::ReportX),
            Some(number) => self.text(Text::ReportZ { number: &number.to_string() }),
        }
    }

    /// `Z report 129 done: 131 transactions, net 4,482,500 KRW`.
    #[must_use]
    pub fn day_closed(&self, report: &DayReport) -> String {
        let totals = report.figures.totals();
        self.text(Text::DayClosed {
            title: &self.report_title(report.number),
            transactions: &self.transactions(totals.count()),
            net: &self.won_sum(totals.net()),
        })
    }

    fn report_texts(&self, row: &ReportRow) -> SlipTexts {
        let both = |text: Text, value: String| SlipTexts { label: self.text(text), value };
        match row {
            ReportRow::Reprint(number) => {
                let value = self.text(Text::SlipReprint { number: &number.to_string() });
                SlipTexts { label: String::new(), value }
            }
            ReportRow::Title(number) => SlipTexts { label: self.report_title(*number), value: String::new() },
            ReportRow::Shop(row) => self.slip_texts(row),
            ReportRow::Rule => SlipTexts::default(),
            ReportRow::ClosedAt(at) => both(Text::ReportClosedAt, printed_time(*at)),
            ReportRow::MadeAt(at) => both(Text::ReportMadeAt, printed_time(*at)),
            ReportRow::Till(till) => both(Text::SlipTill, till.to_string()),
            ReportRow::OwnTill(till) => {
                both(Text::SlipTill, self.text(Text::ReportOwnTill { till: &till.to_string() }))
            }
            ReportRow::Operator(who) => both(Text::SlipOperator, who.clone()),
            ReportRow::Approver(who) => both(Text::SlipApprover, who.clone()),
            ReportRow::By(who, is_cancel, count, won) => {
                let count = &group_thousands(&count.to_string());
                let text = if *is_cancel {
                    Text::ReportCancelsBy { who, count }
                } else {
                    Text::ReportPaymentsBy { who, count }
                };
                both(text, self.won_sum(*won))
            }
            ReportRow::Entries(from, to) if from > to => both(Text::ReportEntries, "-".to_owned()),
            ReportRow::Entries(from, to) => both(Text::ReportEntries, format!("{from}-{to}")),
            ReportRow::Count(label, count, won) => {
                SlipTexts { label: self.count_label(*label, *count), value: self.won_sum(*won) }
            }
            ReportRow::Amount(label, won) => both(amount_label(*label), self.won_sum(*won)),
            ReportRow::Times(label, times) => {
                let value = self.text(Text::ReportTimes { count: &group_thousands(&times.to_string()) });
                SlipTexts { label: self.count_label(*label, *times), value }
            }
            ReportRow::NotHandedOver(count) => both(Text::ReportNotHandedOver, self.messages(*count)),
            ReportRow::FirstId(id) => both(Text::ReportFirstId, id.grouped()),
            ReportRow::LastId(id) => both(Text::ReportLastId, id.grouped()),
            ReportRow::Hash(hash) => both(Text::ReportHash, hash.grouped()),
        }
    }

    /// What is counted, and how many: `Payments (128)`.
    fn count_label(&self, label: CountLabel, count: u64) -> String {
        let count = &group_thousands(&count.to_string());
        match label {
            CountLabel::Payments => self.text(Text::ReportPayments { count }),
            CountLabel::Cancels => self.text(Text::ReportCancels { count }),
            CountLabel::CancelsOfEarlier => self.text(Text::ReportCancelsOfEarlier { count }),
            CountLabel::LumpSum => self.text(Text::ReportLumpSum { count }),
            CountLabel::Installments => self.text(Text::ReportInstallments { count }),
            CountLabel::PaymentsAt(till) => {
                self.text(Text::ReportPaymentsAt { till: &till.to_string(), count })
            }
            CountLabel::CancelsAt(till) => {
                self.text(Text::ReportCancelsAt { till: &till.to_string(), count })
            }
            CountLabel::PaymentsOn(date) => {
                self.text(Text::ReportPaymentsOn { date: &date.to_string(), count })
            }
            CountLabel::CancelsOn(date) => {
                self.text(Text::ReportCancelsOn { date: &date.to_string(), count })
            }
            CountLabel::Reprints => self.text(Text::ReportReprints),
            CountLabel::Reveals => self.text(Text::ReportReveals),
            CountLabel::RefusedPins => self.text(Text::ReportRefusedPins),
            CountLabel::Approvals => self.text(Text::ReportApprovals),
        }
    }
}

fn amount_label(label: AmountLabel) -> Text<'static> {
    match label {
        AmountLabel::Supply => Text::SlipSupply,
        AmountLabel::Vat => Text::FieldVat,
        AmountLabel::Net => Text::ReportNet,
        AmountLabel::VatFree => Text::ReportVatFree,
        AmountLabel::PaidBefore => Text::ReportPaidBefore,
        AmountLabel::PaidAfter => Text::ReportPaidAfter,
        AmountLabel::CancelledBefore => Text::ReportCancelledBefore,
        AmountLabel::CancelledAfter => Text::ReportCancelledAfter,
        AmountLabel::NetAfter => Text::ReportNetAfter,
    }
}
