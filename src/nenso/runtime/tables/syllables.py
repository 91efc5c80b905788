"""Whether text looks like Vietnamese: how many of its marked letters stand in syllables that the language has.

A syllable is an onset, a rime and a tone; the rimes are few. That is enough to tell the right reading of a file from
the wrong ones, which is all that it is for.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_ONSETS: Final = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
_RIMES: Final = (
    "a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep "
    "et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam "
    "oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm "
    "ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uan uang uân uâng uât uây uc uê uêch uên uênh ui um un ung uôc uôi uôm "
    "uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyn uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp "
    "ươt ươu ưt ưu y yêm yên yêng yêt yêu ynh yt uai uay"
)
_SYLLABLE: Final = re.compile(f"(?:{_ONSETS})(?:{'|'.join(sorted(_RIMES.split(), key=len, reverse=True))})\\Z")
_WORD: Final = re.compile(r"[^\W\d_]+")
_PUNCTUATION: Final = frozenset("“”‘’–—…\u00a0")
_TONES: Final = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Return whether ``word`` (NFC) could be a Vietnamese syllable."""
    spread = unicodedata.normalize("NFD", word.lower()).replace("\u031b\u0302", "\u0302\u031b")
    toneless = unicodedata.normalize("NFC", spread.translate(_TONES))
    tones = sum(mark in "\u0300\u0301\u0303\u0309\u0323" for mark in spread)
    return tones <= 1 and _SYLLABLE.match(toneless) is not None


def plausibility(texts: Iterable[str]) -> tuple[int, int]:
    """Return how many characters beyond ASCII there are, and how many of them stand in syllables."""
    marked = good = 0
    for text in texts:
        if text.isascii():
            continue
        composed = unicodedata.normalize("NFC", text)
        marked += sum(not letter.isascii() and letter not in _PUNCTUATION for letter in composed)
        for word in _WORD.findall(composed):
            if not word.isascii() and is_syllable(word):
                good += sum(not letter.isascii() for letter in word)
    return marked, good
