//! The events that bytes and pauses become. In the rows, `␛` is Esc, `⏸` a pause as long as the timeout of a key,
//! `{1500}` one of 1,500 milliseconds. Every row is read twice, as a whole and byte by byte, and ends in silence.

use std::sync::mpsc::{self, Receiver};

use proptest::prelude::*;

use super::*;

const KEY_TIMEOUT: Duration = Duration::from_millis(30);

/// A terminal with its parser and a clock.
struct TestTerminal {
    parser: Parser,
    events: Receiver<Event>,
    now: Instant,
}

impl TestTerminal {
    fn new() -> Self {
        let (sender, events) = mpsc::channel();
        let now = Instant::now();
        // Without a receiver, sending fails at once: nothing waits.
        let (room, _) = mpsc::sync_channel(0);
        Self { parser: Parser::new(sender, room, KEY_TIMEOUT, now), events, now }
    }

    fn read(&mut self, bytes: &[u8]) {
        self.parser.read(bytes, self.now);
    }

    fn pause(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(deadline) = self.parser.deadline().filter(|deadline| *deadline <= until) {
            self.now = deadline;
            self.parser.time_out();
        }
        self.now = until;
    }

    /// The events since the last call, as text.
    fn events(&self) -> String {
        self.events.try_iter().map(|event| name_of(&event)).collect::<Vec<_>>().join(" ")
    }
}

fn name_of(event: &Event) -> String {
    match event {
        Event::Key(key, _) => key.name(),
        Event::Paste(text) => format!("[{}]", text.replace('\x1b', "␛").escape_debug()),
        Event::PasteTooLong => "too long".to_owned(),
        Event::PasteBroken => "broken".to_owned(),
        _ => "something else".to_owned(),
    }
}

/// The events of a row that is read in pieces of at most `most` bytes.
fn in_pieces(row: &str, most: usize) -> String {
    let mut line = TestTerminal::new();
    let mut rest = row.replace('␛', "\x1b").replace('⏸', "{30}");
    while !rest.is_empty() {
        let (bytes, after) = rest.split_once('{').unwrap_or((&rest, ""));
        bytes.as_bytes().chunks(most).for_each(|piece| line.read(piece));
        if let Some((pause, after)) = after.split_once('}') {
            line.pause(Duration::from_millis(pause.parse().expect("milliseconds")));
            rest = after.to_owned();
        } else {
            rest = String::new();
        }
    }
    line.pause(SILENCE);
    line.events()
}

#[track_caller]
fn assert_events(rows: &[(&str, &str)]) {
    for (row, expected) in rows {
        for most in [usize::MAX, 1] {
            assert_eq!(in_pieces(row, most), *expected, "{row}");
        }
    }
}

#[test]
fn split_keys_are_joined_and_nothing_is_lost() {
    assert_events(&[
        ("␛OQ", "F2"),
        ("␛[15~", "F5"),
        ("␛[24~", "F12"),
        ("␛[A", "↑"),
        ("␛[Z", "Shift+Tab"),
        ("␛", "Esc"),
        ("␛⏸OQ", "Esc O Q"),
        ("␛O⏸Q", "Esc O Q"),
        ("␛5", "Alt+5"),
        ("␛⏸5", "Esc 5"),
        ("␛[1234", "Esc [ 1 2 3 4"),
        ("␛[99~", ""),
        ("␛␛⏸", "Esc Esc"),
        ("␛␛OQ", "Esc F2"),
        ("␛[␛[15~", "Esc [ F5"),
        ("5␛OP7", "5 F1 7"),
        // The timeout starts anew with each part of a sequence.
        ("␛{29}O{29}Q", "F2"),
        ("␛{29}[{29}2{29}1{29}~", "F10"),
        ("␛[[⏸A", "Esc [ [ A"),
        // No sequence continues with a control character or with Hangul.
        ("␛[1\r", "Esc [ 1 Enter"),
        ("␛[1\x7f", "Esc [ 1 Backspace"),
        ("␛O가", "Esc O 가"),
        ("␛[M\r", "Esc [ M Enter"),
        // The start of a string without a rest is a key.
        ("␛P⏸5", "Alt+P 5"),
        ("␛]⏸␛_⏸", "Alt+] Alt+_"),
    ]);
}

