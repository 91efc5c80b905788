"""What can go wrong with persons, accounts and tokens, told so that someone can act on it."""

from nenso.runtime.problems import Problem


class IdentifierWrong(Problem):
    """The twelve digits cannot be right, or contradict what else is known of the person."""

    status = 422


class IdentifierShape(IdentifierWrong):
    code = "person_id.shape"
    vi = "Số định danh cá nhân phải gồm đúng 12 chữ số."
    en = "A personal identification number has exactly 12 digits."


class IdentifierProvince(IdentifierWrong):
    code = "person_id.province"
    vi = "Số định danh cá nhân bắt đầu bằng {prefix}, không phải mã nơi đăng ký khai sinh. Hãy kiểm tra lại 3 số đầu."
    en = "The number starts with {prefix}, which is no place of birth registration. Check its first 3 digits."


class IdentifierBirthYear(IdentifierWrong):
    code = "person_id.birth_year"
    vi = "Số định danh cá nhân là của người sinh năm {stated}, nhưng ngày sinh đã khai thuộc năm {given}."
    en = "The number belongs to someone born in {stated}, but the birth date given is in {given}."


class IdentifierSex(IdentifierWrong):
    code = "person_id.sex"
    vi = "Số định danh cá nhân là của người giới tính {stated_vi}, khác với giới tính đã khai."
    en = "The number belongs to a {stated} person, which differs from the sex given."


class IdentifierFuture(IdentifierWrong):
    code = "person_id.future"
    vi = "Số định danh cá nhân là của người sinh năm {stated}, chưa tới. Hãy kiểm tra lại số thứ 4 đến thứ 6."
    en = "The number belongs to someone born in {stated}, which has not come. Check its 4th to 6th digits."


class TaxCodeShape(Problem):
    code = "tax_code.shape"
    status = 422
    vi = "Mã số thuế gồm 10 chữ số, hoặc 10 chữ số, dấu gạch ngang và 3 chữ số của đơn vị phụ thuộc (001–999)."
    en = "A tax code is 10 digits, or 10 digits, a hyphen and the 3 digits of a dependent unit (001–999)."


class TaxCodeCheckDigit(Problem):
    code = "tax_code.check_digit"
    status = 422
    vi = "Mã số thuế không đúng: chữ số kiểm tra (chữ số thứ 10) không khớp. Hãy kiểm tra lại từng chữ số."
    en = "The tax code is not right: its check digit (the 10th) does not match. Check each digit."


class NameWrong(Problem):
    code = "person.name"
    status = 422
    vi = "Họ tên phải có, chỉ gồm chữ, và dài không quá {most} ký tự."
    en = "A name is needed, made of letters, of at most {most} characters."


class PhoneWrong(Problem):
    code = "person.phone"
    status = 422
    vi = "Số điện thoại gồm 10 chữ số (cố định: 11) và bắt đầu bằng 0 hoặc +84."
    en = "A telephone number has 10 digits (a landline 11) and starts with 0 or +84."


class MobileWrong(Problem):
    code = "person.mobile"
    status = 422
    vi = "Số di động gồm 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09, ví dụ 0912 345 678. Hãy nhập lại."
    en = "A mobile number has 10 digits and starts with 03, 05, 07, 08 or 09, such as 0912 345 678. Enter it again."


class PersonUnknown(Problem):
    code = "person.unknown"
    status = 404
    vi = "Không tìm thấy người có số định danh này. Hãy kiểm tra lại số, hoặc nhập thông tin của người đó."
    en = "Nobody with this number was found. Check the number, or enter the person's details."


class PersonExists(Problem):
    code = "person.exists"
    status = 409
    vi = "Đã có người mang số định danh này. Hãy tra cứu người đó thay vì tạo mới."
    en = "Someone with this identification number is there already. Look that person up instead."


class LookupRefused(Problem):
    code = "person.lookup_refused"
    status = 403
    vi = "Chỉ người đang giữ một vị trí công tác mới được tra cứu thông tin của người khác, và phải nêu mục đích."
    en = "Only someone who holds a post may look another person up, and must say what for."


class HouseholdUnknown(Problem):
    code = "household.unknown"
    status = 404
    vi = "Không tìm thấy hộ gia đình này."
    en = "This household was not found."


class EnterpriseUnknown(Problem):
    code = "enterprise.unknown"
    status = 404
    vi = "Không tìm thấy doanh nghiệp có mã số thuế này."
    en = "No enterprise with this tax code was found."


class EnterpriseExists(Problem):
    code = "enterprise.exists"
    status = 409
    vi = "Đã có doanh nghiệp mang mã số thuế này."
    en = "An enterprise with this tax code is there already."


class NotAllowed(Problem):
    code = "people.not_allowed"
    status = 403
    vi = "Bạn không được phép làm việc này."
    en = "You may not do this."


class EmailWrong(Problem):
    code = "account.email"
    status = 422
    vi = "Địa chỉ thư điện tử không đúng dạng, ví dụ đúng: ten@vidu.vn."
    en = "This is not an e-mail address; a right one looks like name@example.vn."


class AccountExists(Problem):
    code = "account.exists"
    status = 409
    vi = "Địa chỉ thư điện tử này đã có tài khoản."
    en = "There is already an account with this e-mail address."


class AccountUnknown(Problem):
    code = "account.unknown"
    status = 404
    vi = "Không tìm thấy tài khoản này."
    en = "This account was not found."


class AccountAmbiguous(Problem):
    code = "account.ambiguous"
    status = 409
    vi = "Có nhiều tài khoản cùng khớp. Hãy ghi địa chỉ thư điện tử của tài khoản."
    en = "Several accounts fit. Give the e-mail address of the account."


class PasswordWeak(Problem):
    code = "account.password_weak"
    status = 422
    vi = "Mật khẩu chưa đủ mạnh: {reasons}"
    en = "The password is too weak: {reasons}"


class WrongCredentials(Problem):
    """One answer for an unknown address, a wrong password and a closed account: nobody learns which addresses exist."""

    code = "account.wrong_credentials"
    status = 401
    vi = "Thư điện tử hoặc mật khẩu không đúng."
    en = "The e-mail address or the password is not right."


class TooManyAttempts(Problem):
    code = "account.too_many_attempts"
    status = 429
    vi = "Bạn đã đăng nhập sai nhiều lần. Hãy đợi 5 phút rồi thử lại."
    en = "Too many failed attempts to sign in. Wait 5 minutes and try again."


class TokenUnknown(Problem):
    code = "token.unknown"
    status = 404
    vi = "Không tìm thấy khóa truy cập này."
    en = "This access token was not found."


class TokenTerm(Problem):
    code = "token.term"
    status = 422
    vi = "Khóa truy cập phải có thời hạn từ 1 đến {most} ngày."
    en = "A token lasts from 1 to {most} days."


class TokenScope(Problem):
    code = "token.scope"
    status = 422
    vi = "Không có phạm vi “{scope}”. Có: {known}; hoặc * cho mọi việc mà tài khoản được làm."
    en = "There is no scope “{scope}”. There is: {known}; or * for whatever the account may do."


class PapersNeeded(Problem):
    code = "people.papers_needed"
    status = 422
    vi = "Hãy ghi giấy tờ bạn đã xem của người đứng trước mặt."
    en = "Say which papers you have seen of who stands before you."


class NameDiffers(Problem):
    code = "people.name_differs"
    status = 422
    vi = "Họ tên này không phải của người có số định danh đó. Hãy xem lại giấy tờ."
    en = "This is not the name of who has that number. Look at the papers again."
