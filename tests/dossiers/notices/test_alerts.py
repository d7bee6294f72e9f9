"""What warns: figures that leave their band and work that stands still, noted and told once, and shown to who may see."""

import re
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.core import mail

from accounts.models import Membership, Unit
from accounts.roles import Role
from dossiers import turns
from dossiers.background import alerting
from dossiers.background.alerting import Alerting
from dossiers.models import Alert, AlertKind, AlertRule, Dossier
from dossiers.reports.alerts import bands
from dossiers.reports.alerts.seen import Seen, note
from dossiers.reports.alerts.words import warned
from dossiers.reports.periods import DAY
from procedures.machine import LimitUnit
from tests import golden
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.officers import filed_by, officer, substitute
from tests.dossiers.reports.lived.walks import three

pytestmark = pytest.mark.django_db

AGENCY, DIVISION = "so-tttt", "bao-chi-xuat-ban"
PAGE = "/quan-ly/"
PROCEDURE = "xb-tai-lieu-khong-kinh-doanh"


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def rule(kind: AlertKind, slug: str = AGENCY, role: Role = Role.MANAGER) -> None:
    AlertRule.objects.create(unit=unit(slug), kind=kind, role=role, added_at=local("2026-01-02 09:00"))


def run(when: str) -> list[mail.EmailMessage]:
    mail.outbox.clear()
    assert not turns.take(alerting.RUN, Alerting(local(when)))
    return list(mail.outbox)


def resolved_by_weeks(rates: list[tuple[int, int]], last_monday: date = date(2026, 5, 4)) -> None:
    """Lay dossiers down as resolved, week by week: so many in time, so many late."""
    walk = dossier_at("tham-dinh").dossier
    made = []
    for n, counts in enumerate(rates):
        day = last_monday - 7 * DAY * (len(rates) - 1 - n)
        for verdict, count in zip(("early", "overdue"), counts, strict=True):
            for _n in range(count):
                copy = Dossier.objects.get(pk=walk.pk)
                copy.pk, copy.code, copy.draft_key = None, f"H26.TT-{len(made):06}", uuid4()
                copy.accepted_at = copy.resolved_at = local(f"{day.isoformat()} 10:00")
                copy.verdict, copy.holder, copy.late_at, copy.watch_at = verdict, "", None, None
                made.append(copy)
    Dossier.objects.bulk_create(made)


USUAL = [(8, 2), (9, 1)] * 6


def test_a_week_far_below_the_others_is_noted_once_and_over_when_it_is_ordinary_again() -> None:
    resolved_by_weeks([*USUAL, (2, 8)])
    rule(AlertKind.BAND)

    night, again, by_day = run("2026-05-11 03:05"), run("2026-05-11 04:05"), run("2026-05-11 09:05")

    # Of the agency and of the division, which is all of it: both in one mail.
    assert (len(night), len(again), len(by_day)) == (1, 0, 0)
    assert {(one.figure, one.signal, one.point) for one in Alert.objects.all()} == {("rate", "below", date(2026, 5, 4))}
    assert run("2026-05-12 03:05") == []
    assert run("2026-05-18 03:05") == []
    assert not Alert.objects.filter(over_at=None).exists()


def test_bands_are_looked_at_by_night_alone() -> None:
    resolved_by_weeks([*USUAL, (2, 8)])

    run("2026-05-11 09:05")

    assert not Alert.objects.exists()


def test_a_run_of_eight_is_one_occurrence_while_it_goes_on() -> None:
    resolved_by_weeks([(9, 1), (5, 5)] * 4 + [(9, 1)] * 9)
    rule(AlertKind.BAND)
    weeks = [run(f"2026-05-{day} 03:05") for day in (11, 12)]

    assert {one.signal for one in Alert.objects.all()} == {"run_above"}
    assert [len(mails) for mails in weeks] == [1, 0]


def test_a_procedure_with_few_months_warns_of_nothing() -> None:
    three()

    assert list(bands.procedures_of(unit(AGENCY), local("2026-02-11 03:05"))) == [PROCEDURE]
    assert bands.of_pace(unit(AGENCY), PROCEDURE, local("2026-02-11 03:05")) == []


def warn(kind: AlertKind, figure: str, signal: str, slug: str = AGENCY, **measured: object) -> None:
    at = local("2026-05-11 03:05")
    seen = Seen(unit(slug), kind, figure, signal, date(2026, 5, 4), measured)
    note(unit(slug), kind, [seen], at=at, figure=figure)


NUMBERS = {"value": 20.0, "centre": 85.0, "lower": 61.25, "upper": 112.5, "resolved": 10}
PACE = {"value": 9.5, "centre": 5.0, "lower": 2.25, "upper": 7.75, "unit": LimitUnit.WORKING_DAY.value, "resolved": 10}


