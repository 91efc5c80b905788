"""What quality measured: faults that stand and counts by rule; a person without a fault; formulas that ship."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from nenso.registers.measuring.tables import QualityCount, QualityFailure, QualityRule
from nenso.registers.models import Record
from nenso.runtime.acting import Actor, acting
from support.made_up import PERSONS

EVERYTHING: Final = Actor(system="tests", scope=("vn",))
PHU_THONG: Final = "vn.p19.c01969"
READS: Final = "reads_like_a_name"
"""The rule that a name reads like one."""


def person(number: int, **changes: Any) -> dict[str, Any]:
    """Return a person without any fault, of xã Phủ Thông."""
    right = {
        "ref": f"P{number}",
        "identifier": f"019195{number:06}",
        "full_name": "Lý Thị Mai",
        "born_on": "1995-03-08",
        "sex": "female",
        "ethnicity": "tay",
        "nationality": "vn",
        "hometown": "Phủ Thông",
        "birth_registered_at": "01969",
        "residence_place": "01969",
        "residence_line": "Tổ 2",
        "household": f"H{number:09}",
        "relation": "head",
        "phone": "0912345678",
        "updated_on": "2026-10-01",
        "entered_on": "2026-10-01",
    }
    return {name: value for name, value in (right | changes).items() if value}


def failures(register: str = PERSONS) -> Counter[tuple[str, str]]:
    """Return every fault that stands: (record's ref, rule)."""
    with acting(EVERYTHING):
        names = {one.id: one.name for one in QualityRule.objects.filter(register=register)}
        refs = {one.id: one.data["ref"] for one in Record.objects.filter(register=register)}
        found = QualityFailure.objects.filter(rule_id__in=names)
        return Counter((refs[one.record_id], names[one.rule_id]) for one in found)


def counts(register: str = PERSONS) -> dict[str, tuple[int, int]]:
    """Return by rule how many records were assessed and how many failed, everywhere."""
    found: dict[str, tuple[int, int]] = {}
    with acting(EVERYTHING):
        for one in QualityCount.objects.filter(rule__register=register).select_related("rule"):
            assessed, failed = found.get(one.rule.name, (0, 0))
            found[one.rule.name] = (assessed + one.assessed, failed + one.failed)
    return found


def shipped(name: str) -> dict[str, bytes]:
    """Return the files of a formula that ships, path to content."""
    folder = Path(__file__).parents[2] / "formulas" / name
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
