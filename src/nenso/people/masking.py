"""How personal data is shown where it need not be read whole: in lists, in logs, to whoever only recognises it."""

_DOT = "•"
_FIRST, _LAST = 3, 4


def masked_identifier(digits: str | None) -> str:
    """Return ``001199000017`` as ``001•••••0017``: enough to recognise one's own, not to learn another's."""
    hidden = len(digits or "") - _FIRST - _LAST
    return f"{digits[:_FIRST]}{_DOT * hidden}{digits[-_LAST:]}" if digits and hidden > 0 else _DOT * len(digits or "")
