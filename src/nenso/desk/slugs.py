"""What the lists are called in addresses."""

from collections.abc import Mapping
from typing import Final

SLUGS: Final[Mapping[str, str]] = {
    "cho-tiep-nhan": "receive",
    "dang-xu-ly": "working",
    "sap-den-han": "soon",
    "qua-han": "late",
    "cho-bo-sung": "asked",
    "cho-ky": "sign",
    "cho-tra-ket-qua": "return",
    "viec-tu-noi-khac": "visiting",
}
SLUG_OF: Final[Mapping[str, str]] = {name: slug for slug, name in SLUGS.items()}
