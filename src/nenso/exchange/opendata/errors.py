"""What can go wrong with open data."""

from nenso.runtime.problems import Problem


class NotOpen(Problem):
    code = "open_data.none"
    status = 404
    vi = "Sổ {register} không khai dữ liệu mở (open_data)."
    en = "The register {register} declares no open data (open_data)."


class ReleaseUnknown(Problem):
    code = "open_data.unknown"
    status = 404
    vi = "Không có bộ dữ liệu mở này, hoặc chưa công bố lần nào."
    en = "There is no such open data set, or it has not been published yet."
