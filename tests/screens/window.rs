//! Windows of all sizes, without colours, on one processor.

use super::*;

#[test]
fn without_colours_every_mark_is_still_there() {
    let home = Home::new().with("NO_COLOR", "1");
    let mut terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("F2");
    terminal.keys("55.<Enter>5409<Down>13");
    let screen = terminal.wait_for_text("✗ no such month");
    assert!(
        rows(&screen).iter().any(|row| row.contains("✓ fifty-five thousand")),
        "{}",
        terminal.screen_text()
    );
    let coloured = (0..24).flat_map(|row| (0..80).map(move |col| (row, col)));
    let mut coloured = coloured.filter_map(|(row, col)| screen.cell(row, col));
    assert!(coloured.all(|cell| cell.fgcolor() == vt100::Color::Default));
    terminal.keys("<C-c>");
    terminal.wait_for_text("Ctrl+C again");
    terminal.keys("<C-c>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
}
