"""The way of a case: every step can be reached and can end, joins can open, system steps leave by their word."""

from collections.abc import Iterable, Iterator, Mapping

from nenso.language.checking.desk import Desk
from nenso.language.declarations.effects import Open
from nenso.language.declarations.fields import Field, every_field
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.steps import DONE, ENDS, SYSTEM_ACTIONS, TARGETS, Step, Timer, Way
from nenso.language.names import effects_of

Graph = Mapping[str, frozenset[str]]


def check_flow(desk: Desk, procedure: Procedure) -> None:
    """Check the steps of a procedure."""
    steps = procedure.steps
    if procedure.handled_at is not None:
        if steps:
            desk.add(
                procedure,
                "handled_at.steps",
                "Xử lý ở nơi khác thì không có bước.",
                "What is handled elsewhere has no steps.",
            )
        return
    if not steps:
        ends = procedure.filing.to and all(set(way.to) <= set(ENDS) for way in procedure.filing.to)
        if not ends:
            desk.add(
                procedure,
                "procedure.no_steps",
                "Thủ tục phải có bước, hoặc filing: {to: done}, hoặc handled_at.",
                "A procedure has steps, or filing: {to: done}, or handled_at.",
                expected="steps, filing, handled_at",
            )
    _ways(desk, procedure.filing.to, steps, each=False, filing=True)
    for name, step in steps.items():
        _step(desk, name, step, steps)
    actions = {action for step in steps.values() for action in step.actions}
    _timers(desk, procedure.timers, actions | {*ENDS, "withdraw"})
    if steps:
        _reach(desk, procedure)
        _together(desk, procedure)


def graph_of(procedure: Procedure) -> Graph:
    """Return, for each step, the steps and ends it may lead to; ``applicant`` and ``stay`` lead back to itself."""
    found: dict[str, frozenset[str]] = {}
    for name, step in procedure.steps.items():
        ahead = {target for target in step.targets if target in procedure.steps or target in ENDS}
        if set(step.targets) & {"applicant", "stay"}:
            ahead.add(name)
        found[name] = frozenset(ahead)
    return found


def starts_of(procedure: Procedure, formulas: Iterable[Formula]) -> set[str]:
    """Return the steps a case may start at: by filing, or opened there by another case."""
    first = {target for way in procedure.filing.to for target in way.to if target in procedure.steps}
    if not procedure.filing.to and procedure.first_step is not None:
        first.add(procedure.first_step)
    for formula in formulas:
        for other in formula.procedures.values():
            for effect in effects_of(other):
                if isinstance(effect, Open) and effect.to and effect.open.rpartition(".")[2] == procedure.name:
                    first.add(effect.to)
    return first & set(procedure.steps)


def reachable(graph: Graph, starts: Iterable[str], without: str | None = None) -> set[str]:
    """Return what can be reached from ``starts``, not passing ``without``."""
    seen: set[str] = set()
    ahead = [start for start in starts if start != without]
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += [target for target in graph.get(name, ()) if target != without]
    return seen


def ending(graph: Graph) -> set[str]:
    """Return the steps from which an end can be reached."""
    back: dict[str, set[str]] = {}
    for name, targets in graph.items():
        for target in targets:
            back.setdefault(target, set()).add(name)
    seen: set[str] = set()
    ahead = list(ENDS)
    while ahead:
        for name in back.get(ahead.pop(), ()):
            if name not in seen:
                seen.add(name)
                ahead.append(name)
    return seen


def _reach(desk: Desk, procedure: Procedure) -> None:
    graph = graph_of(procedure)
    starts, reached = _starts(desk, procedure, graph)
    ends = ending(graph)
    for name, step in procedure.steps.items():
        if name not in reached:
            desk.add(
                step,
                "step.never_reached",
                f"Không có đường nào đến bước “{name}”.",
                f"No way leads to step “{name}”.",
                expected=sorted(reached & set(procedure.steps)),
            )
        if not graph[name] - {name}:
            desk.add(
                step,
                "step.no_way_out",
                f"Bước “{name}” không có lối ra.",
                f"Step “{name}” has no way out.",
                expected=TARGETS,
            )
        elif name not in ends:
            desk.add(
                step,
                "step.cycle",
                f"Từ bước “{name}” chỉ quay vòng, không bao giờ kết thúc.",
                f"From step “{name}” one only goes round and never ends.",
                expected=ENDS,
            )
        if step.joins:
            _joins(desk, name, step, graph, starts)


