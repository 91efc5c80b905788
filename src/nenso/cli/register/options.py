"""What the commands ``nenso register …`` are told alike."""

from typing import Annotated

import typer

Register = Annotated[str, typer.Argument(help="The register: civil_registration.births.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Language = Annotated[str, typer.Option("--lang", help="vi or en.")]
