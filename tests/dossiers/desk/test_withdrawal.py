"""A wish to withdraw before acceptance: the desk confirms it, or is told how to where the version has no confirmation."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse

from accounts.seats import seats_of
from dossiers import queries
from dossiers.background import relay
from dossiers.models import Dossier, Letter, Notice
from dossiers.proof.audit import check_all
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.machine import Status
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, buttons_of, form_of, grown, read, rows
from tests.dossiers.lifecycle import dossier_at

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
OLD = datetime(2026, 1, 5, 9, 30, tzinfo=LOCAL)
HOUR = timedelta(hours=1)
ASKED = "Người nộp đã xin rút hồ sơ này."

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + HOUR)]


def asked() -> Walk:
    return dossier_in("filed", at=MONDAY).take("ask-withdrawal", "alice", reason="Nộp nhầm.")


def answered() -> Walk:
    """A dossier that was asked for a supplement before acceptance, was answered, and is then to be withdrawn."""
    walk = dossier_in("filed", at=MONDAY).take("ask-supplement", "bob").take("answer-supplement", "alice")
    return walk.take("ask-withdrawal", "alice", reason="Nộp nhầm.")


@pytest.mark.parametrize("walk_of", [asked, answered])
def test_it_is_confirmed_without_receipt_verdict_or_number_of_a_result(walk_of: Callable[[], Walk]) -> None:
    walk = walk_of()

    walk.take("confirm-withdrawal", "bob")
    relay.run(walk.at + HOUR)

    dossier = walk.dossier
    assert (dossier.status, dossier.holder, dossier.verdict) == (Status.WITHDRAWN, "", "")
    assert (dossier.accepted_at, dossier.resolved_at, dossier.due_at) == (None, None, None)
    assert not Letter.objects.filter(kind="receipt").exists()
    assert "withdrawn" in set(Notice.objects.values_list("kind", flat=True))
    assert check_all().differences == []


def file_of(dossier: Dossier) -> tuple[Visitor, HttpResponse]:
    bob = Visitor("bob", language="vi")
    return bob, bob.get(f"/mot-cua/{dossier.code}/")


def opened_first(content: str) -> list[str]:
    """Return the names of the acts whose forms stand open."""
    acts = content.split('id="acts"')[1].split("<details")[1:]
    heads = [act.partition(">")[0] for act in acts]
    return [
        head.split('id="action-')[1].split('"')[0]
        for head in heads
        if 'id="action-' in head and " open" in f" {' '.join(head.split())}"
    ]


def test_the_confirmation_stands_open_and_acceptance_does_not() -> None:
    walk = asked()

    _bob, page = file_of(walk.dossier)

    content = page.content.decode()
    assert ASKED in read(page).words()
    assert "accept" in buttons_of(page, "/mot-cua/")
    assert opened_first(content) == ["confirm-withdrawal"]


def test_where_the_version_has_none_it_is_said_what_ends_it_and_the_reason_stands_there(
    clock: time_machine.Traveller,
) -> None:
    walk = dossier_at("filed", at=OLD).take("ask-withdrawal", "alice")
    clock.move_to(walk.at + HOUR)

    bob, page = file_of(walk.dossier)
    said = read(page).words()

    assert f"{ASKED} Phiên bản thủ tục của hồ sơ chưa có bước xác nhận rút trước khi tiếp nhận" in said
    assert "“Từ chối tiếp nhận”" in said
    assert opened_first(page.content.decode()) == ["reject"]
    assert form_of(page, "/reject/").values["reason"] == "Người nộp đã xin rút hồ sơ."
    bob.send(page, "/reject/", {})
    assert Dossier.objects.get(pk=walk.dossier.pk).state == "rejected"


def test_neither_the_key_nor_the_act_on_many_goes_over_the_wish() -> None:
    dossier, bob = asked().dossier, Visitor("bob")
    kept = rows()

    key = bob.post(f"/mot-cua/{dossier.code}/tiep/?list=mine", {"seen": dossier.sequence})
    many = bob.get("/mot-cua/hang-loat/", {"act": "accept", "chosen": f"{dossier.code}:{dossier.sequence}"})

    assert key.headers["Location"] == f"/mot-cua/{dossier.code}/?list=mine#action-confirm-withdrawal"
    assert "The applicant has asked to withdraw this dossier." in read(many).words()
    assert grown(kept) == {}


def test_who_goes_on_meanwhile_finds_no_act_open_by_itself(clock: time_machine.Traveller) -> None:
    walk = dossier_in("tham-dinh", at=MONDAY).take("ask-withdrawal", "alice")
    clock.move_to(walk.at + HOUR)

    page = Visitor("dung", language="vi").get(f"/mot-cua/{walk.dossier.code}/")

    assert ASKED in read(page).words()
    assert "propose-granted" in buttons_of(page, "/mot-cua/")
    assert opened_first(page.content.decode()) == []


def names_of_tabs(who: str) -> list[str]:
    page = Visitor(who, language="vi").get("/mot-cua/")
    return [tab.name for tab in page.context["tabs"]]


def found_in(who: str) -> list[str]:
    page = Visitor(who, language="vi").get("/mot-cua/?list=withdrawing").content.decode()
    return re.findall(r"H26\.NN-\d{6}-\d{4}", page)


@pytest.mark.parametrize("state", ["filed", "accepted", "tham-dinh"])
def test_whoever_has_it_a_wish_to_withdraw_is_in_a_list_of_the_desk_until_it_is_answered(state: str) -> None:
    walk = dossier_in(state, at=MONDAY)
    assert "list-withdrawing" not in names_of_tabs("bob")

    walk.take("ask-withdrawal", "alice", reason="Nộp nhầm.")

    assert "list-withdrawing" in names_of_tabs("bob")
    assert "list-withdrawing" not in names_of_tabs("dung")
    assert walk.dossier.code in found_in("bob")
    seats = seats_of(story.person("bob"), MONDAY.date())
    assert queries.counts(seats, MONDAY + HOUR)["withdrawing"] == 1

    walk.take("confirm-withdrawal", "bob")

    assert "list-withdrawing" not in names_of_tabs("bob")
    assert walk.dossier.code not in found_in("bob")


def test_what_is_wanted_back_too_late_waits_for_nobody() -> None:
    walk = dossier_in("tham-dinh", at=MONDAY).take("ask-withdrawal", "alice", reason="Nộp nhầm.")
    Dossier.objects.update(status=Status.RESULT_READY)

    assert walk.dossier.code not in found_in("bob")


def test_it_is_found_in_an_index_of_its_own() -> None:
    shown = queries.worklist("withdrawing", seats_of(story.person("bob"), MONDAY.date()), MONDAY)
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other} = off")

    assert "using dossier_withdrawing" in shown.counted[0].explain()
