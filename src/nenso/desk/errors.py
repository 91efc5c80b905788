"""What the desk itself can meet."""

from nenso.runtime.problems import Problem


class NoPost(Problem):
    """Whoever opened the desk holds no post anywhere."""

    code = "desk.no_post"
    status = 403
    vi = "Tài khoản này không giữ vị trí nào ở cơ quan nào nên không có bàn làm việc."
    en = "This account holds no post at any agency, so it has no desk."


class QueueUnknown(Problem):
    """There is no list of that name."""

    code = "desk.queue_unknown"
    status = 404
    vi = "Không có danh sách này."
    en = "There is no such list."


class MomentNeeded(Problem):
    """A day and time is needed and what was typed is none."""

    code = "desk.moment_needed"
    status = 422
    vi = "Hãy ghi hạn: cả ngày và giờ."
    en = "Give the limit: its day and its time."


class DayNeeded(Problem):
    """A day is needed and what was typed is none."""

    code = "desk.day_needed"
    status = 422
    vi = "Cần một ngày, ví dụ 31/12/2026; “{written}” không phải là ngày."
    en = "A day is needed, such as 31/12/2026; “{written}” is none."


class CountUnknown(Problem):
    """There is no number of that name."""

    code = "desk.count_unknown"
    status = 404
    vi = "Không có số liệu này."
    en = "There is no such number."


class NothingChosen(Problem):
    """Something for many cases was sent without any."""

    code = "desk.nothing_chosen"
    status = 422
    vi = "Hãy chọn ít nhất một hồ sơ, và người nhận khi phân công."
    en = "Choose at least one case, and somebody when handing work out."


class ProcedureNeeded(Problem):
    """A form is to be opened at the counter and no procedure was chosen."""

    code = "desk.procedure_needed"
    status = 422
    vi = "Hãy chọn thủ tục."
    en = "Choose a procedure."


class WhichAgency(Problem):
    """The name of an agency that was written fits none, or several."""

    code = "desk.which_agency"
    status = 422
    vi = "Chưa rõ cơ quan nào; hãy ghi đủ tên xã, phường và tỉnh. Gần đúng: {found}."
    en = "It is not clear which agency is meant; write commune and province. Near it: {found}."


class NoSuchAgency(Problem):
    """The name of an agency was not written, or is like that of none."""

    code = "desk.no_such_agency"
    status = 422
    vi = "Không tìm thấy cơ quan nào như vậy; hãy ghi tên xã, phường và tỉnh."
    en = "There is no such agency; write commune and province."


class ReportUnknown(Problem):
    """A report was asked for in a form that there is not."""

    code = "desk.report_unknown"
    status = 404
    vi = "Báo cáo chỉ có dạng CSV và JSON."
    en = "The report is there as CSV and JSON."
