//! Reads what a receipt printer is sent, and knows the few commands that a slip may have: anything else fails the test.

#![expect(clippy::panic, reason = "bytes that no slip may have fail the test")]

use encoding_rs::EUC_KR;

/// A line of text on the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLine {
    pub text: String,
    pub bold: bool,
    pub tall: bool,
}

/// What a printer does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Init,
    Drawer,
    Line(PaperLine),
    /// The characters of a barcode, in the middle; module width and height in dots.
    Code {
        text: String,
        width: u8,
        height: u8,
    },
    Feed(u8),
    Cut,
}

struct Reader<'a> {
    rest: &'a [u8],
    acts: Vec<Act>,
    double_byte: bool,
    /// Bold, and twice as high.
    look: (bool, bool),
    is_in_the_middle: bool,
    code: (u8, u8),
}

/// What a printer does with these bytes.
pub fn read(bytes: &[u8]) -> Vec<Act> {
    let mut reader = Reader {
        rest: bytes,
        acts: Vec::new(),
        double_byte: false,
        look: (false, false),
        is_in_the_middle: false,
        code: (3, 162),
    };
    while !reader.rest.is_empty() {
        reader.next();
    }
    assert!(!reader.double_byte && reader.look == (false, false) && !reader.is_in_the_middle, "left on");
    reader.acts
}

/// The lines of text alone.
pub fn lines(acts: &[Act]) -> Vec<&str> {
    acts.iter()
        .filter_map(|act| if let Act::Line(line) = act { Some(line.text.as_str()) } else { None })
        .collect()
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> &[u8] {
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        taken
    }

    fn next(&mut self) {
        match self.rest {
            [0x1b, b'@', ..] => {
                self.take(2);
                self.acts.push(Act::Init);
            }
            [0x1c, b'&', ..] => self.double_byte = self.switch(2, true),
            [0x1c, b'.', ..] => self.double_byte = self.switch(2, false),
            [0x1b, b'a', place @ (0 | 1), ..] => self.is_in_the_middle = self.switch(3, *place == 1),
            [0x1b, b'E', on @ (0 | 1), ..] => self.look.0 = self.switch(3, *on == 1),
            [0x1d, b'!', size @ (0 | 1), ..] => self.look.1 = self.switch(3, *size == 1),
            [0x1d, b'w', width @ 2..=6, ..] => {
                self.code.0 = *width;
                self.take(3);
            }
            [0x1d, b'h', height @ 1..=255, ..] => {
                self.code.1 = *height;
                self.take(3);
            }
            [0x1d, b'H', 0, ..] => _ = self.take(3),
            [0x1d, b'k', 0x49, length, ..] => {
                let length = usize::from(*length);
                self.take(4);
                self.code(length);
            }
            [0x1b, b'd', rows, ..] => {
                self.acts.push(Act::Feed(*rows));
                self.take(3);
            }
            [0x1d, b'V', 0x42, 0, ..] => {
                self.take(4);
                self.acts.push(Act::Cut);
            }
            [0x1b, b'p', 0, 0x19, 0xfa, ..] => {
                self.take(5);
                self.acts.push(Act::Drawer);
            }
            [0x1b..=0x1f, ..] => panic!("no command of a slip: {:x?}", &self.rest[..self.rest.len().min(6)]),
            _ => self.line(),
        }
    }

    fn switch(&mut self, length: usize, on: bool) -> bool {
        self.take(length);
        on
    }

    /// Text up to the end of the line; commands within it change nothing but how it looks.
    fn line(&mut self) {
        let (mut text, mut line) =
            (Vec::new(), PaperLine { text: String::new(), bold: self.look.0, tall: self.look.1 });
        loop {
            match self.rest {
                [b'\n', ..] => {
                    self.take(1);
                    break;
                }
                [0x1b | 0x1d, ..] => self.next(),
                [byte @ 0x20..0x7f, ..] => {
                    text.push(*byte);
                    self.take(1);
                }
                [0x81..=0xfe, ..] => {
                    assert!(self.double_byte, "two bytes, but not switched on");
                    let pair = self.take(2);
                    text.extend_from_slice(pair);
                }
                other => panic!("not text: {other:x?}"),
            }
        }
        let (decoded, had_errors) = EUC_KR.decode_without_bom_handling(&text);
        assert!(!had_errors, "{text:x?}");
        line.text = decoded.into_owned();
        self.acts.push(Act::Line(line));
    }

    fn code(&mut self, length: usize) {
        assert!(self.is_in_the_middle);
        let data = self.take(length).to_vec();
        let text = match data.as_slice() {
            [b'{', b'C', pairs @ ..] => pairs
                .iter()
                .flat_map(|pair| [pair / 10, pair % 10])
                .map(|digit| char::from(b'0' + digit))
                .collect(),
            [b'{', b'B', text @ ..] => String::from_utf8(text.to_vec()).expect("ASCII"),
            other => panic!("no code set: {other:x?}"),
        };
        assert_eq!(self.take(1), b"\n");
        let (width, height) = self.code;
        self.acts.push(Act::Code { text, width, height });
    }
}
