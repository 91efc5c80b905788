"""``nenso demo --nation``: a year of the whole country, made up by seed: queues, registers and the index are full.

Cases are what the engine wrote of a few stories, copied to all communes with other people, words and moments; their
journal is sealed anew and holds. Nothing of it is real: every page of a demonstration says so.
"""

from typing import Any

from nenso.cli.demo.telling import Teller


def make(teller: Teller, cases: int, seed: int) -> dict[str, Any]:
    """Fill what is not filled, measure it and publish scores; return how much was made, publications by SHA-256."""
    from nenso.cli.demo.nation import filling, publishing, registers

    made = {"cases": 0, "records": 0}
    with teller.working("Tạo một năm hồ sơ của cả nước", "Making up a year of cases of the whole country"):
        if not filling.is_there():
            made["cases"] = filling.fill(cases, seed)
    with teller.working("Tạo sổ của các xã", "Making up the registers of communes"):
        if not registers.is_there():
            made["records"] = registers.fill(seed)
    with teller.working("Đo, chấm điểm, công bố", "Measuring, scoring, publishing"):
        published = {one.indicator: one.digest for one in publishing.publish(seed)}
    teller.fact(
        f"{made['cases']} hồ sơ, {made['records']} bản ghi", f"{made['cases']} cases, {made['records']} records"
    )
    teller.fact(
        "cán bộ mọi xã: clerk.<mã xã>@vidu.vn, officer…, leader…, cùng mật khẩu",
        "officials of every commune: clerk.<its code>@vidu.vn, officer…, leader…, the same password",
    )
    return {**made, "published": published}
