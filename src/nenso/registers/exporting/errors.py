"""What can go wrong when a table is handed out."""

from nenso.runtime.problems import Problem


class FormatUnknown(Problem):
    code = "registers.format_unknown"
    status = 422
    vi = "Không xuất được dạng {format}; chọn csv, xlsx hoặc parquet."
    en = "There is no export as {format}; choose csv, xlsx or parquet."


class UnmaskingUnsaid(Problem):
    code = "registers.unmasking_unsaid"
    status = 422
    vi = "Xuất không che cần nêu mục đích và căn cứ; người có tên trong tệp đọc được cả hai."
    en = "A file without masks needs a purpose and a basis; the people in the file can read both."


class UnmaskingRefused(Problem):
    code = "registers.unmasking_refused"
    status = 403
    vi = "Chỉ cán bộ đang giữ vị trí ở một cơ quan xuất không che được, và chỉ những gì mình được xem."
    en = "Only officers in post may have a file without masks, and only of what they may see."


class TooManyUnmasked(Problem):
    code = "registers.too_many_unmasked"
    status = 422
    vi = "Một tệp không che có nhiều nhất {most} bản ghi. Hãy thu hẹp danh sách."
    en = "A file without masks holds {most} records at most. Narrow the list."
