"""Keys that tell what is sent twice from what is new."""

from nenso.runtime.problems import Problem


class KeyNeeded(Problem):
    code = "cases.key_needed"
    status = 400
    vi = "Cần tiêu đề Idempotency-Key (8–80 ký tự) để việc gửi lại không làm hai lần."
    en = "Send an Idempotency-Key header (8–80 characters), so that sending again does nothing twice."


class KeyReused(Problem):
    code = "cases.key_reused"
    status = 409
    vi = "Yêu cầu này đã gửi trước đó với nội dung khác; hãy tải lại trang, hoặc dùng khóa (Idempotency-Key) mới."
    en = "This was sent before with other content; load the page again, or use a new key (Idempotency-Key)."
