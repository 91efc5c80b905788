"""Names for what is imported: ``snake_case`` ASCII from Vietnamese titles, unique, the same at every import."""

import re
from functools import lru_cache

from nenso.runtime.text import fold

LONGEST_TITLE = 40
LONGEST_FORMULA = 48
_OTHER = re.compile(r"[^a-z0-9]+")
_OPENING = re.compile(r"^(thu tuc hanh chinh|thu tuc)\s+")
_COMMITTEE = re.compile(r"^(uy ban nhan dan|ubnd)\s+(tinh|thanh pho|tp\.?)?\s*")


def words_of(title: str) -> str:
    """Return a title folded, without a leading "Thủ tục", single-spaced."""
    return _OPENING.sub("", " ".join(_OTHER.sub(" ", fold(title)).split()))


def shortened(words: str, longest: int) -> str:
    """Return words joined by ``_``, cut between two of them where they are too long."""
    name = words.replace(" ", "_")
    if len(name) > longest:
        name = name[: longest + 1].rpartition("_")[0] or name[:longest]
    return name


def procedure_name(title: str, code: str) -> str:
    """Return ``dang_ky_khai_tu_luu_dong_1_000419``: the code keeps it unique, the words make it readable."""
    tail = _OTHER.sub("_", code.lower()).strip("_")
    head = shortened(words_of(title), LONGEST_TITLE)
    return f"{head if head[:1].isalpha() else f'thu_tuc_{head}'.rstrip('_')}_{tail}"


def formula_name(agency: str, category: str, *, central: bool = False) -> str:
    """Return ``thanh_hoa_dat_dai``, ``bo_tu_phap_ho_tich``: who promulgated, which field, and ``cap_bo`` where a
    ministry itself decides."""
    owner = _COMMITTEE.sub("", fold(agency)).strip()
    parts = [_OTHER.sub(" ", owner).strip() or "chua_ro", _OTHER.sub(" ", fold(category)).strip() or "khac"]
    name = shortened(" ".join(parts), LONGEST_FORMULA)
    return f"{name}_cap_bo" if central else name


def same_title(one: str, other: str) -> bool:
    """Tell whether two titles are the same words, whatever their numbering, quotes and diacritics."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


_NUMBERING = re.compile(r"^[\s“\"'(]*(\d+(\.\d+)*\s*\.?|[ivx]+\s*\.)\s*(?=\D)", re.IGNORECASE)
_CODE_AFTER = re.compile(r"\(\s*mã\s+tthc.*?\)|\(\s*\d\.\d{6}[^)]*\)", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def _bare(title: str) -> str:
    return words_of(_NUMBERING.sub("", _CODE_AFTER.sub("", title)))
