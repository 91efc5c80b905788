"""``use``, ``list`` and ``flow``: parts written once are put in place before a declaration is read as a value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nenso.language.issues import Issue, nearest
from nenso.language.placing import abroad, asked, flat, group, rebased, replaced
from nenso.language.salvaging import Lost
from nenso.language.sources import Origin, SourceList, SourceMap, origin_of

MOST_FIELDS = 5_000
"""Fields that uses may make in one formula, however they nest."""

_DEEPEST_USE = 8


@dataclass(frozen=True, slots=True)
class Library:
    """The files of one formula by path without ending (``parts/parent``), and of those it requires by name."""

    name: str
    files: Mapping[str, SourceMap]
    required: Mapping[str, "Library"] = field(default_factory=dict)

    def of_kind(self, folder: str) -> Iterator[tuple[str, SourceMap]]:
        """Yield name and content of every file in ``folder``."""
        for path, content in self.files.items():
            kind, _, name = path.partition("/")
            if kind == folder:
                yield name, content

    def part(self, kind: str) -> dict[str, SourceMap]:
        """Return the parts of ``kind`` (group, list, flow) by the name they give themselves."""
        return {str(content[kind]): content for _, content in self.of_kind("parts") if kind in content}


class Uses:
    """Puts parts in place in copies of a formula's sources; what cannot be found is noted."""

    def __init__(self, library: Library, issues: list[Issue], lost: Lost) -> None:
        self.library = library
        self.issues = issues
        self.lost = lost
        self.made = 0

    def procedure(self, source: SourceMap) -> SourceMap:
        """Return a procedure with forms, lists and flow in place."""
        return self._with(source, {"form": self._form(source.get("form"), self.library, "form", ())}, self.library)

    def register(self, source: SourceMap) -> SourceMap:
        """Return a register with its fields in place."""
        return replaced(source, "fields", self.fields(source.get("fields"), self.library, "this", ()))

    def part(self, source: SourceMap) -> SourceMap:
        """Return a part with what it uses itself in place."""
        if "group" in source:
            return replaced(source, "fields", self.fields(source.get("fields"), self.library, "this", ()))
        return self._with(source, {}, self.library) if "flow" in source else source

    def head(self, source: SourceMap) -> SourceMap:
        """Return ``formula.yaml`` with the lists of its settings in place."""
        return replaced(source, "settings", self.fields(source.get("settings"), self.library, "this", ()))

    def _with(self, source: SourceMap, made: Mapping[str, Any], owner: Library) -> SourceMap:
        found = source
        for key, value in made.items():
            found = replaced(found, key, value)
        return replaced(found, "steps", self._steps(source.get("steps"), owner, ()))

    def fields(self, data: Any, owner: Library, base: str, trail: tuple[str, ...]) -> Any:
        """Return a list of fields (or pages) with every ``use`` in it replaced by what it names.

        ``base`` is the path at which the list stands (``form``, ``form.mother``, ``step.draft``; ``this`` in rows).
        """
        if not isinstance(data, SourceList):
            return data
        found = SourceList(data.origin)
        for item, at in zip(data, data.items_at, strict=True):
            if isinstance(item, SourceMap) and "use" in item:
                for used in self._used(item, owner, base, trail):
                    found.add(used, at)
            else:
                found.add(self._field(item, owner, base, trail), at)
        return found

    def _form(self, data: Any, owner: Library, base: str, trail: tuple[str, ...]) -> Any:
        if isinstance(data, SourceMap) and "use" in data:
            alone = SourceList(data.origin)
            alone.add(data, data.origin)
            data = alone
        return self.fields(data, owner, base, trail)

    def _field(self, item: Any, owner: Library, base: str, trail: tuple[str, ...]) -> Any:
        if not isinstance(item, SourceMap):
            return item
        found = item
        if "fields" in item:
            inner = base if "page" in item and "type" not in item else "this"
            if item.get("type") == "group":
                inner = f"{base}.{item.get('name')}"
            found = replaced(found, "fields", self.fields(item["fields"], owner, inner, trail))
        if isinstance(item.get("options"), str):
            found = replaced(found, "options", self._list(item, owner))
        return found

    def _list(self, item: SourceMap, owner: Library) -> Any:
        wanted = item["options"]
        source, name = self._owner(wanted, owner)
        lists = source.part("list") if source is not None else {}
        if source is None or name not in lists or not isinstance(lists[name].get("options"), SourceMap):
            self._missing(
                "list.unknown", "danh mục", "list", wanted, self._names(owner, "list"), item.values_at.get("options")
            )
            return wanted
        found = SourceMap(origin_of(wanted))
        found.add("list", wanted, found.origin, found.origin)
        codes = lists[name]["options"]
        found.add(
            "codes", codes if source is self.library else abroad(codes, str(source.name)), found.origin, found.origin
        )
        return found

    def _owner(self, name: str, owner: Library) -> tuple[Library | None, str]:
        head, dot, rest = name.partition(".")
        if not dot:
            return owner, name
        return owner.required.get(head), rest

    def _names(self, owner: Library, kind: str) -> list[str]:
        own = list(owner.part(kind))
        return own + [f"{name}.{part}" for name, other in owner.required.items() for part in other.part(kind)]

    def _missing(self, code: str, vi: str, en: str, wanted: str, names: list[str], at: Origin | None) -> None:
        place = at if at is not None and at.line else origin_of(wanted)
        issue = Issue.at(
            place,
            code,
            vi=f"Không có {vi} “{wanted}”.",
            en=f"There is no {en} “{wanted}”.",
            expected=", ".join(sorted(names)),
            nearest=nearest(wanted, names),
        )
        self.issues.append(issue)

    def _find(self, wanted: str, owner: Library) -> tuple[str, Library, SourceMap] | None:
        pieces = wanted.split(".")
        source = owner if len(pieces) == 1 or (len(pieces) == 2 and pieces[1] in {"form", "fields"}) else None
        if source is None:
            source = owner.required.get(pieces.pop(0))
        if source is None:
            return None
        if len(pieces) == 1 and pieces[0] in source.part("group"):
            return "group", source, source.part("group")[pieces[0]]
        folder = {"form": "procedures", "fields": "registers"}.get(pieces[-1]) if len(pieces) == 2 else None
        content = source.files.get(f"{folder}/{pieces[0]}") if folder is not None else None
        return None if content is None else (pieces[-1], source, content)

    def _used(self, item: SourceMap, owner: Library, base: str, trail: tuple[str, ...]) -> Iterator[Any]:
        wanted = item["use"]
        at = item.values_at.get("use", item.origin)
        found = self._find(wanted, owner) if isinstance(wanted, str) else None
        if found is None:
            names = self._names(owner, "group")
            names += [f"{name}.form" for name, _ in owner.of_kind("procedures")]
            names += [f"{name}.fields" for name, _ in owner.of_kind("registers")]
            for required, other in owner.required.items():
                names += [f"{required}.{name}.form" for name, _ in other.of_kind("procedures")]
                names += [f"{required}.{name}.fields" for name, _ in other.of_kind("registers")]
            self._missing("use.unknown", "phần dùng lại", "part to use", str(wanted), names, at)
            self.lost.names.add(str(item.get("as", wanted)))
            self.lost.files.add(at.file)
            return
        kind, source, content = found
        if source is not self.library:
            content = abroad(content, source.name)
        mark = f"{source.name}.{kind}.{wanted}"
        if mark in trail or len(trail) >= _DEEPEST_USE:
            self._refuse(at, "use.cycle", f"“{wanted}” dùng lại chính nó.", f"“{wanted}” uses itself.")
            return
        name = item.get("as")
        place = f"{base}.{name}" if isinstance(name, str) else base
        trail = (*trail, mark)
        items: Any
        rules: list[Any] = []
        if kind == "form":
            pages = self._form(content.get("form"), source, "form", trail)
            items, rules = (pages, []) if name is None else flat(pages)
            items = rebased(items, "form", place)
            rules = [rebased(rule, "form", place) for rule in rules]
        else:
            items = self.fields(content.get("fields"), source, place if kind == "group" else "this", trail)
            if kind == "fields" and isinstance(items, SourceList):
                items = asked(items)
        items = self._beginning(self._except(items, item), item)
        if isinstance(items, SourceList):
            self.made += len(items)
            if self.made > MOST_FIELDS:
                self._refuse(at, "use.too_many", "Dùng lại quá nhiều trường.", "Uses make too many fields.")
                return
        if name is None:
            yield from items if isinstance(items, SourceList) else ()
        else:
            yield group(item, items, rules, content.get("title"))

    def _except(self, items: Any, item: SourceMap) -> Any:
        left_out = item.get("except")
        if left_out is None or not isinstance(items, SourceList):
            return items
        names = [left_out] if isinstance(left_out, str) else left_out
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self._refuse(
                item.values_at["except"], "except.expected", "except là tên các trường.", "except is names of fields."
            )
            return items
        for name in names:
            items = self._leave_out(items, name, item.values_at["except"])
        return items

    def _beginning(self, items: Any, item: SourceMap) -> Any:
        """Return ``items`` with the ``prefill`` and ``default`` that this use gives some: what is known only where it
        stands.
        """
        for key in ("prefill", "default"):
            items = self._given_here(items, item, key)
        return items

    def _given_here(self, items: Any, item: SourceMap, key: str) -> Any:
        given = item.get(key)
        if given is None or not isinstance(items, SourceList):
            return items
        at = item.values_at[key]
        if not isinstance(given, SourceMap):
            vi, en = f"{key} là {{tên trường: CEL}}.", f"{key} is {{name of a field: CEL}}."
            self._refuse(at, f"{key}.expected", vi, en)
            return items
        fields = {str(one["name"]): one for one in items if isinstance(one, SourceMap) and "name" in one}
        for name in given:
            if name not in fields:
                self._missing(f"{key}.unknown", "trường", "field", name, list(fields), given.keys_at[name])
        found = SourceList(items.origin)
        for one, place in zip(items, items.items_at, strict=True):
            called = str(one.get("name")) if isinstance(one, SourceMap) else ""
            if called in given:
                one = one.without(key)
                one.add(key, given[called], given.keys_at[called], given.values_at[called])
            found.add(one, place)
        return found

    def _leave_out(self, items: SourceList, name: str, at: Origin) -> SourceList:
        head, _, rest = name.partition(".")
        found = SourceList(items.origin)
        hit = False
        for item, place in zip(items, items.items_at, strict=True):
            if isinstance(item, SourceMap) and item.get("name") == head:
                hit = True
                if not rest or not isinstance(item.get("fields"), SourceList):
                    continue
                item = replaced(item, "fields", self._leave_out(item["fields"], rest, at))
            found.add(item, place)
        if not hit:
            names = [str(item["name"]) for item in items if isinstance(item, SourceMap) and "name" in item]
            self._missing("except.unknown", "trường", "field", name, names, at)
        return found

    def _refuse(self, at: Origin, code: str, vi: str, en: str) -> None:
        self.issues.append(Issue.at(at, code, vi=vi, en=en))

    def _steps(self, data: Any, owner: Library, trail: tuple[str, ...]) -> Any:
        if not isinstance(data, SourceMap):
            return data
        found = SourceMap(data.origin)
        if "use" in data:
            self._flow(data, owner, trail, found)
        for name, step in data.items():
            if name in {"use", "except"} and "use" in data:
                continue
            placed = self._step(name, step, owner, trail)
            found.add(name, placed, data.keys_at[name], data.values_at[name])
        return found

    def _flow(self, data: SourceMap, owner: Library, trail: tuple[str, ...], into: SourceMap) -> None:
        wanted, at = data["use"], data.values_at["use"]
        source, name = self._owner(wanted, owner) if isinstance(wanted, str) else (None, "")
        flows = source.part("flow") if source is not None else {}
        if source is None or name not in flows:
            self._missing("flow.unknown", "luồng bước", "flow", str(wanted), self._names(owner, "flow"), at)
            self.lost.files.add(at.file)
            return
        mark = f"{source.name}.flow.{name}"
        if mark in trail:
            self._refuse(at, "use.cycle", f"“{wanted}” dùng lại chính nó.", f"“{wanted}” uses itself.")
            return
        steps = self._steps(flows[name].get("steps"), source, (*trail, mark))
        left_out = data.get("except", [])
        left_out = [left_out] if isinstance(left_out, str) else left_out if isinstance(left_out, list) else []
        if isinstance(steps, SourceMap):
            steps = steps if source is self.library else abroad(steps, source.name)
            for step in left_out:
                if step not in steps:
                    self._missing("except.unknown", "bước", "step", str(step), list(steps), data.values_at["except"])
            for step, content in steps.items():
                if step not in left_out:
                    into.add(step, content, steps.keys_at[step], steps.values_at[step])

    def _step(self, name: str, step: Any, owner: Library, trail: tuple[str, ...]) -> Any:
        if not isinstance(step, SourceMap):
            return step
        base = f"step.{name}"
        found = replaced(step, "form", self._form(step.get("form"), owner, base, trail))
        if isinstance(step.get("actions"), SourceMap):
            actions = step["actions"].without()
            for key, action in step["actions"].items():
                if isinstance(action, SourceMap) and "form" in action:
                    actions[key] = replaced(action, "form", self._form(action["form"], owner, base, trail))
            found = replaced(found, "actions", actions)
        return found
