"""The steps of a procedure as lines of its file, to be changed one by one while the rest stays as it was written.

A step is a block of lines; only the block that is changed is written anew, with its comments and the order of its keys
(ruamel.yaml's round trip). Steps that come from elsewhere (``use``) are not of the file and are changed where they are.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic_core import PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from nenso.language.declarations.steps import ENDS
from nenso.language.declarations.times import Duration
from nenso.language.sources import SourceMap
from nenso.language.yaml_files import load

STEPS = "steps"
ACTIONS = "actions"
SEVERAL = ", "
"""Between targets that are all opened, as they are told."""
_BESIDE = frozenset({"use", "except"})
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class ProcessUneditable(ValueError):
    """The steps cannot be changed line by line: the file is broken, or writes them on one line."""


@dataclass(frozen=True)
class WayLine:
    """A branch of where an action leads: its condition (CEL, empty: in all other cases) and where (``a``, ``a, b``)."""

    condition: str
    to: str


@dataclass(frozen=True)
class ActionLine:
    """An action: what its button says and where it leads; ``plain`` when it leads to one place whatever is the case.

    ``ways``: its branches in order, one without a condition where it is plain.
    """

    name: str
    label: str
    to: str
    plain: bool
    ways: tuple[WayLine, ...] = ()


@dataclass(frozen=True)
class StepLine:
    """A step as its file has it: ``by`` and ``within`` as written; ``plain_time``: amount and unit, where it is so."""

    name: str
    title: str
    by: str
    plain_by: bool
    within: str
    plain_time: tuple[int, str] | None
    actions: tuple[ActionLine, ...]
    line: int


@dataclass(frozen=True)
class Branch:
    """What a branch is to say; ``at``: the place among the action's branches of the one it was, None for a new one."""

    condition: str
    to: str
    at: int | None = None


Target = str | tuple[Branch, ...]


@dataclass(frozen=True)
class StepChange:
    """What is to be said of a step; ``None`` leaves it as it is, ``""`` takes it out.

    ``actions``: name to (label, target); a target ``""`` takes the action out, a new name adds one, branches take the
    place of where it led.
    """

    title: str | None = None
    by: str | None = None
    within: str | None = None
    actions: Mapping[str, tuple[str | None, Target | None]] | None = None


@dataclass(frozen=True)
class _Block:
    name: str
    start: int
    end: int


def steps_in(text: str) -> list[StepLine]:
    """Return the steps that ``text`` (a procedure or a flow) has itself, in order; none when it cannot be read."""
    source, _ = load(text, "")
    steps = source.get(STEPS) if source is not None else None
    if not isinstance(steps, SourceMap):
        return []
    return [_line(name, step, steps.keys_at[name].line) for name, step in _own(steps)]


def used_in(text: str) -> str:
    """Return the flow whose steps ``text`` uses, empty when there is none."""
    source, _ = load(text, "")
    steps = source.get(STEPS) if source is not None else None
    return str(steps.get("use", "")) if isinstance(steps, SourceMap) else ""


def changed_step(text: str, name: str, change: StepChange) -> str:
    """Return ``text`` with one step changed."""
    lines, blocks = _blocks(text)
    return _rewritten(lines, _block(blocks, name), lambda step: _apply(step, change))


def moved_step(text: str, name: str, *, up: bool) -> str:
    """Return ``text`` with a step before the one before it, or after the one after it; at the edge unchanged."""
    lines, blocks = _blocks(text)
    at = blocks.index(_block(blocks, name))
    first = at - 1 if up else at
    if not 0 <= first < len(blocks) - 1:
        return text
    one, other = blocks[first], blocks[first + 1]
    moved = [*lines[other.start : other.end], *lines[one.start : one.end]]
    return _joined([*lines[: one.start], *moved, *lines[other.end :]])


def added_step(text: str, name: str, *, after: str, title: str, by: str, within: str) -> str:
    """Return ``text`` with a new step after another: what led on from there leads to it, and it leads where that led.

    Without ``after`` it is the first step. Raises ``ValueError`` for a name that is none or is taken.
    """
    lines, blocks = _blocks(text)
    if not _NAME.fullmatch(name) or any(block.name == name for block in blocks):
        raise ValueError(name)
    before = next((line for line in steps_in(text) if line.name == after), None)
    onward = _onward(before) if before is not None else None
    target = onward.to if onward is not None else "done" if before is not None else blocks[0].name
    step = CommentedMap({key: value for key, value in (("title", title), ("by", by), ("within", within)) if value})
    step[ACTIONS] = CommentedMap(go_on=_flow({"to": target, "label": {"vi": "Chuyển tiếp", "en": "Go on"}}))
    place = _block(blocks, after).end if before is not None else blocks[0].start
    indent = _indent(lines[_own_line(lines, blocks[0])])
    made = _written(CommentedMap({name: step}), indent)
    text = _joined([*lines[:place], *made, *lines[place:]])
    if before is None or onward is None:
        return text
    return changed_step(text, after, StepChange(actions={onward.name: (None, name)}))


