"""The open model: who comes does not wait for whoever was served before, and a wait counts from when somebody was to come."""

import itertools
import time
from functools import partial
from random import Random

from bench.arrivals import Arrival, drive, instants


def test_people_come_at_the_rate_in_order_and_within_the_time():
    found = list(instants(50, 100, Random(1)))

    assert 4_700 < len(found) < 5_300
    assert found == sorted(found)
    assert found[0] > 0
    assert found[-1] < 100


def test_they_come_independently_of_each_other_and_not_in_step():
    found = list(instants(50, 100, Random(1)))
    gaps = [later - earlier for earlier, later in itertools.pairwise(found)]

    assert sum(gap < 0.002 for gap in gaps) > 300, "an exponential gap is often short"
    assert max(gaps) > 0.08, "and now and then long"


def test_whoever_has_to_wait_for_a_free_connection_has_waited():
    plan = [Arrival(0.0, "slow", partial(_asked, 0.15)), Arrival(0.0, "quick", partial(_asked, 0.0))]

    slow, quick = drive(plan, ["only"])

    assert slow.latency >= 0.15
    assert quick.late >= 0.14
    assert quick.latency >= quick.late


def test_the_next_one_comes_though_the_first_is_not_served_yet():
    plan = [Arrival(0.0, "slow", partial(_asked, 0.3)), Arrival(0.05, "quick", partial(_asked, 0.0))]

    _slow, quick = drive(plan, ["one", "two"])

    assert quick.latency < 0.2


def test_a_fault_is_an_answer_like_any_other():
    plan = [Arrival(0.0, "broken", _broken), Arrival(0.01, "wrong", lambda _line: "404")]

    broken, wrong = drive(plan, ["only"])

    assert broken.fault == "BrokenPipeError: gone"
    assert wrong.fault == "404"


def _asked(seconds: float, _line: str) -> str:
    time.sleep(seconds)
    return ""


def _broken(_line: str) -> str:
    raise BrokenPipeError("gone")
