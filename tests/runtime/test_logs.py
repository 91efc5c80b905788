import json
import logging

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


def test_what_cannot_be_json_is_written_as_text() -> None:
    assert line(where={1})["where"] == "{1}"
