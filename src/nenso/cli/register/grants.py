"""``nenso register grants``: leave to read a register under a grant, as the operator of this install."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import orjson
import typer

from nenso.cli import set_up
from nenso.cli.formula.telling import console

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Leave to read a register: give, list, take back.")
Keeper = Annotated[str, typer.Option("--agency", metavar="PATH", help="The agency that keeps the records.")]
Reason = Annotated[str, typer.Option(help="Why, or by which decision; it is journalled.")]


@app.command()
def give(
    register: Annotated[str, typer.Argument(help="The register: civil_registration.births.")],
    *,
    agency: Keeper,
    role: Annotated[str, typer.Option(help="The role that may read.")],
    at: Annotated[str, typer.Option(metavar="PATH", help="At which agency; at any, if not said.")] = "",
    field: Annotated[list[str] | None, typer.Option(help="A field that may be read; once for each.")] = None,
    all_fields: Annotated[bool, typer.Option("--all-fields", help="Every field that is open under a grant.")] = False,
    purpose: Annotated[str, typer.Option(help="What for, as whoever reads has to say it.")],
    until: Annotated[datetime, typer.Option(help="The day from which on it no longer holds: 2028-01-01")],
    why: Reason,
) -> None:
    """Let a role read records of an agency and those below it; print the id of the grant."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.registers.errors import GrantFieldsMissing
    from nenso.registers.lending import Wanted, lend
    from nenso.runtime.acting import Actor

    if not (field or all_fields):
        raise GrantFieldsMissing
    fields = () if all_fields else tuple(field or ())
    wanted = Wanted(register, fields, role, at, purpose, until.date(), why)
    console.out(str(lend(Actor(system="cli", scope=("vn",)), agency_by_path(agency), wanted).id))


@app.command(name="list")
def list_(*, agency: Keeper) -> None:
    """Print who may read what of an agency's registers, one JSON object a line, the newest first."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.registers.lending import lent_by
    from nenso.runtime.acting import Actor

    names = ("id", "register", "receivers", "fields", "purpose", "given_at", "until", "taken_at")
    for one in lent_by(Actor(system="cli", scope=("vn",)), agency_by_path(agency)):
        console.out(orjson.dumps({name: getattr(one, name) for name in names}).decode(), highlight=False)


@app.command()
def end(grant: Annotated[UUID, typer.Argument(help="The id of the grant.")], *, agency: Keeper, why: Reason) -> None:
    """Take a grant back now, with a reason."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.registers.lending import end_lending
    from nenso.runtime.acting import Actor

    end_lending(Actor(system="cli", scope=("vn",)), agency_by_path(agency), grant, why)
