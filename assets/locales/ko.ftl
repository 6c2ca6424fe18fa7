# Paydesk의 한국어 글. 메시지와 자리 이름은 en.ftl과 같아야 한다. 다르면 빌드가 멈춘다.

## 돈과 할부

won = { $amount }원
lump-sum = 일시불
months = { $months }개월

## 칸

field-id = 관리번호
field-card-number = 카드번호
field-expiry = 유효기간
field-cvc = CVC
field-installments = 할부
field-amount = 금액
field-vat = 부가세
field-request-id = 요청 번호
field-allow-duplicate = allow_duplicate
field-memo = 메모

allowed-id = 20자리
allowed-card-number = 숫자 10~16자리
allowed-expiry = 숫자 4자리, MMYY
allowed-cvc = 숫자 3자리
allowed-installments = 0(일시불)~12개월
allowed-amount = 원 단위 숫자만
allowed-vat = 원 단위 숫자만
allowed-request-id = 보이는 ASCII 문자 1~128자
allowed-allow-duplicate = true 또는 false
allowed-memo = 제어 문자 없이 60칸 이내의 글자(한글은 2칸)

## 칸의 잘못

error-missing = { $field }: 비어 있습니다. 허용: { $allowed }.
error-wrong-type = { $field }: 글자도 숫자도 아닙니다. 허용: { $allowed }.
error-character = { $field }: { $position }번째 글자를 쓸 수 없습니다({ $found }). 허용: { $allowed }.
error-length = { $found ->
   *[other] { $field }: { $found }자입니다. 허용: { $allowed }.
}
error-columns = { $field }: { $found }칸입니다. 허용: { $allowed }.
error-luhn = 카드번호를 다시 확인하세요. 검증 숫자가 맞지 않습니다.
error-month = { $field }: 없는 월입니다. 허용: { $allowed }, 01~12월.
error-expired = 유효기간 지남({ $last }). 다른 카드를 받으세요.
error-amount-range = 금액은 { $min }~{ $max }원이어야 합니다.
error-installments-range = 할부는 { $min }(일시불)~{ $max }개월이어야 합니다.
error-vat-below-amount = 부가세는 금액보다 작아야 합니다.
error-vat-below-amount-max = 부가세는 금액보다 작아야 합니다: 0~{ $max }원.
error-cancel-vat = 이 취소의 부가세는 { $min }~{ $max }원이어야 합니다.
error-cancel-vat-exactly = 이 취소의 부가세는 정확히 { $vat }원이어야 합니다.
error-exceeds-remaining = 취소 가능 금액은 { $remaining }원입니다. 1~{ $remaining }원을 취소할 수 있습니다.
error-already-cancelled = 이미 전액 취소된 결제입니다. 취소 가능 금액이 없습니다.
error-not-found = 이 관리번호의 거래가 없습니다. 번호를 확인하거나 카드, 금액으로 조회하세요.
error-not-found-mistyped = 이 관리번호의 거래가 없고 검증 숫자도 맞지 않습니다. 번호를 다시 확인하세요.
error-is-a-cancel = 취소의 관리번호입니다. 원 결제를 취소하세요: { $original }.
error-possible-duplicate = { $when }에 같은 카드로 { $amount }을 결제했습니다(관리번호 { $earlier }). 맞다면 allow_duplicate로 다시 보내세요.
error-possible-duplicate-part = { $when }에 같은 카드로 { $amount }을 결제했고 { $cancelled }을 취소했습니다(관리번호 { $earlier }). 맞다면 allow_duplicate로 다시 보내세요.
error-holds-card = { $field }: 카드번호가 들어 있습니다. 그대로 읽히는 항목이므로 카드번호를 넣을 수 없습니다. 다른 값을 쓰세요.
error-request-id-reused = 다른 요청에 쓴 요청 번호입니다({ $earlier }). 새 번호를 쓰세요.

class-digit = 숫자
class-blank = 빈칸
class-sign = 부호
class-letter = 글자
class-full-width-digit = 전각 숫자
class-other-digit = 다른 문자의 숫자
class-control = 제어 문자
class-symbol = 기호
class-not-ascii = ASCII가 아닌 바이트

## 전문의 잘못

error-message-slot = { $slot } (위치 { $offset }, 길이 { $width }): 필요한 값은 { $expected }, 실제 값은 { $found }.
error-message-whole = 전문: 필요한 값은 { $expected }, 실제 값은 { $found }.

expected-message-length = 450바이트
expected-length-literal = ` 446`
expected-number = 오른쪽 숫자, 왼쪽 빈칸
expected-zero-filled-number = 왼쪽을 0으로 채운 숫자
expected-digits = 왼쪽 숫자, 오른쪽 빈칸
expected-text = 왼쪽 보이는 ASCII, 오른쪽 빈칸
expected-kind = PAYMENT 또는 CANCEL
expected-id = 보이는 ASCII 20자
expected-card-number = 숫자 10~16자리
expected-expiry = MMYY, 01~12월
expected-cvc = 숫자 3자리
expected-installments = 00~12
expected-cancel-installments = 00(취소)
expected-payment-amount = 100~1,000,000,000
expected-cancel-amount = 1~1,000,000,000
expected-payment-vat = 금액보다 작은 수
expected-cancel-vat = 금액 이하의 수
expected-no-original = 빈칸(결제)
expected-other-original = 취소할 결제의 관리번호
expected-sealed-card = k, 키 번호, 마침표, base64url 96자
expected-blank = 빈칸
expected-header-kind = HEADER
expected-trailer-kind = TRAILER
expected-batch-id = 검증 숫자가 맞는 20자리 숫자
expected-batch-number = 000001~999999
expected-format = 01
expected-environment = P 또는 T
expected-time = 2026-11-21T14:32:07+09:00 형식의 시각
expected-business-number = 숫자 10자리 또는 공백
expected-earlier-batch = 앞선 청구 번호 또는 000000
expected-record-count = 결제와 취소를 더한 건수
expected-net = 결제에서 취소를 뺀 금액: + 또는 - 와 숫자 15자리
expected-sha-256 = 그 앞 모든 바이트의 해시: 16진수 소문자 64자리
expected-sum = 파일에 있는 전문의 합계
expected-as-in-header = 첫 줄과 같은 값
expected-other-record = 파일에 아직 없는 전문의 관리번호

found-bytes = { $bytes }바이트
found-character = { $class } (위치 { $at })
found-blank = 빈칸뿐
found-padding = 잘못 채운 값
found-too-long = 넘치는 값
found-value = 다른 값

## JSON 요청

json-empty = 빈 줄입니다. 한 줄에 JSON 객체 하나를 보내세요.
json-nothing = 표준 입력이 비어 있습니다. 한 줄에 JSON 객체 하나를 보내세요.
json-not-utf8 = UTF-8이 아닙니다. 한 줄에 JSON 객체 하나를 UTF-8로 보내세요.
json-too-long = { $limit }바이트보다 긴 줄입니다. 한 줄에 JSON 객체 하나를 보내세요.
json-syntax = JSON이 아닙니다({ $column }번째 글자). 한 줄에 JSON 객체 하나를 보내세요.
json-not-an-object = JSON이지만 객체가 아닙니다. 한 줄에 JSON 객체 하나를 보내세요.
json-unknown-key = 모르는 키입니다: { $key }. 쓸 수 있는 키: { $known }.
json-unknown-key-unnamed = 모르는 키가 있습니다. 쓸 수 있는 키: { $known }.
json-duplicate-key = 같은 키가 두 번 있습니다(다른 이름일 수도 있음): { $key }. 한 번만 보내세요.
json-allow-duplicate = allow_duplicate는 true 또는 false여야 합니다.
json-read = 표준 입력을 읽을 수 없습니다: { $reason }. 입력을 주는 파일이나 프로그램을 확인하세요.

## 장부

reason-folder = 파일이 아니라 폴더입니다
reason-pipe = 파일이 아니라 파이프입니다
reason-device = 파일이 아니라 장치입니다
reason-too-large = 이런 파일이라기에는 너무 큽니다
reason-socket = 파일이 아니라 소켓입니다
ledger-open = 장부 { $path }: 열 수 없습니다({ $reason }). 경로와 쓰기 권한을 확인하거나 --ledger로 다른 파일을 지정하세요.
ledger-missing = 장부 { $path }: 파일이 없습니다. 경로를 확인하거나 --ledger로 다른 파일을 지정하세요.
ledger-read-only = 장부 { $path }: 읽기 전용입니다. 파일과 폴더의 쓰기 권한을 주세요.
ledger-not-a-database = 장부 { $path }: 데이터베이스가 아닙니다. --ledger로 맞는 파일을 지정하세요. 이 파일은 그대로입니다.
ledger-not-a-ledger = 장부 { $path }: 다른 프로그램의 데이터베이스입니다. --ledger로 맞는 파일을 지정하세요. 이 파일은 그대로입니다.
ledger-has-payments = 장부 { $path }: 이미 결제가 있습니다. 이전 시스템의 거래는 그보다 먼저 가져와야 합니다. --ledger로 새 장부를 지정해 가져오고, 조회도 그 장부로 하세요.
ledger-not-empty = 장부 { $path }: 이미 거래가 있습니다. 연습용 거래는 새 장부에만 만듭니다. --ledger로 다른 파일을 지정하세요.
ledger-newer = 장부 { $path }: 더 새로운 Paydesk가 쓴 파일입니다(버전 { $found }, 여기서는 { $known }까지). 새 Paydesk를 설치하세요.
ledger-locked = 장부 { $path }: 다른 프로그램이 잠그고 있습니다. 아무것도 쓰지 않았습니다. 다시 시도하세요.
ledger-full = 장부 { $path }: 디스크가 가득 찼습니다. 아무것도 쓰지 않았습니다. 공간을 만들고 다시 시도하세요.
ledger-damaged = 장부 { $path }: 손상되었습니다({ $reason }). 파일을 그대로 두고 백업을 복원하세요.
ledger-corrupt-row = 장부 { $path }: 손상되었습니다: { $spot }. 파일을 그대로 두고 백업을 복원하세요.
ledger-schema = 장부 { $path }: { $spot }: Paydesk가 만든 것과 다릅니다. 다른 프로그램이 파일을 바꾸었습니다. 아무것도 기록하지 않았습니다. 파일을 그대로 두고 검사하세요: paydesk verify.
ledger-trial = 장부 { $path }: 0.2 이전의 시험판이 만든 파일이라 읽을 수 없습니다. 파일은 그대로 두고 다른 장부를 고르세요: --ledger FILE.
ledger-log-left = 장부 { $path } 파일은 없는데 그 로그 { $log } 파일이 남아 있습니다. 결제가 들어 있을 수 있습니다. 장부를 로그 옆에 되돌려 놓으세요. 장부를 잃었다면 로그를 다른 폴더로 옮겨 보관하세요.
ledger-changes = 장부 { $path }: 한 행 대신 { $changed }행이 바뀌었습니다. 다른 프로그램이 파일을 바꾸었습니다. 아무것도 기록하지 않았습니다. 검사하세요: paydesk verify.
ledger-replaced = 장부 { $path }: 열었던 파일이 아닙니다. 아무것도 기록하지 않았습니다. 맞는 파일을 제자리에 두고 다시 하세요.
ledger-replaced-meanwhile = 장부 { $path }: 기록하는 동안 파일이 바뀌었습니다. 맞는 파일에 기록되었는지 알 수 없습니다. Paydesk를 다시 시작해 먼저 조회한 뒤에 다시 하세요.
ledger-pragma = 장부 { $path }: SQLite의 { $pragma } 설정이 다릅니다(답: { $answer }). 이 상태로는 쓰지 않습니다. 이 파일을 쓰는 다른 프로그램을 닫으세요. 그래도 같으면 로컬 디스크에 두세요.
ledger-sqlite = 장부 { $path }: { $reason }. 아무것도 쓰지 않았습니다. 원인을 찾으려면: paydesk doctor

## 마지막 상태와 다른 장부

misfit-gone = 장부 { $path }: 파일이 없습니다. 감사 기록이 { $seq }번까지 있었습니다.
misfit-empty = 장부 { $path }: 비어 있습니다. 감사 기록이 { $seq }번까지 있었습니다.
misfit-older = 장부 { $path }: 전보다 오래된 파일입니다. 감사 기록이 { $found }번에서 끝나며, 전에는 { $seq }번까지 있었습니다.
misfit-branch = 장부 { $path }: 전과 다릅니다. 감사 기록 { $seq }번이 다른 기록입니다.
misfit-other = { $path }: 전과 다른 장부입니다. 전 장부의 감사 기록은 { $seq }번까지 있었습니다.
misfit-elsewhere = 장부 { $path }: 오래된 사본입니다. 원래 장부({ $known })에는 감사 기록이 { $seq }번까지 있었습니다.
misfit-refused = { $misfit } 아무것도 기록하지 않았습니다. { $remedy }
misfit-do = 맞는 파일을 제자리에 두세요. 이 장부로 계속하려면: paydesk ledger accept
misfit-do-begin = 맞는 파일을 제자리에 두거나 백업을 복원하세요: paydesk restore FILE. 새 장부를 시작하려면: paydesk ledger accept
misfit-do-elsewhere = 원래 장부({ $known })를 쓰세요. 이 사본을 보려면: paydesk list --ledger { $path }. 이 사본으로 계속하려면: paydesk ledger accept
misfit-read = 있는 그대로 읽습니다. 결제하려면 맞는 파일을 제자리에 두거나, 이 장부로 계속하세요: paydesk ledger accept
remember-write = { $path }: 쓸 수 없습니다({ $reason }). 장부의 마지막 상태를 두는 파일입니다. 이 사용자에게 폴더의 쓰기 권한을 준 뒤 다시 하세요.
reason-not-ours = 파일이 손상되었습니다
remember-unreadable = { $path }: 읽을 수 없어({ $reason }) 새로 만듭니다. 그때까지는 오래된 장부를 알아볼 수 없습니다.
accept-done = 이 장부로 계속합니다: { $path }, 감사 기록 { $found }번까지. 전에는 { $seq }번까지 있었습니다.
accept-begun = 새 장부를 시작했습니다: { $path }. 전 장부의 감사 기록은 { $seq }번까지 있었습니다.
accept-none = 확인할 것이 없습니다. { $path }: 파일이 없고 전에도 없었습니다. 첫 결제 때 새 장부를 만듭니다.
accept-nothing = 장부 { $path }: 마지막 상태 그대로입니다. 확인할 것이 없습니다.
replaced-title = 장부가 마지막 상태와 다릅니다
replaced-quit = Ctrl+Q를 눌러 끝낸 뒤, 맞는 파일을 두거나 백업을 복원하고 다시 시작하세요.
replaced-quit-copy = Ctrl+Q를 눌러 끝낸 뒤, 위에 적힌 장부로 시작하세요. 이 사본은 paydesk list --ledger로 볼 수 있습니다.
replaced-accept = F8을 누르면 이 장부로 계속합니다. 없는 기록은 돌아오지 않으며, 계속한 사실이 기록됩니다.
replaced-begin = F8을 누르면 새 장부를 시작합니다. 전의 기록은 들어 있지 않으며, 그 사실이 기록됩니다.
replaced-busy = 확인하는 중 …
replaced-done = 이 장부로 계속합니다. 그 사실을 기록했습니다.
replaced-begun = 새 장부를 시작했습니다. 그 사실을 기록했습니다.
replaced-fits = 장부가 다시 마지막 상태 그대로입니다.
replaced-first = 먼저 아래의 키 가운데 하나로 답하세요.
key-accept = 확인하고 계속
key-begin = 새 장부 시작
misplaced = { $path } 파일은 열었던 파일이 아닙니다. 맞는 파일을 제자리에 둘 때까지 아무것도 기록할 수 없습니다.

