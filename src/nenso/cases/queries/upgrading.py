"""What an upgrade changes, in words that whoever decides about it reads: what people fill in, hand in, pay, wait for.

Two formulas are compared by what their procedures tell on a page, not by lines of files; what no page tells (effects,
conditions, templates) is counted with the comparison of editions (:mod:`nenso.language.editions`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nenso.agencies.models import Agency
from nenso.cases.queries.describing import form_of, page_of
from nenso.cases.queries.words import CHANNELS, PAPERS, TARGETS, Words
from nenso.formulas.offers import Offer, offers_in
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Procedure
from nenso.language.editions import Bump, Change, compare, smallest_version
from nenso.language.type_words import TYPE_WORDS
from nenso.people.levels import LEVELS

What = Literal["added", "removed", "changed"]
_NOTHING: Words = {"vi": "không", "en": "none"}
_UNASKED: Mapping[int | None, Words] = {
    None: {"vi": "theo mức chung của hệ thống", "en": "as the install asks of all"},
    0: {"vi": "tài khoản nào cũng được", "en": "any account"},
}
_YES: Mapping[bool, Words] = {
    True: {"vi": "bắt buộc", "en": "required"},
    False: {"vi": "không bắt buộc", "en": "optional"},
}


@dataclass(frozen=True)
class Said:
    """One difference: of what (``form``, ``documents`` …), its name, and for a change what it was and what it is."""

    part: str
    what: What
    name: Words
    was: Words | None = None
    now: Words | None = None


@dataclass(frozen=True)
class ProcedureChange:
    """What becomes of one procedure: ``what`` is done to it, and every difference."""

    title: Words
    what: What
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Upgrade:
    """From one formula to another: each procedure that differs, what else is different, and the weight of it."""

    procedures: tuple[ProcedureChange, ...]
    other: tuple[Words, ...]
    kind: Bump
    least: str


def upgrade(agency: Agency, old: Formula, new: Formula) -> Upgrade:
    """Return what leads from one formula to another, as ``agency`` would offer them."""
    told = tuple(_procedures(offers_in(agency, old), offers_in(agency, new)))
    comparison = compare(old, new)
    heads = ("registers", "indicators", "pages", "samples", "texts", "templates", "settings", "requires", "effective")
    besides = (one for one in comparison.changes if one.path.startswith(heads) or not one.path.startswith("procedures"))
    inside = (one for one in comparison.changes if one.path.startswith("procedures") and _is_untold(one.path))
    other = tuple(_located(one) for one in (*besides, *inside))
    return Upgrade(told, other, comparison.kind, smallest_version(old.version, comparison.kind))


_TOLD = (
    *("form", "documents", "steps", "deadline", "fee", "results", "channels", "assurance"),
    *("title", "legal_basis", "conditions"),
)


def _located(change: Change) -> Words:
    """Return a change in words after where it is, unless that is the formula as a whole."""
    where = f"{change.path}: " if "." in change.path else ""
    return {"vi": f"{where}{change.vi}", "en": f"{where}{change.en}"}


def _is_untold(path: str) -> bool:
    parts = path.split(".")
    return len(parts) > 2 and parts[2] not in _TOLD


def _procedures(old: Mapping[str, Offer], new: Mapping[str, Offer]) -> Iterator[ProcedureChange]:
    for name, offer in old.items():
        if name not in new:
            yield ProcedureChange(page_of(offer)["title"], "removed")
    for name, offer in new.items():
        if name not in old:
            yield ProcedureChange(page_of(offer)["title"], "added")
            continue
        said = tuple(_differences(old[name], offer))
        if said:
            yield ProcedureChange(page_of(offer)["title"], "changed", said)


def _differences(old: Offer, new: Offer) -> Iterator[Said]:
    was, now = page_of(old), page_of(new)
    yield from _one("title", {"vi": "Tên thủ tục", "en": "Title"}, was["title"], now["title"])
    yield from _listed("form", dict(_fields(old)), dict(_fields(new)), _field)
    yield from _listed("documents", _named(was["documents"]), _named(now["documents"]), _document)
    yield from _listed("steps", _steps(was), _steps(now), _step)
    yield from _one("deadline", {"vi": "Thời hạn giải quyết", "en": "Deadline"}, _deadline(was), _deadline(now))
    yield from _one("fee", {"vi": "Phí, lệ phí", "en": "Fee"}, _fee(was["fee"]), _fee(now["fee"]))
    yield from _listed("results", _named(was["results"]), _named(now["results"]), _nothing_more)
    yield from _one("channels", {"vi": "Cách nộp", "en": "Ways to file"}, _channels(was), _channels(now))
    account = {"vi": "Tài khoản để nộp trực tuyến", "en": "Account to file online"}
    yield from _one("assurance", account, _account(old.procedure), _account(new.procedure))
    basis = {"vi": "Căn cứ pháp lý", "en": "Legal basis"}
    yield from _one("legal_basis", basis, _both("; ".join(was["legal_basis"])), _both("; ".join(now["legal_basis"])))
    conditions = {"vi": "Yêu cầu, điều kiện", "en": "Conditions"}
    yield from _one("conditions", conditions, was["conditions"], now["conditions"])


def _one(part: str, name: Words, was: Words, now: Words) -> Iterator[Said]:
    if was != now:
        yield Said(part, "changed", name, _or_nothing(was), _or_nothing(now))


def _listed(part: str, old: Mapping[str, Any], new: Mapping[str, Any], facts: Any) -> Iterator[Said]:
    for key, one in old.items():
        if key not in new:
            yield Said(part, "removed", _name(one))
    for key, one in new.items():
        if key not in old:
            yield Said(part, "added", _name(one), now=_told(facts(one)))
            continue
        before, after = facts(old[key]), facts(one)
        if _name(old[key]) != _name(one):
            yield Said(part, "changed", _name(one), _name(old[key]), _name(one))
        differ = [fact for fact in after if before.get(fact) != after[fact]]
        if differ:
            was, now = ({fact: side[fact] for fact in differ} for side in (before, after))
            yield Said(part, "changed", _name(one), _told(was), _told(now))
    if list(old) != list(new) and set(old) == set(new):
        words = {"vi": "Thứ tự", "en": "The order"}
        yield Said(part, "changed", words, _in_row(old.values()), _in_row(new.values()))


def _fields(offer: Offer) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for page in form_of(offer)["pages"]:
        yield from _inside(page["fields"], "")


def _inside(fields: list[dict[str, Any]], prefix: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for one in fields:
        path = f"{prefix}{one['name']}"
        yield path, one
        yield from _inside(one["fields"], f"{path}.")


def _field(field: Mapping[str, Any]) -> dict[str, Words]:
    options = [one["label"] or _both(one["code"]) for one in field["options"]]
    return {
        "type": dict(zip(("vi", "en"), TYPE_WORDS[field["type"]], strict=True)),
        "required": _required(field["required"]),
        "show_if": _when(field["show_if"]),
        "options": _in_row([{"label": one} for one in options]) if options else {},
    }


def _document(document: Mapping[str, Any]) -> dict[str, Words]:
    needed = document["required_if"] or document["required"]
    return {"kind": PAPERS.get(str(document["kind"]), {}), "required": _required(needed)}


def _nothing_more(one: Mapping[str, Any]) -> dict[str, Words]:
    del one
    return {}


def _steps(page: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the steps by name, each action with what it leads to in words."""
    words = {**TARGETS, **{one["step"]: one["title"] for one in page["steps"]}}

    def in_words(action: Mapping[str, Any]) -> dict[str, Any]:
        return {**action, "to": [words.get(to, _both(to)) for to in action["to"]]}

    return {one["step"]: {**one, "actions": [in_words(action) for action in one["actions"]]} for one in page["steps"]}