@pytest.mark.parametrize(
    ("name", "figure", "signal", "measured"),
    [
        ("band-rate", "rate", "below", NUMBERS),
        ("band-pace", f"pace:{PROCEDURE}", "run_above", PACE),
    ],
)
def test_a_mail_about_a_band_reads_as_it_was_found_right(name, figure, signal, measured) -> None:
    warn(AlertKind.BAND, figure, signal, **measured)
    rule(AlertKind.BAND)

    assert_golden(name, run("2026-05-11 09:05"))


def test_a_mail_about_stranded_work_reads_as_it_was_found_right() -> None:
    dossier_at("ky-duyet")
    Membership.objects.filter(role=Role.DEPARTMENT_LEADER).update(until=date(2026, 1, 6))
    rule(AlertKind.STRANDED)

    assert_golden("stranded", run("2026-01-07 09:05"))
    assert run("2026-01-07 10:05") == run("2026-01-08 10:05") == []


def test_all_that_began_to_warn_in_a_night_is_one_mail_for_each_person_and_each_is_told_once() -> None:
    warn(AlertKind.BAND, "rate", "below", **NUMBERS)
    warn(AlertKind.BAND, f"pace:{PROCEDURE}", "run_above", **PACE)
    warn(AlertKind.BAND, "rate", "below", DIVISION, **NUMBERS)
    rule(AlertKind.BAND)
    rule(AlertKind.BAND, role=Role.DEPARTMENT_LEADER)
    rule(AlertKind.BAND, DIVISION, Role.DIVISION_HEAD)

    mails = {one.to[0]: one for one in run("2026-05-11 09:05")}

    assert len(mails) == 3
    assert len({one.extra_headers["Message-ID"] for one in mails.values()}) == 3
    of_head = mails.pop(next(to for to, one in mails.items() if "3 cảnh báo" not in one.subject))
    assert "1." not in of_head.body
    assert_golden("several", list(mails.values())[:1])
    assert run("2026-05-11 10:05") == []
    warn(AlertKind.BAND, "rate", "run_below", **NUMBERS)
    [later] = {one.subject for one in run("2026-05-11 11:05")}
    assert later == "Sở Thông tin và Truyền thông Hà Nội: số liệu vượt khỏi mức bình thường"


def assert_golden(name: str, mails: list[mail.EmailMessage]) -> None:
    [message] = mails
    sent = message.message()
    body = sent.get_body(("plain",))
    assert body is not None
    text = f"Subject: {sent['Subject']}\nTo: {sent['To']}\n\n{body.get_content()}"
    golden.assert_mail_matches(f"alert-{name}", text, sent)


def test_stranded_work_is_over_when_somebody_has_the_role_and_new_when_it_happens_again() -> None:
    dossier_at("tham-dinh")
    rule(AlertKind.STRANDED, DIVISION, Role.DIVISION_HEAD)
    seats = Membership.objects.filter(role=Role.SPECIALIST)
    counts = []

    for day, until in (("07", "06"), ("08", "31"), ("09", "06")):
        seats.update(until=date(2026, 1, int(until)))
        counts.append((len(run(f"2026-01-{day} 09:05")), Alert.objects.filter(over_at=None).count()))

    assert counts == [(1, 1), (0, 0), (1, 1)]


def test_work_stands_still_where_all_are_on_leave_and_no_substitute_can_act() -> None:
    dossier_at("tham-dinh")
    officer("minh", Role.SPECIALIST, DIVISION)
    substitute("dung", "bob", date(2026, 1, 7), date(2026, 1, 9))
    run("2026-01-07 09:05")
    [alert] = Alert.objects.filter(over_at=None)
    substitute("dung", "minh", date(2026, 1, 8), date(2026, 1, 9))
    run("2026-01-08 09:05")

    assert (alert.signal, alert.unit, alert.measured["count"]) == ("on_leave", unit(DIVISION), 1)
    assert not Alert.objects.filter(over_at=None).exists()


def test_a_role_of_several_stands_still_only_when_all_are_away() -> None:
    dossier_at("van-thu")
    officer("nga", Role.CLERK, "van-phong")
    substitute("tam", "nga", date(2026, 1, 7), date(2026, 1, 9))
    run("2026-01-07 09:05")
    one_away = Alert.objects.filter(over_at=None).count()
    substitute("nga", "tam", date(2026, 1, 7), date(2026, 1, 9))
    run("2026-01-07 10:05")

    assert one_away == 0
    assert [alert.signal for alert in Alert.objects.filter(over_at=None)] == ["on_leave"]


