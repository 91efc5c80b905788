"""What can go wrong with open data."""

from nenso.runtime.problems import Problem


class NotOpen(Problem):
    code = "open_data.none"
    status = 404
    vi = "Sổ {register} không khai dữ liệu mở (open_data)."
    en = "The register {register} declares no open data (open_data)."


class NothingToOpen(Problem):
    code = "open_data.empty"
    status = 409
    vi = "Sổ {register} chưa có dòng nào để công bố; không công bố bộ dữ liệu trống."
    en = "The register {register} has no row to publish yet; an empty data set is not published."


class ReleaseWithdrawn(Problem):
    code = "open_data.withdrawn"
    status = 410
    vi = "Bản dữ liệu này đã thu hồi ngày {since}: {why}"
    en = "This release was withdrawn on {since}: {why}"


class WithdrawalUnexplained(Problem):
    code = "open_data.reason"
    status = 422
    vi = "Cần nói rõ vì sao thu hồi; mọi người sẽ đọc lý do này."
    en = "Say why it is withdrawn; everybody will read it."


class ReleaseUnknown(Problem):
    code = "open_data.unknown"
    status = 404
    vi = "Không có bộ dữ liệu mở này, hoặc chưa công bố lần nào."
    en = "There is no such open data set, or it has not been published yet."
