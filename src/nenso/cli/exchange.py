"""``nenso exchange``: what agencies lend each other, who was granted what, evidence of a lookup and its check."""

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import orjson
import typer
from rich.console import Console
from rich.table import Column, Table

from nenso.cli import set_up, untrusted_demo

if TYPE_CHECKING:
    from cryptography import x509

    from nenso.exchange.granting import Terms
    from nenso.runtime.acting import Actor

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Lookups between agencies: services, grants, evidence."
)
console = Console()

Owner = Annotated[str, typer.Argument(help="Path of the agency: vn.p19")]
Reason = Annotated[str, typer.Option(help="The reason, as it is kept.")]


def _operator() -> "Actor":
    from nenso.runtime.acting import Actor

    return Actor(system="cli", scope=("vn",))


@app.command()
def services(*, as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False) -> None:
    """List the lookups that are open."""
    set_up()
    from nenso.exchange.members import name_of
    from nenso.exchange.services import open_services, told

    found = [{**told(one), "name": str(name_of(one))} for one in open_services()]
    if as_json:
        console.out(orjson.dumps(found, default=str).decode(), highlight=False)
        return
    table = Table(Column("Mã", no_wrap=True, min_width=36), "Dịch vụ", "Tra cứu", "Mục đích")
    for one in found:
        table.add_row(one["id"], one["name"], one["title"], ", ".join(one["purposes"]))
    console.print(table)


@app.command(name="open")
def open_(
    owner: Owner,
    register: Annotated[str, typer.Argument(help="civil_registration.births")],
    lookup: Annotated[str, typer.Argument(help="A lookup that the register declares.")],
    rate: Annotated[int, typer.Option(help="Lookups of one grant in a minute, at most.")] = 600,
) -> None:
    """Open a lookup for the records of an agency and those below it; print its id."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.exchange.services import open_service

    console.out(str(open_service(_operator(), agency_by_path(owner), register, lookup, rate=rate).id))


@app.command()
def grant(
    service: Annotated[UUID, typer.Argument(help="The id of the service.")],
    consumer: Annotated[str, typer.Argument(help="Path of the agency that may look up: vn.p01.c00004")],
    field: Annotated[list[str], typer.Option(help="A field that is answered; once for each.")],
    purpose: Annotated[list[str], typer.Option(help="A purpose it may be asked for; once for each.")],
    until: Annotated[datetime, typer.Option(help="The day from which on it no longer holds: 2028-01-01")],
    why: Reason,
    rate: Annotated[int | None, typer.Option(help="Lookups in a minute; as the service when left out.")] = None,
    *,
    elsewhere: Annotated[bool, typer.Option(help="The cases that need it run in another system.")] = False,
) -> None:
    """Let an agency look up, as the operator of this install for both sides; print the id of the grant."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.exchange import granting
    from nenso.runtime import clock

    terms: Terms = granting.Terms(
        field, purpose, clock.now(), until.replace(tzinfo=clock.VIETNAM), rate=rate, here=not elsewhere
    )
    asked = granting.ask_for(_operator(), service, agency_by_path(consumer), terms, why)
    console.out(str(granting.grant(_operator(), asked.id, decision=why).id))


@app.command()
def revoke(grant_id: Annotated[UUID, typer.Argument(help="The id of the grant.")], why: Reason) -> None:
    """End a grant now."""
    set_up()
    from nenso.exchange import granting

    console.out(granting.revoke(_operator(), grant_id, why).state)


@app.command()
def sign() -> None:
    """Sign what each agency asked and answered since its last batch; a job does so every five minutes."""
    set_up()
    from nenso.exchange.batches import sign_batches

    for batch in sign_batches():
        console.out(f"{batch.agency_id} {batch.number} {bytes(batch.hash).hex()} {batch.entries}", highlight=False)


@app.command()
def evidence(
    lookup: Annotated[UUID, typer.Argument(help="The id of the lookup (X-Road-Request-Id).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
) -> None:
    """Write the evidence of one lookup into a file that anybody can check without this install."""
    set_up()
    from nenso.exchange.evidencing import evidence_of

    output.write_bytes(orjson.dumps(evidence_of(_operator(), lookup), option=orjson.OPT_INDENT_2))


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The evidence.", exists=True, dir_okay=False, readable=True)],
    root: Annotated[
        list[Path] | None,
        typer.Option(
            help="Certificate of an authority that is trusted; the install's own when left out.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    owner_seal: Annotated[
        list[Path] | None,
        typer.Option(
            help="Certificates that the owner seals with: `nenso exchange seals`.", exists=True, dir_okay=False
        ),
    ] = None,
    consumer_seal: Annotated[
        list[Path] | None,
        typer.Option(help="Certificates that the consumer seals with.", exists=True, dir_okay=False),
    ] = None,
    answer: Annotated[
        Path | None,
        typer.Option(help="What was received, to be compared with what was kept.", exists=True, dir_okay=False),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[str, typer.Option("--lang", help="vi or en.")] = "vi",
) -> None:
    """Check evidence, without a database; end with 0 when all of it holds, with 1 when not."""
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.ERROR)
    logging.getLogger("pyhanko").setLevel(logging.ERROR)
    from nenso.exchange.errors import EvidenceUnreadable
    from nenso.exchange.evidence import check_evidence
    from nenso.results.keys.registry import trusted_roots

    try:
        content = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError:
        raise EvidenceUnreadable from None
    found = check_evidence(
        content,
        roots=_certificates(root) or list(trusted_roots()),
        seals={"owner": _certificates(owner_seal), "consumer": _certificates(consumer_seal)},
        answer=answer.read_bytes() if answer else None,
    )
    if as_json:
        console.out(orjson.dumps(found.body(language)).decode(), highlight=False)
    else:
        says = found.says
        console.out(f"{says['consumer']} → {says['owner']}  {says['service']}  {says['purpose']}  {says['reference']}")
        for side, (by, until) in found.signed.items():
            console.out(f"{side}: {by} ≤ {until}")
        for flaw in found.flaws:
            console.print(f"[red]✗[/red] {flaw.side} {flaw.text(language)}", highlight=False)
        if any(flaw.code == "signer_unknown" for flaw in found.flaws):
            for line in untrusted_demo(language):
                console.print(line, soft_wrap=True, highlight=False)
        if found.valid:
            console.print("[green]✓[/green] Chứng cứ đúng." if language == "vi" else "[green]✓[/green] Valid.")
    raise typer.Exit(0 if found.valid else 1)


@app.command()
def seals(agency: Annotated[str, typer.Argument(help="Path of the agency: vn.p19")]) -> None:
    """Print the certificates that an agency sealed and seals with (PEM), for whoever checks evidence elsewhere."""
    set_up()
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    from nenso.agencies.queries import agency_by_path
    from nenso.results.key_keeping import keys_at

    for one in keys_at(_operator(), agency_by_path(agency)):
        if one.key.account_id is None:
            seal = x509.load_der_x509_certificate(bytes(one.key.certificate))
            console.out(seal.public_bytes(Encoding.PEM).decode(), end="", highlight=False)


@app.command()
def roots() -> None:
    """Print the certificates that signatures of this install lead to (PEM), for whoever checks evidence elsewhere."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from nenso.results.keys.registry import trusted_roots

    for one in trusted_roots():
        console.out(one.public_bytes(Encoding.PEM).decode(), end="", highlight=False)


def _certificates(given: list[Path] | None) -> "list[x509.Certificate]":
    from nenso.results.keys.registry import certificates_in

    return [one for path in given or () for one in certificates_in(path)]
