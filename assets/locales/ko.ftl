# Paydesk의 한국어 글. 이름은 src/locale/texts.rs에 있고 en.ftl과 같다.

## 돈과 할부

won = { $amount }원
lump-sum = 일시불
months = { $months }개월

## 칸

field-id = 관리번호
field-card-number = 카드 번호
field-expiry = 유효 기간
field-cvc = CVC
field-installments = 할부
field-amount = 금액
field-vat = 부가세
field-request-id = 요청 번호
field-allow-duplicate = allow_duplicate

allowed-id = 20자리
allowed-card-number = 숫자 10~16자리
allowed-expiry = 숫자 4자리, MMYY
allowed-cvc = 숫자 3자리
allowed-installments = 0(일시불)~12개월
allowed-amount = 원 단위 숫자만
allowed-vat = 원 단위 숫자만
allowed-request-id = 보이는 ASCII 문자 1~128자
allowed-allow-duplicate = true 또는 false

## 칸의 잘못

error-missing = { $field }: 비어 있습니다. 허용: { $allowed }.
error-wrong-type = { $field }: 글자도 숫자도 아닙니다. 허용: { $allowed }.
error-character = { $field }: { $position }번째에 { $found }. 허용: { $allowed }.
error-length = { $field }: { $found }자입니다. 허용: { $allowed }.
error-luhn = 카드 번호의 검증 숫자가 맞지 않습니다. 번호를 다시 입력하세요.
error-month = { $field }: 없는 달입니다. 허용: { $allowed }, 01~12월.
error-expired = { $last }까지 쓸 수 있던 카드입니다. 다른 카드를 받으세요.
error-amount-range = 금액은 { $min }~{ $max }원이어야 합니다.
error-installments-range = 할부는 { $min }(일시불)~{ $max }개월이어야 합니다.
error-vat-below-amount = 부가세는 금액보다 작아야 합니다.
error-vat-below-amount-max = 부가세는 금액보다 작아야 합니다: 0~{ $max }원.
error-cancel-vat = 이 취소의 부가세는 { $min }~{ $max }원이어야 합니다.
error-cancel-vat-exactly = 이 취소의 부가세는 정확히 { $vat }원이어야 합니다.
error-exceeds-remaining = 이 결제는 { $remaining }원만 남았습니다. 1~{ $remaining }원을 취소할 수 있습니다.
error-already-cancelled = 이미 전액 취소된 결제입니다. 취소할 금액이 없습니다.
error-not-found = 이 관리번호의 거래가 없습니다. 번호를 확인하거나 카드, 금액으로 조회하세요.
error-not-found-mistyped = 이 관리번호의 거래가 없고 검증 숫자도 맞지 않습니다. 잘못 입력했나요?
error-is-a-cancel = 취소의 관리번호입니다. 원 결제를 취소하세요: { $original }.
error-possible-duplicate = 같은 카드, 같은 금액이 { $seconds }초 전에 결제됐습니다({ $earlier }). 맞다면 allow_duplicate로 다시 보내세요.
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

error-message-slot = { $slot } (위치 { $offset }, 길이 { $width }): { $expected } 자리에 { $found }.
error-message-whole = 전문: { $expected } 자리에 { $found }.

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
expected-instalments = 00~12
expected-cancel-instalments = 취소의 00
expected-payment-amount = 100~1,000,000,000
expected-cancel-amount = 1~1,000,000,000
expected-payment-vat = 금액보다 작은 수
expected-cancel-vat = 금액 이하의 수
expected-no-original = 결제의 빈칸
expected-other-original = 취소할 결제의 관리번호
expected-sealed-card = k, 키 번호, 마침표, base64url 96자
expected-blank = 빈칸

found-bytes = { $bytes }바이트
found-character = { $class } (위치 { $at })
found-blank = 빈칸뿐
found-padding = 잘못된 채움
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
json-read = 표준 입력을 읽을 수 없습니다: { $reason }.

## 장부

ledger-folder = 장부 { $path }: 폴더입니다. --ledger로 파일을 지정하세요.
ledger-open = 장부 { $path }: 열 수 없습니다({ $reason }). 경로와 쓰기 권한을 확인하거나 --ledger로 다른 파일을 지정하세요.
ledger-read-only = 장부 { $path }: 읽기 전용입니다. 파일과 폴더의 쓰기 권한을 주세요.
ledger-not-a-database = 장부 { $path }: 데이터베이스가 아닙니다. --ledger로 맞는 파일을 지정하세요. 이 파일은 그대로입니다.
ledger-not-a-ledger = 장부 { $path }: 다른 프로그램의 데이터베이스입니다. --ledger로 맞는 파일을 지정하세요. 이 파일은 그대로입니다.
ledger-newer = 장부 { $path }: 더 새로운 Paydesk가 쓴 파일입니다(버전 { $found }, 여기서는 { $known }까지). 새 Paydesk를 설치하세요.
ledger-locked = 장부 { $path }: 다른 프로그램이 잠그고 있습니다. 아무것도 쓰지 않았습니다. 다시 시도하세요.
ledger-full = 장부 { $path }: 디스크가 가득 찼습니다. 아무것도 쓰지 않았습니다. 공간을 만들고 다시 시도하세요.
ledger-damaged = 장부 { $path }: 손상되었습니다({ $reason }). 파일을 그대로 두고 백업을 복원하세요.
ledger-corrupt-row = 장부 { $path }: { $row }번 줄이 손상되었습니다({ $what }). 파일을 그대로 두고 백업을 복원하세요.
ledger-pragma = 장부 { $path }: SQLite가 { $pragma }에 { $answer }(으)로 답했습니다. 이 상태로는 쓰지 않습니다.
ledger-sqlite = 장부 { $path }: { $reason }. 아무것도 쓰지 않았습니다.

## 키

keyring-missing = 키 파일 { $path }: 없습니다. 장부의 거래는 그 키로만 열립니다. 키 파일을 되돌려 놓으세요. 새로 만들지 않았습니다.
keyring-exposed = 키 파일 { $path }: 다른 사용자가 읽을 수 있습니다(권한 { $mode }). chmod 600으로 막으세요.
keyring-damaged = 키 파일 { $path }: 손상되었습니다({ $detail }). 온전한 사본을 되돌려 놓으세요.
keyring-newer = 키 파일 { $path }: 더 새로운 Paydesk가 쓴 파일입니다(형식 { $found }). 새 Paydesk를 설치하세요.
keyring-wrong = 키 파일 { $path }: 이 장부의 키가 아닙니다(키 { $key }). --keyring으로 맞는 파일을 지정하세요. 장부는 손상되지 않았습니다.
keyring-read = 키 파일 { $path }: 읽을 수 없습니다({ $reason }).
keyring-create = 키 파일 { $path }: 만들 수 없습니다({ $reason }). 경로와 쓰기 권한을 확인하거나 --keyring으로 다른 파일을 지정하세요.
seal-key = 키 { $key }: 키 파일에 없거나 이것을 열지 못합니다. 맞는 키 파일을 되돌려 놓으세요.
seal-random = 시스템에서 난수를 얻지 못했습니다: { $reason }. 아무것도 쓰지 않았습니다.
