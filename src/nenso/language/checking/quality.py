"""Quality of a register: every rule names what is there, thresholds are in order, results have one name each."""

from collections.abc import Callable

from nenso.language.checking.typed import Typed
from nenso.language.declarations.fields import Field
from nenso.language.declarations.quality import (
    Between,
    Expected,
    Filled,
    Format,
    Linkage,
    Live,
    Near,
    NotIn,
    PersonName,
    Quality,
    RuleHolds,
    SameAs,
    Unique,
    Weighted,
)
from nenso.language.declarations.registers import Register
from nenso.language.expressions import DATETIME, YES_NO, Environment
from nenso.language.expressions.engine import check_pattern
from nenso.language.kernel import KERNEL_REGISTERS

Has = Callable[[str, object], Field | None]
"""Return the field of a name, noting at what is given that there is none."""


class QualityCheck:
    """Checks what one register says of its quality."""

    def __init__(self, typed: Typed, register: Register, environment: Environment, has: Has) -> None:
        self.typed = typed
        self.desk = typed.desk
        self.register = register
        self.environment = environment
        self.has = has

    def check(self) -> None:
        """Check all of it."""
        quality = self.register.quality
        if quality is None:
            return
        for correct in quality.correct:
            self._correct(correct)
        for complete in quality.complete:
            if isinstance(complete, Expected):
                self._expected(complete)
            elif isinstance(complete, Filled):
                self.has(complete.filled, complete)
                self.typed.check(complete.condition, self.environment, YES_NO)
            elif complete.compute is not None:
                self.typed.check(complete.compute, self.environment, YES_NO)
            elif complete.name != "all":
                self.has(complete.name, complete)
        for clean in quality.clean:
            self._clean(clean)
        if quality.live is not None:
            self._live(quality.live)
        self._whole(quality)

    def _correct(self, rule: RuleHolds | SameAs | NotIn | Between) -> None:
        if isinstance(rule, RuleHolds):
            self.typed.check(rule.rule, self.environment, YES_NO)
        elif isinstance(rule, Between):
            self._between(rule)
        elif isinstance(rule, NotIn):
            self._not_in(rule)
        else:
            self._same(rule)

    def _between(self, rule: Between) -> None:
        self.desk.indicator_found(rule.between, rule)
        self.typed.check(rule.of, self.environment, DATETIME)
        bounds = [one for one in (rule.least, rule.greatest) if one is not None]
        if not bounds or bounds != sorted(bounds):
            vi, en = "between cần from hoặc to, from không lớn hơn to.", "between takes from or to, from not above to."
            self.desk.add(rule, "between.bounds", vi, en, expected="from ≤ to")

    def _same(self, same: SameAs) -> None:
        self.has(same.by, same)
        if not self.desk.register_found(same.same_as, same):
            return
        other = self.desk.names_for(same.same_as).record(same.same_as)
        for name, there in same.fields.items():
            self.has(name, same)
            if other is not None and other.member(there) is None:
                self.desk.unknown(same, "field", "trường", "field", there, other.names())

    def _not_in(self, rule: NotIn) -> None:
        self.has(rule.by, rule)
        other = self.desk.register(rule.not_in) if self.desk.register_elsewhere(rule.not_in, rule) else None
        if other is not None and len(other.key) != 1:
            vi, en = f"“{rule.not_in}” cần khóa là một mục.", f"“{rule.not_in}” needs a key of one field."
            self.desk.add(rule, "not_in.key", vi, en, expected="key: [...]")

    def _expected(self, rule: Expected) -> None:
        self.typed.check(rule.of, self.environment, DATETIME)
        if rule.expected not in KERNEL_REGISTERS and rule.expected not in self.desk.known("registers"):
            self.desk.indicator_found(rule.expected, rule)

    def _clean(self, clean: Unique | Near | Linkage | Format | PersonName) -> None:
        if isinstance(clean, Near):
            field = self.has(clean.near, clean)
            if field is not None and field.type != "location":
                vi, en = "near cần một vị trí.", "near takes a location."
                self.desk.add(clean, "near.location", vi, en, expected="location")
        elif isinstance(clean, PersonName):
            field = self.has(clean.person_name, clean)
            if field is not None and field.type not in {"person_name", "text"}:
                vi, en = "person_name cần một họ tên.", "person_name takes a name."
                self.desk.add(clean, "person_name.text", vi, en, expected="person_name, text")
        elif isinstance(clean, Format):
            self.has(clean.format, clean)
            self._pattern(clean)
        else:
            for name in clean.unique if isinstance(clean, Unique) else clean.by:
                self.has(name, clean)

    def _pattern(self, rule: Format) -> None:
        for problem in check_pattern(rule.pattern or "", 0):
            self.desk.add(rule, "format.pattern", f"{problem.vi}.", f"{problem.en}.", expected="RE2")

    def _live(self, live: Live) -> None:
        for moment in (live.of, live.until):
            self.typed.check(moment, self.environment, DATETIME)
        if live.until is not None and live.of is None:
            vi, en = "until cần of: đo từ lúc nào.", "until needs of: measured from when."
            self.desk.add(live, "live.of", vi, en, expected="of")

    def _whole(self, quality: Quality) -> None:
        limits = quality.thresholds
        if limits.fair > limits.good:
            vi, en = "Ngưỡng fair không được cao hơn good.", "The threshold fair is not above good."
            self.desk.add(limits, "quality.thresholds", vi, en, expected="good ≥ fair")
        for name, weight in quality.weights.items():
            if weight < 0:
                vi, en = f"Trọng số của {name} phải từ 0.", f"The weight of {name} is 0 or more."
                self.desk.add(quality, "quality.weights", vi, en)
        seen: set[str] = set()
        for rule in (*quality.correct, *quality.complete, *quality.clean):
            name_of = rule.rule_name if isinstance(rule, Weighted) else None
            if name_of is not None and name_of in seen:
                vi, en = f"Hai quy tắc cùng tên “{name_of}”.", f"Two rules are called “{name_of}”."
                self.desk.add(rule, "quality.twice", vi, en)
            seen.add(name_of or "")
