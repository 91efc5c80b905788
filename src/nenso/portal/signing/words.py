"""What the flows of signing in say: allauth has no Vietnamese of its own."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import lazystr

from nenso.runtime.config import config
from nenso.web.languages import spoken

Pair = tuple[str, str]

ERRORS: dict[str, Pair] = {
    "account_inactive": ("Tài khoản này đã đóng.", "This account is closed."),
    "duplicate_email": ("Bạn đã có địa chỉ thư này.", "You have this address already."),
    "email_password_mismatch": (
        "Thư điện tử hoặc mật khẩu không đúng.",
        "The e-mail address or the password is not right.",
    ),
    "email_taken": ("Địa chỉ thư này đã có tài khoản.", "There is an account with this address."),
    "enter_current_password": ("Hãy nhập mật khẩu hiện tại.", "Enter your present password."),
    "incorrect_code": (
        "Mã không đúng. Hãy xem lại thư hoặc tin nhắn mới nhất.",
        "The code is not right. Look at the latest message.",
    ),
    "incorrect_password": ("Mật khẩu không đúng.", "The password is not right."),
    "invalid_or_expired_key": ("Liên kết đã hết hạn.", "The link has expired."),
    "invalid_login": ("Không đăng nhập được.", "Signing in failed."),
    "invalid_password_reset": ("Mã đặt lại mật khẩu đã hết hạn.", "The code to set a new password has expired."),
    "too_many_login_attempts": (
        "Bạn đã thử sai nhiều lần. Hãy đợi 5 phút rồi thử lại.",
        "Too many failed attempts. Wait 5 minutes and try again.",
    ),
    "unknown_email": ("Không có tài khoản với địa chỉ này.", "There is no account with this address."),
    "unverified_primary_email": ("Hãy xác nhận địa chỉ thư trước.", "Confirm your e-mail address first."),
    "select_only_one": ("Chỉ chọn một.", "Choose only one."),
    "same_as_current": ("Giá trị mới phải khác giá trị cũ.", "The new value must differ from the present one."),
    "rate_limited": ("Bạn gửi quá nhiều yêu cầu. Hãy đợi vài phút.", "Too many requests. Wait a few minutes."),
    "unverified_email": (
        "Hãy xác nhận địa chỉ thư trước khi thêm khóa.",
        "Confirm your e-mail address before you add a passkey.",
    ),
    "cannot_delete_authenticator": ("Không xóa được khóa này.", "This passkey cannot be removed."),
    "add_email_blocked": ("Tài khoản có khóa không thêm thư được.", "An account with a passkey takes no new address."),
    "invalid_token": (
        "Nơi định danh trả lời không hợp lệ. Hãy thử lại.",
        "The identification service's answer is not valid. Try again.",
    ),
    "connected_other": (
        "Định danh này đã gắn với tài khoản khác.",
        "This identity is linked with another account.",
    ),
}

MAILS: dict[str, tuple[Pair, Pair]] = {
    "account/email/login_code": (
        ("Mã đăng nhập Nenso", "Your Nenso sign-in code"),
        (
            """Mã đăng nhập của bạn là: {code}

Mã chỉ dùng một lần, trong 3 phút. Không đưa mã này cho ai, kể cả cán bộ.
Nếu bạn không đăng nhập, hãy bỏ qua thư này.""",
            """Your sign-in code is: {code}

It works once, for 3 minutes. Give it to nobody, not even an officer.
If you are not signing in, ignore this message.""",
        ),
    ),
    "account/email/email_confirmation": (
        ("Xác nhận địa chỉ thư với Nenso", "Confirm your e-mail address with Nenso"),
        (
            """Mã xác nhận địa chỉ thư của bạn là: {code}

Nếu bạn không mở tài khoản, hãy bỏ qua thư này.""",
            """The code that confirms your e-mail address is: {code}

