"""Reading a formula: its files become one typed value, or a list of everything that is wrong with them."""

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from nenso.language.declarations.formula import FieldGroup, Flow, Formula, FormulaHead, OptionList
from nenso.language.declarations.indicators import Indicator
from nenso.language.declarations.pages import PageText
from nenso.language.declarations.procedures import Adaptation, Procedure
from nenso.language.declarations.registers import Register
from nenso.language.declarations.samples import Sample
from nenso.language.issues import Issue, errors, nearest
from nenso.language.salvaging import Lost, salvaged
from nenso.language.sources import Notes, Origin, SourceMap, SourceText
from nenso.language.transcripts import read_back
from nenso.language.uses import Library, Uses
from nenso.language.yaml_files import decode, load

Model = TypeVar("Model", bound=BaseModel)

FOLDERS: Mapping[str, str] = {
    "registers": "register",
    "procedures": "procedure",
    "indicators": "indicator",
    "samples": "sample",
    "parts": "",
    "texts": "",
    "pages": "",
    "results": "",
}
"""The folders of a formula and the key that names what each file in them declares."""

MOST_FILES = 2_000
"""Files one formula may have."""

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*$\r?\n?", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the formula when there was no error, and every issue.

    ``partial`` is what could be read all the same, for checking it too, so that one run finds everything; ``broken``
    names what could not (``procedures.birth``).
    """

    formula: Formula | None
    issues: tuple[Issue, ...]
    partial: Formula | None = None
    broken: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Desk:
    """What one reading works with."""

    issues: list[Issue] = field(default_factory=list)
    sources: dict[str, SourceMap] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    templates: dict[str, bytes] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    lost: Lost = field(default_factory=Lost)
    notes: Notes = field(default_factory=Notes)

    def refuse(self, at: Origin, code: str, vi: str, en: str, expected: str = "", near: str = "") -> None:
        self.issues.append(Issue.at(at, code, vi=vi, en=en, expected=expected, nearest=near))


def read(files: Mapping[str, bytes], library: Mapping[str, Formula] | None = None) -> Reading:
    """Read a formula's files (path in its folder to content); ``library`` holds the formulas it may require, by name.

    Nothing is raised for what stands in the files, however odd: it is in the issues.
    """
    desk = _Desk()
    if len(files) > MOST_FILES:
        desk.refuse(Origin(), "formula.too_many_files", f"Quá {MOST_FILES} tệp.", f"More than {MOST_FILES} files.")
        return Reading(None, tuple(desk.issues))
    for path in sorted(files):
        _sort_in(path, files[path], desk)
    return _read(desk, library or {})


def read_again(transcript: str, library: Mapping[str, Formula] | None = None) -> Reading:
    """Read a formula from its transcript: the same value as from its files, but quickly and without line and column."""
    with _nothing_collected():
        said = read_back(transcript)
        desk = _Desk(sources=dict(said.sources), bodies=dict(said.bodies), templates=dict(said.templates))
        return _read(desk, library or {})


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let the collector of garbage wait: all that is made stays, and looking through it takes longer than making it."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _read(desk: _Desk, library: Mapping[str, Formula]) -> Reading:
    head = desk.sources.get("formula")
    if head is None:
        if not any(issue.file == "formula.yaml" for issue in desk.issues):
            desk.refuse(
                Origin("formula.yaml"), "formula.missing", "Thiếu tệp formula.yaml.", "formula.yaml is missing."
            )
        return Reading(None, in_order(desk.issues))
    desk.notes = Notes(_translations(desk))
    formula = _formula(head, desk, library)
    issues = in_order([*desk.issues, *desk.notes.issues])
    return Reading(None if errors(issues) else formula, issues, formula, frozenset(desk.broken))


def read_folder(path: Path, library: Mapping[str, Formula] | None = None) -> Reading:
    """Read the formula in a folder."""
    return read(files_of(path), library)


def files_of(path: Path) -> dict[str, bytes]:
    """Return the files of a formula's folder that belong to the language, by path with ``/``; none that is hidden."""
    found: dict[str, bytes] = {}
    for file in sorted(path.rglob("*")):
        inside = file.relative_to(path)
        if any(part.startswith(".") for part in inside.parts) or not file.is_file():
            continue
        if inside.parts[0] == "results" or file.suffix in {".yaml", ".yml"} or inside.parts[0] == "pages":
            found[inside.as_posix()] = file.read_bytes()
    return found


