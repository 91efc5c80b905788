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


class ProposalUnknown(Problem):
    code = "duplicates.proposal_unknown"
    status = 404
    vi = "Không có đề nghị này, hoặc bạn không có quyền xem."
    en = "There is no such proposal, or you may not see it."


class ProposalStands(Problem):
    code = "duplicates.proposal_stands"
    status = 409
    vi = "Đã có đề nghị khác về hai bản ghi này đang chờ trả lời."
    en = "Another proposal about these two records waits for an answer."


class ProposalNeedless(Problem):
    code = "duplicates.proposal_needless"
    status = 409
    vi = "Cơ quan bạn giữ cả hai bản ghi: quyết định ngay, không cần đề nghị."
    en = "Your agency keeps both records: decide at once, nobody has to be asked."


class ProposalRefused(Problem):
    code = "duplicates.proposal_refused"
    status = 403
    vi = (
        "Văn thư hoặc lãnh đạo của một trong hai cơ quan giữ bản ghi đề nghị; của cơ quan kia thì trả lời; "
        "ai đề nghị thì rút được."
    )
    en = (
        "A registrar or leader of one of the two agencies proposes, of the other one answers; "
        "the agency that proposed may withdraw it."
    )


class ProposalClosed(Problem):
    code = "duplicates.proposal_closed"
    status = 409
    vi = "Đề nghị này không còn chờ trả lời."
    en = "This proposal no longer waits for an answer."
