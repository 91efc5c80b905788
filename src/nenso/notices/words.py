"""How people say to whom a message went, by which way, and whether it arrived: sent is not delivered."""

from collections.abc import Mapping

from nenso.notices.models import Channel, Recipient, State

Words = Mapping[str, str]

KINDS: Mapping[str, Words] = {
    "case.notified": {"vi": "Thông báo", "en": "Notice"},
    "case.status": {"vi": "Báo trạng thái hồ sơ", "en": "Where the case stands"},
    "case.paid": {"vi": "Báo đã nhận phí, lệ phí", "en": "A payment was received"},
    "case.reminded": {"vi": "Nhắc việc", "en": "Reminder"},
    "case.message": {"vi": "Tin nhắn", "en": "Message"},
    "case.transferred": {"vi": "Chuyển hồ sơ", "en": "Case handed over"},
    "case.consult": {"vi": "Lấy ý kiến", "en": "Asked for an opinion"},
    "case.opinion": {"vi": "Cho ý kiến", "en": "Opinion given"},
    "case.directive": {"vi": "Chỉ đạo", "en": "Directive"},
    "case.seal_opened": {"vi": "Mở niêm phong", "en": "Seal opened"},
    "case.sealed_longer": {"vi": "Niêm phong thêm", "en": "Sealed for longer"},
    "draft.ends": {"vi": "Bản nháp sắp hết hạn", "en": "Draft about to end"},
}
"""What a message is about; of another kind it is a notice."""
RECIPIENTS: Mapping[str, Words] = {
    Recipient.PERSON: {"vi": "người dân", "en": "person"},
    Recipient.ACCOUNT: {"vi": "tài khoản", "en": "account"},
    Recipient.AGENCY: {"vi": "cơ quan", "en": "agency"},
}
WAYS: Mapping[str, Words] = {
    Channel.INBOX: {"vi": "hộp thư trong hệ thống", "en": "inbox"},
    Channel.EMAIL: {"vi": "thư điện tử", "en": "e-mail"},
    Channel.SMS: {"vi": "tin nhắn", "en": "text message"},
}
_OUTSIDE: Mapping[str, Words] = {
    State.WAITING: {"vi": "chờ gửi", "en": "waiting to be sent"},
    State.SENT: {"vi": "đã gửi, chưa biết đã tới", "en": "sent; not known to have arrived"},
    State.DELIVERED: {"vi": "đã tới", "en": "arrived"},
    State.FAILED: {"vi": "không gửi được", "en": "not sent"},
    State.RETURNED: {"vi": "bị trả lại", "en": "came back"},
}
_INSIDE: Mapping[str, Words] = {
    **_OUTSIDE,
    State.SENT: {"vi": "đã để trong hộp thư, chưa đọc", "en": "put there, not read"},
    State.DELIVERED: {"vi": "đã đọc", "en": "read"},
}
ARRIVALS: Mapping[tuple[str, str], Words] = {
    (channel, state): words
    for channel in Channel
    for state, words in (_INSIDE if channel == Channel.INBOX else _OUTSIDE).items()
}
"""By channel and state of a message."""
