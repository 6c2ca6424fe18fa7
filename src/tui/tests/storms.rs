//! Windows that change their size all the time, and programs that are stopped at the worst moment: nothing is lost,
//! nothing is done twice.

use super::*;

const KEYED: &str = "55.<Enter>54091234567834561230777";

/// Places to be in, as the keys that lead there in an old shop.
const PLACES: [&str; 12] = [
    "55.<Enter>54091234",
    "5<Down>5409<Down>13<Down>77<Down>13<F8>",
    "55.<Enter>54091234567834561230777+",
    "55.<Enter>54091234567834561230777+<Enter>",
    "<F3><Enter>10.",
    "<F3><Enter>10.+",
    "<F4>456",
    "<F4><Down><Down>",
    "<F4><Down><Enter><F8>",
    "<F5>",
    "5<F1>ba",
    "5<F10>la<Down>",
];

/// The same numbers in every run (xorshift).
pub(super) struct SeededDice(pub(super) u64);

impl SeededDice {
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).expect("small")).expect("small")
    }

    /// A window, mostly too small, now and then enormous.
    pub(super) fn window(&mut self) -> (u16, u16) {
        let mut side = |end| u16::try_from(self.below(end)).expect("small");
        (side(201), side(61))
    }
}

impl Cashier {
    fn storm(&mut self, dice: &mut SeededDice, sizes: usize) {
        for _ in 0..sizes {
            let (width, height) = dice.window();
            self.resize(width, height);
        }
        // Enter counts only while the strip can be seen.
        if self.till.app.in_review() {
            self.resize(80, 24);
        }
    }
}

/// Both tills show the same, down to the last cell's colour, and the cursor is in the same place.
fn assert_alike(calm: &mut Cashier, stormy: &mut Cashier, what: &str) {
    stormy.resize(80, 24);
    assert_eq!(stormy.screen(), calm.screen(), "{what}");
    assert_eq!(stormy.till.surface.twin.shown, calm.till.surface.twin.shown, "{what}");
    // Where nothing is typed there is no cursor.
    let typing = !calm.till.app.in_review() && calm.till.app.find::<DetailScreen>().is_none();
    if typing {
        assert_eq!(stormy.cursor(), calm.cursor(), "{what}");
    }
}

fn storms_between_keys(lang: Lang) {
    let mut dice = SeededDice(2_611_211_432);
    for place in PLACES {
        let (mut calm, mut stormy) = (Cashier::in_an_old_shop(lang), Cashier::in_an_old_shop(lang));
        for key in parse(place) {
            // Keys in a window that is too small do nothing.
            stormy.resize(80, 24);
            for cashier in [&mut calm, &mut stormy] {
                cashier.pass(Duration::from_millis(500));
                let at = cashier.clock.get();
                cashier.turn(vec![Event::Key(key, at)]);
                cashier.wait_for_replies();
            }
            stormy.storm(&mut dice, 2);
        }
        stormy.storm(&mut dice, 30);
        assert_alike(&mut calm, &mut stormy, place);
    }
    // Where a text was scrolled to is found again, although for a while all of it was to be seen.
    for place in ["<F5><Down><Down>", "<F1><PgDn>", "<F10><PgDn><Down>"] {
        let (mut calm, mut stormy) = (Cashier::in_an_old_shop(lang), Cashier::in_an_old_shop(lang));
        calm.keys(place);
        stormy.keys(place).storm(&mut dice, 30);
        assert_alike(&mut calm, &mut stormy, place);
    }
}

#[test]
fn a_storm_of_sizes_between_keys_loses_nothing_in_english() {
    storms_between_keys(Lang::En);
}

#[test]
fn a_storm_of_sizes_between_keys_loses_nothing_in_korean() {
    storms_between_keys(Lang::Ko);
}

#[test]
fn no_money_moves_while_the_strip_cannot_be_seen() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys(KEYED).keys("+").resize(60, 12);
        cashier.keys("<Enter><Enter><Enter>");
        assert_eq!((cashier.till.app.in_review(), cashier.amounts()), (true, vec![]));
        cashier.resize(80, 24);
        cashier.resize(79, 24);
        cashier.keys("<Enter><Enter>");
        assert_eq!(cashier.amounts(), [0; 0]);
        cashier.resize(80, 24);
        cashier.keys("<Enter>");
        assert_eq!(cashier.amounts(), [55_000]);
    }
}

