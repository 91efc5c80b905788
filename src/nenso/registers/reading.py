"""Who may read a record, worked out as it changes and stored beside it for the database's policies."""

from nenso.language.declarations.people import WhoTerm
from nenso.registers.declared import Declared
from nenso.registers.models import Record


def readers_of(declared: Declared, record: Record) -> list[str]:
    """Return the reader tokens that the register's rules give: ``public``, ``officer@<agency>``.

    People named by a party are in ``persons``; a rule ``under`` a grant or consent opens nothing by itself; what a
    procedure may look up it reads with rights of its own.
    """
    tokens: set[str] = set()
    for rule in declared.declaration.read:
        if rule.under is not None:
            continue
        for people in rule.who.values:
            tokens |= {token for term in people.terms if (token := _token(term, declared, record))}
    return sorted(tokens)


def _token(term: WhoTerm, declared: Declared, record: Record) -> str:
    kind = term.kind(set(declared.declaration.parties))
    if kind == "special" and term.name in {"public", "signed_in"}:
        return str(term.name)
    if kind == "role":
        anywhere = term.agency is not None and term.agency.word == "any"
        return f"{term.name}@{'any' if anywhere else record.agency_id}"
    return ""
