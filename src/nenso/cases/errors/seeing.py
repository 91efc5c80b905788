"""What is not seen: cases, counts and consents that are not there for who asks, and trying too often."""

from nenso.runtime.problems import Problem


class CaseUnknown(Problem):
    code = "cases.unknown"
    status = 404
    vi = "Không tìm thấy hồ sơ này, hoặc bạn không có quyền xem."
    en = "There is no such case, or you may not see it."


class TooManyTries(Problem):
    code = "cases.too_many_tries"
    status = 429
    vi = "Bạn đã thử nhiều lần. Hãy đợi 5 phút rồi thử lại."
    en = "Too many attempts. Wait 5 minutes and try again."


class CountsRefused(Problem):
    code = "cases.counts_refused"
    status = 403
    vi = "Số liệu của {agency} dành cho người giữ vị trí ở cơ quan này hoặc cơ quan cấp trên."
    en = "The numbers of {agency} are for who holds a post there or above it."


class ViewsFull(Problem):
    code = "cases.views_full"
    status = 409
    vi = "Đã lưu {most} danh sách; hãy bỏ bớt trước khi lưu thêm."
    en = "{most} lists are kept already; drop one before keeping another."


class ConsentUnknown(Problem):
    code = "cases.consent_unknown"
    status = 404
    vi = "Không tìm thấy sự đồng ý này của bạn."
    en = "There is no such consent of yours."
