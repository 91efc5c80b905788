"""The main job, told as it happens: every step is the same engine that the API and the pages call."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.asking import Supply, supply
from nenso.cases.acts.ending import deliver
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.cli.demo.people import DEMO, mother, new_identifier, officials, receive_transfers
from nenso.cli.demo.telling import Teller
from nenso.files.attaching import attach
from nenso.files.storing import store
from nenso.formulas.publishing import ONE_AT_A_TIME
from nenso.formulas.shipping import adopt_shipped
from nenso.journal.verifying import verify as verify_journal
from nenso.registers.models import Record
from nenso.results.checking import verify_file
from nenso.results.issuing import content_of
from nenso.results.models import SignedResult
from nenso.results.typesetting import render
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, Actor, acting
from nenso.runtime.config import config
from nenso.runtime.ids import uuid7
from nenso.territory.queries import resolve

OLD_NAME = "xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn"
MISSING = "birth_certificate"
WHY = "Chưa có Giấy chứng sinh; đề nghị nộp bản chụp rõ, đọc được số và ngày cấp."
SCAN = """#set page(paper: "a5", margin: 2cm)
#align(center)[= GIẤY CHỨNG SINH]
#v(1em)
Bản chụp dùng trong trình diễn, không có giá trị pháp lý."""


def run(teller: Teller, started: float) -> dict[str, Any]:
    """Tell the story and return what came of it."""
    with (
        teller.working("Công bố và áp dụng bộ mẫu đi kèm", "Publishing and adopting the formulas that ship"),
        acting(DEMO, ONE_AT_A_TIME),
    ):
        adopt_shipped(DEMO, anew=True)
        her, them = mother(), officials()
        receive_transfers()
    place = _find_place(teller)
    case = _file(teller, her, place)
    case, stopped = _decide(teller, her, them, case)
    outcome = _show(teller, her, case, stopped)
    return {**outcome, "place": place, "seconds": round(time.monotonic() - started, 1)}


def _find_place(teller: Teller) -> str:
    with acting(NOBODY):
        answer = resolve(OLD_NAME, clock.today())
    if answer.place is None or answer.since is None:
        raise RuntimeError("the map of Viet Nam is not loaded")
    teller.console.rule(teller.words("Đăng ký khai sinh", "A birth is registered"))
    teller.step("Chị Mai", f"tìm nơi đăng ký: {OLD_NAME}", f"looks for where to register: {OLD_NAME}")
    since, name = f"{answer.since:%d/%m/%Y}", answer.place.path_name
    teller.step("Nenso", f"từ {since} là {name}; hồ sơ chuyển về đó", f"since {since} this is {name}; it goes there")
    province = answer.place.path.split(".")[1].removeprefix("p")
    return f"{province}/{answer.place.code}"


def _file(teller: Teller, her: Actor, place: str) -> Case:
    born_on = clock.today() - timedelta(days=13)
    form = {
        "register_at": place.partition("/")[2],
        "requester": {"full_name": "Triệu Thị Mai", "born_on": "1995-03-08", "id": "006195000123"},
        "relation": "mother",
        "child": {
            "full_name": "Lý Triệu Bảo An",
            "born_on": born_on.isoformat(),
            "sex": "female",
            "ethnicity": "dao",
            "nationality": "vn",
            "born_at": "facility",
            "facility": "Trung tâm Y tế Bạch Thông",
            "birth_place": {"place": "01969", "line": "Phố Chính"},
            "hometown": "xã Phủ Thông, tỉnh Thái Nguyên",
            "situation": "ordinary",
        },
        "mother": {
            "id": "006195000123",
            "full_name": "Triệu Thị Mai",
            "born_on": "1995-03-08",
            "ethnicity": "dao",
            "nationality": "vn",
        },
        "father": {
            "full_name": "Lý Văn Páo",
            "birth_year": 1993,
            "ethnicity": "tay",
            "nationality": "vn",
            "residence_kind": "permanent",
            "residence_where": "inside",
            "residence": {"place": "01969", "line": "Thôn Nà Ít"},
        },
        "proof_later": True,
        "wants_copies": False,
        "undertaking": True,
    }
    filed = file_case(her, Filing(procedure="civil_registration.birth", form=form), key=f"demo-{uuid7().hex}")
    case = filed.case
    teller.step("Chị Mai", f"nộp hồ sơ {case.code}", f"files case {case.code}")
    teller.fact(f"gửi {case.agency.name}", f"to {case.agency.name}")
    return case


def _decide(teller: Teller, her: Actor, them: dict[str, Actor], case: Case) -> tuple[Case, float]:
    def do(role: str, wanted: Act) -> Case:
        return act(them[role], case.id, wanted, key=f"demo-{uuid7().hex}")

    case = do("clerk", Act("accept"))
    teller.step("Một cửa", f"tiếp nhận, hẹn trả {_time(case.due_at)}", f"accepts; due {_time(case.due_at)}")
    case = do("officer", Act("ask", marks=[{"document": MISSING, "why": WHY}]))
    teller.step("Chuyên viên", f"yêu cầu bổ sung: {WHY}", f"asks for one paper: {WHY}")
    teller.fact(
        f"đồng hồ dừng lúc {_time(case.waiting_since)}", f"the clock stands still from {_time(case.waiting_since)}"
    )
    scan = store([render(SCAN, {}, files={})], filename="giay-chung-sinh.pdf")
    attach(her, case.id, MISSING, scan, "giay-chung-sinh.pdf", agency_path=case.agency.path, persons=case.persons)
    waiting_since = case.waiting_since or clock.now()
    case = supply(her, case.id, Supply(note="Tôi gửi giấy chứng sinh."), key=f"demo-{uuid7().hex}")
    stopped = round((clock.now() - waiting_since).total_seconds(), 2)
    teller.step("Chị Mai", "bổ sung giấy chứng sinh", "hands it in")
    teller.fact(f"đồng hồ chạy tiếp, hẹn trả {_time(case.due_at)}", f"the clock runs again; due {_time(case.due_at)}")
    born_on = datetime.fromisoformat(case.form["child"]["born_on"]).date()
    case = do("officer", Act("propose", form={"child_id": new_identifier(born_on)}))
    teller.step("Chuyên viên", "trình duyệt", "proposes")
    case = do("leader", Act("sign"))
    teller.step("Chủ tịch", "ký số Giấy khai sinh", "signs the certificate")
    case = do("registrar", Act("issue"))
    teller.step("Văn thư", "đóng dấu số của cơ quan, trả kết quả", "puts the agency's seal on it and issues it")
    return case, stopped


def _show(teller: Teller, her: Actor, case: Case, stopped: float) -> dict[str, Any]:
    with acting(her):
        result = SignedResult.objects.get(case_id=case.id, declared="certificate")
        record = Record.objects.get(source_case=case.id)
    pdf = content_of(result)
    path = _write(case, pdf)
    verdict = verify_file(NOBODY, pdf)
    teller.fact(f"số {result.number}: {path}", f"number {result.number}: {path}")
    signed_by = ", ".join(signature.name for signature in verdict.signatures)
    teller.step("Kiểm tra", f"chữ ký hợp lệ: {signed_by}", f"signatures valid: {signed_by}")
    teller.step("Sổ khai sinh", f"{record.label} (bản ghi {record.id})", f"{record.label} (record {record.id})")
    case = deliver(her, case.id)
    report = verify_journal(case.id)
    teller.step("Nhật ký", report.text("vi"), report.text("en"))
    return {
        "case": case.code,
        "status": int(case.status),
        "result": str(path),
        "signature": verdict.status,
        "journal": "intact" if report.intact else "altered",
        "record": str(record.id),
        "edition": case.edition.name,
        "clock": {
            "filed": _iso(case.filed_at),
            "accepted": _iso(case.accepted_at),
            "due": _iso(case.due_at),
            "finished": _iso(case.finished_at),
            "asked": case.asks,
            "stopped": stopped,
        },
    }


def _write(case: Case, pdf: bytes) -> Path:
    folder = config().home_path / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{case.code}.pdf"
    path.write_bytes(pdf)
    return path


def _time(moment: datetime | None) -> str:
    return f"{moment.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}" if moment is not None else "—"


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(clock.VIETNAM).isoformat(timespec="seconds") if moment is not None else None
