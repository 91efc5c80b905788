"""``nenso notices``: what a mail server reports of the messages that left."""

import sys
from typing import Annotated
from uuid import UUID

import typer

from nenso.cli import set_up

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Messages that people are sent, and what became of them."
)

TRY_AGAIN = 75
"""sysexits' EX_TEMPFAIL: the mail server keeps the message and hands it over again."""


@app.callback()
def notices() -> None:
    """Messages that people are sent, and what became of them."""


@app.command()
def bounce() -> None:
    """Read one delivery report (RFC 3464) from standard input, as a mail server pipes it; the notice follows it.

    What is no report on a message of ours is left alone, and is no failure: the mail server must not answer it.
    """
    set_up()
    from django.db import OperationalError

    from nenso.notices.bounces import LARGEST, take_report

    raw = sys.stdin.buffer.read(LARGEST)
    try:
        report, changed = take_report(raw)
    except OperationalError:
        raise typer.Exit(TRY_AGAIN) from None
    if report is None:
        typer.echo("no report on a message of ours; nothing changed")
    else:
        verdict = {True: "delivered", False: "came back", None: "not decided yet"}[report.delivered]
        typer.echo(f"{report.notice} {verdict} {report.status}".rstrip() + ("" if changed else " (nothing changed)"))


@app.command()
def report(
    notice: Annotated[UUID, typer.Argument(help="The notice, as the gateway was given it as {id}.")],
    *,
    delivered: Annotated[bool, typer.Option("--delivered/--returned", help="What became of it.")],
    why: Annotated[str, typer.Option(help="Why it came back, in the gateway's words.")] = "",
) -> None:
    """Note what a gateway for text messages reports of one that was sent."""
    set_up()
    from nenso.notices.delivering import note_delivery

    changed = note_delivery(notice, delivered=delivered, error=why)
    typer.echo("noted" if changed else "nothing changed")
