"""Who may file (đối tượng thực hiện), as codes and as the audience of a declaration."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nenso.formulas.catalogue.rows import Remark, Row
from nenso.runtime.text import fold

PERSONS: Final[Mapping[str, str]] = {
    "cong dan viet nam": "citizen",
    "cong dan viet nam ma khong xac dinh duoc noi thuong tru hoac noi tam tru": "citizen_without_residence",
    "nguoi nuoc ngoai": "foreigner",
    "nguoi nuoc ngoai cu tru tai viet nam": "resident_foreigner",
    "nguoi nuoc ngoai da cu tru tai viet nam": "former_resident_foreigner",
    "nguoi viet nam dinh cu o nuoc ngoai": "overseas_vietnamese",
    "can bo, cong chuc, vien chuc": "official",
}
ORGANISATIONS: Final[Mapping[str, str]] = {
    "doanh nghiep": "enterprise",
    "doanh nghiep viet nam": "vietnamese_enterprise",
    "doanh nghiep co von dau tu nuoc ngoai": "foreign_invested_enterprise",
    "hop tac xa": "cooperative",
    "to chuc (khong bao gom doanh nghiep, htx)": "organisation",
    "to chuc nuoc ngoai": "foreign_organisation",
    "to chuc dang": "party_organisation",
    "co quan nha nuoc": "state_agency",
}
FOREIGN: Final = ("foreigner", "resident_foreigner", "former_resident_foreigner")
ENGLISH: Final[Mapping[str, str]] = {
    "citizen": "Vietnamese citizen",
    "citizen_without_residence": "Vietnamese citizen without a registered residence",
    "foreigner": "Foreigner",
    "resident_foreigner": "Foreigner living in Viet Nam",
    "former_resident_foreigner": "Foreigner who lived in Viet Nam",
    "overseas_vietnamese": "Vietnamese settled abroad",
    "official": "Official or public employee",
    "enterprise": "Enterprise",
    "vietnamese_enterprise": "Vietnamese enterprise",
    "foreign_invested_enterprise": "Enterprise with foreign capital",
    "cooperative": "Co-operative",
    "organisation": "Organisation other than an enterprise or co-operative",
    "foreign_organisation": "Foreign organisation",
    "party_organisation": "Organisation of the Party",
    "state_agency": "State agency",
}


@dataclass(frozen=True)
class Subjects:
    """Codes with their Vietnamese words, in the order of the row; and what is assumed."""

    words: Mapping[str, str]
    remarks: tuple[Remark, ...] = ()

    @property
    def persons(self) -> bool:
        """Whether people file in their own name."""
        return any(code in PERSONS.values() for code in self.words)

    @property
    def organisations(self) -> bool:
        """Whether enterprises or organisations file."""
        return any(code in ORGANISATIONS.values() for code in self.words)

    @property
    def audience(self) -> list[str]:
        """The ``audience`` of the declaration."""
        found = ["citizen"] if self.persons else []
        return [*found, "enterprise", "agency"] if self.organisations else found


def subjects_of(row: Row) -> Subjects:
    """Return who may file what ``row`` describes; everybody when it does not say."""
    known = {**PERSONS, **ORGANISATIONS}
    words: dict[str, str] = {}
    unknown = []
    for part in (part.strip() for part in row.subject_types.split(";")):
        code = known.get(fold(part))
        if code is not None:
            words.setdefault(code, part)
        elif part:
            unknown.append(part)
    remarks = [_not_understood("; ".join(unknown))] if unknown else []
    if not words:
        words = {"citizen": "Công dân Việt Nam", "organisation": "Tổ chức"}
        if not unknown:
            remarks.append(_not_understood(""))
    return Subjects(words, tuple(remarks))


def _not_understood(text: str) -> Remark:
    if text:
        return Remark(
            "not_understood",
            "subject_types",
            text,
            "Chưa hiểu đối tượng này; bỏ qua.",
            "This kind of applicant is not understood; it is left out.",
        )
    return Remark(
        "assumed",
        "subject_types",
        "",
        "Không ghi đối tượng; mọi người và tổ chức nộp được.",
        "No applicant is stated; everybody may file.",
    )
