"""A register of a market, declared as a formula does; who writes it, as an effect of a procedure does."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

import pytest

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.engine.lookup import CaseLookup
from nenso.cases.engine.offering import offered
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.library import edition_named
from nenso.formulas.offers import offer_of
from nenso.formulas.publishing import publish
from nenso.language.lookups import Lookup
from nenso.registers.declared import Declared
from nenso.registers.recording import Source
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendars import calendar_for
from support.made_up import in_use

MARKET = {
    "formula.yaml": """
formula: market
version: "1.0.0"
title: Chợ quê
offered_by: [commune]
""".encode(),
    "procedures/sell.yaml": """
procedure: sell
title: Đăng bán
channels: [online]
form: [{name: name, type: text, label: Tên hàng, required: true}]
steps:
  look: {by: clerk, actions: {take: done}}
""".encode(),
    "registers/products.yaml": """
register: products
title: Hàng hoá
label: "{name}"
key: [name]
place: this.sold_at
numbered: {pattern: "{serial:3}/{year}", per: [agency, year]}
parties: {owner: this.owner_id}
fields:
  - {name: name, type: text, label: Tên, required: true}
  - {name: owner_id, type: person_id, label: Người bán}
  - {name: sold_at, type: place, level: commune, label: Nơi bán}
  - {name: price, type: money, label: Giá, min: 0}
  - {name: stock, type: integer, label: Tồn kho, min: 0}
  - {name: shown, type: yes_no, label: Cho mọi người xem}
  - {name: secret, type: text, label: Bí quyết, sensitive: true}
  - {name: kind, type: choice, label: Loại, options: {tea: Chè, food: Thức ăn}}
  - {name: made_on, type: date, label: Ngày làm}
filter: [kind, made_on, shown]
search: [name]
edit:
  - {who: officer, fields: [stock, shown]}
  - {who: owner, fields: [price]}
  - {who: auditor@any, fields: [name, secret]}
read:
  - {who: owner, what: all}
  - {who: [registrar, leader], what: all}
  - {who: officer, what: all}
  - {who: leader@parent, what: all}
  - {who: auditor@any, what: [name]}
  - {who: public, what: [name, price], when: this.shown}
  - {who: signed_in, what: all, under: grant}
""".encode(),
}
WRITER = Actor(system="procedure:market.sell", scope=("vn",))


def source(text: str, case: UUID | None = None) -> Source:
    """Return where a write at a moment comes from."""
    return Source(edition_named("market"), "market.sell", at(text), case)


def at(text: str) -> datetime:
    """Return a moment of Viet Nam's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.VIETNAM)


@pytest.fixture
def products(db: None) -> Iterator[Declared]:
    """The register of products, published and in use."""
    yield from _declared()


@pytest.fixture
def products_for_good(transactional_db: None) -> Iterator[Declared]:
    """The same in a test that commits, so that other connections see it."""
    yield from _declared()


def _declared() -> Iterator[Declared]:
    offers.forget()
    with clock.at(at("2026-11-02T09:00")):
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, MARKET).edition)
        with acting(WRITER):
            ready = offered(offer_of(agency(), "market.sell"))
    found = ready.register("products")
    assert found is not None
    yield ready.declared(*found)
    offers.forget()


@pytest.fixture
def lookup() -> Callable[[], Lookup]:
    """Give what expressions may look up, inside ``acting()``."""

    def make() -> Lookup:
        ready = offered(offer_of(agency(), "market.sell"))
        return CaseLookup(WRITER, ready, agency(), calendar_for(agency().path))

    return make


@pytest.fixture
def made_up_people(transactional_db: None) -> Iterator[None]:
    """The registers of people that the generator fills, in use, on a working morning."""
    with clock.at(datetime(2026, 11, 2, 9, tzinfo=clock.VIETNAM)):
        in_use()
        yield