#[test]
fn keys_that_type() {
    assert_events(&[
        ("5a가 ?", "5 a 가 Space ?"),
        ("ABC", "A B C"),
        ("\r\n", "Enter Ctrl+Enter"),
        ("\t\x7f\x08", "Tab Backspace Backspace"),
        ("\x01\x11\x1a", "Ctrl+A Ctrl+Q Ctrl+Z"),
        ("\0\x1c\x1f", "Ctrl+Space Ctrl+4 Ctrl+7"),
        ("␛1␛p␛Q␛/␛ ", "Alt+1 Alt+P Alt+Q Alt+/ Alt+Space"),
        ("␛\r␛\x7f␛\t", "Alt+Enter Alt+Backspace Alt+Tab"),
        ("␛ㅂ5", "Alt+Q 5"),
        ("␛\x11", "Ctrl+Q"),
        ("\u{9b}A", "A"),
        ("🎉", "🎉"),
    ]);
}

#[test]
fn keys_that_are_sequences() {
    assert_events(&[
        ("␛[A␛[B␛[C␛[D␛[H␛[F", "↑ ↓ → ← Home End"),
        ("␛OA␛OB␛OC␛OD␛OH␛OF", "↑ ↓ → ← Home End"),
        ("␛[1~␛[2~␛[3~␛[4~␛[5~␛[6~␛[7~␛[8~", "Home Insert Del End PgUp PgDn Home End"),
        ("␛OP␛OQ␛OR␛OS", "F1 F2 F3 F4"),
        ("␛[11~␛[12~␛[13~␛[14~␛[15~", "F1 F2 F3 F4 F5"),
        ("␛[17~␛[18~␛[19~␛[20~␛[21~␛[23~␛[24~", "F6 F7 F8 F9 F10 F11 F12"),
        ("␛[[A␛[[B␛[[C␛[[D␛[[E", "F1 F2 F3 F4 F5"),
        ("␛[P␛[Q␛[S", "F1 F2 F4"),
        ("␛[1;5H␛[1;5F␛[1;5A␛[1;3C", "Ctrl+Home Ctrl+End Ctrl+↑ Alt+→"),
        ("␛[1;2A␛[1;6H␛[1;9B", "↑ Ctrl+Home ↓"),
        ("␛[1;5P␛[1;3Q␛[1;2S", "Ctrl+F1 Alt+F2 F4"),
        ("␛[3;5~␛[15;5~␛[24;3~", "Ctrl+Del Ctrl+F5 Alt+F12"),
        ("␛[Z␛[1;2Z", "Shift+Tab Shift+Tab"),
        // A key is held, then let go.
        ("␛[1;1:1A␛[1;1:2A␛[1;1:3A␛[15;5:3~", "↑ ↑"),
    ]);
}

#[test]
fn the_number_pad_in_application_mode() {
    assert_events(&[
        ("␛Op␛Oq␛Or␛Os␛Ot␛Ou␛Ov␛Ow␛Ox␛Oy", "0 1 2 3 4 5 6 7 8 9"),
        ("␛OM␛OX␛Oj␛Ok␛Ol␛Om␛On␛Oo", "Enter = * + , - . /"),
    ]);
}

