"""Who decides a procedure (cơ quan thực hiện), as kinds of agency.

The words of the national database are matched in order; what none of them names, and who is not named at all, is the
agency that promulgated the procedure, and the row is listed.
"""

import re
from dataclasses import dataclass
from typing import Final

from nenso.agencies import kinds
from nenso.formulas.catalogue.rows import Remark, Row
from nenso.runtime.text import fold

_WORDS: Final[tuple[tuple[str, str], ...]] = (
    (r"co quan dai dien|cuc lanh su|^bo |van phong bo", kinds.MINISTRY),
    (r"cong an cap tinh|cong an tinh", kinds.PROVINCE_POLICE),
    (r"cong an (cap )?(xa|phuong)", kinds.COMMUNE_POLICE),
    (r"bao hiem xa hoi", kinds.SOCIAL_INSURANCE),
    (r"thuoc (uy ban nhan dan|ubnd) cap xa|cap xa|phong kinh te|phong van hoa", kinds.COMMUNE),
    (r"thuoc (uy ban nhan dan|ubnd) cap tinh|cap tinh|^so |van phong dang ky dat dai|^ubnd tinh", kinds.PROVINCE),
)
_COMMITTEE = re.compile(r"^(uy ban nhan dan|ubnd)\b")


@dataclass(frozen=True)
class Executing:
    """Kinds of agency, those nearest to people first, and what is assumed."""

    kinds: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def central(self) -> bool:
        """Whether a ministry itself decides."""
        return self.kinds == (kinds.MINISTRY,)


def is_local(promulgating_agency: str) -> bool:
    """Return whether a province promulgated it: then it is that province's own."""
    return _COMMITTEE.match(fold(promulgating_agency)) is not None


def executing_of(row: Row) -> Executing:
    """Return who decides what ``row`` describes."""
    parts = [part.strip() for part in row.executing_agency.split(";") if part.strip()]
    found: list[str] = []
    unknown: list[str] = []
    for part in parts:
        kind = _kind(part)
        if kind is None:
            unknown.append(part)
        elif kind not in found:
            found.append(kind)
    local = [kind for kind in found if kind != kinds.MINISTRY]
    remarks = [] if not unknown else [_remark(row, "; ".join(unknown), "not_understood")]
    if local and len(local) < len(found):
        remarks.append(
            Remark(
                "assumed",
                "executing_agency",
                row.executing_agency,
                "Có cả cơ quan trung ương; bản nháp chỉ giao cho địa phương.",
                "A central agency is named as well; the draft is for local agencies only.",
            )
        )
    if local or found:
        return Executing(_nearest_first(local or found), tuple(remarks))
    fallback = kinds.PROVINCE if is_local(row.promulgating_agency) else kinds.MINISTRY
    return Executing((fallback,), (_remark(row, row.executing_agency, "not_understood" if parts else "assumed"),))


def _kind(part: str) -> str | None:
    words = fold(part)
    return next((kind for pattern, kind in _WORDS if re.search(pattern, words)), None)


def _nearest_first(found: list[str]) -> tuple[str, ...]:
    order = (kinds.COMMUNE, kinds.COMMUNE_POLICE, kinds.PROVINCE, kinds.PROVINCE_POLICE, kinds.SOCIAL_INSURANCE)
    return tuple(sorted(found, key=lambda kind: order.index(kind) if kind in order else len(order)))


def _remark(row: Row, text: str, kind: str) -> Remark:
    owner = row.promulgating_agency or "–"
    return Remark(
        "not_understood" if kind == "not_understood" else "assumed",
        "executing_agency",
        text,
        f"Chưa rõ cơ quan thực hiện; theo cơ quan ban hành: {owner}."
        if text
        else f"Không ghi cơ quan thực hiện; theo cơ quan ban hành: {owner}.",
        f"Who decides is not understood; it goes by who promulgated it: {owner}."
        if text
        else f"Who decides is not stated; it goes by who promulgated it: {owner}.",
    )
