"""What can go wrong when a table is handed out."""

from nenso.runtime.problems import Problem


class FormatUnknown(Problem):
    code = "registers.format_unknown"
    status = 422
    vi = "Không xuất được dạng {format}; chọn csv, xlsx hoặc parquet."
    en = "There is no export as {format}; choose csv, xlsx or parquet."
