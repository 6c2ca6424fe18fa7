# Paydesk's texts in English. ko.ftl has the same messages with the same names in them; else the build stops.

## Money and plans

won = { $amount } KRW
lump-sum = lump sum
months = { $months ->
    [one] { $months } month
   *[other] { $months } months
}

## Fields

field-id = Transaction id
field-card-number = Card number
field-expiry = Expiry
field-cvc = CVC
field-installments = Installments
field-amount = Amount
field-vat = VAT
field-request-id = Request id
field-allow-duplicate = allow_duplicate
field-memo = Memo

allowed-id = 20 characters
allowed-card-number = 10 to 16 digits
allowed-expiry = 4 digits, MMYY
allowed-cvc = 3 digits
allowed-installments = 0 (lump sum) to 12 months
allowed-amount = whole won, digits only
allowed-vat = whole won, digits only
allowed-request-id = 1 to 128 visible ASCII characters
allowed-allow-duplicate = true or false
allowed-memo = text of at most 60 columns, without control characters

## What is wrong with a field

error-missing = { $field } is missing. Allowed: { $allowed }.
error-wrong-type = { $field } is neither text nor a number. Allowed: { $allowed }.
error-character = { $field } has { $found } at position { $position }. Allowed: { $allowed }.
error-length = { $found ->
    [one] { $field } has { $found } character. Allowed: { $allowed }.
   *[other] { $field } has { $found } characters. Allowed: { $allowed }.
}
error-columns = { $field } has { $found } columns. Allowed: { $allowed }.
error-luhn = Check the card number: its check digit does not match.
error-month = { $field }: there is no such month. Allowed: { $allowed }, month 01 to 12.
error-expired = Expired { $last }. Take another card.
error-amount-range = The amount must be { $min } to { $max } won.
error-installments-range = Installments must be { $min } (lump sum) to { $max } months.
error-vat-below-amount = The VAT must be less than the amount.
error-vat-below-amount-max = The VAT must be less than the amount: 0 to { $max } won.
error-cancel-vat = The VAT of this cancel must be between { $min } and { $max } won.
error-cancel-vat-exactly = The VAT of this cancel must be exactly { $vat } won.
error-exceeds-remaining = Only { $remaining } won of this payment remains. Cancel at most { $remaining } won.
error-already-cancelled = This payment is cancelled in full already. Nothing remains to cancel.
error-not-found = No transaction has this id. Check the id, or look the payment up by card or amount.
error-not-found-mistyped = No transaction has this id, and its check digit does not match. Check the id.
error-is-a-cancel = This id belongs to a cancel. Cancel its payment: { $original }.
error-possible-duplicate = { $amount } was taken from this card { $when }, id { $earlier }. If it is meant, repeat with allow_duplicate.
error-possible-duplicate-part = { $amount } was taken from this card { $when }, id { $earlier }; { $cancelled } of it is cancelled. If it is meant, repeat with allow_duplicate.
error-holds-card = { $field } holds a card number. It is kept readable, so no card number may be in it. Use another one.
error-request-id-reused = This request id was used for another request ({ $earlier }). Use a new one.

class-digit = a digit
class-blank = a blank
class-sign = a sign
class-letter = a letter
class-full-width-digit = a full-width digit
class-other-digit = a digit of another script
class-control = a control character
class-symbol = a symbol
class-not-ascii = a byte that is not ASCII

## What is wrong with a message

error-message-slot = { $slot } (offset { $offset }, width { $width }): expected { $expected }; found { $found }.
error-message-whole = The message: expected { $expected }; found { $found }.

expected-message-length = 450 bytes
expected-length-literal = ` 446`
expected-number = a number on the right, blanks on the left
expected-zero-filled-number = digits, filled up with zeros on the left
expected-digits = digits on the left, blanks on the right
expected-text = visible ASCII on the left, blanks on the right
expected-kind = PAYMENT or CANCEL
expected-id = 20 visible ASCII characters
expected-card-number = 10 to 16 digits
expected-expiry = MMYY, month 01 to 12
expected-cvc = 3 digits
expected-installments = 00 to 12
expected-cancel-installments = 00 on a cancel
expected-payment-amount = 100 to 1,000,000,000
expected-cancel-amount = 1 to 1,000,000,000
expected-payment-vat = less than the amount
expected-cancel-vat = at most the amount
expected-no-original = blanks on a payment
expected-other-original = the id of its payment on a cancel
expected-sealed-card = k, a key id, a full stop and 96 characters of base64url
expected-blank = blanks
expected-header-kind = HEADER
expected-trailer-kind = TRAILER
expected-batch-id = 20 digits with the right check digit
expected-batch-number = 000001 to 999999
expected-format = 01
expected-environment = P or T
expected-time = a time as 2026-11-21T14:32:07+09:00
expected-business-number = 10 digits, or blanks
expected-earlier-batch = the number of an earlier batch, or 000000
expected-record-count = payments and cancels together
expected-net = payments less cancels, as + or - and 15 digits
expected-sha-256 = the hash of all bytes before it, 64 hex digits in lower case
expected-sum = what the messages of the file add up to
expected-as-in-header = the same as in the header
expected-other-record = the id of a message that is not in the file yet

found-bytes = { $bytes ->
    [one] { $bytes } byte
   *[other] { $bytes } bytes
}
found-character = { $class } at offset { $at }
found-blank = only blanks
found-padding = wrong padding
found-too-long = more than fits
found-value = another value

## Requests as JSON

json-empty = The line is empty. Send one JSON object a line.
json-nothing = There was nothing on standard input. Send one JSON object a line.
json-not-utf8 = The line is not UTF-8. Send one JSON object a line, in UTF-8.
json-too-long = The line is longer than { $limit } bytes. Send one JSON object a line.
json-syntax = This is not JSON (column { $column }). Send one JSON object a line.
json-not-an-object = This is JSON, but not an object. Send one JSON object a line.
json-unknown-key = The key { $key } is not known here. Known: { $known }.
json-unknown-key-unnamed = A key is not known here. Known: { $known }.
json-duplicate-key = The key { $key } occurs twice, maybe under another of its names. Send it once.
json-allow-duplicate = allow_duplicate must be true or false.
json-read = Standard input cannot be read: { $reason }. Check the file or program that it comes from.

## The ledger

reason-folder = this is a folder, not a file
reason-pipe = this is a pipe, not a file
reason-device = this is a device, not a file
reason-too-large = it is longer than such a file can be
reason-socket = this is a socket, not a file
ledger-open = Ledger { $path } cannot be opened: { $reason }. Check the path and who may write there, or name another file with --ledger.
ledger-missing = Ledger { $path } is not there. Check the path, or name another file with --ledger.
ledger-read-only = Ledger { $path } is read-only. Give this user the right to write the file and its folder.
ledger-not-a-database = Ledger { $path } is not a database. Name the right file with --ledger; this one was not changed.
ledger-not-a-ledger = Ledger { $path } is another program's database. Name the right file with --ledger; this one was not changed.
ledger-has-payments = Ledger { $path } has payments of its own, and another system's rows come before all of them. Take them over into a ledger of their own, with --ledger, and look them up there.
ledger-not-empty = Ledger { $path } has transactions already. A made-up history needs a ledger of its own; name another file with --ledger.
ledger-newer = Ledger { $path } was written by a newer Paydesk (version { $found }; this one knows up to { $known }). Install the newer Paydesk.
ledger-locked = Ledger { $path } is locked by another program. Nothing was written; try again.
ledger-full = Ledger { $path }: the disk is full. Nothing was written; make room and try again.
ledger-damaged = Ledger { $path } is damaged ({ $reason }). Keep the file as it is and restore a backup.
ledger-corrupt-row = Ledger { $path }: damaged: { $spot }. Keep the file as it is and restore a backup.
ledger-schema = Ledger { $path }: { $spot } is not as Paydesk made it: another program changed the file. Nothing was recorded. Keep the file as it is and check it: paydesk verify.
ledger-trial = Ledger { $path } was made by a trial version of Paydesk, before 0.2, and cannot be read by this one. Keep the file, and choose another ledger: --ledger FILE.
ledger-log-left = Ledger { $path } is not there, but its log { $log } is, perhaps with payments in it. Put the ledger back beside it. If that is lost, move the log to another folder and keep it.
ledger-changes = Ledger { $path }: a statement changed { $changed } rows instead of one: another program changed the file. Nothing was recorded. Check it: paydesk verify.
ledger-replaced = Ledger { $path }: not the file that was opened. Nothing was recorded. Put the right file back, then try again.
ledger-replaced-meanwhile = Ledger { $path }: the file was replaced while it was written. Whether this was recorded in the right file is unknown: start Paydesk again and look for it before you repeat it.
ledger-pragma = Ledger { $path }: SQLite answered { $answer } to { $pragma }. Paydesk does not write without it. Close other programs that use the file. If that does not help, keep it on a local disk.
ledger-sqlite = Ledger { $path }: { $reason }. Nothing was written. To find out more: paydesk doctor

## A ledger that is not as it is remembered

misfit-gone = Ledger { $path } is gone. Its journal went up to entry { $seq }.
misfit-empty = Ledger { $path } is empty. Its journal went up to entry { $seq }.
misfit-older = Ledger { $path } is older than before: its journal ends at entry { $found }, and went up to entry { $seq }.
misfit-branch = Ledger { $path } is not as before: entry { $seq } of its journal is not the one that was there.
misfit-other = { $path } is not the same ledger as before. The journal of the earlier one went up to entry { $seq }.
misfit-elsewhere = Ledger { $path } is an older copy: at { $known } its journal went up to entry { $seq }.
misfit-refused = { $misfit } Nothing was recorded. { $remedy }
misfit-do = Put the right file back; or, to go on with this one: paydesk ledger accept
misfit-do-begin = Put the right file back, or restore a backup: paydesk restore FILE. To begin a new ledger: paydesk ledger accept
misfit-do-elsewhere = Use the ledger at { $known }. To look at this copy: paydesk list --ledger { $path }. To go on with this copy instead: paydesk ledger accept
misfit-read = It is read as it is. Payments wait until the right file is back, or this one is accepted: paydesk ledger accept
remember-write = { $path } cannot be written: { $reason }. How far the ledger goes is kept there. Give this user the right to write the folder, then try again.
reason-not-ours = the file is damaged
remember-unreadable = { $path } cannot be read ({ $reason }); it is made anew. Until then an older ledger is not noticed.
accept-done = Accepted: { $path }, whose journal ends at entry { $found }. Before, it went up to entry { $seq }.
accept-begun = A new ledger was begun: { $path }. The journal of the earlier one went up to entry { $seq }.
accept-none = There is nothing to accept: { $path } is not there, and never was. The first payment begins a ledger there.
accept-nothing = There is nothing to accept: { $path } is as it was left.
replaced-title = The ledger is not as it was left
replaced-quit = Ctrl+Q quits: then put the right file back, or restore a backup, and start again.
replaced-quit-copy = Ctrl+Q quits: then start with the ledger that is named above; or look at this copy with paydesk list --ledger.
replaced-accept = F8 goes on with this ledger. What is missing in it does not come back; the journal records that it was accepted.
replaced-begin = F8 begins a new ledger. What was recorded before is not in it; the journal records that.
replaced-busy = Accepting …
replaced-done = The ledger is accepted; the journal records it.
replaced-begun = A new ledger was begun; the journal records it.
replaced-fits = The ledger is as it was left again.
replaced-first = Answer this first, with one of the keys below.
key-accept = accept
key-begin = begin a new ledger
misplaced = The file { $path } is not the one that was opened. Nothing can be recorded until the right file is back.

