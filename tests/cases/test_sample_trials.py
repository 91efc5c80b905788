"""Samples of a formula that is being written: run apart, on data of their own, in limited time; nothing is left."""

import re

import pytest
from django.apps import apps

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.engine.lookup import as_procedure
from nenso.cases.errors.filing import FormInvalid
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.samples.sampling import Sampler
from nenso.cases.samples.tables import hidden
from nenso.cases.samples.trials import ask_for_trial, run_trial
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.formulas.writing import begin, manuscript_of, mark_of, save_file
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from support.births import Someone, mother, someone
from support.formulas import LETTERS
from support.jobs import do_waiting_jobs

COMMUNE = "vn.p19.c01969"
PROCEDURE = "procedures/letter.yaml"
SECRET = "Bí mật của người khác"
AS_PROCEDURE = as_procedure(SYSTEM, "letters.letter")
EVERYTHING = Actor(system="journal", scope=("vn",))

SAMPLE = """sample: one
procedure: letter
at: "2026-11-02T09:00"
as: {channel: online}
form: {subject: Đường hỏng}
acts:
  - {step: read, do: answer}
  - {step: sign, do: sign}
expect: {status: done, fee: 0}
"""
OTHERWISE = SAMPLE.replace("sample: one", "sample: two").replace("status: done, fee: 0", "status: refused, fee: 5000")
WITH_SAMPLES = {**LETTERS, "samples/one.yaml": SAMPLE, "samples/two.yaml": OTHERWISE}

SENDERS = """register: senders
title: Sổ người gửi
key: [name]
fields:
  - {name: name, type: text, label: Tên}
  - {name: secret, type: text, label: Ghi chú riêng}
read:
  - {who: procedure.letter, what: all}
"""
PRYING = LETTERS[PROCEDURE].replace(
    "label: Về việc, required: true",
    "label: Về việc, required: true, valid_if: \"find('senders', form.subject).secret == ''\", "
    "message: \"{find('senders', form.subject).secret}\"",
)
AT_COUNTER = SAMPLE.replace("{channel: online}", "{role: clerk, channel: counter}")
NOSY = {**LETTERS, PROCEDURE: PRYING, "registers/senders.yaml": SENDERS, "samples/one.yaml": AT_COUNTER}


def publisher() -> Someone:
    return someone("Vi Thị Biên", ("publisher", COMMUNE))


def everything() -> dict[str, int]:
    """Return how many rows each table has, as the system sees them."""
    with acting(EVERYTHING):
        return {model.__name__: model.objects.count() for model in apps.get_models() if hasattr(model, "storage")}


@pytest.mark.django_db(transaction=True)
def test_what_a_publisher_asks_for_runs_apart_is_told_in_words_and_leaves_nothing() -> None:
    who = publisher()
    made = begin(who.actor, agency(COMMUNE), WITH_SAMPLES, key="ban-thao-thu-11")
    ask_for_trial(who.actor, made.id)
    assert ask_for_trial(who.actor, made.id).trial["state"] == "waiting"
    before = everything()
    assert do_waiting_jobs() == ["cases.try_samples"]
    trial = manuscript_of(who.actor, made.id).trial
    assert (trial["state"], trial["of"], trial["revision"]) == ("done", 2, 1)
    assert [(one["sample"], one["passed"]) for one in trial["samples"]] == [("one", True), ("two", False)]
    told = {one["what"]: (one["vi"], one["en"]) for one in trial["samples"][1]["differences"]}
    assert told["fee"] == ("số tiền phải nộp: cần 5000, được 0", "fee: expected 5000, got 0")
    assert set(told) == {"status", "fee"}
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_what_takes_too_long_is_ended_and_says_so() -> None:
    who = publisher()
    made = begin(who.actor, agency(COMMUNE), WITH_SAMPLES, key="ban-thao-thu-12")
    ask_for_trial(who.actor, made.id)
    run_trial(SYSTEM, made.id, 1, seconds=0.05)
    trial = manuscript_of(who.actor, made.id).trial
    assert trial["state"] == "stopped"
    assert "quá 0 giây" in trial["problem"]["vi"]


@pytest.mark.django_db(transaction=True)
def test_a_manuscript_that_was_changed_meanwhile_is_not_run_and_one_with_mistakes_says_so() -> None:
    who = publisher()
    made = begin(who.actor, agency(COMMUNE), WITH_SAMPLES, key="ban-thao-thu-13")
    ask_for_trial(who.actor, made.id)
    broken = LETTERS[PROCEDURE].replace("by: leader", "by: nobody_known")
    save_file(who.actor, made.id, PROCEDURE, broken, seen=mark_of(LETTERS[PROCEDURE]))
    run_trial(SYSTEM, made.id, 1)
    assert manuscript_of(who.actor, made.id).trial["state"] == "waiting"
    ask_for_trial(who.actor, made.id)
    run_trial(SYSTEM, made.id, 2)
    trial = manuscript_of(who.actor, made.id).trial
    assert (trial["state"], trial["samples"]) == ("stopped", [])
    assert re.search("[0-9]+ lỗi", trial["problem"]["vi"])


@pytest.mark.django_db
def test_a_sample_sees_no_record_that_the_formula_could_look_up_in_the_install() -> None:
    files = {path: text.encode() for path, text in NOSY.items()}
    edition = publish(SYSTEM, files).edition
    adopt(SYSTEM, agency(COMMUNE), edition)
    with acting(AS_PROCEDURE):
        now = clock.now()
        Record.objects.create(
            id=uuid7(),
            register="letters.senders",
            edition=edition,
            agency=agency(COMMUNE),
            key="Đường hỏng",
            agency_paths=[COMMUNE],
            data={"name": "Đường hỏng", "secret": SECRET},
            created_at=now,
            updated_at=now,
            valid_from=now,
        )
    asks = Filing(
        "letters.letter",
        {"subject": "Đường hỏng"},
        agency=agency(COMMUNE).id,
        channel="counter",
        applicant={"full_name": "Triệu Thị Mai"},
    )
    with pytest.raises(FormInvalid) as met:
        file_case(someone("Nông Thị Hoa", ("clerk", COMMUNE)).actor, asks, key="nop-that-00001")
    assert SECRET in str(met.value.facts)
    sampler = Sampler(files)
    report = sampler.run(sampler.formula.samples["one"])
    assert report.passed, report.differences
    with acting(AS_PROCEDURE):
        assert Record.objects.filter(register="letters.senders").count() == 1


@pytest.mark.django_db
def test_a_sample_meets_nobody_of_the_install_even_by_the_number() -> None:
    mother()
    asks = LETTERS[PROCEDURE].replace(
        "label: Về việc,",
        'label: Về việc, valid_if: "applicant.full_name == \'Nguyễn Văn Mẫu\'", message: "{applicant.full_name}",',
    )
    known = SAMPLE.replace("as: {channel: online}", 'as: {person: "006195000123", channel: online}')
    files = {**LETTERS, PROCEDURE: asks, "samples/one.yaml": known}
    sampler = Sampler({path: text.encode() for path, text in files.items()})
    report = sampler.run(sampler.formula.samples["one"])
    assert report.passed, report.differences


@pytest.mark.django_db
def test_whatever_holds_people_and_their_cases_is_hidden_from_samples() -> None:
    names = {model.__name__ for model in hidden()}
    assert {"Person", "Account", "Case", "Record", "Post", "AgencySetting", "Notice", "SigningKey", "Grant"} <= names
    assert not any(
        model.storage in {"root", "part"} and model.__name__ not in names
        for model in apps.get_models()
        if hasattr(model, "storage") and model.__name__ != "JournalEntry"
    )
