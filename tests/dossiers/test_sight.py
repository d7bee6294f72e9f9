"""For each dossier and person: what policy says is what is served, by whichever door: random seats, random acts."""

import os
import random
import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.rights import OFFICERS
from accounts.seats import Seats, seats_of
from dossiers import acts, policy, queries, search
from dossiers.background import jobs as background
from dossiers.bulk import doing
from dossiers.calendars.feed import addresses
from dossiers.commands.deciding import interests
from dossiers.lists import views
from dossiers.lists.filters import Filters
from dossiers.lists.listed import listed
from dossiers.lists.openings import unopened
from dossiers.lists.people import nameable
from dossiers.models import Dossier, Format, Interest, InterestKind, Job, SavedView
from dossiers.refusals import Refusal
from dossiers.reports import export as making
from portal.demo import story
from tests.dossiers.browsing import Visitor, content_of
from tests.dossiers.bulk.choosing import NOW
from tests.dossiers.listed import listed as listed_on
from tests.dossiers.proof.records import undone
from tests.dossiers.reports.sheets import read_csv
from tests.dossiers.sight import (
    PLACES,
    TODAY,
    WHEN,
    Away,
    SeatDrawn,
    Secret,
    may_see,
    name_in_all,
    policy_says,
    seat,
    stand_in,
    world,
)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

EXAMPLES = int(os.environ.get("SIGHT_EXAMPLES", "40"))
READER = "thu"
SEATS = st.lists(
    st.builds(SeatDrawn, st.sampled_from([*PLACES]), st.just(""), st.sampled_from([*WHEN])).flatmap(
        lambda drawn: st.builds(
            SeatDrawn, st.just(drawn.role), st.sampled_from(PLACES[drawn.role]), st.just(drawn.when)
        )
    ),
    max_size=3,
    unique_by=lambda drawn: (drawn.role, drawn.unit),
)
"""None at all, or up to three."""
AWAY = st.builds(Away, SEATS.map(tuple), st.sampled_from([*WHEN]), st.none())


class Looking:
    """A person who looks at a world by every door."""

    def __init__(
        self, user: User, secrets: list[Secret], drawn: list[SeatDrawn], away: Away | None, shown_before: set[int]
    ) -> None:
        self.kept = {row.dossier_id for row in Interest.objects.standing().filter(person=user)}
        """Where this person has declared an interest: whatever the seats, nothing of these is shown (ADR 0094)."""
        self.user = User.objects.get(pk=user.pk)
        self.seats: Seats = seats_of(self.user, TODAY)
        self.secrets = secrets
        self.visitor = Visitor(user.username)
        self.meant = {one.dossier.pk for one in secrets if may_see(self.user, drawn, one.dossier, away)}
        self.meant -= self.kept
        self.had = shown_before - self.meant - self.kept
        """What an act has taken from this person: of these it is said that it did, and nothing else."""

    @property
    def hidden(self) -> list[Secret]:
        """Those of which this person may read nothing at a desk, the own one left out: of that one is asked apart."""
        return [one for one in self.secrets if one.dossier.pk not in self.meant and not self.is_own(one)]

    @property
    def open_ones(self) -> set[int]:
        """Those that are meant and not at their end."""
        return {one.dossier.pk for one in self.secrets if one.dossier.pk in self.meant and one.dossier.holder}

    def is_own(self, one: Secret) -> bool:
        return one.dossier.applicant_id == self.user.pk

    def get(self, path: str) -> HttpResponse:
        answer = self.visitor.get(path)
        self.leaks_nothing(answer, path)
        return answer

    def leaks_nothing(self, answer: HttpResponse, where: str) -> None:
        """Fail where an answer holds words of what may not be seen."""
        # What is handed out as a file is read to its end too: it is closed by that.
        text = content_of(answer).decode(errors="replace")
        leaked = [one.dossier.code for one in self.hidden if one.stands_in(text)]
        assert leaked == [], where


@pytest.fixture
def secrets() -> list[Secret]:
    reader = User.objects.create(username=READER, full_name="Lê Thu", email="thu@example.vn")
    User.objects.create(username="nam", full_name="Trần Nam")
    return world(reader)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    # Each example is small already, and takes half a second.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=SEATS, absent=st.one_of(st.none(), AWAY), seed=st.integers(0, 2**16))
