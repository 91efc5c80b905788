"""What the report of a publication says in words, in Vietnamese or English, and how it writes numbers."""

from nenso.index.published import Book

_VIETNAMESE = str.maketrans(",.", ".,")


class Writing:
    """How a report in one language is written."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, vi: str, en: str) -> str:
        """Return the words of the language."""
        return vi if self.language == "vi" else en

    def number(self, value: float | None, decimals: int = 0) -> str:
        """Return a number as papers in the language write it: ``1.234,5``, ``1,234.5``."""
        if value is None:
            return "–"
        told = f"{value:,.{decimals}f}"
        return told.translate(_VIETNAMESE) if self.language == "vi" else told

    def plain(self, value: float | None) -> str:
        """Return a number without a zero at its end."""
        return self.number(value, 0 if value is None or value == int(value) else 1)

    def between(self, book: Book, low: float, high: float) -> str:
        """Return where the scores of a fifth lie."""
        return " – ".join(dict.fromkeys(self.number(end, book.decimals) for end in (low, high)))

    def period(self, period: str) -> str:
        """Return ``2026-Q3`` as ``quý 3 năm 2026``."""
        year, _, part = period.partition("-")
        if part.startswith("Q"):
            return self(f"quý {part[1:]} năm {year}", f"quarter {part[1:]} of {year}")
        return self(f"tháng {part} năm {year}", f"{part}/{year}") if part else self(f"năm {year}", year)

    def words(self, book: Book) -> dict[str, str]:
        """Return the words of a report that are the same on each page, and what is said of all units."""
        count, ranked = self.number(len(book.standings)), self.number(book.ranked)
        return {
            "heading": self("BÁO CÁO CÔNG BỐ", "REPORT OF A PUBLICATION"),
            "correction": self("Bản đính chính.", "A correction."),
            "made_up": self._made_up(book),
            "count": self(f"{count} đơn vị, {ranked} được xếp hạng.", f"{count} units, {ranked} of them ranked."),
            "source": self("Nguồn", "Source"),
            "map": self("Bản đồ điểm của các đơn vị theo thứ hạng", "Dot map of the units by rank"),
            "fifths": self(
                "Điểm, theo năm phần bằng nhau của bảng xếp hạng", "Scores, by five equal parts of the ranking"
            ),
            "pillars": self("Trụ cột", "Pillars"),
            "most": self("tối đa", "at most"),
            "rank": self("Hạng", "Rank"),
            "unit": self("Đơn vị", "Unit"),
            "group": self("Nhóm", "Group"),
            "by_pillar": self("Theo trụ cột", "By pillar"),
            "score": self("Điểm", "Score"),
            "interval": self("Khoảng thứ hạng", "Rank interval"),
            "drawn": self._drawn(book),
            "digest": self("SHA-256 của bản công bố", "SHA-256 of the publication"),
            "inputs": self("SHA-256 của số liệu đưa vào", "SHA-256 of the values it was computed from"),
            "publisher": self("CƠ QUAN CÔNG BỐ", "PUBLISHED BY"),
            "seal": self("(Ký số của cơ quan)", "(Signed by the seal of the agency)"),
        }

    def _made_up(self, book: Book) -> str:
        if book.made_up is None:
            return ""
        return self(
            "Dữ liệu dựng lên để trình diễn, không phải số liệu thật.",
            "Made-up data of a demonstration, not real ones.",
        )

    def _drawn(self, book: Book) -> str:
        if not book.intervals:
            return ""
        draws, seed = self.number(book.intervals["draws"]), book.intervals["seed"]
        spread = self.number(100 * book.intervals["weights"])
        return self(
            f"Khoảng thứ hạng: tính lại {draws} lần, mỗi lần mọi trọng số xê dịch ngẫu nhiên trong ±{spread} %; 90 %"
            f" số lần hạng nằm trong khoảng. Số gieo {seed}.",
            f"Rank interval: worked out {draws} times, each time with every weight moved at random within ±{spread} %;"
            f" 90 % of the ranks lie in it. Seed {seed}.",
        )