## 키

keyring-missing = 키 파일 { $path }: 없습니다. 장부의 거래는 그 키로만 열립니다. 키 파일을 되돌려 놓으세요. 새로 만들지 않았습니다.
keyring-exposed = 키 파일 { $path }: 다른 사용자가 읽을 수 있습니다(권한 { $mode }). chmod 600으로 막으세요.
keyring-damaged = 키 파일 { $path }: 손상되었습니다({ $detail }). 온전한 사본을 되돌려 놓으세요.
keyring-newer = 키 파일 { $path }: 더 새로운 Paydesk가 쓴 파일입니다(형식 { $found }). 새 Paydesk를 설치하세요.
keyring-wrong = 키 파일 { $path }: 이 장부의 키({ $key })가 없습니다. 다른 키 파일이거나 옛 사본입니다. --keyring으로 맞는 파일을 지정하세요. 장부는 손상되지 않았습니다.
keyring-read = 키 파일 { $path }: 읽을 수 없습니다({ $reason }). 경로와 읽기 권한을 확인하거나 --keyring으로 다른 파일을 지정하세요.
keyring-create = 키 파일 { $path }: 만들 수 없습니다({ $reason }). 경로와 쓰기 권한을 확인하거나 --keyring으로 다른 파일을 지정하세요.
keyring-write = 키 파일 { $path }: 쓸 수 없습니다({ $reason }). 파일은 그대로입니다. 쓰기 권한과 남은 공간을 확인하세요.
keyring-locked = 키 파일 { $path }: 암호로 보호되어 있습니다. 암호를 물을 수 있는 터미널에서 Paydesk를 시작하거나, 암호가 든 비공개 파일을 --passphrase-file로 지정하세요.
keyring-passphrase = 키 파일 { $path }: 암호가 다릅니다. 맞는 암호를 입력하세요.
keyring-unprotected = 키 파일 { $path }: 암호가 없습니다. 없앨 암호가 없습니다.
keyring-exists = { $path }: 이미 있습니다. 다른 파일을 지정하거나 --force로 바꾸세요. 아무것도 쓰지 않았습니다.
keyring-read-back = { $path }: 쓴 대로 읽히지 않습니다. 이 사본을 믿지 말고 다른 디스크를 쓰세요.
seal-key = 키 { $key }: 키 파일에 없거나 이것을 열지 못합니다. 맞는 키 파일을 되돌려 놓으세요.
seal-random = 시스템에서 난수를 얻지 못했습니다: { $reason }. 아무것도 쓰지 않았습니다. 다시 시도하세요.

## 화면: 틀

tab-pay = 결제
tab-cancel = 취소
tab-lookup = 조회
tab-day = 마감
header-till = { $till }번 단말기
header-till-shared = { $till }번 중복!
header-clock = { $day } ({ $weekday }) { $time }
header-clock-doubt = 시계? { $time }
header-ledger-misplaced = 장부?
header-not-closed = { $day } 미마감
weekday = { $weekday ->
    [mon] 월
    [tue] 화
    [wed] 수
    [thu] 목
    [fri] 금
    [sat] 토
   *[sun] 일
}
header-today = { $count ->
   *[other] 오늘 이 단말기 { $grouped }건  { $net }
}
count = { $count ->
   *[other] { $grouped }건
}
entries = { $count ->
   *[other] 감사 기록 { $grouped }건
}
messages = { $count ->
   *[other] { $grouped }건
}
too-small = 화면이 작습니다: { $width }×{ $height }   필요: { $need_width }×{ $need_height }
too-small-kept = 창을 늘리면 입력하던 내용이 그대로 보입니다.
no-terminal = 화면은 터미널에서 열립니다. 프로그램에서는 명령을 쓰세요: paydesk --help.
first-start = 아직 거래가 없습니다. 첫 결제를 입력하세요: F2.
first-start-till = 이 단말기의 거래가 아직 없습니다. 첫 결제를 입력하세요: F2.
first-start-where = 보관하는 곳: { $path }
first-start-taken = 결제 완료: 이 단말기의 장부에 기록했습니다. 카드사가 승인한 것은 아닙니다.
first-start-settings = 가게 이름, 단말기 번호, 언어, 프린터는 { $key }에서 정합니다. 나중에 해도 됩니다.
nothing-to-copy = 고른 거래가 없어 복사하지 않았습니다.
nothing-shown = 고른 거래가 없습니다.
no-last = 이 단말기의 거래가 아직 없습니다.

## 화면: 이름

label-pay-amount = 결제금액
label-card = 카드번호
label-expiry = 유효기간
label-cvc = CVC
label-installments = 할부
label-vat = 부가세
label-payment = 결제
label-cancel-amount = 취소 금액
label-left = 취소 후 잔액
label-id = 관리번호
label-original = 원 결제
label-till = 단말기
label-find = 찾기

## 화면: 결제

vat-automatic = 자동
automatic-vat = 자동 { $vat }
in-words = { $words } 원
hint-amount = 100~1,000,000,000   . = 000
hint-card = 10~16자리
hint-expiry = MMYY, 카드에 적힌 대로
hint-cvc = 뒷면 3자리
hint-installments = 0~12개월
hint-vat = 비우면 금액/11
note-digits = { $digits }자리
note-enter-here = Enter = 입력 끝
note-luhn = 카드번호를 다시 확인하세요
unusual-expiry = { $year }년까지 유효
unusual-below-minimum = { $minimum } 미만 할부
unusual-above = { $limit } 초과
unusual-late-cancel = 결제 후 90일이 지나 카드사가 받지 않을 수 있습니다
unusual-late-cancel-short = 결제 후 90일 지남
note-month = 없는 월: 01~12
note-expired = 유효기간 지남({ $last })
note-range = { $min }~{ $max }
note-exactly = 정확히 { $vat }
note-missing = 미입력
fields-missing = 미입력: { $fields }
fields-to-fix = 확인 필요: { $fields }
all-keyed = 모두 입력했습니다.  Enter나 +를 눌러 확인하세요.
ask-pay = 결제할까요?
answer-pay = 결제
ask-again = { $when }에 같은 카드로 { $amount }을 결제했습니다. 한 번 더 결제할까요?
ask-again-part = { $when }에 같은 카드로 { $amount }을 결제했고 { $cancelled }을 취소했습니다. 한 번 더 결제할까요?
ask-again-short = { $when } 결제 { $amount }. 한 번 더 결제할까요?
ask-again-part-short = { $when } 결제 { $amount }, 취소 { $cancelled }. 한 번 더 결제할까요?
ago-at = { $ago }({ $time })
at-time = { $time }
ago-seconds = { $number }초 전
ago-minutes = { $number }분 전
ago-hours = { $number }시간 전
answer-again = 한 번 더
answer-not-again = 결제 안 함
ask-clock = { $doubt } 시계가 맞습니까?
answer-clock-right = 맞음
answer-clock-wrong = 틀림
clock-set-it = 이 기기의 시계를 맞춘 뒤 다시 확인하세요.
clock-before-release = 시계 { $now }: 이 프로그램이 만들어진 { $released } 이전입니다.
clock-before-release-short = 시계 { $now }, 프로그램 { $released }.
clock-far = 시계 { $now }, 마지막 기록 { $newest }: 차이가 너무 큽니다.
clock-far-short = 시계 { $now }, 마지막 기록 { $newest }.
clock-refused = { $doubt } 기록하지 않았습니다. 시계를 맞추세요.
clock-told = { $doubt } 이 시각으로 기록했습니다. 시계가 틀렸으면 맞추세요.
clock-set-back = 시계 { $now }, 이 단말기의 마지막 관리번호 { $before }: 이제부터 관리번호는 시계를 따릅니다.
done-set-back = { $done } (시계가 뒤로 맞춰져 관리번호는 시계를 따릅니다)
confirm-closed = 확인 창을 닫았습니다. 실행된 것은 없습니다.   Esc = 돌아가기
confirm-retry = 기록되지 않았습니다.   Enter = 다시 시도   Esc = 수정
writing = 기록하는 중 …
done-payment = 결제 완료: { $amount }, 관리번호 { $id }
done-cancel = 취소 완료: { $amount }, 관리번호 { $id }, 잔액 { $left }

## 화면: 취소

hint-cancel-id = 결제의 관리번호 20자리를 입력하거나, 조회(F4)에서 찾아 F3을 누르세요.
hint-cancel-last = 직전 결제: Enter 또는 +
hint-id-digits = 20자리 ({ $digits })
copied = 복사됨: { $id }
looking = 찾는 중 …
cancelled = 취소 { $amount } ({ $count }건)
nothing-cancelled = 취소 없음
left-of = 취소 가능 금액 { $amount }, 부가세 { $vat }
left-amount = 취소 가능 금액 { $amount }
vat-of = 부가세 { $vat }
full-or-part = 전액 취소 (부분 취소는 금액 입력)
rest-or-part = 잔액 전부 (부분 취소는 금액 입력)
note-not-found = 없는 번호
note-mistyped = 없는 번호: 다시 확인하세요
note-is-a-cancel = 취소의 번호입니다
note-already-cancelled = 이미 전액 취소됨
ask-cancel = 취소할까요?
answer-cancel = 결제 취소 실행
in-full = 전액 취소
all-that-remains = 잔액 전부
in-part = 부분 취소
of-payment = 결제 ..{ $end }
history = 이력

## 화면: 결과와 전문

last-payment = 직전 결제
last-cancel = 직전 취소
result-taken = 결제 완료
result-cancelled = 취소 완료
state-taken = 결제 완료
message-last = 카드사 전문
message-keyed = 보낼 전문
message-blanks = · 빈칸 { $count }
earlier-here = 이 단말기의 이전 거래
today-here = 오늘, 시간별
message-legend = · 빈칸   _ 기록할 때 채움
message-title = 전문 450바이트
slot-name = 항목
slot-offset = 위치
slot-width = 길이
slot-kind = 종류
slot-text = 내용
slot-meaning = 의미
meaning-length = 뒤에 오는 바이트 수
revealed = 카드 정보를 10초 동안 표시합니다. 감사 기록에 남았습니다.
revealed-for = { $seconds }초 뒤에 가립니다   { $key } = 지금 가리기

## 화면: 조회

find-just-moved = 방금 목록이 바뀌었습니다. 확인하고 다시 누르세요.
find-not-understood = 알 수 없는 말이 있는 동안에는 거래를 고를 수 없습니다.
find-placeholder = 카드·번호 끝, 금액, 오늘, 11-20.., 취소, 2번 …
searching = 찾는 중 …
not-understood = 알 수 없는 말: { $words }   Tab = 마지막 말 지우기   F1 = 쓸 수 있는 말
not-understood-suggest = 알 수 없는 말: { $words }   비슷한 말: “{ $word }”   Enter = 바꾸기
nothing-found-next = Esc = 모두 지우고 최근 거래 보기
query-help = 찾는 말
query-digits = 456   261121   007
query-digits-is = 카드·관리번호 끝, 관리번호 앞, 금액
query-amount = 55,000   5만5천   >50000   1만..10만   ~50000
query-amount-is = 금액, 범위, 대략
query-day = 오늘   어제   11-20   11-20..   2026-11   지난주
query-day-is = 날짜
query-time = 18:30   18:00..19:30   오후 6시
query-time-is = 시각
query-kind = 결제   취소   부분   전액 취소   미취소   (ㄱㅈ, ㅊㅅ)
query-kind-is = 구분과 취소 상태
query-plan = 일시불   3개월   2..6개월
query-plan-is = 할부
query-till = 2번
query-till-is = 단말기
query-memo = 메모 A-17   메모 김   메모
query-memo-is = 이렇게 시작하는 말이 있는 메모, 메모 있음
query-not = -취소   -456
query-not-is = 이것만 빼고
nothing-left = 조건에 맞는 거래가 없습니다. 다음 조건을 빼면 있습니다: { $chip }
nothing-left-next = Enter = 이 조건 빼기   Tab = 마지막 조건 빼기   Esc = 모두 지우기
nothing-left-last = Enter = 이 조건 빼기   Esc = 모두 지우기
summary-payments = { $count ->
   *[other] 결제 { $grouped }건
}
summary-cancels = { $count ->
   *[other] 취소 { $grouped }건
}
summary-net = 순매출
summary-sum = 합계
chart-hour = 시간별
chart-day = 날짜별
chart-week = 주별
chart-month = 월별
chart-year = 연별
chart-most = 최고 { $won }
chart-cut = ▒ 일부 기간
chip-id = 관리번호 { $id }
chip-card = 같은 카드: { $card }
chip-card-perhaps = 카드번호? Enter
cancel-of = 취소, 원 결제 { $id }
column-time = 일시
column-kind = 구분
column-amount = 금액
column-card = 카드
column-left = 잔액
column-id-end = 관리번호 끝
column-months = 할부
column-remaining = 취소 가능
remaining-all = 전액
remaining-nothing = 취소됨
kind-payment = 결제
kind-cancel = 취소
detail-title = 상세

## 화면: 찾는 말의 뜻

chip-not = { $meaning } 아님
chip-also = { $meaning }, 또는 { $other }
chip-or = { $meaning } 또는 { $other }
chip-card-or-id = 카드·번호 끝 { $digits }
chip-card-or-id-four = 카드·번호 끝 { $digits }(15자리 미만 카드는 { $three })
chip-card-or-id-either = 카드 { $digits }.., 번호 처음·끝 { $digits }
chip-card-begins = 카드 { $digits }..
chip-id-begins = 번호 { $digits }..
chip-id-ends = 번호 끝 { $digits }
chip-id-either = 번호 처음·끝 { $digits }
chip-mistyped = { $meaning } (잘못 입력?)
chip-range = { $from }~{ $to }
chip-or-more = { $amount } 이상
chip-or-less = { $amount } 이하
chip-from = { $from }부터
chip-to = { $to }까지
chip-today = 오늘 { $day }
chip-year = { $year }년
chip-day = { $day } { $weekday }
chip-last-night = 어젯밤 { $time }
chip-next-day = 다음 날 { $time }
chip-time-daily = 매일 { $time }
chip-time-since = { $day }부터 매일 { $time }
chip-part = 부분 취소
chip-full = 전액 취소
chip-cancelled = 취소된 결제
chip-untouched = 미취소
chip-installments = 할부 { $from }~{ $to }개월
chip-till = { $till }번 단말기
chip-operator = 담당 { $number }
chip-shop = { $number }호점
chip-has-memo = 메모 있음
chip-memo = 메모 { $word }..
chip-unknown = ? { $text }
chip-misspelled = { $word }?
chip-too-much = 나머지는 읽지 않음

