"""Small things of the officer's file that were seen in use, each once."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from accounts.roles import Role
from dossiers.commands.given import assignable
from dossiers.display.ribbon.wording import shares as shares_of
from dossiers.models import Dossier
from dossiers.pages.logged.timeline import _event_label
from dossiers.refusals.review import SameAssignee
from portal.demo import story
from procedures.language.wording import move_on
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.officers import officer

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 1, 7, 9, 0, tzinfo=LOCAL)
MUCH_LATER = datetime(2026, 1, 14, 9, 0, tzinfo=LOCAL)


@given(some.lists(some.integers(min_value=1, max_value=10**7), min_size=1, max_size=9))
def test_shares_of_hands_sum_to_a_hundred(minutes: list[int]) -> None:
    shares = shares_of(minutes)

    assert sum(shares) == 100
    assert all(
        abs(share - Decimal(100 * part) / sum(minutes)) < Decimal("0.1")
        for share, part in zip(shares, minutes, strict=True)
    )


@pytest.mark.django_db
@pytest.mark.at(LATER)
def test_a_dossier_is_not_given_to_who_has_it() -> None:
    walk = story.dossier_in("tham-dinh", at=MONDAY)
    dossier = walk.dossier
    hoa = Visitor("hoa")
    page = hoa.get(f"/mot-cua/{dossier.code}/")
    events = dossier.events.count()

    with pytest.raises(SameAssignee):
        story.take(dossier, "reassign", "hoa", at=LATER, assignee=dossier.assignee)
    refused = hoa.send(page, "/reassign/", {"assignee": str(dossier.assignee_id), "reason": "Bận việc khác"})

    assert refused.status_code == 422
    assert "handles the dossier already" in read(refused).errors["id_reassign_assignee"]
    assert form_of(refused, "/reassign/").values["reason"].strip() == "Bận việc khác"
    assert dossier.events.count() == events


@pytest.mark.django_db
@pytest.mark.at(LATER)
def test_who_has_a_dossier_is_not_offered_for_it_and_where_there_is_nobody_else_that_is_written() -> None:
    first, second = (story.dossier_in(state, at=MONDAY).dossier for state in ("phan-cong", "tham-dinh"))
    dung, hoa = story.person("dung"), Visitor("hoa")
    alone = hoa.get(f"/mot-cua/{second.code}/")
    minh = officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    beside = hoa.get(f"/mot-cua/{second.code}/")

    assert set(assignable(first, LATER)) == {dung, minh}, "nobody has it yet"
    assert assignable(second, LATER) == [minh]
    assert "Nobody else in this division can be given the dossier now." in read(alone).words()
    assert f'<option value="{dung.pk}"' not in alone.content.decode() + beside.content.decode()
    assert "Nobody else in this division" not in read(beside).words()
    assert hoa.send(beside, "/reassign/", {"assignee": str(minh.pk)}).status_code == 302
    assert assignable(Dossier.objects.get(pk=second.pk), LATER) == [dung]


@pytest.mark.django_db
@pytest.mark.at(MUCH_LATER)
def test_a_supplement_that_is_asked_for_too_late_is_read_before_it_is() -> None:
    late, fresh = (story.dossier_in("tham-dinh", at=at).dossier for at in (MONDAY, MUCH_LATER))

    looked_at = [
        "data-looked-at"
        in Visitor("dung").get(f"/mot-cua/{one.code}/").content.decode().split("/propose-supplement/")[1][:400]
        for one in (late, fresh)
    ]

    assert looked_at == [True, False]


@pytest.mark.django_db
@pytest.mark.at(LATER)
def test_whoever_assigns_reads_to_whom() -> None:
    dossier = story.dossier_in("phan-cong", at=MONDAY).dossier
    hoa, specialist = Visitor("hoa"), assignable(dossier, LATER)[0]
    page = hoa.get(f"/mot-cua/{dossier.code}/")

    after = hoa.send(page, "/finish-phan-cong/", {"assignee": str(specialist.pk)}, follow=True)

    assert f"It is with {specialist.get_full_name()} now." in read(after).words()


@pytest.mark.django_db
@pytest.mark.at(LATER)
def test_the_log_names_the_step_that_is_done_where_the_button_names_the_one_to_come() -> None:
    walk = story.dossier_in("phan-cong", at=MONDAY).take("finish-phan-cong", "hoa")
    machine, event = walk.dossier.machine, walk.dossier.events.get(action="finish-phan-cong")
    done, to_come = machine.step("phan-cong"), machine.step("tham-dinh")
    action = machine.action(event.source, event.action)
    assert action is not None
    assert done is not None
    assert to_come is not None

    with translation.override("vi"):
        own = _event_label(machine, event, action, for_applicant=False)
        without_words = _event_label(machine, event, replace(action, label=move_on(to_come.title)), for_applicant=False)

    assert own == action.label.vi
    assert without_words == f"Hoàn thành bước: {done.title.vi}"
