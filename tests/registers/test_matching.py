"""The comparison of records by itself, without its process."""

import json
from pathlib import Path

import pytest
from splink.internals.em_training_session import EMTrainingSession

from nenso.registers.duplicates import matching
from nenso.registers.duplicates.matching import Task, Value, match


def test_training_that_breaks_off_leaves_every_value_in_the_comparison(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Training sets aside the value by which records meet; broken off, it left it out of all that came after."""

    def breaks_off(session: EMTrainingSession) -> None:
        raise ValueError

    monkeypatch.setattr(EMTrainingSession, "_train", breaks_off)
    monkeypatch.setattr(matching, "LEAST_TRAINED", 1)
    table = tmp_path / "records.csv"
    people = [("1", "Nông Văn An", "1990-02-03"), ("2", "Nông Văn An", "1990-02-03"), ("3", "Ma Thị Chi", "1985-07-01")]
    table.write_text("".join(f"{','.join(one)}\n" for one in people))
    values = (Value("full_name", "name"), Value("born_on", "date"))
    found = match(Task(str(table), str(tmp_path / "out"), str(tmp_path), values, 0.0001, 500, 1))
    assert set(found.model) == {"full_name", "born_on"}
    (pair,) = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert sorted(pair[:2]) == ["1", "2"]
    assert len(pair[4]) == 2