def _step(step: Mapping[str, Any]) -> dict[str, Words]:
    lead = [
        {tag: f"{one['label'][tag]} → {', '.join(to[tag] for to in one['to'])}" for tag in ("vi", "en")}
        for one in step["actions"]
    ]
    return {
        "who": _in_row([{"label": who} for who in step["who"]]),
        "within": _in_row([{"label": one} for one in step["within"]]),
        "actions": {tag: "; ".join(one[tag] for one in lead) for tag in ("vi", "en")},
    }


def _deadline(page: Mapping[str, Any]) -> Words:
    return _in_row([{"label": one["within"]} for one in page["deadline"]])


def _fee(fee: Mapping[str, Any]) -> Words:
    lines = [
        {
            "label": {
                tag: f"{line['name'][tag]} {_amount(line['amount'], line['depends_on'], tag)}" for tag in ("vi", "en")
            }
        }
        for line in fee["lines"]
    ]
    return _in_row(lines)


def _amount(amount: int | None, depends_on: list[str], tag: str) -> str:
    if amount is None:
        return f"({'; '.join(depends_on)})"
    return f"{amount:,} đ".replace(",", ".") if tag == "vi" else f"{amount:,} đ"


def _channels(page: Mapping[str, Any]) -> Words:
    return _in_row([{"label": CHANNELS.get(one, _both(one))} for one in page["channels"]])


def _account(procedure: Procedure) -> Words:
    """Return which account the declaration asks of who files online."""
    return LEVELS[procedure.assurance] if procedure.assurance else _UNASKED[procedure.assurance]


def _required(required: Any) -> Words:
    if isinstance(required, bool):
        return _YES[required]
    if not required:
        return _YES[False]
    return {"vi": f"bắt buộc khi {required}", "en": f"required if {required}"}


def _when(condition: str | None) -> Words:
    return {"vi": f"hiện khi {condition}", "en": f"shown if {condition}"} if condition else {}


def _named(items: list[dict[str, Any]], key: str = "name") -> dict[str, dict[str, Any]]:
    return {str(one[key]): one for one in items}


def _name(one: Mapping[str, Any]) -> Words:
    name: Words = one.get("label") or one.get("title") or {}
    return name


def _told(facts: Mapping[str, Words]) -> Words:
    return {tag: "; ".join(fact[tag] for fact in facts.values() if fact.get(tag)) for tag in ("vi", "en")}


def _in_row(items: Any) -> Words:
    return {tag: ", ".join(_name(one).get(tag, "") for one in items) for tag in ("vi", "en")}


def _both(text: str) -> Words:
    return {"vi": text, "en": text}


def _or_nothing(words: Words) -> Words:
    return words if words.get("vi") else _NOTHING
