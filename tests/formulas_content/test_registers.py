"""Each register that ships is measured in four ways, lent to others, kept for a time, and fed by procedures."""

import re
from collections import defaultdict

import pytest

from nenso.language.declarations.effects import Create, End, Update
from nenso.language.declarations.quality import MEASURES
from support.read_formulas import SHIPPED, library_in

LIBRARY = library_in(SHIPPED)
FED_BY = {
    "residence.persons": {
        "residence.permanent", "residence.correction", "residence.removal", "joint_birth.child_residence",
    },
    "residence.households": {"residence.permanent", "residence.correction"},
    "residence.residences": {
        "residence.permanent", "residence.temporary", "residence.extension", "residence.correction",
        "residence.removal", "joint_birth.child_residence",
    },
    "civil_registration.births": {"civil_registration.birth"},
    "civil_registration.marriages": {"civil_registration.marriage"},
    "civil_registration.deaths": {"civil_registration.death"},
    "construction.construction_permits": {"construction.permit"},
    "household_business.household_businesses": {"household_business.registration"},
}  # fmt: skip
"""Every register that the mission names, with the procedures that write it."""
OF_PERSONS = {"person_id", "person_name", "phone", "email"}


def feeds() -> dict[str, set[str]]:
    """Return by register which procedures create, update or end records of it when a case is done."""
    found: dict[str, set[str]] = defaultdict(set)
    for formula in LIBRARY.values():
        for procedure in formula.procedures.values():
            for effect in procedure.on_done:
                names = []
                if isinstance(effect, Create):
                    names = [str(effect.create)]
                elif isinstance(effect, Update | End):
                    source = effect.update if isinstance(effect, Update) else effect.end
                    names = re.findall(r"find\('([a-z_.]+)'", source.source)
                for name in names:
                    found[name if "." in name else f"{formula.name}.{name}"].add(f"{formula.name}.{procedure.name}")
    return found


def test_each_is_fed_by_its_procedures_and_by_no_other() -> None:
    assert {name: who for name, who in feeds().items() if name in FED_BY} == FED_BY


@pytest.mark.parametrize("name", FED_BY)
def test_each_has_four_measures_a_lookup_views_and_a_time_to_be_kept(name: str) -> None:
    register = LIBRARY[name.partition(".")[0]].registers[name.partition(".")[2]]
    assert register.quality is not None
    assert [one for one in MEASURES if not getattr(register.quality, one)] == []
    assert set(register.quality.mend) == set(MEASURES)
    assert register.lookups
    for lookup in register.lookups:
        assert set(lookup.purposes)
        assert lookup.basis
        assert {str(one) for one in lookup.by} <= {*map(str, register.key), *map(str, register.filter)}
    assert register.views
    assert register.keep is not None


@pytest.mark.parametrize("name", FED_BY)
def test_the_public_reads_nothing_that_says_who_somebody_is(name: str) -> None:
    register = LIBRARY[name.partition(".")[0]].registers[name.partition(".")[2]]
    public = [rule for rule in register.read if any(str(t.name) == "public" for p in rule.who.values for t in p.terms)]
    shown = {str(item.name) for rule in public for item in rule.what}
    assert {field.name for field in register.fields if field.name in shown and field.type in OF_PERSONS} == set()
    assert name != "household_business.household_businesses" or not shown, "the public sees counts alone"