## The keyring

keyring-missing = Keyring { $path } is missing, but the ledger has transactions that only it can open. Put the keyring back; no new one was made.
keyring-exposed = Keyring { $path } can be read by others (mode { $mode }). Make it private: chmod 600.
keyring-damaged = Keyring { $path } is damaged ({ $detail }). Put an undamaged copy back.
keyring-newer = Keyring { $path } was written by a newer Paydesk (format { $found }). Install the newer Paydesk.
keyring-wrong = Keyring { $path } does not have key { $key } of this ledger: it is another one, or an older copy. Name the right one with --keyring; the ledger is not damaged.
keyring-read = Keyring { $path } cannot be read: { $reason }. Check the path and who may read it, or name another file with --keyring.
keyring-create = Keyring { $path } cannot be made: { $reason }. Check the path and who may write there, or name another file with --keyring.
keyring-write = Keyring { $path } cannot be written: { $reason }. It is as it was. Check who may write there, and the free space.
keyring-locked = Keyring { $path } is protected by a passphrase. Start Paydesk on a terminal, where it asks for it, or name a private file that holds it: --passphrase-file.
keyring-passphrase = Keyring { $path }: this is not its passphrase. Give the right one.
keyring-unprotected = Keyring { $path } has no passphrase: there is none to take off.
keyring-exists = { $path } is there already. Name another file, or replace it with --force. Nothing was written.
keyring-read-back = { $path } does not read back as it was written. Do not rely on it; use another disk.
seal-key = Key { $key } is not in the keyring, or does not open this. Put the right keyring back.
seal-random = The system gives no random bytes: { $reason }. Nothing was written; try again.

## The screens: frame

tab-pay = Pay
tab-cancel = Cancel
tab-lookup = Look up
tab-day = Day
header-till = till { $till }
header-till-shared = till { $till } twice!
header-clock = { $weekday } { $day } { $time }
header-clock-doubt = clock? { $time }
header-ledger-misplaced = ledger?
header-not-closed = { $day } not closed
weekday = { $weekday ->
    [mon] Mon
    [tue] Tue
    [wed] Wed
    [thu] Thu
    [fri] Fri
    [sat] Sat
   *[sun] Sun
}
header-today = { $count ->
    [one] today at this till: 1 sale  { $net }
   *[other] today at this till: { $grouped } sales  { $net }
}
count = { $count ->
    [one] { $grouped } transaction
   *[other] { $grouped } transactions
}
entries = { $count ->
    [one] { $grouped } journal entry
   *[other] { $grouped } journal entries
}
messages = { $count ->
    [one] { $grouped } message
   *[other] { $grouped } messages
}
too-small = Window too small: { $width }×{ $height }. Needed: { $need_width }×{ $need_height }.
too-small-kept = What you entered is kept. Enlarge the window to go on.
no-terminal = The screens need a terminal. For programs there are commands: paydesk --help.
first-start = No transactions yet. Enter the first payment here: F2.
first-start-till = No transactions at this till yet. Enter its first payment here: F2.
first-start-where = They are kept in { $path }
first-start-taken = Taken means: in the ledger on this disk. No card company has approved it.
first-start-settings = { $key } sets shop name, till number, language and printer. It can wait.
nothing-to-copy = No transaction is chosen here: nothing was copied.
nothing-shown = No transaction is chosen here.
no-last = There is no transaction of this till yet.

## The screens: labels

label-pay-amount = Amount
label-card = Card number
label-expiry = Expiry
label-cvc = CVC
label-installments = Installments
label-vat = VAT
label-payment = Payment
label-cancel-amount = Amount
label-left = Remaining
label-id = Id
label-original = Payment
label-till = Till
label-find = Find

## The screens: Pay

vat-automatic = automatic
automatic-vat = automatic { $vat }
in-words = { $words }
hint-amount = 100 to 1,000,000,000   . = 000
hint-card = 10 to 16 digits
hint-expiry = MMYY, as on the card
hint-cvc = 3 digits on the back
hint-installments = 0 to 12 months
hint-vat = empty: amount / 11
note-digits = { $digits } digits
note-enter-here = Enter = done
note-luhn = Check the number
unusual-expiry = Expires in { $year }
unusual-below-minimum = Installments below { $minimum }
unusual-above = Above { $limit }
unusual-late-cancel = More than 90 days after the payment: the card company may refuse it
unusual-late-cancel-short = More than 90 days after the payment
note-month = No such month: 01 to 12
note-expired = Expired { $last }
note-range = { $min } to { $max }
note-exactly = exactly { $vat }
note-missing = Missing
fields-missing = Missing: { $fields }
fields-to-fix = Fix: { $fields }
all-keyed = All entered.  Enter or + for the review.
ask-pay = Take payment?
answer-pay = pay
ask-again = { $amount } was taken from this card { $when }. Take it again?
ask-again-part = { $amount } was taken from this card { $when }, { $cancelled } of it is cancelled. Take it again?
ask-again-short = Taken { $when }: { $amount }. Take it again?
ask-again-part-short = Taken { $when }: { $amount }, { $cancelled } cancelled. Again?
ago-at = { $ago } ({ $time })
at-time = at { $time }
ago-seconds = { $number } s ago
ago-minutes = { $number } min ago
ago-hours = { $number } h ago
answer-again = again
answer-not-again = no
ask-clock = { $doubt } Is the clock right?
answer-clock-right = it is right
answer-clock-wrong = no
clock-set-it = Set the clock of this machine, then review again.
clock-before-release = The clock shows { $now }, before this program was made ({ $released }).
clock-before-release-short = Clock: { $now }, program: { $released }.
clock-far = The clock shows { $now }, the newest entry is from { $newest }.
clock-far-short = Clock: { $now }, newest entry: { $newest }.
clock-refused = { $doubt } Nothing was recorded. Set the clock.
clock-told = { $doubt } It was recorded at this time. If the clock is wrong, set it.
clock-set-back = The clock shows { $now }, the newest id of this till is from { $before }. Ids follow the clock from now on.
done-set-back = { $done } The clock was set back: ids follow it.
confirm-closed = Closed. Nothing was carried out.   Esc = back
confirm-retry = Nothing was recorded.   Enter = try again   Esc = change
writing = writing …
done-payment = Taken: { $amount }, id { $id }.
done-cancel = Cancelled: { $amount }, id { $id }. Remaining: { $left }.

## The screens: Cancel

hint-cancel-id = Enter the 20-digit id of the payment, or find it in Look up (F4) and press F3 there.
hint-cancel-last = the last payment: Enter or +
hint-id-digits = 20 digits ({ $digits })
copied = Copied: { $id }
looking = looking …
cancelled = cancelled { $amount } ({ $count })
nothing-cancelled = not cancelled
left-of = remaining { $amount }, VAT { $vat }
left-amount = remaining { $amount }
vat-of = VAT { $vat }
full-or-part = in full; or enter a part
rest-or-part = all that remains; or enter a part
note-not-found = No such id
note-mistyped = No such id: check it
note-is-a-cancel = This is a cancel
note-already-cancelled = Cancelled in full already
ask-cancel = Cancel?
answer-cancel = cancel payment
in-full = in full
all-that-remains = all that remains
in-part = in part
of-payment = of ..{ $end }
history = History

## The screens: results and the message

last-payment = Last payment
last-cancel = Last cancel
result-taken = Taken
result-cancelled = Cancelled
state-taken = taken
message-last = Message to the card company
message-keyed = Message to send
message-blanks = · { $count } blanks
earlier-here = Earlier at this till
today-here = Today, by the hour
message-legend = · blank   _ filled when recorded
message-title = Message, 450 bytes
slot-name = Slot
slot-offset = Offset
slot-width = Width
slot-kind = Kind
slot-text = Text
slot-meaning = Meaning
meaning-length = bytes that follow
revealed = Card data shown for 10 seconds; recorded in the journal.
revealed-for = hidden again in { $seconds } s   { $key } hides it now

## The screens: Look up

find-just-moved = The list has just changed: look again, then press the key once more.
find-not-understood = No transaction is chosen while a part of the query is not understood.
find-placeholder = digits of card or id, amount, today, 11-20.., cancel, till 2 …
searching = searching …
not-understood = Not understood: { $words }. Tab drops the last word; F1 shows what can be typed.
not-understood-suggest = Not understood: { $words }. Did you mean “{ $word }”? Enter takes it.
nothing-found-next = Esc clears the query and shows the newest transactions.
query-help = What can be typed
query-digits = 456   261121   007
query-digits-is = end of a card or an id; beginning of an id; an amount
query-amount = 55,000   5만5천   >50000   1만..10만   ~50000
query-amount-is = an amount, a range, about
query-day = today   yesterday   11-20   11-20..   2026-11   last week
query-day-is = days
query-time = 18:30   18:00..19:30   6pm
query-time-is = time of day
query-kind = pay   cancel   part   full   open
query-kind-is = kind, and how much of it was cancelled
query-plan = lump   3 months   2..6 months
query-plan-is = installments
query-till = till 2
query-till-is = till
query-memo = memo A-17   memo Kim   memo
query-memo-is = a memo with a word that begins so; any memo
query-not = -cancel   -456
query-not-is = without these
nothing-left = No transaction matches. Without this there are some: { $chip }
nothing-left-next = Enter drops it, Tab drops the last word, Esc all of them.
nothing-left-last = Enter drops it, Esc all of them.
summary-payments = { $count ->
    [one] 1 payment
   *[other] { $grouped } payments
}
summary-cancels = { $count ->
    [one] 1 cancel
   *[other] { $grouped } cancels
}
summary-net = net
summary-sum = sum
chart-hour = by hour
chart-day = by day
chart-week = by week
chart-month = by month
chart-year = by year
chart-most = peak { $won }
chart-cut = ▒ partial
chip-id = id { $id }
chip-card = same card: { $card }
chip-card-perhaps = card number? Enter
cancel-of = cancel of { $id }
column-time = Time
column-kind = Kind
column-amount = Amount
column-card = Card
column-left = Remaining
column-id-end = Id ends in
column-months = Months
column-remaining = Remaining
remaining-all = all
remaining-nothing = cancelled
kind-payment = payment
kind-cancel = cancel
detail-title = Details

## The screens: what a query means

