"""Originals that stay at the desk when a result is handed over wait there, and are handed back when somebody comes for them."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from dossiers import commands
from dossiers.acts import HAND_BACK, HAND_BACK_LATER
from dossiers.commands.given import Given, Handover
from dossiers.log.facts import facts_of, to_json
from dossiers.models import Dossier
from dossiers.proof import audit
from dossiers.refusals import InvalidAnswer
from portal.demo.story import Walk
from procedures.results import Originals, Way
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.desk.test_to_hand_back import listed, undone
from tests.dossiers.proof.records import change, forge, nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
MANUSCRIPT, OPINION = "ban-thao", "y-kien-xac-nhan"
SHOWN = {"handover_identity": "CCCD 4321"}
ALL_BACK = {"handover_originals": "given_back"}
ONE_STAYS = {**ALL_BACK, f"handover_original-{MANUSCRIPT}": "stays"}
REGISTER = "/mot-cua/so-tra-ket-qua/"
LYING = "lying"

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def ready(**more: str) -> Dossier:
    """Return what came with two originals of the manuscript and a certified copy beside them, and one of the opinion."""
    papers = {f"brought-{MANUSCRIPT}.original": "2", f"brought-{MANUSCRIPT}.certified": "1"} | more
    return Walk(counter.entered(at=MONDAY, more=papers).dossier, MONDAY).until("result-ready").dossier


def sent(dossier: Dossier, act: str, **typed: str) -> int:
    bob = Visitor("bob", language="vi")
    status = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), f"/{act}/", {**SHOWN, **typed}).status_code
    dossier.refresh_from_db()
    return status


def returned(**typed: str) -> Dossier:
    dossier = ready()
    assert sent(dossier, "return", **(typed or ONE_STAYS)) == 302
    return dossier


def words_of(dossier: Dossier) -> str:
    return read(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/")).words()


def title(dossier: Dossier, name: str) -> str:
    component = dossier.machine.component(name)
    assert component is not None
    return component.title.vi


def test_what_stays_waits_in_the_list_and_is_handed_back_later() -> None:
    dossier = returned()
    manuscript = title(dossier, MANUSCRIPT)
    assert facts_of(dossier.events.get(action="return")).waits_here == (MANUSCRIPT,)
    assert (listed(), undone()[LYING], dossier.to_hand_back) == ([dossier.code], 1, True)
    before = words_of(dossier)
    assert f"Trả lại cho người nộp: {manuscript}: Bản chính: 2" in before
    assert f"còn để tại đây, trả lại sau: {manuscript}" in before

    assert sent(dossier, HAND_BACK_LATER) == 302

    event = dossier.events.get(action=HAND_BACK_LATER)
    assert facts_of(event).went_back == {MANUSCRIPT: (2, 0)}
    assert (event.source, event.target) == ("returned", "returned")
    assert (listed(), undone()[LYING], dossier.to_hand_back) == ([], 0, False)
    after = words_of(dossier)
    assert f"Bản chính: 2 – Đã trả lại cho {counter.NAME}" in after
    assert "Trả lại cho người nộp:" not in after
    assert "Bản giấy, lưu tại Bộ phận Một cửa: Bản sao chứng thực: 1" in after
    assert audit.check_all().differences == []


def test_all_may_stay_and_go_one_by_one() -> None:
    dossier = returned(handover_originals="stays")
    facts = facts_of(dossier.events.get(action="return"))
    assert (facts.originals, facts.kept_here) == ("stays", ())
    assert {MANUSCRIPT, OPINION} <= set(facts.waits_here)
    stay = {f"handover_thing-{name}": "stays" for name in facts.waits_here if name != OPINION}

    assert sent(dossier, HAND_BACK_LATER, **stay) == 302
    assert (listed(), dossier.to_hand_back) == ([dossier.code], True)
    assert sent(dossier, HAND_BACK_LATER) == 302

    assert (listed(), dossier.to_hand_back) == ([], False)
    assert audit.check_all().differences == []


def test_what_all_stays_may_be_the_agency_s_in_part() -> None:
    dossier = returned(handover_originals="stays", **{f"handover_original-{OPINION}": "surrendered"})
    facts = facts_of(dossier.events.get(action="return"))

    assert (facts.originals, facts.kept_here) == ("stays", (OPINION,))
    assert OPINION not in facts.waits_here
    assert f"id_{HAND_BACK_LATER}_handover_thing-{OPINION}" not in words_of(dossier)
    assert audit.check_all().differences == []


@pytest.mark.parametrize("became", ["given_back", "surrendered"])
def test_what_went_or_is_the_agency_s_waits_for_nobody(became: str) -> None:
    dossier = returned(handover_originals=became)

    assert (listed(), dossier.to_hand_back) == ([], False)
    assert f'id="action-{HAND_BACK_LATER}"' not in Visitor("bob").get(f"/mot-cua/{dossier.code}/").content.decode()
    assert Visitor("bob").post(f"/mot-cua/{dossier.code}/{HAND_BACK_LATER}/", {"seen": "1"}).status_code == 422
    assert not dossier.events.filter(action=HAND_BACK_LATER).exists()


def test_it_is_asked_for_as_a_return_is_and_goes_once() -> None:
    dossier, bob = returned(), Visitor("bob", language="vi")
    old = bob.get(f"/mot-cua/{dossier.code}/")
    assert form_of(old, f"/{HAND_BACK_LATER}/").values["handover_recipient"] == counter.NAME
    with nothing_written():
        unshown = bob.send(old, f"/{HAND_BACK_LATER}/", {"handover_identity": ""})
        another = bob.send(old, f"/{HAND_BACK_LATER}/", {**SHOWN, "handover_recipient": "Lê Thị Hồng"})
    assert f"id_{HAND_BACK_LATER}_handover_identity" in read(unshown).errors
    assert "không phải người nộp hồ sơ này" in read(another).errors[f"id_{HAND_BACK_LATER}_handover_authority"]

    assert bob.send(old, f"/{HAND_BACK_LATER}/", SHOWN).status_code == 302
    with nothing_written():
        again = bob.send(old, f"/{HAND_BACK_LATER}/", SHOWN)

    assert again.status_code == 422
    assert counter.at_desk(LATER).user.get_full_name() in read(again).words()


def test_the_register_of_its_day_has_who_took_it_and_of_which_result() -> None:
    dossier = returned()
    assert sent(dossier, HAND_BACK_LATER) == 302

    register = read(Visitor("bob", language="vi").get(REGISTER)).words()

    assert dossier.result.number in register
    assert "trả bản chính còn để lại" in register
    assert f"Đã trả lại cho {counter.NAME}: {title(dossier, MANUSCRIPT)} (Bản chính: 2)" in register


def test_a_wrong_press_is_taken_back_and_it_waits_again() -> None:
    dossier = returned()
    assert sent(dossier, HAND_BACK_LATER) == 302

    assert sent(dossier, "take-back") == 302

    assert (listed(), dossier.to_hand_back) == ([dossier.code], True)
    assert audit.check_all().differences == []


def test_its_number_at_the_counter_leads_to_the_act_and_so_does_its_person() -> None:
    dossier, bob = returned(), Visitor("bob", language="vi")
    to_act = f'href="/mot-cua/{dossier.code}/#action-{HAND_BACK_LATER}"'

    assert to_act in bob.post("/mot-cua/quay/", {"shown": dossier.code}).content.decode()
    assert to_act in bob.get(f"/mot-cua/quay/nguoi/{dossier.applicant_id}/").content.decode()
    assert f'id="action-{HAND_BACK}"' not in bob.get(f"/mot-cua/{dossier.code}/").content.decode()


@pytest.mark.parametrize(
    ("originals", "kept", "waits"),
    [
        (Originals.GIVEN_BACK, (), ("gi-do",)),
        (Originals.GIVEN_BACK, (OPINION,), (OPINION,)),
        (Originals.SURRENDERED, (), (OPINION,)),
        (Originals.STAYS, (), (OPINION,)),
        (Originals.STAYS, (OPINION,), (OPINION, MANUSCRIPT)),
    ],
)
def test_nothing_waits_of_what_never_came_or_is_said_to_be_elsewhere(
    originals: Originals, kept: tuple[str, ...], waits: tuple[str, ...]
) -> None:
    dossier = ready()
    handover = Handover(counter.NAME, Way.IN_PERSON, "CCCD 4321", originals=originals, kept_here=kept, waits_here=waits)

    with nothing_written(), pytest.raises(InvalidAnswer):
        commands.advance(
            dossier,
            "return",
            actor=counter.at_desk(LATER),
            given=Given(handover=handover),
            seen=dossier.sequence,
            at=LATER,
        )


def test_the_check_of_the_record_names_what_is_said_to_wait_and_never_came() -> None:
    dossier = returned()
    event = dossier.events.get(action="return")

    change(event, facts=to_json(replace(facts_of(event), waits_here=(MANUSCRIPT, "gi-do"))))
    forge(dossier)

    assert any("waits_here" in one.what for one in audit.check_all().differences)


def test_what_is_marked_and_does_not_wait_is_named() -> None:
    dossier = returned()
    Dossier.objects.filter(pk=dossier.pk).update(to_hand_back=False)

    assert [one.what for one in audit.check_all().differences] == ["to_hand_back"]
