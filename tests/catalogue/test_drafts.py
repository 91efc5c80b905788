"""What a row says becomes what the draft declares; what it does not say is listed, and never invented."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from nenso.formulas.catalogue.deadlines import Span, deadlines_of, span_of_text
from nenso.formulas.catalogue.declaring import Draft
from nenso.formulas.catalogue.drafts import Drafted
from nenso.formulas.catalogue.executing import executing_of
from nenso.formulas.catalogue.fees import fees_of
from nenso.formulas.catalogue.importing import checked, drafts_of
from nenso.formulas.catalogue.naming import formula_name, procedure_name, same_title
from nenso.formulas.catalogue.reading import read_tables
from nenso.formulas.catalogue.rows import Remark, Row
from nenso.formulas.catalogue.steps import role_of
from nenso.language.levels import level_of

HERE = Path(__file__).parent
TRICKY = [
    *("yes", "no: none", "# hash", "- dash", "a: b", "{x}", "[y]", "'q'", '"d"', "1.0", "2026-01-01", "null", "true"),
    *("*star", "&amp", "%p", "@at", "`tick", "dấu \\ ngược", "kết thúc:", "tab\there", "0x1F", "~", "| bar", "> gt"),
]


@pytest.fixture(scope="module")
def drafted() -> Drafted:
    tables = read_tables(HERE / "excerpt.csv", documents=HERE / "documents.csv", steps=HERE / "steps.csv")
    return drafts_of(tables)


@pytest.fixture(scope="module")
def drafts(drafted: Drafted) -> dict[str, Draft]:
    return {draft.row.code: draft for _, draft in drafted.drafts}


def row(**cells: Any) -> Row:
    return replace(Row(number=2, code="1.000001", name="Thủ tục thử"), **cells)


def kinds(remarks: tuple[Remark, ...]) -> list[tuple[str, str]]:
    return [(remark.kind, remark.column) for remark in remarks]


def test_every_row_is_a_draft_refined_or_told_why_not(drafted: Drafted, drafts: dict[str, Draft]) -> None:
    assert sorted(drafts) == ["1.990094", "1.990419", "1.991020", "1.994222", "1.995700", "1.995701", "1.995702"]
    told = {(one.row, one.code): one.en for one in drafted.skipped}
    assert told == {
        (3, "1.001193"): "civil_registration declares it already.",
        (10, "abc"): "This is no code of a procedure: “abc”.",
        (11, "1.990419"): "The code stands in row 2 already.",
        (12, "1.009999"): "The name is missing.",
        (13, "1.009998"): "It is no longer in force (REPEALED).",
    }


def test_a_formula_holds_where_it_was_promulgated(drafted: Drafted) -> None:
    told = {name: (one.local, one.central, one.kinds) for name, one in drafted.formulas.items()}
    assert told == {
        "bo_cong_an_dang_ky_quan_ly_cu_tru": (False, False, ("commune_police",)),
        "bo_ngoai_giao_khac_cap_bo": (False, True, ("ministry",)),
        "bo_tu_phap_ho_tich": (False, False, ("commune",)),
        "thanh_hoa_dat_dai": (True, False, ("commune", "province")),
    }


def test_every_draft_passes_the_check_of_the_language(drafted: Drafted) -> None:
    for name, formula in drafted.formulas.items():
        declared = checked(name, formula.files())
        assert sorted(declared.procedures) == sorted(draft.name for draft in formula.drafts)


def test_a_procedure_taken_in_at_the_counter_only_is_not_whole(drafted: Drafted) -> None:
    formula = drafted.formulas["bo_tu_phap_ho_tich"]
    declared = checked(formula.name, formula.files()).procedures
    levels = {procedure.code: level_of(procedure) for procedure in declared.values()}
    assert (levels["1.990094"].vi, levels["1.990419"].vi) == ("toàn trình", "một phần")
    assert levels["1.990419"].reasons[0][0] == "Không nộp được trực tuyến"


def test_the_same_rows_give_the_same_bytes(drafted: Drafted) -> None:
    again = drafts_of(read_tables(HERE / "excerpt.csv", documents=HERE / "documents.csv", steps=HERE / "steps.csv"))
    assert {name: one.files() for name, one in drafted.formulas.items()} == {
        name: one.files() for name, one in again.formulas.items()
    }


def test_names_are_ascii_unique_and_stay_when_the_title_changes() -> None:
    assert procedure_name("Thủ tục đăng ký khai tử lưu động", "1.990419") == "dang_ky_khai_tu_luu_dong_1_990419"
    assert (
        procedure_name("100 % trực tuyến", "1.000002.000.00.00.H38") == "thu_tuc_100_truc_tuyen_1_000002_000_00_00_h38"
    )
    assert formula_name("UBND tỉnh Thanh Hóa", "Đất đai") == "thanh_hoa_dat_dai"
    assert formula_name("UBND Thành phố Đà Nẵng", "") == "da_nang_khac"
    long = procedure_name("Cấp giấy phép xây dựng " * 20, "1.000003")
    assert len(long) <= 60
    tables = read_tables(HERE / "excerpt.csv")
    kept = drafts_of(tables, names={"1.990419": "khai_tu_luu_dong"})
    assert "khai_tu_luu_dong" in {draft.name for _, draft in kept.drafts}


def test_same_title_looks_through_numbering_quotes_and_diacritics() -> None:
    assert same_title("1.2. Thủ tục đăng ký khai sinh (Mã TTHC: 1.001193)", "Đăng ký khai sinh")
    assert not same_title("Đăng ký khai sinh", "Đăng ký khai sinh lưu động")


@pytest.mark.parametrize(
    ("times", "cases", "declared", "said"),
    [
        ("DIRECT:7 WORKING_DAY || ONLINE:7 WORKING_DAY", "", {"within": "7 working days"}, []),
        ("DIRECT:1 WORKING_DAY", "", {"within": "1 working day"}, []),
        ("DIRECT:17.5 WORKING_DAY", "", {"within": "140 working hours"}, []),  # 17.5 * 8
        ("DIRECT:6.25 WORKING_DAY", "", {"within": "50 working hours"}, []),
        ("DIRECT:45 DAY", "", {"within": "45 days"}, []),
        ("DIRECT:15 HOUR", "", {"within": "15 hours"}, []),
        ("DIRECT:2 MONTH", "", {"within": "2 months"}, []),
        ("DIRECT:20 DAY || DIRECT:15 WORKING_DAY", "", {"within": "15 working days"}, ["assumed"]),  # 21 days > 20
        ("DIRECT:3 OTHER", "1.000001.01=8 WORKING_DAY", {"within": "8 working days"}, ["assumed"]),
        ("DIRECT:3 OTHER", "", None, ["not_understood"]),
        ("DIRECT:0 OTHER", "", None, ["not_understood"]),
        ("DIRECT:Theo mô tả OTHER", "1.000001.01=5 OTHER", None, ["not_understood"]),
        ("DIRECT:Không quá 03 ngày làm việc (không tính thời gian xác định nghĩa vụ tài chính) OTHER", "",
         {"within": "3 working days"}, []),
        ("DIRECT:7.5 ngày làm việc + thời gian thực hiện cấp lại Giấy chứng nhận OTHER", "", None, ["not_understood"]),
        ("DIRECT:gì đó || POSTAL:5 DAY", "", {"within": "5 days"}, ["not_understood"]),
    ],
)  # fmt: skip
def test_a_time_is_read_and_never_invented(times: str, cases: str, declared: Any, said: list[str]) -> None:
    found = deadlines_of(row(channel_times=times, case_times=cases))
    assert found.declared == declared
    assert [remark.kind for remark in found.remarks] == said


def test_ways_in_may_have_times_of_their_own() -> None:
    found = deadlines_of(row(channel_times="DIRECT:5 WORKING_DAY || ONLINE:3 WORKING_DAY || POSTAL:Theo mô tả OTHER"))
    assert found.channels == ("counter", "online", "national", "post")
    assert found.declared == [
        {"if": "case.channel == 'counter'", "then": {"within": "5 working days"}},
        {"if": "case.channel == 'online' || case.channel == 'national'", "then": {"within": "3 working days"}},
    ]


def test_a_sentence_may_set_the_limit() -> None:
    mountains = "Không quá 10 ngày làm việc. Đối với các xã miền núi được tăng thêm không quá 15 ngày làm việc."
    assert span_of_text(mountains) == (Span(Fraction(10), "working_days"),)
    same_day = "Thực hiện trong ngày làm việc nhận được hồ sơ; sau 15 giờ thì trong ngày làm việc tiếp theo"
    assert span_of_text(same_day) == (Span(Fraction(0), "same_day", "15:00"),)
    assert span_of_text("Theo dự án đã được cơ quan có thẩm quyền phê duyệt") == ()


def test_a_day_and_its_cutoff_reach_the_declaration(drafts: dict[str, Draft]) -> None:
    first = drafts["1.995701"].declared["deadline"][0]
    assert first == {"if": "case.channel == 'counter'", "then": {"within": "same day", "cutoff": "15:00"}}


def tariff(kind: str) -> str:
    chosen = f"setting.tariff.filter(line, line.procedure == '1.000001' && line.kind == '{kind}')"
    return f"sum({chosen}.map(line, line.amount))"


@pytest.mark.parametrize(
    ("fees", "amounts", "said"),
    [
        ("", [], ["assumed"]),
        ("DIRECT:FEE=0 || ONLINE:FEE=0", [], []),
        ("DIRECT:FEE=0 Miễn phí đối với trẻ em", [], []),
        ("DIRECT:SERVICE_FEE=8000 || ONLINE:SERVICE_FEE=8000", [8000], []),
        ("DIRECT:FEE=20000 || ONLINE:FEE=10000", [20000, 10000], []),
        ("DIRECT:FEE=20000 || ONLINE:FEE=0", [20000], []),
        ("DIRECT:FEE=0 Do Hội đồng nhân dân cấp tỉnh quy định", [tariff("phi")], ["to_decide"]),
        ("DIRECT:FEE=None Chi tiết tại biểu phí kèm theo", [tariff("phi")], ["to_decide"]),
        ("DIRECT:SERVICE_FEE=None", [tariff("le_phi")], ["not_understood"]),
        ("DIRECT:SERVICE_FEE=150 Đăng ký nuôi con nuôi", [tariff("le_phi")], ["not_understood"]),
        ("DIRECT:FEE=100000 || DIRECT:FEE=50000", [tariff("phi")], ["assumed", "assumed"]),
        ("DIRECT:PRICE_LEVEL=None Theo quy định", [tariff("price")], ["to_decide"]),
        ("TELEPATHY:FEE=1", [], ["not_understood"]),
    ],
)
def test_a_fee_is_charged_only_where_the_row_states_it(fees: str, amounts: list[Any], said: list[str]) -> None:
    found = fees_of(row(fees=fees))
    lines = found.declared["lines"] if found.declared else []
    assert [line["amount"] for line in lines] == amounts
    assert [remark.kind for remark in found.remarks] == said


def test_a_cell_that_the_table_cuts_off_charges_nothing() -> None:
    cut = f"DIRECT:FEE=20000 {'x' * 570} || ONLI"[:600].ljust(600, "O")
    found = fees_of(row(fees=cut))
    assert found.declared["lines"][0]["amount"] == tariff("phi")
    assert any("cut" in remark.en or "cuts" in remark.en for remark in found.remarks)


@pytest.mark.parametrize(
    ("words", "promulgated", "expected", "said"),
    [
        ("Ủy ban nhân dân cấp xã", "Bộ Tư pháp", ("commune",), []),
        ("Công an cấp Xã", "Bộ Công an", ("commune_police",), []),
        ("Công an cấp Tỉnh", "Bộ Công an", ("province_police",), []),
        ("Sở Nông nghiệp và Môi trường; Ủy ban nhân dân cấp xã", "UBND tỉnh Lào Cai", ("commune", "province"), []),
        ("Chi nhánh Văn phòng đăng ký đất đai khu vực", "UBND tỉnh Lào Cai", ("province",), []),
        ("Cơ quan chuyên môn về Nông nghiệp và Môi trường thuộc UBND cấp xã", "UBND tỉnh Lào Cai", ("commune",), []),
        ("Cơ quan đại diện Việt Nam ở nước ngoài", "Bộ Ngoại giao", ("ministry",), []),
        ("", "Bộ Tư pháp", ("ministry",), [("assumed", "executing_agency")]),
        ("", "UBND tỉnh Lào Cai", ("province",), [("assumed", "executing_agency")]),
        ("Hội đồng liên ngành", "Bộ Tư pháp", ("ministry",), [("not_understood", "executing_agency")]),
    ],
)
def test_who_decides_is_a_kind_of_agency_else_who_promulgated_it(
    words: str, promulgated: str, expected: tuple[str, ...], said: list[tuple[str, str]]
) -> None:
    found = executing_of(row(executing_agency=words, promulgating_agency=promulgated))
    assert found.kinds == expected
    assert sorted(set(kinds(found.remarks))) == said


def test_components_that_some_need_are_not_asked_of_all(drafts: dict[str, Draft]) -> None:
    declared = {one["code"]: one for one in drafts["1.994222"].declared["documents"]}
    assert declared["000.00.00.G01-KQ003604"]["required"] is True
    assert declared["G01-KQ005607"]["required"] is False
    assert declared["G01-KQ005607"]["hint"].startswith("1 bản chính, 1 bản sao")
    assert (declared["000.00.00.G01-KQ003605"]["kind"], declared["000.00.00.G01-KQ003605"]["required"]) == (
        "seen",
        "case.channel == 'counter'",
    )
    notes = drafts["1.994222"].declared["form"][-1]["fields"][0]["text"]
    assert notes == "- Không yêu cầu xuất trình Giấy khai sinh (trẻ mới sinh)."


def test_a_procedure_without_a_table_of_components_asks_for_its_dossier_and_says_so(drafts: dict[str, Draft]) -> None:
    draft = drafts["1.990419"]
    assert [(one["name"], one["required"]) for one in draft.declared["documents"]] == [("dossier", True)]
    assert ("assumed", "documents") in kinds(draft.remarks)


def test_a_published_process_gives_steps_roles_and_times_and_is_warned_of_when_it_does_not_add_up(
    drafts: dict[str, Draft],
) -> None:
    steps = drafts["1.994222"].declared["steps"]
    assert [(name, step["by"], step.get("within")) for name, step in steps.items()] == [
        ("receive", "clerk@receiving", "2 working hours"),
        ("step_2", "head", "2 working hours"),
        ("process", "officer", "8 working hours"),
        ("sign", "leader", "8 working hours"),
        ("stamp", "registrar", "2 working hours"),
    ]
    assert drafts["1.994222"].steps_from == "P1 2682/QĐ-UBND"
    (remark,) = [one for one in drafts["1.994222"].remarks if one.kind == "mismatch"]
    assert remark.en == "The steps add up to 2.75; the published total is 3."  # 0.25 + 0.25 + 1 + 1 + 0.25


def test_the_usual_steps_go_by_the_kind_of_agency(drafts: dict[str, Draft]) -> None:
    assert list(drafts["1.990419"].declared["steps"]) == ["receive", "process", "sign", "stamp"]
    assert list(drafts["1.995700"].declared["steps"]) == ["receive", "assign", "process", "review", "sign", "stamp"]


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Công chức TN&TKQ", "clerk"),
        ("Lãnh đạo Phòng TCHC", "head"),
        ("Chuyên viên", "officer"),
        ("Chủ tịch UBND xã", "leader"),
        ("- Văn thư", "registrar"),
        ("", "officer"),
    ],
)
def test_offices_have_the_roles_of_the_engine(words: str, role: str) -> None:
    assert role_of(words) == role


def test_who_files_decides_what_is_asked(drafts: dict[str, Draft]) -> None:
    def asked(code: str) -> set[str]:
        return {field["name"] for page in drafts[code].declared["form"] for field in page["fields"]}

    assert drafts["1.990419"].declared["audience"] == ["citizen"]
    assert not asked("1.990419") & {"subject", "nationality", "organisation"}
    assert {"subject", "nationality"} <= asked("1.990094")
    assert drafts["1.995700"].declared["audience"] == ["enterprise", "agency"]
    assert {"organisation", "tax_code"} <= asked("1.995700")
    assert "full_name" not in asked("1.995700")
    assert ("not_understood", "subject_types") in kinds(drafts["1.995702"].remarks)


def test_a_refusal_is_the_last_of_the_results(drafts: dict[str, Draft]) -> None:
    assert [one["label"] for one in drafts["1.994222"].declared["results"]] == [
        "Thông báo kết quả giải quyết",
        "Cập nhật thông tin trong Cơ sở dữ liệu quốc gia về dân cư",
        "Phiếu từ chối tiếp nhận hồ sơ",
    ]


@pytest.mark.parametrize("words", TRICKY)
def test_whatever_a_title_is_it_comes_back_as_it_was(words: str) -> None:
    tables = replace(read_tables(HERE / "excerpt.csv"), rows=(row(name=words, results=words, legal_basis=words),))
    (formula,) = drafts_of(tables).formulas.values()
    (procedure,) = checked(formula.name, formula.files()).procedures.values()
    plain = " ".join(words.replace("{", "(").replace("}", ")").split())
    assert procedure.title.in_language("vi") == plain
    assert list(procedure.legal_basis) == [plain]