def test_a_dossier_of_the_only_one_who_has_a_role_stands_still_before_its_acceptance_too() -> None:
    own = filed_by("bob", local("2026-01-06 09:00")).dossier
    dossier_at("filed")
    run("2026-01-06 10:05")
    [alert] = Alert.objects.filter(over_at=None)
    shown = warned(alert, date(2026, 1, 6))
    officer("mai", Role.ONE_STOP_OFFICER, alert.measured["at"])
    run("2026-01-06 11:05")

    assert (alert.signal, alert.measured["count"], shown.path) == ("own", 1, f"/mot-cua/?list=open&q={own.code}")
    assert "không ai được giải quyết hồ sơ của chính mình" in shown.sentence
    assert not Alert.objects.filter(over_at=None).exists(), "a colleague can take it"


def test_what_is_not_accepted_yet_and_nobody_can_accept_is_counted_beside_what_is() -> None:
    dossier_at("filed")
    dossier_at("accepted")
    Membership.objects.filter(role=Role.ONE_STOP_OFFICER).update(until=date(2026, 1, 6))
    run("2026-01-07 09:05")

    paths = {warned(alert, date(2026, 1, 7)).path for alert in Alert.objects.filter(over_at=None, signal="nobody")}

    assert len(paths) == 2
    assert "/mot-cua/?list=open&state=1&holder=one_stop_officer" in paths


@pytest.mark.parametrize(
    ("who", "sees"),
    [("carol", {AGENCY, DIVISION}), ("lan", {AGENCY, DIVISION}), ("hoa", {DIVISION}), ("dung", None)],
)
@pytest.mark.at(local("2026-05-11 09:00"))
def test_the_page_shows_what_warns_to_who_answers_for_it(who: str, sees: set[str] | None) -> None:
    for slug, value in ((AGENCY, 21.0), (DIVISION, 23.0)):
        warn(AlertKind.BAND, "rate", "below", slug, **{**NUMBERS, "value": value})

    words = read(Visitor(who, language="en").get(PAGE)).words()

    assert {
        slug for slug, said in ((AGENCY, ": 21 %"), (DIVISION, ": 23 %")) if said in words.replace("\xa0", " ")
    } == (sees or set())
    assert ("Nobody is told of this by mail" in words) == (sees is not None)


@pytest.mark.at(local("2026-05-11 09:00"))
def test_where_nothing_warns_nothing_is_said() -> None:

    words = read(Visitor("carol", language="en").get(PAGE)).words()

    assert "Signals" not in words


@pytest.mark.at(local("2026-05-11 09:00"))
def test_an_office_with_a_rule_is_not_told_that_nobody_is_told() -> None:
    rule(AlertKind.BAND)
    warn(AlertKind.BAND, "rate", "below", AGENCY, **NUMBERS)

    words = read(Visitor("carol", language="en").get(PAGE)).words()

    assert "Signals" in words
    assert "Nobody is told of this by mail" not in words


def test_the_page_says_no_longer_that_work_stands_still_once_somebody_can_go_on_with_it() -> None:
    dossier_at("ky-duyet")
    seats = Membership.objects.filter(role=Role.DEPARTMENT_LEADER)
    seats.update(until=date(2026, 1, 6))
    run("2026-01-07 09:05")

    def shown(when: str) -> str:
        with time_machine.travel(local(when), tick=False):
            return read(Visitor("carol", language="en").get(PAGE)).words()

    assert "1 dossier waits for: Department leader" in shown("2026-01-07 09:10")
    dossier_at("ky-duyet")
    assert "2 dossiers wait for: Department leader" in shown("2026-01-07 09:20")
    seats.update(until=date(2026, 1, 31))

    assert "Signals" not in shown("2026-01-07 09:30")
    assert Alert.objects.filter(over_at=None).count() == 1, "its end is the run's to note"


def test_a_signal_opens_exactly_its_dossiers() -> None:
    dossier_at("ky-duyet")
    Membership.objects.filter(role=Role.DEPARTMENT_LEADER).update(until=date(2026, 1, 6))
    run("2026-01-07 09:05")

    with time_machine.travel(local("2026-01-07 09:10"), tick=False):
        carol = Visitor("carol", language="en")
        page = carol.get(PAGE).content.decode()
        [address] = re.findall(r'<li><a href="(/quan-ly/open/[^"]*)"', page)
        listed = carol.get(address.replace("&amp;", "&"))

    assert "1 dossier waits for: Department leader" in page
    assert (listed.context["total"], listed.context["asked"].ignored) == (1, {})


def test_a_kill_between_looking_and_telling_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier_at("ky-duyet")
    Membership.objects.filter(role=Role.DEPARTMENT_LEADER).update(until=date(2026, 1, 6))
    rule(AlertKind.STRANDED)

    def killed(*_given: object, **_named: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(alerting, "tell", killed)
        with pytest.raises(KeyboardInterrupt):
            run("2026-01-07 09:05")

    assert (len(run("2026-01-07 10:05")), len(run("2026-01-07 11:05"))) == (1, 0)
