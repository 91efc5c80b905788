"""What can go wrong when a record is written."""

from nenso.runtime.problems import Problem


class RecordInvalid(Problem):
    code = "registers.record_invalid"
    status = 422
    vi = "Bản ghi {register} có {count} chỗ không hợp lệ."
    en = "The record of {register} has {count} mistakes."


class KeyTaken(Problem):
    code = "registers.key_taken"
    status = 409
    vi = "{register} đã có bản ghi với khóa này."
    en = "{register} already has a record with this key."


class RecordUnknown(Problem):
    code = "registers.unknown"
    status = 404
    vi = "Không tìm thấy bản ghi này, hoặc bạn không có quyền xem."
    en = "There is no such record, or you may not see it."


class RecordEnded(Problem):
    code = "registers.ended"
    status = 409
    vi = "Bản ghi đã hết hiệu lực từ {since}."
    en = "The record ended on {since}."


class RegisterUnknown(Problem):
    code = "registers.register_unknown"
    status = 404
    vi = "Không có sổ “{register}” đang được sử dụng."
    en = "There is no register “{register}” in use."
