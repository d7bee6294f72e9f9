"""A supplement that came by post is recorded as such: by which envelope, and never as brought to the counter."""

from datetime import timedelta

import pytest

from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Event
from dossiers.papers.sheets.control import BY_POST, _by
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_for_applicant import MONDAY, asked, typed
from tests.dossiers.desk.counter.test_answer_pages import form_of, page_of
from tests.dossiers.proof.records import differences_of

NOW = MONDAY + timedelta(hours=1)
NUMBER = "RR123456785VN"
ENVELOPE = {"came_by": "post", "posted_on": f"{NOW:%d/%m/%Y}", "post_number": NUMBER}

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def recorded(dossier: Dossier, **more: str) -> Event:
    bob = Visitor("bob", language="vi")
    values = form_of(bob.get(page_of(dossier))).values
    assert bob.post(page_of(dossier), {**values, **typed(dossier), **more, "do": "record"}).status_code == 302
    return dossier.events.select_related("payload", "actor", "dossier").get(action="answer-supplement")


def test_the_log_says_that_it_came_by_post_and_by_which_envelope() -> None:
    dossier = asked().dossier

    event = recorded(dossier, **ENVELOPE)

    assert facts_of(event).posted_on == NOW.date()
    assert words_of(event.payload).post_number == NUMBER
    file = read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()
    assert "(nhận qua bưu chính, thay cho người nộp)" in file
    assert "(tại quầy, thay cho người nộp)" not in file
    assert NUMBER in file
    assert f"phong bì ngày {NOW:%d/%m/%Y}" in file
    assert _by(event) == BY_POST.format(name="Trần Văn Bình")
    assert differences_of(dossier) == []


def test_what_was_brought_stays_brought() -> None:
    event = recorded(asked().dossier)

    assert (facts_of(event).posted_on, words_of(event.payload).post_number) == (None, "")
    assert event.author.endswith("(tại quầy, thay cho người nộp)")


@pytest.mark.parametrize(
    ("envelope", "fault"),
    [
        ({"came_by": "post"}, "ngày trên dấu bưu điện"),
        ({"post_number": NUMBER}, "ngày trên dấu bưu điện"),
        ({"came_by": "post", "posted_on": "31/12/2026"}, "chưa tới"),
    ],
)
def test_by_post_the_day_on_the_envelope_is_asked_for_and_what_was_typed_is_kept(
    envelope: dict[str, str], fault: str
) -> None:
    dossier, bob = asked().dossier, Visitor("bob", language="vi")
    values = form_of(bob.get(page_of(dossier))).values

    page = bob.post(page_of(dossier), {**values, **typed(dossier), **envelope, "do": "save"})
    refused = bob.post(page_of(dossier), {**form_of(page).values, "do": "record"})

    assert refused.status_code == 422
    assert not dossier.events.filter(action="answer-supplement").exists()
    assert fault in read(refused).errors["id_posted_on"]
    assert {name: form_of(refused).values[name] for name in envelope} == envelope
