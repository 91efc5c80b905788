"""Wrong inputs: a file of a small formula, and the issue that must come out (code, line, nearest word)."""

from dataclasses import dataclass

HEAD = """formula: small
version: "1.0.0"
title: Nhỏ
offered_by: [commune]
settings: [{name: copy_fee, type: money, label: Phí, default: 8000}]
roles: {helper: {title: Người giúp, like: clerk}}
"""
REGISTER = """register: homes
title: Nhà
key: [number]
parties: {keeper: this.keeper}
fields:
  - {name: number, type: text, label: Số, required: true}
  - {name: keeper, type: record, of: officials, label: Người giữ}
  - {name: size, type: integer, label: Rộng, min: 0}
  - {name: kind, type: choice, label: Loại, options: colours}
  - {name: secret, type: text, label: Kín, sensitive: true}
  - {name: called, type: person_name, label: Ai}
"""
PROCEDURE = """procedure: visit
title: Thăm
audience: [citizen]
form:
  - {name: home, type: record, of: homes, label: Nhà, required: true}
  - {name: people, type: integer, label: Người, min: 0}
  - {name: when, type: date, label: Ngày}
steps:
  look: {by: officer, actions: {accept: sign, ask: applicant}}
  sign: {by: leader, actions: {sign: done, return: look}}
"""
COLOURS = """list: colours
options: {red: Đỏ, blue: Xanh}
"""
FILES = {
    "formula.yaml": HEAD,
    "registers/homes.yaml": REGISTER,
    "procedures/visit.yaml": PROCEDURE,
    "parts/colours.yaml": COLOURS,
}
"""A small formula without an error."""


@dataclass(frozen=True)
class Wrong:
    """One wrong input: ``old`` in the file ``path`` is replaced by ``new``; or the whole file when ``old`` is empty."""

    path: str
    old: str
    new: str
    code: str
    line: int
    near: str = ""

    def files(self) -> dict[str, bytes]:
        """Return the formula with the mistake in it."""
        text = FILES.get(self.path, "")
        if self.old:
            assert self.old in text, self.old
            text = text.replace(self.old, self.new, 1)
        else:
            text = self.new
        return {name: content.encode() for name, content in {**FILES, self.path: text}.items()}


def _procedure(old: str, new: str, code: str, line: int, near: str = "") -> Wrong:
    return Wrong("procedures/visit.yaml", old, new, code, line, near)


def _register(old: str, new: str, code: str, line: int, near: str = "") -> Wrong:
    return Wrong("registers/homes.yaml", old, new, code, line, near)


def _head(old: str, new: str, code: str, line: int, near: str = "") -> Wrong:
    return Wrong("formula.yaml", old, new, code, line, near)


_AREA = "indicators/area.yaml"
_TOTAL = (
    "indicator: area\ntitle: Rộng\nfrom: records.homes\nmeasure: {measure}\nwhere: {where}\nas_of: end\nby: [{by}]\n"
)


def _indicator(code: str, line: int, near: str = "", **parts: str) -> Wrong:
    whole = {"measure": "sum(size)", "where": "size > 1", "by": "agency", **parts}
    return Wrong(_AREA, "", _TOTAL.format(**whole), code, line, near)


_LOOK = "  look: {by: officer, actions: {accept: sign, ask: applicant}}"
_SIGN = "  sign: {by: leader, actions: {sign: done, return: look}}"
_PEOPLE = "{name: people, type: integer, label: Người, min: 0}"