#[test]
fn keys_of_extended_keyboards() {
    assert_events(&[
        ("␛[113;5u␛[81;6u", "Ctrl+Q Ctrl+Q"),
        ("␛[12610;5u␛[12610u", "Ctrl+Q ㅂ"),
        ("␛[106;5u␛[104;5u␛[12627;5u␛[12631;5u", "Ctrl+Enter Backspace Ctrl+Enter Backspace"),
        ("␛[49;3u", "Alt+1"),
        ("␛[97:65;2u␛[97;2u␛[97::97;1u␛[97::97;2u", "A a a a"),
        ("␛[9u␛[9;2u␛[13u␛[27u␛[127u", "Tab Shift+Tab Enter Esc Backspace"),
        ("␛[97;1:3u", ""),
        ("␛[57399u␛[57408u␛[57409u␛[57413u␛[57414u␛[57416u", "0 9 . + Enter ,"),
        ("␛[57417u␛[57419;5u␛[57422u␛[57423u␛[57426u", "← Ctrl+↑ PgDn Home Del"),
        // Unknown keys, and codes that are no character.
        ("␛[57358u␛[57442;5u␛[55296u␛[127881u␛[1u", ""),
    ]);
}

#[test]
fn what_the_terminal_says_of_itself_is_no_key() {
    let long = format!("␛[?{}c", "64;".repeat(100));
    let many = format!("␛[{}A", ";".repeat(40));
    for answer in [
        // Colours.
        "␛]11;rgb:1e1e/1e1e/1e1e\x07",
        "␛]11;rgb:1e1e/1e1e/1e1e␛\\",
        "␛]52;c;NTQwOTEyMzQ=\x07",
        // Name, settings, features.
        "␛P>|XTerm(370)␛\\",
        "␛P1$r0m␛\\",
        "␛P1+r544e=787465726d\x07",
        "␛_Gi=31;OK␛\\",
        "␛^a message␛\\",
        "␛Xa string␛␛\\",
        "␛]0;가나다\r\n\x07",
        // Cursor, attributes, modes, sizes.
        "␛[12;40R",
        "␛[1;1R",
        "␛[?12;40R",
        "␛[?64;1;2;6;9;15;18;21;22c",
        "␛[>41;370;0c",
        "␛[?2026;2$y",
        "␛[0n",
        "␛[8;24;80t",
        "␛[?0u",
        "␛[?2;0;1200;800S",
        &long,
        &many,
        // The window comes to the front and goes to the back.
        "␛[I",
        "␛[O",
        // The mouse, in four dialects.
        "␛[<0;10;10M",
        "␛[<0;10;10m",
        "␛[32;10;10M",
        "␛[M 0é",
        // The end of a paste that never began, and unknown keys.
        "␛[201~",
        "␛Oz",
        "␛O5P",
        "␛[[Z",
    ] {
        assert_events(&[(answer, ""), (&format!("{answer}5"), "5"), (&format!("1{answer}␛OQ"), "1 F2")]);
    }
}

#[test]
fn a_string_that_breaks_off_is_over_after_two_seconds() {
    assert_events(&[
        ("␛]11;rgb:1e{2000}5", "5"),
        // It begins after a long pause.
        ("{5000}␛]11;{1000}rgb\x075", "5"),
        ("␛P1$r␛{2000}5", "5"),
        // It comes slowly.
        ("␛]⏸5", "Alt+] 5"),
        ("␛]11;{1500}rgb:\x075", "5"),
        ("␛]11;rgb:1e1e/1e1e{1500}1e1e/1e1e/1e1e{1500}1e1e/1e1e/1e1e\x075", "5"),
        // A person's keys do not prolong it.
        ("␛]11;{1000}1{500}2{400}3{200}4", "4"),
        // The next sequence ends it, too.
        ("␛]11;rgb:1e␛OQ5", "F2 5"),
        ("␛]11;rgb:1e␛[A5", "↑ 5"),
    ]);
}

