"""What can be wrong with a place or a date, told to people."""

from nenso.runtime.problems import Problem


class PlaceUnknown(Problem):
    """No unit of that code or name, at any date this install knows."""

    code = "territory.place_unknown"
    status = 404
    vi = "Không có đơn vị hành chính nào là “{text}” vào ngày {on}."
    en = "There is no administrative unit “{text}” on {on}."


class PlaceAmbiguous(Problem):
    """Several units carry that name; ``candidates`` lists them."""

    code = "territory.place_ambiguous"
    status = 422
    vi = "Có {count} đơn vị hành chính tên “{text}”: hãy ghi thêm tỉnh, thành phố hoặc chọn một."
    en = "{count} administrative units are called “{text}”: add the province, or choose one."


class PlaceAbolished(Problem):
    """The unit was there but not on that day; ``became`` lists code, name, since when and by which decree."""

    code = "territory.place_abolished"
    status = 422
    vi = "“{name}” không còn là đơn vị hành chính từ ngày {since}; nay là {successors}{by}."
    en = "“{name}” is no longer an administrative unit since {since}; it is now {successors}{by}."


class PlaceSplit(PlaceAbolished):
    """The unit was divided among several; only someone who knows the address can choose."""

    code = "territory.place_split"
    vi = "“{name}” không còn từ ngày {since}{by} và đã chia cho nhiều đơn vị: {successors}. Hãy chọn một."
    en = "“{name}” ended on {since}{by} and was divided among several units: {successors}. Choose one."


class CalendarNotKnown(Problem):
    """A working calendar was asked about a year it does not hold."""

    code = "territory.calendar_not_known"
    status = 422
    vi = "Chưa có lịch làm việc của năm {year}."
    en = "The working calendar of {year} is not known."


class CalendarNotYours(Problem):
    """Only an administrator of an agency, or of one above it, changes its working calendar."""

    code = "territory.calendar_not_yours"
    status = 403
    vi = "Chỉ người quản trị của cơ quan hoặc cơ quan cấp trên được đổi lịch làm việc."
    en = "Only an administrator of the agency, or of one above it, may change its working calendar."


class HoursWrong(Problem):
    """Working hours were written in a way that cannot be read, or overlap, or run backwards."""

    code = "territory.hours_wrong"
    status = 422
    vi = "“{written}” không phải là giờ làm việc. Viết như 07:30-11:30 13:00-17:00, theo thứ tự, không chồng nhau."
    en = "“{written}” are no working hours. Write them like 07:30-11:30 13:00-17:00, in order, not overlapping."
