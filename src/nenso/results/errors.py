"""What can go wrong with results, said to people."""

from nenso.runtime.problems import Problem


class TemplateFailed(Problem):
    """Typst refused a template; facts: ``template``, ``line``, ``column``, ``message`` (Typst's own, English)."""

    code = "results.template_failed"
    status = 422
    vi = "Mẫu kết quả {template} có lỗi ở dòng {line}: {message}."
    en = "The result template {template} has an error on line {line}: {message}."


class UnprintableCharacter(Problem):
    """The data hold characters that the document's fonts do not have; fact: ``characters``."""

    code = "results.unprintable_character"
    status = 422
    vi = "Văn bản không in được ký tự “{characters}”: hãy viết lại bằng chữ cái La-tinh."
    en = "The document cannot print “{characters}”: please write it in Latin letters."


class TemplateTooSlow(Problem):
    """Typesetting was ended after its time limit; facts: ``template``, ``seconds``."""

    code = "results.template_too_slow"
    status = 422
    vi = "Mẫu kết quả {template} chạy quá {seconds} giây nên đã bị dừng."
    en = "The result template {template} ran for more than {seconds} seconds and was stopped."


class TemplateTooHeavy(Problem):
    """Typesetting needed more memory than it may have; fact: ``template``."""

    code = "results.template_too_heavy"
    status = 422
    vi = "Mẫu kết quả {template} cần quá nhiều bộ nhớ nên đã bị dừng."
    en = "The result template {template} needs too much memory and was stopped."


class FileNameRefused(Problem):
    """A file given to a template has a name that is not one; fact: ``name``."""

    code = "results.file_name_refused"
    status = 422
    vi = "Tên tệp “{name}” của mẫu kết quả không hợp lệ."
    en = "The template's file name “{name}” is not allowed."


class DemoKeysRefused(Problem):
    """A key was to be made up outside a demonstration (NENSO_DEMO)."""

    code = "results.demo_keys_refused"
    status = 409
    vi = "Hệ thống này không tự tạo khóa ký. Hãy đưa vào chứng thư số do tổ chức chứng thực cấp."
    en = "This installation makes no signing keys by itself. Bring in a certificate from a certification authority."


class KeyMissing(Problem):
    """There is no key of that reference, or the agency or person has none that is valid."""

    code = "results.key_missing"
    status = 409
    vi = "Không có khóa ký hợp lệ cho {reference}."
    en = "There is no valid signing key for {reference}."


class KeyUnknown(Problem):
    """An administrator named a key that none of their agencies has."""

    code = "results.key_unknown"
    status = 404
    vi = "Không có khóa ký này."
    en = "There is no such signing key."


class KeyFileUnreadable(Problem):
    """A PKCS#12 cannot be opened: another password, or not such a file."""

    code = "results.key_file_unreadable"
    status = 422
    vi = "Không mở được tệp khóa: sai mật khẩu hoặc không phải tệp PKCS#12."
    en = "The key file cannot be opened: a wrong password, or not a PKCS#12 file."


class CertificateUnreadable(Problem):
    """A file of an authority's certificates is neither PEM nor DER."""

    code = "results.certificate_unreadable"
    status = 422
    vi = "Tệp {file} không phải chứng thư (PEM hoặc DER)."
    en = "The file {file} is no certificate (PEM or DER)."


class KeyNotImported(Problem):
    """A key file was uploaded where keys are kept in a token."""

    code = "results.key_not_imported"
    status = 409
    vi = "Hệ thống này giữ khóa trong thiết bị ký (PKCS#11); hãy tạo khóa trên thiết bị rồi ghi nhãn của khóa."
    en = "This install keeps its keys in a token (PKCS#11): make the key there and give its label."


class KeyHeldAlready(Problem):
    """The certificate stands here already."""

    code = "results.key_held_already"
    status = 409
    vi = "Chứng thư số này đã được ghi nhận rồi."
    en = "This certificate is there already."


