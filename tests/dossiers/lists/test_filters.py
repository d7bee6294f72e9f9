"""What narrows a list: read from any address, never wider than what somebody may see, one address for what is equal."""

from dataclasses import replace
from datetime import date
from random import Random
from urllib.parse import parse_qsl

import pytest
from django.core.cache import caches
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import Role
from accounts.seats import Seats, seats_of
from dossiers import queries
from dossiers.lists.filters import FILTERS, Filters
from dossiers.lists.known import known
from dossiers.lists.listed import fitting, listed
from dossiers.lists.sorts import SORTS
from dossiers.models import Dossier
from portal.demo import story
from tests.dossiers.brought import brought
from tests.dossiers.lifecycle import MONDAY, PLACES, dossier_at, local
from tests.dossiers.officers import officer
from tests.procedures.time.agencies.rows import centre, entered

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 5)
NOW = local("2026-01-20 08:00")
MIDNIGHT = local("2026-01-21 00:00")


def seats(who: str = "bob") -> Seats:
    return seats_of(story.person(who), TODAY)


def found(who: str = "bob", /, **asked: str) -> set[Dossier]:
    """Return what a list shows somebody for an address."""
    return set(listed(Filters.read({"list": "open", **asked}, seats(who), TODAY), seats(who), NOW).dossiers)


@pytest.fixture
def walked() -> dict[str, Dossier]:
    """Return a dossier in each state, filed on a Monday, one of another procedure, and one brought to a point."""
    entered(centre())
    caches["process"].clear()
    made = {state: dossier_at(state).dossier for state in PLACES}
    made["brought"] = brought("trung-tam-ba-dinh", at=local("2026-01-08 10:00"))
    return made | {"other": story.file("viet-an", at=local("2026-01-08 09:00"), slug="gp-buu-chinh")}


def test_each_filter_shows_what_it_says_and_nothing_else(walked: dict[str, Dossier]) -> None:
    dung = str(story.person("dung").pk)
    open_ones = {one for one in walked.values() if one.holder}
    cases = {
        ("procedure", "gp-buu-chinh"): {walked["other"]},
        ("sector", walked["filed"].sector): {one for one in open_ones if one.sector == walked["filed"].sector},
        ("step", "xem-xet"): {walked["xem-xet"]},
        ("step_time", "overdue"): {one for one in open_ones if one.step_due_at and one.step_due_at <= NOW},
        ("step_time", "today"): {one for one in open_ones if one.step_due_at and NOW < one.step_due_at < MIDNIGHT},
        ("holder", "specialist"): {one for one in open_ones if one.holder == Role.SPECIALIST},
        ("holder", dung): {one for one in open_ones if one.holder == Role.SPECIALIST},
        ("state", "4"): {one for one in open_ones if one.status == 4},
        ("state", "open"): open_ones,
        ("state", "done"): set(),
        ("channel", "post"): set(),
        ("point", "mot-cua"): open_ones - {walked["brought"]},
        ("point", "trung-tam-ba-dinh"): {walked["brought"]},
        ("filed_from", "2026-01-06"): {walked["other"], walked["brought"]},
        ("filed_to", "07/01/2026"): open_ones - {walked["other"], walked["brought"]},
        ("due_from", "2026-01-20"): {one for one in open_ones if one.deadline_at >= local("2026-01-20 00:00")},
        ("due_to", "2026-01-19"): {one for one in open_ones if one.deadline_at < local("2026-01-20 00:00")},
    }

    for (name, value), right in cases.items():
        assert found(**{name: value}) == right, (name, value)
    assert {name for name, _value in cases} | {"verdict", "fee", "message", "apology"} == set(FILTERS)
    assert found(state="4", step="xem-xet") == {walked["xem-xet"]}
    assert found(step_time="overdue") not in (set(), open_ones)
    assert found(list="done", step_time="overdue") == set()


def test_of_what_has_ended_the_case_officer_is_found_who_had_it(walked: dict[str, Dossier]) -> None:
    dung, ended = str(story.person("dung").pk), {one for one in walked.values() if not one.holder}

    assert found(list="done", holder=dung) == {one for one in ended if one.assignee_id == int(dung)} != set()
    late = {one for one in walked.values() if one.holder and one.late_at and one.late_at <= NOW and not one.resolved_at}
    came = {one for one in walked.values() if one.holder and one.verdict == "overdue"}
    assert found(verdict="overdue") == late | came != set()
    assert found(list="done", verdict="overdue") == {one for one in ended if one.verdict == "overdue"}
    assert found(list="done", verdict="early") == {one for one in ended if one.verdict == "early"} != set()


