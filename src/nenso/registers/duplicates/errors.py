"""What can go wrong when duplicates are looked for and reviewed."""

from nenso.runtime.problems import Problem


class NothingCompared(Problem):
    code = "duplicates.nothing_compared"
    status = 422
    vi = "Sổ {register} không khai tìm bản ghi trùng (quality.clean: linkage, by)."
    en = "The register {register} does not declare a search for duplicates (quality.clean: linkage, by)."


class SearchUnderWay(Problem):
    code = "duplicates.under_way"
    status = 409
    vi = "Đang tìm bản ghi trùng của sổ {register}; hãy chờ lần ấy xong."
    en = "Duplicates of {register} are being looked for; wait until that search has ended."


class SearchFailed(Problem):
    code = "duplicates.search_failed"
    status = 500
    vi = "Tiến trình so sánh của sổ {register} dừng giữa chừng ({how}). Kiểm tra bộ nhớ và chỗ trống rồi tìm lại."
    en = "The process that compares {register} stopped half-way ({how}). Free memory and space, then search again."


class PairUnknown(Problem):
    code = "duplicates.pair_unknown"
    status = 404
    vi = "Không có cặp bản ghi này, hoặc bạn không có quyền xem."
    en = "There is no such pair of records, or you may not see it."


class ReviewRefused(Problem):
    code = "duplicates.review_refused"
    status = 403
    vi = "Chỉ văn thư hoặc lãnh đạo của cơ quan giữ cả hai bản ghi quyết định được; hãy trao đổi với {other}."
    en = "Only a registrar or leader of the agency that keeps both records decides; talk to {other}."


class PairDecided(Problem):
    code = "duplicates.decided"
    status = 409
    vi = "Hai bản ghi này đã được gộp. Muốn tách lại, mở bản ghi còn hiệu lực."
    en = "These two records have been merged. To part them, open the one that stayed."