chip-not = not { $meaning }
chip-also = { $meaning }, also { $other }
chip-or = { $meaning } or { $other }
chip-card-or-id = card or id ..{ $digits }
chip-card-or-id-four = card or id ..{ $digits } (short cards ..{ $three })
chip-card-or-id-either = card { $digits }.., id begins or ends { $digits }
chip-card-begins = card { $digits }..
chip-id-begins = id { $digits }..
chip-id-ends = id ..{ $digits }
chip-id-either = id begins or ends { $digits }
chip-mistyped = { $meaning } (mistyped?)
chip-range = { $from } to { $to }
chip-or-more = { $amount } or more
chip-or-less = { $amount } or less
chip-from = from { $from }
chip-to = to { $to }
chip-today = today { $day }
chip-year = year { $year }
chip-day = { $weekday } { $day }
chip-last-night = last night { $time }
chip-next-day = { $time } next day
chip-time-daily = daily { $time }
chip-time-since = daily { $time } since { $day }
chip-part = partly cancelled
chip-full = fully cancelled
chip-cancelled = cancelled payments
chip-untouched = not cancelled
chip-installments = { $from } to { $to } months
chip-till = till { $till }
chip-operator = person { $number }
chip-shop = shop { $number }
chip-has-memo = with a memo
chip-memo = memo { $word }..
chip-unknown = ? { $text }
chip-misspelled = { $word }?
chip-too-much = the rest is not read

## The screens: hints

hint-full = No more fits here.
hint-filled = Only into an empty field: Esc clears this one.
hint-strip-closed = This key does nothing here. Nothing was carried out.   Esc = back
hint-digits = Digits only.
hint-pasted-amount = The pasted text is not an amount. Nothing was entered.
hint-paste-too-long = The pasted text is too long. Nothing was entered.
hint-paste-broken = The paste broke off. Nothing was entered.
hint-hangul = Digits only (the Korean keyboard is on: press 한/영).
hint-not-from-last = Only amount, installments and VAT are taken from the last transaction.
hint-money-of-another = What was entered for the other payment is cleared. F7 brings that one back.
hint-in-flight = The ledger is writing; one moment.
hint-quit-keyed = Something is entered ({ $screens }). { $key } again quits and forgets it.
hint-quit-again = Ctrl+C again quits.
hint-quit-twice = Ctrl+C twice more quits.
hint-quit-cleared = Cleared; F7 brings it back. Ctrl+C twice more quits.
hint-quit-forgets = Ctrl+C again quits and forgets what was cleared.

## The screens: keys

key-next = next
key-down-field = next field
key-previous = previous
key-minus = previous; on an empty form: Pay or Cancel
key-defaults = review
key-thousand = 000
key-as-last = as in the last transaction
key-clear = clear
key-bring-back = bring back what was cleared
key-confirm = do it
key-again = yes: again, or the clock is right
key-change = change
key-up = up
key-down = down
key-detail = details
key-cancel-this = cancel this
key-same-card = all of the same card
key-drop-word = drop the last word
key-page-up = a page up
key-page-down = a page down
key-newest = to the newest
key-oldest = to the oldest shown
key-reveal = exact message for 10 s
key-step-back = the one before in its history
key-step-on = the one after in its history
key-close = close
key-help = help
key-pay = Pay
key-cancel = Cancel
key-look-up = Look up
key-day = Day (X, Z, close)
key-last-detail = details of the last transaction
key-copy-id = copy id
key-copy = copy the id shown
key-suspend = suspend; fg brings it back
key-palette = commands
key-run = run
type-to-filter = type to filter, in English or Korean
palette-screen = This screen
palette-go-to = Go to
palette-settings = Settings
setting-language = Language
setting-theme = Colours
setting-bell = Bell when something is refused
setting-till = Till number
setting-lock = Lock when idle for
setting-luhn = Refuse a bad check digit
setting-duplicates = Same card and amount: ask within
setting-shop-name = Shop name
setting-owner = Owner
setting-business-number = Business number
setting-address = Address
setting-telephone = Telephone
setting-merchant-number = Merchant number
setting-terminal-number = Card company's terminal number
setting-printer = Printer
setting-paper-columns = Paper width
setting-charset = Printer character set
setting-drawer = Open the cash drawer
setting-slip-print = Print slips
setting-slip-copies = Slips of a transaction
setting-backup = Folder for copies
setting-hand-over = Folder for the card company
setting-day-start = Start of a business day
setting-signature = Signature line above
setting-on = on
setting-off = off
setting-never = never
setting-seconds = { $number } s
setting-columns = { $number } columns
setting-empty = none
setting-word = { $word ->
    [en] English
    [ko] 한국어
    [auto] automatic
    [light] light
    [dark] dark
    [mono] none
    [cp949] Korean (CP949)
    [ascii] ASCII (slips in English)
    [never] by key only
    [ask] by key, with a reminder
    [always] after each transaction
    [customer] customer's
    [both] customer's and merchant's
   *[high-contrast] high contrast
}
setting-next-start = { $value } at the next start
setting-allows-till = Allowed: { $number }. It counts from the next start on.
setting-allows-seconds = Allowed: { $number }, in seconds; 0 is never.
setting-allows-folder = A whole path, as /media/stick/paydesk; empty makes no copies. It counts from the next start on.
setting-day-start-allowed = a time from 00:00 to 12:00
setting-allows-day-start = Allowed: { $allowed }, as 04:00. What is sold before it belongs to the day before.
setting-allows-columns = Allowed: { $number }, in columns; a Hangul syllable takes two.
setting-allows-won = Allowed: { $number }, in won.
setting-allows-text = Allowed: { $allowed }. When it is empty, slips leave it out.
setting-allows-hand-over = A folder with its whole path, as /media/stick. When it is empty, the screen of the day makes no file.
setting-allows-lines = Allowed: { $allowed }. Type | between two lines. When it is empty, slips leave it out.
setting-allows-printer = Allowed: none; file:PATH, a USB device (file:/dev/usb/lp0); tcp:HOST:9100, a printer in the network (tcp:192.168.0.20:9100); and, only in the configuration file, command:LINE, a command that takes the bytes (command:lp -d receipt -o raw).
setting-in-file = Only the configuration file can set this, under printer.to. Here devices in /dev and printers in the network are taken.
setting-refused = { $name }: only { $allowed }.
setting-chosen = { $name }: { $value }.
setting-chosen-text = { $name }: { $value }
no-such-command = No such command.
no-such-key = No such key.
no-such-value = No such value.
till-shared = Another screen works as till { $till } on this ledger. Give each a number of its own: F10, Till number.
demo-banner = Demo: nothing is kept
swipe-read = Card read. Check the amount, then enter the CVC.
swipe-reader-error = The reader could not read the card. Swipe again, or enter the number.
swipe-misread = The card was misread: the check digit does not match. Swipe again.
swipe-length = { $found ->
    [one] The card number has { $found } digit; 10 to 16 can be taken. Swipe again, or take another card.
   *[other] The card number has { $found } digits; 10 to 16 can be taken. Swipe again, or take another card.
}
swipe-no-card = No payment card was read. Swipe again, stripe towards the reader, or enter the number.
swipe-expiry = The expiry could not be read. Swipe again, or enter number and expiry.
swipe-elsewhere = Cards are read on Pay (F2), Cancel (F3), Look up (F4): swipe again there.
swipe-again = The card was not read to its end, and nothing of it was kept. Swipe again, or enter the number.
swipe-in-strip = Another card: nothing was taken. Check the amount, then enter its CVC.
scan-refused = What was read does not fit here. Nothing was entered.
swipe-disagree = The tracks of the card do not agree. Swipe one card once more; if it stays so, take another card.
key-redraw = draw again
key-quit = quit
key-interrupt = clear; again: quit, or ask first
help-review = Review
help-everywhere = Everywhere

## After the screens

ended-panic = Paydesk stopped because of an error in the program ({ $place }). What was taken or cancelled is in the ledger.
ended-terminal = The terminal is gone: { $reason }.
ended-payment = A payment of { $amount } with the card { $card } was on its way to the ledger.
ended-cancel = A cancel of { $amount } of the payment { $id } was on its way to the ledger.
ended-waiting = Waiting for the ledger to answer. Ctrl+C stops waiting.
ended-in-flight-done = It was carried out: { $id }.
ended-in-flight-not = It was not carried out.
ended-in-flight-unknown = Whether it was carried out is not known. Look for it (F4) before you do it again. Its request id is { $request }.

## The configuration

config-missing = Configuration { $path } does not exist. Name the right file with --config, or make one: paydesk config --example.
config-write = Configuration { $path } cannot be written: { $reason }. The choice holds for this run only.
config-read = Configuration { $path } cannot be read: { $reason }. Check the path and who may read it, or name another file with --config.
config-too-long = Configuration { $path } is longer than { $limit } bytes. Name the right file with --config.
config-not-utf8 = Configuration { $path }, line { $line }: this is not UTF-8. Save the file as UTF-8.
config-place = Configuration { $path }, line { $line }, column { $column }
config-place-file = Configuration { $path }
config-place-override = --set { $text }
config-syntax = { $place }: this is not TOML ({ $message }). See paydesk config --example.
config-control = { $place }: the control character { $code } is not allowed here. Take it out.
config-not-an-assignment = { $place }: this is not key=value. Write it as in --set till=2.
config-unknown-key = { $place }: there is no key { $key }. The keys are { $known }.
config-unknown-key-meant = { $place }: there is no key { $key }. Did you mean { $meant }? The keys are { $known }.
config-wrong-value = { $place }: { $key } takes { $allowed }, not { $found }. Correct it there.
config-wrong-text = { $place }: { $wrong } Correct it there.
wrong-text-control = { $name } has the control character { $code } at position { $position }. Allowed: { $allowed }.
wrong-text-width = { $name } has { $columns } columns. Allowed: { $allowed }.
wrong-text-lines = { $name } has { $lines } lines. Allowed: { $allowed }.
wrong-text-line = { $name } (line { $line })

config-allowed-bool = true or false
config-allowed-bool-or = true, false or { $word }
config-allowed-integer = a whole number from { $min } to { $max }
config-allowed-words = one of { $words }
config-allowed-text = text of at most { $columns } columns, without control characters
config-allowed-lines = up to { $lines } lines of text, each of at most { $columns } columns, without control characters
config-allowed-printer = none, file:PATH, tcp:HOST:9100 or command:LINE (for example tcp:192.168.0.20:9100)
config-allowed-day-start = a time from 00:00 to 12:00, in quotes
config-allowed-table = a table of keys

config-found-bool = true or false
config-found-integer = this number
config-found-float = a number with a fraction
config-found-text = this text
config-found-date-time = a date or a time
config-found-array = a list
config-found-table = a table

home-missing = There is no home folder (HOME is not set). Name the files: { $options }.

## The commands

