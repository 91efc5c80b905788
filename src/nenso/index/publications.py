"""Publications of scores: a draft with the hash of what it was computed from, published once, corrected by another."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from django.db.models import Q

from nenso.agencies.models import Agency
from nenso.index.errors import (
    AlreadyPublished,
    AnotherUnderEmbargo,
    ChangeTooLong,
    ChangeUnsaid,
    CorrectsAnother,
    DraftOutdated,
    MayNotPublishScores,
    OpensBeforeCorrected,
    PublicationUnknown,
    PutAwayUnsaid,
    ReportsUnderWay,
)
from nenso.index.extracts import WRITER, keep_extracts, writer_for
from nenso.index.measuring.errors import IndicatorUnknown, PeriodToCome, PeriodWrong
from nenso.index.models import Publication
from nenso.journal.made_up import made_up
from nenso.journal.recording import record
from nenso.language.periods import bounds, is_period
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import normalise

if TYPE_CHECKING:
    from nenso.index.engine import Result
    from nenso.index.engine.robustness import RankInterval
    from nenso.index.measuring.reports import Stages
    from nenso.index.scoring import Reported, Scored

PUBLISHER = "publisher"
MOST_TOLD = 5
"""Units that a refusal names."""
MOST_SAID = 1000
"""Characters of what changed."""
DRAFT, PUBLISHED, PUT_AWAY = "draft", "published", "put_away"
DRAWS, SEED, SPREAD = 1000, 766, 0.25
"""How rank intervals are drawn: so often, from this seed, each weight evenly from 1 ± ``SPREAD``."""


def draft(
    actor: Actor,
    name: str,
    period: str,
    agency: Agency,
    *,
    reported: "Reported | None" = None,
    corrects: UUID | None = None,
    changed: str = "",
    accepted: Collection[str] = (),
) -> Publication:
    """Score the agencies below ``agency`` and keep it as a draft, by its publishers.

    Reports that were locked until now count, whenever measured last.

    ``accepted``: codes of doubts about what was ``reported`` that somebody looked at (``values.copied``).
    ``corrects``: the publication that it is to correct, ``changed``: what changed and why, in words; which scores and
    ranks changed is worked out. Raises ``MayNotPublishScores``, ``PublicationUnknown``, ``CorrectsAnother``,
    ``ChangeUnsaid``, ``ChangeTooLong``, ``PeriodToCome`` and what :func:`~nenso.index.scoring.scores_of` raises.
    """
    from nenso.index.measuring.running import take_in_locked
    from nenso.index.scoring import scores_of

    must_publish(actor, agency)
    must_have_begun(period)
    changed = change_said(changed, corrects)
    begun = clock.now()
    take_in_locked()
    before = _reported_before(name, period, agency, reported) if reported else None
    scored = scores_of(name, period, below=str(agency.path), reported=reported, accepted=accepted, before=before)
    corrected = _corrected(actor, corrects, scored) if corrects is not None else None
    told = _content(scored, agency, corrected, changed)
    told |= _changed(scored, agency)
    content = orjson.dumps(told, option=orjson.OPT_SORT_KEYS, default=str)
    made = Publication(
        indicator=scored.bound.name,
        edition=scored.bound.edition.digest,
        period=period,
        agency=agency,
        agency_path=agency.path,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        inputs=scored.inputs,
        computed_at=begun,
        corrects=corrects,
        changed=changed,
    )
    with acting(writer_for(actor)):
        made.save(force_insert=True)
        keep_extracts(made)
        said = {"indicator": made.indicator, "period": period, "digest": made.digest, "inputs": made.inputs}
        record(made.id, "index.drafted", said, agency_path=str(agency.path))
    return made


def publish(
    actor: Actor, publication: UUID, *, embargo_until: datetime | None = None, beside: bool = False
) -> Publication:
    """Publish a draft: from now, or from ``embargo_until`` (aware), everybody may read it and nobody may change it.

    ``beside``: also where another of the same scorecard and period is under embargo, which this does not correct; else
    ``AnotherUnderEmbargo``.

    Raises ``PublicationUnknown``, ``MayNotPublishScores``, ``AlreadyPublished``, ``ReportsUnderWay`` as long as a
    report that it ranks by is not through all stages, ``DraftOutdated`` when one was decided after it was made, and
    ``OpensBeforeCorrected`` for a correction that would give away what it corrects.
    """
    found = publication_by_id(actor, publication)
    must_publish(actor, found.agency)
    _must_be_decided(found)
    _must_not_open_before(actor, found, embargo_until)
    waiting = under_embargo(actor, found)
    if waiting is not None and found.state == DRAFT and not beside:
        same = waiting.digest == found.digest
        raise AnotherUnderEmbargo(
            same_vi="giống từng byte" if same else "nội dung khác",
            same_en="the same byte for byte" if same else "with another content",
            opens=f"{waiting.embargo_until:%H:%M %d/%m/%Y}",
            id=waiting.id,
        )
    with acting(writer_for(actor)):
        locked = Publication.objects.select_for_update().filter(pk=publication, state=DRAFT).first()
        if locked is None:  # the policies let nobody lock what is published
            raise AlreadyPublished(on=f"{publication_by_id(actor, publication).published_at:%d/%m/%Y}")
        locked.state, locked.published_at, locked.published_by = PUBLISHED, clock.now(), actor.account
        locked.embargo_until = embargo_until
        locked.save(update_fields=["state", "published_at", "published_by", "embargo_until"])
        said = {
            "indicator": locked.indicator,
            "period": locked.period,
            "digest": locked.digest,
            "inputs": locked.inputs,
        }
        said |= {"corrects": str(locked.corrects or ""), "embargo_until": str(embargo_until or "")}
        record(locked.id, "index.published", said, agency_path=str(locked.agency_path))
    return locked


def put_away(actor: Actor, publication: UUID, reason: str) -> None:
    """Put away a draft that is not wanted any more: nobody sees it again, the journal says who and why.

    Once: of what is put away nothing is done. Raises ``PublicationUnknown``, ``MayNotPublishScores``,
    ``AlreadyPublished``, ``PutAwayUnsaid`` where no reason is given or too long a one.
    """
    with acting(writer_for(actor)):
        found = Publication.objects.select_related("agency").defer("content").filter(pk=publication).first()
    if found is None or not (found.state == PUT_AWAY or _sees(actor, publication)):
        raise PublicationUnknown
    must_publish(actor, found.agency)
    why = normalise(reason).strip()
    if not why or len(why) > MOST_SAID:
        raise PutAwayUnsaid(most=MOST_SAID)
    with acting(writer_for(actor)):
        kept = Publication.objects.defer("content")
        locked = kept.select_for_update().filter(pk=publication, state=DRAFT).first()
        if locked is None:  # the policies let nobody lock what is no draft
            _must_be_put_away(kept.get(pk=publication))
            return
        locked.state = PUT_AWAY
        locked.save(update_fields=["state"])
        said = {"indicator": locked.indicator, "period": locked.period, "digest": locked.digest, "reason": why}
        record(locked.id, "index.put_away", said, agency_path=str(locked.agency_path))


def _must_be_put_away(found: Publication) -> None:
    if found.state != PUT_AWAY:
        raise AlreadyPublished(on=f"{found.published_at:%d/%m/%Y}")


def _sees(actor: Actor, wanted: UUID) -> bool:
    with acting(actor):
        return Publication.objects.filter(pk=wanted).exists()


def under_embargo(actor: Actor, publication: Publication) -> Publication | None:
    """Return another publication of the same scorecard, period and agency under embargo; not what this corrects."""
    same = {"indicator": publication.indicator, "period": publication.period, "agency": publication.agency_id}
    with acting(actor):
        waiting = Publication.objects.defer("content").filter(**same, state=PUBLISHED, embargo_until__gt=clock.now())
        found = waiting.exclude(pk__in=[publication.id, publication.corrects or publication.id]).order_by("-id").first()
    if found is not None and found.embargo_until is not None:
        found.embargo_until = found.embargo_until.astimezone(clock.VIETNAM)
    return found


def publications(actor: Actor, *, indicator: str = "", period: str = "", limit: int = 100) -> list[Publication]:
    """Return the latest publications that ``actor`` may see, without their content, the newest first."""
    with acting(actor):
        found = Publication.objects.select_related("agency").defer("content").order_by("-id")
        if indicator:
            found = found.filter(indicator=indicator)
        if period:
            found = found.filter(period=period)
        return list(found[:limit])


def publication_by_id(actor: Actor, wanted: UUID) -> Publication:
    """Return a publication that ``actor`` may see; raises ``PublicationUnknown``."""
    with acting(actor):
        found = Publication.objects.select_related("agency").filter(pk=wanted).first()
    if found is None:
        raise PublicationUnknown
    return found


def must_publish(actor: Actor, agency: Agency) -> None:
    """Raise ``MayNotPublishScores`` for who is no publisher of the agency."""
    if not actor.system and PUBLISHER not in actor.roles_at(agency.id):
        raise MayNotPublishScores(agency=agency.name)


def change_said(changed: str, corrects: UUID | None) -> str:
    """Return what changed as it is kept; raises ``ChangeUnsaid`` where a correction does not say, ``ChangeTooLong``."""
    told = normalise(changed)
    if corrects is not None and not told.strip():
        raise ChangeUnsaid
    if len(told) > MOST_SAID:
        raise ChangeTooLong(most=MOST_SAID)
    return told


def must_have_begun(period: str) -> None:
    """Raise ``PeriodWrong`` for what is no period, ``PeriodToCome`` for one of which nothing can be known."""
    if not is_period(period):
        raise PeriodWrong(period=period)
    if bounds(period)[0] > clock.today():
        raise PeriodToCome(period=period)


def _must_be_decided(publication: Publication) -> None:
    """Refuse to rank before the reports are decided, or by anything else: Decree 224/2026/NĐ-CP, Art. 8."""
    from nenso.index.scoring import reports_now

    try:
        stages, left = reports_now(publication.indicator, publication.period, str(publication.agency_path))
    except IndicatorUnknown:  # its formula is in force no more, and so are its reports
        return
    if left:
        raise ReportsUnderWay(count=len(left), units=", ".join(one.name for one in left[:MOST_TOLD]))
    if stages.any and _is_older(publication, stages):
        raise DraftOutdated


def _must_not_open_before(actor: Actor, publication: Publication, embargo_until: datetime | None) -> None:
    """Refuse a correction that is seen before what it corrects: it tells the scores of that, and most of them stay."""
    if publication.corrects is None:
        return
    opens = publication_by_id(actor, publication.corrects).embargo_until
    now = clock.now()
    if opens is not None and opens > now and (embargo_until or now) < opens:
        raise OpensBeforeCorrected(opens=f"{opens.astimezone(clock.VIETNAM):%H:%M:%S %d/%m/%Y}")


def _is_older(publication: Publication, stages: "Stages") -> bool:
    """Return whether a draft has not read every report as it was decided: made before, of what was typed or open."""
    if max(stages.decided.values()) > publication.computed_at:
        return True
    read = orjson.loads(bytes(publication.content)).get("reports")
    return read is None or read["under_way"] > 0


def _corrected(actor: Actor, corrects: UUID, scored: "Scored") -> Publication:
    found = publication_by_id(actor, corrects)
    if found.state != PUBLISHED or (found.indicator, found.period) != (scored.bound.name, scored.period):
        raise CorrectsAnother
    return found


def _content(scored: "Scored", agency: Agency, corrected: Publication | None, changed: str) -> dict[str, Any]:
    """Return all that is published; the same values give the same bytes."""
    from nenso.index.writing import as_plain

    spread = _intervals(scored.result)
    told = as_plain(scored.result, spread, every_step=False)
    if spread:
        told["intervals"] = {"draws": DRAWS, "seed": SEED, "weights": SPREAD, "from": 0.05, "to": 0.95}
    told |= {
        "indicator": scored.bound.name,
        "formula": scored.bound.edition.name,
        "edition_sha256": scored.bound.edition.digest,
        "inputs_sha256": scored.inputs,
        "published_for": {"path": str(agency.path), "name": agency.name},
        "measured": {
            name: {unit: [one.numerator, one.denominator, one.value] for unit, one in units.items()}
            for name, units in scored.values.items()
            if units
        },
    }
    if (generated := made_up()) is not None:
        told |= {"generated": True, "seed": generated.seed}
    if scored.stages.any:
        told["reports"] = {"decided": len(scored.stages.decided), "under_way": len(scored.stages.under_way)}
    if corrected is not None:
        told["corrects"] = {"id": str(corrected.id), "sha256": corrected.digest, "changed": changed}
        told["corrects"]["units"] = _changes(orjson.loads(bytes(corrected.content)), told)
    return told


def _changed(scored: "Scored", agency: Agency) -> dict[str, Any]:
    """Return what changed since the publications of earlier periods that everybody may see."""
    from nenso.index.changing import changes_since

    return changes_since(WRITER, scored, earlier_of(WRITER, scored.bound.name, agency, scored.period))


def _reported_before(name: str, period: str, agency: Agency, reported: "Reported") -> "Reported":
    """Return what the last publication has of the indicators that are reported now, by indicator and unit."""
    from nenso.index.published import book_of
    from nenso.index.scoring import READER, scorecard_named

    with acting(READER):
        indicator = scorecard_named(name).name
    found: dict[str, dict[str, Any]] = {}
    for one in earlier_of(WRITER, indicator, agency, period, limit=1):
        book = book_of(WRITER, one)
        names = {node.name: node.full for node in book.nodes.values() if node.full in reported}
        for unit, details in book.details(standing.unit for standing in book.standings).items():
            for short, full in names.items():
                found.setdefault(full, {})[unit] = details.cells[short]["value"]
    return found


def earlier_of(actor: Actor, indicator: str, agency: Agency, period: str, *, limit: int = 5) -> list[Publication]:
    """Return the latest publication that everybody may see of each earlier period as long as this, oldest first."""
    with acting(actor):
        found = Publication.objects.defer("content").filter(
            indicator=indicator, agency=agency, state=PUBLISHED, period__lt=period
        )
        over = found.filter(Q(embargo_until=None) | Q(embargo_until__lte=clock.now()))
        every = list(over.order_by("-period", "-id")[: limit * 8])
    latest: dict[str, Publication] = {}
    for one in every:
        if len(one.period) == len(period):
            latest.setdefault(one.period, one)
    return sorted(list(latest.values())[:limit], key=lambda one: one.period)


def _intervals(result: "Result") -> "list[RankInterval]":
    """Return how far each rank moves when weights do; nothing where the method is not simulated (Copeland)."""
    from nenso.index.engine import NotComputable
    from nenso.index.engine.robustness import monte_carlo

    if all(rank is None for rank in result.ranks):
        return []
    try:
        return monte_carlo(result, draws=DRAWS, seed=SEED, weights=SPREAD)
    except NotComputable:
        return []


def _changes(before: dict[str, Any], now: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the units whose score or rank is another than was published, with both."""
    was = {one["unit"]: one for one in before["units"]}
    return [
        {"unit": one["unit"], "was": _told(was.get(one["unit"])), "now": _told(one)}
        for one in now["units"]
        if _told(was.get(one["unit"])) != _told(one)
    ]


def _told(unit: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if unit is None else {"score": unit["score"], "rank": unit["rank"], "group": unit["group"]}
