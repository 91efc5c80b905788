"""How personal data is shown where it need not be read whole: in lists, in logs, to whoever only recognises it."""

_DOT = "•"
_SHOWN = 3


def masked_identifier(digits: str | None) -> str:
    """Return ``001199000017`` as ``•••••••••017``: enough to recognise one's own, not to learn another's.

    An identification number begins with province, sex and year of birth (Circular 59/2021/TT-BCA), which often stand
    beside it: of the six digits that nothing tells, half stay hidden.
    """
    known = digits or ""
    hidden = len(known) - _SHOWN
    return f"{_DOT * hidden}{known[-_SHOWN:]}" if hidden > _SHOWN else _DOT * len(known)
