"""What can be wrong with a notice."""

from nenso.runtime.problems import Problem


class NoticeUnknown(Problem):
    code = "notices.unknown"
    status = 404
    vi = "Không có thông báo này, hoặc không phải của bạn."
    en = "There is no such notice, or it is not yours."


class DeliveryFailed(Exception):
    """The message did not leave; ``final``: it never will (the address is refused)."""

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final
