"""What can go wrong with agencies and posts."""

from nenso.runtime.problems import Problem


class AgencyUnknown(Problem):
    code = "agency.unknown"
    status = 404
    vi = "Không tìm thấy cơ quan “{agency}”."
    en = "There is no agency “{agency}”."


class AgencyNamedUnknown(Problem):
    """What was sent names an agency that is not there."""

    code = "agency.named_unknown"
    status = 422
    vi = "Không có cơ quan “{agency}” như đã ghi."
    en = "There is no agency “{agency}” as it was named."


class NoAgencyServes(Problem):
    code = "agency.none_serves"
    status = 404
    vi = "Chưa có cơ quan loại “{kind}” phục vụ {place}."
    en = "No agency of the kind “{kind}” serves {place} yet."


class AgencyExists(Problem):
    code = "agency.exists"
    status = 409
    vi = "Đã có đơn vị mang mã “{path}”."
    en = "There is already a unit with the path “{path}”."


class NotAdministrator(Problem):
    code = "post.not_administrator"
    status = 403
    vi = (
        "Chỉ người quản trị của {agency} hoặc của cơ quan cấp trên mới được làm việc này; "
        "vai trò quản trị, kiểm tra do cấp trên giao."
    )
    en = (
        "Only an administrator of {agency} or of an agency above it may do this; "
        "administrators and auditors are appointed from above."
    )


class OwnPost(Problem):
    code = "post.own"
    status = 403
    vi = "Không ai được tự giao hoặc tự thu hồi vị trí công tác của mình."
    en = "Nobody may appoint or dismiss themselves."


class RoleUnknown(Problem):
    code = "post.role"
    status = 422
    vi = "“{role}” không phải là vai trò. Các vai trò: {known}, hoặc vai trò của một bộ mẫu như team_member."
    en = "“{role}” is not a role. Roles are: {known}, or a formula's own such as team_member."


class PostExists(Problem):
    code = "post.exists"
    status = 409
    vi = "{holder} đang giữ vai trò này tại {agency}."
    en = "{holder} holds this role at {agency} already."


class PostUnknown(Problem):
    code = "post.unknown"
    status = 404
    vi = "Không tìm thấy vị trí công tác này, hoặc vị trí đã kết thúc."
    en = "This post was not found, or has ended."


class PostTerm(Problem):
    code = "post.term"
    status = 422
    vi = "Vị trí công tác phải kết thúc sau ngày bắt đầu."
    en = "A post ends after the day it begins."


class LastAdministrator(Problem):
    code = "post.last_administrator"
    status = 409
    vi = "Đây là người quản trị cuối cùng của {agency}. Hãy giao người khác trước, hoặc thay người này bằng người khác."
    en = "This is the last administrator of {agency}. Appoint another one first, or replace this one."


class SettingInThePast(Problem):
    code = "setting.in_the_past"
    status = 422
    vi = "Điều đã áp dụng thì không sửa được: ngày bắt đầu sớm nhất là hôm nay."
    en = "What applied already is not changed: the first day is today at the earliest."


class SettingTerm(Problem):
    code = "setting.term"
    status = 422
    vi = "Ngày hết áp dụng phải sau ngày bắt đầu."
    en = "The first day no longer comes after the first day."


class SettingChanged(Problem):
    code = "setting.changed"
    status = 409
    vi = "Trong lúc bạn sửa, người khác đã quyết định lại điều này. Hãy xem lại rồi quyết định."
    en = "Somebody else decided this anew meanwhile. Look again, then decide."


class BookClosed(Problem):
    code = "book.closed"
    status = 409
    vi = "Sổ {book} kỳ {period} đã khóa, không cấp thêm số."
    en = "The book {book} of {period} is closed: no further number is given."


class BookStart(Problem):
    code = "book.start"
    status = 422
    vi = "Số đã cấp không dùng lại: số tiếp theo phải từ {least} trở lên."
    en = "A number given is never used again: the next one is {least} at least."


class IdentifierForm(Problem):
    code = "agency.identifier_form"
    status = 422
    vi = "Mã định danh điện tử dài không quá 35 ký tự, gồm các nhóm chữ số và chữ hoa A–Z cách nhau bằng dấu chấm."
    en = "An electronic identifier has at most 35 characters: groups of digits and capitals A–Z, separated by dots."


class SuccessionWrong(Problem):
    code = "agencies.succession_wrong"
    status = 422
    vi = "{new} không kế thừa {old} được: hai cơ quan phải khác nhau, cùng loại, và cơ quan kế thừa còn hoạt động."
    en = "{new} cannot succeed {old}: they must differ and be of the same kind, and the successor must stand."


class SucceededAlready(Problem):
    code = "agencies.succeeded_already"
    status = 409
    vi = "{old} đã có cơ quan kế thừa là {new}."
    en = "{old} is succeeded by {new} already."
