"""Why a case is not filed: who may, for whom, where, by which channel, with what answers."""

from collections import defaultdict

from nenso.people.levels import LEVELS
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
    vi = (
        "Nộp trực tuyến thủ tục này cần tài khoản {needed}; tài khoản đang dùng {held}. Hãy đăng nhập bằng dịch vụ "
        "định danh để nâng mức, hoặc nộp theo cách khác mà thủ tục nhận."
    )
    en = (
        "To file this online takes an account {needed}; you have one {held}. Sign in through an identification service "
        "to raise it, or file in another way that the procedure takes."
    )

    def text(self, language: str = "vi") -> str:
        """Return the sentence in ``language``, the levels in words."""
        spoken = "en" if language == "en" else "vi"
        words = {name: LEVELS[level][spoken] for name, level in self.facts.items()}
        return (self.en if spoken == "en" else self.vi).format_map(defaultdict(lambda: "…", words))


class AccountOfNobody(Problem):
    code = "cases.account_of_nobody"
    status = 403
    vi = (
        "Tài khoản này chưa cho biết bạn là ai, nên chưa nộp hồ sơ trực tuyến được. Hãy đăng nhập bằng dịch vụ định "
        "danh, hoặc nộp theo cách khác mà thủ tục nhận."
    )
    en = (
        "This account does not say who you are yet, so nothing can be filed online by it. Sign in through an "
        "identification service, or file in another way that the procedure takes."
    )


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


class TooManyUnnamed(Problem):
    code = "cases.too_many_unnamed"
    status = 429
    vi = "Từ mạng này đã gửi nhiều lần không nêu tên. Hãy đợi một giờ rồi gửi lại, hoặc đăng nhập để gửi."
    en = "Much was sent from this network without a name. Wait for an hour and send it again, or sign in."
