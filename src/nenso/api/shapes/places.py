"""Places and agencies as the API tells them."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema

from nenso.api.shapes.base import Words


class PlaceShape(Schema):
    """A province or commune as it was called on the day asked about."""

    id: UUID
    code: str
    level: str
    kind: str
    name: str
    full_name: str
    path_name: str
    path: str
    valid_from: date | None
    valid_until: date | None
    latitude: float | None
    longitude: float | None
    area_km2: float | None


class PlaceFound(Schema):
    """A place that answers; ``was``: the name that matched, an earlier one when ``former``."""

    place: PlaceShape
    was: str
    former: bool
    split: bool
    score: float
    steps: list[dict[str, Any]]


class PlacesFound(Schema):
    """``status`` of the text as a whole: ``current became split ambiguous unknown``."""

    status: str
    on: date
    items: list[PlaceFound]


class PlacePage(Schema):
    """What a code or name means on a day. ``candidates`` when it is not one place."""

    status: str
    on: date
    place: PlaceShape | None
    since: date | None
    decree: str
    candidates: list[dict[str, Any]]
    children: list[PlaceShape]


class AgencyShape(Schema):
    id: UUID
    path: str
    kind: str
    kind_title: Words
    name: str
    is_unit: bool
    parent: UUID | None
    place: dict[str, Any] | None


class AgenciesFound(Schema):
    items: list[AgencyShape]
    next: str | None


class AgencyPage(AgencyShape):
    code: str
    code_source: str
    units: list[AgencyShape]
