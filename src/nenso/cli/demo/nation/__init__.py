"""``nenso demo --nation``: a year of the whole country, made up by seed: queues, registers and the index are full.

Cases are what the engine wrote of a few stories, copied to all communes with other people, words and moments; their
journal is sealed anew and holds. Nothing of it is real: every page of a demonstration says so.
"""

from typing import Any

from nenso.cli.demo.telling import Teller


def make(teller: Teller, cases: int, seed: int) -> dict[str, Any]:
    """Fill what is not filled, measure and publish it; return how much was made, publications with their SHA-256."""
    from nenso.cli.demo.nation import filling, publishing, registers, tending
    from nenso.cli.demo.people import keepers

    made = {"cases": 0, "records": 0}
    with teller.working("Tạo một năm hồ sơ của cả nước", "Making up a year of cases of the whole country"):
        if not filling.is_there():
            made["cases"] = filling.fill(cases, seed)
    with teller.working("Tạo sổ của các xã", "Making up the registers of communes"):
        if not registers.is_there():
            made["records"] = registers.fill(seed)
    with teller.working("Đo chất lượng, tìm trùng, mở dữ liệu", "Measuring quality, finding doubles, opening data"):
        made |= tending.tend()
    with teller.working("Đo, chấm điểm, công bố", "Measuring, scoring, publishing"):
        published = [[one.indicator, one.period, one.digest] for one in publishing.publish(seed)]
    keepers()
    teller.fact(
        f"{made['cases']} hồ sơ, {made['records']} bản ghi", f"{made['cases']} cases, {made['records']} records"
    )
    teller.fact(
        "cán bộ mọi xã: clerk.<mã xã>@vidu.vn, officer…, head…, leader…, registrar…, công an xã: police…, chief…, cùng"
        " mật khẩu",
        "officials of every commune: clerk.<its code>@vidu.vn, officer…, head…, leader…, registrar…, of its police:"
        " police…, chief…, the same password",
    )
    return {**made, "published": published}
