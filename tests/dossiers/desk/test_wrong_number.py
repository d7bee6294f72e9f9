"""A number that was found to be another one's is not to be phoned, wherever an officer reads how somebody is reached."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.commands.deciding import collecting
from dossiers.models import CallOutcome, CollectionReminder, Dossier
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import FILED, NOW, before

SHOWN = "0912 345 678"
REACH = {"applicant_phone": "0912345678", "applicant_email": ""}

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def at(state: str, filed_at: datetime = FILED) -> Dossier:
    """Return a dossier of somebody whom the phone alone reaches."""
    dossier = (
        Walk(counter.entered(at=filed_at, more=REACH).dossier, filed_at, timedelta(minutes=1)).until(state).dossier
    )
    return Dossier.objects.get(pk=dossier.pk)


def is_wrong(dossier: Dossier, outcome: CallOutcome = CallOutcome.WRONG, *, minutes: int = 10) -> None:
    """Have a call be answered so."""
    called_at = NOW - timedelta(minutes=minutes)
    collecting.phoned_in_vain(dossier, outcome, by=story.person("bob"), note="", at=called_at, about="")


def shown(who: str, dossier: Dossier) -> str:
    return read(Visitor(who, language="en").get(f"/mot-cua/{dossier.code}/")).words()


def test_what_an_act_leads_to_and_the_conversation_say_to_write_where_the_number_is_another_ones() -> None:
    dossier = at("tham-dinh")
    to_phone = (
        f"no notice reaches the applicant: please phone {SHOWN}",
        f"cannot answer here: please phone {SHOWN} as well",
        f"gets no mail: please phone {SHOWN} then, or say it at the desk",
    )
    known = shown("dung", dossier)
    assert [words for words in to_phone if words not in known] == []

    is_wrong(dossier)

    page = shown("dung", dossier)
    assert f"phone {SHOWN}" not in page
    assert "no notice reaches the applicant: please write by post to 12 Láng Hạ" in page
    assert "cannot answer here: please write by post to 12 Láng Hạ" in page
    assert "gets no mail: please write by post to 12 Láng Hạ" in page


def test_what_one_person_was_told_there_about_other_dossiers_is_told_no_more() -> None:
    bob, earlier = story.person("bob"), NOW - timedelta(minutes=20)
    dossier, other, stranger = at("tham-dinh"), at("tham-dinh"), at("tham-dinh")
    Dossier.objects.filter(pk=stranger.pk).update(applicant=story.person("alice"))
    for one in (dossier, other, stranger):
        collecting.phoned(one, by=bob, note="Đã báo", at=earlier, about="day 2026-01-20")

    made = collecting.phoned_in_vain(dossier, CallOutcome.WRONG, by=bob, note="", at=NOW, about="")

    assert made
    assert collecting.noted_with(made) == [other.code]
    found = {
        one.pk: [call.outcome for call in collecting.as_known_now(call for _about, call in collecting.calls_of(one))]
        for one in Dossier.objects.filter(pk__in=[dossier.pk, other.pk, stranger.pk])
    }
    assert found == {
        dossier.pk: [CallOutcome.WRONG, CallOutcome.WRONG],
        other.pk: [CallOutcome.WRONG, CallOutcome.WRONG],
        stranger.pk: [CallOutcome.REACHED],
    }
    assert "is another one's, as somebody noted: please write by post" in shown("bob", other)
    assert collecting.not_phoned(made.pk, by=bob, at=NOW)
    assert set(CollectionReminder.objects.values_list("outcome", flat=True)) == {CallOutcome.REACHED}


def test_a_number_that_nobody_answers_is_phoned_again() -> None:
    dossier = at("tham-dinh")

    is_wrong(dossier, CallOutcome.NOBODY)

    assert f"no notice reaches the applicant: please phone {SHOWN}" in shown("dung", dossier)


def test_what_many_lead_to_says_so_too_and_asks_no_more_for_calls_of_two_than_of_one() -> None:
    one, other = at("xem-xet"), at("xem-xet", FILED + timedelta(minutes=20))
    is_wrong(one)
    hoa = Visitor("hoa", language="en")

    asked = []
    for chosen in ([one], [one, other]):
        with CaptureQueriesContext(connection) as statements:
            page = before(hoa, "initial", chosen)
        asked.append(sum("collectionreminder" in each["sql"] for each in statements.captured_queries))

    words = {row["code"]: " ".join(map(str, row["warnings"])) for row in page.context["todo"]}
    assert "please write by post to 12 Láng Hạ" in words[one.code]
    assert f"please phone {SHOWN} then" in words[other.code]
    assert asked == [1, 1]
