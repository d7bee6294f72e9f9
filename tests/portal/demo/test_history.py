"""The model case through its command: stopped, resumed, right, and nobody is disturbed by it."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Substitution, User
from accounts.rights import STEP_ROLES
from accounts.roles import Role
from dossiers.clock import Verdict
from dossiers.commands import given
from dossiers.commands.replay import replay, seated_then
from dossiers.filing import drafts
from dossiers.manager import words
from dossiers.models import Attachment, Dossier, Event, Letter, Notice, Origin, OutboxEntry, Seal
from dossiers.proof import audit
from dossiers.reports import cells, statistics
from dossiers.reports.lived import lately
from dossiers.reports.periods import MODEL_CASE, Period
from portal.demo import story
from portal.demo.history import officers, people, plan, play
from portal.demo.history.plan import Course
from portal.postgres import BASE_DIR
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests import databases

MONTH = "2016-02"
FORTNIGHT = (date(2016, 2, 1), date(2016, 2, 14))
SPAN = ("--from", "2016-02-01", "--until", "2016-02-14")
DAYS = ("--from", "2018-06-20", "--until", "2018-06-21")
"""Between them the regime changes."""


def load(*arguments: str) -> str:
    """Run the command and return what it says last."""
    words = io.StringIO()
    call_command("load_history", *arguments, stdout=words)
    return words.getvalue().splitlines()[-1]


def started(*arguments: str, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start the command on the test's database and files, in a process of its own."""
    own = {"DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": databases.url(), "MOTCUA_DEMO": "1"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "load_history", *arguments],
        env={**os.environ, **own, "STORAGE_URL": f"file://{settings.MEDIA_ROOT}"},
        cwd=BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        start_new_session=True,
    )


def stopped_after(process: subprocess.Popen[bytes], count: int) -> int:
    """Kill a run once so many dossiers are there; return how many there are."""
    until = time.monotonic() + 60
    while Dossier.objects.count() < count:
        assert process.poll() is None, "it has ended by itself"
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    time.sleep(0.5)
    left = Dossier.objects.count()
    time.sleep(0.5)
    assert Dossier.objects.count() == left, "something goes on without it"
    return left


def test_a_fortnight_that_is_killed_in_the_middle_goes_on_and_is_right(committed_db):
    left = stopped_after(started(*SPAN), 20)
    said = load(*SPAN)

    planned = play.planned(play.prepare(at=timezone.now()), *FORTNIGHT)
    assert 20 <= left < len(planned)
    assert said.startswith(f"{len(planned) - left} dossiers were played: {len(planned)} of 01/02/2016 – 14/02/2016")
    assert {dossier.draft_key for dossier in Dossier.objects.all()} == {filing.key for filing in planned}
    report = audit.check_all()
    assert (report.dossiers, report.differences) == (len(planned), [])
    figures = statistics.figures(Dossier.objects.all(), MODEL_CASE, timezone.now())
    resolved = [filing for filing in planned if filing.is_resolved]
    assert figures.resolved == len(resolved)
    assert figures.online == sum(filing.channel == "online" for filing in resolved)
    assert figures.overdue == sum(filing.late for filing in resolved)
    assert figures.pending == 0
    assert not any(filing.answered_late for filing in planned)
    assert not any(answered_late(dossier) for dossier in Dossier.objects.all())
    assert_only_history()
    assert_numbered_without_gap()
    assert_judged_by_the_log()

    rows = list(Dossier.objects.order_by("pk").values())
    assert load(*SPAN).startswith("All is there already")
    assert list(Dossier.objects.order_by("pk").values()) == rows


def answered_late(dossier: Dossier) -> bool:
    """Say whether the desk looked at a filing after its time, as the clock recorded it."""
    return any(event.facts.get("answer", {}).get("late") for event in dossier.events.all())


