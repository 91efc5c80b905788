"""What can go wrong when a table is taken into a register."""

from nenso.runtime.problems import Problem


class MappingWrong(Problem):
    code = "registers.mapping_wrong"
    status = 422
    vi = "Ghép cột chưa đúng: {wrong_vi}."
    en = "The columns are not matched rightly: {wrong_en}."


class ImportUnknown(Problem):
    code = "registers.import_unknown"
    status = 404
    vi = "Không tìm thấy lần nhập này, hoặc bạn không có quyền xem."
    en = "There is no such import, or you may not see it."


class ImportNotAllowed(Problem):
    code = "registers.import_not_allowed"
    status = 403
    vi = "Chỉ {roles_vi} của cơ quan được nhập dữ liệu vào sổ."
    en = "Only {roles_en} of the agency may take data into a register."


class NothingToImport(Problem):
    code = "registers.nothing_to_import"
    status = 422
    vi = "Hãy chọn một tệp bảng và một sổ."
    en = "Choose a table and a register."


class ImportUnderWay(Problem):
    code = "registers.import_under_way"
    status = 409
    vi = "Lần nhập này đang chạy hoặc đã xong; không đổi được nữa."
    en = "This import is running or done; it can no longer be changed."


class ImportBroken(Problem):
    code = "registers.import_broken"
    status = 500
    vi = (
        "Hệ thống gặp lỗi ở các dòng sau dòng {row} ({kind}). Những gì đã ghi vẫn còn; "
        "hãy sửa tệp hoặc báo người quản trị rồi chạy lại."
    )
    en = (
        "Something failed in the rows after row {row} ({kind}). What is written is kept; "
        "mend the file or tell who runs this system, then run it again."
    )


class ImportGivenUp(Problem):
    code = "registers.import_given_up"
    status = 503
    vi = (
        "Không kết nối được cơ sở dữ liệu quá lâu nên lần nhập dừng lại sau dòng {row}. Những gì đã ghi vẫn còn; "
        "hãy chạy lại: dòng đã ghi không bị ghi hai lần."
    )
    en = (
        "The database could not be reached for too long, so the import stopped after row {row}. What is written is "
        "kept; run it again: no row is written twice."
    )


class AnotherRun(Problem):
    code = "registers.another_run"
    status = 409
    vi = "Một lượt khác đang nhập chính tệp này (đã qua {place} dòng); lượt này dừng, không ghi gì thêm."
    en = "Another run is taking in this very file ({place} rows so far); this one ended and wrote nothing more."


class RowUnknown(Problem):
    code = "registers.row_unknown"
    status = 404
    vi = "Không có dòng này trong các dòng chờ sửa."
    en = "There is no such row among those to be mended."


class RowStillWrong(Problem):
    code = "registers.row_still_wrong"
    status = 422
    vi = "Dòng này còn {count} chỗ chưa đúng."
    en = "This row still has {count} mistakes."
