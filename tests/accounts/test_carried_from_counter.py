"""What an officer had typed at the counter when the session ended is read with the label of each question, and sent once more."""

from datetime import datetime

import pytest

from dossiers.filing.counter import intake
from dossiers.models import CounterPerson, Dossier
from procedures.time.calendar import LOCAL
from tests.accounts.test_carrying import come, enter, leave
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_for_applicant import asked
from tests.dossiers.commands.test_for_applicant import typed as answered
from tests.dossiers.desk.counter.test_answer_pages import form_of, page_of
from tests.dossiers.desk.counter.test_supplement_by_post import ENVELOPE, NUMBER

NOW = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def said(address: str, typed: dict[str, str]) -> dict[str, str]:
    """Send a form of bob's after his session; return what the page says of it, by label."""
    bob = come("bob")
    leave(bob)
    bob.post(address, typed)
    page = enter(bob, "bob")
    assert "<blockquote" not in page.content.decode(), "no value stands there without its label"
    lines = page.context["sending"].lines
    words = read(page).words()
    assert all(label in words for label, _text in lines)
    return dict(lines)


def test_who_stands_there_is_read_with_its_labels() -> None:
    typed = {"number": "001188004321", "name": "Phiên Hết", "address": "Ngõ 2, Láng, Hà Nội"}

    assert said("/mot-cua/quay/", typed) == {
        "Số định danh cá nhân/CCCD/hộ chiếu": "001188004321",
        "Họ và tên": "Phiên Hết",
        "Địa chỉ liên hệ": "Ngõ 2, Láng, Hà Nội",
    }
    assert not CounterPerson.objects.exists()


def test_an_application_on_paper_is_read_with_its_questions_and_the_number_of_its_papers() -> None:
    draft = counter.begun(at=NOW)
    typed = {**counter.pressed(draft, NOW), "do": "accept"}

    lines = said(f"/mot-cua/quay/{draft.key}/", typed)

    [title] = [one.title.vi for one in draft.version.machine.components if one.name == "ban-thao"]
    assert lines[f"{title}: Bản chính"] == typed[intake.count_field("ban-thao", intake.ORIGINALS)]
    assert counter.ORGANISATION in lines.values()
    assert lines["Giấy uỷ quyền, giấy giới thiệu"] == counter.AUTHORITY
    assert not Dossier.objects.exists()


def test_an_answer_on_paper_is_read_with_what_is_asked() -> None:
    dossier = asked().dossier
    bob = Visitor("bob", language="vi")
    typed = {**form_of(bob.get(page_of(dossier))).values, **answered(dossier), **ENVELOPE, "do": "record"}
    typed.pop("person", None)

    lines = said(page_of(dossier), typed)

    assert lines["Cách gửi đến"] == "Qua bưu chính công ích"
    assert NUMBER in lines.values()
    assert not dossier.events.filter(action="answer-supplement").exists()
