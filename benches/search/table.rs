//! The table that the benchmark prints.

use std::{collections::BTreeMap, time::Duration};

/// The median and the 99th percentile of the times.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub half: Duration,
    pub most: Duration,
}

/// All figures, by kind in the order of the first ledger.
#[derive(Default)]
pub struct Report {
    kinds: Vec<String>,
    ours: BTreeMap<(String, u64), Row>,
    processor: BTreeMap<(String, u64), Row>,
    /// Times of pages with the same number of rows in every ledger.
    alike: BTreeMap<(String, u64), (usize, Row)>,
    sql: BTreeMap<(String, u64), Row>,
}

impl Report {
    pub fn ours(&mut self, rows: u64, kind: &str, times: &[Duration]) {
        if !self.kinds.iter().any(|known| known == kind) {
            self.kinds.push(kind.to_owned());
        }
        self.ours.extend(Row::of(times).map(|row| ((kind.to_owned(), rows), row)));
    }

    pub fn processor(&mut self, rows: u64, kind: &str, times: &[Duration]) {
        self.processor.extend(Row::of(times).map(|row| ((kind.to_owned(), rows), row)));
    }

    pub fn alike(&mut self, rows: u64, kind: &str, page: usize, times: &[Duration]) {
        self.alike.extend(Row::of(times).map(|row| ((kind.to_owned(), rows), (page, row))));
    }

    pub fn sql(&mut self, rows: u64, kind: &str, times: &[Duration]) {
        self.sql.extend(Row::of(times).map(|row| ((kind.to_owned(), rows), row)));
    }

    pub fn print(&self) {
        let mut sizes: Vec<u64> = self.ours.keys().map(|(_, rows)| *rows).collect();
        sizes.sort_unstable();
        sizes.dedup();
        let (Some(least), Some(most)) = (sizes.first(), sizes.last()) else { return };
        let heads: Vec<String> = sizes.iter().map(|rows| format!("{rows} rows")).collect();
        println!("\nmilliseconds, half / 99 of 100 queries\n");
        println!(
            "| query | {} | processor alone | growth, of pages of | SQL, {most} rows |",
            heads.join(" | ")
        );
        println!("|---|{}---|---|---|", "---|".repeat(sizes.len()));
        for kind in &self.kinds {
            let row = |rows: u64| self.ours.get(&(kind.clone(), rows));
            let cells: Vec<String> = sizes.iter().map(|rows| cell(row(*rows))).collect();
            let alike = |rows: u64| self.alike.get(&(kind.clone(), rows));
            let growth = alike(*least).zip(alike(*most)).map(|((page, a), (_, b))| {
                format!("{:.1}×, {page}", b.half.as_secs_f64() / a.half.as_secs_f64())
            });
            let growth = growth.unwrap_or_default();
            let processor = cell(self.processor.get(&(kind.clone(), *most)));
            let sql = cell(self.sql.get(&(kind.clone(), *most)));
            println!("| {kind} | {} | {processor} | {growth} | {sql} |", cells.join(" | "));
        }
    }
}

fn cell(row: Option<&Row>) -> String {
    let ms = |time: Duration| {
        let ms = time.as_secs_f64() * 1e3;
        match ms {
            ..10.0 => format!("{ms:.2}"),
            ..5_000.0 => format!("{ms:.0}"),
            _ => "over 5000".to_owned(),
        }
    };
    row.map_or(String::new(), |row| format!("{} / {}", ms(row.half), ms(row.most)))
}
