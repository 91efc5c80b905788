"""What can go wrong when formulas are published, adopted and looked up."""

from nenso.runtime.problems import Problem


class FormulaRefused(Problem):
    code = "formulas.refused"
    status = 422
    vi = "Bộ mẫu có {count} lỗi; chưa công bố được."
    en = "The formula has {count} errors; it was not published."


class VersionTaken(Problem):
    code = "formulas.version_taken"
    status = 409
    vi = "{formula} phiên bản {version} đã được công bố với nội dung khác; hãy tăng số phiên bản."
    en = "{formula} {version} is already published with other content; raise the version."


class RequirementMissing(Problem):
    code = "formulas.requirement_missing"
    status = 422
    vi = "Cần {formula} {range}, chưa có phiên bản nào phù hợp được công bố."
    en = "This needs {formula} {range}, and no published edition satisfies it."


class EditionUnknown(Problem):
    code = "formulas.edition_unknown"
    status = 404
    vi = "Không có phiên bản {edition}."
    en = "There is no edition {edition}."


class MayNotPublish(Problem):
    code = "formulas.may_not_publish"
    status = 403
    vi = "Chỉ người công bố (publisher) của cơ quan mới công bố hoặc áp dụng được bộ mẫu."
    en = "Only a publisher of the agency may publish or adopt formulas."


class FormulaOfAnother(Problem):
    code = "formulas.of_another"
    status = 403
    vi = "Bộ mẫu {formula} của {owner}; chỉ nơi đó hoặc cấp trên ra bản mới. Hãy đặt cho bộ của bạn tên khác."
    en = "{formula} is {owner}'s; only they or those above publish its next version. Give yours a name of its own."


class NothingToOffer(Problem):
    code = "formulas.nothing_to_offer"
    status = 422
    vi = "{formula} không dành cho cơ quan loại này, và không cơ quan cấp dưới nào thuộc loại được áp dụng."
    en = "{formula} is not for this kind of agency, nor for any kind below it."


class ProcedureNotOffered(Problem):
    code = "formulas.procedure_not_offered"
    status = 404
    vi = "{agency} chưa cung cấp thủ tục {procedure}."
    en = "{agency} does not offer the procedure {procedure}."


class CodeOffered(Problem):
    code = "formulas.code_offered"
    status = 409
    vi = "Thủ tục mã {national_code} đang được cung cấp theo {formula}."
    en = "The procedure with code {national_code} is already offered under {formula}."


class SettingUnknown(Problem):
    code = "formulas.setting_unknown"
    status = 404
    vi = "Không thủ tục nào ở đây có thông số “{name}”."
    en = "No procedure here has a setting “{name}”."


class SettingNotYours(Problem):
    code = "formulas.setting_not_yours"
    status = 403
    vi = "Thông số này do {who} quyết định, không phải {agency}."
    en = "This setting is decided by {who}, not by {agency}."


class SettingWrong(Problem):
    code = "formulas.setting_wrong"
    status = 422
    vi = "Có {count} chỗ cần sửa."
    en = "There are {count} things to mend."


class BasisNeeded(Problem):
    code = "formulas.basis_needed"
    status = 422
    vi = "Miễn phí, lệ phí phải có căn cứ: ghi số nghị quyết của Hội đồng nhân dân."
    en = "An exemption needs its basis: give the number of the council's resolution."


class ProcedureSuspended(Problem):
    code = "formulas.procedure_suspended"
    status = 409
    vi = "{agency} đang tạm dừng tiếp nhận hồ sơ mới của thủ tục này: {reason}"
    en = "{agency} takes in no new cases of this procedure for now: {reason}"


class SuspensionReason(Problem):
    code = "formulas.suspension_reason"
    status = 422
    vi = "Cần lý do tạm dừng, viết cho người dân đọc."
    en = "Give the reason, as people are to read it."


class SuspendedAbove(Problem):
    code = "formulas.suspended_above"
    status = 409
    vi = "{agency} đã tạm dừng thủ tục này; chỉ nơi ấy tiếp nhận lại được."
    en = "{agency} suspended this procedure; only there it can be resumed."


class ManuscriptUnknown(Problem):
    code = "formulas.manuscript_unknown"
    status = 404
    vi = "Không có bản thảo này, hoặc nó không thuộc cơ quan mà bạn giữ vai trò biên tập."
    en = "There is no such manuscript, or it is not of an agency where you are a publisher."


class FileChanged(Problem):
    """Somebody else, or another window, saved the file since it was opened; ``theirs`` is what is there now."""

    code = "formulas.file_changed"
    status = 409
    vi = "Tệp {path} đã được lưu từ một cửa sổ khác sau khi bạn mở. Chưa có gì bị ghi đè."
    en = "The file {path} was saved from another window since you opened it. Nothing was overwritten."


class FileUnknown(Problem):
    code = "formulas.file_unknown"
    status = 404
    vi = "Bản thảo không có tệp {path}."
    en = "The manuscript has no file {path}."


class FileThere(Problem):
    code = "formulas.file_there"
    status = 409
    vi = "Đã có tệp {path}."
    en = "The file {path} is there already."


class PathRefused(Problem):
    code = "formulas.path_refused"
    status = 422
    vi = "“{path}” không phải tên tệp của một bộ mẫu. Ví dụ: procedures/ten_thu_tuc.yaml."
    en = "“{path}” is not the name of a file of a formula. An example: procedures/my_procedure.yaml."


class FilesTooMany(Problem):
    code = "formulas.files_too_many"
    status = 422
    vi = "Quá {most} tệp."
    en = "More than {most} files."


class FilesTooLarge(Problem):
    code = "formulas.files_too_large"
    status = 413
    vi = "Các tệp lớn hơn {most_mb} MB."
    en = "The files are larger than {most_mb} MB."


class FileNotText(Problem):
    code = "formulas.file_not_text"
    status = 422
    vi = "Tệp {path} không phải văn bản UTF-8, hoặc chứa ký tự không được dùng."
    en = "The file {path} is not UTF-8 text, or has a character that may not be used."


class UploadUnreadable(Problem):
    code = "formulas.upload_unreadable"
    status = 422
    vi = "{name} không phải tệp .zip hay .yaml đọc được, hoặc bị đặt mật khẩu."
    en = "{name} is not a .zip or .yaml that can be read, or it has a password."


class UploadEmpty(Problem):
    code = "formulas.upload_empty"
    status = 422
    vi = "Trong {name} không có tệp nào của một bộ mẫu."
    en = "There is no file of a formula in {name}."


class ProcessRefused(Problem):
    """A change of a process that would break it; ``issues`` name the steps and why."""

    code = "formulas.process_refused"
    status = 422
    vi = "Chưa lưu: thay đổi này làm hỏng quy trình."
    en = "Not saved: this change would break the process."
