"""What a paper does not say is recorded without it, asked for in form 02, and accepted once it is there: of all procedures."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse

from dossiers import commands
from dossiers.commands.advance import unfit_by
from dossiers.desk.counter.asked import ASKED
from dossiers.filing.counter import checking, entries, intake
from dossiers.filing.counter.unfit.needed import needed
from dossiers.filing.counter.unfit.unsaid import split
from dossiers.log.answers import standing_of
from dossiers.log.facts import facts_of
from dossiers.models import Channel, Dossier, Draft
from dossiers.refusals import InvalidAnswers
from dossiers.refusals.review import UnfitAnswers
from portal.demo import story
from portal.demo.story import Walk
from procedures.answers import clean, raw_names, rows_field, shown
from procedures.answers.sample import raw_answers
from procedures.machine import Machine, Question, QuestionKind
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.bulk.choosing import judged
from tests.dossiers.commands.test_every_procedure import SLUGS
from tests.dossiers.commands.test_for_applicant import answered
from tests.dossiers.proof.records import differences_of

MONDAY = datetime(2026, 12, 7, 8, 10, tzinfo=LOCAL)
"""After every shipped version took effect."""
COPIERS, TABLE = "dk-may-photocopy-mau", "copiers"
YEAR, SERIAL = f"{TABLE}.0.made_in_year", f"{TABLE}.0.serial_no"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def fixed(machine: Machine) -> set[str | None]:
    """Return what is never left unsaid: what a fee is counted by, and where something is filed."""
    fees = {fee.quantity for fee in machine.fees} | {fee.when.question for fee in machine.fees if fee.when}
    return fees | {case.when.question for case in machine.elsewhere}


def omissions(question: Question, full: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield the fields that a paper may leave empty: all of an answer, and each part of one that has several."""
    names = raw_names(question, full)
    yield names
    if question.kind in {QuestionKind.TABLE, QuestionKind.ADDRESS, QuestionKind.LICENCE}:
        yield from ([name] for name in names if name != rows_field(question.name))


def recorded(slug: str, lacks: list[str], full: Mapping[str, str], channel: Channel = Channel.POST) -> Dossier:
    """Return what an officer has recorded of a paper that leaves some fields empty."""
    draft = counter.begun(slug, at=MONDAY, channel=channel)
    entries.save(draft, {**full, **dict.fromkeys(lacks, "")}, at=MONDAY)
    return commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=False).dossier


def lackable(draft: Draft, full: Mapping[str, str]) -> Iterator[tuple[Question, list[str]]]:
    """Yield by its question what is required, decides something and may be left empty by a paper."""
    machine = draft.version.machine
    for question in shown(machine.questions, clean(machine.questions, full)[0]):
        if question.name not in needed(machine) - fixed(machine) or not raw_names(question, full):
            continue
        for lacks in omissions(question, full):
            missing, wrong = split(question, {**full, **dict.fromkeys(lacks, "")})
            if missing and not wrong:
                yield question, lacks


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
def test_whatever_may_be_lacking_is_recorded_and_never_accepted_at_once(slug: str, channel: Channel) -> None:
    draft = counter.begun(slug, at=MONDAY, channel=channel)
    full = counter.typed(draft, MONDAY)
    found = list(lackable(draft, full))
    for question, lacks in found:
        entries.save(draft, {**full, **dict.fromkeys(lacks, "")}, at=MONDAY)
        stands = {name: text for name, text in draft.answers.items() if name in lacks and text}
        checked, _came = checking.to_file(draft, [], at=MONDAY, accept=False)
        at_once, _came = checking.to_file(draft, [], at=MONDAY, accept=True)

        assert checked.errors == {}, (question.name, lacks)
        # Whose it is stands in the first part, and is copied from there.
        assert stands or at_once.errors, (question.name, lacks)


@pytest.mark.parametrize("slug", SLUGS)
def test_all_that_lacks_at_once_is_recorded_asked_for_and_accepted_once_it_is_there(slug: str) -> None:
    draft = counter.begun(slug, at=MONDAY, channel=Channel.POST)
    full = counter.typed(draft, MONDAY)
    children = {one.name for one in draft.version.machine.questions if one.shown_when}
    names = [name for one, lacks in lackable(draft, full) if one.name not in children for name in lacks]
    dossier = recorded(slug, names, full)
    assert differences_of(dossier) == []

    page = Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")
    asking = form_of(page, "ask-supplement/").values
    wanted = {
        name.removeprefix("question-"): text for name, text in asking.items() if name.startswith("question-") and text
    }
    assert isinstance(unfit_by(dossier, standing_of(dossier)), UnfitAnswers)
    walk = Walk(dossier, MONDAY).take("ask-supplement", "bob", components={}, questions=wanted)
    sample = raw_answers(draft.version.machine, MONDAY)
    answered(walk.dossier, MONDAY + timedelta(hours=1), {**sample, **full, **counter.papers(draft)})

    dossier = Dossier.objects.get(pk=dossier.pk)
    assert unfit_by(dossier, standing_of(dossier)) is None
    assert differences_of(dossier) == []


def copier(**more: str) -> tuple[Draft, dict[str, str]]:
    """Return what bob has begun of a letter about one machine, and all that is typed of it."""
    draft = counter.begun(COPIERS, at=MONDAY, channel=Channel.POST)
    return draft, {**counter.pressed(draft, MONDAY), **more}


def marks_of(asked: HttpResponse) -> str:
    """Return by which marks a page says what it has asked."""
    return next(form.values[ASKED] for form in read(asked).forms if ASKED in form.values)