hint-json = Type JSON requests, one object a line; end with Ctrl-D. A file is read with: paydesk pay < requests.json
hint-messages = Type messages of 450 bytes, one a line; end with Ctrl-D. A file is read with: paydesk message decode < messages.txt
progress-copying = Copying
progress-checking = Checking
progress-indexing = Indexing
progress-sealing = Sealing
output-write = Standard output cannot be written: { $reason }. What was not written of the answer is lost.
output-cut = Standard output is closed. What was not read of the answer is lost.
signal-stopped = Stopped by a signal.
signal-requests = Stopped by a signal. Requests carried out: { $done }. No further request was taken.
output-lost = Requests carried out: { $done }. Answers lost, at the end: { $lost }. No further request was taken; look with: paydesk list. A request with a request_id may be sent again.
show-look-up = To look for it: paydesk list { $words }

show-kind = Kind
show-time = Time
show-remaining = Remaining
show-remaining-vat = VAT in it
show-remaining-value = { $amount } (VAT { $vat })
show-message = Message
show-slot = Slot
show-offset = Offset
show-width = Width
show-content = Content (· is a blank)

list-unrecorded = Nothing can be recorded in ledger { $path } now: this list is not in its journal.
tail-unrecorded = Nothing can be recorded in ledger { $path } now: this export is not in its journal.
tail-since = There is no entry { $since }: the journal ends at entry { $end }. Check --since, and whether this is the ledger that was read before.
vat-month = Month
vat-payments = Payments
vat-cancels = Cancels
vat-order = --from { $from } is after --to { $to }. The first month comes first: --from { $to } --to { $from }
list-empty = No transactions yet. Take one with: paydesk pay
list-no-match = No transaction matches.
list-query = Not understood: { $words }. A query is made of digits of a card or an id, amounts (55,000 or 1만..10만), days (today, 11-20..), cancel, part, 3 months, till 2; a minus in front leaves it out.
list-suggest = Did you mean: { $words }?
list-card = A card number on the command line is not read: histories and lists of processes keep it. Give it on standard input: paydesk list --card -
memo-card = A card number on the command line is not read: histories and lists of processes keep it. A memo cannot have one either.
memo-empty = order number, name …
memo-allows = Allowed: { $allowed }; a Hangul syllable takes two. An empty memo takes it away.
memo-hint = Type the memo, then Enter.
memo-given = { $id }: { $memo }
memo-taken = { $id }: no memo any more
list-card-hint = Type the card number, then Enter.
## Checking the ledger
verify-row = { $table }, row { $row }
verify-column = { $place }, { $column }
verify-id = { $place } (transaction { $id })
verify-missing = Does not fit: { $place }: it is missing.
verify-unknown = Does not fit: { $place }: nothing else in the ledger belongs to it.
verify-differs = Does not fit: { $place }: expected { $expected }; found { $found }.
verify-unreadable = Does not fit: { $place }: a value that Paydesk never writes.
verify-sealed = Does not fit: { $place }: it does not open; it was changed, or moved from another row.
verify-changed = Does not fit: { $place }: it is not what it was when it was written.
verify-altered = Does not fit: { $place }: it is not as Paydesk made it.
verify-retired = Does not fit: { $place }: recorded with a key that had been retired.
verify-not-in-journal = Does not fit: the hash { $hash } does not occur in the journal. What it covers was cut off or rewritten.
verify-sqlite = Does not fit: { $place }: SQLite says: { $message }.
verify-nothing = nothing
verify-do-restore = Keep the file as it is, take no payments with it, and restore a backup: paydesk help restore.
verify-do-rebuild = Only searching is affected, no transaction. Make the index again: paydesk verify --rebuild-index
verify-do-rebuild-balances = No transaction is affected: what remains of a payment is derived from them. Derive it again: paydesk verify --rebuild-index
verify-do-rebuild-memos = No transaction is affected: memos and their words are made from the journal. Make them again: paydesk verify --rebuild-index
verify-do-rebuild-prints = No transaction is affected: how often slips were printed is counted from the journal. Count it again: paydesk verify --rebuild-index
verify-do-rebuild-closes = No transaction and no close is affected: the list of closes is derived from the journal. Derive it again: paydesk verify --rebuild-index
verify-do-compare = If the hash was typed, check it. Keep the file as it is, and compare it with a backup of that time.
verify-recorded = Recorded in the journal.
verify-whole = Everything fits: { $entries }, { $transactions }.
verify-hash = Newest hash: { $hash }
verify-keep = Keep this hash elsewhere. paydesk verify --since HASH tells later whether anything before it was cut off or rewritten.
verify-stopped = Stopped before the end: not everything was looked at. Nothing was changed.
## A made-up history
demo-bar = Transactions
demo-line = { $done } of { $transactions }, { $rate } a second, { $left } s left
demo-made = { $path }: a made-up history of { $transactions }, { $first } to { $last }, { $size } MB, in { $seconds } s.
demo-stopped = Interrupted: no ledger was made.
demo-nothing-kept = This was a demo: nothing of it was kept.
copy-missing = The copy { $path } is not there. Name the file of the copy.
copy-read = The copy { $path } cannot be read: { $reason }. Check who may read it, or name another copy.
copy-not-a-ledger = The copy { $path } is not a ledger of Paydesk. Name the file of the copy; nothing was changed.
copy-trial = The copy { $path } was made by a trial version of Paydesk, before 0.2, and cannot be read by this one. Name another copy.
copy-damaged = The copy { $path } is damaged ({ $reason }). Nothing was changed. Name another copy.
copy-not-a-keyring = The copy { $path } is not a keyring, or it is damaged ({ $detail }). Name another copy.
copy-wrong-keyring = The copy { $path } does not have key { $key } of this ledger: it is of another keyring, or older. Name another copy; the ledger is not damaged.
copy-keyring-there = There is a keyring already: { $path }. Nothing was changed. To replace it by the copy: paydesk key restore --force { $copy }

## Copies of the ledger

backup-exists = { $path } is there already. Name another file, or replace it with --force. Nothing was written.
target-ledger = { $path } is the ledger itself. Name another file.
target-beside = { $path } is a file that Paydesk keeps beside ledger and keyring. Name another file.
target-keyring = { $path } is the keyring itself. Name another file.
target-config = { $path } is the configuration itself. Name another file.
same-file = { $option } and { $other } are the same file: { $path }. Name another file with one of them.
same-beside = { $option }: { $path } is a file that Paydesk keeps beside the ledger. Name another file.
target-not-a-copy = { $path } is there already, and it is not a copy of this ledger. It was not replaced. Name another file, or move it away.
target-not-older = { $path } is there already, and it has transactions that this ledger does not have. It was not replaced. Name another file, or move it away.
target-not-a-keyring = { $path } is there already, and it is not a keyring. It was not replaced. Name another file, or move it away.
target-unusable = { $path } cannot be replaced: { $reason }. Name another file.
backup-beside = { $path } is there: a program has that database open, or it was left behind. It would be taken for a part of the new file. Close the program, or move it away, and try again.
backup-taken = { $path } is there already, and it is not an empty ledger. Nothing was changed. Move it away first, with the files beside it that end in -wal and -shm.
backup-write = { $path } cannot be written: { $reason }. Nothing is left of it. Check the path, who may write there, and the free space.
backup-broken = { $path } was not copied, because it is not whole. { $finding }
backup-not-made = No copy of the ledger was made. { $reason }
backup-old = The newest copy of the ledger in { $folder } is from { $day }.
backup-stopped = Stopped. Nothing is left of the copy.
backup-done = Copied to { $path }: { $entries }, { $transactions }, { $bytes } bytes, checked.
backup-keyring = The keyring is not in it. Keep a copy of { $keyring } apart from it: without it no message can be opened.

## Keys

key-rotate-done = Key { $key } seals from now on. Sealed again with it: { $messages }.
key-rotate-continued = Gone on with key { $key }. Sealed again with it: { $messages }; none is left. For a further key, run this again.
key-rotate-stopped = Stopped. Key { $key } seals from now on. Sealed again with it: { $messages }. The others still open with the older keys. To go on: paydesk key rotate
key-copy-again = Copies of the keyring made before do not have this key. Make a new copy of { $keyring } and keep it apart from the ledger.
key-protect-done = A passphrase protects { $path } now. There is no way around it: keep it where you keep the shop's safe code. Copies made before are not protected by it.
key-protect-removed = No passphrase protects { $path } any more.
key-backup-done = The keyring was copied to { $path } and read back.
key-restore-done = The keyring is back at { $path }; it opens this ledger.
key-restore-ledger = Ledger { $path } is not there, and a keyring is put back only where it opens the ledger. Restore the ledger first: paydesk --keyring { $copy } restore FILE
key-copy-plain = No passphrase protects it: with it and the ledger the cards can be read. To put one over it: paydesk key protect
passphrase-ask = Passphrase of { $path }:
passphrase-new = New passphrase:
passphrase-again = Once more:
passphrase-wrong = This is not the passphrase.
passphrase-differs = The two are not the same. Nothing was changed; try again.
passphrase-short = A passphrase has at least 8 characters. Nothing was changed; choose a longer one.
secret-no-terminal = { $secret ->
    [new-passphrase] There is no terminal to ask for the new passphrase. Name a private file that holds it: --new-passphrase-file.
    [pin] There is no terminal to ask for the PIN. Name a private file that holds it: --pin-file.
    [new-pin] There is no terminal to ask for the new PIN. Name a private file that holds it: --new-pin-file.
   *[passphrase] There is no terminal to ask for the passphrase. Name a private file that holds it: --passphrase-file.
}
secret-file = { $secret ->
    [pin] The PIN cannot be read from { $path }: { $reason }. Check the path and who may read it.
    [new-pin] The PIN cannot be read from { $path }: { $reason }. Check the path and who may read it.
   *[passphrase] The passphrase cannot be read from { $path }: { $reason }. Check the path and who may read it.
}
secret-exposed = { $secret ->
    [pin] { $path } can be read by others. A file with a PIN has to be private: chmod 600.
    [new-pin] { $path } can be read by others. A file with a PIN has to be private: chmod 600.
   *[passphrase] { $path } can be read by others. A file with a passphrase has to be private: chmod 600.
}
secret-unread = { $secret ->
    [pin] The PIN cannot be read from the terminal: { $reason }. Name a private file that holds it: --pin-file.
    [new-pin] The PIN cannot be read from the terminal: { $reason }. Name a private file that holds it: --new-pin-file.
   *[passphrase] The passphrase cannot be read from the terminal: { $reason }. Name a private file that holds it: --passphrase-file.
}
restore-keyring = Keyring { $path } is missing, and a backup is checked with its keyring. Name the copy of the keyring: paydesk --keyring COPY restore { $file }
restore-done = Restored to { $path }: { $entries }, { $transactions }, checked.

## Man pages

man-written = { $count } man pages are in { $path }.

## A look at everything

