"""What pages themselves can meet."""

from nenso.runtime.problems import Problem


class PageUnknown(Problem):
    """There is no page here, or none for whoever asks."""

    code = "web.page_unknown"
    status = 404
    vi = "Không có trang này."
    en = "There is no page here."


class PageExpired(Problem):
    """The form's proof that it is from a page of ours does not hold any more."""

    code = "web.page_expired"
    status = 403
    vi = "Trang này mở đã lâu nên không gửi được nữa. Những gì đã lưu vẫn còn; hãy mở lại trang rồi gửi."
    en = "This page was open too long to be sent. What was saved is kept; open it again and send."


class PageUnreadable(Problem):
    """What a form sent cannot be read at all: of another make than it says, or far more than any form has."""

    code = "web.unreadable"
    status = 400
    vi = "Không đọc được những gì biểu mẫu gửi lên. Hãy mở lại trang rồi gửi lại."
    en = "What the form sent cannot be read. Open the page again and send it again."


class UploadUnclear(Problem):
    """A header of the protocol of uploads is missing or makes no sense."""

    code = "web.upload_unclear"
    status = 400
    vi = "Không hiểu yêu cầu tải lên: tiêu đề {header} thiếu hoặc sai."
    en = "The upload is not understood: the header {header} is missing or wrong."


class PageBroken(Problem):
    """Something failed that should not have."""

    code = "web.broken"
    status = 500
    vi = "Hệ thống gặp lỗi khi làm trang này. Không có gì bị ghi dở dang; hãy thử lại sau ít phút."
    en = "Something failed while this page was made. Nothing was half written; try again in a few minutes."
