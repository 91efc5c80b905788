"""Where made-up people live: the communes of today, with the codes that births were registered under before."""

from dataclasses import dataclass
from functools import cache
from random import Random

from nenso.registers.generating.errors import PlaceUnknown
from nenso.territory.shipped import changes, units


@dataclass(frozen=True)
class Commune:
    """A commune of today: its code and name, and the three digits that identifiers given there begin with."""

    code: str
    name: str
    province: str
    province_code: str
    prefix: str


@cache
def communes() -> tuple[Commune, ...]:
    """Return every commune of today's map."""
    known = units()
    former: dict[str, str] = {}
    for change in sorted(changes(), key=lambda one: one.is_default):
        if known[change.old].level == "commune" and change.old != change.new:
            former[change.new] = change.old.split(".")[1][1:]
    return tuple(
        Commune(
            unit.code,
            unit.name,
            known[str(unit.parent)].name,
            known[str(unit.parent)].code,
            "0" + former.get(path, known[str(unit.parent)].code),
        )
        for path, unit in known.items()
        if unit.level == "commune" and unit.valid_until is None
    )


def communes_in(place: str) -> tuple[Commune, ...]:
    """Return the communes that a code means: one, those of a province, or, of "", all; raises :class:`PlaceUnknown`."""
    found = tuple(one for one in communes() if not place or place in {one.code, one.province_code})
    if not found:
        raise PlaceUnknown(place=place)
    return found


_STREETS = (
    "đường Lê Lợi",
    "đường Trần Phú",
    "phố Quang Trung",
    "đường Hùng Vương",
    "ngõ 12 phố Chùa",
    "đường Nguyễn Huệ",
)
_HAMLETS = ("thôn Đông", "thôn Đoài", "bản Chang", "ấp 3", "tổ dân phố 5", "khu phố 2", "xóm Giữa", "thôn Nà Pán")


def line_of(random: Random) -> str:
    """Return a house and its street or hamlet."""
    number = 1 + int(random.random() * 400)
    where = _STREETS if random.random() < 0.4 else _HAMLETS
    return f"số {number}, {where[int(random.random() * len(where))]}"
