//! The databases of the two older systems, written as they wrote them.

#![allow(dead_code, reason = "every test program compiles this module and uses its own part of it")]

use std::path::Path;

use rusqlite::{Connection, params};

/// A payment or cancel of the first system: the texts that were sent to it.
#[derive(Debug, Clone)]
pub struct FirstRow {
    pub id: String,
    pub card: String,
    pub months: String,
    pub expiry: String,
    pub cvc: String,
    pub amount: String,
    pub vat: String,
    /// Of a cancel, its payment.
    pub original: Option<String>,
}

impl FirstRow {
    pub fn payment(id: &str, amount: &str, vat: &str) -> Self {
        Self {
            id: id.to_owned(),
            card: "1234567890123456".to_owned(),
            months: "00".to_owned(),
            expiry: "1125".to_owned(),
            cvc: "777".to_owned(),
            amount: amount.to_owned(),
            vat: vat.to_owned(),
            original: None,
        }
    }

    pub fn cancel(&self, id: &str) -> Self {
        let original = Some(self.id.clone());
        Self { id: id.to_owned(), months: "00".to_owned(), original, ..self.clone() }
    }

    /// What was meant to be encrypted.
    pub fn cipher(&self) -> String {
        let shift = |text: &str| -> String {
            text.chars().map(|c| char::from_u32(u32::from(c) + 2).expect("a character")).collect()
        };
        [shift(&self.card), shift(&self.expiry), shift(&self.cvc)].join("|")
    }

    /// The text of the row.
    pub fn text(&self) -> String {
        let kind = if self.original.is_some() { "CANCLE" } else { "PAYMENT" };
        let Self { id, card, months, expiry, cvc, amount, vat, original } = self;
        let body = format!(
            "{kind:<10}{id}{card:<20}{months}{expiry}{cvc}{amount:>10}{vat:0>10}{:>20}{:<300}{:47}",
            original.as_deref().unwrap_or_default(),
            self.cipher(),
            ""
        );
        format!("{:>4}{body}", body.chars().count())
    }
}

/// The first system's database.
pub struct First(pub Connection);

impl First {
    pub fn new(path: &Path) -> Self {
        let connection = Connection::open(path).expect("made");
        connection
            .execute_batch(
                "CREATE TABLE paymentinfo (id TEXT PRIMARY KEY, string TEXT);
                 CREATE TABLE cancle_paymentinfo (cancle_id TEXT PRIMARY KEY, string TEXT, id TEXT);",
            )
            .expect("tables");
        Self(connection)
    }

    /// Writes a row as the system did.
    pub fn put(&self, row: &FirstRow) {
        self.put_text(row, &row.text());
    }

    /// Writes a row with another text.
    pub fn put_text(&self, row: &FirstRow, text: &str) {
        let put = match &row.original {
            None => self.0.execute("INSERT INTO paymentinfo VALUES (?1, ?2)", params![row.id, text]),
            Some(original) => self.0.execute(
                "INSERT INTO cancle_paymentinfo VALUES (?1, ?2, ?3)",
                params![row.id, text, original],
            ),
        };
        assert_eq!(put.expect("written"), 1);
    }
}

/// A payment or cancel of the second system: numbers without their zeros.
#[derive(Debug, Clone)]
pub struct SecondRow {
    pub id: String,
    pub card: i64,
    pub expiry: i64,
    pub cvc: i64,
    pub months: i64,
    pub amount: i64,
    pub vat: i64,
    /// Of a cancel, its payment.
    pub original: Option<String>,
}

impl SecondRow {
    pub fn payment(id: &str, amount: i64, vat: i64) -> Self {
        let (card, expiry, cvc) = (1_234_567_890_123_456, 1_125, 777);
        Self { id: id.to_owned(), card, expiry, cvc, months: 0, amount, vat, original: None }
    }

    pub fn cancel(&self, id: &str, amount: i64, vat: i64) -> Self {
        Self { id: id.to_owned(), amount, vat, original: Some(self.id.clone()), ..self.clone() }
    }

    /// What was meant to be encrypted.
    pub fn cipher(&self) -> String {
        let plain = format!("{:<300}", format!("{}|{}|{}|", self.card, self.expiry, self.cvc));
        plain.chars().map(|c| char::from_u32(u32::from(c) ^ 0x17).expect("a character")).collect()
    }

    /// The message that was sent.
    pub fn message(&self) -> String {
        let Self { id, card, expiry, cvc, months, amount, vat, original } = self;
        let kind = if original.is_some() { "CANCEL" } else { "PAYMENT" };
        let body = format!(
            "{kind:<10}{id:<20}{card:<20}{months:02}{expiry:4}{cvc:<3}{amount:10}{vat:010}{:<20}{:<300}{:47}",
            original.as_deref().unwrap_or_default(),
            self.cipher(),
            ""
        );
        format!("{:4}{body}", body.chars().count())
    }
}

/// The second system's database.
pub struct Second(pub Connection);

impl Second {
    pub fn new(path: &Path) -> Self {
        let connection = Connection::open(path).expect("made");
        connection
            .execute_batch(
                "CREATE TABLE PAYMENT (MGNT_NO text(20) primary key, CARD_NO integer(16) not null, \
                 EXP_YM integer(4), CARD_CVC integer(3), CARD_INFO text(300), PAY_PRD integer(2) default '0', \
                 PAY_AMT integer(10), VAT_AMT integer(10), CNCL_CD text(1), ORGNL_MGNT_NO text(20), \
                 SEND_DATA text(450))",
            )
            .expect("table");
        Self(connection)
    }

    /// Writes a row as the system did.
    pub fn put(&self, row: &SecondRow) {
        let SecondRow { id, card, expiry, cvc, months, amount, vat, original } = row;
        let code = i64::from(original.is_some());
        let put = self.0.execute(
            "INSERT INTO PAYMENT VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![id, card, expiry, cvc, row.cipher(), months, amount, vat, code, original, row.message()],
        );
        assert_eq!(put.expect("written"), 1);
    }

    /// Changes the row with this id.
    pub fn set(&self, id: &str, change: &str) {
        let sql = format!("UPDATE PAYMENT SET {change} WHERE MGNT_NO = ?1");
        assert_eq!(self.0.execute(&sql, [id]).expect("changed"), 1, "{change}");
    }
}
