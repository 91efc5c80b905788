"""``nenso journal``: prove that the journal is whole, anchor it, read a stream."""

from typing import Annotated
from uuid import UUID

import orjson
import typer
from rich.console import Console
from rich.table import Table

from nenso.cli import set_up

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The append-only record of everything that happened."
)
console = Console()


def _known(pairs: list[str]) -> dict[int, bytes]:
    known = {}
    for pair in pairs:
        number, _, digest = pair.partition(":")
        try:
            known[int(number)] = bytes.fromhex(digest)
        except ValueError as error:
            raise typer.BadParameter(f"{pair!r} is not NUMBER:HASH") from error
    return known


@app.command()
def verify(
    stream: Annotated[
        UUID | None, typer.Argument(help="One stream (the key of a case, a person); default: all.")
    ] = None,
    known: Annotated[
        list[str] | None, typer.Option("--known", metavar="NUMBER:HASH", help="An anchor copied from the log earlier.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[str, typer.Option("--lang", help="vi or en.")] = "vi",
) -> None:
    """Check every hash, link, anchor and head; name what was changed. Ends with 1 when something was."""
    set_up()
    from nenso.journal.verifying import verify as run

    report = run(stream, known=_known(known or []))
    if as_json:
        console.out(orjson.dumps(report.body(language)).decode(), highlight=False)
    else:
        for finding in report.findings:
            console.print(f"[red]✗[/red] {finding.text(language)}", soft_wrap=True, highlight=False)
        if report.more:
            console.print(f"… +{report.more}")
        console.print(report.text(language), soft_wrap=True, highlight=False)
    raise typer.Exit(0 if report.intact else 1)


@app.command()
def anchor() -> None:
    """Make an anchor over what was committed since the last one, and print it: keep the line somewhere else."""
    set_up()
    from nenso.journal.anchoring import anchor as run

    made = run()
    if made is None:
        console.print("Không có mục mới để neo.")
    else:
        console.out(f"{made.number}:{made.hash.hex()}  {made.entries} mục, {made.streams} luồng", highlight=False)


@app.command()
def show(
    stream: Annotated[UUID, typer.Argument(help="The key of the stream.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Print the entries of one stream in order."""
    set_up()
    from nenso.journal.reading import entries_of
    from nenso.runtime.clock import VIETNAM

    table = Table("#", "Lúc", "Việc", "Ai", "Nội dung", "Mã băm")
    for entry in entries_of(stream):
        who = entry.system or str(entry.person or entry.account or "–")
        digest = bytes(entry.hash).hex()
        if as_json:
            said = {
                "seq": entry.seq,
                "at": entry.at,
                "kind": entry.kind,
                "who": who,
                "body": entry.body,
                "hash": digest,
            }
            console.out(orjson.dumps(said).decode(), highlight=False)
            continue
        moment = entry.at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
        table.add_row(str(entry.seq), moment, entry.kind, who, orjson.dumps(entry.body).decode(), digest[:12])
    if not as_json:
        console.print(table)