def _sort_in(path: str, content: bytes, desk: _Desk) -> None:
    at = Origin(path)
    folder, _, rest = path.partition("/")
    stem, _, ending = (rest or folder).rpartition(".")
    if folder == "results" and rest:
        if ending == "typ":
            desk.templates[stem] = content
        return
    if ending == "yml":
        desk.refuse(
            at, "file.ending", "Tên tệp phải kết thúc bằng .yaml.", "The file's name must end with .yaml.", ".yaml"
        )
        return
    page = folder == "pages" and ending == "md"
    if not page and ending != "yaml":
        return
    if not page and path != "formula.yaml" and (folder not in FOLDERS or "/" in rest or not rest or folder == "pages"):
        names = ["formula.yaml", *(f"{name}/{rest or folder}" for name in FOLDERS)]
        desk.refuse(
            at,
            "file.unknown",
            f"Không biết tệp “{path}” để làm gì.",
            f"It is not known what “{path}” is for.",
            "formula.yaml, " + ", ".join(f"{name}/" for name in FOLDERS),
            nearest(path, names),
        )
        return
    text = decode(content, path)
    if isinstance(text, Issue):
        desk.issues.append(text)
        desk.broken.add(_key(path))
        return
    if page:
        front = _front(path, stem, text, desk)
        if front is None:
            return
        text = front
    source, issues = load(text, path, first_line=2 if page else 1)
    desk.issues += issues
    if source is None:
        desk.broken.add(_key(path))
    else:
        desk.sources["formula" if path == "formula.yaml" else f"{folder}/{stem}"] = source


def _front(path: str, stem: str, text: str, desk: _Desk) -> str | None:
    front = _FRONT.match(text)
    if front is None:
        desk.refuse(
            Origin(path, 1, 1),
            "page.no_front",
            "Trang phải bắt đầu bằng --- … ---.",
            "A page begins with --- … ---.",
            "---",
        )
        desk.broken.add(_key(path))
        return None
    desk.bodies[stem] = text[front.end() :]
    return front[1]


def _key(path: str) -> str:
    folder, _, rest = path.rpartition(".")[0].partition("/")
    return f"{folder}.{rest}" if rest else folder


def _translations(desk: _Desk) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path, source in desk.sources.items():
        folder, _, tag = path.partition("/")
        if folder != "texts":
            continue
        if not _TAG.fullmatch(tag) or tag == "vi":
            desk.refuse(
                Origin(f"{path}.yaml"), "texts.language", "Tên tệp là mã ngôn ngữ.", "The name is a language.", "en"
            )
        for words, translation in _leaves(source):
            if isinstance(translation, str):
                found.setdefault(words, {})[tag] = str(translation)
            else:
                at = source.values_at.get(words, source.origin)
                desk.refuse(at, "texts.not_text", "Bản dịch phải là chuỗi.", "A translation is a string.")
    return found


def _leaves(source: SourceMap) -> Iterator[tuple[str, Any]]:
    for key, value in source.items():
        if isinstance(value, SourceMap):
            yield from _leaves(value)
        else:
            yield key, value


