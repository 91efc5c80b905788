"""Why a table cannot be read, and what to do about it."""

from nenso.runtime.problems import Problem


class TableUnreadable(Problem):
    code = "runtime.table_unreadable"
    status = 422
    vi = "Không đọc được tệp {file}: {reason_vi}."
    en = "The file {file} cannot be read: {reason_en}."


class TooManyColumns(TableUnreadable):
    code = "runtime.too_many_columns"
    vi = "Không đọc được tệp {file}: có hơn {most} cột."
    en = "The file {file} cannot be read: it has more than {most} columns."


class TableRefused(Problem):
    code = "runtime.table_refused"
    status = 422
    vi = "Không nhận tệp {file}: {reason_vi}."
    en = "The file {file} is not taken: {reason_en}."


class TableKindUnknown(Problem):
    code = "runtime.table_kind_unknown"
    status = 415
    vi = "Tệp {file} không phải bảng CSV, XLSX, Parquet hay JSON Lines."
    en = "The file {file} is no CSV, XLSX, Parquet or JSON Lines table."


class TableWithoutHeading(Problem):
    code = "runtime.table_without_heading"
    status = 422
    vi = "Không thấy dòng tiêu đề cột trong {within} dòng đầu của tệp {file}."
    en = "No row of column headings was found among the first {within} rows of the file {file}."
