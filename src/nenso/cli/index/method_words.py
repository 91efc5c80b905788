"""What the methods of the index engine are called where a score is explained, in Vietnamese and English."""

from collections.abc import Mapping
from typing import Final

METHODS: Final[Mapping[str, tuple[str, str]]] = {
    "sum": ("cộng điểm", "sum"),
    "arithmetic": ("trung bình cộng", "arithmetic mean"),
    "geometric": ("trung bình nhân", "geometric mean"),
    "harmonic": ("trung bình điều hòa", "harmonic mean"),
    "power": ("trung bình lũy thừa", "power mean"),
    "copeland": ("so từng cặp (Copeland)", "pair by pair (Copeland)"),
    "ratio": ("tỷ lệ", "ratio"),
    "tiers": ("theo mức", "tiers"),
    "steps": ("theo bậc", "steps"),
    "yes_no": ("có hoặc không", "yes or no"),
    "minmax": ("từ thấp nhất đến cao nhất", "min–max"),
    "goalposts": ("giữa hai mốc", "goalposts"),
    "zscore": ("độ lệch chuẩn (z)", "z-score"),
    "scaled": ("đổi thang", "scaled"),
    "rank": ("theo hạng", "rank"),
    "percentile": ("phân vị", "percentile"),
    "borda": ("số đơn vị đứng sau (Borda)", "units behind (Borda)"),
    "distance_to_max": ("khoảng cách đến mức tốt nhất", "distance to the best"),
    "distance_to_target": ("khoảng cách đến mục tiêu", "distance to the target"),
    "fraction_of_max": ("phần của mức tốt nhất", "fraction of the best"),
}
