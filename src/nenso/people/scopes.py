"""What a token may be limited to: each route names one of these; a session and ``*`` have them all."""

from typing import Final

SCOPES: Final[dict[str, tuple[str, str]]] = {
    "cases:read": ("Xem hồ sơ, bản nháp, kết quả, nhật ký hồ sơ", "Read cases, drafts, results, a case's journal"),
    "cases:write": ("Nộp, soạn, xử lý, rút hồ sơ", "Draft, file, act on and withdraw cases"),
    "files:write": ("Gửi tệp cho bản nháp và hồ sơ", "Give drafts and cases files"),
    "payments:write": ("Ghi nhận thu phí, lệ phí", "Record payments"),
    "formulas:write": ("Kiểm tra, công bố, áp dụng bộ mẫu", "Check, publish and adopt formulas"),
    "registers:read": ("Xem bản ghi trong sổ", "Read records of registers"),
    "registers:write": ("Sửa, đề nghị sửa, gộp bản ghi", "Edit, correct and merge records"),
    "exchange:lookup": ("Tra cứu theo quyền được cấp", "Look records up under a grant"),
    "exchange:read": ("Xem quyền tra cứu và các lần tra cứu", "Read grants and lookups"),
    "exchange:write": ("Mở dịch vụ, xin và cấp quyền tra cứu", "Open lookups, ask for and give grants"),
    "scores:write": ("Bỏ bản nháp điểm, hạng", "Put drafts of scores away"),
    "account:read": ("Xem tài khoản và khóa của mình", "Read one's own account and tokens"),
    "account:write": ("Cấp, thu hồi khóa của mình", "Issue and revoke one's own tokens"),
    "agency:read": ("Xem cấu hình cơ quan mình quản trị", "Read the settings of agencies one administers"),
    "agency:write": ("Quyết định cấu hình cơ quan mình quản trị", "Decide the settings of agencies one administers"),
}