def removed_step(text: str, name: str) -> str:
    """Return ``text`` without a step: what led to it leads where it led on."""
    lines, blocks = _blocks(text)
    gone = _block(blocks, name)
    line = next(line for line in steps_in(text) if line.name == name)
    onward = _onward(line)
    text = _joined([*lines[: gone.start], *lines[gone.end :]])
    if onward is None or onward.to == name:
        return text
    for other in blocks:
        if other.name != name:
            now, left = _blocks(text)
            redirect = partial(_redirect, own=other.name, gone=name, to=onward.to)
            text = _rewritten(now, _block(left, other.name), redirect)
    return text


def _own(steps: SourceMap) -> Iterator[tuple[str, SourceMap]]:
    for name, step in steps.items():
        if name not in _BESIDE and isinstance(step, SourceMap):
            yield str(name), step


def _line(name: str, step: SourceMap, line: int) -> StepLine:
    by, within = step.get("by"), step.get("within")
    actions = step.get(ACTIONS)
    listed = actions.items() if isinstance(actions, SourceMap) else ()
    return StepLine(
        name=str(name),
        title=_said(step.get("title")) or name,
        by=_as_written(by),
        plain_by=by is None or isinstance(by, str),
        within=_as_written(within),
        plain_time=_time(within),
        actions=tuple(_action(key, value) for key, value in listed),
        line=line,
    )


def _action(name: str, value: Any) -> ActionLine:
    whole = value if isinstance(value, SourceMap) else {"to": value}
    to = whole.get("to")
    label = _said(whole.get("label")) or name
    return ActionLine(str(name), label, _as_written(to), isinstance(to, str), tuple(_ways(to)))


def _ways(to: Any) -> Iterator[WayLine]:
    branches = to if isinstance(to, list) and any(isinstance(one, Mapping) for one in to) else [to]
    for branch in branches:
        whole = branch if isinstance(branch, Mapping) else {"to": branch}
        target = whole.get("to")
        several = SEVERAL.join(map(str, target)) if isinstance(target, list) else _as_written(target)
        yield WayLine(_as_written(whole.get("if")), several)


def _time(within: Any) -> tuple[int, str] | None:
    if not isinstance(within, str):
        return None
    try:
        found = Duration.parse(within)
    except PydanticCustomError:
        return None
    return found.amount, found.unit


def _said(text: Any) -> str:
    return str(text.get("vi", "")) if isinstance(text, Mapping) else str(text or "")


def _as_written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_as_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_written, value)) + "]"
    return str(value)


def _onward(step: StepLine) -> ActionLine | None:
    """Return the action by which a case goes on from a step: the first to another step, else the first to ``done``."""
    others = [one for one in step.actions if one.plain and one.to not in {"applicant", "stay", "counts", step.name}]
    steps = [one for one in others if one.to not in ENDS]
    return next(iter([*steps, *(one for one in others if one.to == ENDS[0])]), None)


def _apply(step: CommentedMap, change: StepChange) -> None:
    if change.title is not None:
        _say(step, "title", change.title)
    for key, value in (("by", change.by), ("within", change.within)):
        if value == "":
            step.pop(key, None)
        elif value is not None:
            _set(step, key, value)
    actions = step.get(ACTIONS)
    for name, (label, to) in (change.actions or {}).items():
        if not isinstance(actions, CommentedMap):
            actions = step[ACTIONS] = CommentedMap()
        _change_action(actions, name, label, to)


def _change_action(actions: CommentedMap, name: str, label: str | None, target: Target | None) -> None:
    if not target and target is not None:
        actions.pop(name, None)
        return
    action = actions.get(name)
    to = target if isinstance(target, str | None) else _branched(action, target)
    if name not in actions:
        actions[name] = _flow({"to": to or "done", "label": label or name})
    elif not isinstance(action, CommentedMap):
        if label is None:
            actions[name] = to if to is not None else action
        else:
            actions[name] = _flow({"to": to if to is not None else action, "label": label})
    else:
        if to is not None:
            action["to"] = to
        if label is not None:
            _say(action, "label", label)


def _branched(action: Any, branches: Iterable[Branch]) -> Any:
    """Return what stands at ``to`` for branches: those that were there keep what else they say, and their lines."""
    standing = action.get("to") if isinstance(action, CommentedMap) else action
    if not isinstance(standing, CommentedSeq) or not any(isinstance(one, CommentedMap) for one in standing):
        standing = CommentedSeq()
        standing.fa.set_flow_style()
    there, comments = dict(enumerate(standing)), dict(standing.ca.items)
    said = list(branches)
    standing[:] = [_branch(there.get(-1 if one.at is None else one.at, _flow({})), one) for one in said]
    standing.ca.items.clear()
    standing.ca.items.update({now: comments[one.at] for now, one in enumerate(said) if one.at in comments})
    return standing


def _branch(branch: CommentedMap, said: Branch) -> CommentedMap:
    if not said.condition:
        branch.pop("if", None)
    elif "if" in branch:
        branch["if"] = said.condition
    else:
        branch.insert(0, "if", said.condition)
    names = said.to.split(SEVERAL)
    branch["to"] = _flow_list(names) if len(names) > 1 else said.to
    return branch


