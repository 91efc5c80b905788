"""The order in which fields are worked out: each after what it depends on."""

from collections.abc import Iterator, Mapping, Sequence

from nenso.language.expressions import (
    Program,
)
from nenso.language.nodes import CompiledPage, Node


class CyclicForm(ValueError):
    """Fields of a form depend on each other in a circle; ``way`` names them, the first again at the end."""

    def __init__(self, way: Sequence[str]) -> None:
        self.way = tuple(way)
        super().__init__(" → ".join(way))


def in_order(
    nodes: Sequence[Node], pages: Sequence[CompiledPage], bound_as: tuple[str, ...]
) -> Iterator[Node | CompiledPage]:
    """Yield what is worked out, each after what it depends on; raise :class:`CyclicForm`."""
    by_path: dict[str, Node | CompiledPage] = {node.path: node for node in nodes}
    page_of = {name: f"page {page.name}" for page in pages if page.show for name in page.fields}
    by_path |= {f"page {page.name}": page for page in pages if page.show}
    needs: dict[str, set[str]] = {}
    for node in nodes:
        read = {target for program in node.programs() for target in _targets(program, node, bound_as, by_path)}
        around = {node.path.rpartition(".")[0]} if node.within else {page_of.get(node.name, "")}
        needs[node.path] = (read | around) - {""}
    for page in pages:
        if page.show is not None:
            needs[f"page {page.name}"] = set(_targets(page.show, None, bound_as, by_path))
    for path in _sorted(needs):
        found = by_path[path]
        if isinstance(found, CompiledPage) or found.is_worked_out:
            yield found


def _targets(
    program: Program, node: Node | None, bound_as: tuple[str, ...], by_path: Mapping[str, Node | CompiledPage]
) -> Iterator[str]:
    around = node.path.rpartition(".")[0] if node is not None else ""
    for words in program.reads:
        if words[0] == "this":
            way = [*(around.split(".") if around else []), *words[1:]]
        elif bound_as and words[: len(bound_as)] == bound_as:
            way = list(words[len(bound_as) :])
        else:
            continue
        whole = way[-1:] == ["*"]
        while way and ".".join(way) not in by_path:
            way.pop()
        path = ".".join(way)
        yield path
        if whole or not path:
            inside = f"{path}." if path else ""
            own = node.path if node is not None else ""
            yield from (one for one in by_path if one.startswith(inside) and not own.startswith(one) and " " not in one)


def _sorted(needs: Mapping[str, set[str]]) -> list[str]:
    """Depth first, in the order of the declaration where nothing asks for another."""
    done: dict[str, None] = {}
    open_now: list[str] = []

    def visit(path: str) -> None:
        if path in done or path not in needs:
            return
        if path in open_now:
            raise CyclicForm([*open_now[open_now.index(path) :], path])
        open_now.append(path)
        for one in sorted(needs[path]):
            visit(one)
        open_now.pop()
        done[path] = None

    for path in needs:
        visit(path)
    return list(done)
