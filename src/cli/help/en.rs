//! The longer texts of help in English. The short ones are the comments of `args`.

pub(in crate::cli) const ABOUT: &str = "\
A point-of-sale terminal that lives in a terminal.

Without a command it opens the screens. The commands below are for programs and scripts: they take a payment, cancel \
it in full or in part, and find any past transaction. Every transaction becomes one 450-character message for the card \
company and one row of the ledger that is never changed again.

Messages are in Korean or English: --lang, else `language` in the configuration, else the locale.";

pub(in crate::cli) const EXAMPLES: &str = r"Examples:
  paydesk                                  open the screens
  paydesk pay < requests.json              take payments, one JSON object a line
  paydesk cancel < requests.json           cancel payments, in full or in part
  paydesk show 261121 143207 123 01 00 7   a transaction with its history and message
  paydesk slip 26112114320712301007        its slip, as it would be printed
  paydesk list 456                         what cards ending in 456 paid
  paydesk message decode < messages.txt    450-byte messages as JSON
  paydesk close                            close the day, with its figures
  paydesk verify                           check the whole ledger
  paydesk --demo                           the screens, with transactions to try them on
  paydesk demo --rows 100000               a ledger of made-up transactions
  paydesk backup copy.db                   copy the ledger while tills work
  paydesk doctor                           what is right and wrong here
  paydesk config --example > config.toml   a configuration to start from
  paydesk help pay                         all about one command

Files are made on the first start, readable by you alone. Keep a copy of the keyring: without it the messages in the ledger cannot be opened.

Exit status: 0 all done; 1 a request was refused, or an answer was not read; 2 wrong usage; 3 ledger, key or configuration trouble; 128 and the signal's number when a signal stopped it.";

pub(in crate::cli) const PAY: &str = "\
Takes payments: JSON requests on standard input, one object per line (one object may also be spread over lines). Each \
request is answered by one JSON object on one line of standard output, in order, written as soon as the payment is on \
disk. \"message\" in the answer is exact, card number and CVC included: hand it to the card company and keep it \
nowhere.

Keys: card_number, expiry (MMYY), cvc, installments (0 to 12), amount (won, VAT included). Optional: vat (left out: an \
eleventh of the amount), request_id, allow_duplicate, memo (at most 60 columns, kept readable). Other names: cardnum/card_no, \
effectiveterm/exp_ym, cvcnum/card_cvc, installment/pay_prd, bill/pay_amt, optionalbill/vat_amt.

A request_id makes a retry safe: the same one again returns the first answer instead of paying twice. Send one with \
every request. Where security.keep_cvc is false, the repeated answer has a blank CVC. The same card and amount within \
rules.duplicate_seconds is refused, unless allow_duplicate is true.

A request that is refused is answered with {\"error\":…,\"errors\":[…]}, and the next one is taken. Trouble with ledger \
or keyring is answered likewise and ends the command. A locked ledger and a full disk may pass, so they do not end it. \
When an answer cannot be delivered, its payment has been taken all the same. No further request is taken then, and the \
exit status is not 0.

Up to 64 requests that are in the pipe at once are carried out together, under one commit, and then answered. The \
command never waits for a further one.";

pub(in crate::cli) const PAY_EXAMPLES: &str = r#"Example:
  $ echo '{"card_number":"1234567890123456","expiry":"1130","cvc":"777","installments":0,
           "amount":110000,"request_id":"order-4711"}' | paydesk pay
  {"id":"26112114320712301007","kind":"PAYMENT","card_number":"123456*******456",…}

Exit status: 0 all taken; 1 a request was refused, or an answer could not be written; 2 wrong usage; 3 ledger, key or configuration trouble."#;

pub(in crate::cli) const CANCEL: &str = "\
Cancels payments, in full or in part: JSON requests on standard input, one object per line (one object may also be \
spread over lines). Each request is answered by one JSON object on one line of standard output, in order, written as \
soon as the cancel is on disk.

