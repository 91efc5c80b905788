"""How long finding a procedure takes: ``python benchmarks/search.py procedures.csv queries.csv``.

The tables have ``code,name`` and ``query``. Prints milliseconds of processor time for a question, and seconds for
making the index, for the table once and ten times.
"""

import csv
import sys
import time
from dataclasses import replace
from pathlib import Path

from nenso.formulas.finding.documents import Document
from nenso.formulas.finding.ranking import Finder

TIMES = (1, 10)


def main(procedures: str, queries: str) -> None:
    """Measure and print."""
    documents = [Document(row["code"], row["name"], row["code"], near=True) for row in _rows(procedures)]
    questions = [row["query"] for row in _rows(queries)]
    print(f"{'procedures':>10} {'index s':>8} {'mean ms':>8} {'p50 ms':>8} {'p95 ms':>8}")
    for times in TIMES:
        many = [replace(one, key=f"{n}{one.key}", title=f"{one.title} {n}") for n in range(times) for one in documents]
        begun = time.process_time()
        finder = Finder(many)
        made = time.process_time() - begun
        for question in questions:
            finder.find(question)
        took = sorted(_milliseconds(finder, question) for question in questions)
        middle, most = took[len(took) // 2], took[int(len(took) * 0.95)]
        print(f"{len(many):>10} {made:>8.2f} {sum(took) / len(took):>8.2f} {middle:>8.2f} {most:>8.2f}")


def _rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _milliseconds(finder: Finder, question: str) -> float:
    begun = time.process_time()
    finder.find(question)
    return (time.process_time() - begun) * 1000


if __name__ == "__main__":
    main(*sys.argv[1:])