def _together(desk: Desk, procedure: Procedure) -> None:
    """Note a step, opened together with others, that can end the case without waiting for them at a step that joins."""
    steps = procedure.steps
    alone = {name: targets for name, targets in graph_of(procedure).items() if not steps[name].joins}
    ways = [
        *procedure.filing.to,
        *(way for step in steps.values() for action in step.actions.values() for way in action.to),
        *(way for step in steps.values() if step.each is not None for way in step.each.then),
    ]
    told: set[tuple[str, ...]] = set()
    for way in ways:
        opened = tuple(name for name in way.to if name in steps)
        hasty = next((name for name in opened if DONE in reachable(alone, [name])), None)
        if len(opened) > 1 and hasty is not None and opened not in told:
            told.add(opened)
            others = ", ".join(name for name in opened if name != hasty)
            desk.add(
                steps[hasty],
                "branch.lost",
                f"Bước “{hasty}” mở cùng lúc với {others} nhưng có thể kết thúc hồ sơ mà không chờ: kết quả của "
                f"{others} sẽ mất. Cần một bước hợp lại (joins).",
                f"Step “{hasty}” is opened together with {others} but can end the case without waiting: what {others} "
                "finds would be lost. A step that joins them is needed.",
                expected=f"joins: [{', '.join(opened)}]",
            )


def _starts(desk: Desk, procedure: Procedure, graph: Graph) -> tuple[set[str], set[str]]:
    """Return the steps a case may start at and all that are reached; other formulas are read only as far as needed."""
    starts = starts_of(procedure, [desk.formula])
    reached = reachable(graph, starts)
    for name in desk.library:
        if set(procedure.steps) <= reached:
            break
        other = desk.library.get(name)
        if other is not None:
            starts |= starts_of(procedure, [other])
            reached = reachable(graph, starts)
    return starts, reached


def _joins(desk: Desk, name: str, step: Step, graph: Graph, starts: set[str]) -> None:
    before = reachable(graph, starts, without=name)
    for joined in step.joins:
        if joined not in graph:
            desk.unknown(step.joins[0], "step", "bước", "step", joined, graph)
        elif joined == name or joined not in before:
            desk.add(
                joined,
                "joins.never",
                f"Bước “{name}” chờ “{joined}”, mà bước này chỉ đến được sau nó: không bao giờ mở.",
                f"Step “{name}” waits for “{joined}”, which comes only after it: it never opens.",
            )
        elif name not in graph[joined]:
            desk.add(
                joined,
                "joins.never",
                f"Bước “{joined}” không dẫn đến “{name}” nên không thể hợp lại ở đó.",
                f"Step “{joined}” does not lead to “{name}”, so they cannot join there.",
                expected=sorted(graph[joined]),
            )


def _step(desk: Desk, name: str, step: Step, steps: Mapping[str, Step]) -> None:
    kinds = [kind for kind in ("by", "pay", "at", "until") if getattr(step, kind) is not None]
    if len(kinds) != 1:
        told = "không có cái nào" if not kinds else ", ".join(kinds)
        desk.add(
            step,
            "step.kind",
            f"Bước “{name}” phải có đúng một trong by, pay, at, until (đang có: {told}).",
            f"Step “{name}” has exactly one of by, pay, at, until (has: {', '.join(kinds) or 'none'}).",
            expected="by, pay, at, until",
        )
    leaves = SYSTEM_ACTIONS.get(kinds[0], "") if len(kinds) == 1 else ""
    if leaves and leaves not in step.actions:
        desk.add(
            step,
            "step.system_action",
            f"Bước “{name}” rời đi bằng hành động “{leaves}”.",
            f"Step “{name}” leaves by the action “{leaves}”.",
            expected=leaves,
        )
    for action in step.actions.values():
        _ways(desk, action.to, steps, each=step.each is not None)
    if step.each is not None:
        _each(desk, name, step, steps)
    elif step.sealed:
        desk.add(
            step, "step.sealed", "sealed của bước đi cùng each.", "sealed on a step goes with each.", expected="each"
        )
    if step.cutoff is not None and step.within is None:
        desk.warn(step, "step.cutoff", "cutoff đi cùng within.", "cutoff goes with within.", expected="within")
    if step.within is not None and step.due is not None:
        desk.add(
            step, "step.due", "Chỉ dùng một trong within và due.", "Only one of within and due.", expected="within, due"
        )
    _timers(desk, step.timers, step.actions)
    for out in step.excluded:
        head, _, rest = out.partition(".")
        if head == "step" and rest not in steps:
            desk.unknown(out, "step", "bước", "step", out, [f"step.{other}" for other in steps])


