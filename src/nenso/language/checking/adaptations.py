"""Adaptations: an agency's own way through a procedure changes only what it may (quy trình nội bộ riêng)."""

from nenso.language.adapting import adapted
from nenso.language.checking.deadlines import shorter
from nenso.language.checking.desk import Desk
from nenso.language.checking.naming import check_documents, check_steps
from nenso.language.checking.procedures import ProcedureCheck
from nenso.language.checking.typed import Typed
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Adaptation, Procedure
from nenso.language.issues import Issue


def check_adaptation(desk: Desk, adaptation: Adaptation) -> None:
    """Check an adaptation by itself, then the procedure as adapted, in the formula that declares it."""
    if not desk.found("procedures", adaptation.adapts, adaptation.adapts, "thủ tục", "procedure"):
        return
    if "." not in adaptation.adapts:
        vi, en = "Chỉ thủ tục của bộ mẫu khác mới adapts được.", "Only another formula's procedure is adapted."
        desk.add(adaptation.adapts, "adapts.own", vi, en, expected="civil_registration.birth")
        return
    original = desk.procedure(adaptation.adapts)
    if original is None:
        return
    if adaptation.filing is not None and adaptation.steps is None:
        vi, en = "filing chỉ đổi cùng steps.", "filing changes with steps only."
        desk.add(adaptation.filing, "adapts.filing", vi, en, expected="steps")
    _deadline(desk, adaptation, original)
    check_documents(desk, adaptation.documents or ())
    check_steps(desk, adaptation.steps or {})
    whole = adapted(original, adaptation)
    for result in whole.results:
        for step in result.signed_in:
            if step not in whole.steps:
                desk.add(
                    adaptation,
                    "adapts.signing_step",
                    f"Kết quả “{result.name}” ký ở bước “{step}”, mà bước này không còn.",
                    f"Result “{result.name}” is signed at step “{step}”, which is gone.",
                    expected=sorted(whole.steps),
                )
    _as_adapted(desk, adaptation, whole)


def _as_adapted(desk: Desk, adaptation: Adaptation, whole: Procedure) -> None:
    """Check the procedure as adapted in its own formula; only what is written in the adaptation is told."""
    owner = desk.library[adaptation.adapts.partition(".")[0]]
    changed = owner.model_copy(update={"procedures": {**owner.procedures, whole.name: whole}})
    known = set(_issues(desk, owner, owner.procedures[whole.name])) | set(desk.issues)
    desk.issues += [issue for issue in _issues(desk, changed, whole) if issue not in known]


def _issues(desk: Desk, owner: Formula, procedure: Procedure) -> list[Issue]:
    needed = {name: desk.library[name] for name in owner.requires if name in desk.library}
    inner = Desk(owner, {**needed, desk.formula.name: desk.formula})
    ProcedureCheck(Typed(inner), procedure).check()
    return inner.issues


def _deadline(desk: Desk, adaptation: Adaptation, original: Procedure) -> None:
    if adaptation.deadline is None:
        return
    if original.deadline is None:
        return
    for deadline in adaptation.deadline.values:
        if not any(shorter(deadline, old) is not False for old in original.deadline.values):
            longest = ", ".join(
                str(length) for old in original.deadline.values if old.within for length in old.within.values
            )
            desk.add(
                deadline,
                "adapts.longer",
                "Thời hạn riêng không được dài hơn thời hạn của thủ tục.",
                "An adaptation's deadline may not be longer than the procedure's.",
                expected=f"≤ {longest}",
            )
