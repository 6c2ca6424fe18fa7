//! Which rows a slip has. The words are [`Locale`](crate::locale::Locale)'s.

use crate::{
    config::{PaperConfig, ShopConfig},
    payment::{Installments, Kind, MaskedCard, Till, TransactionId, Won},
    record::{AnswerText, ApprovalNumber, Prints, Record, SlipCopy, Step, Transaction, When},
    staff::OperatorNumber,
};

/// Cards of this many digits or more may show their first six (PCI DSS 3.4.1); of a shorter one only the end is printed.
const LONG_CARD: usize = 15;
/// More cancels than this are printed as one line with their sum.
const CANCEL_LINES: usize = 10;

/// A slip: the paper of one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Of which transaction.
    pub id: TransactionId,
    /// Which copy.
    pub copy: SlipCopy,
    /// 0 for the original, then the number of the reprint.
    pub reprint: u32,
    /// Its rows, from top to bottom.
    pub rows: Vec<SlipRow>,
    /// Whether the cash drawer opens: with the original that the customer of a payment gets.
    pub opens_drawer: bool,
}

/// A row of a slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlipRow {
    /// Whose copy it is, and which reprint.
    Copy(SlipCopy, u32),
    /// That it is of a demonstration, and that nothing was paid.
    Training,
    /// That it is the slip of a cancel.
    Cancelled,
    /// What paper it is. Until a card company has accepted it under a number it is no sales slip (신용카드 매출전표).
    Title {
        /// Whether it is one.
        is_sales_slip: bool,
    },
    /// A line across the paper.
    Rule,
    /// The shop's name.
    ShopName(String),
    /// A line of the shop's address.
    AddressLine(String),
    /// Another thing about the shop.
    Shop(ShopLabel, String),
    /// Payment or cancel.
    Kind(Kind),
    /// When it was, on the clock of the till; or before when, where another system did not say.
    Time(When),
    /// The masked card.
    Card(String),
    /// Lump sum, or months.
    Plan(Installments),
    /// An amount in won; negative on a cancel.
    Money(MoneyLabel, i64),
    /// The id of the payment that is cancelled.
    Original(TransactionId),
    /// When that payment was.
    OriginalTime(When),
    /// A cancel of this payment since.
    CancelSince(When, i64),
    /// Many cancels since: how many, and their sum.
    CancelsSince(usize, i64),
    /// What can still be cancelled of a payment.
    Remaining(Won),
    /// What could still be cancelled after this cancel.
    LeftAfter(Won),
    /// The card company's number of it.
    Approval(ApprovalNumber),
    /// Who issued the card.
    Issuer(String),
    /// Who pays the shop.
    Acquirer(String),
    /// The transaction's id.
    Id(TransactionId),
    /// The memo that counts now.
    Memo(String),
    /// The till.
    Till(Till),
    /// Who recorded it. The number alone: a name may change, and the slip that is printed again may not.
    Operator(OperatorNumber),
    /// Who approved it.
    Approver(OperatorNumber),
    /// A line to sign on.
    Signature,
    /// That no signature is needed.
    NoSignature,
    /// The id as a barcode.
    Code(TransactionId),
}

/// What about the shop is printed with a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShopLabel {
    /// Who owns it.
    Owner,
    /// Its business number.
    BusinessNumber,
    /// Its telephone number.
    Telephone,
    /// Its number at the card company.
    MerchantNumber,
    /// The number of its terminal there.
    TerminalNumber,
}

/// Which amount it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MoneyLabel {
    /// The amount without VAT.
    Supply,
    /// VAT: apart from the amount, for a buyer who deducts it.
    Vat,
    /// All of it.
    Total,
}

impl Slip {
    /// The slip of a transaction, as it is printed next, by what was printed of it so far.
    #[must_use]
    pub fn next(record: &Record, prints: Prints, copy: SlipCopy, paper: &PaperConfig) -> Self {
        Self::of(record, prints.of(copy), copy, paper)
    }

    /// The slip of a transaction; `reprint` is 0 for the original.
    #[must_use]
    pub fn of(record: &Record, reprint: u32, copy: SlipCopy, paper: &PaperConfig) -> Self {
        let transaction = &record.story.transaction;
        let is_payment = transaction.kind == Kind::Payment;
        let mut rows = vec![SlipRow::Copy(copy, reprint)];
        rows.extend(paper.is_training.then_some(SlipRow::Training));
        if !is_payment {
            rows.push(SlipRow::Cancelled);
        }
        let approved = approval_rows(transaction);
        rows.extend([SlipRow::Title { is_sales_slip: !approved.is_empty() }, SlipRow::Rule]);
        let shop = shop_rows(&paper.shop);
        if !shop.is_empty() {
            rows.extend(shop);
            rows.push(SlipRow::Rule);
        }
        rows.extend(transaction_rows(transaction));
        rows.push(SlipRow::Rule);
        rows.extend(if is_payment { cancel_rows(record) } else { original_rows(record) });
        rows.extend(approved);
        rows.push(SlipRow::Id(transaction.id));
        rows.extend(transaction.memo.as_ref().map(|memo| SlipRow::Memo(memo.as_str().to_owned())));
        rows.push(SlipRow::Till(transaction.till));
        rows.extend(transaction.by.operator.map(SlipRow::Operator));
        rows.extend(transaction.by.approver.map(SlipRow::Approver));
        let needs_signature = transaction.amount > paper.slip.signature_above;
        match copy {
            SlipCopy::Merchant if needs_signature => rows.push(SlipRow::Signature),
            SlipCopy::Customer if needs_signature => {}
            _ => rows.push(SlipRow::NoSignature),
        }
        rows.push(SlipRow::Code(transaction.id));
        let opens_drawer = is_payment && reprint == 0 && copy == SlipCopy::Customer && paper.printer.drawer;
        Self { id: transaction.id, copy, reprint, rows, opens_drawer }
    }
}

