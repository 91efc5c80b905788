"""The kinds of administrative unit (*loại đơn vị hành chính*): their Vietnamese titles and how people write them."""

LEVELS = ("country", "province", "district", "commune")

TITLES = {
    "country": "Nước",
    "province": "Tỉnh",
    "city": "Thành phố",
    "urban_district": "Quận",
    "rural_district": "Huyện",
    "town": "Thị xã",
    "provincial_city": "Thành phố",
    "ward": "Phường",
    "commune": "Xã",
    "township": "Thị trấn",
    "special_zone": "Đặc khu",
}
"""Kind → its title; ``city`` is run centrally, ``provincial_city`` belonged to a province until 1 July 2025."""

CAPITALISED = frozenset({("city", "Hồ Chí Minh")})
"""Units whose title is part of the proper name, written with a capital inside an address too."""


def full_name(kind: str, name: str) -> str:
    """Return ``Xã Phủ Thông``."""
    return f"{TITLES[kind]} {name}" if kind != "country" else name


def inside(kind: str, name: str) -> str:
    """Return the name as it stands after a comma: ``tỉnh Thái Nguyên``."""
    whole = full_name(kind, name)
    return whole if (kind, name) in CAPITALISED or kind == "country" else whole[0].lower() + whole[1:]
