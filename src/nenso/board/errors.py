"""What can go wrong on the board."""

from nenso.runtime.problems import Problem


class TooManyTaken(Problem):
    code = "board.too_many_taken"
    status = 429
    vi = "Bạn đã tải nhiều bảng, nhiều hình. Hãy đợi 5 phút, hoặc tải tất cả dạng JSON, hình dạng SVG."
    en = "You took many tables or pictures. Wait 5 minutes, or take all of it as JSON, drawings as SVG."
