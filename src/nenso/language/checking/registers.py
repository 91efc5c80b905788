"""Registers: keys, parties, hard and soft rules, what is shown and published, and those that are worked out."""

from collections.abc import Iterable, Sequence

from nenso.language.checking.access import check_items, check_keep, check_numbering, check_under
from nenso.language.checking.desk import Desk, field_at, field_names
from nenso.language.checking.facts import columns_of
from nenso.language.checking.fields import FieldCheck
from nenso.language.checking.people import PEOPLE, WhoCheck
from nenso.language.checking.quality import QualityCheck
from nenso.language.checking.reads import ways_in
from nenso.language.checking.typed import Typed
from nenso.language.declarations.access import EditRule
from nenso.language.declarations.fields import Field
from nenso.language.declarations.people import ROLES, Who
from nenso.language.declarations.registers import OpenCount, OpenData, Register, View, says_who
from nenso.language.expressions import YES_NO
from nenso.language.kernel import ADDRESS, LOCATION, PLACE

_ALWAYS = ("id", "code", "agency", "place", "created_at", "updated_at")
_FILTERABLE = frozenset(
    {"choice", "choices", "yes_no", "place", "date", "datetime", "period", "integer", "money", "number", "text"}
    | {"person_id", "tax_code", "phone", "email", "record"}
)
_SEARCHABLE = frozenset({"text", "multiline", "person_name", "person_id", "tax_code", "phone", "email"})
_COUNTED = frozenset({"place", "choice", "yes_no"})
_DATES = frozenset({"date", "datetime"})
_ON_MAP = frozenset({"location", "area", "place", "address"})


def named(who: Who) -> set[str]:
    """Return the parties, roles and special words that are named, at whichever agency."""
    return {str(term.name) for people in who.values for term in people.terms if term.name is not None}


