"""The process as it is lived, against stays that were worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from dossiers.models import Dossier, Event
from dossiers.reports.lived import conformance, selection
from dossiers.reports.lived.measures import Spread
from dossiers.reports.lived.process import Arc, Process, lived
from dossiers.reports.periods import Period
from procedures.machine import Limit, LimitUnit
from tests.dossiers.lifecycle import WAYS, act, dossier_at, local
from tests.dossiers.proof.records import triggers_off
from tests.dossiers.reports.lived.walks import SENT_BACK, STRAIGHT, gone, three
from tests.dossiers.undoing import take_back
from tests.dossiers.variants import filed_under, next_version

pytestmark = pytest.mark.django_db

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
DAYS, CALENDAR_DAYS = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY


def read(most: int = selection.MOST) -> Process:
    resolved = selection.resolved_in(Dossier.objects.all(), JANUARY)
    (family,) = selection.families(resolved)
    return lived(selection.newest(resolved, family, most), DAYS)


def worked(process: Process, state: str) -> list[int]:
    return sorted(time.worked for time in process.stays[state])


def test_each_arc_tells_how_often_it_was_taken_and_how_long_the_state_before_it_lasted():
    three()

    process = read()

    counts = {tuple(arc): len(times) for arc, times in process.arcs.items()}
    assert counts == {
        ("filed", "accept", "accepted"): 3,
        ("accepted", "transfer", "phan-cong"): 3,
        ("phan-cong", "finish-phan-cong", "tham-dinh"): 3,
        ("tham-dinh", "finish-tham-dinh", "xem-xet"): 4,
        ("tham-dinh", "propose-supplement", "tham-dinh.supplement-proposed"): 1,
        ("tham-dinh.supplement-proposed", "issue-supplement", "tham-dinh.supplement-asked"): 1,
        ("tham-dinh.supplement-asked", "answer-supplement", "tham-dinh.supplement-answered"): 1,
        ("tham-dinh.supplement-answered", "confirm-supplement", "tham-dinh"): 1,
        ("xem-xet", "send-back-tham-dinh", "tham-dinh"): 1,
        ("xem-xet", "finish-xem-xet", "ky-duyet"): 3,
        ("ky-duyet", "finish-ky-duyet", "van-thu"): 3,
        ("van-thu", "finish-van-thu", "result-ready"): 3,
        ("result-ready", "return", "returned"): 1,
    }
    on = process.arcs[Arc("tham-dinh", "finish-tham-dinh", "xem-xet")]
    assert sorted(time.worked for time in on) == [120, 180, 390, 420]
    spread = Spread.of(on, DAYS)
    assert (spread.half, spread.nine_in_ten) == (Limit(Decimal("0.38"), DAYS), Limit(Decimal("0.88"), DAYS))


def test_each_state_tells_how_long_a_dossier_was_there_in_all_its_stays():
    three()

    process = read()

    assert worked(process, "tham-dinh") == [240, 420, 510]
    assert worked(process, "xem-xet") == [60, 60, 90]
    assert worked(process, "phan-cong") == [30, 60, 360]
    assert worked(process, "tham-dinh.supplement-proposed") == [120]
    spread = Spread.of(process.stays["tham-dinh"], DAYS)
    assert (spread.half.amount, spread.nine_in_ten.amount) == (Decimal("0.88"), Decimal("1.06"))
    (waiting,) = process.stays["tham-dinh.supplement-asked"]
    assert (waiting.elapsed, waiting.amount) == (3 * 24 * 60, 3.0)


def test_waiting_for_the_applicant_and_the_office_sum_to_the_whole_in_office_hours():
    three()

    times = read().times

    assert (times.worked, times.waited) == (pytest.approx((870 + 1230 + 720) / 480), 3)
    assert times.whole == times.worked + times.waited


def test_a_step_over_its_own_limit_is_the_one_that_was_recorded_as_late():
    straight, back, asked = three()

    judged = read().judged

    assert judged["phan-cong"].late == {back.pk}
    assert judged["phan-cong"].dossiers == {straight.pk, back.pk, asked.pk}
    assert {name: len(found.late) for name, found in judged.items() if name != "phan-cong"} == dict.fromkeys(
        ("tiep-nhan", "tham-dinh", "xem-xet", "ky-duyet", "van-thu"), 0
    )


def test_what_was_sent_back_and_what_was_recalled_is_counted_by_dossier():
    _straight, back, _asked = three()
    recalled = gone(STRAIGHT[:5])
    act(recalled, "recall", "hoa", "2026-01-06 11:10")
    act(recalled, "finish-xem-xet", "hoa", "2026-01-06 11:20")
    for action, who, when in STRAIGHT[5:7]:
        act(recalled, action, who, when)

    handovers = read().handovers

    assert dict(handovers.sent_back) == {back.pk: 1}
    assert dict(handovers.recalled) == {recalled.dossier.pk: 1}


def test_a_step_that_was_taken_back_was_never_taken_and_is_counted_as_recalled():
    walk = gone(STRAIGHT[:4])
    take_back(walk.dossier, "dung", at=local("2026-01-06 10:02"))
    act(walk, "finish-tham-dinh", "dung", "2026-01-06 10:30")
    for action, who, when in STRAIGHT[4:7]:
        act(walk, action, who, when)

    process = read()

    assert [time.worked for time in process.arcs[Arc("tham-dinh", "finish-tham-dinh", "xem-xet")]] == [450]
    assert dict(process.handovers.recalled) == {walk.dossier.pk: 1}
    assert process.conformance.share == 1.0


def test_an_act_beside_the_procedure_and_a_loop_end_no_stay():
    walk = gone(STRAIGHT[:3])
    act(walk, "note", "dung", "2026-01-05 14:00", message="Đang xem.")
    act(walk, "ask-withdrawal", "alice", "2026-01-05 15:00")
    for action, who, when in STRAIGHT[3:7]:
        act(walk, action, who, when)

    process = read()

    assert worked(process, "tham-dinh") == [420]
    assert [time.worked for time in process.arcs[Arc("tham-dinh", "ask-withdrawal", "tham-dinh")]] == [60 + 120]
    assert not any(arc.action == "note" for arc in process.arcs)


def test_the_newest_are_read_and_it_is_known_that_there_are_more():
    three()
    resolved = selection.resolved_in(Dossier.objects.all(), JANUARY)
    (family,) = selection.families(resolved)

    chosen = selection.newest(resolved, family, 2)

    ended = [Dossier.objects.get(pk=pk).resolved_at for pk in chosen.ids]
    assert ended == [local("2026-01-09 13:30"), local("2026-01-07 14:00")]
    assert (chosen.total, chosen.is_cut) == (3, True)
    assert not selection.newest(resolved, family, 3).is_cut


def test_only_what_was_resolved_in_the_period_counts():
    gone(STRAIGHT)
    dossier_at("tham-dinh", at=local("2026-01-05 08:30"))

    days = [Period(date(2026, 1, day), date(2026, 1, day)) for day in (5, 6, 7)]

    counts = [selection.by_procedure(Dossier.objects.all(), day) for day in days]
    assert [{slug: found.resolved for slug, found in one.items()} for one in counts] == [
        {},
        {"xb-tai-lieu-khong-kinh-doanh": 1},
        {},
    ]


@pytest.mark.parametrize("state", [*WAYS])
def test_every_walk_fits_its_machine(state):
    walk = dossier_at(state)

    found = conformance.check({walk.dossier.pk: walk.dossier.machine})

    assert (found.share, found.dossiers) == (1.0, 1)


@pytest.mark.parametrize(
    "forged",
    [{"action": "finish-ky-duyet"}, {"target": "van-thu"}, {"source": "van-thu"}, {"facts": {"unit": "nowhere"}}],
)
def test_a_log_that_its_machine_does_not_have_is_named_and_tells_nothing_more(forged):
    right, wrong = gone(STRAIGHT), gone(SENT_BACK)
    with triggers_off():
        Event.objects.filter(dossier=wrong.dossier, action="finish-xem-xet").update(**forged)

    process = read()

    assert process.conformance.misfits == (wrong.dossier.pk,)
    assert process.conformance.share == 0.5
    assert process.dossiers == 1
    assert len(process.arcs[Arc("xem-xet", "finish-xem-xet", "ky-duyet")]) == 1
    assert right.dossier.pk not in process.conformance.misfits


def test_of_no_dossier_all_fit():
    assert conformance.check({}).share == 1.0


OTHER_STEP = ('name = "phan-cong"', 'name = "chia-viec"')


@pytest.mark.parametrize(("edits", "versions"), [((), [(3, 2)]), ((OTHER_STEP,), [(3,), (2,)])])
def test_versions_with_the_same_steps_are_looked_at_together_and_others_apart(tmp_path, edits, versions):
    before = gone(STRAIGHT).dossier
    next_version(tmp_path, "2025-12-01", *edits)
    after = filed_under(before.procedure.slug, local("2026-01-12 08:30"))
    for _step in range(7):
        after.onward()

    found = selection.families(selection.resolved_in(Dossier.objects.all(), JANUARY))

    assert [family.versions for family in found] == versions
    assert sum(family.resolved for family in found) == 2
    assert found[0].machine.version == 3
