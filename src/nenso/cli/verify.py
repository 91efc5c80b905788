"""``nenso verify FILE.pdf``: who signed a document, when, for which case, and whether it still stands."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console

from nenso.cli import set_up, untrusted_demo

if TYPE_CHECKING:
    from nenso.results.verifying import Signature, Verdict

app = typer.Typer(add_completion=False)
console = Console()

_WORDS = {
    "case": ("Hồ sơ", "Case"),
    "number": ("Số", "Number"),
    "agency_name": ("Cơ quan", "Agency"),
    "signed_by": ("Người ký", "Signed by"),
    "at": ("lúc", "at"),
    "stamped": ("có dấu thời gian", "time-stamped"),
    "alone": (
        "Chỉ kiểm tra bản thân tệp, chưa đối chiếu với sổ của hệ thống.",
        "Only the file itself was checked, not the records of this install.",
    ),
}


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The PDF to check.", exists=True, dir_okay=False, readable=True)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[str, typer.Option("--lang", help="vi or en.")] = "vi",
    alone: Annotated[bool, typer.Option("--alone", help="Check the file without the database.")] = False,
) -> None:
    """Say who signed FILE, when and for which case; end with 0 when it is valid, with 1 when it is not."""
    verdict = _verdict(file.read_bytes(), alone=alone)
    if as_json:
        console.out(orjson.dumps(verdict.body(language)).decode(), highlight=False)
    else:
        for line in _lines(verdict, language, alone=alone):
            console.print(line, soft_wrap=True, highlight=False, markup=False)
    raise typer.Exit(0 if verdict.valid else 1)


def _verdict(pdf: bytes, *, alone: bool) -> "Verdict":
    if alone:
        from nenso.results.verifying import verify as judge

        return judge(pdf)
    set_up()
    from nenso.results.checking import verify_file
    from nenso.runtime.acting import NOBODY

    return verify_file(NOBODY, pdf)


def _lines(verdict: "Verdict", language: str, *, alone: bool) -> list[str]:
    lines = [f"{'✓' if verdict.valid else '✗'} {each.text(language)}" for each in verdict.findings]
    if verdict.title:
        lines.append(verdict.title)
    lines += [
        f"{_word(name, language)}: {value}"
        for name in ("case", "number", "agency_name")
        if (value := getattr(verdict, name))
    ]
    lines += [_signed(each, language) for each in verdict.signatures]
    if any(each.code == "unknown_signer" for each in verdict.findings):
        lines += untrusted_demo(language)
    if alone:
        lines.append(_word("alone", language))
    return lines


def _signed(signature: "Signature", language: str) -> str:
    from nenso.runtime.clock import VIETNAM

    who = ", ".join(dict.fromkeys(part for part in (signature.name, signature.organisation) if part))
    parts = [f"{_word('signed_by', language)}: {who}"]
    if signature.signed_at:
        moment = signature.signed_at.astimezone(VIETNAM)
        parts.append(f"{_word('at', language)} {moment:%H:%M:%S %d/%m/%Y}")
    if signature.stamped:
        parts.append(f"({_word('stamped', language)})")
    return " ".join(parts)


def _word(name: str, language: str) -> str:
    return _WORDS[name][1 if language == "en" else 0]
