//! Screens as an SVG file that looks like a window, and that moves when there is more than one.
//!
//! It is ours because the libraries that draw ANSI text leave the place of a glyph to the viewer's font, where Hangul
//! is seldom two columns wide. Here every glyph is in the middle of its own cells, and lines and blocks are drawn.
//!
//! Outside its animation the file is the last screen: for readers who want no motion, and viewers without CSS.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// A cell in units of half a pixel.
const WIDTH: u16 = 18;
const HEIGHT: u16 = 40;
/// From the top of a cell to the line that letters are on.
const BASELINE: u16 = 31;
/// Latin from fonts whose letters are 0.6 wide, as the cells are; Hangul from those that have it.
const FONTS: &str = "'JetBrains Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono',D2Coding,NanumGothicCoding,\
                     'Nanum Gothic Coding','Noto Sans Mono CJK KR',monospace";

/// The colours of a cell that names none, and of the cell with the cursor.
const BACKGROUND: &str = "#15181f";
const FOREGROUND: &str = "#d5d9e2";
const CURSOR: &str = "#e8ecf4";
/// Black, red, green, yellow, blue, magenta, cyan and white. Paydesk uses no other.
const ANSI: [&str; 8] =
    ["#2b303b", "#f07178", "#98cf7d", "#e6bf73", "#6caaf5", "#c792ea", "#5fc9cf", "#bfc6d2"];

/// A screen and for how many milliseconds it is shown.
pub type Frame = (vt100::Screen, u32);

/// Rectangles of one ink: left and right by top and bottom.
type Areas = BTreeMap<(u16, u16), Vec<(u16, u16)>>;

