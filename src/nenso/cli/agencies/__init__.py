"""``nenso agencies``: find agencies, see what stands below one, appoint and dismiss, load what ships."""

from datetime import datetime
from pathlib import Path as FilePath
from typing import Annotated
from uuid import UUID

import orjson
import typer
from rich.console import Console
from rich.table import Column, Table

from nenso.cli import set_up
from nenso.cli.agencies.books import app as books

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The tree of agencies and who holds which post.")
app.add_typer(books, name="books")
console = Console()

Path = Annotated[str, typer.Argument(help="Where the agency stands: vn.p19.c01969")]


@app.command(name="list")
def list_(
    text: Annotated[str, typer.Argument(help="Words of the name, with or without diacritics.")] = "",
    below: Annotated[str, typer.Option(help="Only below this path; without words: what stands directly there.")] = "vn",
    kind: Annotated[str, typer.Option(help="Only of this kind: commune, one_stop, ministry …")] = "",
    limit: Annotated[int, typer.Option(help="At most so many.")] = 50,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """List agencies by name, or what stands directly below one."""
    set_up()
    from nenso.agencies.codes import code_of
    from nenso.agencies.queries import agency_by_path, children, search

    if text:
        found = search(text, kind=kind or None, below=below, limit=limit)
    else:
        found = children(agency_by_path(below), kind=kind or None, limit=limit)
    if as_json:
        rows = [
            {"id": str(one.id), "path": one.path, "code": code_of(one).value, "kind": one.kind, "name": one.name}
            for one in found
        ]
        console.out(orjson.dumps(rows).decode(), highlight=False)
        return
    table = Table("Đường dẫn", "Mã định danh", "Loại", "Tên")
    for one in found:
        table.add_row(one.path, code_of(one).value, one.kind, one.name)
    console.print(table)


@app.command()
def appoint(
    contact: Annotated[str, typer.Argument(help="Whose account: e-mail, telephone or identification number.")],
    role: Annotated[str, typer.Argument(help="clerk officer head leader registrar cashier publisher auditor admin …")],
    path: Path,
    name: Annotated[str, typer.Option(help="The holder's name, as colleagues and papers show it.")],
    basis: Annotated[str, typer.Option(help="The decision that it rests on.")] = "",
) -> None:
    """Give a post, as the operator of this install; print its id. The first administrator is made like this."""
    set_up()
    from nenso.agencies.posts import appoint as give
    from nenso.agencies.queries import agency_by_path
    from nenso.formulas.roles import known_role
    from nenso.people.lookups import account_to_appoint
    from nenso.runtime.acting import Actor

    operator = Actor(system="cli")
    account = account_to_appoint(operator, contact)
    post = give(operator, account.id, agency_by_path(path), known_role(role), holder_name=name, basis=basis)
    console.out(str(post.id))


@app.command()
def dismiss(
    post: Annotated[UUID, typer.Argument(help="The id of the post.")],
    basis: Annotated[str, typer.Option(help="The decision that ends it.")] = "",
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="The first day without rights; now if not given."),
    ] = None,
) -> None:
    """End a post, now or on a day to come."""
    set_up()
    from nenso.agencies.posts import dismiss as end
    from nenso.runtime.acting import Actor

    end(Actor(system="cli"), post, basis=basis, on=on.date() if on is not None else None)


@app.command()
def posts(path: Path, limit: Annotated[int, typer.Option(help="At most so many.")] = 200) -> None:
    """Show who holds which post at an agency and its units today."""
    set_up()
    from nenso.agencies.posts import posts_at
    from nenso.agencies.queries import agency_by_path
    from nenso.runtime.acting import Actor

    table = Table(Column("Vị trí", min_width=36), "Người giữ", "Vai trò", "Tại", "Từ")
    for held in posts_at(Actor(system="cli"), agency_by_path(path), limit=limit):
        table.add_row(str(held.id), held.holder_name, held.role, held.agency.name, f"{held.valid_from:%d/%m/%Y}")
    console.print(table)