doctor-version = Paydesk
doctor-sqlite = SQLite
doctor-system = System
doctor-installed = Installed
doctor-installed-debian = as a Debian package
doctor-installed-arch = as a package of Arch Linux
doctor-installed-cargo = with cargo
doctor-installed-built = not installed, it runs where it was built
doctor-installed-copy = copied
doctor-completions = Completions
doctor-no-completions = none found; how to make them: paydesk completions --help
doctor-man-pages = Man pages
doctor-no-man-pages = none found; how to make them: paydesk man --help
doctor-config = Configuration
doctor-ledger = Ledger
doctor-folder = Its folder
doctor-log = Its log
doctor-space = Free space
doctor-schema = Schema
doctor-make = File format
doctor-check = Quick check
doctor-keyring = Keyring
doctor-keyring-folder = Its folder
doctor-keys = Its keys
doctor-swap = Swap
doctor-counts = Contents
doctor-index = Search index
doctor-remembered = Remembered
doctor-remembered-none = nothing yet of this ledger, in { $path }
doctor-remembered-end = up to entry { $seq }, in { $path }; the ledger has it
doctor-do-remember = The next start makes it anew. Until then an older ledger would not be noticed.
doctor-do-remember-folder = It cannot be written there. Give this user the right to write the folder, or an older ledger will not be noticed.
doctor-last = Last entry
doctor-clock = Clock
doctor-leftovers = Left behind
doctor-language = Language
doctor-terminal = Terminal
doctor-window = Window
doctor-colours = Colours
doctor-utf8 = UTF-8
doctor-none = { $path }: not there yet; the first start makes it
doctor-no-config = { $path }: not there; everything is at its default
doctor-missing = { $path }: missing
doctor-file = { $path } (mode { $mode }, owner { $owner }, { $size })
doctor-folder-is = { $path } (mode { $mode }, owner { $owner })
doctor-sound = SQLite finds nothing wrong; paydesk verify looks at everything
doctor-keys-fit = { $count ->
    [one] { $keys }; it is the key of the ledger
   *[other] { $keys } (the first one seals); they are the keys of the ledger
}
doctor-keys-locked = the keys stay out of it
doctor-keys-unlocked = the keys may get into it: { $reason }
doctor-counted = { $transactions }, { $entries }
doctor-indexed = { $indexed } of { $transactions }
doctor-no-entries = no entry yet
doctor-unseen = not looked at
doctor-do-mode = Others can read it. Make it private: chmod { $mode }
doctor-do-folder-mode = Others can write there. Make it private: chmod 700
doctor-do-owner = It belongs to another user. Run Paydesk as its owner, or give it to this user with chown.
doctor-do-space = Payments stop when the disk is full. Make room.
doctor-do-folder = The ledger cannot be written there. Give this user the right to write the folder.
doctor-do-keyring-folder = The keyring cannot be changed there. Give this user the right to write the folder.
doctor-do-leftovers = Commands that were killed left these half-made files. No program uses them: delete them.
doctor-do-log = The log is long: some program keeps the ledger open for reading. Close it.
doctor-do-index = Searching looks at the rest row by row. A till that is open indexes it when it has nothing else to do; or: paydesk verify --rebuild-index
doctor-do-clock = The last entry is later than now. Set the clock.
doctor-do-clock-doubt = { $doubt } Set the clock. If it is right, take a payment: the till asks once.
doctor-do-utf8 = The screens draw with ASCII only, and Hangul may not show. Set the locale, as in LANG=ko_KR.UTF-8.
doctor-do-window = The screens need 80×24. Enlarge the window.
doctor-do-statistics = Another program ran ANALYZE on the ledger. That changes no answer. Dropping the tables sqlite_stat1 and sqlite_stat4 takes it back.
doctor-do-journal = The next start of Paydesk sets it right; no other program should change it.
doctor-do-swap = Let Paydesk lock memory (ulimit -l), or switch swap off or encrypt it.
doctor-fine = Nothing is wrong.
doctor-fine-advice = { $count ->
    [one] Nothing is wrong. { $grouped } line has advice below it.
   *[other] Nothing is wrong. { $grouped } lines have advice below them.
}
doctor-wrong = { $count ->
    [one] { $grouped } thing is wrong. The line marked { $mark } says what to do.
   *[other] { $grouped } things are wrong. The lines marked { $mark } say what to do.
}

## The screens: lock

locked = Locked
lock-passphrase = Passphrase
lock-enter = Enter unlocks.
lock-key = Type the passphrase of the keyring, then Enter.
lock-looking = one moment …
lock-checking = checking …
lock-wrong = This is not the passphrase. Wait { $seconds } s.
lock-again = This is not the passphrase. Try again.
lock-swiped = The card was not kept. Unlock, then swipe again.
unlocked-card = The lock cleared the card: enter it again. The rest is as you left it.
unlocked-in-flight = { $outcome } The lock cleared the card: enter it again.
key-unlock = unlock
key-choose = choose
key-back = back
key-lock = lock now

## The screens: after trouble

recall-asking = asking the ledger whether it was recorded …
recall-recorded = It was recorded after all: { $amount }, id { $id }. Do not enter it again.
recall-not-recorded = The ledger has nothing of it: it was not recorded. Enter tries again.
recall-unknown = The ledger cannot be read: whether it was recorded is not known. Do not take it again; Enter asks once more. Why: paydesk doctor
confirm-recall = Not known whether it was recorded.   Enter = ask the ledger
hint-unknown = The ledger has to say first whether it was recorded: Enter asks it.

## The screens: after a crash

aftermath-first = Read this first, then press Enter.
aftermath-title = Before anything else
aftermath-payment = { $time }: a payment of { $amount } was on its way to the ledger when Paydesk stopped.
aftermath-cancel = { $time }: a cancel of the payment { $id }, { $amount }, was on its way to the ledger when Paydesk stopped.
aftermath-recorded = It IS recorded: id { $id }.
aftermath-recorded-do = Do not enter it again.
aftermath-not = It is NOT recorded: the ledger has nothing of it.
aftermath-not-do = If it is still wanted, enter it again.
aftermath-unknown = The ledger cannot be read: whether it was recorded is not known.
aftermath-unknown-do = Do not enter it again; Enter asks once more. Why: paydesk doctor
key-go-on = go on

## Slips and the printer

slip-copy = { $copy ->
    [customer] Customer copy
   *[merchant] Merchant copy
}
slip-reprint = Reprint { $number }
slip-cancelled = CANCEL
slip-title = Card payment slip
slip-sales-title = Credit card sales slip
slip-owner = Owner
slip-business-number = Business no.
slip-telephone = Telephone
slip-merchant-number = Merchant no.
slip-terminal-number = Terminal no.
slip-kind = Kind
slip-payment = Payment
slip-cancel = Cancel
slip-time = Time
slip-supply = Supply value
slip-total = Total
slip-original = Original id
slip-original-time = Original time
slip-cancel-since = Cancel { $time }
slip-cancels-since = { $count } cancels
slip-remaining = Remaining
slip-left-after = Remaining
slip-till = Till
slip-operator = Person
slip-approver = Allowed by
slip-training = TRAINING: NOT A PAYMENT
slip-signature = Signature
slip-no-signature = No signature required

printer-nowhere = No printer is set. Name one in the configuration file under printer.to, or in the settings of F10.
printer-no-device = { $to }: there is no such device. Check the printer's power and cable.
printer-no-reader = { $to }: no program reads this FIFO. Start that program first.
printer-open = { $to }: cannot be opened ({ $reason }). Check printer.to and its permissions.
printer-no-host = { $to }: the host has no address. Check its name in printer.to and the network.
printer-connect = { $to }: no connection ({ $reason }). Check the printer's power and the network.
printer-silent = { $to }: took nothing for { $seconds } seconds. Check the printer's power and paper.
printer-cut = { $to }: took { $taken } of { $all } bytes ({ $reason }). Throw away what is on paper.
printer-start = { $to }: the command cannot be started ({ $reason }).
printer-command = { $to }: the command failed ({ $status }).
printer-command-said = { $to }: the command failed ({ $status }): { $said }
printer-broken = The printer broke the connection after all was sent. Look whether it was printed.
printer-no-thread = Nothing can be sent to the printer ({ $reason }).
printer-late = All was sent, but the printer has not finished within { $seconds } seconds. Look whether it was printed.
printer-late-cut = The printer took { $taken } of { $all } bytes in { $seconds } seconds. Part of it may be printed. Check the paper.
printer-skipped = Not sent: the printout before it failed.
printer-again = Print it again: { $command }
slip-to-terminal = These are bytes for a printer. Send them to a device or a file, not to a terminal: paydesk slip … --escpos > /dev/usb/lp0
slip-screen-title = Slip
slip-original-copy = original
slip-printer = Printer: { $to }
slip-printing = Printing.
slip-printed = Printed: { $id }
slip-sent = Printing: { $copy }
slip-ask = { $said }  { $key } = print slip
report-failed = { $title } not printed. { $key } = again. { $why }
slip-failed = Slip not printed. { $key } = again. { $why }
slip-not-printed = not printed
key-memo = memo
key-record-memo = record
key-slip = slip
key-print = print
key-other-copy = other copy
key-close-day = close the day
key-close-print = close and print
key-close-before = earlier close
key-close-after = later close
key-day-so-far = day so far
slip-enter-held = Opened with Enter. Press + to print.
slip-gap-missing = The slip lacks { $keys }. Set them in the configuration file or in the settings of F10.
slip-gap-unprintable = { $key }: the printer does not know { $character } and prints { $sign } instead.

# The close of a day.
close-nothing-since = Nothing to close: no payment and no cancel since the last close.
close-meanwhile = Another till has closed the day first (Z { $number }). Look at the figures again.
close-note-left = Till { $till } was stopped while a transaction was on its way, and the outcome was not seen yet. Start Paydesk at till { $till } first: it says what became of it.
close-unknown = There is no close { $number }.
report-x = X report
report-z = Z report { $number }
report-closed-at = Closed
report-made-at = Time
report-own-till = { $till } (this till only)
report-entries = Journal entries
report-payments = Payments ({ $count })
report-cancels = Cancels ({ $count })
report-cancels-of-earlier = Of earlier payments ({ $count })
report-lump-sum = Lump sum ({ $count })
report-installments = Installments ({ $count })
report-payments-at = Till { $till } payments ({ $count })
report-cancels-at = Till { $till } cancels ({ $count })
report-payments-on = { $date } payments ({ $count })
report-cancels-on = { $date } cancels ({ $count })
report-net = Net
report-vat-free = Payments without VAT
report-reprints = Slips reprinted
report-payments-by = { $who }: payments ({ $count })
report-cancels-by = { $who }: cancels ({ $count })
report-refused-pins = Refused PINs
report-approvals = Approvals
report-reveals = Card numbers shown
report-not-handed-over = Not handed over
report-times = { $count }
report-paid-before = Paid so far, before
report-paid-after = Paid so far
report-cancelled-before = Cancelled so far, before
report-cancelled-after = Cancelled so far
report-net-after = Net so far
report-first-id = First id
report-last-id = Last id
report-hash = Hash
close-stopped = Stopped. Nothing was closed.
close-x-stopped = Stopped.
close-none = No day was closed yet.
close-none-then = Nothing was closed in these months.
closes-number = Z
closes-at = Closed
closes-till = Till
closes-payments = Payments
closes-paid = Paid
closes-cancels = Cancels
closes-cancelled = Cancelled
closes-net = Net
## The screen of the day

