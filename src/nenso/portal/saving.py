"""Saving a page of a draft: nothing is lost when the same draft is open in another window or on another device.

A page carries the answers it was made with (``base``). When the draft was saved meanwhile, what was changed here is put
upon what was changed there; where both changed the same answer, what was written here stays in the page and is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from django.http import QueryDict

from nenso.cases.intake.drafts import save_draft
from nenso.cases.models import Case
from nenso.language.declarations.fields import Field
from nenso.language.evaluation import CONTESTED
from nenso.runtime.acting import Actor
from nenso.web.forms.answers import Answers, read_answers
from nenso.web.forms.values import label_of


@dataclass(frozen=True)
class Saved:
    """A draft after its page was saved, and the answers as the page goes on showing them.

    ``merged``: it had changed elsewhere. ``clashes``: names of answers changed in both places; there what was saved
    first stands until this page is sent again.
    """

    draft: Case
    answers: Answers
    merged: bool = False
    clashes: tuple[str, ...] = ()


def base_of(fields: Iterable[Field], form: Mapping[str, Any]) -> str:
    """Return the answers that a page is made with, to be sent along with it."""
    return orjson.dumps(_part(fields, form)).decode()


def save_page(
    actor: Actor,
    draft: Case,
    fields: Iterable[Field],
    form: Mapping[str, Any],
    sent: QueryDict,
    *,
    page: str,
    shown: str,
) -> Saved:
    """Save what was ``sent`` of a page, over ``form`` as it now stands in ``draft``.

    ``shown`` is the key of this showing of the page. Raises ``DraftChanged`` when it is saved
    elsewhere in the same moment.
    """
    fields = tuple(fields)
    answers = read_answers(fields, sent, form)
    meanwhile = sent.get("version", "") != str(draft.version)
    base = _read_base(sent.get("base", ""))
    kept: dict[str, Any] = answers.form
    clashes: tuple[str, ...] = ()
    if meanwhile and base is not None and draft.settings.get("pages", {}).get(page) != shown:
        kept, clashes = _merged(fields, base, answers.form, form)
        answers.form = kept if not clashes else answers.form
    key = f"{shown[:20]}-{sha256(orjson.dumps(kept)).hexdigest()[:40]}"
    saved = save_draft(actor, draft.id, kept, version=draft.version, key=key, page=page, shown=shown)
    return Saved(saved, answers, meanwhile, clashes)


def _merged(
    fields: tuple[Field, ...], base: Mapping[str, Any], mine: dict[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return both sides' changes of ``base`` together, and the labels of what both changed differently."""
    kept, clashes = dict(mine), []
    for one in fields:
        name = str(one.name)
        found, clash = _both(base.get(name), mine.get(name), theirs.get(name))
        if clash:
            clashes.append(label_of(one))
        kept.pop(name, None)
        if found is not None:
            kept[name] = found
    contested, _ = _both(base.get(CONTESTED), mine.get(CONTESTED), theirs.get(CONTESTED))
    kept.pop(CONTESTED, None)
    if contested:
        kept[CONTESTED] = contested
    return kept, tuple(clashes)


def _both(base: Any, mine: Any, theirs: Any) -> tuple[Any, bool]:
    """Return what comes of an answer changed on two sides; where both changed it, theirs."""
    if mine == theirs or theirs == base:
        return mine, False
    if mine == base:
        return theirs, False
    sides = (base or {}, mine, theirs)
    if not all(isinstance(side, dict) for side in sides):
        return theirs, True
    found, clash = {}, False
    for name in {**mine, **theirs}:
        one, clashes = _both(sides[0].get(name), mine.get(name), theirs.get(name))
        clash = clash or clashes
        if one is not None:
            found[name] = one
    return found or None, clash


def _read_base(text: str) -> dict[str, Any] | None:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _part(fields: Iterable[Field], form: Mapping[str, Any]) -> dict[str, Any]:
    names = [*(str(one.name) for one in fields), CONTESTED]
    return {name: form[name] for name in names if form.get(name) is not None}
