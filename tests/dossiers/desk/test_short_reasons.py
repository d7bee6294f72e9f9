"""A reason of two words that goes out in a paper, or a mail, is asked about once, and goes out for whoever means it."""

from datetime import date

import pytest
from django.http import HttpResponse

from dossiers.models import Dossier
from dossiers.pages.acting.reasons.printed import MEANT
from procedures.time.calendar import local as local_time
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.desk.deciding import NOW, walk_to
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-06 09:00"))]


def sent(who: str, dossier: Dossier, act: str, **typed: str) -> tuple[Visitor, HttpResponse]:
    visitor = Visitor(who)
    return visitor, visitor.send(visitor.get(f"/mot-cua/{dossier.code}/"), f"/{act}/", typed)


@pytest.mark.parametrize(
    ("state", "who", "act", "paper"),
    [
        ("filed", "bob", "reject", "Refusal slip"),
        ("tham-dinh", "lan", "stop", "Notice"),
        ("tham-dinh", "lan", "reappoint", "Apology and request for an extension of the time"),
    ],
)
def test_a_reason_of_two_words_is_asked_about_once_and_then_goes_out(
    state: str, who: str, act: str, paper: str
) -> None:
    dossier = dossier_at(state).dossier
    day = {"date": "26/01/2026"} if act == "reappoint" else {}

    with nothing_written():
        visitor, asked = sent(who, dossier, act, reason="thiếu  giấy", **day)
    found = read(asked)
    form = form_of(asked, f"/{act}/")
    done = visitor.post(form.action, {**form.values, MEANT: "on"})

    assert asked.status_code == 422
    assert "“thiếu giấy” would be all that the applicant reads" in found.errors[f"id_{act}_reason"]
    assert paper in found.errors[f"id_{act}_reason"]
    is_of_delay = act == "reappoint"
    assert ("Say what has delayed this dossier" in found.errors[f"id_{act}_reason"]) == is_of_delay
    assert ("Say which paper or which rule it is about" in found.errors[f"id_{act}_reason"]) != is_of_delay
    assert form.values["reason"] == "thiếu  giấy"
    assert done.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state != state or dossier.due_at is None or local_time(dossier.due_at).date() == date(2026, 1, 26)


@pytest.mark.at(NOW)
@pytest.mark.parametrize(
    ("state", "who", "act", "paper"),
    [
        ("tham-dinh", "dung", "propose-refused", "Refusal slip"),
        ("ky-duyet", "lan", "direct-refused", "Refusal slip"),
        ("ky-duyet", "lan", "decide-stop", "Notice"),
    ],
)
def test_whoever_writes_a_reason_that_is_printed_later_is_asked_and_who_passes_it_on_is_not(
    state: str, who: str, act: str, paper: str
) -> None:
    dossier = walk_to(state).dossier
    onward = {"decide-stop": ("bob", "issue-stop"), "direct-refused": ("dung", "propose-refused")}

    with nothing_written():
        visitor, asked = sent(who, dossier, act, reason="thiếu giấy")
    form = form_of(asked, f"/{act}/")
    done = visitor.post(form.action, {**form.values, MEANT: "on", "left_unasked": "on"})
    dossier.refresh_from_db()

    assert asked.status_code == 422
    assert paper in read(asked).errors[f"id_{act}_reason"]
    assert done.status_code == 302
    if act in onward:
        whose, then = onward[act]
        assert sent(whose, dossier, then, reason="không đủ")[1].status_code == 422
        assert sent(whose, dossier, then, reason="thiếu giấy", left_unasked="on")[1].status_code == 302


def test_a_reason_that_says_something_and_one_that_nobody_outside_reads_are_not_asked_about() -> None:
    long, inside = dossier_at("filed").dossier, dossier_at("xem-xet").dossier

    assert sent("bob", long, "reject", reason="Thiếu bản thảo in.")[1].status_code == 422
    assert sent("bob", long, "reject", reason="Hồ sơ thiếu bản thảo in.")[1].status_code == 302
    assert sent("hoa", inside, "send-back-tham-dinh", reason="Sửa.")[1].status_code == 302


def test_what_is_still_wrong_with_an_answer_is_mailed_and_asked_about_once() -> None:
    dossier = dossier_at("tham-dinh.supplement-answered").dossier

    with nothing_written():
        visitor, asked = sent("bob", dossier, "return-answer", reason="thiếu")
    form = form_of(asked, "/return-answer/")
    done = visitor.post(form.action, {**form.values, MEANT: "on"})

    assert asked.status_code == 422
    assert "“thiếu” would be all that the applicant reads in the mail" in read(asked).errors["id_return-answer_reason"]
    assert done.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "tham-dinh.supplement-asked"


def test_a_day_that_is_refused_and_a_reason_of_a_word_are_told_in_one_round() -> None:
    dossier = dossier_at("tham-dinh").dossier
    day = local_time(dossier.due_at or dossier.updated_at).strftime("%d/%m/%Y")

    with nothing_written():
        errors = read(sent("lan", dossier, "reappoint", reason="bận", date=day)[1]).errors
        alone = read(sent("lan", dossier, "reappoint", reason="", date=day)[1]).errors

    assert "“bận” would be all that the applicant reads" in errors["id_reappoint_reason"]
    assert errors["id_reappoint_date"] == alone["id_reappoint_date"]
    assert "must come after the present one" in errors["id_reappoint_date"]
