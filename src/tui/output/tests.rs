//! Frames that the screens do not have, and what single changes send.

use proptest::prelude::*;
use ratatui::style::{Color, Modifier, Style};

use super::{twin::Twin, *};

/// Draws texts as one frame, the cursor at the beginning.
fn texts(twin: &mut Twin, texts: &[(u16, u16, &str, Style)]) -> String {
    twin.frame(|buffer| {
        for (x, y, text, style) in texts {
            buffer.set_string(*x, *y, text, *style);
        }
        Some(Position::ORIGIN)
    });
    String::from_utf8(twin.sent()).expect("text").replace('\x1b', "␛")
}

const PLAIN: Style = Style::new();
const BOLD: Style = PLAIN.add_modifier(Modifier::BOLD);
const DIM: Style = PLAIN.add_modifier(Modifier::DIM);

#[test]
fn a_frame_without_change_sends_nothing() {
    let mut twin = Twin::new(20, 3);
    let frame = [(3, 1, "결제 5", BOLD), (0, 2, "e\u{301}", DIM)];
    assert_ne!(texts(&mut twin, &frame), "");
    assert_eq!(texts(&mut twin, &frame), "");
    // Of a blank, colour and weight are not seen.
    assert_eq!(texts(&mut twin, &[frame[0], frame[1], (10, 1, "   ", DIM.fg(Color::Red))]), "");
}

#[test]
fn what_is_sent_is_what_has_changed() {
    let mut twin = Twin::new(20, 3);
    let before = "␛[m␛[H␛[J";
    for (frame, sent) in [
        (vec![(0, 0, "Amount", PLAIN), (8, 0, "5", BOLD)], format!("{before}Amount  ␛[1m5␛[1G␛[?25h␛[m")),
        (vec![(0, 0, "Amount", PLAIN), (8, 0, "55", BOLD)], "␛[1;10H␛[1m5␛[1G␛[m".to_owned()),
        // Dim to bold: one sequence.
        (
            vec![(0, 0, "Amount", PLAIN), (8, 0, "5", DIM), (9, 0, "6", BOLD)],
            "␛[1;9H␛[2m5␛[0;1m6␛[1G␛[m".to_owned(),
        ),
        // A blank at the end takes as few bytes as a sequence.
        (vec![(0, 0, "Amount", PLAIN), (8, 0, "5", DIM)], "␛[1;10H ␛[1G".to_owned()),
        // More is erased.
        (vec![(0, 0, "A", PLAIN)], "␛[1;2H␛[K␛[1G".to_owned()),
        (vec![(0, 0, "A", PLAIN), (4, 2, "결제", PLAIN)], "␛[3;5H결제␛[1;1H".to_owned()),
        // Half of a wide symbol does not stay, and one behind it stays in its place.
        (vec![(0, 0, "A", PLAIN), (4, 2, "x", PLAIN), (6, 2, "제", PLAIN)], "␛[3;5Hx ␛[1;1H".to_owned()),
        (vec![(0, 0, "A", PLAIN), (5, 2, "결", PLAIN)], "␛[3;5H 결␛[K␛[1;1H".to_owned()),
        // Where terminals differ about the width.
        (vec![(0, 0, "ae\u{301}b", PLAIN)], "␛[1;1Ha ␛[1;2He\u{301}␛[1;3Hb␛[3;1H␛[K␛[1;1H".to_owned()),
        // Unchanged cells, fewer than a move has bytes, are drawn again; but not in another pen.
        (vec![(0, 0, "one two three four", PLAIN)], "␛[1;1Hone two three four␛[1G".to_owned()),
        (vec![(0, 0, "One Two Three Four", PLAIN)], "␛[1;1HOne Two T␛[15GF␛[1G".to_owned()),
        (
            vec![(0, 0, "O", DIM), (1, 0, "ne ", PLAIN), (4, 0, "t", BOLD), (5, 0, "wo Three Four", PLAIN)],
            "␛[1;1H␛[2mO␛[5G␛[0;1mt␛[1G␛[m".to_owned(),
        ),
        // Colours.
        (
            vec![
                (0, 0, "a", BOLD.fg(Color::Red)),
                (1, 0, "b", BOLD.fg(Color::Cyan)),
                (2, 0, "c", PLAIN.bg(Color::Gray)),
            ],
            "␛[1;1H␛[1;38;5;1ma␛[38;5;6mb␛[0;48;5;7mc␛[m␛[K␛[1G".to_owned(),
        ),
    ] {
        assert_eq!(texts(&mut twin, &frame), sent, "{frame:?}");
    }
}

