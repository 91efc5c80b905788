"""``nenso index draft publish put-away report``: scores as a draft, a publication, a signed report."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console

from nenso.cli import set_up
from nenso.cli.index.computing import Accept, app

console = Console()


@app.command()
def draft(
    scorecard: Annotated[str, typer.Argument(metavar="SCORECARD", help="formula, or formula.indicator")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2026, 2026-Q3 or 2026-08")],
    agency: Annotated[str, typer.Option(help="Path of the agency that publishes, for those below it.")] = "vn",
    reported: Annotated[
        Path | None,
        typer.Option(help="JSON: {formula.indicator: {path of agency: value}} for what is not measured.", exists=True),
    ] = None,
    corrects: Annotated[UUID | None, typer.Option(help="The publication that this corrects.")] = None,
    changed: Annotated[str, typer.Option(help="What changed and why; with --corrects.")] = "",
    accept: Accept = None,
) -> None:
    """Compute scores and ranks from the stored values and keep them as a draft; print its id and SHA-256."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.index.doubts import known_codes
    from nenso.index.publications import draft as keep
    from nenso.index.reported_values import read_reported
    from nenso.runtime.acting import Actor

    told = read_reported(reported) if reported is not None else None
    made = keep(
        Actor(system="cli", scope=("vn",)),
        scorecard,
        period,
        agency_by_path(agency),
        reported=told,
        corrects=corrects,
        changed=changed,
        accepted=known_codes(accept or ()),
    )
    console.out(f"{made.id} {made.digest}", highlight=False)


@app.command()
def publish(
    publication: Annotated[UUID, typer.Argument(help="The id of the draft.")],
    embargo_until: Annotated[datetime | None, typer.Option(help="Shown only from this moment of Viet Nam on.")] = None,
    beside: Annotated[
        bool, typer.Option("--beside", help="Although another of this scorecard and period is under embargo.")
    ] = False,
) -> None:
    """Publish a draft: from then on everybody may read it and nobody can change it."""
    set_up()
    from nenso.index.publications import publish as show
    from nenso.runtime.acting import Actor
    from nenso.runtime.clock import VIETNAM

    until = embargo_until.replace(tzinfo=VIETNAM) if embargo_until is not None else None
    shown = show(Actor(system="cli", scope=("vn",)), publication, embargo_until=until, beside=beside)
    console.out(f"{shown.id} {shown.digest}", highlight=False)


@app.command("put-away")
def put_away(
    publication: Annotated[UUID, typer.Argument(help="The id of the draft.")],
    reason: Annotated[str, typer.Option(help="Why it is not wanted any more; the journal keeps it.")],
) -> None:
    """Put away a draft that was never published: nobody sees it any more."""
    set_up()
    from nenso.index.publications import put_away as put
    from nenso.runtime.acting import Actor

    put(Actor(system="cli", scope=("vn",)), publication, reason)
    console.out(f"{publication}", highlight=False)


@app.command()
def verify(publication: Annotated[UUID, typer.Argument(help="The id of the publication.")]) -> None:
    """Hash a publication anew and compare it with the journal, its extracts and its report; exit 1 if any differs."""
    set_up()
    from nenso.index.proving import changed_copies, proof_of
    from nenso.index.published import publication_told
    from nenso.runtime.acting import Actor

    actor = Actor(system="cli", scope=("vn",))
    found = publication_told(actor, publication)
    proof, changed = proof_of(actor, found), changed_copies(actor, found)
    console.out(f"{proof.kept} {'=' if proof.holds else '≠'} {proof.published}", highlight=False)
    for one in changed:
        console.out(f"≠ {one}", highlight=False)
    raise typer.Exit(0 if proof.holds and not changed else 1)


@app.command()
def report(
    publication: Annotated[UUID, typer.Argument(help="The id of the publication.")],
    english: Annotated[bool, typer.Option("--english", help="In English.")] = False,
) -> None:
    """Typeset the report of a publication and sign it by the agency's seal; print the SHA-256 of the PDF."""
    set_up()
    from nenso.index.reporting import sign_report
    from nenso.runtime.acting import Actor

    made = sign_report(Actor(system="cli", scope=("vn",)), publication, language="en" if english else "vi")
    console.out(f"{made.sha256} {made.holder}", highlight=False)
