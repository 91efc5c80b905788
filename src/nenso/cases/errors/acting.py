"""Why an act of an officer is refused: whose turn, which step, which action, by whom before, without a reason."""

from nenso.runtime.problems import Problem


class NotYourTurn(Problem):
    code = "cases.not_your_turn"
    status = 403
    vi = "Bước này do {who} thực hiện."
    en = "This step is for {who}."


class NotOfTheRole(Problem):
    code = "cases.not_of_the_role"
    status = 422
    vi = "Người này không giữ vai trò của bước đang mở nên không nhận việc được; hãy chọn người khác."
    en = "Whoever that is does not have the role of the open step and could not do it; choose somebody else."


class StepNotOpen(Problem):
    code = "cases.step_not_open"
    status = 409
    vi = "Bước “{step_vi}” không mở; hồ sơ đang ở: {open_vi}."
    en = "The step “{step_en}” is not open; the case is at: {open_en}."


class ActionUnknown(Problem):
    code = "cases.action_unknown"
    status = 422
    vi = "Ở bước này không có việc “{action}”; có: {actions_vi}."
    en = "There is no action “{action}” here; there is: {actions_en}."


class ActionNotAllowed(Problem):
    code = "cases.action_not_allowed"
    status = 409
    vi = "Chưa đủ điều kiện để “{action_vi}”."
    en = "The condition for “{action_en}” does not hold."


class SamePerson(Problem):
    code = "cases.same_person"
    status = 403
    vi = "Người đã thực hiện “{said_vi}” không được thực hiện bước này."
    en = "Whoever did “{said_en}” may not do this step."


class CaseChanged(Problem):
    code = "cases.changed"
    status = 409
    vi = "Hồ sơ vừa được {who} xử lý ({action_vi}); hãy tải lại."
    en = "{who} has just acted on this case ({action_en}); load it again."


class VersionUnknown(Problem):
    code = "cases.version_unknown"
    status = 409
    vi = "Hồ sơ đang ở phiên bản {version}; không có phiên bản {asked}. Hãy tải lại."
    en = "The case is at version {version}; there is no version {asked}. Load it again."


class ReasonNeeded(Problem):
    code = "cases.reason_needed"
    status = 422
    vi = "Cần nêu lý do."
    en = "Say why."


class BatchUnknown(Problem):
    """Somebody else's batch is as unknown as one that never was."""

    code = "cases.batch_unknown"
    status = 404
    vi = "Không có đợt xử lý cùng lúc này."
    en = "There is no such batch."