WRONG: dict[str, Wrong] = {
    # the file itself
    "key_twice": _procedure("title: Thăm", "title: Thăm\ntitle: Lại", "key.double", 3),
    "unknown_key": _procedure("audience:", "audiance:", "key.unknown", 3, "audience"),
    "unknown_key_deep": _procedure("label: Người,", "lable: Người,", "key.unknown", 6, "label"),
    "missing_key": _procedure("title: Thăm\n", "", "key.missing", 1),
    "blank_title": _procedure("title: Thăm", 'title: {vi: "", en: ""}', "title.blank", 2),
    "empty_value": _procedure("title: Thăm", "title:", "value.missing", 2),
    "syntax": _procedure("audience: [citizen]", "audience: [citizen", "yaml.syntax", 4),
    "tab": _procedure("  look:", "\tlook:", "yaml.syntax", 9),
    "two_documents": _procedure("title: Thăm", "title: Thăm\n---\na: 1", "yaml.many_documents", 3),
    "tag": _procedure("title: Thăm", "title: !!str Thăm", "yaml.tag", 2),
    "version_1_1": Wrong("parts/colours.yaml", "", "%YAML 1.1\n---\nlist: colours\n", "yaml.version", 2),
    "not_mapping": Wrong("procedures/visit.yaml", "", "- a\n- b\n", "file.not_mapping", 1),
    "infinite": _register("min: 0", "min: .inf", "value.not_finite", 8),
    "wrong_folder": Wrong("procedure/visit.yaml", "", PROCEDURE, "file.unknown", 0, "procedures/visit.yaml"),
    "yml_ending": Wrong("procedures/other.yml", "", PROCEDURE, "file.ending", 0),
    "not_file_name": _procedure("procedure: visit", "procedure: visits", "name.not_file", 1, "visit"),
    "no_front_matter": Wrong("pages/a.md", "", "Xin chào\n", "page.no_front", 1),
    # values
    "version_not_quoted": _head('version: "1.0.0"', "version: 1.0", "version.expected", 2),
    "code_not_quoted": _procedure("title: Thăm", "title: Thăm\ncode: 1.001193", "value.not_text", 3),
    "code_pattern": _procedure("title: Thăm", 'title: Thăm\ncode: "1001193"', "procedure.code", 1),
    "component_pattern": _procedure(
        "steps:", "documents: [{name: a, code: G15-KQ1, label: A}]\nsteps:", "document.code", 8
    ),
    "unknown_type": _procedure("type: integer", "type: integr", "word.unknown", 6, "integer"),
    "not_boolean": _procedure(
        "required: true}\n  - {name: people", "retired: maybe}\n  - {name: people", "value.not_boolean", 5
    ),
    "duration": _procedure("by: leader", "by: leader, within: 4 working ours", "duration.expected", 10),
    "cutoff_not_quoted": _procedure(
        "title: Thăm", "title: Thăm\ndeadline: {within: same day, cutoff: 25:00}", "time.expected", 3
    ),
    "assurance_beyond": _procedure("audience: [citizen]", "assurance: 4", "word.unknown", 3),
    "assurance_in_words": _procedure("audience: [citizen]", "assurance: high", "word.unknown", 3),
    "assurance_yes": _procedure("audience: [citizen]", "assurance: true", "value.not_integer", 3),
    "assurance_of_nobody": _procedure("audience: [citizen]", "anonymous: true\nassurance: 2", "assurance.anonymous", 4),
    "text_without_vi": _procedure("title: Thăm", "title: {en: Visit}", "text.no_vietnamese", 2),
    "name_not_ascii": _procedure("name: people", "name: người", "field.name", 6),
    "name_of_cel": _procedure("name: people", "name: in", "field.name_taken", 6),
    "field_twice": _procedure("name: when", "name: people", "field.double", 7),
    "bounds": _procedure("min: 0}", "min: 5, max: 1}", "field.bounds", 6),
    "key_of_other_type": _procedure("min: 0}", "min: 0, options: colours}", "field.key_not_for_type", 6),
    "key_type_needs": _procedure(", of: homes", "", "field.key_missing", 5),
    "bad_pattern": _register("label: Số,", 'label: Số, pattern: "[A-",', "field.pattern", 6),
    "default_no_option": _register("options: colours}", "options: colours, default: [green]}", "option.unknown", 9),
    "offered_by": _procedure("audience:", "offered_by: [comune]\naudience:", "kind.unknown", 3, "commune"),
    "set_by": _head("default: 8000}", "default: 8000, set_by: [provinse]}", "kind.unknown", 5, "province"),
    # references
    "unknown_register": _procedure("of: homes", "of: home", "register.unknown", 5, "homes"),
    "unknown_list": _register("options: colours", "options: colour", "list.unknown", 9, "colours"),
    "unknown_part": _procedure(_PEOPLE, "{use: hous, as: x}", "use.unknown", 6),
    "default_of_unknown": Wrong(
        "procedures/visit.yaml",
        _PEOPLE,
        "{use: homes.fields, as: x, default: {nmber: a}}",
        "default.unknown",
        6,
        "number",
    ),
    "prefill_is_no_map": _procedure(_PEOPLE, "{use: homes.fields, as: x, prefill: a}", "prefill.expected", 6),
    "default_is_no_map": _procedure(_PEOPLE, "{use: homes.fields, as: x, default: [a]}", "default.expected", 6),
    "unknown_flow": _procedure("steps:\n", "steps: {use: one_stopp}\nx_steps:\n", "flow.unknown", 8),
    "part_uses_itself": Wrong("parts/loop.yaml", "", "group: loop\nfields: [{use: loop, as: again}]\n", "use.cycle", 2),
    "unknown_step": _procedure("accept: sign", "accept: sing", "target.unknown", 9, "sign"),
    "unknown_role": _procedure("by: leader", "by: leeder", "who.unknown", 10, "leader"),
    "unknown_role_at": _procedure("by: leader", "by: leeder@parent", "role.unknown", 10, "leader"),
    "unknown_kind_at": _procedure("by: leader", "by: leader@provnce", "kind.unknown", 10, "province"),
    "unknown_requires": _head("offered_by:", 'requires: {bas: "^1"}\noffered_by:', "requires.unknown", 4),
    "range": _head("offered_by:", 'requires: {base: ">1"}\noffered_by:', "range.expected", 4),
    "role_like": _head("like: clerk", "like: clark", "role.unknown", 6, "clerk"),
    "register_key": _register("key: [number]", "key: [nmber]", "field.unknown", 3, "number"),
    "unknown_timer_action": _procedure(
        "by: leader,", "by: leader, timers: [{at: due, do: signn}],", "action.unknown", 10, "sign"
    ),
    "unknown_not_step": _procedure("by: leader,", "by: leader, not: [step.lok],", "step.unknown", 10, "step.look"),
    "corrects": _procedure("by: officer,", "by: officer, corrects: [peple],", "field.unknown", 9, "people"),
    "signed_in": _procedure(
        "steps:", "results: [{name: a, signed_in: {sing: person}}]\nsteps:", "step.unknown", 8, "sign"
    ),
    # expressions
    "unknown_field": _procedure("min: 0}", "min: 0, show_if: form.hme.id == ''}", "expression.unknown_name", 6, "home"),
    "wrong_type": _procedure("min: 0}", "min: 0, show_if: form.people + 1}", "expression.expected", 6),
    "mixed_numbers": _procedure("min: 0}", "min: 0, show_if: form.people > 1.5}", "expression.type", 6),
    "unknown_function": _procedure(
        "min: 0}", "min: 0, show_if: filed(form.home)}", "expression.unknown_function", 6, "filled"
    ),
    "cel_syntax": _procedure("min: 0}", 'min: 0, show_if: "form.people >"}', "expression.syntax", 6),
    "computed_type": _procedure("min: 0}", "compute: form.home.number}", "expression.expected", 6),
    "moment": _procedure("by: leader,", "by: leader, due: form.people + 1 day,", "expression.expected", 10),
    "cycle_of_fields": _procedure(
        _PEOPLE,
        "{name: people, type: integer, label: N, compute: form.more}\n"
        "  - {name: more, type: integer, label: M, compute: form.people + 1}",
        "field.cycle",
        6,
    ),
    # the way of a case
    "never_reached": _procedure(
        _SIGN, f"{_SIGN}\n  lost: {{by: head, actions: {{go: done}}}}", "step.never_reached", 11
    ),
    "no_way_out": _procedure("{sign: done, return: look}", "{}", "step.no_way_out", 10),
    "only_round": _procedure("sign: done, ", "", "step.cycle", 9),
    "two_kinds": _procedure("by: leader,", "by: leader, at: accepted,", "step.kind", 10),
    "no_kind": _procedure("by: leader,", "", "step.kind", 10),
    "until_without_met": _procedure("by: leader,", "until: form.people > 0,", "step.system_action", 10),
    "join_never": _procedure("by: leader,", "by: leader, joins: [look, sign],", "joins.never", 10),
    "branch_lost": _procedure(
        f"{_LOOK}\n{_SIGN}",
        "  look: {by: officer, actions: {accept: [sign, weigh]}}\n"
        "  sign: {by: leader, actions: {sign: done}}\n"
        "  weigh: {by: officer, actions: {weigh: done}}",
        "branch.lost",
        10,
    ),
    "time_of_a_step_for_some": _procedure(
        "by: leader,", "by: leader, within: [{if: form.people > 1, then: 1 day}],", "deadline.undefined", 10
    ),
    "deadline_for_some": _procedure(
        "audience:",
        "deadline: {within: [{if: form.people > 1, then: 1 day}]}\naudience:",
        "deadline.undefined",
        3,
    ),
    "counts_without_each": _procedure("sign: done", "sign: counts", "target.unknown", 10),
    "each_counts_nothing": _procedure(
        "by: leader,", "by: leader, each: {enough: 2, then: done},", "each.nothing_counts", 10
    ),
    "sealed_votes_seen": _procedure(
        "by: leader, actions: {sign: done, return: look}",
        "by: leader, each: {enough: 2, sealed: true, then: done}, actions: {agree: counts, against: counts}",
        "each.sealed_choice",
        10,
    ),
    "branch_never": _procedure(
        "sign: done,", "sign: [{to: done}, {if: form.people > 1, to: look}],", "choice.never", 10
    ),
    "no_steps": _procedure(f"steps:\n{_LOOK}\n{_SIGN}\n", "", "procedure.no_steps", 1),
    "steps_elsewhere": _procedure("audience:", "handled_at: https://a.vn\naudience:", "handled_at.steps", 1),
    "deadline_both": _procedure(
        "audience:", "deadline: {within: 1 day, due: form.when}\naudience:", "deadline.kind", 3
    ),
    # effects
    "effect_word": _procedure("steps:", "on_done: [{creat: homes}]\nsteps:", "effect.unknown", 8, "create"),
    "effect_field": _procedure(
        "steps:", "on_done: [{create: homes, set: {nmber: '1'}}]\nsteps:", "field.unknown", 8, "number"
    ),
    "effect_type": _procedure(
        "steps:", "on_done: [{create: homes, set: {number: form.people}}]\nsteps:", "expression.expected", 8
    ),
    "effect_required": _procedure(
        "steps:", "on_done: [{create: homes, set: {size: 1}}]\nsteps:", "effect.required_not_set", 8
    ),
    "effect_procedure": _procedure("steps:", "on_done: [{open: visits}]\nsteps:", "procedure.unknown", 8, "visit"),
    "amend_field": _procedure("steps:", "on_done: [{amend: {peeple: 1}}]\nsteps:", "field.unknown", 8, "people"),
    # registers, indicators
    "view": _register("fields:", "views: [{table: [number], map: size}]\nfields:", "view.kind", 5),
    "not_in_kernel": _register(
        "fields:", "quality: {correct: [{not_in: persons, by: number}]}\nfields:", "register.unknown", 5
    ),
    "not_in_field": _register(
        "fields:", "quality: {correct: [{not_in: homes, by: numbre}]}\nfields:", "field.unknown", 5, "number"
    ),
    "not_in_key": _register(
        "key: [number]", "key: [number, size]\nquality: {correct: [{not_in: homes, by: number}]}", "not_in.key", 4
    ),
    "open_sensitive": _register(
        "fields:", "open_data: {licence: CC0-1.0, fields: [secret]}\nfields:", "open_data.sensitive", 5
    ),
    "open_personal": _register(
        "fields:", "open_data: {licence: CC0-1.0, fields: [called]}\nfields:", "open_data.personal", 5
    ),
    "open_computed": _register(
        "fields:", "open_data: {licence: CC0-1.0, fields: [{who: this.called}]}\nfields:", "open_data.personal", 5
    ),
    "open_table": _register(
        "fields:",
        "open_data: {licence: CC0-1.0, fields: [rooms]}\nfields:\n"
        "  - {name: rooms, type: table, label: Phòng, fields: [{name: who, type: person_name, label: Ai}]}",
        "open_data.personal",
        5,
    ),
    "open_whose": _register(
        "fields:",
        "open_data: {licence: CC0-1.0, fields: [whose]}\nfields:\n"
        "  - {name: whose, type: record, of: persons, label: Của ai}",
        "open_data.personal",
        5,
    ),
    "open_nothing": _register("fields:", "open_data: {licence: CC0-1.0}\nfields:", "open_data.kind", 5),
    "open_counted_by": _register(
        "fields:", "open_data: {licence: CC0-1.0, count: {by: kind, of: size}}\nfields:", "open_data.count", 5
    ),
    "open_counted_of": _register(
        "fields:", "open_data: {licence: CC0-1.0, count: {by: knd, of: size}}\nfields:", "field.unknown", 5, "kind"
    ),
    "read_field": _register("fields:", "read: [{who: public, what: [nmber]}]\nfields:", "field.unknown", 5, "number"),
    "read_who": _register("fields:", "read: [{who: kepper, what: all}]\nfields:", "who.unknown", 5, "keeper"),
    "quality_word": _register(
        "fields:", "quality: {clean: [{uniqe: [number]}]}\nfields:", "quality.unknown", 5, "unique"
    ),
    "quality_field": _register(
        "fields:", "quality: {complete: [{filled: nmber}]}\nfields:", "field.unknown", 5, "number"
    ),
    "quality_condition": _register(
        "fields:", "quality: {complete: [{filled: number, if: this.size}]}\nfields:", "expression.expected", 5
    ),
    "quality_thresholds": _register(
        "fields:", "quality: {thresholds: {good: 70, fair: 80}}\nfields:", "quality.thresholds", 5
    ),
    "quality_twice": _register(
        "fields:",
        "quality:\n  clean:\n    - {unique: [number], name: a}\n    - {format: number, name: a}\nfields:",
        "quality.twice",
        8,
    ),
    "quality_pattern": _register(
        "fields:", 'quality: {clean: [{format: number, pattern: "["}]}\nfields:', "format.pattern", 5
    ),
    "quality_until": _register(
        "fields:", "quality: {live: {within: 1 day, until: this.created_at}}\nfields:", "live.of", 5
    ),
    "filter_field": _register("fields:", "filter: [knd]\nfields:", "field.unknown", 5, "kind"),
    "search_type": _register("fields:", "search: [size]\nfields:", "register.search", 5),
    "lookup_field": _register(
        "fields:",
        "lookups: [{lookup: a, title: A, by: [nmber], fields: all, purposes: {tax: Thuế}, basis: Luật}]\nfields:",
        "field.unknown",
        5,
        "number",
    ),
    "lookup_purposes": _register(
        "fields:",
        "lookups: [{lookup: a, title: A, by: [number], fields: all, purposes: {}, basis: Luật}]\nfields:",
        "lookup.open",
        5,
    ),
    "sql_column": _indicator("column.unknown", 4, "size", measure="sum(siz)"),
    "sql_sensitive": _indicator("column.unknown", 5, where="secret = 'x'"),
    "sql_subquery": _indicator("sql.subquery", 5, where="size > (SELECT 1)"),
    "sql_function": _indicator("sql.not_allowed", 5, where="pg_sleep(10) > size"),
    "sql_whole_row": _indicator("sql.not_allowed", 5, where="cast(* as text) LIKE '%Lan%'"),
    "sql_whole_row_named": _indicator("column.unknown", 5, where="f.* IS NOT NULL"),
    "sql_no_aggregate": _indicator("sql.no_aggregate", 4, measure="size"),
    "sql_aggregate_in_where": _indicator("sql.aggregate", 5, where="count(*) > 1"),
    "sql_syntax": _indicator("sql.syntax", 4, measure="sum((size)"),
    "by_column": _indicator("column.unknown", 7, "agency", by="agncy"),
    "indicator_kinds": Wrong(
        _AREA, "", "indicator: area\ntitle: R\nformula: a + b\nreported: {in: visit.x}\n", "indicator.kind", 1
    ),
    "scale": Wrong(
        _AREA,
        "",
        "indicator: area\ntitle: R\nparts: [{part: a, parts: [{indicator: area, scale: rato}]}]\n",
        "method.unknown",
        3,
        "ratio",
    ),
    "adapts_more": Wrong(
        "procedures/mine.yaml", "", "procedure: mine\nadapts: base.permit\nform: []\n", "key.unknown", 3
    ),
    "page_procedure": Wrong(
        "pages/a.md",
        "",
        "---\nkind: news\ntitle: A\nanswers: [{procedure: vist}]\n---\n",
        "procedure.unknown",
        4,
        "visit",
    ),
    "page_date": Wrong(
        "pages/a.md", "", '---\nkind: news\ntitle: A\nvalid: {from: "2026-02-31"}\n---\n', "date.wrong", 4
    ),
    "sample_step": Wrong(
        "samples/s.yaml",
        "",
        "sample: s\nprocedure: visit\nacts: [{step: lok, do: accept}]\n",
        "step.unknown",
        3,
        "look",
    ),
    "sample_value": Wrong(
        "samples/s.yaml", "", "sample: s\nprocedure: visit\nform: {people: hai}\n", "sample.value", 3
    ),
}
"""By name."""
