"""How personal data is shown where it need not be read whole: in lists, in logs, to whoever only recognises it."""

_DOT = "•"


def masked_identifier(digits: str | None) -> str:
    """Return ``001199000017`` as ``001•••••0017``: enough to recognise one's own, not to learn another's."""
    return _middle(digits, 3, 4)


def masked_phone(number: str | None) -> str:
    """Return ``0912345678`` as ``091••••678``."""
    return _middle(number, 3, 3)


def masked_email(address: str | None) -> str:
    """Return ``minh.tran@example.vn`` as ``m•••@example.vn``."""
    name, at, host = (address or "").rpartition("@")
    return f"{name[:1]}{_DOT * 3}@{host}" if at else ""


def _middle(text: str | None, before: int, after: int) -> str:
    if not text:
        return ""
    hidden = len(text) - before - after
    return f"{text[:before]}{_DOT * hidden}{text[-after:]}" if hidden > 0 else _DOT * len(text)