#[test]
fn a_paste_is_one_thing() {
    assert_events(&[
        ("␛[200~5409-1234\r\n␛[201~7", "[5409-1234\\r\\n] 7"),
        ("␛[200~␛[201~", "[]"),
        ("␛[200~가\t\x07\x03\0␛[201~", "[가\\t\\u{7}\\u{3}\\0]"),
        // It holds what are keys elsewhere, a false end, the start of another.
        ("␛[200~␛OQ␛[20␛␛[201␛[201~", "[␛OQ␛[20␛␛[201]"),
        ("␛[200~1␛[200~2␛[201~␛[201~3", "[1␛[200~2] 3"),
        ("␛[200~␛]11;rgb␛[201~3", "[␛]11;rgb] 3"),
        ("␛[200~1␛[201~␛[200~2␛[201~", "[1] [2]"),
        // It begins after a long pause.
        ("{5000}␛[200~{1000}1{500}␛[201~5", "[1] 5"),
        // It comes slowly: in pieces, or character by character.
        ("␛[200~123456789{1900}123456789{1900}123456789␛[201~", "[123456789123456789123456789]"),
    ]);
    let by_character = format!("␛[200~{}␛[201~", "5{100}".repeat(40));
    assert_events(&[(&by_character, &format!("[{}]", "5".repeat(40)))]);
}

#[test]
fn a_paste_that_never_ends_is_over_after_two_seconds() {
    assert_events(&[
        ("␛[200~5409{2000}7", "broken 7"),
        ("␛[200~5409{1999}", "broken"),
        ("␛[200~{2000}7", "broken 7"),
        ("␛[200~5409␛[201{2000}~7", "broken ~ 7"),
        ("␛[200~5409{2000}1234␛[201~7", "broken 1 2 3 4 7"),
        // A person's keys do not prolong it.
        ("␛[200~5409{500}7{500}8{500}␛{499}1{1}2", "broken 2"),
        ("␛[200~5409{2000}␛[200~1␛[201~", "broken [1]"),
    ]);
    // Neither do their arrows, which are several bytes each.
    let mut line = TestTerminal::new();
    line.read(b"\x1b[200~5409");
    for _ in 0..20 {
        line.pause(Duration::from_millis(101));
        line.read(b"\x1b[1;5A");
    }
    assert_eq!(line.events(), "broken Ctrl+↑");
}

#[test]
fn a_paste_that_is_too_long_is_refused_whole() {
    let paste = |length: usize, end: &str| format!("␛[200~{}{end}", "5".repeat(length));
    let most = "5".repeat(MAX_PASTE);
    assert_events(&[
        (&paste(MAX_PASTE, "␛[201~7"), &format!("[{most}] 7")),
        (&paste(MAX_PASTE + 1, "␛[201~7"), "too long 7"),
        (&paste(MAX_PASTE - 4, "␛[20␛[201~7"), &format!("[{}␛[20] 7", "5".repeat(MAX_PASTE - 4))),
        (&paste(MAX_PASTE - 3, "␛[20␛[201~7"), "too long 7"),
        (&paste(3 * MAX_PASTE, "␛[200~␛[20␛[201~7"), "too long 7"),
        (&paste(MAX_PASTE + 1, "␛[201~␛[200~1␛[201~"), "too long [1]"),
        (&paste(MAX_PASTE + 1, "{2000}7"), "broken 7"),
    ]);
}

#[test]
fn what_is_not_utf8_is_left_out() {
    for (bytes, expected) in [
        (&b"1\xff2"[..], "1 2"),
        (b"1\xea\xb02", "1 2"),
        (b"\xea\xb0\x1b[A", "↑"),
        (b"\xea\xb0\x80\x80", "가"),
        (b"\x1b\xff5", "5"),
        (b"\x1b\x805", "5"),
        (b"\x1b\xe3\x85\x1b[A", "↑"),
        (b"\x1b\xe3\x855", "5"),
        (b"\x1b[200~1\xff2\xea\xb0\x1b[201~3", "[12] 3"),
    ] {
        for most in 1..=bytes.len() {
            let mut line = TestTerminal::new();
            bytes.chunks(most).for_each(|piece| line.read(piece));
            assert_eq!(line.events(), expected, "{}", bytes.escape_ascii());
        }
    }
}

