"""``nenso accounts``: make an account, give it a password or a key, end a key, close it."""

import sys
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console

from nenso.cli import set_up

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Accounts, and the keys by which programs act.")
console = Console()

Email = Annotated[str, typer.Argument(help="The account's e-mail address.")]
AskPassword = Annotated[bool, typer.Option("--password", help="Ask for a password (from standard input in a pipe).")]


@app.command()
def create(email: Email, *, password: AskPassword = False, language: str = "vi") -> None:
    """Make an account and print its id; you answer for the address. Without a password it acts by tokens only."""
    set_up()
    from nenso.people.accounts import create_account
    from nenso.runtime.acting import Actor

    made = create_account(
        Actor(system="cli"),
        email=email,
        password=_password() if password else None,
        language=language,
        address_vouched=True,
    )
    console.out(str(made.id))


@app.command()
def password(email: Email) -> None:
    """Set a new password; open sessions end."""
    account = _account(email)
    from nenso.people.accounts import change_password
    from nenso.runtime.acting import Actor

    change_password(Actor(system="cli"), account, _password())


@app.command()
def token(
    email: Email,
    name: Annotated[
        str, typer.Option(help="What it is for, so that its owner knows it again.")
    ] = "nenso accounts token",
    scope: Annotated[list[str] | None, typer.Option(help="Such as cases:read; default: * for all it may do.")] = None,
    days: Annotated[int, typer.Option(help="How long it works, 1 to 366.")] = 30,
) -> None:
    """Issue a key and print its secret: the only time that it is shown."""
    account = _account(email)
    from nenso.people.models import Account
    from nenso.people.tokens import issue_token
    from nenso.runtime.acting import Actor

    made, secret = issue_token(Actor(system="cli"), Account(id=account), name, scope or ["*"], days)
    console.out(secret)
    console.print(f"{made.id}  →  {made.expires_at:%d/%m/%Y}", highlight=False, style="dim")


@app.command()
def revoke(token_id: Annotated[UUID, typer.Argument(help="The key's id, as `token` printed it.")]) -> None:
    """End a key now, in every process."""
    set_up()
    from nenso.people.tokens import revoke_token
    from nenso.runtime.acting import Actor

    revoke_token(Actor(system="cli"), token_id)


@app.command()
def link(
    email: Email,
    identifier: Annotated[str, typer.Argument(help="The 12 digits of the person whose account it is.")],
    basis: Annotated[str, typer.Option(help="What proves it: the papers seen, the decision; the journal keeps it.")],
    level: Annotated[int, typer.Option(min=1, max=3, help="How well it is proven; by papers at most 2.")] = 2,
) -> None:
    """Say whose an account is; from then on it acts as that person."""
    account = _account(email)
    from nenso.people.accounts import link_person
    from nenso.people.lookups import find_person
    from nenso.runtime.acting import Actor

    command = Actor(system="cli")
    person = find_person(command, identifier, purpose="nenso accounts link")
    link_person(command, account, person.id, assurance=level, basis=basis)


@app.command()
def close(email: Email, reason: Annotated[str, typer.Option(help="Why; the journal keeps it.")]) -> None:
    """Let nobody act by an account any more; it stays for the record."""
    account = _account(email)
    from nenso.people.accounts import close_account
    from nenso.runtime.acting import Actor

    close_account(Actor(system="cli"), account, reason=reason)


def _account(email: str) -> UUID:
    set_up()
    from nenso.people.lookups import find_account
    from nenso.runtime.acting import Actor

    return find_account(Actor(system="cli"), email).id


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Mật khẩu / Password", hide_input=True, confirmation_prompt="Nhập lại / Again"))
