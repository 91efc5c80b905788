"""Make Nenso Serif again from Liberation Serif 2.1.5 (Debian: fonts-liberation2).

``uv run --no-project --with fonttools python scripts/make_fonts.py /usr/share/fonts/truetype/liberation2``

Keeps Latin with every Vietnamese letter, Greek, Cyrillic and the signs used on papers; drops hinting, which Typst and
printers do not use. The name is ours because the licence reserves the original's for unmodified copies.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "src/nenso/results/fonts"
STYLES = {"Regular": "Regular", "Bold": "Bold", "Italic": "Italic", "BoldItalic": "Bold Italic"}
RANGES = (
    "0020-007E 00A0-024F 0300-0304 0306 0309 030C 031B 0323 0384-03CE 0400-045F 0490-0491 1E00-1EF9 2010-2015 2018-201E"
    " 2020-2022 2026 2030 2032-2033 2039-203A 2044 20AB-20AC 2116 2122 2190-2193 2212 2260 2264-2265 25A0-25A1"
    " 25CB 25CF FB01-FB02"
)


def characters() -> set[int]:
    """Return the code points that are kept."""
    pairs = (part.partition("-")[::2] for part in RANGES.split())
    return {code for first, last in pairs for code in range(int(first, 16), int(last or first, 16) + 1)}


def make(source: Path, style: str, target: Path) -> None:
    """Write one style of Nenso Serif."""
    font = TTFont(source / f"LiberationSerif-{style}.ttf", recalcTimestamp=False)
    options = Options(hinting=False, layout_features=["*"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters() & font.getBestCmap().keys())
    subsetter.subset(font)
    full = "Nenso Serif" if style == "Regular" else f"Nenso Serif {STYLES[style]}"
    names = {1: "Nenso Serif", 3: full, 4: full, 6: f"NensoSerif-{style}"}
    for record in font["name"].names:
        if record.nameID in names:
            font["name"].setName(
                names[record.nameID], record.nameID, record.platformID, record.platEncID, record.langID
            )
    font.save(target / f"NensoSerif-{style}.ttf")


if __name__ == "__main__":
    for each in STYLES:
        make(Path(sys.argv[1]), each, FONTS)
