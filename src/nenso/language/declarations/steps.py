"""Steps of a procedure, the actions that leave them and where these lead (bước, hành động)."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field as Key
from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from nenso.language.declarations.effects import Effect
from nenso.language.declarations.forms import Form
from nenso.language.declarations.people import Who
from nenso.language.declarations.times import ClockTime, Duration, Every, Moment
from nenso.language.declarations.values import Choice, Declaration, Expression, Name, Names, Text, Value, refuse

DONE = "done"
ENDS = (DONE, "refused", "stopped")
"""Targets that end the case."""

TARGETS = ("applicant", *ENDS, "stay")
"""Targets that are not steps; an ``each`` step also has ``counts`` and ``leave``."""

SYSTEM_ACTIONS = {"pay": "paid", "at": "met", "until": "met"}
"""The action by which a step that is not done by people leaves."""


class Way(Declaration):
    """One branch of where an action leads: ``to`` holds when ``if`` does."""

    condition: Expression | None = Key(None, alias="if")
    """CEL; the first branch whose condition holds is taken."""
    to: Names
    """A step, several (all open), or ``applicant done refused stopped stay counts leave``."""
    does: tuple[Effect, ...] = ()
    """Effects of this branch."""


def ways(data: Any) -> Any:
    """Return what stands at ⑂target as a list of ways: a word, a list of words, or branches ``{if, to, does}``."""
    if isinstance(data, list) and data and any(isinstance(item, dict) for item in data):
        return data
    if isinstance(data, dict):
        return [data]
    if isinstance(data, list) and not data:
        raise refuse("target.empty", "Chưa nói đi đâu.", "It does not say where to go.", expected=", ".join(TARGETS))
    return [{"to": data}]


def _with_ways(data: Any, key: str) -> Any:
    if not isinstance(data, dict) or key not in data:
        return data
    value = data[key]
    if isinstance(value, list | tuple) and value and all(isinstance(item, Way) for item in value):
        return data
    copy = data.without() if hasattr(data, "without") else dict(data)
    copy[key] = ways(value)
    return copy


_WORDS: list[JsonSchemaValue] = [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]


def _or_words(schema: JsonSchemaValue, key: str) -> JsonSchemaValue:
    """Let a target or several stand where ``schema`` has branches under ``key``; return the branches."""
    branches: JsonSchemaValue = dict(schema["properties"][key])
    schema["properties"][key] = {"description": branches.get("description", ""), "anyOf": [*_WORDS, branches]}
    return branches


class Action(Declaration):
    """What someone can do at a step: ``accept: assign``, or with everything that goes with it."""

    to: tuple[Way, ...] = Key(min_length=1)
    """⑂ A step, several, ``applicant``, ``done``, ``refused``, ``stopped``, ``stay``."""
    label: Text | None = None
    """What the button says."""
    by: Who | None = None
    """Who may, when not all of the step's people."""
    condition: Expression | None = Key(None, alias="if")
    """CEL: only when it holds."""
    form: Form | None = None
    """Asked at this action; joins the step's entry."""
    reason: bool = False
    """A reason must be given."""
    does: tuple[Effect, ...] = ()
    """Effects, before those of the target."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """Read a target, a list of branches, or the full mapping."""
        if isinstance(data, dict):
            return _with_ways(data, "to")
        return {"to": ways(data)}

    @property
    def targets(self) -> tuple[str, ...]:
        """Every target it may lead to, once, in order."""
        return tuple(dict.fromkeys(target for way in self.to for target in way.to))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        written = handler.resolve_ref_schema(handler(schema))
        branches = _or_words(written, "to")
        full = dict(written)
        written.clear()
        written["anyOf"] = [*_WORDS, branches, full]
        return written


class Timer(Declaration):
    """Reminds, escalates or lapses at a moment."""

    at: Moment
    """When, first."""
    every: Every | None = None
    """How often again."""
    do: Name | None = None
    """An action of the step, done by the system."""
    notify: Who | None = None
    """Who is told."""
    text: Text | None = None
    """What they are told."""
    condition: Expression | None = Key(None, alias="if")
    """CEL: only when it holds."""


class Each(Declaration):
    """Each of ``by`` has a task and an entry; ``enough`` counts, or nobody left, end the step."""

    enough: Value | None = None
    """How many counts are enough; all when not written."""
    then: tuple[Way, ...] = Key(min_length=1)
    """⑂ Where it then leads."""
    sealed: bool = False
    """Hides entries from one another till then; not which action was taken, so that one alone may count."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """``then`` is a target, several, or branches."""
        return _with_ways(data, "then")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        written = handler.resolve_ref_schema(handler(schema))
        _or_words(written, "then")
        return written


class PayLine(Declaration):
    """One line of money to be paid (khoản thu)."""

    name: Text
    """What it is for."""
    kind: Name | None = None
    """``le_phi`` (lệ phí), ``phi`` (phí), ``service``, ``price`` …"""
    amount: Choice[Value]
    """⑂ In đồng."""
    to: Who | None = None
    """Who gets it: ``agency`` when not written."""
    condition: Expression | None = Key(None, alias="if")
    """CEL: only when it holds."""


class Step(Declaration):
    """A step: exactly one of ``by``, ``pay``, ``at``, ``until``."""

    by: Who | None = None
    """People who do it."""
    pay: tuple[PayLine, ...] | None = Key(None, min_length=1)
    """Money the applicant owes; leaves by ``paid``."""
    at: Moment | None = None
    """A moment to wait for; leaves by ``met``."""
    until: Expression | None = None
    """CEL over ``children about parent`` to wait for; leaves by ``met``."""
    title: Text | None = None
    """What people call it."""
    within: Choice[Duration] | None = None
    """⑂ How long it may take."""
    cutoff: ClockTime | None = None
    """With ``same day``: what comes later is for the next working day."""
    due: Moment | None = None
    """When it is due, instead of ``within``."""
    form: Form | None = None
    """What is filled in here; kept as the step's entry."""
    actions: Mapping[Name, Action] = Key(default_factory=dict)
    """What can be done here, by name."""
    timers: tuple[Timer, ...] = ()
    """What happens by itself while it is open."""
    each: Each | None = None
    """Each of ``by`` acts; ends when enough count."""
    sealed: bool = False
    """With ``each``: entries are hidden from one another till it ends; one action alone may count."""
    joins: Names = ()
    """Opens when all of these that were opened are left."""
    excluded: tuple[Name, ...] = Key((), alias="not")
    """Who may not act here: ``applicant``, ``step.examine``."""
    corrects: Names = ()
    """Filed fields that may be amended here."""
    presence: Text | None = None
    """Why the person must come; published."""
    meet: Who | None = None
    """Who is called into a meeting room (later)."""

    @property
    def waits(self) -> Literal["by", "pay", "at", "until"] | None:
        """Which of the four it is, when it is exactly one."""
        kinds: tuple[Literal["by", "pay", "at", "until"], ...] = ("by", "pay", "at", "until")
        found = [kind for kind in kinds if getattr(self, kind) is not None]
        return found[0] if len(found) == 1 else None

    @property
    def targets(self) -> tuple[str, ...]:
        """Every target any of its actions (or ``each``) may lead to, once, in order."""
        found = [target for action in self.actions.values() for target in action.targets]
        if self.each is not None:
            found += [target for way in self.each.then for target in way.to]
        return tuple(dict.fromkeys(found))

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """``not: applicant`` is a list of one."""
        if isinstance(data, dict) and isinstance(data.get("not"), str):
            copy = data.without() if hasattr(data, "without") else dict(data)
            copy["not"] = [data["not"]]
            return copy
        return data


class Filing(Declaration):
    """Where a filed case starts, and what filing does."""

    to: tuple[Way, ...] = Key((), max_length=20)
    """⑂ The first step when not written; ``done`` is straight through."""
    does: tuple[Effect, ...] = ()
    """Effects at filing."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """``to`` is a target, several, or branches."""
        return _with_ways(data, "to")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        written = handler.resolve_ref_schema(handler(schema))
        _or_words(written, "to")
        return written
