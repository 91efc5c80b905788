"""How well who files online has to be known: where it can be asked, and where it would be got around."""

from nenso.language.checking.desk import Desk
from nenso.language.declarations.effects import Open
from nenso.language.declarations.procedures import Procedure

_WHOLE = frozenset({None, "do"})
"""Levels of ``open`` that file the child at once; a draft is filed by its applicant, who is asked then."""


def check_assurance(desk: Desk, procedure: Procedure) -> None:
    """Check the level of identification that a procedure asks: that somebody can be asked for it."""
    if not procedure.assurance:
        return
    source = desk.formula.sources.get(f"procedures/{procedure.name}")
    at = source.values_at.get("assurance", source.origin) if source is not None else procedure
    if procedure.anonymous is True:
        desk.add(
            at,
            "assurance.anonymous",
            "Thủ tục ẩn danh (anonymous: true) không giữ gì về người nộp, nên không thể đòi tài khoản đã định danh.",
            "An anonymous procedure keeps nothing of who files, and cannot ask for an identified account.",
            expected="anonymous: allowed, assurance: 0",
        )
    elif "online" not in procedure.channels or _is_for_nobody(procedure):
        desk.warn(
            at,
            "assurance.nobody",
            "Không ai tự nộp trực tuyến thủ tục này, nên mức định danh không bao giờ được hỏi đến.",
            "Nobody files this procedure online, so the level of identification is never asked.",
        )


def _is_for_nobody(procedure: Procedure) -> bool:
    """Return whether only other cases open it (``audience: []``)."""
    audience = procedure.audience
    return audience is not None and not any(people.terms for people in audience.values)


def check_opened(desk: Desk, procedure: Procedure, effect: Open, opened: Procedure) -> None:
    """Warn of a child that asks a higher level than the procedure by which it is opened without being asked."""
    needed = opened.assurance or 0
    if effect.level in _WHOLE and needed > (procedure.assurance or 0):
        desk.warn(
            effect,
            "assurance.around",
            f"“{effect.open}” đòi assurance {needed} mà thủ tục này không đòi: nộp ở đây thì không ai bị hỏi mức ấy.",
            f"“{effect.open}” asks assurance {needed} and this procedure does not: who files here is not asked for it.",
            expected=f"assurance: {needed}",
        )