## 화면: 안내

hint-full = 더 입력할 수 없습니다.
hint-filled = 빈칸에만 쓸 수 있습니다. Esc로 지운 뒤 누르세요.
hint-strip-closed = 여기서는 쓰지 않는 키입니다. 실행된 것은 없습니다.   Esc = 돌아가기
hint-digits = 숫자만 입력할 수 있습니다.
hint-pasted-amount = 붙여 넣은 글이 금액이 아닙니다. 아무것도 넣지 않았습니다.
hint-paste-too-long = 붙여 넣은 글이 너무 깁니다. 아무것도 넣지 않았습니다.
hint-paste-broken = 붙여넣기가 중간에 끊겼습니다. 아무것도 넣지 않았습니다.
hint-hangul = 숫자만 입력할 수 있습니다 (한글 입력 상태입니다: 한/영).
hint-not-from-last = 직전 거래에서는 금액, 할부, 부가세만 가져옵니다.
hint-money-of-another = 다른 결제에 입력한 금액은 지웠습니다. F7을 누르면 그 결제로 되돌립니다.
hint-in-flight = 장부에 기록하는 중입니다. 잠시 기다리세요.
hint-quit-keyed = 입력하던 내용이 있습니다({ $screens }). 다시 누르면({ $key }) 버리고 끝냅니다.
hint-quit-again = Ctrl+C를 다시 누르면 끝냅니다.
hint-quit-twice = Ctrl+C를 두 번 더 누르면 끝냅니다.
hint-quit-cleared = 지웠습니다. F7을 누르면 되살립니다. Ctrl+C를 두 번 더 누르면 끝냅니다.
hint-quit-forgets = Ctrl+C를 다시 누르면 지운 내용을 버리고 끝냅니다.

## 화면: 키

key-next = 다음
key-down-field = 다음 칸
key-previous = 이전
key-minus = 이전, 빈 화면에서는 결제↔취소
key-defaults = 확인
key-thousand = 000
key-as-last = 직전 거래와 같게
key-clear = 지우기
key-bring-back = 지운 것 되살리기
key-confirm = 실행
key-again = 예: 한 번 더, 또는 시계가 맞음
key-change = 수정
key-up = 위
key-down = 아래
key-detail = 상세
key-cancel-this = 이 결제 취소
key-same-card = 같은 카드의 모든 거래
key-drop-word = 마지막 낱말 지우기
key-page-up = 한 쪽 위로
key-page-down = 한 쪽 아래로
key-newest = 가장 최근 거래
key-oldest = 표시된 가장 오래된 거래
key-reveal = 원문 10초 표시
key-step-back = 이력의 앞 거래
key-step-on = 이력의 다음 거래
key-close = 닫기
key-help = 도움말
key-pay = 결제
key-cancel = 취소
key-look-up = 조회
key-day = 하루 마감 (X, Z)
key-last-detail = 직전 거래 상세
key-copy-id = 번호 복사
key-copy = 보이는 관리번호 복사
key-suspend = 잠시 멈추기, fg로 돌아오기
key-palette = 명령
key-run = 실행
type-to-filter = 입력해서 찾기 (한국어, 영어)
palette-screen = 이 화면
palette-go-to = 이동
palette-settings = 설정
setting-language = 언어
setting-theme = 색
setting-bell = 거절할 때 벨
setting-till = 단말기 번호
setting-lock = 입력이 없으면 잠금
setting-luhn = 검증 숫자가 틀리면 거절
setting-duplicates = 같은 카드·금액 다시 묻는 시간
setting-shop-name = 가게 이름
setting-owner = 대표자
setting-business-number = 사업자등록번호
setting-address = 주소
setting-telephone = 전화번호
setting-merchant-number = 가맹점번호
setting-terminal-number = 카드사 단말기번호
setting-printer = 프린터
setting-paper-columns = 용지 폭
setting-charset = 프린터 문자 집합
setting-drawer = 금전함 열기
setting-slip-print = 전표 인쇄
setting-slip-copies = 인쇄할 전표
setting-backup = 사본(백업) 폴더
setting-hand-over = 매입 청구 폴더
setting-day-start = 영업일 시작 시각
setting-signature = 서명란 기준 금액
setting-on = 켬
setting-off = 끔
setting-never = 안 함
setting-seconds = { $number }초
setting-columns = { $number }칸
setting-empty = 없음
setting-word = { $word ->
    [en] English
    [ko] 한국어
    [auto] 자동
    [light] 밝게
    [dark] 어둡게
    [mono] 없음
    [cp949] 한글(CP949)
    [ascii] ASCII(영어 전표)
    [never] 키를 누를 때만
    [ask] 거래 후 키 안내
    [always] 거래마다
    [customer] 고객용
    [both] 고객용, 가맹점용
   *[high-contrast] 고대비
}
setting-next-start = { $value }, 다음 시작부터
setting-allows-till = 허용: { $number }. 다음에 시작할 때부터 적용됩니다.
setting-allows-seconds = 허용: { $number }(초). 0이면 하지 않습니다.
setting-allows-folder = 전체 경로(예: /media/stick/paydesk). 비워 두면 사본을 만들지 않습니다. 다음에 시작할 때부터 적용됩니다.
setting-day-start-allowed = 00:00~12:00의 시각
setting-allows-day-start = 허용: { $allowed }(예: 04:00). 그 전의 거래는 전날의 영업일에 들어갑니다.
setting-allows-columns = 허용: { $number }(칸). 한글은 2칸입니다.
setting-allows-won = 허용: { $number }(원).
setting-allows-text = 허용: { $allowed }. 비워 두면 전표에 나오지 않습니다.
setting-allows-hand-over = 폴더의 전체 경로. 예: /media/stick. 비워 두면 마감 화면에서 파일을 만들지 않습니다.
setting-allows-lines = 허용: { $allowed }. 줄과 줄은 | 표로 나눕니다. 비워 두면 전표에 나오지 않습니다.
setting-allows-printer = 허용: none(인쇄하지 않음), file:경로(USB 장치, file:/dev/usb/lp0), tcp:주소:9100(네트워크 프린터, tcp:192.168.0.20:9100), 설정 파일에서만 쓸 수 있는 command:명령(인쇄할 내용을 받는 명령, command:lp -d receipt -o raw).
setting-in-file = 설정 파일의 printer.to에서만 정할 수 있습니다. 여기에서는 /dev의 장치와 네트워크 프린터만 받습니다.
setting-refused = { $name }: { $allowed }만 쓸 수 있습니다.
setting-chosen = { $name }: { $value }
setting-chosen-text = { $name }: { $value }
no-such-command = 맞는 명령이 없습니다.
no-such-key = 맞는 키가 없습니다.
no-such-value = 맞는 값이 없습니다.
till-shared = 다른 화면이 같은 장부에서 { $till }번 단말기를 쓰고 있습니다. F10의 단말기 번호에서 서로 다른 번호를 정하세요.
demo-banner = 연습 중: 저장하지 않습니다
swipe-read = 카드를 읽었습니다. 금액을 확인하고 CVC를 입력하세요.
swipe-reader-error = 리더기가 카드를 읽지 못했습니다. 다시 긁거나 번호를 입력하세요.
swipe-misread = 카드를 잘못 읽었습니다: 검증 숫자가 맞지 않습니다. 다시 긁으세요.
swipe-length = { $found ->
   *[other] 카드번호가 { $found }자리입니다. 10~16자리만 받습니다. 다시 긁거나 다른 카드를 받으세요.
}
swipe-no-card = 결제 카드를 읽지 못했습니다. 띠가 리더기 쪽을 향하게 다시 긁거나 번호를 입력하세요.
swipe-expiry = 유효기간을 읽지 못했습니다. 다시 긁거나 번호와 유효기간을 입력하세요.
swipe-elsewhere = 카드는 결제(F2), 취소(F3), 조회(F4)에서 읽습니다: 거기서 다시 긁으세요.
swipe-again = 카드를 끝까지 읽지 못해 지웠습니다. 다시 긁거나 번호를 입력하세요.
swipe-in-strip = 다른 카드입니다. 결제한 것은 없습니다. 금액 확인 뒤 CVC를 입력하세요.
scan-refused = 읽은 내용이 이 칸에 맞지 않아 넣지 않았습니다.
swipe-disagree = 카드 트랙의 내용이 서로 다릅니다. 카드 한 장만 다시 긁고, 계속되면 다른 카드를 받으세요.
key-redraw = 다시 그리기
key-quit = 끝내기
key-interrupt = 지우기, 한 번 더: 끝내기 또는 묻기
help-review = 확인 단계
help-everywhere = 어디서나

## 화면 다음

ended-panic = 프로그램 오류로 Paydesk가 멈췄습니다({ $place }). 완료된 거래는 장부에 있습니다.
ended-terminal = 터미널 연결이 끊어졌습니다: { $reason }.
ended-payment = 카드 { $card }, { $amount } 결제를 장부에 쓰는 중이었습니다.
ended-cancel = 결제 { $id }, { $amount } 취소를 장부에 쓰는 중이었습니다.
ended-waiting = 장부의 답을 기다립니다. 그만 기다리려면 Ctrl+C를 누르세요.
ended-in-flight-done = 처리되었습니다: { $id }.
ended-in-flight-not = 처리되지 않았습니다.
ended-in-flight-unknown = 처리되었는지 알 수 없습니다. 다시 하기 전에 조회(F4)에서 찾아보세요. 요청 번호: { $request }.

## 설정

config-missing = 설정 파일 { $path }: 없습니다. --config로 맞는 파일을 지정하거나 paydesk config --example로 만드세요.
config-write = 설정 파일 { $path }: 쓸 수 없습니다({ $reason }). 이번 실행에만 적용됩니다.
config-read = 설정 파일 { $path }: 읽을 수 없습니다({ $reason }). 경로와 읽기 권한을 확인하거나 --config로 다른 파일을 지정하세요.
config-too-long = 설정 파일 { $path }: { $limit }바이트보다 깁니다. --config로 맞는 파일을 지정하세요.
config-not-utf8 = 설정 파일 { $path } { $line }번째 줄: UTF-8이 아닙니다. UTF-8로 저장하세요.
config-place = 설정 파일 { $path } { $line }번째 줄 { $column }번째 글자
config-place-file = 설정 파일 { $path }
config-place-override = --set { $text }
config-syntax = { $place }: TOML이 아닙니다({ $message }). paydesk config --example을 참고하세요.
config-control = { $place }: 제어 문자 { $code }: 여기에 쓸 수 없습니다. 지우세요.
config-not-an-assignment = { $place }: key=value가 아닙니다. --set till=2처럼 쓰세요.
config-unknown-key = { $place }: 모르는 항목입니다: { $key }. 쓸 수 있는 항목: { $known }.
config-unknown-key-meant = { $place }: 모르는 항목입니다: { $key }. 비슷한 항목: { $meant }. 쓸 수 있는 항목: { $known }.
config-wrong-value = { $place }: { $key }에 쓸 수 없는 값입니다({ $found }). 허용: { $allowed }. 그 자리를 고치세요.
config-wrong-text = { $place }: { $wrong } 그 자리를 고치세요.
wrong-text-control = { $name }: { $position }번째 글자가 제어 문자({ $code })입니다. 허용: { $allowed }.
wrong-text-width = { $name }: { $columns }칸입니다. 허용: { $allowed }.
wrong-text-lines = { $name }: { $lines }줄입니다. 허용: { $allowed }.
wrong-text-line = { $name } { $line }번째 줄

config-allowed-bool = true 또는 false
config-allowed-bool-or = true, false 또는 { $word }
config-allowed-integer = { $min }~{ $max }의 정수
config-allowed-words = { $words } 중 하나
config-allowed-text = 제어 문자 없이 { $columns }칸 이내의 글자(한글은 2칸)
config-allowed-lines = 글자 { $lines }줄 이내(줄마다 제어 문자 없이 { $columns }칸 이내, 한글은 2칸)
config-allowed-printer = none, file:경로, tcp:주소:9100, command:명령 중 하나(예: tcp:192.168.0.20:9100)
config-allowed-day-start = 00:00~12:00의 시각(따옴표로 묶어서)
config-allowed-table = 항목의 표

config-found-bool = true 또는 false
config-found-integer = 정수
config-found-float = 소수
config-found-text = 글자
config-found-date-time = 날짜나 시각
config-found-array = 목록
config-found-table = 표

home-missing = 홈 폴더가 없습니다(HOME이 없음). 파일을 지정하세요: { $options }.

## 명령

hint-json = JSON 요청을 한 줄에 하나씩 입력하고 Ctrl-D로 끝내세요. 파일은 이렇게 읽습니다: paydesk pay < requests.json
hint-messages = 450바이트 전문을 한 줄에 하나씩 입력하고 Ctrl-D로 끝내세요. 파일은 이렇게 읽습니다: paydesk message decode < messages.txt
progress-copying = 복사
progress-checking = 검사
progress-indexing = 색인
progress-sealing = 봉인
output-write = 표준 출력에 쓸 수 없습니다: { $reason }. 쓰지 못한 응답은 잃었습니다.
output-cut = 표준 출력이 닫혔습니다. 읽지 않은 응답은 잃었습니다.
signal-stopped = 신호를 받아 멈췄습니다.
signal-requests = 신호를 받아 멈췄습니다. 처리한 요청: { $done }건. 그 뒤의 요청은 처리하지 않았습니다.
output-lost = 처리한 요청: { $done }건. 잃은 응답: 마지막 { $lost }건. 그 뒤의 요청은 처리하지 않았습니다. 확인: paydesk list. request_id가 있는 요청은 다시 보내도 됩니다.
show-look-up = 조회하려면: paydesk list { $words }

show-kind = 구분
show-time = 일시
show-remaining = 취소 가능 금액
show-remaining-vat = 부가세 잔액
show-remaining-value = { $amount } (부가세 { $vat })
show-message = 전문
show-slot = 항목
show-offset = 위치
show-width = 길이
show-content = 내용(·은 빈칸)

