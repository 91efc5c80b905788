"""What a formula's files say, as JSON: made once when it was read and checked, so that no file is scanned again.

A transcript holds the trees of values that the YAML files came to, the bodies of pages and the templates of results.
It has no lines and columns: these only serve to tell where a mistake stands, and a transcript is made of what has none.
Where YAML is to be read otherwise, a migration of ``formulas`` empties the table that keeps transcripts.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nenso.language.declarations.formula import Formula
from nenso.language.sources import NOWHERE, Origin, SourceList, SourceMap


@dataclass(frozen=True, slots=True)
class Transcript:
    """``sources``: by path without ending. ``bodies`` of pages and ``templates`` of results: by name."""

    sources: Mapping[str, SourceMap]
    bodies: Mapping[str, str]
    templates: Mapping[str, bytes]


def written_down(formula: Formula) -> str:
    """Return the transcript of the files that ``formula`` was read from."""
    said = {
        "sources": formula.sources,
        "bodies": {name: page.body for name, page in formula.pages.items()},
        "templates": {name: content.decode() for name, content in formula.templates.items()},
    }
    return json.dumps(said, allow_nan=False, separators=(",", ":"))


def read_back(transcript: str) -> Transcript:
    """Return what :func:`written_down` wrote."""
    said = json.loads(transcript)
    return Transcript(
        {path: _source(tree) for path, tree in said["sources"].items()},
        said["bodies"],
        {name: text.encode() for name, text in said["templates"].items()},
    )


class _NotKnown(dict[str, Origin]):
    """Where the keys of every mapping stand: nobody knows."""

    def __missing__(self, key: str) -> Origin:
        return NOWHERE

    def __setitem__(self, key: str, value: Origin) -> None:
        raise TypeError("a mapping of a transcript is not changed")


_NOT_KNOWN = _NotKnown()


def _source(tree: Any) -> Any:
    if isinstance(tree, dict):
        found = SourceMap(NOWHERE)
        for key, value in tree.items():
            found[key] = _source(value)
        found.keys_at = found.values_at = _NOT_KNOWN
        return found
    if isinstance(tree, list):
        listed = SourceList(NOWHERE)
        listed.extend(map(_source, tree))
        listed.items_at = [NOWHERE] * len(tree)
        return listed
    return tree
