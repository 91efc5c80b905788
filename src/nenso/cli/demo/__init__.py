"""``nenso demo``: the main job in the terminal, from a mother's phone to a signed certificate, then the API."""

import os
import time
from typing import Annotated, Any

import typer

from nenso.cli import set_up

app = typer.Typer(
    invoke_without_command=True, add_completion=False, help="Run the main job in the terminal, then serve until Ctrl-C."
)


@app.callback(invoke_without_command=True)
def demo(
    *,
    once: Annotated[bool, typer.Option(help="Stop after the job; serve nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
    english: Annotated[bool, typer.Option("--english", help="Tell it in English.")] = False,
    nation: Annotated[bool, typer.Option("--nation", help="Also make up a year of the whole country.")] = False,
    cases: Annotated[int, typer.Option(help="With --nation: about how many cases.", min=1)] = 20_000,
    seed: Annotated[int, typer.Option(help="With --nation: another number, another nation.")] = 766,
) -> None:
    """A birth is registered: filed under an old commune's name, asked for one paper, signed, verified, recorded.

    Where real officials work, nothing is made up.
    """
    started = time.monotonic()
    os.environ.setdefault("NENSO_DEMO", "true")
    os.environ.setdefault("NENSO_LOG_FORMAT", "text")
    os.environ.setdefault("NENSO_LOG_LEVEL", "ERROR")
    if not once:
        from nenso.cli.demo.identifying import start_identification

        start_identification()
    from nenso.cli.demo.telling import Teller

    teller = Teller("en" if english else "vi")
    with teller.working("Chuẩn bị cơ sở dữ liệu và bản đồ Việt Nam", "Preparing the database and the map of Viet Nam"):
        set_up()
        from nenso.runtime.migrating import migrate_when_needed

        migrate_when_needed()
        from nenso.cli.demo.guarding import must_be_demonstration

        must_be_demonstration(nation=nation)
        from nenso.cli.demo.people import DEMO
        from nenso.journal.made_up import say_made_up

        say_made_up(DEMO)
    from nenso.cli.demo.story import run

    outcome: dict[str, Any] = run(teller, started)
    if nation:
        from nenso.cli.demo.nation import make

        outcome["nation"] = make(teller, cases, seed)
        outcome["seconds"] = round(time.monotonic() - started, 1)
    if as_json:
        import orjson

        typer.echo(orjson.dumps(outcome).decode())
    if once:
        return
    from nenso.cli.demo.people import keepers
    from nenso.runtime.serving import serve

    keepers()

    raise typer.Exit(serve(ready=teller.serving))
