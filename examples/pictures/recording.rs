//! A recording: screens of the running program, one after another, as one SVG file that moves by itself.
//!
//! The screens are what the program draws; how long each is shown is the script's. A cell is in the file once
//! for each look it has, and cells that are seen in the same screens share a group:
//!
//! ```text
//!   screen          0   1   2   3      a group, and when CSS shows it
//!   "Amount"        █   █   █   █      always: no class
//!   "5"             ·   █   █   █      .k1
//!   the cursor      ·   █   ·   ·      .k2
//! ```
//!
//! Outside its animation the file is the last screen: for who wants no motion, and for viewers without CSS.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::palette::{DARK, Palette};
use super::stage::{QUIET, title};
use super::support::{Home, Terminal};
use super::svg::{Drawing, window};

/// A picture that moves.
pub struct Recording {
    /// The file's name without `.svg`.
    pub name: &'static str,
    /// The language of the screen: `en` or `ko`.
    pub lang: &'static str,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What the ledger holds when the screen opens.
    pub before: fn(&Home),
    /// What is typed, and how long its screens are shown; begin with a wait for the first one.
    pub script: &'static [Beat],
}

/// One beat of a recording.
pub enum Beat {
    /// Waits for text; the screen that has it is the next one.
    Until(&'static str),
    /// One key in the notation of the test terminal, or characters, one after another: each makes a screen that
    /// is shown for so many milliseconds.
    Type(&'static str, u32),
    /// Says yes to the question with this text.
    Answer(&'static str),
    /// The screen is shown for so many milliseconds more.
    Hold(u32),
}

/// A screen and for how many milliseconds it is shown.
struct Frame {
    screen: vt100::Screen,
    shown: u32,
}

impl Recording {
    /// Runs the program, types, and gives the file.
    pub fn draw(&self) -> String {
        let home = Home::new().with("PAYDESK_LANG", self.lang);
        (self.before)(&home);
        let (cols, rows) = self.size;
        let terminal = home.terminal(&[], cols, rows);
        let mut frames = Vec::new();
        for beat in self.script {
            match *beat {
                Beat::Until(text) => {
                    drop(terminal.wait_for_text(text));
                    record(&mut frames, &terminal, 0);
                }
                Beat::Type(keys, shown) if keys.starts_with('<') => {
                    terminal.keys(keys);
                    record(&mut frames, &terminal, shown);
                }
                Beat::Type(keys, shown) => {
                    for key in keys.chars() {
                        terminal.send(key.encode_utf8(&mut [0; 4]));
                        record(&mut frames, &terminal, shown);
                    }
                }
                Beat::Answer(question) => answer(&terminal, question),
                Beat::Hold(more) => frames.last_mut().expect("a screen to hold").shown += more,
            }
        }
        film(&frames, &title(&terminal), &DARK)
    }
}

/// Adds the screen once it is drawn to its end; one that has not changed is shown longer.
fn record(frames: &mut Vec<Frame>, terminal: &Terminal, shown: u32) {
    let screen = terminal.wait_until_still(QUIET);
    match frames.last_mut() {
        Some(last) if last.screen.contents_formatted() == screen.contents_formatted() => last.shown += shown,
        _ => frames.push(Frame { screen, shown }),
    }
}

/// Presses Enter until the question is gone: one that comes before the program knows that it has drawn the
/// question does not count.
fn answer(terminal: &Terminal, question: &str) {
    // Longer than a commit takes, so that no Enter is left over.
    const COMMIT: Duration = Duration::from_millis(500);
    terminal.wait_for_text(question);
    terminal.wait_until_still(QUIET);
    while terminal.screen_text().contains(question) {
        terminal.keys("<Enter>");
        terminal.wait_until_still(COMMIT);
    }
}

/// The file that shows these screens again and again.
fn film(frames: &[Frame], title: &str, palette: &Palette) -> String {
    let last = frames.last().expect("a recording has a screen");
    let total: u32 = frames.iter().map(|frame| frame.shown).sum();
    let (mut keyframes, mut inside) = (String::new(), String::new());
    for (at, (shown, drawing)) in groups(frames, palette).into_iter().rev().enumerate() {
        if shown.iter().all(|shown| *shown) {
            drawing.write(&mut inside);
            continue;
        }
        let hidden = if shown.ends_with(&[true]) { "" } else { r#" visibility="hidden""# };
        let _infallible = writeln!(inside, r#"<g class="k{at}"{hidden}>"#);
        drawing.write(&mut inside);
        inside.push_str("</g>\n");
        let seconds = f64::from(total) / 1000.0;
        let _infallible =
            write!(keyframes, ".k{at}{{animation:k{at} {seconds}s step-end infinite}}@keyframes k{at}{{");
        let mut begin = 0;
        for (index, frame) in frames.iter().enumerate() {
            let now = shown.get(index);
            if index.checked_sub(1).and_then(|before| shown.get(before)) != now {
                let percent = (f64::from(begin) / f64::from(total) * 1e5).round() / 1e3;
                let visibility = if now == Some(&true) { "visible" } else { "hidden" };
                let _infallible = write!(keyframes, "{percent}%{{visibility:{visibility}}}");
            }
            begin += frame.shown;
        }
        keyframes.push_str("}\n");
    }
    let style =
        format!("<style>\n@media (prefers-reduced-motion:no-preference){{\n{keyframes}}}\n</style>\n");
    window(last.screen.size(), title, palette, &style, &inside)
}

/// What is seen in the same screens, by the screens: for each of them whether it is.
fn groups(frames: &[Frame], palette: &Palette) -> BTreeMap<Vec<bool>, Drawing> {
    let mut groups: BTreeMap<Vec<bool>, Drawing> = BTreeMap::new();
    let (rows, cols) = frames.first().map_or((0, 0), |frame| {
        let (rows, cols) = frame.screen.size();
        (rows.get(), cols.get())
    });
    for (row, col) in (0..rows).flat_map(|row| (0..cols).map(move |col| (row, col))) {
        // The looks of this cell, with the cursor on it or without, and where each is seen.
        let mut looks: Vec<(&vt100::Cell, bool, Vec<bool>)> = Vec::new();
        for (index, Frame { screen, .. }) in frames.iter().enumerate() {
            let Some(cell) = screen.cell(row, col).filter(|cell| !cell.is_wide_continuation()) else {
                continue;
            };
            let cursor = !screen.hide_cursor() && screen.cursor_position() == (row, col);
            let at = looks.iter().position(|(known, with, _)| (*known, *with) == (cell, cursor));
            let at = at.unwrap_or_else(|| {
                looks.push((cell, cursor, vec![false; frames.len()]));
                looks.len() - 1
            });
            looks[at].2[index] = true;
        }
        for (cell, cursor, shown) in looks {
            groups.entry(shown).or_default().add(cell, row, col, cursor, palette);
        }
    }
    groups.retain(|_, drawing| !drawing.is_empty());
    groups
}

#[cfg(test)]
mod tests {
    use super::{DARK, Frame, film};

    /// The film of these screens, each shown for so long.
    fn filmed(screens: &[(&str, u32)]) -> String {
        let frame = |&(output, shown): &(&str, u32)| {
            let mut parser = vt100::Parser::default();
            parser.process(output.as_bytes());
            Frame { screen: parser.screen().clone(), shown }
        };
        film(&screens.iter().map(frame).collect::<Vec<_>>(), "Paydesk", &DARK)
    }

    #[test]
    fn what_stays_is_there_once_and_what_changes_has_its_time() {
        let svg = filmed(&[("\x1b[?25lstays", 500), ("\x1b[?25lstays  5", 250), ("\x1b[?25lstays  6", 250)]);
        assert_eq!(svg.matches("stays").count(), 1, "{svg}");
        let rule = |name: &str, times: &str| {
            format!(".{name}{{animation:{name} 1s step-end infinite}}@keyframes {name}{{{times}}}\n")
        };
        let five = "0%{visibility:hidden}50%{visibility:visible}75%{visibility:hidden}";
        assert!(svg.contains(&rule("k1", five)), "{svg}");
        let six = "0%{visibility:hidden}75%{visibility:visible}";
        assert!(svg.contains(&rule("k2", six)), "{svg}");
        assert!(!svg.contains("k3"), "{svg}");
    }

    #[test]
    fn without_motion_the_last_screen_is_seen() {
        let svg = filmed(&[("\x1b[?25l5", 500), ("\x1b[?25l6", 500)]);
        let (style, still) = svg.split_once("</style>").expect("a style");
        assert!(style.contains("@media (prefers-reduced-motion:no-preference)"), "{style}");
        let group = |head: &str, text: &str| {
            let end = r#" textLength="9" lengthAdjust="spacingAndGlyphs">"#;
            format!("{head}>\n<g fill=\"#d5d9e2\">\n<text x=\"0\" y=\"15.5\"{end}{text}</text>\n</g>\n</g>\n")
        };
        assert!(still.contains(&group(r#"<g class="k0" visibility="hidden""#, "5")), "{still}");
        assert!(still.contains(&group(r#"<g class="k1""#, "6")), "{still}");
    }

    #[test]
    fn the_cursor_moves_over_text_that_stays() {
        let svg = filmed(&[("ab\x1b[1;1H", 500), ("ab\x1b[1;2H", 500)]);
        let block = r##"<path fill="#e8ecf4""##;
        assert_eq!(svg.matches(block).count(), 2, "{svg}");
        assert_eq!(svg.matches(">a</text>").count(), 2, "{svg}");
    }
}
