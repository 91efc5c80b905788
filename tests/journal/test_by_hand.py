"""The documentation tells how to check an entry without Nenso; it is followed here to the letter."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from nenso.journal.reading import JOURNAL, entries_of, value
from nenso.runtime.acting import acting

PAGE = Path(__file__).parents[2] / "docs" / "journal.md"


@pytest.mark.django_db
def test_a_hash_is_made_again_with_the_standard_library_alone(write: Callable[..., UUID]) -> None:
    block = re.search(r"```sql\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert block is not None
    query = re.sub(r"^\\.*\n", "", block[1], flags=re.MULTILINE).replace("\\g entry.json", "")
    stream = write(2, ghi_chú='Bà "Lan"\n\tthôn Nà Ít / \x7f\x1f', đủ=True, of=[1, None, {"z": 1, "a": -(2**62)}])
    for entry in entries_of(stream):
        with acting(JOURNAL):
            found = value(query.replace("01939c0e-…", str(stream)).replace("seq = 1", f"seq = {entry.seq}"))
        said = json.loads(found) if isinstance(found, str) else found
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).digest() == bytes(entry.hash)
