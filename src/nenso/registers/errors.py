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


class WordsOfThen(Problem):
    code = "registers.words_of_then"
    status = 422
    vi = "Tra cứu theo từ chỉ tìm những gì đang có. Để xem sổ tại một thời điểm đã qua, hãy lọc theo trường."
    en = "Words find what stands now. To read a register as of a moment, narrow it by fields."


class FilterUnknown(Problem):
    code = "registers.filter_unknown"
    status = 422
    vi = "Không lọc theo “{field}” được; sổ này lọc theo: {expected}."
    en = "“{field}” cannot be filtered by; this register takes: {expected}."


class MaskedPurposeMissing(Problem):
    code = "registers.masked_purpose_missing"
    status = 422
    vi = "Lọc theo mục được che cần nêu mục đích: mỗi lần lọc được ghi lại và người có tên trong bản ghi đọc được."
    en = "To filter by what is masked, state a purpose: each such search is kept, and the people it finds can read it."


class MaskedTooOften(Problem):
    code = "registers.masked_too_often"
    status = 429
    vi = "Hôm nay bạn đã dùng hết {most} lượt tìm theo mục được che. Mai tìm tiếp được; cần hơn, hãy báo quản trị."
    en = "Today's {most} searches by what is masked are used up. Go on tomorrow; for more, tell the administrator."


class MaskedNotWhole(Problem):
    code = "registers.masked_not_whole"
    status = 422
    vi = "Mục được che chỉ lọc theo đúng cả giá trị, không theo phần đầu, khoảng ngày hay chỗ để trống."
    en = "What is masked is filtered by a whole value, not by how it begins, a stretch of days, or that it is empty."


class MaskedWords(Problem):
    code = "registers.masked_words"
    status = 422
    vi = "Không tra sổ này theo từ được, vì từ tìm cả trong mục được che. Hãy lọc theo đúng giá trị, nêu mục đích."
    en = "Words would look into what is masked here. Filter by a whole value, for a stated purpose."


class EditRefused(Problem):
    code = "registers.edit_refused"
    status = 403
    vi = "Bạn không được sửa trực tiếp trường {fields} của bản ghi này."
    en = "You may not change {fields} of this record directly."


class ReasonMissing(Problem):
    code = "registers.reason_missing"
    status = 422
    vi = "Cần nêu lý do."
    en = "A reason is needed."


class ChangedMeanwhile(Problem):
    code = "registers.changed_meanwhile"
    status = 409
    vi = "Bản ghi đã được sửa sau khi bạn mở (bản {revision}). Hãy xem lại rồi sửa."
    en = "The record was changed after you opened it (revision {revision}). Look again, then change it."


class CorrectionRefused(Problem):
    code = "registers.correction_refused"
    status = 403
    vi = "Chỉ người có tên trong bản ghi đề nghị sửa được, và chỉ cơ quan giữ sổ quyết định được."
    en = "Only a person of the record may ask for a correction, and only the agency that keeps it may decide."


class CorrectionClosed(Problem):
    code = "registers.correction_closed"
    status = 409
    vi = "Đề nghị này không còn chờ quyết định."
    en = "This request no longer waits for a decision."


class MergeRefused(Problem):
    code = "registers.merge_refused"
    status = 409
    vi = "Không gộp được: {why_vi}"
    en = "These cannot be merged: {why}"


class NotGranted(Problem):
    code = "registers.not_granted"
    status = 403
    vi = "Bạn không được cấp quyền hay đồng ý nào còn hiệu lực để xem bản ghi này cho mục đích “{purpose}”."
    en = "No grant or consent that is still good lets you read this record for “{purpose}”."


class GrantOver(Problem):
    code = "registers.grant_over"
    status = 403
    vi = "Quyền hay sự đồng ý cho mục đích “{purpose}” đã hết từ {since}."
    en = "The grant or consent for “{purpose}” ended on {since}."


class OtherPurpose(Problem):
    code = "registers.other_purpose"
    status = 403
    vi = "Bạn được xem cho mục đích khác: {granted}."
    en = "You may read it for another purpose: {granted}."


class FieldBeyondGrant(Problem):
    code = "registers.field_beyond_grant"
    status = 403
    vi = "Quyền của bạn không gồm: {fields}."
    en = "What you were granted does not include: {fields}."


class NothingUnderGrant(Problem):
    code = "registers.nothing_under_grant"
    status = 422
    vi = "Sổ {register} không khai cho xem các trường này theo quyền được cấp."
    en = "The register {register} lets nobody read these fields under a grant."


class GrantIncomplete(Problem):
    code = "registers.grant_incomplete"
    status = 422
    vi = "Cần vai trò, mục đích, căn cứ và ngày hết hạn sau hôm nay; thu hồi cần lý do."
    en = "A role, a purpose, a basis and a last day after today are needed; taking back needs a reason."


class GrantFieldsMissing(Problem):
    code = "registers.grant_fields_missing"
    status = 422
    vi = "Chưa chọn trường nào. Hãy chọn các trường được xem, hoặc chọn rõ là mọi trường."
    en = "No field was chosen. Choose the fields that may be read, or say plainly that it is every field."


class GrantUnknown(Problem):
    code = "registers.grant_unknown"
    status = 404
    vi = "Cơ quan này không cấp quyền xem ấy."
    en = "This agency gave no such leave."