def _formula(head: SourceMap, desk: _Desk, library: Mapping[str, Formula]) -> Formula | None:
    wanted = head.get("requires")
    required = {
        name: _library(library[name], library, 0)
        for name in (wanted if isinstance(wanted, SourceMap) else ())
        if name in library
    }
    own = Library(str(head.get("formula", "")), desk.sources, required)
    uses = Uses(own, desk.issues, desk.lost)
    found: dict[str, dict[str, Any]] = {
        "procedures": _each(desk, own, "procedures", uses),
        "registers": _each(desk, own, "registers", uses),
        "indicators": _each(desk, own, "indicators", uses),
        "samples": _each(desk, own, "samples", uses),
        "parts": _parts(desk, own, uses),
        "pages": _pages(desk, own),
    }
    adaptations = {name: value for name, value in found["procedures"].items() if isinstance(value, Adaptation)}
    found["procedures"] = {name: value for name, value in found["procedures"].items() if isinstance(value, Procedure)}
    first = _value(FormulaHead, uses.head(head), desk)
    if first is None:
        desk.broken.add("formula")
        return None
    texts: dict[str, dict[str, str]] = {}
    for vietnamese, languages in desk.notes.translations.items():
        for tag, words in languages.items():
            texts.setdefault(tag, {})[vietnamese] = words
    whole = {name: getattr(first, name) for name in FormulaHead.model_fields}
    formula = Formula(**whole, **found, adaptations=adaptations, templates=desk.templates, texts=texts)
    formula._origin = first.origin  # noqa: SLF001  # where it was written is kept beside the value
    formula._sources = desk.sources  # noqa: SLF001
    if desk.lost.files:
        formula._explains = desk.lost.explains  # noqa: SLF001
    return formula


def _library(formula: Formula, library: Mapping[str, Formula], depth: int) -> Library:
    required = {
        name: _library(library[name], library, depth + 1) for name in formula.requires if name in library and depth < 8
    }
    return Library(formula.name, formula.sources, required)


_MODELS: Mapping[str, type[Procedure | Register | Indicator | Sample]] = {
    "procedures": Procedure,
    "registers": Register,
    "indicators": Indicator,
    "samples": Sample,
}


def _each(desk: _Desk, own: Library, folder: str, uses: Uses) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for stem, source in own.of_kind(folder):
        model: type[BaseModel] = _MODELS[folder]
        if folder == "procedures":
            source = uses.procedure(source)
            model = Adaptation if "adapts" in source else model
        elif folder == "registers":
            source = uses.register(source)
        value = _value(model, source, desk)
        _same_name(FOLDERS[folder], stem, source, desk)
        if value is None:
            desk.broken.add(f"{folder}.{stem}")
        if value is not None:
            found[stem] = value
    return found


def _parts(desk: _Desk, own: Library, uses: Uses) -> dict[str, Any]:
    found: dict[str, Any] = {}
    kinds: dict[str, type[FieldGroup | OptionList | Flow]] = {"group": FieldGroup, "list": OptionList, "flow": Flow}
    for stem, source in own.of_kind("parts"):
        kind = next((kind for kind in kinds if kind in source), None)
        if kind is None:
            desk.refuse(
                source.origin,
                "part.unknown",
                "Phần dùng lại phải là group, list hoặc flow.",
                "A part must be a group, list or flow.",
                "group, list, flow",
                next((near for key in source if (near := nearest(key, kinds))), ""),
            )
            continue
        value = _value(kinds[kind], uses.part(source), desk)
        _same_name(kind, stem, source, desk)
        if value is not None:
            found[stem] = value
    return found


def _pages(desk: _Desk, own: Library) -> dict[str, PageText]:
    found: dict[str, PageText] = {}
    for stem, source in own.of_kind("pages"):
        page = _value(PageText, source, desk)
        if page is not None:
            found[stem] = page.model_copy(update={"name": stem, "body": desk.bodies[stem]})
    return found


def _same_name(key: str, stem: str, source: SourceMap, desk: _Desk) -> None:
    name = source.get(key)
    if isinstance(name, str) and name != stem:
        at = name.origin if isinstance(name, SourceText) else source.origin
        desk.refuse(
            at,
            "name.not_file",
            f"“{name}” phải trùng tên tệp “{stem}”.",
            f"“{name}” must be the file's name “{stem}”.",
            stem,
            stem,
        )


def _value(model: type[Model], source: SourceMap, desk: _Desk) -> Model | None:
    try:
        value, issues = salvaged(model, source, desk.notes, desk.lost)
    except RecursionError:
        desk.refuse(source.origin, "yaml.too_deep", "Lồng nhau quá sâu.", "Nested too deep.")
        return None
    desk.issues += issues
    return value


def in_order(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return each issue once, by file, line and column."""
    return tuple(sorted(dict.fromkeys(issues), key=lambda issue: (issue.file, issue.line, issue.column, issue.code)))
