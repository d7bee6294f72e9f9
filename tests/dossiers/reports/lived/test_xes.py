"""The logs as a file of IEEE 1849-2016, read by a counter that knows nothing of ours."""

import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median_low

import pytest

from dossiers.models import Dossier
from dossiers.reports.lived import xes
from dossiers.reports.lived.process import lived
from dossiers.reports.lived.selection import Chosen
from procedures.machine import LimitUnit
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.reports.lived.walks import SENT_BACK, STRAIGHT, gone, three
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db

XES = "{http://www.xes-standard.org/}"
PAGE = "/quan-ly/quy-trinh/xb-tai-lieu-khong-kinh-doanh/xes/"
PEOPLE = ("bob", "hoa", "dung", "lan", "tam", "alice", "Hội Khuyến học", "An")

type Event = dict[str, str]


def traces(text: str) -> list[list[Event]]:
    """Return the events of each trace, as any reader of the format has them."""
    log = ET.fromstring(text)
    assert log.tag == f"{XES}log"
    return [
        [{one.get("key", ""): one.get("value", "") for one in event} for event in trace.findall(f"{XES}event")]
        for trace in log.findall(f"{XES}trace")
    ]


def directly_follows(found: list[list[Event]], key: str) -> dict[tuple[str, str], list[timedelta]]:
    """Return what follows what, and after how long: the graph that process mining begins with."""
    graph: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
    for trace in found:
        for before, after in pairwise(trace):
            at = [datetime.fromisoformat(one["time:timestamp"]) for one in (before, after)]
            graph[before[key], after[key]].append(at[1] - at[0])
    return graph


def chosen() -> Chosen:
    found = Dossier.objects.order_by("pk")
    return Chosen({dossier.pk: dossier.machine for dossier in found}, len(found))


def written() -> str:
    return "".join(xes.document(chosen().machines, "xb-tai-lieu-khong-kinh-doanh"))


def test_a_counter_of_its_own_finds_the_same_arcs_as_often_and_after_as_long():
    three()
    gone(STRAIGHT)

    graph = directly_follows(traces(written()), "target")

    ours: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
    for arc, times in lived(chosen(), LimitUnit.WORKING_DAY).arcs.items():
        ours[arc.source, arc.target] += [timedelta(minutes=time.elapsed) for time in times]
    assert {arc: len(times) for arc, times in graph.items()} == {arc: len(times) for arc, times in ours.items()}
    assert {arc: median_low(times) for arc, times in graph.items()} == {
        arc: median_low(times) for arc, times in ours.items()
    }


def test_each_event_leads_on_from_the_one_before():
    three()

    for trace in traces(written()):
        assert (trace[0]["concept:name"], trace[0]["source"]) == ("submit", "")
        assert all(before["target"] == after["source"] for before, after in pairwise(trace))
        assert [one["time:timestamp"] for one in trace] == sorted(one["time:timestamp"] for one in trace)


def test_what_was_taken_back_and_what_is_beside_the_procedure_is_not_in_it():
    walk = gone(STRAIGHT[:4])
    take_back(walk.dossier, "dung", at=local("2026-01-06 10:02"))
    act(walk, "note", "dung", "2026-01-06 10:10", message="Đang xem.")

    [trace] = traces(written())

    assert [one["concept:name"] for one in trace] == ["submit", "accept", "transfer", "finish-phan-cong"]


def test_nobody_is_named_and_an_officer_is_the_same_in_all_of_the_file():
    three()

    text = written()

    found = traces(text)
    by_role = Counter((one["org:role"], one.get("org:resource")) for trace in found for one in trace)
    roles = [role for role, _who in by_role]
    assert len(roles) == len({*roles}), "each role was one person's"
    assert {who for role, who in by_role if role == "citizen"} == {None}
    assert sorted(who for _role, who in by_role if who) == [f"officer-{n}" for n in range(1, 6)]
    assert not [name for name in PEOPLE if f">{name}<" in text or f'"{name}"' in text]


def test_each_event_has_what_the_standard_names():
    dossier = gone(SENT_BACK).dossier

    text = written()

    [trace] = traces(text)
    assert trace[1] == {
        "concept:name": "accept",
        "label": trace[1]["label"],
        "org:resource": "officer-1",
        "org:role": "one_stop_officer",
        "time:timestamp": "2026-01-05T10:30:00+07:00",
        "lifecycle:transition": "complete",
        "source": "filed",
        "target": "accepted",
    }
    log = ET.fromstring(text)
    assert {one.get("prefix") for one in log.findall(f"{XES}extension")} == {"concept", "org", "time", "lifecycle"}
    assert log.findall(f"{XES}trace/{XES}string[@key='concept:name']")[0].get("value") == dossier.code


def test_of_no_dossier_it_is_a_log_without_traces():
    assert traces("".join(xes.document({}, "a & <b>"))) == []


@pytest.mark.at(local("2026-02-02 09:00"))
def test_the_page_hands_it_out_with_the_dossiers_that_it_shows():
    three()
    dossier_at("tham-dinh", at=local("2026-01-05 08:30"))

    answer = Visitor("carol").get(PAGE, {"start": "2026-01-07", "end": "2026-01-31"})

    assert answer["Content-Disposition"].endswith('filename="xb-tai-lieu-khong-kinh-doanh-20260107-20260131.xes"')
    assert answer["Content-Type"] == "application/xml"
    assert len(traces(answer.getvalue().decode())) == 2


@pytest.mark.at(local("2026-02-02 09:00"))
@pytest.mark.parametrize(("who", "status"), [("", 302), ("alice", 404), ("bob", 404), ("carol", 404)])
def test_where_nothing_was_resolved_or_for_others_there_is_no_file(who, status):
    answer = Visitor(who).get(PAGE, {"start": "2026-01-01", "end": "2026-01-31"})

    assert answer.status_code == status
