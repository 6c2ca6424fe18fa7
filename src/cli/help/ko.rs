//! The help in Korean.

use clap::Command;

/// The help of a command.
struct CommandHelp {
    /// Its words after `paydesk`.
    path: &'static str,
    /// One line.
    about: &'static str,
    /// What `paydesk help` says instead; empty where that is the line.
    long: &'static str,
    /// Examples, an empty line, the exit status.
    end: &'static str,
}

/// Puts Korean in the place of the help of `command` and of all below it. `path` is the command's own.
pub(super) fn translate(mut command: Command, path: &str) -> Command {
    command = command
        .subcommand_help_heading("명령")
        .subcommand_value_name("명령")
        .help_template("{before-help}{about-with-newline}\n사용법: {usage}\n\n{all-args}{after-help}");
    if let Some(help) = COMMANDS.iter().find(|help| help.path == path) {
        command = command.about(help.about);
        let long = if help.long.is_empty() { help.about } else { help.long };
        command = command.long_about(long);
        if !help.end.is_empty() {
            let short_end = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let more = short_end.rsplit("\n\n").next().unwrap_or_default();
            let examples = help.end.split("\n\n").next().unwrap_or_default();
            command = command.after_help(format!("{examples}\n\n{more}")).after_long_help(help.end);
        }
    }
    command = command.mut_args(|arg| {
        let id = arg.get_id().as_str();
        let own = OPTIONS.iter().find(|(of, name, _)| *of == path && *name == id);
        let any = || OPTIONS.iter().find(|(of, name, _)| of.is_empty() && *name == id);
        let is_global = GLOBAL.contains(&id);
        let heading = match (is_global, arg.is_positional()) {
            (true, _) => "모든 명령의 옵션",
            (_, true) => "인수",
            (_, false) => "옵션",
        };
        let text = own.or_else(any).map(|(.., text)| *text);
        // A default value is named in the text.
        let takes_values = arg.get_action().takes_values();
        let arg = arg.help_heading(heading).hide_default_value(takes_values);
        match text {
            Some(text) => arg.help(text).long_help(text),
            None => arg,
        }
    });
    command.mut_subcommands(|sub| {
        let path = super::join(path, sub.get_name());
        translate(sub, &path)
    })
}

/// Puts Korean in the place of what clap says about its command `help`.
pub(super) fn translate_help(command: Command) -> Command {
    command.mut_subcommands(|sub| match sub.get_name() {
        "help" => sub.about("명령을 자세히 설명합니다"),
        _ => translate_help(sub),
    })
}

/// The options of every command.
const GLOBAL: [&str; 11] = [
    "ledger",
    "keyring",
    "passphrase_file",
    "config",
    "till",
    "lang",
    "ascii",
    "demo",
    "as",
    "pin_file",
    "set",
];

/// Command, name and help of every argument; those of all commands have no command.
const OPTIONS: &[(&str, &str, &str)] = &[
    ("", "ledger", "장부 파일 [기본값: $XDG_DATA_HOME/paydesk/ledger.db]"),
    ("", "keyring", "키 파일 [기본값: $XDG_CONFIG_HOME/paydesk/keyring]"),
    ("", "passphrase_file", "첫 줄이 키 파일의 암호인 비공개 파일 [기본값: 직접 물음]"),
    ("", "config", "설정 파일 [기본값: $XDG_CONFIG_HOME/paydesk/config.toml]"),
    ("", "till", "단말기 번호, 1~99 [기본값: 설정 파일의 값]"),
    ("", "lang", "언어, en 또는 ko [기본값: 설정 파일의 값, 없으면 시스템의 언어]"),
    ("", "ascii", "화면을 ASCII로만 그립니다"),
    ("", "demo", "끝나면 사라지는 작은 연습용 장부로 실행합니다"),
    ("", "as", "담당자가 있는 가게에서 누가 하는지: 번호. 비밀번호는 직접 묻거나 --pin-file에서 읽습니다"),
    ("", "pin_file", "첫 줄이 그 사람의 비밀번호인 비공개 파일 [기본값: 직접 물음]"),
    ("", "set", "이번 실행에만 설정을 바꿉니다(예: rules.accept_expired=true). 여러 번 쓸 수 있습니다"),
    ("", "json", "JSON 객체를 출력합니다"),
    ("", "force", "이미 있는 파일을 바꿉니다"),
    ("", "file", "사본 파일"),
    ("show", "id", "관리번호. 빈칸은 없어도 됩니다"),
    ("show", "reveal", "카드번호와 CVC까지 보여 줍니다. 감사 기록에 남습니다"),
    #[cfg(feature = "central")]
    ("show", "shop", "--central에서 이 관리번호가 여러 매장에 있을 때: 이 번호의 매장"),
    ("slip", "id", "관리번호. 빈칸은 없어도 됩니다"),
    ("slip", "copy", "어느 것: customer(고객용) 또는 merchant(가맹점용) [기본값: customer]"),
    ("slip", "width", "용지 폭, 24~64칸 [기본값: 설정 파일의 값]"),
    (
        "slip",
        "escpos",
        "영수증 프린터(ESC/POS)에 보낼 바이트를 씁니다. 인쇄한 것으로 세고 감사 기록에 남습니다",
    ),
    ("memo", "words", "관리번호와 메모(60칸 이내). -는 표준 입력에서 읽고, 빈 메모는 지웁니다"),
    ("list", "query", "조회 화면과 같은 말: 관리번호, 카드 끝자리, 금액, 날짜 …; 없으면 전체"),
    ("list", "json", "한 줄에 JSON 객체 하나씩 출력합니다"),
    ("list", "csv", "스프레드시트용 CSV를 출력합니다. 첫 줄은 제목이고 취소 금액은 음수입니다"),
    (
        "list",
        "wide",
        "JSON의 모든 항목을 출력합니다. 관리번호와 시각도 JSON과 같으며 --csv와 함께 쓸 수 있습니다",
    ),
    ("list", "card", "같은 카드의 거래만 찾습니다. 카드번호는 표준 입력에서 읽습니다: --card -"),
    ("list", "limit", "최대 건수, 0은 전체 [기본값: 50]"),
    ("tail", "since", "이 번호의 감사 기록 다음부터 출력합니다. 0은 전부 [기본값: 0]"),
    ("tail", "follow", "그 뒤에 기록되는 것도 계속 출력합니다"),
    ("tail", "json", "한 줄에 JSON 객체 하나씩 출력합니다. 다른 형식이 없으므로 생략해도 됩니다"),
    ("vat", "from", "첫 달(예: 2026-07)"),
    ("vat", "to", "마지막 달"),
    ("vat", "json", "한 줄에 한 달씩 JSON 객체를 출력합니다"),
    ("vat", "csv", "스프레드시트용 CSV를 출력합니다. 첫 줄은 제목입니다"),
    ("message decode", "layout_only", "항목의 형식만 보고 결제와 취소의 규칙은 보지 않습니다"),
    (
        "message decode",
        "own",
        "encrypted_card가 Paydesk의 봉인 형식이 아니면 거절합니다. 키 파일은 열지 않습니다",
    ),
    ("verify", "since", "전에 출력된 해시: 16진수 64자리. 감사 기록에 있어야 합니다"),
    ("verify", "rebuild_index", "먼저 조회 색인을 다시 만듭니다. 거래는 바뀌지 않습니다"),
    ("import", "file", "이전 시스템의 데이터베이스"),
    ("import", "dry_run", "이관할 것을 알려 주기만 하고 기록하지 않습니다"),
    ("import", "utc_offset", "파일에 있는 시각의 UTC 시차(예: +09:00) [기본값: 이 컴퓨터의 시차]"),
    (
        "import",
        "as_of",
        "시각이 없는 행이 모두 이전인 날(예: 2026-11-21) [기본값: 파일이 마지막으로 바뀐 때]",
    ),
    ("import", "with_cvc", "CVC도 이관합니다"),
    ("import", "set_aside", "보류한 행을 보여 줍니다"),
    ("demo", "rows", "거래 수, 1~50,000,000. 천만 건이 3년입니다 [기본값: 10000]"),
    ("demo", "seed", "어떤 이력을 만들지 정하는 수. 같은 수는 같은 이력을 만듭니다 [기본값: 1]"),
    ("key protect", "remove", "암호를 없앱니다"),
    ("key protect", "new_passphrase_file", "첫 줄이 새 암호인 비공개 파일 [기본값: 두 번 물음]"),
    ("close", "x", "마감하지 않고 지난 마감 뒤의 집계만 보여 줍니다"),
    ("close", "own", "이 단말기가 기록한 것만"),
    ("close", "print", "영수증 프린터에도 인쇄합니다"),
    ("handover", "to", "새 파일, 또는 청구 번호로 이름을 지을 폴더. 생략하면 설정의 handover.to 폴더"),
    ("handover", "from", "첫 청구를 이 영업일부터 시작하거나 더 앞으로 갑니다(예: 2026-11-01)"),
    ("handover", "batch", "이 번호의 청구 파일을 다시 만듭니다"),
    ("handover", "resubmit", "거절된 전문을 다시 청구합니다. 거절이 있는 가장 오래된 청구부터"),
    ("handover check", "file", "파일. -이면 표준 입력"),
    ("answers", "file", "카드사의 파일. -이면 표준 입력"),
    ("answers", "json", "청구마다 한 줄에 JSON 객체 하나씩 출력합니다"),
    ("closes", "from", "이 달부터(예: 2026-07)"),
    ("closes", "to", "이 달까지"),
    ("closes", "json", "한 줄에 JSON 객체 하나씩 출력합니다"),
    ("closes show", "number", "마감 번호"),
    ("closes show", "json", "JSON 객체를 출력합니다. 재발행으로 세지 않습니다"),
    ("closes show", "columns", "용지 폭, 24~64칸 [기본값: 설정 파일의 값]"),
    ("closes show", "print", "화면 대신 영수증 프린터에 인쇄합니다"),
    ("people", "json", "한 줄에 JSON 객체 하나씩 출력합니다"),
    ("people add", "number", "번호, 1~99. 다른 번호의 앞자리와 같을 수 없습니다"),
    ("people change", "number", "번호"),
    ("people pin", "number", "번호"),
    ("people disable", "number", "번호"),
    ("people enable", "number", "번호"),
    ("people unlock", "number", "번호"),
    ("people recover", "number", "번호"),
    ("people add", "name", "이름, 16칸 이내"),
    ("people add", "role", "직책: cashier, supervisor, owner, program"),
    (
        "people add",
        "limit",
        "담당자나 프로그램의 한도(예: cancel=500000): payment, cancel, cancels_a_day. 여러 번 쓸 수 있습니다",
    ),
    ("people add", "new_pin_file", "첫 줄이 비밀번호인 비공개 파일 [기본값: 두 번 물음]"),
    ("people change", "name", "새 이름"),
    ("people change", "role", "새 직책. 새 비밀번호가 필요합니다"),
    (
        "people change",
        "limit",
        "새 한도(예: cancel=500000). cancel=처럼 수가 없으면 한도를 없앱니다. 여러 번 쓸 수 있습니다",
    ),
    ("people change", "new_pin_file", "첫 줄이 새 직책의 새 비밀번호인 비공개 파일 [기본값: 두 번 물음]"),
    ("people pin", "new_pin_file", "첫 줄이 새 비밀번호인 비공개 파일 [기본값: 두 번 물음]"),
    ("people digits", "digits", "자릿수"),
    ("people recover", "new_pin_file", "첫 줄이 새 비밀번호인 비공개 파일 [기본값: 두 번 물음]"),
    #[cfg(feature = "central")]
    ("ship", "follow", "그 뒤에 기록되는 것도 계속 보냅니다"),
    #[cfg(feature = "central")]
    (
        "",
        "central",
        "여러 매장이 모이는 본부. 여기서 조회하거나 `central`로 관리합니다: postgresql://사용자@호스트/이름. 자세한 것은 docs/many-shops.md",
    ),
    #[cfg(feature = "central")]
    ("", "password_file", "첫 줄이 본부의 비밀번호인 비공개 파일"),
    #[cfg(feature = "central")]
    ("central enrol", "shop", "매장 번호, 1~99999"),
    #[cfg(feature = "central")]
    ("central enrol", "name", "매장 이름"),
    #[cfg(feature = "central")]
    ("central decide", "number", "장부 번호, status에 나오는 것"),
    #[cfg(feature = "central")]
    ("central decide", "branch", "앞으로 유효한 갈래. 0은 본부에 있는 것"),
    #[cfg(feature = "central")]
    ("central rebuild", "number", "장부 번호, status에 나오는 것"),
    ("completions", "shell", "셸: bash, zsh, fish, elvish, powershell"),
    ("man", "folder", "폴더. 없으면 만듭니다"),
    ("config", "example", "모든 항목의 기본값과 설명이 든 설정 파일을 출력합니다"),
];

