"""Why a sealed case is not acted on, or not sealed at all."""

from nenso.cases.models import Case
from nenso.runtime import clock
from nenso.runtime.problems import Problem


class CaseSealed(Problem):
    code = "cases.sealed"
    status = 409
    vi = "Hồ sơ đang niêm phong đến {at}. Trước lúc đó chỉ rút hồ sơ và thu phí được."
    en = "The case is sealed until {at}. Until then it can only be withdrawn, and its fee taken."


class SealWithoutMoment(Problem):
    code = "cases.seal_without_moment"
    status = 409
    vi = "Thủ tục này niêm phong hồ sơ nhưng chưa biết đến lúc nào, nên chưa nhận được. Mời hỏi cơ quan nhận."
    en = "This procedure seals what is filed but does not say until when yet: nothing can be taken in. Ask the agency."


def sealed_problem(case: Case) -> CaseSealed:
    """Return that a case is sealed, and until when."""
    until = case.sealed_until
    if until is None:
        return CaseSealed(at="…")
    return CaseSealed(at=f"{until.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}", until=clock.written(until))