def _timers(desk: Desk, timers: Iterable[Timer], actions: Iterable[str]) -> None:
    for timer in timers:
        if timer.do is None and timer.notify is None:
            vi, en = "Hẹn giờ phải do hoặc notify.", "A timer does or notifies."
            desk.add(timer, "timer.nothing", vi, en, expected="do, notify")
        if timer.do is not None and timer.do not in actions:
            desk.unknown(timer.do, "action", "hành động", "action", timer.do, actions)


def _each(desk: Desk, name: str, step: Step, steps: Mapping[str, Step]) -> None:
    if step.each is None:
        return
    _ways(desk, step.each.then, steps, each=False)
    if step.by is None:
        desk.add(step.each, "each.by", "each đi cùng by.", "each goes with by.", expected="by")
    if (step.each.sealed or step.sealed) and any(field.type == "files" for field in every_field(_asked(step))):
        vi = f"Tệp gửi ở bước “{name}” không được giữ kín như nội dung chấm."
        en = f"Files given at step “{name}” are not sealed as its entries are."
        desk.warn(step.each, "each.sealed_files", vi, en)
    counting = [str(key) for key, action in step.actions.items() if "counts" in action.targets]
    if (step.each.sealed or step.sealed) and len(counting) > 1:
        told = ", ".join(counting)
        desk.add(
            step.each,
            "each.sealed_choice",
            f"Bước “{name}” được giữ kín nhưng có nhiều hành động được tính ({told}): ai chọn hành động nào thì lộ ra."
            " Chỉ để một hành động được tính và hỏi ý kiến trong form.",
            f"Step “{name}” is sealed and several actions count ({told}): which one somebody took is seen by all."
            " Let one action count and ask for the choice in the form.",
            expected="form",
        )
    if not counting:
        desk.add(
            step.each,
            "each.nothing_counts",
            f"Không hành động nào của bước “{name}” được tính.",
            f"No action of step “{name}” counts.",
            expected="counts",
        )


def _asked(step: Step) -> Iterator[Field]:
    """Yield the fields that a step, and its actions, ask for."""
    for form in (step.form, *(action.form for action in step.actions.values())):
        yield from form.fields if form is not None else ()


def _ways(desk: Desk, ways: Iterable[Way], steps: Mapping[str, Step], *, each: bool, filing: bool = False) -> None:
    words = {*TARGETS, *(("counts", "leave") if each else ())}
    if filing:
        words -= {"stay", "applicant"}
    listed = list(ways)
    for index, way in enumerate(listed):
        if not way.to:
            desk.add(way, "target.empty", "Chưa nói đi đâu.", "It does not say where to go.", expected=sorted(words))
        for target in way.to:
            if target not in steps and target not in words:
                desk.unknown(target, "target", "bước", "step", target, [*steps, *words])
        if len(way.to) > 1 and any(target not in steps for target in way.to):
            desk.add(
                way,
                "target.many",
                "Chỉ các bước mới mở cùng lúc được.",
                "Only steps can be opened together.",
                expected=steps,
            )
        if way.condition is None and index < len(listed) - 1:
            unconditional(desk, listed[index + 1])
    if listed and listed[-1].condition is not None:
        desk.warn(
            listed[-1],
            "choice.no_else",
            "Khi không điều kiện nào đúng thì không đi đâu cả.",
            "When no condition holds it leads nowhere.",
            expected="{to: …}",
        )


def unconditional(desk: Desk, at: object) -> None:
    """Note a branch that comes after one that always holds."""
    desk.add(
        at,
        "choice.never",
        "Nhánh này đứng sau nhánh luôn đúng nên không bao giờ được chọn.",
        "This branch stands after one that always holds and is never taken.",
    )
