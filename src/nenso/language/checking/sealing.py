"""What a procedure that seals its cases has to keep to: a moment known at filing, and nothing that tells before it."""

import re
from collections.abc import Iterator

from nenso.language.checking.reads import ways_in
from nenso.language.checking.typed import Typed
from nenso.language.declarations.access import Sealed
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.values import Expression
from nenso.language.names import FormulaNames

_EXPECTED = "filed + 3 days, form.…, about.…, setting.…"
_MOVES = frozenset({"now", "today"})
_NOT_KNOWN = frozenset({"actor", "step", "entries", "children", "created", "results", "this"})
_NOT_YET = frozenset({"accepted_at", "due_at", "finished_at"})
_FORM = re.compile(r"\bform\b")


def check_sealed(typed: Typed, procedure: Procedure, sealed: Sealed, *, names: FormulaNames) -> None:
    """Check ``sealed``: that its moment is known when a case is filed, and what else would tell of the answers."""
    typed.moment(sealed.until, names.environment("step", procedure=procedure))
    _known_at_filing(typed, sealed)
    _telling(typed, procedure, sealed)


def _known_at_filing(typed: Typed, sealed: Sealed) -> None:
    base = sealed.until.base
    ways = list(ways_in(base.source)) if isinstance(base, Expression) else []
    heads = {way[0] for way in ways}
    if heads & _MOVES:
        vi = "now và today trôi đi cùng thời gian, nên niêm phong sẽ không bao giờ mở."
        en = "now and today move on with time: the seal would never open."
        typed.desk.add(sealed.until, "sealed.moves", vi, en, expected=_EXPECTED)
    later = heads & _NOT_KNOWN or any(way[0] == "case" and _NOT_YET & set(way) for way in ways)
    if later or base in {"accepted", "opened", "due"}:
        vi = "Thời điểm mở niêm phong phải biết được ngay khi nộp: trước khi mở không ai tiếp nhận hay xử lý hồ sơ."
        en = "When a seal opens must be known at filing: before that nobody takes the case in or works on it."
        typed.desk.add(sealed.until, "sealed.never", vi, en, expected=_EXPECTED)


def _telling(typed: Typed, procedure: Procedure, sealed: Sealed) -> None:
    if procedure.numbered is not None and _tells(procedure.numbered):
        vi = "Mã hồ sơ in ra trước khi mở niêm phong, nên không được lấy từ tờ khai."
        en = "Codes are printed before the seal opens and cannot be made of the form."
        typed.desk.add(procedure.numbered, "sealed.numbered", vi, en)
    for name in _told_early(procedure):
        vi = f"{name} tính từ tờ khai sẽ lộ một phần nội dung trước khi mở niêm phong."
        en = f"{name}, worked out of the form, tells something of it before the seal opens."
        typed.desk.warn(sealed, "sealed.told", vi, en)


def _told_early(procedure: Procedure) -> Iterator[str]:
    """Yield what is worked out of the form and seen from filing on."""
    for name in ("fee", "deadline", "competent"):
        value = getattr(procedure, name)
        if value is not None and _tells(value):
            yield name


def _tells(value: object) -> bool:
    """Whether something declared reads the form."""
    return _FORM.search(repr(value)) is not None
