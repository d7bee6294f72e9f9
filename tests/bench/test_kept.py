"""A run beside those that were kept: what has fallen is told in red, and all are drawn."""

import xml.etree.ElementTree as ET

import pytest

from bench import kept, picture, report
from bench.figures import RATIO, Figure, Kind
from bench.kept import Run

RATE = Kind("rate", RATIO, at_least=0.3)
TIME = Kind("time", RATIO, at_most=8)
ROWS = 1_000


def run(at: str, rows: int = ROWS, **values: float) -> Run:
    kinds = {"rate": RATE, "time": TIME, "ms": Kind("wait", "ms")}
    figures = {key: Figure(key, value, kinds[key]).to_json() for key, value in values.items()}
    return Run(at, f"c{at}", {}, rows, figures)


@pytest.mark.parametrize(
    ("kind", "before", "now", "is_lost"),
    [
        (RATE, 1.0, 0.86, False),
        (RATE, 1.0, 0.84, True),
        (RATE, 1.0, 2.0, False),
        (TIME, 8.6, 10.0, False),
        (TIME, 8.4, 10.0, True),
        (TIME, 10.0, 1.0, False),
    ],
)
def test_a_ratio_is_lost_once_it_is_more_than_fifteen_percent_worse_whichever_way_is_better(kind, before, now, is_lost):
    key = kind.words
    found = kept.losses([Figure(key, now, kind)], [run("1", **{key: before})], ROWS)

    assert bool(found) is is_lost


def test_it_is_compared_with_the_last_run_that_measured_it_with_as_many_rows():
    runs = [run("1", rate=9.0), run("2", rate=1.0), run("3", rows=5, rate=9.0), run("4", time=1.0)]

    assert kept.losses([Figure("rate", 0.9, RATE)], runs, ROWS) == []
    assert kept.last(Figure("rate", 0.9, RATE), runs, ROWS) == 1.0


def test_milliseconds_are_not_compared_since_another_machine_has_others():
    assert kept.losses([Figure("ms", 900, Kind("wait", "ms"))], [run("1", ms=1)], ROWS) == []


def test_what_was_never_kept_is_no_loss():
    assert kept.losses([Figure("rate", 0.1, RATE)], [], ROWS) == []


def test_what_is_kept_is_read_again_in_the_order_of_time(tmp_path):
    kept.keep(run("2026-11-26T10:00:00+00:00", rate=2), tmp_path)
    kept.keep(run("2026-11-25T10:00:00+00:00", rate=1), tmp_path)

    assert [found.value("rate") for found in kept.kept(tmp_path)] == [1, 2]


def test_a_loss_is_printed_in_red_with_its_share(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    lines = report.lines([Figure("rate", 0.5, RATE), Figure("time", 1, TIME)], [run("1", rate=1.0, time=1.0)], ROWS)

    assert lines[-1] == f"{report.RED}Fallen by 50%, from 1 to 0.5: rate{report.PLAIN}"
    assert [line.startswith(report.RED) for line in lines] == [False, True, False, True]


def test_without_colour_a_loss_is_still_told(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")

    lines = report.lines([Figure("rate", 0.5, RATE)], [run("1", rate=1.0)], ROWS)

    assert lines[-1] == "Fallen by 50%, from 1 to 0.5: rate"


@pytest.mark.parametrize(
    ("kind", "value", "fails"),
    [
        (RATE, 0.29, True),
        (RATE, 0.3, False),
        (Kind("size", "kB", at_most=90), 91, True),
        (Kind("statements", "", at_most=7), 8, True),
        (Kind("share", "%", at_most=5), 6, True),
        (Kind("wait", "ms", at_most=80), 900, False),
        (Kind("mail", "s", at_most=5), 60, False),
        (Kind("lines", "/s", at_least=70), 1, False),
        (Kind("no goal", RATIO), 900, False),
    ],
)
def test_a_run_fails_by_a_ratio_or_a_size_and_by_no_time_of_its_machine(kind, value, fails):
    assert bool(report.missed([Figure("key", value, kind)])) is fails


def test_a_miss_is_told_with_its_goal():
    assert report.missed([Figure("key", 0.2, RATE)]) == ["Missed, 0.2 x for >= 0.3: rate"]


def test_the_model_case_fails_by_how_long_it_takes():
    assert report.missed([Figure("history.load", 900, Kind("loaded", "s", at_most=600))])


def test_faults_of_a_load_stand_below_their_count():
    errors = Figure("load.errors", 2, Kind("errors", "", at_most=0), {"faults": {"file: 500": 2}})

    assert "  2 x file: 500" in report.lines([errors], [], ROWS)


def test_the_picture_has_a_field_for_each_ratio_and_a_point_for_each_run_that_measured_it():
    drawn = ET.fromstring(picture.draw([run("1", rate=1, ms=5), run("2", rate=2, time=3)]))
    space = "{http://www.w3.org/2000/svg}"

    assert [text.text for text in drawn.iter(f"{space}text")][0::3] == ["rate", "time"]
    assert len(list(drawn.iter(f"{space}circle"))) == 3
    assert len([line for line in drawn.iter(f"{space}line") if line.get("class") == "goal"]) == 2
    assert all(0 <= float(dot.get("cy")) <= picture.HEIGHT for dot in drawn.iter(f"{space}circle"))


def test_the_picture_of_no_runs_is_empty():
    assert "<circle" not in picture.draw([])
