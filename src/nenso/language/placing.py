"""What is done to a part when it is put in its place: origins, names of the form, pages, fields left out."""

from dataclasses import replace
from typing import Any

from nenso.language.cel_text import renamed, renamed_in_braces
from nenso.language.sources import Origin, SourceList, SourceMap, SourceText, origin_of

_TEXT_KEYS = frozenset({"label", "hint", "message", "title", "text", "summary"})
_PLAIN_KEYS = frozenset(
    {"name", "type", "of", "page", "level", "accept", "purpose", "pattern", "unit", "was", "as", "list", "use"}
)
_NOT_ASKED = frozenset({"was", "upgrade", "retired", "measure"})


def abroad(data: Any, formula: str) -> Any:
    """Return ``data`` with its origins told as files of another formula (``base/parts/person.yaml``)."""

    def moved(origin: Origin) -> Origin:
        return origin if origin.file.startswith(f"{formula}/") else replace(origin, file=f"{formula}/{origin.file}")

    if isinstance(data, SourceText):
        return SourceText(data, moved(data.origin), plain=data.plain)
    if isinstance(data, SourceList):
        found = SourceList(moved(data.origin))
        for item, at in zip(data, data.items_at, strict=True):
            found.add(abroad(item, formula), moved(at))
        return found
    if isinstance(data, SourceMap):
        copy = SourceMap(moved(data.origin))
        for key, value in data.items():
            copy.add(abroad(key, formula), abroad(value, formula), moved(data.keys_at[key]), moved(data.values_at[key]))
        return copy
    return data


def replaced(source: SourceMap, key: str, value: Any) -> SourceMap:
    """Return a copy of ``source`` in which ``key``, where there is one, is ``value``."""
    if key not in source or source[key] is value:
        return source
    copy = source.without()
    copy[key] = value
    return copy


def group(item: SourceMap, items: Any, rules: list[Any], title: Any) -> SourceMap:
    """Return the field of type ``group`` that a ``use`` with ``as`` becomes."""
    field = item.without("use", "as", "except", "prefill", "default")
    at = item.values_at.get("as", item.origin)
    field.add("name", item["as"], at, at)
    field.add("type", "group", at, at)
    field.add("fields", items if items is not None else SourceList(at), at, at)
    if "label" not in field and title is not None:
        field.add("label", title, at, at)
    if rules and "valid_if" not in field:
        listed = SourceList(at)
        for rule in rules:
            listed.add(rule, at)
        field.add("valid_if", listed, at, at)
    return field


def asked(items: SourceList) -> SourceList:
    """Return a register's fields as a form asks them: none that is retired, nothing about old records."""
    found = SourceList(items.origin)
    for item, at in zip(items, items.items_at, strict=True):
        if not isinstance(item, SourceMap):
            found.add(item, at)
        elif item.get("retired") is not True:
            found.add(item.without(*_NOT_ASKED), at)
    return found


def flat(pages: Any) -> tuple[Any, list[Any]]:
    """Return the fields of all pages, hidden with their page, and the pages' own rules."""
    if not isinstance(pages, SourceList):
        return pages, []
    found = SourceList(pages.origin)
    rules: list[Any] = []
    for page, at in zip(pages, pages.items_at, strict=True):
        if not isinstance(page, SourceMap) or "page" not in page or "type" in page:
            found.add(page, at)
            continue
        if isinstance(page.get("valid_if"), list):
            rules += page["valid_if"]
        elif "valid_if" in page:
            rule = SourceMap(page.origin)
            for key, beside in (("if", "valid_if"), ("message", "message"), ("soft", "soft")):
                if beside in page:
                    rule.add(key, page[beside], page.keys_at[beside], page.values_at[beside])
            rules.append(rule)
        fields = page.get("fields")
        if isinstance(fields, SourceList):
            for item, place in zip(fields, fields.items_at, strict=True):
                found.add(hidden_with(item, page.get("show_if")), place)
    return found, rules


def hidden_with(item: Any, condition: Any) -> Any:
    if condition is None or not isinstance(item, SourceMap):
        return item
    own = item.get("show_if")
    both = str(condition) if own is None else f"({condition}) && ({own})"
    at = origin_of(own if own is not None else condition)
    copy = item.without("show_if")
    copy.add("show_if", SourceText(both, at), at, at)
    return copy


def rebased(data: Any, name: str, path: str, key: str = "") -> Any:
    """Return ``data`` with the free name ``name`` in its expressions replaced by ``path``."""
    if isinstance(data, str):
        if key in _PLAIN_KEYS:
            return data
        change = renamed_in_braces if key in _TEXT_KEYS else renamed
        changed = change(data, name, path)
        return SourceText(changed, data.origin, plain=data.plain) if isinstance(data, SourceText) else changed
    if isinstance(data, SourceList):
        found = SourceList(data.origin)
        for item, at in zip(data, data.items_at, strict=True):
            found.add(rebased(item, name, path, key), at)
        return found
    if isinstance(data, SourceMap):
        if key == "options" and "from" not in data:
            return data
        copy = data.without()
        for inner, value in data.items():
            copy[inner] = rebased(value, name, path, key if key in _TEXT_KEYS | _PLAIN_KEYS else inner)
        return copy
    return data
