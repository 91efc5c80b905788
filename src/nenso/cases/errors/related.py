"""Cases on other cases and records, and cases that are parts of others."""

from nenso.runtime.problems import Problem


class ChildRefused(Problem):
    code = "cases.child_refused"
    status = 409
    vi = "Chưa mở được hồ sơ thành phần {procedure}: {why}"
    en = "The part {procedure} could not be opened: {why_en}"


class ChildMissing(Problem):
    code = "cases.child_missing"
    status = 409
    vi = "Hồ sơ này chưa mở hồ sơ thành phần {child}."
    en = "This case has not opened the part {child}."


class NotAbout(Problem):
    code = "cases.not_about"
    status = 422
    vi = "Thủ tục này không nộp về một hồ sơ hay bản ghi khác."
    en = "This procedure is not filed on another case or record."


class AboutNeeded(Problem):
    code = "cases.about_needed"
    status = 422
    vi = "Hãy cho biết hồ sơ hoặc bản ghi mà bạn nộp về."
    en = "Say which case or record this is about."


class AboutUnknown(Problem):
    code = "cases.about_unknown"
    status = 404
    vi = "Không tìm thấy hồ sơ hoặc bản ghi mà bạn nộp về, hoặc bạn không có quyền xem."
    en = "There is no such case or record to file on, or you may not see it."


class AboutRefused(Problem):
    code = "cases.about_refused"
    status = 409
    vi = "Hồ sơ hoặc bản ghi này chưa đủ điều kiện, hoặc bạn không phải là người được nộp về nó."
    en = "This cannot be filed on that case or record now, or not by you."
