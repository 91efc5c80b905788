"""Letters for what can be done: the usual ones for the usual acts, else the first free letter of the name."""

from collections.abc import Iterable

USUAL = {
    "accept": "a",
    "ask": "s",
    "propose": "p",
    "sign": "a",
    "issue": "a",
    "agree": "a",
    "refuse": "r",
    "return": "r",
}
TAKEN = frozenset("jkx/?")


def letters_for(actions: Iterable[str]) -> dict[str, str]:
    """Return action → letter, each letter once; an action for which none is left has none."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(actions):
        wanted = [USUAL.get(name, ""), *name]
        letter = next((one for one in wanted if one.isalpha() and one not in TAKEN | set(found.values())), "")
        if letter:
            found[name] = letter
    return found
