"""What the form of a draft asks (mẫu đơn): where, who, what for; what the account tells is shown, not asked."""

from collections.abc import Iterable
from typing import Any

from nenso.agencies import kinds
from nenso.formulas.catalogue.subjects import ENGLISH, FOREIGN, PERSONS, Subjects


def pages_of(subjects: Subjects, offered_by: Iterable[str]) -> list[dict[str, Any]]:
    """Return the pages of the form: where, who, what is asked for."""
    where = _where(tuple(offered_by))
    pages = (
        [{"page": "place", "title": {"vi": "Nơi giải quyết", "en": "Where it is decided"}, "fields": [where]}]
        if where
        else []
    )
    both = subjects.persons and subjects.organisations
    asked = [_subject(subjects)] if len(subjects.words) > 1 else []
    if subjects.persons:
        asked += _person(subjects, only=_is_person(subjects) if both else "")
    if subjects.organisations:
        asked += _organisation(only=f"!({_is_person(subjects)})" if both else "")
    asked += [
        {
            "name": "phone",
            "type": "phone",
            "label": {"vi": "Số điện thoại", "en": "Telephone"},
            "default": "applicant.phone",
        },
        {
            "name": "email",
            "type": "email",
            "label": {"vi": "Thư điện tử", "en": "E-mail"},
            "default": "applicant.email",
        },
    ]
    return [
        *pages,
        {"page": "applicant", "title": {"vi": "Người nộp hồ sơ", "en": "Who applies"}, "fields": asked},
        {"page": "request", "title": {"vi": "Nội dung đề nghị", "en": "What is asked for"}, "fields": _request()},
    ]


def competent_of(offered_by: Iterable[str]) -> str | None:
    """Return what decides where a case goes: the place that was named, nothing where the agency is chosen."""
    return "form.decided_at" if _where(tuple(offered_by)) else None


def _where(offered_by: tuple[str, ...]) -> dict[str, Any] | None:
    if kinds.MINISTRY in offered_by:
        return None
    commune = any(kind in offered_by for kind in (kinds.COMMUNE, kinds.COMMUNE_POLICE))
    label = (
        {"vi": "Xã, phường, đặc khu giải quyết", "en": "Commune that decides"}
        if commune
        else {"vi": "Tỉnh, thành phố giải quyết", "en": "Province that decides"}
    )
    field: dict[str, Any] = {
        "name": "decided_at",
        "type": "place",
        "level": "commune" if commune else "province",
        "label": label,
        "required": True,
    }
    return field | ({"default": "applicant.place"} if commune else {})


def _subject(subjects: Subjects) -> dict[str, Any]:
    return {
        "name": "subject",
        "type": "choice",
        "label": {"vi": "Nộp hồ sơ với tư cách", "en": "Files as"},
        "required": True,
        "options": {code: {"vi": words, "en": ENGLISH[code]} for code, words in subjects.words.items()},
    }


def _is_person(subjects: Subjects) -> str:
    codes = [code for code in subjects.words if code in PERSONS.values()]
    return " || ".join(f"form.subject == '{code}'" for code in codes)


def _is_foreign(subjects: Subjects) -> str:
    codes = [code for code in subjects.words if code in FOREIGN]
    if len(subjects.words) == len(codes):
        return "true"
    return " || ".join(f"form.subject == '{code}'" for code in codes)


def _person(subjects: Subjects, *, only: str) -> list[dict[str, Any]]:
    def shown(more: str = "") -> dict[str, str]:
        condition = " && ".join(f"({one})" if "||" in one else one for one in (only, more) if one)
        return {"show_if": condition} if condition else {}

    foreign = _is_foreign(subjects)
    fields: list[dict[str, Any]] = [
        {
            "name": "full_name",
            "type": "person_name",
            "label": {"vi": "Họ, chữ đệm, tên", "en": "Full name"},
            "required": True,
            "prefill": "applicant.full_name",
            **shown(),
        },
        {
            "name": "born_on",
            "type": "date",
            "label": {"vi": "Ngày, tháng, năm sinh", "en": "Date of birth"},
            "max": "today",
            "prefill": "applicant.born_on",
            **shown(),
        },
        {
            "name": "id",
            "type": "person_id",
            "label": {"vi": "Số định danh cá nhân", "en": "Personal identification number"},
            "prefill": "applicant.identifier",
            "sensitive": True,
            **shown(),
        },
        {
            "name": "paper",
            "type": "text",
            "label": {
                "vi": "Giấy tờ tùy thân khác: loại, số, ngày và nơi cấp",
                "en": "Other identity paper: kind, number, date and issuer",
            },
            "required": True,
            "max": 200,
            "sensitive": True,
            **shown("!filled(form.id)"),
        },
    ]
    if foreign:
        fields.append(
            {
                "name": "nationality",
                "type": "text",
                "label": {"vi": "Quốc tịch", "en": "Nationality"},
                "required": True,
                "max": 60,
                **shown("" if foreign == "true" else foreign),
            }
        )
    fields.append(
        {
            "name": "address",
            "type": "address",
            "label": {"vi": "Nơi cư trú", "en": "Residence"},
            "prefill": "applicant.address",
            **shown(),
        }
    )
    return fields


def _organisation(*, only: str) -> list[dict[str, Any]]:
    shown = {"show_if": only} if only else {}
    return [
        {
            "name": "organisation",
            "type": "text",
            "label": {"vi": "Tên tổ chức", "en": "Name of the organisation"},
            "required": True,
            "max": 300,
            "prefill": "applicant.name",
            **shown,
        },
        {
            "name": "tax_code",
            "type": "tax_code",
            "label": {"vi": "Mã số doanh nghiệp, mã số thuế", "en": "Business or tax code"},
            "prefill": "applicant.tax_code",
            **shown,
        },
        {
            "name": "seat",
            "type": "text",
            "label": {"vi": "Địa chỉ trụ sở", "en": "Registered office"},
            "max": 300,
            **shown,
        },
        {
            "name": "representative",
            "type": "person_name",
            "label": {"vi": "Người đại diện", "en": "Representative"},
            **shown,
        },
    ]


def _request() -> list[dict[str, Any]]:
    return [
        {
            "name": "request",
            "type": "multiline",
            "label": {"vi": "Nội dung đề nghị giải quyết", "en": "What is asked for"},
            "required": True,
            "max": 4000,
        },
        {
            "name": "undertaking",
            "type": "yes_no",
            "label": {
                "vi": "Tôi xin cam đoan những lời khai trên là đúng sự thật.",
                "en": "I declare that what is stated above is true.",
            },
            "required": True,
            "valid_if": "this.undertaking",
            "message": {"vi": "Cần cam đoan trước khi nộp.", "en": "The undertaking is needed before filing."},
        },
    ]
