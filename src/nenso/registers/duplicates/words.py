"""What an agency is told of a proposal about two records: never what a record says, since all there read the inbox."""

from collections.abc import Mapping
from typing import Final

from nenso.notices.telling import Text

TOLD: Final[Mapping[str, Text]] = {
    "open": {
        "vi": "{agency} đề nghị về hai bản ghi của {title}. Mời xem và trả lời ở mục Sổ.",
        "en": "{agency} proposes something of two records of {title}. Look and answer under Registers.",
    },
    "agreed": {
        "vi": "{agency} đồng ý với đề nghị về hai bản ghi của {title}; đã ghi vào sổ.",
        "en": "{agency} agrees to what was proposed of two records of {title}; it is done.",
    },
    "declined": {
        "vi": "{agency} không đồng ý với đề nghị về hai bản ghi của {title}. Lý do ở mục Sổ.",
        "en": "{agency} declines what was proposed of two records of {title}. The reason stands under Registers.",
    },
    "withdrawn": {
        "vi": "{agency} rút đề nghị về hai bản ghi của {title}.",
        "en": "{agency} withdraws what it proposed of two records of {title}.",
    },
}
SUBJECT: Final[Text] = {"vi": "Hai bản ghi do hai cơ quan giữ", "en": "Two records that two agencies keep"}
