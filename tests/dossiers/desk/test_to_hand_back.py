"""What waits to be handed back is in a list of its own, is counted at closing, and its number leads to the act."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.seats import seats_of
from dossiers import queries
from dossiers.acts import HAND_BACK, RECEIVE_HANDED
from dossiers.desk.counter.day.stands import LYING, Stands
from dossiers.models import Dossier
from dossiers.proof import audit
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter, film
from tests.dossiers.browsing import Visitor
from tests.dossiers.undoing import take_back

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
MANUSCRIPT = "ban-thao"
SHOWN = {"handover_identity": "CCCD 4321"}
STAYS = {f"handover_thing-{MANUSCRIPT}": "stays"}
OPINION = {"brought-y-kien-xac-nhan.certified": "1"}

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def entered(**more: str) -> Walk:
    papers = {f"brought-{MANUSCRIPT}.original": "2"} | more
    return Walk(counter.entered(at=MONDAY, more=papers).dossier, MONDAY)


def withdrawn(**more: str) -> Walk:
    walk = entered(**more).take("ask-withdrawal", "bob", reason="Không làm nữa.")
    return walk.take("confirm-withdrawal", "bob")


def listed(who: str = "bob") -> list[str]:
    shown = queries.worklist("lying", seats_of(story.person(who), LATER.date()), LATER)
    return list(shown.dossiers.order_by(shown.by).values_list("code", flat=True))


def hand_back(walk: Walk, **typed: str) -> None:
    bob = Visitor("bob", language="vi")
    answer = bob.send(bob.get(f"/mot-cua/{walk.dossier.code}/"), f"/{HAND_BACK}/", {**SHOWN, **typed})
    assert answer.status_code == 302
    walk.dossier.refresh_from_db()


def undone() -> dict[str, int]:
    bob, (agency,) = story.person("bob"), Dossier.objects.values_list("agency", flat=True).distinct()
    return dict(Stands.now(agency, LATER.date(), by=bob, seats=seats_of(bob, LATER.date()), at=LATER).undone)


def test_what_ended_without_a_result_waits_until_all_of_it_went_back() -> None:
    walk = withdrawn(**OPINION)
    code = walk.dossier.code
    assert (listed(), undone()[LYING]) == ([code], 1)

    hand_back(walk, **STAYS)
    assert (listed(), walk.dossier.to_hand_back) == ([code], True)

    hand_back(walk)
    assert (listed(), undone()[LYING], walk.dossier.to_hand_back) == ([], 0, False)
    assert audit.check_all().differences == []


def test_refused_and_stopped_wait_too_and_neither_what_is_open_nor_what_has_a_result() -> None:
    disc = counter.entered(at=MONDAY, accept=False, more={**film_answers(), f"brought-{film.DISC}.original": "1"})
    refused = Walk(disc.dossier, MONDAY).take("reject", "bob", reason="Không thuộc thẩm quyền.")
    open_one, returned = entered(), entered()
    returned.until("returned")
    on_line = Walk(story.file("alice", at=MONDAY), MONDAY).take("reject", "bob", reason="Sai.")

    assert listed() == [refused.dossier.code]
    for one in (open_one, returned, on_line):
        one.dossier.refresh_from_db()
        assert not one.dossier.to_hand_back


def film_answers() -> dict[str, str]:
    return {"material_form": "audio-visual", "extent": "25", "format": "MP4"}


def test_an_end_that_is_taken_back_waits_for_nothing() -> None:
    walk = Walk(film.filed(), film.NOW).take(RECEIVE_HANDED, "bob", handed_in=film.DISC, note="1 đĩa")
    walk.take("reject", "bob", reason="Sai.")
    assert listed() == [walk.dossier.code]

    take_back(walk.dossier, "bob", at=walk.at + timedelta(seconds=5))

    assert listed() == []
    assert audit.check_all().differences == []


def test_the_desk_alone_has_the_list_and_its_tab_stands_only_while_something_waits() -> None:
    bob = Visitor("bob", language="vi")
    tab = 'href="/mot-cua/?list=lying"'
    assert tab not in bob.get("/mot-cua/").content.decode()

    walk = withdrawn()

    page = bob.get("/mot-cua/").content.decode()
    assert tab in page
    assert walk.dossier.code in bob.get("/mot-cua/?list=lying").content.decode()
    assert "lying" not in queries.list_names(seats_of(story.person("dung"), LATER.date()))


def test_its_number_at_the_counter_leads_to_the_act_and_so_does_its_person() -> None:
    walk, bob = withdrawn(), Visitor("bob", language="vi")
    to_act = f'href="/mot-cua/{walk.dossier.code}/#action-{HAND_BACK}"'

    look_up = bob.post("/mot-cua/quay/", {"shown": walk.dossier.code})
    person = bob.get(f"/mot-cua/quay/nguoi/{walk.dossier.applicant_id}/")

    assert f"{to_act} autofocus>Giấy tờ, đồ vật đã nộp còn ở đây: trả lại" in look_up.content.decode()
    assert to_act in person.content.decode()
    assert f'id="action-{HAND_BACK}"' in bob.get(f"/mot-cua/{walk.dossier.code}/").content.decode()


def test_what_waits_for_somebody_stands_before_what_was_filed_since() -> None:
    walk = withdrawn()
    for _more in range(6):
        counter.entered(at=LATER)

    page = Visitor("bob", language="vi").get(f"/mot-cua/quay/nguoi/{walk.dossier.applicant_id}/")

    assert walk.dossier.code in page.content.decode()


def test_what_ended_before_is_marked_by_the_same_rule() -> None:
    waits, gone, result = withdrawn(), withdrawn(), entered()
    result.until("returned")
    hand_back(gone)
    Dossier.objects.update(to_hand_back=False)

    with connection.schema_editor() as editor:
        import_module("dossiers.migrations.0153_what_waited_to_be_handed_back_before").fill(apps, editor)

    assert list(Dossier.objects.filter(to_hand_back=True)) == [waits.dossier]
    assert audit.check_all().differences == []


def test_it_is_found_in_an_index_of_its_own() -> None:
    shown = queries.worklist("lying", seats_of(story.person("bob"), LATER.date()), LATER)
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other} = off")

    plan = shown.dossiers.order_by(shown.by, "id")[:50].explain()

    assert "using dossier_to_hand_back" in plan


def test_each_row_says_what_lies_there_since_when_and_how_to_call_and_no_row_asks_for_it_by_itself() -> None:
    papers = {f"brought-{MANUSCRIPT}.original": "2"} | OPINION
    mai = counter.mai(MONDAY, phone="+84912345678")
    walk = Walk(counter.entered(at=MONDAY, person=mai, more=papers).dossier, MONDAY)
    walk.take("ask-withdrawal", "bob", reason="Không làm nữa.").take("confirm-withdrawal", "bob")
    bob = Visitor("bob", language="vi")
    code = walk.dossier.code
    address = "/mot-cua/?list=lying"
    bob.get(address)

    with CaptureQueriesContext(connection) as one:
        page = bob.get(address).content.decode()
    withdrawn()
    withdrawn()
    bob.get(address)
    with CaptureQueriesContext(connection) as several:
        bob.get(address)

    assert "Còn ở đây từ 30/11/2026: Bản thảo" in page
    assert "(Bản chính: 2)" in page
    assert "(Bản chính: 1, Bản sao chứng thực: 1)" in page
    assert 'Điện thoại <a href="tel:0912345678">0912 345 678</a>' in page
    assert len(several) <= len(one) <= 18
    assert "Còn ở đây từ" not in bob.get(f"/mot-cua/?q={code}").content.decode()
