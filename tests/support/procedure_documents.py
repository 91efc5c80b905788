"""The 502 procedures published in the national database, as documents to search; and questions about them."""

import csv
from functools import cache
from pathlib import Path

from nenso.formulas.finding.documents import Document
from nenso.formulas.finding.ranking import Finder

TABLES = Path(__file__).parents[2].parent / "shared" / "facts" / "tables"
CATALOGUE = TABLES / "procedures_catalogue_502.csv"
QUESTIONS = TABLES / "search_queries.csv"
OWN_QUESTIONS = Path(__file__).parents[1] / "formulas" / "finding" / "queries.csv"
UNREAD_QUESTIONS = OWN_QUESTIONS.with_name("unread_queries.csv")
SHIPPED = Path(__file__).parents[2] / "formulas"


def documents() -> list[Document]:
    """Return the published procedures."""
    with CATALOGUE.open(encoding="utf-8") as file:
        return [_document(row) for row in csv.DictReader(file)]


def _document(row: dict[str, str]) -> Document:
    handled_by = [part.strip() for part in row["executing_agency"].split(";") if part.strip()]
    return Document(
        key=row["code"],
        title=" ".join(row["name"].split()),
        code=row["code"],
        category=row["category"],
        results=tuple(part.strip() for part in row["results"].split(";") if part.strip()),
        agencies=(row["promulgating_agency"], *handled_by[:3]),
        near="cấp xã" in row["executing_agency"].casefold(),
        national=row["promulgating_agency"].startswith("Bộ"),
    )


@cache
def finder() -> Finder:
    """Return the published procedures, ready to be searched."""
    return Finder(documents())


def questions(path: Path, kind: str = "") -> list[tuple[str, frozenset[str]]]:
    """Return the questions of a table (those of a kind), each with the codes that answer it."""
    with path.open(encoding="utf-8") as file:
        return [
            (row["query"], frozenset({row["code"], *filter(None, row["also_accept"].split(";"))}))
            for row in csv.DictReader(file)
            if kind in {"", row.get("kind")}
        ]


def misses(finder: Finder, asked: list[tuple[str, frozenset[str]]], within: int) -> list[tuple[str, list[str]]]:
    """Return the questions that none of the first ``within`` answers answers, with what came instead."""
    missed = []
    for question, right in asked:
        codes = [found.document.code for found in finder.find(question, limit=within).found]
        if not right & set(codes):
            missed.append((question, codes))
    return missed
