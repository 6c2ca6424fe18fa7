//! Lines to requests.

use std::{collections::VecDeque, io::Read};

use zeroize::Zeroizing;

use super::{
    lines::{InputLine, Lines, MAX_LINE_BYTES},
    problem::JsonProblem,
    read::read,
    request::Request,
    syntax::{check, is_blank},
};

/// Most lines of one object, far more than a request has.
const MAX_LINES: usize = 100;
/// The byte order mark that Windows editors put in front.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads requests: one object a line, or one object over several lines, as editors format it.
pub(in crate::cli) struct Requests<R> {
    lines: Lines<R>,
    /// Lines that were read ahead and belong to no request yet.
    ahead: VecDeque<InputLine>,
    /// Why reading stopped, if it failed.
    read_error: Option<JsonProblem>,
    /// True until the first line is read.
    at_start: bool,
    ended: bool,
}

impl<R: Read> Requests<R> {
    /// The requests in `input`.
    pub(in crate::cli) fn new(input: R) -> Self {
        Self {
            lines: Lines::new(input),
            ahead: VecDeque::new(),
            read_error: None,
            at_start: true,
            ended: false,
        }
    }

    /// The next request, or what is wrong with the next line; `None` at the end. An empty input is one problem.
    pub(in crate::cli) fn next<T: Request>(&mut self) -> Option<Result<T, JsonProblem>> {
        let Some(line) = self.line() else {
            let nothing = std::mem::take(&mut self.at_start).then_some(JsonProblem::Nothing);
            return self.read_error.take().or(nothing).map(Err);
        };
        let InputLine::Bytes(text) = line else { return Some(Err(JsonProblem::TooLong)) };
        Some(match read(&text) {
            Err(problem @ JsonProblem::Syntax { ended: true, .. }) if may_continue(&text) => {
                self.join_lines(&text, problem)
            }
            read => read,
        })
    }

    /// The next request, or what is wrong with the next line, if that line is there and the request is on it alone. Waits for
    /// nothing: reads only when `is_ready` says that a read does not wait.
    pub(in crate::cli) fn next_there<T: Request>(
        &mut self,
        is_ready: impl Fn() -> bool,
    ) -> Option<Result<T, JsonProblem>> {
        if self.ahead.is_empty() && !self.lines.is_there(is_ready) {
            return None;
        }
        let line = self.line()?;
        match &line {
            InputLine::Bytes(text) if !may_continue(text) => Some(read(text)),
            InputLine::TooLong { .. } => Some(Err(JsonProblem::TooLong)),
            InputLine::Bytes(_) => {
                self.ahead.push_front(line);
                None
            }
        }
    }

    /// Joins `first` and the lines after it to one request. If that fails, returns `problem` for `first` alone, and puts the
    /// other lines back, to be read each by itself.
    fn join_lines<T: Request>(&mut self, first: &[u8], problem: JsonProblem) -> Result<T, JsonProblem> {
        let mut whole = Zeroizing::new(Vec::with_capacity(MAX_LINE_BYTES));
        whole.extend_from_slice(first);
        let mut taken = VecDeque::new();
        while taken.len() < MAX_LINES {
            let Some(line) = self.line() else { break };
            let continues = match &line {
                // No line inside a request starts with `{`, so this is the next request.
                InputLine::Bytes(more) => {
                    !starts_object(more) && whole.len() + 1 + more.len() <= MAX_LINE_BYTES
                }
                InputLine::TooLong { .. } => false,
            };
            if let (true, InputLine::Bytes(more)) = (continues, &line) {
                whole.push(b'\n');
                whole.extend_from_slice(more);
            }
            taken.push_back(line);
            if !continues {
                break;
            }
            match read(&whole) {
                Err(JsonProblem::Syntax { ended: true, .. }) => {}
                Err(_) if check(&whole).is_err() => break,
                // A whole object, even if it is refused.
                read => return read,
            }
        }
        taken.append(&mut self.ahead);
        self.ahead = taken;
        Err(problem)
    }

    fn line(&mut self) -> Option<InputLine> {
        if let Some(line) = self.ahead.pop_front() {
            return Some(line);
        }
        if self.ended {
            return None;
        }
        let line = self.lines.next().unwrap_or_else(|error| {
            self.read_error = Some(JsonProblem::Read { reason: error.to_string() });
            None
        });
        self.ended = line.is_none();
        match line {
            Some(InputLine::Bytes(mut bytes))
                if std::mem::take(&mut self.at_start) && bytes.starts_with(BOM) =>
            {
                bytes.drain(..BOM.len());
                Some(InputLine::Bytes(bytes))
            }
            line => {
                self.at_start &= line.is_none();
                line
            }
        }
    }
}

/// True if an incomplete line looks like the first line of an object over several lines.
fn may_continue(line: &[u8]) -> bool {
    starts_object(line) && matches!(trimmed(line), [.., b',' | b'{'])
}

fn starts_object(line: &[u8]) -> bool {
    trimmed(line).starts_with(b"{")
}

