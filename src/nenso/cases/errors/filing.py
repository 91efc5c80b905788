"""Why a case is not filed: who may, for whom, where, by which channel, with what answers."""

from nenso.runtime.problems import Problem


class FormInvalid(Problem):
    code = "cases.form_invalid"
    status = 422
    vi = "Có {count} chỗ cần sửa trước khi nộp."
    en = "{count} things need attention before this can be filed."


class MayNotFile(Problem):
    code = "cases.may_not_file"
    status = 403
    vi = "Thủ tục này dành cho {audience}; tài khoản của bạn không nộp được."
    en = "This procedure is for {audience}; your account cannot file it."


class ChannelClosed(Problem):
    code = "cases.channel_closed"
    status = 422
    vi = "Thủ tục này không nhận qua kênh {channel}; nhận qua: {channels}."
    en = "This procedure is not taken through {channel}; it is through {channels}."


class AssuranceTooLow(Problem):
    code = "cases.assurance_too_low"
    status = 403
    vi = "Cần tài khoản định danh mức {needed}; tài khoản này ở mức {held}."
    en = "This needs an account of assurance level {needed}; yours is {held}."


class MandateNotAllowed(Problem):
    code = "cases.mandate_not_allowed"
    status = 422
    vi = "Thủ tục này không cho nộp thay với tư cách {mandate}."
    en = "This procedure cannot be filed for another as {mandate}."


class ApplicantNeeded(Problem):
    code = "cases.applicant_needed"
    status = 422
    vi = "Cần biết người yêu cầu: số định danh hoặc họ tên."
    en = "Say who applies: the identification number or the name."


class DateWrong(Problem):
    code = "cases.date_wrong"
    status = 422
    vi = "Không có ngày «{given}»; ghi năm-tháng-ngày, ví dụ 1990-05-17."
    en = "There is no date “{given}”; write year-month-day, such as 1990-05-17."


class SexWrong(Problem):
    code = "cases.sex_wrong"
    status = 422
    vi = "Giới tính ghi male (nam) hoặc female (nữ), không phải «{given}»."
    en = "Sex is male or female, not “{given}”."


class NotAnonymous(Problem):
    code = "cases.not_anonymous"
    status = 422
    vi = "Thủ tục này không nhận hồ sơ ẩn danh."
    en = "This procedure takes no anonymous cases."


class NoCompetentAgency(Problem):
    code = "cases.no_competent_agency"
    status = 422
    vi = "Chưa xác định được cơ quan giải quyết cho nơi đã chọn."
    en = "No agency could be found that decides for the place chosen."


class NotReceivedHere(Problem):
    code = "cases.not_received_here"
    status = 422
    vi = "{receiving} không nhận được hồ sơ thuộc thẩm quyền của {agency}."
    en = "{receiving} cannot take in a case that {agency} decides."


class OccurredByOfficer(Problem):
    code = "cases.occurred_by_officer"
    status = 422
    vi = "Hồ sơ nộp trực tuyến tính từ lúc nộp; chỉ cán bộ tiếp nhận mới ghi thời điểm nhận trước đó (occurred_at)."
    en = "A case filed online counts from its filing; only an officer who takes it in says when it came (occurred_at)."


class LimitReached(Problem):
    code = "cases.limit_reached"
    status = 409
    vi = "Đã đủ {most} hồ sơ: {why}."
    en = "There are {most} already: {why}."


class NotYetRun(Problem):
    code = "cases.not_yet_run"
    status = 501
    vi = "Phiên bản này của hệ thống chưa vận hành được phần «{part}» của thủ tục."
    en = "This release does not run the part “{part}” of the procedure yet."


class PeriodUnfit(Problem):
    code = "cases.period_unfit"
    status = 422
    vi = "“{period}” không phải một kỳ. Hãy viết 2026, 2026-Q3 hoặc 2026-08."
    en = "“{period}” is no period. Write 2026, 2026-Q3 or 2026-08."


class NothingStarts(Problem):
    code = "cases.nothing_starts"
    status = 422
    vi = "Không có thủ tục “{procedure}” mở hồ sơ theo kỳ ở đây. Có: {known}."
    en = "No procedure “{procedure}” opens cases by period here. There are: {known}."


class PeriodToCome(Problem):
    code = "cases.period_to_come"
    status = 422
    vi = "Kỳ {period} chưa bắt đầu."
    en = "The period {period} has not begun."