/// The file that shows these screens, again and again if there are several.
pub fn film(frames: &[Frame], title: &str) -> String {
    let (rows, cols) = frames.last().expect("a screen").0.size();
    // Rows by the screens that have them: what does not change is in the file once.
    let mut groups: BTreeMap<Vec<bool>, String> = BTreeMap::new();
    for row in 0..rows.get() {
        let looks: Vec<String> = frames.iter().map(|(screen, _)| drawn(screen, row)).collect();
        for look in looks.iter().collect::<BTreeSet<_>>() {
            *groups.entry(looks.iter().map(|other| other == look).collect()).or_default() += look;
        }
    }
    let total: u32 = frames.iter().map(|(_, shown)| shown).sum();
    let (mut motion, mut inside) = (String::new(), String::new());
    for (at, (seen, rows)) in groups.iter().enumerate() {
        if seen.iter().all(|seen| *seen) {
            inside += rows;
            continue;
        }
        let hidden = if seen.ends_with(&[true]) { "" } else { r#" visibility="hidden""# };
        let _infallible = writeln!(inside, "<g class=\"k{at}\"{hidden}>\n{rows}</g>");
        let _infallible = write!(
            motion,
            "@media (prefers-reduced-motion:no-preference){{.k{at}{{animation:k{at} {total}ms step-end infinite}}}}@keyframes k{at}{{"
        );
        let (mut begin, mut before) = (0, None);
        for ((_, shown), seen) in frames.iter().zip(seen) {
            if before != Some(seen) {
                let percent = f64::from(begin) * 100.0 / f64::from(total);
                let visibility = if *seen { "visible" } else { "hidden" };
                let _infallible = write!(motion, "{percent:.3}%{{visibility:{visibility}}}");
            }
            (begin, before) = (begin + shown, Some(seen));
        }
        motion += "}\n";
    }
    window((cols.get() * WIDTH, rows.get() * HEIGHT), title, &motion, &inside)
}

/// One row of a screen as SVG.
fn drawn(screen: &vt100::Screen, row: u16) -> String {
    // From left to right: rectangles by ink, those that are behind first; places and glyphs by ink.
    let mut areas: BTreeMap<(bool, String), Areas> = BTreeMap::new();
    let mut texts: BTreeMap<String, (Vec<String>, String)> = BTreeMap::new();
    let mut fill = |over: bool, ink: &str, [left, top, right, bottom]: [u16; 4]| {
        let areas = areas.entry((over, ink.to_owned())).or_default().entry((top, bottom)).or_default();
        match areas.last_mut() {
            Some(last) if left <= last.1 => last.1 = right,
            _ => areas.push((left, right)),
        }
    };
    for col in 0..screen.size().1.get() {
        let Some(cell) = screen.cell(row, col).filter(|cell| !cell.is_wide_continuation()) else { continue };
        let (mut colour, mut behind) = (hex(cell.fgcolor(), FOREGROUND), hex(cell.bgcolor(), BACKGROUND));
        if cell.inverse() {
            (colour, behind) = (behind, colour);
        }
        let cursor = !screen.hide_cursor() && screen.cursor_position() == (row, col);
        if cursor {
            (colour, behind) = (BACKGROUND, CURSOR);
        }
        let (left, width) = (col * WIDTH, if cell.is_wide() { 2 * WIDTH } else { WIDTH });
        if behind != BACKGROUND {
            fill(false, &format!(r#"fill="{behind}""#), [left, 0, left + width, HEIGHT]);
        }
        let dim = if cell.dim() && !cursor { r#" fill-opacity=".6""# } else { "" };
        let ink = format!(r#"fill="{colour}"{dim}"#);
        let glyph = cell.contents();
        let shapes = glyph.chars().next().map(shapes).unwrap_or_default();
        for [from, top, to, bottom] in &shapes {
            fill(true, &ink, [left + from, *top, left + to, *bottom]);
        }
        if shapes.is_empty() && !matches!(glyph, "" | " ") {
            let bold = if cell.bold() { r#" font-weight="bold""# } else { "" };
            // Hangul is a little larger, to fill its cells.
            let size = if cell.is_wide() { r#" font-size="33""# } else { "" };
            let (places, glyphs) = texts.entry(ink + bold + size).or_default();
            // SVG counts characters as UTF-16 does.
            places.extend(glyph.encode_utf16().map(|_| (left + width / 2).to_string()));
            *glyphs += glyph;
        }
    }
    let (mut svg, line) = (String::new(), row * HEIGHT);
    for ((_, ink), areas) in areas {
        let _infallible = write!(svg, r#"<path {ink} shape-rendering="crispEdges" d=""#);
        for ((top, bottom), areas) in areas {
            for (left, right) in areas {
                let _infallible = write!(svg, "M{left} {}H{right}V{}H{left}z", line + top, line + bottom);
            }
        }
        svg += "\"/>\n";
    }
    for (ink, (places, glyphs)) in texts {
        let (y, places, glyphs) = (line + BASELINE, places.join(" "), escaped(&glyphs));
        let _infallible = writeln!(svg, r#"<text {ink} y="{y}" x="{places}">{glyphs}</text>"#);
    }
    svg
}

/// The rectangles of a line or bar character, as left, top, right and bottom in its cell; none for any other.
fn shapes(glyph: char) -> Vec<[u16; 4]> {
    const LINES: [(&str, [u16; 4]); 6] = [
        ("─┐┘┤┬┴┼", [0, 20, 10, 22]),
        ("─┌└├┬┴┼", [8, 20, WIDTH, 22]),
        ("│└┘├┤┴┼", [8, 0, 10, 22]),
        ("│┌┐├┤┬┼", [8, 20, 10, HEIGHT]),
        ("═", [0, 16, WIDTH, 18]),
        ("═", [0, 24, WIDTH, 26]),
    ];
    let lines = LINES.iter().filter(|(glyphs, _)| glyphs.contains(glyph)).map(|(_, shape)| *shape);
    let bar = (1..).zip("▁▂▃▄▅▆▇█".chars()).find(|(_, bar)| *bar == glyph);
    lines.chain(bar.map(|(eighths, _)| [0, HEIGHT - eighths * HEIGHT / 8, WIDTH, HEIGHT])).collect()
}

/// The colour in SVG's notation.
fn hex(colour: vt100::Color, default: &'static str) -> &'static str {
    match colour {
        vt100::Color::Idx(index) => ANSI[usize::from(index)],
        _ => default,
    }
}

/// `text` as the content of an element.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A window with this title around a screen of this width and height, whose content is `inside`.
fn window((cols, rows): (u16, u16), title: &str, motion: &str, inside: &str) -> String {
    let (width, height) = (cols + 64, rows + 136);
    let (full_width, full_height) = (width + 96, height + 96);
    let title = escaped(title);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="-48 -48 {full_width} {full_height}" width="{pixels_wide}" height="{pixels_high}" role="img">
<title>{title}</title>
<style>{motion}</style>
<defs><filter id="shadow" x="-10%" y="-10%" width="120%" height="125%"><feGaussianBlur stdDeviation="18"/></filter></defs>
<rect y="10" width="{width}" height="{height}" rx="20" fill="#000" fill-opacity=".35" filter="url(#shadow)"/>
<rect width="{width}" height="{height}" rx="20" fill="#21252e"/>
<path d="M0 72H{width}V{bend}a20 20 0 0 1-20 20H20a20 20 0 0 1-20-20z" fill="{BACKGROUND}"/>
<path d="M0 73H{width}" stroke="#363c48" stroke-width="2"/>
<rect x="1" y="1" width="{edge_width}" height="{edge_height}" rx="19" fill="none" stroke="#363c48" stroke-width="2"/>
<circle cx="40" cy="36" r="12" fill="#ed6a5e"/><circle cx="80" cy="36" r="12" fill="#f4bf4f"/><circle cx="120" cy="36" r="12" fill="#61c554"/>
<g text-anchor="middle">
<text x="{middle}" y="45" font-family="system-ui,-apple-system,'Segoe UI','Noto Sans KR','NanumGothic',sans-serif" font-size="26" fill="#9aa3b2">{title}</text>
<g transform="translate(32 104)" font-family="{FONTS}" font-size="30">
{inside}</g>
</g>
</svg>
"##,
        pixels_wide = full_width / 2,
        pixels_high = full_height / 2,
        bend = height - 20,
        edge_width = width - 2,
        edge_height = height - 2,
        middle = width / 2,
    )
}

#[cfg(test)]
mod tests {
    use super::film;

    /// The film of these screens, each shown for its milliseconds.
    fn filmed(screens: &[(&str, u32)]) -> String {
        let frame = |&(output, shown): &(&str, u32)| {
            let mut parser = vt100::Parser::default();
            parser.process(output.as_bytes());
            (parser.screen().clone(), shown)
        };
        film(&screens.iter().map(frame).collect::<Vec<_>>(), "A & B")
    }

    #[test]
    fn every_glyph_is_in_the_middle_of_its_columns() {
        let svg = filmed(&[("\x1b[?25la결<제 b", 0)]);
        assert!(svg.contains(r##"<text fill="#d5d9e2" y="31" x="9 63 135">a&lt;b</text>"##), "{svg}");
        assert!(
            svg.contains(r##"<text fill="#d5d9e2" font-size="33" y="31" x="36 90">결제</text>"##),
            "{svg}"
        );
    }

    #[test]
    fn lines_and_bars_are_joined_and_the_cursor_is_over_what_is_behind() {
        let svg = filmed(&[("┌──▄\x1b[1;1H", 0)]);
        let cursor = svg.find(r##"<path fill="#e8ecf4" shape-rendering="crispEdges" d="M0 0H18V40H0z"/>"##);
        let corner = svg.find(
            r##"<path fill="#15181f" shape-rendering="crispEdges" d="M8 20H18V22H8zM8 20H10V40H8z"/>"##,
        );
        assert!(cursor.is_some() && cursor < corner, "{svg}");
        assert!(svg.contains(r#"d="M18 20H54V22H18zM54 20H72V40H54z""#), "{svg}");
    }

    #[test]
    fn what_stays_is_there_once_and_without_motion_the_last_screen_is_seen() {
        let svg = filmed(&[
            ("\x1b[?25lstays\r\n5", 500),
            ("\x1b[?25lstays\r\n6", 250),
            ("\x1b[?25lstays\r\n7", 250),
        ]);
        assert_eq!(svg.matches(">stays<").count(), 1, "{svg}");
        let six = "animation:k1 1000ms step-end infinite}}@keyframes k1{\
                   0.000%{visibility:hidden}50.000%{visibility:visible}75.000%{visibility:hidden}}";
        assert!(svg.contains(six), "{svg}");
        assert!(
            svg.contains("<g class=\"k1\" visibility=\"hidden\">\n<text fill=\"#d5d9e2\" y=\"71\" x=\"9\">6"),
            "{svg}"
        );
        assert!(svg.contains("<g class=\"k0\">\n<text fill=\"#d5d9e2\" y=\"71\" x=\"9\">7"), "{svg}");
    }
}
