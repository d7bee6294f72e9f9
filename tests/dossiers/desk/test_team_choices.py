"""Who is offered on the page of a unit's work, what is asked before a dossier is given, and what stands above the board."""

from datetime import timedelta
from http import HTTPStatus

from django.utils import translation

from accounts.models import Membership, Unit
from accounts.roles import Role
from dossiers.bulk import begun
from dossiers.commands.deciding import interests
from dossiers.commands.given import specialists
from dossiers.lists.assigning import best, weigh
from dossiers.models import Dossier, InterestKind
from portal.demo import story
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor
from tests.dossiers.bulk.choosing import NOW, some
from tests.dossiers.desk.test_team import TEAM, UNIT, assignees, chosen, pytestmark, words_of
from tests.dossiers.officers import officer, substitute
from tests.dossiers.proof.records import nothing_written

__all__ = ["pytestmark"]

TODAY = local(NOW).date()
ELSEWHERE = "cong-nghe-thong-tin"


def declared(dossier: Dossier, username: str) -> None:
    kind = InterestKind.RELATIVE
    interests.declare(dossier, by=story.person(username), kind=kind, reason="Anh ruột nộp.", at=NOW)


def test_what_somebody_works_on_in_the_place_of_who_is_away_counts() -> None:
    officer("quan", Role.SPECIALIST, UNIT)
    officer("mai", Role.SPECIALIST, UNIT)
    lying = some(2, "tham-dinh")
    [waiting] = some(1, "phan-cong")
    substitute("dung", "quan", TODAY, TODAY + timedelta(days=2))

    weighed = {one.person.username: one for one in weigh([waiting], specialists(waiting.division_id, TODAY), TODAY)}
    suggested = best([waiting], weighed.values())

    assert (weighed["quan"].load, weighed["quan"].in_place, weighed["mai"].load) == (2, 2, 0)
    assert suggested is not None
    assert suggested.person.username == "mai"
    # What is moved from who is away to who stands in brings that one nothing new.
    assert weighed["quan"].weight(lying[:1]) == 1
    with translation.override("en"):
        only = best([waiting], [weighed["quan"]])
    assert only is not None
    assert "quan has 0 dossiers now and works on 2 in the place of who is away" in only.why
    assert "quan (2)" in words_of(Visitor("hoa").get(TEAM))


def test_whether_an_interest_stands_against_it_is_asked_before_a_dossier_is_given_by_the_board() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    [other] = some(1, "tham-dinh")
    [waiting] = some(1, "phan-cong")
    assert waiting.applicant_id == other.applicant_id
    declared(other, "nga")
    hoa = Visitor("hoa")
    sent = {"do": "move", "assignee": story.person("nga").pk, "chosen": chosen([waiting]), "note": "Ưu tiên"}

    with nothing_written():
        asked = hoa.post(TEAM, sent)

    assert asked.status_code == HTTPStatus.CONFLICT
    said = (
        f"{waiting.code}: Declared an interest in another dossier of this applicant: nga. Ask before you give it there."
    )
    assert said in words_of(asked)
    assert "somebody is writing" not in words_of(asked)
    hoa.post(TEAM, {**sent, begun.MEANT: "1"})
    assert assignees([waiting]) == ["nga"]


def test_to_whom_no_interest_stands_against_it_is_given_at_once() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    officer("mai", Role.SPECIALIST, UNIT)
    [other] = some(1, "tham-dinh")
    [waiting] = some(1, "phan-cong")
    declared(other, "mai")

    Visitor("hoa").post(TEAM, {"do": "move", "assignee": nga.pk, "chosen": chosen([waiting])})

    assert assignees([waiting]) == ["nga"]


def test_below_a_list_of_one_division_nobody_of_another_is_offered() -> None:
    kien = officer("kien", Role.SPECIALIST, ELSEWHERE)
    there = Membership.objects.filter(user=story.person("hoa"), role=Role.DIVISION_HEAD, unit__slug=ELSEWHERE)
    assert there.exists()
    some(1, "phan-cong")

    page = Visitor("hoa").get(TEAM)

    [(division, offered)] = page.context["people"]
    assert division == ""
    assert kien.pk not in {one.person.pk for one in offered}
    assert story.person("dung").pk in {one.person.pk for one in offered}


def test_below_a_list_of_two_each_stands_below_the_own_division() -> None:
    kien, nga = officer("kien", Role.SPECIALIST, ELSEWHERE), officer("nga", Role.SPECIALIST, UNIT)
    _first, second = some(2, "phan-cong")
    elsewhere = Unit.objects.get(slug=ELSEWHERE)
    Dossier.objects.filter(pk=second.pk).update(unit=elsewhere, division=elsewhere)

    page = Visitor("hoa").get(TEAM)

    groups = {division: [one.person.pk for one in officers] for division, officers in page.context["people"]}
    assert kien.pk in groups[elsewhere.name_en]
    assert nga.pk not in groups[elsewhere.name_en]
    assert len(groups) == 2
    assert f'<optgroup label="{elsewhere.name_en}">' in page.content.decode()


def test_a_declaration_by_which_nothing_is_to_be_done_is_folded() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    first, second = some(2, "tham-dinh")
    declared(first, "nga")
    declared(second, "dung")

    page = Visitor("hoa").get(TEAM).content.decode()

    above, folded = page.split('<table class="worklist worklist--list" id="people">')[0].split(
        "Interests that stand, with nothing to be done"
    )
    assert first.code in folded
    assert first.code not in above
    assert f'<span class="code">{second.code}</span>' in above
    assert "must be moved" not in folded


def test_where_ending_a_folded_one_is_refused_it_stands_open() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    [first] = some(1, "tham-dinh")
    declared(first, "nga")
    hoa = Visitor("hoa")
    assert "<details><summary>Interests that stand" in hoa.get(TEAM).content.decode()

    refused = hoa.post(TEAM, {"end": first.interests.get().pk, "why": ""})

    assert "<details open><summary>Interests that stand" in refused.content.decode()


def test_a_leave_that_was_entered_stands_beside_the_name_before_it_begins() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    substitute("nga", "dung", TODAY + timedelta(days=3), TODAY + timedelta(days=5))

    words = words_of(Visitor("hoa").get(TEAM))

    assert "nga away 03/12/2026–05/12/2026, Hoàng Tiến Dũng stands in" in words