If you are not opening an account, ignore this message.""",
        ),
    ),
    "account/email/password_reset_code": (
        ("Mã đặt lại mật khẩu Nenso", "Your code to set a new Nenso password"),
        (
            """Mã đặt lại mật khẩu của bạn là: {code}

Nếu bạn không yêu cầu, hãy bỏ qua thư này; mật khẩu vẫn như cũ.""",
            """Your code to set a new password is: {code}

If you did not ask for it, ignore this message; nothing changes.""",
        ),
    ),
    "account/email/unknown_account": (
        ("Chưa có tài khoản Nenso với địa chỉ này", "No Nenso account with this address"),
        (
            """Có người vừa xin mã bằng địa chỉ này, nhưng chưa có tài khoản nào.

Nếu là bạn, hãy mở tài khoản: {site}/dang-ky""",
            """Somebody asked for a code with this address, but there is no account.

If it was you, open one: {site}/dang-ky""",
        ),
    ),
    "account/email/account_already_exists": (
        ("Bạn đã có tài khoản Nenso", "You already have a Nenso account"),
        (
            """Có người vừa mở tài khoản bằng địa chỉ này, nhưng địa chỉ đã có tài khoản.

Nếu quên mật khẩu: {site}/quen-mat-khau""",
            """Somebody tried to open an account with this address, which has one already.

If you forgot the password: {site}/quen-mat-khau""",
        ),
    ),
}
CODE_TEXT: Pair = (
    "{code} là mã Nenso, dùng trong 3 phút. Không đưa mã cho ai.",
    "{code} is your Nenso code, for 3 minutes. Give it to nobody.",
)
"""A code to the telephone; in Vietnamese a single message holds 70 characters."""

TELEPHONE_ADDED = (
    "account.telephone_added",
    {"vi": "Tài khoản của bạn có thêm số điện thoại", "en": "A telephone number was added to your account"},
    {
        "vi": "Tài khoản của bạn giờ đăng nhập được bằng mã gửi tới số có đuôi {end}. Nếu không phải bạn thêm số này, "
        "hãy đăng nhập, gỡ số ở trang Tài khoản và đổi mật khẩu.",
        "en": "Your account can now be signed in to by a code sent to the number ending in {end}. If you did not add "
        "it, sign in, remove the number on the page Account and change your password.",
    },
)
TELEPHONE_LOST = (
    "account.telephone_lost",
    {"vi": "Số điện thoại không còn ở tài khoản của bạn", "en": "A telephone number left your account"},
    {
        "vi": "Số có đuôi {end} vừa được xác nhận cho một tài khoản khác, nên không đăng nhập được vào tài khoản của "
        "bạn nữa. Nếu bạn vẫn giữ số này, hãy đăng nhập bằng cách khác rồi xác nhận lại số ở trang Tài khoản.",
        "en": "The number ending in {end} was confirmed for another account and no longer signs in to yours. If you "
        "still have it, sign in another way and confirm the number again on the page Account.",
    },
)

MAILS["account/email/email_confirmation_signup"] = MAILS["account/email/email_confirmation"]


class Errors(Mapping[str, Any]):
    """The errors by allauth's codes, each in the language of the page when it is shown."""

    def __getitem__(self, code: str) -> Any:
        return lazystr(_Said(ERRORS[code]))

    def __iter__(self) -> Iterator[str]:
        return iter(ERRORS)

    def __len__(self) -> int:
        return len(ERRORS)


class _Said:
    def __init__(self, pair: Pair) -> None:
        self._pair = pair

    def __str__(self) -> str:
        return in_language(self._pair)


def in_language(pair: Pair, **facts: str) -> str:
    """Return the text of a pair in the language of the page."""
    text = pair[1] if spoken() == "en" else pair[0]
    return text.format(**facts) if facts else text


def mail(prefix: str, code: str) -> tuple[str, str]:
    """Return subject and body of a message."""
    subject, body = MAILS[prefix]
    return in_language(subject), in_language(body, code=code, site=config().public_url)