@pytest.mark.parametrize(
    ("who", "role"),
    [("bob", Role.ONE_STOP_OFFICER), ("hoa", Role.DIVISION_HEAD), ("lan", Role.DEPARTMENT_LEADER), ("tam", Role.CLERK)],
)
def test_whoever_a_row_names_is_found_by_name(who: str, role: Role, walked: dict[str, Dossier]) -> None:
    person = story.person(who)
    seat = next(seat for seat in seats_of(person, TODAY) if seat.role is role)
    theirs = {one for one in walked.values() if one.holder == role and one.unit_id == seat.unit_id}

    assert found(holder=str(person.pk)) == theirs != set()
    assert found(list="done", holder=str(person.pk)) == set()
    Dossier.objects.filter(pk__in=[one.pk for one in theirs]).update(applicant=person)
    assert found(holder=str(person.pk)) == set(), "nobody has one's own"


def test_steps_that_are_called_the_same_are_chosen_together() -> None:
    there = known()
    for language in ("vi", "en"):
        labels = [text.of(language) for text in there.steps.values()]
        assert len(labels) == len(set(labels)), language
    assert set(there.same_steps) > set(there.steps), "some are called the same"
    first, second = next(names for names in there.same_steps.values() if len(names) > 1)[:2]
    one, two, other = (dossier_at("tham-dinh").dossier for _n in range(3))
    Dossier.objects.filter(pk=one.pk).update(state=first)
    Dossier.objects.filter(pk=two.pk).update(state=second)

    assert found(step=first) == found(step=second) == {one, two}
    assert Filters.read({"step": second}, seats(), TODAY).query() == f"list=mine&step={first}"
    assert other not in found(step=first)


FORGED = [
    *((name, value) for name in FILTERS for value in ("zzz", "-1", "\x00", "9" * 5000, "1 OR 1=1", "²", "0001-01-01")),
    ("holder", "citizenn"), ("state", "11"), ("due_from", "9999-12-31"), ("due_from", "31/02/2026"),
    ("due_from", f"1/1/{'9' * 30}"), ("filed_to", f"{'9' * 30}/1/1"), ("sort", "-"),
    ("sort", "subject; drop"), ("cols", "password"), ("list", "everything"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), FORGED)
def test_what_means_nothing_is_left_out_and_named(name: str, value: str) -> None:
    filters = Filters.read({name: value}, seats(), TODAY)

    assert (filters.values, filters.sort, filters.columns, filters.ignored) == ((), "", (), (name,))
    assert filters.list == "mine"


def test_a_case_officer_whom_somebody_does_not_see_is_no_filter() -> None:
    other = officer("la", Role.SPECIALIST, "buu-chinh-vien-thong")
    officer("thu", Role.DIVISION_HEAD, "bao-chi-xuat-ban")

    assert Filters.read({"holder": str(other.pk)}, seats("bob"), TODAY).get("holder") == str(other.pk)
    assert Filters.read({"holder": str(other.pk)}, seats("thu"), TODAY).ignored == ("holder",)


def test_who_has_left_is_still_found_by_what_was_left_behind() -> None:
    user = story.person("dung")
    dossier = dossier_at("tham-dinh").dossier
    user.memberships.update(until=date(2026, 1, 4))

    assert found(holder=str(user.pk)) == {dossier}