def test_while_one_process_plays_no_other_does(committed_db):
    with play.alone():
        other = started("--month", MONTH, stderr=subprocess.PIPE)
        _out, said = other.communicate(timeout=60)
    assert other.returncode == 1
    assert b"Another process plays" in said
    assert not Dossier.objects.exists()


def assert_only_history() -> None:
    """Every event says that it is history and is sealed; nothing was sent; nobody has work from it."""
    assert set(Dossier.objects.values_list("origin", flat=True)) == {Origin.HISTORY}
    assert not Event.objects.exclude(facts__origin="history").exists()
    assert not Event.objects.filter(at__gte=MODEL_CASE.closes).exists()
    assert Seal.objects.exists()
    assert not Dossier.objects.exclude(holder="").exists()
    for sent in (OutboxEntry, Letter, Notice):
        assert not sent.objects.exists()


def assert_numbered_without_gap() -> None:
    """Each filing day counts from one, in the order of filing."""
    days = Counter()
    for dossier in Dossier.objects.order_by("filed_at"):
        agency_code, day, number = dossier.code.rsplit("-", 2)
        days[day] += 1
        assert (agency_code, int(number)) == (settings.AGENCY_CODE, days[day])


def assert_judged_by_the_log() -> None:
    """Each verdict is the one that the clock recorded in the event that resolved the dossier."""
    verdicts = set()
    for dossier in Dossier.objects.exclude(resolved_at=None).prefetch_related("events"):
        closing = next(event for event in dossier.events.all() if event.at == dossier.resolved_at)
        assert closing.reading["verdict"] == dossier.verdict
        verdicts.add(dossier.verdict)
    assert verdicts == set(Verdict)


def test_days_of_two_regimes_are_played_under_both_and_changes_nothing_in_force(committed_db):
    today = timezone.localdate()
    in_force = set(ProcedureVersion.objects.current(on=today).values_list("digest", flat=True))

    load(*DAYS)

    numbers = Counter(Dossier.objects.values_list("version__version", flat=True))
    assert numbers.keys() == {1601, 1806}
    assert set(ProcedureVersion.objects.current(on=today).values_list("digest", flat=True)) == in_force
    assert set(ProcedureVersion.objects.current().values_list("digest", flat=True)) == in_force
    assert ProcedureVersion.objects.in_force_on(today).count() == len(in_force)
    assert lately.most_filed(3) == [], "what was filed years ago is not filed lately"
    published = io.StringIO()
    call_command("publish_procedures", stdout=published)
    assert "unchanged" in published.getvalue()


def test_nobody_can_sign_in_as_those_who_applied_and_their_files_are_real_and_stay(committed_db, client):
    load(*DAYS)

    assert_nobody_signs_in(client)
    paths = set(Attachment.objects.exclude(dossier=None).values_list("file", "sha256", "size"))
    assert len(paths) < 4 < Attachment.objects.count()
    draft = story.draft_of("alice", timezone.now())
    for attachment in draft.attachments.all():
        drafts.remove_file(draft, attachment.pk)
    for path, sha256, size in paths:
        with default_storage.open(path) as file:
            content = file.read()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (sha256, size)


def assert_nobody_signs_in(client: Client) -> None:
    applicants = User.objects.filter(username__startswith=people.PREFIX)
    assert applicants.count() == people.PEOPLE
    assert not applicants.exclude(is_active=False).exists()
    for applicant in applicants[:5]:
        assert not applicant.has_usable_password()
        assert not client.login(username=applicant.username, password="")


def test_the_managers_page_counts_it_and_offers_its_period(committed_db, client):
    client.force_login(story.person("carol"))
    assert "2016 – 08/2019" not in client.get("/quan-ly/").content.decode()
    load(*DAYS)

    page = client.get("/quan-ly/", {"start": "2016-01-01", "end": "2019-08-31"})

    total = page.context["compared"].now
    assert total.resolved == Dossier.objects.exclude(resolved_at=None).count() > 0
    assert total.online == Dossier.objects.exclude(resolved_at=None).filter(channel="online").count()
    assert total.rate == 100
    standards = page.context["standards"]
    assert standards["done"] == standards["all"] == len({key for key, _number in play.law.versions()})
    current = [choice for choice in page.context["choices"] if choice["is_current"]]
    assert len(current) == 1
    listed = client.get(standards["url"])
    assert len(listed.context["rows"]) == standards["all"]
    assert listed.context["rows"][0].version.version == 1806


