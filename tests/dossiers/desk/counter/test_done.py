"""The end page names what is to be paid; of who has no account, address or phone number nothing says that a notice arrives."""

from datetime import datetime

import pytest

from dossiers.display.formats import vn_money
from dossiers.filing import dues
from dossiers.log.answers import standing
from dossiers.log.effective import effective
from dossiers.models import Dossier
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
NOTICE, UNHEARD = "người nộp nhận: thư thông báo", "không thông báo nào tới được người nộp"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def end_of(dossier: Dossier, bob: Visitor) -> str:
    return read(bob.get(f"/mot-cua/quay/{dossier.code}/da-nhan/")).words()


@pytest.mark.parametrize("accept", [True, False])
def test_the_end_page_names_what_is_to_be_paid(bob: Visitor, *, accept: bool) -> None:
    dossier = counter.entered(at=MONDAY, accept=accept).dossier
    log = effective(dossier.events.select_related("payload").order_by("sequence"))
    owed = dues.account(dossier.machine, standing(log), log).owed

    words = end_of(dossier, bob)

    assert owed
    assert f"Sẽ phải nộp: {vn_money(owed)}".replace("\xa0", " ") in words
    assert "Còn nợ" not in words, "what nobody has to pay yet is no debt"
    assert "Nộp khi cơ quan yêu cầu. Chậm nhất phải nộp trước khi quyết định." in words
    assert "xin báo cho người nộp" in words, "nobody else tells who has no account when it is due"
    assert "Người nộp muốn nộp ngay thì quầy thu được" in words


def test_of_a_procedure_without_fees_it_names_none(bob: Visitor) -> None:
    dossier = counter.entered("cap-lai-gp-in", at=MONDAY).dossier
    assert not dossier.machine.fees

    assert "Còn nợ" not in end_of(dossier, bob)
    assert "Sẽ phải nộp" not in end_of(dossier, bob)


def ready(phone: str) -> Dossier:
    person = counter.mai(MONDAY, phone=phone)
    return Walk(counter.entered(at=MONDAY, person=person).dossier, MONDAY).until("result-ready").dossier


@pytest.mark.parametrize("phone", ["", "+84912345678"])
def test_no_act_says_that_somebody_gets_a_notice_whom_none_reaches(bob: Visitor, phone: str) -> None:
    words = read(bob.get(f"/mot-cua/{ready(phone).code}/")).words()

    assert (NOTICE in words, UNHEARD in words) == (False, True)
    assert (f"{UNHEARD}: xin gọi 0912 345 678" in words) == bool(phone)