list-unrecorded = 장부 { $path }: 지금은 기록할 수 없어 이 목록을 감사 기록에 남기지 않습니다.
tail-unrecorded = 장부 { $path }: 지금은 기록할 수 없어 이 내보내기를 감사 기록에 남기지 않습니다.
tail-since = 감사 기록 { $since }번이 없습니다. 마지막은 { $end }번입니다. --since와, 전에 읽던 장부가 맞는지 확인하세요.
vat-month = 월
vat-payments = 결제 건수
vat-cancels = 취소 건수
vat-order = --from { $from }: --to { $to }보다 뒤입니다. 앞의 달을 먼저 쓰세요: --from { $to } --to { $from }
list-empty = 아직 거래가 없습니다. 결제하려면: paydesk pay
list-no-match = 조건에 맞는 거래가 없습니다.
list-query = 알 수 없는 말: { $words }. 카드나 관리번호의 숫자, 금액(55,000, 1만..10만), 날짜(오늘, 11-20..), 취소, 부분, 3개월, 2번을 쓸 수 있고, 앞에 빼기(-)를 붙이면 뺍니다.
list-suggest = 비슷한 말: { $words }.
list-card = 명령줄의 카드번호는 읽지 않습니다: 명령 기록과 프로세스 목록에 남습니다. 표준 입력으로 주세요: paydesk list --card -
memo-card = 명령줄의 카드번호는 읽지 않습니다: 명령 기록과 프로세스 목록에 남습니다. 메모에도 카드번호를 넣을 수 없습니다.
memo-empty = 주문 번호, 이름 …
memo-allows = 허용: { $allowed }. 비우면 메모를 지웁니다.
memo-hint = 메모를 입력하고 Enter를 누르세요.
memo-given = { $id }: { $memo }
memo-taken = { $id }: 메모를 지웠습니다
list-card-hint = 카드번호를 입력하고 Enter를 누르세요.
## 장부 검사
verify-row = { $table } 표의 { $row }번 행
verify-column = { $place }, { $column }
verify-id = { $place }(거래 { $id })
verify-missing = 맞지 않음: { $place }: 없습니다.
verify-unknown = 맞지 않음: { $place }: 장부의 다른 어느 것과도 이어지지 않습니다.
verify-differs = 맞지 않음: { $place }: 필요한 값은 { $expected }, 실제 값은 { $found }.
verify-unreadable = 맞지 않음: { $place }: Paydesk가 쓰지 않는 값입니다.
verify-sealed = 맞지 않음: { $place }: 열리지 않습니다. 바뀌었거나 다른 행에서 옮겨 온 것입니다.
verify-changed = 맞지 않음: { $place }: 기록된 때와 다릅니다.
verify-altered = 맞지 않음: { $place }: Paydesk가 만든 것과 다릅니다.
verify-retired = 맞지 않음: { $place }: 더는 쓰지 않는 키로 기록되었습니다.
verify-not-in-journal = 맞지 않음: 감사 기록에 없는 해시입니다: { $hash }. 그 해시까지의 기록이 잘렸거나 다시 쓰였습니다.
verify-sqlite = 맞지 않음: { $place }: SQLite 오류: { $message }.
verify-nothing = 빈 값
verify-do-restore = 파일을 그대로 두고, 이 장부로 결제하지 말고, 백업을 복원하세요: paydesk help restore.
verify-do-rebuild = 조회에만 영향이 있고 거래는 온전합니다. 색인을 다시 만드세요: paydesk verify --rebuild-index
verify-do-rebuild-balances = 거래는 온전합니다. 취소 가능 금액은 거래에서 계산한 값입니다. 다시 계산하세요: paydesk verify --rebuild-index
verify-do-rebuild-memos = 거래는 온전합니다. 메모와 그 말은 감사 기록에서 만든 것입니다. 다시 만드세요: paydesk verify --rebuild-index
verify-do-rebuild-prints = 거래는 온전합니다. 전표 발행 횟수는 감사 기록에서 계산한 값입니다. 다시 계산하세요: paydesk verify --rebuild-index
verify-do-rebuild-closes = 거래와 마감은 온전합니다. 마감 목록은 감사 기록에서 만든 것입니다. 다시 만드세요: paydesk verify --rebuild-index
verify-do-compare = 해시를 직접 입력했다면 확인하세요. 파일을 그대로 두고 그때의 백업과 비교하세요.
verify-recorded = 감사 기록에 남겼습니다.
verify-whole = 모두 맞습니다: { $entries }, 거래 { $transactions }.
verify-hash = 최신 해시: { $hash }
verify-keep = 이 해시를 다른 곳에 적어 두세요. 나중에 paydesk verify --since HASH로 그 앞의 기록이 잘렸거나 다시 쓰였는지 알 수 있습니다.
verify-stopped = 끝까지 보기 전에 멈췄습니다. 바꾼 것은 없습니다.
## 꾸며 낸 거래
demo-bar = 거래
demo-line = { $transactions } 중 { $done }건, 초당 { $rate }건, { $left }초 남음
demo-made = { $path }: 연습용 거래 { $transactions }, { $first } ~ { $last }, { $size } MB, { $seconds }초 걸림.
demo-stopped = 중단했습니다. 장부를 만들지 않았습니다.
demo-nothing-kept = 연습용 장부였습니다. 남긴 것은 없습니다.
copy-missing = 사본 { $path }: 파일이 없습니다. 사본 파일을 지정하세요.
copy-read = 사본 { $path }: 읽을 수 없습니다({ $reason }). 읽기 권한을 확인하거나 다른 사본을 지정하세요.
copy-not-a-ledger = 사본 { $path }: Paydesk의 장부가 아닙니다. 바뀐 것은 없습니다. 사본 파일을 지정하세요.
copy-trial = 사본 { $path }: 0.2 이전의 시험판이 만든 파일이라 읽을 수 없습니다. 다른 사본을 지정하세요.
copy-damaged = 사본 { $path }: 손상되었습니다({ $reason }). 바뀐 것은 없습니다. 다른 사본을 지정하세요.
copy-not-a-keyring = 사본 { $path }: 키 파일이 아니거나 손상되었습니다({ $detail }). 다른 사본을 지정하세요.
copy-wrong-keyring = 사본 { $path }: 이 장부의 키({ $key })가 없습니다. 다른 키 파일의 사본이거나 옛 사본입니다. 장부는 손상되지 않았으니 다른 사본을 지정하세요.
copy-keyring-there = 키 파일이 이미 있습니다: { $path }. 바뀐 것은 없습니다. 사본으로 바꾸려면: paydesk key restore --force { $copy }

## 장부 사본

backup-exists = { $path } 파일이 이미 있습니다. 다른 파일을 지정하거나 --force로 바꾸세요. 아무것도 쓰지 않았습니다.
target-ledger = { $path } 파일은 장부 자신입니다. 다른 파일을 지정하세요.
target-beside = { $path } 파일은 Paydesk가 장부와 키 파일 옆에 두는 파일입니다. 다른 파일을 지정하세요.
target-keyring = { $path } 파일은 키 파일 자신입니다. 다른 파일을 지정하세요.
target-config = { $path } 파일은 설정 파일 자신입니다. 다른 파일을 지정하세요.
same-file = { $option }, { $other }: 같은 파일입니다({ $path }). 둘 가운데 하나에 다른 파일을 지정하세요.
same-beside = { $option }: { $path } 파일은 Paydesk가 장부 옆에 두는 파일입니다. 다른 파일을 지정하세요.
target-not-a-copy = { $path } 파일이 이미 있고 이 장부의 사본이 아닙니다. 바꾸지 않았습니다. 다른 파일을 지정하거나 그 파일을 옮기세요.
target-not-older = { $path } 파일이 이미 있고 이 장부에 없는 거래가 들어 있습니다. 바꾸지 않았습니다. 다른 파일을 지정하거나 그 파일을 옮기세요.
target-not-a-keyring = { $path } 파일이 이미 있고 키 파일이 아닙니다. 바꾸지 않았습니다. 다른 파일을 지정하거나 그 파일을 옮기세요.
target-unusable = { $path } 파일을 바꿀 수 없습니다({ $reason }). 다른 파일을 지정하세요.
backup-beside = { $path } 파일이 있습니다. 어떤 프로그램이 그 데이터베이스를 쓰고 있거나 남겨진 파일입니다. 새 파일의 일부로 읽히게 됩니다. 그 프로그램을 닫거나 파일을 옮기고 다시 하세요.
backup-taken = { $path } 파일이 이미 있고 빈 장부가 아닙니다. 바꾼 것은 없습니다. 먼저 -wal, -shm으로 끝나는 옆의 파일과 함께 옮기세요.
backup-write = { $path } 파일을 쓸 수 없습니다({ $reason }). 남은 것은 없습니다. 경로, 쓰기 권한, 남은 공간을 확인하세요.
backup-broken = { $path } 파일은 온전하지 않아 복사하지 않았습니다. { $finding }
backup-not-made = 장부 사본을 만들지 못했습니다. { $reason }
backup-old = { $folder }: 가장 최근 장부 사본의 날짜는 { $day }입니다.
backup-stopped = 멈췄습니다. 사본은 남지 않았습니다.
backup-done = 복사했습니다: { $path }, { $entries }, 거래 { $transactions }, { $bytes }바이트, 검사 완료.
backup-keyring = 키 파일은 들어 있지 않습니다. 그 사본을 따로 보관하세요: { $keyring }. 키 파일이 없으면 어떤 전문도 열 수 없습니다.

## 키

key-rotate-done = 이제부터 { $key }번 키로 봉인합니다. 새 키로 다시 봉인한 전문: { $messages }.
key-rotate-continued = { $key }번 키로 이어서 했습니다. 다시 봉인한 전문: { $messages }. 남은 것이 없습니다. 새 키를 또 만들려면 한 번 더 실행하세요.
key-rotate-stopped = 멈췄습니다. 이제부터 { $key }번 키로 봉인합니다. 다시 봉인한 전문: { $messages }. 나머지는 이전 키로 열립니다. 이어서 하려면: paydesk key rotate
key-copy-again = 전에 만든 키 파일 사본에는 이 키가 없습니다. 사본을 새로 만들어 장부와 따로 보관하세요: { $keyring }.
key-protect-done = 키 파일에 암호를 걸었습니다: { $path }. 암호 없이는 열 방법이 없으니 금고 번호처럼 보관하세요. 전에 만든 사본에는 암호가 없습니다.
key-protect-removed = 키 파일의 암호를 없앴습니다: { $path }.
key-backup-done = 키 파일을 복사하고 다시 읽어 확인했습니다: { $path }.
key-restore-done = 키 파일을 되돌려 놓았습니다: { $path }. 이 장부가 열립니다.
key-restore-ledger = 장부 { $path }: 없습니다. 키 파일은 장부를 열 수 있을 때만 되돌려 놓습니다. 먼저 장부를 복원하세요: paydesk --keyring { $copy } restore FILE
key-copy-plain = 암호가 없습니다. 이 파일과 장부를 함께 가진 사람은 카드를 읽을 수 있습니다. 암호를 걸려면: paydesk key protect
passphrase-ask = 암호({ $path }):
passphrase-new = 새 암호:
passphrase-again = 한 번 더:
passphrase-wrong = 암호가 다릅니다.
passphrase-differs = 두 암호가 다릅니다. 바뀐 것은 없습니다. 다시 하세요.
passphrase-short = 암호는 8자 이상이어야 합니다. 바뀐 것은 없습니다. 더 긴 암호를 쓰세요.
secret-no-terminal = { $secret ->
    [new-passphrase] 새 암호를 물을 터미널이 없습니다. 암호가 든 비공개 파일을 --new-passphrase-file로 지정하세요.
    [pin] 비밀번호를 물을 터미널이 없습니다. 비밀번호가 든 비공개 파일을 --pin-file로 지정하세요.
    [new-pin] 새 비밀번호를 물을 터미널이 없습니다. 비밀번호가 든 비공개 파일을 --new-pin-file로 지정하세요.
   *[passphrase] 암호를 물을 터미널이 없습니다. 암호가 든 비공개 파일을 --passphrase-file로 지정하세요.
}
secret-file = { $secret ->
    [pin] 비밀번호 파일 { $path }: 읽을 수 없습니다({ $reason }). 경로와 읽기 권한을 확인하세요.
    [new-pin] 비밀번호 파일 { $path }: 읽을 수 없습니다({ $reason }). 경로와 읽기 권한을 확인하세요.
   *[passphrase] 암호 파일 { $path }: 읽을 수 없습니다({ $reason }). 경로와 읽기 권한을 확인하세요.
}
secret-exposed = { $secret ->
    [pin] 비밀번호 파일 { $path }: 다른 사용자가 읽을 수 있습니다. chmod 600으로 막으세요.
    [new-pin] 비밀번호 파일 { $path }: 다른 사용자가 읽을 수 있습니다. chmod 600으로 막으세요.
   *[passphrase] 암호 파일 { $path }: 다른 사용자가 읽을 수 있습니다. chmod 600으로 막으세요.
}
secret-unread = { $secret ->
    [pin] 터미널에서 비밀번호를 읽을 수 없습니다: { $reason }. 비밀번호가 든 비공개 파일을 --pin-file로 지정하세요.
    [new-pin] 터미널에서 비밀번호를 읽을 수 없습니다: { $reason }. 비밀번호가 든 비공개 파일을 --new-pin-file로 지정하세요.
   *[passphrase] 터미널에서 암호를 읽을 수 없습니다: { $reason }. 암호가 든 비공개 파일을 --passphrase-file로 지정하세요.
}
restore-keyring = 키 파일 { $path }: 없습니다. 백업은 그 키 파일로 확인합니다. 키 파일 사본을 지정하세요: paydesk --keyring COPY restore { $file }
restore-done = 복원했습니다: { $path }, { $entries }, 거래 { $transactions }, 검사 완료.

## 맨 페이지

man-written = 맨 페이지 { $count }개를 { $path } 폴더에 썼습니다.

## 전체 점검

