"""What is done about registers from time to time: quality measured, doubles of births looked for, data opened."""

from nenso.cli.demo.nation.registers import BIRTHS
from nenso.cli.demo.people import DEMO
from nenso.exchange.opendata.publishing import opened, publish
from nenso.registers.duplicates.seeking import seek
from nenso.registers.known import registers_in_force
from nenso.registers.measuring.rules import rules_of
from nenso.registers.measuring.running import measure
from nenso.registers.models import Record
from nenso.runtime.acting import acting


def tend() -> dict[str, int]:
    """Do all of it once; return how many ``failures`` of rules, ``doubles`` and ``data_sets`` there are."""
    measured = [known.name for known in registers_in_force() if rules_of(known.declared)]
    return {
        "failures": sum(measure(name).failures for name in measured),
        "doubles": seek(BIRTHS).pairs,
        "data_sets": len([publish(one.name) for one in opened() if _filled(one.name)]),
    }


def _filled(register: str) -> bool:
    with acting(DEMO):
        return Record.objects.filter(register=register, ended_at=None).exists()
