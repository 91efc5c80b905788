"""What people read for the numbers and words of a case: in Vietnamese as the law names them, and in English."""

from typing import Final

from nenso.cases.models import Status
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.values import Text

Words = dict[str, str]
"""``{"vi": …, "en": …}``"""

STATUSES: Final[dict[int, Words]] = {
    Status.DRAFT: {"vi": "Bản nháp", "en": "Draft"},
    Status.FILED: {"vi": "Mới đăng ký", "en": "Filed"},
    Status.ACCEPTED: {"vi": "Được tiếp nhận", "en": "Accepted"},
    Status.REFUSED: {"vi": "Không được tiếp nhận", "en": "Not accepted"},
    Status.WORKING: {"vi": "Đang xử lý", "en": "Being worked on"},
    Status.ASKED: {"vi": "Yêu cầu bổ sung giấy tờ", "en": "Waiting for more from the applicant"},
    Status.PAYING: {"vi": "Yêu cầu thực hiện nghĩa vụ tài chính", "en": "Waiting for a payment"},
    Status.WITHDRAWN: {"vi": "Công dân yêu cầu rút hồ sơ", "en": "Withdrawn by the applicant"},
    Status.STOPPED: {"vi": "Dừng xử lý", "en": "Stopped"},
    Status.DONE: {"vi": "Đã xử lý xong", "en": "Done"},
    Status.DELIVERED: {"vi": "Đã trả kết quả", "en": "Result handed over"},
}

ROLES: Final[dict[str, Words]] = {
    "clerk": {"vi": "Một cửa", "en": "One-stop clerk"},
    "officer": {"vi": "Chuyên viên", "en": "Officer"},
    "head": {"vi": "Lãnh đạo phòng", "en": "Head of department"},
    "leader": {"vi": "Lãnh đạo", "en": "Leader"},
    "registrar": {"vi": "Văn thư", "en": "Registrar"},
    "cashier": {"vi": "Thu phí", "en": "Cashier"},
    "publisher": {"vi": "Biên tập", "en": "Publisher"},
    "auditor": {"vi": "Kiểm tra", "en": "Auditor"},
    "admin": {"vi": "Quản trị", "en": "Administrator"},
}

PARTIES: Final[dict[str, Words]] = {
    "applicant": {"vi": "Người yêu cầu", "en": "Applicant"},
    "filer": {"vi": "Người nộp hồ sơ", "en": "Filer"},
}

CHANNELS: Final[dict[str, Words]] = {
    "online": {"vi": "Trực tuyến", "en": "Online"},
    "counter": {"vi": "Trực tiếp", "en": "At the counter"},
    "post": {"vi": "Bưu chính", "en": "By post"},
    "national": {"vi": "Cổng Dịch vụ công quốc gia", "en": "National public service portal"},
}