values = {
    "procedure": st.sampled_from(["xb-tai-lieu-khong-kinh-doanh", "gp-buu-chinh", "x"]),
    "step": st.sampled_from(["tham-dinh", "filed", "x"]),
    "step_time": st.sampled_from(["overdue", "today", "unfit", "x"]),
    "holder": st.sampled_from([*Role, "1", "x"]),
    "state": st.integers(0, 11).map(str),
    "verdict": st.sampled_from(["early", "overdue", "x"]),
    "fee": st.sampled_from(["owed", "x"]),
    "message": st.sampled_from(["waiting", "x"]),
    "due_to": st.dates().map(str),
    "filed_from": st.dates(date(2025, 12, 1), date(2026, 3, 1)).map(str),
    "sort": st.sampled_from([*SORTS, *(f"-{name}" for name in SORTS), "x"]),
    "cols": st.sampled_from(["owed,due", "due,owed,owed", "x"]),
    "list": st.sampled_from(["mine", "late", "behind", "open", "done", "x"]),
}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    asked=st.fixed_dictionaries({}, optional=values), who=st.sampled_from(["bob", "hoa", "dung", "lan", "tam", "van"])
)
def test_whatever_is_asked_shows_no_more_than_the_list_and_has_one_address(
    asked: dict[str, str], who: str, walked: dict[str, Dossier]
) -> None:
    filters = Filters.read(asked, seats(who), TODAY)

    again = Filters.read(dict(parse_qsl(filters.query())), seats(who), TODAY)
    shown = listed(filters, seats(who), NOW)

    assert again.query() == filters.query()
    assert again.ignored == ()
    assert (again.values, again.sort, again.columns) == (filters.values, filters.sort, filters.columns)
    assert set(shown.dossiers) <= set(queries.worklist(filters.list, seats(who), NOW).dossiers)
    assert set(shown.dossiers) <= set(Dossier.objects.visible_to(seats(who)))
    assert shown.count == len(shown.in_order) == len({row.pk for row in shown.page("").rows})


def fits(dossier: Dossier, filters: Filters, who: str) -> bool:
    """Say whether a dossier stands in the list of open ones, or of those that have ended, with some filters."""
    return any(
        listed(replace(filters, list=name, text="", sort=""), seats(who), NOW).dossiers.filter(pk=dossier.pk).exists()
        for name in ("open", "done")
    )


found_values = {
    **{name: which for name, which in values.items() if name not in ("sort", "cols")},
    "holder": st.sampled_from([*Role, "dung", "x"]),
    "state": st.sampled_from(["open", "done", "1", "4", "10", "x"]),
    "verdict": st.sampled_from(["early", "on_time", "overdue"]),
    "due_from": st.dates(date(2026, 1, 1), date(2026, 3, 1)).map(str),
    "due_to": st.dates(date(2026, 1, 1), date(2026, 3, 1)).map(str),
}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    asked=st.fixed_dictionaries({}, optional=found_values),
    who=st.sampled_from(["bob", "hoa", "dung", "lan"]),
    mix=st.randoms(),
)
def test_what_was_found_fits_as_in_the_list_of_its_kind_and_keeps_its_order(
    asked: dict[str, str], who: str, mix: Random, walked: dict[str, Dossier]
) -> None:
    if asked.get("holder") == "dung":
        asked["holder"] = str(story.person("dung").pk)
    filters = Filters.read({**asked, "q": "an"}, seats(who), TODAY)
    seen = list(Dossier.objects.visible_to(seats(who)))
    mix.shuffle(seen)

    narrowed = fitting([one.pk for one in seen], filters, seats(who), NOW)

    assert narrowed == [one.pk for one in seen if not filters or fits(one, filters, who)]
    assert not set(fitting([one.pk for one in walked.values()], filters, seats(who), NOW)) - {
        one.pk for one in walked.values()
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [("holder", "dung"), ("verdict", "overdue"), ("state", "open"), ("state", "done"), ("step", "xem-xet")],
)
def test_open_ones_and_ended_ones_are_narrowed_together(name: str, value: str, walked: dict[str, Dossier]) -> None:
    value = str(story.person(value).pk) if value == "dung" else value
    filters = Filters.read({name: value, "q": "an"}, seats(), TODAY)

    narrowed = set(fitting([one.pk for one in walked.values()], filters, seats(), NOW))

    of_each = {one.pk for one in found(list="open", **{name: value}) | found(list="done", **{name: value})}
    assert narrowed == of_each != set()


def test_what_is_searched_for_stands_in_the_address_and_has_no_order_but_its_own() -> None:
    filters = Filters.read({"list": "open", "q": "An & Bình", "state": "done", "sort": "filed"}, seats(), TODAY)

    assert dict(parse_qsl(filters.query())) == {"list": "open", "q": "An & Bình", "state": "done"}
    assert (filters.sort, filters.order, filters.ignored) == ("", "", ("sort",))
    assert filters.bare.query() == "list=open&q=An+%26+B%C3%ACnh"
    assert filters.without("state").text == "An & Bình"


def test_nobody_sees_what_is_ones_own() -> None:
    dossier = story.file("alice", at=MONDAY)
    User.objects.filter(username="alice").update(is_staff=False)

    assert dossier in found("bob")
    assert found("alice") == set()