day-closed = { $title } done: { $transactions }, net { $net }
day-unknown = The outcome of a transaction is not known yet. Look at Pay (F2) or Cancel (F3) first.
day-counting = The figures are being counted. Press the key again when they are there.
day-unreadable = The figures cannot be read.
day-closing = The day is being closed. Wait a moment.
day-first = This is the first close.
day-newest = These are the figures up to now. Press + to close the day.
day-look-first = These are the figures up to now. Press + once more to close the day.
day-last-close = { $title }  { $at }
day-since = since Z { $number }
day-since-begin = since the beginning
day-business-date = business day { $date }
day-unit = in KRW
day-empty = No payment and no cancel since the last close.
day-empty-first = No payment and no cancel yet. The day can be closed after the first one.
day-percent = Counting: { $percent }%
day-head-count = Count
day-head-amount = Amount
day-payments = Payments
day-cancels = Cancels
day-count = { $count }
day-tills = Tills
day-till = till { $till }
day-dates = Days
day-plans = Plans
day-lump-sum = lump sum ({ $count })
day-installments = installments ({ $count })
day-others = Other
day-cancels-of-earlier = cancels of earlier payments ({ $count })
day-hours = Today
day-grand-total = In all
day-paid = paid
day-cancelled = cancelled
day-net = net
day-journal = Journal
day-ids = Ids
day-more = and { $count } more
day-known = no unfinished transaction
day-flight = a transaction waits for its outcome
day-note-left = till { $till } has a transaction whose outcome was not seen
day-checked = ledger checked { $at }
day-broken = something did not fit { $at }: paydesk verify
day-not-checked = ledger never checked: paydesk verify
day-copied = copied { $at }
day-not-copied = no copy: paydesk backup
day-question = Close the day?
day-final = cannot be undone
day-strip-closed = The question is closed, and the day is not.   Esc = back
day-hand-over-closed = Nothing is handed over.   Esc = back
day-closes = Closes
day-now = now
progress-closing = Reading

## People

staff-role = { $role ->
    [program] program
    [cashier] cashier
    [supervisor] supervisor
   *[owner] owner
}
staff-role-some = { $role ->
    [program] a program
    [cashier] a cashier
    [supervisor] a supervisor
   *[owner] an owner
}
staff-action = { $action ->
    [pay] take a payment
    [cancel] cancel a payment
    [look_up] look up
    [slip] print a slip
    [own_pin] choose one's own PIN
    [large_payment] take a payment above the limit
    [large_cancel] cancel more of a payment than the limit
    [many_cancels] cancel more often a day than the limit
    [cancel_of_closed_day] cancel a payment of a closed day
    [old_cancel] cancel a payment older than 90 days
    [close] close the day
    [close_again] show a close again
    [all_figures] see the figures of all tills
    [export] give a list to a file
    [vat] see the VAT of months
    [backup] copy the ledger
    [hand_over] hand over to the card company
    [answers] record its answers
    [reveal] show a whole card number
    [unlock_cashier] let a cashier in again
    [unlock] let anybody in again
    [people] make and change people
    [keys] work on the keys
    [import] take over another system's rows
   *[settings] change shop, rules and slips
}
staff-reason = { $reason ->
    [mistake] mistake
    [returned] returned
    [price] price
   *[other] other
}
staff-number = A person's number is 1 to 99, without a zero in front.
staff-taken = Another person has the number { $number }. Choose another one.
staff-prefix = { $new } and { $other } begin alike, and a PIN is keyed behind. Choose another.
staff-unknown = There is no person { $number }. paydesk people lists them.
staff-name = A name is 1 to 16 columns of text, without control characters.
staff-pin-length = A PIN is { $digits } digits.
staff-pin-run = The digits of a PIN must not follow one another, as in 1234 or 7890. Choose another one.
staff-pin-repeats = A PIN must not be one digit repeated. Choose another one.
staff-digits = PINs have 4 to 8 digits.
staff-first-owner = The first person is an owner: somebody has to be able to make the others.
staff-last-owner = This is the last owner who can sign in. Make another owner first.
staff-role-pin = A PIN belongs to a role. Give a new PIN with the new role.
staff-changed-meanwhile = Somebody else has changed this person at the same moment. Look again, then repeat it.
staff-no-change = Nothing would change.
staff-not-waiting = Person { $number } does not wait and is not locked out.
staff-not-signed-in = Nobody is signed in. Sign in with number and PIN; a command takes --as NUMBER.
staff-signed-out = Person { $number } may not act any more. Sign in again.
staff-not-allowed = { $who } may not do this alone: { $action }. Who may: { $role }, or a higher role.
staff-not-allowed-limit = { $who } may not do this alone: { $action }, which is { $limit }. Who may: { $role }, or a higher role.
staff-not-allowed-never = { $who } may not do this: { $action }. Who may: { $role }.
staff-not-allowed-owner = { $who } may not do this alone: { $action }. Who may: { $role }.
pin-wrong = Number or PIN is wrong.
pin-wrong-wait = Number or PIN is wrong. The next try is possible at { $time }.
pin-waits = Please wait: the next try is possible at { $time }. This one was not checked and does not count.
pin-locked = Locked after ten wrong PINs, until { $time }. { $who } can end this before.
pin-no-screen = Person { $number } is a program: it uses commands, and has no screen.
pin-oneself = Nobody approves for themselves: another person's number and PIN.
pin-too-low = { $role ->
    [owner] Only an owner can approve this.
   *[supervisor] Only a supervisor or an owner can approve this.
}
pin-recovery = The new PIN is possible from { $time } on: repeat the command then. Until then whoever knows the old PIN ends this by signing in.
seal-memory = There is not enough memory to check a PIN. Close other programs and try again.
people-done = { $who }, { $role }: recorded.
people-digits = New PINs have { $digits } digits. Those that there are stay as they are until they are given anew.
people-none = Nobody: this shop names no people. The first one that is made is an owner: paydesk people add 1 --name NAME --role owner
people-number = no.
people-name = name
people-role = role
people-payment-limit = payment limit
people-cancel-limit = cancel limit
people-cancels-limit = cancels a day
people-state = state
people-disabled = disabled
people-no-pin = no PIN
people-waits = { $wrong } wrong PINs, waits until { $time }
pin-ask = PIN of person { $number }:
pin-new = New PIN, { $digits } digits:
pin-again = The same again:
pin-differs = The two PINs differ. Nothing was changed.
pin-label = Number and PIN
lock-sign-in = Sign in
lock-recovery = A new PIN of { $who } was asked for, possible from { $time } on. Signing in with the old one ends it.
people-recovers = asked for a new PIN, possible from { $time } on
pin-digits-only = Only digits: the number, then the PIN.
pin-by-hand = A PIN is keyed by hand: what came at once was wiped.
approval-title = Approval
approval-by = { $role ->
    [supervisor] Supervisor
   *[owner] Owner
}
approval-pin = { $role ->
    [supervisor] Supervisor's number and PIN
   *[owner] Owner's number and PIN
}
approval-also = { $action ->
    [large_payment] above the limit
    [large_cancel] above the limit
    [many_cancels] too many today
    [cancel_of_closed_day] of a closed day
   *[old_cancel] after 90 days
}
approval-why = Why?
approval-why-keys = One key says why: 1 mistake, 2 returned, 3 price, 4 other.
approval-asked = { $action ->
    [large_payment] pay { $amount } > limit { $limit }
    [large_cancel] cancel { $amount } > limit { $limit }
    [many_cancels] cancel { $amount }, more than { $limit } a day
    [cancel_of_closed_day] cancel { $amount } of a closed day
   *[old_cancel] cancel { $amount } after 90 days
}
result-by = by { $number }
result-approved = allowed by { $number }
lock-pin = Key your number and your PIN.
key-sign-in = another person
key-own-pin = change my PIN
key-change-person = change
key-new-person = new person
key-disable = disable
key-enable = enable
key-unlock-person = end the wait
key-save = record
key-people = people
key-rights = rights
people-title = People
people-first = This shop names no people: nobody signs in, and any hand may do anything. The first person that you make is an owner, who makes the others. From then on everybody signs in with number and PIN, and every entry of the journal says who it was.
people-recorded = Recorded.
people-nobody-waits = This person does not wait.
people-cancels-short = a day
people-off = off
people-waiting = waits
rights-title = Rights
right-allowed = yes
right-approval = { $role ->
    [supervisor] with supervisor
   *[owner] with owner
}
right-refused = no
rights-program = A program has the rights of a cashier, approves nothing, and has no screen.
person-new = New person
person-change = Change { $who }
person-pin = Change my PIN (no. { $number })
person-number = Number
person-name = Name
person-role = Role
person-payment-limit = Payment limit
person-cancel-limit = Cancel limit
person-cancels-a-day = Cancels a day
person-present-pin = Present PIN
person-new-pin = New PIN
person-pin-again = Repeat the PIN
person-number-note = 1 to 99; beside 2 no 20 to 29
person-name-note = at most 16 columns
person-role-note = 1 program 2 cashier 3 supervisor 4 owner
person-limit-note = of a cashier; empty: no limit
person-present-pin-note = as you sign in now
person-pin-note = { $digits } digits, no run, no repetition
person-pin-stays = { $digits } digits; empty: it stays
person-pin-again-note = Enter records
staff-limit = A limit is whole won, at most 1,000,000,000.
header-operator = { $number } { $name }
day-operators = People
day-settings-changed = settings changed: { $keys }
header-operator-number = no. { $number }
column-operator = by
setting-owner-only = Only an owner may change this: sign in as one.
set-owner-only = --set { $key }: in a shop that has people only an owner may change this. A command takes --as with an owner's number; at the till an owner changes it in F10.
acting-on-screens = --as is for commands: at the screens people sign in with number and PIN.
verify-not-allowed = Does not fit: { $place }: in a shop with people nobody could record this who may. Another program has let somebody in for a while.
verify-do-ask = Whoever can write into the ledger and knows the keyring has done this. Look who was at the machine at that time, and what was recorded after it.
verify-do-rebuild-people = It says who may sign in, and another program has changed it. Find out who before you make it again: a copy that was made earlier says how it was. Then: paydesk verify --rebuild-index

## What was taken over from other systems