fn any_keys_in_a_storm(lang: Lang, seed: u64) {
    const KEYS: &str = "0123456789012345678905.+-*?ㅂa<Enter><Enter><Tab><S-Tab><BS><Del><Left><Right><Home><End><Esc>\
                        <F1><F2><F3><F4><F5><F6><F7><F8><F9><F10><F12><C-a><C-e><C-u><C-w><C-k><C-l><C-z>";
    let keys = parse(KEYS);
    let mut dice = SeededDice(seed);
    let (mut calm, mut stormy) = (Cashier::in_an_old_shop(lang), Cashier::in_an_old_shop(lang));
    for step in 0..400 {
        let key = keys[dice.below(keys.len())];
        stormy.resize(80, 24);
        for cashier in [&mut calm, &mut stormy] {
            cashier.pass(Duration::from_millis(500));
            let at = cashier.clock.get();
            cashier.turn(vec![Event::Key(key, at)]);
            cashier.wait_for_replies();
        }
        stormy.storm(&mut dice, 1);
        if step % 20 == 0 {
            assert_alike(&mut calm, &mut stormy, &format!("{seed}: step {step}"));
        }
    }
    assert_alike(&mut calm, &mut stormy, &format!("{seed}: the end"));
    assert_eq!(stormy.ledger(), calm.ledger());
}

#[test]
fn any_keys_in_any_windows_end_as_without_them() {
    any_keys_in_a_storm(Lang::En, 11);
    any_keys_in_a_storm(Lang::Ko, 12);
}

#[test]
fn a_storm_while_the_ledger_writes_shows_the_result_once() {
    for lang in [Lang::En, Lang::Ko] {
        let mut dice = SeededDice(7);
        for (keys, rows) in [(format!("{KEYED}+"), 31), ("<F3>+".to_owned(), 31)] {
            let (mut calm, mut stormy) = (Cashier::in_an_old_shop(lang), Cashier::in_an_old_shop(lang));
            calm.keys(&keys).keys("<Enter>");
            stormy.keys(&keys);
            stormy.pass(Duration::from_millis(500));
            stormy.burst("<Enter>");
            assert!(stormy.till.app.cx.in_flight().is_some());
            stormy.storm(&mut dice, 40);
            // Keys in the meantime do nothing.
            stormy.burst("1<Esc><Enter><F2>");
            stormy.storm(&mut dice, 10);
            stormy.wait_for_replies();
            assert_alike(&mut calm, &mut stormy, &keys);
            assert_eq!(stormy.ledger().len(), rows);
        }
    }
}

#[test]
fn a_program_stopped_while_the_ledger_writes_shows_the_result_once_it_goes_on() {
    for lang in [Lang::En, Lang::Ko] {
        for stop in ["the key", "the signal"] {
            let (mut calm, mut stopped) = (Cashier::new(lang, 80, 24), Cashier::new(lang, 80, 24));
            calm.keys(KEYED).keys("+<Enter>");
            stopped.keys(KEYED).keys("+");
            stopped.pass(Duration::from_millis(500));
            let at = stopped.clock.get();
            let stop = match stop {
                "the key" => Event::Key(KeyPress::ctrl('z'), at),
                _ => Event::Suspend,
            };
            // The program stops before it can see the answer.
            stopped.turn(vec![Event::Key(KeyPress::plain(KeyCode::Enter), at)]);
            stopped.pass(Duration::from_millis(20));
            stopped.turn(vec![Event::Tick, stop]);
            assert_eq!(stopped.till.surface.suspended, 1);
            assert!(stopped.says(Text::Writing), "{}", stopped.screen());
            // It goes on an hour later, and finds the answer, and an impatient Enter from before.
            stopped.pass(Duration::from_secs(3600));
            let impatient = Event::Key(KeyPress::plain(KeyCode::Enter), stopped.clock.get());
            stopped.turn(vec![Event::Resize, impatient]);
            stopped.wait_for_replies();
            assert_eq!(stopped.screen(), calm.screen());
            assert_eq!(stopped.amounts(), [55_000]);
            // The result is said once: the next key takes the notice away, and nothing is taken again.
            stopped.keys("<Enter>");
            assert!(!stopped.row(21).contains('✓'), "{}", stopped.screen());
            assert_eq!(stopped.amounts(), [55_000]);
        }
    }
}
