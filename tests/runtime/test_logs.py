import json
import logging

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from nenso.runtime.logs import JsonFormatter, request_id


def line(**extra: object) -> dict[str, object]:
    record = logging.LogRecord("nenso.x", logging.WARNING, "f.py", 1, "Đã nhận %s hồ sơ", (3,), None)
    vars(record).update(extra)
    return json.loads(JsonFormatter().format(record))


def test_a_record_is_one_line_of_json_with_its_facts() -> None:
    written = line(case="H15.50", size=12)
    assert (written["message"], written["level"], written["case"], written["size"]) == (
        "Đã nhận 3 hồ sơ",
        "WARNING",
        "H15.50",
        12,
    )


def test_a_record_names_the_request_that_it_belongs_to() -> None:
    token = request_id.set("abc")
    try:
        assert line()["request"] == "abc"
    finally:
        request_id.reset(token)
    assert "request" not in line()


@pytest.mark.django_db
def test_what_a_refused_request_asked_for_is_not_told_in_the_log(
    caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    client.get("/khong-co?q=006195000123", HTTP_X_REQUEST_ID="yeu-cau-0001")
    (told,) = [one for one in caplog.records if one.name == "django.request"]
    assert hasattr(told, "request")
    token = request_id.set("yeu-cau-0001")
    written = JsonFormatter().format(told)
    request_id.reset(token)
    assert json.loads(written)["request"] == "yeu-cau-0001"
    assert "006195000123" not in written


def test_what_cannot_be_json_is_written_as_text() -> None:
    assert line(where={1})["where"] == "{1}"


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "name"), [("1234", "An"), ("12\n34", None)])
def test_a_row_that_the_database_refused_is_not_told_in_the_log(number: str, name: str | None) -> None:
    row = "INSERT INTO someone VALUES (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE someone (number text PRIMARY KEY, name text NOT NULL) ON COMMIT DROP")
        cursor.execute(row, ["1234", "An"])
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            cursor.execute(row, [number, name])
    assert "DETAIL" in str(refused.value)
    told = JsonFormatter().formatException((refused.type, refused.value, refused.tb))
    assert "row withheld" in told
    assert "IntegrityError" in told
    assert "(12" not in told
    assert "34" not in told.rpartition("IntegrityError")[2]
