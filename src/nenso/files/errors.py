"""What can be wrong with a file, in words that tell what to do about it."""

from nenso.runtime.problems import Problem


class FileTooLarge(Problem):
    code = "files.too_large"
    status = 413
    vi = (
        "Tệp “{filename}” lớn hơn mức cho phép ({limit_mb:g} MB). "
        "Hãy quét lại ở độ phân giải thấp hơn hoặc chia nhỏ tệp."
    )
    en = "The file “{filename}” is larger than allowed ({limit_mb:g} MB). Scan it at a lower resolution or split it."


class FileEmpty(Problem):
    code = "files.empty"
    status = 422
    vi = "Tệp “{filename}” không có nội dung."
    en = "The file “{filename}” is empty."


class FileCutOff(Problem):
    code = "files.cut_off"
    status = 422
    vi = "Tệp “{filename}” bị cắt cụt: thiếu phần cuối. Hãy mở thử tệp trên máy, chụp hoặc lưu lại rồi tải lên."
    en = "The file “{filename}” is cut off: its end is missing. Open it on your device, take or save it again, upload."


class KindNotAccepted(Problem):
    code = "files.kind_not_accepted"
    status = 415
    vi = "Không nhận loại tệp “.{extension}” ở đây. Các loại được nhận: {accepted}."
    en = "Files of the kind “.{extension}” are not accepted here. Accepted: {accepted}."


class KindDisagrees(Problem):
    code = "files.kind_disagrees"
    status = 415
    vi = "Tệp “{filename}” không phải là {expected}: nội dung là {found}. Hãy lưu lại đúng loại rồi tải lên."
    en = "The file “{filename}” is not {expected}: its content is {found}. Save it as what it says and upload it again."


class ContentRefused(Problem):
    code = "files.content_refused"
    status = 422
    vi = "Tệp “{filename}” có nội dung không được phép: {reason_vi}."
    en = "The file “{filename}” holds what is not allowed: {reason_en}."


class FileInfected(Problem):
    code = "files.infected"
    status = 422
    vi = "Tệp “{filename}” bị nhiễm mã độc ({signature}) nên không được nhận."
    en = "The file “{filename}” is infected ({signature}) and was refused."


class NoSpace(Problem):
    code = "files.no_space"
    status = 507
    vi = "Hệ thống tạm hết chỗ lưu tệp. Hồ sơ đã nhập vẫn còn; hãy thử lại sau."
    en = "There is no room for files at the moment. What was entered is kept; try again later."


class UploadExpired(Problem):
    code = "files.upload_expired"
    status = 410
    vi = "Tệp đã tải lên quá một ngày mà chưa gắn vào hồ sơ. Hãy tải lại."
    en = "The file was uploaded more than a day ago and never attached. Upload it again."


class PartMisplaced(Problem):
    code = "files.part_misplaced"
    status = 409
    vi = "Phần tệp gửi lên không nối tiếp phần đã nhận ({offset} byte). Hãy tải tiếp từ chỗ đó."
    en = "The part sent does not follow what was received ({offset} bytes). Go on from there."


class CaseFull(Problem):
    code = "files.case_full"
    status = 409
    vi = "Hồ sơ đã có {number} tệp, {held_mb} MB; nhiều nhất {most} tệp, {limit_mb} MB. Hãy bỏ bớt hoặc gộp tệp."
    en = "The case has {number} files, {held_mb} MB; at most {most} files, {limit_mb} MB. Take some away or join them."


class UploadsFull(Problem):
    code = "files.uploads_full"
    status = 429
    vi = (
        "Bạn đang tải dở quá nhiều tệp (nhiều nhất {number} tệp, {limit_mb} MB). "
        "Hãy hoàn tất hoặc bỏ bớt, hoặc đợi một ngày."
    )
    en = "Too many uploads under way (at most {number}, {limit_mb} MB). Finish or drop some, or wait a day."


class ClientKeyReused(Problem):
    code = "files.client_key_reused"
    status = 409
    vi = "Mã yêu cầu này đã dùng cho một tệp khác của hồ sơ."
    en = "This request key was already used for another file of the case."


class FileUnknown(Problem):
    code = "files.unknown"
    status = 404
    vi = "Không có tệp này, hoặc bạn không được xem."
    en = "There is no such file, or it is not yours to see."


class FileQuarantined(Problem):
    code = "files.quarantined"
    status = 409
    vi = "Tệp “{filename}” đang chờ quét mã độc. Hãy thử lại sau ít phút."
    en = "The file “{filename}” waits for the virus scan. Try again in a few minutes."


class FileLost(Problem):
    code = "files.lost"
    status = 500
    vi = "Không đọc được tệp “{filename}” từ kho lưu trữ. Sự cố đã được ghi lại."
    en = "The file “{filename}” could not be read from the store. The failure has been logged."