#[test]
fn the_cursor_is_shown_and_hidden_once() {
    let mut twin = Twin::new(20, 3);
    let mut sent = |cursor| {
        twin.frame(|_| cursor);
        String::from_utf8(twin.sent()).expect("text").replace('\x1b', "␛")
    };
    let at = |x, y| Some(Position { x, y });
    assert_eq!(sent(at(3, 1)), "␛[m␛[H␛[J␛[2;4H␛[?25h");
    // Another program may have written something meanwhile: the row is said, too.
    assert_eq!(sent(at(5, 1)), "␛[2;6H");
    assert_eq!(sent(at(5, 1)), "");
    assert_eq!(sent(None), "␛[?25l");
    assert_eq!(sent(None), "");
    assert_eq!(sent(at(5, 1)), "␛[?25h");
}

#[test]
fn only_a_long_frame_is_marked_and_the_longest_are_written_in_parts() {
    let mut twin = Twin::new(200, 3);
    let sent = texts(&mut twin, &[(0, 0, &"x".repeat(200), PLAIN)]);
    assert!(!sent.contains("2026"), "{sent}");
    let sent = texts(&mut twin, &[(0, 1, &"y".repeat(200), PLAIN), (0, 2, &"y".repeat(200), PLAIN)]);
    assert!(sent.starts_with("␛[?2026h␛[1;1H␛[K") && sent.ends_with("␛[?2026l"), "{sent}");
    // More than fits into the buffer.
    let mut sent = Parts(Vec::new());
    let mut output = Output::new(&mut sent, Rect::new(0, 0, 1_000, 300));
    let drawn = output.frame(|buffer| {
        buffer.content.iter_mut().for_each(|cell| _ = cell.set_symbol("x"));
        None
    });
    drawn.expect("written");
    drop(output);
    assert_eq!(String::from_utf8_lossy(&sent.0.concat()).matches('x').count(), 300_000);
    assert!(sent.0.len() > 4 && sent.0.iter().all(|part| part.len() <= 64 * 1024));
    assert!(sent.0.first().expect("a part").starts_with(b"\x1b[?2026h"));
    assert!(sent.0.last().expect("a part").ends_with(b"\x1b[?2026l"));
}

struct Parts(Vec<Vec<u8>>);

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_terminal_that_is_gone_ends_the_frame() {
    struct Gone(usize);
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            self.0 += 1;
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut gone = Gone(0);
    let mut output = Output::new(&mut gone, Rect::new(0, 0, 1_000, 300));
    let drawn = output.frame(|buffer| {
        buffer.content.iter_mut().for_each(|cell| _ = cell.set_symbol("x"));
        None
    });
    assert_eq!(drawn.expect_err("gone").kind(), io::ErrorKind::BrokenPipe);
    drop(output);
    assert_eq!(gone.0, 1);
}

/// A text somewhere on the screen.
fn any_text() -> impl Strategy<Value = (u16, u16, String, Style)> {
    // Marks that combine, a syllable in pieces; none of which emulator and ratatui think differently.
    let symbol = prop::sample::select(vec![
        "a",
        "B",
        "7",
        " ",
        "  ",
        "─",
        "결",
        "제",
        "가",
        "e\u{301}",
        "\u{1112}\u{1161}\u{11ab}",
    ]);
    let text = prop::collection::vec(symbol, 0..12).prop_map(|symbols| symbols.concat());
    let colour =
        prop::sample::select(vec![Color::Reset, Color::Reset, Color::Cyan, Color::White, Color::Indexed(77)]);
    // The emulator knows nothing struck out, and nothing that is both bold and dim.
    let weight = prop::sample::select(vec![Modifier::empty(), Modifier::BOLD, Modifier::DIM]);
    let others = Modifier::ITALIC | Modifier::UNDERLINED | Modifier::REVERSED;
    let others = any::<u16>().prop_map(move |bits| Modifier::from_bits_truncate(bits) & others);
    let others = prop_oneof![Just(Modifier::empty()), others];
    let modifier = (weight, others).prop_map(|(weight, others)| weight | others);
    (0..14_u16, 0..4_u16, text, colour.clone(), colour, modifier).prop_map(
        |(x, y, text, fg, bg, modifier)| {
            (x, y, text, Style::new().fg(fg).bg(bg).add_modifier(modifier).remove_modifier(!modifier))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn both_terminals_show_the_same_after_any_frames(
        (width, height) in (1..16_u16, 1..5_u16),
        frames in prop::collection::vec((prop::collection::vec(any_text(), 0..6), any::<bool>(), 0..20_u16), 1..6),
    ) {
        let mut twin = Twin::new(width, height);
        for (texts, is_redrawn, cursor) in frames {
            if is_redrawn {
                twin.redraw_all();
            }
            twin.frame(|buffer| {
                for (x, y, text, style) in &texts {
                    if *x < width && *y < height {
                        buffer.set_string(*x, *y, text, *style);
                    }
                }
                (cursor < width).then_some(Position { x: cursor, y: 0 })
            });
        }
    }
}