def test_what_may_be_seen_is_what_is_served(
    drawn: list[SeatDrawn], absent: Away | None, seed: int, secrets: list[Secret]
) -> None:
    chance = random.Random(seed)
    with undone():
        caches["process"].clear()
        user = User.objects.get(username=READER)
        seat(user, drawn)
        if absent:
            # Of whoever has applied for one of them: in that place nobody handles it.
            absent = absent._replace(who=story.person("alice" if seed % 4 == 0 else "nam"))
            assert absent.who
            seat(absent.who, absent.drawn)
            stand_in(user, absent.who, absent.when)
        before = {one.dossier.pk for one in secrets if may_see(user, drawn, one.dossier, absent)}
        for one in chance.sample(secrets, 2):
            _something_happens(one.dossier, chance)
        for one in secrets:
            one.dossier.refresh_from_db()
        _declares(user, secrets if seed % 3 == 0 else [], chance)
        looking = Looking(user, secrets, drawn, absent, before)
        name_in_all(user, secrets)

        _policy_says_it(looking)
        _calendar(looking)
        _search(looking)
        if not looking.seats.see_dossiers:
            assert looking.get("/mot-cua/").status_code == HTTPStatus.NOT_FOUND
            return
        _lists_and_counts(looking)
        _export(looking)
        _pages_of_lists(looking)
        _bulk(looking)
        for one in chance.sample(secrets, 2):
            _one_dossier(looking, one)


def _something_happens(dossier: Dossier, chance: random.Random) -> None:
    """Let whoever may do something with a dossier; a refusal leaves it as it is."""
    moves = [*dossier.machine.actions_from(dossier.state)]
    if not moves:
        return
    action = chance.choice(moves)
    who = next((name for role, name in story.SEATED.items() if role in action.by), dossier.applicant.username)
    try:
        story.take(dossier, action.name, who, at=NOW)
    except (Refusal, LookupError):
        return


def _policy_says_it(looking: Looking) -> None:
    actors = policy.actors(looking.user, looking.seats)
    assert {one.dossier.pk for one in looking.secrets if policy_says(actors, one.dossier)} == looking.meant
    assert set(Dossier.objects.visible_to(looking.seats).values_list("pk", flat=True)) == looking.meant
    for one in looking.secrets:
        assert (queries.seen_by(looking.seats, one.dossier.code) is not None) == (one.dossier.pk in looking.meant)
        named = nameable(one.dossier, TODAY, story.person("admin").pk)
        ours = [place for place in looking.seats if place.agency_id == one.dossier.agency_id]
        assert ("Lê Thu" in named) == (
            one.dossier.pk in looking.meant and any(place.role in OFFICERS for place in ours)
        ), one.dossier.code


def _calendar(looking: Looking) -> None:
    """A telephone is handed the dates of what may be seen: nothing of a former seat, and of the own ones as their applicant."""
    made = addresses.make(looking.user, "", of_unit=True, language="vi", at=NOW)
    answer = looking.get(f"/lich/{made}.ics")
    links = re.findall(r"URL:\S+?/(mot-cua|ho-so)/(\S+?)/", content_of(answer).decode().replace("\r\n ", ""))
    codes = {one.dossier.code: one for one in looking.secrets}
    assert {code for door, code in links if door == "mot-cua"} <= {
        one.dossier.code for one in looking.secrets if one.dossier.pk in looking.open_ones
    }
    assert all(looking.is_own(codes[code]) for door, code in links if door == "ho-so")
    addresses.revoke(looking.user)


def _lists_and_counts(looking: Looking) -> None:
    seats, user = looking.seats, looking.user
    names = queries.list_names(seats)
    held = {name: set(listed(Filters(name), seats, NOW).dossiers.values_list("pk", flat=True)) for name in names}
    counts = queries.counts(seats, NOW)

    assert held["open"] == held["mentioned"] & held["open"] == looking.open_ones
    assert held["open"] | held["done"] == held["mentioned"] == looking.meant
    assert all(found <= looking.meant for found in held.values())
    assert counts == {name: len(held[name]) for name in counts}
    kept = [SavedView.objects.create(owner=user, name=name, query=f"list={name}") for name in ("open", "done", "mine")]
    assert views.counts(views.glance(seats), seats, NOW) == {view.pk: len(held[view.name]) for view in kept}
    rows = queries.rows_of(list(held["open"] | held["mine"]))
    assert unopened(rows, seats) <= held["mine"] | held.get("ready", set())


