"""Withdrawing what was published by mistake: nobody gets the files any more, everybody reads why."""

from dataclasses import dataclass

from nenso.agencies.administering import must_administer
from nenso.agencies.queries import agency_by_path
from nenso.exchange.opendata.errors import NotOpen, ReleaseUnknown, WithdrawalUnexplained
from nenso.exchange.opendata.publishing import COUNTRY, opened
from nenso.exchange.opendata.reading import releases_of
from nenso.exchange.opendata.tables import OpenRelease
from nenso.journal.recording import record as journal
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.jobs import defer
from nenso.runtime.text import normalise

USE = "exchange.withdraw_open_data"
SHOWN = 5


@dataclass(frozen=True)
class Opened:
    """A register that opens data: its title by language, its last releases, and the newest of them that stands."""

    name: str
    title: dict[str, str]
    releases: list[OpenRelease]

    @property
    def standing(self) -> OpenRelease | None:
        """The newest release that was not withdrawn."""
        return next((one for one in self.releases if one.withdrawn_at is None), None)


def every_register() -> list[Opened]:
    """Return every register that opens data, published or not, by name."""
    found = []
    for one in sorted(opened(), key=lambda known: known.name):
        title = one.declared.declaration.title
        said = {tag: title.in_language(tag) for tag in ("vi", "en")}
        found.append(Opened(one.name, said, releases_of(one.name, most=SHOWN)))
    return found


def publish_again(actor: Actor, register: str) -> None:
    """Let a register be published soon, a withdrawn one too. Raises ``NotAdministrator``, ``NotOpen``."""
    from nenso.exchange.tasks import publish_open_data

    with acting(actor):
        must_administer(agency_by_path(COUNTRY))
        if register not in {one.name for one in opened()}:
            raise NotOpen(register=register)
        defer(publish_open_data, register=register)


def withdraw(actor: Actor, register: str, number: int, why: str) -> OpenRelease:
    """Withdraw a release; twice is once. Its register is not published again until somebody does so.

    By commands and by administrators of the country. Raises ``NotAdministrator``, ``WithdrawalUnexplained``,
    ``ReleaseUnknown``.
    """
    if not why.strip():
        raise WithdrawalUnexplained
    with acting(actor):
        must_administer(agency_by_path(COUNTRY))
    with acting(actor.by_way_of(USE)):
        releases = OpenRelease.objects.select_for_update().filter(register=register, number=number)
        found = releases.defer("hidden", "preview").first()
        if found is None:
            raise ReleaseUnknown
        if found.withdrawn_at is None:
            found.withdrawn_at, found.withdrawn_why = clock.now(), normalise(why)[:500]
            found.save(update_fields=["withdrawn_at", "withdrawn_why"])
            body = {"register": register, "number": number, "why": found.withdrawn_why}
            journal(found.id, "open_data.withdrawn", body, agency_path=COUNTRY)
    return found