doctor-version = Paydesk
doctor-sqlite = SQLite
doctor-system = 시스템
doctor-installed = 설치
doctor-installed-debian = 데비안 패키지
doctor-installed-arch = 아치 리눅스 패키지
doctor-installed-cargo = cargo로 설치
doctor-installed-built = 설치하지 않고 빌드한 곳에서 실행
doctor-installed-copy = 복사한 파일
doctor-completions = 명령 완성
doctor-no-completions = 없음. 만드는 법: paydesk completions --help
doctor-man-pages = 맨 페이지
doctor-no-man-pages = 없음. 만드는 법: paydesk man --help
doctor-config = 설정 파일
doctor-ledger = 장부
doctor-folder = 장부 폴더
doctor-log = 장부 로그
doctor-space = 남은 공간
doctor-schema = 스키마
doctor-make = 파일 형식
doctor-check = 빠른 검사
doctor-keyring = 키 파일
doctor-keyring-folder = 키 폴더
doctor-keys = 키
doctor-swap = 스왑
doctor-counts = 내용
doctor-index = 조회 색인
doctor-remembered = 마지막 상태
doctor-remembered-none = 이 장부는 아직 없음, { $path }
doctor-remembered-end = 감사 기록 { $seq }번까지, { $path }; 장부에 있음
doctor-do-remember = 다음에 시작할 때 새로 만듭니다. 그때까지는 오래된 장부를 알아볼 수 없습니다.
doctor-do-remember-folder = 여기에는 쓸 수 없습니다. 이 사용자에게 폴더의 쓰기 권한을 주세요. 그러지 않으면 오래된 장부를 알아볼 수 없습니다.
doctor-last = 마지막 기록
doctor-clock = 시계
doctor-leftovers = 남은 파일
doctor-language = 언어
doctor-terminal = 터미널
doctor-window = 창
doctor-colours = 색
doctor-utf8 = UTF-8 로캘
doctor-none = { $path }: 아직 없습니다. 처음 시작할 때 만듭니다
doctor-no-config = { $path }: 없습니다. 모두 기본값입니다
doctor-missing = { $path }: 없습니다
doctor-file = { $path } (권한 { $mode }, 소유자 { $owner }, { $size })
doctor-folder-is = { $path } (권한 { $mode }, 소유자 { $owner })
doctor-sound = SQLite 검사 이상 없음. 전체 검사: paydesk verify
doctor-keys-fit = { $count ->
   *[other] { $keys }, 이 장부의 키입니다 (맨 앞의 키로 봉인)
}
doctor-keys-locked = 키는 스왑으로 나가지 않습니다
doctor-keys-unlocked = 키가 스왑으로 나갈 수 있습니다: { $reason }
doctor-counted = 거래 { $transactions }, { $entries }
doctor-indexed = 거래 { $transactions } 중 { $indexed }건
doctor-no-entries = 아직 기록이 없습니다
doctor-unseen = 보지 못했습니다
doctor-do-mode = 다른 사용자가 읽을 수 있습니다. 막으려면: chmod { $mode }
doctor-do-folder-mode = 다른 사용자가 쓸 수 있는 폴더입니다. 막으려면: chmod 700
doctor-do-owner = 다른 사용자의 것입니다. 소유자로 실행하거나 chown으로 이 사용자에게 주세요.
doctor-do-space = 디스크가 가득 차면 결제가 멈춥니다. 공간을 마련하세요.
doctor-do-folder = 여기에는 장부를 쓸 수 없습니다. 이 사용자에게 폴더의 쓰기 권한을 주세요.
doctor-do-keyring-folder = 여기에서는 키 파일을 바꿀 수 없습니다. 이 사용자에게 폴더의 쓰기 권한을 주세요.
doctor-do-leftovers = 강제로 끝난 명령이 남긴 미완성 파일입니다. 쓰는 프로그램이 없으니 지우세요.
doctor-do-log = 로그가 깁니다. 어떤 프로그램이 장부를 읽으려고 열어 두고 있습니다. 닫으세요.
doctor-do-index = 나머지는 조회할 때 한 행씩 봅니다. 열린 단말기가 한가할 때 색인합니다. 또는: paydesk verify --rebuild-index
doctor-do-clock = 마지막 기록이 지금보다 나중입니다. 시계를 맞추세요.
doctor-do-clock-doubt = { $doubt } 시계를 맞추세요. 맞다면 결제하세요. 단말기가 한 번 묻습니다.
doctor-do-utf8 = 화면의 선과 표시를 ASCII 문자로만 그리고, 한글은 보이지 않을 수 있습니다. LANG=ko_KR.UTF-8처럼 로캘을 정하세요.
doctor-do-window = 화면에는 80×24가 필요합니다. 창을 키우세요.
doctor-do-statistics = 다른 프로그램이 장부에 ANALYZE를 실행했습니다. 조회 결과는 달라지지 않습니다. 표 sqlite_stat1과 sqlite_stat4를 지우면 되돌아갑니다.
doctor-do-journal = Paydesk를 다시 시작하면 바로잡습니다. 다른 프로그램이 바꾸면 안 됩니다.
doctor-do-swap = 메모리를 잠글 수 있게 하거나(ulimit -l), 스왑을 끄거나 암호화하세요.
doctor-fine = 이상이 없습니다.
doctor-fine-advice = { $count ->
   *[other] 이상이 없습니다. 참고할 안내 { $grouped }건은 각 줄 아래에 있습니다.
}
doctor-wrong = { $count ->
   *[other] 이상: { $grouped }건. { $mark } 표시가 있는 줄을 보세요.
}

## 화면: 잠금

locked = 잠김
lock-passphrase = 암호
lock-enter = Enter를 누르면 열립니다.
lock-key = 키 파일의 암호를 입력하고 Enter를 누르세요.
lock-looking = 잠시 기다리세요 …
lock-checking = 확인하는 중 …
lock-wrong = 암호가 다릅니다. { $seconds }초 기다리세요.
lock-again = 암호가 다릅니다. 다시 입력하세요.
lock-swiped = 카드는 읽지 않았습니다. 잠금을 풀고 다시 긁으세요.
unlocked-card = 잠그면서 카드 정보를 지웠습니다. 카드만 다시 입력하세요.
unlocked-in-flight = { $outcome } 잠그면서 카드 정보를 지웠습니다. 카드를 다시 입력하세요.
key-unlock = 잠금 풀기
key-choose = 선택
key-back = 돌아가기
key-lock = 지금 잠그기

## 화면: 문제가 생긴 뒤

recall-asking = 기록되었는지 장부에 확인하는 중 …
recall-recorded = 확인해 보니 기록되었습니다: { $amount }, 관리번호 { $id }. 다시 입력하지 마세요.
recall-not-recorded = 장부에 없습니다. 기록되지 않았으니 Enter로 다시 시도하세요.
recall-unknown = 장부를 읽을 수 없어 기록되었는지 알 수 없습니다. 다시 하지 말고 Enter로 확인하세요. 원인은 paydesk doctor로 알아보세요.
confirm-recall = 기록되었는지 아직 모릅니다.   Enter = 장부에 확인
hint-unknown = 기록되었는지 장부에서 먼저 확인해야 합니다. Enter를 누르세요.

## 화면: 비정상 종료 뒤

aftermath-first = 먼저 읽고 Enter를 누르세요.
aftermath-title = 먼저 확인하세요
aftermath-payment = { $time }: { $amount } 결제를 장부에 쓰던 중에 Paydesk가 멈췄습니다.
aftermath-cancel = { $time }: 결제 { $id }, { $amount } 취소를 장부에 쓰던 중에 Paydesk가 멈췄습니다.
aftermath-recorded = 기록되어 있습니다: 관리번호 { $id }
aftermath-recorded-do = 다시 입력하지 마세요.
aftermath-not = 기록되지 않았습니다. 장부에 없는 거래입니다.
aftermath-not-do = 아직 필요한 거래라면 다시 입력하세요.
aftermath-unknown = 장부를 읽을 수 없어 기록되었는지 알 수 없습니다.
aftermath-unknown-do = 다시 입력하지 말고 Enter로 확인하세요. 원인: paydesk doctor
key-go-on = 계속

## 전표와 프린터

slip-copy = { $copy ->
    [customer] 고객용
   *[merchant] 가맹점용
}
slip-reprint = 재발행 { $number }
slip-cancelled = 취소
slip-title = 카드 결제 전표
slip-sales-title = 신용카드 매출전표
slip-owner = 대표자
slip-business-number = 사업자등록번호
slip-telephone = 전화번호
slip-merchant-number = 가맹점번호
slip-terminal-number = 카드사 단말기번호
slip-kind = 거래
slip-payment = 결제
slip-cancel = 취소
slip-time = 거래일시
slip-supply = 공급가액
slip-total = 합계
slip-original = 원거래관리번호
slip-original-time = 원거래일시
slip-cancel-since = 취소 { $time }
slip-cancels-since = 취소 { $count }건
slip-remaining = 취소 가능 금액
slip-left-after = 취소 후 잔액
slip-till = 단말기
slip-operator = 담당
slip-approver = 확인
slip-training = 연습: 실제 결제 아님
slip-signature = 서명
slip-no-signature = 무서명

printer-nowhere = 프린터를 정하지 않았습니다. 설정 파일의 printer.to에 적거나 F10의 설정에서 입력하세요.
printer-no-device = { $to }: 장치가 없습니다. 프린터의 전원과 연결을 확인하세요.
printer-no-reader = { $to }: FIFO를 읽는 프로그램이 없습니다. 그 프로그램을 먼저 시작하세요.
printer-open = { $to }: 열 수 없습니다({ $reason }). printer.to와 권한을 확인하세요.
printer-no-host = { $to }: 주소를 찾을 수 없습니다. printer.to의 이름과 네트워크를 확인하세요.
printer-connect = { $to }: 연결할 수 없습니다({ $reason }). 프린터의 전원과 네트워크를 확인하세요.
printer-silent = { $to }: { $seconds }초 동안 아무것도 받지 않았습니다. 프린터의 전원과 용지를 확인하세요.
printer-cut = { $to }: { $all }바이트 중 { $taken }바이트만 받았습니다({ $reason }). 인쇄된 부분이 있으면 버리세요.
printer-start = { $to }: 명령을 시작할 수 없습니다({ $reason }).
printer-command = { $to }: 명령이 실패했습니다({ $status }).
printer-command-said = { $to }: 명령이 실패했습니다({ $status }): { $said }
printer-broken = 다 보낸 뒤 프린터가 연결을 끊었습니다. 인쇄되었는지 확인하세요.
printer-no-thread = 프린터로 보낼 수 없습니다({ $reason }).
printer-late = 다 보냈지만 { $seconds }초 안에 끝나지 않았습니다. 인쇄되었는지 확인하세요.
printer-late-cut = { $seconds }초 동안 { $all }바이트 중 { $taken }바이트만 받았습니다. 일부만 인쇄되었을 수 있습니다. 용지를 확인하세요.
printer-skipped = 앞선 인쇄가 실패해서 보내지 않았습니다.
printer-again = 다시 인쇄: { $command }
slip-to-terminal = 프린터에 보낼 바이트입니다. 터미널이 아니라 장치나 파일로 보내세요: paydesk slip … --escpos > /dev/usb/lp0
slip-screen-title = 전표
slip-original-copy = 원본
slip-printer = 프린터: { $to }
slip-printing = 인쇄하고 있습니다.
slip-printed = 인쇄했습니다: { $id }
slip-sent = 인쇄합니다: { $copy }
slip-ask = { $said }  { $key } = 전표 인쇄
report-failed = { $title } 인쇄 안 됨. { $key } = 다시. { $why }
slip-failed = 전표 인쇄 안 됨. { $key } = 다시. { $why }
slip-not-printed = 인쇄 안 됨
key-memo = 메모
key-record-memo = 기록
key-slip = 전표
key-print = 인쇄
key-other-copy = 고객용/가맹점용
key-close-day = 마감
key-close-print = 마감하고 인쇄
key-close-before = 지난 마감
key-close-after = 다음 마감
key-day-so-far = 중간 집계
slip-enter-held = Enter를 눌러 열었습니다. + 를 누르면 인쇄합니다.
slip-gap-missing = 전표에 빠진 항목: { $keys }. 설정 파일에 적거나 F10의 설정에서 넣으세요.
slip-gap-unprintable = { $key }: 프린터가 모르는 문자가 있습니다: { $character }. 그 자리에 { $sign } 모양을 인쇄합니다.

# 마감.
close-nothing-since = 마감할 거래가 없습니다. 지난 마감 뒤로 결제도 취소도 없습니다.
close-meanwhile = 다른 단말기가 먼저 마감했습니다(Z { $number }). 집계를 다시 확인하세요.
close-note-left = { $till }번 단말기가 거래를 처리하다가 멈췄고 그 결과를 아직 확인하지 않았습니다. 먼저 { $till }번 단말기에서 Paydesk를 시작해 결과를 확인하세요.
close-unknown = 마감 { $number }번은 없습니다.
report-x = 중간 집계 (X)
report-z = 마감 (Z) { $number }
report-closed-at = 마감일시
report-made-at = 일시
report-own-till = { $till } (이 단말기만)
report-entries = 감사 기록 번호
report-payments = 결제 { $count }건
report-cancels = 취소 { $count }건
report-cancels-of-earlier = 지난 마감분 취소 { $count }건
report-lump-sum = 일시불 { $count }건
report-installments = 할부 { $count }건
report-payments-at = { $till }번 단말기 결제 { $count }건
report-cancels-at = { $till }번 단말기 취소 { $count }건
report-payments-on = { $date } 결제 { $count }건
report-cancels-on = { $date } 취소 { $count }건
report-net = 순매출
report-vat-free = 부가세 없는 결제
report-reprints = 전표 재발행
report-payments-by = { $who } 결제 { $count }건
report-cancels-by = { $who } 취소 { $count }건
report-refused-pins = 틀린 비밀번호
report-approvals = 책임자 확인
report-reveals = 카드번호 전체 표시
report-not-handed-over = 청구하지 않은 전문
report-times = { $count }회
report-paid-before = 결제 누계(이전)
report-paid-after = 결제 누계
report-cancelled-before = 취소 누계(이전)
report-cancelled-after = 취소 누계
report-net-after = 순매출 누계
report-first-id = 첫 관리번호
report-last-id = 끝 관리번호
report-hash = 해시
close-stopped = 멈췄습니다. 마감하지 않았습니다.
close-x-stopped = 멈췄습니다.
close-none = 마감한 적이 없습니다.
close-none-then = 이 달들에는 마감이 없습니다.
closes-number = 마감
closes-at = 마감일시
closes-till = 단말기
closes-payments = 결제
closes-paid = 결제금액
closes-cancels = 취소
closes-cancelled = 취소금액
closes-net = 순매출
## 마감 화면

