"""Whom a dossier is best given to: few dossiers, a procedure that is known, never who is away or kept out; why, in words."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Unit, User
from accounts.people.soon import AHEAD
from accounts.roles import Role
from dossiers.commands.deciding import interests
from dossiers.commands.given import specialists
from dossiers.lists.assigning import KNOWS, best, divide, weigh, with_proposed
from dossiers.models import Dossier, InterestKind
from dossiers.pages.acting.officer_field import case_officer_field
from portal.demo import story
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import BULK, NOW, some
from tests.dossiers.officers import officer, substitute

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TODAY = local(NOW).date()
UNIT = "bao-chi-xuat-ban"


def suggested(dossiers: list[Dossier]) -> tuple[str, str]:
    """Return who is suggested for some dossiers together, and why; nothing where nobody is."""
    with translation.override("en"):
        found = best(dossiers, weigh(dossiers, specialists(dossiers[0].division_id, TODAY), TODAY))
    return (found.person.username, found.why) if found else ("", "")


def with_file(username: str, count: int) -> None:
    """Let a case officer have so many dossiers more."""
    for dossier in some(count, "phan-cong"):
        story.take(dossier, "finish-phan-cong", "hoa", at=NOW, assignee=story.person(username))


def test_it_is_who_has_least_and_the_sentence_says_so() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    with_file("dung", 2)
    [dossier] = some(1, "phan-cong")

    who, why = suggested([dossier])

    assert who == "nga"
    assert why == "nga has 0 dossiers now, nobody who is there has fewer; has not done this procedure lately."


def test_who_has_done_the_procedure_is_preferred_unless_that_one_has_much_more() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    some(1, "returned")
    with_file("dung", KNOWS - 1)
    [dossier] = some(1, "phan-cong")

    first = suggested([dossier])
    with_file("dung", 2)
    second = suggested([dossier])

    assert first == ("dung", FIRST)
    assert second == ("nga", SECOND)


FIRST = "Hoàng Tiến Dũng has 2 dossiers now; has done 1 of this procedure lately, which counts as 3 dossiers fewer."
SECOND = (
    "nga has 0 dossiers now, nobody who is there has fewer; has not done this procedure lately, while Hoàng Tiến Dũng, "
    "who has, has 4."
)


def test_what_is_late_goes_to_who_has_done_its_procedure_however_much_that_one_has() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    some(1, "returned")
    files = some(KNOWS + 3, "tham-dinh")
    officers = weigh(files, specialists(files[0].division_id, TODAY), TODAY)
    late = {files[0].pk}

    with translation.override("en"):
        first, second = list(divide(files[:2], officers, late=late))
        alone = best(files[:1], officers, late=late)

    assert (first.stays, second.stays) == (True, False)
    assert first.suggestion is not None
    assert first.suggestion.why == (
        "Hoàng Tiến Dũng has 6 dossiers now; has done 1 of this procedure lately, and what is late goes to who has."
    )
    assert second.suggestion is not None
    assert second.suggestion.why == (
        "nga has 0 dossiers now, nobody who is there has fewer; has not done this procedure lately, while Hoàng Tiến Dũng, "
        "who has, has 6."
    )
    # Where nobody else has done it, whoever is there gets it.
    assert alone is not None
    assert alone.person.username == "nga"


def test_who_is_away_has_applied_or_is_kept_out_is_never_suggested() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    with_file("dung", 1)
    [dossier, other] = some(2, "phan-cong")
    Dossier.objects.filter(pk=other.pk).update(applicant=story.person("carol"))
    assert suggested([dossier])[0] == "nga"

    interests.declare(dossier, by=nga, kind=InterestKind.OTHER, reason="x", at=NOW)
    assert (suggested([dossier])[0], suggested([other])[0]) == ("dung", "nga")
    assert suggested([dossier, other])[0] == "dung"

    day = timedelta(days=1)
    substitute("nga", "dung", since=TODAY - day, until=TODAY + day)
    assert suggested([other])[0] == "dung"
    substitute("dung", "hoa", since=TODAY, until=TODAY)
    assert suggested([other]) == ("", "")


def test_an_account_of_the_same_person_as_the_applicant_is_kept_out() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    with_file("dung", 1)
    [dossier] = some(1, "phan-cong")
    User.objects.filter(username="nga").update(personal_id=dossier.applicant.personal_id)

    assert suggested([dossier])[0] == "dung"


def test_who_has_it_is_not_suggested_for_it() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    [dossier] = some(1, "tham-dinh")

    assert suggested([dossier])[0] == "nga"


def test_it_is_one_statement_however_many_dossiers_and_people_there_are() -> None:
    for number in range(4):
        officer(f"nga{number}", Role.SPECIALIST, UNIT)
    dossiers = some(3, "phan-cong")
    people = specialists(dossiers[0].division_id, TODAY)

    with CaptureQueriesContext(connection) as asked:
        best(dossiers, weigh(dossiers, people, TODAY))

    assert len(asked) == 1
    with CaptureQueriesContext(connection) as none:
        assert weigh(dossiers, [], TODAY) == []
    assert len(none) == 0


def test_several_are_divided_so_that_nobody_has_much_more_than_others() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    officer("thu", Role.SPECIALIST, UNIT)
    dossiers = some(6, "phan-cong")
    people = specialists(dossiers[0].division_id, TODAY)

    found = list(divide(dossiers, weigh(dossiers, people, TODAY)))

    got = [one.suggestion.person.username for one in found if one.suggestion]
    assert sorted(got) == ["dung", "dung", "nga", "nga", "thu", "thu"]
    assert all(one.suggestion and one.suggestion.why for one in found)


def test_where_nobody_may_have_it_it_is_said_who_is_kept_out_of_it() -> None:
    [dossier] = some(1, "phan-cong")
    interests.declare(dossier, by=story.person("dung"), kind=InterestKind.OTHER, reason="x", at=NOW)
    people = specialists(dossier.division_id, TODAY)

    [found] = divide([dossier], weigh([dossier], people, TODAY))

    assert found.suggestion is None
    assert found.barred.startswith("Hoàng Tiến Dũng không được giải quyết: ")


def test_what_its_officer_has_as_good_as_another_stays_and_only_the_rest_is_moved() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    dossiers = some(4, "tham-dinh")
    people = specialists(dossiers[0].division_id, TODAY)

    found = list(divide(dossiers, weigh(dossiers, people, TODAY)))

    assert [one.stays for one in found].count(True) == 2
    assert {one.suggestion.person.username for one in found if one.suggestion and not one.stays} == {"nga"}


def test_it_stands_beside_the_choice_on_the_file_and_for_many() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    with_file("dung", 1)
    [dossier, other] = some(2, "phan-cong")
    hoa = Visitor("hoa")

    alone = read(hoa.get(f"/mot-cua/{dossier.code}/")).words()
    many = read(hoa.get(BULK, {"act": "assign", "chosen": [dossier.code, other.code]})).words()

    assert "Suggested: nga has 0 dossiers now" in alone
    assert "Suggested: nga has 0 dossiers now" in many


def test_days_of_an_absence_are_those_that_count() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    with_file("dung", 1)
    substitute("nga", "dung", since=TODAY + AHEAD + timedelta(days=1), until=date(2027, 1, 5))
    [dossier] = some(1, "phan-cong")

    assert suggested([dossier])[0] == "nga"


def test_who_is_kept_out_is_not_offered() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    [dossier, other] = some(2, "phan-cong")
    interests.declare(dossier, by=nga, kind=InterestKind.OTHER, reason="x", at=NOW)
    hoa, option = Visitor("hoa"), f'<option value="{nga.pk}">'

    assert option not in hoa.get(f"/mot-cua/{dossier.code}/").content.decode()
    assert option in hoa.get(f"/mot-cua/{other.code}/").content.decode()


def test_what_somebody_has_in_another_division_counts_too() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    elsewhere = Unit.objects.get(slug="buu-chinh-vien-thong")
    with_file("dung", 2)
    Dossier.objects.filter(assignee=story.person("dung")).update(unit=elsewhere, division=elsewhere)
    [dossier] = some(1, "phan-cong")
    officers = weigh([dossier], specialists(dossier.division_id, TODAY), TODAY)

    assert {one.person.username: one.now for one in officers} == {"dung": 2, "nga": 0}
    assert suggested([dossier])[0] == "nga"


def test_a_line_says_what_somebody_has_and_what_the_lines_above_would_bring() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    dossiers = some(4, "phan-cong")
    people = specialists(dossiers[0].division_id, TODAY)

    with translation.override("en"):
        found = list(divide(dossiers, weigh(dossiers, people, TODAY)))

    whys = [one.suggestion.why for one in found if one.suggestion]
    assert ["by what stands above" in why for why in whys] == [False, False, True, True]
    assert all("has 0 dossiers now" in why for why in whys)
    assert "has 0 dossiers now, 1 by what stands above, nobody who is there has fewer" in whys[2]


def test_what_stays_is_counted_without_what_is_taken_away_above() -> None:
    officer("nga", Role.SPECIALIST, UNIT)
    dossiers = some(4, "tham-dinh")
    people = specialists(dossiers[0].division_id, TODAY)

    with translation.override("en"):
        found = list(divide(dossiers, weigh(dossiers, people, TODAY)))

    staying = [one.suggestion.why for one in found if one.suggestion and one.stays]
    said = "Hoàng Tiến Dũng has 4 dossiers now, 2 by what stands above, nobody who is there has fewer;"
    assert len(staying) == len(dossiers) / 2
    assert all(why.startswith(said) for why in staying)


def test_one_proposal_over_two_divisions_counts_all_that_stands_above() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    dossiers = some(3, "phan-cong")
    officers = weigh(dossiers, [nga], TODAY)
    above = list(divide(dossiers[:2], officers))

    with translation.override("en"):
        [last] = divide(dossiers[2:], with_proposed(officers, above))

    assert last.suggestion is not None
    assert "nga has 0 dossiers now, 2 by what stands above" in last.suggestion.why


def test_who_has_declared_an_interest_in_another_dossier_of_the_applicant_is_named_and_not_refused() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    with_file("dung", 1)
    [declared, other] = some(2, "phan-cong")
    said = "Declared an interest in another dossier of this applicant: nga. Ask before you give it there."
    assert said not in suggested([other])[1]

    found = interests.declare(declared, by=nga, kind=InterestKind.OTHER, reason="x", at=NOW)

    who, why = suggested([other])
    assert who == "dung", "who has more is asked nothing"
    assert why.endswith(said)
    assert said not in suggested([declared])[1], "there nga is refused"
    interests.end(found, by=story.person("hoa"), reason="Không còn đúng.", at=NOW)
    assert said not in suggested([other])[1]


def test_who_has_to_be_asked_first_is_never_preset() -> None:
    nga, dung = officer("nga", Role.SPECIALIST, UNIT), story.person("dung")
    with_file("dung", 3)
    [declared, other, free] = some(3, "phan-cong")
    Dossier.objects.filter(pk=free.pk).update(applicant=story.person("carol"))
    interests.declare(declared, by=nga, kind=InterestKind.RELATIVE, reason="x", at=NOW)

    [beside] = divide([other], weigh([other], [nga, dung], TODAY))
    [alone] = divide([other], weigh([other], [nga], TODAY))
    [of_another] = divide([free], weigh([free], [nga], TODAY))

    assert beside.suggestion is not None
    assert beside.suggestion.person == dung
    assert alone.suggestion is None, "it stays where it is"
    assert "nga" in alone.asked
    assert of_another.suggestion is not None


def test_the_only_one_who_is_offered_and_has_to_be_asked_is_not_chosen_beforehand() -> None:
    dung = story.person("dung")
    [declared, other] = some(2, "phan-cong")
    assert case_officer_field([other], NOW).choices[0][0] == str(dung.pk)

    interests.declare(declared, by=dung, kind=InterestKind.RELATIVE, reason="x", at=NOW)

    assert case_officer_field([other], NOW).choices[0][0] == ""


def test_the_owner_for_whom_another_files_is_the_same_applicant() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    [declared, other, third] = some(3, "phan-cong")
    Dossier.objects.filter(pk=other.pk).update(applicant=story.person("carol"), organisation="Công ty TNHH Việt An")
    Dossier.objects.filter(pk=third.pk).update(applicant=story.person("carol"), organisation="Công ty khác")
    Dossier.objects.filter(pk=declared.pk).update(organisation="Công ty TNHH VIỆT AN")
    interests.declare(declared, by=nga, kind=InterestKind.RELATIVE, reason="x", at=NOW)

    [weighed] = weigh([other, third], [nga], TODAY)

    assert weighed.related == {other.pk}


@pytest.mark.parametrize("how", ["seat", "leave"])
def test_who_soon_is_not_there_is_proposed_last_and_it_is_said(how: str) -> None:
    day = timedelta(days=1)
    nga, dung = officer("nga", Role.SPECIALIST, UNIT), story.person("dung")
    with_file("dung", 3)
    [dossier] = some(1, "phan-cong")
    if how == "seat":
        nga.memberships.update(until=TODAY + AHEAD - day)
        when = f"here until {TODAY + AHEAD - day:%d/%m/%Y} only"
    else:
        substitute("nga", "dung", since=TODAY + AHEAD, until=TODAY + AHEAD)
        when = f"away {TODAY + AHEAD:%d/%m/%Y}"

    with translation.override("en"):
        who, why = suggested([dossier])
        [proposed] = divide([dossier], weigh([dossier], [nga, dung], TODAY))
        [alone] = divide([dossier], weigh([dossier], [nga], TODAY))
        options = dict(case_officer_field([dossier], NOW).choices)

    assert who == "dung"
    assert f"Soon not there: nga ({when})." in why
    assert proposed.suggestion is not None
    assert proposed.suggestion.person == dung
    if how == "seat":
        assert alone.suggestion is None, "it stays where it is: it would lie again in days"
        assert f"Soon not there: nga ({when})." in alone.asked
    else:
        assert alone.suggestion is not None
        assert alone.suggestion.person == nga, "nobody else is there, and a leave ends"
    assert options[str(nga.pk)] == f"nga ({when})"


def test_who_is_away_today_is_marked_in_the_choice_of_the_file_with_who_stands_in() -> None:
    nga, until = officer("nga", Role.SPECIALIST, UNIT), TODAY + timedelta(days=3)
    substitute("nga", "dung", since=TODAY - timedelta(days=1), until=until)
    substitute("dung", "nga", since=TODAY + timedelta(days=7), until=TODAY + timedelta(days=8))
    [dossier] = some(1, "phan-cong")

    with translation.override("en"):
        options = dict(case_officer_field([dossier], NOW).choices)

    days = f"{TODAY - timedelta(days=1):%d/%m/%Y}–{until:%d/%m/%Y}"
    assert options[str(nga.pk)] == f"nga (away {days}, Hoàng Tiến Dũng stands in)"
    coming = f"{TODAY + timedelta(days=7):%d/%m/%Y}–{TODAY + timedelta(days=8):%d/%m/%Y}"
    assert options[str(story.person("dung").pk)] == f"Hoàng Tiến Dũng (away {coming})"


def test_what_comes_later_or_in_another_division_is_no_matter() -> None:
    nga = officer("nga", Role.SPECIALIST, UNIT)
    nga.memberships.update(until=TODAY + AHEAD)
    nga.memberships.create(role=Role.DIVISION_HEAD, unit=Unit.objects.get(slug=UNIT), since=TODAY, until=TODAY)
    substitute("nga", "dung", since=TODAY + AHEAD + timedelta(days=1), until=TODAY + AHEAD + timedelta(days=1))
    [dossier] = some(1, "phan-cong")

    [weighed] = weigh([dossier], [nga], TODAY)

    assert not weighed.leaves([dossier])
    assert weighed.leaving([dossier]) == ""
