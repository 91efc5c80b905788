"""What can go wrong when a catalogue is read and published."""

from nenso.runtime.problems import Problem


class CatalogueUnreadable(Problem):
    code = "catalogue.unreadable"
    status = 422
    vi = "Không đọc được {file}: {reason_vi}"
    en = "{file} cannot be read: {reason_en}"


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