time-before = before { $time }
time-unknown = unknown
import-system = { $system ->
    [first] first old system
   *[second] second old system
}
import-of = { $system ->
    [first] { $file }: the database of the first old system (paymentinfo, cancle_paymentinfo).
   *[second] { $file }: the database of the second old system (PAYMENT).
}
import-reading = Reading
import-recording = Recording
import-dry-run = Dry run, nothing was recorded: { $taken } rows would be taken, { $set_aside } set aside.
import-done = { $taken } rows were taken, { $set_aside } set aside.
import-nothing-new = The ledger has every row already; nothing was recorded.
import-table = Table
import-rows = rows
import-taken = taken
import-aside = set aside
import-count = count
import-payments-before = Payments there
import-payments-after = Payments taken
import-cancels-before = Cancels there
import-cancels-after = Cancels taken
import-remaining = Of the payments taken, { $amount } won remain, with { $vat } won of VAT.
import-repaired = Repaired:
import-reasons = Set aside, by reason:
import-set-aside = Rows set aside:
import-differences = Rows taken with another amount (VAT) than the old system reads:
import-changed = Rows that are not as they were when they were taken over; the ledger keeps them as they were:
import-left-over = Payments with cancels: paid, and what remains (VAT):
import-old-file = { $file } still holds card numbers in the clear, and so do { $file }-wal and { $file }-journal where they are. Once you have checked the report, delete them and every copy of them.
import-nothing-aside = No row is set aside.
import-stopped = Stopped. What was recorded stays; run it again to go on.
import-open = { $path } cannot be opened: { $reason }. Where { $path }-journal or { $path }-wal is beside it, copy all of them into a folder of your own, and take the copy over.
import-not-a-database = { $path } is no SQLite database. Name the database file of the old system.
import-unknown = { $path } is a database of neither old system: it has no tables paymentinfo and cancle_paymentinfo, and no table PAYMENT with its columns. Name the right file.
import-both = { $path } has the tables of both old systems. Take each over from a file of its own.
import-meanwhile = Another program recorded something meanwhile. What was recorded by then stays; run it again to go on.
import-locked = Another program keeps { $path } locked. Stop the old system, and try again.
import-damaged = { $path } is damaged: { $reason }. Nothing was recorded. SQLite's own program may save it: sqlite3 OLD ".recover" | sqlite3 NEW
import-damaged-table = { $path } is damaged: of table { $table }, { $rows } rows can be read, then: { $reason }. Nothing of this run was recorded. SQLite's own program may save it: sqlite3 OLD ".recover" | sqlite3 NEW
import-scratch = The temporary database cannot be used: { $reason }. Free space in the folder for temporary files, or name another one with TMPDIR.
import-unsteady = A row was read in two ways; this is a fault of Paydesk. Nothing more was recorded.
import-reason = { $reason ->
    [id_invalid] the id is not 20 characters, or none of that system
    [id_taken] another row has the same id
    [kind_invalid] neither a payment nor a cancel
    [card_number_invalid] the card number is not 10 to 16 digits
    [expiry_invalid] the expiry is no month and year
    [cvc_invalid] the CVC is not three digits
    [installments_invalid] installments are not 0 to 12 months
    [amount_invalid] the amount can be read in no way, or in more than one
    [amount_out_of_range] the amount is not an allowed one
    [vat_invalid] the VAT is no number, or below zero
    [vat_not_below_amount] the VAT is not less than the amount
    [message_invalid] the message cannot be taken apart
    [contradictory] two parts of the row say different things
    [not_found] the payment is not there
    [is_a_cancel] it cancels a cancel
    [payment_set_aside] its payment is set aside
    [already_cancelled] its payment was cancelled in full before
    [cancel_exceeds_remaining] it takes more than remains of its payment
    [cancel_vat_out_of_range] its VAT does not fit what remains of its payment
   *[too_long] a value is too long; only its length is kept
}
import-repair = { $repair ->
    [slots_shifted] slots of the message were not in their places
    [cvc_left_out] a CVC of one or two digits was left out
    [cvc_zeros] zeros at the beginning of the CVC were put back
    [expiry_zero] the zero at the beginning of the expiry was put back
    [amount_zeros] zeros that filled the amount were taken for blanks
    [full_width_digits] full-width digits were read as plain ones
    [months_of_cancel] the months on a cancel were left out
    [message_unread] the message could not be read; the columns counted
   *[cipher_unread] the encrypted card could not be read; the rest counted
}
error-set-aside = The row with this id was set aside when it was taken over: { $reasons }. It counts nowhere. See paydesk import --set-aside.
import-from = Taken over from
import-repaired-one = Repaired
chip-imported = taken over
chip-rejected = rejected
chip-unanswered = not answered
chip-contradicted = answers differ
chip-approval = approval { $number }
first-start-import = Coming from an older system? Take it over first: paydesk import FILE
original-title = As the old system sent it
revealed-then-original = hidden again in { $seconds } s   { $key } shows the old system's

## Hand-over and answers

progress-handing-over = Handing over
progress-answers = Reading answers
progress-blanking = Blanking CVCs
label-batch = Batch
label-answer = Answer
label-approval = Approval number
label-issuer = Issuer
label-acquirer = Acquirer
hand-over-no-place = Name a file or a folder, or set handover.to in the configuration.
hand-over-no-folder = There is no folder { $path }. Is the stick in? Nothing was handed over.
hand-over-card = A card number on the command line is not read: histories and lists of processes keep it. Give the file another name.
hand-over-exists = { $path } is there already. Name another file or a folder. Nothing was handed over.
hand-over-not-written = { $path } cannot be written: { $reason }. Nothing was handed over. Check the path, who may write there, and the free space.
hand-over-file-not-written = Batch { $number } is recorded, but its file { $path } cannot be written: { $reason }. Nothing of the file is left. Then repeat with: paydesk handover --batch { $number } FILE
hand-over-unread = Batch { $number } is recorded, but its file was not made. { $reason } Then repeat with: paydesk handover --batch { $number } FILE
hand-over-stopped = Stopped. Nothing was handed over.
hand-over-file-stopped = Stopped. Batch { $number } is recorded, its file is not made. Repeat with: paydesk handover --batch { $number } FILE
hand-over-no-such-batch = There is no batch { $number }.
hand-over-blanked = Batch { $number } cannot be made again byte for byte: of { $messages } the CVC is not kept any more, as the card company has accepted them (security.keep_cvc). No file was made.
hand-over-leaves-out = Not handed over before that date: { $messages }. Only the first batch can begin with a date; a later one can only go further back. Repeat without --from. Nothing was handed over.
hand-over-trial = Trial (handover.environment = "test"): no money moves by this batch, and what is in it is in no other one.
hand-over-trial-after-real = This ledger has handed over for real. A trial would use up its payments: try on another ledger (--ledger FILE) or with --demo. Nothing was handed over.
hand-over-too-much = What lies between that date and the first batch is more than the slots of one batch can count. Choose a later date. Nothing was handed over.
hand-over-no-number-left = All batch numbers up to 999999 are used. Nothing was handed over.
hand-over-nothing = There is nothing to hand over: no payment and no cancel.
hand-over-nothing-since = There is nothing to hand over since batch { $number } ({ $at }). Its file is made again with: paydesk handover --batch { $number } FILE
hand-over-nothing-rejected = There is nothing to hand over again: no rejected message.
hand-over-missing = Left blank in the first line, because the configuration has no { $keys }.
hand-over-sender = { $key } does not fit: a business number has 10 digits, a merchant number up to 15 ASCII characters. Nothing was handed over.
hand-over-old = Older than 60 days: { $messages }. The card company may refuse them.
hand-over-late = Cancels more than 90 days after their payments: { $cancels }. The card company may refuse them.
hand-over-left = Left for the next batch: { $messages }. This one is as much as its slots can count. Hand over once more.
hand-over-rejected-left = Rejected, and still to be handed over again: { $messages }. Repeat once more.
batch-head = Batch { $number }: { $records } in { $path }
batch-head-again = Batch { $number }, rejected messages of batch { $of } again: { $records } in { $path }
batch-sum = { $label }: { $count }, { $amount }, VAT { $vat }
batch-net = net: { $amount }
batch-whole = { $path } is whole.
batch-unread = { $path } cannot be read: { $reason }.
batch-fault-record = Line { $line }: { $fault }
batch-fault-no-line-end = Line { $line } has no line feed at its end: the file was cut off.
batch-fault-no-trailer = Line { $line }: expected a message or the trailer; the file ends. It was cut off.
batch-fault-after-trailer = Line { $line }: expected the end of the file; there is something behind the trailer.
answers-unread = { $path } cannot be read: { $reason }. Nothing was recorded.
answers-ignored = Columns that mean nothing here: { $columns }.
answers-line = Line { $line }: { $what } Nothing was recorded.
answers-empty = There is no answer in the file. The first line names the columns: batch, id, result, code, text, approval_number, issuer, acquirer.
answers-not-text = The file is neither UTF-8 nor CP949. Save it as CSV UTF-8.
answers-no-column = The column { $name } ({ $korean }) is missing.
answers-column-twice = The column { $name } ({ $korean }) is there twice.
answers-fields = { $found } fields where the first line has { $expected }: the file was cut off, or a comma is not in quotes.
answers-open-quote = The file ends within quotes: it was cut off.
answers-no-line-end = The last line has no line end: perhaps the file was cut off. If it is whole, add a line end.
answers-too-many = There are more than { $most } answers. Payments would wait while they are recorded: split the file.
answers-number-as-id = The id is a number. Write it in quotes: programs round numbers of 20 digits.
answers-not-json = This is no JSON object with the keys batch, id, result, code, text, approval_number, issuer, acquirer, amount.
answers-value = { $column ->
    [batch] The batch is neither a number from 1 to 999999 nor the id of a batch.
    [id] The id is not 20 characters long. A spreadsheet may have rounded it: give the column the format text.
    [result] The result is neither accepted nor rejected (승인, 거절).
    [approval_number] The approval number is not 1 to 20 letters, digits and hyphens.
    [amount] The amount is no whole number.
   *[other] The value of { $column } is none.
}
answers-text-width = { $column } has { $columns } columns; at most 60 fit.
answers-text-control = { $column } has a control character.
answers-holds-card = { $column } may hold a card number. It is kept readable, so none may be in it.
answers-no-such-batch = There is no batch { $batch } in this ledger. Is the file for another shop?
answers-not-in-batch = Batch { $batch } has no message { $id }. Is the file for another shop, or has a spreadsheet rounded the id?
answers-twice = Line { $earlier } answers the same message already.
answers-amount = The amount is another one than was handed over ({ $amount }).
answers-stopped = Stopped. Nothing was recorded.
answers-of-batch = Batch { $batch }: { $accepted } accepted, { $rejected } rejected, { $unchanged } known before
answers-contradict = { $id }: the card company contradicts itself. Before: { $before }. Now: { $now }. Both are kept, the last one counts; ask it which is right.
answers-differ = contradicts an earlier one: ask the card company
answer-accepted = accepted
answer-rejected = rejected
answer-none = none yet
hand-over-title = Card company
hand-over-step = handed over, batch { $batch }
hand-over-step-answer = batch { $batch }: { $answer }
rejected-again = { $kind ->
    [cancel] The card company has not taken this cancel: the customer has not got the money back yet. Hand it over again once the reason is gone.
   *[payment] The card company has not taken this payment: nobody has paid it yet. Hand it over again once the reason is gone.
}
rejected-nothing = { $kind ->
    [cancel] The card company has taken neither the payment nor this cancel of it, and it was cancelled in full: nobody has paid, nothing is to be given back or handed over again.
   *[payment] The card company has not taken this payment, and it was cancelled in full: nobody has paid, nothing is to be given back or handed over again.
}
rejected-ask = The card company has taken a cancel of this payment, but not the payment: it may give back what nobody has paid. Ask it.
rejected-contradicted = The card company had accepted this before: perhaps it was paid. Ask it before anything is done. If it was not, record that as an answer with a text of its own, such as "confirmed": then it can be handed over again.
work-rejected = Rejected, to be handed over again: { $messages }. List them with: paydesk list rejected. Hand them over with: paydesk handover --resubmit
work-to-ask = Rejected, although a cancel of it was taken: { $messages }. Ask the card company.
work-contradicted = The card company contradicts itself: { $messages }. Ask it. List them with: paydesk list contradicted
blanking-stopped = Stopped while CVCs were blanked. The next answers go on with it.
blanking-failed = The answers are recorded, but the CVC of what was accepted was not blanked: { $reason } The next answers go on with it.
key-hand-over = hand over
key-hand-over-again = hand over rejected
key-list-answers = list answers
passphrase-title = Passphrase
passphrase-why = The file holds whole card numbers.
day-hand-over-question = Hand over?
day-again-question = Hand over again?
day-whole-cards = holds whole card numbers
day-all-so-far = all that was recorded so far
day-batch = batch { $number }
day-handing-over = Being handed over. Wait a moment.
day-no-folder = Set the folder for the card company in F10 first.
day-nothing-new = Nothing new to hand over.
day-none-rejected = Nothing rejected to hand over again.
day-not-handed-over = Not handed over.
hand-over-meanwhile = Another till has handed over meanwhile: batch { $number }. Look again.
day-handed-over = handed over up to batch { $number }
day-not-yet = not handed over: { $messages }
day-not-yet-old = not handed over: { $messages }, { $old } older than 60 days
day-rejected = rejected: { $messages }
day-to-ask = ask about a cancel: { $messages }
day-contradicted = answers differ: { $messages }
day-unanswered = not answered: { $messages }
find-rejected = rejected
find-unanswered = unanswered
find-contradicted = contradicted