day-closed = { $title } 완료: { $transactions }, 순매출 { $net }
day-unknown = 결과를 아직 모르는 거래가 있습니다. 결제(F2)나 취소(F3) 화면에서 먼저 확인하세요.
day-counting = 집계하고 있습니다. 끝나면 다시 누르세요.
day-unreadable = 집계를 읽을 수 없습니다.
day-closing = 마감하고 있습니다. 잠시 기다리세요.
day-first = 첫 마감입니다.
day-newest = 지금까지의 집계입니다. 마감하려면 + 를 누르세요.
day-look-first = 지금까지의 집계입니다. 마감하려면 + 를 한 번 더 누르세요.
day-last-close = { $title }  { $at }
day-since = Z { $number } 이후
day-since-begin = 처음부터
day-business-date = 영업일 { $date }
day-unit = 단위: 원
day-empty = 지난 마감 뒤의 결제와 취소가 없습니다.
day-empty-first = 결제와 취소가 아직 없습니다. 첫 거래 뒤부터 마감할 수 있습니다.
day-percent = 집계하고 있습니다: { $percent }%
day-head-count = 건수
day-head-amount = 금액
day-payments = 결제
day-cancels = 취소
day-count = { $count }건
day-tills = 단말기
day-till = { $till }번
day-dates = 영업일
day-plans = 할부
day-lump-sum = 일시불 { $count }건
day-installments = 할부 { $count }건
day-others = 기타
day-cancels-of-earlier = 지난 마감분 취소 { $count }건
day-hours = 오늘
day-grand-total = 누계
day-paid = 결제
day-cancelled = 취소
day-net = 순매출
day-journal = 감사 기록
day-ids = 관리번호
day-more = 외 { $count }
day-known = 결과를 모르는 거래 없음
day-flight = 결과를 기다리는 거래 있음
day-note-left = { $till }번 단말기에 결과를 확인하지 않은 거래 있음
day-checked = 장부 확인 { $at }
day-broken = { $at } 장부가 맞지 않음: paydesk verify
day-not-checked = 장부를 확인한 적 없음: paydesk verify
day-copied = 사본 { $at }
day-not-copied = 사본 없음: paydesk backup
day-question = 마감할까요?
day-final = 되돌릴 수 없습니다
day-strip-closed = 마감하지 않았습니다.   Esc = 돌아가기
day-hand-over-closed = 청구하지 않았습니다.   Esc = 돌아가기
day-closes = 마감
day-now = 지금
progress-closing = 읽는 중

## 직원

staff-role = { $role ->
    [program] 프로그램
    [cashier] 담당자
    [supervisor] 책임자
   *[owner] 점주
}
staff-role-some = { $role ->
    [program] 프로그램
    [cashier] 담당자
    [supervisor] 책임자
   *[owner] 점주
}
staff-action = { $action ->
    [pay] 결제
    [cancel] 결제 취소
    [look_up] 조회
    [slip] 전표 인쇄
    [own_pin] 자기 비밀번호 변경
    [large_payment] 한도를 넘는 결제
    [large_cancel] 한도를 넘는 취소
    [many_cancels] 하루 횟수를 넘는 취소
    [cancel_of_closed_day] 마감한 날의 결제 취소
    [old_cancel] 90일이 지난 결제의 취소
    [close] 마감
    [close_again] 지난 마감 다시 보기
    [all_figures] 모든 단말기의 집계 보기
    [export] 목록을 파일로 내보내기
    [vat] 월별 부가세 보기
    [backup] 장부 사본 만들기
    [hand_over] 카드사에 청구
    [answers] 카드사 응답 기록
    [reveal] 카드번호 전체 보기
    [unlock_cashier] 담당자의 잠금 풀기
    [unlock] 누구든 잠금 풀기
    [people] 직원 등록과 변경
    [keys] 키 관리
    [import] 다른 시스템의 거래 가져오기
   *[settings] 가게, 규칙, 전표 설정 변경
}
staff-reason = { $reason ->
    [mistake] 입력 착오
    [returned] 반품
    [price] 가격 변경
   *[other] 기타
}
staff-number = 직원 번호는 1에서 99까지이고 앞에 0을 붙이지 않습니다.
staff-taken = { $number }번은 이미 있습니다. 다른 번호를 고르세요.
staff-prefix = { $new }번과 { $other }번은 앞자리가 같아 구별할 수 없습니다. 다른 번호를 고르세요.
staff-unknown = { $number }번 직원은 없습니다. paydesk people로 목록을 볼 수 있습니다.
staff-name = 이름은 1칸에서 16칸까지의 글이고 제어 문자를 쓸 수 없습니다.
staff-pin-length = 비밀번호(PIN)는 숫자 { $digits }자리입니다.
staff-pin-run = 1234나 7890처럼 이어지는 숫자는 비밀번호로 쓸 수 없습니다. 다른 번호를 고르세요.
staff-pin-repeats = 같은 숫자만 되풀이한 비밀번호는 쓸 수 없습니다. 다른 번호를 고르세요.
staff-digits = 비밀번호(PIN)는 4자리에서 8자리까지입니다.
staff-first-owner = 처음 등록하는 사람은 점주여야 합니다. 점주가 다른 사람을 등록합니다.
staff-last-owner = 마지막 점주입니다. 먼저 다른 점주를 등록하세요.
staff-role-pin = 비밀번호는 역할에 매여 있습니다. 역할을 바꿀 때 새 비밀번호도 함께 정하세요.
staff-changed-meanwhile = 다른 사람이 같은 순간에 이 직원을 바꾸었습니다. 다시 확인한 뒤 해 보세요.
staff-no-change = 바뀌는 것이 없습니다.
staff-not-waiting = { $number }번은 잠겨 있지 않습니다.
staff-not-signed-in = 로그인한 사람이 없습니다. 번호와 비밀번호로 로그인하세요. 명령에서는 --as 번호를 씁니다.
staff-signed-out = { $number }번은 더 이상 쓸 수 없습니다. 다시 로그인하세요.
staff-not-allowed = { $who } 혼자서는 할 수 없습니다: { $action }. { $role } 이상이 할 수 있습니다.
staff-not-allowed-limit = { $who } 혼자서는 할 수 없습니다: { $action }(한도 { $limit }). { $role } 이상이 할 수 있습니다.
staff-not-allowed-owner = { $who } 혼자서는 할 수 없습니다: { $action }. 할 수 있는 사람: { $role }.
staff-not-allowed-never = { $who }은(는) 할 수 없습니다: { $action }. 할 수 있는 사람: { $role }.
pin-wrong = 번호나 비밀번호가 맞지 않습니다.
pin-wrong-wait = 번호나 비밀번호가 맞지 않습니다. { $time }부터 다시 입력할 수 있습니다.
pin-waits = 잠시 기다리세요. { $time }부터 다시 입력할 수 있습니다. 이번 입력은 횟수에 넣지 않았습니다.
pin-locked = 열 번 틀려서 { $time }까지 잠겼습니다. 그 전에 풀 수 있는 사람: { $who }.
pin-no-screen = { $number }번은 프로그램입니다. 명령만 쓸 수 있고 화면은 쓸 수 없습니다.
pin-oneself = 자기 일은 스스로 확인할 수 없습니다. 다른 사람의 번호와 비밀번호를 누르세요.
pin-too-low = { $role ->
    [owner] 점주만 확인할 수 있습니다.
   *[supervisor] 책임자나 점주가 확인해야 합니다.
}
pin-recovery = { $time }부터 새 비밀번호를 정할 수 있습니다. 그때 같은 명령을 다시 실행하세요. 그 전에 원래 비밀번호로 로그인하면 취소됩니다.
seal-memory = 비밀번호를 확인할 메모리가 모자랍니다. 다른 프로그램을 닫고 다시 시도하세요.
people-done = { $who }({ $role }): 기록했습니다.
people-digits = 새 비밀번호는 { $digits }자리입니다. 이미 있는 비밀번호는 새로 정할 때까지 그대로입니다.
people-none = 등록한 직원이 없습니다. 처음 등록하는 사람은 점주입니다: paydesk people add 1 --name 이름 --role owner
people-number = 번호
people-name = 이름
people-role = 역할
people-payment-limit = 결제 한도
people-cancel-limit = 취소 한도
people-cancels-limit = 하루 취소 횟수
people-state = 상태
people-disabled = 사용 중지
people-no-pin = 비밀번호 없음
people-waits = { $wrong }번 틀림, { $time }까지 잠김
pin-ask = { $number }번 비밀번호:
pin-new = 새 비밀번호(숫자 { $digits }자리):
pin-again = 한 번 더:
pin-differs = 두 비밀번호가 다릅니다. 아무것도 바꾸지 않았습니다.
pin-label = 번호와 비밀번호
lock-sign-in = 로그인
lock-recovery = { $who }의 비밀번호를 새로 정하려고 합니다({ $time }부터 가능). 원래 비밀번호로 로그인하면 취소됩니다.
people-recovers = 새 비밀번호 요청, { $time }부터 가능
pin-digits-only = 숫자만 입력할 수 있습니다. 번호를 누르고 이어서 비밀번호를 누르세요.
pin-by-hand = 비밀번호는 손으로 입력해야 합니다. 한꺼번에 들어온 내용은 지웠습니다.
approval-title = 확인
approval-by = { $role ->
    [supervisor] 책임자 확인
   *[owner] 점주 확인
}
approval-pin = { $role ->
    [supervisor] 책임자 번호와 비밀번호
   *[owner] 점주 번호와 비밀번호
}
approval-also = { $action ->
    [large_payment] 한도 초과
    [large_cancel] 한도 초과
    [many_cancels] 하루 횟수 초과
    [cancel_of_closed_day] 마감한 날의 결제
   *[old_cancel] 90일 지난 결제
}
approval-why = 사유
approval-why-keys = 사유 번호를 누르세요: 1 입력 착오, 2 반품, 3 가격 변경, 4 기타.
approval-asked = { $action ->
    [large_payment] 결제 { $amount } > 한도 { $limit }
    [large_cancel] 취소 { $amount } > 한도 { $limit }
    [many_cancels] 취소 { $amount }, 하루 { $limit }회 초과
    [cancel_of_closed_day] 취소 { $amount }, 마감한 날의 결제
   *[old_cancel] 취소 { $amount }, 90일 지난 결제
}
result-by = 담당 { $number }
result-approved = 확인 { $number }
lock-pin = 번호와 비밀번호를 누르세요.
key-sign-in = 다른 사람 로그인
key-own-pin = 내 비밀번호 변경
key-change-person = 변경
key-new-person = 새 직원
key-disable = 사용 중지
key-enable = 다시 사용
key-unlock-person = 잠금 풀기
key-save = 기록
key-people = 직원
key-rights = 권한
people-title = 직원
people-first = 등록한 직원이 없습니다. 아무도 로그인하지 않고 누구나 무엇이든 할 수 있습니다. 처음 등록하는 사람은 점주이고, 점주가 다른 사람을 등록합니다. 그때부터 모두 번호와 비밀번호로 로그인하며 기록마다 누가 했는지 남습니다.
people-recorded = 기록했습니다.
people-nobody-waits = 잠겨 있지 않습니다.
people-cancels-short = 회/일
people-off = 중지
people-waiting = 잠김
rights-title = 권한
right-allowed = 가능
right-approval = { $role ->
    [supervisor] 책임자 확인
   *[owner] 점주 확인
}
right-refused = 불가
rights-program = 프로그램은 담당자와 권한이 같고, 남의 일을 확인할 수 없으며, 화면을 쓸 수 없습니다.
person-new = 새 직원
person-change = { $who } 변경
person-pin = 내 비밀번호 변경({ $number }번)
person-number = 번호
person-name = 이름
person-role = 역할
person-payment-limit = 결제 한도
person-cancel-limit = 취소 한도
person-cancels-a-day = 하루 취소 횟수
person-present-pin = 현재 비밀번호
person-new-pin = 새 비밀번호
person-pin-again = 한 번 더
person-number-note = 1~99. 2번이 있으면 20~29는 안 됨
person-name-note = 16칸 이내
person-role-note = 1 프로그램 2 담당자 3 책임자 4 점주
person-limit-note = 담당자만; 비우면 한도 없음
person-present-pin-note = 지금 로그인할 때 쓰는 것
person-pin-note = { $digits }자리, 연속·반복 숫자 불가
person-pin-stays = 숫자 { $digits }자리, 비우면 그대로
person-pin-again-note = Enter로 기록
staff-limit = 한도는 1,000,000,000원 이하의 원 단위 금액입니다.
header-operator = { $number } { $name }
day-operators = 담당별
day-settings-changed = 설정이 바뀜: { $keys }
header-operator-number = { $number }번
column-operator = 담당
setting-owner-only = 점주만 바꿀 수 있습니다. 점주가 로그인해서 바꾸세요.
set-owner-only = --set { $key }: 직원을 등록한 가게에서는 점주만 바꿀 수 있습니다. 명령에서는 점주의 번호를 --as로 주고, 화면에서는 점주가 로그인해 F10에서 바꾸세요.
acting-on-screens = --as는 명령용입니다. 화면에서는 번호와 비밀번호로 로그인합니다.
verify-not-allowed = 맞지 않음: { $place }: 직원을 등록한 가게에서 권한 있는 사람이 기록할 수 없는 항목입니다. 다른 프로그램이 잠시 누군가를 들여보냈습니다.
verify-do-ask = 장부에 쓸 수 있고 키링을 가진 사람이 한 일입니다. 그때 누가 이 컴퓨터를 썼는지, 그 뒤에 무엇이 기록되었는지 확인하세요.
verify-do-rebuild-people = 누가 로그인할 수 있는지가 담긴 부분을 다른 프로그램이 바꾸었습니다. 다시 만들기 전에 누가 했는지 알아보고 예전 사본과 비교하세요. 그다음: paydesk verify --rebuild-index

## 이전 시스템에서 가져온 거래