def _search(looking: Looking) -> None:
    assert set(search.search("kin", looking.seats)) <= looking.meant
    for one in looking.secrets:
        is_meant = one.dossier.pk in looking.meant
        assert search.search(one.words[0], looking.seats) == ([one.dossier.pk] if is_meant and _is_worded(one) else [])
        for typed in (one.dossier.code, f"http://x.vn/xac-minh/{one.token}/"):
            assert search.exact(typed, looking.seats) == (one.dossier.code if is_meant else "")


def _is_worded(one: Secret) -> bool:
    """Say whether its name stands in its answers, and not in its row alone."""
    return one.dossier.machine.slug == story.SLUG


def _export(looking: Looking) -> None:
    """What was chosen while it could be seen is written as far as it still can."""
    asked = making.Asked([one.dossier.pk for one in looking.secrets], ("code", "subject"), "x", Format.CSV)
    export = making.begin(asked, by=looking.user, seats=looking.seats, at=NOW)
    background.go_on(export.job_id, now=NOW, seconds=60)
    export.refresh_from_db()
    lines = read_csv(b"".join(making.bytes_of(export)))

    codes = {line[0] for line in lines[1:] if len(line) > 1}
    assert codes == {one.dossier.code for one in looking.secrets if one.dossier.pk in looking.meant}
    assert export.left_out == len(looking.secrets) - len(looking.meant)


def _pages_of_lists(looking: Looking) -> None:
    shown = listed_on(looking.get("/mot-cua/?list=open")).keys()
    assert shown == {one.dossier.code for one in looking.secrets if one.dossier.pk in looking.open_ones}
    assert listed_on(looking.get("/mot-cua/?q=kin")).keys() <= {
        one.dossier.code for one in looking.secrets if one.dossier.pk in looking.meant
    }
    news = looking.get("/mot-cua/co-gi-moi/?list=open&seen=0&last=0")
    moved = Dossier.objects.filter(pk__in=looking.open_ones).exclude(events__actor=looking.user)
    assert news.context["new"] == moved.count()


def _bulk(looking: Looking) -> None:
    codes = [one.dossier.code for one in looking.secrets]
    page = looking.visitor.get("/mot-cua/hang-loat/", {"act": "remind", "chosen": codes})
    looking.leaks_nothing(page, "bulk")
    rows = [*page.context["todo"], *page.context["left_out"]]
    seen = {row["code"] for row in rows if row["is_seen"]}
    assert seen <= {one.dossier.code for one in looking.secrets if one.dossier.pk in looking.meant}

    chosen = [[one.dossier.pk, one.dossier.sequence, ""] for one in looking.secrets]
    job = Job.objects.create(
        kind=doing.KIND.name, by=looking.user, created_at=NOW, arguments={"act": "remind", "chosen": chosen, "list": ""}
    )
    came = looking.get(f"/mot-cua/hang-loat/{job.pk}/").context["rows"]
    assert {row.dossier.pk for row in came if row.dossier} == looking.meant


def _declares(user: User, secrets: list[Secret], chance: random.Random) -> None:
    """Let somebody declare an interest in some dossiers, whether that person may see them or not."""
    for one in chance.sample(secrets, min(3, len(secrets))):
        interests.declare(one.dossier, by=user, kind=InterestKind.OTHER, reason="x", at=NOW)


