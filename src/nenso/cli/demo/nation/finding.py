"""The terms that find a copied record: its values are others than the original's, so it is found by others."""

from collections.abc import Callable
from functools import cache

import orjson

from nenso.registers.copying import escaped
from nenso.registers.indexing import Terms, quoted
from nenso.registers.known import register_named

Put = Callable[[list[str], str], str]


@cache
def _terms_of(register: str) -> Terms:
    return Terms(register, register_named(register).declared.declaration)


def found_by(code: str, province: str) -> Put:
    """Return what gives lines of COPY of ``registers_record`` their terms; ``code``: of the commune where they lie."""

    def put(columns: list[str], line: str) -> str:
        row = dict(zip(columns, line.split("\t"), strict=True))
        terms, data = _terms_of(row["register"]), orjson.loads(_unescaped(row["data"]))
        words = terms.words(data, _unescaped(row["folded"]), _unescaped(row["number"]))
        paths, readers = row["agency_paths"].strip("{}").split(","), row["readers"].strip("{}").split(",")
        around = terms.around(None, paths, [one.strip('"') for one in readers if one], row["agency_id"])
        lies = f"{quoted(f'in={code}')} {quoted(f'in={province}')}"
        row["terms"] = escaped(f"{words} {terms.facets(data)} {around} {lies}")
        return "\t".join(row.values())

    return put


def _unescaped(text: str) -> str:
    """Return what stands in a field of COPY; the only escapes of these values are backslashes and line ends."""
    return text.replace("\\\\", "\0").replace("\\n", "\n").replace("\\t", "\t").replace("\0", "\\")