def test_the_page_asks_once_and_records_it_without_the_number_and_the_year() -> None:
    draft, sent = copier(**{YEAR: "", SERIAL: ""})
    bob, address = Visitor("bob", language="vi"), f"/mot-cua/quay/{draft.key}/"

    asked = bob.post(address, {**sent, "do": "record"})
    assert "bấm “Ghi nhận, kiểm tra sau”" in read(asked).errors[f"id_{SERIAL}"]
    assert not Dossier.objects.exists()
    done = bob.post(address, {**sent, ASKED: marks_of(asked), "do": "record"})

    (row,) = standing_of(Dossier.objects.get())[TABLE]
    assert done.status_code == 302
    assert {"model", "manufacturer"} <= row.keys()
    assert not {"serial_no", "made_in_year"} & row.keys()


def test_it_is_not_accepted_in_the_same_press_and_the_page_says_how_it_is_recorded() -> None:
    draft, sent = copier(**{YEAR: ""})

    refused = Visitor("bob", language="vi").post(f"/mot-cua/quay/{draft.key}/", {**sent, "do": "accept"})

    assert refused.status_code == 422
    assert "không được để trống" in read(refused).errors[f"id_{YEAR}"]
    assert checking.MAY_BE_SO.vi in read(refused).words()
    assert not Dossier.objects.exists()


def test_the_file_names_what_lacks_and_form_02_asks_for_it_row_by_row() -> None:
    _draft, full = copier()
    dossier = recorded(COPIERS, [YEAR, SERIAL], full)

    page = Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")

    lacks = "Còn thiếu: dòng 1: Số định danh máy; dòng 1: Năm sản xuất."
    assert lacks in read(page).words()
    asked = form_of(page, "ask-supplement/").values[f"question-{TABLE}"]
    assert asked.startswith("Trong hồ sơ gửi đến ghi “- Loại máy: ")
    assert asked.endswith(f"{lacks} Đề nghị ghi lại.")
    (one,) = judged("accept", [dossier], "bob", MONDAY)
    assert isinstance(one.refusal, UnfitAnswers)
    assert "Danh sách máy" in str(one.refusal)


def test_it_is_accepted_once_the_answer_brings_it() -> None:
    _draft, full = copier()
    dossier = recorded(COPIERS, [YEAR], full)
    with pytest.raises(UnfitAnswers, match="Danh sách máy"):
        story.take(dossier, "accept", "bob", at=MONDAY)
    walk = Walk(dossier, MONDAY).take("ask-supplement", "bob", components={}, questions={TABLE: "Đề nghị ghi rõ."})
    with pytest.raises(InvalidAnswers):
        answered(walk.dossier, MONDAY + timedelta(hours=1), {**full, YEAR: ""})

    answered(walk.dossier, MONDAY + timedelta(hours=1), full)

    Walk(Dossier.objects.get(pk=dossier.pk), MONDAY + timedelta(hours=2)).until("accepted")
    assert differences_of(Dossier.objects.get(pk=dossier.pk)) == []


def test_of_an_earlier_paper_the_number_is_kept_where_its_day_is_not_said() -> None:
    slug, name = "gia-han-gcn-diem-tro-choi", "certificate_no"
    full = counter.typed(counter.begun(slug, at=MONDAY, channel=Channel.POST), MONDAY)
    dossier = recorded(slug, [f"{name}.dated"], {**full, f"{name}.number": "12 / GCN-STTTT"})

    page = Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")

    assert standing_of(dossier)[name] == {"number": "12/GCN-STTTT", "dated": ""}
    asked = form_of(page, "ask-supplement/").values[f"question-{name}"]
    assert asked.startswith("Trong hồ sơ gửi đến ghi “12/GCN-STTTT”. Xin ghi ngày ký trên giấy")


@pytest.mark.parametrize(
    ("slug", "wrong"),
    [
        (COPIERS, {YEAR: "năm ngoái"}),
        (COPIERS, {"representative_born_on": "31/02/1980"}),
        (story.SLUG, {"extent": ""}),
        ("gia-han-gcn-diem-tro-choi", {"extended_before": ""}),
    ],
    ids=["no year", "no day", "what a fee is counted by", "where it is filed"],
)
def test_what_is_wrong_or_must_be_known_is_not_recorded_so(slug: str, wrong: dict[str, str]) -> None:
    draft = counter.begun(slug, at=MONDAY, channel=Channel.POST)
    entries.save(draft, {**counter.typed(draft, MONDAY), **wrong}, at=MONDAY)

    with pytest.raises(InvalidAnswers) as refused:
        commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=False)

    assert set(refused.value.errors) == set(wrong)


@pytest.mark.parametrize("press", ["accept", "record"])
def test_an_envelope_without_a_postmark_is_asked_about_once(press: str) -> None:
    draft = counter.begun(at=MONDAY, channel=Channel.POST)
    sent = {**counter.pressed(draft, MONDAY), intake.POSTED_ON: "", intake.POST_NUMBER: "", "do": press}
    bob, address = Visitor("bob", language="vi"), f"/mot-cua/quay/{draft.key}/"

    asked = bob.post(address, sent)
    assert "dấu bưu điện" in read(asked).errors[f"id_{intake.POSTED_ON}"]
    assert not Dossier.objects.exists()
    bob.post(address, {**sent, ASKED: marks_of(asked)})

    dossier = Dossier.objects.get()
    assert facts_of(dossier.events.get(sequence=1)).posted_on is None
    assert (dossier.accepted_at is not None) is (press == "accept")
    assert differences_of(dossier) == []
