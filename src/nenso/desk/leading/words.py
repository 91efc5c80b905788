"""What the numbers of an agency and their tables are called."""

from collections.abc import Mapping
from typing import Final

from nenso.cases.queries.words import Words

NUMBER_WORDS: Final[Mapping[str, Words]] = {
    "received": {"vi": "Tiếp nhận trong kỳ", "en": "Received"},
    "in_hand": {"vi": "Đang giải quyết", "en": "In hand"},
    "on_time": {"vi": "Xong đúng hạn", "en": "Finished on time"},
    "late": {"vi": "Xong trễ hạn", "en": "Finished late"},
    "overdue": {"vi": "Quá hạn, chưa xong", "en": "Overdue and open"},
    "asked": {"vi": "Chờ bổ sung", "en": "Waiting for the applicant"},
    "withdrawn": {"vi": "Người dân rút", "en": "Withdrawn"},
}
BY: Final[Mapping[str, Words]] = {
    "procedure": {"vi": "Thủ tục", "en": "Procedure"},
    "officer": {"vi": "Cán bộ", "en": "Officer"},
    "unit": {"vi": "Bộ phận", "en": "Department"},
    "agency": {"vi": "Cơ quan", "en": "Agency"},
    "": {"vi": "Tất cả", "en": "All together"},
}