time-before = { $time } 이전
time-unknown = 알 수 없음
import-system = { $system ->
    [first] 이전 시스템 1
   *[second] 이전 시스템 2
}
import-of = { $system ->
    [first] { $file }: 이전 시스템 1의 데이터베이스(paymentinfo, cancle_paymentinfo).
   *[second] { $file }: 이전 시스템 2의 데이터베이스(PAYMENT).
}
import-reading = 읽는 중
import-recording = 기록하는 중
import-dry-run = 시험 실행이라 아무것도 기록하지 않았습니다. 이관할 행 { $taken }개, 보류할 행 { $set_aside }개.
import-done = 이관한 행 { $taken }개, 보류한 행 { $set_aside }개.
import-nothing-new = 모든 행이 이미 장부에 있습니다. 기록한 것이 없습니다.
import-table = 테이블
import-rows = 행
import-taken = 이관
import-aside = 보류
import-count = 건수
import-payments-before = 이전 시스템의 결제
import-payments-after = 이관한 결제
import-cancels-before = 이전 시스템의 취소
import-cancels-after = 이관한 취소
import-remaining = 이관한 결제의 취소 가능 금액은 { $amount }원, 그중 부가세 { $vat }원입니다.
import-repaired = 바로잡은 것:
import-reasons = 보류한 까닭:
import-set-aside = 보류한 행:
import-differences = 이전 시스템이 읽는 것과 다른 금액(부가세)으로 이관한 행:
import-changed = 이관한 뒤 바뀐 행. 장부에는 이관할 때의 내용이 그대로 있습니다:
import-left-over = 취소가 있는 결제: 결제금액과 취소 가능 금액(부가세):
import-old-file = { $file } 파일에는, 있다면 { $file }-wal과 { $file }-journal에도, 카드번호가 그대로 보이게 들어 있습니다. 결과를 확인한 뒤 파일과 모든 사본을 지우세요.
import-nothing-aside = 보류한 행이 없습니다.
import-stopped = 멈췄습니다. 기록한 것은 그대로 있습니다. 다시 실행하면 이어서 진행합니다.
import-open = { $path } 파일을 열 수 없습니다: { $reason }. 옆에 { $path }-journal이나 { $path }-wal이 있으면 모두 쓸 수 있는 폴더에 복사해 그 사본을 이관하세요.
import-not-a-database = { $path } 파일은 SQLite 데이터베이스가 아닙니다. 이전 시스템의 데이터베이스 파일을 지정하세요.
import-unknown = { $path } 파일은 이전 시스템의 데이터베이스가 아닙니다. paymentinfo와 cancle_paymentinfo 테이블도, PAYMENT 테이블의 열들도 없습니다. 파일을 확인하세요.
import-both = { $path } 파일에는 두 이전 시스템의 테이블이 모두 있습니다. 시스템마다 파일을 나누어 이관하세요.
import-meanwhile = 그 사이 다른 프로그램이 기록했습니다. 그때까지 기록한 것은 그대로 있습니다. 다시 실행하면 이어서 진행합니다.
import-locked = 다른 프로그램이 { $path } 파일을 쓰고 있습니다. 이전 시스템을 멈추고 다시 시도하세요.
import-damaged = { $path } 파일이 손상되었습니다: { $reason }. 기록한 것이 없습니다. SQLite 프로그램으로 살릴 수도 있습니다: sqlite3 OLD ".recover" | sqlite3 NEW
import-damaged-table = { $path } 파일이 손상되었습니다. { $table } 테이블에서 { $rows }개 행을 읽은 뒤: { $reason }. 이번에 기록한 것이 없습니다. SQLite 프로그램으로 살릴 수도 있습니다: sqlite3 OLD ".recover" | sqlite3 NEW
import-scratch = 임시 데이터베이스를 쓸 수 없습니다: { $reason }. 임시 파일 폴더의 공간을 늘리거나 TMPDIR로 다른 폴더를 지정하세요.
import-unsteady = 같은 행을 두 번 다르게 읽었습니다. Paydesk의 오류입니다. 더 기록하지 않았습니다.
import-reason = { $reason ->
    [id_invalid] 관리번호가 20자가 아니거나 그 시스템의 것이 아님
    [id_taken] 같은 관리번호의 행이 또 있음
    [kind_invalid] 결제도 취소도 아님
    [card_number_invalid] 카드번호가 숫자 10~16자리가 아님
    [expiry_invalid] 유효기간이 월과 연도가 아님
    [cvc_invalid] CVC가 숫자 3자리가 아님
    [installments_invalid] 할부가 0~12개월이 아님
    [amount_invalid] 금액을 읽을 수 없거나 여러 가지로 읽힘
    [amount_out_of_range] 허용되지 않는 금액
    [vat_invalid] 부가세가 숫자가 아니거나 0보다 작음
    [vat_not_below_amount] 부가세가 금액보다 작지 않음
    [message_invalid] 전문을 항목으로 나눌 수 없음
    [contradictory] 한 행의 내용이 서로 다름
    [not_found] 원거래가 없음
    [is_a_cancel] 취소를 취소함
    [payment_set_aside] 원거래가 보류됨
    [already_cancelled] 원거래가 이미 전액 취소됨
    [cancel_exceeds_remaining] 취소 가능 금액보다 큼
    [cancel_vat_out_of_range] 부가세가 남은 금액과 맞지 않음
   *[too_long] 값이 너무 길어 길이만 남김
}
import-repair = { $repair ->
    [slots_shifted] 제자리에 있지 않은 전문 항목
    [cvc_left_out] 한두 자리 CVC를 뺌
    [cvc_zeros] CVC 앞의 0을 되살림
    [expiry_zero] 유효기간 앞의 0을 되살림
    [amount_zeros] 금액을 채운 0을 빈칸으로 읽음
    [full_width_digits] 전각 숫자를 보통 숫자로 읽음
    [months_of_cancel] 취소의 할부개월을 뺌
    [message_unread] 전문을 읽을 수 없어 열의 값만 씀
   *[cipher_unread] 암호화 항목을 읽을 수 없어 나머지만 씀
}
error-set-aside = 이 관리번호의 행은 이관할 때 보류되었습니다: { $reasons }. 어떤 합계에도 들어가지 않습니다. paydesk import --set-aside로 볼 수 있습니다.
import-from = 이관
import-repaired-one = 바로잡음
chip-imported = 이관 거래
chip-rejected = 거절
chip-unanswered = 미응답
chip-contradicted = 응답 불일치
chip-approval = 승인번호 { $number }
first-start-import = 이전 시스템의 거래는 첫 결제 전에 이관하세요: paydesk import 파일
original-title = 이전 시스템이 보낸 전문
revealed-then-original = { $seconds }초 뒤에 가립니다   { $key } = 이전 시스템의 전문

## 매입 청구와 응답

progress-handing-over = 매입 청구
progress-answers = 응답 읽기
progress-blanking = CVC 지우기
label-batch = 청구 번호
label-answer = 카드사 응답
label-approval = 승인번호
label-issuer = 발급사
label-acquirer = 매입사
hand-over-no-place = 파일이나 폴더를 적거나 설정의 handover.to를 정하세요.
hand-over-no-folder = { $path } 폴더가 없습니다. 저장 장치가 꽂혀 있는지 확인하세요. 청구하지 않았습니다.
hand-over-card = 명령줄의 카드번호는 읽지 않습니다: 명령 기록과 프로세스 목록에 남습니다. 파일 이름을 바꾸세요.
hand-over-exists = { $path } 파일이 이미 있습니다. 다른 파일이나 폴더를 지정하세요. 청구하지 않았습니다.
hand-over-not-written = { $path } 파일을 쓸 수 없습니다({ $reason }). 청구하지 않았습니다. 경로, 쓰기 권한, 남은 공간을 확인하세요.
hand-over-file-not-written = 매입 청구 { $number }번은 기록했지만 { $path } 파일을 쓸 수 없습니다({ $reason }). 남은 파일은 없습니다. 해결한 뒤 다시 만드세요: paydesk handover --batch { $number } FILE
hand-over-unread = 매입 청구 { $number }번은 기록했지만 파일을 만들지 못했습니다. { $reason } 그 뒤 다시 만드세요: paydesk handover --batch { $number } FILE
hand-over-stopped = 멈췄습니다. 청구하지 않았습니다.
hand-over-file-stopped = 멈췄습니다. 매입 청구 { $number }번은 기록했고 파일은 만들지 않았습니다. 다시 만드세요: paydesk handover --batch { $number } FILE
hand-over-no-such-batch = 매입 청구 { $number }번이 없습니다.
hand-over-blanked = 매입 청구 { $number }번 파일은 똑같이 다시 만들 수 없습니다. 카드사가 승인한 전문 { $messages }의 CVC를 더는 보관하지 않습니다(security.keep_cvc). 파일을 만들지 않았습니다.
hand-over-leaves-out = 그 날짜 전에 청구하지 않은 전문이 { $messages } 있습니다. 날짜로 시작할 수 있는 것은 첫 청구뿐이고, 나중 청구는 더 앞으로만 갈 수 있습니다. --from 없이 다시 실행하세요. 청구하지 않았습니다.
hand-over-trial = 시험 청구(handover.environment = "test")입니다. 돈이 오가지 않으며, 여기에 든 전문은 다른 청구에 들어가지 않습니다.
hand-over-trial-after-real = 이미 실제로 청구한 장부입니다. 시험하면 결제가 청구된 것으로 남으니 다른 장부(--ledger FILE)나 --demo로 시험하세요. 청구하지 않았습니다.
hand-over-too-much = 그 날짜부터 첫 청구 사이의 전문은 한 번에 셀 수 있는 양을 넘습니다. 더 늦은 날짜를 고르세요. 청구하지 않았습니다.
hand-over-no-number-left = 청구 번호를 999999까지 모두 썼습니다. 청구하지 않았습니다.
hand-over-nothing = 청구할 결제와 취소가 없습니다.
hand-over-nothing-since = 매입 청구 { $number }번({ $at }) 뒤로 청구할 것이 없습니다. 그 파일은 다시 만들 수 있습니다: paydesk handover --batch { $number } FILE
hand-over-nothing-rejected = 다시 청구할 거절 건이 없습니다.
hand-over-missing = 설정에 { $keys } 값이 없어 첫 줄의 그 항목을 비웠습니다.
hand-over-sender = { $key } 값이 맞지 않습니다. 사업자등록번호는 숫자 10자리, 가맹점번호는 ASCII 15자까지입니다. 청구하지 않았습니다.
hand-over-old = 60일이 지난 전문: { $messages }. 카드사가 받지 않을 수 있습니다.
hand-over-late = 결제한 지 90일이 지난 취소: { $cancels }건. 카드사가 받지 않을 수 있습니다.
hand-over-left = 다음 청구로 남은 전문: { $messages }. 한 번에 셀 수 있는 양을 채웠습니다. 한 번 더 청구하세요.
hand-over-rejected-left = 아직 다시 청구할 거절 건: { $messages }. 한 번 더 실행하세요.
batch-head = 매입 청구 { $number }번: 전문 { $records }, { $path }
batch-head-again = 매입 청구 { $number }번, { $of }번의 거절 건 다시: 전문 { $records }, { $path }
batch-sum = { $label }: { $count }건, { $amount }, 부가세 { $vat }
batch-net = 순액: { $amount }
batch-whole = { $path } 파일은 온전합니다.
batch-unread = { $path } 파일을 읽을 수 없습니다({ $reason }).
batch-fault-record = { $line }번째 줄: { $fault }
batch-fault-no-line-end = { $line }번째 줄 끝에 줄 바꿈이 없습니다. 파일이 잘렸습니다.
batch-fault-no-trailer = { $line }번째 줄: 전문이나 마지막 줄이 있어야 하는데 파일이 끝났습니다. 파일이 잘렸습니다.
batch-fault-after-trailer = { $line }번째 줄: 파일이 끝나야 하는데 마지막 줄 뒤에 무엇이 더 있습니다.
answers-unread = { $path } 파일을 읽을 수 없습니다({ $reason }). 기록하지 않았습니다.
answers-ignored = 쓰지 않는 열: { $columns }.
answers-line = { $line }번째 줄: { $what } 아무것도 기록하지 않았습니다.
answers-empty = 파일에 응답이 없습니다. 첫 줄에 열 이름이 있어야 합니다: 배치, 관리번호, 결과, 코드, 메시지, 승인번호, 발급사, 매입사.
answers-not-text = 파일이 UTF-8도 CP949도 아닙니다. CSV UTF-8로 저장하세요.
answers-no-column = { $korean }({ $name }) 열이 없습니다.
answers-column-twice = { $korean }({ $name }) 열이 두 번 있습니다.
answers-fields = 첫 줄은 { $expected }칸인데 { $found }칸입니다. 파일이 잘렸거나 쉼표가 따옴표 밖에 있습니다.
answers-open-quote = 따옴표 안에서 파일이 끝났습니다. 파일이 잘렸습니다.
answers-no-line-end = 마지막 줄이 줄바꿈으로 끝나지 않습니다. 파일이 잘렸을 수 있습니다. 온전한 파일이면 끝에 줄바꿈을 넣으세요.
answers-too-many = 응답이 { $most }건을 넘습니다. 기록하는 동안 결제가 기다리게 되니 파일을 나누세요.
answers-number-as-id = 관리번호가 숫자로 적혀 있습니다. 20자리 숫자는 반올림될 수 있으니 따옴표로 묶으세요.
answers-not-json = batch, id, result, code, text, approval_number, issuer, acquirer, amount 키를 쓰는 JSON 객체가 아닙니다.
answers-value = { $column ->
    [batch] 배치 열의 값이 청구 번호(1~999999)도 청구의 관리번호도 아닙니다.
    [id] 관리번호가 20자가 아닙니다. 스프레드시트가 반올림했을 수 있습니다. 열 서식을 텍스트로 바꾸세요.
    [result] 결과가 승인(accepted)도 거절(rejected)도 아닙니다.
    [approval_number] 승인번호는 영문자, 숫자, 붙임표 1~20자입니다.
    [amount] 금액이 정수가 아닙니다.
   *[other] { $column } 값이 맞지 않습니다.
}
answers-text-width = { $column } 값이 { $columns }칸입니다. 60칸까지 됩니다.
answers-text-control = { $column } 값에 제어 문자가 있습니다.
answers-holds-card = { $column } 값에 카드번호가 있는 것 같습니다. 그대로 보관하는 값이라 카드번호는 안 됩니다.
answers-no-such-batch = 이 장부에는 매입 청구 { $batch }번이 없습니다. 다른 가게의 파일입니까?
answers-not-in-batch = 매입 청구 { $batch }번에 { $id } 전문이 없습니다. 다른 가게의 파일이거나 스프레드시트가 관리번호를 반올림했는지 확인하세요.
answers-twice = { $earlier }번째 줄이 이미 같은 전문의 응답입니다.
answers-amount = 금액이 청구한 금액({ $amount })과 다릅니다.
answers-stopped = 멈췄습니다. 아무것도 기록하지 않았습니다.
answers-of-batch = 매입 청구 { $batch }번: 승인 { $accepted }건, 거절 { $rejected }건, 이미 기록됨 { $unchanged }건
answers-contradict = { $id }: 카드사 응답이 서로 다릅니다. 전에는 { $before }, 이번에는 { $now }. 둘 다 남기고 마지막 것을 따릅니다. 카드사에 확인하세요.
answers-differ = 앞선 응답과 다릅니다. 카드사에 확인하세요
answer-accepted = 승인
answer-rejected = 거절
answer-none = 아직 없음
hand-over-title = 카드사
hand-over-step = 매입 청구 { $batch }번
hand-over-step-answer = 매입 청구 { $batch }번: { $answer }
rejected-again = { $kind ->
    [cancel] 카드사가 이 취소를 받지 않아 아직 환불되지 않았습니다. 이유를 해결한 뒤 다시 청구하세요.
   *[payment] 카드사가 이 결제를 받지 않아 아직 결제되지 않았습니다. 이유를 해결한 뒤 다시 청구하세요.
}
rejected-nothing = { $kind ->
    [cancel] 카드사가 결제도 이 취소도 받지 않았고 결제는 전액 취소되었습니다. 결제된 돈이 없으니 돌려주거나 다시 청구할 것이 없습니다.
   *[payment] 카드사가 받지 않은 결제이고 전액 취소되었습니다. 결제된 돈이 없으니 돌려주거나 다시 청구할 것이 없습니다.
}
rejected-ask = 카드사가 결제는 받지 않고 취소만 받았습니다. 결제되지 않은 돈을 돌려줄 수 있으니 카드사에 확인하세요.
rejected-contradicted = 카드사가 전에는 승인한 건이라 결제되었을 수 있습니다. 먼저 카드사에 확인하세요. 거절이 맞으면 "거절 확인"처럼 새 메시지를 단 거절 응답을 기록한 뒤 다시 청구할 수 있습니다.
work-rejected = 다시 청구할 거절 건: { $messages }. 목록: paydesk list 거절. 다시 청구: paydesk handover --resubmit
work-to-ask = 결제는 거절되고 취소만 받아들여진 건: { $messages }. 카드사에 확인하세요.
work-contradicted = 카드사 응답이 서로 다른 건: { $messages }. 카드사에 확인하세요. 목록: paydesk list 불일치
blanking-stopped = CVC를 지우다가 멈췄습니다. 다음 응답을 읽을 때 이어서 지웁니다.
blanking-failed = 응답은 기록했지만 승인된 전문의 CVC를 지우지 못했습니다. { $reason } 다음 응답을 읽을 때 이어서 지웁니다.
key-hand-over = 매입 청구
key-hand-over-again = 거절 재청구
key-list-answers = 응답 목록
passphrase-title = 키 파일 암호
passphrase-why = 파일에 카드번호가 그대로 들어갑니다.
day-hand-over-question = 매입 청구할까요?
day-again-question = 다시 청구할까요?
day-whole-cards = 전체 카드번호 포함
day-all-so-far = 지금까지의 모든 전문
day-batch = 청구 { $number }번
day-handing-over = 매입 청구 파일을 만들고 있습니다. 잠시 기다리세요.
day-no-folder = 먼저 F10에서 매입 청구 폴더를 정하세요.
day-nothing-new = 새로 청구할 것이 없습니다.
day-none-rejected = 다시 청구할 거절 건이 없습니다.
day-not-handed-over = 청구하지 않았습니다.
hand-over-meanwhile = 다른 단말기가 그사이 매입 청구 { $number }번을 했습니다. 다시 확인하세요.
day-handed-over = 매입 청구 { $number }번까지 함
day-not-yet = 청구하지 않은 전문 { $messages }
day-not-yet-old = 청구하지 않은 전문 { $messages }, 60일 지남 { $old }건
day-rejected = 거절 { $messages }
day-to-ask = 취소만 승인됨 { $messages }
day-contradicted = 응답이 서로 다름 { $messages }
day-unanswered = 응답 없음 { $messages }
find-rejected = 거절
find-unanswered = 미응답
find-contradicted = 불일치

