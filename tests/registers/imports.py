"""Tables taken into the register of products: what tests of imports share."""

import io
from typing import Any, Final

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.formulas.adopting import adopt
from nenso.formulas.offers import forget
from nenso.formulas.publishing import publish
from nenso.registers.importing.beginning import begin_upload
from nenso.registers.importing.running import run, start
from nenso.registers.importing.tables import Import
from nenso.registers.models import Record
from nenso.runtime.acting import Actor, acting
from registers.conftest import MARKET

REGISTER: Final = "market.products"
OPERATOR: Final = Actor(system="tests", scope=("vn",))


def begun(text: str, actor: Actor = OPERATOR, name: str = "hang.csv") -> Import:
    return begin_upload(actor, agency(), REGISTER, io.BytesIO(text.encode()), name)


def taken_in(text: str, actor: Actor = OPERATOR) -> Import:
    return run(start(actor, begun(text, actor).id, dry=False).id)


def came_to(taken: Import) -> tuple[int, int, int, int]:
    return taken.created, taken.updated, taken.unchanged, taken.wrong


def products() -> dict[str, Any]:
    with acting(OPERATOR):
        return {one.key: (one.id, one.revision, one.data) for one in Record.objects.filter(register=REGISTER)}


def many(count: int) -> str:
    return "Tên;Giá\n" + "".join(f"Hàng {n};{'x' if n % 1000 == 7 else n}\n" for n in range(count))


def state_of(taken: Import) -> Import:
    with acting(OPERATOR):
        return Import.objects.get(pk=taken.pk)


def plain_products(more: str = "") -> None:
    """Publish the register anew, so plain that batches are described in columns; ``more``: fields."""
    declared = MARKET["registers/products.yaml"].decode().replace("filter:", f"{more}filter:")
    files = {
        "formula.yaml": MARKET["formula.yaml"].replace(b"1.0.0", b"1.1.0"),
        "registers/products.yaml": "".join(
            line for line in declared.splitlines(keepends=True) if "when: this.shown" not in line
        ).encode(),
    }
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, MARKET | files).edition)
    forget()


def twice(rows: int) -> str:
    """Return a table of two batches: each row of the first comes again in the second with another price."""
    return "Tên;Giá\n" + "".join(f"Hàng {n % rows};{n}\n" for n in range(2 * rows))