def test_the_choice_of_periods_ends_with_their_day():
    chosen = words.periods(date(2026, 11, 24), with_model_case=True)

    assert chosen == {
        "month": Period(date(2026, 11, 1), date(2026, 11, 24)),
        "last_month": Period(date(2026, 10, 1), date(2026, 10, 31)),
        "quarter": Period(date(2026, 10, 1), date(2026, 11, 24)),
        "last_quarter": Period(date(2026, 7, 1), date(2026, 9, 30)),
        "year": Period(date(2026, 1, 1), date(2026, 11, 24)),
        "last_year": Period(date(2025, 1, 1), date(2025, 12, 31)),
        "since_2018": Period(date(2018, 1, 1), date(2019, 8, 31)),
        "model_case": MODEL_CASE,
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--month", "2015-12"), "lies outside"),
        (("--month", "2019-9"), "write it as 2019-08"),
        (("--month", "2019-13"), "not a day"),
        (("--from", "yesterday"), "not a day"),
        (("--until", "2019-09-01"), "lies outside"),
        (("--from", "2016-02-02", "--until", "2016-02-01"), "lies after"),
    ],
)
def test_what_cannot_be_loaded_is_refused_with_a_sentence(arguments, told):
    with pytest.raises(CommandError, match=told):
        call_command("load_history", *arguments)


def test_without_the_department_nothing_is_loaded(committed_db, settings):
    settings.AGENCY_CODE = "H99.99"

    with pytest.raises(CommandError, match="load_people"):
        load(*DAYS)

    assert not Dossier.objects.exists()
    assert not User.objects.filter(username__startswith=people.PREFIX).exists()


def test_who_acts_has_that_seat_on_that_day_and_nobody_of_today_acts(committed_db):
    world = play.prepare(at=timezone.now())
    filings = play.planned(world, date(2016, 1, 1), date(2019, 8, 31))[::60]

    play.play(world, filings, progress=lambda _count: None)

    by_officers = Event.objects.exclude(role="citizen").select_related("actor", "on_behalf_of")
    seats = {(seat.user_id, seat.role, seat.unit_id): seat for seat in Membership.objects.all()}
    for event in by_officers:
        seat = seats[event.actor_id, event.role, event.unit_id]
        assert event.actor.username.startswith(officers.PREFIX)
        assert seat.since <= timezone.localdate(event.at) <= seat.until
    assert by_officers.exclude(on_behalf_of=None).filter(role="specialist").exists(), "nobody was ever on leave"
    for event in by_officers.filter(role="specialist").exclude(on_behalf_of=None):
        day = timezone.localdate(event.at)
        stands_in = {"absent": event.on_behalf_of, "substitute": event.actor, "since__lte": day, "until__gte": day}
        assert Substitution.objects.filter(**stands_in).exists()
    done = Counter(by_officers.filter(role="specialist", action="finish-tham-dinh").values_list("actor", flat=True))
    assert len(done) >= 8
    assert max(done.values()) > 2 * min(done.values()), "each has done as much as the others"