Keys: id (of the payment), amount (won, or \"rest\" for all that remains). Optional: vat (left out: an eleventh, within \
what remains), request_id, memo. Other names: uniqueId/mgnt_no, bill/pay_amt/canclebill, \
optionalbill/vat_amt/cancleoptionalbill.

A request_id makes a retry safe: the same one again returns the first answer instead of cancelling twice. Refusals, \
trouble and answers that cannot be delivered are treated as by `paydesk pay`.";

pub(in crate::cli) const CANCEL_EXAMPLES: &str = r#"Examples:
  $ echo '{"id":"26112114320712301007","amount":1100,"vat":100}' | paydesk cancel
  $ echo '{"id":"26112114320712301007","amount":"rest"}' | paydesk cancel

Exit status: 0 all cancelled; 1 a request was refused, or an answer could not be written; 2 wrong usage; 3 ledger, key or configuration trouble."#;

pub(in crate::cli) const SHOW_EXAMPLES: &str = r"Examples:
  paydesk show 261121 143207 123 01 00 7
  paydesk show 26112114320712301007 --json
  paydesk show 26112114320712301007 --json --reveal

Exit status: 0 shown; 1 no such transaction; 2 wrong usage; 3 ledger, key or configuration trouble.";

pub(in crate::cli) const SLIP: &str = "\
Shows the slip of a payment or a cancel as it would be printed next: words, columns and the number of the reprint are \
those of the paper. With --escpos it writes the bytes for a receipt printer to standard output. Those count as \
printed, per copy: the next slip is marked as a reprint.

The shop's name, number and address come from the configuration, under `shop`. What is missing there is named once on \
standard error and left out on the paper.";

pub(in crate::cli) const SLIP_EXAMPLES: &str = r"Examples:
  paydesk slip 261121 143207 123 01 00 7
  paydesk slip 26112114320712301007 --copy merchant --width 32
  paydesk slip 26112114320712301007 --escpos > /dev/usb/lp0
  paydesk slip 26112114320712301007 --json

Exit status: 0 shown or written; 1 no such transaction, or the bytes were not read; 2 wrong usage; 3 ledger, key or configuration trouble.";

pub(in crate::cli) const MEMO: &str = "\
Gives a payment or a cancel a memo: what the shop wants to remember of it, as an order number or a name. It is text of at \
most 60 columns, without control characters; a Hangul syllable takes two. The last memo counts, the journal keeps all of \
them. It is shown with the transaction and on its slip, and found by `paydesk list memo WORD`.

A TEXT of - is read from standard input, one line. An empty TEXT takes the memo away. A memo is kept readable, so it cannot \
hold a card number.";

pub(in crate::cli) const MEMO_EXAMPLES: &str = r#"Examples:
  paydesk memo 26112114320712301007 "order A-17"
  echo "order A-17" | paydesk memo 26112114320712301007 -
  paydesk memo 26112114320712301007 ""

Exit status: 0 recorded; 1 no such transaction, or it cannot be a memo; 2 wrong usage; 3 ledger, key or configuration trouble."#;

pub(in crate::cli) const LIST: &str = "\
Lists transactions, newest first.

QUERY is what the look-up screen takes, in English or Korean. The order of the words does not matter. All have to match:

  456  3456                      the last three or four digits of a card, or the end of an id
  540912                         the first six digits of a card, or the beginning of an id
  26112114320712301000           an id; blanks in it do not matter
  55,000  500won  5만5천         an amount
  >50000  1만..10만  ~50000      amounts above, in a range, about
  today  yesterday  11-20  nov 20  2026-11  11-20..    days
  last 7 days  this week  last friday                  days back from today
  18:30  18:00..19:30                                  times of day
  pay  cancel  part  full        kinds, and payments that were cancelled in part or in full
  lump  3 months                 installments
  till 2                         a till
  memo A-17                      a memo with a word that begins so
  -cancel  -456                  everything else; after -- if it is the first word

See docs/query.md. A word that is not understood is wrong usage (status 2), and nothing is listed. A whole card number does not \
belong on a command line, where histories and process lists keep it.

As CSV, the columns are those of JSON: id, kind, original_id, card_number (masked), installments, amount, vat, \
remaining_amount, remaining_vat, created_at (local time of the till), till. Amount and VAT of a cancel are below zero, so \
that the column adds up to what was taken; what remains is in the row of the payment only. --wide prints the same columns as \
text; ids and times are those of JSON then, in CSV too.

A list that goes to a file or another program is an export: the journal records it, with till, format, number of rows \
and what was asked about, before the first line; if that fails, nothing is listed. A ledger on read-only media is listed without a record, and \
standard error says so. A list in a terminal is not recorded.

However long a list is, its first lines come at once and memory stays the same. It is read while others go on writing: \
what they add is not in it.";

pub(in crate::cli) const LIST_EXAMPLES: &str = r"Examples:
  paydesk list                       the latest 50
  paydesk list 456                   cards ending in 456
  paydesk list 110,000               payments and cancels of 110,000 won
  paydesk list yesterday cancel      yesterday's cancels
  paydesk list -- -456               all but cards ending in 456
  paydesk list --limit 0 --json      everything, one JSON object a line
  paydesk list --limit 0 --csv       everything, for a spreadsheet
  paydesk list --wide                every column

Exit status: 0 done, also when nothing matches; 2 wrong usage; 3 ledger, key or configuration trouble.";

pub(in crate::cli) const TAIL: &str = "\
Hands every entry of the journal to another program, for accounting, displays and hooks: each once, in order, one JSON object \
a line. The numbers (seq) have no gaps. A program that keeps the last number it has read goes on with --since, whatever \
stopped it: none is missing, and none comes twice. A line counts as read when its end is there.

Every line has seq, at, kind and till. A payment or a cancel has the fields of `paydesk list --json` (id, original_id, \
card_number (masked), installments, amount, vat, created_at), without what remains, which changes later. Other entries have the \
fields that docs/ledger.md names; `transaction` is the seq of an earlier line.

Without --follow it ends with what was recorded when it began. With --follow it goes on: new entries come within a second, \
until the program that reads closes its end, or a signal comes. The reader may be as slow as it likes; no till waits for it.

It is an export: the journal records it once, before the first payment or cancel is printed; if that fails, it is not \
printed. A ledger on read-only media is read without a record, and standard error says so.";

pub(in crate::cli) const TAIL_EXAMPLES: &str = r"Examples:
  paydesk tail                       everything up to now
  paydesk tail --since 4711          what came after entry 4711
  paydesk tail --since 4711 --follow | accounting

Exit status: 0 done; 1 the reader has left; 2 wrong usage; 3 ledger, key or configuration trouble, or there is no such entry; 128 and the signal's number when a signal stopped it.";

pub(in crate::cli) const VAT: &str = "\
Shows what a tax return asks for: of each month from --from to --to how many payments there were, their amount, supply value \
(the amount without VAT) and VAT, and apart from them the same of cancels. A cancel counts in the month in which it happened, \
whenever its payment was. Months are those of the clock on the wall of the till that recorded each, whatever time zone this \
computer has. A month without transactions is a row of zeros.

As text the last row has the sums of all. Amounts of cancels are not below zero: they have columns of their own.

These are sums, and nothing of a card or of one transaction. So this is no export, and nothing is recorded.";

pub(in crate::cli) const VAT_EXAMPLES: &str = r"Examples:
  paydesk vat --from 2026-07 --to 2026-09
  paydesk vat --from 2026-01 --to 2026-12 --csv > vat.csv

Exit status: 0 shown; 2 wrong usage; 3 ledger, key or configuration trouble.";

pub(in crate::cli) const IMPORT: &str = "\
Takes over the database of one of the two older systems, into a ledger that has no payments of its own yet. Which system it is, \
Paydesk sees by the tables and their columns. The file is only read.

Every row is taken, as a payment or cancel under its own id, or set aside with the reason: kept whole and sealed, outside of all sums. \
What could be read in one way only is repaired, and marked. CVCs are not taken over unless --with-cvc is given.

It may be stopped at any time, and run again: what the ledger has is not recorded twice, and a grown file brings only what is new. The \
report proves counts and sums before and after.";

pub(in crate::cli) const IMPORT_EXAMPLES: &str = r"Examples:
  paydesk import old.db --dry-run               the report alone
  paydesk import old.db --as-of 2026-11-01      its rows have no time: all are from before that day
  paydesk import old.db --json > report.json
  paydesk import --set-aside                    the rows that were set aside
  paydesk list imported                         those that were taken

Exit status: 0 every row was taken; 1 some were set aside, or have changed since; 2 wrong usage; 3 not a file of either system,
or ledger, key or configuration trouble.";

pub(in crate::cli) const DEMO: &str = "\
Makes a new ledger with a made-up history that ends now: opening hours, weekdays and seasons, cards that come back, \
installments, cancels in full and in part. Every row is a real one, sealed with the keyring. The cards are made up: their \
numbers begin with 0, which no card company issues.

A ledger that has transactions is refused. The file appears whole or not at all; interrupt it whenever you like.";

pub(in crate::cli) const DEMO_EXAMPLES: &str = r"Examples:
  paydesk demo --rows 100000 --ledger try.db     a hundred thousand transactions
  paydesk --ledger try.db                        look at them
  paydesk --demo                                 a small one, gone when you quit

Exit status: 0 made; 2 wrong usage; 3 ledger, key or configuration trouble; 128 and the signal's number when interrupted.";

pub(in crate::cli) const ENCODE: &str = "\
JSON fields on standard input, one object per line, to messages of 450 bytes, one per line.

Keys: kind, id, card_number, installments, expiry, cvc, amount, vat, original_id, encrypted_card, reserved. Text that is \
left out is blank; numbers are required. Only what does not fit its slot is refused, and every such slot is named.";

pub(in crate::cli) const ENCODE_EXAMPLES: &str = r"Example:
  paydesk message decode < messages.txt | paydesk message encode    gives messages.txt again

Exit status: 0 all encoded; 1 some were refused; 2 wrong usage; 3 configuration trouble.";

pub(in crate::cli) const DECODE: &str = "\
Messages of 450 bytes on standard input, one per line, to JSON fields, one object per line. The line end is no part of \
a message.

Every byte is checked, and the rules of payments and cancels. An error names the slot and its offset. The cipher text in \
encrypted_card may be of any system; --own asks for the form of Paydesk's own seals.";

pub(in crate::cli) const DECODE_EXAMPLES: &str = r"Examples:
  paydesk message decode < messages.txt
  paydesk message decode --own < messages.txt            messages of Paydesk only
  paydesk message decode --layout-only < messages.txt    any kind, amount or card, as long as it fits its slot

Exit status: 0 all decoded; 1 some were refused; 2 wrong usage; 3 configuration trouble.";

pub(in crate::cli) const VERIFY: &str = "\
Checks the whole ledger and names the first thing that does not fit, with table, row and transaction: tables, indexes and \
triggers, every entry of the journal with its hash, every transaction with its sealed message, what remains of each \
payment, SQLite's own check, and the search index. Payments go on meanwhile; nothing is changed. Ctrl+C stops it.

The journal is a chain: its newest hash covers everything before it. Keep the hash that a check prints somewhere \
else. Given later with --since, it tells whether the end of the ledger was cut off or rewritten, which the ledger alone \
cannot tell.

A check that finds something is recorded in the journal, if the file is sound enough for that.";

pub(in crate::cli) const VERIFY_EXAMPLES: &str = r"Examples:
  paydesk verify
  paydesk verify --since 5d0c…          the hash that an earlier check printed
  paydesk verify --ledger copy.db       a copy, with the same keyring
  paydesk verify --rebuild-index        make the search index again, then check

Exit status: 0 all fits; 1 something does not fit; 2 wrong usage; 3 it cannot be read, or was stopped.";

pub(in crate::cli) const BACKUP: &str = "\
Copies the ledger as it is at one moment, while tills go on working. The copy is checked as by `paydesk verify`. It \
appears whole or not at all, and only you can read it. A file that is there already is not replaced. With --force it is, if \
it is an older copy of this ledger. The backup is recorded in the journal.

The keyring is not in the copy, and without it the messages in it cannot be opened. Keep a copy of the keyring apart from \
the copies of the ledger: a person who has both can read the cards.";

pub(in crate::cli) const BACKUP_EXAMPLES: &str = r"Examples:
  paydesk backup /media/stick/ledger-2026-11-21.db
  paydesk backup nightly.db --force

Exit status: 0 copied; 1 there is a file that is not replaced, or the ledger is damaged; 2 wrong usage; 3 it cannot be read or written, or was stopped.";

pub(in crate::cli) const RESTORE: &str = "\
Copies a backup to where the ledger belongs (--ledger), after checking it with the keyring. A ledger that has transactions \
is never replaced: move it away first, together with the files beside it that end in -wal and -shm. Close the tills first.

Payments that were taken after the backup are not in it. The restored ledger says in its journal that it was restored.";

pub(in crate::cli) const RESTORE_EXAMPLES: &str = r"Example:
  paydesk restore /media/stick/ledger-2026-11-21.db

Exit status: 0 restored; 1 there is a ledger already, or the backup is damaged; 2 wrong usage; 3 it cannot be read or written, or was stopped.";

pub(in crate::cli) const KEY_ROTATE: &str = "\
Adds a new key to the keyring, which seals every transaction from now on, and seals every message of the ledger again with \
it, a few hundred at a time. Tills go on working meanwhile and take the new key by themselves. Stop it whenever you like: \
every message still opens, and the same command goes on where it was, before it makes a further key. It is recorded in the \
journal.

Old keys stay in the keyring, marked as retired. The encrypted_card field within a message was sent to the card company as \
it is, sealed with the key of its day; it stays readable only with that key. Fingerprints, by which a card is found again, are \
made anew with the new key. So a new key limits what a later thief of the ledger gets; it does not make up for \
a keyring that was stolen.

A copy of the keyring made before does not hold the new key: make a new copy. Programs that share the keyring of this ledger \
need no restart; a ledger on another machine with its own copy of the keyring needs the new one.";

pub(in crate::cli) const KEY_ROTATE_EXAMPLES: &str = r"Examples:
  paydesk key rotate
  paydesk key rotate --json

Exit status: 0 all sealed with the newest key; 2 wrong usage; 3 ledger or key trouble, or it was stopped.";

pub(in crate::cli) const KEY_PROTECT: &str = "\
Seals the keys in the keyring file with a passphrase (Argon2id, 64 MiB, 3 passes; XChaCha20-Poly1305), changes it, or takes \
it off. From then on Paydesk asks for it at the start, without showing it: five tries, each wrong one slower. A program \
without a terminal names a file with --passphrase-file (PAYDESK_PASSPHRASE_FILE); only its owner may read it.

Without the passphrase the ledger cannot be opened: there is no way around it. Copies of the keyring keep the protection that \
they were made with. Close the tills first: one that is open works on, but cannot read a keyring with another passphrase \
when there is a new key.";

pub(in crate::cli) const KEY_PROTECT_EXAMPLES: &str = r"Examples:
  paydesk key protect
  paydesk key protect --remove

Exit status: 0 done; 1 the two did not match, or it is too short; 2 wrong usage; 3 ledger or key trouble.";

pub(in crate::cli) const KEY_BACKUP: &str = "\
Copies the keyring to a file that you alone can read, and reads the copy back. --force replaces another copy of a \
keyring, and no other file. It is recorded in the journal. Keep the copy apart from the copies of the ledger: a person who \
has both can read the cards, unless a passphrase protects the keyring \
(paydesk key protect). Make a new copy after every paydesk key rotate.";

pub(in crate::cli) const KEY_BACKUP_EXAMPLES: &str = r"Example:
  paydesk key backup /media/stick/keyring

Exit status: 0 copied; 1 there is a file that is not replaced; 2 wrong usage; 3 ledger or key trouble.";

pub(in crate::cli) const KEY_RESTORE: &str = "\
Puts a copy where the keyring belongs (--keyring), after checking that it is the one of this ledger: it has to have every key \
that the ledger knows, and to open its oldest and its newest message. What does not fit is named: a copy of another \
keyring, or one made before the newest key, is wrong; the ledger is not damaged.";

pub(in crate::cli) const KEY_RESTORE_EXAMPLES: &str = r"Example:
  paydesk key restore /media/stick/keyring

Exit status: 0 restored; 1 there is a file that is not replaced; 2 wrong usage; 3 it is the keyring of another ledger, or ledger or key trouble.";

pub(in crate::cli) const LEDGER_ACCEPT: &str = "\
Paydesk keeps beside the keyring how far the journal of a ledger went. When the ledger is gone, older, or another one, \
payments are refused, and the till asks. Usually the right file has to be put back. This command goes on with what is there \
instead; where there is no ledger, it begins a new one. It records in the journal what was there before and what is there \
now. It asks nothing, and does nothing to a ledger that is as it was left.";

pub(in crate::cli) const LEDGER_ACCEPT_EXAMPLES: &str = r"Examples:
  paydesk ledger accept
  paydesk ledger accept --json

Exit status: 0 accepted, or nothing to accept; 2 wrong usage; 3 ledger, key or configuration trouble.";

pub(in crate::cli) const DOCTOR: &str = "\
Shows what a person who helps has to know about this Paydesk: versions, files with their owners and modes, free space, \
the state of ledger, keyring and index, the clock, the terminal. Each line is found out by itself, so that it works when \
something is missing or broken. It changes nothing and makes nothing, and holds no secret and no card data. It asks for no \
passphrase: a protected keyring is looked into only with --passphrase-file.";

pub(in crate::cli) const DOCTOR_EXAMPLES: &str = r"Examples:
  paydesk doctor
  paydesk doctor --json

Exit status: 0 nothing is wrong; 2 wrong usage; 3 something is wrong.";

pub(in crate::cli) const CLOSE: &str = "\
Closes the day (Z): everything that was recorded since the last close gets the next number, with its figures. Nothing \
of a close is ever changed, and none is taken back. The first close of a ledger covers all of it. A payment that is on \
its way at that moment is in this close or in the next one.

The figures: payments and cancels with VAT and supply value, cancels of earlier payments, lump sum and installments, \
each till, each business date where there are several (`day.starts_at` says when one begins), first and last id, what \
was paid and cancelled since the ledger was begun, and the newest hash of the journal.

With --x nothing is closed or stored: it shows the same figures up to now, with --own those of this till alone.

Without a payment or cancel since the last close there is nothing to close (nothing_since). Where another till was \
stopped while a transaction was on its way, it has to be started first (note_left): its cashier has not seen the outcome.";

pub(in crate::cli) const CLOSE_EXAMPLES: &str = r"Examples:
  paydesk close --x               the figures up to now
  paydesk close --x --own         those of this till
  paydesk close                   close the day
  paydesk close --print           close it, with the report on the receipt printer, too
  paydesk close --json            close it, figures as JSON

Exit status: 0 closed or shown; 1 nothing to close, another till has to be started first, or not printed; 2 wrong usage; 3 ledger, key or configuration trouble.";

pub(in crate::cli) const CLOSES: &str = "\
Lists the closes, newest first, and what they add up to. With --from and --to only those of these months: a close belongs \
to the business date on which it was made. With --json each has all its figures, as `paydesk close --json` printed them.

`paydesk closes show NUMBER` shows one again, from the figures that were stored with it.";

pub(in crate::cli) const CLOSES_EXAMPLES: &str = r"Examples:
  paydesk closes
  paydesk closes --from 2026-01 --to 2026-12
  paydesk closes --json
  paydesk closes show 129

Exit status: 0 listed; 2 wrong usage; 3 ledger, key or configuration trouble.";

pub(in crate::cli) const CLOSES_SHOW_EXAMPLES: &str = r"Examples:
  paydesk closes show 129
  paydesk closes show 129 --columns 32
  paydesk closes show 129 --json
  paydesk closes show 129 --print

Exit status: 0 shown; 1 there is no such close, or it was not printed; 2 wrong usage; 3 ledger, key or configuration trouble.";

pub(in crate::cli) const PEOPLE: &str = "\
Lists the people of the shop: number, name, role, limits, and who waits after wrong PINs. A shop without people asks nobody \
anything. The first person that is made is an owner, and needs nobody who acts; from then on everything that is recorded names \
who did it, and commands that record something take --as NUMBER.

Roles: cashier, supervisor, owner, and program, which has the rights of a cashier and no screen. docs/people.md has the table of \
rights.";

pub(in crate::cli) const PEOPLE_EXAMPLES: &str = r"Examples:
  paydesk people
  paydesk people --json
  paydesk people add 1 --name 'Kim Hana' --role owner
  paydesk people unlock 21 --as 1

Exit status: 0 done; 1 refused, or not allowed; 2 wrong usage; 3 wrong PIN, or ledger, key or configuration trouble.";

pub(in crate::cli) const PEOPLE_ADD_EXAMPLES: &str = r"Examples:
  paydesk people add 1 --name 'Kim Hana' --role owner
  paydesk people add 21 --name 'Park Dul' --role cashier --limit cancel=500000 --as 1
  paydesk people add 9 --name kiosk --role program --new-pin-file kiosk.pin --as 1 --pin-file owner.pin

Exit status: 0 made; 1 refused, or not allowed; 2 wrong usage; 3 wrong PIN, or ledger, key or configuration trouble.";

pub(in crate::cli) const PEOPLE_CHANGE_EXAMPLES: &str = r"Examples:
  paydesk people change 21 --limit cancel=300000 --limit cancels_a_day=5 --as 1
  paydesk people change 21 --limit cancels_a_day= --as 1
  paydesk people change 21 --role supervisor --as 1

Exit status: 0 changed; 1 refused, or not allowed; 2 wrong usage; 3 wrong PIN, or ledger, key or configuration trouble.";

pub(in crate::cli) const PEOPLE_PIN_EXAMPLES: &str = r"Examples:
  paydesk people pin 21 --as 21
  paydesk people pin 21 --new-pin-file new.pin --as 1 --pin-file owner.pin

Exit status: 0 changed; 1 refused, or not allowed; 2 wrong usage; 3 wrong PIN, or ledger, key or configuration trouble.";

pub(in crate::cli) const PEOPLE_DIGITS_EXAMPLES: &str = r"Example:
  paydesk people digits 6 --as 1

Exit status: 0 set; 1 refused, or not allowed; 2 wrong usage; 3 wrong PIN, or ledger, key or configuration trouble.";

pub(in crate::cli) const PEOPLE_DISABLE_EXAMPLES: &str = r"Example:
  paydesk people disable 21 --as 1

Exit status: 0 disabled; 1 refused, or not allowed; 2 wrong usage; 3 wrong PIN, or ledger, key or configuration trouble.";

pub(in crate::cli) const PEOPLE_ENABLE_EXAMPLES: &str = r"Example:
  paydesk people enable 21 --as 1

Exit status: 0 enabled; 1 refused, or not allowed; 2 wrong usage; 3 wrong PIN, or ledger, key or configuration trouble.";

pub(in crate::cli) const PEOPLE_UNLOCK_EXAMPLES: &str = r"Example:
  paydesk people unlock 21 --as 1

Exit status: 0 let in again; 1 refused, or not allowed; 2 wrong usage; 3 wrong PIN, or ledger, key or configuration trouble.";

pub(in crate::cli) const PEOPLE_RECOVER: &str = "\
Gives an owner who has lost the PIN a new one. Where a passphrase protects the keyring, who knows it may. Where none does, the \
first call begins a wait of half an hour, which is an entry of the journal; a call after it gives the PIN. If the owner signs in \
meanwhile, with the PIN that was not lost after all, the wait is over and nothing is changed.";

pub(in crate::cli) const PEOPLE_RECOVER_EXAMPLES: &str = r"Example:
  paydesk people recover 1

Exit status: 0 given; 1 refused; 2 wrong usage; 3 it has to wait, or ledger, key or configuration trouble.";

pub(in crate::cli) const CONFIG_EXAMPLES: &str = r"Examples:
  paydesk config                             what is in force, and which files are used
  paydesk config --example > config.toml     a file to start from

Exit status: 0 done; 2 wrong usage; 3 configuration trouble.";

pub(in crate::cli) const HAND_OVER: &str = "\
Hands messages over to the card company: all payments and cancels that no batch has yet, in the order of the journal, as one \
file. It is a header, the messages and a trailer with control totals and a SHA-256, each 450 bytes and a line feed; \
docs/message.md has the slots. The file holds whole card numbers: it is made for its owner alone, and that it is made is \
written to the journal first. Rows that were taken over from another system are in no batch: that system has sent them.

A batch is recorded before its file is made. If the file is lost, --batch makes the same bytes again, except once a CVC of it \
was blanked (security.keep_cvc). Without anything new it says so and makes none.

The first batch of a ledger takes everything; with --from it begins with a business date, and a later one may go further \
back. What the card company has rejected is handed over again with --resubmit, one earlier batch at a time.

`paydesk handover check FILE` checks a file without ledger or keyring, and names the first fault.";

pub(in crate::cli) const HAND_OVER_EXAMPLES: &str = r"Examples:
  paydesk handover /media/stick           a new file in that folder, named after the batch
  paydesk handover today.txt --json       a new file, its totals as JSON
  paydesk handover --batch 17 again.txt   the file of batch 17 again
  paydesk handover --resubmit /media/stick
  paydesk handover check today.txt

Exit status: 0 handed over, or nothing new; 1 refused; 2 wrong usage; 3 the file cannot be written, or ledger, key or configuration trouble.";

#[cfg(feature = "central")]
pub(in crate::cli) const SHIP: &str = "\
Ships to the centre what this ledger has recorded and the centre does not have yet, in order and each once, whatever is cut off on the \
way. The ledger has to be enrolled: `paydesk central enrol`. No till waits for it. With --follow it goes on with what is recorded from \
then on, and waits out a centre that cannot be reached.

It ends with status 1 when an owner has to decide about this ledger, because it has another past: see docs/many-shops.md.";

#[cfg(feature = "central")]
pub(in crate::cli) const SHIP_EXAMPLES: &str = r"Examples:
  paydesk ship
  paydesk ship --follow
  paydesk ship --json

Exit status: 0 the centre has everything; 1 the ledger is held there; 2 wrong usage; 3 the centre cannot be reached, or ledger, key or configuration trouble.";

#[cfg(feature = "central")]
pub(in crate::cli) const CENTRAL_SETUP: &str = "\
Makes an empty database a centre: a schema `paydesk` with tables and functions, and the roles paydesk_till and \
paydesk_head_office. It takes the owner of the database, who may make roles. What is there already is left alone.";

#[cfg(feature = "central")]
pub(in crate::cli) const CENTRAL_SETUP_EXAMPLES: &str = r"Examples:
  paydesk central setup --central 'postgresql://owner@centre.example/paydesk?sslmode=verify-full' --password-file secret
  paydesk central setup --central 'postgresql:///paydesk?host=/run/postgresql&user=owner&sslmode=disable'

Exit status: 0 done; 2 wrong usage; 3 the centre does not do it, or configuration trouble.";

#[cfg(feature = "central")]
pub(in crate::cli) const CENTRAL_ENROL: &str = "\
Gives the ledger of this shop a role of its own at the centre, which may ship and nothing else, and writes where and as whom to ship \
into a private file beside the keyring. From then on `paydesk ship` ships. Run again, it gives the role a new password.

The centre never gets a key: messages stay sealed with the keyring of the shop. In a shop with people it takes an owner.";

#[cfg(feature = "central")]
pub(in crate::cli) const CENTRAL_ENROL_EXAMPLES: &str = r"Example:
  paydesk central enrol --shop 12 --name Mapo --central 'postgresql://owner@centre.example/paydesk' --password-file secret

Exit status: 0 enrolled; 2 wrong usage; 3 the centre does not do it, or ledger, key or configuration trouble.";

#[cfg(feature = "central")]
pub(in crate::cli) const CENTRAL_STATUS_EXAMPLES: &str = r"Examples:
  paydesk central status --central 'postgresql://head@centre.example/paydesk' --password-file secret
  paydesk central status --json --central 'postgresql://head@centre.example/paydesk' --password-file secret

Exit status: 0 nothing is held; 1 something is held; 2 wrong usage; 3 the centre does not answer, or configuration trouble.";

#[cfg(feature = "central")]
pub(in crate::cli) const CENTRAL_DECIDE: &str = "\
Decides after a fork, when two copies of a ledger have recorded different things under the same numbers, which of them counts. Branch 0 is \
what the centre has; the copy that has reported the other branch is refused from then on. A reported branch takes its place: its \
ledger ships it, and what the centre had instead is kept beside, and no longer counts. After a rollback, branch 0 lets the ledger wait until it has again what it had.";

#[cfg(feature = "central")]
pub(in crate::cli) const CENTRAL_DECIDE_EXAMPLES: &str = r"Examples:
  paydesk central decide 7 0 --central …    what the centre has of ledger 7 counts
  paydesk central decide 7 2 --central …    its reported branch 2 counts

Exit status: 0 decided; 1 nothing of it is held, or there is no such branch; 2 wrong usage; 3 the centre does not answer, or configuration trouble.";

#[cfg(feature = "central")]
pub(in crate::cli) const CENTRAL_VERIFY: &str = "\
Checks everything at the centre: every row against the chain of its ledger, every signature, that nothing is missing, what remains of \
payments, the sums of days, and the memos, batches and answers that are read from entries. It needs no keyring: what is sealed is checked by the shop, with `paydesk verify`.";

#[cfg(feature = "central")]
pub(in crate::cli) const CENTRAL_VERIFY_EXAMPLES: &str = r"Example:
  paydesk central verify --central 'postgresql://owner@centre.example/paydesk' --password-file secret

Exit status: 0 all fits; 1 something does not fit; 2 wrong usage; 3 the centre does not answer, or it was stopped.";

#[cfg(feature = "central")]
pub(in crate::cli) const CENTRAL_REBUILD: &str = "\
Makes the ledger of a till whose disk is gone again, of what the centre has of it, at the place that --ledger names, where there must \
be none. It takes the keyring of the shop, checks all of it, and says how much was recorded there and never shipped, as far as \
that is remembered beside the keyring.";

#[cfg(feature = "central")]
pub(in crate::cli) const CENTRAL_REBUILD_EXAMPLES: &str = r"Example:
  paydesk central rebuild 7 --central 'postgresql://owner@centre.example/paydesk' --password-file secret

Exit status: 0 made, and everything in it fits; 2 wrong usage; 3 there is a ledger already, it does not fit, or the centre does not answer.";

pub(in crate::cli) const COMPLETIONS: &str = "\
Prints what makes a shell complete commands, options and their values with the Tab key. Descriptions are in the language of the \
answer. Packages bring it along for bash, zsh and fish; `paydesk doctor` says which are found. Where the folder of an example is not \
there, make it first. After an update, do the same again.";

pub(in crate::cli) const COMPLETIONS_EXAMPLES: &str = r"Examples:
  paydesk completions bash > ~/.local/share/bash-completion/completions/paydesk
  paydesk completions zsh > ~/.zfunc/_paydesk      with fpath+=~/.zfunc before compinit in ~/.zshrc
  paydesk completions fish > ~/.config/fish/completions/paydesk.fish
  paydesk completions elvish > ~/.config/elvish/lib/paydesk.elv    with use paydesk in rc.elv
  paydesk completions powershell | Out-String | Invoke-Expression    a line of $PROFILE

Exit status: 0 printed; 2 wrong usage; 3 configuration trouble.";

pub(in crate::cli) const MAN: &str = "\
Writes the man pages into a folder: paydesk(1), and one for each command, as paydesk-pay(1), in the language of the answer. Pages of \
the same name are replaced. Packages bring them along; `paydesk doctor` says whether they are found. `man` looks into the folder of the \
examples if ~/.local/bin is on the path. After an update, do the same again.";

pub(in crate::cli) const MAN_EXAMPLES: &str = r"Examples:
  paydesk man ~/.local/share/man/man1
  paydesk man ~/.local/share/man/ko/man1 --lang ko
  man paydesk-pay

Exit status: 0 written; 2 wrong usage; 3 a page cannot be written, or configuration trouble.";

pub(in crate::cli) const HAND_OVER_CHECK_EXAMPLES: &str = r"Examples:
  paydesk handover check today.txt
  paydesk handover check --json - < today.txt

Exit status: 0 the file is whole; 1 it is not: its first fault is named by line and slot; 3 it cannot be read.";

pub(in crate::cli) const ANSWERS: &str = "\
Records what the card company answers to a batch: a CSV file whose first line names the columns batch, id, result, code, text, \
approval_number, issuer, acquirer (or 배치, 관리번호, 결과, 코드, 메시지, 승인번호, 발급사, 매입사), in any order, in UTF-8 or CP949; or a \
JSON object a line with these keys. The result is accepted or rejected (승인, 거절). A column amount (금액) is compared with what was \
handed over.

A file is recorded whole or not at all: an id that is not in its batch, a line twice, or a line that was cut off refuses all of \
it. What was recorded before changes nothing, so that a file may be read again. An answer that contradicts an earlier one is kept as \
well, counts from then on, and is named.

Where security.keep_cvc is until-accepted or false, the CVC of what was accepted is blanked afterwards.";

pub(in crate::cli) const ANSWERS_EXAMPLES: &str = r"Examples:
  paydesk answers answers.csv
  paydesk answers answers.jsonl --json
  paydesk list rejected

Exit status: 0 recorded; 1 the file is refused; 2 wrong usage; 3 it cannot be read, or ledger, key or configuration trouble.";
