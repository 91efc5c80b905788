"""Methods of the index engine as they are declared: which settings each takes, of which kind, and which it needs."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of setting: whether a value is one, and how people are told what it is, with what is written for one."""

    is_one: Callable[[Any], bool]
    vi: str
    en: str
    example: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a method; ``together``: all or none; ``ladder``: any key is a step, kinds of key and value."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    ladder: tuple[Kind, Kind] | None = None


@dataclass(frozen=True, slots=True)
class Unfit:
    """A setting that a method does not take, lacks or cannot use, in words; ``expected`` is what would be right."""

    vi: str
    en: str
    expected: str


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
        return False
    return math.isfinite(value)


def _is_step(value: Any) -> bool:
    """Return whether a key is a number; those of a file are text."""
    if not isinstance(value, str):
        return _is_number(value)
    try:
        Fraction(value)
    except (ValueError, ZeroDivisionError):
        return False
    return True


def _is_pair(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_number, value)) and value[0] < value[1]


NUMBER = Kind(_is_number, "một số", "a number", "0.98")
POSITIVE = Kind(lambda value: _is_number(value) and value > 0, "một số lớn hơn 0", "a number above 0", "0.98")
WHOLE = Kind(lambda value: _is_number(value) and value >= 0 and value % 1 == 0, "một số nguyên", "a whole number", "5")
STEP = Kind(_is_step, "một số", "a number", "3")
POWER = Kind(_is_step, "một số mũ", "a power", "2")
CODE = Kind(lambda value: bool(str(value).strip()), "một giá trị", "a value", "phó")
YES_NO = Kind(lambda value: isinstance(value, bool), "true hoặc false", "true or false", "false")
PAIR = Kind(_is_pair, "hai số, nhỏ trước lớn sau", "two numbers, the lesser first", "[0, 100]")
TREATMENT = Kind(lambda value: value in TREATMENTS, "tên phương pháp", "the name of a method", "log")

SCALES: Mapping[str, Settings] = {
    "ratio": Settings({"full_at": POSITIVE}),
    "tiers": Settings(ladder=(CODE, NUMBER)),
    "steps": Settings(ladder=(STEP, NUMBER)),
    "yes_no": Settings(),
    "minmax": Settings({"to": PAIR}),
    "goalposts": Settings({"from": NUMBER, "to": NUMBER, "clip": YES_NO, "log": YES_NO}, needed=("from", "to")),
    "zscore": Settings({"mean": NUMBER, "sd": POSITIVE}),
    "scaled": Settings({"from": NUMBER, "to": NUMBER}, together=("from", "to")),
    "rank": Settings(),
    "percentile": Settings(),
    "borda": Settings(),
    "distance_to_max": Settings(),
    "distance_to_target": Settings({"to": NUMBER, "clip": YES_NO}),
    "fraction_of_max": Settings(),
}
"""Ways from a value to a score, by the names of the index engine."""

COMBINATIONS: Mapping[str, Settings] = {
    "sum": Settings(),
    "arithmetic": Settings(),
    "geometric": Settings(),
    "harmonic": Settings(),
    "power": Settings({"p": POWER}, needed=("p",)),
    "copeland": Settings(),
}
"""Ways from parts to a whole, by the names of the index engine."""

TREATMENTS: Mapping[str, Settings] = {
    "none": Settings(),
    "winsorise": Settings({"most": WHOLE, "skew": NUMBER, "kurtosis": NUMBER, "otherwise": TREATMENT}),
    "log": Settings({"plus": POSITIVE}),
    "box_cox": Settings({"lambda": NUMBER}),
}
"""What is done to values first, by the names of the index engine."""


def named(declared: Any) -> tuple[str, Mapping[str, Any]] | None:
    """Return name and settings of ``name``, ``name p`` or ``{name: settings}``; None for what is none of these."""
    if isinstance(declared, str):
        name, _, rest = declared.partition(" ")
        return name, {"p": rest.strip()} if rest.strip() else {}
    if not isinstance(declared, Mapping) or len(declared) != 1:
        return None
    name, settings = next(iter(declared.items()))
    return str(name), settings if isinstance(settings, Mapping) else {"p": settings}


def unfit(name: str, settings: Mapping[Any, Any], known: Mapping[str, Settings]) -> Iterator[Unfit]:
    """Yield what is wrong with the settings of a method; nothing of a method that is not among the known ones."""
    takes = known.get(name)
    if takes is None:
        return
    if takes.ladder is not None:
        yield from _rungs(name, settings, takes.ladder)
        return
    for key, value in settings.items():
        kind = takes.kinds.get(str(key))
        if kind is None:
            yield _stranger(name, str(key), value, takes)
        elif not kind.is_one(value):
            yield _other_kind(f"{name}.{key}", value, kind, f"{key}: {kind.example}")
    said = [key for key in takes.together if key in settings]
    wanted = takes.together if said else takes.needed
    for key in wanted:
        if key not in settings:
            whole = _whole(name, takes)
            yield Unfit(f"“{name}” thiếu “{key}”; cần {whole}.", f"“{name}” lacks “{key}”; {whole} is needed.", whole)


def _rungs(name: str, settings: Mapping[Any, Any], ladder: tuple[Kind, Kind]) -> Iterator[Unfit]:
    keys, points = ladder
    whole = f"{name}: {{{keys.example}: {'15' if keys is STEP else '0.5'}}}"
    for key, value in settings.items():
        if not keys.is_one(key):
            yield _other_kind(f"{name}: {key}", key, keys, whole)
        elif not points.is_one(value):
            yield _other_kind(f"{name}.{key}", value, points, whole)


def _stranger(name: str, key: str, value: Any, takes: Settings) -> Unfit:
    told = f"“{value}”" if key == "p" else f"“{key}”"
    if not takes.kinds:
        return Unfit(f"“{name}” không có tham số; đang ghi {told}.", f"“{name}” takes no settings, not {told}.", name)
    whole = _whole(name, takes)
    return Unfit(
        f"“{name}” không có tham số {told}; cần {whole}.", f"“{name}” has no setting {told}; {whole} is needed.", whole
    )


def _other_kind(where: str, value: Any, kind: Kind, whole: str) -> Unfit:
    vi = f"{where}: cần {kind.vi}, không phải “{value}”; ví dụ {whole}."
    return Unfit(vi, f"{where}: {kind.en} is needed, not “{value}”; as in {whole}.", whole)


def _whole(name: str, takes: Settings) -> str:
    shown = takes.needed or takes.together or tuple(takes.kinds)
    examples = {"from": "0", "to": takes.kinds["to"].example if takes.kinds.get("to") is PAIR else "100"}
    return f"{name}: {{{', '.join(f'{key}: {examples.get(key, takes.kinds[key].example)}' for key in shown)}}}"
