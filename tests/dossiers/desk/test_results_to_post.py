"""Results that go by post stand beside the forms that wait to be posted, until the file notes that they went."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import acts
from dossiers.acts import CAME_BACK, CHANGE_RECEIVING, HAND_BACK_LATER
from dossiers.commands.given import Handover
from dossiers.display.formats import vn_money
from dossiers.models import Dossier
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Originals, Way
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.test_sent_back_by_post import AGAIN, TYPED, came_back, sent
from tests.dossiers.pages.test_pages import MOST_QUERIES

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 4, 9, 0, tzinfo=LOCAL)
PAGE, COLLECTED = "/mot-cua/giay-cho-gui/", "/mot-cua/cho-nhan-ket-qua/"
WHERE = {
    "result_way": "by_post",
    "result_address.province": "01",
    "result_address.commune": "00166",
    "result_address.line": "12 Láng Hạ",
}

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def ready(**more: str) -> Dossier:
    """Return a dossier of the counter whose result is there and goes by post."""
    return Walk(counter.entered(at=MONDAY, more=WHERE | more).dossier, MONDAY).until("result-ready").dossier


def words(who: str = "bob") -> str:
    return read(Visitor(who, language="vi").get(PAGE)).words()


def links(who: str = "bob") -> str:
    return Visitor(who).get(PAGE).content.decode()


def gone_anew(dossier: Dossier) -> Dossier:
    """Let the applicant of what came back say that it goes by post to another address."""
    answers = {"result_way": "by_post", "result_address": story.POSTED_TO}
    story.take(dossier, CHANGE_RECEIVING, dossier.applicant.username, at=LATER, receiving=answers)
    dossier.refresh_from_db()
    return dossier


def test_it_stands_there_with_where_to_and_since_when_until_the_file_notes_that_it_went() -> None:
    dossier = ready()

    shown = words()

    assert dossier.code in shown
    assert counter.NAME in shown
    assert "12 Láng Hạ" in shown
    assert "30/11/2026" in shown
    assert "4 ngày" in shown
    assert f'href="/mot-cua/{dossier.code}/#action-return"' in links()
    handover = Handover(counter.NAME, Way.BY_POST, post_number="RR123456785VN", originals=Originals.GIVEN_BACK)
    Walk(dossier, LATER).take("return", "bob", handover=handover)
    assert dossier.code not in words()


def test_what_is_collected_or_had_on_line_is_none_of_it() -> None:
    collected = Walk(counter.entered(at=MONDAY).dossier, MONDAY).until("result-ready").dossier

    assert collected.code not in words()
    assert "Không có kết quả nào chờ gửi" in words()


def test_who_asks_otherwise_at_last_decides_on_which_list_it_stands() -> None:
    walk = Walk(story.file("alice", at=MONDAY), MONDAY).until("result-ready")
    dossier = walk.dossier
    assert dossier.code not in words()

    story.take(dossier, CHANGE_RECEIVING, "alice", at=walk.at + timedelta(hours=1))

    assert dossier.code in words()
    assert dossier.code not in read(Visitor("bob").get(COLLECTED)).words()


def test_a_debt_is_said_and_leads_to_its_payment() -> None:
    dossier = ready()
    Dossier.objects.filter(pk=dossier.pk).update(owed=300_000)

    amount = " ".join(vn_money(300_000).split())
    assert f"Chưa gửi được: còn {amount} chưa nộp" in words()
    assert f'href="/mot-cua/{dossier.code}/#action-{acts.RECEIVE_PAYMENT}"' in links()
    assert "#action-return" not in links()


def test_what_a_leader_has_let_pass_goes_all_the_same() -> None:
    dossier = ready()
    Dossier.objects.filter(pk=dossier.pk).update(owed=300_000, let_pass_up_to=300_000)

    assert "Chưa gửi được" not in words()
    assert f'href="/mot-cua/{dossier.code}/#action-return"' in links()


def test_what_came_back_goes_once_more_only_when_its_applicant_has_said_where() -> None:
    dossier = came_back()
    assert dossier.code not in words()
    assert dossier.code in read(Visitor("bob").get(COLLECTED)).words()

    gone_anew(dossier)

    shown = words()
    assert dossier.code in shown
    assert story.POSTED_TO["text"] in shown
    assert "Bưu chính chuyển hoàn" in shown
    assert f'href="/mot-cua/{dossier.code}/#action-{HAND_BACK_LATER}"' in links()
    assert dossier.code not in read(Visitor("bob").get(COLLECTED)).words(), "nobody has to be phoned any more"
    assert sent(dossier, HAND_BACK_LATER, **AGAIN) == 302
    assert dossier.code not in words()


def test_what_comes_back_a_second_time_waits_for_a_new_word() -> None:
    dossier = gone_anew(came_back())
    assert sent(dossier, HAND_BACK_LATER, **AGAIN) == 302

    assert sent(dossier, CAME_BACK, **TYPED | {"date": "04/12/2026"}) == 302

    assert dossier.code not in words()
    assert dossier.code in read(Visitor("bob").get(COLLECTED)).words()


def test_the_oldest_comes_first_and_a_page_of_another_list_moves_nothing() -> None:
    first, second = ready(), ready()
    Dossier.objects.filter(pk=second.pk).update(resolved_at=MONDAY - timedelta(days=20))

    shown = words()

    assert shown.index(second.code) < shown.index(first.code)
    bob = Visitor("bob")
    after = f"{(MONDAY - timedelta(days=20)).isoformat()}:{second.pk}"
    narrowed = read(bob.get(PAGE, {"results_after": after})).words()
    assert (second.code in narrowed, first.code in narrowed) == (False, True)
    both = read(bob.get(PAGE, {"after": after})).words()
    assert (second.code in both, first.code in both) == (True, True)


@pytest.mark.parametrize(("who", "status"), [("mallory", 404), ("alice", 404), ("", 302)])
def test_nobody_else_reads_it(who: str, status: int) -> None:
    dossier = ready()

    answer = Visitor(who).get(PAGE)

    assert answer.status_code == status
    assert dossier.code not in answer.content.decode()


def test_who_notes_no_posting_reads_the_list_without_a_way_to_it() -> None:
    dossier = ready()

    page = links("hoa") if dossier.code in words("hoa") else ""

    assert "#action-" not in page


def test_the_statements_of_the_page_do_not_grow_with_its_rows() -> None:
    ready()
    gone_anew(came_back())
    bob = Visitor("bob")
    bob.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        bob.get(PAGE)
    for _one in range(3):
        ready()
    gone_anew(came_back())

    with CaptureQueriesContext(connection) as many:
        bob.get(PAGE)

    assert len(many) == len(few)
    assert len(many) <= MOST_QUERIES
