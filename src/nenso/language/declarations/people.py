"""Who acts, reads or is told; and which agency a thing happens at."""

import re
from typing import Any, Literal

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from nenso.language.declarations.values import Choice, Declaration, Expression, Name, refuse
from nenso.language.sources import SourceMap, SourceText, origin_of

SPECIAL_WHO = ("applicant", "filer", "public", "signed_in")
"""People that every case has, without a role (người nộp, người thực hiện, công chúng, người đã đăng nhập)."""

ROLES = ("clerk", "officer", "head", "leader", "registrar", "cashier", "publisher", "auditor", "admin")
"""Roles that every install has; a formula may add its own."""

AUDIENCES = ("citizen", "enterprise", "official", "agency")
"""Kinds of filer an ``audience`` may name, beside any who."""

AGENCY_WORDS = ("self", "receiving", "applicant", "parent", "any")
"""Agencies by their part in the case; any other single word is a kind of agency."""

_PATH_WORDS = ("this", "record", "about", "agency", "actor", "created", "unit", "source")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_ROLE_AT = re.compile(r"([a-z][a-z0-9_]*)\s*@\s*(\S.*)", re.DOTALL)


class AgencyReference(Declaration):
    """An agency: a ``word`` (self, receiving, applicant, parent, any, or a kind) or a ``path`` to one."""

    word: Name | None = None
    """``self receiving applicant parent any``, or a kind: its nearest ancestor, else the one serving the place."""
    path: Expression | None = None
    """A path to an agency."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """Read ``commune_police``, ``self`` or ``form.agency``."""
        if not isinstance(data, str):
            if isinstance(data, dict) and set(data) & {"word", "path"}:
                return data
            raise refuse("agency.expected", "Ở đây cần một cơ quan.", "An agency is needed here.")
        return {"word": data} if _WORD.fullmatch(data) and data not in _PATH_WORDS else {"path": data}

    def __str__(self) -> str:
        return str(self.word or self.path)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "examples": [*AGENCY_WORDS, "commune_police", "form.agency"]}


class Rota(Declaration):
    """People read from a register: whom ``pick`` names in the records where ``where`` holds, else ``else``."""

    source: Name = Field(alias="from")
    """The register."""
    where: Expression | None = None
    """CEL over ``record``."""
    pick: Expression
    """CEL over ``record``: the person or official."""
    otherwise: "Who | None" = Field(None, alias="else")
    """Who, when no record holds."""


class WhoTerm(Declaration):
    """One of: a ``name`` (special word, party or role), perhaps at an ``agency``; a ``path`` to people; a ``rota``;
    or a ``procedure`` that may look something up."""

    name: Name | None = None
    """``applicant``, a party, or a role."""
    agency: AgencyReference | None = None
    """Where the role is held; ``self`` when not written."""
    path: Expression | None = None
    """A path to people, such as ``step.assign.officer``."""
    procedure: Name | None = None
    """A procedure (``procedure.residence.register``), in read rules."""
    rota: Rota | None = None
    """People read from a register."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """Read ``officer``, ``clerk@receiving``, ``step.a.officer``, ``procedure.birth``, ``{from, where, pick}``."""
        if isinstance(data, dict):
            return data if set(data) & {"name", "path", "procedure", "rota"} and "from" not in data else {"rota": data}
        if not isinstance(data, str) or not data.strip():
            raise refuse(
                "who.expected", "Ở đây cần biết là ai.", "Who is needed here.", expected="role, role@agency, CEL"
            )
        if _WORD.fullmatch(data):
            return {"path": data} if data in _PATH_WORDS else {"name": data}
        at = _ROLE_AT.fullmatch(data)
        if at is not None:
            term = SourceMap(origin_of(data))
            term.add("name", SourceText(at[1], term.origin), term.origin, term.origin)
            term.add("agency", SourceText(at[2], term.origin), term.origin, term.origin)
            return term
        if data.startswith("procedure.") and re.fullmatch(r"procedure(\.[a-z][a-z0-9_]*){1,2}", data):
            return {"procedure": SourceText(data[10:], origin_of(data))}
        return {"path": data}

    def kind(
        self, parties: "frozenset[str] | set[str]"
    ) -> Literal["special", "party", "role", "path", "procedure", "rota"]:
        """Tell what it is, given the names of the ``parties``: a party's name goes before a role's."""
        if self.name is None:
            return "path" if self.path is not None else "procedure" if self.procedure is not None else "rota"
        if self.agency is None and self.name in SPECIAL_WHO:
            return "special"
        return "party" if self.agency is None and self.name in parties else "role"

    def __str__(self) -> str:
        return str(self.name or self.path or self.procedure or "") + (f"@{self.agency}" if self.agency else "")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        rota = handler.resolve_ref_schema(handler(schema))["properties"]["rota"]["anyOf"][0]
        return {"anyOf": [{"type": "string", "examples": ["officer", "clerk@receiving", "step.assign.officer"]}, rota]}


class People(Declaration):
    """Several who: whoever is one of ``terms``."""

    terms: tuple[WhoTerm, ...]

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """A single who is a list of one."""
        if isinstance(data, dict) and set(data) == {"terms"}:
            return data
        return {"terms": data if isinstance(data, list) else [data]}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        terms = handler.resolve_ref_schema(handler(schema))["properties"]["terms"]
        return {"anyOf": [terms["items"], terms]}


Who = Choice[People]
"""Who, as it stands after ``by``, ``not``, ``notify`` and the like: a choice of people."""

Rota.model_rebuild()
WhoTerm.model_rebuild()