def _redirect(step: CommentedMap, own: str, gone: str, to: str) -> None:
    """Let what led to ``gone`` lead to ``to``; what would then only lead back to the step itself goes with it."""
    actions = step.get(ACTIONS)
    for name, action in list(actions.items()) if isinstance(actions, CommentedMap) else ():
        plain = action.get("to") if isinstance(action, CommentedMap) else action
        if plain == gone and to == own and len(actions) > 1:
            del actions[name]
        elif action == gone:
            actions[name] = to
        elif plain == gone:
            action["to"] = to
        elif isinstance(action, CommentedMap) and isinstance(action.get("to"), list):
            for way in action["to"]:
                if isinstance(way, CommentedMap) and way.get("to") == gone:
                    way["to"] = to


def _say(where: CommentedMap, key: str, vietnamese: str) -> None:
    """Put a Vietnamese text in, beside what is said in other languages."""
    said = where.get(key)
    if isinstance(said, CommentedMap):
        said["vi"] = vietnamese
    else:
        _set(where, key, vietnamese)


def _set(step: CommentedMap, key: str, value: Any) -> None:
    if key in step:
        step[key] = value
    else:
        keys = list(step)
        ahead = {"title": 0, "by": 1, "within": 2}[key] if key in {"title", "by", "within"} else len(keys)
        step.insert(min(ahead, len(keys)), key, value)


def _flow(value: Mapping[str, Any]) -> CommentedMap:
    made = CommentedMap({key: _flow(item) if isinstance(item, dict) else item for key, item in value.items()})
    made.fa.set_flow_style()
    return made


def _flow_list(items: Iterable[str]) -> CommentedSeq:
    made = CommentedSeq(items)
    made.fa.set_flow_style()
    return made


# lines


def _blocks(text: str) -> tuple[list[str], list[_Block]]:
    """Return the lines of a file, and which of them each of its steps takes up, with the comments above it."""
    source, _ = load(text, "")
    steps = source.get(STEPS) if source is not None else None
    lines = text.split("\n")
    if source is None or not isinstance(steps, SourceMap):
        raise ProcessUneditable
    keys = [(str(name), steps.keys_at[name]) for name in steps]
    if not keys or len({at.line for _, at in keys}) < len(keys) or keys[0][1].line == source.keys_at[STEPS].line:
        raise ProcessUneditable
    indent = keys[0][1].column - 1
    starts = [_with_comments(lines, at.line - 1, indent) for _, at in keys]
    ends = [*starts[1:], _end(lines, keys[-1][1].line, indent)]
    own = {name for name, _ in _own(steps)}
    found = [_Block(name, start, end) for (name, _), start, end in zip(keys, starts, ends, strict=True) if name in own]
    if not found:
        raise ProcessUneditable
    return lines, found


def _with_comments(lines: list[str], start: int, indent: int) -> int:
    while start and lines[start - 1].startswith(f"{' ' * indent}#"):
        start -= 1
    return start


def _end(lines: list[str], after: int, indent: int) -> int:
    """Return the line at which what is indented from line ``after`` on ends, blank lines and comments below aside."""
    end = after
    for index in range(after, len(lines)):
        line = lines[index]
        if line.strip() and _indent(line) <= indent and not line.lstrip().startswith("#"):
            break
        if line.strip() and _indent(line) > indent:
            end = index + 1
    return end


def _block(blocks: list[_Block], name: str) -> _Block:
    found = next((block for block in blocks if block.name == name), None)
    if found is None:
        raise ProcessUneditable(name)
    return found


def _own_line(lines: list[str], block: _Block) -> int:
    return next(index for index in range(block.start, block.end) if not lines[index].lstrip().startswith("#"))


def _rewritten(lines: list[str], block: _Block, change: Callable[[CommentedMap], None]) -> str:
    own = _own_line(lines, block)
    indent = _indent(lines[own])
    written = lines[own : block.end]
    tail = len(written) - len(_stripped(written))
    body = written[: len(written) - tail]
    tree = _yaml().load("\n".join(line[indent:] for line in body) + "\n")
    step = tree[block.name]
    if not isinstance(step, CommentedMap):
        raise ProcessUneditable(block.name)
    before = _written(tree, indent)
    change(step)
    after = _written(tree, indent)
    made = body if before == after else after
    return _joined([*lines[:own], *made, *written[len(written) - tail :], *lines[block.end :]])


def _stripped(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _written(tree: CommentedMap, indent: int) -> list[str]:
    sink = io.StringIO()
    _yaml().dump(tree, sink)
    return [f"{' ' * indent}{line}" if line.strip() else line for line in sink.getvalue().rstrip("\n").split("\n")]


def _yaml() -> YAML:
    made = YAML(typ="rt")
    made.preserve_quotes = True
    made.brace_single_entry_mapping_in_flow_sequence = True
    made.width = 100_000
    made.indent(mapping=2, sequence=4, offset=2)
    return made


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _joined(lines: list[str]) -> str:
    return "\n".join(lines)
