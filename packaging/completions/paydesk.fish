# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_paydesk_global_optspecs
    string join \n ledger= keyring= passphrase-file= config= till= lang= ascii demo as= pin-file= central= password-file= set= V/version h/help
end

function __fish_paydesk_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_paydesk_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_paydesk_using_subcommand
    set -l cmd (__fish_paydesk_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c paydesk -n "__fish_paydesk_needs_command" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_needs_command" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_needs_command" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_needs_command" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_needs_command" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_needs_command" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_needs_command" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_needs_command" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_needs_command" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_needs_command" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_needs_command" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_needs_command" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_needs_command" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_needs_command" -s V -l version -d 'Print the version'
complete -c paydesk -n "__fish_paydesk_needs_command" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "pay" -d 'Take payments: JSON requests on standard input'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "cancel" -d 'Cancel payments, in full or in part: JSON requests on standard input'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "show" -d 'Show a payment or a cancel with its history and its message'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "slip" -d 'Show or print the slip of a payment or a cancel'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "memo" -d 'Give a payment or a cancel a memo, as an order number or a name'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "list" -d 'List transactions, newest first'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "tail" -d 'Hand every entry of the journal to a program, once and in order'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "vat" -d 'Show supply value and VAT of payments and cancels, month by month'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "close" -d 'Close the day (Z): the figures since the last close; with --x only show them (X)'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "handover" -d 'Hand messages over to the card company: a file of all that no batch has yet'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "answers" -d 'Record what the card company answers: a file of CSV, or JSON lines'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "closes" -d 'List the closes, newest first, or show one of them again'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "people" -d 'List the people of the shop, make and change them'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "message" -d 'Encode or decode messages of the card company; opens no ledger'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "verify" -d 'Check the whole ledger: every row, seal, hash, balance and index'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "import" -d 'Take over the database of an older system'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "demo" -d 'Make a ledger with a made-up history, to try things on'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "backup" -d 'Copy the ledger while tills work; the copy is checked'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "restore" -d 'Put a copy in the ledger\'s place, where there is none yet'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "key" -d 'Look after the keys: a new one, a passphrase, copies'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "ledger" -d 'Answer what Paydesk asks about the ledger'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "doctor" -d 'Check everything that Paydesk needs: files, keys, clock, terminal'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "config" -d 'Show the configuration in force, or an example of one'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "central" -d 'Look after a centre, which has what many shops record'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "ship" -d 'Ship what was recorded to the centre, which has all shops'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "completions" -d 'Print what makes a shell complete commands and options with Tab'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "man" -d 'Write the man pages, one for each command'
complete -c paydesk -n "__fish_paydesk_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand pay" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand cancel" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l shop -d 'With --central, where several shops have this id: the one of this number' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l reveal -d 'Show the message with card number and CVC; this is written to the journal'
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand show" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l copy -d 'Whose copy: customer or merchant' -r -f -a "customer\t''
merchant\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l width -d 'Columns of the paper, 24 to 64; left out: those of the configuration' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l escpos -d 'Write the bytes for a receipt printer (ESC/POS); this counts as printed, and is written to the journal'
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand slip" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand memo" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l card -d 'Only this card: its number, read from standard input' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l limit -d 'At most this many; 0 is all' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l json -d 'Print a JSON object a line'
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l csv -d 'Print CSV for a spreadsheet, with a header; amounts of cancels are below zero'
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l wide -d 'Print every column of the JSON, with ids and times as there; also with --csv'
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand list" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l since -d 'Go on after the entry of this number; 0 is all' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l follow -d 'Go on with what is recorded from now on'
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l json -d 'Print a JSON object a line; there is no other form, so it may be left out'
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand tail" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l from -d 'The first month, as 2026-07' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l to -d 'The last month' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l json -d 'Print a JSON object a line, one for each month'
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l csv -d 'Print CSV for a spreadsheet, with a header'
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand vat" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l x -d 'Close nothing: show the figures since the last close'
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l own -d 'Only what this till recorded'
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l print -d 'Print it on the receipt printer, too'
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand close" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l from -d 'Begin the first batch with this business date, or go further back than it did, as 2026-11-01' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l batch -d 'Make the file of this batch again' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l resubmit -d 'Hand over again what was rejected, of the oldest batch that has some'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -a "check" -d 'Check the file of a batch: its first fault, with line and slot; opens no ledger'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and not __fish_seen_subcommand_from check help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from check" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from help" -f -a "check" -d 'Check the file of a batch: its first fault, with line and slot; opens no ledger'
complete -c paydesk -n "__fish_paydesk_using_subcommand handover; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l json -d 'Print a JSON object a line, one for each batch'
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand answers" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l from -d 'Only those of this month and later, as 2026-07' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l to -d 'Only those of this month and earlier' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l json -d 'Print a JSON object a line'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -f -a "show" -d 'Show a close again; as text this counts as a reprint, and is written to the journal'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and not __fish_seen_subcommand_from show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l columns -d 'Columns of the paper, 24 to 64; left out: those of the configuration' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l json -d 'Print a JSON object; this does not count as a reprint'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l print -d 'Print it on the receipt printer instead'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from show" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show a close again; as text this counts as a reprint, and is written to the journal'
complete -c paydesk -n "__fish_paydesk_using_subcommand closes; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l json -d 'Print a JSON object a line'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -f -a "add" -d 'Make a person; the first one is an owner'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -f -a "change" -d 'Change name, role or limits of a person; what is left out stays'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -f -a "pin" -d 'Give a person a new PIN'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -f -a "digits" -d 'Set how many digits new PINs have, 4 to 8'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -f -a "disable" -d 'Let a person sign in no more'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -f -a "enable" -d 'Let a person sign in again who was disabled'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -f -a "unlock" -d 'End the wait of a person after wrong PINs'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -f -a "recover" -d 'Give an owner who has lost the PIN a new one'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and not __fish_seen_subcommand_from add change pin digits disable enable unlock recover help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l name -d 'The name, at most 16 columns' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l role -d 'The role: cashier, supervisor, owner or program' -r -f -a "program\t''
cashier\t''
supervisor\t''
owner\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l limit -d 'A limit of a cashier or program, as cancel=500000; payment, cancel or `cancels_a_day`; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l new-pin-file -d 'Private file whose first line is the PIN [default: asked for twice]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from add" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l name -d 'Another name' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l role -d 'Another role; it needs a new PIN' -r -f -a "program\t''
cashier\t''
supervisor\t''
owner\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l limit -d 'Another limit, as cancel=500000; without a number, as cancel=, none; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l new-pin-file -d 'Private file whose first line is the new PIN of a new role [default: asked for twice]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from change" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l new-pin-file -d 'Private file whose first line is the new PIN [default: asked for twice]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from pin" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from digits" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from disable" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from enable" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from unlock" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l new-pin-file -d 'Private file whose first line is the new PIN [default: asked for twice]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from recover" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "add" -d 'Make a person; the first one is an owner'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "change" -d 'Change name, role or limits of a person; what is left out stays'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "pin" -d 'Give a person a new PIN'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "digits" -d 'Set how many digits new PINs have, 4 to 8'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "disable" -d 'Let a person sign in no more'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "enable" -d 'Let a person sign in again who was disabled'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "unlock" -d 'End the wait of a person after wrong PINs'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "recover" -d 'Give an owner who has lost the PIN a new one'
complete -c paydesk -n "__fish_paydesk_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -f -a "encode" -d 'JSON fields on standard input to 450-byte messages, one a line'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -f -a "decode" -d '450-byte lines on standard input to JSON fields, one object a line'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and not __fish_seen_subcommand_from encode decode help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from encode" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l layout-only -d 'Check the slots, but not the rules of payments and cancels'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l own -d 'Refuse messages whose cipher text has not the form of Paydesk\'s seals; opens no keyring'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from decode" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from help" -f -a "encode" -d 'JSON fields on standard input to 450-byte messages, one a line'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from help" -f -a "decode" -d '450-byte lines on standard input to JSON fields, one object a line'
complete -c paydesk -n "__fish_paydesk_using_subcommand message; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l since -d 'A hash that was printed earlier and has to occur in the journal: 64 hex digits' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l rebuild-index -d 'Make the search index again first; transactions are not touched'
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand verify" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l utc-offset -d 'Offset from UTC of the times in the file, as in +09:00; left out: that of this machine' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l as-of -d 'The day before which rows without a time were, as in 2026-11-21; left out: when the file was changed last' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l dry-run -d 'Say what would be taken over, and record nothing'
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l with-cvc -d 'Take CVCs over, too'
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l set-aside -d 'List the rows that were set aside'
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l json -d 'Print a JSON object; of --set-aside one a line'
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand import" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l rows -d 'How many transactions, 1 to 50,000,000; ten million are three years' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l seed -d 'Which history: the same number makes the same one' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand demo" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l force -d 'Replace the file that is there'
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand backup" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand restore" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -f -a "rotate" -d 'Make a new key, and seal every message again with it while tills work'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -f -a "protect" -d 'Put a passphrase over the keyring, change it, or take it off'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -f -a "backup" -d 'Copy the keyring; the copy is read back'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -f -a "restore" -d 'Put a copy of the keyring back, if it is the one of this ledger'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and not __fish_seen_subcommand_from rotate protect backup restore help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from rotate" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l new-passphrase-file -d 'Private file whose first line is the new passphrase [default: asked for twice]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l remove -d 'Take the passphrase off'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from protect" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l force -d 'Replace the file that is there'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from backup" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l force -d 'Replace the file that is there'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from restore" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Make a new key, and seal every message again with it while tills work'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "protect" -d 'Put a passphrase over the keyring, change it, or take it off'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "backup" -d 'Copy the keyring; the copy is read back'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Put a copy of the keyring back, if it is the one of this ledger'
complete -c paydesk -n "__fish_paydesk_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -f -a "accept" -d 'Go on with the ledger that is there now, or begin a new one where there is none'
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and not __fish_seen_subcommand_from accept help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from help" -f -a "accept" -d 'Go on with the ledger that is there now, or begin a new one where there is none'
complete -c paydesk -n "__fish_paydesk_using_subcommand ledger; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand doctor" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l example -d 'Print a commented configuration file with every key at its default'
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand config" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -f -a "setup" -d 'Make an empty database a centre: tables, functions and roles'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -f -a "enrol" -d 'Let the ledger of this shop ship to the centre'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -f -a "status" -d 'Say how far every ledger was shipped, and what is held'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -f -a "decide" -d 'Decide which of two branches of a ledger counts'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -f -a "verify" -d 'Check everything at the centre: rows, chains, signatures, sums'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -f -a "rebuild" -d 'Make the ledger of a dead till again, of what the centre has'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and not __fish_seen_subcommand_from setup enrol status decide verify rebuild help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from setup" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l shop -d 'The number of the shop, 1 to 99999' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l name -d 'Its name' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from enrol" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from status" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from decide" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from verify" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from rebuild" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from help" -f -a "setup" -d 'Make an empty database a centre: tables, functions and roles'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from help" -f -a "enrol" -d 'Let the ledger of this shop ship to the centre'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from help" -f -a "status" -d 'Say how far every ledger was shipped, and what is held'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from help" -f -a "decide" -d 'Decide which of two branches of a ledger counts'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check everything at the centre: rows, chains, signatures, sums'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from help" -f -a "rebuild" -d 'Make the ledger of a dead till again, of what the centre has'
complete -c paydesk -n "__fish_paydesk_using_subcommand central; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l follow -d 'Go on with what is recorded from now on'
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l json -d 'Print a JSON object'
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand ship" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand completions" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l set -d 'Set a configuration key for this run, as in rules.accept_expired=true; may be repeated' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l ledger -d 'Ledger file [default: $XDG_DATA_HOME/paydesk/ledger.db]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l keyring -d 'Keyring file [default: $XDG_CONFIG_HOME/paydesk/keyring]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l passphrase-file -d 'Private file whose first line is the keyring\'s passphrase [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l config -d 'Configuration file [default: $XDG_CONFIG_HOME/paydesk/config.toml]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l till -d 'Number of this till, 1 to 99 [default: the configuration\'s]' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l lang -d 'Language, en or ko [default: the configuration\'s, else the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l as -d 'Who acts, in a shop that has people: the number; the PIN is asked for, or read with --pin-file' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l pin-file -d 'Private file whose first line is the PIN of who acts [default: asked for]' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l central -d 'The centre of many shops, to look things up there or for `central`: postgresql://USER@HOST/DATABASE; docs/many-shops.md says more' -r -f
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l password-file -d 'Private file whose first line is the password at the centre' -r -F
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -s h -l help -d 'Print help in short'
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l ascii -d 'Draw the screens with ASCII only'
complete -c paydesk -n "__fish_paydesk_using_subcommand man" -l demo -d 'Work on a small made-up ledger that vanishes at the end'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "pay" -d 'Take payments: JSON requests on standard input'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "cancel" -d 'Cancel payments, in full or in part: JSON requests on standard input'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "show" -d 'Show a payment or a cancel with its history and its message'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "slip" -d 'Show or print the slip of a payment or a cancel'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "memo" -d 'Give a payment or a cancel a memo, as an order number or a name'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "list" -d 'List transactions, newest first'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "tail" -d 'Hand every entry of the journal to a program, once and in order'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "vat" -d 'Show supply value and VAT of payments and cancels, month by month'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "close" -d 'Close the day (Z): the figures since the last close; with --x only show them (X)'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "handover" -d 'Hand messages over to the card company: a file of all that no batch has yet'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "answers" -d 'Record what the card company answers: a file of CSV, or JSON lines'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "closes" -d 'List the closes, newest first, or show one of them again'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "people" -d 'List the people of the shop, make and change them'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "message" -d 'Encode or decode messages of the card company; opens no ledger'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "verify" -d 'Check the whole ledger: every row, seal, hash, balance and index'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "import" -d 'Take over the database of an older system'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "demo" -d 'Make a ledger with a made-up history, to try things on'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "backup" -d 'Copy the ledger while tills work; the copy is checked'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "restore" -d 'Put a copy in the ledger\'s place, where there is none yet'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "key" -d 'Look after the keys: a new one, a passphrase, copies'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "ledger" -d 'Answer what Paydesk asks about the ledger'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "doctor" -d 'Check everything that Paydesk needs: files, keys, clock, terminal'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "config" -d 'Show the configuration in force, or an example of one'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "central" -d 'Look after a centre, which has what many shops record'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "ship" -d 'Ship what was recorded to the centre, which has all shops'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "completions" -d 'Print what makes a shell complete commands and options with Tab'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "man" -d 'Write the man pages, one for each command'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and not __fish_seen_subcommand_from pay cancel show slip memo list tail vat close handover answers closes people message verify import demo backup restore key ledger doctor config central ship completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from handover" -f -a "check" -d 'Check the file of a batch: its first fault, with line and slot; opens no ledger'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from closes" -f -a "show" -d 'Show a close again; as text this counts as a reprint, and is written to the journal'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "add" -d 'Make a person; the first one is an owner'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "change" -d 'Change name, role or limits of a person; what is left out stays'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "pin" -d 'Give a person a new PIN'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "digits" -d 'Set how many digits new PINs have, 4 to 8'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "disable" -d 'Let a person sign in no more'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "enable" -d 'Let a person sign in again who was disabled'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "unlock" -d 'End the wait of a person after wrong PINs'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "recover" -d 'Give an owner who has lost the PIN a new one'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from message" -f -a "encode" -d 'JSON fields on standard input to 450-byte messages, one a line'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from message" -f -a "decode" -d '450-byte lines on standard input to JSON fields, one object a line'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "rotate" -d 'Make a new key, and seal every message again with it while tills work'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "protect" -d 'Put a passphrase over the keyring, change it, or take it off'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "backup" -d 'Copy the keyring; the copy is read back'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "restore" -d 'Put a copy of the keyring back, if it is the one of this ledger'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from ledger" -f -a "accept" -d 'Go on with the ledger that is there now, or begin a new one where there is none'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from central" -f -a "setup" -d 'Make an empty database a centre: tables, functions and roles'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from central" -f -a "enrol" -d 'Let the ledger of this shop ship to the centre'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from central" -f -a "status" -d 'Say how far every ledger was shipped, and what is held'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from central" -f -a "decide" -d 'Decide which of two branches of a ledger counts'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from central" -f -a "verify" -d 'Check everything at the centre: rows, chains, signatures, sums'
complete -c paydesk -n "__fish_paydesk_using_subcommand help; and __fish_seen_subcommand_from central" -f -a "rebuild" -d 'Make the ledger of a dead till again, of what the centre has'
