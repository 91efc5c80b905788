"""The kinds of agency that Nenso itself knows; formulas may name more (``kinds:``), which are kept as plain words."""

from typing import Final

GOVERNMENT: Final = "government"
MINISTRY: Final = "ministry"
PROVINCE: Final = "province"
COMMUNE: Final = "commune"
ONE_STOP: Final = "one_stop"
DEPARTMENT: Final = "department"
PROVINCE_POLICE: Final = "province_police"
COMMUNE_POLICE: Final = "commune_police"
NATIONAL_SOCIAL_INSURANCE: Final = "national_social_insurance"
SOCIAL_INSURANCE: Final = "social_insurance"

TITLES: Final[dict[str, tuple[str, str]]] = {
    GOVERNMENT: ("Chính phủ", "Government"),
    MINISTRY: ("Bộ, cơ quan ngang bộ", "Ministry or ministry-level agency"),
    PROVINCE: ("Ủy ban nhân dân cấp tỉnh", "Provincial People's Committee"),
    COMMUNE: ("Ủy ban nhân dân cấp xã", "Commune People's Committee"),
    ONE_STOP: ("Trung tâm Phục vụ hành chính công", "Public administration service centre (one-stop)"),
    DEPARTMENT: ("Phòng, ban", "Department"),
    PROVINCE_POLICE: ("Công an cấp tỉnh", "Provincial police"),
    COMMUNE_POLICE: ("Công an cấp xã", "Commune police"),
    NATIONAL_SOCIAL_INSURANCE: ("Bảo hiểm xã hội Việt Nam", "Viet Nam Social Security"),
    SOCIAL_INSURANCE: ("Bảo hiểm xã hội cấp tỉnh", "Provincial social insurance"),
}
"""Vietnamese and English titles."""

UNITS: Final = frozenset({ONE_STOP, DEPARTMENT})
"""Kinds that are part of the agency above them: a post there counts for that agency too."""

WHOLE: Final = frozenset({GOVERNMENT, MINISTRY, PROVINCE, COMMUNE})
"""Kinds that people mean when they name a place or a field of work."""
