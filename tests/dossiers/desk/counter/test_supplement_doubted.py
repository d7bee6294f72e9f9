"""What an answer on paper says and may be wrong is asked once, and beside it stands whatever is wrong: one round, not three."""

from datetime import timedelta

import pytest

from dossiers.filing.counter import people
from dossiers.filing.counter.people import Shown
from dossiers.models import Channel, CounterPerson, Dossier
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_for_applicant import MONDAY
from tests.dossiers.desk.counter.test_answer_pages import form_of, page_of

NOW = MONDAY + timedelta(hours=1)
DUC, NUMBER = "Nguyễn Văn Đức", "001085012345"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def unnumbered(*questions: str) -> Dossier:
    """Return what came by post without a number, of which that is asked."""
    writer = people.note(Shown("", counter.NAME, counter.SHOWN.address), by=story.person("bob"), at=MONDAY)
    dossier = counter.entered(at=MONDAY, channel=Channel.POST, accept=False, person=writer).dossier
    asked = dict.fromkeys(("applicant_id", *questions), "Đề nghị ghi rõ.")
    return Walk(dossier, MONDAY).take("ask-supplement", "bob", components={}, questions=asked).dossier


def noted(name: str = DUC) -> None:
    people.note(Shown(NUMBER, name, "Hà Nội"), by=story.person("bob"), at=MONDAY)


def is_answered(dossier: Dossier) -> bool:
    return dossier.events.filter(action="answer-supplement").exists()


def test_a_number_that_the_desk_knows_of_another_name_is_asked_about_once(bob: Visitor) -> None:
    noted()
    dossier = unnumbered()
    values = form_of(bob.get(page_of(dossier))).values

    asked = bob.post(page_of(dossier), {**values, "applicant_id": NUMBER, "do": "record"})

    assert asked.status_code == 409
    assert f"Theo thông tin của quầy, số này là của “{DUC}”" in read(asked).errors["id_applicant_id"]
    assert counter.NAME in read(asked).errors["id_applicant_id"]
    assert not is_answered(dossier)
    done = bob.post(page_of(dossier), {**form_of(asked).values, "do": "record"})
    assert done.status_code == 302
    assert CounterPerson.objects.get(pk=dossier.applicant_id).number == NUMBER


def test_the_own_name_under_that_number_is_no_question(bob: Visitor) -> None:
    noted(counter.NAME)
    dossier = unnumbered()
    values = form_of(bob.get(page_of(dossier))).values

    assert bob.post(page_of(dossier), {**values, "applicant_id": NUMBER, "do": "record"}).status_code == 302


def test_what_is_wrong_stands_beside_what_is_asked(bob: Visitor) -> None:
    dossier = unnumbered()
    values = form_of(bob.get(page_of(dossier))).values
    envelope = {"came_by": "post", "posted_on": f"{NOW:%d/%m/%Y}", "post_number": "RR123456784VN"}

    page = bob.post(page_of(dossier), {**values, **envelope, "applicant_id": "00108501234", "do": "record"})

    assert set(read(page).errors) >= {"id_post_number", "id_applicant_id"}
    assert not is_answered(dossier)