class RegisterCheck:
    """Checks one register."""

    def __init__(self, typed: Typed, register: Register) -> None:
        self.typed = typed
        self.desk: Desk = typed.desk
        self.register = register
        self.environment = self.desk.names.environment("register", register=register)

    def check(self) -> None:
        """Check all of it."""
        register, typed, names = self.register, self.typed, self.desk.names
        FieldCheck(typed).fields(register.fields, self.environment)
        typed.texts((register.label,), names.environment("label", register=register))
        typed.check(register.place, self.environment, (PLACE, LOCATION, ADDRESS))
        for name in register.key:
            self._has(name)
        for party in register.parties.values():
            typed.check(party, self.environment, PEOPLE)
        owner = names.own_record(register)
        who = WhoCheck(typed, self.environment, {*register.parties, "owner"})
        rules = WhoCheck(typed, self.environment, {*register.parties, "owner"}, rules=True)
        for rule in register.read:
            rules.check(rule.who)
            typed.check(rule.when, self.environment, YES_NO)
            check_under(self.desk, rule)
            if owner is not None:
                check_items(typed, rule.what, self.environment, owner)
        for edit in register.edit:
            who.check(edit.who)
            typed.check(edit.when, self.environment, YES_NO)
            for item in edit.fields:
                if item.name != "all":
                    self._has(item.name, item)
            self._readable(edit)
        QualityCheck(typed, register, self.environment, self._has).check()
        self._indexed()
        self._lookups()
        for view in register.views:
            self._view(view)
        if register.open_data is not None:
            self._open(register.open_data)
        check_numbering(typed, register.numbered, names.environment("numbering", register=register))
        check_keep(self.desk, register.keep)
        self._feed()
        self._computed()

    def _has(self, name: str, at: object | None = None, *, always: Iterable[str] = _ALWAYS) -> Field | None:
        field = field_at(self.register.fields, name)
        if field is None and name not in {*always, *self.register.parties}:
            known = [*field_names(self.register.fields), *always]
            self.desk.unknown(at if at is not None else name, "field", "trường", "field", name, known)
        return field

    def _readable(self, edit: EditRule) -> None:
        """Warn of what is given to edit and not to read: nobody changes what they cannot read."""
        names = [str(field.name) for field in self.register.fields]
        given = [str(item.name) for item in edit.fields]
        for who in named(edit.who):
            read = {
                str(item.name)
                for rule in self.register.read
                if rule.under is None and named(rule.who) & {who, "public", "signed_in"}
                for item in rule.what
                if item.compute is None
            }
            unread = (
                [] if "all" in read else [name for name in (names if "all" in given else given) if name not in read]
            )
            if unread:
                told = ", ".join(unread)
                self.desk.warn(
                    edit,
                    "edit.unread",
                    f"“{who}” được sửa nhưng không được xem {told}, nên không sửa được.",
                    f"“{who}” may edit but not read {told}, and so cannot edit it.",
                )

    def _indexed(self) -> None:
        """What a list is narrowed by, and what words find: fields of a type that can be."""
        for names, key, types in (
            (self.register.filter, "filter", _FILTERABLE),
            (self.register.search, "search", _SEARCHABLE),
        ):
            for name in names:
                field = self._has(name, name, always=())
                if field is not None and field.type not in types:
                    self.desk.add(
                        name,
                        f"register.{key}",
                        f"{key} không nhận trường kiểu {field.type}.",
                        f"{key} does not take a field of type {field.type}.",
                        expected=sorted(types),
                    )

    def _lookups(self) -> None:
        owner, seen = self.desk.names.own_record(self.register), set[str]()
        for lookup in self.register.lookups:
            if lookup.name in seen:
                vi, en = f"“{lookup.name}” có hai lần.", f"“{lookup.name}” stands twice."
                self.desk.add(lookup, "lookup.twice", vi, en)
            seen.add(lookup.name)
            for name in lookup.by:
                self._has(name, lookup, always=())
            if not lookup.by or not lookup.purposes:
                vi, en = "Tra cứu cần by và ít nhất một mục đích.", "A lookup needs by and at least one purpose."
                self.desk.add(lookup, "lookup.open", vi, en, expected="by, purposes")
            if owner is not None:
                check_items(self.typed, lookup.fields, self.environment, owner)

    def _view(self, view: View) -> None:
        kinds = [kind for kind in ("table", "cards", "map", "board") if getattr(view, kind) is not None]
        if len(kinds) != 1:
            vi, en = "Cần đúng một trong table, cards, map, board.", "Exactly one of table, cards, map, board."
            self.desk.add(view, "view.kind", vi, en, expected="table, cards, map, board")
        for name in (*(view.table or ()), *(view.cards or ())):
            if name != "all":
                self._path(name, view)
        if view.map is not None:
            field = self._path(view.map, view)
            if field is not None and field.type not in _ON_MAP:
                vi, en = f"“{view.map}” không ở trên bản đồ.", f"“{view.map}” is not on a map."
                self.desk.add(view, "view.map", vi, en, expected=sorted(_ON_MAP))
        for path in (view.board, view.colour):
            if path is not None:
                self._path(path, view)

    def _path(self, path: str, at: object) -> Field | None:
        """Check a path that may go through records (``hamlet.at``); return its field when it is the register's own."""
        head, dot, rest = path.partition(".")
        if not dot:
            extra = ("status",) if self.register.field(path) is None else ()
            return self._has(path, at, always=(*_ALWAYS, *extra, *(self.register.by or ())))
        owner = self.desk.names.own_record(self.register)
        if self.register.each is not None and head not in [field.name for field in self.register.fields]:
            owner = None
            target = self.desk.names_for(self.register.each).record(self.register.each)
            if head in self.register.by and target is not None and target.member(rest.partition(".")[0]) is None:
                self.desk.unknown(at, "field", "trường", "field", rest, target.names())
        for part in path.split(".") if owner is not None else ():
            found = owner.member(part) if owner is not None else None
            if found is None:
                self.desk.unknown(at, "field", "trường", "field", path, owner.names() if owner is not None else ())
                return None
            owner = found
        return None

    def _open(self, data: OpenData) -> None:
        owner = self.desk.names.own_record(self.register)
        if bool(data.fields) == (data.count is not None):
            vi, en = "Cần đúng một trong fields, count.", "Exactly one of fields, count."
            self.desk.add(data, "open_data.kind", vi, en, expected="fields, count")
        if owner is not None:
            check_items(self.typed, data.fields, self.environment, owner)
        for item in data.fields:
            ways = ways_in(item.compute.source) if item.compute is not None else [("this", *item.name.split("."))]
            for field in filter(None, map(self._read, ways)):
                self._nobodys(field, item)
        if data.count is not None:
            self._counted(data.count)

    def _read(self, way: Sequence[str]) -> Field | None:
        """Return the field that a way from a record (``this.owner.full_name``) comes to, or goes through."""
        head, *names = way
        found = (field_at(self.register.fields, ".".join(names[:most])) for most in range(len(names), 0, -1))
        return next(filter(None, found), None) if head == "this" else None

    def _nobodys(self, field: Field, at: object) -> None:
        """Check that a field that everyone gets is not about a person, nor any inside it."""
        for one in field.walk():
            if one.sensitive:
                vi, en = f"“{one.name}” là dữ liệu nhạy cảm.", f"“{one.name}” is sensitive."
                self.desk.add(at, "open_data.sensitive", vi, en)
            elif says_who(one):
                vi, en = f"“{one.name}” cho biết là ai.", f"“{one.name}” says who a person is."
                self.desk.add(at, "open_data.personal", vi, en)

    def _counted(self, count: OpenCount) -> None:
        for name, types in ((count.by, _COUNTED), (count.of, _DATES)):
            field = self._has(name, count, always=())
            if field is not None:
                self._nobodys(field, count)
            if field is not None and field.type not in types:
                vi, en = f"Không đếm theo “{name}” được.", f"Records cannot be counted by “{name}”."
                self.desk.add(count, "open_data.count", vi, en, expected=sorted(types))

    def _feed(self) -> None:
        feed = self.register.feed
        if feed is None:
            return
        words = [*field_names(self.register.fields), *self.register.parties, *ROLES, *self.desk.roles]
        if feed.by not in words:
            self.desk.unknown(feed.by, "feed.by", "trường hay vai trò", "field or role", feed.by, words)

    def _computed(self) -> None:
        register, desk = self.register, self.desk
        if register.fact is None:
            for field in register.fields:
                if field.measure is not None:
                    vi, en = "measure chỉ có ở sổ tính ra (from).", "measure is for a computed register (from)."
                    desk.add(field, "field.measure", vi, en, expected="from")
            return
        if register.each is not None:
            desk.register_found(register.each, register.each)
        columns = columns_of(desk, register.fact, register.fact)
        if columns is None:
            return
        from nenso.language.checking.sql import check_sql

        for name in register.by:
            if name.partition(".")[0] not in columns:
                desk.unknown(name, "column", "cột", "column", name, columns)
        if register.where is not None:
            check_sql(desk, register.where, register.where, columns, aggregate=False)
        for field in register.fields:
            if field.measure is not None:
                check_sql(desk, field.measure, field, columns, aggregate=True)
            elif field.compute is None:
                vi, en = "Trường của sổ tính ra cần measure hoặc compute.", "It needs measure or compute."
                desk.add(field, "field.not_worked_out", vi, en, expected="measure, compute")