fn trimmed(line: &[u8]) -> &[u8] {
    let blank = |byte: &&u8| is_blank(char::from(**byte));
    let start = line.iter().take_while(blank).count();
    let end = line.iter().rev().take_while(blank).count();
    line.get(start..line.len() - end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io;

    use serde_json::value::RawValue;

    use super::*;

    impl Request for Box<RawValue> {
        const KEYS: &'static str = "any";
        const CHANGES_LEDGER: bool = false;
    }

    /// What is read: texts with their line ends as `|`, or problems.
    fn read(input: impl Read) -> Vec<String> {
        let mut requests = Requests::new(input);
        std::iter::from_fn(|| requests.next::<Box<RawValue>>())
            .map(|request| match request {
                Ok(text) => text.get().replace('\n', "|"),
                Err(JsonProblem::Syntax { .. }) => "broken".to_owned(),
                Err(problem) => format!("{problem:?}"),
            })
            .collect()
    }

    #[test]
    fn one_object_a_line_or_one_over_lines() {
        for (input, expected) in [
            ("", vec!["Nothing"]),
            ("\u{feff}", vec!["Empty"]),
            ("\n", vec!["Empty"]),
            ("{}", vec!["{}"]),
            ("\u{feff}{}\n", vec!["{}"]),
            ("{}\n\u{feff}{}\n", vec!["{}", "broken"]),
            ("{}\r\n\r\n{ }", vec!["{}", "Empty", "{ }"]),
            ("[]\n[\n]\n", vec!["NotAnObject", "broken", "broken"]),
            ("{\n  \"a\": 1,\n\n  \"b\": 2\n}\n{}\n", vec!["{|  \"a\": 1,||  \"b\": 2|}", "{}"]),
            ("{\"a\": 1,\n \"b\": 2}", vec!["{\"a\": 1,| \"b\": 2}"]),
            ("{ \n}", vec!["{ |}"]),
            // Lines that do not become an object: only the first one is lost.
            ("{\n{}\n", vec!["broken", "{}"]),
            ("{\"a\":1,\n{\"a\":1}\n", vec!["broken", "{\"a\":1}"]),
            ("{\n\"a\":1\nhello\n{}\n", vec!["broken", "broken", "broken", "{}"]),
            ("{\n\"a\":1", vec!["broken", "broken"]),
            ("{\n\n", vec!["broken", "Empty"]),
            ("{\"a\":1,\n{\"b\":2,\n\"c\":3}\n", vec!["broken", "{\"b\":2,|\"c\":3}"]),
            // A line with another end is not continued.
            ("{\"a\":\n1}\n", vec!["broken", "broken"]),
            ("{\"a\":[1,\n2]}", vec!["{\"a\":[1,|2]}"]),
        ] {
            assert_eq!(read(input.as_bytes()), expected, "{input:?}");
        }
    }

    #[test]
    fn what_is_there_goes_along_up_to_an_object_over_lines() {
        // Everything is there; each group begins with a request that is waited for.
        let groups = |input: &[u8]| {
            let mut requests = Requests::new(input);
            let shown = |request: Result<Box<RawValue>, JsonProblem>| match request {
                Ok(text) => text.get().replace('\n', "|"),
                Err(JsonProblem::Syntax { .. }) => "broken".to_owned(),
                Err(problem) => format!("{problem:?}"),
            };
            let mut groups = Vec::new();
            while let Some(first) = requests.next() {
                let rest = std::iter::from_fn(|| requests.next_there(|| true));
                groups.push(std::iter::once(first).chain(rest).map(shown).collect::<Vec<_>>().join(" "));
            }
            groups
        };
        for (input, expected) in [
            ("", vec!["Nothing"]),
            ("{}", vec!["{}"]),
            ("{}\n\nx\n{ }", vec!["{} Empty broken { }"]),
            ("{}\n{\n\"a\":1}\n{}\n{}\n", vec!["{}", "{|\"a\":1} {} {}"]),
            ("{\"a\":1,\n\"b\":2}\n{\"c\":3,\n\"d\":4}\n", vec!["{\"a\":1,|\"b\":2}", "{\"c\":3,|\"d\":4}"]),
            // The second line only looks like the beginning of one.
            ("{}\n{},\n{}\n", vec!["{}", "broken {}"]),
        ] {
            assert_eq!(groups(input.as_bytes()), expected, "{input:?}");
        }
        let long = format!("{{}}\n{}\n{{}}\n", "x".repeat(3 * MAX_LINE_BYTES));
        assert_eq!(groups(long.as_bytes()), ["{}", "TooLong {}"]);
        let long = format!("{{}}\n{}\n{{}}\n", "x".repeat(MAX_LINE_BYTES + 1));
        assert_eq!(groups(long.as_bytes()), ["{} TooLong {}"]);
    }

    #[test]
    fn an_object_over_lines_is_bounded() {
        let blank = " ".repeat(MAX_LINE_BYTES - 3);
        assert_eq!(read(format!("{{\n{blank}\n").as_bytes()), ["broken", "Empty"]);
        assert_eq!(read(format!("{{\n{blank}\n}}").as_bytes()), ["broken", "Empty", "broken"]);
        let long = " ".repeat(MAX_LINE_BYTES + 1);
        assert_eq!(read(format!("{{\n{long}\n}}").as_bytes()), ["broken", "TooLong", "broken"]);
        assert_eq!(read(format!("{{{}}}", "\n".repeat(MAX_LINES)).as_bytes()).len(), 1);
        assert_eq!(read(format!("{{{}}}", "\n".repeat(MAX_LINES + 1)).as_bytes()).len(), MAX_LINES + 2);
    }

    #[test]
    fn a_read_error_is_reported_after_the_requests_before_it() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let gone = "Read { reason: \"gone\" }";
        assert_eq!(read(Failing), [gone]);
        assert_eq!(read(b"{}\n{\n".chain(Failing)), ["{}", "broken", gone]);
    }
}
