"""What cannot be measured, and why."""

from nenso.runtime.problems import Problem


class NotMeasurable(Problem):
    code = "index.not_measurable"
    status = 422
    vi = "{where}: không đo được “{indicator}”. {why_vi}"
    en = "{where}: “{indicator}” cannot be measured. {why_en}"


class RowsForOfficials(Problem):
    """Values that are not published are for those in post."""

    code = "index.rows_for_officials"
    status = 403
    vi = "Số liệu chưa công bố chỉ dành cho người có vị trí công tác; số đã công bố ở trang xếp hạng."
    en = "What is not published is for officials; what is published stands on the board."


class PeriodWrong(Problem):
    code = "index.period_wrong"
    status = 422
    vi = "“{period}” không phải một kỳ. Hãy viết 2026, 2026-Q3 hoặc 2026-08."
    en = "“{period}” is no period. Write 2026, 2026-Q3 or 2026-08."


class PeriodToCome(Problem):
    code = "index.period_to_come"
    status = 422
    vi = "Kỳ {period} chưa bắt đầu."
    en = "The period {period} has not begun."


class IndicatorUnknown(Problem):
    code = "index.indicator_unknown"
    status = 404
    vi = "Không có chỉ số “{indicator}” trong các công thức đã công bố. Xem danh sách: nenso index list."
    en = "There is no indicator “{indicator}” in the published formulas. List them: nenso index list."


class WorkedOut(Problem):
    """A value that is arithmetic over others counts no rows of its own: theirs are followed."""

    code = "index.worked_out"
    status = 422
    vi = "“{indicator}” tính từ các chỉ số khác: {parts}. Hãy xem các dòng của từng chỉ số đó."
    en = "“{indicator}” is worked out from others: {parts}. Follow the rows of each of them."


class UnitUnknown(Problem):
    code = "index.unit_unknown"
    status = 404
    vi = "Không có đơn vị “{unit}”. Hãy cho mã (id) hoặc đường dẫn, ví dụ vn.p19.c01969."
    en = "There is no unit “{unit}”. Give its id or its path, such as vn.p19.c01969."
