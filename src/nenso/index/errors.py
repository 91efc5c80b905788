"""What can go wrong when scores are published."""

from nenso.runtime.problems import Problem


class MayNotPublishScores(Problem):
    code = "index.may_not_publish"
    status = 403
    vi = "Chỉ người có vai trò công bố (publisher) tại {agency} mới công bố được điểm và hạng."
    en = "Only a publisher of {agency} may publish scores and ranks."


class PublicationUnknown(Problem):
    code = "index.publication_unknown"
    status = 404
    vi = "Không có công bố này, hoặc công bố chưa đến lúc được xem."
    en = "There is no such publication, or it is not to be seen yet."


class AlreadyPublished(Problem):
    code = "index.already_published"
    status = 409
    vi = "Bản này đã công bố ngày {on}. Muốn sửa, hãy lập bản đính chính nói rõ thay đổi gì."
    en = "This was published on {on}. To correct it, make a correction that says what changed."


class ChangeUnsaid(Problem):
    code = "index.change_unsaid"
    status = 422
    vi = "Bản đính chính phải nói rõ thay đổi gì và vì sao."
    en = "A correction says what changed and why."


class ChangeTooLong(Problem):
    code = "index.change_too_long"
    status = 422
    vi = "Phần nói rõ thay đổi dài quá {most} ký tự. Hãy viết gọn lại."
    en = "What changed is said in more than {most} characters. Say it in fewer."


class PutAwayUnsaid(Problem):
    code = "index.put_away_unsaid"
    status = 422
    vi = "Hãy nói rõ vì sao bỏ bản nháp này, trong không quá {most} ký tự."
    en = "Say why this draft is put away, in no more than {most} characters."


class AnotherUnderEmbargo(Problem):
    """The same scores twice, the second perhaps before the hour of the first, is seldom what was meant."""

    code = "index.another_under_embargo"
    status = 409
    vi = (
        "Đã có một bản của cùng bảng điểm, cùng kỳ ({same_vi}) chờ công khai lúc {opens}: {id}. Công bố thêm bản này"
        " thì mọi người sẽ thấy cả hai. Nếu vẫn muốn, hãy xác nhận; nếu bản kia sai, hãy lập bản đính chính."
    )
    en = (
        "Another publication of this scorecard and period ({same_en}) is under embargo until {opens}: {id}. With this"
        " one everybody will see both. Confirm it if that is meant; where the other is wrong, make a correction of it."
    )


class NotPublishedYet(Problem):
    code = "index.not_published_yet"
    status = 409
    vi = "Chỉ ký báo cáo của bản đã công bố."
    en = "A report is signed of what is published."


class ReportSigned(Problem):
    code = "index.report_signed"
    status = 409
    vi = "Báo cáo của bản này đã ký ngày {on}."
    en = "The report of this publication was signed on {on}."


class NothingBefore(Problem):
    code = "index.nothing_before"
    status = 404
    vi = "Công bố này không so với kỳ trước: chưa có kỳ nào được công bố trước nó."
    en = "This publication is not compared with any before it: none was published."


class CorrectsAnother(Problem):
    code = "index.corrects_another"
    status = 409
    vi = "Bản được đính chính phải đã công bố, cùng bảng điểm và cùng kỳ."
    en = "What is corrected must be published, of the same scorecard and period."


class UndertakingUnknown(Problem):
    code = "index.undertaking_unknown"
    status = 404
    vi = "Không có việc này, hoặc bạn không được xem."
    en = "There is no such work, or it is not yours to see."


class EmbargoPast(Problem):
    code = "index.embargo_past"
    status = 422
    vi = "Giờ công khai phải ở sau lúc này; để trống nếu công khai ngay."
    en = "The moment of release lies in the past; leave it empty to release at once."


class ReportedWrong(Problem):
    code = "index.reported_wrong"
    status = 422
    vi = "Bảng số liệu báo cáo: {what_vi}"
    en = "The table of reported values: {what_en}"


class ReportsUnderWay(Problem):
    """Ranking comes after self-assessment, evidence, verification and explanation (Decree 224/2026/NĐ-CP, Art. 8)."""

    code = "index.reports_under_way"
    status = 409
    vi = "Chưa công bố được: {count} báo cáo chưa qua đủ các bước ({units}). Xếp hạng chỉ sau thẩm định, giải trình."
    en = "This cannot be published yet: {count} reports are not through all stages ({units}). Ranking comes after them."


class DraftOutdated(Problem):
    """A draft from before its reports were decided tells what somebody typed, or only some of them."""

    code = "index.draft_outdated"
    status = 409
    vi = "Bản dự thảo này không tính đúng các báo cáo đã quyết định trong kỳ (lập trước đó). Hãy lập bản mới."
    en = "This draft does not count the reports of the period as they were decided: it is older. Make the draft anew."


class OpensBeforeCorrected(Problem):
    """A correction tells the scores of what it corrects, which nobody is to see before its hour."""

    code = "index.opens_before_corrected"
    status = 409
    vi = "Bản được đính chính chưa đến giờ công khai. Hãy đặt giờ công khai của bản đính chính từ {opens} trở đi."
    en = "What this corrects is still under embargo. Let the correction be public from {opens} (Viet Nam) or later."
