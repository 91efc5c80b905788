"""What can go wrong when a catalogue is read and published."""

from nenso.runtime.problems import Problem


class ColumnMissing(Problem):
    code = "catalogue.column_missing"
    status = 422
    vi = "{file} thiếu cột {columns}; các cột đang có: {found}."
    en = "{file} lacks the columns {columns}; it has {found}."


class DraftWrong(Problem):
    code = "catalogue.draft_wrong"
    status = 500
    vi = "Bản nháp {formula} có {count} lỗi; chưa ghi gì."
    en = "The draft {formula} has {count} errors; nothing was written."


class TableMissing(Problem):
    code = "catalogue.table_missing"
    status = 422
    vi = "Cần tệp danh mục thủ tục (CSV hoặc XLSX)."
    en = "The table of procedures is needed (CSV or XLSX)."


class CatalogueTooLarge(Problem):
    code = "catalogue.too_large"
    status = 413
    vi = "Các tệp cộng lại lớn hơn {limit_mb} MB."
    en = "The files together are larger than {limit_mb} MB."


class ImportNotThere(Problem):
    code = "catalogue.import_unknown"
    status = 404
    vi = "Không có lần nhập danh mục này."
    en = "There is no such import of a catalogue."


class ImportNotThereYet(Problem):
    code = "catalogue.import_running"
    status = 409
    vi = "Danh mục này còn đang được đọc hoặc đang được công bố."
    en = "This catalogue is still being read or published."