def test_what_is_pending_at_the_end_was_accepted_by_then_and_is_resolved_in_time_in_the_weeks_after(committed_db):
    world = play.prepare(at=timezone.now())
    pending = [filing for filing in play.planned(world, date(2019, 8, 20), date(2019, 8, 31)) if filing.pending][::3]

    play.play(world, pending, progress=lambda _count: None)

    dossiers = Dossier.objects.all()
    assert statistics.figures(dossiers, MODEL_CASE, timezone.now()).pending == dossiers.count() == len(pending) > 50
    assert not dossiers.exclude(resolved_at__gt=MODEL_CASE.closes, holder="").exists()
    assert not dossiers.filter(verdict=Verdict.OVERDUE).exists()
    days = Counter(timezone.localdate(dossier.resolved_at) for dossier in dossiers)
    assert max(days.values()) < len(pending) / 2, "they all end on the first day after"
    assert timezone.localdate(Event.objects.latest("at").at) <= plan.LAST_DONE
    assert statistics.figures(dossiers, MODEL_CASE, timezone.now()).resolved == 0
    assert audit.check_all().differences == []


def test_some_are_pending_at_a_years_end(committed_db):
    load("--from", "2017-12-26", "--until", "2017-12-31")

    whole_year = Period(date(2017, 1, 1), date(2017, 12, 31))
    assert statistics.figures(Dossier.objects.all(), whole_year, timezone.now()).pending > 20


def test_nobody_can_sign_in_as_those_who_worked_and_their_seats_have_ended(committed_db, client):
    load(*DAYS)

    those = User.objects.filter(username__startswith=officers.PREFIX)
    assert those.count() == len(officers.listed_officers())
    assert not those.exclude(is_active=False).exists()
    assert not any(person.has_usable_password() for person in those)
    seats = Membership.objects.filter(user__in=those)
    assert not seats.filter(until=None).exists()
    assert set(seats.values_list("role", flat=True)) == STEP_ROLES - {Role.PROVINCIAL_OFFICE}
    assert max(seats.values_list("until", flat=True)) == plan.LAST_DONE
    assert not set(specialists_of_all(timezone.localdate())) & set(those)
    client.force_login(story.person("carol"))
    dossier = Dossier.objects.first()
    assert client.get(f"/mot-cua/{dossier.code}/").status_code == 200, "today's manager sees it"


def specialists_of_all(on: date) -> list[User]:
    units = set(Membership.objects.values_list("unit", flat=True))
    return [person for unit in units for person in [*given.specialists(unit, on), *seated_then(unit, on)]]


def test_a_database_that_has_another_plan_keeps_that_one(committed_db):
    world = play.prepare(at=timezone.now())
    life = world.life_of(play.planned(world, *FORTNIGHT)[0])
    replay(replace(life, key=uuid4()), world.calendar)

    said = load(*SPAN)

    assert said.startswith("Nothing was played: 1 dossiers of an earlier plan")
    assert Dossier.objects.count() == 1


def test_a_filing_that_the_desk_is_to_leave_is_answered_late(committed_db):
    world = play.prepare(at=timezone.now())
    left = [filing for filing in play.planned(world, date(2016, 1, 1), date(2017, 12, 31)) if filing.answered_late][::8]

    play.play(world, left, progress=lambda _count: None)

    assert left
    assert all(answered_late(dossier) for dossier in Dossier.objects.all())
    assert Event.objects.filter(action="accept").latest("at").at < datetime(2018, 1, 1, tzinfo=LOCAL)


def test_every_course_reaches_its_end(committed_db):
    world = play.prepare(at=timezone.now())
    filings = play.planned(world, date(2016, 1, 1), date(2018, 12, 31))
    first = {filing.course: filing for filing in reversed(filings)}

    play.play(world, list(first.values()), progress=lambda _count: None)

    ends = {Dossier.objects.get(draft_key=filing.key).state: course for course, filing in first.items()}
    assert first.keys() == set(Course)
    assert ends.keys() == {"returned", "rejected", "withdrawn", "stopped"}
    again = Dossier.objects.get(draft_key=first[Course.REAPPOINTED].key)
    assert again.reappointed
    assert again.due_at > again.lawful_due_at
    assert Dossier.objects.get(draft_key=first[Course.SUPPLEMENT].key).supplement_rounds == 1
    assert Dossier.objects.get(draft_key=first[Course.REFUSED].key).outcome == "refused"
    assert cells.differences() == []
    assert audit.check_all().differences == []