const COMMANDS: &[CommandHelp] = &[
    CommandHelp {
        path: "",
        about: "터미널에서 쓰는 카드 결제 단말기",
        long: "\
터미널에서 쓰는 카드 결제 단말기입니다.

명령 없이 실행하면 화면이 열립니다. 아래의 명령은 프로그램과 스크립트를 위한 것으로, 결제하고, 전액 또는 부분 취소하고, 지난 거래를 \
찾습니다. 거래마다 카드사에 보낼 450자 전문 하나와, 다시 바뀌지 않는 장부의 행 하나가 만들어집니다.

언어는 --lang, 설정 파일의 `language`, 시스템의 언어 순으로 정해집니다.",
        end: r"예:
  paydesk                                  화면 열기
  paydesk pay < requests.json              결제, 한 줄에 JSON 객체 하나
  paydesk cancel < requests.json           전액 또는 부분 취소
  paydesk show 261121 143207 123 01 00 7   거래 하나의 이력과 전문
  paydesk slip 26112114320712301007        전표, 인쇄될 모양 그대로
  paydesk list 456                         456으로 끝나는 카드의 거래
  paydesk message decode < messages.txt    450바이트 전문을 JSON으로
  paydesk close                            하루 마감과 집계
  paydesk verify                           장부 전체 검사
  paydesk --demo                           연습용 거래가 있는 화면
  paydesk demo --rows 100000               연습용 장부 만들기
  paydesk backup copy.db                   영업 중에 장부 복사
  paydesk doctor                           파일, 키, 시계, 터미널 점검
  paydesk config --example > config.toml   설정 파일의 시작
  paydesk help pay                         명령 하나의 자세한 설명

파일은 처음 시작할 때 만들어지며 본인만 읽을 수 있습니다. 키 파일의 사본을 보관하세요. 키 파일이 없으면 장부의 전문을 열 수 없습니다.

종료 상태: 0 모두 처리됨, 1 거절된 요청이 있거나 응답이 읽히지 않음, 2 잘못된 사용법, 3 장부·키·설정의 문제, 신호로 멈추면 128에 신호 번호를 더한 값.",
    },
    CommandHelp {
        path: "pay",
        about: "결제합니다: 표준 입력의 JSON 요청",
        long: "\
결제합니다. 표준 입력에서 JSON 요청을 한 줄에 하나씩 읽습니다(객체 하나는 여러 줄에 걸쳐도 됩니다). 요청마다 표준 출력에 JSON 객체 하나를 \
한 줄로, 순서대로, 결제가 디스크에 기록되는 즉시 답합니다. 답의 \"message\"는 카드번호와 CVC가 그대로 든 전문입니다. 카드사에 보내고 \
다른 곳에 남기지 마세요.

키: card_number, expiry(MMYY), cvc, installments(0~12), amount(원, 부가세 포함). 선택: vat(없으면 금액/11), request_id, allow_duplicate, memo(60칸 이내, 그대로 읽힘). \
다른 이름: cardnum/card_no, effectiveterm/exp_ym, cvcnum/card_cvc, installment/pay_prd, bill/pay_amt, optionalbill/vat_amt.

request_id가 있으면 다시 보내도 안전합니다. 같은 것을 다시 보내면 또 결제하지 않고 처음의 답을 돌려줍니다. 요청마다 하나씩 보내세요. \
security.keep_cvc가 false이면 다시 받은 답에는 CVC가 비어 있습니다. rules.duplicate_seconds 안에 같은 카드와 금액이 다시 오면 \
allow_duplicate가 true가 아닌 한 거절합니다.

거절된 요청에는 {\"error\":…,\"errors\":[…]}로 답하고 다음 요청을 받습니다. 장부나 키의 문제에도 같은 꼴로 답하고 명령을 끝냅니다. 다만 잠긴 \
장부와 가득 찬 디스크는 곧 풀릴 수 있어 계속합니다. 답을 전하지 못해도 그 결제는 기록된 것이며, 다음 요청을 받지 않고 종료 상태는 0이 아닙니다.

파이프에 이미 와 있는 요청은 64건까지 한 번의 커밋으로 함께 처리한 뒤 답합니다. 오지 않은 요청은 기다리지 않습니다.",
        end: r#"예:
  $ echo '{"card_number":"1234567890123456","expiry":"1130","cvc":"777","installments":0,
           "amount":110000,"request_id":"order-4711"}' | paydesk pay
  {"id":"26112114320712301007","kind":"PAYMENT","card_number":"123456*******456",…}

종료 상태: 0 모두 결제됨, 1 거절된 요청이 있거나 답을 쓸 수 없음, 2 잘못된 사용법, 3 장부·키·설정의 문제."#,
    },
    CommandHelp {
        path: "cancel",
        about: "전액 또는 부분 취소합니다: 표준 입력의 JSON 요청",
        long: "\
결제를 전액 또는 부분 취소합니다. 표준 입력에서 JSON 요청을 한 줄에 하나씩 읽습니다(객체 하나는 여러 줄에 걸쳐도 됩니다). 요청마다 표준 출력에 \
JSON 객체 하나를 한 줄로, 순서대로, 취소가 디스크에 기록되는 즉시 답합니다.

키: id(결제의 관리번호), amount(원, 또는 잔액 전부는 \"rest\"). 선택: vat(없으면 금액/11을 잔액에 맞춤), request_id, memo. \
다른 이름: uniqueId/mgnt_no, bill/pay_amt/canclebill, optionalbill/vat_amt/cancleoptionalbill.

request_id가 있으면 다시 보내도 안전합니다. 같은 것을 다시 보내면 또 취소하지 않고 처음의 답을 돌려줍니다. 거절, 장부나 키의 문제, 전하지 못한 \
답은 `paydesk pay`와 같습니다.",
        end: r#"예:
  $ echo '{"id":"26112114320712301007","amount":1100,"vat":100}' | paydesk cancel
  $ echo '{"id":"26112114320712301007","amount":"rest"}' | paydesk cancel

종료 상태: 0 모두 취소됨, 1 거절된 요청이 있거나 답을 쓸 수 없음, 2 잘못된 사용법, 3 장부·키·설정의 문제."#,
    },
    CommandHelp {
        path: "show",
        about: "결제나 취소 하나를 이력, 전문과 함께 보여 줍니다",
        long: "",
        end: r"예:
  paydesk show 261121 143207 123 01 00 7
  paydesk show 26112114320712301007 --json
  paydesk show 26112114320712301007 --json --reveal

종료 상태: 0 보여 줌, 1 그런 거래가 없음, 2 잘못된 사용법, 3 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "slip",
        about: "결제나 취소의 전표를 보여 주거나 인쇄합니다",
        long: "\
결제나 취소의 전표를 다음에 인쇄될 모양 그대로 보여 줍니다. 글, 폭, 재발행 번호가 종이와 같습니다. --escpos를 쓰면 영수증 프린터에 보낼 바이트를 \
표준 출력에 씁니다. 이것은 고객용과 가맹점용 따로 인쇄한 것으로 세며, 다음 전표에는 재발행 표시가 붙습니다.

가게 이름, 번호, 주소는 설정 파일의 `shop`에서 가져옵니다. 빠진 항목은 표준 오류에 한 번 알리고 종이에는 넣지 않습니다.",
        end: r"예:
  paydesk slip 261121 143207 123 01 00 7
  paydesk slip 26112114320712301007 --copy merchant --width 32
  paydesk slip 26112114320712301007 --escpos > /dev/usb/lp0
  paydesk slip 26112114320712301007 --json

종료 상태: 0 보여 주거나 씀, 1 그런 거래가 없거나 바이트가 읽히지 않음, 2 잘못된 사용법, 3 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "memo",
        about: "결제나 취소에 메모를 적습니다(주문 번호, 이름 등)",
        long: "\
결제나 취소에 메모를 적습니다. 주문 번호나 이름처럼 가게가 기억할 내용이며, 제어 문자 없이 60칸 이내의 글자입니다(한글은 2칸). 마지막 메모가 유효하고 \
감사 기록에는 모두 남습니다. 거래와 함께, 전표에도 나오며 `paydesk list 메모 말`로 찾습니다.

메모가 -이면 표준 입력에서 한 줄을 읽습니다. 빈 메모는 메모를 지웁니다. 그대로 읽히는 항목이므로 카드번호를 넣을 수 없습니다.",
        end: r#"예:
  paydesk memo 26112114320712301007 "주문 A-17"
  echo "주문 A-17" | paydesk memo 26112114320712301007 -
  paydesk memo 26112114320712301007 ""

종료 상태: 0 기록함, 1 그런 거래가 없거나 메모로 쓸 수 없음, 2 잘못된 사용법, 3 장부·키·설정의 문제."#,
    },
    CommandHelp {
        path: "list",
        about: "거래를 최근 것부터 보여 줍니다",
        long: "\
거래를 최근 것부터 보여 줍니다.

조회 화면과 같은 말을 한국어와 영어로 씁니다. 순서는 상관없고, 모두 맞는 거래만 나옵니다.

  456  3456                      카드 끝 3~4자리, 또는 관리번호 끝
  540912                         카드 앞 6자리, 또는 관리번호 앞
  26112114320712301000           관리번호. 빈칸은 있어도 됩니다
  55,000  500원  5만5천          금액
  >50000  1만..10만  ~50000      초과, 범위, 대략
  오늘  어제  11-20  2026. 11. 20.  2026-11  11-20..   날짜
  최근 7일  이번주  지난주                             오늘부터 거슬러
  18:30  18:00..19:30  점심                            시각
  결제  취소  부분  전액         구분, 부분 취소나 전액 취소된 결제
  일시불  3개월                  할부
  2번                            단말기
  메모 A-17                      이렇게 시작하는 말이 있는 메모
  -취소  -456                    이것만 빼고. 맨 앞에 쓸 때는 -- 다음에

docs/query.md에 모두 있습니다. 알 수 없는 말은 잘못된 사용법(상태 2)이며 아무것도 보여 주지 않습니다. 카드번호 전체는 명령줄에 쓰지 마세요. \
명령 이력과 프로세스 목록에 남습니다.

CSV의 항목은 JSON과 같습니다: id, kind, original_id, card_number(가림), installments, amount, vat, remaining_amount, remaining_vat, \
created_at(단말기의 시각), till. 취소의 금액과 부가세는 음수라서 더하면 순매출이 되고, 잔액은 결제의 행에만 있습니다. --wide는 같은 항목을 글로 \
출력합니다. 이때 관리번호와 시각은 CSV에서도 JSON과 같습니다.

파일이나 다른 프로그램으로 보내는 목록은 내보내기입니다. 첫 줄보다 먼저 단말기, 형식, 건수, 조건이 감사 기록에 남으며, 남길 수 없으면 아무것도 \
보여 주지 않습니다. 읽기 전용 매체의 장부는 기록 없이 보여 주고, 그 사실을 표준 오류로 알립니다. 터미널에 나오는 목록은 남지 않습니다.

아무리 긴 목록도 첫 줄은 바로 나오고 메모리는 늘지 않습니다. 그동안 기록된 거래는 들어 있지 않습니다.",
        end: r"예:
  paydesk list                       최근 50건
  paydesk list 456                   456으로 끝나는 카드
  paydesk list 110,000               110,000원의 결제와 취소
  paydesk list 어제 취소             어제의 취소
  paydesk list -- -456               456으로 끝나는 카드만 빼고
  paydesk list --limit 0 --json      전부, 한 줄에 JSON 객체 하나
  paydesk list --limit 0 --csv       전부, 스프레드시트용
  paydesk list --wide                모든 항목

종료 상태: 0 완료(맞는 거래가 없어도), 2 잘못된 사용법, 3 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "tail",
        about: "감사 기록을 빠짐없이 순서대로 프로그램에 넘깁니다",
        long: "\
감사 기록을 다른 프로그램에 넘깁니다. 회계, 표시 장치, 연동 프로그램을 위한 것입니다. 기록마다 꼭 한 번, 순서대로, 한 줄에 JSON 객체 하나씩 \
나옵니다. 번호(seq)는 비지 않습니다. 마지막으로 읽은 번호를 간직한 프로그램은 무엇 때문에 멈췄든 --since로 이어 읽으며, 빠지거나 두 번 나오는 \
것이 없습니다. 줄 끝까지 온 줄만 읽은 것으로 세세요.

모든 줄에 seq, at, kind, till이 있습니다. 결제와 취소에는 `paydesk list --json`의 항목(id, original_id, card_number(가림), installments, amount, \
vat, created_at)이 있고, 나중에 바뀌는 잔액은 없습니다. 다른 기록의 항목은 docs/ledger.md에 있습니다. `transaction`은 앞에 나온 줄의 seq입니다.

--follow가 없으면 시작할 때까지의 기록에서 끝납니다. --follow를 쓰면 읽는 프로그램이 끝내거나 신호가 올 때까지 계속하며, 새 기록은 1초 안에 \
나옵니다. 아무리 천천히 읽어도 단말기는 기다리지 않습니다.

이것은 내보내기입니다. 첫 결제나 취소보다 먼저 감사 기록에 한 번 남으며, 남길 수 없으면 보여 주지 않습니다. 읽기 전용 매체의 장부는 기록 없이 \
읽고, 그 사실을 표준 오류로 알립니다.",
        end: r"예:
  paydesk tail                       지금까지 전부
  paydesk tail --since 4711          4711번 다음부터
  paydesk tail --since 4711 --follow | accounting

종료 상태: 0 완료, 1 읽는 쪽이 닫음, 2 잘못된 사용법, 3 장부·키·설정의 문제이거나 없는 번호, 신호로 멈추면 128에 신호 번호를 더한 값.",
    },
    CommandHelp {
        path: "vat",
        about: "달마다 결제와 취소의 공급가액과 부가세를 보여 줍니다",
        long: "\
부가세 신고에 필요한 합계를 보여 줍니다. --from부터 --to까지 달마다 결제의 건수, 금액, 공급가액(부가세를 뺀 금액), 부가세가 나오고, 취소는 따로 \
나옵니다. 취소는 결제한 달과 상관없이 취소한 달에 셉니다. 달은 거래를 기록한 단말기의 시각을 따르며, 이 컴퓨터의 시간대와는 상관없습니다. 거래가 \
없는 달은 0입니다.

글로 보면 마지막 줄은 모든 달의 합계입니다. 취소 금액은 칸이 따로 있으므로 음수로 쓰지 않습니다.

합계일 뿐 카드나 거래 하나하나의 내용은 없습니다. 그래서 내보내기가 아니며 감사 기록에 남지 않습니다.",
        end: r"예:
  paydesk vat --from 2026-07 --to 2026-09
  paydesk vat --from 2026-01 --to 2026-12 --csv > vat.csv

종료 상태: 0 보여 줌, 2 잘못된 사용법, 3 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "message",
        about: "카드사 전문을 만들거나 풉니다. 장부는 열지 않습니다",
        long: "",
        end: "",
    },
    CommandHelp {
        path: "message encode",
        about: "표준 입력의 JSON 항목을 450바이트 전문으로, 한 줄에 하나씩",
        long: "\
표준 입력의 JSON 항목을 한 줄에 하나씩 읽어 450바이트 전문으로 만듭니다.

키: kind, id, card_number, installments, expiry, cvc, amount, vat, original_id, encrypted_card, reserved. 없는 글자 항목은 빈칸이 되고 \
숫자 항목은 꼭 있어야 합니다. 자리에 들어가지 않는 것만 거절하며, 그런 항목을 모두 알려 줍니다.",
        end: r"예:
  paydesk message decode < messages.txt | paydesk message encode    다시 messages.txt가 됩니다

종료 상태: 0 모두 만듦, 1 거절된 것이 있음, 2 잘못된 사용법, 3 설정의 문제.",
    },
    CommandHelp {
        path: "message decode",
        about: "표준 입력의 450바이트 전문을 JSON 항목으로, 한 줄에 하나씩",
        long: "\
표준 입력의 450바이트 전문을 한 줄에 하나씩 읽어 JSON 항목으로 풉니다. 줄 끝은 전문에 들지 않습니다.

모든 바이트와 결제·취소의 규칙을 검사하고, 잘못이 있으면 항목과 위치를 알려 줍니다. encrypted_card의 암호문은 어느 시스템의 것이라도 됩니다. \
--own은 Paydesk의 봉인 형식만 받습니다.",
        end: r"예:
  paydesk message decode < messages.txt
  paydesk message decode --own < messages.txt            Paydesk의 전문만
  paydesk message decode --layout-only < messages.txt    자리에 맞기만 하면 어떤 구분, 금액, 카드라도

종료 상태: 0 모두 풂, 1 거절된 것이 있음, 2 잘못된 사용법, 3 설정의 문제.",
    },
    CommandHelp {
        path: "verify",
        about: "장부 전체를 검사합니다: 모든 행, 봉인, 해시, 잔액, 색인",
        long: "\
장부 전체를 검사하고 맨 처음 맞지 않는 것을 표, 행, 거래와 함께 알려 줍니다. 표와 색인과 트리거, 감사 기록의 모든 항목과 해시, 봉인된 전문을 \
포함한 모든 거래, 결제마다의 잔액, SQLite의 검사, 조회 색인을 봅니다. 그동안 결제는 계속되고 바뀌는 것은 없습니다. Ctrl+C로 멈춥니다.

감사 기록은 사슬이라 최신 해시가 그 앞의 모든 것을 증명합니다. 출력된 해시를 다른 곳에 적어 두세요. 나중에 --since로 주면 장부의 끝이 잘렸거나 \
다시 쓰였는지 알 수 있습니다. 장부만으로는 알 수 없는 일입니다.

맞지 않는 것을 찾으면, 파일이 온전한 한 감사 기록에 남깁니다.",
        end: r"예:
  paydesk verify
  paydesk verify --since 5d0c…          전의 검사가 출력한 해시
  paydesk verify --ledger copy.db       같은 키의 사본
  paydesk verify --rebuild-index        조회 색인을 다시 만든 뒤 검사

종료 상태: 0 모두 맞음, 1 맞지 않는 것이 있음, 2 잘못된 사용법, 3 읽을 수 없거나 멈춤.",
    },
    CommandHelp {
        path: "import",
        about: "이전 시스템의 데이터베이스를 이관합니다",
        long: "\
두 이전 시스템 가운데 하나의 데이터베이스를, 아직 결제가 없는 장부로 이관합니다. 어느 시스템인지는 테이블과 열을 보고 압니다. 파일은 읽기만 합니다.

모든 행은 원래의 관리번호 그대로 결제나 취소가 되거나, 까닭과 함께 보류됩니다. 보류한 행은 통째로 봉인해 두며 어떤 합계에도 들어가지 않습니다. 한 가지로만 \
읽히는 것은 바로잡고 표시합니다. CVC는 --with-cvc가 있을 때만 이관합니다.

언제든 멈추고 다시 실행할 수 있습니다. 장부에 있는 행은 다시 기록하지 않고, 늘어난 파일에서는 새 행만 가져옵니다. 결과는 건수와 합계를 앞뒤로 증명합니다.",
        end: r"예:
  paydesk import old.db --dry-run               결과만 보기
  paydesk import old.db --as-of 2026-11-01      시각이 없는 행은 모두 그날 이전
  paydesk import old.db --json > report.json
  paydesk import --set-aside                    보류한 행
  paydesk list 이관                             이관한 거래

종료 상태: 0 모두 이관함, 1 보류하거나 그 뒤 바뀐 행이 있음, 2 잘못된 사용법, 3 이전 시스템의 파일이 아니거나 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "demo",
        about: "연습용 거래가 든 장부를 만듭니다",
        long: "\
지금까지 이어지는 연습용 이력이 든 새 장부를 만듭니다. 영업시간, 요일과 계절, 다시 오는 카드, 할부, 전액과 부분 취소가 들어 있습니다. 모든 행은 키 \
파일로 봉인된 진짜 행입니다. 카드번호는 실제 번호가 아니며, 어느 카드사도 쓰지 않는 0으로 시작합니다.

거래가 있는 장부는 거절합니다. 파일은 통째로 만들어지거나 아예 만들어지지 않으니 언제든 멈춰도 됩니다.",
        end: r"예:
  paydesk demo --rows 100000 --ledger try.db     거래 십만 건
  paydesk --ledger try.db                        그 장부 보기
  paydesk --demo                                 작은 장부, 끝내면 사라짐

종료 상태: 0 만듦, 2 잘못된 사용법, 3 장부·키·설정의 문제, 멈추면 128에 신호 번호를 더한 값.",
    },
    CommandHelp {
        path: "backup",
        about: "영업 중에 장부를 복사합니다. 사본은 검사합니다",
        long: "\
영업 중에 그 순간의 장부를 복사합니다. 사본은 `paydesk verify`처럼 검사하며, 통째로 만들어지거나 아예 만들어지지 않고, 본인만 읽을 수 있습니다. \
이미 있는 파일은 --force가 있을 때만, 그것도 이 장부의 더 오래된 사본일 때만 바꿉니다. 감사 기록에 남습니다.

키 파일은 사본에 들어 있지 않으며, 키 파일이 없으면 전문을 열 수 없습니다. 키 파일의 사본은 장부의 사본과 따로 보관하세요. 둘을 함께 가진 사람은 \
카드를 읽을 수 있습니다.",
        end: r"예:
  paydesk backup /media/stick/ledger-2026-11-21.db
  paydesk backup nightly.db --force

종료 상태: 0 복사함, 1 바꿀 수 없는 파일이 있거나 장부가 손상됨, 2 잘못된 사용법, 3 읽거나 쓸 수 없거나 멈춤.",
    },
    CommandHelp {
        path: "restore",
        about: "사본을 장부 자리에 되돌려 놓습니다. 장부가 없을 때만 됩니다",
        long: "\
사본을 키 파일로 검사한 뒤 장부 자리(--ledger)에 복사합니다. 거래가 있는 장부는 절대 바꾸지 않습니다. 먼저 -wal, -shm으로 끝나는 옆의 파일과 \
함께 옮기세요. 시작하기 전에 단말기를 모두 닫으세요.

백업한 뒤의 결제는 들어 있지 않습니다. 복원된 장부의 감사 기록에는 복원한 사실이 남습니다.",
        end: r"예:
  paydesk restore /media/stick/ledger-2026-11-21.db

종료 상태: 0 복원함, 1 장부가 이미 있거나 사본이 손상됨, 2 잘못된 사용법, 3 읽거나 쓸 수 없거나 멈춤.",
    },
    CommandHelp {
        path: "key",
        about: "키를 관리합니다: 새 키, 암호, 사본",
        long: "",
        end: "",
    },
    CommandHelp {
        path: "key rotate",
        about: "새 키를 만들고 모든 전문을 다시 봉인합니다. 영업 중에도 됩니다",
        long: "\
키 파일에 새 키를 더합니다. 이제부터 모든 거래를 새 키로 봉인하고, 장부의 모든 전문도 몇백 건씩 다시 봉인합니다. 그동안 단말기는 계속 일하며 새 \
키를 스스로 받아들입니다. 언제든 멈춰도 됩니다. 모든 전문이 여전히 열리고, 같은 명령이 새 키를 더 만들기 전에 하던 곳부터 이어서 합니다. 감사 \
기록에 남습니다.

이전 키는 은퇴한 키로 키 파일에 남습니다. 전문 속의 encrypted_card는 그날의 키로 봉인되어 카드사에 보낸 그대로이므로 그 키로만 열립니다. 카드를 \
다시 찾는 지문은 새 키로 다시 만듭니다. 새 키는 나중에 장부를 훔친 사람이 얻는 것을 줄일 뿐, 도둑맞은 키 파일을 되돌리지는 못합니다.

전에 만든 키 파일 사본에는 새 키가 없으니 새로 만드세요. 이 키 파일을 함께 쓰는 프로그램은 다시 시작하지 않아도 됩니다. 다른 컴퓨터의 키 파일 \
사본은 새것으로 바꿔야 합니다.",
        end: r"예:
  paydesk key rotate
  paydesk key rotate --json

종료 상태: 0 모두 최신 키로 봉인됨, 2 잘못된 사용법, 3 장부나 키의 문제, 또는 멈춤.",
    },
    CommandHelp {
        path: "key protect",
        about: "키 파일에 암호를 걸거나, 바꾸거나, 없앱니다",
        long: "\
키 파일의 키를 암호로 봉인하거나(Argon2id, 64 MiB, 3회; XChaCha20-Poly1305), 암호를 바꾸거나, 없앱니다. 그 뒤로 Paydesk는 시작할 때 암호를 \
화면에 보이지 않게 묻습니다. 다섯 번까지 물으며, 틀릴 때마다 느려집니다. 터미널이 없는 프로그램은 --passphrase-file\
(PAYDESK_PASSPHRASE_FILE)로 파일을 지정합니다. 그 파일은 소유자만 읽을 수 있어야 합니다.

암호 없이는 장부를 열 방법이 없습니다. 키 파일의 사본은 만들 때의 보호를 그대로 가집니다. 시작하기 전에 단말기를 모두 닫으세요. 열린 단말기는 \
계속 일하지만, 새 키가 생겼을 때 다른 암호의 키 파일을 읽지 못합니다.",
        end: r"예:
  paydesk key protect
  paydesk key protect --remove

종료 상태: 0 완료, 1 두 암호가 다르거나 너무 짧음, 2 잘못된 사용법, 3 장부나 키의 문제.",
    },
    CommandHelp {
        path: "key backup",
        about: "키 파일을 복사합니다. 사본은 다시 읽어 확인합니다",
        long: "\
키 파일을 본인만 읽을 수 있는 파일로 복사하고 다시 읽어 확인합니다. --force는 키 파일의 다른 사본만 바꿉니다. 감사 기록에 남습니다. 장부의 사본과 \
따로 보관하세요. 암호가 없으면(paydesk key protect) 둘을 함께 가진 사람이 카드를 읽을 수 있습니다. paydesk key rotate를 할 때마다 사본을 새로 \
만드세요.",
        end: r"예:
  paydesk key backup /media/stick/keyring

종료 상태: 0 복사함, 1 바꿀 수 없는 파일이 있음, 2 잘못된 사용법, 3 장부나 키의 문제.",
    },
    CommandHelp {
        path: "key restore",
        about: "키 파일의 사본을 되돌려 놓습니다. 이 장부의 것이어야 합니다",
        long: "\
사본이 이 장부의 키 파일인지 확인한 뒤 키 파일 자리(--keyring)에 놓습니다. 장부가 아는 모든 키가 있고 가장 오래된 전문과 가장 새 전문이 열려야 \
합니다. 다른 키 파일의 사본이나 최신 키보다 먼저 만든 사본이면 그렇게 알려 줍니다. 장부는 손상되지 않은 것입니다.",
        end: r"예:
  paydesk key restore /media/stick/keyring

종료 상태: 0 되돌려 놓음, 1 바꿀 수 없는 파일이 있음, 2 잘못된 사용법, 3 다른 장부의 키 파일이거나 장부나 키의 문제.",
    },
    CommandHelp {
        path: "ledger",
        about: "장부에 대한 Paydesk의 물음에 답합니다",
        long: "",
        end: "",
    },
    CommandHelp {
        path: "ledger accept",
        about: "지금 있는 장부로 계속하거나, 없으면 새 장부를 시작합니다",
        long: "\
Paydesk는 장부의 감사 기록이 어디까지 있었는지 키 파일 옆에 적어 둡니다. 장부가 없어졌거나, 더 오래되었거나, 다른 것이면 결제를 거절하고 단말기가 \
묻습니다. 대개는 맞는 파일을 제자리에 두면 됩니다. 이 명령은 그 대신 지금 있는 장부로 계속합니다. 없으면 새 장부를 시작합니다. 전에 있던 것과 \
지금 있는 것을 감사 기록에 남깁니다. 아무것도 묻지 않으며, 마지막 상태 그대로인 장부에는 아무것도 하지 않습니다.",
        end: r"예:
  paydesk ledger accept
  paydesk ledger accept --json

종료 상태: 0 계속함, 또는 확인할 것이 없음, 2 잘못된 사용법, 3 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "doctor",
        about: "Paydesk에 필요한 것을 점검합니다: 파일, 키, 시계, 터미널",
        long: "\
도와줄 사람에게 필요한 모든 것을 보여 줍니다: 버전, 파일과 소유자와 권한, 남은 공간, 장부와 키 파일과 색인의 상태, 시계, 터미널. 줄마다 따로 \
알아보므로 무엇이 없거나 망가져도 나머지는 나옵니다. 아무것도 바꾸거나 만들지 않으며, 비밀이나 카드 정보는 나오지 않습니다. 암호를 묻지 않습니다. \
암호가 걸린 키 파일은 --passphrase-file이 있을 때만 들여다봅니다.",
        end: r"예:
  paydesk doctor
  paydesk doctor --json

종료 상태: 0 이상 없음, 2 잘못된 사용법, 3 이상 있음.",
    },
    CommandHelp {
        path: "handover",
        about: "카드사에 전문을 넘깁니다(매입 청구). 아직 청구하지 않은 것을 한 파일로 만듭니다",
        long: "\
카드사에 전문을 넘깁니다(매입 청구). 아직 청구하지 않은 결제와 취소를 기록한 순서대로 한 파일에 담습니다. 첫 줄, 전문들, 합계와 SHA-256이 있는 마지막 줄로 되어 \
있고 줄마다 450바이트와 줄 바꿈입니다. 항목은 docs/message.md에 있습니다. 파일에는 카드번호가 그대로 들어 있어 소유자만 읽을 수 있게 만들고, 만들기 전에 장부에 먼저 \
기록합니다. 다른 시스템에서 이관한 거래는 그 시스템이 이미 보냈으므로 넣지 않습니다.

청구를 먼저 기록하고 파일을 만듭니다. 파일을 잃어버리면 --batch로 똑같은 파일을 다시 만듭니다. 다만 CVC를 지운 뒤에는(security.keep_cvc) 만들 수 없습니다. 새로 \
청구할 것이 없으면 그렇게 알리고 만들지 않습니다.

첫 청구는 장부 전체를 담습니다. --from을 쓰면 그 영업일부터 시작하고, 나중 청구가 더 앞으로 갈 수 있습니다. 카드사가 거절한 것은 --resubmit으로 앞선 청구 하나씩 다시 \
청구합니다.

paydesk handover check FILE은 장부와 키 파일 없이 파일을 검사하고 첫 잘못을 알려 줍니다.",
        end: "\
예:
  paydesk handover /media/stick           그 폴더에 청구 번호로 이름을 지은 새 파일
  paydesk handover today.txt --json       새 파일. 합계는 JSON
  paydesk handover --batch 17 again.txt   17번 청구 파일을 다시
  paydesk handover --resubmit /media/stick
  paydesk handover check today.txt

종료 상태: 0 청구했거나 청구할 것이 없음, 1 거절, 2 잘못된 사용법, 3 파일을 쓸 수 없거나 장부·키·설정 문제.",
    },
    CommandHelp {
        path: "handover check",
        about: "청구 파일을 검사합니다. 첫 잘못을 줄과 항목으로 알려 주며 장부를 열지 않습니다",
        long: "",
        end: "\
예:
  paydesk handover check today.txt
  paydesk handover check --json - < today.txt

종료 상태: 0 온전함, 1 첫 잘못을 줄과 항목으로 알림, 3 읽을 수 없음.",
    },
    CommandHelp {
        path: "answers",
        about: "카드사의 응답을 기록합니다. CSV 파일 또는 한 줄에 JSON 하나",
        long: "\
매입 청구에 대한 카드사의 응답을 기록합니다. CSV 파일은 첫 줄에 열 이름(배치, 관리번호, 결과, 코드, 메시지, 승인번호, 발급사, 매입사 또는 batch, id, result, code, \
text, approval_number, issuer, acquirer)이 있으며 순서는 상관없고 UTF-8 또는 CP949입니다. 한 줄에 같은 키의 JSON 객체 하나씩도 됩니다. 결과는 승인(accepted) 또는 \
거절(rejected)입니다. 금액(amount) 열이 있으면 청구한 금액과 비교합니다.

파일은 전부 기록하거나 아무것도 기록하지 않습니다. 그 청구에 없는 관리번호, 같은 줄 두 번, 잘린 줄이 있으면 전체를 거절합니다. 이미 기록한 응답은 아무것도 바꾸지 않으므로 \
파일을 다시 읽어도 됩니다. 앞선 응답과 다른 응답도 함께 남기고, 그때부터 따르며, 알려 줍니다.

security.keep_cvc가 until-accepted나 false이면 그 뒤에 승인된 전문의 CVC를 지웁니다.",
        end: "\
예:
  paydesk answers answers.csv
  paydesk answers answers.jsonl --json
  paydesk list 거절

종료 상태: 0 기록함, 1 파일 거절, 2 잘못된 사용법, 3 읽을 수 없거나 장부·키·설정 문제.",
    },
    CommandHelp {
        path: "close",
        about: "하루를 마감합니다(Z). --x를 쓰면 중간 집계(X)만 보여 줍니다",
        long: "\
하루를 마감합니다(Z). 지난 마감 뒤에 기록된 모든 거래에 다음 마감 번호가 붙고 집계가 저장됩니다. 마감은 바뀌지 않으며 되돌릴 수 없습니다. 장부의 첫 \
마감에는 그때까지의 모든 거래가 들어갑니다. 마감하는 순간에 처리 중인 결제는 이번이나 다음 마감 중 한 곳에만 들어갑니다.

집계: 결제와 취소의 건수, 금액, 부가세, 공급가액, 지난 마감분의 취소, 일시불과 할부, 단말기별, 여러 날이면 영업일별(`day.starts_at`이 \
영업일의 시작), 첫 관리번호와 끝 관리번호, 장부 처음부터의 결제와 취소 누계, 감사 기록의 최신 해시.

--x는 아무것도 마감하거나 저장하지 않고 지금까지의 같은 집계를 보여 줍니다. --own은 이 단말기의 것만 보여 줍니다.

지난 마감 뒤로 결제도 취소도 없으면 마감할 것이 없습니다(nothing_since). 다른 단말기가 거래를 처리하다가 멈췄으면 먼저 그 단말기를 \
시작해야 합니다(note_left). 담당자가 아직 결과를 보지 못했기 때문입니다.",
        end: r"예:
  paydesk close --x               지금까지의 집계
  paydesk close --x --own         이 단말기의 집계
  paydesk close                   하루 마감
  paydesk close --print           마감하고 영수증 프린터에도 인쇄
  paydesk close --json            마감하고 집계를 JSON으로

종료 상태: 0 마감했거나 보여 줌, 1 마감할 것이 없거나 다른 단말기를 먼저 시작해야 함, 또는 인쇄 안 됨, 2 잘못된 사용법, 3 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "closes",
        about: "마감을 최근 것부터 보여 주거나, 하나를 다시 보여 줍니다",
        long: "\
마감을 최근 것부터 합계와 함께 보여 줍니다. --from과 --to를 쓰면 그 달들의 마감만 보여 줍니다. 마감은 마감한 영업일의 달에 속합니다. --json이면 `paydesk close --json`이 출력한 집계가 모두 나옵니다.

`paydesk closes show 번호`는 마감할 때 저장한 집계로 하나를 다시 보여 줍니다.",
        end: r"예:
  paydesk closes
  paydesk closes --from 2026-01 --to 2026-12
  paydesk closes --json
  paydesk closes show 129

종료 상태: 0 보여 줌, 2 잘못된 사용법, 3 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "closes show",
        about: "마감 하나를 다시 보여 줍니다. 텍스트로 출력하면 재발행으로 세고 감사 기록에 남깁니다",
        long: "",
        end: r"예:
  paydesk closes show 129
  paydesk closes show 129 --columns 32
  paydesk closes show 129 --json
  paydesk closes show 129 --print

종료 상태: 0 보여 줌, 1 그런 마감이 없거나 인쇄 안 됨, 2 잘못된 사용법, 3 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "people",
        about: "담당자를 보여 주거나 등록하고 바꿉니다",
        long: "\
담당자의 번호, 이름, 직책, 한도와 비밀번호를 틀려 기다리는 사람을 보여 줍니다. 담당자가 없는 가게에서는 아무것도 묻지 않습니다. 처음 등록하는 사람은 점주이고 --as가 필요 없습니다. 그 뒤로는 기록마다 누가 했는지 남고, 기록하는 명령에는 --as 번호가 필요합니다.

직책: cashier(담당자), supervisor(책임자), owner(점주), program(프로그램: 담당자와 같은 권한이고 화면은 쓸 수 없음). 권한 표는 docs/people.md에 있습니다.",
        end: r"예:
  paydesk people
  paydesk people --json
  paydesk people add 1 --name '김하나' --role owner
  paydesk people unlock 21 --as 1

종료 상태: 0 완료, 1 거절되었거나 할 수 없는 직책, 2 잘못된 사용법, 3 틀린 비밀번호이거나 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "people add",
        about: "사람을 등록합니다. 처음은 점주입니다",
        long: "",
        end: r"예:
  paydesk people add 1 --name '김하나' --role owner
  paydesk people add 21 --name '박둘' --role cashier --limit cancel=500000 --as 1
  paydesk people add 9 --name kiosk --role program --new-pin-file kiosk.pin --as 1 --pin-file owner.pin

종료 상태: 0 등록함, 1 거절되었거나 할 수 없는 직책, 2 잘못된 사용법, 3 틀린 비밀번호이거나 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "people change",
        about: "이름, 직책, 한도를 바꿉니다. 쓰지 않은 것은 그대로입니다",
        long: "",
        end: r"예:
  paydesk people change 21 --limit cancel=300000 --limit cancels_a_day=5 --as 1
  paydesk people change 21 --limit cancels_a_day= --as 1
  paydesk people change 21 --role supervisor --as 1

종료 상태: 0 바꿈, 1 거절되었거나 할 수 없는 직책, 2 잘못된 사용법, 3 틀린 비밀번호이거나 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "people pin",
        about: "새 비밀번호(PIN)를 정합니다",
        long: "",
        end: r"예:
  paydesk people pin 21 --as 21
  paydesk people pin 21 --new-pin-file new.pin --as 1 --pin-file owner.pin

종료 상태: 0 바꿈, 1 거절되었거나 할 수 없는 직책, 2 잘못된 사용법, 3 틀린 비밀번호이거나 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "people digits",
        about: "새 비밀번호의 자릿수를 정합니다(4~8)",
        long: "",
        end: r"예:
  paydesk people digits 6 --as 1

종료 상태: 0 정함, 1 거절되었거나 할 수 없는 직책, 2 잘못된 사용법, 3 틀린 비밀번호이거나 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "people disable",
        about: "더 이상 로그인하지 못하게 합니다",
        long: "",
        end: r"예:
  paydesk people disable 21 --as 1

종료 상태: 0 사용 중지함, 1 거절되었거나 할 수 없는 직책, 2 잘못된 사용법, 3 틀린 비밀번호이거나 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "people enable",
        about: "사용 중지한 사람을 다시 쓰게 합니다",
        long: "",
        end: r"예:
  paydesk people enable 21 --as 1

종료 상태: 0 다시 쓰게 함, 1 거절되었거나 할 수 없는 직책, 2 잘못된 사용법, 3 틀린 비밀번호이거나 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "people unlock",
        about: "비밀번호를 틀려 기다리는 사람의 잠금을 풉니다",
        long: "",
        end: r"예:
  paydesk people unlock 21 --as 1

종료 상태: 0 풀어 줌, 1 거절되었거나 할 수 없는 직책, 2 잘못된 사용법, 3 틀린 비밀번호이거나 장부·키·설정의 문제.",
    },
    CommandHelp {
        path: "people recover",
        about: "비밀번호를 잊은 점주에게 새 비밀번호를 정해 줍니다",
        long: "\
비밀번호를 잊은 점주에게 새 비밀번호를 정해 줍니다. 키 파일에 암호가 있으면 그 암호를 아는 사람이 할 수 있습니다. 암호가 없으면 첫 실행에서 30분의 대기가 시작되어 감사 기록에 남고, 그 뒤에 다시 실행하면 새 비밀번호를 정합니다. 그동안 점주가 원래 비밀번호로 로그인하면 대기는 취소되고 아무것도 바뀌지 않습니다.",
        end: r"예:
  paydesk people recover 1

종료 상태: 0 정함, 1 거절됨, 2 잘못된 사용법, 3 기다려야 하거나 장부·키·설정의 문제.",
    },
    #[cfg(feature = "central")]
    CommandHelp {
        path: "ship",
        about: "기록한 것을 모든 지점을 모으는 본부로 보냅니다",
        long: "\
이 장부에 기록되었고 본부에 아직 없는 것을 순서대로 한 번씩 보냅니다. 도중에 무엇이 끊겨도 같습니다. 먼저 `paydesk central enrol`로 장부를 \
등록해야 합니다. 단말기는 기다리지 않습니다. --follow를 쓰면 그 뒤에 기록되는 것도 계속 보내고, 본부에 닿지 않으면 기다립니다.

장부의 과거가 본부와 달라서 본부가 받지 않으면 종료 상태는 1입니다. docs/many-shops.md를 보세요.",
        end: r"예:
  paydesk ship
  paydesk ship --follow
  paydesk ship --json

종료 상태: 0 본부에 모두 있음, 1 본부가 이 장부를 보류함, 2 잘못된 사용법, 3 본부에 닿지 않거나 장부·키·설정의 문제.",
    },
    #[cfg(feature = "central")]
    CommandHelp {
        path: "central",
        about: "여러 매장의 기록을 모으는 본부를 관리합니다",
        long: "",
        end: "",
    },
    #[cfg(feature = "central")]
    CommandHelp {
        path: "central setup",
        about: "빈 데이터베이스를 본부로 만듭니다: 표, 함수, 역할",
        long: "\
빈 데이터베이스를 본부로 만듭니다. 스키마 `paydesk`에 표와 함수를 만들고, 역할 paydesk_till과 paydesk_head_office를 만듭니다. 역할을 만들 수 \
있는 데이터베이스 소유자가 실행합니다. 이미 있는 것은 그대로 둡니다.",
        end: r"예:
  paydesk central setup --central 'postgresql://owner@centre.example/paydesk?sslmode=verify-full' --password-file secret
  paydesk central setup --central 'postgresql:///paydesk?host=/run/postgresql&user=owner&sslmode=disable'

종료 상태: 0 완료, 2 잘못된 사용법, 3 본부가 하지 않거나 설정의 문제.",
    },
    #[cfg(feature = "central")]
    CommandHelp {
        path: "central enrol",
        about: "이 매장의 장부가 본부로 보낼 수 있게 합니다",
        long: "\
이 매장의 장부에 보내기만 할 수 있는 역할을 본부에 만들고, 어디로 누구로 보낼지를 키 파일 옆의 비공개 파일에 씁니다. 그 뒤에는 `paydesk ship`이 \
보냅니다. 다시 실행하면 역할의 비밀번호가 바뀝니다.

본부는 키를 받지 않습니다. 전문은 매장의 키 파일로 봉인된 채로 갑니다. 담당자가 있는 가게에서는 점주가 합니다.",
        end: r"예:
  paydesk central enrol --shop 12 --name 마포 --central 'postgresql://owner@centre.example/paydesk' --password-file secret

종료 상태: 0 등록됨, 2 잘못된 사용법, 3 본부가 하지 않거나 장부·키·설정의 문제.",
    },
    #[cfg(feature = "central")]
    CommandHelp {
        path: "central status",
        about: "장부마다 어디까지 왔고 무엇이 보류되었는지 보여 줍니다",
        long: "",
        end: r"예:
  paydesk central status --central 'postgresql://head@centre.example/paydesk' --password-file secret
  paydesk central status --json --central 'postgresql://head@centre.example/paydesk' --password-file secret

종료 상태: 0 보류된 것이 없음, 1 보류된 것이 있음, 2 잘못된 사용법, 3 본부가 답하지 않거나 설정의 문제.",
    },
    #[cfg(feature = "central")]
    CommandHelp {
        path: "central decide",
        about: "장부의 두 갈래 가운데 무엇이 유효한지 정합니다",
        long: "\
한 장부의 두 사본이 같은 번호에 다른 것을 기록했을 때 무엇이 유효한지 정합니다. 갈래 0은 본부에 있는 것이고, 다른 갈래를 알린 사본은 그 뒤로 \
거절됩니다. 알려진 갈래를 고르면 그것이 자리를 대신합니다. 그 장부가 그것을 보내고, 본부에 있던 것은 따로 보관되며 더는 세지 않습니다. 되돌려진 \
장부에 갈래 0을 고르면, 전에 있던 것을 다시 갖출 때까지 기다립니다.",
        end: r"예:
  paydesk central decide 7 0 --central …    장부 7은 본부에 있는 것이 유효
  paydesk central decide 7 2 --central …    알려진 갈래 2가 유효

종료 상태: 0 정함, 1 보류된 것이 없거나 그런 갈래가 없음, 2 잘못된 사용법, 3 본부가 답하지 않거나 설정의 문제.",
    },
    #[cfg(feature = "central")]
    CommandHelp {
        path: "central verify",
        about: "본부의 모든 것을 검사합니다: 행, 사슬, 서명, 합계",
        long: "\
본부의 모든 것을 검사합니다. 행마다 장부의 사슬과 맞추고, 서명, 빠진 것, 결제의 잔액, 날짜별 합계, 메모·전달·결과를 봅니다. 키 파일은 필요하지 \
않습니다. 봉인된 것은 매장에서 `paydesk verify`로 검사합니다.",
        end: r"예:
  paydesk central verify --central 'postgresql://owner@centre.example/paydesk' --password-file secret

종료 상태: 0 모두 맞음, 1 맞지 않는 것이 있음, 2 잘못된 사용법, 3 본부가 답하지 않거나 중단됨.",
    },
    #[cfg(feature = "central")]
    CommandHelp {
        path: "central rebuild",
        about: "고장 난 단말기의 장부를 본부에 있는 것으로 다시 만듭니다",
        long: "\
디스크가 사라진 단말기의 장부를 본부에 있는 것으로 다시 만듭니다. --ledger가 가리키는 곳에 만들며, 그곳에 장부가 없어야 합니다. 매장의 키 파일이 \
필요하고, 전부 검사하며, 기록되었으나 보내지지 않은 것이 얼마나 되는지 키 파일 옆에 기억된 만큼 알려 줍니다.",
        end: r"예:
  paydesk central rebuild 7 --central 'postgresql://owner@centre.example/paydesk' --password-file secret

종료 상태: 0 만들었고 모두 맞음, 2 잘못된 사용법, 3 이미 장부가 있거나 맞지 않거나 본부가 답하지 않음.",
    },
    CommandHelp {
        path: "completions",
        about: "셸이 탭 키로 명령과 옵션을 완성하게 하는 스크립트를 출력합니다",
        long: "\
셸이 탭 키로 명령, 옵션, 값을 완성하게 하는 스크립트를 출력합니다. 설명은 답의 언어로 나옵니다. 패키지로 설치하면 bash, zsh, fish의 것이 \
함께 설치되며, 무엇이 있는지는 `paydesk doctor`가 알려 줍니다. 예에 나오는 폴더가 없으면 먼저 만드세요. 업데이트한 뒤에는 다시 실행하세요.",
        end: r"예:
  paydesk completions bash > ~/.local/share/bash-completion/completions/paydesk
  paydesk completions zsh > ~/.zfunc/_paydesk        ~/.zshrc의 compinit 앞에 fpath+=~/.zfunc
  paydesk completions fish > ~/.config/fish/completions/paydesk.fish
  paydesk completions elvish > ~/.config/elvish/lib/paydesk.elv    rc.elv에 use paydesk
  paydesk completions powershell | Out-String | Invoke-Expression    $PROFILE의 한 줄로

종료 상태: 0 출력함, 2 잘못된 사용법, 3 설정의 문제.",
    },
    CommandHelp {
        path: "man",
        about: "명령마다 하나씩 맨 페이지를 씁니다",
        long: "\
맨 페이지를 폴더에 씁니다. paydesk(1)과 명령마다 하나씩, 예를 들어 paydesk-pay(1)이며 답의 언어로 씁니다. 같은 이름의 파일은 바뀝니다. \
패키지로 설치하면 함께 설치되며, 있는지는 `paydesk doctor`가 알려 줍니다. ~/.local/bin이 PATH에 있으면 man이 예의 폴더를 찾습니다. \
업데이트한 뒤에는 다시 실행하세요.",
        end: r"예:
  paydesk man ~/.local/share/man/man1
  paydesk man ~/.local/share/man/ko/man1 --lang ko
  man paydesk-pay

종료 상태: 0 모두 씀, 2 잘못된 사용법, 3 쓸 수 없는 파일이 있거나 설정의 문제.",
    },
    CommandHelp {
        path: "config",
        about: "지금의 설정이나 설정 파일의 예를 보여 줍니다",
        long: "",
        end: r"예:
  paydesk config                             지금의 설정과 쓰는 파일
  paydesk config --example > config.toml     설정 파일의 시작

종료 상태: 0 완료, 2 잘못된 사용법, 3 설정의 문제.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::args, locale::Lang};

    fn each(command: &Command, path: &str, look: &mut impl FnMut(&Command, &str)) {
        look(command, path);
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            each(sub, &super::super::join(path, sub.get_name()), look);
        }
    }

    fn is_korean(text: &str) -> bool {
        text.chars().any(|c| ('가'..='힣').contains(&c))
    }

    #[test]
    fn every_command_and_argument_has_korean_help() {
        let (mut commands, mut arguments) = (0, Vec::new());
        each(&super::super::add(args::command_line(), Lang::Ko), "", &mut |command, path| {
            let about = [command.get_about(), command.get_long_about()];
            assert!(about.iter().flatten().all(|text| is_korean(&text.to_string())), "{path}");
            assert!(command.get_after_help().is_some_and(|text| is_korean(&text.to_string())), "{path}");
            let own = COMMANDS.iter().filter(|help| help.path == path).count();
            assert_eq!(own, 1, "{path}");
            commands += 1;
            for arg in command.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(is_korean(&help), "{path} {}", arg.get_id());
                arguments.push((path.to_owned(), arg.get_id().to_string()));
            }
        });
        assert_eq!(commands, COMMANDS.len());
        for (path, id, _) in OPTIONS {
            let used = arguments.iter().any(|(of, name)| name == id && (path.is_empty() || of == path));
            assert!(used, "{path} {id}");
        }
    }
}
