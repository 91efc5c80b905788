"""Level of an online service, computed and never claimed: toàn trình or một phần, and why (NĐ 42/2022, NĐ 118/2025)."""

from dataclasses import dataclass

from nenso.language.declarations.procedures import Procedure


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """``whole``: everything can be done online (toàn trình). ``reasons``: what stands in the way, in vi and en."""

    whole: bool
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def vi(self) -> str:
        """The legal word: toàn trình or một phần."""
        return "toàn trình" if self.whole else "một phần"


def level_of(procedure: Procedure) -> ServiceLevel:
    """Return the level of a procedure: *toàn trình* unless something stands in the way.

    That is a step with ``presence``, a way in that is never online, a paper that must be shown, or an unsigned result.
    """
    reasons: list[tuple[str, str]] = []
    for name, step in procedure.steps.items():
        if step.presence is not None:
            title = step.title.in_language("vi") if step.title else name
            reasons.append(
                (f"{title}: {step.presence.in_language('vi')}", f"{name}: {step.presence.in_language('en')}")
            )
    if "online" not in procedure.channels and "national" not in procedure.channels:
        reasons.append(("Không nộp được trực tuyến", "It cannot be filed online"))
    if procedure.handled_at is not None:
        reasons.append((f"Giải quyết ở {procedure.handled_at}", f"It is handled at {procedure.handled_at}"))
    for document in procedure.documents:
        if document.kind == "seen" and document.required is True and document.instead is None:
            label = document.label.in_language("vi") if document.label else document.name
            reasons.append((f"Phải xuất trình: {label}", f"Must be shown: {document.name}"))
    for result in procedure.results:
        if not result.signed_in:
            label = result.label.in_language("vi") if result.label else result.name
            reasons.append((f"Kết quả không ký số: {label}", f"A result is not signed: {result.name}"))
    return ServiceLevel(not reasons, tuple(reasons))
