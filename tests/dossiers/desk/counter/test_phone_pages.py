"""What a telephone sends to the counter is answered by a way to a page: the browser's way back leads there."""

import pytest

from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.counter.test_phone import MONDAY, PHONE, asked, bob, given, phone, photos, send

__all__ = ["bob", "phone"]

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def test_what_was_sent_is_read_at_an_address_to_which_the_browser_s_way_back_leads(
    bob: Visitor, phone: Visitor
) -> None:
    draft = counter.begun(at=MONDAY)
    code = asked(bob, draft)

    answers = [phone.post(PHONE, {"code": code})]
    form = phone.get(PHONE)
    answers.append(phone.post(PHONE, {"do": "send", "files": [story.upload("anh.pdf")]}))

    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(302, PHONE), (302, PHONE)]
    assert code.replace(" ", "") not in form.content.decode()
    assert code.replace(" ", "") not in str({**phone.session})
    assert draft.version.machine.name.vi in read(form).words()
    for _again in range(2):
        assert "Đã tới quầy: anh.pdf" in read(phone.get(PHONE)).words()


def test_another_code_is_given_by_the_same_telephone(bob: Visitor, phone: Visitor) -> None:
    first, second = counter.begun(at=MONDAY), counter.begun("gp-buu-chinh", at=MONDAY)
    send(phone, asked(bob, first), story.upload("mot.pdf"))

    page = given(phone, asked(bob, second))
    phone.post(PHONE, {"do": "send", "files": [story.upload("hai.pdf")]})

    assert second.version.machine.name.vi in read(page).words()
    assert [name for _paper, name, _by in photos(second)] == ["hai.pdf"]
    assert read(Visitor(language="vi").get(PHONE)).words().count("hai.pdf") == 0, "of this telephone alone"