SLIPS: Final[dict[int, Words]] = {
    1: {"vi": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "en": "Receipt with the day of the result"},
    2: {"vi": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "en": "Request for more"},
    3: {"vi": "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "en": "Refusal to take the case in"},
    4: {"vi": "Phiếu xin lỗi và hẹn lại ngày trả kết quả", "en": "Apology with a new day"},
    5: {"vi": "Thông báo dừng giải quyết hồ sơ", "en": "Notice that the case is stopped"},
    6: {"vi": "Phiếu kiểm soát quá trình giải quyết hồ sơ", "en": "Control sheet"},
}
"""The official slips by the number of their form (Circular 03/2025/TT-VPCP)."""

MEANS: Final[dict[str, Words]] = {
    "cash": {"vi": "Tiền mặt", "en": "Cash"},
    "transfer": {"vi": "Chuyển khoản", "en": "Bank transfer"},
}

PAPERS: Final[dict[str, Words]] = {
    "original": {"vi": "Bản chính", "en": "Originals"},
    "certified": {"vi": "Bản sao chứng thực", "en": "Certified copies"},
    "copy": {"vi": "Bản sao", "en": "Copies"},
    "seen": {"vi": "Đã đối chiếu", "en": "Shown"},
}

TARGETS: Final[dict[str, Words]] = {
    "applicant": {"vi": "người dân bổ sung", "en": "the applicant"},
    "done": {"vi": "xong", "en": "done"},
    "refused": {"vi": "không tiếp nhận", "en": "refused"},
    "stopped": {"vi": "dừng xử lý", "en": "stopped"},
    "stay": {"vi": "ở lại bước này", "en": "the same step"},
    "counts": {"vi": "được tính", "en": "counts"},
    "leave": {"vi": "rời bước", "en": "leaves"},
}
"""Where an action leads that leads to no step."""

SYSTEM: Final[Words] = {"vi": "Hệ thống", "en": "The system"}

ALWAYS: Final[dict[str, Words]] = {
    "accept": {"vi": "Tiếp nhận", "en": "Accept"},
    "ask": {"vi": "Yêu cầu bổ sung", "en": "Ask for more"},
    "refuse": {"vi": "Không tiếp nhận", "en": "Refuse"},
    "supply": {"vi": "Bổ sung hồ sơ", "en": "Supply what was asked for"},
    "withdraw": {"vi": "Rút hồ sơ", "en": "Withdraw"},
    "extend": {"vi": "Gia hạn", "en": "Extend the time"},
    "calendar": {"vi": "Tính lại hạn theo lịch làm việc", "en": "Due time follows the changed calendar"},
    "deliver": {"vi": "Trả kết quả", "en": "Hand the result over"},
    "claim": {"vi": "Nhận việc", "en": "Take on"},
    "give_back": {"vi": "Trả lại việc", "en": "Give back"},
    "assign": {"vi": "Phân công", "en": "Assign"},
    "pay": {"vi": "Thu phí, lệ phí", "en": "Record a payment"},
    "paid": {"vi": "Đã nộp phí, lệ phí", "en": "Paid"},
    "met": {"vi": "Đã đủ điều kiện chuyển bước", "en": "What was waited for has come"},
    "end_with_parent": {"vi": "Dừng theo hồ sơ chung", "en": "Ended with the filing it was part of"},
    "file": {"vi": "Nộp hồ sơ", "en": "Filed"},
    "comment": {"vi": "Ghi chú nội bộ", "en": "Internal note"},
    "message": {"vi": "Tin nhắn", "en": "Message"},
    "transfer": {"vi": "Bàn giao cho cơ quan khác", "en": "Handed over to another agency"},
    "acknowledge": {"vi": "Xác nhận đã nhận bàn giao", "en": "Hand-over acknowledged"},
    "send_back": {"vi": "Trả lại cơ quan bàn giao", "en": "Sent back to the agency it came from"},
    "directive": {"vi": "Chỉ đạo", "en": "Directive"},
    "noted": {"vi": "Đã tiếp nhận chỉ đạo", "en": "Directive taken note of"},
    "answer": {"vi": "Báo cáo về chỉ đạo", "en": "Report on a directive"},
    "consult": {"vi": "Lấy ý kiến cơ quan khác", "en": "Another agency asked"},
    "opinion": {"vi": "Ý kiến của cơ quan được hỏi", "en": "Opinion of the agency that was asked"},
    "closed": {"vi": "Kết thúc chỉ đạo", "en": "Directive closed"},
}


def text_of(text: Text | None, otherwise: str) -> Words:
    """Return a declared text in both languages, ``otherwise`` where there is none."""
    if text is None:
        return {"vi": otherwise, "en": otherwise}
    return {"vi": text.in_language("vi"), "en": text.in_language("en")}


def status_of(number: int) -> dict[str, object]:
    """Return a status as people and programs read it: its national number, its name, its words."""
    return {"number": number, "name": Status(number).name.lower(), **STATUSES[number]}


def role_of(role: str, formula: Formula) -> Words:
    """Return what a role is called, a formula's own too."""
    declared = formula.roles.get(role)
    if declared is not None:
        return text_of(declared.title, role)
    return ROLES.get(role, {"vi": role, "en": role})


def party_of(party: str, procedure: Procedure) -> Words:
    """Return what a party to a case is called, as the procedure declares it."""
    declared = procedure.parties.get(party)
    return PARTIES.get(party) or text_of(declared.label if declared else None, party)
