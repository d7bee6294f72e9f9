"""Whoever asks for a paper that a database of the State has is asked about that once, and nothing typed is lost (NQ 66.7/2025/NQ-CP)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from pytest_django import Settings
from time_machine import Traveller

from dossiers.models import Dossier
from portal.demo.story import Walk
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.filing.lookups import looked
from tests.dossiers.filing.lookups.looked import CHECK, IDENTITY, KNOWN, NOW, SLUG, TRADE, UNKNOWN

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

REASON = "Tên cơ sở ghi trên giấy tờ chưa thống nhất."
TYPED = {f"component-{TRADE}": "Nộp bản còn rõ chữ.", "reason": REASON}
CALLED = "Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp"


@pytest.fixture(autouse=True)
def _published(tmp_path: Path) -> None:
    looked.published(tmp_path)


def filed(number: str = KNOWN, *papers: str) -> Dossier:
    """Return a dossier that was filed on line, its papers looked up."""
    alice = Visitor("alice", language="vi")
    answer = alice.send(looked.sent(alice, *papers, number=number), CHECK, {})
    return Dossier.objects.get(code=answer.url.split("/")[-3])


def pressed(dossier: Dossier, typed: dict[str, str]) -> tuple[Visitor, HttpResponse]:
    bob = Visitor("bob", language="vi")
    return bob, bob.send(bob.get(f"/mot-cua/{dossier.code}/"), "ask-supplement/", typed)


def test_it_is_asked_with_paper_and_database_and_goes_out_at_the_next_press_with_all_that_was_typed() -> None:
    dossier = filed()

    bob, asked = pressed(dossier, TYPED)

    assert asked.status_code == 422
    said = read(asked).errors["id_ask-supplement_reason"]
    assert "Bản sao có chứng thực giấy đăng ký kinh doanh" in said
    assert f"Tra cứu được trong {CALLED} lúc 09:00 06/01/2026" in said
    assert "66.7/2025/NQ-CP" in said
    assert not dossier.events.filter(action="ask-supplement").exists()
    values = form_of(asked, "ask-supplement/").values
    assert {name: values[name] for name in TYPED} == TYPED
    assert bob.send(asked, "ask-supplement/", {"database_meant": "on"}).status_code == 302
    assert dossier.events.filter(action="ask-supplement").exists()


def test_both_papers_are_named_in_one_question() -> None:
    _bob, asked = pressed(filed(), TYPED | {f"component-{IDENTITY}": "Nộp bản mới."})

    said = read(asked).errors["id_ask-supplement_reason"]
    assert CALLED in said
    assert "Cơ sở dữ liệu quốc gia về dân cư" in said


def test_a_paper_without_a_database_is_not_asked_about() -> None:
    dossier = filed()
    other = next(one.name for one in dossier.machine.components if not one.database)

    _bob, sent = pressed(dossier, {f"component-{other}": "Ký lại.", "reason": REASON})

    assert sent.status_code == 302


def test_where_the_look_up_failed_the_paper_is_asked_for_as_the_law_has_it() -> None:
    _bob, sent = pressed(filed(UNKNOWN, TRADE), TYPED)

    assert sent.status_code == 302


def on_paper() -> Dossier:
    dossier = counter.entered(SLUG, at=NOW, accept=False, more=looked.answers()).dossier
    assert not dossier.events.get(sequence=1).facts.get("lookups")
    return dossier


def test_what_nobody_has_looked_up_is_asked_about_where_the_office_can() -> None:
    dossier = on_paper()

    _bob, asked = pressed(dossier, TYPED)

    assert asked.status_code == 422
    assert f"cần tra cứu trong {CALLED}" in read(asked).errors["id_ask-supplement_reason"]


def test_where_the_office_is_not_connected_the_paper_is_asked_for(settings: Settings) -> None:
    settings.PAPER_LOOKUP = ""

    _bob, sent = pressed(on_paper(), TYPED)

    assert sent.status_code == 302


def test_who_passes_on_what_was_asked_about_is_not_asked_again(clock: Traveller) -> None:
    walk = Walk(filed(), NOW).until("tham-dinh")
    walk.take("propose-supplement", "dung", components={TRADE: TYPED[f"component-{TRADE}"]}, reason=REASON)
    clock.move_to(walk.at + timedelta(hours=1))
    bob, page = Visitor("bob", language="vi"), f"/mot-cua/{walk.dossier.code}/"

    added = bob.send(bob.get(page), "issue-supplement/", {f"component-{IDENTITY}": "Nộp bản mới."})

    said = read(added).errors["id_issue-supplement_reason"]
    assert "dân cư" in said
    assert CALLED not in said
    assert bob.send(bob.get(page), "issue-supplement/", {f"component-{IDENTITY}": ""}).status_code == 302