/// What is configured of the shop; the rest is left out.
pub(super) fn shop_rows(shop: &ShopConfig) -> Vec<SlipRow> {
    let is_set = |text: &&String| !text.trim().is_empty();
    let labelled = [
        (ShopLabel::Owner, &shop.owner),
        (ShopLabel::BusinessNumber, &shop.business_number),
        (ShopLabel::Telephone, &shop.telephone),
        (ShopLabel::MerchantNumber, &shop.merchant_number),
        (ShopLabel::TerminalNumber, &shop.terminal_number),
    ];
    let name = Some(&shop.name).filter(is_set).map(|name| SlipRow::ShopName(name.clone()));
    let address = shop.address.iter().filter(is_set).map(|line| SlipRow::AddressLine(line.clone()));
    let labelled = labelled.into_iter().filter(|(_, text)| is_set(text));
    let labelled = labelled.map(|(label, text)| SlipRow::Shop(label, text.clone()));
    name.into_iter().chain(address).chain(labelled).collect()
}

/// What the card company has accepted it under; nothing until it has, or where it gave no number.
fn approval_rows(transaction: &Transaction) -> Vec<SlipRow> {
    let answer = transaction.handed_over.as_ref().and_then(|handed| handed.accepted());
    let Some((answer, number)) = answer.and_then(|answer| Some((answer, answer.approval_number.clone()?)))
    else {
        return Vec::new();
    };
    let text = |text: &AnswerText| text.as_str().to_owned();
    let more = [
        answer.issuer.as_ref().map(text).map(SlipRow::Issuer),
        answer.acquirer.as_ref().map(text).map(SlipRow::Acquirer),
    ];
    std::iter::once(SlipRow::Approval(number)).chain(more.into_iter().flatten()).collect()
}

fn transaction_rows(transaction: &Transaction) -> [SlipRow; 7] {
    let amount = signed(transaction, transaction.amount);
    let vat = signed(transaction, transaction.vat);
    [
        SlipRow::Kind(transaction.kind),
        SlipRow::Time(transaction.when()),
        SlipRow::Card(printed_card(&transaction.card)),
        SlipRow::Plan(transaction.installments),
        SlipRow::Money(MoneyLabel::Supply, amount - vat),
        SlipRow::Money(MoneyLabel::Vat, vat),
        SlipRow::Money(MoneyLabel::Total, amount),
    ]
}

/// Won as a signed number: taken back on a cancel.
fn signed(transaction: &Transaction, won: Won) -> i64 {
    let won = i64::try_from(won.get()).unwrap_or(i64::MAX);
    if transaction.kind == Kind::Payment { won } else { -won }
}

/// The cancels of a payment since, and what remains after them.
fn cancel_rows(record: &Record) -> Vec<SlipRow> {
    let cancels: Vec<&Transaction> = record.story.cancels().map(|step| &step.transaction).collect();
    if cancels.is_empty() {
        return Vec::new();
    }
    let amount = |cancel: &&Transaction| signed(cancel, cancel.amount);
    let mut rows: Vec<_> = if cancels.len() > CANCEL_LINES {
        vec![SlipRow::CancelsSince(cancels.len(), cancels.iter().map(amount).sum())]
    } else {
        cancels.iter().map(|cancel| SlipRow::CancelSince(cancel.when(), amount(cancel))).collect()
    };
    rows.push(SlipRow::Remaining(record.story.transaction.remaining.amount()));
    rows
}

/// The payment of a cancel, and what remained of it after this cancel: what came later is on slips of its own.
fn original_rows(record: &Record) -> Vec<SlipRow> {
    let of =
        |wanted: TransactionId| record.story.history.iter().find(move |step| step.transaction.id == wanted);
    let payment = record.story.transaction.payment_id();
    let mut rows = vec![SlipRow::Original(payment)];
    rows.extend(of(payment).map(|Step { transaction, .. }| SlipRow::OriginalTime(transaction.when())));
    rows.extend(of(record.story.transaction.id).map(|Step { left, .. }| SlipRow::LeftAfter(left.amount())));
    rows
}

/// First six and last three digits of a long card, the last three of a short one.
fn printed_card(card: &MaskedCard) -> String {
    if card.digits() >= LONG_CARD {
        return card.grouped();
    }
    let mut digits = card.digits();
    let grouped = card.grouped();
    let hidden = grouped.chars().map(|c| {
        let is_shown = c == ' ' || digits <= card.tail().len();
        digits -= usize::from(c != ' ');
        if is_shown { c } else { '*' }
    });
    hidden.collect()
}