#[test]
fn keys_happened_when_they_were_read() {
    let mut line = TestTerminal::new();
    let start = line.now;
    let millis = Duration::from_millis;
    line.read(b"12\x1b");
    line.pause(millis(10));
    line.read(b"OQ");
    line.pause(millis(10));
    line.read(b"\x1b");
    line.pause(millis(500));
    let happened: Vec<_> = line
        .events
        .try_iter()
        .map(|event| match event {
            Event::Key(key, at) => (key.name(), at - start),
            other => (name_of(&other), Duration::ZERO),
        })
        .collect();
    let expected = [("1", 0), ("2", 0), ("F2", 10), ("Esc", 20)];
    assert_eq!(happened, expected.map(|(name, at)| (name.to_owned(), millis(at))));
}

#[test]
fn it_keeps_no_more_than_one_paste() {
    let mut line = TestTerminal::new();
    let buffers = |line: &TestTerminal| {
        let (pasted, begun) = (&line.parser.pasted, &line.parser.begun);
        [(pasted.as_ptr(), pasted.capacity()), (begun.as_ptr(), begun.capacity())]
    };
    let at_first = buffers(&line);
    for start in ["\x1b[200~", "\x1b]52;c;", "\x1b[1;"] {
        line.read(start.as_bytes());
        line.read(&vec![b'5'; 1024 * 1024]);
        assert_eq!(buffers(&line), at_first, "{start:?}");
        line.pause(SILENCE);
        assert!(line.parser.pasted.is_empty() && line.parser.begun.is_empty());
    }
}

/// Random bytes, most of them from keys, reports and pastes.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    const PARTS: [&[u8]; 14] = [
        b"\x1b",
        b"\x1b[",
        b"\x1bO",
        b"\x1b]",
        b"\x1bP",
        b"\x1b\\",
        b"\x07",
        b"\x1b[200~",
        b"\x1b[201~",
        b"\x1b[1;5",
        b"\x1b[M",
        "가".as_bytes(),
        b"~",
        b"A",
    ];
    let part = prop_oneof![
        prop::sample::select(&PARTS[..]).prop_map(<[u8]>::to_vec),
        any::<u8>().prop_map(|byte| vec![byte]),
        (b' '..=b'~').prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    /// Without a pause, it does not matter how the bytes are cut.
    #[test]
    fn it_does_not_matter_where_bytes_are_cut(bytes in noise(), cuts in prop::collection::vec(1..9_usize, 1..200)) {
        let mut whole = TestTerminal::new();
        whole.read(&bytes);
        let mut cut = TestTerminal::new();
        let mut rest = &bytes[..];
        for length in cuts.into_iter().cycle().take(bytes.len()) {
            let (piece, after) = rest.split_at(length.min(rest.len()));
            cut.read(piece);
            rest = after;
        }
        prop_assert_eq!(cut.events(), whole.events());
        whole.pause(SILENCE);
        cut.pause(SILENCE);
        prop_assert_eq!(cut.events(), whole.events());
    }

    /// After any bytes and pauses and two seconds of silence, a key is a key.
    #[test]
    fn after_silence_keys_work(pieces in prop::collection::vec((noise(), 0..2_500_u64), 0..20)) {
        let mut line = TestTerminal::new();
        for (bytes, pause) in pieces {
            line.read(&bytes);
            line.pause(Duration::from_millis(pause));
        }
        line.pause(SILENCE);
        line.events();
        line.read(b"5\x1bOQ");
        prop_assert_eq!(line.events(), "5 F2");
    }
}

#[test]
fn keys_wait_in_the_terminal_when_too_many_are_not_handled_yet() {
    let (sender, events) = mpsc::channel();
    let (room, waiting) = mpsc::sync_channel(3);
    let typing = std::thread::spawn(move || {
        let now = Instant::now();
        Parser::new(sender, room, KEY_TIMEOUT, now).read(b"0123456789", now);
    });
    let key = || name_of(&events.recv().expect("a key"));
    assert_eq!([key(), key(), key()], ["0", "1", "2"]);
    for next in ["3", "4", "5", "6", "7", "8", "9"] {
        assert!(events.try_recv().is_err(), "before {next}");
        waiting.recv().expect("one that is handled now");
        assert_eq!(key(), next);
    }
    typing.join().expect("typed");
}