def _one_dossier(looking: Looking, one: Secret) -> None:
    if one.dossier.pk in looking.kept:
        # It is said why; of one's own too.
        assert looking.get(f"/mot-cua/{one.dossier.code}/").status_code == HTTPStatus.FORBIDDEN
        return
    is_meant, code = one.dossier.pk in looking.meant, one.dossier.code
    for path in _doors(one):
        status = looking.get(path).status_code
        # Where it was open it is said at its page that it has gone.
        says_so = path.startswith("/mot-cua/dang-xem/") and one.dossier.pk in looking.had
        assert (status == HTTPStatus.NOT_FOUND) != (is_meant or says_so), (path, status)
    for path in (f"/ho-so/tep/{one.paper}/", f"/ho-so/giay/{one.token}/"):
        status = looking.get(path).status_code
        assert (status == HTTPStatus.NOT_FOUND) != (is_meant or looking.is_own(one)), (path, status)
    own = looking.get(f"/ho-so/{code}/").status_code
    assert own == (HTTPStatus.OK if looking.is_own(one) else HTTPStatus.NOT_FOUND)
    if not is_meant:
        _nothing_is_said_of_it(looking, one)


def _doors(one: Secret) -> Iterator[str]:
    yield f"/mot-cua/{one.dossier.code}/"
    yield f"/mot-cua/{one.dossier.code}/nhac-ten/?q="
    yield f"/mot-cua/dang-xem/{one.dossier.code}/?seen=0"
    yield f"/mot-cua/{one.dossier.code}/tep/{one.paper}/"


def _messages(looking: Looking, one: Secret) -> None:
    """What is pressed for several, or for a view of a list, says on the next page nothing of what may not be seen."""
    presses: dict[str, dict[str, object]] = {
        "/mot-cua/hang-loat/": {"act": "remind", "shown": f"{one.dossier.code}:{one.dossier.sequence}:", "go": "1"},
        f"/mot-cua/tep-xuat/?q={one.words[0]}": {"format": "csv"},
        f"/mot-cua/bo-loc/luu/?list=open&q={one.words[0]}": {"name": "x"},
        f"/mot-cua/{one.dossier.code}/take-back/": {"undoes": one.dossier.sequence},
    }
    for path, sent in presses.items():
        answer = looking.visitor.post(path, sent)
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, path
        # What was typed is said back to whoever typed it: it is looked for in what comes after.
        looking.leaks_nothing(looking.visitor.get("/mot-cua/"), path)
        if one.words[0] not in path:
            looking.leaks_nothing(answer, path)


def _closed_doors(one: Secret) -> Iterator[str]:
    """Give what leads nowhere whatever state a dossier is in, for whoever may not see it."""
    for name in ("du-thao", "ban-ky", "luc", "tai-lap/1", "phieu-kiem-soat"):
        yield f"/mot-cua/{one.dossier.code}/{name}/"
    yield f"/mot-cua/giay-vua-lap/{one.dossier.code}/"
    yield f"/ho-so/ket-qua/{one.dossier.code}/"


def _nothing_is_said_of_it(looking: Looking, one: Secret) -> None:
    """Whatever is done with it is answered as if there were none; of one's own, that nobody handles that."""
    code, sent = one.dossier.code, {"seen": one.dossier.sequence, "message": "x", "use": "1"}
    of_others = HTTPStatus.CONFLICT if one.dossier.pk in looking.had else HTTPStatus.NOT_FOUND
    expected = HTTPStatus.FORBIDDEN if looking.is_own(one) else of_others
    assert looking.get(f"/mot-cua/{code}/tep/{one.paper}/1/anh/").status_code == HTTPStatus.NOT_FOUND
    for path in _closed_doors(one):
        if not (looking.is_own(one) and path.startswith("/ho-so/")):
            assert looking.get(path).status_code == HTTPStatus.NOT_FOUND, path
    for path in (f"/mot-cua/gop-y/{code}/", f"/mot-cua/{code}/note/dang-soan/"):
        answer = looking.visitor.post(
            path, {**sent, "save": "answer.applicant_name", "text.answer.applicant_name": "x"}
        )
        looking.leaks_nothing(answer, path)
        assert answer.status_code == expected, path
    _messages(looking, one)
    for act in (acts.NOTE, acts.TO_APPLICANT, "accept", "tiep"):
        answer = looking.visitor.post(f"/mot-cua/{code}/{act}/", sent)
        looking.leaks_nothing(answer, act)
        assert answer.status_code == expected, act
    missing = looking.visitor.get("/mot-cua/H26.NN-000000-0000/")
    there = looking.visitor.get(f"/mot-cua/{code}/")
    if one.dossier.pk in looking.had:
        return
    assert missing.content.decode().count("<") == there.content.decode().count("<"), "what is not there reads the same"
