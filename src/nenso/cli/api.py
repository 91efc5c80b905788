"""``nenso api``: the contract that programs build on."""

import sys

import typer

from nenso.cli import set_up

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The HTTP API.")


@app.callback()
def root() -> None:
    """The HTTP API."""


@app.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 document, as docs/reference/openapi.json has it."""
    set_up()
    from django.http import HttpRequest
    from django.urls import resolve

    request = HttpRequest()
    request.method = "GET"
    found = resolve("/api/v1/openapi.json")
    sys.stdout.buffer.write(found.func(request).content + b"\n")