class KeyDoesNotFit(Problem):
    """What the key signed does not fit its certificate."""

    code = "results.key_does_not_fit"
    status = 409
    vi = "Chữ ký thử không khớp với chứng thư số: khóa và chứng thư không phải một cặp."
    en = "The trial signature does not fit the certificate: key and certificate are no pair."


class KeyKindRefused(Problem):
    """The key is neither EC nor RSA; fact: ``kind``."""

    code = "results.key_kind_refused"
    status = 422
    vi = "Loại khóa {kind} không dùng được: cần khóa EC hoặc RSA."
    en = "Keys of the kind {kind} cannot be used: an EC or RSA key is needed."


class TokenUnavailable(Problem):
    """The PKCS#11 token does not answer; facts: ``token``, ``reason``."""

    code = "results.token_unavailable"
    status = 503
    vi = "Thiết bị ký “{token}” không trả lời ({reason}). Hãy thử lại sau."
    en = "The signing token “{token}” does not answer ({reason}). Please try again later."


class PluginUnknown(Problem):
    """No key plug-in has that name; facts: ``name``, ``known``."""

    code = "results.plugin_unknown"
    status = 500
    vi = "Không có nơi giữ khóa nào tên là “{name}” (có: {known})."
    en = "There is no key plug-in named “{name}” (there are: {known})."


class TimeStampUnavailable(Problem):
    """The time-stamp authority does not answer; nothing was signed."""

    code = "results.time_stamp_unavailable"
    status = 503
    vi = "Dịch vụ cấp dấu thời gian không trả lời nên văn bản chưa được ký. Hãy thử lại sau."
    en = "The time-stamp authority does not answer, so nothing was signed. Please try again later."


class NotSignable(Problem):
    """The bytes are not a PDF that can be signed, or the field is signed already; fact: ``reason``."""

    code = "results.not_signable"
    status = 422
    vi = "Không ký được văn bản này: {reason}."
    en = "This document cannot be signed: {reason}."


class ResultUnknown(Problem):
    """There is no such result, or it is not for this person to see."""

    code = "results.unknown"
    status = 404
    vi = "Không tìm thấy văn bản kết quả này."
    en = "There is no such result."


class ResultNotOpen(Problem):
    """The result is not in a state in which this can be done; facts: ``number``, ``state``."""

    code = "results.not_open"
    status = 409
    vi = "Văn bản kết quả {number} đang ở trạng thái “{state}” nên không làm được việc này."
    en = "The result {number} is {state}, so this cannot be done."


class SignedAlready(Problem):
    """That field of the result is signed; facts: ``number``, ``name``."""

    code = "results.signed_already"
    status = 409
    vi = "Văn bản kết quả {number} đã được {name} ký ở vị trí này."
    en = "The result {number} was already signed there by {name}."


class VerifyingBusy(Problem):
    """Another file is being looked at, and it takes long."""

    code = "results.verifying_busy"
    status = 503
    vi = "Đang kiểm tra một tệp khác; hãy thử lại sau ít giây."
    en = "Another file is being checked; try again in a few seconds."


class NotDrawn(Problem):
    """A page of an uploaded file that could not be drawn: damaged, locked with a password, too large, no such page."""

    code = "results.not_drawn"
    status = 422
    vi = "Không hiển thị được trang này (tệp hỏng, có mật khẩu, quá lớn hoặc không có trang ấy); hãy tải tệp gốc về."
    en = "This page cannot be shown (the file is damaged, locked, too large or has no such page); fetch the original."


class TooManyChecks(Problem):
    """More documents were looked up or checked from one network address than is allowed for now."""

    code = "results.too_many_checks"
    status = 429
    vi = "Địa chỉ mạng này đã kiểm tra nhiều văn bản. Hãy đợi 5 phút rồi thử lại."
    en = "Many documents were checked from this network address. Wait 5 minutes and try again."