@app.command()
def keys(path: Path) -> None:
    """Show the signing keys of an agency, its seal's and its people's; never anything private."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.results.key_keeping import keys_at
    from nenso.runtime.acting import Actor

    table = Table(Column("Khóa", min_width=36), "Người ký", "Nơi cấp", "Đến", "Tình trạng")
    for one in keys_at(Actor(system="cli", scope=("vn",)), agency_by_path(path)):
        table.add_row(str(one.key.id), one.key.holder_name, one.issuer, f"{one.key.valid_until:%d/%m/%Y}", one.state)
    console.print(table)


@app.command(name="bring-key")
def bring_key(
    path: Path,
    file: Annotated[FilePath, typer.Argument(exists=True, dir_okay=False, help="A PKCS#12 (.p12, .pfx).")],
    account: Annotated[UUID | None, typer.Option(help="Whose it is; the agency's own seal if not given.")] = None,
    *,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, envvar="NENSO_KEY_PASSWORD")],
) -> None:
    """Put a key from a certification authority to use; its password is asked for. Print its id."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.results.key_keeping import import_key
    from nenso.runtime.acting import Actor

    operator = Actor(system="cli", scope=("vn",))
    made = import_key(operator, agency_by_path(path), file.read_bytes(), password, account=account)
    console.out(str(made.id))


@app.command()
def load() -> None:
    """Bring the tree up to the places and identifiers of this version (as the role nenso_owner); keys stay."""
    set_up()
    from nenso.agencies.loading import load_reference

    console.print(f"{load_reference()} cơ quan", highlight=False)


@app.command()
def succeed(
    old: Annotated[str, typer.Argument(help="The agency that is no more; none: as the map tells.")] = "",
    new: Annotated[str, typer.Argument(help="The agency that goes on in its stead: vn.p19.")] = "",
    basis: Annotated[str, typer.Option(help="The decision that it rests on.")] = "",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Since when; today if not given.")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would go where, and change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Let an agency go on in the stead of another: posts, cases, records, grants and services follow. Twice is once.

    Without arguments: every agency of a place that became one other place, as the map of places tells.
    """
    set_up()
    from nenso.cli.agencies.succession import carry_out, plan

    told = plan(old, new, basis, on.date() if on else None)
    told = told if dry_run else carry_out(told)
    if as_json:
        console.out(orjson.dumps(told.as_json()).decode(), highlight=False)
        return
    table = Table("Cơ quan", "Kế thừa", "Hồ sơ", "Bản ghi", "Quyền, dịch vụ", "Vị trí")
    for one in told.lines:
        counts = (sum(one.cases.values()), sum(one.records.values()), one.granted, one.posts)
        table.add_row(one.pair.old.path, one.pair.new.path, *map(str, counts))
    console.print(table)
    for left in told.undecided:
        console.print(f"[yellow]?[/] {left.old.path}: {', '.join(left.candidates) or '—'}")


@app.command(name="asked-once")
def asked_once(
    path: Path,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="The first day; 30 days ago if not given."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """How many fields of the forms filed at an agency and below it people were not asked for, by procedure."""
    set_up()
    from datetime import timedelta

    from nenso.agencies.queries import agency_by_path
    from nenso.cases.intake.asked_once import once_only, together
    from nenso.cases.queries.counting import Period
    from nenso.runtime import clock
    from nenso.runtime.acting import Actor

    ends = clock.now()
    begins = since.replace(tzinfo=clock.VIETNAM) if since else ends - timedelta(days=30)
    found = once_only(Actor(system="cli", scope=("vn",)), agency_by_path(path).id, Period(begins, ends))
    lines = [*found, together(found)]
    if as_json:
        rows = [
            {"procedure": one.procedure, "cases": one.cases, **one.fields._asdict(), "share": one.share}
            for one in lines
        ]
        told = {"begins": begins.isoformat(), "ends": ends.isoformat(), "items": rows[:-1], "all": rows[-1]}
        console.out(orjson.dumps(told).decode(), highlight=False)
        return
    table = Table("Thủ tục", "Hồ sơ", "Không hỏi", "Phản đối", "Phải hỏi", "Tỷ lệ")
    for one in lines:
        share = "–" if one.share is None else f"{one.share:.1f} %"
        table.add_row(one.procedure or "Tất cả", str(one.cases), *map(str, one.fields), share)
    console.print(table)
