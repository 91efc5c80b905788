"""Changing the working calendar under open cases."""

from nenso.runtime.problems import Problem


class CalendarChanged(Problem):
    """The calendar is another one than the one that was read."""

    code = "cases.calendar_changed"
    status = 409
    vi = "Trong lúc bạn sửa, lịch làm việc đã được người khác đổi. Hãy xem lại."
    en = "Somebody else changed the calendar meanwhile. Look again."


class CalendarMoving(Problem):
    """An earlier change of the calendar is still being carried out on open cases."""

    code = "cases.calendar_moving"
    status = 409
    vi = "Hạn của các hồ sơ đang được tính lại theo lần đổi lịch trước. Hãy thử lại sau ít phút."
    en = "Due times are still being worked out after the last change. Try again in a few minutes."


class DaysWrong(Problem):
    """Days to be set in a calendar were not named right; fact: ``most``."""

    code = "cases.days_wrong"
    status = 422
    vi = "Cần tên gọi, loại ngày, ngày đầu và ngày cuối theo thứ tự, không quá {most} ngày một lần."
    en = "Give a name, a kind, the first and the last day in order, at most {most} days at once."
