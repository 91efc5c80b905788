"""What of a register is compared to find duplicates, as its declaration says."""

from typing import Final

from nenso.language.declarations.fields import Field
from nenso.language.declarations.quality import Linkage
from nenso.registers.declared import Declared
from nenso.registers.duplicates.errors import NothingCompared
from nenso.registers.duplicates.levels import Kind
from nenso.registers.duplicates.matching import Value

KINDS: Final[dict[str, Kind]] = {
    "person_name": "name",
    "date": "date",
    "person_id": "number",
    "tax_code": "number",
    "phone": "number",
    "email": "number",
    "address": "address",
    "text": "text",
    "multiline": "text",
}
"""How the values of a type of field are compared; others by whether they are the same."""


def searched_for_duplicates(declared: Declared) -> bool:
    """Return whether a register declares a search for duplicates."""
    quality = declared.declaration.quality
    return quality is not None and any(isinstance(one, Linkage) for one in quality.clean)


def linkage_of(declared: Declared) -> Linkage:
    """Return the rule by which a register's duplicates are found; raise :class:`NothingCompared` without one."""
    quality = declared.declaration.quality
    found = [one for one in quality.clean if isinstance(one, Linkage)] if quality is not None else []
    if not found:
        raise NothingCompared(register=declared.name)
    return found[0]


def values_of(declared: Declared, linkage: Linkage) -> tuple[Value, ...]:
    """Return the fields that are compared, and how."""
    return tuple(Value(str(field.name), kind_of(field)) for field in fields_of(declared, linkage))


def fields_of(declared: Declared, linkage: Linkage) -> list[Field]:
    """Return the declared fields that are compared."""
    return [field for name in linkage.by if (field := declared.declaration.field(name)) is not None]


def kind_of(field: Field) -> Kind:
    """Return how values of a field are compared."""
    return KINDS.get(field.type, "code")
