"""What officers do with each other on a case: notes, hand-overs, directives, opinions of other agencies."""

from nenso.runtime.problems import Problem


class NothingSaid(Problem):
    code = "cases.nothing_said"
    status = 422
    vi = "Hãy ghi nội dung."
    en = "Write what is to be said."


class NotHandedOver(Problem):
    code = "cases.not_handed_over"
    status = 409
    vi = "Không có bàn giao nào đang chờ xác nhận."
    en = "No hand-over waits to be acknowledged."


class NotOfCase(Problem):
    code = "cases.not_of_case"
    status = 422
    vi = "Người này không giữ vị trí nào ở cơ quan đang giải quyết hồ sơ."
    en = "This person holds no post at an agency of the case."


class DirectiveUnknown(Problem):
    code = "cases.directive_unknown"
    status = 404
    vi = "Hồ sơ này không có chỉ đạo đó."
    en = "There is no such directive on this case."


class DirectiveClosed(Problem):
    """The directive was closed: nothing is reported on it any more."""

    code = "cases.directive_closed"
    status = 409
    vi = "Chỉ đạo này đã kết thúc; muốn giao thêm việc thì ra chỉ đạo mới."
    en = "This directive is closed; give a new one for more to be done."


class ConsultationUnknown(Problem):
    code = "cases.consultation_unknown"
    status = 409
    vi = "Không có lần lấy ý kiến này, hoặc đã được trả lời."
    en = "There is no such consultation, or it has been answered."


class OwnAgency(Problem):
    code = "cases.own_agency"
    status = 422
    vi = "Hồ sơ đang ở chính cơ quan này; hãy chọn cơ quan khác để lấy ý kiến."
    en = "The case is at this very agency; choose another one to ask."