## 모든 지점을 모으는 본부

centre-unreachable = 본부에 연결할 수 없습니다({ $reason }). 없어진 기록은 없습니다. 회선과 주소를 확인하세요.
centre-silent = 본부가 답하지 않습니다. 없어진 기록은 없습니다.
centre-login = 본부가 이 역할을 받아들이지 않습니다({ $reason }). 사용자와 비밀번호를 확인하세요. 장부를 다시 등록하면 새 비밀번호를 받습니다.
centre-denied = 본부가 허락하지 않습니다({ $reason }). 보내기는 장부의 역할로, 조회는 GRANT paydesk_head_office를 받은 역할로, 나머지는 소유자로 합니다.
centre-unknown = 본부가 이 장부를 모릅니다. 등록하세요: paydesk central enrol
centre-busy = 본부가 지금은 준비되어 있지 않습니다({ $reason }). 없어진 기록은 없습니다. 나중에 다시 하세요.
centre-not-set-up = 이 데이터베이스는 본부가 아닙니다. 먼저 준비하세요: paydesk central setup
centre-version = 본부는 버전 { $found }이고 이 프로그램은 버전 { $own }입니다. 오래된 쪽을 업데이트하세요.
centre-damaged = 본부에 장부가 보내지 않는 것이 있습니다: { $table } 표의 { $row } 행. 점주가 paydesk central verify로 검사해야 합니다.
centre-refused = 본부가 받지 않습니다: { $reason }.
centre-url = 본부의 주소가 PostgreSQL의 URL이 아닙니다({ $reason }). 이런 꼴입니다: postgresql://사용자@호스트/이름?sslmode=verify-full
centre-url-password = URL에 비밀번호를 넣지 마세요. 프로세스 목록과 기록에 남습니다. 비공개 파일에 넣으세요: --password-file 파일
centre-unverified = 본부가 누구인지 증명되어야 합니다: sslmode=verify-full. 이 컴퓨터의 소켓에만 sslmode=disable을 쓸 수 있습니다.
centre-certificates = { $path }의 인증서를 쓸 수 없습니다({ $reason }). 인증서 파일을 URL에 적으세요: sslrootcert=파일
centre-file = { $path } 파일을 쓸 수 없습니다: { $reason }.
centre-file-exposed = 비밀번호가 든 { $path } 파일을 다른 사람이 읽을 수 있습니다. 비공개로 바꾸세요: chmod 600
centre-sign = 키 파일로 서명할 수 없습니다: { $reason }.
centre-not-enrolled = 이 장부는 본부에 등록되지 않았습니다: paydesk central enrol
centre-other-ledger = 이 키 파일의 다른 장부가 본부에 등록되어 있습니다. 이 장부를 등록하세요: paydesk central enrol
centre-no-ledger = 본부에 그런 번호의 장부가 없습니다. paydesk central status가 목록을 보여 줍니다.
centre-changed = 본부에 있는 것이 보낸 것과 다릅니다: { $table } 표의 { $seq } 행. 장부를 만들지 않았습니다. paydesk central verify로 알아보세요.
centre-broken = 본부에 있는 것이 이 키 파일과 맞지 않습니다. { $finding }
centre-ledger-there = { $path }에 장부가 있습니다. 다른 곳으로 옮겨 보관하거나 다른 자리를 지정한 뒤(--ledger 파일) 다시 실행하세요.
centre-no-password = 본부가 비밀번호를 묻습니다. 비공개 파일에 넣고 지정하세요: --password-file 파일
centre-other-keyring = 이 장부의 키 파일이 아닙니다. 맞는 것을 제자리에 두거나 지정하세요: --keyring 파일. 장부는 만들지 않았습니다.
centre-set-up = 이제 이 데이터베이스가 본부입니다. 다음은 매장마다: paydesk central enrol
centre-was-set-up = 이미 본부입니다. 아무것도 바꾸지 않았습니다.
centre-enrolled = { $shop }호점은 이제 { $role } 역할로 보냅니다. 어디로 보낼지는 { $path } 파일에 있습니다. 다음: paydesk ship
centre-none = 등록된 장부가 없습니다.
centre-shop = 매장
centre-name = 이름
centre-ledger = 장부
centre-entries = 기록
centre-contact = 마지막 연락
centre-skew = 시계
centre-state = 상태
centre-fine = 정상
centre-forked = 보류: 사본이 갈라짐
centre-rolled-back = 보류: 예전 사본
centre-held-rollback = { $shop }호점, 장부 { $number }: 파일에 본부의 기록 { $head }개보다 적게 있습니다. 예전 사본이 그 자리에 놓였습니다. 맞는 것을 되돌려 놓으세요. 없으면 paydesk restore로 백업을 되살리거나 본부에 있는 것으로 다시 만드세요: paydesk central rebuild { $number }
centre-held-fork = { $shop }호점, 장부 { $number }: 다른 사본이 기록 { $first }번부터 다른 것을 기록했습니다. 갈래 { $branch }에는 기록 { $facts }개가 있고 그 가운데 결제와 취소가 { $transactions }건입니다. 어느 기계가 맞는지 확인한 뒤 정하세요: paydesk central decide { $number } { $branch }, 본부에 있는 것이 맞으면 0.
centre-decided = 장부 { $number }: 본부에 있는 것이 유효한 것으로 정했습니다. 다른 것을 가진 기계는 이제 거절됩니다.
centre-adopted = 장부 { $number }: 갈래 { $branch }이 유효한 것으로 정했습니다. 그것을 가진 기계가 보냅니다. 단말기가 켜져 있으면 저절로, 아니면 그곳에서 paydesk ship. 그때까지 여기의 목록과 합계에 나오지 않습니다.
centre-not-held = { $number }번 장부는 보류되지 않았습니다.
centre-no-branch = { $number }번 장부에는 결정을 기다리는 갈래 { $branch }가 없습니다. paydesk central status가 목록을 보여 줍니다.
centre-whole = 모두 맞습니다: 장부 { $ledgers }개의 { $entries }.
centre-bad-value = 장부 { $ledger }: { $table } 표의 { $seq } 행에 장부가 보내지 않는 값이 있습니다.
centre-bad-chain = 장부 { $ledger }: { $seq }번까지의 기록이 서명한 것과 다릅니다. 바뀌었거나 더해졌거나 지워졌습니다.
centre-bad-signature = 장부 { $ledger }: { $seq }번까지 보낸 것의 서명이 이 장부의 것이 아닙니다.
centre-gap = 장부 { $ledger }: 기록 { $seq }번에서 빠진 것이 있거나 보내지 않은 것이 있습니다.
centre-bad-remaining = 장부 { $ledger }: 결제 { $seq }번의 잔액이 취소와 맞지 않습니다.
centre-bad-days = 장부 { $ledger }: { $seq } 합계가 거래와 맞지 않습니다.
centre-bad-derived = 장부 { $ledger }: { $table } 표가 기록 { $seq }번과 맞지 않습니다.
centre-rebuilt = { $path }: { $entries }, { $transactions }. 모두 맞습니다.
centre-nothing-lost = 여기에 기억된 바로는 빠진 것이 없습니다.
centre-lost-unknown = 전에 어디까지 기록했는지 여기에 기억된 것이 없습니다. 보내지 않은 것이 있었는지 알 수 없습니다.
centre-lost = 기록되었으나 보내지 않아 없어진 것: { $entries }. 그 안의 결제와 취소도 없어졌습니다.
progress-rebuilding = 다시 만들기
centre-stopped = 끝나기 전에 멈췄습니다. 장부가 만들어져 있으면 paydesk verify로 검사하고, 없으면 다시 실행하세요.
ship-stopped = 끝나기 전에 멈췄습니다. 보낸 것은 남고 나머지는 다음에 보냅니다.
shipped-all = 보냄: { $entries }. 본부에 { $head }번까지 모두 있습니다.
shipped-fork = 본부의 기록 { $seq }번이 다릅니다. 이 장부의 사본이 둘이고 서로 다른 것을 기록했습니다. 어느 쪽이 유효한지 점주가 정할 때까지 둘 다, 앞으로 기록하는 것까지 본부에 보관됩니다. 결제는 계속됩니다.
shipped-held = 이 장부에 대해 점주가 정해야 합니다. 까닭과 할 일은 본부의 paydesk central status에 나옵니다. 결제는 계속됩니다.
shipped-refused = 점주가 이 사본의 기록 { $seq }번부터는 유효하지 않다고 정했습니다. 이 사본으로 결제하지 마세요. 파일은 보관하고, 그 안의 거래는 paydesk list로 찾습니다. 그다음 점주가 유효한 장부를 제자리에 둡니다: paydesk central rebuild
header-centre-held = 본부: 보류됨, 점주에게 문의
header-centre-refused = 본부: 이 사본은 무효, 결제 금지
header-centre-other = 본부: 등록되지 않은 장부
header-centre-never = 본부 { $time }부터 연결 안 됨
header-centre-silent = 본부 { $time }부터 끊김, { $count }건 대기
header-centre-clock = 본부와 시계가 다름: 여기가 { $minutes }분
doctor-centre = 본부
doctor-centre-is = { $shop }호점, { $role }: 연결됨, 대기 { $entries }, 시계 { $skew }초
doctor-centre-held = { $shop }호점, { $role }: 본부에서 보류됨
doctor-centre-differs = { $shop }호점, { $role }: 본부의 마지막 기록이 이 장부의 것이 아님
doctor-do-centre-differs = 까닭과 할 일은 paydesk ship이 알려 줍니다.
doctor-do-centre-held = 결제는 계속됩니다. 점주가 정해야 합니다. 까닭과 할 일은 본부의 paydesk central status에 나옵니다.

# 본부에서 조회.
label-shop = 매장
office-shop = { $number }호점  { $name }
office-several = 이 관리번호의 거래가 여러 매장에 있습니다: { $shops }. 하나를 정하세요: --shop 번호
office-only-looks = 본부에서는 조회만 합니다. 결제·취소와 카드번호 전체로 찾기는 매장에서 하세요.
office-no-message = 전문은 잠겨 있습니다. 키는 매장에 있습니다.
office-too-much = 모든 매장에서 찾기에는 너무 오래 걸립니다. 매장이나 31일 이내의 날을 더하세요: 12호점, 오늘, 11-20..11-25
office-no-people = 본부에서는 담당자로 로그인하지 않습니다. --as를 빼세요. 본부의 역할이 볼 수 있는 것을 봅니다.
office-no-shops-here = --shop은 --central과 함께 씁니다. 한 매장의 장부에는 관리번호마다 거래가 하나입니다.
office-no-demo = 체험에는 본부가 없습니다. --demo나 --central을 빼세요.
office-damaged = 본부에 장부가 보내지 않는 행이 있어 빼고 보여 줍니다. 점주가 paydesk central verify로 검사해야 합니다.
office-too-slow = 본부의 답이 너무 오래 걸렸습니다. 날을 줄이거나 매장을 더하거나 나중에 다시 하세요.
office-sums-too-slow = 합계를 내는 데 너무 오래 걸렸습니다. 날을 줄이거나 매장을 더하세요.
office-partial = 모든 매장에서는 숫자를 카드 끝자리나 관리번호 앞자리로만 찾습니다. 다른 뜻으로도 찾으려면 매장이나 날을 더하세요.
office-not-here = --central이 있으면 매장들이 보낸 것을 조회합니다: 화면, list, show. 다른 명령은 이 컴퓨터의 장부로 일합니다. --central을 빼세요.
centre-unnamed = 본부를 정하세요: --central postgresql://사용자@호스트/이름
office-no-key = 카드는 키로 비교하고, 키는 매장에 있습니다. 여기서는 카드 끝 서너 자리와 금액으로 찾으세요.
label-days = 기간
office-days-hint = 오늘; 또는 어제, 11-20..11-25, 12호점
office-find-hint = 관리번호, 카드 끝과 금액; 또는 12호점, 오늘 …
office-days-only = 여기에는 날과 매장 번호만 씁니다. 다음은 조회(F4)에서 찾으세요: "{ $word }"
office-no-shops = 등록된 매장이 없습니다. 매장마다 등록하세요: paydesk central enrol
office-no-such-shop = 이 번호의 매장이 없습니다.
office-empty = 아직 보낸 매장이 없습니다.
office-name = 이름
office-payments = 결제
office-cancelled = 취소
office-heard = 연락
office-held = 보류
office-never-heard = 없음
office-held-count = { $count ->
   *[other] 장부 { $grouped }개 보류됨: paydesk central status
}
office-shops = { $count ->
   *[other] 매장 { $grouped }곳
}
header-office = 본부
tab-shops = 매장
key-shop = 거래 보기
key-first-shop = 첫 매장
key-last-shop = 마지막 매장
query-shop = 12호점
query-shop-is = 매장
office-net = 순매출