## The centre, which has all shops

centre-unreachable = The centre cannot be reached: { $reason }. Nothing is lost. Check the line, and the address.
centre-silent = The centre does not answer. Nothing is lost.
centre-login = The centre does not let this role in: { $reason }. Check user and password; a ledger that is enrolled again gets a new one.
centre-denied = The centre does not allow this: { $reason }. What a till ships takes its own role, what head office looks up one with GRANT paydesk_head_office, everything else the owner.
centre-unknown = The centre does not know this ledger. Enrol it: paydesk central enrol
centre-busy = The centre is not ready at the moment: { $reason }. Nothing is lost: try again later.
centre-not-set-up = This database is no centre. Set it up first: paydesk central setup
centre-version = The centre has version { $found }, this program speaks version { $own }. Bring the older of the two up to date.
centre-damaged = The centre has something that no ledger ships: table { $table }, row { $row }. An owner has it checked with paydesk central verify.
centre-refused = The centre does not take it: { $reason }.
centre-url = The address of the centre is not a URL of PostgreSQL: { $reason }. It looks so: postgresql://USER@HOST/DATABASE?sslmode=verify-full
centre-url-password = A password does not belong into the URL, which process lists and histories keep. Put it into a private file: --password-file FILE
centre-unverified = Who the centre is has to be proven: sslmode=verify-full. Only a socket of this machine takes sslmode=disable.
centre-certificates = The certificates in { $path } cannot be used: { $reason }. Name a file of certificates: sslrootcert=FILE in the URL.
centre-file = { $path } cannot be used: { $reason }.
centre-file-exposed = Others can read { $path }, which holds a password. Make it private: chmod 600
centre-sign = The keyring cannot sign: { $reason }.
centre-not-enrolled = This ledger is not enrolled at a centre: paydesk central enrol
centre-other-ledger = Another ledger of this keyring is enrolled at the centre, not this one. Enrol this one: paydesk central enrol
centre-no-ledger = The centre has no ledger of this number. paydesk central status lists them.
centre-changed = What the centre has is not what was shipped: table { $table }, row { $seq }. No ledger was made. paydesk central verify says more.
centre-broken = What the centre has does not fit this keyring. { $finding }
centre-ledger-there = There is a ledger at { $path }. Move it away and keep it, or name another place: --ledger FILE. Then run this again.
centre-no-password = The centre asks for a password. Put it into a private file, and name that: --password-file FILE
centre-other-keyring = The keyring is not that of this ledger. Put the right one in its place, or name it: --keyring FILE. No ledger was made.
centre-set-up = The database is a centre now. Next: paydesk central enrol, at every shop.
centre-was-set-up = The database is a centre already. Nothing was changed.
centre-enrolled = Shop { $shop } ships as { $role } from now on; { $path } says where to. Next: paydesk ship
centre-none = No ledger is enrolled yet.
centre-shop = Shop
centre-name = Name
centre-ledger = Ledger
centre-entries = Entries
centre-contact = Last contact
centre-skew = Clock
centre-state = State
centre-fine = fine
centre-forked = held: fork
centre-rolled-back = held: rolled back
centre-held-rollback = Shop { $shop }, ledger { $number }: its file has less than the { $head } entries here; an older copy was put in its place. Put the right one back. If that is gone, restore a backup with paydesk restore, or take what is here: paydesk central rebuild { $number }
centre-held-fork = Shop { $shop }, ledger { $number }: another copy of it has recorded something else from entry { $first } on. Branch { $branch } has { $facts } entries, { $transactions } of them payments and cancels. Find out which of the two machines is right, then: paydesk central decide { $number } { $branch }, or 0 for what is here.
centre-decided = Decided for ledger { $number }: what is here counts. A machine that has something else is refused from now on.
centre-adopted = Decided for ledger { $number }: branch { $branch } counts. The machine that has it ships it now: paydesk ship there, or by itself while its till is open. Until then it is not in lists and sums here.
centre-not-held = Nothing of ledger { $number } is held.
centre-no-branch = Ledger { $number } has no branch { $branch } that waits for a decision. paydesk central status lists them.
centre-whole = Everything fits: { $entries } of { $ledgers } ledgers.
centre-bad-value = Ledger { $ledger }: table { $table }, row { $seq } has a value that no ledger ships.
centre-bad-chain = Ledger { $ledger }: the entries up to { $seq } are not those that it has signed: one was changed, added or removed.
centre-bad-signature = Ledger { $ledger }: the signature of the shipment up to entry { $seq } is not its own.
centre-gap = Ledger { $ledger }: something is missing, or was not shipped, at entry { $seq }.
centre-bad-remaining = Ledger { $ledger }: what remains of payment { $seq } is not what its cancels leave.
centre-bad-days = Ledger { $ledger }: the sums of { $seq } are not those of its transactions.
centre-bad-derived = Ledger { $ledger }: { $table } does not have what entry { $seq } says.
centre-rebuilt = { $path }: { $entries }, { $transactions }. Everything in it fits.
centre-nothing-lost = As far as it is remembered here, nothing is missing.
centre-lost-unknown = How far the ledger went before is not remembered here: whether something was never shipped is not known.
centre-lost = Lost: { $entries } that were recorded and never shipped, with the payments and cancels among them.
progress-rebuilding = Rebuilding
centre-stopped = Stopped before the end. If a ledger is at its place by now, check it: paydesk verify. If not, run it again.
ship-stopped = Stopped before the end. What was shipped stays, and the rest is shipped the next time.
shipped-all = Shipped: { $entries }. The centre has everything up to entry { $head }.
shipped-fork = The centre has another entry { $seq }: there are two copies of this ledger that have recorded different things. Both are kept there, with what they record from now on, until an owner decides which of them counts. Payments go on.
shipped-held = An owner has to decide about this ledger: paydesk central status, at the centre, says why and what to do. Payments go on.
shipped-refused = An owner has decided that what this copy of the ledger has from entry { $seq } on does not count. Sell nothing with it. Its file is kept: what it has is found with paydesk list. Then the owner puts the ledger that counts in its place: paydesk central rebuild.
header-centre-held = centre: held, ask the owner
header-centre-refused = centre: copy refused, sell nothing
header-centre-other = centre: this ledger is not enrolled
header-centre-never = centre not reached since { $time }
header-centre-silent = centre gone since { $time }, { $count } wait
header-centre-clock = the centre's clock differs: { $minutes } min here
doctor-centre = Centre
doctor-centre-is = shop { $shop }, as { $role }: heard of, { $entries } waiting, clock { $skew } s
doctor-centre-held = shop { $shop }, as { $role }: held there
doctor-centre-differs = shop { $shop }, as { $role }: the newest entry there is not one of this ledger
doctor-do-centre-differs = paydesk ship says why, and what to do.
doctor-do-centre-held = Payments go on. An owner has to decide: paydesk central status, at the centre, says why and what to do.

# Head office.
label-shop = Shop
office-shop = { $number }  { $name }
office-several = Several shops have a transaction with this id: { $shops }. Name one: --shop NUMBER
office-only-looks = Head office only looks. Payments, cancels and whole card numbers are for the shops.
office-no-message = The message is sealed: the shop has the key.
office-too-much = Among all shops this would take too long. Name a shop or up to 31 days: shop 12, today, 11-20..11-25
office-no-people = At head office nobody signs in: leave --as out. What may be seen is what the role at the centre may see.
office-no-shops-here = --shop goes with --central: in the ledger of a shop each id is there once.
office-no-demo = A demonstration has no centre: leave --demo out, or --central.
office-damaged = The centre has rows that no ledger ships; they are left out. An owner has it checked with paydesk central verify.
office-too-slow = The centre took too long to answer. Name fewer days, or a shop, or try again later.
office-sums-too-slow = What all of it adds up to took too long. Name fewer days, or a shop.
office-partial = Among all shops, digits are looked for as the end of a card or the beginning of an id. Name a shop or a day to look for all that they may be.
office-not-here = With --central paydesk looks up what shops have shipped: the screens, list and show. Every other command works on a ledger of this machine: leave --central out.
centre-unnamed = Name the centre: --central postgresql://USER@HOST/DATABASE
office-no-key = Cards are compared with a key, which the shop has. Here a card is found by its last three or four digits and the amount.
label-days = Days
office-days-hint = today; or yesterday, 11-20..11-25, shop 12
office-find-hint = id, card end and amount; or shop 12, today …
office-days-only = Only days and shops by number are named here. For "{ $word }" use Look up (F4).
office-no-shops = No shop is enrolled yet: paydesk central enrol, at every shop.
office-no-such-shop = No shop has this number.
office-empty = No shop has shipped anything yet.
office-name = Name
office-payments = Payments
office-cancelled = Cancelled
office-heard = Contact
office-held = held
office-never-heard = never
office-held-count = { $count ->
    [one] { $grouped } ledger is held: paydesk central status
   *[other] { $grouped } ledgers are held: paydesk central status
}
office-shops = { $count ->
    [one] { $grouped } shop
   *[other] { $grouped } shops
}
header-office = head office
tab-shops = Shops
key-shop = its transactions
key-first-shop = first shop
key-last-shop = last shop
query-shop = shop 12
query-shop-is = shop
office-net = Net
