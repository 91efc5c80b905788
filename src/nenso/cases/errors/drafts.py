"""Drafts that are filed, full or changed elsewhere."""

from nenso.runtime.problems import Problem


class NotADraft(Problem):
    code = "cases.not_a_draft"
    status = 409
    vi = "Hồ sơ đã nộp; không sửa như bản nháp được."
    en = "The case is filed; it can no longer be changed as a draft."


class DraftsFull(Problem):
    code = "cases.drafts_full"
    status = 409
    vi = "Bạn đang có {most} bản nháp, là nhiều nhất được phép. Hãy nộp hoặc xóa bớt rồi tạo bản mới."
    en = "You have {most} drafts, as many as there may be. File or throw away some, then begin another."


class DraftChanged(Problem):
    code = "cases.draft_changed"
    status = 409
    vi = "Bản nháp đã được sửa ở nơi khác; hãy tải lại để không mất nội dung."
    en = "The draft was changed elsewhere; load it again so that nothing is lost."
